"""Worklists: from an indicator to the families behind it, for those who may see them."""

from queries.worklists.lists import BY_CODE, LISTS, Ask, Layout, Worklist
from queries.worklists.reading import (
    MOST_ROWS,
    PAGE_ROWS,
    GoneError,
    Handed,
    NoPersonsError,
    NotNotedError,
    Page,
    Record,
    officer_name,
    one_record,
    read,
    whole,
)
from register.schema import PROGRAMMES

__all__ = [
    "BY_CODE",
    "LISTS",
    "MOST_ROWS",
    "PAGE_ROWS",
    "PROGRAMMES",
    "Ask",
    "GoneError",
    "Handed",
    "Layout",
    "NoPersonsError",
    "NotNotedError",
    "Page",
    "Record",
    "Worklist",
    "officer_name",
    "one_record",
    "read",
    "whole",
]
