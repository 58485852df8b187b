"""One desa on one indicator: beside its kecamatan, its kabupaten and all the other desa."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries import evidence
from queries.cube import Cube
from queries.export import FEWEST
from queries.indicator import Indicator
from queries.measure import SUMS, WHOLE, possible, value

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
    where nothing may be said; `counts`: the three sums behind it.
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
    counts: pd.DataFrame

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

    `since`: the first month that may be compared with it; others are not set beside it.
    """
    now = cube.months.index(month)
    block = cube.sums[WHOLE]
    mine = cube.desa.index(kode)
    around = [place for place, code in enumerate(cube.desa) if code[:KECAMATAN] == kode[:KECAMATAN]]
    own = {name: block[axis, mine] for axis, name in enumerate(SUMS)}
    counts = pd.DataFrame(own, index=cube.months)
    counts = counts[counts.index >= since].loc[:month].iloc[-MONTHS:]
    months = pd.Series(figure(cube.indicator, own), index=cube.months)
    summed = block[:, :, now] * possible(cube.indicator, *block[:, :, now])
    others = _values(cube.indicator, *block[:, :, now])
    return Standing(
        cube.indicator,
        evidence.states(cube.indicator, pd.DataFrame(own).iloc[[now]], plan_pct)[0],
        _sums(block[:, mine, now]),
        _sums(summed[:, around].sum(axis=1)),
        _sums(summed.sum(axis=1)),
        None if earlier is None else _sums(block[:, mine, cube.months.index(earlier)]),
        others,
        _middle(others),
        months.where(months.index >= since).iloc[max(0, now + 1 - MONTHS) : now + 1],
        counts,
    )


def figure(indicator: Indicator, sums):
    """Return the value of three sums (numbers or arrays); NaN where nothing is counted or known,
    or too little of it."""
    n, d, unknown = (np.asarray(sums[name], dtype=float) for name in SUMS)
    told = (d >= (1 if indicator.unit == "desa" else FEWEST)) & (unknown < d)
    return value(n, np.where(told, d, 0), indicator.per)


def _sums(numbers: np.ndarray) -> dict[str, int]:
    return dict(zip(SUMS, map(int, numbers), strict=True))


def _values(indicator: Indicator, n: np.ndarray, d: np.ndarray, unknown: np.ndarray) -> np.ndarray:
    if indicator.unit == "desa":  # each has met or has not: nothing lies between
        return np.array([])
    fit = (d >= evidence.ENOUGH) & (unknown < d)
    return np.sort(value(n[fit], d[fit], indicator.per))


def _middle(others: np.ndarray) -> tuple[float, float] | None:
    if len(others) < LEAST_DESA:
        return None
    low, high = np.quantile(others, [0.25, 0.75])
    return float(low), float(high)
