"""Control charts against Montgomery's examples, and rules on series written out by hand."""

import numpy as np
import pandas as pd
import pytest

from methods import control_chart
from methods.control_chart import NEAR, OUTSIDE, RUN, TREND, p_chart, xmr

# Leaking orange juice cans in 30 samples of 50, and the viscosity of 15 batches of paint:
# Montgomery, Introduction to Statistical Quality Control; also the examples of R's qcc.
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22]
CANS += [8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
PAINT = [33.75, 33.05, 34, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20]
PAINT += [33.62, 33.00, 33.54, 33.12, 33.84]

# Mean 0, eleven moving ranges of 2: sigma 2 / 1.128 = 1.773, three of them 5.319, two 3.546.
QUIET = [1, -1] * 6


def where(chart, signal):
    return [i for i, named in enumerate(chart.table["signals"]) if signal in named]


def later(values):
    """Return the chart of twelve quiet months and then these, the positions counted from them."""
    chart = xmr([*QUIET, *values])
    assert chart.refused is None
    return chart


def test_published_p_chart():
    """qcc prints centre 0.2313333 and limits 0.05242755, 0.4102391; samples 15, 23 are outside."""
    chart = p_chart(CANS, [50] * 30, 30)
    assert chart.refused is None
    assert chart.baseline == 30
    assert chart.centre == pytest.approx(0.2313333, abs=1e-7)
    assert chart.table["lower"].tolist() == pytest.approx([0.05242755] * 30, abs=1e-8)
    assert chart.table["upper"].tolist() == pytest.approx([0.4102391] * 30, abs=1e-7)
    assert where(chart, OUTSIDE) == [14, 22]
    # 21 to 23 are 40, 36 and 48 %; two sigmas end at 0.2313 + 2 * 0.05963 = 35.06 %.
    assert where(chart, NEAR) == [21, 22]


def test_published_p_chart_without_the_two():
    """qcc prints 0.215 and 0.04070284, 0.3892972 when samples 15 and 23 are left out."""
    kept = [cans for cans in CANS if cans not in (22, 24)]
    row = p_chart(kept, [50] * 28, 28).table.iloc[0]
    assert row[["lower", "upper"]].tolist() == pytest.approx([0.04070284, 0.3892972], abs=1e-7)


def test_published_chart_of_individuals():
    """qcc prints 33.52333 and 32.24484, 34.80183; a moving range limit of 1.57 is in the book."""
    chart = xmr(PAINT, 15)
    assert chart.refused is None
    assert chart.centre == pytest.approx(33.52333, abs=5e-6)
    row = chart.table.iloc[0]
    assert row[["lower", "upper"]].tolist() == pytest.approx([32.24484, 34.80183], abs=5e-6)
    assert chart.range_upper == pytest.approx(1.57, abs=0.001)
    assert chart.table["moving_range"].iloc[:3].tolist() == pytest.approx(
        [np.nan, 0.70, 0.95], nan_ok=True
    )
    assert set(chart.table["signals"]) == {()}


def test_limits_follow_the_size_of_each_month_and_stay_within_0_and_1():
    # p = 60 / 1200 = 0.05. n = 100: 0.05 + 3 sqrt(0.0475 / 100) = 0.11538; n = 400: 0.08269
    # and 0.01731. n = 1: 0.05 + 0.65383 = 0.70383.
    chart = p_chart([4, 6] * 6 + [20, 1, 0], [100] * 12 + [400, 1, 1])
    assert chart.table["upper"].tolist()[11:] == pytest.approx(
        [0.11538, 0.08269, 0.70383, 0.70383], abs=1e-5
    )
    assert chart.table["lower"].tolist()[11:] == pytest.approx([0, 0.01731, 0, 0], abs=1e-5)
    assert where(chart, OUTSIDE) == [13]


def test_the_baseline_is_frozen():
    quiet, after = xmr(QUIET), xmr([*QUIET, 50, 60, 70])
    assert after.centre == quiet.centre == 0
    assert after.table["upper"].tolist() == pytest.approx([3 * 2 / 1.128] * 15)
    assert after.range_upper == quiet.range_upper == pytest.approx(2 * 3.267)
    whole = xmr([*QUIET, 50, 60, 70], 15)
    assert whole.refused or whole.centre != 0


def test_one_point_outside():
    assert where(later([5.3, 5.4, 0, -5.4]), OUTSIDE) == [13, 15]


def test_eight_on_one_side():
    # After -1 the values 2 1 2 1 2 1 2 are seven above the centre, an eighth completes the run.
    assert where(later([2, 1] * 3 + [2]), RUN) == []
    assert where(later([2, 1] * 4 + [1]), RUN) == [19, 20]
    assert where(later([2, 1] * 3 + [2, 0, 1]), RUN) == []  # on the centre is on neither side
    assert where(later([2, 1] * 3 + [2, np.nan, 1]), RUN) == []
    # The last quiet month, -1, is the first of a run below.
    assert where(later([-2, -1] * 3 + [-2]), RUN) == [18]


def test_six_rising_or_falling():
    # From the last quiet month, -1: with 0 1 2 2.5 it is five rising points, with 3 six.
    assert where(later([0, 1, 2, 2.5, 2]), TREND) == []
    assert where(later([0, 1, 2, 2.5, 3, 3.1]), TREND) == [16, 17]
    assert where(later([0, 1, 2, 2, 3, 3.1]), TREND) == []  # a level step ends it
    # -1, 3 rises, then 3 2 1 0 -1 -2 are six falling.
    assert where(later([3, 2, 1, 0, -1, -2]), TREND) == [17]


def test_two_of_three_near_a_limit():
    assert where(later([3.6, 0, 3.6]), NEAR) == [14]
    assert where(later([3.6, 0, 0, 3.6]), NEAR) == []
    assert where(later([3.6, 0, -3.6]), NEAR) == []  # not the same side
    assert where(later([3.5, 0, 3.6]), NEAR) == []  # 3.5 is not beyond 3.546
    assert where(later([-3.6, -6, 0]), NEAR) == [13]  # outside is near as well; 0 is not
    assert where(later([3.6, np.nan, 3.6]), NEAR) == [14]


def test_fewer_than_twelve_months_are_a_line():
    chart = xmr(QUIET[:11])
    assert chart.refused == "Kurang dari 12 bulan berisi data: garis saja, tanpa batas."
    assert chart.baseline == 0
    assert chart.centre == 1  # the median of six 1 and five -1
    assert chart.table[["lower", "upper"]].isna().all(axis=None)
    assert set(chart.table["signals"]) == {()}
    assert xmr(QUIET).refused is None
    assert "24 bulan" in p_chart([4, 6] * 11, [100] * 22, 24).refused
    for nothing in (xmr([]), xmr([np.nan] * 20), p_chart([], []), p_chart([0] * 20, [0] * 20)):
        assert nothing.refused.startswith("Kurang dari 12")
        assert np.isnan(nothing.centre)


def test_a_stock_is_refused():
    assert xmr(QUIET, stock=True).refused == control_chart.STOCK
    assert p_chart([4, 6] * 6, [100] * 12, stock=True).refused == control_chart.STOCK


def test_a_series_that_follows_itself_is_refused():
    # 1 to 12, d = -5.5 to 5.5 around the mean: the squares sum to 143; the products d (d + 1) of
    # the first eleven to (143 - 30.25) - 5.5 = 107.25. 107.25 / 143 = 0.75.
    climbing = xmr(range(1, 13))
    assert climbing.refused == (
        "Nilai setiap bulan mengikuti bulan sebelumnya (korelasi 0,8): batas menyesatkan."
    )
    assert p_chart(range(5, 65, 5), [100] * 12).refused.startswith("Nilai setiap bulan mengikuti")
    assert control_chart.autocorrelation(np.arange(1.0, 13)) == pytest.approx(107.25 / 143)


def test_a_change_after_the_baseline_is_a_signal_and_not_a_refusal():
    chart = later([20] * 12)
    assert where(chart, OUTSIDE) == list(range(12, 24))


def test_a_month_that_never_changes_has_no_limits():
    assert xmr([0.1] * 15).refused == control_chart.CONSTANT
    assert p_chart([0] * 15, [9] * 15).refused == control_chart.CONSTANT
    assert p_chart([9] * 15, [9] * 15).refused == control_chart.CONSTANT
    assert p_chart([1] * 15, [10] * 15).refused is None  # a share between has its binomial limits


def test_a_gap_is_no_month_of_the_baseline():
    gap = [*QUIET[:5], np.nan, *QUIET[5:], 9]
    chart = xmr(gap)
    assert chart.refused is None
    # The range over the gap is not taken: ten of 2 remain.
    assert chart.range_upper == pytest.approx(2 * 3.267)
    assert np.isnan(chart.table.loc[5, ["value", "lower", "upper"]].tolist()).all()
    assert chart.table["signals"][5] == ()
    assert where(chart, OUTSIDE) == [13]
    assert xmr([1, np.nan, 2, np.nan] * 6).refused == control_chart.BROKEN


def test_more_than_all_is_shown_and_is_not_judged():
    chart = p_chart([4, 6] * 6 + [101], [100] * 13)
    assert chart.table["value"].iloc[12] == 1.01
    assert chart.table.loc[12, ["lower", "upper"]].isna().all()
    assert chart.table["signals"][12] == ()


def test_a_short_baseline_is_refused_by_name():
    for chart in (lambda: xmr(QUIET, 11), lambda: p_chart(QUIET, QUIET, 3)):
        with pytest.raises(ValueError, match="at least 12 months"):
            chart()


def test_months_are_kept():
    months = pd.period_range("2025-01", periods=12, freq="M")
    chart = xmr(pd.Series(QUIET, index=months))
    assert list(chart.table.index) == list(months)
    x = pd.Series([4, 6] * 6, index=months)
    assert list(p_chart(x, x * 20).table.index) == list(months)


def test_quiet_years_raise_few_signals():
    """Three sigmas are left by about 1 in 370 values; a baseline of 24 months adds to it."""
    rng = np.random.default_rng(12)
    found = [xmr(rng.normal(50, 5, 48), 24) for _ in range(120)]
    kept = [chart for chart in found if chart.refused is None]
    assert len(kept) > 110
    outside = np.mean([OUTSIDE in named for chart in kept for named in chart.table["signals"]])
    assert 0.002 < outside < 0.01
