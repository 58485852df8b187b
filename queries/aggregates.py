"""Sums an office brought as such (register table agregat), where its lists say nothing.

Where the register holds rows of its own for a desa, month and indicator, these are counted and
the office's sum is left: what can be checked row by row wins.
"""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, select

from queries.indicator import Indicator
from queries.indicators import CATALOGUE
from queries.measure import SUMS, WHOLE
from queries.populations import DESA, USULAN
from register.schema import agregat

CELL = ["periode", "kode_desa", "indikator"]


@dataclass(frozen=True)
class Filled:
    """`counted` with the office's sums added; `used`: periode, kode_desa, indikator of those.

    `beaten`: how many of its sums gave way to rows; `unknown`: codes no indicator has.
    """

    counted: pd.DataFrame
    used: pd.DataFrame
    beaten: int
    unknown: list[str]

    def told(self) -> list[str]:
        """Return what to say about it, in Indonesian; nothing where there are no sums."""
        lines = []
        if len(self.used):
            lines.append(f"{len(self.used)} angka desa diambil dari berkas agregat.")
        if self.beaten:
            lines.append(
                f"{self.beaten} angka di berkas agregat tidak dipakai: register memuat datanya "
                "sendiri untuk desa, bulan, dan indikator itu."
            )
        if self.unknown:
            codes = ", ".join(self.unknown)
            lines.append(
                f"Kode indikator di berkas agregat tidak dikenal, tidak diterbitkan: {codes}. "
                "Kode yang ada: docs/indicators.md."
            )
        return lines


def fill(connection: Connection, counted: pd.DataFrame, months: list[str]) -> Filled:
    """Add the office's sums of these months to the sums counted (columns of table capaian)."""
    brought = _brought(connection, months)
    known = brought["indikator"].notna()
    sums = brought[known].drop_duplicates(CELL, keep="last")
    has_rows = pd.MultiIndex.from_frame(sums[CELL]).isin(_cells_with_rows(counted))
    used = sums[~has_rows]
    by_code = {indicator.code: indicator for indicator in CATALOGUE}
    added = used[[*CELL, *SUMS]].assign(
        rincian=WHOLE, versi_definisi=[by_code[code].version for code in used["indikator"]]
    )
    replaced = pd.MultiIndex.from_frame(counted[CELL]).isin(pd.MultiIndex.from_frame(used[CELL]))
    return Filled(
        pd.concat([counted[~replaced], added], ignore_index=True),
        used[CELL].reset_index(drop=True),
        int(has_rows.sum()),
        sorted(brought.loc[~known, "tertulis"].unique()),
    )


def _brought(connection: Connection, months: list[str]) -> pd.DataFrame:
    """Return `CELL`, the three sums and the code as written, the newest load last.

    A number of those of which nothing is known that was not given counts as none.
    """
    query = select(
        agregat.c.periode,
        agregat.c.kode_desa,
        agregat.c.indikator.label("tertulis"),
        agregat.c.pembilang.label("numerator"),
        agregat.c.penyebut.label("denominator"),
        agregat.c.belum_diketahui.label("unknown"),
    ).where(agregat.c.periode.in_(months))
    rows = pd.read_sql(query.order_by(agregat.c.muatan_id), connection)
    codes = pd.Series(_codes(CATALOGUE), dtype=object)
    return rows.assign(
        indikator=rows["tertulis"].astype(object).map(codes),
        unknown=rows["unknown"].fillna(0).astype(int),
    )


def _codes(indicators: tuple[Indicator, ...]) -> dict[str, str]:
    """Every way of naming an indicator → its code: the code itself, or the number.

    Two windows of one number: the first in the catalogue.
    """
    numbers = {indicator.number: indicator.code for indicator in reversed(indicators)}
    return numbers | {indicator.code: indicator.code for indicator in indicators}


def _cells_with_rows(counted: pd.DataFrame) -> pd.MultiIndex:
    """Return the cells that lists stand behind.

    Desa are counted whether or not any list names them, so a desa that nothing is known of does
    not count as one.
    """
    by_area = [i.code for i in CATALOGUE if i.population in (DESA, USULAN)]
    only_listed = counted["indikator"].isin(by_area) & (
        counted["unknown"] == counted["denominator"]
    )
    stands = (counted["rincian"] == WHOLE) & (counted["denominator"] > 0) & ~only_listed
    return pd.MultiIndex.from_frame(counted.loc[stands, CELL])
