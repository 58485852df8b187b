"""One desa on one indicator: beside its kecamatan, its kabupaten and all the other desa."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries import evidence
from queries.cube import Cube
from queries.export import FEWEST
from queries.indicator import Indicator
from queries.measure import SUMS, value

MONTHS = 12  # of the line of months
LEAST_DESA = 8  # with fewer to compare there are no quarters to speak of
KECAMATAN = 8  # letters of a code that name its kecamatan


@dataclass(frozen=True, eq=False)
class Standing:
    """`desa`, `kecamatan`, `kabupaten`: the three sums of the month; `before`: those of the desa
    in the month to compare with, None without one.

    `others`: the values (percent, or per so many) of every desa with at least 30 counted, in
    order; `middle`: the range of the middle half of them, None where they are fewer than eight or
    the unit is the desa itself. `months`: the value of the desa by month, the newest last, NaN
    where nothing may be said.
    """

    indicator: Indicator
    state: str
    desa: dict[str, int]
    kecamatan: dict[str, int]
    kabupaten: dict[str, int]
    before: dict[str, int] | None
    others: np.ndarray
    middle: tuple[float, float] | None
    months: pd.Series

    @property
    def change(self) -> float:
        """The difference to the month before as it is shown, NaN where there is none."""
        if self.before is None:
            return np.nan
        now, then = (figure(self.indicator, sums) for sums in (self.desa, self.before))
        return float(evidence.shown(now) - evidence.shown(then))


def of(
    cube: Cube, kode: str, month: str, *, since: str, earlier: str | None, plan_pct: float | None
) -> Standing:
    """Return where a desa of the cube stands in a month, and against `earlier`.

    `since`: the first month of its era; what another era said is not set beside it.
    """
    codes = pd.Index(cube.desa)
    mine = np.asarray(codes == kode)
    around = np.asarray(codes.str[:KECAMATAN] == kode[:KECAMATAN])
    trend = cube.trend(mine)
    now = trend.loc[[month], SUMS]
    others = _values(cube, cube.table(month))
    until = cube.months.index(month) + 1
    months = trend[SUMS].iloc[max(0, until - MONTHS) : until]
    return Standing(
        cube.indicator,
        evidence.states(cube.indicator, now, plan_pct)[0],
        _sums(now.iloc[0]),
        _sums(cube.trend(around).loc[month]),
        _sums(cube.trend(np.ones(len(codes), dtype=bool)).loc[month]),
        None if earlier is None else _sums(trend.loc[earlier]),
        others,
        _middle(others),
        months.apply(lambda row: figure(cube.indicator, row), axis=1).where(months.index >= since),
    )


def figure(indicator: Indicator, sums) -> float:
    """Return the value of three sums; NaN where nothing is counted or known, or too little."""
    few = sums["denominator"] < (1 if indicator.unit == "desa" else FEWEST)
    if few or sums["unknown"] >= sums["denominator"]:
        return np.nan
    return float(value(sums["numerator"], sums["denominator"], indicator.per))


def _sums(row) -> dict[str, int]:
    return {name: int(row[name]) for name in SUMS}


def _values(cube: Cube, table: pd.DataFrame) -> np.ndarray:
    if cube.indicator.unit == "desa":  # each has met or has not: nothing lies between
        return np.array([])
    fit = table[
        (table["denominator"] >= evidence.ENOUGH) & (table["unknown"] < table["denominator"])
    ]
    return np.sort(value(fit["numerator"], fit["denominator"], cube.indicator.per))


def _middle(others: np.ndarray) -> tuple[float, float] | None:
    if len(others) < LEAST_DESA:
        return None
    low, high = np.quantile(others, [0.25, 0.75])
    return float(low), float(high)
