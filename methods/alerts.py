"""The primary list: which areas deserve a visit this month, so few that all can be visited."""

import pandas as pd

from methods.funnel import ABOVE_998, BELOW_998, funnel
from methods.proportions import proper_counts
from methods.shrinkage import beta_binomial

SURE = 0.9  # the posterior probability of being bad that a flag needs (indicators.md 2.11)


def flagged(
    numerator,
    denominator,
    *,
    lower_is_worse: bool = True,
    threshold: float | None = None,
    least: int = 30,
) -> pd.Series:
    """Return True for each area that passes all three tests of indicators.md 2.11.

    On the bad side beyond the 99.8 % limit of the funnel around the overall share, widened if
    areas are overdispersed; a posterior probability above 0.9 of being worse than `threshold`
    (a share from 0 to 1; without one, the overall share); a denominator of at least `least`.
    An area without data is False, and so is every area where there are fewer than 15 to compare.
    """
    spread = funnel(numerator, denominator)
    shrunk = beta_binomial(numerator, denominator)
    limit = spread.centre if threshold is None else threshold
    far = spread.table["group"] == (BELOW_998 if lower_is_worse else ABOVE_998)
    bad = shrunk.probability_below if lower_is_worse else shrunk.probability_above
    enough = proper_counts(numerator, denominator)["denominator"] >= least
    return (far & (bad(limit) > SURE) & enough).rename("flagged")
