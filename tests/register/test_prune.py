"""Persons of old months go, what newer months need stays; published figures do not change."""

import gc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select

from queries import publish, summary
from register import connections, prune
from register.__main__ import main
from register.connections import StoreError
from register.importers.format import ImportFailedError
from register.load import load as load_file
from register.schema import FROM_FILES, dipangkas, metadata, muatan, periode
from tests.queries.conftest import stored
from tests.register.conftest import contents
from tests.register.written import meeting, text
from tests.tables import fill

DESA = {"kode_desa": "33.28.02.2001", "muatan_id": 1}  # Guci
MONTHS = """
    periode | era   | tanggal_acuan
    2026-04 | DTSEN | 2026-04-30
    2026-07 | DTSEN | 2026-07-31
    2026-08 | DTSEN | 2026-08-31
    2026-09 | DTSEN | 2026-09-30    # the oldest of the two that stay
    2026-10 | DTSEN | 2026-10-31
"""
FAMILIES = """
    periode | keluarga_id | tanggal_pemutakhiran
    2026-04 | D           | 2020-01-01
    2026-07 | A           |
    2026-07 | D           | 2026-07-01
    2026-08 | A           |
    2026-08 | E           |
    2026-09 | A           |
    2026-09 | B           |
    2026-10 | A           |
    2026-10 | B           |
    2026-10 | C           |
"""
TARGETS = """
    kegiatan | keluarga_id | mulai      | batas
    Lama     | A           | 2026-06-01 | 2026-08-31
    Lama     | D           | 2026-06-01 | 2026-08-31
    Baru     | C           | 2026-08-15 | 2026-11-30
    Baru     | E           | 2026-08-15 | 2026-11-30
"""
VISITS = """
    periode | kegiatan | keluarga_id | tanggal_kunjungan | hasil           | alasan
    2026-07 | Lama     | A           | 2026-07-10        | layak           | goes: A was met later
    2026-08 | Lama     | A           | 2026-08-20        | layak           | stays: A was met last
    2026-07 |          | B           | 2026-07-05        | layak           | stays: B was met last
    2026-08 |          | B           | 2026-08-05        | tidak ditemukan | stays: last of its kind
    2026-07 | Lama     | D           | 2026-07-11        | layak           | goes: D is not there
    2026-08 | Baru     | C           | 2026-08-18        | tidak ditemukan | stays: Baru goes on
    2026-08 | Baru     | C           | 2026-08-25        | layak           | stays: Baru goes on
    2026-09 | Baru     | C           | 2026-09-05        | tidak ditemukan | stays: newer
    2026-08 | Baru     | E           | 2026-08-19        | layak           | stays: target of Baru
    2026-04 |          | C           | 2024-10-05        | layak           | goes: C was met later
"""
OTHERS = {
    "individu": """
        periode | individu_id | keluarga_id | padan | aktif
        2026-08 | a           | A           | padan | ya
        2026-09 | a           | A           | padan | ya
        """,
    "kepesertaan": """
        periode | program | keluarga_id | status
        2026-07 | PKH     | A           | goes
        2026-10 | PKH     | A           | stays
        """,
    "usulan": """
periode | usulan_id | jenis | tahap | hasil_verifikasi | tanggal_verifikasi | alasan
2026-07 | a | baru | diajukan desa | | | stays: open
2026-07 | b | baru | ditetapkan | | | goes
2026-07 | c | baru | | | | goes: not open
2026-09 | d | baru | ditolak | | | stays
2026-07 | e | baru | ditetapkan | layak | 2026-07-07 | stays: a find
2025-07 | f | baru | ditetapkan | layak | 2025-07-07 | goes: long ago
2026-07 | g | hapus | ditetapkan | layak | 2026-07-07 | goes: no find
2026-07 | h | baru | ditetapkan | tidak layak | 2026-07-07 | goes: no find
        """,
    "laporan_warga": """
        periode | laporan_id | tanggal    | jenis | status  | isi
        2026-07 | 1          | 2026-07-01 | usul  | baru    | stays: not answered
        2026-07 | 2          | 2026-07-01 | usul  | selesai | goes
        """,
    "musdes": """
        periode | tanggal    | nomor_ba
        2026-07 | 2026-07-05 | stays: no person in it
        """,
    "arsip_keluarga": """
        periode | keluarga_id | aktif | diganti_muatan | alamat
        2026-08 | A           | ya    | 2              | goes
        2026-09 | A           | ya    | 2              | stays
        """,
}
RANKED = """
    periode | keluarga_id | nik
    2026-04 | A           | goes
    2026-07 | A           | stays: in force in September
    2026-10 | A           | stays
"""
OFFICERS = """
    periode | petugas_id | nama | peran | kode_kecamatan
    2026-07 | goes       | a    | TKSK  | 33.28.02
    2026-09 | stays      | a    | TKSK  | 33.28.02
"""
WAITING = """
    muatan_id | baris | kode_kecamatan | desa_tertulis | isi
    1         | 2     | 33.28.02       | Gutji         | goes
    2         | 2     | 33.28.02       | Gutji         | stays
"""
SAME = ("capaian", "terbitan_periode", "kegiatan", "verval_sasaran", "verval_harian")
SAME += ("terbitan_petugas", "verval_laju", "terbitan_libur")


@pytest.fixture
def aged(register):
    """Five months of a register, remarks in its rows saying what a prune to two months does."""
    with register.begin() as connection:
        fill(connection, periode, MONTHS)
        for number, month in ((1, "2026-07"), (2, "2026-09")):
            connection.execute(insert(muatan).values(load(number, month)))
        table = metadata.tables
        fill(connection, table["keluarga"], FAMILIES, aktif=True, **DESA)
        fill(connection, table["sasaran_verval"], TARGETS, **DESA)
        fill(connection, table["verval"], VISITS, **DESA)
        fill(connection, table["pemeringkatan"], RANKED, muatan_id=1)
        fill(connection, table["petugas"], OFFICERS, muatan_id=1)
        fill(connection, table["karantina"], WAITING)
        for name, drawn in OTHERS.items():
            fill(connection, table[name], drawn, **DESA)
    return register


def load(number: int, month: str, at: datetime = datetime(2026, 11, 2)) -> dict:  # noqa: DTZ001
    row = {"muatan_id": number, "periode": month, "format": "dtks", "nama_berkas": "a"}
    row |= {"sha256": str(number), "baris_diambil": 1, "baris_ditolak": 0, "perbaikan": False}
    return row | {"oleh": "a", "pada": at}


@pytest.fixture
def summary_store(register_url, monkeypatch):
    """The summary on the same kind of database as the register."""
    if not register_url.startswith("duckdb"):
        monkeypatch.setenv("SUMMARY_URL", register_url)


def remarks(register) -> list[str]:
    """Every cell that says what is to become of its row."""
    return sorted(
        cell
        for rows in contents(register).values()
        for row in rows
        for cell in row
        if isinstance(cell, str) and cell.startswith(("goes", "stays"))
    )


def published(register) -> dict[str, list[tuple]]:
    version = publish.publish(register, lambda _: None, "uji")
    found = {
        name: sorted(stored(version, name).itertuples(index=False, name=None), key=repr)
        for name in SAME
    }
    summary.engine(version).dispose()
    return {name: [tuple(map(str, row)) for row in rows] for name, rows in found.items()}


def test_what_goes_and_what_stays(aged):
    before = remarks(aged)
    done = prune.prune(aged, 2, "ani")

    assert remarks(aged) == [words for words in before if words.startswith("stays")]
    held = contents(aged)
    assert {row.periode for row in held["keluarga"]} == {"2026-09", "2026-10"}
    assert {row.periode for row in held["individu"]} == {"2026-09"}
    assert {row.kegiatan for row in held["sasaran_verval"]} == {"Baru"}
    assert {row.periode: row.oleh for row in held["dipangkas"]} == dict.fromkeys(
        ("2026-04", "2026-07", "2026-08"), "ani"
    )
    assert len(held["muatan"]) == 2  # the ledger stays
    told = {line.table: (line.deleted, line.kept) for line in done}
    assert (told["verval"], told["keluarga"]) == ((3, 7), (5, 5))
    assert (told["karantina"], told["arsip_keluarga"]) == ((1, 1), (1, 1))
    assert prune.going(aged, 2) == []
    assert sum(line.deleted for line in prune.prune(aged, 2, "ani")) == 0


def test_the_published_past_and_present_are_the_same(aged, summary_store):
    before = published(aged)
    campaigns = {row[0] for row in before["kegiatan"]}
    months = {row[0] for row in before["terbitan_periode"]}
    assert (campaigns, len(months)) == ({"Lama", "Baru"}, 5)

    prune.prune(aged, 2, "ani")
    assert published(aged) == before
    assert published(aged) == before  # also carried from one that was carried


def test_a_month_taken_back_is_not_carried(aged, summary_store):
    published(aged)
    prune.prune(aged, 2, "ani")
    with aged.begin() as connection:
        connection.execute(delete(periode).where(periode.c.periode == "2026-10"))
    months = [row[0] for row in published(aged)["terbitan_periode"]]
    assert sorted(months) == ["2026-04", "2026-07", "2026-08", "2026-09"]


def test_every_table_of_persons_has_its_rule():
    persons = {t for t in FROM_FILES if any(c.info["personal"] for c in t.columns)}
    assert persons <= set(prune.RULES)
    assert {metadata.tables[f"arsip_{table.name}"] for table in persons} <= set(prune.RULES)
    assert not {metadata.tables[name] for name in ("musdes", "agregat", "muatan")} & set(
        prune.RULES
    )


def test_a_pruned_month_takes_no_file(aged, tmp_path):
    """A part of a month would be published for the whole of it."""
    path = text(tmp_path / "musdes.csv", [meeting()], ",")
    prune.prune(aged, 2, "ani")
    before = contents(aged)
    with pytest.raises(ImportFailedError, match="2026-08 sudah dipangkas"):
        load_file(aged, path, "2026-08")
    assert contents(aged) == before


@pytest.mark.parametrize("months", [0, 5, 6])
def test_nothing_older(aged, months):
    before = contents(aged)
    with pytest.raises(StoreError, match="Register berisi 5 bulan"):
        prune.prune(aged, months, "ani")
    assert contents(aged) == before


class TestCommand:
    @pytest.fixture
    def run(self, aged, summary_store, capsys):
        aged.dispose()

        def command(*arguments: str) -> tuple[int, str, str]:
            code = main(["prune", "--keep-months", *arguments])
            gc.collect()  # a command ends with its process, and lets go of its DuckDB file
            return code, *capsys.readouterr()

        return command

    def test_only_what_is_published_goes(self, run, aged):
        before = contents(aged)
        aged.dispose()
        code, _, err = run("2")
        assert code == 1
        assert "3 bulan belum terbit (2026-04, 2026-07, 2026-08); angkanya akan hilang" in err
        published(aged)
        with aged.begin() as connection:
            late = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=1)
            connection.execute(insert(muatan).values(load(3, "2026-10", late)))
        aged.dispose()
        code, _, err = run("2")
        assert code == 1
        assert "Ada impor atau pembatalan sesudah terbitan yang berlaku" in err
        after = contents(aged)
        assert after | {"muatan": after["muatan"][:2]} == before

    def test_dry_run_shows_and_does_it_not(self, run, aged):
        published(aged)
        before = contents(aged)
        aged.dispose()
        code, out, _ = run("2", "--dry-run")
        assert code == 0
        assert ["keluarga", "5", "5"] in [line.split() for line in out.splitlines()]
        assert "baris akan dihapus (2026-04 sampai 2026-08). Belum ada yang diubah." in out
        assert contents(aged) == before

    def test_it_tells_what_it_did(self, run, aged, register_url):
        published(aged)
        aged.dispose()
        code, out, err = run("2")
        assert (code, err) == (0, "")
        assert ["verval", "3", "7"] in [line.split() for line in out.splitlines()]
        assert "baris orang dihapus untuk seterusnya (2026-04 sampai 2026-08)" in out
        assert ("Berkas register" in out) == register_url.startswith("duckdb")
        register = connections.engine(register_url)
        with register.connect() as connection:
            assert len(connection.scalars(select(dipangkas.c.periode)).all()) == 3
        register.dispose()

    def test_nothing_of_them_is_left_in_the_file(self, run, aged, register_url):
        """DuckDB's DELETE alone leaves them there, to be read by who opens the file as bytes."""
        if not register_url.startswith("duckdb"):
            pytest.skip("a server's files are its own")
        published(aged)
        aged.dispose()
        file = Path(register_url.removeprefix("duckdb:///"))
        assert b"goes: A was met later" in file.read_bytes()
        before = remarks(aged)
        aged.dispose()
        run("2")
        assert b"goes: A was met later" not in file.read_bytes()
        assert remarks(aged) == [words for words in before if words.startswith("stays")]
        assert list(file.parent.glob("*salinan*")) == []
