"""What visits of a campaign found: why, by whom (under a number), and beside a control sample."""

from datetime import date

import pandas as pd
import pytest

from queries import fieldwork, snapshots
from register.schema import RESULTS, sasaran_verval, verval
from tests.queries.conftest import officer_numbers
from tests.tables import fill

UNTIL = date(2026, 10, 31)
TARGETS = """
    kegiatan | keluarga_id | kode_desa     | mulai      | batas
    Uji      | able        | 33.28.01.2001 | 2026-07-06 | 2026-11-30
    Uji      | dead        | 33.28.01.2001 | 2026-07-06 | 2026-11-30
    Uji      | strange     | 33.28.01.2001 | 2026-07-06 | 2026-11-30
    Uji      | blank       | 33.28.01.2002 | 2026-07-06 | 2026-11-30
    Uji      | fit         | 33.28.01.2002 | 2026-07-06 | 2026-11-30
    Uji      | twice       | 33.28.01.2002 | 2026-07-06 | 2026-11-30
    Uji      | gone        | 33.28.01.2002 | 2026-07-06 | 2026-11-30
    Uji      | never       | 33.28.01.2002 | 2026-07-06 | 2026-11-30
"""
VISITS = """
    kegiatan | keluarga_id | tanggal_kunjungan | tanggal_unggah | hasil       | alasan          | ada_bukti | petugas   | kode_desa     | periode
    Uji      | able        | 2026-08-03        | 2026-08-03     | tidak layak | Sudah  MAMPU    | ya        | SITI A.   | 33.28.01.2001 | 2026-08
    Uji      | dead        | 2026-08-04        | 2026-08-06     | tidak layak | meninggal-dunia | tidak     | Siti A    | 33.28.01.2001 | 2026-08
    Uji      | strange     | 2026-08-04        | 2026-08-09     | tidak layak | Pak RT bilang   |           | siti  a   | 33.28.01.2001 | 2026-08
    Uji      | blank       | 2026-09-01        | 2026-09-09     | tidak layak |                 | ya        | Siti A    | 33.28.01.2002 | 2026-09
    Uji      | fit         | 2026-09-01        |                | layak       |                 | ya        | Budi      | 33.28.01.2002 | 2026-09
    Uji      | twice       | 2026-08-05        | 2026-08-05     | tidak layak | Mampu           | ya        | Budi      | 33.28.01.2002 | 2026-08
    Uji      | twice       | 2026-10-05        | 2026-10-04     | layak       |                 | ya        |           | 33.28.01.2002 | 2026-10
    Uji      | gone        | 2026-11-01        | 2026-11-01     | layak       |                 | ya        | Budi      | 33.28.01.2002 | 2026-11
    Lain     | able        | 2026-09-09        | 2026-09-09     | layak       |                 | ya        | Wati      | 33.28.01.2001 | 2026-09
             | zero        | 2020-01-01        | 2020-01-01     | layak       |                 | ya        | Zaki      | 33.28.01.2001 | 2026-07
"""  # noqa: E501
# A row of VISITS by a name: Siti of 2001 and Siti of 2002 are two officers.
NUMBERS = {"Zaki": 1, "Siti 2001": 2, "Budi": 3, "Siti 2002": 4, "Wati": 5}


@pytest.fixture
def register(register_engine):
    with register_engine.begin() as connection:
        fill(connection, sasaran_verval, TARGETS, muatan_id=1)
        fill(connection, verval, VISITS, muatan_id=1)
    return register_engine


def read(register, query) -> list[dict]:
    with register.connect() as connection:
        table = pd.read_sql(query, connection)
    return table.astype(object).where(table.notna(), None).to_dict("records")


def test_reasons_are_groups_and_add_up_to_those_tidak_layak(register):
    found = {
        (row["kode_desa"][-4:], str(row["tanggal"])[:10], row["alasan"]): row["jumlah"]
        for row in read(register, fieldwork.reasons_query("Uji", UNTIL))
    }
    assert found == {
        ("2001", "2026-08-03", "Mampu"): 1,
        ("2001", "2026-08-04", "Meninggal"): 1,  # a visit says so: a reason like others here
        ("2001", "2026-08-04", "alasan lain"): 1,  # never the office's own words
        ("2002", "2026-09-01", "tanpa alasan"): 1,
        # twice was last found layak; gone not before the as-of date
    }


def test_officers_are_numbers_and_each_family_counts_once(register):
    found = read(register, fieldwork.officers_query("Uji", UNTIL))
    told = {
        (row["nomor_petugas"], row["bulan"]): {
            name: number
            for name, number in row.items()
            if number and name not in ("kode_desa", "nomor_petugas", "bulan")
        }
        for row in found
    }
    assert told == {
        # able, dead and strange on two days: spelled in three ways, one officer
        (NUMBERS["Siti 2001"], "2026-08"): {
            "hari_aktif": 2,
            "tidak_layak": 3,
            "dengan_bukti": 1,  # not said is not yes
            "unggah_0_1": 1,
            "unggah_2_3": 1,
            "unggah_4_7": 1,
        },
        (NUMBERS["Siti 2002"], "2026-09"): {
            "hari_aktif": 1,
            "tidak_layak": 1,
            "dengan_bukti": 1,
            "unggah_lebih_7": 1,  # 8 days
        },
        (NUMBERS["Budi"], "2026-09"): {
            "hari_aktif": 1,
            "layak": 1,
            "dengan_bukti": 1,
            "unggah_tanpa": 1,
        },
        # twice counts for its last visit, whose list names nobody; uploaded before it was made
        (None, "2026-10"): {"hari_aktif": 1, "layak": 1, "dengan_bukti": 1, "unggah_tanpa": 1},
    }


def test_old_numbers_stay_when_new_officers_come(register):
    before = read(register, fieldwork._numbers())
    newcomer = """
        kegiatan | keluarga_id | tanggal_kunjungan | hasil | petugas | kode_desa     | periode
        Uji      | never       | 2026-07-07        | layak | Aan     | 33.28.01.2002 | 2026-10
        Kontrol: Uji | fit     | 2026-07-07        | layak | Aab     | 33.28.01.2002 | 2026-07
    """
    with register.begin() as connection:
        fill(connection, verval, newcomer, muatan_id=2)
    after = read(register, fieldwork._numbers())

    assert [row for row in after if row in before] == before
    # Aan's list came last, although it tells of an early day; a control visit is nobody's work
    assert [row["nomor"] for row in after if row not in before] == [6]


CONTROL = """
    kegiatan     | keluarga_id | kode_desa     | mulai      | batas
    kontrol: UJI | able        | 33.28.01.2001 | 2026-09-15 | 2026-10-15   # as somebody may type
    kontrol: UJI | strange     | 33.28.01.2001 | 2026-09-15 | 2026-10-15
    kontrol: UJI | blank       | 33.28.01.2002 | 2026-09-15 | 2026-10-15
    kontrol: UJI | fit         | 33.28.01.2002 | 2026-09-15 | 2026-10-15
"""
SECOND = """
    kegiatan     | keluarga_id | tanggal_kunjungan | hasil           | kode_desa     | periode
    kontrol: UJI | able        | 2026-09-20        | layak           | 33.28.01.2001 | 2026-09
    kontrol: UJI | strange     | 2026-09-20        | tidak layak     | 33.28.01.2001 | 2026-09
    kontrol: UJI | blank       | 2026-09-20        | tidak ditemukan | 33.28.01.2002 | 2026-09
                 | fit         | 2026-09-20        | tidak layak     | 33.28.01.2002 | 2026-09  # of no kegiatan
    kontrol: UJI | dead        | 2026-09-20        | layak           | 33.28.01.2001 | 2026-09  # not drawn
"""  # noqa: E501


@pytest.fixture
def checked(register):
    with register.begin() as connection:
        fill(connection, sasaran_verval, CONTROL, muatan_id=2)
        fill(connection, verval, SECOND, muatan_id=2)
    return register


def test_control_beside_the_officers_results(checked):
    with checked.connect() as connection:
        found = fieldwork.of(connection, "Uji", UNTIL, fieldwork.controls(connection))
    table = found["verval_kontrol"].set_index("hasil_awal")
    columns = ["keluarga", "kontrol", *[name.replace(" ", "_") for name in RESULTS]]

    assert set(table["kode_kecamatan"]) == {"33.28.01"}
    assert table[columns].T.to_dict("list") == {
        # able, dead, strange, blank and, before the control, twice; drawn: able, strange, blank
        "tidak layak": [5, 3, 1, 1, 1],
        # fit, whose visit under no kegiatan is not the control's
        "layak": [1, 1, 0, 0, 0],
    }


def test_a_control_list_is_no_campaign(checked):
    with checked.connect() as connection:
        campaigns = snapshots.campaigns(connection)
        controls = fieldwork.controls(connection)
    assert campaigns["kegiatan"].tolist() == ["Uji"]
    assert controls == {"uji": ("kontrol: UJI", date(2026, 9, 15))}
    # begun after the campaign and running: it would have been the month's
    assert snapshots.campaign(date(2026, 9, 30), campaigns) == "Uji"


def test_a_control_that_has_not_begun_tells_nothing(checked):
    with checked.connect() as connection:
        known = fieldwork.controls(connection)
        found = fieldwork.of(connection, "Uji", date(2026, 9, 14), known)
    assert "verval_kontrol" not in found


class TestSample:
    """The published sample, on both databases."""

    def test_reasons_add_up_to_the_days(self, published):
        days = published.table("verval_harian").query("hasil == 'tidak layak'")
        why = published.table("verval_alasan")
        by = ["kegiatan", "kode_desa", "tanggal"]
        assert len(why) > 10
        assert (
            why.groupby(by)["jumlah"].sum().to_dict() == days.groupby(by)["jumlah"].sum().to_dict()
        )

    def test_officers_add_up_to_the_days(self, published):
        days, officers = published.table("verval_harian"), published.table("verval_petugas")
        done = days.groupby(["kegiatan", "hasil"])["jumlah"].sum()
        for (kegiatan, result), number in done.items():
            mine = officers[officers["kegiatan"] == kegiatan]
            assert mine[result.replace(" ", "_")].sum() == number
        uploads = officers.filter(like="unggah_").sum(axis=1)
        results = officers[[name.replace(" ", "_") for name in RESULTS]].sum(axis=1)
        assert (uploads == results).all()
        assert (officers["dengan_bukti"] <= results).all()
        assert officers["hari_aktif"].between(1, results).all()

    def test_both_databases_number_officers_alike(self, published, expected_numbers):
        found = published.table("verval_petugas")[["kode_desa", "nomor_petugas"]]
        numbers = set(found.dropna().itertuples(index=False, name=None))
        assert numbers <= expected_numbers
        assert len(numbers) > 100


@pytest.fixture
def expected_numbers(published) -> set[tuple[str, float]]:
    """The numbers once more, in plain Python, from the register's rows."""
    with published.register.connect() as connection:
        visits = pd.read_sql(verval.select(), connection)
    return {(desa, float(number)) for desa, number in officer_numbers(visits)}
