"""Intervals for proportions."""

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
