"""Which desa to talk about, and why: those with evidence against them, by families affected."""

import numpy as np
import pandas as pd

from queries import evidence
from queries.cube import Cube
from queries.indicators.completeness import KEMUTAKHIRAN_24
from queries.indicators.musdes import MUSDES_BULAN_INI

MOST = 10  # a list that is longer is not read (indicators.md 2.11)
SILENT_MONTHS = 3


def desa_to_discuss(
    cubes: list[Cube], month: str, plan_pct: float | None, most: int = MOST
) -> pd.DataFrame:
    """Return kode_desa, keluarga, alasan: one row per desa, the most families affected first.

    `alasan` lists (code of the indicator, its numerator, its denominator); for musdes the
    numerator is the number of months in a row without one and the denominator 0. `keluarga` is
    the largest number of families that one of the reasons touches; persons are not families and
    count for nothing here. A reason needs evidence: the whole interval beyond the threshold, or
    three months without musdes.
    """
    reasons: dict[str, list[tuple[str, int, int]]] = {}
    touched: dict[str, int] = {}
    families = _families(cubes, month)
    for cube in cubes:
        for kode, numerator, denominator, affected in _against(cube, month, plan_pct, families):
            reasons.setdefault(kode, []).append((cube.indicator.code, numerator, denominator))
            touched[kode] = max(touched.get(kode, 0), affected)
    listed = pd.DataFrame(
        {
            "kode_desa": list(reasons),
            "keluarga": [touched[kode] for kode in reasons],
            "alasan": list(reasons.values()),
        }
    )
    ordered = listed.sort_values(["keluarga", "kode_desa"], ascending=[False, True])
    return ordered.head(most).reset_index(drop=True)


def _families(cubes: list[Cube], month: str) -> pd.Series:
    cube = next(c for c in cubes if c.indicator is KEMUTAKHIRAN_24)
    return cube.table(month)["denominator"]


def _against(cube: Cube, month: str, plan_pct: float | None, families: pd.Series):
    if cube.indicator is MUSDES_BULAN_INI:
        silent = months_without(cube, month)
        for kode, months in zip(cube.desa, silent, strict=True):
            if months >= SILENT_MONTHS:
                yield kode, int(months), 0, int(families[kode])
        return
    table = cube.table(month)
    found = table[evidence.states(cube.indicator, table, plan_pct) == evidence.ACT]
    counts = (found[name].tolist() for name in ("numerator", "denominator"))
    for kode, numerator, denominator in zip(found.index, *counts, strict=True):
        lacking = denominator - numerator if cube.indicator.unit == "KK" else 0
        yield kode, numerator, denominator, lacking


def months_without(cube: Cube, month: str) -> np.ndarray:
    """Return, per desa, how many months in a row up to `month` it is known not to have met."""
    until = cube.months.index(month) + 1
    numerator, denominator, unknown = cube.sums[""][:, :, :until]
    missed = (denominator > 0) & (unknown == 0) & (numerator == 0)
    return np.cumprod(missed[:, ::-1], axis=1).sum(axis=1)
