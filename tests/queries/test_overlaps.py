"""Which programmes has a family together, and may it? Each row says why it is there."""

from datetime import date
from types import MappingProxyType

import pandas as pd
import pytest

from queries import measure, overlaps
from queries.indicator import Snapshot
from queries.populations import CAKUPAN
from register.schema import aturan, keluarga, kepesertaan
from tests.tables import fill

AT = {"periode": "2026-10", "muatan_id": 1}
OCTOBER = Snapshot(
    "2026-10", date(2026, 10, 31), era="DTSEN", programmes=("BLT-DD", "BPNT", "PBI-JK", "PKH")
)
FAMILIES = """
    keluarga_id | kode_desa     | aktif
    both        | 33.28.01.2001 | ya
    also        | 33.28.01.2001 | ya
    three       | 33.28.01.2001 | ya
    one         | 33.28.01.2001 | ya
    none        | 33.28.01.2001 | ya
    asleep      | 33.28.01.2001 | tidak # no more active, still on a list
    forgotten   | 33.28.01.2001 | tidak # no more active, on none: in no row
    elsewhere   | 33.28.01.2002 | ya
"""
LISTS = """
    program | keluarga_id | status
    PKH     | both        | YA
    BPNT    | both        | YA
    BPNT    | also        | YA      # the same two, in the other order
    PKH     | also        | YA
    PKH     | also        | SI      # twice on one list: once
    PKH     | three       | YA
    BPNT    | three       | YA
    BLT-DD  | three       | YA
    PKH     | one         | YA
    BPNT    | one         | EXCLUDE # taken out: not received
    BPNT    | asleep      | YA
    PBI-JK  | elsewhere   | YA
    PKH     | stranger    | YA      # not in the register
"""


@pytest.fixture
def connection(register_engine):
    with register_engine.connect() as connection:
        fill(connection, keluarga, FAMILIES, **AT)
        fill(connection, kepesertaan, LISTS, kode_desa="33.28.01.2001", **AT)
        yield connection


def counted(table: pd.DataFrame) -> dict[tuple[str, str], tuple[int, int]]:
    return {
        (row.kode_desa, row.kombinasi): (row.keluarga, row.tidak_aktif)
        for row in table.itertuples()
    }


EXPECTED = {
    ("33.28.01.2001", ""): (1, 0),  # none
    ("33.28.01.2001", "PKH"): (1, 0),  # one
    ("33.28.01.2001", "BPNT"): (0, 1),  # asleep
    ("33.28.01.2001", "BPNT + PKH"): (2, 0),  # both, also
    ("33.28.01.2001", "BLT-DD + BPNT + PKH"): (1, 0),  # three, and not among those with two
    ("33.28.01.2002", "PBI-JK"): (1, 0),
}


def test_each_family_is_in_one_combination(connection):
    found = overlaps.families(connection, OCTOBER)

    assert counted(found) == EXPECTED
    assert set(found["periode"]) == {"2026-10"}


def test_the_same_from_rows_at_hand(connection):
    with measure.held(connection, CAKUPAN, OCTOBER) as coverage:
        first = overlaps.families(connection, OCTOBER, coverage)
    with measure.held(connection, CAKUPAN, OCTOBER) as coverage:  # a name that is free again
        second = overlaps.families(connection, OCTOBER, coverage)

    assert counted(first) == counted(second) == EXPECTED


def test_a_month_without_programmes_has_no_combinations(connection):
    """Whether a family is without help is not known then."""
    found = overlaps.families(connection, Snapshot("2026-10", date(2026, 10, 31), era="DTSEN"))

    assert found.empty


RULES = """
    jenis               | program         | era   | berlaku_dari | berlaku_sampai
    boleh rangkap       | PKH+BPNT        |       | 2019-08-01   |  # any order
    tidak boleh rangkap | BLT-DD + PKH    |       | 2020-04-01   | 2026-10-30  # over the day before
    boleh rangkap       | BLT-DD + PKH    |       | 2026-10-31   |             # a later one
    tidak boleh rangkap | BLT-DD + BPNT   | DTSEN | 2020-04-01   |
    tidak boleh rangkap | BPNT + PBI-JK   | DTKS  | 2020-04-01   |             # of another era
    batas desil         | PKH             | DTSEN | 2020-04-01   |             # another kind
    tidak boleh rangkap | BST + PKH       |       | 2026-11-01   |             # not yet
"""


def test_rules_are_those_of_the_day_and_era(connection):
    fill(connection, aturan, RULES, dasar="d", sumber="s")
    september = Snapshot("2026-09", date(2026, 9, 30), era="DTSEN")

    found = overlaps.rules(connection, [september, OCTOBER])

    said = found.set_index(["periode", "pasangan"])["boleh"].to_dict()
    assert said == {
        ("2026-09", "BPNT + PKH"): True,
        ("2026-09", "BLT-DD + PKH"): False,
        ("2026-09", "BLT-DD + BPNT"): False,
        ("2026-10", "BPNT + PKH"): True,
        ("2026-10", "BLT-DD + PKH"): True,
        ("2026-10", "BLT-DD + BPNT"): False,
    }


def test_without_rules_there_are_none(connection):
    assert overlaps.rules(connection, [OCTOBER]).empty


LAWFUL = MappingProxyType({"BPNT + PKH": True, "PBI-JK + PKH": True, "BLT-DD + PKH": False})


@pytest.mark.parametrize(
    ("combination", "verdict"),
    [
        ("", overlaps.ALONE),
        ("PKH", overlaps.ALONE),
        ("BPNT + PKH", overlaps.LAWFUL),
        ("BLT-DD + PKH", overlaps.UNLAWFUL),
        ("BPNT + PBI-JK", overlaps.UNRULED),  # no rule on these two
        ("BPNT + PBI-JK + PKH", overlaps.UNRULED),  # one pair of three has none
        ("BLT-DD + BST + PKH", overlaps.UNLAWFUL),  # one that may not be is enough
    ],
)
def test_a_combination_is_as_lawful_as_its_worst_pair(combination, verdict):
    assert overlaps.judged(combination, LAWFUL) == verdict
