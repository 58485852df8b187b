"""Estimates: which sums go in. Small tables, the arithmetic beside the expected number."""

import numpy as np
import pandas as pd
import pytest

from queries import estimates
from queries.estimates import by_area

COLUMNS = [
    *("kode_desa", "program", "menerima", "sasaran", "kelompok_desil", "padan"),
    *("jumlah", "layak", "tidak_layak"),
]


def strata(*rows: tuple) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.assign(kependudukan=0, tidak_ditemukan=0)


ONE, TWO, THREE = "33.28.01.2001", "33.28.01.2002", "33.28.02.2001"
VERIFIED = strata(
    # Recipients, verified four times as often as the others.
    (ONE, "", True, True, "1-2", True, 100, 36, 4),
    (ONE, "", True, False, "5+", True, 50, 10, 10),
    (ONE, "", False, True, "1-2", True, 200, 16, 4),
    (ONE, "", False, False, "5+", True, 400, 10, 30),
    (TWO, "", True, True, "1-2", True, 40, 20, 0),
    (TWO, "", False, None, "tanpa", False, 10, 5, 5),
    (THREE, "", True, True, "3-4", True, 30, 0, 0),  # nobody was there yet
    # The same families again, by programme: in no sum of the nameless one.
    (ONE, "PKH", True, True, "1-2", True, 60, 10, 10),
    (ONE, "PKH", False, True, "1-2", True, 40, 20, 0),
)


def test_leakage_is_weighted_by_stratum():
    found = estimates.leakage(VERIFIED, ONE)
    # 100 of 150 at 4/40 and 50 at 10/20: (100 * 0.1 + 50 * 0.5) / 150, not 14/60
    assert found.value == pytest.approx(35 / 150)
    assert (found.n, found.population) == (60, 150)
    # Without any assumption: the 14 found, and all 90 not seen besides.
    assert found.bounds == pytest.approx((14 / 150, 104 / 150))
    assert estimates.leakage(VERIFIED, ONE, "PKH").value == pytest.approx(0.5)


def test_registered_ineligible_takes_everybody():
    found = estimates.registered_ineligible(VERIFIED, ONE)
    # 10 + 25 of recipients; 200 at 4/20 and 400 at 30/40 of the others
    assert found.value == pytest.approx((10 + 25 + 40 + 300) / 750)


def test_eligible_that_do_not_receive():
    found = estimates.eligible_not_receiving(VERIFIED, ONE)
    # In the target: 100 recipients at 36/40 layak = 90; 200 others at 16/20 = 160
    assert found.value == pytest.approx(160 / 250)
    by_programme = estimates.eligible_not_receiving(VERIFIED, ONE, "PKH")
    assert by_programme.value == pytest.approx(40 / (30 + 40))


QUOTAS = pd.DataFrame(
    [("PKH", ONE, 35, "KK"), ("PKH", "00", 9, "KK"), ("BPNT", ONE, 35, "jiwa")],
    columns=["program", "kode_wilayah", "jumlah", "satuan"],
)


def test_what_a_quota_makes_unavoidable():
    # 60 at 10/20 and 40 at 20/20 are 70 eligible; 35 places leave half of them out
    found = estimates.unavoidable(VERIFIED, QUOTAS, ONE, "PKH")
    assert (found.places, found.eligible, found.from_quota) == (35, pytest.approx(70), True)
    assert (found.exclusion, found.inclusion) == (pytest.approx(0.5), 0)
    # A quota of another area, or counted in jiwa, is none: the places are those filled now.
    assert not estimates.unavoidable(VERIFIED, QUOTAS, TWO, "PKH").from_quota
    assert not estimates.unavoidable(VERIFIED, QUOTAS, ONE, "BPNT").from_quota


def test_without_a_quota_the_places_are_those_filled_now():
    without = estimates.unavoidable(VERIFIED, QUOTAS[:0], ONE, "PKH")
    # 60 receive, 70 are eligible: ten of them go without whoever gets the places
    assert (without.places, without.from_quota) == (60, False)
    assert without.exclusion == pytest.approx(1 / 7)
    assert without.inclusion == 0
    # With fewer eligible than places, some recipients cannot be eligible.
    assert estimates.forced(40, 50, QUOTAS[:0], ONE, "PKH").inclusion == pytest.approx(0.2)


def test_a_stratum_nobody_visited_takes_its_kecamatan_or_nothing():
    alone = estimates.leakage(VERIFIED, THREE)
    assert np.isnan(alone.value)
    assert alone.bounds == (0, 1)
    # In the kabupaten the 30 of desa three go with the recipients of the others.
    assert 0 < estimates.leakage(VERIFIED, "33.28").value < 1
    assert estimates.leakage(VERIFIED, "33.28").population == 220


def test_few_verified_have_no_figure_of_their_own():
    table = by_area(estimates.leakage, VERIFIED, [ONE, TWO, THREE])
    assert table["n"].tolist() == [60, 20, 0]
    assert table["value"].notna().tolist() == [True, False, False]  # 30 are needed
    assert table["bound_upper"].notna().all()
    of_kecamatan = by_area(estimates.leakage, VERIFIED, ["33.28.01", "33.28.02", "33.28.03"])
    assert of_kecamatan["value"].notna().tolist() == [True, False, False]
    assert of_kecamatan["population"].tolist() == [190, 30, 0]
    few = by_area(estimates.leakage, VERIFIED[VERIFIED["kode_desa"] == TWO], ["33.28.01"])
    assert few["n"].tolist() == [20]
    assert few["value"].isna().all()  # a kecamatan needs them as much as a desa


COVERAGE = pd.DataFrame(
    {
        "numerator": {"desil 1": 60, "desil 2": 20, "desil 7": 20, "tanpa desil": 50, "": 150},
        "denominator": {"desil 1": 80, "desil 2": 120, "desil 7": 200, "tanpa desil": 99, "": 499},
    }
)


def test_decile_compliance_against_neutral():
    # 80 of 100 recipients with a desil are in 1-4, 200 of 400 families: 0.8 / 0.5
    assert estimates.compliance(COVERAGE) == pytest.approx(1.6)
    assert np.isnan(estimates.compliance(COVERAGE * 0))
    assert np.isnan(estimates.compliance(COVERAGE, "PKH"))


def test_persons_beside_the_poor_of_bps():
    benchmarks = pd.DataFrame(
        [
            ("33.28", 2023, "penduduk miskin", 100.0, "ribu jiwa", 10.0),
            ("33.28", 2024, "penduduk miskin", 0.5, "ribu jiwa", 10.0),
            ("33.28", 2025, "persentase penduduk miskin", 7.0, "persen", None),
            ("33.27", 2024, "penduduk miskin", 9.0, "ribu jiwa", None),
            ("33.28", 2027, "penduduk miskin", 9.0, "ribu jiwa", None),  # not out yet
        ],
        columns=["kode_wilayah", "tahun", "ukuran", "nilai", "satuan", "rse_pct"],
    )
    ratio, year = estimates.benchmark_ratio(COVERAGE, benchmarks, "33.28", 2026)
    # 80 + 120 persons in desil 1-4 over 500; an RSE of 10 % is 0.4 / (1 +- 0.196)
    assert (ratio.value, year) == (pytest.approx(0.4), 2024)
    assert (ratio.lower, ratio.upper) == pytest.approx((0.4 / 1.196, 0.4 / 0.804), abs=1e-4)
    assert estimates.benchmark_ratio(COVERAGE, benchmarks, "33.29", 2026) is None
    without = estimates.benchmark_ratio(COVERAGE, benchmarks, "33.27", 2026)[0]
    assert np.isnan(without.upper)
    assert without.state == "rse tidak diterbitkan"


def test_waits_of_grouped_proposals():
    grouped = pd.DataFrame(
        {
            "hari": [10, 30, 40, np.nan],
            "diputus": [True, True, False, False],
            "jumlah": [4, 4, 2, 3],
        }
    )
    found = estimates.processing_time(grouped)
    # 4 of 10 by day 10, 8 of 10 by day 30: half are decided on day 30; 90 % never yet
    assert found.median == 30
    assert np.isnan(found.p90)
    assert (found.n, found.n_open, found.n_without_date) == (10, 2, 3)


def test_the_trend_has_limits_after_a_year():
    months = [str(month) for month in pd.period_range("2025-10", "2026-11", freq="M")]
    flow = pd.DataFrame({"numerator": 20, "denominator": 100}, index=months)
    flow.iloc[::2, 0] = 21
    flow.iloc[-1, 0] = 60
    chart = estimates.trend(flow)
    assert chart.refused is None
    assert chart.table["signals"].iloc[-1]
    assert not any(chart.table["signals"].iloc[:-1])
    short = estimates.trend(flow.iloc[:11])
    assert short.refused


def test_pockets_look_at_what_is_known():
    codes = [f"33.28.{1 + n // 8:02}.20{n:02}" for n in range(64)]
    places = {kode: (n // 8, n % 8) for n, kode in enumerate(codes)}
    neighbours = {
        a: [b for b in codes if a != b and max(abs(np.subtract(places[a], places[b]))) == 1]
        for a in codes
    }
    inside = [kode for kode, (x, y) in places.items() if 2 <= x <= 4 and 2 <= y <= 4]
    high = np.isin(codes, inside)
    # Everywhere 100 families of whom 50 cannot be judged; 10 do not receive, inside 40.
    sums = pd.DataFrame(
        {"numerator": np.where(high, 40, 10), "denominator": 100, "unknown": 50}, index=codes
    )
    found = estimates.pockets(sums, neighbours)
    assert (
        "33.28.04.2027" in found.table.index[found.table["pocket"]]
    )  # row 3, column 3: the middle
    assert set(found.table.index[found.table["pocket"]]) <= set(inside)
