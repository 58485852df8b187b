"""Files as wholes: which are recognised, which are refused and in what words, which rows count."""

import zipfile

import pytest
from python_calamine import CalamineWorkbook

from register.importers.format import ImportFailedError, UnknownFormatError
from register.rejects import write
from tests.register.written import (
    DTKS_HEADER,
    MUSDES_HEADER,
    VERVAL_HEADER,
    book,
    done,
    meeting,
    person,
    text,
    visit,
)

HEADINGS = "|".join(DTKS_HEADER) + "\r\n"


@pytest.mark.parametrize(
    ("table", "delimiter", "columns"),
    [
        ([person()], "|", {"id_dtks", "individu_id"}),
        ([visit(), done(2)], ";", {"hasil", "kegiatan"}),
        ([meeting()], ",", {"tanggal", "ba_diunggah"}),
    ],
)
@pytest.mark.parametrize("shape", ["text", "book"])
def test_each_format_is_known_by_its_headings(screen, tmp_path, table, delimiter, columns, shape):
    path = tmp_path / "apa-saja.bin"  # the name says nothing
    found = screen(text(path, table, delimiter) if shape == "text" else book(path, table))
    assert columns <= set(found.rows.columns)
    assert len(found.rows) == len(table)


@pytest.mark.parametrize(
    ("header", "left_out", "nearest"),
    [
        (DTKS_HEADER, ["ALAMAT", "NIK"], "Ekspor DTKS"),
        (VERVAL_HEADER[3:], ["HASIL VERVAL"], "hasil verval"),
        (MUSDES_HEADER, ["TANGGAL MUSDES", "NOMOR BERITA ACARA"], "musdes"),
    ],
)
def test_missing_columns_are_named(screen, tmp_path, header, left_out, nearest):
    cells = {name: "WARGA REKAAN" for name in header if name not in left_out}
    with pytest.raises(UnknownFormatError) as told:
        screen(text(tmp_path / "a.csv", [cells], ";"))
    assert nearest in str(told.value)
    assert f"kolom yang tidak ditemukan: {', '.join(left_out)}." in str(told.value)


def test_a_nik_is_not_found_by_its_looks(screen, tmp_path):
    # ID DTKS has sixteen digits too: without a heading NIK there is no NIK.
    cells = {name: cell for name, cell in person().items() if name != "NIK"}
    with pytest.raises(UnknownFormatError, match="NIK"):
        screen(text(tmp_path / "a.txt", [cells]))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Berkas kosong"),
        (b" \r\n\r\n ", "Berkas kosong"),
        (HEADINGS.encode(), "hanya berisi judul kolom"),
        (HEADINGS.encode() + b"\r\n\r\n", "hanya berisi judul kolom"),
        (HEADINGS.rstrip().encode(), "hanya berisi judul kolom"),  # no line end either
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "bukan .xlsx"),  # .xls of 2003
        ("NIK|NAMA\r\n".encode("utf-16-le"), "bukan teks"),  # nothing says that it is UTF-16
        ("NIK|NAMA\r\n".encode("utf-16"), "tidak dikenali"),
        (b"\xff\xfeN\x00I\x00K", "tidak dapat dibuka"),  # half a sign at the end
        (b"%PDF-1.4\n\x81\x8d\x8f\x90\x9d" * 9, "PDF"),
        (b"\x81\x8d\x8f\x90\x9d" * 9, "tidak dapat dibuka"),
        (HEADINGS.encode() + b"x|" * 22 + b"x\r\n" * 99 + b"\x81", "tidak dapat dibuka"),
        (b"PK\x03\x04 torn", "rusak atau terpotong"),
        (b"halo\r\n", "tidak dikenali"),
    ],
)
def test_files_that_are_no_lists(screen, tmp_path, content, words):
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    with pytest.raises(ImportFailedError, match=words):
        screen(path)


def test_a_zip_that_is_no_workbook(screen, tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("dtks.txt", "NIK")
    with pytest.raises(ImportFailedError, match="tidak dapat dibuka"):
        screen(path)


def test_a_workbook_without_data(screen, tmp_path):
    with pytest.raises(ImportFailedError, match="tidak dikenali"):
        screen(book(tmp_path / "a.xlsx", [{"": ""}]))


def test_no_sound_row_at_all(screen, tmp_path):
    rows = [person(1, NIK="1"), person(2, NIK="2")]
    with pytest.raises(ImportFailedError) as told:
        screen(text(tmp_path / "a.txt", rows))
    assert str(told.value) == (
        "Tidak satu pun dari 2 baris dapat diambil. Baris 2: NIK harus 16 angka."
    )


def test_rows_are_numbered_as_a_person_sees_them(screen, tmp_path):
    good, bad = "|".join(person(1).values()), "|".join(person(2, NIK="1").values())
    lines = [
        good,  # 2
        "",  # 3: blank
        bad,  # 4: refused
        good.rsplit("|", 1)[0],  # 5: a cell short
        "|" * 22,  # 6: blank, with its separators
        bad,  # 7: refused
        good + "|",  # 8: a cell too many
        "JUMLAH|3" + "|" * 21,  # 9: a totals row, left out
        good,  # 10: the same person again
        "|".join(person(3).values()),  # 11
    ]
    path = tmp_path / "a.txt"
    path.write_text(HEADINGS + "\r\n".join(lines))
    found = screen(path)
    assert found.taken("individu_id") == ["9928011708000001", "9928011708000003"]
    assert list(found.reasons) == [4, 5, 7, 8, 10]
    assert found.reasons[4] == found.reasons[7] == "NIK harus 16 angka"
    assert "berisi 22 kolom, judulnya 23" in found.reasons[5]
    assert "berisi 24 kolom, judulnya 23" in found.reasons[8]
    assert found.reasons[10] == "sama dengan baris lain di berkas ini"
    # Beside the reason stands the row as it was; all in one cell where it is short or long.
    refused = found.rejects.set_index("BARIS ASAL")
    assert "9928011708000001" in refused.loc[5, "ID DTKS"]
    assert refused.loc[5, "KECAMATAN":].isna().all()
    assert refused.loc[10, "ID DTKS"] == person(1)["ID DTKS"]


def test_rows_of_a_workbook_are_numbered_as_excel_does(screen, tmp_path):
    blank = dict.fromkeys(DTKS_HEADER, "")
    rows = [person(1), blank, person(2, NIK="1"), blank, person(3), person(4, NIK="1")]
    assert list(screen(book(tmp_path / "a.xlsx", rows, above=1)).reasons) == [5, 8]


def test_rows_far_down_a_large_file(screen, tmp_path):
    # Text is read in blocks of 8 MB; the second block's rows must be numbered on.
    line = "|".join(person(1, ALAMAT="X" * 4000).values()) + "\r\n"
    last = "|".join(person(2, NIK="1").values()) + "\r\n"
    path = tmp_path / "a.txt"
    path.write_text(HEADINGS + line * 2500 + "x|y\r\n" + last)
    found = screen(path)
    assert len(found.rows) == 1
    assert list(found.reasons)[-2:] == [2502, 2503]


def test_two_empty_headings_and_a_short_row(screen, tmp_path):
    # Excel writes the empty columns of a sheet as headings without a name.
    path = text(tmp_path / "a.csv", [person(1) | {"": "", " ": ""}, person(2) | {"": "", " ": ""}])
    path.write_bytes(path.read_bytes() + b"GUCI|2\r\n")
    found = screen(path)
    assert len(found.rows) == 2
    assert list(found.reasons) == [4]


def test_an_unclosed_quote_loses_no_row_in_silence(screen, tmp_path):
    rows = [person(number) for number in range(1, 6)]
    path = text(tmp_path / "a.csv", rows, ";")
    path.write_text(path.read_text().replace("WARGA REKAAN 3", '"WARGA REKAAN 3'))
    try:
        found = screen(path)
    except ImportFailedError:
        return
    assert len(found.rows) + len(found.rejects) >= 3
    assert not found.rejects.empty


class TestRejectFile:
    """What an operator gets back: text cells, the row's own cells, nothing that runs."""

    def test_all_sixteen_digits_survive_excel(self, screen, tmp_path):
        bad = person(1, TANGGAL_LAHIR="x", NAMA="=1+1")
        found = screen(text(tmp_path / "a.txt", [bad, person(2)]))
        again = write(found.rejects, tmp_path / "a.ditolak.xlsx")
        rows = screen_cells(again)
        assert rows[0][:3] == ["BARIS ASAL", "KOLOM DITOLAK", "SEBAB DITOLAK"]
        assert rows[0][3:] == DTKS_HEADER
        assert rows[1][0] == "2"
        assert rows[1][3:] == [*bad.values()]  # text, formula or not

    def test_a_damaged_number_stays_damaged(self, screen, tmp_path):
        rows = [person(1), person(2, NIK=9928011708000010)]
        found = screen(book(tmp_path / "a.xlsx", rows))
        again = write(found.rejects, tmp_path / "a.ditolak.xlsx")
        # Sent back untouched it must not pass for a sound number.
        with pytest.raises(ImportFailedError, match="NIK"):
            screen(again)


def screen_cells(path) -> list[list]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
