"""Which areas lie further from the average, or a target, than chance explains; not why."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import bdtrik

from methods.proportions import proper_counts

BELOW_998 = "di bawah 99,8"
BELOW_95 = "di bawah 95"
INSIDE = "di dalam"
ABOVE_95 = "di atas 95"
ABOVE_998 = "di atas 99,8"
NONE = "tidak dihitung"

# The tail left outside each limit and its normal quantile (Spiegelhalter 2005).
TAILS = {"95": (0.025, 1.959964), "998": (0.001, 3.090232)}
WINSORISED = (0.1, 0.9)  # as in FunnelPlotR: a tenth of the areas on either side cannot widen it
OVERDISPERSED = 1.5  # indicators.md 2.3: a phi above it needs the wider limits


@dataclass(frozen=True, eq=False)
class Funnel:
    """The limits of a funnel plot and where each area lies.

    `phi` is the mean squared distance from the average in standard errors, the outer tenths
    pulled in; `tau2` the variance between areas on the arcsine scale; `adjusted` says whether
    the limits allow for it. `table` has a row per area, shares from 0 to 1: value, lower_95,
    upper_95, lower_998, upper_998, and group, one of the constants of this module. Where nothing
    could be counted the limits are NaN and the group is NONE.
    """

    centre: float
    phi: float
    tau2: float
    adjusted: bool
    table: pd.DataFrame

    def limits(self, n) -> pd.DataFrame:
        """Return lower_95, upper_95, lower_998, upper_998 for areas of these sizes, a row each."""
        return pd.DataFrame(_limits(np.asarray(n, float), self.centre, self.tau2, self.adjusted))


def funnel(numerator, denominator, centre: float | None = None, adjust="auto") -> Funnel:
    """Return the funnel around `centre`: a target (0 to 1), or without one the overall share.

    `adjust` True widens the limits for overdispersion, False never does, "auto" does above a
    phi of 1.5. The spread is measured around the areas' own average even when `centre` is a
    target, or being far from the target would widen its limits. A centre of 0 or 1 leaves
    nothing to chance: without adjustment any other value is outside. Counts may be weighted.
    A numerator above its denominator is shown and not counted. Spiegelhalter 2005, Statistics
    in Medicine 24, 1185; indicators.md 2.3. Raises ValueError for a centre or `adjust` that is
    none of these, and as `proper_counts` does.
    """
    if adjust not in (True, False, "auto"):
        raise ValueError(f"adjust is True, False or 'auto', not {adjust!r}")
    if centre is not None and not 0 <= centre <= 1:
        raise ValueError(f"a centre is a share from 0 to 1, not {centre}")
    table = proper_counts(numerator, denominator)
    n = table["denominator"].to_numpy()
    average = table["numerator"].sum() / n[n > 0].sum() if (n > 0).any() else np.nan
    phi, tau2 = dispersion(table["value"].to_numpy(), n, average)
    middle = average if centre is None else float(centre)
    adjusted = bool(phi > OVERDISPERSED) if adjust == "auto" else bool(adjust)
    for name, limits in _limits(n, middle, tau2, adjusted).items():
        table[name] = limits
    table["group"] = grouped(table)
    table = table.drop(columns=["numerator", "denominator"])
    return Funnel(float(middle), phi, tau2, adjusted, table)


def _limits(n: np.ndarray, centre: float, tau2: float, adjusted: bool) -> dict[str, np.ndarray]:
    found = {}
    for name, (tail, z) in TAILS.items():
        limits = widened(n, centre, tau2, z) if adjusted else exact(n, centre, tail)
        found[f"lower_{name}"], found[f"upper_{name}"] = limits
    return found


def dispersion(value, n, centre: float) -> tuple[float, float]:
    """Return phi and tau2 of shares around `centre`; NaN where no area has a denominator.

    The DerSimonian-Laird variance on the arcsine scale from winsorised z-scores, as coded in
    FunnelPlotR. tau2 is 0 where areas differ no more than chance makes them.
    """
    known = n > 0
    if not known.any():
        return np.nan, np.nan
    weight = 4 * n[known]  # 1/s^2 with s = 1/(2 sqrt n), the standard error of asin(sqrt p)
    z = (np.arcsin(np.sqrt(value[known])) - np.arcsin(np.sqrt(centre))) * np.sqrt(weight)
    z = np.clip(z, *np.quantile(z, WINSORISED))
    excess = (z**2).sum() - (len(z) - 1)
    scale = weight.sum() - (weight**2).sum() / weight.sum()
    return float(np.mean(z**2)), float(excess / scale) if excess > 0 and len(z) > 1 else 0.0


def exact(n, centre: float, tail: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the shares beyond which a count is rarer than `tail`, both sides, by the binomial.

    A whole count lies beyond a limit exactly if its binomial tail probability is below `tail`.
    Between whole counts the tail is interpolated by the incomplete beta function, which also
    carries weighted counts. (Spiegelhalter's straight line between counts is not used: at the
    upper limit it lets a count pass as rarer than 0.1 % that is more common.)
    """
    if centre in (0, 1):
        return np.where(n > 0, centre, np.nan), np.where(n > 0, centre, np.nan)
    return rarest(n, centre, tail) / n, 1 - rarest(n, 1 - centre, tail) / n


def rarest(n, centre: float, tail: float) -> np.ndarray:
    """Return the count with a binomial lower tail of `tail`; 0 if even none is more common."""
    return np.where((1 - centre) ** n >= tail, 0, bdtrik(tail, n, centre))


def widened(n, centre: float, tau2: float, z: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits sin^2(asin(sqrt centre) -/+ z sqrt(s^2 + tau2)), turned back nowhere."""
    half = z * np.sqrt(1 / (4 * n) + tau2)
    angle = np.arcsin(np.sqrt(centre))
    lower, upper = np.clip([angle - half, angle + half], 0, np.pi / 2)
    return np.sin(lower) ** 2, np.sin(upper) ** 2


def grouped(table: pd.DataFrame) -> np.ndarray:
    value = table["value"]
    where = {
        NONE: table["lower_95"].isna(),
        BELOW_998: value < table["lower_998"],
        ABOVE_998: value > table["upper_998"],
        BELOW_95: value < table["lower_95"],
        ABOVE_95: value > table["upper_95"],
    }
    return np.select(list(where.values()), list(where), default=INSIDE)
