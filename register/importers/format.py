"""What a format is: its columns under all their names, its checks, and the rows it yields."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, Select, Table


class ImportFailedError(ValueError):
    """A file cannot be imported; the message is in Indonesian and names no personal value."""


class UnknownFormatError(ImportFailedError):
    """No format's required columns stand in the header."""


@dataclass(frozen=True)
class Field:
    """One column of a file: our name for it, and every heading it has been seen under.

    The first heading is the one error messages use.
    """

    name: str
    headings: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True)
class Check:
    """A hard rule: rows where `broken` holds are refused, for the reason given."""

    field: str
    broken: ColumnElement[bool]
    reason: str


@dataclass(frozen=True)
class Context:
    """What a file's rows need to know besides themselves."""

    periode: str
    muatan_id: int


@dataclass(frozen=True, kw_only=True)
class Format:
    """A file format.

    `typed` turns the text columns into typed ones, `checks` says which rows are refused,
    `rows` gives, per register table, the select that yields its rows from the accepted ones.
    `same` names the typed columns that make two rows of one file the same thing twice.
    `is_sample` is true of rows that hold invented data, NULL of rows that do not tell.
    """

    code: str
    nama: str
    fields: tuple[Field, ...]
    typed: Callable[[FromClause], dict[str, ColumnElement]]
    checks: Callable[[FromClause], list[Check]]
    same: tuple[str, ...]
    rows: Callable[[FromClause, Context], dict[Table, Select]]
    is_sample: Callable[[FromClause], ColumnElement[bool]]

    @property
    def required(self) -> list[Field]:
        return [field for field in self.fields if field.required]

    def missing(self, header: list[str]) -> list[str]:
        """Return the headings of the required columns that are not in the header."""
        present = {slug(name) for name in header}
        return [f.headings[0] for f in self.required if not present & set(map(slug, f.headings))]

    def match(self, header: list[str]) -> "Recognised | None":
        """Return which column of the file holds which field, or None if one is missing.

        Two columns under names of one field: the first counts, as a second is always a copy
        that some tool has added.
        """
        if self.missing(header):
            return None
        slugs = [slug(name) for name in header]
        positions = {}
        for field in self.fields:
            names = set(map(slug, field.headings))
            place = next((i for i, name in enumerate(slugs) if name in names), None)
            if place is not None:
                positions[field.name] = place
        return Recognised(self, positions)


@dataclass(frozen=True)
class Recognised:
    """A format and, per field that the file carries, the position of its column."""

    format: Format
    positions: dict[str, int]


def slug(text: str) -> str:
    """Return the letters and digits of a heading or area name, lower case."""
    return re.sub(r"[^a-z0-9]", "", str(text).lower())
