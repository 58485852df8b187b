"""Ranks of uncertain shares, against integrals and where the truth is planted."""

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.stats import beta

from methods.ranking import probability_among_lowest
from methods.shrinkage import beta_binomial

X = np.array([3, 9, 14, 8, 11, 15, 40, 44, 21, 25, 18, 30, 33, 28, 12, 50])
N = np.array([30, 40, 50, 20, 25, 30, 70, 70, 30, 35, 24, 38, 40, 33, 14, 55])


def test_expected_rank_is_one_and_the_areas_probably_below():
    """E(rank) = 1 + the sum over the others of P(other < own), integrated numerically."""
    found = probability_among_lowest(X, N, k=3, draws=20_000)
    shrunk = beta_binomial(X, N)
    areas = [beta(a, b) for a, b in zip(shrunk.hits, shrunk.misses, strict=True)]
    for own in (0, 7, 15):
        below = [
            quad(lambda t, a=other, o=areas[own]: a.cdf(t) * o.pdf(t), 0, 1, limit=200)[0]
            for i, other in enumerate(areas)
            if i != own
        ]
        assert found["expected_rank"][own] == pytest.approx(1 + sum(below), abs=0.06)


def test_the_lowest_places_are_shared_out():
    found = probability_among_lowest(X, N, k=5)
    assert found["probability"].sum() == pytest.approx(5)
    assert found["expected_rank"].sum() == pytest.approx(16 * 17 / 2)
    assert (found["rank_lower"] <= found["expected_rank"]).all()
    assert (found["expected_rank"] <= found["rank_upper"]).all()
    assert (found[["rank_lower", "rank_upper"]] % 1 == 0).all(axis=None)


def test_areas_without_difference_all_have_the_same_chance():
    found = probability_among_lowest([40] * 20, [50] * 20, k=5)
    assert found["probability"].tolist() == pytest.approx([0.25] * 20, abs=0.03)
    assert found["expected_rank"].tolist() == pytest.approx([10.5] * 20, abs=0.4)
    assert (found["rank_lower"] <= 2).all()
    assert (found["rank_upper"] >= 19).all()


def test_a_planted_lowest_area_is_sure():
    rng = np.random.default_rng(5)
    n = rng.integers(200, 2001, 287)
    truth = rng.beta(80, 20, 287)
    truth[17] = 0.4
    found = probability_among_lowest(rng.binomial(n, truth), n)
    assert found["probability"][17] == 1
    assert found.loc[17, ["rank_lower", "rank_upper", "expected_rank"]].tolist() == [1, 1, 1]


def test_the_probability_and_the_interval_keep_their_word():
    hit, said, inside = [], [], []
    for seed in range(15):
        rng = np.random.default_rng(seed)
        n = rng.integers(50, 1001, 100)
        truth = rng.beta(30, 10, 100)
        rank = truth.argsort().argsort() + 1
        found = probability_among_lowest(rng.binomial(n, truth), n, k=10, draws=1000)
        hit.append(rank <= 10)
        said.append(found["probability"])
        inside.append(found["rank_lower"].le(rank) & found["rank_upper"].ge(rank))
    hit, said = np.concatenate(hit), np.concatenate(said)
    assert 0.88 <= np.mean(inside) <= 0.94
    middle = (said > 0.3) & (said < 0.7)
    assert hit[middle].mean() == pytest.approx(said[middle].mean(), abs=0.09)
    assert hit[said > 0.9].mean() > 0.9


def test_an_area_without_data_takes_no_place():
    kode = [f"33.28.01.{2001 + i}" for i in range(19)]
    x = pd.Series([np.nan, *X, 0, 31], kode)
    n = pd.Series([30, *N, 0, 30], kode)
    found = probability_among_lowest(x, n, k=3)
    assert list(found.index) == kode
    assert found.iloc[[0, 17, 18]].isna().all(axis=None)
    assert found.iloc[1:17].to_numpy() == pytest.approx(
        probability_among_lowest(X, N, k=3).to_numpy()
    )


def test_all_places_are_among_the_lowest_of_few():
    assert (probability_among_lowest(X, N, k=30)["probability"] == 1).all()


def test_no_prior_no_ranks():
    assert probability_among_lowest([0] * 20, [9] * 20).isna().all(axis=None)
    assert probability_among_lowest([1, 2], [9, 9]).isna().all(axis=None)
    assert probability_among_lowest([], []).empty


def test_the_same_seed_gives_the_same_screen():
    one = probability_among_lowest(X, N, k=3)
    assert one.equals(probability_among_lowest(X, N, k=3))
    assert not one.equals(probability_among_lowest(X, N, k=3, seed=1))


@pytest.mark.parametrize("wrong", [{"k": 0}, {"draws": 0}])
def test_counts_from_one(wrong):
    with pytest.raises(ValueError, match="count from 1"):
        probability_among_lowest(X, N, **wrong)
