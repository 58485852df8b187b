"""Is this month unlike the months before it? Limits for a monthly flow, never for a stock.

A chart's limits come from its first months, frozen, and are drawn on over the later ones. Where
limits would mislead the chart is a run line around the median, and says why (indicators.md 2.7).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from methods.proportions import proper_counts

OUTSIDE = "outside"  # beyond a limit
RUN = "run of 8"  # the eighth and later point in a row on one side of the centre
TREND = "trend of 6"  # the sixth and later point in a row that only rise, or only fall
NEAR = "2 of 3 near a limit"  # the second of three points in the outer third on one side

LEAST = 12  # months in a baseline (indicators.md 2.7)
# Lag-1 autocorrelation above which limits are too narrow to mean anything (indicators.md 2.7).
CORRELATED = 0.3
# The mean difference of two normal values is 1.128 sigma (d2 for n = 2; Montgomery, Introduction
# to Statistical Quality Control, appendix VI), and 3 / 1.128 the 2.66 of an XmR chart.
D2 = 1.128
D4 = 3.267  # the upper limit of a moving range in mean ranges, same table

TOO_SHORT = "Kurang dari {least} bulan berisi data: garis saja, tanpa batas."
STOCK = "Persentase ini kumulatif: setiap bulan memuat bulan sebelumnya, jadi batas menyesatkan."
DEPENDENT = "Nilai setiap bulan mengikuti bulan sebelumnya (korelasi {r}): batas menyesatkan."
BROKEN = "Tidak ada dua bulan acuan berturut-turut yang berisi data: batas tidak dapat dihitung."
CONSTANT = "Nilai tidak berubah selama bulan-bulan acuan: batas tidak dapat dihitung."


@dataclass(frozen=True, eq=False)
class Chart:
    """A row per month in `table`: value, lower, upper, signals (a tuple of this module's names).

    A month without data is NaN and ends every run. `baseline` is how many months with data,
    from the first, made the limits. With `refused`, a sentence for the reader, there are no
    limits and no signals, baseline is 0 and `centre` is the median. An XmR chart also has
    moving_range in its table, and `range_upper`, the limit of those.
    """

    centre: float
    baseline: int
    refused: str | None
    table: pd.DataFrame
    range_upper: float = np.nan


def p_chart(numerator, denominator, baseline: int = LEAST, *, stock: bool = False) -> Chart:
    """Return the chart of a share of what is new each month, its limits between 0 and 1.

    Limits are p -/+ 3 sqrt(p (1 - p) / n) with p the share of the baseline months together
    (Montgomery, chapter 7). `stock` says that the months overlap. A numerator above its
    denominator is shown, with no limits and no signals. A baseline below 12 is a ValueError.
    """
    months = proper_counts(numerator, denominator)
    share = months["numerator"] / months["denominator"]
    first = chosen(share, baseline)
    part = months[first]
    centre = part["numerator"].sum() / part["denominator"].sum() if first.any() else np.nan
    sigma = np.sqrt(centre * (1 - centre) / months["denominator"])
    refused = reason(share, first, baseline, stock) or (None if 0 < centre < 1 else CONSTANT)
    table = months[["value"]]
    if refused:
        return run_line(table, refused)
    limits = limited(share, centre, sigma)
    limits[["lower", "upper"]] = limits[["lower", "upper"]].clip(0, 1)
    return Chart(float(centre), baseline, None, table.join(limits))


def xmr(values, baseline: int = LEAST, *, stock: bool = False) -> Chart:
    """Return the chart of single monthly values of any unit, limits mean -/+ 2.66 mean ranges.

    A moving range is the distance to the month before, NaN beside a month without data
    (Wheeler's XmR chart; NIST/SEMATECH e-Handbook 6.3.2.2). `stock` says that a month contains
    the one before. A baseline below 12 is a ValueError.
    """
    value = pd.Series(values, dtype=float).replace([np.inf, -np.inf], np.nan)
    moving = value.diff().abs()
    first = chosen(value, baseline)
    span = moving[: int(np.flatnonzero(first)[-1]) + 1].mean() if first.any() else np.nan
    table = pd.DataFrame({"value": value, "moving_range": moving})
    refused = reason(value, first, baseline, stock)
    refused = refused or (BROKEN if np.isnan(span) else None if span else CONSTANT)
    if refused:
        return run_line(table, refused)
    centre = float(value[first].mean())
    sigma = pd.Series(span / D2, index=value.index).where(value.notna())
    return Chart(centre, baseline, None, table.join(limited(value, centre, sigma)), D4 * span)


def chosen(value: pd.Series, baseline: int) -> np.ndarray:
    """Return which months make the baseline: the first ones that have a value."""
    if baseline < LEAST:
        raise ValueError(f"a baseline has at least {LEAST} months, not {baseline}")
    known = value.notna().to_numpy()
    return known & (known.cumsum() <= baseline)


def reason(value: pd.Series, first: np.ndarray, baseline: int, stock: bool) -> str | None:
    """Return why this series may not have limits, or None.

    Correlation is measured in the baseline: a real change later on would look like it.
    """
    if stock:
        return STOCK
    if first.sum() < baseline:
        return TOO_SHORT.format(least=baseline)
    r = autocorrelation(value.where(first).to_numpy())
    return DEPENDENT.format(r=f"{r:.1f}".replace(".", ",")) if r > CORRELATED else None


def autocorrelation(value: np.ndarray) -> float:
    """Return the lag-1 autocorrelation; NaN for a constant. A gap takes its two pairs out."""
    away = value - np.nanmean(value)
    constant = np.nanmax(value) == np.nanmin(value)  # whose mean may be off by a rounding
    return np.nan if constant else np.nansum(away[1:] * away[:-1]) / np.nansum(away**2)


def run_line(table: pd.DataFrame, refused: str) -> Chart:
    bare = table.assign(lower=np.nan, upper=np.nan, signals=[()] * len(table))
    return Chart(float(table["value"].median()), 0, refused, bare)


def limited(value: pd.Series, centre: float, sigma: pd.Series) -> pd.DataFrame:
    """Return lower, upper and signals for limits of three sigma."""
    lower, upper = centre - 3 * sigma, centre + 3 * sigma
    found = signals(value, (value - centre) / sigma)
    return pd.DataFrame({"lower": lower, "upper": upper, "signals": found}, index=value.index)


def signals(value: pd.Series, distance: pd.Series) -> list[tuple[str, ...]]:
    """Return each month's signals; `distance` is from the centre, in sigmas.

    A pattern is named on the month that completes it and on those that carry it on, never on
    earlier ones: what was said of a month stays said. A value on the centre ends a run.
    """
    step = value.diff()
    rules = {
        OUTSIDE: distance.abs() > 3,
        RUN: in_a_row(distance > 0, 8) | in_a_row(distance < 0, 8),
        TREND: in_a_row(step > 0, 5) | in_a_row(step < 0, 5),  # six points are five steps
        NEAR: near(distance) | near(-distance),
    }
    return [tuple(n for n, hit in rules.items() if hit.iloc[i]) for i in range(len(value))]


def in_a_row(true: pd.Series, times: int) -> pd.Series:
    return true.rolling(times).sum() == times


def near(distance: pd.Series) -> pd.Series:
    """Tell whether a point and one of the two before it lie more than two sigmas out."""
    far = distance > 2
    return far & (far.rolling(3, min_periods=1).sum() >= 2)
