"""Shares steadied by what all areas have in common, to sort and to warn; never a published figure.

Empirical Bayes with a beta-binomial model (indicators.md 2.4).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import betainc, betaincinv, betaln, digamma, expit, logit

from methods.proportions import proper_counts

FITTED = "fitted"
HOMOGENEOUS = "homogeneous"  # no more difference than chance makes; the prior is held at CAP
ALL_ALIKE = "all equal 0 or 1"  # every share is 0, or every share is 1: no prior can be fitted
TOO_FEW = "too few areas"

# Below 15 areas the uncertainty of the prior itself, which is left out, matters (2.4).
LEAST_AREAS = 15
# A prior worth more than 10,000 families is the same as no difference between areas (2.4).
CAP = 1e4
# Below a tenth of one family the prior changes no area's share by more than a rounding.
FLOOR = 0.1
CONFIDENCE = 0.95


@dataclass(frozen=True, eq=False)
class Shrinkage:
    """A beta prior fitted to all areas, and each area's posterior.

    `table` has a row per area, shares from 0 to 1: mean, lower, upper (95 %, the prior taken as
    known) and weight, the part of the mean that is the area's own. All NaN where nothing could
    be counted, and everywhere when `state` is ALL_ALIKE or TOO_FEW: then there is no prior and
    alpha and beta are NaN. `hits` and `misses` are the posterior's parameters.
    """

    alpha: float
    beta: float
    state: str
    table: pd.DataFrame
    hits: pd.Series
    misses: pd.Series

    def probability_below(self, threshold: float) -> pd.Series:
        """Return how probable it is, per area, that its true share is below `threshold`."""
        if threshold < 0 or threshold > 1:
            raise ValueError(f"a threshold is a share from 0 to 1, not {threshold}")
        return pd.Series(betainc(self.hits, self.misses, threshold), index=self.table.index)

    def probability_above(self, threshold: float) -> pd.Series:
        return 1 - self.probability_below(threshold)


def beta_binomial(numerator, denominator) -> Shrinkage:
    """Return the areas' shares drawn towards their common distribution, the more the smaller.

    Counts may be weighted: the likelihood is in gamma functions. A numerator above its
    denominator, like a denominator of 0, is left out of the fit and has a NaN row.
    """
    counts = proper_counts(numerator, denominator)
    x, n = counts["numerator"], counts["denominator"]
    alpha, beta, state = fit(*counts[["numerator", "denominator"]].dropna().to_numpy().T)
    hits, misses = x + alpha, n - x + beta
    tail = (1 - CONFIDENCE) / 2
    table = pd.DataFrame(
        {
            "mean": hits / (hits + misses),
            "lower": betaincinv(hits, misses, tail),
            "upper": betaincinv(hits, misses, 1 - tail),
            "weight": n / (n + alpha + beta),
        }
    )
    return Shrinkage(alpha, beta, state, table, hits, misses)


def fit(x: np.ndarray, n: np.ndarray) -> tuple[float, float, str]:
    """Return alpha, beta and the state of the maximum likelihood fit, started at the moments."""
    if len(x) < LEAST_AREAS:
        return np.nan, np.nan, TOO_FEW
    if (x == 0).all() or (x == n).all():
        return np.nan, np.nan, ALL_ALIKE

    bounds = [(None, None), (np.log(FLOOR), np.log(CAP))]
    # TNC: L-BFGS-B was up to five times slower on a busy machine, with one BLAS thread it was not.
    fine = {"ftol": 1e-13, "gtol": 1e-9, "xtol": 1e-9}  # the mean likelihood is flat near its top
    best = minimize(surprise, moments(x, n), (x, n), "TNC", jac=True, bounds=bounds, options=fine)
    share, size = expit(best.x[0]), np.exp(best.x[1])
    state = HOMOGENEOUS if size > 0.99 * CAP else FITTED
    return float(share * size), float((1 - share) * size), state


def surprise(place, x: np.ndarray, n: np.ndarray) -> tuple[float, np.ndarray]:
    """Return minus the mean log likelihood, and its slope, at (logit of mean, log of size)."""
    share, size = expit(place[0]), np.exp(place[1])
    alpha, beta = share * size, (1 - share) * size
    likely = betaln(x + alpha, n - x + beta) - betaln(alpha, beta)
    common = digamma(size) - digamma(n + size)
    by_alpha = np.mean(digamma(x + alpha) - digamma(alpha) + common)
    by_beta = np.mean(digamma(n - x + beta) - digamma(beta) + common)
    slope = [alpha * (1 - share) * (by_alpha - by_beta), alpha * by_alpha + beta * by_beta]
    return -np.mean(likely), -np.array(slope)


def moments(x: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return (logit of mean, log of size) that give the shares the variance they have."""
    share = x.sum() / n.sum()
    chance = share * (1 - share)
    spread = (n * (x / n - share) ** 2).sum() - (len(n) - 1) * chance
    scale = chance * (n.sum() - (n**2).sum() / n.sum() - (len(n) - 1))
    alike = spread / scale if scale > 0 else 0  # the correlation within an area: 1/(size + 1)
    size = 1 / alike - 1 if alike > 0 else CAP
    return np.array([logit(share), np.log(np.clip(size, FLOOR, CAP))])
