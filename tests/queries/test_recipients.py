"""Who receives, in which desil, and what is known against it? Each row says why it is there."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pandas as pd
import pytest

from queries import measure, strata
from queries.indicator import Snapshot
from queries.indicators.recipients import (
    BELUM_MENERIMA,
    CAKUPAN_JIWA,
    CAKUPAN_KK,
    LUAR_DESIL,
    STATUS_BERMASALAH,
)
from queries.populations import CAKUPAN
from register.schema import individu, keluarga, kepesertaan, pemeringkatan, periode, verval
from tests.tables import counted, fill, rows

DESA = "33.28.01.2001"
LIMITS = MappingProxyType({"PKH": 1, "BPNT": 2, "PBI-JK": 4})
OCTOBER = Snapshot(
    "2026-10", date(2026, 10, 31), era="DTSEN", programmes=("BPNT", "PBI-JK", "PKH"), limits=LIMITS
)
MONTHS = """
    periode | era   | tanggal_acuan
    2024-12 | DTKS  | 2024-12-31
    2026-07 | DTSEN | 2026-07-31
    2026-10 | DTSEN | 2026-10-31
    2026-11 | DTSEN | 2026-11-30
"""
AT = {"kode_desa": DESA, "periode": "2026-10", "muatan_id": 1}


@pytest.fixture
def connection(register_engine):
    with register_engine.connect() as connection:
        fill(connection, periode, MONTHS)
        yield connection


def families(connection, text: str) -> None:
    fill(connection, keluarga, text, **AT)


def people(connection, text: str) -> None:
    drawn = "\n".join(text.splitlines())
    fill(connection, individu, drawn, **({"padan": "padan", "aktif": True} | AT))


def receive(connection, text: str) -> None:
    fill(connection, kepesertaan, text, status="YA", **AT)


def sums(connection, indicator, snapshot: Snapshot = OCTOBER) -> dict[str, tuple[int, int, int]]:
    """Return rincian → the three sums of the one desa."""
    table = measure.sums(connection, CAKUPAN, [indicator], snapshot)
    return {part: counted(table, part)[DESA] for part in table["rincian"]}


FAMILIES = """
    keluarga_id | desil | aktif
    one         | 1     | ya
    two         | 2     | ya
    five        | 5     | ya
    ranked      |       | ya    # its desil stands in the ranking
    nobody      |       | ya    # no file gives one
    differing   |       | ya    # its members have two: none
    asleep      | 1     | tidak # registered no more
"""
RANKING = """
    keluarga_id | nik | desil | periode
    ranked      | 4   | 9     | 2026-07  # older
    ranked      | 4   | 2     | 2026-10
    ranked      | 4   | 7     | 2026-11  # of the month after
    nobody      | 5   | 3     | 2024-12  # another era
    differing   | 6   | 1     | 2026-10
    differing   | 61  | 2     | 2026-10
    one         | 1   | 8     | 2026-10  # the export's own desil counts
"""
MEMBERS = """
    keluarga_id | individu_id | hubungan_keluarga | tanggal_lahir
    one         | 1           | KEPALA KELUARGA   | 1980-01-01
    one         | 11          | ANAK              | 2010-01-01
    two         | 2           | KEPALA KELUARGA   | 1980-01-01
    five        | 3           | KEPALA KELUARGA   | 1980-01-01
    five        | 31          | ISTRI             | 1980-01-01
    ranked      | 4           | KEPALA KELUARGA   | 1980-01-01
    nobody      | 5           | KEPALA KELUARGA   | 1980-01-01
    differing   | 6           | KEPALA KELUARGA   | 1980-01-01
    differing   | 61          | ISTRI             | 1980-01-01
"""
LISTS = """
    program | keluarga_id | individu_id
    PKH     | one         |
    PKH     | one         |             # on two lists: one membership
    BPNT    | one         |
    BPNT    | five        |
    BPNT    | nobody      |
    BPNT    | asleep      |
    BPNT    | stranger    |             # not in the register
    PBI-JK  | one         | 1
    PBI-JK  | one         | 1           # BPJS's list and the export
    PBI-JK  | five        | 3
    PBI-JK  | five        | 31
    PBI-JK  | two         | 99          # a person the register does not have
"""


@pytest.fixture
def drawn(connection):
    families(connection, FAMILIES)
    fill(connection, pemeringkatan, RANKING, muatan_id=1)
    people(connection, MEMBERS)
    receive(connection, LISTS)
    fill(
        connection,
        kepesertaan,
        "program | keluarga_id\nPKH | two",
        status="YA",
        **(AT | {"periode": "2026-09"}),
    )  # of another month
    return connection


def test_coverage_of_families_by_desil(drawn):
    found = sums(drawn, CAKUPAN_KK)

    # Six active families; one in desil 1, two and ranked in 2, five in 5, two without.
    assert found[""] == (3, 6, 0)  # one, five, nobody: each once, whatever they receive
    assert found["desil 1"] == (1, 1, 0)
    assert found["desil 2"] == (0, 2, 0)
    assert found["desil 5"] == (1, 1, 0)
    assert found["tanpa desil"] == (1, 2, 0)
    assert found["PKH"] == (1, 6, 0)
    assert found["PKH · desil 1"] == (1, 1, 0)
    assert found["PKH · tanpa desil"] == (0, 2, 0)
    assert found["BPNT"] == (3, 6, 0)  # asleep is not active, the stranger not registered
    assert found["PBI-JK"] == (3, 6, 0)  # one, five, and two by somebody not in the register
    assert not [name for name in found if "desil 9" in name or "desil 8" in name]


def test_coverage_of_persons(drawn):
    found = sums(drawn, CAKUPAN_JIWA)

    assert found[""] == (5, 9, 0)  # all members of one (2), five (2), nobody (1)
    assert found["PKH"] == (2, 9, 0)  # a list of families: every member has part in it
    assert found["PBI-JK"] == (3, 9, 0)  # 1, 3 and 31; number 99 is nobody's here
    assert found["PBI-JK · desil 1"] == (1, 2, 0)


def test_recipients_outside_the_target_decile(drawn):
    found = sums(drawn, LUAR_DESIL)

    assert found["PKH"] == (0, 1, 0)  # one, in desil 1 of 1
    assert found["BPNT"] == (1, 2, 0)  # five; one is inside, nobody has no desil
    assert found["BPNT · tanpa desil"] == (1, 3, 0)  # and is told apart, of all who receive
    assert found["PBI-JK"] == (1, 3, 0)  # five, of one, two, five
    assert found[""] == (1, 2, 0)  # the widest limit of those by family is 2


def test_without_a_rule_nobody_is_outside(drawn):
    nameless = Snapshot("2026-10", date(2026, 10, 31), era="DTSEN", programmes=("PKH",))
    assert sums(drawn, LUAR_DESIL, nameless) == {}
    assert sums(drawn, BELUM_MENERIMA, nameless) == {}


def test_without_any_list_nobody_knows_who_receives(connection):
    families(connection, FAMILIES)
    empty = Snapshot("2026-10", date(2026, 10, 31), era="DTSEN", limits=LIMITS)
    assert sums(connection, CAKUPAN_KK, empty) == {}
    alone = replace(empty, programmes=("PBI-JK",))
    assert "" not in sums(connection, CAKUPAN_KK, alone)
    assert sums(connection, STATUS_BERMASALAH, empty) == {}


ELIGIBLE = """
    keluarga_id | desil | aktif
    child       | 1     | ya
    grown       | 1     | ya
    old         | 1     | ya
    young-old   | 1     | ya
    unborn      | 1     | ya
    receiving   | 1     | ya
    second      | 2     | ya
    third       | 3     | ya
    nothing     |       | ya
"""
AGES = """
    keluarga_id | individu_id | hubungan_keluarga | tanggal_lahir
    child       | 1           | ANAK              | 2004-11-01  # 21 to the day before 22
    grown       | 2           | ANAK              | 2004-10-31  # 22 that day
    old         | 3           | KEPALA KELUARGA   | 1966-10-31  # 60 that day
    young-old   | 4           | KEPALA KELUARGA   | 1966-11-01  # 59
    unborn      | 5           | KEPALA KELUARGA   |             # no date of birth: unknown
    receiving   | 6           | ANAK              | 2015-01-01
    second      | 7           | ANAK              | 2015-01-01
    third       | 8           | ANAK              | 2015-01-01
    nothing     | 9           | ANAK              | 2015-01-01
"""


def test_in_the_target_and_not_receiving(connection):
    families(connection, ELIGIBLE)
    people(connection, AGES)
    receive(connection, "program | keluarga_id\n PKH | receiving\n BPNT | receiving")
    found = sums(connection, BELUM_MENERIMA)

    # PKH: desil 1 with a child or an old member: child, old, receiving; unknown: unborn, nothing.
    assert found["PKH"] == (2, 5, 2)
    # BPNT: desil 1 and 2, whoever lives there: all but third; unknown: nothing.
    assert found["BPNT"] == (6, 8, 1)
    assert found[""] == (6, 8, 1)  # no help at all, by the widest limit
    assert found["PBI-JK"] == (8, 9, 1)  # desil up to 4: nobody is on its list


RECIPIENTS = """
    keluarga_id | aktif
    sound       | ya
    dead        | tidak  # the head's death made the family inactive; it receives all the same
    heir        | ya     # the child is dead, not the one who receives
    moved       | ya
    moved-in    | ya     # came here: no reason
    twin        | ya
    twin-too    | ya
    visited     | ya     # the last visit found it gone
    revisited   | ya     # an earlier visit did, the last one not
    long-ago    | ya     # more than twelve months ago
    untested    | ya     # nobody knows
    told        | ya     # not tested, but a visit met them
    headless    | ya     # no head, so nobody on record
    outside     | ya     # receives nothing
"""
STATES = """
    keluarga_id | individu_id | nik | hubungan_keluarga | keadaan       | padan       | aktif
    sound       | 1           | 1   | KEPALA KELUARGA   | Masih hidup   | padan       | ya
    dead        | 2           | 2   | KEPALA KELUARGA   | MENINGGAL     | padan       | tidak
    heir        | 3           | 3   | KEPALA KELUARGA   |               | padan       | ya
    heir        | 31          | 31  | ANAK              | Meninggal     | padan       | tidak
    moved       | 4           | 4   | KEPALA KELUARGA   | Pindah keluar | padan       | tidak
    moved       | 41          | 41  | ISTRI             |               | padan       | ya
    moved-in    | 5           | 5   | KEPALA KELUARGA   | Pindah Datang | padan       | ya
    twin        | 6           | 77  | KEPALA KELUARGA   |               | padan       | ya
    twin-too    | 7           | 77  | KEPALA KELUARGA   |               | padan       | ya
    visited     | 8           | 8   | KEPALA KELUARGA   |               | padan       | ya
    revisited   | 9           | 9   | KEPALA KELUARGA   |               | padan       | ya
    long-ago    | 10          | 10  | KEPALA KELUARGA   |               | padan       | ya
    untested    | 11          | 11  | KEPALA KELUARGA   |               | belum diuji | ya
    told        | 12          | 12  | KEPALA KELUARGA   |               | belum diuji | ya
    headless    | 13          | 13  | ANAK              |               | padan       | ya
    outside     | 14          | 14  | KEPALA KELUARGA   | Meninggal     | padan       | tidak
"""
VISITS = """
    keluarga_id | tanggal_kunjungan | hasil       | alasan
    visited     | 2026-10-01        | tidak layak | Pindah domisili
    revisited   | 2026-09-01        | tidak layak | Pindah
    revisited   | 2026-10-01        | layak       |
    long-ago    | 2025-10-31        | tidak layak | Meninggal
    told        | 2026-10-01        | tidak layak | Mampu
"""


def test_recipients_whose_civil_status_is_wrong(connection):
    families(connection, RECIPIENTS)
    people(connection, STATES)
    fill(connection, verval, VISITS, **AT)
    names = [row["keluarga_id"] for row in rows(RECIPIENTS) if row["keluarga_id"] != "outside"]
    receive(connection, "\n".join(["program | keluarga_id", *[f"BPNT | {n}" for n in names]]))
    receive(
        connection, "program | keluarga_id | individu_id\n PBI-JK | heir | 31\n PBI-JK | heir | 3"
    )
    found = sums(connection, STATUS_BERMASALAH)

    # dead, moved, twin, twin-too, visited; unknown: untested, headless
    assert found["BPNT"] == found[""] == (5, 13, 2)
    assert found["BPNT · meninggal"] == (1, 13, 2)
    assert found["BPNT · pindah"] == (2, 13, 2)
    assert found["NIK ganda"] == (2, 13, 2)
    # By name on the list of PBI-JK: the dead child.
    assert found["PBI-JK"] == found["PBI-JK · meninggal"] == (1, 1, 0)


def test_one_of_them_unknown_is_no_no(connection):
    families(connection, "keluarga_id | aktif\n half | ya\n missing | ya\n both | ya")
    people(
        connection,
        """
        keluarga_id | individu_id | padan
        half        | 1           | padan
        half        | 2           | belum diuji
        missing     | 3           | padan
        both        | 4           | padan
        both        | 5           | tidak padan
        """.replace("        ", ""),
    )
    members = [("half", 1), ("half", 2), ("missing", 3), ("missing", 99), ("both", 4), ("both", 5)]
    drawn = [f"PBI-JK | {family} | {person}" for family, person in members]
    receive(connection, "\n".join(["program | keluarga_id | individu_id", *drawn]))

    assert sums(connection, STATUS_BERMASALAH)["PBI-JK"] == (0, 3, 2)


JUDGED = """
    keluarga_id | desil | aktif
    fit         | 1     | ya
    unfit       | 1     | ya
    gone        | 4     | ya
    lost        | 4     | ya
    unseen      | 9     | ya
    asleep      | 1     | tidak
"""


def test_strata_hold_each_family_once_a_programme(connection):
    families(connection, JUDGED)
    people(connection, "keluarga_id | individu_id | tanggal_lahir\n fit | 1 | 2015-01-01")
    receive(connection, "program | keluarga_id\n BPNT | fit\n BPNT | gone")
    visits = """
        keluarga_id | tanggal_kunjungan | hasil           | alasan
        fit         | 2026-10-01        | layak           |
        unfit       | 2026-10-01        | tidak layak     | Mampu
        gone        | 2026-10-01        | tidak layak     | Meninggal
        lost        | 2026-10-01        | tidak ditemukan |
    """
    fill(connection, verval, visits, **AT)
    found = strata.families(connection, OCTOBER)
    every = found[found["program"] == ""]

    assert every["jumlah"].sum() == 5
    results = ["layak", "tidak_layak", "kependudukan", "tidak_ditemukan"]
    assert every[results].sum().tolist() == [1, 1, 1, 1]
    assert found.loc[found["program"] == "BPNT", "jumlah"].sum() == 3  # fit, gone; unfit: in target
    keys = ["menerima", "sasaran", "kelompok_desil", "padan"]
    drawn = every[[*keys, "jumlah"]].to_numpy().tolist()
    assert sorted(drawn, key=str) == sorted(
        [
            [True, True, "1-2", True, 1],  # fit: its one member is padan
            [False, True, "1-2", False, 1],  # unfit: nobody to be padan
            [True, False, "3-4", False, 1],  # gone
            [False, False, "3-4", False, 1],  # lost
            [False, False, "5+", False, 1],  # unseen
        ],
        key=str,
    )


def test_reasons_are_told_by_group_and_an_office_s_own_text_is_not(connection):
    families(connection, JUDGED)
    receive(connection, "program | keluarga_id\n BPNT | fit")
    visits = """
        keluarga_id | tanggal_kunjungan | hasil       | alasan
        fit         | 2026-03-01        | layak       |                    # before it grew rich
        fit         | 2026-10-01        | tidak layak | SUDAH  mampu
        unfit       | 2026-10-01        | tidak layak | adik Bu Siti RT 04 # must not get out
        gone        | 2026-10-01        | tidak layak | Meninggal          # a civil cause
        lost        | 2026-10-01        | tidak layak | -
        unseen      | 2026-10-01        | layak       |
        asleep      | 2026-10-01        | tidak layak | Mampu              # not active
    """
    fill(connection, verval, visits, **AT)

    found = strata.reasons(connection, OCTOBER)

    keys = ["program", "menerima", "alasan", "pernah_layak", "jumlah"]
    assert sorted(found[keys].to_numpy().tolist()) == [
        ["", False, "alasan lain", False, 1],
        ["", False, "tanpa alasan", False, 1],
        ["", True, "Mampu", True, 1],
        ["BPNT", True, "Mampu", True, 1],
    ]


def test_families_that_are_alike_are_one_row_at_hand_and_count_as_many(drawn):
    # two and ranked are of one desil, and alike but for PBI-JK, which two receives; nobody and
    # differing have none, and are alike but for BPNT, which nobody receives. Over all programmes
    # neither pair is: their lists are others.
    asked = [CAKUPAN_KK, CAKUPAN_JIWA, LUAR_DESIL, BELUM_MENERIMA, STATUS_BERMASALAH]
    fill(drawn, verval, "keluarga_id|tanggal_kunjungan|hasil\none|2026-10-01|tidak layak", **AT)
    with measure.held(drawn, CAKUPAN, OCTOBER) as coverage:
        rows_at_hand = pd.read_sql(coverage.rows(OCTOBER), drawn)
        at_hand = [
            measure.sums(drawn, coverage, asked, OCTOBER),
            strata.families(drawn, OCTOBER, coverage),
            strata.reasons(drawn, OCTOBER, coverage),
        ]
    one_by_one = [
        measure.sums(drawn, CAKUPAN, asked, OCTOBER),
        strata.families(drawn, OCTOBER),
        strata.reasons(drawn, OCTOBER),
    ]

    for found, expected in zip(at_hand, one_by_one, strict=True):
        assert not found.empty
        pd.testing.assert_frame_equal(found, expected)
    alike = rows_at_hand[rows_at_hand["banyak"] > 1]
    assert sorted(alike[["program", "banyak", "anggota"]].to_numpy().tolist()) == [
        ["BPNT", 2, 2],
        ["PBI-JK", 2, 3],
        ["PKH", 2, 2],
        ["PKH", 2, 3],
    ]


def test_a_person_written_twice_in_a_family_is_one(connection):
    families(connection, "keluarga_id | aktif\n a | ya")
    twice = "keluarga_id | individu_id | aktif\n a | 1 | ya\n a | 1 | tidak\n a | 2 | ya"
    people(connection, twice)  # an office's view may say so; our importers do not
    receive(connection, "program | keluarga_id | individu_id\n PBI-JK | a | 1\n PBI-JK | a | 1")

    assert sums(connection, CAKUPAN_JIWA)["PBI-JK"] == (1, 2, 0)


def test_a_family_is_one_row_a_programme(drawn):
    table = pd.read_sql(CAKUPAN.rows(OCTOBER), drawn)
    assert len(table) == 7 * 4  # families, and ANY beside three programmes


def test_who_was_taken_out_of_a_list_does_not_receive(connection):
    families(connection, "keluarga_id | aktif\n a | ya\n b | ya\n c | ya\n d | ya\n e | ya")
    for family, status in {
        "a": "SI",
        "b": "EXCLUDE MENINGGAL",
        "c": "Non-Aktif",
        "d": "TIDAK TRANSAKSI",  # paid, and not fetched: a recipient
        "e": "Calon Penerima Bansos",
    }.items():
        row = {"program": "BPNT", "keluarga_id": family, "status": status}
        connection.execute(kepesertaan.insert(), AT | row)

    assert sums(connection, CAKUPAN_KK)["BPNT"] == (2, 5, 0)
