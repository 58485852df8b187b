"""Words that office files use for one thing, each under all its spellings.

Letters and digits count, nothing else: MeninggalDihapus, "Meninggal (Dihapus)" and
meninggal-dihapus are one spelling.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, and_, case, func

from register.importers.format import Check, slug

Spellings = Mapping[str, Iterable[str]]


def bare(column: ColumnElement) -> ColumnElement:
    """The letters and digits of a cell, lower case, as `format.slug` does it."""
    return func.regexp_replace(func.lower(column), "[^a-z0-9]", "", "g")


def meant(column: ColumnElement, spellings: Spellings) -> ColumnElement:
    """The word of ours a cell means; NULL for an empty cell and for words never seen.

    Every word of ours is a spelling of itself.
    """
    return case(*[(is_any(column, {word: seen}), word) for word, seen in spellings.items()])


def is_any(column: ColumnElement, spellings: Spellings) -> ColumnElement[bool]:
    """True where a cell is a spelling of one of these words; quicker than asking which."""
    known = {slug(name) for word, seen in spellings.items() for name in (word, *seen)}
    return bare(column).in_(sorted(known))


def rules(
    label: str, written: ColumnElement, found: ColumnElement, spellings: Spellings
) -> list[Check]:
    """A word that is written must be known; the reason lists those that are."""
    return [
        Check(
            label,
            and_(written.is_not(None), found.is_(None)),
            f"tidak dikenal; tulis salah satu dari: {', '.join(spellings)}",
        )
    ]
