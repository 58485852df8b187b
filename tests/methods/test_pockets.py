"""Pockets on lattices by hand, on data sets others published, and on patterns planted."""

import numpy as np
import pandas as pd
import pytest
from esda import Moran_Local, fdr
from libpysal.examples import get_path
from libpysal.io import open as open_file
from libpysal.weights import W

from methods.pockets import _Chance, _within, pockets, standardised


def lattice(rows: int, columns: int, *, corners: bool = True) -> dict[str, list[str]]:
    """Return who neighbours whom among squares named by row and column, two digits each."""
    steps = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i or j) and (corners or not i * j)]
    return {
        f"{row:02}{column:02}": [
            f"{row + i:02}{column + j:02}"
            for i, j in steps
            if 0 <= row + i < rows and 0 <= column + j < columns
        ]
        for row in range(rows)
        for column in range(columns)
    }


QUEEN = lattice(17, 17)  # 289 squares: about as many as there are desa
KODE = pd.Index(QUEEN)
PLANTED = ["0408", "0409", "0410", "0508", "0509", "0510"]


def register(rng, rate=0.2, alike=40.0):
    """Return counts of 289 desa of unequal size; `alike` 40 spreads true shares by 0.06."""
    of = pd.Series(rng.integers(60, 400, len(KODE)), index=KODE)
    shares = pd.Series(rng.beta(alike * rate, alike * (1 - rate), len(KODE)), index=KODE)
    return of, shares


def counted(rng, of, shares) -> pd.Series:
    return pd.Series(rng.binomial(of, shares), index=KODE)


def test_moran_by_hand():
    """Four rows of six squares that touch along sides: the left half high, the right half low.

    By symmetry z is +c or -c. A square's neighbours are all like it, except next to the border:
    in columns 3 and 4 one of three differs in the outer rows (mean c/3), one of four in the inner
    (c/2). So I = (16 x 1 + 4 x 1/3 + 4 x 1/2) / 24 = 29/36, and by chance -1/23.
    """
    squares = lattice(4, 6, corners=False)
    numerator = pd.Series({kode: 70 if kode[2:] < "03" else 30 for kode in squares})
    found = pockets(numerator, numerator * 0 + 100, squares, permutations=199)
    assert found.global_i == pytest.approx(29 / 36)
    assert found.expected_i == pytest.approx(-1 / 23)
    assert found.p_global == 1 / 200
    # Local: (n - 1) / n z_i lag_i / c^2; alone in its corner 23/24, at the border 23/24 x 1/3.
    assert found.table.loc["0000", "local_i"] == pytest.approx(23 / 24)
    assert found.table.loc["0002", "local_i"] == pytest.approx(23 / 72)


@pytest.mark.parametrize(
    ("weights", "kind", "table", "column", "published", "digits"),
    [
        # Anselin (2005), Spatial Regression Analysis in R: A Workbook, on CRIME in Columbus
        ("spdep_listw2WB_columbus", "geobugs_text", "columbus.dbf", "CRIME", 0.485770914, 9),
        # The examples of esda.Moran's documentation; the second replicates OpenGeoda
        ("stl.gal", None, "stl_hom.txt", "HR8893", 0.244, 3),
        ("sids2.gal", None, "sids2.dbf", "SIDR74", 0.248, 3),
    ],
)
def test_published_values_of_moran(weights, kind, table, column, published, digits):
    """Of equally large areas, shares as good as rates: I does not change with scale."""
    neighbours = open_file(get_path(weights), "r", kind).read().neighbors
    values = pd.Series(open_file(get_path(table)).by_col(column), index=list(neighbours))
    found = pockets(values, values * 0 + 100, neighbours, permutations=9)
    assert round(found.global_i, digits) == published


def test_residuals_by_hand():
    # Share 40 of 100; variance 50 x 0.4 x 0.6 = 12. 10 and 30 are 10 from 20: chi-square
    # 2 x 100 / 12 = 50/3, for one area less than two. rho = (50/3 - 1) / 98 = 47/294, variance
    # 12 x (1 + 49 x 47/294) = 12 x 53/6 = 106.
    of = pd.Series([50, 50])
    assert list(standardised(pd.Series([10, 30]), of)) == pytest.approx([-0.971286, 0.971286])
    # 19 and 21 differ less than chance would have it: no likeness, variance 12.
    assert list(standardised(pd.Series([19, 21]), of)) == pytest.approx([-0.288675, 0.288675])
    assert list(standardised(pd.Series([0, 0]), of)) == [0, 0]
    assert list(standardised(pd.Series([50, 50]), of)) == [0, 0]


def test_residuals_of_large_and_small_areas_vary_alike():
    rng = np.random.default_rng(4)
    of = pd.Series(np.tile([40, 2000], 3000))
    z = standardised(pd.Series(rng.binomial(of, rng.beta(8, 32, len(of)))), of)
    assert z[of == 40].std() == pytest.approx(1, abs=0.06)
    assert z[of == 2000].std() == pytest.approx(1, abs=0.06)


@pytest.mark.filterwarnings("ignore:The alternative hypothesis:DeprecationWarning")
def test_esda_says_the_same():
    rng = np.random.default_rng(3)
    of, shares = register(rng)
    shares[PLANTED] = 0.55
    found = pockets(counted(rng, of, shares), of, QUEEN)
    z = found.table["z"].to_numpy()
    local = Moran_Local(z, W(QUEEN, id_order=list(KODE)), permutations=9999, seed=1)
    upper = ((local.sim >= local.Is).sum(axis=0) + 1) / 10_000
    assert found.table["local_i"].to_numpy() == pytest.approx(local.Is)
    assert found.table["p"].to_numpy() == pytest.approx(upper, abs=0.03)  # other draws
    kept = found.table["p"] < fdr(found.table["p"].to_numpy(), 0.05)
    assert kept.sum() > 2
    assert list(found.table["p_fdr"] <= 0.05) == list(kept)


def test_a_planted_pocket_is_found():
    found_each = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        of, shares = register(rng)
        shares[PLANTED] = 0.55
        found = pockets(counted(rng, of, shares), of, QUEEN)
        assert found.state == "indikasi kantong"
        assert found.table["pocket"].dtype == bool
        named = set(found.table.index[found.table["pocket"]])
        around = {other for kode in PLANTED for other in QUEEN[kode]}
        assert named <= {*PLANTED, *around}
        assert (found.table.loc[list(named), "z"] > 0).all()
        found_each.append(len(named & set(PLANTED)))
    assert min(found_each) >= 4


def test_a_hole_is_not_a_pocket():
    rng = np.random.default_rng(1)
    of, shares = register(rng, rate=0.6)
    shares[PLANTED] = 0.1
    found = pockets(counted(rng, of, shares), of, QUEEN)
    assert found.p_global < 0.05
    assert (found.table.loc[PLANTED, "p_fdr"] <= 0.05).any()  # alike, but low
    assert not found.table["pocket"].any()
    assert found.state == "ada pola berdekatan, tetapi tidak ada kantong yang menonjol"


def test_no_pattern_is_almost_never_a_pattern():
    """Of 120 registers without a pattern 6 should pass the first test, give or take 3 x 2.4."""
    rng = np.random.default_rng(11)
    passed, named = 0, 0
    for _ in range(120):
        of, shares = register(rng)
        found = pockets(counted(rng, of, shares), of, QUEEN, permutations=199)
        passed += found.state != "tidak ada pola kantong yang jelas"
        named += found.state == "indikasi kantong"
    assert 1 <= passed <= 13
    assert named <= 3


def test_without_a_pattern_no_area_is_tested():
    rng = np.random.default_rng(12)
    of, shares = register(rng)
    found = pockets(counted(rng, of, shares), of, QUEEN, permutations=199)
    assert found.state == "tidak ada pola kantong yang jelas"
    assert found.p_global > 0.05
    assert found.table["z"].notna().all()
    assert found.table[["local_i", "p", "p_fdr"]].isna().all(axis=None)
    assert not found.table["pocket"].any()


def test_what_cannot_be_used_is_dropped_and_said():
    rng = np.random.default_rng(3)
    of, shares = register(rng)
    shares[PLANTED] = 0.55
    count = counted(rng, of, shares).astype(float)
    of[["0000", "0101"]] = 29, 0
    count[["0000", "0101"]] = 10, 0
    count["1616"] = np.nan
    count["0016"] = of["0016"] + 1
    found = pockets(count, of, QUEEN, permutations=999)
    assert set(found.dropped) == {"0000", "0101", "1616", "0016"}
    assert list(found.table.index) == list(KODE)
    assert found.table.loc[found.dropped, ["z", "local_i", "p"]].isna().all(axis=None)

    others = [kode for kode in KODE if kode not in found.dropped]
    without = {kode: [o for o in QUEEN[kode] if o in others] for kode in others}
    same = pockets(count[others], of[others], without, permutations=999)
    assert same.global_i == found.global_i
    assert same.table.equals(found.table.loc[others])

    assert "0000" not in pockets(count, of, QUEEN, least=29, permutations=99).dropped


def islands_and_all():
    """Return 25 squares, one that touches nobody, and one that touches only a dropped one."""
    squares = lattice(5, 5)
    of = pd.Series(100, index=[*squares, "pulau", "teluk", "kecil"])
    count = pd.Series({kode: 70 if kode[2:] < "02" else 30 for kode in squares})
    count = count.reindex(of.index, fill_value=20)
    of["kecil"] = 25
    places = {kode: (106 + int(kode[2:]) / 100, -7 + int(kode[:2]) / 100) for kode in squares}
    places |= {"pulau": (106.2, -7), "teluk": (106, -6.8), "kecil": (106, -6.81)}
    points = pd.DataFrame.from_dict(places, orient="index", columns=["lon", "lat"])
    return count, of, squares | {"teluk": ["kecil"]}, points


def test_islands_are_left_out_and_said():
    count, of, touching, _ = islands_and_all()
    found = pockets(count, of, touching, permutations=199)
    assert found.islands == ["pulau", "teluk"]
    assert found.dropped == ["kecil"]
    assert found.table.loc[["pulau", "teluk"], "z"].notna().all()
    assert found.table.loc[["pulau", "teluk"], "local_i"].isna().all()
    assert found.table["local_i"].notna().sum() == 25
    assert found.expected_i == pytest.approx(-1 / 24)


def test_islands_with_a_place_are_joined_to_the_four_nearest():
    count, of, touching, points = islands_and_all()
    found = pockets(count, of, touching, permutations=199, points=points)
    nearest = {
        "pulau": ["0004", "0104", "0204", "0304"],  # east of the first row
        "teluk": ["0400", "0401", "0402", "0403"],  # north of the first column
    }
    by_hand = pockets(count, of, touching | nearest, permutations=199)
    assert found.islands == ["pulau", "teluk"]
    assert found.table.equals(by_hand.table)
    assert found.table["local_i"].notna().sum() == 27
    assert by_hand.islands == []


def test_one_direction_of_a_border_will_do():
    count, of, touching, _ = islands_and_all()
    half = {kode: [other for other in others if other > kode] for kode, others in touching.items()}
    both = pockets(count, of, touching, permutations=199)
    assert pockets(count, of, half, permutations=199).table.equals(both.table)


def test_a_pattern_of_offices_is_told_from_one_of_the_ground():
    """High by kecamatan (two rows of squares each), and no more alike within one."""
    rng = np.random.default_rng(6)
    of, _ = register(rng)
    office = pd.Series([f"{int(kode[:2]) // 2}" for kode in KODE], index=KODE)
    level = office.map({name: rng.uniform(0.1, 0.4) for name in office.unique()})
    found = pockets(counted(rng, of, level), of, QUEEN, groups=office.to_dict())
    assert found.p_global < 0.001
    assert found.within_groups > 0.05

    ground = pd.Series([0.1 + int(kode[2:]) / 50 for kode in KODE], index=KODE)
    found = pockets(counted(rng, of, ground), of, QUEEN, groups=office)
    assert found.within_groups < 0.001


def test_values_are_shuffled_within_their_group():
    codes = np.array([0, 1, 0, 1, 1])
    arranged = _Chance(600, 1, 0.05).shuffles(codes)
    assert (np.sort(arranged, axis=1) == np.arange(5)).all()
    assert (codes[arranged] == codes).all()
    assert len(np.unique(arranged, axis=0)) == 12  # 2! x 3!


def test_the_level_of_a_group_does_not_matter_within_groups():
    """A row of six areas, three a group: raising one group whole says nothing of its insides."""
    weights = W({n: [m for m in (n - 1, n + 1) if 0 <= m < 6] for n in range(6)}).sparse
    values = pd.Series([3.0, 1, 2, 0, 5, 4])
    groups = pd.Series([0, 0, 0, 1, 1, 1])
    chance = _Chance(999, 1, 0.05)
    assert _within(values + 100 * groups, groups, weights, chance) == _within(
        values, groups, weights, chance
    )


def test_the_test_within_groups_is_fair():
    rng = np.random.default_rng(8)
    office = pd.Series([f"{int(kode[:2]) // 2}" for kode in KODE], index=KODE)
    passed = 0
    for _ in range(60):
        of, _ = register(rng)
        level = office.map({name: rng.uniform(0.1, 0.4) for name in office.unique()})
        count = counted(rng, of, level)
        found = pockets(count, of, QUEEN, permutations=99, groups=office)
        passed += found.within_groups <= 0.05
    assert 1 <= passed <= 8  # 3, give or take 3 x 1.7


def test_the_same_seed_says_the_same_and_leaves_others_alone():
    rng = np.random.default_rng(3)
    of, shares = register(rng)
    shares[PLANTED] = 0.55
    count = counted(rng, of, shares)
    before = np.random.get_state()[1].copy()
    first = pockets(count, of, QUEEN, permutations=999)
    second = pockets(count, of, QUEEN, permutations=999)
    assert first.table.equals(second.table)
    assert first.p_global == second.p_global
    assert not pockets(count, of, QUEEN, permutations=999, seed=1).table.equals(first.table)
    assert (np.random.get_state()[1] == before).all()


def test_too_few_or_all_alike():
    squares = lattice(4, 5)
    of = pd.Series(100, index=list(squares))
    assert pockets(of // 2, of, squares).state == "semua wilayah sama"
    assert pockets(of * 0, of, squares).state == "semua wilayah sama"
    assert pockets(of, of, squares).state == "semua wilayah sama"
    uneven = pd.Series(np.arange(100, 120), index=of.index)
    assert pockets(0.3 * uneven, uneven, squares).state == "semua wilayah sama"
    few = of.iloc[:19]
    assert pockets(few // 2, few, squares).state == "terlalu sedikit wilayah"
    none = pockets(of // 2, of, {})
    assert none.state == "terlalu sedikit wilayah"
    assert len(none.islands) == 20
    assert np.isnan(none.p_global)
    assert pockets(of * np.nan, of, squares).dropped == list(of.index)
    empty = pd.Series(dtype=float)
    assert pockets(empty, empty, {}).state == "terlalu sedikit wilayah"


def test_a_register_that_does_not_fit_is_refused():
    squares = lattice(4, 6)
    of = pd.Series(100, index=list(squares))
    count = pd.Series(np.arange(24), index=of.index)
    with pytest.raises(ValueError, match="not of the same areas"):
        pockets(count.iloc[1:], of, squares)
    with pytest.raises(ValueError, match="counted twice"):
        pockets(pd.concat([count, count]), of, squares)
    with pytest.raises(ValueError, match="no group for 0000"):
        pockets(count, of, squares, groups={kode: "01" for kode in of.index[1:]})


def test_weights_and_the_order_of_rows_change_nothing():
    rng = np.random.default_rng(3)
    of, shares = register(rng)
    count = counted(rng, of, shares)
    found = pockets(count * 1.5, of * 1.5, QUEEN, permutations=99)
    turned = pockets(count * 1.5, of.iloc[::-1] * 1.5, QUEEN, permutations=99)
    assert turned.table.equals(found.table)
    assert found.global_i == pytest.approx(
        pockets(count, of, QUEEN, permutations=99).global_i, abs=0.01
    )
