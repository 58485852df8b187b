"""Two looks at the same families: how far they agree, and what the second says of all.

The first look (an officer's result) is there for every family of a campaign, the second for a
random sample of them. That is double sampling for a misclassified attribute (Tenenbein 1970,
Journal of the American Statistical Association 65, 1350).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.stats.inter_rater import cohens_kappa

from methods.poststratify import Estimate, ratio_from_counts

FEWEST = 30  # families looked at twice, below which kappa says too little


@dataclass(frozen=True)
class Agreement:
    """`agreed` of `n` families have the same result twice; Cohen's kappa and its 95 % interval.

    Kappa is 1 where all agree and 0 where two lookers would agree as often by chance alone. It is
    NaN, like its interval, with fewer than FEWEST families or where both say one thing only. Where
    all agree the interval alone is NaN: no difference was seen to tell how often there is one.
    """

    agreed: int
    n: int
    kappa: float
    lower: float
    upper: float


def agreement(table) -> Agreement:
    """Return the agreement of a square table: rows the first look, columns the second, counts.

    Each family counts as one. The interval is that of the large-sample variance (Fleiss, Cohen
    and Everitt 1969), cut at 1. Raises ValueError where the table is not square.
    """
    counts = np.asarray(table, dtype=float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError("A table of agreement needs the same results in rows and columns.")
    agreed, n = int(np.trace(counts)), int(counts.sum())
    if n < FEWEST or counts.max() == n:
        return Agreement(agreed, n, np.nan, np.nan, np.nan)
    if agreed == n:
        return Agreement(agreed, n, 1.0, np.nan, np.nan)
    found = cohens_kappa(counts)
    lower, upper = float(found.kappa_low), min(float(found.kappa_upp), 1.0)
    return Agreement(agreed, n, float(found.kappa), lower, upper)


def corrected(table: pd.DataFrame, keys: Sequence[str]) -> Estimate:
    """Return the share of `no` among `yes` and `no` that the second look would give for all.

    `table` has a row a stratum: `population` with that first result, `verified` looked at again,
    of them `yes` and `no` (the rest was not found), and the `keys` that tell strata apart, the
    first result the first of them: where a stratum has too few, the others are ignored before it.
    Sum over strata of N/all x share, `poststratify.ratio_from_counts`, whose errors are raised.
    Weights are not cut: the sample was drawn by lot.
    """
    counted = table.assign(either=table["yes"] + table["no"])
    return ratio_from_counts(counted, keys, numerator="no", denominator="either", weight_cap=np.inf)
