"""A register's count beside an outside survey's estimate; for kabupaten, never for desa."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

# BPS practice: usable to 25 %, with care to 50 %, not to be used alone above (indicators.md 1.2).
RSE_GOOD, RSE_USABLE = 25.0, 50.0


@dataclass(frozen=True)
class Ratio:
    """`value` times the benchmark, its interval, and what BPS's rule on the RSE lets us say."""

    value: float
    lower: float
    upper: float
    state: str


def ratio(count: float, benchmark: float, rse_pct: float | None = None, confidence=0.95) -> Ratio:
    """Return count / benchmark, where the count is known and the benchmark was estimated.

    `rse_pct` is the benchmark's published relative standard error in percent. State: "baik" to
    25, "hati-hati" to 50, "tidak ditampilkan" above (value and interval NaN), "rse tidak
    diterbitkan" when None or NaN (value without an interval). NaN in, NaN out; a benchmark of 0
    gives NaN. A ratio above 1 is no error: the register's rule is wider than the poverty line.

    The interval is Fieller's (1954): the ratios that the estimated benchmark does not contradict,
    count / (benchmark x (1 +- z RSE)). It reaches further up than down, as it should with the
    uncertainty all in the denominator; the delta method's symmetric one ends too low. When
    z RSE >= 1 a benchmark of nearly 0 is not excluded, and `upper` is infinite.
    Raises ValueError for a negative count, benchmark or RSE.
    """
    published = rse_pct is not None and not np.isnan(rse_pct)
    error = rse_pct / 100 if published else np.nan
    if count < 0 or benchmark < 0 or error < 0:
        raise ValueError("A count, a benchmark or a relative standard error is negative.")
    state = _state(rse_pct) if published else "rse tidak diterbitkan"
    if state == "tidak ditampilkan" or not benchmark > 0:
        return Ratio(np.nan, np.nan, np.nan, state)
    value = count / benchmark
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * error
    upper = np.inf if reach >= 1 else value / (1 - reach)
    return Ratio(value, value / (1 + reach), upper, state)


def _state(rse_pct: float) -> str:
    if rse_pct <= RSE_GOOD:
        return "baik"
    return "hati-hati" if rse_pct <= RSE_USABLE else "tidak ditampilkan"
