"""The beta-binomial fit against a published one, another optimiser and planted truth."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.stats import beta, betabinom

from methods import shrinkage
from methods.shrinkage import beta_binomial

# Rats with a tumour, and rats, in 70 historical groups: Tarone 1982, reprinted in Gelman et al.,
# Bayesian Data Analysis, table 5.1.
TUMOURS = [0] * 14 + [1] * 8 + [2] * 9 + [1, 5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10, 4, 4, 4, 4, 4, 4]
TUMOURS += [4, 10, 4, 4, 4, 5, 11, 12, 5, 5, 6, 5, 6, 6, 6, 6, 16, 15, 15, 9]
RATS = [20] * 7 + [19] * 4 + [18, 18, 17, 20, 20, 20, 20, 19, 19, 18, 18, 25, 24, 23, 20, 20, 20]
RATS += [20, 20, 20, 10, 49, 19, 46, 27, 17, 49, 47, 20, 20, 13, 48, 50, 20, 20, 20, 20, 20, 20]
RATS += [20, 48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24]


def planted(seed: int, alpha: float, bet: float, areas: int = 287):
    rng = np.random.default_rng(seed)
    n = rng.integers(20, 2001, areas)
    truth = rng.beta(alpha, bet, areas)
    return rng.binomial(n, truth), n, truth


def test_published_maximum_likelihood_fit():
    """The vignette of the R package BayesGOF prints 2.304768 and 14.079707 for these rats."""
    found = beta_binomial(TUMOURS, RATS)
    assert found.state == shrinkage.FITTED
    assert found.alpha == pytest.approx(2.304768, rel=1e-4)
    assert found.beta == pytest.approx(14.079707, rel=1e-4)


@pytest.mark.parametrize(("alpha", "bet"), [(60, 12), (2, 6), (0.7, 0.5), (5, 300)])
def test_another_fit_agrees(alpha, bet):
    x, n, _ = planted(11, alpha, bet)

    def loss(place):
        return -betabinom.logpmf(x, n, *np.exp(place)).sum()

    close = {"xatol": 1e-8, "fatol": 1e-8, "maxiter": 2000}
    other = np.exp(minimize(loss, [0, 0], method="Nelder-Mead", options=close).x)
    found = beta_binomial(x, n)
    assert (found.alpha, found.beta) == pytest.approx(tuple(other), rel=2e-4)


def test_the_posterior_by_hand():
    found = beta_binomial(TUMOURS, RATS)
    a, b = found.alpha, found.beta
    # The last group: 9 of 24. Prior size 16.384: weight 24 / 40.384, mean (9 + a) / 40.384.
    row = found.table.iloc[-1]
    assert row["weight"] == pytest.approx(0.59429, abs=1e-4)
    assert row["mean"] == pytest.approx(0.27993, abs=1e-4)
    assert row["mean"] == pytest.approx(row["weight"] * 9 / 24 + (1 - row["weight"]) * a / (a + b))
    posterior = beta(9 + a, 15 + b)
    assert row[["lower", "upper"]].tolist() == pytest.approx(posterior.ppf([0.025, 0.975]))
    assert found.probability_below(0.2).iloc[-1] == pytest.approx(posterior.cdf(0.2))
    assert found.probability_above(0.2).iloc[-1] == pytest.approx(posterior.sf(0.2))


def test_finds_what_was_planted():
    fits = [beta_binomial(*planted(seed, 60, 12)[:2]) for seed in range(20)]
    assert {fit.state for fit in fits} == {shrinkage.FITTED}
    means = [fit.alpha / (fit.alpha + fit.beta) for fit in fits]
    sizes = [fit.alpha + fit.beta for fit in fits]
    assert np.mean(means) == pytest.approx(60 / 72, abs=0.003)
    assert np.mean(sizes) == pytest.approx(72, rel=0.06)


def test_intervals_cover_and_probabilities_are_what_they_say():
    inside, below, said, raw, steadied = [], [], [], [], []
    for seed in range(30):
        x, n, truth = planted(seed, 30, 10)
        found = beta_binomial(x, n)
        inside.append(found.table["lower"].le(truth) & found.table["upper"].ge(truth))
        said.append(found.probability_below(0.7))
        below.append(truth < 0.7)
        raw.append((x / n - truth) ** 2)
        steadied.append((found.table["mean"] - truth) ** 2)
    assert np.mean(inside) == pytest.approx(0.95, abs=0.01)
    sure = np.concatenate(said) > 0.9
    assert np.concatenate(below)[sure].mean() == pytest.approx(
        np.concatenate(said)[sure].mean(), abs=0.015
    )
    assert np.mean(steadied) < 0.9 * np.mean(raw)


def test_areas_that_differ_by_chance_only_are_homogeneous():
    # Shares of 80 % everywhere, to the family: less difference than chance makes.
    found = beta_binomial(np.arange(8, 408, 8), np.arange(10, 510, 10))
    assert found.state == shrinkage.HOMOGENEOUS
    assert found.alpha + found.beta == pytest.approx(10_000)
    assert found.table["mean"].tolist() == pytest.approx([0.8] * 50, abs=1e-4)
    # A denominator of 1 cannot tell areas that differ from chance.
    assert beta_binomial([0, 1] * 10, [1] * 20).state == shrinkage.HOMOGENEOUS


@pytest.mark.parametrize("x", [[0] * 20, [30] * 20])
def test_all_equal_has_no_prior(x):
    found = beta_binomial(x, [30] * 20)
    assert found.state == shrinkage.ALL_ALIKE
    assert np.isnan([found.alpha, found.beta]).all()
    assert found.table.isna().all(axis=None)
    assert found.probability_below(0.5).isna().all()


def test_too_few_areas_have_no_prior():
    assert beta_binomial([], []).state == shrinkage.TOO_FEW
    fourteen = [5, 20] * 7 + [3]
    found = beta_binomial(fourteen, [30] * 14 + [0])  # the fifteenth counts nothing
    assert found.state == shrinkage.TOO_FEW
    assert found.table.isna().all(axis=None)
    assert beta_binomial(fourteen, [30] * 15).state == shrinkage.FITTED


def test_either_all_or_nothing_leaves_each_area_its_own():
    found = beta_binomial([0, 50] * 10, [50] * 20)
    assert found.state == shrinkage.FITTED
    assert found.alpha + found.beta == pytest.approx(0.1)
    assert found.table["mean"].tolist() == pytest.approx([0.001, 0.999] * 10, abs=1e-4)


def test_rows_without_a_proportion_are_nan_and_change_nothing():
    whole = beta_binomial(TUMOURS, RATS)
    found = beta_binomial([*TUMOURS, np.nan, 0, 21], [*RATS, 20, 0, 20])
    assert (found.alpha, found.beta) == (whole.alpha, whole.beta)
    assert found.table.iloc[-3:].isna().all(axis=None)
    assert found.probability_below(0.1).iloc[-3:].isna().all()
    assert found.table.iloc[:-3].equals(whole.table)


def test_weighted_counts_and_index():
    kode = [f"33.28.01.{2001 + i}" for i in range(70)]
    x, n = pd.Series(TUMOURS, kode) * 0.75, pd.Series(RATS, kode) * 0.75
    found = beta_binomial(x, n)
    assert found.state == shrinkage.FITTED
    assert list(found.table.index) == list(found.probability_below(0.2).index) == kode
    # Fewer rats, the same shares: more of their difference is chance, so a tighter prior.
    whole = beta_binomial(TUMOURS, RATS)
    assert found.alpha + found.beta > whole.alpha + whole.beta


def test_a_mirrored_question_has_the_mirrored_answer():
    x, n = np.array(TUMOURS), np.array(RATS)
    one, other = beta_binomial(x, n), beta_binomial(n - x, n)
    assert one.alpha == pytest.approx(other.beta, rel=1e-4)
    assert one.probability_below(0.15).to_numpy() == pytest.approx(
        other.probability_above(0.85).to_numpy(), abs=1e-4
    )


def test_a_threshold_in_percent_is_refused():
    with pytest.raises(ValueError, match="from 0 to 1, not 75"):
        beta_binomial(TUMOURS, RATS).probability_below(75)
