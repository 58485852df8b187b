"""How sure it is that an area is among the lowest; not a league table."""

import numpy as np
import pandas as pd

from methods.shrinkage import beta_binomial

RANGE = (0.05, 0.95)  # 90 % of the draws, as in indicators.md 2.6


def probability_among_lowest(
    numerator, denominator, k: int = 30, draws: int = 4000, seed: int = 20260101
) -> pd.DataFrame:
    """Return probability, rank_lower, rank_upper, expected_rank, a row per area.

    Rank 1 is the lowest share. Each draw takes a true share for every area from its posterior
    (methods.shrinkage) and ranks them; `probability` is the part of the draws with the area
    among the `k` lowest, rank_lower to rank_upper holds nine draws in ten. For the highest, pass
    denominator - numerator. An area without data takes no place and is NaN; so is every area
    when no prior could be fitted. A k or a number of draws below 1 is a ValueError.
    """
    if k < 1 or draws < 1:
        raise ValueError(f"k and draws count from 1, not {k} and {draws}")
    shrunk = beta_binomial(numerator, denominator)
    posterior = pd.DataFrame({"hits": shrunk.hits, "misses": shrunk.misses}).dropna()
    columns = ["probability", "rank_lower", "rank_upper", "expected_rank"]
    if posterior.empty:
        return pd.DataFrame(np.nan, index=shrunk.table.index, columns=columns)

    drawn = np.random.default_rng(seed).beta(*posterior.to_numpy().T, (draws, len(posterior)))
    rank = drawn.argsort(axis=1).argsort(axis=1) + 1
    low, high = np.quantile(rank, RANGE, axis=0, method="inverted_cdf")
    found = [(rank <= k).mean(axis=0), low, high, rank.mean(axis=0)]
    ranked = pd.DataFrame(dict(zip(columns, found, strict=True)), index=posterior.index)
    return ranked.reindex(shrunk.table.index)
