"""Targeting measures against published tables and small towns counted by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods import targeting

SHARES = [
    "exclusion_error_of_eligible",
    "inclusion_error_of_recipients",
    "inclusion_error_of_ineligible",
    "coverage_of_eligible",
    "coverage_of_all",
    "targeting_differential",
    "cgh",
    "unavoidable_exclusion_error_of_eligible",
    "unavoidable_inclusion_error_of_recipients",
]


def table(a, b, c, d, **options):
    """Four cells as units with weights: eligible or not, receiving or not."""
    return targeting.errors([1, 1, 0, 0], [1, 0, 1, 0], [a, b, c, d], **options)


def test_the_screening_example_of_the_textbooks():
    # Wikipedia, "Sensitivity and specificity", worked example: 20 true positive, 10 false
    # negative, 180 false positive, 1820 true negative. Printed there: false negative rate 33.3 %,
    # false discovery rate 90.0 %, false positive rate 9.0 %, sensitivity 66.7 %, prevalence
    # 1.48 %. Differential = sensitivity - false positive rate = 0.6667 - 0.09; CGH = precision
    # over prevalence = 0.1 / (30 / 2030).
    found = table(20, 10, 180, 1820)
    assert found.exclusion_error_of_eligible == pytest.approx(0.333, abs=5e-4)
    assert found.inclusion_error_of_recipients == pytest.approx(0.900)
    assert found.inclusion_error_of_ineligible == pytest.approx(0.090)
    assert found.coverage_of_eligible == pytest.approx(0.667, abs=5e-4)
    assert found.coverage_of_all == pytest.approx(200 / 2030)
    assert found.targeting_differential == pytest.approx(0.576667, abs=1e-6)
    assert found.cgh == pytest.approx(6.766667, abs=1e-6)


def test_the_two_inclusion_errors_differ():
    # 30 eligible receive, 20 do not; 10 others receive, 40 do not.
    # Leakage 10/40, T1 10/50, exclusion 20/50, CGH (30/40)/(50/100).
    found = table(30, 20, 10, 40)
    assert found.inclusion_error_of_recipients == 0.25
    assert found.inclusion_error_of_ineligible == 0.20
    assert found.exclusion_error_of_eligible == 0.40
    assert found.targeting_differential == pytest.approx(0.40)
    assert found.cgh == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("cells", "differential"),
    [((5, 0, 0, 7), 1), ((0, 5, 7, 0), -1), ((6, 4, 12, 8), 0), ((5, 0, 7, 0), 0)],
)
def test_perfect_reversed_at_random_and_for_all(cells, differential):
    found = table(*cells)
    assert found.targeting_differential == pytest.approx(differential)
    if differential == 0:
        assert found.cgh == pytest.approx(found.cgh_neutral) == 1.0


def test_a_missing_answer_is_never_no():
    eligible = [True, None, False, True, pd.NA, 0.0]
    receives = [1, 1, np.nan, 0, None, 1]
    found = targeting.errors(eligible, receives, [1, 2, 4, 8, 16, 32])
    assert found.unknown == 2 + 4 + 16
    assert (found.eligible_receiving, found.eligible_not_receiving) == (1, 8)
    assert (found.ineligible_receiving, found.ineligible_not_receiving) == (32, 0)
    assert found.exclusion_error_of_eligible == pytest.approx(8 / 9)
    assert found.inclusion_error_of_recipients == pytest.approx(32 / 33)


def test_a_missing_weight_leaves_nothing_to_say():
    found = targeting.errors([1, 0], [1, 1], [1, None], quota=5)
    assert all(math.isnan(getattr(found, share)) for share in SHARES)


def test_no_unit_no_share():
    found = targeting.errors([], [], quota=0)
    assert found.eligible_receiving == found.unknown == 0
    assert all(math.isnan(getattr(found, share)) for share in SHARES)


def test_nobody_eligible():
    found = table(0, 0, 3, 7)
    assert math.isnan(found.exclusion_error_of_eligible)
    assert math.isnan(found.targeting_differential)
    assert math.isnan(found.cgh)
    assert found.inclusion_error_of_recipients == 1
    assert found.coverage_of_all == 0.3


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (([2], [1]), "neither yes nor no"),
        (([1], [1], [-1]), "negative"),
        (([1, 0], [1]), "one element a unit"),
        (([1, 0], [1, 1], [1]), "one element a unit"),
    ],
)
def test_wrong_input_is_named(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        targeting.errors(*arguments)


def test_what_the_quota_forces():
    # 50 eligible and 40 places: 10 of 50 go without. With 80 places, 30 of 80 go elsewhere.
    few, many = table(30, 20, 10, 40, quota=40), table(30, 20, 10, 40, quota=80)
    assert few.unavoidable_exclusion_error_of_eligible == pytest.approx(0.2)
    assert few.unavoidable_inclusion_error_of_recipients == 0
    assert many.unavoidable_exclusion_error_of_eligible == 0
    assert many.unavoidable_inclusion_error_of_recipients == pytest.approx(0.375)
    assert math.isnan(table(30, 20, 10, 40).unavoidable_exclusion_error_of_eligible)


def test_what_the_quota_forces_area_by_area():
    desa = ["33.28.01.2001", "33.28.01.2002", "33.28.01.2003", "33.28.01.2004"]
    found = targeting.unavoidable(pd.Series([154, 0, 10, None], desa), [230, 5, 0, 8])
    assert list(found.index) == desa
    # 1 - 154/230 = 76/230, "76 of 95 because of the quota"
    without = found["unavoidable_exclusion_error_of_eligible"].tolist()
    misplaced = found["unavoidable_inclusion_error_of_recipients"].tolist()
    assert without == pytest.approx([76 / 230, 1, np.nan, np.nan], nan_ok=True)
    assert misplaced == pytest.approx([0, np.nan, 1, np.nan], nan_ok=True)
    with pytest.raises(ValueError, match="negative"):
        targeting.unavoidable([-1], [5])


CELL = st.integers(1, 500)


@given(CELL, CELL, CELL, CELL)
def test_no_error_falls_below_what_the_quota_forces(a, b, c, d):
    found = table(a, b, c, d, quota=a + c)
    slack = 1e-12
    assert found.exclusion_error_of_eligible >= (
        found.unavoidable_exclusion_error_of_eligible - slack
    )
    assert found.inclusion_error_of_recipients >= (
        found.unavoidable_inclusion_error_of_recipients - slack
    )
    assert found.exclusion_error_of_eligible + found.coverage_of_eligible == pytest.approx(1)


# World Bank, Quantitative Techniques for Health Equity Analysis, Technical Note 7, table 1:
# births in India 1982-92 and under-five deaths per 1,000, poorest fifth first. Printed: -0.1694,
# deaths being concentrated among the poor in the note's own sign.
BIRTHS = [29_939, 28_776, 26_528, 24_689, 19_739]
DEATHS = [154.7, 152.9, 119.5, 86.9, 54.3]


def test_the_world_banks_concentration_index_with_ravallions_sign():
    assert targeting.concentration([1, 2, 3, 4, 5], DEATHS, BIRTHS) == pytest.approx(
        0.1694, abs=5e-5
    )


@pytest.mark.parametrize(
    ("incomes", "gini"),
    [
        # R package phylotools, help page of gini(), with ties.
        ([1, 3, 2, 1, 1, 1, 4], 0.3076923),
        # The vector of R package ineq's help pages.
        ([541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261], 0.4620911),
    ],
)
def test_over_itself_it_is_minus_the_gini_coefficient(incomes, gini):
    assert targeting.concentration(incomes, incomes) == pytest.approx(-gini, abs=5e-8)


def test_the_sign():
    # Two units, ranks 1/4 and 3/4, all to the poor: mean 1/2, cov = (1/2)(-1/4) = -1/8,
    # C = 2 x (1/8) / (1/2) = 1/2.
    assert targeting.concentration([10, 20], [1, 0]) == pytest.approx(0.5)
    assert targeting.concentration([10, 20], [0, 1]) == pytest.approx(-0.5)
    assert targeting.concentration([10, 20], [3, 3]) == pytest.approx(0)


def test_tied_units_do_not_depend_on_their_order():
    # Ranks 1/4, 1/4, 3/4, 3/4. Paid 4, 0, 0, 0: cov = (1/4) 4 (-1/4) = -1/4, mean 1: C = 1/2.
    for paid in ([4, 0, 0, 0], [0, 4, 0, 0]):
        assert targeting.concentration([1, 1, 2, 2], paid) == pytest.approx(0.5)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 4)), min_size=1))
def test_a_weight_is_as_many_units(units):
    welfare, paid, weight = np.array(units).T
    one = targeting.concentration(welfare, paid, weight)
    many = targeting.concentration(np.repeat(welfare, weight), np.repeat(paid, weight))
    assert one == pytest.approx(many, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize(
    ("welfare", "paid"), [([], []), ([1, 2], [0, 0]), ([1, None], [1, 1]), ([1, 2], [None, 1])]
)
def test_no_concentration_to_speak_of(welfare, paid):
    assert math.isnan(targeting.concentration(welfare, paid))


@pytest.mark.parametrize(("alpha", "index"), [(0, 0.5), (1, 0.08), (2, 0.0136)])
def test_the_handbook_on_poverty(alpha, index):
    # Haughton and Khandker 2009, Handbook on Poverty and Inequality, chapter 4, country C:
    # incomes 100, 110, 150, 160 at a line of 125 give 0.08 = 0.32/4 and 0.0136 = 0.0544/4.
    assert targeting.fgt([100, 110, 150, 160], 125, alpha) == pytest.approx(index, abs=1e-12)


def test_poverty_by_persons_and_at_the_line():
    # Families of 4, 1 and 5 with 50, 100 and 200 a head, line 100: 4 of 10 poor, gap half.
    persons = [4, 1, 5]
    assert targeting.fgt([50, 100, 200], 100, 0, persons) == pytest.approx(0.4)
    assert targeting.fgt([50, 100, 200], 100, 1, persons) == pytest.approx(0.2)


def test_poverty_without_an_answer():
    assert math.isnan(targeting.fgt([], 100, 0))
    assert math.isnan(targeting.fgt([50, None], 100, 1))
    for line, alpha in [(0, 1), (-5, 1), (100, -1), (math.nan, 1)]:
        with pytest.raises(ValueError, match="poverty line"):
            targeting.fgt([50], line, alpha)
