"""What a figure's colour may say: a statement about evidence, not about the point value."""

import numpy as np
import pandas as pd

from methods.poststratify import Estimate
from methods.proportions import wilson
from queries.indicator import Better, Definition, Indicator
from queries.measure import possible, value

ENOUGH = 30  # below, a share is shown grey and judged by nobody (indicators.md 3)

ACT, WATCH, FINE, FEW, NONE = "telusuri", "perhatian", "wajar", "sedikit", "kosong"
UNJUDGED = ""  # the indicator has no threshold, or its plan line is not known


def states(indicator: Indicator, sums: pd.DataFrame, plan_pct: float | None = None) -> np.ndarray:
    """Return one state per row of numerator, denominator, unknown.

    ACT only if the whole 95 % interval lies beyond the threshold, WATCH if the shown value lies
    beyond the first one or more was done than there was to do, FEW below 30 counted, NONE with
    nothing known. A desa either met or did not: no interval there, and NONE where it is unknown.
    """
    numerator, denominator = sums["numerator"].to_numpy(), sums["denominator"].to_numpy()
    limits = indicator.limits(plan_pct)
    if indicator.unit == "desa":
        nothing = denominator - sums["unknown"].to_numpy() <= 0
        lacking = value(numerator, denominator) < limits[1]
        return np.select([nothing, lacking], [NONE, ACT], default=FINE)
    empty, few = denominator <= sums["unknown"].to_numpy(), denominator < ENOUGH
    if limits is None:
        return np.select([empty, few], [NONE, FEW], default=UNJUDGED)
    point, far_end = _towards_good(indicator, numerator, denominator)
    watch, act = (limit * indicator.better.value for limit in limits)
    beyond = (point < watch) | ~possible(indicator, numerator, denominator, sums["unknown"])
    return np.select([empty, few, far_end < act, beyond], [NONE, FEW, ACT, WATCH], FINE)


def judged(states: np.ndarray) -> np.ndarray:
    """Return which of these states are a judgement: enough was counted for one."""
    return ~np.isin(states, [FEW, NONE])


def of_estimate(definition: Definition, found: Estimate) -> str:
    """Return the state of an estimate: ACT only if its whole interval lies beyond the threshold.

    FEW below 30 verified, NONE where it cannot be made, UNJUDGED without a threshold.
    """
    if np.isnan(found.value):
        return NONE
    if found.n < ENOUGH:
        return FEW
    if definition.thresholds is None:
        return UNJUDGED
    watch, act = definition.thresholds.watch / 100, definition.thresholds.act / 100
    if found.lower > act:
        return ACT
    return WATCH if found.value > watch else FINE


def _towards_good(indicator: Indicator, numerator, denominator) -> tuple[np.ndarray, np.ndarray]:
    """Value and the better end of its interval, in percent, signed so that more is better."""
    interval = wilson(numerator, denominator)
    better_end = "upper" if indicator.better is Better.HIGHER else "lower"
    point, limit = interval["value"].to_numpy(), interval[better_end].to_numpy()
    far_end = np.where(np.isnan(limit), point, limit)
    sign = indicator.better.value
    return shown(100 * point) * sign, 100 * far_end * sign


def shown(percent) -> np.ndarray:
    """Return percentages as they are shown: one decimal, halves up."""
    return np.floor(np.asarray(percent, dtype=float) * 10 + 0.5) / 10
