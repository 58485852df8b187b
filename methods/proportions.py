"""Intervals for proportions, and for counts of what is no part of a whole."""

from statistics import NormalDist

import numpy as np
import pandas as pd


def wilson(numerator, denominator, confidence: float = 0.95) -> pd.DataFrame:
    """Return value, lower, upper as shares from 0 to 1, one row per pair of counts.

    The Wilson score interval (Wilson 1927; indicators.md 2.1). Counts may be weighted and need
    not be whole; one pair of numbers is one row. NaN in, NaN out; a denominator of 0, or one
    without end, has no share and gives NaN, as does a numerator below 0. A numerator above its
    denominator is an alarm and not a proportion: its value is returned, its interval is NaN. An
    index is kept. Raises ValueError as `proper_counts` does.
    """
    counts = proper_counts(numerator, denominator)
    x, n = counts["numerator"], counts["denominator"]
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    centre = (x + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(x * (1 - x / n) + z**2 / 4)
    limits = {"lower": (centre - half).clip(0, 1), "upper": (centre + half).clip(0, 1)}
    return counts[["value"]].assign(**limits)


def shared_index(*sides) -> pd.Index | None:
    """Return the index of those sides that have one (Series, frames), None if none has.

    Raises ValueError if two differ, also in order: rows would be matched wrongly.
    """
    indexes = [side.index for side in sides if isinstance(side, (pd.Series, pd.DataFrame))]
    if any(not index.equals(indexes[0]) for index in indexes):
        raise ValueError("what belongs together lists different areas, or in another order")
    return indexes[0] if indexes else None


def proper_counts(numerator, denominator) -> pd.DataFrame:
    """Return value, numerator, denominator, one row per pair of counts, its index kept.

    Where the pair is no proportion (a count missing, a denominator of 0, a numerator below 0 or
    above its denominator) both counts are NaN, so that no method counts the row; `value` still
    shows the share of a numerator above its denominator, and is NaN for one below 0. A number
    goes with every element of the other side. Raises ValueError if two indexes differ
    (`shared_index`) or two lengths.
    """
    index = shared_index(numerator, denominator)
    sides = (np.atleast_1d(np.asarray(part, float)) for part in (numerator, denominator))
    x, n = np.broadcast_arrays(*sides)
    x, n = np.where(x >= 0, x, np.nan), np.where((n > 0) & np.isfinite(n), n, np.nan)
    proper = x <= n
    counts = {"numerator": np.where(proper, x, np.nan), "denominator": np.where(proper, n, np.nan)}
    return pd.DataFrame({"value": x / n, **counts}, index=index)


def effective_n(n, population) -> np.ndarray:
    """Return how many independent answers n of a finite population are worth: n(N-1)/(N-n).

    For n drawn by simple random selection without replacement (indicators.md 2.0). A census
    (n = N) leaves nothing to chance and is worth infinitely many: see `wilson_finite`. NaN in,
    NaN out; more answers than population, or a population of 0, is NaN and a fault of the data.
    """
    drawn, total = np.broadcast_arrays(np.asarray(n, float), np.asarray(population, float))
    possible = (drawn >= 0) & (drawn <= total) & (total >= 1)
    rest = np.where(possible & (drawn < total), total - drawn, np.nan)
    return np.where(possible & (drawn == total), np.inf, drawn * (total - 1) / rest)


def wilson_finite(numerator, denominator, population, confidence: float = 0.95) -> pd.DataFrame:
    """Return value, lower, upper like `wilson`, for an estimate from part of a finite population.

    `denominator` families were looked at out of `population`; the Wilson interval is taken with
    `effective_n` of them. At a census lower = upper = value. Where `effective_n` is NaN, or the
    numerator is above its denominator, the value stands and the interval is NaN.
    """
    counts = proper_counts(numerator, denominator)
    share = counts["numerator"] / counts["denominator"]
    size = effective_n(counts["denominator"], population)
    census = np.isinf(size)
    drawn = np.where(census, np.nan, size)
    found = wilson(share * drawn, drawn, confidence).assign(value=counts["value"])
    found.loc[census, ["lower", "upper"]] = np.column_stack([share, share])[census]
    return found


def byar(count, confidence: float = 0.95) -> pd.DataFrame:
    """Return value, lower, upper of counts of rare events, one row per count, its index kept.

    Byar's approximation to the exact Poisson limits (Rothman and Boice 1979; Breslow and Day
    1987, formula 2.13): divide by what the count is a rate of. NaN in, NaN out; a count below 0
    has no interval. From 0 the lower limit is 0.
    """
    x = np.asarray(count, dtype=float)
    x = np.where(x >= 0, x, np.nan)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    some = np.where(x > 0, x, np.nan)
    lower = np.where(x == 0, 0, some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3)
    above = x + 1
    upper = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    index = count.index if isinstance(count, pd.Series) else None
    return pd.DataFrame({"value": x, "lower": np.maximum(lower, 0), "upper": upper}, index=index)
