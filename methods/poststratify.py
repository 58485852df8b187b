"""A share of all families from those verified, reweighted by stratum.

It corrects for who was verified as far as the strata tell them apart. It cannot correct for
officers who choose, within a stratum, by what they expect to find.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import beta

from methods.proportions import shared_index, wilson

# Below this a variance between 0 and 1 is an unexact subtraction: one odd family in a million
# that are alike gives 1e-6.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Estimate:
    """A post-stratified share, from 0 to 1, and what a reader needs to doubt it.

    `value` is NaN if some of the population has nobody verified to speak for it, or there is
    nobody to estimate for. The interval is Wilson's for `n_effective` = p(1-p)/se^2 (Korn and
    Graubard 1998), so that it closes when all are verified. Where the verified agree in every
    stratum no spread was seen: `standard_error` is NaN and `n_effective` the one of a spread
    equal in all. `bounds` hold whatever the unverified turn out to be (Manski), and are given
    even where `value` is not. `design_effect` is Kish's 1 + CV^2 of the weights.
    `collapsed` has (stratum, into, reason) for each stratum merged because it had too few
    verified; `into` is what its new stratum has in common, "*" where that varies. `capped` says
    that weights were cut, so that the value leans towards the verified. `n` of `population` are
    verified.
    """

    value: float
    standard_error: float
    lower: float
    upper: float
    n_effective: float
    design_effect: float
    share_verified: float
    bounds: tuple[float, float]
    collapsed: list[tuple[tuple, tuple, str]]
    capped: bool
    n: float
    population: float


@dataclass(frozen=True)
class _Cells:
    """One element a stratum: its population, how many are verified, and the sums over those."""

    population: np.ndarray
    verified: np.ndarray
    denominator: np.ndarray
    numerator: np.ndarray


def estimate(outcome, stratum, population, *, collapse=None, **options) -> Estimate:
    """Return the share of `population` with `outcome`, one element of the first two a unit.

    `outcome` is 1, 0, or missing for a unit not verified. `stratum` is the unit's stratum: an
    array, or a frame with a column a key. `population` gives families by stratum: a dict or
    Series, with tuples or a MultiIndex in the frame's column order. The rest is `from_counts`,
    whose errors are raised too, and ValueError for a unit whose stratum is not in `population`,
    a stratum that is there twice, and indexes of the first two that differ.
    """
    shared_index(outcome, stratum)
    keys = stratum if isinstance(stratum, pd.DataFrame) else pd.DataFrame({"stratum": stratum})
    names = list(keys.columns)
    result = pd.array(outcome, dtype="Float64").to_numpy(dtype=float, na_value=np.nan)
    if not np.isin(result[~np.isnan(result)], [0, 1]).all():
        raise ValueError("An outcome is neither 0 nor 1 nor missing (not verified).")
    units = keys.assign(hits=result, verified=(~np.isnan(result)).astype(float))
    sums = units.groupby(names, dropna=False)[["verified", "hits"]].sum().reset_index()
    table = pd.Series(population, dtype=float).rename("population").rename_axis(names)
    if table.index.has_duplicates:
        raise ValueError("A stratum of the population is given twice.")
    table = table.reset_index().merge(
        sums, how="outer", on=names, indicator="source", validate="1:1"
    )
    if (table["source"] == "right_only").any():
        raise ValueError("A unit's stratum is not among those of the population.")
    table[["verified", "hits"]] = table[["verified", "hits"]].fillna(0.0)
    return from_counts(table, names, collapse=collapse, **options)


def from_counts(table: pd.DataFrame, keys: Sequence[str], *, hits="hits", **options) -> Estimate:
    """Return the share of the population with an outcome, from a table with a row a stratum.

    Columns: `population` (families), `verified` (of them), the one named by `hits` (of those)
    and the `keys` that tell strata apart, a missing key being a category of its own. Options and
    errors as `ratio_from_counts`. Sum over strata of N/all x hits/verified, with the variance
    sum (N/all)^2 (1 - n/N) s^2/n, s^2 = n/(n-1) p(1-p) (Lohr 1999, example 4.3; indicators.md
    2.5); a stratum of one, which has no s^2, takes that of all verified.
    """
    return ratio_from_counts(table, keys, numerator=hits, denominator="verified", **options)


def ratio_from_counts(
    table: pd.DataFrame,
    keys: Sequence[str],
    *,
    numerator: str,
    denominator: str,
    collapse: Sequence[str] | None = None,
    least: float = 5,
    confidence: float = 0.95,
    weight_cap: float = 10.0,
) -> Estimate:
    """Return a share among those the denominator counts, both sides weighted up by stratum.

    As `from_counts`, with the verified that are in the `denominator` (eligible) and, of those,
    in the `numerator` (eligible, not receiving). Counts need not be whole. Variance by
    linearisation: that of numerator - value x denominator (Woodruff 1971). `bounds` allow an
    unverified family to be anything, also what its stratum rules out. Where strata decide which
    families are in the numerator the interval is too narrow: `group_share` is for that.

    Cells with fewer than `least` verified are merged first, unless that is all of them; `collapse`
    names the keys to ignore for it, in order (default: the last of `keys` first). Small cells that
    agree in the remaining keys are pooled; if still too few, they join the cell among these with
    most verified. Others stay. Weights are cut to `weight_cap` times the median of the verified.
    A NaN count makes everything NaN. Raises ValueError unless 0 <= numerator <= denominator <=
    verified <= population in each row, or when `collapse` names no key.
    """
    order = list(reversed(keys)) if collapse is None else list(collapse)
    if not set(order) <= set(keys):
        raise ValueError(f"Keys to collapse, {order}, are not all among {list(keys)}.")
    columns = ["population", "verified", denominator, numerator]
    counts = [table[column].to_numpy(dtype=float) for column in columns]
    if np.isnan(counts).any():
        return Estimate(*[np.nan] * 7, (np.nan, np.nan), [], False, np.nan, np.nan)
    _check(counts, columns)
    cells, collapsed = _collapsed(table, keys, order, counts, least)
    return _estimated(cells, collapsed, confidence, weight_cap)


def group_share(
    table: pd.DataFrame, keys: Sequence[str], *, group: str, hits: str, confidence=0.95, **options
) -> Estimate:
    """Return the share that the families of a group make of all those with an outcome.

    `table` as in `from_counts`, whose options and errors these are, with a column `group`, True
    for strata of the group: it is known of every family, verified or not, so that only the two
    shares with the outcome are uncertain, and strata are merged on either side alone. A linearised
    variance would not do for the interval: an outcome that nearly all have shows no spread in most
    strata, and on one side perhaps none at all. The limits are those of the ratio of two
    independent shares (MOVER: Donner and Zou 2012, Statistical Methods in Medical Research 21,
    347) from each share's Jeffreys interval for its `n_effective` (Brown, Cai and DasGupta 2001,
    Statistical Science 16, 101), which stays open where no spread was seen and lopsided where the
    outcome is nearly that of all. `standard_error` is linearised, NaN where a side saw no spread;
    `n_effective` follows from it and may exceed the population. `bounds` keep the group as it is.
    """
    inside = table[group].to_numpy(dtype=bool)
    sides = [from_counts(table[side], keys, hits=hits, **options) for side in (inside, ~inside)]
    (ours, above, low, high), (others, below, least, most) = (
        _amounts(side, confidence) for side in sides
    )
    whole = ours[0] + others[0]
    value = _ratio(ours[0], whole)
    error = _ratio(np.hypot(others[0] * above, ours[0] * below), whole**2)
    n, population = (sum(getattr(side, name) for side in sides) for name in ("n", "population"))
    spoken = [side.design_effect * side.population**2 / side.n for side in sides if side.n > 0]
    return Estimate(
        value=value,
        standard_error=error,
        lower=min(1 - _part(_most_times(others, ours)), value),
        upper=max(_part(_most_times(ours, others)), value),
        n_effective=np.inf if error == 0 else value * (1 - value) / error**2,
        design_effect=_ratio(n * sum(spoken), population**2),
        share_verified=_ratio(n, population),
        bounds=(_ratio(low, low + most), _ratio(high, high + least)),
        collapsed=[entry for side in sides for entry in side.collapsed],
        capped=any(side.capped for side in sides),
        n=n,
        population=population,
    )


def _amounts(side: Estimate, confidence: float) -> tuple[np.ndarray, float, float, float]:
    """Return families with the outcome (value, lower, upper), the standard error of it, and the
    fewest and most there can be; nothing of a side without families."""
    if side.population == 0:
        return np.zeros(3), 0.0, 0.0, 0.0
    shares = [side.value, *_jeffreys(side.value, side.n_effective, confidence)]
    numbers = side.standard_error, *side.bounds
    return side.population * np.array(shares), *(side.population * each for each in numbers)


def _jeffreys(value: float, n_effective: float, confidence: float) -> tuple[float, float]:
    if np.isinf(n_effective):
        return value, value
    shapes = value * n_effective + 0.5, (1 - value) * n_effective + 0.5
    lower, upper = beta.ppf([(1 - confidence) / 2, (1 + confidence) / 2], *shapes)
    return min(lower, value), max(upper, value)


def _most_times(one: np.ndarray, other: np.ndarray) -> float:
    """Return how many times as large as the other one may be; each has value, lower, upper."""
    (x, _, upper), (y, lower, _) = one, other
    if y == 0:
        return np.inf if x > 0 else np.nan
    spare = (x * y) ** 2 - upper * (2 * x - upper) * lower * (2 * y - lower)
    return float((x * y + np.sqrt(max(spare, 0))) / (lower * (2 * y - lower)))


def _part(times: float) -> float:
    return 1.0 if np.isinf(times) else times / (1 + times)


def _check(counts: list[np.ndarray], names: list[str]) -> None:
    smaller = [*counts[1:], np.zeros_like(counts[0])]
    for above, below, name in zip(counts, smaller, names, strict=True):
        # Weighted counts that should agree may differ in their last digit.
        if (below > above * (1 + 1e-9)).any() or (above < 0).any():
            raise ValueError(f"'{name}' is negative or below a part of it: two snapshots, mixed?")


def _collapsed(table, keys, order, counts, least) -> tuple[_Cells, list[tuple]]:
    """Return the cells after merging, and (stratum, into, reason) for those that were small."""
    labels = {key: table[key].to_numpy(dtype=object) for key in keys}
    codes = {key: pd.factorize(side, use_na_sentinel=False)[0] for key, side in labels.items()}
    group = _groups(codes, len(table))
    _, first = np.unique(group, return_index=True)
    people, done, *_ = sums = [np.bincount(group, weights=side) for side in counts]
    labels = {key: side[first] for key, side in labels.items()}
    codes = {key: side[first] for key, side in codes.items()}
    cell = _merged(codes, order, people, done, least)
    rows = np.unique(cell, return_inverse=True)[1]
    cells = _Cells(*(np.bincount(rows, weights=side) for side in sums))
    return cells, _log(labels, codes, cell, people, done, least)


def _merged(codes, order, people, done, least) -> np.ndarray:
    """Return for each cell the one that stands for it after merging."""
    kept = dict(codes)
    cell = np.arange(len(people))
    for key in order:
        now = [np.bincount(cell, side, len(cell)) for side in (people, done)]
        small = _small(*now, least)
        if not small.any():
            break
        kept.pop(key, None)
        cell = _joined(_groups(kept, len(cell)), now[1], small, least)[cell]
    return cell


def _small(people, done, least) -> np.ndarray:
    # A cell verified to the last family is exact, however small.
    return (done < least) & (done < people)


def _groups(codes: dict[str, np.ndarray], rows: int) -> np.ndarray:
    """Return one number a row, the same for rows that agree in every key."""
    number = np.zeros(rows, dtype=np.int64)
    for code in codes.values():
        number = number * (code.max(initial=0) + 1) + code
    return np.unique(number, return_inverse=True)[1]


def _joined(group, done, small, least) -> np.ndarray:
    """Return for each cell the one it joins: itself unless it is small."""
    cell = np.arange(len(group))
    best = np.where(small | (done < least), -1.0, done)
    leader = np.zeros(group.max() + 1, dtype=int)
    by_size = np.lexsort((-cell, best))  # of two as large, the first in the table comes last
    leader[group[by_size]] = by_size
    few = np.bincount(group, np.where(small, done, 0)) < least
    to_leader = few & (best[leader] >= 0)
    first_small = np.zeros_like(leader)
    first_small[group[small][::-1]] = cell[small][::-1]
    return np.where(small, np.where(to_leader, leader, first_small)[group], cell)


def _log(labels, codes, cell, people, done, least) -> list[tuple[tuple, tuple, str]]:
    lived_in = people > 0
    shared = np.bincount(cell, lived_in, len(cell))[cell] > 1
    moved = np.flatnonzero(shared & _small(people, done, least))
    if not moved.size:
        return []
    strata, into = [], []
    for key, code in codes.items():
        differs = np.bincount(cell, lived_in & (code != code[cell]), len(cell)) > 0
        strata.append(labels[key][moved])
        into.append(np.where(differs, "*", labels[key])[cell[moved]])
    reasons = [f"{verified:g} verified, fewer than {least:g}" for verified in done[moved]]
    return list(zip(zip(*strata, strict=True), zip(*into, strict=True), reasons, strict=True))


def _estimated(cells: _Cells, collapsed, confidence: float, weight_cap: float) -> Estimate:
    people, done = cells.population.sum(), cells.verified.sum()
    unverified = people - done
    part, most = cells.numerator.sum(), cells.denominator.sum() + unverified
    weight, capped = _weights(cells, weight_cap)
    value, variance, n_effective = _moments(cells, weight)
    lower, upper = _limits(value, n_effective, confidence)
    return Estimate(
        value=value,
        standard_error=float(np.sqrt(variance)),
        lower=lower,
        upper=upper,
        n_effective=n_effective,
        design_effect=_ratio(done * (cells.verified @ weight**2), (cells.verified @ weight) ** 2),
        share_verified=_ratio(done, people),
        bounds=(_ratio(part, most), _ratio(part + unverified, most)),
        collapsed=collapsed,
        capped=capped,
        n=float(done),
        population=float(people),
    )


def _weights(cells: _Cells, weight_cap: float) -> tuple[np.ndarray, bool]:
    """Return families a verified one speaks for, by cell, and whether any weight was cut."""
    seen = cells.verified > 0
    weight = np.divide(cells.population, cells.verified, out=np.zeros(len(seen)), where=seen)
    if not seen.any():
        return weight, False
    order = np.argsort(weight)
    passed = np.cumsum(cells.verified[order])
    most = weight_cap * weight[order][np.searchsorted(passed, passed[-1] / 2)]
    return np.minimum(weight, most), bool((weight > most).any())


def _moments(cells: _Cells, weight: np.ndarray) -> tuple[float, float, float]:
    """Return the value, its variance (NaN if no spread was seen) and the effective number."""
    n, part, whole = cells.verified, cells.numerator, cells.denominator
    total = weight @ whole
    if ((n == 0) & (cells.population > 0)).any() or total == 0:
        return np.nan, np.nan, np.nan
    value = min(float(weight @ part / total), 1.0)
    # Families drawn without replacement: those not verified are what is uncertain.
    unseen = weight**2 * n * np.clip(1 - n / np.where(n > 0, cells.population, 1), 0, 1)
    alike = total * (weight @ n) / unseen.sum() if unseen.sum() > 0 else np.inf
    variance = unseen @ _spread(n, part, whole, value) / total**2
    if variance > 0:
        return value, variance, float(value * (1 - value) / variance)
    return value, (0.0 if alike == np.inf else np.nan), float(alike)


def _spread(n, part, whole, value: float) -> np.ndarray:
    """Return s^2 of numerator - value x denominator by cell; for a cell of one, of all verified."""
    sums = part - value * whole
    squares = part * (1 - value) ** 2 + (whole - part) * value**2
    overall = _ratio(squares.sum() - sums.sum() ** 2 / n.sum(), n.sum() - 1)
    several = n > 1
    within = (squares - sums**2 / np.where(several, n, 1)) / np.where(several, n - 1, 1)
    spread = np.where(several, within, overall if n.sum() > 1 else 0)
    return np.where(spread > ROUNDING, spread, 0)


def _limits(value: float, n_effective: float, confidence: float) -> tuple[float, float]:
    if np.isinf(n_effective):
        return value, value
    interval = wilson([value * n_effective], [n_effective], confidence)
    return float(interval["lower"].iat[0]), float(interval["upper"].iat[0])


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else np.nan
