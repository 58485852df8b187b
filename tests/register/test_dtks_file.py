"""The DTKS export in the shapes in which it reaches an office."""

from datetime import date

import pytest

from register.importers.dtks import FIELDS
from tests.register.conftest import contents
from tests.register.written import DTKS_HEADER, book, person, text

OLDER = {
    "NOKK": "NOMOR KK",
    "NIK": "NOMOR NIK",
    "DESA/KELUARAHAN": "Desa / Kelurahan",
    "HUB KELUARGA": "SHDK",
    "KETERANGAN PADAN": "ket_padan",
    "JENIS KELAMIN": "jenkel",
    "TANGGAL LAHIR": "tgl_lahir",
}


@pytest.mark.parametrize("delimiter", "|;,\t")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_delimiter_and_encoding(screen, tmp_path, delimiter, encoding):
    found = screen(text(tmp_path / "a.txt", [person(1, NAMA="RENÉ")], delimiter, encoding))
    assert found.taken("nama") == ["RENÉ"]
    assert found.taken("nik") == ["9928011708000001"]
    assert found.taken("kode_desa") == ["33.28.02.2001"]


def test_older_headings_in_any_order(screen, tmp_path):
    cells = person()
    backwards = dict(reversed(cells.items()))
    found = screen(text(tmp_path / "a.csv", [backwards], ";", rename=OLDER))
    assert found.taken("no_kk") == ["9928010101000001"]
    assert found.taken("hari_lahir") == [date(1990, 8, 17)]
    assert found.taken("padan") == ["padan"]


def test_columns_of_later_exports(screen, tmp_path):
    rows = [
        person(number) | {"DESIL": desil, "TANGGAL PEMUTAKHIRAN": "01/02/2026"}
        for number, desil in enumerate(["1", "10", "0", "", "-", "4.0", "11", "x"], start=1)
    ]
    found = screen(text(tmp_path / "a.txt", rows))
    assert found.taken("desil_angka") == [1, 10, None, None, None, 4]  # 0 is "not yet ranked"
    assert set(found.taken("hari_pemutakhiran")) == {date(2026, 2, 1)}
    assert list(found.reasons) == [8, 9]
    assert "DESIL" in found.reasons[8]


def test_commas_and_line_ends_inside_quotes(screen, tmp_path):
    rows = [person(1, ALAMAT='JL "MAWAR", NO 2\nBELAKANG PASAR'), person(2, NIK="1"), person(3)]
    found = screen(text(tmp_path / "a.csv", rows, ","))
    assert found.taken("alamat")[0] == 'JL "MAWAR", NO 2\nBELAKANG PASAR'
    assert list(found.reasons) == [3]  # the third row of the table Excel shows


def test_quotes_between_pipes_are_letters(screen, tmp_path):
    found = screen(text(tmp_path / "a.txt", [person(1, NAMA='"ONO'), person(2)]))
    assert found.taken("nama") == ['"ONO', "WARGA REKAAN 2"]


@pytest.mark.parametrize("above", ["DAFTAR DTKS\r\n", "DAFTAR DTKS|||\r\n\r\nKAB. TEGAL\r\n"])
def test_title_lines_above_the_headings(screen, tmp_path, above):
    rows = [person(1), person(2, NIK="1"), person(3)]
    found = screen(text(tmp_path / "a.txt", rows, above=above))
    assert len(found.rows) == 2
    assert list(found.reasons) == [above.count("\n") + 3]


def test_workbook_with_merged_title_on_the_second_sheet(screen, tmp_path):
    rows = [
        person(1, TANGGAL_LAHIR=date(1990, 8, 17), RT=3),  # a date cell, a number cell
        person(2, TANGGAL_LAHIR=33102),  # a number cell that Excel would show as 17/08/1990
        person(3, NIK="1"),
    ]
    found = screen(book(tmp_path / "a.xlsx", rows, above=2, sheets_before=1))
    assert found.taken("hari_lahir") == [date(1990, 8, 17)] * 2
    assert found.taken("rt") == ["003", "001"]
    assert list(found.reasons) == [6]  # two title rows, headings, then the third person


def test_a_number_too_long_for_excel_is_damaged_not_repaired(screen, tmp_path):
    damaged = 9928011708000010
    rows = [person(1), person(2, NIK=damaged), person(3, NOKK=damaged), person(4, ID_DTKS=damaged)]
    found = screen(book(tmp_path / "a.xlsx", rows))
    assert len(found.rows) == 1
    for row, column in {3: "NIK", 4: "NOKK", 5: "ID DTKS"}.items():
        assert found.reasons[row].startswith(f"{column} tersimpan sebagai angka")
    assert found.rejects["KOLOM DITOLAK"].tolist() == ["NIK", "NOKK", "ID DTKS"]


def test_empty_columns_beside_the_table(screen, tmp_path):
    # A workbook somebody has coloured beyond its last column: several headings are empty.
    beside = {"": "", " ": "", "  ": ""}
    rows = [person(1) | beside, person(2, NIK="1") | beside]
    found = screen(book(tmp_path / "a.xlsx", rows))
    assert len(found.rows) == 1
    assert list(found.reasons) == [3]


def test_a_heading_twice(screen, tmp_path):
    rows = [person(n) | {"NAMA ": "SALINAN"} for n in (1, 2)] + [person(3, NIK="1") | {"NAMA ": ""}]
    found = screen(text(tmp_path / "a.txt", rows))
    assert found.taken("nama") == ["WARGA REKAAN 1", "WARGA REKAAN 2"]  # the first one counts
    assert list(found.reasons) == [4]


def test_rows_become_families_persons_and_memberships(register, load_file, tmp_path):
    rows = [
        person(1, BANSOS_PKH="YA", PBI_JKN="YA", RT="1", RW=""),
        person(2, family=1, HUB_KELUARGA="ISTRI", JENIS_KELAMIN="P", PBI_JKN="AKTIF", RT="1"),
        person(3, NIK="", KETERANGAN_PADAN=""),
        person(4, NOKK="", PBI_JKN="-"),
    ]
    loaded = load_file(text(tmp_path / "a.txt", rows))

    assert (loaded.taken, len(loaded.rejects)) == (4, 0)
    held = contents(register, "muatan_id")
    families = {row.keluarga_id: row for row in held["keluarga"]}
    assert set(families) == {"9928010101000001", "9928010101000003", "RT9928019000000004"}
    assert families["RT9928019000000004"].no_kk is None
    assert families["9928010101000001"].rt == "001"
    assert families["9928010101000001"].desil is None
    people = {row.individu_id: row for row in held["individu"]}
    assert set(people) == {
        "9928011708000001",
        "9928011708000002",
        "9928010101000003/WARGA REKAAN 3",
        "9928011708000004",
    }
    assert people["9928010101000003/WARGA REKAAN 3"].padan == "belum diuji"
    assert people["9928011708000002"].jenis_kelamin == "P"
    assert people["9928011708000001"].tanggal_lahir == date(1990, 8, 17)
    assert all(row.ada_alamat and row.aktif for row in people.values())
    assert [(m.program, m.individu_id, m.status) for m in held["kepesertaan"]] == [
        ("PBI-JK", "9928011708000001", "YA"),
        ("PBI-JK", "9928011708000002", "AKTIF"),  # any word but TIDAK is a status
        ("PKH", None, "YA"),  # of the family
    ]
    (load,) = held["muatan"]
    assert (load.format, load.baris_diambil, load.baris_ditolak) == ("dtks", 4, 0)
    assert load.contoh is True
    assert [(p.periode, p.era, p.tanggal_acuan) for p in held["periode"]] == [
        ("2026-10", "DTSEN", date(2026, 10, 31))
    ]


def test_the_23_headings_are_the_field_s_own():
    known = {heading for field in FIELDS for heading in field.headings}
    assert set(DTKS_HEADER) - known == {"PROVINSI"}
