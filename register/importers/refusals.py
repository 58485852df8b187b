"""What was refused of a file: every row with its number, the fields at fault, and why."""

import re

import duckdb
import numpy as np
import pandas as pd

from register.importers import areas, cells
from register.importers.cells import UNKNOWN_DESA
from register.importers.format import ImportFailedError, slug
from register.importers.reading import ONLY_HEADINGS, Source

REJECT_COLUMNS = ("BARIS ASAL", "KOLOM DITOLAK", "SEBAB DITOLAK")
IDLE = frozenset(map(slug, ("NO", "NO URUT", "PROVINSI")))  # in most exports: no news
REJECT_SLUGS = frozenset(map(slug, REJECT_COLUMNS))  # people retype headings in another case
WHOLE_ROW = "(seluruh baris)"
# A damaged number goes back with a question mark, or it would pass as sound the second time.
LOST_DIGITS = rf"^{cells.DAMAGED}(.{{0,15}}).*$", r"\1?"


class NothingSoundError(ImportFailedError):
    """Not one row can be taken; `rejects` says of each why, as in `Screened`."""

    def __init__(self, message: str, rejects: pd.DataFrame) -> None:
        super().__init__(message)
        self.rejects = rejects


def rejects(
    workbench: duckdb.DuckDBPyConnection, source: Source, spellings: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per refused row of the file, as in `screening.Screened`."""
    refused = workbench.execute(
        "SELECT t.no, t.kolom, t.alasan, bersih.kecamatan, bersih.desa, mentah.* "
        "FROM (FROM tolak UNION ALL FROM ulang) t JOIN bersih USING (no) "
        "JOIN mentah ON mentah.rowid = t.no ORDER BY t.no"
    ).df()
    written = refused[["kecamatan", "desa"]].drop_duplicates().dropna()
    suggested = {
        (place.kecamatan, place.desa): _suggest(areas.nearest(spellings, *place[1:]))
        for place in written.itertuples()
    }
    refused["alasan"] = [
        row.alasan.replace(UNKNOWN_DESA, UNKNOWN_DESA + suggested[row.kecamatan, row.desa])
        if UNKNOWN_DESA in row.alasan
        else row.alasan
        for row in refused.itertuples()
    ]
    columns = raw_columns(source.header)
    raw = refused[list(columns.values())].replace(*LOST_DIGITS, regex=True)
    raw.columns = list(columns)
    line = refused["no"].map(source.line)
    found = pd.DataFrame(
        dict(zip(REJECT_COLUMNS, (line, refused["kolom"], refused["alasan"]), strict=True))
    )
    whole = pd.concat([pd.concat([found, raw], axis=1), _misshapen(source)], ignore_index=True)
    # A misshapen row has no place in `mentah`: it comes before the row that has its place.
    between = [place - earlier - 0.5 for earlier, place in enumerate(sorted(source.broken))]
    return whole.iloc[np.argsort([*refused["no"], *between])].reset_index(drop=True)


def raw_columns(header: list[str]) -> dict[str, str]:
    """Return heading → column of `mentah`, without those that an earlier reject file added."""
    titles = _titles(header)
    return {name: f"c{i}" for i, name in enumerate(titles) if slug(name) not in REJECT_SLUGS}


def is_mended(header: list[str]) -> bool:
    """Whether the headings are those of a reject file."""
    return slug(REJECT_COLUMNS[0]) in map(slug, header)


def unused(source: Source) -> list[str]:
    """Return the headings of the columns of which nothing is taken, but numbering and province.

    One that holds a number stays out: where a row of data was taken for headings, it must not
    be told.
    """
    used = source.recognised.positions.values()
    return [
        name
        for place, name in enumerate(source.header)
        if slug(name)
        and place not in used
        and slug(name) not in REJECT_SLUGS | IDLE
        and not re.search(cells.LONG_NUMBER, name)
    ]


def _titles(header: list[str]) -> list[str]:
    """Return the headings, one that comes again with a number: columns need their own names."""
    return [
        f"{name} ({header[:place].count(name) + 1})" if name in header[:place] else name
        for place, name in enumerate(header)
    ]


def _suggest(names: dict[str, str]) -> str:
    return f" (mungkin: {', '.join(names)})" if names else ""


def _misshapen(source: Source) -> pd.DataFrame:
    """Rows whose number of cells is not the header's: their cells cannot be told apart.

    All of it goes into the first column, where it passes for nothing until somebody has sorted it
    out.
    """
    width = len(source.header)
    return pd.DataFrame(
        [
            dict(
                zip(
                    REJECT_COLUMNS,
                    (
                        source.header_line + 1 + place,
                        WHOLE_ROW,
                        f"berisi {found} kolom, judulnya {width}; periksa tanda pemisah",
                    ),
                    strict=True,
                )
            )
            | dict(zip(list(raw_columns(source.header))[:1], [" ".join(cells_found)], strict=True))
            for place, (found, cells_found) in sorted(source.broken.items())
        ]
    )


def nothing_sound(rejects: pd.DataFrame) -> str:
    """Return the sentence for a file of which no row can be taken."""
    if rejects.empty:
        return ONLY_HEADINGS
    first = rejects.iloc[0]  # whose reason and row number are no personal value
    return (
        f"Tidak satu pun dari {len(rejects)} baris dapat diambil. "
        f"Baris {first[REJECT_COLUMNS[0]]}: {first[REJECT_COLUMNS[2]]}."
    )
