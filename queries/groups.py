"""Desa beside the others of their kabupaten: groups with a probability, never a rank.

A group needs both tests: beyond the 95 % funnel, widened where desa differ anyway, and a posterior
probability above 0.9 of really lying on that side of the share of all (indicators.md 1.3, 2.3-2.6).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from methods import alerts
from methods.funnel import ABOVE_95, ABOVE_998, BELOW_95, BELOW_998, Funnel, funnel
from methods.ranking import probability_among_lowest
from methods.shrinkage import LEAST_AREAS, beta_binomial
from queries.evidence import ENOUGH
from queries.indicator import Better

BAD, USUAL, GOOD, FEW = "buruk", "wajar", "baik", "sedikit"
WORST = 30  # desa: the probability of being among so many (indicators.md 2.6)


@dataclass(frozen=True, eq=False)
class Groups:
    """Where each desa lies among all. `table` is indexed by kode, shares from 0 to 1.

    numerator and denominator (without those of whom it cannot be said), value, the limits of
    `funnel`; group, one of the constants of this module; worse: how probable it is that the true
    share is worse than that of all, and worst: that it is among the WORST worst, NaN with nothing
    counted or fewer than 15 desa; flagged: it belongs on the list of the month (2.11).
    """

    funnel: Funnel
    table: pd.DataFrame

    @property
    def comparable(self) -> bool:
        """Whether there are enough desa for a comparison at all."""
        return int(self.table["value"].notna().sum()) >= LEAST_AREAS


def compare(numerator: pd.Series, denominator: pd.Series, better: Better) -> Groups:
    """Return the groups of counts by desa; counts may be weighted. NEITHER: few is the bad side."""
    lower_is_worse = better is not Better.LOWER
    spread = funnel(numerator, denominator)
    shrunk = beta_binomial(numerator, denominator)
    below = shrunk.probability_below(spread.centre) if spread.centre == spread.centre else np.nan
    worse = below if lower_is_worse else 1 - below
    lowest = numerator if lower_is_worse else denominator - numerator
    table = spread.table.rename(columns={"group": "where"}).assign(
        numerator=numerator,
        denominator=denominator,
        worse=worse,
        worst=probability_among_lowest(lowest, denominator, WORST)["probability"],
        flagged=alerts.flagged(numerator, denominator, lower_is_worse=lower_is_worse),
    )
    low, high = (
        table["where"].isin([BELOW_95, BELOW_998]),
        table["where"].isin([ABOVE_95, ABOVE_998]),
    )
    bad, good = (low, high) if lower_is_worse else (high, low)
    table["group"] = np.select(
        [
            (table["denominator"] < ENOUGH) | table["worse"].isna(),
            bad & (table["worse"] > alerts.SURE),
            good & (table["worse"] < 1 - alerts.SURE),
        ],
        [FEW, BAD, GOOD],
        default=USUAL,
    )
    return Groups(spread, table)


def of_counts(sums: pd.DataFrame, better: Better) -> Groups:
    """Return the groups of the three sums by desa; sums above their denominator are left out."""
    known = sums["denominator"] - sums["unknown"]
    sound = (known > 0) & (sums["numerator"] <= known)
    return compare(sums["numerator"][sound], known[sound], better)


def of_estimates(table: pd.DataFrame, better: Better) -> Groups:
    """Return the groups of `estimates.by_area`, each desa worth its effective number of families.

    What is verified to the last family is worth all of them. Desa without an estimate of their
    own are left out, and so are those whose effective number is below 30.
    """
    own = table[table["value"].notna()]
    worth = own["n_effective"].clip(upper=own["population"]).fillna(own["n"])
    return compare(own["value"] * worth, worth, better)
