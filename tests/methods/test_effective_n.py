"""Estimates from part of a finite population: worked by hand and drawn from a planted register."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.proportions import effective_n, proper_counts, wilson, wilson_finite


def test_by_hand():
    # 50 of 100: 50 * 99 / 50 = 99.   20 of 101: 20 * 100 / 81 = 24.691
    # 1 of any N: (N-1)/(N-1) = 1.    10 of 1001: 10 * 1000 / 991 = 10.0908
    found = effective_n([50, 20, 1, 10], [100, 101, 37, 1001])
    assert found == pytest.approx([99, 24.69136, 1, 10.090817], rel=1e-6)


def test_a_census_is_worth_infinitely_many():
    assert effective_n([1, 7], [1, 7]).tolist() == [np.inf, np.inf]


def test_what_cannot_be_is_nan():
    n = [8, 0, np.nan, 3, -1]
    population = [7, 0, 5, np.nan, 9]
    assert np.isnan(effective_n(n, population)).all()


def test_nobody_asked_is_worth_nobody():
    assert effective_n([0, 0], [1, 50]).tolist() == [0, 0]


@given(st.integers(1, 500), st.integers(0, 500))
def test_worth_at_least_its_number_and_more_with_each_answer(drawn, rest):
    worth, more = effective_n([drawn, drawn + 1], drawn + rest + 1)
    assert worth >= drawn * (1 - 1e-12)
    assert more > worth


def test_interval_of_half_a_village():
    # 10 of 50 seen, of 100 in all: the interval of 19.8 of 99.
    found = wilson_finite([10], [50], [100]).iloc[0]
    expected = wilson([19.8], [99]).iloc[0]
    assert found.tolist() == pytest.approx(expected.tolist())
    # Wilson by hand at z = 1.96: (19.8 + 1.9208 -/+ 1.96 sqrt(15.84 + 0.9604)) / 102.8416
    assert found["lower"] == pytest.approx(0.1331, abs=1e-4)
    assert found["upper"] == pytest.approx(0.2893, abs=1e-4)


def test_a_census_has_no_interval_left():
    found = wilson_finite([0, 3, 10], [10, 10, 10], 10)
    assert found["value"].tolist() == [0, 0.3, 1]
    assert found["lower"].tolist() == found["upper"].tolist() == [0, 0.3, 1]


def test_faults_keep_their_value_and_have_no_interval():
    found = wilson_finite([4, 11, 12, np.nan, 0], [10, 10, 10, 10, 0], [9, 20, 10, 20, 5])
    assert found["value"].fillna(-1).tolist() == [0.4, 1.1, 1.2, -1, -1]
    assert found[["lower", "upper"]].isna().all(axis=None)


def test_index_is_kept_and_another_order_refused():
    x = pd.Series([1, 2], index=["33.28.01.2001", "33.28.01.2002"])
    assert list(wilson_finite(x, x * 4, x * 10).index) == list(x.index)
    with pytest.raises(ValueError, match="another order"):
        proper_counts(x, (x * 4).sort_index(ascending=False))


@pytest.mark.parametrize(("poor", "seen"), [(40, 60), (170, 60), (100, 150)])
def test_covers_the_planted_share_of_a_register_of_200(poor, seen):
    rng = np.random.default_rng(28)
    hits = rng.hypergeometric(poor, 200 - poor, seen, 20_000)
    found = wilson_finite(hits, seen, 200)
    covered = ((found["lower"] <= poor / 200) & (poor / 200 <= found["upper"])).mean()
    assert 0.93 <= covered <= 0.97
    plain = wilson(hits, np.full(hits.size, seen))
    width = (found["upper"] - found["lower"]).mean() / (plain["upper"] - plain["lower"]).mean()
    assert width == pytest.approx(np.sqrt((200 - seen) / 199), abs=0.02)
