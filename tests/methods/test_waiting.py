"""Waiting times against a published trial, Stata's listings and planted truths."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from methods import waiting

# Freireich et al. 1963 (Blood 21): weeks in remission, 6-MP arm; a relapse is the "decision".
RELAPSED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
STILL_WELL = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
TREATED = RELAPSED + STILL_WELL
EVENT = [1] * len(RELAPSED) + [0] * len(STILL_WELL)
# Its placebo arm: everybody relapsed.
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_the_leukaemia_trial():
    found = waiting.kaplan_meier(TREATED, EVENT)
    curve = found.curve
    # In many textbooks, e.g. Kleinbaum and Klein, Survival Analysis, chapter 2.
    assert curve["day"].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve["decided"].tolist() == [3, 1, 1, 1, 1, 1, 1]
    assert curve["still_open"].tolist() == pytest.approx(
        [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4
    )
    assert found.median == 23
    assert math.isnan(found.p90)  # 45 % were still well
    assert (found.n, found.n_open, found.n_without_date) == (21, 12, 0)


def test_the_limits_stata_prints():
    # G. Rodriguez (Princeton, eco572), "sts list" of this trial's placebo arm: week 1 0.9048
    # [0.6700, 0.9753], week 2 0.8095 [0.5689, 0.9239]. Statalist 2007-11, "sts list" of Stata's
    # cancer data: 2 of 48 at time 1, 0.9583 [0.8435, 0.9894].
    curve = waiting.kaplan_meier(PLACEBO, [1] * 21).curve
    assert curve["still_open"][:2].tolist() == pytest.approx([0.9048, 0.8095], abs=5e-5)
    assert curve["lower"][:2].tolist() == pytest.approx([0.6700, 0.5689], abs=5e-5)
    assert curve["upper"][:2].tolist() == pytest.approx([0.9753, 0.9239], abs=5e-5)
    cancer = waiting.kaplan_meier([1, 2], [1, 0], [2, 46]).curve.iloc[0]
    assert cancer["lower"] == pytest.approx(0.8435, abs=5e-5)
    assert cancer["upper"] == pytest.approx(0.9894, abs=5e-5)


def test_the_interval_of_a_day_is_where_the_limits_reach_its_share():
    # Of the limits above: half is reached by the lower one in week 4 (0.425), by the upper one in
    # week 11 (0.482); nine tenths in week 12 (0.059), and by the upper one (0.197 last) never.
    found = waiting.kaplan_meier(PLACEBO, [1] * 21)
    assert found.median_range == (4, 11)
    assert found.p90_range[0] == 12
    assert math.isnan(found.p90_range[1])
    treated = waiting.kaplan_meier(TREATED, EVENT)
    assert treated.median_range[0] == 13
    assert math.isnan(treated.median_range[1])


def test_where_the_last_are_decided_on_one_day_the_interval_ends_there():
    # Half on day 10, all by day 20, where the limits have no answer.
    found = waiting.kaplan_meier([10, 20], [1, 1], [15, 15])
    assert found.p90 == found.p90_range[0] == 20
    assert math.isnan(found.p90_range[1])


def test_when_all_are_decided_the_last_day_has_no_interval():
    found = waiting.kaplan_meier(PLACEBO, [1] * 21)
    last = found.curve.iloc[-1]
    assert last["still_open"] == 0
    assert math.isnan(last["lower"])
    assert math.isnan(last["upper"])
    # The 11th of 21 relapsed in week 8, the 19th (0.9 x 21 = 18.9) in week 17.
    assert (found.median, found.p90) == (8, 17)


def test_exactly_half_is_half():
    # Ten decided on ten days: after day 5 half are, after day 9 nine tenths.
    found = waiting.kaplan_meier(range(1, 11), [1] * 10)
    assert (found.median, found.p90) == (5, 9)


GROUPS = st.lists(
    st.tuples(st.integers(0, 12), st.booleans(), st.integers(1, 5)), min_size=1, max_size=12
)


@settings(deadline=None, max_examples=50)
@given(GROUPS)
def test_a_count_is_as_many_proposals(groups):
    days, decided, count = (np.array(side) for side in zip(*groups, strict=True))
    one = waiting.kaplan_meier(days, decided, count)
    many = waiting.kaplan_meier(np.repeat(days, count), np.repeat(decided, count))
    assert one.curve.to_numpy() == pytest.approx(many.curve.to_numpy(), nan_ok=True)
    assert (one.median, one.p90) == pytest.approx((many.median, many.p90), nan_ok=True)
    assert (one.n, one.n_open) == (many.n, many.n_open) == (count.sum(), count[~decided].sum())


@settings(deadline=None, max_examples=50)
@given(GROUPS)
def test_limits_agree_with_the_librarys_unweighted_error(groups):
    days, decided, count = (np.array(side) for side in zip(*groups, strict=True))
    curve = waiting.kaplan_meier(days, decided, count).curve
    library = SurvfuncRight(np.repeat(days, count), np.repeat(decided, count))
    for row, share, error in zip(
        curve.itertuples(), library.surv_prob, library.surv_prob_se, strict=True
    ):
        if share > 0:
            # log(-log S) has standard error error / (S |log S|), and back again.
            half = 1.959964 * error / (share * abs(math.log(share)))
            centre = math.log(-math.log(share))
            assert row.lower == pytest.approx(math.exp(-math.exp(centre + half)), abs=1e-6)
            assert row.upper == pytest.approx(math.exp(-math.exp(centre - half)), abs=1e-6)


def test_proposals_without_a_usable_date_are_counted_and_left_out():
    found = waiting.kaplan_meier([5, None, 9, -3], [1, 1, 0, 0], [2, 4, 6, 1])
    assert (found.n, found.n_open, found.n_without_date) == (8, 6, 5)
    assert found.curve["still_open"].tolist() == [0.75]  # 2 of 8


def test_a_decision_on_the_day_of_the_musdes():
    found = waiting.kaplan_meier([0, 0, 7], [1, 1, 0])
    assert found.median == 0


@pytest.mark.parametrize(("days", "decided"), [([], []), ([4, 90], [0, 0]), ([None], [1])])
def test_nothing_decided_yet(days, decided):
    found = waiting.kaplan_meier(days, decided)
    assert math.isnan(found.median)
    assert math.isnan(found.p90)
    assert found.curve.empty
    assert list(found.curve) == ["day", "at_risk", "decided", "still_open", "lower", "upper"]
    assert found.n == found.n_open


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (([1], [None]), "decided or not"),
        (([1], [2]), "decided or not"),
        (([1], [1], [-1]), "decided or not"),
        (([1], [1], [math.nan]), "decided or not"),
        (([1, 2], [1]), "differ in length"),
    ],
)
def test_wrong_input_is_named(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        waiting.kaplan_meier(*arguments)


def test_leaving_out_open_proposals_makes_the_wait_look_short():
    # Planted: decisions after an exponential time with mean 60 days, so half after 60 ln 2 =
    # 41.6 and 90 % after 60 ln 10 = 138.2; proposals came in evenly over the last 180 days.
    draw = np.random.default_rng(3)
    wait, age = draw.exponential(60, 20_000), draw.uniform(0, 180, 20_000)
    decided = wait <= age
    days = np.minimum(wait, age)
    whole = waiting.kaplan_meier(days, decided)
    assert whole.median == pytest.approx(41.6, abs=1.5)
    assert whole.p90 == pytest.approx(138.2, abs=6)
    closed_only = waiting.kaplan_meier(days[decided], decided[decided])
    assert closed_only.median < 0.80 * whole.median
    assert closed_only.p90 < 0.80 * whole.p90
