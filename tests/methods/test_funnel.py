"""Funnel limits against binomial tables, another library's tau2, and planted truth."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from methods import funnel as module
from methods.funnel import ABOVE_95, ABOVE_998, BELOW_95, BELOW_998, INSIDE, NONE, funnel

LIMITS = ["lower_998", "lower_95", "upper_95", "upper_998"]


def groups(x, n, centre):
    return funnel(x, n, centre, adjust=False).table["group"].tolist()


@pytest.mark.parametrize(("n", "critical"), [(10, 1), (15, 3), (20, 5), (25, 7)])
def test_the_sign_test(n, critical):
    """Critical values of the two-sided sign test at 5 %, as tabulated in any textbook."""
    x = [critical, critical + 1, n - critical - 1, n - critical]
    assert groups(x, [n] * 4, 0.5) == [BELOW_95, INSIDE, INSIDE, ABOVE_95]


def test_four_families_by_hand():
    # p = 0.1, n = 4: P(4) = 0.0001; P(3 or more) = 0.0037; P(2 or more) = 0.0523.
    assert groups([0, 1, 2, 3, 4], [4] * 5, 0.1) == [INSIDE] * 3 + [ABOVE_95, ABOVE_998]
    # and their complement
    assert groups([4, 3, 2, 1, 0], [4] * 5, 0.9) == [INSIDE] * 3 + [BELOW_95, BELOW_998]


def test_twenty_families():
    """n = 20, p = 0.1: 0 to 35 % is inside 99.8 % (indicators.md 2.3)."""
    # P(7 or more) = 0.0024 and P(8 or more) = 0.0004: the limit lies between 35 % and 40 %.
    assert groups([0, 7, 8], [20] * 3, 0.1) == [INSIDE, ABOVE_95, ABOVE_998]
    row = funnel([2], [20], 0.1, adjust=False).table.iloc[0]
    assert row["lower_998"] == 0
    assert 0.35 < row["upper_998"] < 0.40


def test_one_case_in_a_small_place_can_be_too_many():
    # p = 0.0005: one of one has probability 0.0005, below 0.001.
    assert groups([0, 1], [1, 1], 0.0005) == [INSIDE, ABOVE_998]
    # At a share next to nothing as well, where the binomial quantile itself gives up.
    assert groups([0, 1], [1, 1], 1e-200) == [INSIDE, ABOVE_998]
    assert groups([1, 0], [1, 1], 1 - 1e-16) == [INSIDE, BELOW_998]


@pytest.mark.parametrize("p", [0.003, 0.02, 0.1, 0.5, 0.83, 0.97])
def test_every_count_lies_where_its_tail_probability_says(p):
    for n in (1, 2, 7, 30, 211, 1500):
        x = np.arange(n + 1)
        tail = np.minimum(binom.cdf(x, n, p), binom.sf(x - 1, n, p))
        far, near = tail < 0.001, (tail >= 0.001) & (tail < 0.025)
        found = np.array(groups(x, np.full(n + 1, n), p))
        assert (np.isin(found, [BELOW_998, ABOVE_998]) == far).all()
        assert (np.isin(found, [BELOW_95, ABOVE_95]) == near).all()


def test_large_areas_have_the_textbook_limits():
    # p = 0.8, n = 40,000: s = sqrt(0.16 / 40000) = 0.002. 1.96 s = 0.00392; 3.09 s = 0.00618.
    row = funnel([32_000], [40_000], adjust=False).table.iloc[0]
    expected = [0.79382, 0.79608, 0.80392, 0.80618]
    assert row[LIMITS].tolist() == pytest.approx(expected, abs=5e-5)


def test_homogeneous_areas_raise_the_expected_number_of_alarms():
    """With nothing to find: 5 % and 0.2 %, a little less since counts are whole."""
    rng = np.random.default_rng(7)
    found = []
    for _ in range(100):
        n = rng.integers(200, 2001, 287)
        drawn = funnel(rng.binomial(n, 0.8), n)
        assert not drawn.adjusted
        found += drawn.table["group"].tolist()
    found = pd.Series(found)
    assert 0.043 <= (found != INSIDE).mean() <= 0.05
    assert 0.0012 <= found.isin([BELOW_998, ABOVE_998]).mean() <= 0.0025


def test_tau2_of_another_library():
    """DerSimonian-Laird of statsmodels, on areas in which winsorising changes nothing."""
    from statsmodels.stats.meta_analysis import combine_effects

    # Symmetric about one half, and the three outermost z-scores on either side are equal.
    n = np.array([400] * 6 + [100] * 4 + [900] * 4)
    x = np.array([120] * 3 + [280] * 3 + [40, 60] * 2 + [430, 470] * 2)
    found = funnel(x, n)
    other = combine_effects(np.arcsin(np.sqrt(x / n)), 1 / (4 * n), method_re="chi2")
    assert found.adjusted
    assert found.tau2 == pytest.approx(other.tau2, rel=1e-9)
    assert found.phi == pytest.approx(other.q / 14, rel=1e-9)


def test_dispersion_by_hand():
    # Ten areas of 100, five at sin^2(pi/4 - 0.1), five at sin^2(pi/4 + 0.1): z = -/+ 0.1 * 20 = 2.
    # phi = 4. w = 400: tau2 = (40 - 9) / (4000 - 4000 / 10) = 31 / 3600.
    x = 100 * np.sin(np.pi / 4 + np.array([-0.1, 0.1] * 5)) ** 2
    found = funnel(x, [100] * 10)
    assert (found.centre, found.phi) == (pytest.approx(0.5), pytest.approx(4))
    assert found.tau2 == pytest.approx(31 / 3600)
    # s^2 + tau2 = 1/400 + 31/3600 = 1/90; 1.959964 sqrt(1/90) = 0.2065984; sin^2 (pi/4 + that)
    # = (1 + sin 0.4131968) / 2 = 0.700770
    assert found.table["upper_95"].tolist() == pytest.approx([0.700770] * 10, abs=1e-6)
    assert found.table["lower_95"].tolist() == pytest.approx([0.299230] * 10, abs=1e-6)


def test_a_tenth_of_outliers_does_not_hide_itself():
    rng = np.random.default_rng(3)
    n = np.full(200, 500)
    p = np.full(200, 0.8)
    p[:10] = 0.5
    found = funnel(rng.binomial(n, p), n)
    assert not found.adjusted
    assert (found.table["group"][:10] == BELOW_998).all()


def test_areas_that_truly_differ_are_not_painted_red():
    rng = np.random.default_rng(4)
    n = rng.integers(200, 2001, 287)
    x = rng.binomial(n, rng.beta(80, 20, 287))
    plain, found = funnel(x, n, adjust=False), funnel(x, n)
    assert found.adjusted
    assert found.phi > 1.5
    assert not plain.adjusted
    assert plain.phi == found.phi
    far = [BELOW_998, ABOVE_998]
    assert plain.table["group"].isin(far).sum() > 60
    assert found.table["group"].isin(far).sum() < 10


def test_forced_limits_of_homogeneous_areas_have_no_variance_between():
    found = funnel([40, 41, 39, 40], [50] * 4, adjust=True)
    assert found.adjusted
    assert found.tau2 == 0


def test_a_target_moves_the_limits_and_not_the_spread():
    x, n = [380, 390, 400, 410, 420], [500] * 5
    own, target = funnel(x, n), funnel(x, n, 0.95)
    assert own.centre == 0.8
    assert target.centre == 0.95
    assert (target.phi, target.tau2) == (own.phi, own.tau2)
    assert set(own.table["group"]) == {INSIDE}
    assert set(target.table["group"]) == {BELOW_998}


def test_nothing_counted_is_nothing_said():
    found = funnel([0, np.nan, 3, 45, 11], [0, 10, np.nan, 50, 10])
    assert found.table["group"].tolist() == [NONE, NONE, NONE, INSIDE, NONE]
    assert found.centre == 0.9  # more than all is no proportion and not in the average
    assert found.table["value"].iloc[4] == 1.1
    assert found.table.loc[[0, 1, 2, 4], LIMITS].isna().all(axis=None)
    nothing = funnel([0], [0])
    assert np.isnan([nothing.centre, nothing.phi, nothing.tau2]).all()
    assert not nothing.adjusted
    assert funnel([], []).table.empty


def test_all_or_none_has_no_width():
    for x in ([0, 0], [5, 9]):
        found = funnel(x, [5, 9])
        assert set(found.table["group"]) == {INSIDE}
        assert found.tau2 == 0


def test_a_centre_in_percent_is_refused():
    with pytest.raises(ValueError, match="from 0 to 1, not 75"):
        funnel([1], [2], 75)


def test_index_is_kept_and_constants_differ():
    x = pd.Series([1.5, 2.5], index=["33.28.01.2001", "33.28.01.2002"])
    assert list(funnel(x, x * 2.2).table.index) == list(x.index)
    assert len({BELOW_998, BELOW_95, INSIDE, ABOVE_95, ABOVE_998, NONE}) == 6


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0.5, 3000)), min_size=1, max_size=12),
    st.sampled_from([True, False, "auto"]),
)
def test_limits_are_nested_around_the_centre(areas, adjust):
    n = np.array([size for _, size in areas])
    found = funnel(n * [share for share, _ in areas], n, adjust=adjust)
    limits = found.table[LIMITS].to_numpy()
    assert (np.diff(limits, axis=1) >= -1e-9).all()
    assert ((limits >= -1e-9) & (limits <= 1 + 1e-9)).all()
    assert (limits[:, 0] <= found.centre + 1e-9).all()
    assert (limits[:, 3] >= found.centre - 1e-9).all()
    assert found.tau2 >= 0
    assert found.phi > module.OVERDISPERSED or adjust is True or not found.adjusted
