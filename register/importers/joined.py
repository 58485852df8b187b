"""Cells that name several programmes at once: " PKH+ BSP+-", "-- BST ", "PKH, BPNT-PPKM"."""

import re

from sqlalchemy import ColumnElement, func, literal

from register.importers.format import slug
from register.importers.programmes import SPELLINGS

NAMES = {
    programme: sorted({slug(name) for name in (programme, *seen)})
    for programme, seen in SPELLINGS.items()
}
OF_SEVERAL_WORDS = sorted(
    {
        tuple(words)
        for programme, seen in SPELLINGS.items()
        for name in (programme, *seen)
        if len(words := re.findall("[a-z0-9]+", name.lower())) > 1
    },
    key=len,
    reverse=True,  # before its beginning is taken for another
)


def named(column: ColumnElement, programme: str) -> ColumnElement[bool]:
    """True where the cell names this programme among others; NULL where it is empty."""
    return func.regexp_matches(_words(column), f" ({'|'.join(NAMES[programme])}) ")


def any_unknown(column: ColumnElement) -> ColumnElement[bool]:
    """True where the cell holds a word that is no programme; NULL where it is empty."""
    known = "|".join(name for names in NAMES.values() for name in names)
    others = func.regexp_replace(_words(column), f" ({known}) ", "", "g")
    return func.regexp_matches(others, "[a-z0-9]")


def _words(column: ColumnElement) -> ColumnElement:
    """The words of a cell with two spaces between; a name of several words is one."""
    apart = func.regexp_replace(func.lower(column), "[^a-z0-9]+", "  ", "g")
    found = literal("  ").concat(apart).concat("  ")
    for words in OF_SEVERAL_WORDS:
        found = func.regexp_replace(found, f" {' +'.join(words)} ", f" {''.join(words)} ", "g")
    return found
