"""Wilson intervals against numbers worked out elsewhere (indicators.md 2.1) and the textbook;
Byar's against the exact Poisson limits."""

import math
from decimal import Decimal, getcontext

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, chi2

from methods.proportions import byar, wilson


@pytest.mark.parametrize(
    ("hits", "of", "lower", "upper"),
    [
        (0, 10, 0.0, 27.8),
        (0, 30, 0.0, 11.4),
        (0, 100, 0.0, 3.7),
        (0, 200, 0.0, 1.9),
        (3, 30, 3.5, 25.6),
        (6, 60, 4.7, 20.1),
        (20, 200, 6.6, 14.9),
        (50, 500, 7.7, 12.9),
        (200, 2000, 8.8, 11.4),
        (51, 60, 73.9, 91.9),
        (425, 500, 81.6, 87.9),
    ],
)
def test_published_limits(hits, of, lower, upper):
    found = wilson([hits], [of]).iloc[0]
    assert 100 * found["lower"] == pytest.approx(lower, abs=0.0501)
    assert 100 * found["upper"] == pytest.approx(upper, abs=0.0501)


def test_the_textbook_formula_in_decimals():
    getcontext().prec = 40
    z = Decimal("1.959963984540054235524594430520551")
    for hits, of in [(0, 1), (1, 1), (1, 3), (7, 30), (471, 612), (612, 612)]:
        p, n = Decimal(hits) / of, Decimal(of)
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt()
        found = wilson([hits], [of]).iloc[0]
        assert found["lower"] == pytest.approx(float(centre - half), abs=1e-14)
        assert found["upper"] == pytest.approx(float(centre + half), abs=1e-14)


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.998])
def test_another_library_agrees(confidence):
    pairs = [(hits, of) for of in (1, 2, 5, 17, 80, 612) for hits in {0, 1, of // 2, of}]
    found = wilson(*np.array(pairs).T, confidence=confidence)
    for row, (hits, of) in zip(found.itertuples(), pairs, strict=True):
        other = binomtest(hits, of).proportion_ci(confidence, method="wilson")
        assert (row.lower, row.upper) == pytest.approx((other.low, other.high), abs=1e-12)


def test_nothing_counted_is_nothing_said():
    found = wilson([0, np.nan, 3, 5], [0, 10, np.nan, -1])
    assert found.isna().all(axis=None)


def test_more_than_all_is_shown_and_has_no_interval():
    found = wilson([11], [10]).iloc[0]
    assert found["value"] == pytest.approx(1.1)
    assert math.isnan(found["lower"])
    assert math.isnan(found["upper"])


def test_limits_stay_between_0_and_1_and_hold_the_share():
    of = np.arange(1, 200)
    for hits in (np.zeros(199), of // 3, of):
        found = wilson(hits, of)
        assert found["lower"].between(0, found["value"] + 1e-12).all()
        assert found["upper"].between(found["value"] - 1e-12, 1).all()


def test_index_and_weights_are_kept():
    desa = pd.Series([1.5, 2.0], index=["33.28.01.2001", "33.28.01.2002"])
    found = wilson(desa, desa * 2)
    assert list(found.index) == list(desa.index)
    assert found["value"].tolist() == [0.5, 0.5]


@pytest.mark.parametrize("count", [5, 10, 17, 65, 400])
def test_byar_is_near_the_exact_limits(count):
    found = byar([count]).iloc[0]

    # Garwood 1936: half of quantiles of chi-square with 2x and 2x + 2 degrees of freedom
    assert found["lower"] == pytest.approx(chi2.ppf(0.025, 2 * count) / 2, rel=0.01)
    assert found["upper"] == pytest.approx(chi2.ppf(0.975, 2 * count + 2) / 2, rel=0.01)


def test_byar_of_nothing_of_the_unknown_and_of_the_impossible():
    found = byar(pd.Series([0, np.nan, -1], index=["a", "b", "c"]))

    assert found.loc["a", "lower"] == 0
    assert found.loc["a", "upper"] == pytest.approx(3.69, abs=0.05)  # exact 3,689
    assert found.loc[["b", "c"], ["lower", "upper"]].isna().all(axis=None)
