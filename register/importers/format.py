"""What a format is: its columns under all their names, its checks, and the rows it yields."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

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

    @cached_property
    def slugs(self) -> frozenset[str]:
        return frozenset(map(slug, self.headings))


@dataclass(frozen=True)
class Check:
    """A rule and the rows where it is `broken`.

    Among a format's `checks` it is hard: the row is refused, for the reason given. Among its
    `notes` it is soft: the row is taken, and counted in the ledger with the reason.
    """

    field: str
    broken: ColumnElement[bool]
    reason: str


@dataclass(frozen=True)
class Context:
    """What a file's rows need to know besides themselves."""

    periode: str
    muatan_id: int


class Place(Enum):
    """How a row of a format says where it belongs.

    DESA: it names kecamatan and desa, or carries a code. GIVEN: the file is of one desa, which
    whoever imports it names, unless it has columns that do. KECAMATAN: it names the kecamatan,
    the desa may be empty. NOWHERE: it does not say, and its table has no `kode_desa`; a new file
    then replaces the rows of the families it names, as it may hold one desa or the kabupaten.
    """

    DESA = 1
    GIVEN = 2
    KECAMATAN = 3
    NOWHERE = 4


@dataclass(frozen=True)
class Fill:
    """A register table that a format fills, and what its rows do to those already there.

    `keys`: the columns that make two rows the same thing. A mended reject file adds only rows
    whose keys the register does not hold; with `always_once` any file does. `replaced`: earlier
    rows of this format and periode give way to a new file. `counted`: one row of the file is one
    row here, so that a number of rows can be told.
    """

    table: Table
    keys: tuple[str, ...]
    counted: bool = False
    replaced: bool = True
    always_once: bool = False


@dataclass(frozen=True, kw_only=True)
class Format:
    """A file format.

    `typed` turns the text columns into typed ones, `checks` says which rows are refused,
    `rows` gives, per register table, the select that yields its rows from the accepted ones.
    `same` names the typed columns that make two rows of one file the same thing twice.
    `is_sample` is true of rows that hold invented data, NULL of rows that do not tell.
    `fills` names the tables of `rows`. `part` is a column of those tables and, as `<part>_kunci`
    without NULL, of the typed ones: a file replaces only what has the values it holds itself.
    `notes` are soft rules; a row that breaks one is taken all the same. `replaces` names other
    formats whose rows of the same periode and desa give way to a file of this one.
    `zero_counts`: a cell "0" is a number here; elsewhere it is how people write "nothing".
    `worded` replaces fields by a text made of several cells, before `typed` reads them: an
    expression that others hold costs DuckDB its memory once in each of them.
    """

    code: str
    nama: str
    fields: tuple[Field, ...]
    typed: Callable[[FromClause], dict[str, ColumnElement]]
    checks: Callable[[FromClause], list[Check]]
    same: tuple[str, ...]
    rows: Callable[[FromClause, Context], dict[Table, Select]]
    fills: tuple[Fill, ...]
    is_sample: Callable[[FromClause], ColumnElement[bool]]
    place: Place = Place.DESA
    part: str | None = None
    replaces: tuple[str, ...] = ()
    zero_counts: bool = False
    notes: Callable[[FromClause], list[Check]] = lambda rows: []
    worded: Callable[[FromClause], dict[str, ColumnElement]] = lambda rows: {}

    @property
    def required(self) -> list[Field]:
        return [field for field in self.fields if field.required]

    def missing(self, header: list[str]) -> list[str]:
        """Return the headings of the required columns that are not in the header."""
        return self.lacking({slug(name) for name in header})

    def lacking(self, present: set[str]) -> list[str]:
        """Return the headings of the required columns that are not among the slugs present."""
        return [f.headings[0] for f in self.required if present.isdisjoint(f.slugs)]

    def match(self, header: list[str]) -> "Recognised | None":
        """Return which column of the file holds which field, or None if one is missing.

        Two columns under names of one field: the first counts, as a second is always a copy
        that some tool has added.
        """
        if self.missing(header):
            return None
        return Recognised(self, self.known(header))

    def known(self, header: list[str]) -> dict[str, int]:
        """Return, per field that stands in the header, the position of its column."""
        slugs = [slug(name) for name in header]
        positions = {}
        for field in self.fields:
            place = next((i for i, name in enumerate(slugs) if name in field.slugs), None)
            if place is not None:
                positions[field.name] = place
        return positions


@dataclass(frozen=True)
class Recognised:
    """A format and, per field that the file carries, the position of its column."""

    format: Format
    positions: dict[str, int]


def slug(text: str) -> str:
    """Return the letters and digits of a heading or area name, lower case."""
    return re.sub(r"[^a-z0-9]", "", str(text).lower())
