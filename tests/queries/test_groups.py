"""Desa compared with each other, and the list of the month, on counts chosen by hand."""

import numpy as np
import pandas as pd
import pytest

from queries import alerts, attention, groups
from queries.indicator import Better

CODES = [f"d{n:02}" for n in range(24)]


def sums(numerator: list[int], denominator: list[int], unknown=0) -> pd.DataFrame:
    counts = {"numerator": numerator, "denominator": denominator, "unknown": unknown}
    return pd.DataFrame(counts, index=CODES)


# 21 desa at 20 of 100; 70 of 100, 2 of 100, and 20 of 29
USUAL = sums([70, 2, 20] + [20] * 21, [100, 100, 29] + [100] * 21)


def test_a_group_needs_evidence_on_its_side():
    found = groups.of_counts(USUAL, Better.LOWER).table["group"]

    assert found["d00"] == groups.BAD
    assert found["d01"] == groups.GOOD
    assert found["d02"] == groups.FEW  # 69 %, but of 29
    assert set(found[3:]) == {groups.USUAL}


def test_where_more_is_better_the_sides_change():
    found = groups.of_counts(USUAL, Better.HIGHER).table

    assert found["group"][["d00", "d01"]].tolist() == [groups.GOOD, groups.BAD]
    assert found["worse"]["d01"] > 0.9 > 0.1 > found["worse"]["d00"]
    assert groups.of_counts(USUAL, Better.NEITHER).table["group"]["d01"] == groups.BAD


def test_those_of_whom_it_cannot_be_said_are_on_neither_side():
    half = sums([70, *[20] * 23], [100] * 24, unknown=[0, *[60] * 23])

    found = groups.of_counts(half, Better.LOWER).table

    assert found.loc["d05", "denominator"] == 40
    assert found.loc["d05", "value"] == pytest.approx(0.5)


def test_a_sum_above_its_denominator_is_no_matter_of_groups():
    odd = sums([150, *[20] * 23], [100] * 24)
    assert "d00" not in groups.of_counts(odd, Better.LOWER).table.index


def test_few_desa_are_not_compared():
    found = groups.of_counts(USUAL.head(14), Better.LOWER)

    assert not found.comparable
    assert set(found.table["group"]) == {groups.FEW}


def test_nothing_counted_is_no_comparison():
    found = groups.of_counts(sums([0] * 24, [0] * 24), Better.LOWER)
    assert found.table.empty
    assert not found.comparable


def test_an_estimate_counts_as_many_families_as_it_is_worth():
    table = pd.DataFrame(
        {
            "value": [0.5, 0.1, np.nan, *[0.1] * 21],
            "n": 60.0,
            "n_effective": [40.0, np.inf, 50.0, *[40.0] * 21],
            "population": 90.0,
        },
        index=CODES,
    )

    found = groups.of_estimates(table, Better.LOWER).table

    assert "d02" not in found.index  # no estimate of its own
    assert found.loc["d00", ["numerator", "denominator"]].tolist() == [20, 40]
    assert found.loc["d01", "denominator"] == 90  # all of them, not infinitely many
    assert found.loc["d00", "group"] == groups.BAD


BAD_UPDATE = sums([30, 60, *[80] * 22], [100, 200, *[100] * 22])


def test_the_list_is_ordered_by_families_and_tells_why():
    flags = alerts.flags({"kemutakhiran_24_pct": BAD_UPDATE, "belum_menerima_pct": USUAL})

    found = attention.desa_to_visit(flags)

    # 140 of 200 not up to date; 70 not up to date and 70 not receiving, perhaps the same families
    assert found["kode_desa"].tolist() == ["d01", "d00"]
    assert found["keluarga"].tolist() == [140, 70]
    assert [row["indikator"] for row in found["alasan"][1]] == [
        "belum_menerima_pct",
        "kemutakhiran_24_pct",
    ]
    why = found["alasan"][0][0]
    assert (why["numerator"], why["denominator"]) == (60, 200)
    assert why["usual"] == pytest.approx((30 + 60 + 22 * 80) / 2500)


def test_persons_are_not_families():
    flags = alerts.flags({"nik_padan_pct": BAD_UPDATE, "belum_menerima_pct": USUAL})

    found = attention.desa_to_visit(flags)

    # d01 has 140 persons who are not matched, and no family that is counted
    assert dict(zip(found["kode_desa"], found["keluarga"], strict=True)) == {"d00": 70, "d01": 0}


def test_the_list_ends_at_ten():
    many = pd.DataFrame(
        [("x", f"k{n:02}", n, n, 100, 0.1) for n in range(12)], columns=alerts.COLUMNS
    )

    found = attention.desa_to_visit(many)

    assert found["keluarga"].tolist() == list(range(11, 1, -1))
    assert attention.desa_to_visit(many[:0]).empty
