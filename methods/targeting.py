"""Targeting measures against a benchmark of eligibility; a register's own desil is not one."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from methods.proportions import shared_index


@dataclass(frozen=True)
class Errors:
    """Who is eligible against who receives: four weighted counts and the shares they give.

    Shares run from 0 to 1, the name after `_of_` is the denominator, and NaN is a denominator
    of 0. `unknown` is the weight left out because either answer was missing.
    """

    eligible_receiving: float
    eligible_not_receiving: float
    ineligible_receiving: float
    ineligible_not_receiving: float
    unknown: float
    exclusion_error_of_eligible: float
    inclusion_error_of_recipients: float
    inclusion_error_of_ineligible: float
    coverage_of_eligible: float
    coverage_of_all: float
    targeting_differential: float
    cgh: float
    unavoidable_exclusion_error_of_eligible: float = np.nan
    unavoidable_inclusion_error_of_recipients: float = np.nan
    cgh_neutral: float = 1.0  # what a programme that does not target at all would score


def errors(eligible, receives, weight=None, *, quota=None) -> Errors:
    """Return the targeting errors of one programme, one element of the arguments a unit.

    `eligible` and `receives` are yes or no (True/False or 1/0). A unit with either answer missing
    is in no count: its weight is `unknown`, to be printed beside the result. `weight` (default 1)
    may be persons; a missing weight makes every result NaN. `quota`, in the unit of the weights,
    adds the errors the number of places forces (`unavoidable`).

    With a = eligible receiving, b = eligible not, c = ineligible receiving, d = ineligible not:
    exclusion b/(a+b); inclusion c/(a+c) (leakage, Coady, Grosh and Hoddinott 2004) and c/(c+d)
    (Ravallion 2009, T1); differential a/(a+b) - c/(c+d) (Ravallion 2000): 1 perfect, 0 at random,
    -1 reversed; cgh (a/(a+c)) / ((a+b)/all), which must not rank areas of different poverty.
    Raises ValueError for lengths or indexes that differ, negative weights and answers other than
    yes or no.
    """
    shared_index(eligible, receives, weight)
    a, b, c, d, unknown = _counts(eligible, receives, weight)
    coverage, false_alarm = _share(a, a + b), _share(c, c + d)
    forced = {}
    if quota is not None:
        forced = unavoidable(float(quota), float(a + b)).iloc[0].to_dict()
    return Errors(
        eligible_receiving=a,
        eligible_not_receiving=b,
        ineligible_receiving=c,
        ineligible_not_receiving=d,
        unknown=unknown,
        exclusion_error_of_eligible=_share(b, a + b),
        inclusion_error_of_recipients=_share(c, a + c),
        inclusion_error_of_ineligible=false_alarm,
        coverage_of_eligible=coverage,
        coverage_of_all=_share(a + c, a + b + c + d),
        targeting_differential=coverage - false_alarm,
        cgh=_share(_share(a, a + c), _share(a + b, a + b + c + d)),
        **forced,
    )


def unavoidable(quota, eligible) -> pd.DataFrame:
    """Return the errors that the number of places forces on a programme, one row an area.

    With R places and E eligible, at least 1 - R/E of the eligible go without and, once every
    place is filled, at least 1 - E/R of the recipients are not eligible (Coady, Grosh and
    Hoddinott 2004, note 10). NaN where the denominator is 0. An index, if either has one, is
    kept. Raises ValueError for negative counts and indexes that differ.
    """
    index = shared_index(quota, eligible)
    places, people = np.atleast_1d(_numbers(quota)), np.atleast_1d(_numbers(eligible))
    if (places < 0).any() or (people < 0).any():
        raise ValueError("A quota or a number of eligible families is negative.")
    without, misplaced = 1 - _ratio(places, people), 1 - _ratio(people, places)
    return pd.DataFrame(
        {
            "unavoidable_exclusion_error_of_eligible": np.maximum(without, 0),
            "unavoidable_inclusion_error_of_recipients": np.maximum(misplaced, 0),
        },
        index=index,
    )


def concentration(rank_variable, transfer, weight=None) -> float:
    """Return the concentration coefficient of a transfer over welfare, from -1 to 1.

    Positive is pro-poor, negative pro-rich, 0 uniform (the sign of Ravallion 2009; O'Donnell et
    al. 2008 and the Gini coefficient have the opposite one). One element a unit; a low
    `rank_variable` is poor. -2 cov(transfer, rank) / mean(transfer) with weighted fractional
    ranks, tied units sharing the middle of theirs. NaN if no transfer was paid or any value is
    missing: one number cannot say how many were left out. Raises ValueError for lengths or
    indexes that differ and negative weights.
    """
    shared_index(rank_variable, transfer, weight)
    welfare, paid = _numbers(rank_variable), _numbers(transfer)
    mass = _weights(weight, len(welfare), len(paid))
    if np.isnan(welfare).any() or mass.sum() == 0:
        return np.nan
    _, place = np.unique(welfare, return_inverse=True)
    tied = np.bincount(place, weights=mass)
    rank = ((np.cumsum(tied) - tied / 2) / mass.sum())[place]
    # The mean of such ranks is exactly one half.
    return float(-2 * _share(mass @ (paid * (rank - 0.5)), mass @ paid))


def fgt(income, line: float, alpha: float, weight=None) -> float:
    """Return a Foster-Greer-Thorbecke index: alpha 0 headcount, 1 poverty gap, 2 severity.

    The mean of (1 - income/line)^alpha, units at or above the line counting 0 (Foster, Greer and
    Thorbecke 1984). One element a unit. NaN if there is no unit or any income is missing. Raises
    ValueError for a line that is not above 0, a negative alpha, negative weights or indexes that
    differ.
    """
    shared_index(income, weight)
    if not line > 0 or alpha < 0:
        raise ValueError(f"A poverty line above 0 and alpha of 0 or more, not {line} and {alpha}.")
    earned = _numbers(income)
    mass = _weights(weight, len(earned))
    gap = np.where(earned < line, np.clip(1 - earned / line, 0, None) ** alpha, 0)
    return _share(mass @ np.where(np.isnan(earned), np.nan, gap), mass.sum())


def _counts(eligible, receives, weight) -> list[float]:
    should, does = _answers(eligible), _answers(receives)
    mass = _weights(weight, len(should), len(does))
    known = ~(np.isnan(should) | np.isnan(does))
    cells = [(should == e) & (does == r) for e, r in [(1, 1), (1, 0), (0, 1), (0, 0)]]
    if np.isnan(mass).any():
        return [np.nan] * 5
    return [float(mass[cell].sum()) for cell in [*cells, ~known]]


def _answers(values) -> np.ndarray:
    answers = _numbers(values)
    if not np.isin(answers[~np.isnan(answers)], [0, 1]).all():
        raise ValueError("An answer is neither yes nor no (True/False, 1/0) nor missing.")
    return answers


def _numbers(values) -> np.ndarray:
    if np.ndim(values) == 0:
        return np.asarray(values, dtype=float)
    return pd.array(values, dtype="Float64").to_numpy(dtype=float, na_value=np.nan)


def _weights(weight, *lengths: int) -> np.ndarray:
    mass = np.ones(lengths[0]) if weight is None else _numbers(weight)
    if {len(mass)} != set(lengths):
        raise ValueError(f"{len(mass)} weights for {lengths} units: one element a unit.")
    if (mass < 0).any():
        raise ValueError("A weight is negative.")
    return mass


def _ratio(part, whole) -> np.ndarray:
    return part / np.where(whole > 0, whole, np.nan)


def _share(part, whole) -> float:
    return float(part / whole) if whole != 0 else np.nan
