"""The primary list stays short where nothing changes and holds what was planted."""

import numpy as np
import pandas as pd
import pytest

from methods.alerts import flagged

AREAS, PLANTED = 287, 100
KECAMATAN = np.arange(AREAS) // 16  # 18 groups of sixteen, the last of fifteen


def areas(seed: int = 2026):
    """Return a generator, sizes and true rates of areas that do not change from month to month."""
    rng = np.random.default_rng(seed)
    return rng, rng.integers(50, 2001, AREAS), rng.beta(85, 15, AREAS)


@pytest.mark.parametrize(("months", "lower_is_worse"), [(100, True), (40, False)])
def test_months_in_which_nothing_happens(months, lower_is_worse):
    rng, n, truth = areas()
    in_group, in_all = [], []
    for _ in range(months):
        found = flagged(rng.binomial(n, truth), n, lower_is_worse=lower_is_worse)
        in_group.append(np.bincount(KECAMATAN[found], minlength=18).max())
        in_all.append(found.sum())
    assert max(in_group) <= 5
    assert max(in_all) <= 10  # the longest list that 2.11 allows, without a cut


def test_a_bad_area_is_found_every_month():
    rng, n, truth = areas()
    truth[PLANTED], n[PLANTED] = 0.6, 300
    for _ in range(10):
        x = rng.binomial(n, truth)
        assert flagged(x, n)[PLANTED]
        assert not flagged(x, n, lower_is_worse=False)[PLANTED]
        assert flagged(n - x, n, lower_is_worse=False)[PLANTED]


def test_months_of_equal_areas():
    """287 areas at 0.1 % below are 0.3 a month, if nothing differs between them."""
    rng, n, _ = areas()
    found = [flagged(rng.binomial(n, 0.85), n).sum() for _ in range(40)]
    assert np.mean(found) < 0.5


def test_each_of_the_three_tests_is_needed():
    rng, n, truth = areas()
    truth[PLANTED], n[PLANTED] = 0.5, 200
    x = rng.binomial(n, truth)
    assert flagged(x, n)[PLANTED]
    assert not flagged(x, n, least=201)[PLANTED]
    assert flagged(x, n, least=200)[PLANTED]
    assert not flagged(x, n, threshold=0.4)[PLANTED]  # far below the others, and good enough
    # All are below 95 %, and still only the one unlike the others is listed.
    assert 1 <= flagged(x, n, threshold=0.95).sum() < 10


def test_nothing_counted_is_no_flag():
    rng, n, truth = areas()
    kode = [f"33.28.{i:02}.{i:04}" for i in range(AREAS)]
    x = pd.Series(rng.binomial(n, truth), kode, dtype=float)
    sizes = pd.Series(n, kode, dtype=float)
    x.iloc[0], sizes.iloc[1] = np.nan, 0
    x.iloc[2] = sizes.iloc[2] + 1
    found = flagged(x, sizes)
    assert list(found.index) == kode
    assert found.dtype == bool
    assert not found.iloc[:3].any()


def test_without_enough_areas_nobody_is_accused():
    assert not flagged([5] + [90] * 10, [100] * 11).any()
    assert not flagged([0] * 20, [50] * 20).any()
    assert flagged([], []).empty
