"""Lists that are not of persons in the register: targets, officers, reports, BLT-DD, sums."""

import re
from datetime import date

import pytest

from register import undo
from register.importers.catalogue import recognise
from register.importers.outcomes import REASONS
from tests.register.berkas import FOLDER, daftar
from tests.register.berkas.daftar import (
    AGGREGATES,
    MEETINGS,
    OFFICERS,
    REPORTS,
    TARGETS,
    VILLAGE_FUND,
    table,
)
from tests.register.conftest import TODAY, contents
from tests.register.test_proposal_files import held
from tests.register.written import book, done, meeting, text, visit

GUCI, SIGEDONG = "33.28.02.2001", "33.28.02.2002"
FORMATS = (
    ("sasaran", "2026-07", "csv"),
    ("petugas", "2026-10", "xlsx"),
    ("laporan", "2026-10", "csv"),
    ("bltdd", "2026-10", "xlsx"),
    ("agregat", "2026-10", "xlsx"),
    ("verval", "2026-10", "csv"),
    ("musdes", "2026-10", "csv"),
    ("usulan_v4", "2026-10", "csv"),
    ("usulan_jawaban", "2026-10", "csv"),
    ("usulan_tahap", "2026-07", "xlsx"),
)


def path_of(code: str) -> tuple:
    return next((FOLDER / f"{c}-{p}.{ending}", p) for c, p, ending in FORMATS if c == code)


def refused(loaded) -> dict[int, str]:
    lines = loaded.rejects["BARIS ASAL"].astype(int)
    return dict(zip(lines, loaded.rejects["KOLOM DITOLAK"], strict=True))


def noted(register) -> set[tuple[str, str, int]]:
    """Field, first row numbers, how many rows."""
    return set(held(register, "catatan_muatan", "kolom", "baris_pertama", "jumlah"))


def test_the_files_here_are_what_is_made(tmp_path):
    made = daftar.write(tmp_path)
    assert len(made) == len(FORMATS)
    assert [
        path.name for path in made if path.read_bytes() != (FOLDER / path.name).read_bytes()
    ] == []


@pytest.mark.parametrize(("code", "periode", "ending"), FORMATS)
def test_the_same_file_twice_changes_nothing(register, load_file, code, periode, ending):
    path = FOLDER / f"{code}-{periode}.{ending}"
    load_file(path, periode)
    before = contents(register)
    assert load_file(path, periode).already
    assert contents(register) == before


@pytest.mark.parametrize(("code", "periode", "ending"), FORMATS)
def test_undone_it_leaves_nothing_but_its_line_in_the_ledger(
    register, load_file, code, periode, ending
):
    before = contents(register)
    loaded = load_file(FOLDER / f"{code}-{periode}.{ending}", periode)
    assert undo.undo(register, loaded.muatan_id, "uji", TODAY).removed > 0
    after = contents(register)
    assert [row.dibatalkan_oleh for row in after.pop("muatan")] == ["uji"]
    assert after == {name: rows for name, rows in before.items() if name != "muatan"}


def test_the_target_row_by_row(register, load_file):
    loaded = load_file(*path_of("sasaran"))
    families = ("kegiatan", "keluarga_id", "kode_desa", "mulai", "batas")
    first_day, last_day = date(2026, 7, 6), date(2026, 11, 30)
    assert held(register, "sasaran_verval", *families) == [
        ("Verval Uji", "9928010101000001", GUCI, first_day, last_day),
        ("Verval Uji", "9928010101000002", GUCI, first_day, last_day),
    ]
    assert refused(loaded) == {
        4: "(seluruh baris)",
        5: "BATAS WAKTU",
        6: "BATAS WAKTU",
        7: "KEGIATAN",
        8: "NOKK",
    }


def test_a_target_is_frozen_against_lists_of_both_kinds(register, load_file, tmp_path):
    load_file(*path_of("sasaran"))
    frozen = contents(register)["sasaran_verval"]
    more = table(TARGETS)[0] | {"NOKK": "9928010101000099"}
    load_file(text(tmp_path / "lagi.csv", [more], ";"), "2026-08")
    load_file(text(tmp_path / "hasil.csv", [visit(7), done(1)], ";"), "2026-08")
    assert contents(register)["sasaran_verval"] == frozen

    # A desa that no list held before.
    other = more | {"NOKK": "9928010101000098", "DESA/KELURAHAN": "SIGEDONG"}
    load_file(text(tmp_path / "lain.csv", [more, other], ";"), "2026-09")
    assert sorted(held(register, "sasaran_verval", "keluarga_id", "kode_desa")) == [
        ("9928010101000001", GUCI),
        ("9928010101000002", GUCI),
        ("9928010101000098", SIGEDONG),
    ]


def test_officers_row_by_row(register, load_file):
    loaded = load_file(*path_of("petugas"))
    places = ("petugas_id", "peran", "kode_kecamatan", "kode_desa")
    assert held(register, "petugas", *places) == [
        ("CONTOH-1", "operator desa", "33.28.02", GUCI),  # Operator SIKS-NG
        ("CONTOH-2", "TKSK", "33.28.02", None),  # a kecamatan
        ("CONTOH-3", "pendamping PKH", "33.28.02", GUCI),  # two desa, one person
        ("CONTOH-3", "pendamping PKH", "33.28.02", SIGEDONG),
        ("supervisor: PETUGAS EMPAT", "supervisor", "33.28.11", None),  # no number
    ]
    assert held(register, "petugas", "mulai_tugas", "pelatihan", "tanggal_pelatihan")[:2] == [
        (date(2020, 2, 1), "Bimtek operator", date(2020, 2, 24)),
        (None, "Bimtek TKSK", None),  # when is not said, and noted
    ]
    assert refused(loaded) == {
        7: "DESA/KELURAHAN",  # an operator without a desa
        8: "PERAN",
        9: "TERAKHIR AKTIF",  # before the first day of duty
        10: "KECAMATAN",
    }
    assert noted(register) == {("TANGGAL PELATIHAN", "3", 1)}


def test_a_corrected_list_of_officers_replaces_a_kecamatan_whole(register, load_file, tmp_path):
    load_file(*path_of("petugas"))
    rows = table(OFFICERS)
    load_file(book(tmp_path / "p.xlsx", [rows[1] | {"NAMA": "PETUGAS BARU"}]))
    assert ("CONTOH-2", "PETUGAS BARU") in held(register, "petugas", "petugas_id", "nama")
    assert ("CONTOH-2", "PETUGAS DUA") not in held(register, "petugas", "petugas_id", "nama")
    assert ("supervisor: PETUGAS EMPAT",) in held(register, "petugas", "petugas_id")


def test_reports_row_by_row(register, load_file):
    loaded = load_file(*path_of("laporan"))
    known = ("laporan_id", "tanggal", "kode_desa", "jenis", "program", "status", "tanggal_jawab")
    october = [date(2026, 10, day) for day in range(10)[1:]]
    *_, (third,), (fifth,) = held(register, "laporan_warga", "laporan_id")
    assert re.fullmatch("tanpa nomor [0-9a-f]{12}", third)
    assert third != fifth
    assert held(register, "laporan_warga", *known) == [
        ("CONTOH/1", october[0], GUCI, "usul", "PKH", "selesai", october[8]),
        ("CONTOH/2", october[1], GUCI, "keluhan", None, "diproses", None),
        (third, october[2], SIGEDONG, "sanggah", "BPNT", "ditolak", None),
        (fifth, october[3], GUCI, "pertanyaan", None, "baru", None),
    ]
    assert held(register, "laporan_warga", "isi")[2] == ('Tetangga saya; "mampu"',)
    assert refused(loaded) == {
        5: "(seluruh baris)",  # no number, and word for word the one above
        7: "TANGGAL LAPORAN",
        8: "JENIS LAPORAN",
        9: "TANGGAL JAWAB",  # before it was asked
    }
    assert noted(register) == {("TANGGAL JAWAB", "4", 1)}


def test_mended_reports_without_a_number_are_added_once(register, load_file, tmp_path):
    # Row 2 of the list is refused; mended, it must not pass for row 2 of the mended file.
    good = table(REPORTS)[4]
    bad = good | {"TANGGAL LAPORAN": "31/09/2026"}
    rejects = load_file(text(tmp_path / "a.csv", [bad, good], ";")).rejects
    mended = rejects.assign(**{"TANGGAL LAPORAN": "30/09/2026"}).to_dict("records")
    load_file(text(tmp_path / "b.csv", mended, ";"))
    load_file(text(tmp_path / "c.csv", mended, ","))
    found = held(register, "laporan_warga", "tanggal")
    assert sorted(found) == [(date(2026, 9, 30),), (date(2026, 10, 4),)]


def test_reports_without_a_number_of_two_kecamatan_do_not_meet(register, load_file, tmp_path):
    here = table(REPORTS)[4]
    there = here | {"KECAMATAN": "MARGASARI", "DESA/KELURAHAN": "PRUPUK SELATAN"}
    load_file(text(tmp_path / "a.csv", [here], ";"))
    load_file(text(tmp_path / "b.csv", [there], ";"))
    load_file(text(tmp_path / "c.csv", [there], ","))  # the same again
    assert len({number for (number,) in held(register, "laporan_warga", "laporan_id")}) == 2
    assert len(held(register, "laporan_warga", "laporan_id")) == 2


def test_village_fund_row_by_row(register, load_file):
    loaded = load_file(*path_of("bltdd"))
    member = ("program", "keluarga_id", "individu_id", "status", "jumlah_rupiah")
    assert held(register, "kepesertaan", *member) == [
        ("BLT-DD", "9928010101000001", None, "ditetapkan musdesus", 300_000),
        ("BLT-DD", "9928010101000002", None, "ditetapkan musdesus", 300_000),  # Rp 300.000,00
        ("BLT-DD", "9928010101000003", None, "ditetapkan musdesus", None),  # not said, not zero
    ]
    assert refused(loaded) == {
        6: "JUMLAH BULAN",  # thirteen
        7: "NOMINAL PER BULAN",
        8: "NOKK",
        9: "(seluruh baris)",
    }
    assert noted(register) == {("TANGGAL MUSDESUS", "5", 1)}


def test_a_musdesus_after_the_month_is_noted(register, load_file, tmp_path):
    rows = [
        table(VILLAGE_FUND)[0] | {"TANGGAL MUSDESUS": day} for day in ("30/09/2026", "1/10/2026")
    ]
    rows[1]["NOKK"] = "9928010101000009"
    load_file(book(tmp_path / "b.xlsx", rows), "2026-09")
    assert noted(register) == {("TANGGAL MUSDESUS", "3", 1)}


def test_aggregates_row_by_row(register, load_file):
    loaded = load_file(*path_of("agregat"))
    sums = ("indikator", "kode_desa", "pembilang", "penyebut", "belum_diketahui")
    assert sorted(held(register, "agregat", *sums)) == [
        ("I1", GUCI, 1240, 1602, 12),  # 1.240 as text, by a dotted code
        ("I1", SIGEDONG, 0, 500, None),  # zero is a number, empty is not known
        ("I14", SIGEDONG, 0, 0, 0),
        ("I4", SIGEDONG, 515, 500, 0),  # 103 %: kept and noted, never cut
        ("musdes_pct", GUCI, 1, 1, 0),  # by a code without dots
    ]
    assert refused(loaded) == {
        7: "PEMBILANG",  # below zero
        8: "PENYEBUT",  # empty is not zero
        9: "BELUM DIKETAHUI",  # 101 of the 100 that are left
        10: "INDIKATOR",
        11: "PEMBILANG",  # 1.24 is no count, and not 1.240
        12: "(seluruh baris)",  # the first row again, by its name
    }
    assert noted(register) == {("PEMBILANG", "5", 1)}


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_zero_in_a_text_file_is_a_zero(register, load_file, tmp_path, delimiter):
    rows = table(AGGREGATES)[1:2]
    load_file(text(tmp_path / "a.csv", rows, delimiter))
    assert held(register, "agregat", "pembilang", "belum_diketahui") == [(0, None)]


def test_aggregates_of_another_indicator_stay(register, load_file, tmp_path):
    first, second = table(AGGREGATES)[:2]
    load_file(text(tmp_path / "a.csv", [first, second], ";"))
    load_file(text(tmp_path / "b.csv", [first | {"INDIKATOR": "I4"}], ";"))
    load_file(text(tmp_path / "c.csv", [first | {"PEMBILANG": "1.300"}], ";"))
    assert sorted(held(register, "agregat", "indikator", "kode_desa", "pembilang")) == [
        ("I1", GUCI, 1300),
        ("I1", SIGEDONG, 0),
        ("I4", GUCI, 1240),
    ]


def test_results_row_by_row(register, load_file):
    loaded = load_file(*path_of("verval"))
    assert [
        (row.keluarga_id[-1], row.hasil, row.alasan, row.ada_bukti)
        for row in contents(register)["verval"]
    ] == [
        ("1", "layak", None, True),  # Terkonfirmasi; the name of a picture
        ("2", "tidak layak", "Guru tersertifikasi", True),  # a place on earth
        ("3", "tidak layak", "Dihapus–Meninggal", False),  # the result names the reason
        ("4", "tidak layak", "Rumahnya bertingkat", None),  # a reason of its own: kept
        ("7", "tidak ditemukan", None, None),
    ]
    # All eight are targets; 5, 6 and 8 stay to be done: their identity is not their need.
    assert len(contents(register)["sasaran_verval"]) == 8
    assert refused(loaded) == {10: "HASIL VERVAL"}
    assert noted(register) == {
        ("HASIL VERVAL", "6, 7", 2),
        ("ALASAN", "5", 1),
        ("BUKTI FOTO", "5", 1),
    }


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("Valid", "layak"),
        ("SudahValid", "layak"),
        ("Aktif", "layak"),
        ("1", "layak"),
        ("Dihapus–NIK sudah terdaftar", "tidak layak"),
        ("Pindah", "tidak layak"),
        ("Ganda", "tidak layak"),
        ("Menolak", "tidak layak"),
        ("MeninggalDihapus", "tidak layak"),
        ("mampu", "tidak layak"),
        ("Upah > UMP/UMK", "tidak layak"),
        ("Tidak Ditemukan", "tidak ditemukan"),
        ("Dihapus–Tidak ditemukan", "tidak ditemukan"),
        ("Alamat tidak ditemukan", "tidak ditemukan"),
        ("Invalid", "belum"),
        ("TidakMemilikiEktp", "belum"),
        ("PembatalanDiperiksa", "belum"),
        ("Tidak memiliki / belum tercatat dokumen", "belum"),
    ],
)
def test_words_of_real_systems(screen, tmp_path, word, outcome):
    found = screen(text(tmp_path / "v.csv", [done(1, result=word)], ";"))
    assert found.taken("hasil") == [outcome]


def test_every_group_of_ineligibility_is_a_result(screen, tmp_path):
    assert len(REASONS) == 15 + 3  # and Mampu, Pindah, NIK ganda of Pemalang; Meninggal is in both
    rows = [done(number, result=group) for number, group in enumerate(REASONS, start=1)]
    found = screen(text(tmp_path / "v.csv", rows, ";"))
    assert found.taken("hasil") == ["tidak ditemukan"] * 2 + ["tidak layak"] * 16
    assert found.taken("alasan") == list(REASONS)


def test_meetings_row_by_row(register, load_file):
    load_file(*path_of("musdes"))
    assert held(register, "musdes", "kode_desa", "tanggal", "ba_diunggah") == [
        (GUCI, date(2026, 10, 5), True),  # Sudah diunggah
        (GUCI, date(2026, 9, 28), False),
        (SIGEDONG, None, None),  # "Belum musdes": listed, and did not meet
        ("33.28.11.2010", date(2026, 10, 7), None),  # "mungkin" says neither, and is noted
        ("33.28.11.2011", date(2026, 10, 6), True),
    ]
    assert noted(register) == {
        ("TANGGAL MUSDES", "4", 1),  # September's, on October's list
        ("NOMOR BERITA ACARA", "6", 1),
        ("BERITA ACARA DIUNGGAH", "7", 1),
    }


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (TARGETS, "sasaran"),
        (OFFICERS, "petugas"),
        (REPORTS, "laporan"),
        (VILLAGE_FUND, "bltdd"),
        (AGGREGATES, "agregat"),
        (daftar.OUTCOMES, "verval"),  # has all that a target list needs, and more
        (MEETINGS, "musdes"),
    ],
)
def test_each_header_is_its_own_format(rows, code):
    header = list(table(rows)[0])
    assert recognise(header).format.code == code
    assert recognise(header[::-1]).format.code == code


def test_a_day_written_two_ways_is_one_day(register, load_file, tmp_path):
    """A workbook of text and date cells: the same row twice."""
    meetings = [meeting(), meeting(day="2026-10-05")]
    visits = [done(1), done(1, day="2026-08-10")]
    assert len(load_file(text(tmp_path / "m.csv", meetings, ",")).rejects) == 1
    assert len(load_file(text(tmp_path / "v.csv", visits, ";")).rejects) == 1
    assert len(held(register, "musdes", "tanggal")) == 1
    assert len(held(register, "verval", "tanggal_kunjungan")) == 1
