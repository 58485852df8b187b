"""What cannot be answered is refused in words, the same everywhere."""

import math

import pandas as pd
import pytest

from methods import forecast, poststratify, targeting
from methods.funnel import funnel
from methods.pockets import pockets
from methods.proportions import proper_counts, wilson

HERE = pd.Series([1, 0, 1], index=["a", "b", "c"])
THERE = pd.Series([1, 1, 1], index=["c", "b", "a"])  # the same areas in another order


@pytest.mark.parametrize(
    "paired",
    [
        lambda: wilson(HERE, THERE),
        lambda: proper_counts(HERE, THERE),
        lambda: funnel(HERE, THERE),
        lambda: targeting.errors(HERE, THERE),
        lambda: targeting.errors(HERE, HERE, THERE),
        lambda: targeting.unavoidable(HERE, THERE),
        lambda: targeting.concentration(HERE, THERE),
        lambda: targeting.fgt(HERE, 1, 0, THERE),
        lambda: poststratify.estimate(HERE, THERE, {1: 9}),
        lambda: poststratify.estimate(HERE, THERE.to_frame("stratum"), {1: 9}),
    ],
)
def test_what_lists_areas_in_another_order_is_not_paired(paired):
    with pytest.raises(ValueError, match="in another order"):
        paired()


def test_a_pair_of_numbers_is_one_row():
    assert wilson(5, 10).iloc[0].tolist() == wilson([5], [10]).iloc[0].tolist()
    assert wilson([1, 2], 10)["value"].tolist() == [0.1, 0.2]


@pytest.mark.parametrize(("part", "whole"), [(1, math.inf), (-1, 10), (math.inf, math.inf)])
def test_what_is_no_count_has_no_share(part, whole):
    assert wilson([part], [whole]).isna().all(axis=None)
    assert proper_counts([part], [whole]).isna().all(axis=None)


@pytest.mark.parametrize(
    ("refused", "named"),
    [
        (lambda: funnel([1], [2], adjust="tidak"), "not 'tidak'"),
        (lambda: forecast.finish([1] * 20, 9, 5.5), "not 5.5"),
        (lambda: forecast.finish([1] * 20, 9, math.nan), "not nan"),
        (lambda: forecast.finish_each([[1] * 20], [9], math.nan), "not nan"),
        (lambda: forecast.finish_together([[1] * 20], [9], 0.5), "not 0.5"),
        (lambda: pockets([1, 2], [3, 4], {}), "each a Series"),
        (lambda: pockets(HERE, [3, 4, 5], {}), "each a Series"),
        (
            lambda: poststratify.estimate([1], ["a"], pd.Series([3, 4], index=["a", "a"])),
            "given twice",
        ),
    ],
)
def test_what_cannot_be_is_named(refused, named):
    with pytest.raises(ValueError, match=named):
        refused()


def test_days_left_may_come_as_a_number_with_a_point():
    assert forecast.finish([1] * 20, 9, 5.0).by_model == forecast.finish([1] * 20, 9, 5).by_model
