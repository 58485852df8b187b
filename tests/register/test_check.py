"""`check` holds a register against the contract: what does not fit is named and counted."""

from datetime import datetime

import pytest
from sqlalchemy import insert, text, update

from register import check, connections
from register.schema import CONTRACT, metadata, muatan, periode, wilayah
from tests.register.test_migrations import FIRST
from tests.tables import fill

NOW = datetime(2026, 11, 2)  # noqa: DTZ001  the register writes UTC
DESA = "33.28.02.2001"  # Guci
FAMILIES = """
    periode | keluarga_id | no_kk | kode_desa     | aktif | muatan_id
    2026-10 | A           | 99A   | 33.28.02.2001 | ya    | 1
    2026-10 | B           | 99B   | 33.28.02.2001 | ya    | 1
"""
PERSONS = """
    periode | individu_id | keluarga_id | kode_desa     | jenis_kelamin | padan | aktif | muatan_id
    2026-10 | a           | A           | 33.28.02.2001 | L             | padan | ya    | 1
    2026-10 | b           | B           | 33.28.02.2001 |               | padan | ya    | 1
"""


@pytest.fixture
def sound(register):
    """A register of two families in one month, nothing wrong with it."""
    with register.begin() as connection:
        fill(connection, periode, "periode|era|tanggal_acuan\n2026-10|DTSEN|2026-10-31")
        add(connection, "keluarga", FAMILIES)
        add(connection, "individu", PERSONS)
    return register


def add(connection, name: str, drawn: str) -> None:
    fill(connection, metadata.tables[name], drawn)


def found(register) -> set[tuple[str, bool, str]]:
    return {(f.table, f.wrong, f.text) for f in check.examine(register).findings}


def test_a_sound_register(sound):
    report = check.examine(sound)
    assert report.findings == []
    assert (report.rows["keluarga"], report.rows["verval"]) == (2, 0)
    assert {table.name for table in CONTRACT} <= set(report.rows)


PERSON = PERSONS.splitlines()[1]
KIND = "di luar pilihan"
CASES = {
    "sex in words": (
        ("individu", f"{PERSON}\n2026-10|c|A|{DESA}|LAKI|padan|ya|1"),
        ("individu", True, f"kolom jenis_kelamin {KIND} (L, P) (1 baris)"),
    ),
    "the same person twice": (
        ("individu", f"{PERSON}\n2026-10|a|A|{DESA}|L|padan|ya|1"),
        ("individu", True, "1 tercatat lebih dari sekali (periode + keluarga_id + individu_id)"),
    ),
    "a person without a family": (
        ("individu", f"{PERSON}\n2026-10|c|C|{DESA}|L|padan|ya|1"),
        ("individu", True, "1 baris keluarganya tidak ada di keluarga bulan itu"),
    ),
    "an eleventh desil": (
        (
            "keluarga",
            "periode|keluarga_id|kode_desa|aktif|desil|muatan_id\n"
            f"2026-10|C|{DESA}|ya|11|1\n2026-10|D|{DESA}|ya|10|1",
        ),
        ("keluarga", True, "kolom desil di luar 1-10 (1 baris)"),
    ),
    "a kecamatan for a desa": (
        ("musdes", "periode|kode_desa|muatan_id\n2026-10|33.28.02|1"),
        ("musdes", True, "1 kode_desa tidak ada di wilayah: 33.28.02 …"),
    ),
    "a month nobody determined": (
        ("musdes", f"periode|kode_desa|muatan_id\n2026-09|{DESA}|1"),
        (
            "musdes",
            True,
            "1 bulan tidak ada di tabel periode, tidak akan terbit: 2026-09",
        ),
    ),
    "a month without families": (
        ("periode", "periode|era|tanggal_acuan\n2026-09|DTSEN|2026-09-30"),
        ("periode", False, "1 bulan tanpa satu pun keluarga: 2026-09"),
    ),
    "a visit to a family not there": (
        (
            "verval",
            "periode|keluarga_id|kode_desa|tanggal_kunjungan|hasil|muatan_id\n"
            f"2026-10|C|{DESA}|2026-10-01|layak|1",
        ),
        ("verval", False, "1 baris keluarganya tidak ada di keluarga bulan itu"),
    ),
    "a membership on two lists": (
        (
            "kepesertaan",
            "periode|program|kode_desa|keluarga_id|status|muatan_id\n"
            f"2026-10|PKH|{DESA}|A|PKH|1\n2026-10|PKH|{DESA}|A|PKH|2",
        ),
        (
            "kepesertaan",
            False,
            "1 tercatat lebih dari sekali (periode + program + keluarga_id + individu_id)",
        ),
    ),
    "real beside invented": (
        (
            "keluarga",
            f"periode|keluarga_id|no_kk|kode_desa|aktif|muatan_id\n2026-10|C|88C|{DESA}|ya|1",
        ),
        ("keluarga", True, "DATA CONTOH dan data asli tercampur dalam satu register"),
    ),
}


@pytest.mark.parametrize(("rows", "finding"), CASES.values(), ids=CASES)
def test_what_is_wrong_is_named_and_counted(sound, rows, finding):
    with sound.begin() as connection:
        add(connection, *rows)
    assert found(sound) == {finding}


def test_a_month_in_words(sound):
    with sound.begin() as connection:
        fill(connection, periode, "periode|era|tanggal_acuan\nOktober|DTSEN|2026-10-31")
    assert ("periode", True, "kolom periode tidak seperti 2026-10 (1 baris)") in found(sound)


def test_an_office_with_views(sound):
    """Its tables are named otherwise. A view may lack the number of the load, not more."""
    with sound.begin() as connection:
        connection.execute(text("ALTER TABLE keluarga RENAME TO kk"))
        connection.execute(text("ALTER TABLE kk DROP COLUMN muatan_id"))
        connection.execute(text("ALTER TABLE kk ALTER COLUMN desil TYPE VARCHAR"))
        connection.execute(text("CREATE VIEW keluarga AS SELECT * FROM kk"))
        connection.execute(text("DROP TABLE kuota"))
        connection.execute(text("DROP TABLE musdes"))
        connection.execute(text("CREATE VIEW musdes AS SELECT periode, kode_desa FROM kk"))

    lines = found(sound)

    gone = "tidak ada; bila kantor tidak memilikinya, jalankan python -m register migrate"
    assert ("kuota", True, gone) in lines
    lacking = {f"kolom {n} tidak ada (artinya: docs/register.md)" for n in MUSDES}
    assert {words for name, _, words in lines if name == "musdes"} == lacking
    (desil,) = [words for name, _, words in lines if name == "keluarga"]
    assert desil.startswith("kolom desil bertipe ")
    assert len(lines) == 1 + len(lacking) + 1


MUSDES = ("tanggal", "nomor_ba", "ba_diunggah")


def test_empty_cells_of_a_view(sound):
    """A view has no NOT NULL: what must be filled is counted."""
    with sound.begin() as connection:
        connection.execute(text("ALTER TABLE keluarga RENAME TO kk"))
        connection.execute(text("ALTER TABLE kk ALTER COLUMN aktif DROP NOT NULL"))
        connection.execute(text("UPDATE kk SET aktif = NULL WHERE keluarga_id = 'A'"))
        connection.execute(text("CREATE VIEW keluarga AS SELECT * FROM kk"))
    assert found(sound) == {("keluarga", True, "kolom aktif kosong (1 baris)")}


def test_an_older_register_is_sent_to_migrate(register_url):
    old = connections.engine(register_url)
    with old.begin() as connection:
        for statement in FIRST.split(";\n"):
            if statement.strip():
                connection.execute(text(statement))
    lines = found(old)
    old.dispose()
    words = "skema 1, program ini 2: jalankan python -m register migrate"
    assert ("versi_skema", True, words) in lines


def test_loads_of_both_kinds(sound):
    with sound.begin() as connection:
        common = {"periode": "2026-10", "format": "dtks", "nama_berkas": "a", "baris_diambil": 1}
        common |= {"baris_ditolak": 0, "perbaikan": False, "oleh": "a", "pada": NOW}
        for number, invented in ((1, True), (2, False), (3, None)):
            row = common | {"muatan_id": number, "sha256": str(number), "contoh": invented}
            connection.execute(insert(muatan), row)
    mixed = "DATA CONTOH dan data asli tercampur dalam satu register"
    assert found(sound) == {("keluarga", True, mixed)}
    with sound.begin() as connection:
        connection.execute(
            update(muatan).where(muatan.c.muatan_id == 2).values(dibatalkan_pada=NOW)
        )
    assert found(sound) == set()


def test_the_table_that_is_shown(sound):
    with sound.begin() as connection:
        add(connection, "individu", f"{PERSON}\n2026-10|a|A|{DESA}|X|padan|ya|1")
        connection.execute(wilayah.delete().where(wilayah.c.tingkat == "kabupaten"))
    shown = check.told(check.examine(sound)).splitlines()
    assert shown[0].split() == ["Tabel", "Keadaan", "Baris", "Temuan"]
    place = next(number for number, line in enumerate(shown) if line.startswith("individu"))
    assert shown[place].split(maxsplit=3) == [
        "individu",
        "SALAH",
        "3",
        "kolom jenis_kelamin di luar pilihan (L, P) (1 baris)",
    ]
    assert shown[place + 1].split(maxsplit=1)[0] == "SALAH"  # the name stands once
    assert not any("99" in line for line in shown)
