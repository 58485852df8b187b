"""Officers whose results differ from the others' by more than chance: to be asked, not accused.

Each pattern compares all officers of a kabupaten in one campaign by a share, as desa are compared:
beyond the 99.8 % limit of the funnel, widened where officers differ anyway, a posterior
probability above 0.9 and 30 families or more (indicators.md 2.3, 2.11).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from methods import alerts
from methods.funnel import funnel
from queries import groups
from queries.evidence import ENOUGH
from queries.groups import Groups

OFFICER = ["kode_desa", "nomor_petugas"]
OUTCOMES = ["layak", "tidak_layak", "tidak_ditemukan"]


@dataclass(frozen=True)
class Pattern:
    """A share by officer: `numerator` of `denominator`, called `name`, and which side is odd.

    `question` is what to ask whoever lies outside, with {x}, and {rest} for the others, of {n}.
    """

    name: str
    numerator: str
    denominator: Callable[[pd.DataFrame], pd.Series | int]
    few_is_odd: bool
    question: str


def _found(rows: pd.DataFrame) -> pd.Series:
    return rows["layak"] + rows["tidak_layak"]


def _all(rows: pd.DataFrame) -> pd.Series:
    return rows["jumlah"]


def _dated(rows: pd.DataFrame) -> pd.Series:
    return rows["jumlah"] - rows["unggah_tanpa"]


PATTERNS = {
    "jarang tidak layak": Pattern(
        "tidak layak",
        "tidak_layak",
        _found,
        True,
        "mencatat {rest} dari {n} KK layak. Apakah semua dikunjungi?",
    ),
    "sering tidak layak": Pattern(
        "tidak layak",
        "tidak_layak",
        _found,
        False,
        "mencatat {x} dari {n} KK tidak layak. Apa yang berbeda di sana?",
    ),
    "sering tidak ditemukan": Pattern(
        "tidak ditemukan",
        "tidak_ditemukan",
        _all,
        False,
        "tidak menemukan {x} dari {n} KK. Apakah alamatnya benar?",
    ),
    "lama diunggah": Pattern(
        "diunggah lebih dari 7 hari",
        "unggah_lebih_7",
        _dated,
        False,
        "mengunggah {x} dari {n} KK lebih dari 7 hari sesudah kunjungan. Apa kendalanya?",
    ),
    "jarang berbukti": Pattern(
        "dengan bukti",
        "dengan_bukti",
        _all,
        True,
        "menyertakan bukti untuk {x} dari {n} KK. Apakah alatnya tersedia?",
    ),
}


def by_officer(rows: pd.DataFrame, month: str) -> pd.DataFrame:
    """Return the sums of table `verval_petugas` up to a month and `jumlah`, by OFFICER.

    Visits of which the list names nobody are left out.
    """
    mine = rows[(rows["bulan"] <= month) & rows["nomor_petugas"].notna()]
    mine = mine.astype({"nomor_petugas": int})
    sums = mine.drop(columns=["kegiatan", "bulan"]).groupby(OFFICER).sum()
    return sums.assign(jumlah=sums[OUTCOMES].sum(axis=1))


def compare(officers: pd.DataFrame, pattern: Pattern) -> Groups:
    """Return how officers (of `by_officer`) compare; those with nothing to count are left out.

    `table` of the result has, of what `Groups` says, numerator, denominator, value, the limits,
    flagged, and as group BAD for those flagged, FEW below 30 families, else USUAL.
    """
    whole = pattern.denominator(officers)
    n = whole[whole > 0]
    x = officers.loc[n.index, pattern.numerator]
    spread = funnel(x, n)
    odd = alerts.flagged(x, n, lower_is_worse=pattern.few_is_odd)
    group = np.select([odd, n < ENOUGH], [groups.BAD, groups.FEW], default=groups.USUAL)
    table = spread.table.assign(numerator=x, denominator=n, flagged=odd, group=group)
    return Groups(spread, table)


def questions(officers: pd.DataFrame) -> pd.DataFrame:
    """Return kode_desa, nomor_petugas, jumlah, tanya: one row per officer and pattern that is odd,
    the most families first."""
    found = []
    for pattern in PATTERNS.values():
        table = compare(officers, pattern).table
        for row in table[table["flagged"]].itertuples():
            x, n = int(row.numerator), int(row.denominator)
            asked = pattern.question.format(x=x, n=n, rest=n - x)
            found.append((*row.Index, n, asked))
    rows = pd.DataFrame(found, columns=[*OFFICER, "jumlah", "tanya"])
    return rows.sort_values("jumlah", ascending=False, kind="stable", ignore_index=True)
