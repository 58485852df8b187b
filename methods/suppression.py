"""Hide small counts in a table to be published, and enough others that no total betrays them.

Disclosure only: whether a count is large enough to say something is another question (Wilson
intervals, suppressed percentages), and rounding is another method.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

KEYS = ["area", "category", "period"]
COUNTS = ["numerator", "denominator"]
# A hidden count stays uncertain by 2, so three values are possible: with two, whoever knows that
# it is not the one they are part of knows it. Ours; indicators.md 2.2 gives no width.
PROTECTION = 2
TOLERANCE = 1e-6  # of the solver; also what two sums of weights may differ by
FAR = 1000  # no step in a search is longer: nothing is to be learnt beyond
SEED = 20260701  # only the order of search depends on it; any other would do


def suppress(
    table: pd.DataFrame,
    hierarchy: Mapping,
    threshold: int = 5,
    *,
    area: str = "kode_wilayah",
    category: str | None = None,
    total: str | None = None,
    period: str | None = None,
    unanimous: int | None = None,
    hidden_before: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return every publishable cell at every level, counts NaN where they must not be shown.

    `table` has one row per lowest area (and category, and period) with `numerator` and, unless
    plain counts are published, `denominator`; NaN in both where nothing was sent. `hierarchy`
    maps each area to the one above it. With `total`, categories exclude each other and a row of
    that name adds them up; without it they may overlap and are protected one by one, and a
    denominator they share is safe only where it is at least the threshold.

    The result has a row per area of any level, category (and total) and period, sorted, with
    `suppressed`: "" shown, "primer" hidden by rule, "sekunder" hidden to protect another. Print
    the same sign for both: the difference is for the office. It is the one table for page,
    workbook and slides: all show it or sums of its shown cells, changes only between shown cells.
    Filter the result, never the input: two calls hide different cells, and betray each other.

    Hidden by rule (indicators.md 2.2), at any level: a numerator, a denominator or what is left
    between them from 1 to `threshold` - 1; 0 % and 100 % of fewer than `unanimous` (default
    twice the threshold; infinity where either says something of every family in any group).
    Other zeros are shown, and 0 of 0 always. A cell hidden in one period is hidden in all, lest
    a stable neighbour be read off the other period.

    `hidden_before`: areas (and categories) that an earlier publication hid, in columns of those
    names. They are hidden again, as "sekunder" where no rule asks for it: what it showed stays
    known, so hiding others in their place would betray them. The rest is chosen around them.

    For each hidden cell the method holds proof: tables that agree with everything shown and
    differ in that cell by PROTECTION (or by all its denominator allows), even to somebody who
    knows every denominator and which counts are 0 or all. Weighted counts work alike.
    Raises ValueError for rows that cannot be such a table.
    """
    named = {"area": area, "category": category, "period": period}
    hierarchy, given = dict(hierarchy), table.reset_index(drop=True)
    rows = pd.DataFrame({key: given[name] if name else "" for key, name in named.items()})
    rows = rows.join(given[[name for name in COUNTS if name in given]].astype(float))
    _refuse(rows, hierarchy, total)
    rows = rows.assign(**_believed(rows, threshold))
    cells = _with_margins(rows, hierarchy, total)
    primary = _primary(cells, threshold, 2 * threshold if unanimous is None else unanimous)
    again = _again(cells, hidden_before, named)
    hidden = _Search.over(cells, hierarchy, total).protect(primary, again & ~primary)
    cells["suppressed"] = np.select([primary, hidden], ["primer", "sekunder"], "")
    cells.loc[hidden, cells.columns.intersection(COUNTS)] = np.nan
    unused = [key for key in KEYS if not named[key]]
    return cells.drop(columns=["least", "most", *unused]).rename(columns=named)


def _refuse(rows: pd.DataFrame, hierarchy: dict, total: str | None) -> None:
    counts = rows[rows.columns.intersection(COUNTS)]
    top = rows.get("denominator", np.inf)
    for wrong, sentence in [
        (rows[KEYS].isna().any(axis=1), "rows lack an area, category or period"),
        (rows.duplicated(KEYS), "rows repeat an area, category and period"),
        (~rows["area"].isin(list(hierarchy)), "areas are not in the hierarchy"),
        (rows["area"].isin(set(hierarchy.values())), "areas are sums of others in the hierarchy"),
        (rows["category"] == total, "rows already have the name of the total"),
        (counts.isna().any(axis=1) & counts.notna().any(axis=1), "rows have one count of two"),
        ((counts < 0).any(axis=1) | np.isinf(counts).any(axis=1), "counts are below 0 or infinite"),
        (rows["numerator"] > top + TOLERANCE, "numerators exceed their denominators"),
    ]:
        if wrong.any():
            raise ValueError(f"{wrong.sum()} {sentence}")


def _lineage(area, hierarchy: dict) -> list:
    """Return the area and all above it."""
    line = [area]
    while line[-1] in hierarchy:
        line.append(hierarchy[line[-1]])
        if line[-1] in line[:-1]:
            raise ValueError(f"The hierarchy leads from {area} in a circle")
    return line


def _with_margins(rows: pd.DataFrame, hierarchy: dict, total: str | None) -> pd.DataFrame:
    lineages = {area: _lineage(area, hierarchy) for area in rows["area"].unique()}
    rows = rows.assign(area=rows["area"].map(lineages)).explode("area")
    if total is not None:
        rows = pd.concat([rows, rows.assign(category=total)])
    return rows.groupby(KEYS, observed=True).sum(min_count=1).reset_index()


def _believed(rows: pd.DataFrame, threshold: int) -> dict[str, np.ndarray]:
    """Return the least and the most an outsider thinks a numerator of a lowest area can be.

    Somebody who knows the group is 0 to all of it; in a group of at least `threshold` also
    whether it is 0 and whether it is all. Totals can be what these add up to.
    """
    value = rows["numerator"].to_numpy()
    top = np.broadcast_to(rows.get("denominator", np.inf), len(rows))
    least = np.where(top >= threshold, np.minimum(value, 1), 0)
    partial = (top >= threshold) & (value < top)
    return {"least": least, "most": np.where(partial, np.maximum(value, top - 1), top)}


def _primary(cells: pd.DataFrame, threshold: int, unanimous: float) -> np.ndarray:
    def few(count):
        return (count > TOLERANCE) & (count < threshold - TOLERANCE)

    if "denominator" not in cells:
        return few(cells["numerator"]).to_numpy()
    rest = cells["denominator"] - cells["numerator"]
    alike = (cells["numerator"] <= TOLERANCE) | (rest <= TOLERANCE)
    group = cells["denominator"].between(0, unanimous, inclusive="neither")
    small = few(cells["numerator"]) | few(cells["denominator"]) | few(rest)
    return (small | (alike & group)).to_numpy()


def _again(cells: pd.DataFrame, before: pd.DataFrame | None, named: dict) -> np.ndarray:
    """Return which cells are of an area and category that was hidden before."""
    if before is None:
        return np.zeros(len(cells), dtype=bool)
    keys = [key for key in KEYS[:2] if named[key]]
    earlier = pd.MultiIndex.from_frame(before[[named[key] for key in keys]])
    return pd.MultiIndex.from_frame(cells[keys]).isin(earlier)


def _sums(cells: pd.DataFrame, hierarchy: dict, total: str | None) -> sparse.csc_array:
    """Return one row per sum the table shows: 1 at its parts, -1 at the cell that adds them up."""
    place = pd.Series(range(len(cells)), pd.MultiIndex.from_frame(cells[KEYS]))
    above = cells[KEYS].assign(area=cells["area"].map(hierarchy))
    beside = cells[KEYS].assign(category=total)[cells["category"] != total]
    parts = []
    for wholes in (above, beside):
        found = place.reindex(pd.MultiIndex.from_frame(wholes)).set_axis(wholes.index).dropna()
        whole, part = found.to_numpy(dtype=int), found.index.to_numpy()
        once = np.unique(whole)
        entries = np.repeat([1.0, -1.0], [len(part), len(once)])
        where = (np.append(whole, once), np.append(part, once))
        parts.append(sparse.csr_array((entries, where), shape=(len(cells), len(cells)))[once])
    return sparse.vstack(parts, format="csc")


@dataclass
class _Search:
    """Looks for tables an outsider may believe: they agree with the true one in all that is shown.

    It works on numerators. Whatever can be added to one can be added to its denominator as well,
    or taken from what is left between them, so that these stay as uncertain.
    """

    sums: sparse.csc_array
    value: np.ndarray  # numerators, 0 where nothing was sent
    low: np.ndarray  # the least and the most a hidden numerator is believed to be
    high: np.ndarray
    free: np.ndarray  # whether a cell can be hidden: not where nothing was sent, nor 0 of 0
    across: np.ndarray  # number of the cell, the same in all periods
    family: np.ndarray  # number of the period and the area above
    period: np.ndarray  # number of the period

    @classmethod
    def over(cls, cells: pd.DataFrame, hierarchy: dict, total: str | None) -> "_Search":
        value, low, high = cells[["numerator", "least", "most"]].fillna(0).to_numpy().T
        free = cells["numerator"].notna().to_numpy() & (high > 0)
        above = cells["area"].map(hierarchy).fillna("")
        across = cells.groupby(KEYS[:2]).ngroup().to_numpy()
        family = cells.groupby([above, cells["period"]]).ngroup().to_numpy()
        period = cells.groupby(KEYS[2:]).ngroup().to_numpy()
        return cls(_sums(cells, hierarchy, total), value, low, high, free, across, family, period)

    def protect(self, primary: np.ndarray, again: np.ndarray) -> np.ndarray:
        """Return which cells to hide, the primary ones and those hidden `again` among them.

        A long jump that moves many hidden cells settles most of them; the rest are taken singly.
        A table once found stays believable when more is hidden, so nothing is looked at twice.
        """
        self.need = np.minimum(PROTECTION, self.high - self.low)
        self.least, self.most = self.value.copy(), self.value.copy()
        self.hidden = np.zeros(len(primary), dtype=bool)
        self._hide(primary | again)
        random = np.random.default_rng(SEED)
        while len(narrow := self._narrow()):
            self._jump(narrow, random)
            if len(self._narrow()) == len(narrow):
                # What protects a primary cell mostly settles those hidden again: they come last.
                for cell in narrow[np.argsort(again[narrow], kind="stable")]:
                    self._widen(cell)
        return self.hidden

    def _hide(self, cells: np.ndarray) -> None:
        self.hidden |= np.isin(self.across, self.across[cells]) & self.free

    def _narrow(self) -> np.ndarray:
        return np.flatnonzero(self.hidden & (self.most - self.least < self.need - TOLERANCE))

    def _believe(self, cells: np.ndarray, steps: np.ndarray) -> None:
        found = self.value[cells] + steps
        self.least[cells] = np.minimum(self.least[cells], found)
        self.most[cells] = np.maximum(self.most[cells], found)

    def _limits(self, cells: np.ndarray, furthest: float) -> tuple[np.ndarray, np.ndarray]:
        """Return how far down and how far up each cell can go."""
        down, up = self.value - self.low, self.high - self.value
        return np.minimum(down[cells], furthest), np.minimum(up[cells], furthest)

    def _jump(self, narrow: np.ndarray, random: np.random.Generator) -> None:
        cells = np.flatnonzero(self.hidden)
        wish = np.zeros(len(self.value))
        wish[narrow] = random.choice([-1.0, 1.0], len(narrow))
        down, up = self._limits(cells, FAR)
        self._believe(cells, _cheapest(wish[cells], self.sums[:, cells], -down, up))

    def _widen(self, cell: int) -> None:
        """Hide what it takes for one cell to be as uncertain as it must: neighbours if they do."""
        up = min(self.need[cell], self.high[cell] - self.value[cell])
        scopes = [self.free & (number == number[cell]) for number in (self.family, self.period)]
        for step in (up, up - self.need[cell]):
            if abs(step) <= TOLERANCE or cell not in self._narrow():
                continue
            if not any(self._step(cell, step, within) for within in scopes):
                raise RuntimeError("The solver found no way to protect a cell: publish nothing")

    def _step(self, cell: int, step: float, within: np.ndarray) -> bool:
        """Hide those that make up for a step of one cell at the least cost; False if none can."""
        cells = np.flatnonzero(within)
        down, up = self._limits(cells, PROTECTION)
        most = np.append(up, down)
        least = np.zeros(len(most))
        at = np.searchsorted(cells, cell) + np.array([0, len(cells)])
        least[at] = most[at] = max(step, 0), max(-step, 0)
        cost = np.where(self.hidden[cells], 0, 1 + np.log1p(self.value[cells]))
        sums = self.sums[:, cells]
        found = _cheapest(np.tile(cost, 2), sparse.hstack([sums, -sums], format="csc"), least, most)
        if found is None:
            return False
        steps = found[: len(cells)] - found[len(cells) :]
        self._hide(cells[np.abs(steps) > TOLERANCE])
        self._believe(cells, steps)
        return True


def _cheapest(cost, sums, least, most) -> np.ndarray | None:
    """Return the steps of least cost that leave all sums as they are, None if there are none."""
    touched = np.unique(sums.indices)
    kept = [LinearConstraint(sums.tocsr()[touched], 0, 0)] if len(touched) else []
    return milp(cost, constraints=kept, bounds=Bounds(least, most)).x  # no whole numbers asked
