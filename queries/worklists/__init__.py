"""Worklists: from an indicator to the families behind it, for those who may see them."""

from queries.worklists.lists import BY_CODE, LISTS, Layout, Worklist, behind
from queries.worklists.reading import (
    MOST_ROWS,
    PAGE_ROWS,
    Ask,
    Handed,
    NoPersonsError,
    Page,
    Record,
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
    "Handed",
    "Layout",
    "NoPersonsError",
    "Page",
    "Record",
    "Worklist",
    "behind",
    "one_record",
    "read",
    "whole",
]
