"""How long proposals wait for a decision, those still open included; not why they wait."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

# statsmodels multiplies survival up in logarithms, so that one half may come out a hair above.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Waiting:
    """The Kaplan-Meier curve of a set of proposals and the two days read from it.

    `median` and `p90` are the days by which half and 90 % are decided, NaN if that has not come
    to pass; their `_range` is the interval of the same confidence as the curve's, its ends NaN
    likewise. `curve` has a row a day with decisions: day, at_risk (open that morning), decided,
    still_open (share 0 to 1 after the day), lower, upper (NaN once none is left, where the
    formula has no answer). `n` and `n_open` count proposals in the curve, `n_without_date` those
    left out of it.
    """

    median: float
    p90: float
    median_range: tuple[float, float]
    p90_range: tuple[float, float]
    curve: pd.DataFrame
    n: float
    n_open: float
    n_without_date: float


def kaplan_meier(days, decided, count=None, *, confidence: float = 0.95) -> Waiting:
    """Return how long proposals wait, one element of the arguments a proposal (or `count` alike).

    `days` is the age at the decision or, for an open proposal (`decided` false), so far. Missing
    or negative days have no usable dates: they are left out and counted. Open proposals must be
    passed in: without them the slow ones are missing and every answer is too small.

    Kaplan and Meier 1958 by statsmodels; Greenwood's variance on the log(-log) scale, which keeps
    the limits within 0 and 1 (Kalbfleisch and Prentice 1980; Stata's `sts list`). statsmodels'
    own standard error is not used: with `freq_weights` it is that of the cumulative hazard. The
    interval of a day is where the limits of the curve reach that share (Brookmeyer and Crowley
    1982; R's `quantile.survfit`).
    Raises ValueError if an answer in `decided` or a count is missing, or a count is negative.
    """
    age, closed, number = _columns(days, decided, count)
    usable = (age >= 0) & (number > 0)
    without_date = number[~(age >= 0)].sum()
    age, closed, number = age[usable], closed[usable], number[usable]
    curve = _curve(age, closed, number, confidence)
    return Waiting(
        median=_day_by_which(0.5, curve),
        p90=_day_by_which(0.9, curve),
        median_range=_days_by_which(0.5, curve),
        p90_range=_days_by_which(0.9, curve),
        curve=curve,
        n=float(number.sum()),
        n_open=float(number[closed == 0].sum()),
        n_without_date=float(without_date),
    )


def _columns(days, decided, count) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    age, closed = (
        pd.array(side, dtype="Float64").to_numpy(dtype=float, na_value=np.nan)
        for side in (days, decided)
    )
    number = np.ones(len(age)) if count is None else np.asarray(count, dtype=float)
    if not len(age) == len(closed) == len(number):
        raise ValueError("days, decided and count differ in length: one element a proposal.")
    if not np.isin(closed, [0, 1]).all() or not (number >= 0).all():
        raise ValueError("Each proposal is decided or not (1/0), and no count is missing or < 0.")
    return age, closed, number


def _curve(age, closed, number, confidence: float) -> pd.DataFrame:
    from statsmodels.duration.survfunc import SurvfuncRight

    fitted = SurvfuncRight(age, closed, freq_weights=number)
    at_risk, decided, share = fitted.n_risk, fitted.n_events, fitted.surv_prob
    left = np.where(at_risk > decided, at_risk - decided, np.nan)
    greenwood = np.cumsum(decided / (at_risk * left))
    log_share = np.log(np.where(share > 0, share, np.nan))
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    reach = np.exp(z * np.sqrt(greenwood) / -log_share)
    columns = {"day": fitted.surv_times, "at_risk": at_risk, "decided": decided}
    limits = {"lower": share**reach, "upper": share ** (1 / reach)}
    return pd.DataFrame({**columns, "still_open": share, **limits})


def _days_by_which(part: float, curve: pd.DataFrame) -> tuple[float, float]:
    """The lower limit is never above the curve, so its day is no later, with an answer or not."""
    ends = [_day_by_which(part, curve, line) for line in ("lower", "still_open", "upper")]
    return float(np.fmin(*ends[:2])), ends[2]


def _day_by_which(part: float, curve: pd.DataFrame, line: str = "still_open") -> float:
    reached = curve["day"][curve[line] <= 1 - part + ROUNDING]
    return float(reached.iloc[0]) if len(reached) else np.nan
