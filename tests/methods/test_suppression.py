"""Hidden counts stay hidden: cells worked by hand, a published case, and an attack by a solver."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from methods.suppression import suppress
from tests.methods.attack import Reader, ranges, recovered

NAMES = {"area": "area", "category": "category", "period": "period"}
KEYS = list(NAMES)
ABOVE = {"A": "kec 1", "B": "kec 1", "C": "kec 1", "D": "kec 2", "E": "kec 2"}
ABOVE |= {"kec 1": "kab", "kec 2": "kab"}


def one_by_one(numerators, denominators=None) -> pd.DataFrame:
    """Return desa A to E with these counts."""
    counts = {"numerator": numerators, "denominator": denominators}
    rows = pd.DataFrame({"area": list("ABCDE"), **{k: v for k, v in counts.items() if v}})
    return rows


def hidden(result: pd.DataFrame) -> dict:
    return (
        result.loc[result["suppressed"] != "", ["area", "suppressed"]]
        .set_index("area")["suppressed"]
        .to_dict()
    )


def kabupaten(random: np.random.Generator, name: str) -> tuple[pd.DataFrame, dict]:
    """Return 2-3 kecamatan of 2-3 desa, 1-2 categories, 1-2 periods, many counts small."""
    n_kecamatan, n_desa, n_categories, n_periods = random.integers([2, 2, 1, 1], [4, 4, 3, 3])
    kecamatan = [f"{name}.{k}" for k in range(n_kecamatan)]
    above = {f"{k}.{d}": k for k in kecamatan for d in range(n_desa)}
    places = [list(above), list("xyz")[:n_categories], ["2026-06", "2026-07"][:n_periods]]
    rows = pd.MultiIndex.from_product(places, names=KEYS).to_frame(index=False)
    scale = random.choice([10, 40, 120])
    rows["numerator"] = random.poisson(random.gamma(0.5, scale, len(rows)))
    rest = random.poisson(random.gamma(0.7, 20, len(rows)))
    rows["denominator"] = rows["numerator"] + rest
    return rows, above | dict.fromkeys(kecamatan, name)


def several(seed: int, tables: int) -> tuple[pd.DataFrame, dict]:
    """Return as many kabupaten, each a table of its own: no row adds them up."""
    random = np.random.default_rng(seed)
    drawn = [kabupaten(random, f"{seed}-{number}") for number in range(tables)]
    hierarchy = {area: above for _, one in drawn for area, above in one.items()}
    return pd.concat([rows for rows, _ in drawn], ignore_index=True), hierarchy


def with_changes(shown: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the change of each shown numerator since the period before."""
    shown = shown.sort_values(KEYS)
    earlier = shown.groupby(KEYS[:2])[["period", "numerator"]].shift()
    change = shown["numerator"] - earlier["numerator"]
    return shown.assign(before=earlier["period"], change=change)


def published(rows: pd.DataFrame, hierarchy: dict) -> list[pd.DataFrame]:
    """Return what leaves: a page under both filters, a workbook with changes, and slides."""
    result = suppress(rows, hierarchy, **NAMES, total="all")
    kecamatan = sorted(set(hierarchy.values()))
    page = result[result["area"].map(hierarchy).eq(kecamatan[-1]) & result["category"].eq("x")]
    slides = result[result["area"].isin(kecamatan)]
    return [page, with_changes(result), slides]


def only_by_rule(result: pd.DataFrame, rows: pd.DataFrame, hierarchy: dict) -> pd.DataFrame:
    """Return the table as it would be without protection: what is hidden for others is shown."""
    everything = suppress(rows, hierarchy, threshold=0, unanimous=0, **NAMES, total="all")
    return result.where(result["suppressed"] != "sekunder", everything)


@pytest.mark.parametrize("part", range(10))
def test_the_solver_recovers_nothing_from_100_tables_ten_times(part):
    for seed in range(10 * part, 10 * part + 10):
        rows, hierarchy = several(seed, 10)
        reader = Reader(hierarchy, "all")
        for exit_ in published(rows, hierarchy):
            reader.read(exit_)
        found = ranges([reader])
        assert len(found) > 100
        assert recovered(found).empty


def test_the_solver_recovers_what_only_the_rule_hides():
    rows, hierarchy = several(0, 2)
    result = suppress(rows, hierarchy, **NAMES, total="all")
    found = ranges([Reader(hierarchy, "all").read(only_by_rule(result, rows, hierarchy))])
    assert len(recovered(found)) > len(found) / 10


def test_the_solver_recovers_what_a_table_filtered_before_it_is_protected_gives_away():
    rows, hierarchy = several(1, 2)
    reader = Reader(hierarchy, "all").read(suppress(rows, hierarchy, **NAMES, total="all"))
    assert recovered(ranges([reader])).empty
    for _, programme in rows.groupby("category"):
        reader.read(suppress(programme, hierarchy, **NAMES))
    assert not recovered(ranges([reader])).empty


def test_the_solver_recovers_a_hidden_count_from_a_change():
    # A: 3 hidden in June and 7 shown in July, with "+4" beside it: 7 - 4 = 3.
    rows = [("A", "2026-06", np.nan, "primer"), ("A", "2026-07", 7.0, "")]
    book = pd.DataFrame(rows, columns=["area", "period", "numerator", "suppressed"])
    book = book.assign(category="", before="2026-06", change=[np.nan, 4.0])
    found = ranges([Reader(ABOVE, counts=("numerator",)).read(book)])
    assert found[["least", "most"]].to_numpy().tolist() == [[3, 3]]


# Four regions by four kinds, from the tests of the R package sdcTable (test-simpleheuristic.R):
# each row and column hides two or more, and still w|b is (230 + 250 - 89 - 124 - 31) less
# (1021 + 770 - 92 - 59 - 800 - 651) = 236 - 189 = 47. With x|b hidden too it lies in 0 to 141.
SDCTABLE = {
    "w": {"a": 30, "b": 47, "c": 64, "d": 89},
    "x": {"a": 90, "b": 124, "c": 5, "d": 31},
    "y": {"a": 92, "b": 100, "c": 59, "d": 85},
    "z": {"a": 800, "b": 991, "c": 651, "d": 685},
}
SDCTABLE_HIDDEN = {"wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd"}


@pytest.mark.parametrize(("more", "least", "most"), [(set(), 47, 47), ({"xb"}, 0, 141)])
def test_the_solver_finds_the_published_bounds(more, least, most):
    rows = pd.DataFrame(
        [(r, k, "", n) for r, kinds in SDCTABLE.items() for k, n in kinds.items()],
        columns=[*KEYS, "numerator"],
    )
    above = dict.fromkeys("wxyz", "tot")
    shown = suppress(rows, above, threshold=0, **NAMES, total="tot")
    out = (shown["area"] + shown["category"]).isin(SDCTABLE_HIDDEN | more)
    shown.loc[out, ["numerator", "suppressed"]] = np.nan, "primer"
    found = ranges([Reader(above, "tot", ("numerator",)).read(shown)], exact=True)
    found = found.set_index(["area", "category"]).loc[("w", "b")]
    assert (found["least"], found["most"]) == pytest.approx((least, most), abs=1e-6)


def by_desa(numerators, denominators=None, **options) -> dict:
    return hidden(suppress(one_by_one(numerators, denominators), ABOVE, area="area", **options))


@pytest.mark.parametrize(
    ("numerators", "denominators", "expected"),
    [
        ([5, 20, 30, 9, 40], None, {}),  # five is no longer few
        ([4, 20, 30, 9, 40], None, {"A": "primer", "B": "sekunder"}),
        ([0, 20, 30, 9, 40], None, {}),  # none is shown
        # 1 + 1 = 2 would be both "not 0" and so known: a third is hidden
        ([1, 1, 30, 9, 40], None, {"A": "primer", "B": "primer", "C": "sekunder"}),
        # kecamatan 2 is 3 in all, which is 62 less 59: hiding the 62 takes no desa with it
        ([9, 20, 30, 3, 0], [50] * 5, {"D": "primer", "kec 2": "primer", "kab": "sekunder"}),
        ([20, 20, 20, 46, 20], [50] * 5, {"D": "primer", "E": "sekunder"}),  # 4 are left over
        ([9, 20, 30, 20, 20], [9, 50, 50, 50, 50], {"A": "primer", "B": "sekunder"}),  # all of 9
        ([10, 20, 20, 20, 20], [10, 50, 50, 50, 50], {}),  # all of 10 is shown
        ([0, 20, 30, 20, 20], [9, 50, 50, 50, 50], {"A": "primer", "B": "sekunder"}),  # 0 of 9
        ([0, 20, 20, 20, 20], [0, 50, 50, 50, 50], {}),  # 0 of 0
    ],
)
def test_cells_worked_by_hand(numerators, denominators, expected):
    assert by_desa(numerators, denominators) == expected


def test_a_threshold_of_ten_and_any_0_percent():
    assert by_desa([9, 30, 40, 50, 60], threshold=10) == {"A": "primer", "B": "sekunder"}
    found = by_desa([0, 30, 40, 50, 60], [90] * 5, unanimous=np.inf)
    assert found == {"A": "primer", "B": "sekunder"}


@pytest.mark.parametrize(
    ("numerators", "before", "expected"),
    [
        ([9, 20, 30, 9, 40], ["A"], {"A": "sekunder", "B": "sekunder"}),
        # the 30 were hidden before, so they and not the 20 hide the 4
        ([4, 20, 30, 9, 40], ["C"], {"A": "primer", "C": "sekunder"}),
        ([4, 20, 30, 9, 40], ["A", "B"], {"A": "primer", "B": "sekunder"}),
        ([9, 20, 30, 9, 40], ["X"], {}),  # no longer there
    ],
)
def test_what_was_hidden_before_is_hidden_again(numerators, before, expected):
    assert by_desa(numerators, hidden_before=pd.DataFrame({"area": before})) == expected


def test_of_what_was_hidden_before_only_its_own_category_is_hidden_again():
    rows = pd.concat(one_by_one([9, 20, 30, 9, 40]).assign(kind=kind) for kind in "xy")
    before = pd.DataFrame({"area": ["A"], "kind": ["y"]})
    result = suppress(rows, ABOVE, area="area", category="kind", hidden_before=before)
    assert set(result.loc[result["suppressed"] != "", "kind"]) == {"y"}


def test_a_cell_hidden_in_one_period_is_hidden_in_the_other():
    rows = pd.concat([one_by_one([3, 20, 30, 9, 40]), one_by_one([8, 7, 30, 9, 40])])
    rows["period"] = np.repeat(["2026-06", "2026-07"], 5)
    result = suppress(rows, ABOVE, area="area", period="period")
    assert result[result["suppressed"] != ""][
        ["area", "period", "suppressed"]
    ].to_numpy().tolist() == [
        ["A", "2026-06", "primer"],
        ["A", "2026-07", "sekunder"],
        ["B", "2026-06", "sekunder"],
        ["B", "2026-07", "sekunder"],
    ]


def test_an_only_desa_is_hidden_with_its_kecamatan():
    above = {"A": "kec 1", "B": "kec 2", "C": "kec 3"} | dict.fromkeys(
        ["kec 1", "kec 2", "kec 3"], "kab"
    )
    rows = pd.DataFrame({"area": list("ABC"), "numerator": [4, 6, 9]})
    # 19 in all: kecamatan 1 is 19 - 6 - 9 unless B goes too, or else the 19 alone
    assert hidden(suppress(rows, above, area="area")) == {
        "A": "primer",
        "kec 1": "primer",
        "kab": "sekunder",
    }


def test_an_empty_table_stays_empty():
    rows = one_by_one([9, 20, 30, 9, 40]).head(0)
    assert suppress(rows, ABOVE, area="area").empty


def test_nothing_sent_is_shown_as_nothing_sent():
    result = suppress(one_by_one([np.nan, 20, 30, np.nan, np.nan]), ABOVE, area="area")
    result = result.set_index("area")
    assert (result["suppressed"] == "").all()
    assert np.isnan(result["numerator"][["A", "D", "kec 2"]]).all()
    assert result["numerator"]["kab"] == 50


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"numerator": 60.0}, "exceed"),
        ({"numerator": -1.0}, "below 0"),
        ({"numerator": np.nan}, "one count of two"),
        ({"area": "F"}, "not in the hierarchy"),
        ({"area": "kec 1"}, "sums of others"),
        ({"area": "B"}, "repeat"),
        ({"area": None}, "lack"),
    ],
)
def test_what_is_no_such_table_is_refused(change, sentence):
    rows = one_by_one([9.0, 20, 30, 9, 40], [50] * 5)
    rows.loc[0, list(change)] = list(change.values())
    with pytest.raises(ValueError, match=sentence):
        suppress(rows, ABOVE, area="area")


def test_a_circle_and_the_name_of_the_total_are_refused():
    rows = one_by_one([9, 20, 30, 9, 40]).assign(category="all")
    with pytest.raises(ValueError, match="circle"):
        suppress(rows, ABOVE | {"kab": "kec 1"}, area="area")
    with pytest.raises(ValueError, match="name of the total"):
        suppress(rows, ABOVE, area="area", category="category", total="all")


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10**6), weight=st.sampled_from([1, 0.75]))
def test_what_is_shown_is_true_large_enough_and_the_same_each_time(seed, weight):
    rows, hierarchy = kabupaten(np.random.default_rng(seed), "kab")
    rows[["numerator", "denominator"]] *= weight
    kept = rows.copy()
    result = suppress(rows, hierarchy, **NAMES, total="all")
    true = only_by_rule(result.assign(suppressed="sekunder"), rows, hierarchy)
    shown = result["suppressed"] == ""
    rest = true["denominator"] - true["numerator"]
    assert_frame_equal(rows, kept)
    assert_frame_equal(result[shown], true[shown])
    assert result[~shown][["numerator", "denominator"]].isna().all(axis=None)
    for count in (true["numerator"], true["denominator"], rest):
        assert not (shown & (count > 0) & (count < 5)).any()
    again = suppress(rows.sample(frac=1, random_state=1), hierarchy, **NAMES, total="all")
    assert_frame_equal(result, again)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(5, 60), min_size=5, max_size=5))
def test_a_table_without_small_counts_is_untouched(numerators):
    result = suppress(one_by_one(numerators, [100] * 5), ABOVE, area="area").set_index("area")
    assert (result["suppressed"] == "").all()
    assert result["numerator"][list("ABCDE")].tolist() == numerators
    assert result["numerator"]["kab"] == sum(numerators)
