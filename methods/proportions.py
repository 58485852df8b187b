"""Intervals for proportions, and for counts of what is no part of a whole."""

from statistics import NormalDist

import numpy as np
import pandas as pd


def wilson(numerator, denominator, confidence: float = 0.95) -> pd.DataFrame:
    """Return value, lower, upper as shares from 0 to 1, one row per pair of counts.

    The Wilson score interval (Wilson 1927; indicators.md 2.1). Counts may be weighted and need
    not be whole. NaN in, NaN out; a denominator of 0 has no share and gives NaN. A numerator
    above its denominator is an alarm and not a proportion: its value is returned, its interval
    is NaN. An index, if both have one, is kept.
    """
    x = np.asarray(numerator, dtype=float)
    n = np.where(np.asarray(denominator, dtype=float) > 0, denominator, np.nan).astype(float)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = x / n
    spread = np.where(share <= 1, x * (1 - share) + z**2 / 4, np.nan)
    centre = (x + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(spread)
    limits = {"lower": np.clip(centre - half, 0, 1), "upper": np.clip(centre + half, 0, 1)}
    index = numerator.index if isinstance(numerator, pd.Series) else None
    return pd.DataFrame({"value": share, **limits}, index=index)


def proper_counts(numerator, denominator) -> pd.DataFrame:
    """Return value, numerator, denominator, one row per pair of counts, its index kept.

    Where the pair is no proportion (a count missing, a denominator of 0, a numerator below 0 or
    above its denominator) both counts are NaN, so that no method counts the row; `value` still
    shows the share of a numerator above its denominator. Two indexes that differ are a
    ValueError: the pairs would be matched wrongly.
    """
    indexes = [part.index for part in (numerator, denominator) if isinstance(part, pd.Series)]
    if len(indexes) == 2 and not indexes[0].equals(indexes[1]):
        raise ValueError("numerator and denominator list different areas, or in another order")
    x, n = np.broadcast_arrays(*(np.asarray(part, float) for part in (numerator, denominator)))
    n = np.where((n > 0) & np.isfinite(n), n, np.nan)
    proper = (x >= 0) & (x <= n)
    counts = {"numerator": np.where(proper, x, np.nan), "denominator": np.where(proper, n, np.nan)}
    return pd.DataFrame({"value": x / n, **counts}, index=indexes[0] if indexes else None)


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
