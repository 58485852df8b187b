"""The ratio to an outside benchmark, worked by hand and on planted truths."""

import math

import numpy as np
import pytest

from methods import benchmark


def test_by_hand():
    # 160 registered, 100 poor by the survey, RSE 10 %. z = 1.959964: z RSE = 0.1959964.
    # 1.6 / 1.1959964 = 1.337797 and 1.6 / 0.8040036 = 1.990041.
    found = benchmark.ratio(160, 100, 10)
    assert found.value == 1.6
    assert (found.lower, found.upper) == pytest.approx((1.337797, 1.990041), abs=1e-6)
    assert found.state == "baik"


def test_at_ninety_percent():
    # z = 1.644854, RSE 20 %: 2 / 1.3289707 = 1.504924 and 2 / 0.6710293 = 2.980496.
    found = benchmark.ratio(300, 150, 20, confidence=0.90)
    assert (found.lower, found.upper) == pytest.approx((1.504924, 2.980496), abs=1e-6)


@pytest.mark.parametrize(
    ("rse", "state"),
    [
        (0, "baik"),
        (25, "baik"),
        (25.01, "hati-hati"),
        (50, "hati-hati"),
        (50.01, "tidak ditampilkan"),
        (None, "rse tidak diterbitkan"),
        (math.nan, "rse tidak diterbitkan"),
    ],
)
def test_the_rule_of_bps_at_its_limits(rse, state):
    found = benchmark.ratio(90, 60, rse)
    assert found.state == state
    assert math.isnan(found.value) == (state == "tidak ditampilkan")
    assert math.isnan(found.lower) == math.isnan(found.upper) == (rse is None or not rse <= 50)


def test_a_benchmark_without_error_leaves_no_interval_to_speak_of():
    found = benchmark.ratio(90, 60, 0)
    assert (found.value, found.lower, found.upper) == (1.5, 1.5, 1.5)


def test_where_the_benchmark_may_be_nearly_nothing_the_ratio_may_be_anything():
    # 99 %: z = 2.575829, x 0.40 = 1.03 >= 1.
    found = benchmark.ratio(90, 60, 40, confidence=0.99)
    assert found.upper == math.inf
    assert found.lower == pytest.approx(1.5 / 2.0303317, abs=1e-6)


@pytest.mark.parametrize(("count", "of"), [(5, 0), (0, 0), (math.nan, 5), (5, math.nan)])
def test_nothing_to_compare_with(count, of):
    found = benchmark.ratio(count, of, 10)
    assert math.isnan(found.value)
    assert math.isnan(found.lower)
    assert math.isnan(found.upper)


def test_nobody_registered_is_a_ratio():
    found = benchmark.ratio(0, 60, 10)
    assert (found.value, found.lower, found.upper) == (0, 0, 0)


@pytest.mark.parametrize("arguments", [(-1, 5, 1), (1, -5, 1), (1, 5, -1)])
def test_wrong_input_is_named(arguments):
    with pytest.raises(ValueError, match="negative"):
        benchmark.ratio(*arguments)


def test_it_covers_a_planted_truth():
    # True benchmark 1,000 with a standard error of 200; the survey prints its own RSE, 200 over
    # what it found. 95 % of 20,000 surveys: standard error of the count 0.0015.
    surveys = np.random.default_rng(12).normal(1000, 200, 20_000)
    found = [benchmark.ratio(1600, each, 100 * 200 / each) for each in surveys]
    shown = [each for each in found if not math.isnan(each.value)]
    assert len(shown) > 0.99 * len(found)
    above = np.mean([each.lower > 1.6 for each in shown])
    below = np.mean([each.upper < 1.6 for each in shown])
    assert above == pytest.approx(0.025, abs=0.004)
    assert below == pytest.approx(0.025, abs=0.004)
