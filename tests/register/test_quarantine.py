"""Rows that name a desa nobody knows: they wait, somebody says which is meant, they come in."""

import json

import pytest
from sqlalchemy import insert, select

from register import quarantine
from register.importers.format import ImportFailedError
from register.naming import name_desa
from register.rejects import write
from register.schema import karantina, wilayah_alias
from register.undo import undo
from tests.register.conftest import TODAY, contents
from tests.register.written import done, listed, meeting, person, text

BUMIJAWA, GUCI, SIGEDONG = "33.28.02", "33.28.02.2001", "33.28.02.2002"
GUCCI = {"DESA_KELUARAHAN": "GUCCI"}
REPORT = ("TANGGAL LAPORAN", "KECAMATAN", "DESA", "JENIS LAPORAN", "STATUS", "ISI LAPORAN")


def named(register, written: str = "GUCCI", kode: str = GUCI):
    return name_desa(register, BUMIJAWA, written, kode, "penguji", TODAY)


def held(register, table: str) -> list:
    return contents(register)[table]


def persons(register) -> set[tuple[str, str]]:
    return {(p.kode_desa[-4:], p.nik[-1]) for p in held(register, "individu")}


def visits(register) -> list:
    return held(register, "verval")


def still_waiting(register) -> list[tuple]:
    rows = quarantine.waiting(register)
    return [(r.kode_kecamatan, r.kecamatan, r.desa_tertulis, r.jumlah) for r in rows.itertuples()]


def test_a_row_waits_with_all_its_cells(register, load_file, tmp_path):
    row = person(2, BANSOS_PKH="YA", RW="", **GUCCI)
    loaded = load_file(text(tmp_path / "a.txt", [person(1), row]))

    assert (loaded.taken, loaded.waiting, len(loaded.rejects)) == (1, 1, 0)
    assert persons(register) == {("2001", "1")}
    (waits,) = held(register, "karantina")
    assert (waits.muatan_id, waits.baris, waits.kode_kecamatan, waits.desa_tertulis) == (
        1,
        "3",
        BUMIJAWA,
        "GUCCI",
    )
    assert json.loads(waits.isi) == {name: cell or None for name, cell in row.items()}
    assert [m.baris_karantina for m in held(register, "muatan")] == [1]


def test_what_waits_is_told_without_a_personal_value(register, load_file, tmp_path):
    rows = [person(1, **GUCCI), person(2, **GUCCI), person(3, DESA_KELUARAHAN="QQQQ")]
    load_file(text(tmp_path / "a.txt", rows))
    assert still_waiting(register) == [
        (BUMIJAWA, "Bumijawa", "GUCCI", 2),
        (BUMIJAWA, "Bumijawa", "QQQQ", 1),
    ]
    first, second = quarantine.waiting(register)["calon"]
    assert first[0] == {"kode": GUCI, "nama": "Guci"}
    assert len(first) <= 3
    assert second == []


def test_another_fault_is_no_waiting(register, load_file, tmp_path):
    rows = [person(1), person(2, NIK="1", **GUCCI), person(3, prefix="88", **GUCCI)]
    loaded = load_file(text(tmp_path / "a.txt", rows))
    assert (loaded.waiting, loaded.rejects["BARIS ASAL"].tolist()) == (0, [3, 4])
    assert "berawalan 99" in loaded.rejects["SEBAB DITOLAK"][1]


def test_a_file_of_which_all_waits_is_loaded(register, load_file, tmp_path):
    path = text(tmp_path / "a.txt", [person(1, **GUCCI)])
    loaded = load_file(path)
    assert (loaded.taken, loaded.waiting, loaded.already) == (0, 1, False)
    assert load_file(path).already


def test_two_desa_nobody_knows_are_not_one(register, load_file, tmp_path):
    rows = [meeting(), meeting("GUCCI"), meeting("QQQQ"), meeting("QQQQ")]
    loaded = load_file(text(tmp_path / "m.csv", rows, ","))
    assert (loaded.taken, loaded.waiting, len(loaded.rejects)) == (1, 3, 0)


class TestNaming:
    def test_takes_the_rows_in_and_is_remembered(self, register, load_file, tmp_path):
        path = text(tmp_path / "a.txt", [person(1), person(2, **GUCCI)])
        load_file(path)
        done = named(register)

        assert (done.released, done.rejected, done.loads) == (1, 0, [2])
        assert persons(register) == {("2001", "1"), ("2001", "2")}
        assert still_waiting(register) == []
        assert [row.dilepas_oleh for row in held(register, "karantina")] == [2]
        first, second = held(register, "muatan")
        assert (second.nama_berkas, second.perbaikan, second.baris_diambil, second.oleh) == (
            "a.txt (karantina)",
            True,
            1,
            "penguji",
        )
        assert first.digantikan_oleh is None
        with register.connect() as connection:
            alias = select(wilayah_alias).where(wilayah_alias.c.nama == "GUCCI")
            (remembered,) = connection.execute(alias).all()
        assert (remembered.kode, remembered.sumber) == (GUCI, "dipilih penguji, 2026-11-02")
        # The next file is understood at once, in any spelling of the same letters.
        later = text(tmp_path / "b.txt", [person(3, DESA_KELUARAHAN="Desa Gucci")])
        assert load_file(later, "2026-09").taken == 1

    def test_nothing_is_replaced_and_nothing_doubled(self, register, load_file, tmp_path):
        rows = [
            person(1, BANSOS_PKH="YA"),
            person(2, family=1, BANSOS_PKH="YA", **GUCCI),
            person(3, **GUCCI),
        ]
        load_file(text(tmp_path / "a.txt", rows))
        named(register)
        assert persons(register) == {("2001", n) for n in "123"}
        assert len(held(register, "keluarga")) == 2
        assert len(held(register, "kepesertaan")) == 1

    def test_in_every_load_that_waits(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", [person(1, **GUCCI)]), "2026-09")
        load_file(text(tmp_path / "b.txt", [person(2, DESA_KELUARAHAN="Desa GUCCI")]))
        load_file(text(tmp_path / "v.csv", [done(1, DESA_KELURAHAN="GUCCI")], ";"))
        assert named(register).loads == [4, 5, 6]
        assert {(p.periode, p.nik[-1]) for p in held(register, "individu")} == {
            ("2026-09", "1"),
            ("2026-10", "2"),
        }
        assert [v.keluarga_id[-1] for v in held(register, "verval")] == ["1"]
        assert [t.keluarga_id[-1] for t in held(register, "sasaran_verval")] == ["1"]

    def test_a_report_without_a_number_keeps_its_place(self, register, load_file, tmp_path):
        report = dict(
            zip(REPORT, ("05/10/2026", "BUMIJAWA", "GUCI", "keluhan", "baru", "satu"), strict=True)
        )
        rows = [report, report | {"DESA": "GUCCI", "ISI LAPORAN": "dua"}]
        load_file(text(tmp_path / "l.csv", rows, ","))
        named(register)
        assert {r.isi for r in held(register, "laporan_warga")} == {"satu", "dua"}

    def test_a_spelling_without_letters_means_no_desa(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", [person(1, DESA_KELUARAHAN="?")]))
        with pytest.raises(ImportFailedError, match="tidak memuat huruf"):
            named(register, "?")

    def test_before_anything_waits_is_remembering_only(self, register, load_file, tmp_path):
        assert named(register).loads == []
        assert load_file(text(tmp_path / "a.txt", [person(1, **GUCCI)])).taken == 1

    def test_what_is_refused_then_goes_to_a_reject_file(
        self, register, load_file, tmp_path, data_dir
    ):
        load_file(text(tmp_path / "a.txt", [person(1), person(2, **GUCCI), person(2, **GUCCI)]))
        done = named(register)
        (path,) = (data_dir / "ditolak").glob("a-*.ditolak.xlsx")
        assert (done.released, done.rejected, done.rejects) == (1, 1, [path])
        assert still_waiting(register) == []

    def test_a_mended_file_can_wait_too(self, register, load_file, tmp_path):
        rejects = load_file(text(tmp_path / "a.txt", [person(1), person(2, NIK="1")])).rejects
        mended = rejects.assign(**{"NIK": "9928011708000009", "DESA/KELUARAHAN": "GUCCI"})
        assert load_file(write(mended, tmp_path / "b.xlsx")).waiting == 1
        named(register)
        assert persons(register) == {("2001", "1"), ("2001", "9")}

    @pytest.mark.parametrize(
        ("written", "kode", "said"),
        [
            ("GUCCI", "33.28.03.2001", "tidak ada di kecamatan 33.28.02"),  # of Bojong
            ("GUCCI", "33.28.02", "tidak ada di kecamatan"),
            ("SIGEDONG", GUCI, "sudah berarti Sigedong"),
        ],
    )
    def test_what_cannot_be_meant(self, register, load_file, tmp_path, written, kode, said):
        load_file(text(tmp_path / "a.txt", [person(1, **GUCCI)]))
        before = contents(register)
        with pytest.raises(ImportFailedError, match=said):
            named(register, written, kode)
        assert contents(register) == before

    def test_what_another_format_holds_meanwhile_comes_no_more(self, register, load_file, tmp_path):
        """One desa of one month comes from one format; the spelling is remembered all the same."""
        load_file(text(tmp_path / "a.txt", [person(1), person(2, DESA_KELUARAHAN="SIGEDNG")]))
        load_file(text(tmp_path / "b.csv", [listed(3, DESA_KELUARAHAN="SIGEDONG")], ";"))
        done = named(register, "SIGEDNG", SIGEDONG)
        assert (done.released, done.outdated, done.loads) == (0, 1, [])
        assert persons(register) == {("2001", "1"), ("2002", "3")}
        assert still_waiting(register) == []
        undo(register, 2, "penguji", TODAY)
        assert named(register, "SIGEDNG", SIGEDONG).released == 1

    def test_a_wrong_decision_can_be_replaced(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", [person(1, **GUCCI)]))
        assert named(register, kode=SIGEDONG).corrected is False
        again = named(register)
        # What is in stays until its load is undone; then it waits, and comes where it belongs.
        assert (again.released, again.corrected) == (0, True)
        assert persons(register) == {("2002", "1")}
        undo(register, 2, "penguji", TODAY)
        assert (named(register).released, named(register).corrected) == (1, False)
        assert persons(register) == {("2001", "1")}
        with register.connect() as connection:
            alias = select(wilayah_alias.c.kode).where(wilayah_alias.c.nama == "GUCCI")
            assert connection.scalars(alias).all() == [GUCI]

    def test_a_spelling_that_came_with_the_program_is_not_replaced(self, register, load_file):
        with register.begin() as connection:
            connection.execute(insert(wilayah_alias).values(kode=GUCI, nama="GUCCI", sumber="BPS"))
        with pytest.raises(ImportFailedError, match=r"sudah berarti Guci \(33\.28\.02\.2001\)"):
            named(register, kode=SIGEDONG)

    def test_tells_the_rows_that_really_came(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", [person(1), person(1, **GUCCI), person(2, **GUCCI)]))
        assert named(register).released == 1
        assert [m.baris_diambil for m in held(register, "muatan")] == [1, 1]


class TestReplaced:
    """What a newer file has brought does not wait any more."""

    def test_the_same_spelling_again(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", [person(1), person(2, **GUCCI)]))
        load_file(text(tmp_path / "b.txt", [person(1), person(2, **GUCCI), person(3, **GUCCI)]))
        assert still_waiting(register) == [(BUMIJAWA, "Bumijawa", "GUCCI", 2)]
        named(register)
        assert persons(register) == {("2001", n) for n in "123"}

    def test_the_desa_in_its_right_spelling(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", [person(1), person(2, **GUCCI)]))
        load_file(text(tmp_path / "b.txt", [person(1), person(2)]))
        assert (named(register).outdated, persons(register)) == (1, {("2001", "1"), ("2001", "2")})
        undo(register, 2, "penguji", TODAY)
        assert still_waiting(register) == [(BUMIJAWA, "Bumijawa", "GUCCI", 1)]

    def test_a_file_of_which_nothing_else_is_left(self, register, load_file, tmp_path):
        """The other desa of a.txt came again; nobody has sent Sigedong again."""
        load_file(text(tmp_path / "a.txt", [person(1), person(2, DESA_KELUARAHAN="SIGEDNG")]))
        load_file(text(tmp_path / "b.txt", [person(3)]))
        assert named(register, "SIGEDNG", SIGEDONG).released == 1
        assert persons(register) == {("2001", "3"), ("2002", "2")}

    def test_the_same_letters_written_another_way(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", [person(1, **GUCCI)]))
        load_file(text(tmp_path / "b.txt", [person(2, DESA_KELUARAHAN="Desa Gucci")]))
        assert still_waiting(register) == [(BUMIJAWA, "Bumijawa", "Desa Gucci", 1)]

    def test_a_file_of_other_desa_does_not(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", [person(1), person(2, **GUCCI)]))
        load_file(text(tmp_path / "b.txt", [person(3, DESA_KELUARAHAN="SIGEDONG")]))
        assert len(still_waiting(register)) == 1

    def test_the_desa_itself_came_in_the_meantime(self, register, load_file, tmp_path):
        rows = [person(1, DESA_KELUARAHAN="SIGEDONG"), person(2, **GUCCI), person(3, **GUCCI)]
        load_file(text(tmp_path / "a.txt", rows))
        load_file(text(tmp_path / "b.txt", [person(2)]))  # Guci, corrected: without its third
        done = named(register)
        assert (done.released, done.outdated, done.loads) == (0, 2, [])
        assert persons(register) == {("2002", "1"), ("2001", "2")}


class TestCorrected:
    """A file that waited takes the place it would have had, had its spelling been known."""

    def test_what_the_desa_had_before_gives_way(self, register, load_file, tmp_path):
        sigedong = person(4, DESA_KELUARAHAN="SIGEDONG")
        rejects = load_file(
            text(tmp_path / "a.txt", [person(1), person(2), person(3, NIK="1"), sigedong])
        ).rejects
        load_file(write(rejects.assign(NIK="9928011708000003"), tmp_path / "b.xlsx"))
        load_file(text(tmp_path / "c.txt", [person(2, NAMA="REKAAN LAIN", **GUCCI)]))
        before = contents(register)

        named(register)

        assert {(p.kode_desa[-4:], p.nik[-1], p.nama) for p in held(register, "individu")} == {
            ("2001", "2", "REKAAN LAIN"),
            ("2002", "4", "WARGA REKAAN 4"),
        }
        assert {k.no_kk[-1] for k in held(register, "keluarga")} == {"2", "4"}
        # What a.txt has replaced, and what was mended of it, is told in the ledger.
        assert [m.digantikan_oleh for m in held(register, "muatan")] == [4, 4, None, None]
        undo(register, 4, "penguji", TODAY)
        after = contents(register)
        assert {**after, "muatan": after["muatan"][:3], "wilayah_alias": []} == {
            **before,
            "wilayah_alias": [],
        }

    def test_what_was_mended_afterwards_stays(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", [person(1)]))
        rows = [person(2, **GUCCI), person(9, NIK="1", **GUCCI)]
        rejects = load_file(text(tmp_path / "b.txt", rows)).rejects
        mended = rejects.assign(**{"NIK": "9928011708000009", "DESA/KELUARAHAN": "GUCI"})
        load_file(write(mended, tmp_path / "c.xlsx"))
        named(register)
        assert persons(register) == {("2001", "2"), ("2001", "9")}

    def test_only_the_same_campaign(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.csv", [done(1), done(2), done(3, KEGIATAN="Lain")], ";"))
        late = done(1, day="11/08/2026", DESA_KELURAHAN="GUCCI")
        load_file(text(tmp_path / "b.csv", [late], ";"))
        named(register)
        days = {(v.kegiatan, v.keluarga_id[-1], v.tanggal_kunjungan.day) for v in visits(register)}
        assert days == {("Verval Uji", "1", 11), ("Lain", "3", 10)}

    def test_a_campaign_that_came_again_since(self, register, load_file, tmp_path):
        rows = [done(1), done(2, KEGIATAN="Lain")]
        load_file(text(tmp_path / "a.csv", [r | {"DESA/KELURAHAN": "GUCCI"} for r in rows], ";"))
        load_file(text(tmp_path / "b.csv", [done(3)], ";"))
        named_ = named(register)
        assert (named_.released, named_.outdated) == (1, 1)
        assert {(v.kegiatan, v.keluarga_id[-1]) for v in visits(register)} == {
            ("Verval Uji", "3"),
            ("Lain", "2"),
        }

    def test_of_several_the_newest_comes_in(self, register, load_file, tmp_path):
        for number in (1, 2, 3):
            load_file(text(tmp_path / f"{number}.txt", [person(number, **GUCCI)]))
        undo(register, 2, "penguji", TODAY)
        done_ = named(register)
        assert (done_.released, done_.outdated, persons(register)) == (1, 1, {("2001", "3")})
        assert [k.dilepas_oleh for k in held(register, "karantina")] == [3, 4]

    @pytest.mark.parametrize("order", [("GUCCI", "GUCII"), ("GUCII", "GUCCI")])
    def test_of_two_spellings_the_newer_file_holds(self, register, load_file, tmp_path, order):
        load_file(text(tmp_path / "a.txt", [person(1, **GUCCI)]))
        load_file(text(tmp_path / "b.txt", [person(2, DESA_KELUARAHAN="GUCII")]))
        for written in order:
            named(register, written)
        assert persons(register) == {("2001", "2")}
        for load in reversed([m.muatan_id for m in held(register, "muatan")][2:]):
            undo(register, load, "penguji", TODAY)
        assert persons(register) == set()
        assert {place[2] for place in still_waiting(register)} == {"GUCCI", "GUCII"}


class TestUndone:
    def test_the_load_takes_its_rows_along(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", [person(1), person(2, **GUCCI)]))
        undo(register, 1, "penguji", TODAY)
        assert held(register, "karantina") == []

    def test_what_was_taken_in_waits_again_and_goes_first(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", [person(1), person(2, **GUCCI)]))
        before = {name: held(register, name) for name in ("individu", "keluarga", "karantina")}
        named(register)
        with pytest.raises(ImportFailedError, match="muatan 2"):
            undo(register, 1, "penguji", TODAY)
        undo(register, 2, "penguji", TODAY)
        assert {name: held(register, name) for name in before} == before
        assert named(register).released == 1  # asked again, they come again


def test_the_cells_are_marked_as_personal():
    assert karantina.c.isi.info["personal"]
