"""Two looks at the same families: published examples, and errors planted and found again."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from methods.agreement import agreement, corrected

# Two raters, 100 patients, three diagnoses: Fleiss, Levin and Paik 2003, Statistical Methods for
# Rates and Proportions, table 18.1: kappa 0.68.
DIAGNOSES = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]


def test_kappa_of_a_published_table():
    found = agreement(DIAGNOSES)

    # observed 0.89, by chance 0.8 x 0.8 + 0.1 x 0.05 + 0.1 x 0.15 = 0.66
    assert (found.agreed, found.n) == (89, 100)
    assert found.kappa == pytest.approx((0.89 - 0.66) / 0.34)
    # its standard error 0.0877, by the formula of Fleiss, Cohen and Everitt 1969 worked out here
    half = 1.959964 * standard_error(np.array(DIAGNOSES) / 100, 100)
    assert (found.lower, found.upper) == pytest.approx((found.kappa - half, found.kappa + half))


def standard_error(p: np.ndarray, n: int) -> float:
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed, chance = sum(np.diag(p)), sum(rows * columns)
    kappa = (observed - chance) / (1 - chance)
    a = sum(p[i, i] * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2 for i in range(len(p)))
    b = (1 - kappa) ** 2 * sum(
        p[i, j] * (columns[i] + rows[j]) ** 2
        for i in range(len(p))
        for j in range(len(p))
        if i != j
    )
    c = (kappa - chance * (1 - kappa)) ** 2
    return np.sqrt((a + b - c) / n) / (1 - chance)


def test_kappa_has_the_coverage_it_claims():
    """Officers are right in 85 of 100 and both err alone: kappa is known, and covered."""
    chance = np.random.default_rng(5)
    truth = np.array([0.7, 0.25, 0.05])
    error = np.where(np.eye(3), 0.85, 0.075)
    both = np.einsum("t,ti,tj->ij", truth, error, error)
    rows, columns = both.sum(axis=1), both.sum(axis=0)
    true = (np.trace(both) - rows @ columns) / (1 - rows @ columns)
    found = [agreement(chance.multinomial(540, both.ravel()).reshape(3, 3)) for _ in range(1000)]

    covered = np.mean([each.lower <= true <= each.upper for each in found])
    assert 0.93 <= covered <= 0.97


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        ([[10, 4], [3, 12]], np.nan),  # 29 families
        ([[30, 0], [0, 0]], np.nan),  # both say one thing only: by chance they would agree always
        ([[20, 0], [0, 20]], 1.0),
        ([[10, 10], [10, 10]], 0.0),
        ([[0, 20], [20, 0]], -1.0),
    ],
)
def test_kappa_at_its_ends(table, kappa):
    found = agreement(table)
    assert found.kappa == pytest.approx(kappa, nan_ok=True)
    # all agree: no difference was seen, so nothing tells how sure that is
    assert np.isnan(found.lower) == (np.isnan(kappa) or kappa == 1.0)


def test_a_table_with_other_results_in_its_columns_is_refused():
    with pytest.raises(ValueError, match="rows and columns"):
        agreement([[1, 2, 3], [4, 5, 6]])


def test_share_of_a_published_example():
    """Olofsson and others 2014 (Remote Sensing of Environment 148, section 5): a map of 10 million
    pixels in four classes, 640 of them looked at again. Of the area 2.35 % is deforested
    (235,086 pixels), its 95 % interval 68,418 on either side: a standard error of 0.0035."""
    table = pd.DataFrame(
        {
            "first": ["deforestation", "forest gain", "stable forest", "stable non-forest"],
            "population": [200_000, 150_000, 3_200_000, 6_450_000],
            "verified": [75, 75, 165, 325],
            "no": [66, 0, 1, 2],
        }
    )
    found = corrected(table.assign(yes=table["verified"] - table["no"]), ["first"])

    assert round(1e7 * found.value) == 235_086
    # 640 of 10 million are left out of it: that is the finite population's 0.003 %
    assert 1e7 * 1.96 * found.standard_error == pytest.approx(68_418, rel=2e-4)


def test_variance_is_tenenbein_s():
    """With the first look at (nearly) everybody and n looked at again in proportion, the variance
    is pq (1 - K) / n, K the squared correlation of both looks (Tenenbein 1970)."""
    population, n = 10**9, 1000
    # of 400 first called no, 300 are; of 600 called yes, 60
    table = pd.DataFrame(
        {
            "first": ["no", "yes"],
            "population": [0.4 * population, 0.6 * population],
            "verified": [400, 600],
            "no": [300, 60],
            "yes": [100, 540],
        }
    )
    found = corrected(table, ["first"])
    p = 0.36
    both = [(1, 1)] * 300 + [(1, 0)] * 100 + [(0, 1)] * 60 + [(0, 0)] * 540
    k = np.corrcoef(np.array(both).T)[0, 1] ** 2

    assert found.value == pytest.approx(p)
    # s^2 divides by n - 1 in each stratum, Tenenbein's by n
    assert found.standard_error**2 == pytest.approx(p * (1 - p) * (1 - k) / n, rel=0.003)


KECAMATAN = 18
OFFICERS = np.array([[0.88, 0.06, 0.06], [0.40, 0.54, 0.06]])  # truly yes, no → yes, no, not found


def campaign(chance: np.random.Generator) -> pd.DataFrame:
    """Families of 18 kecamatan of unlike size and need: kecamatan, truth and the first result."""
    sizes = chance.integers(300, 2500, KECAMATAN)
    place = np.repeat(np.arange(KECAMATAN), sizes)
    truth = (chance.random(len(place)) < chance.uniform(0.1, 0.4, KECAMATAN)[place]).astype(int)
    limits = OFFICERS[truth].cumsum(axis=1)
    first = (chance.random(len(place))[:, None] > limits).sum(axis=1)
    return pd.DataFrame({"kecamatan": place, "truth": truth, "first": first})


def second_look(chance: np.random.Generator, families: pd.DataFrame, per: int) -> pd.DataFrame:
    """30 families a kecamatan, by lot, looked at by somebody who is right; one in twelve is not
    found by the second either, whatever it is."""
    drawn = families.groupby("kecamatan").sample(per, random_state=chance)
    seen = drawn[chance.random(len(drawn)) > 1 / 12]
    keys = ["first", "kecamatan"]
    return (
        families.groupby(keys)
        .size()
        .to_frame("population")
        .assign(
            verified=drawn.groupby(keys).size(),
            no=seen[seen["truth"] == 1].groupby(keys).size(),
            yes=seen[seen["truth"] == 0].groupby(keys).size(),
        )
        .fillna(0)
        .reset_index()
    )


def test_planted_misclassification_is_corrected_with_the_coverage_claimed():
    chance = np.random.default_rng(17)
    families = campaign(chance)
    true = families["truth"].mean()
    found = [
        corrected(second_look(chance, families, 30), ["first", "kecamatan"]) for _ in range(600)
    ]

    met = families[families["first"] < 2]
    officers = (met["first"] == 1).mean()
    assert officers < true - 0.05  # what the officers say lies far off
    values = np.array([each.value for each in found])
    assert abs(values.mean() - true) < 0.005
    covered = np.mean([each.lower <= true <= each.upper for each in found])
    low, high = stats.binom.ppf([0.001, 0.999], 600, 0.95) / 600  # 92.2 to 97.5 by chance alone
    assert max(0.93, low) <= covered <= min(0.97, high)
    claimed = np.mean([each.standard_error for each in found])
    assert claimed == pytest.approx(values.std(), rel=0.1)
