"""Groups of desil, quotas, need against reach and saturation, worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from queries import programmes
from queries.publish import _people_query
from register.schema import wilayah
from tests.tables import fill


def test_programmes_among_the_parts():
    parts = ["", "BPNT", "BPNT · desil 1", "PKH", "desil 1", "desil 10", "tanpa desil"]
    assert programmes.among(parts) == ["BPNT", "PKH"]


@pytest.mark.parametrize(
    ("program", "group", "parts"),
    [
        ("PKH", None, ("PKH",)),
        ("", None, ("",)),
        ("PKH", 2, ("PKH · desil 1", "PKH · desil 2")),
        ("", 1, ("desil 1",)),
        ("PKH", programmes.WITHOUT, ("PKH · tanpa desil",)),
    ],
)
def test_parts_of_a_group(program, group, parts):
    assert programmes.parts_of(program, group) == parts


def sums(*counts: tuple[int, int]) -> pd.DataFrame:
    rows = pd.DataFrame(
        counts, columns=["numerator", "denominator"], index=list("abcdef")[: len(counts)]
    )
    return rows.assign(unknown=0)


def test_a_quota_counts_in_its_own_unit_and_area():
    quotas = pd.DataFrame(
        [("PKH", "33.28", 100, "KK"), ("PKH", "33.28.01", 40, "KK"), ("PBI-JK", "00", 9, "jiwa")],
        columns=["program", "kode_wilayah", "jumlah", "satuan"],
    )

    def jumlah(*asked):
        found = programmes.quota_of(quotas, *asked)
        return None if found is None else found["jumlah"]

    assert jumlah("PKH", "KK", "33.28") == 100
    assert jumlah("PKH", "KK", "33.28.01") == 40
    assert jumlah("PKH", "jiwa", "33.28") is None
    assert jumlah("PKH", "KK", "33.28.02") is None
    assert jumlah("PBI-JK", "jiwa", "33.28") is None  # the country's is not ours


def test_need_and_reach_in_thirds():
    # need: 10, 20, 30, 40, 50, 60 %; reach: 60, 50, 40, 30, 20, 10 %
    whole = sums(*[(0, 1000)] * 6)
    group = sums((60, 100), (100, 200), (120, 300), (120, 400), (100, 500), (60, 600))

    found = programmes.need_and_reach(group, whole)

    assert found.table["need"].tolist() == [10, 20, 30, 40, 50, 60]
    assert found.table["reach"].tolist() == pytest.approx([60, 50, 40, 30, 20, 10])
    # lowest need with highest reach is 2, highest need with lowest reach 6
    assert found.table["class"].tolist() == [2, 2, 4, 4, 6, 6]


def test_too_few_are_in_no_third():
    group, whole = sums((5, 9), (5, 29), (5, 30)), sums((0, 100), (0, 100), (0, 100))
    found = programmes.need_and_reach(group, whole)

    assert found.table["class"].tolist()[:2] == [-1, -1]
    assert np.isnan(found.table["reach"].iloc[0])
    assert found.table["reach"].iloc[1] == pytest.approx(100 * 5 / 29)  # told, but in no class
    assert found.table["class"].iloc[2] >= 0
    nothing = programmes.need_and_reach(sums((0, 0)), sums((0, 0)))
    assert nothing.table["class"].tolist() == [-1]


POOREST, WITHOUT, WHOLE = sums((0, 40), (0, 10)), sums((0, 5), (0, 0)), sums((0, 80), (0, 20))
NOBODY = pd.Series(dtype=int)


def test_saturation_of_dtsen_is_of_desil_1_to_4():
    found = programmes.saturation(POOREST, WITHOUT, WHOLE, pd.Series({"a": 100}), "DTSEN")

    assert found.table.loc["a"].tolist() == [40, 100, 5]
    assert found.table.loc["b"].tolist() == [10, 0, 0]  # its population is not known: no share
    assert "penduduk" in found.definition


def test_saturation_before_dtsen_is_of_the_whole_register():
    found = programmes.saturation(POOREST, WITHOUT, WHOLE, pd.Series({"a": 100}), "DTKS")

    assert found.table.loc["a"].tolist() == [80, 100, 0]


@pytest.mark.parametrize("era", ["DTKS", "DTSEN"])
def test_without_any_population_there_is_no_saturation(era):
    assert programmes.saturation(POOREST, WITHOUT, WHOLE, NOBODY, era) is None


AREAS = """
    kode          | nama  | tingkat   | penduduk
    33.28         | Tegal | kabupaten | 1745278
    33.28.01.2001 | Satu  | desa      | 4000
    33.28.01.1002 | Dua   | kelurahan | 5000
    33.28.01.2003 | Tiga  | desa      |        # not known
"""


def test_only_the_population_of_desa_is_published(register_engine):
    with register_engine.connect() as connection:
        fill(connection, wilayah, AREAS)
        found = pd.read_sql(_people_query(), connection)

    assert found.to_numpy().tolist() == [["33.28.01.1002", 5000], ["33.28.01.2001", 4000]]
