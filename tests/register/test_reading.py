"""What the reader makes of real and of hostile files: every row kept, or one sentence why not."""

import zipfile
from datetime import date
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from register.importers import reading, textfile, workbook
from register.importers.format import ImportFailedError
from tests.register.test_properties import some
from tests.register.written import DTKS_HEADER, book, meeting, person, text

NIK = DTKS_HEADER.index("NIK")


class Read:
    """A file as the reader sees it: its source and the rows of `mentah` that hold anything."""

    def __init__(self, path: Path, **report) -> None:
        with duckdb.connect() as workbench:
            self.source = reading.read(path, workbench, **report)
            rows = workbench.table("mentah").project("rowid, *").fetchall()
        self.rows = {no: dict(zip(self.source.header, cells, strict=False)) for no, *cells in rows}
        self.filled = {no: cells for no, cells in self.rows.items() if any(cells.values())}

    def column(self, heading: str) -> list[str | None]:
        return [cells[heading] for cells in self.filled.values()]

    @property
    def lines(self) -> list[int | str]:
        return [self.source.line(no) for no in self.filled]


def refused(path: Path) -> str:
    """Return the words in which a file is refused."""
    with pytest.raises(ImportFailedError) as told, duckdb.connect() as workbench:
        reading.read(path, workbench)
    return str(told.value)


def sheets(path: Path, **tables: list[list]) -> Path:
    """Write sheets of cells as they are: text, numbers, None."""
    with xlsxwriter.Workbook(str(path)) as file:
        for name, rows in tables.items():
            sheet = file.add_worksheet(name.replace("_", " "))
            for line, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(line, place, cell)
                    elif cell is not None:
                        sheet.write(line, place, cell)
    return path


def rewritten(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """Write a workbook once more with one part changed."""
    again = path.with_name(f"lagi-{path.name}")
    with zipfile.ZipFile(path) as book_, zipfile.ZipFile(again, "w") as out:
        for name in book_.namelist():
            content = book_.read(name)
            out.writestr(name, content.replace(old, new) if name == part else content)
    return again


def rows_of(*persons: dict) -> list[list]:
    return [DTKS_HEADER, *[list(cells.values()) for cells in persons]]


class TestSheets:
    """One list in several sheets is one list; anything else is told."""

    def test_all_sheets_are_read_and_rows_named_by_sheet(self, tmp_path):
        path = sheets(
            tmp_path / "a.xlsx",
            Petunjuk=[["Petunjuk pengisian"], ["Isi semua kolom"]],
            Slawi=rows_of(person(1), person(2)),
            Kosong=[],
            Adiwerna=[["DAFTAR REKAAN"], [], *rows_of(person(3))],
        )
        found = Read(path)
        assert found.column("NIK") == [person(n)["NIK"] for n in (1, 2, 3)]
        assert found.lines == ["Slawi: 2", "Slawi: 3", "Adiwerna: 4"]
        assert found.source.sheets == ["Slawi", "Adiwerna"]
        assert found.source.passed_over == ["Petunjuk", "Kosong"]

    def test_of_one_sheet_the_number_alone(self, tmp_path):
        found = Read(sheets(tmp_path / "a.xlsx", Data=rows_of(person(1))))
        assert found.lines == [2]
        assert found.source.sheets == ["Data"]

    def test_each_sheet_in_its_own_order_of_columns(self, tmp_path):
        turned = [[*reversed(row)] for row in rows_of(person(2, NAMA="REKAAN LAIN"))]
        renamed = [["NOMOR NIK" if cell == "NIK" else cell for cell in turned[0]], turned[1]]
        found = Read(sheets(tmp_path / "a.xlsx", A=rows_of(person(1)), B=renamed))
        assert found.column("NIK") == [person(1)["NIK"], person(2)["NIK"]]
        assert found.column("NAMA") == ["WARGA REKAAN 1", "REKAAN LAIN"]

    def test_columns_that_only_one_sheet_has(self, tmp_path):
        first = rows_of(person(1))
        first[0], first[1] = [*first[0], "CATATAN A"], [*first[1], "a"]
        second = rows_of(person(2))
        second[0], second[1] = ["CATATAN B", *second[0], "DESIL"], ["b", *second[1], "4"]
        found = Read(sheets(tmp_path / "a.xlsx", A=first, B=second))
        assert found.source.header == [*DTKS_HEADER, "CATATAN A", "CATATAN B", "DESIL"]
        assert found.column("CATATAN A") == ["a", None]
        assert found.column("CATATAN B") == [None, "b"]
        assert found.source.recognised.positions["desil"] == 25  # known, though A has none

    def test_two_kinds_of_list_are_told_apart(self, tmp_path):
        musdes = [list(meeting()), list(meeting().values())]
        told = refused(sheets(tmp_path / "a.xlsx", Warga=rows_of(person(1)), Rapat=musdes))
        assert "Warga (Ekspor DTKS SIKS-NG (23 kolom))" in told
        assert "Rapat (Daftar musdes dan berita acara)" in told
        assert "berkas tersendiri" in told

    def test_a_sheet_that_goes_on_without_headings_is_not_lost(self, tmp_path):
        rest = rows_of(person(2), person(3), person(4))[1:]
        told = refused(sheets(tmp_path / "a.xlsx", A=rows_of(person(1)), Lanjutan=rest))
        assert "Lembar Lanjutan" in told

    def test_a_sheet_with_a_heading_misspelt_is_not_lost(self, tmp_path):
        header, row = list(meeting()), list(meeting().values())
        wrong = [[name.replace("TANGGAL MUSDES", "TNGGAL") for name in header], row]
        told = refused(sheets(tmp_path / "a.xlsx", A=[header, row], B=wrong))
        assert "Lembar B" in told
        assert "tidak ditemukan: TANGGAL MUSDES" in told

    @pytest.mark.parametrize("how", ["hide", "very_hidden"])
    def test_a_hidden_sheet_is_not_read(self, tmp_path, how):
        with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as file:
            for name, rows in {"Oktober": [person(1)], "September": [person(2)]}.items():
                sheet = file.add_worksheet(name)
                for line, row in enumerate(rows_of(*rows)):
                    sheet.write_row(line, 0, row)
            getattr(sheet, how)()
        found = Read(tmp_path / "a.xlsx")
        assert found.column("NAMA") == ["WARGA REKAAN 1"]
        assert (found.source.sheets, found.source.passed_over) == (["Oktober"], ["September"])

    def test_a_hundred_sheets(self, tmp_path):
        tables = {f"Desa_{n}": rows_of(person(n)) for n in range(1, 101)}
        found = Read(sheets(tmp_path / "a.xlsx", **tables))
        assert len(found.filled) == 100
        assert found.lines[99] == "Desa 100: 2"


class TestHeadings:
    """Headings stand below titles, in one row or two, once or on every page."""

    def test_group_headings_above(self, tmp_path):
        groups = ["DATA KELUARGA", *[None] * 9, "DATA INDIVIDU", *[None] * 12]
        found = Read(sheets(tmp_path / "a.xlsx", A=[["DAFTAR"], groups, *rows_of(person(1))]))
        assert found.source.header == DTKS_HEADER
        assert found.lines == [4]

    def test_two_rows_of_headings(self, tmp_path):
        # ALAMAT and BANSOS are groups; the other names stand in the upper row.
        upper, lower = list(DTKS_HEADER), [None] * 23
        lower[19:22], upper[19:22] = ["BPNT", "PKH", "BPNT PPKM"], ["BANSOS", None, None]
        lower[7], lower[8], upper[7], upper[8] = "RT", "RW", "WILAYAH", None
        found = Read(sheets(tmp_path / "a.xlsx", A=[upper, lower, *rows_of(person(1))[1:]]))
        assert {"bpnt", "pkh", "bpnt_ppkm", "rt", "rw"} <= set(found.source.recognised.positions)
        assert found.lines == [3]
        assert found.source.header_line == 2

    def test_a_name_that_needs_its_group(self, tmp_path):
        upper = ["KECAMATAN", "DESA/KELURAHAN", "TANGGAL", "NOMOR"]
        lower = [None, None, "MUSDES", "BERITA ACARA"]
        row = ["BUMIJAWA", "GUCI", "05/10/2026", "CONTOH/BA/1"]
        found = Read(sheets(tmp_path / "a.xlsx", A=[upper, lower, row]))
        assert found.source.header[2:] == ["TANGGAL MUSDES", "NOMOR BERITA ACARA"]
        assert found.lines == [3]

    def test_headings_again_on_every_page(self, tmp_path):
        row = "|".join(DTKS_HEADER).lower()
        lines = ["|".join(person(n).values()) for n in (1, 2)]
        path = tmp_path / "a.txt"
        path.write_text("\n".join([row, lines[0], row.upper(), lines[1]]))
        found = Read(path)
        assert found.lines == [2, 4]
        assert found.source.skipped == 1

    def test_a_row_that_numbers_the_columns(self, tmp_path):
        numbers = [f"({n})" for n in range(1, 24)]
        found = Read(sheets(tmp_path / "a.xlsx", A=[*rows_of(), numbers, [*person(1).values()]]))
        assert found.lines == [3]
        assert found.source.skipped == 1

    def test_a_heading_over_two_lines_in_text(self, tmp_path):
        path = text(tmp_path / "a.csv", [person(1), person(2, NIK="1")], ";")
        path.write_text(path.read_text().replace("TANGGAL LAHIR", '"TANGGAL\nLAHIR"'))
        found = Read(path)
        assert len(found.filled) == 2

    def test_every_row_ends_with_a_delimiter_too_many(self, tmp_path):
        path = text(tmp_path / "a.txt", [person(1), person(2)])
        head, *rows = path.read_text().splitlines()
        path.write_text("\n".join([head, *[row + "|" for row in rows]]))
        found = Read(path)
        assert (len(found.filled), found.source.broken) == (2, {})

    def test_the_most_specific_format_wins(self, tmp_path):
        # A list of targets has all the columns of a musdes list, and more of its own.
        path = tmp_path / "a.csv"
        path.write_text(
            "KEGIATAN;TANGGAL MULAI;BATAS WAKTU;KECAMATAN;DESA/KELURAHAN;NOKK;NIK;NAMA;"
            "TANGGAL MUSDES;NOMOR BERITA ACARA\n"
            "Verval;06/07/2026;30/11/2026;BUMIJAWA;GUCI;9928010101000001;;A;;\n"
        )
        assert Read(path).source.recognised.format.code == "sasaran"

    def test_a_misspelt_heading_does_not_make_it_another_list(self, tmp_path):
        # No KK, NIK and desil alone would be a list of desil.
        header = [name.replace("ALAMAT", "ALMAT") for name in DTKS_HEADER] + ["DESIL"]
        told = refused(sheets(tmp_path / "a.xlsx", A=[header, [*person(1).values(), "3"]]))
        assert "Ekspor DTKS" in told
        assert "tidak ditemukan: ALAMAT." in told


class TestTotals:
    """Totals and signatures are left out and counted; a row of data never is."""

    BELOW = (
        ["JUMLAH", *[None] * 18, "2", "1"],
        [],
        [None] * 15 + ["Slawi, 3 November 2026"],
        ["Mengetahui,", *[None] * 14, "Operator SIKS-NG"],
        ["Kepala Dinas Sosial"],
        [],
        ["SITI REKAAN", *[None] * 14, "BUDI REKAAN"],
        ["NIP. 197001011990032001"[:12]],
    )

    def test_below_the_table(self, tmp_path):
        path = sheets(tmp_path / "a.xlsx", A=[*rows_of(person(1), person(2)), *self.BELOW])
        found = Read(path)
        assert found.lines == [2, 3]
        assert found.source.skipped == 6

    def test_below_each_sheet(self, tmp_path):
        first = [*rows_of(person(1)), *self.BELOW]
        second = [*rows_of(person(2)), ["Grand Total", "1"]]
        found = Read(sheets(tmp_path / "a.xlsx", A=first, B=second))
        assert found.lines == ["A: 2", "B: 2"]
        assert found.source.skipped == 7

    def test_subtotals_between(self, tmp_path):
        rows = [*rows_of(person(1)), ["Sub Total", None, "1"], [*person(2).values()], ["TOTAL: 2"]]
        found = Read(sheets(tmp_path / "a.xlsx", A=rows))
        assert (found.lines, found.source.skipped) == ([2, 4], 2)

    def test_in_text_of_another_width(self, tmp_path):
        below = "Jumlah|2\nMengetahui\nKepala Desa\nSITI REKAAN\n"
        found = Read(text(tmp_path / "a.txt", [person(1), person(2)], below=below))
        assert (len(found.filled), found.source.skipped, found.source.broken) == (2, 4, {})

    @pytest.mark.parametrize(
        "cells",
        [
            {"ID_DTKS": "JUMLAH"},  # fills most of the columns
            {"KECAMATAN": "TOTAL"},
            dict.fromkeys((n.replace(" ", "_") for n in ("ALAMAT", "DUSUN", "RT", "RW")), ""),
        ],
    )
    def test_rows_of_data_stay(self, tmp_path, cells):
        found = Read(text(tmp_path / "a.txt", [person(1, **cells), person(2)]))
        assert (len(found.filled), found.source.skipped) == (2, 0)

    def test_a_row_with_a_number_stays(self, tmp_path):
        row = ["TOTAL SUGIARTO", *[""] * 9, person(2)["NIK"], *[""] * 12]
        path = text(tmp_path / "a.txt", [person(1), dict(zip(DTKS_HEADER, row, strict=True))])
        assert Read(path).lines == [2, 3]

    def test_officers_named_like_totals_and_signatures_stay(self, tmp_path):
        names = ("AGUS", "Total Sutrisno", "Lurah Budi", "ANI", "Jumlah")
        rows = [
            dict.fromkeys(("NAMA", "PERAN", "KECAMATAN", "DESA", "ID PETUGAS", "MULAI TUGAS"), "")
            | {"NAMA": name, "PERAN": "TKSK", "KECAMATAN": "BUMIJAWA"}
            for name in names
        ]
        rows[4] |= {"PERAN": "4", "KECAMATAN": ""}  # a total, of four roles
        found = Read(text(tmp_path / "a.csv", rows, ","))
        assert found.column("NAMA") == list(names[:4])
        assert found.source.skipped == 1

    def test_a_report_that_begins_like_a_note_stays_and_so_does_what_follows(self, tmp_path):
        head = ("ISI LAPORAN", "TANGGAL LAPORAN", "KECAMATAN", "DESA", "JENIS LAPORAN", "STATUS")
        told = ("x", "Catatan: rumah rusak", "Jumlah bantuan kurang", "y")
        wide = dict.fromkeys(("NIK", "KANAL", "PROGRAM", "NOMOR LAPORAN", "TANGGAL JAWAB"), "")
        rows = [
            dict(zip(head, (isi, "05/10/2026", "BUMIJAWA", "", "keluhan", "baru"), strict=True))
            | wide
            for isi in told
        ]
        found = Read(text(tmp_path / "a.csv", rows, ","))
        assert found.column("ISI LAPORAN") == list(told)
        assert found.source.skipped == 0

    def test_a_desa_that_did_not_meet_stays_below_a_signature(self, tmp_path):
        rows = [meeting(), meeting("SIGEDONG", "", NOMOR_BERITA_ACARA="", BERITA_ACARA_DIUNGGAH="")]
        path = text(tmp_path / "a.csv", rows[:1], ",", below="Mengetahui,,,,\n")
        path.write_text(path.read_text() + ",".join(rows[1].values()) + "\n")
        found = Read(path)
        assert found.column("DESA/KELURAHAN") == ["GUCI", "SIGEDONG"]
        assert found.source.skipped == 1


class TestCells:
    """A cell of a workbook is what Excel shows, or, of a long number, damaged."""

    @pytest.mark.parametrize("value", ["", 0])
    def test_a_formula_without_a_result_is_refused_with_its_cell(self, tmp_path, value):
        with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as file:
            sheet = file.add_worksheet()
            for line, row in enumerate(rows_of(person(1), person(2))):
                sheet.write_row(line, 0, row)
            sheet.write_formula(2, 20, '=IF(1,"YA","TIDAK")', None, value)
        told = refused(tmp_path / "a.xlsx")
        assert told.startswith("Sel U3 berisi rumus yang belum dihitung")

    def test_a_formula_whose_result_is_an_empty_text_is_empty(self, tmp_path):
        path = tmp_path / "a.xlsx"
        with xlsxwriter.Workbook(str(path)) as file:
            sheet = file.add_worksheet()
            for line, row in enumerate(rows_of(person(1))):
                sheet.write_row(line, 0, row)
            sheet.write_formula(1, 20, '=IF(1,"","TIDAK")', None, "")
        # As Excel saves it:
        path = rewritten(path, "xl/workbook.xml", b' fullCalcOnLoad="1"', b"")
        path = rewritten(path, "xl/worksheets/sheet1.xml", b'<c r="U2"', b'<c r="U2" t="str"')
        assert Read(path).column("BANSOS PKH") == [None]

    def test_numbers_dates_and_formulas(self, tmp_path):
        path = tmp_path / "a.xlsx"
        with xlsxwriter.Workbook(str(path)) as file:
            sheet = file.add_worksheet()
            sheet.write_row(0, 0, DTKS_HEADER)
            for place, cell in enumerate(person(1).values()):
                sheet.write_string(1, place, cell)
            long = file.add_format({"num_format": "[$-421]dd mmmm yyyy"})
            hour = file.add_format({"num_format": "hh:mm"})
            euro = file.add_format({"num_format": '#,##0 "d"'})
            sheet.write_datetime(1, 12, date(1990, 8, 17), long)
            sheet.write_number(1, 7, 1)  # RT
            sheet.write_number(1, 8, 0.5, hour)  # RW
            sheet.write_number(1, 6, 33102, euro)  # DUSUN: a number, whatever it shows behind
            sheet.write_formula(1, 11, '="A"&"B"', None, "AB")
            sheet.write_string(1, 5, "=1+1")  # text that looks like one
            sheet.write_boolean(1, 20, True)  # noqa: FBT003
            sheet.write_formula(1, 16, "=1/0", None, "#DIV/0!")
            sheet.write_number(1, 9, 3328010101000001)
            sheet.write_rich_string(1, 13, "TE", file.add_format({"bold": True}), "GAL")
        cells = next(iter(Read(path).filled.values()))
        assert cells["TANGGAL LAHIR"] == "1990-08-17"
        assert (cells["RT"], cells["RW"], cells["DUSUN"]) == ("1", "0.5", "33102")
        assert (cells["NAMA"], cells["ALAMAT"], cells["TEMPAT LAHIR"]) == ("AB", "=1+1", "TEGAL")
        assert (cells["BANSOS PKH"], cells["NAMA IBU KANDUNG"]) == ("YA", None)
        assert cells["NOKK"] == "\x013328010101000001"

    @pytest.mark.parametrize(
        ("serial", "day"),
        [(1, "1900-01-01"), (59, "1900-02-28"), (61, "1900-03-01"), (33102, "1990-08-17")],
    )
    def test_days_of_excel(self, serial, day):
        assert workbook._day(serial, from_1904=False) == day

    def test_days_of_an_old_mac(self, tmp_path):
        path = tmp_path / "a.xlsx"
        with xlsxwriter.Workbook(str(path), {"date_1904": True}) as file:
            sheet = file.add_worksheet()
            sheet.write_row(0, 0, DTKS_HEADER)
            sheet.write_row(1, 0, person(1).values())
            shown = file.add_format({"num_format": "dd/mm/yyyy"})
            sheet.write_datetime(1, 12, date(1990, 8, 17), shown)
        assert Read(path).column("TANGGAL LAHIR") == ["1990-08-17"]

    @some
    @given(
        table=st.lists(
            st.lists(
                st.one_of(
                    st.none(),
                    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6),
                    st.integers(-(10**12), 10**12),
                    st.floats(-1e6, 1e6).map(lambda x: round(x, 3)),
                    st.booleans(),
                ),
                min_size=23,
                max_size=23,
            ),
            min_size=1,
            max_size=5,
        )
    )
    def test_reads_what_another_reader_reads(self, tmp_path_factory, table):
        path = tmp_path_factory.mktemp("buku") / "a.xlsx"
        sheets(path, A=[DTKS_HEADER, *table])
        cells = [cells for _, cells in workbook.Workbook(path, lambda read: None)._rows(
            "A", lambda read: None)][1:]  # fmt: skip
        texts = workbook.Workbook(path, lambda read: None)._find_texts()
        other = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
        for ours, theirs in zip(cells, other, strict=False):
            for place, value in enumerate(theirs):
                cell = ours.get(place, "")
                found = (texts[cell].as_py() or "") if type(cell) is int else cell
                assert found == _as_text(value)

    def test_the_row_numbers_are_those_of_the_sheet(self, tmp_path):
        rows = rows_of(person(1))
        found = Read(sheets(tmp_path / "a.xlsx", A=[*rows, [], [], [*person(2).values()]]))
        assert found.lines == [2, 5]


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "YA" if value else "TIDAK"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"


def rebuilt(path: Path, **parts: bytes | str | None) -> Path:
    """Write a sound workbook with some parts put in place of its own; None leaves one out."""
    source = book(path.with_name("asal.xlsx"), [person(1), person(2)])
    new = {f"xl/{name.replace('__', '/')}.xml": content for name, content in parts.items()}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in {*old.namelist(), *new}:
            content = new.get(name, old.read(name) if name in old.namelist() else None)
            if content is not None:
                out.writestr(name, content)
    return path


BILLION = (
    '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE x [<!ENTITY a0 "lol">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]><x>&a9;</x>"
)
OUTSIDE = (
    '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE x [<!ENTITY a SYSTEM "/etc/passwd">]>'
    "<x>&a;</x>"
)


class TestHostile:
    """Files made to hurt, and files that were hurt: a sentence, soon, in little memory."""

    def sheet(self, path: Path, xml: str, head: str = HEAD) -> str:
        return refused(rebuilt(path, worksheets__sheet1=head + xml + TAIL))

    def test_a_zip_bomb(self, tmp_path):
        path = rebuilt(tmp_path / "a.xlsx", worksheets__sheet1=HEAD + " " * (80 << 20) + TAIL)
        assert path.stat().st_size < 1 << 20
        assert "membengkak" in refused(path)

    def test_a_zip_with_too_many_parts(self, tmp_path):
        path = rebuilt(tmp_path / "a.xlsx", **{f"x{n}": "" for n in range(5001)})
        assert "membengkak" in refused(path)

    def test_entities(self, tmp_path):
        bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + HEAD
        row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
        assert "membengkak" in self.sheet(tmp_path / "a.xlsx", row, bomb)

    @pytest.mark.parametrize("part", ["worksheets__sheet1", "sharedStrings", "styles", "workbook"])
    @pytest.mark.parametrize("kind", [BILLION, OUTSIDE], ids=["billion laughs", "a file outside"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
    def test_entities_in_any_part_and_encoding(self, tmp_path, part, kind, encoding):
        """Ten texts ten times ten times …: 3 GB from 800 bytes, or a file of the server."""
        xml = kind if encoding == "utf-8" else kind.replace("UTF-8", "UTF-16")
        assert "membengkak" in refused(rebuilt(tmp_path / "a.xlsx", **{part: xml.encode(encoding)}))

    @pytest.mark.parametrize("before", range(1, 9))
    def test_an_entity_on_the_seams_of_blocks(self, tmp_path, before):
        """Both declarations lie half in one piece of what is read at once, half in the next."""
        kind, one = "<!DOCTYPE", '<!ENTITY a "' + "ab1" * 1000 + '">]><worksheet>&a;</worksheet>'
        xml = '<?xml version="1.0"?>'.ljust(workbook.BLOCK - before) + kind + " x ["
        xml = xml.ljust(2 * workbook.BLOCK - min(before, 7)) + one
        assert "membengkak" in refused(rebuilt(tmp_path / "a.xlsx", worksheets__sheet1=xml))

    def test_a_cell_at_the_far_corner(self, tmp_path):
        far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        assert "tidak dikenali" in self.sheet(tmp_path / "a.xlsx", far)

    def test_a_cell_without_end(self, tmp_path, monkeypatch):
        monkeypatch.setattr(workbook, "LONGEST_ROW", 1 << 20)
        long = '<row r="1"><c t="inlineStr"><is><t>' + "ab1" * (1 << 20)
        assert "terlalu panjang" in self.sheet(tmp_path / "a.xlsx", long + "</t></is></c></row>")

    @pytest.mark.parametrize(
        "row",
        [
            '<row r="1"><c r="ZZZZZ1"><v>1</v></c></row>',  # no such column
            '<row r="5"/><row r="4"/>',  # backwards
            '<row r="0"><c r="A0"><v>1</v></c></row>',
            '<row r="2000000"/>',
            '<row r="x"/>',
            '<row r="1"><c r="A1"><v>satu</v></c></row>',  # a number that is none
            '<row r="1"><c r="A1" t="s"><v>999999</v></c></row>',  # a text that is not there
            '<row r="1"><c r="A1" t="s"><v>99999999999999</v></c></row>',
            '<row r="1">',
            "<row></c>",
        ],
    )
    def test_damaged_sheets(self, tmp_path, row):
        assert "rusak atau terpotong" in self.sheet(tmp_path / "a.xlsx", row)

    def test_a_sheet_of_blanks(self, tmp_path):
        rows = "".join(f'<row r="{n}"><c r="A{n}"/></row>' for n in range(4, 200_000))
        with zipfile.ZipFile(book(tmp_path / "a.xlsx", [person(1), person(2)])) as file:
            sheet = file.read("xl/worksheets/sheet1.xml").decode()
        path = rebuilt(
            tmp_path / "b.xlsx",
            worksheets__sheet1=sheet.replace("</sheetData>", rows + "</sheetData>"),
        )
        assert Read(path).lines == [2, 3]

    def test_an_encoding_that_is_none(self, tmp_path):
        head = HEAD.replace("<worksheet", '<?xml version="1.0" encoding="UTF-9"?><worksheet', 1)
        assert "rusak atau terpotong" in self.sheet(tmp_path / "a.xlsx", "", head)

    def test_a_sheet_that_is_damaged_far_down(self, tmp_path):
        with zipfile.ZipFile(book(tmp_path / "a.xlsx", [person(n) for n in range(1, 100)])) as file:
            sheet = file.read("xl/worksheets/sheet1.xml").decode()
        path = rebuilt(
            tmp_path / "b.xlsx", worksheets__sheet1=sheet.replace('<row r="90"', '<row r="2"')
        )
        assert "rusak atau terpotong" in refused(path)

    @pytest.mark.parametrize("missing", ["workbook", "worksheets__sheet1"])
    def test_a_part_that_is_missing(self, tmp_path, missing):
        told = refused(rebuilt(tmp_path / "a.xlsx", **{missing: None}))
        assert "tidak dapat dibuka" in told or "rusak" in told

    @pytest.mark.parametrize("part", [0.3, 0.9, 0.999])
    def test_a_torn_download(self, tmp_path, part):
        whole = book(tmp_path / "a.xlsx", [person(n) for n in range(1, 40)]).read_bytes()
        path = tmp_path / "b.xlsx"
        path.write_bytes(whole[: int(len(whole) * part)])
        assert "rusak atau terpotong" in refused(path)

    def test_a_flipped_byte_in_the_rows(self, tmp_path):
        path = book(tmp_path / "a.xlsx", [person(n) for n in range(1, 40)])
        content = bytearray(path.read_bytes())
        with zipfile.ZipFile(path) as file:
            start = file.getinfo("xl/worksheets/sheet1.xml").header_offset
        content[start + 200] ^= 0xFF
        path.write_bytes(content)
        assert "rusak atau terpotong" in refused(path)

    def test_a_flipped_byte_below_the_rows(self, tmp_path):
        # Nothing of it is read, but a part whose checksum is wrong is not to be trusted.
        source = book(tmp_path / "a.xlsx", [person(1)])
        path, mark = tmp_path / "b.xlsx", b"<!-- TANDA -->"
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if "sheet1" in name:
                    content = content.replace(b"</worksheet>", b" " * 3 * workbook.BLOCK + mark)
                    content += b"</worksheet>"
                new.writestr(name, content)
        assert len(Read(path).filled) == 1
        path.write_bytes(path.read_bytes().replace(mark, b"<!-- TBNDA -->"))
        assert "rusak atau terpotong" in refused(path)

    @pytest.mark.parametrize(
        ("part", "words"),
        [("xl/workbook.bin", ".xlsb"), ("content.xml", ".ods"), ("dtks.txt", "arsip .zip")],
    )
    def test_other_zips(self, tmp_path, part, words):
        path = tmp_path / "a.xlsx"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr(part, "x")
        assert words in refused(path)

    def test_a_workbook_with_a_password(self, tmp_path):
        path = tmp_path / "a.xlsx"
        mark = "EncryptedPackage".encode("utf-16-le")
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + mark + b"\0" * 99)
        assert "berkata sandi" in refused(path)

    def test_a_web_page_under_the_name_of_excel(self, tmp_path):
        path = tmp_path / "a.xls"
        path.write_bytes(b"\xef\xbb\xbf\r\n<html><table><tr><td>NIK</td></tr></table></html>")
        assert "halaman web" in refused(path)

    def test_no_message_quotes_a_row(self, tmp_path):
        path = text(tmp_path / "a.txt", [person(1, NAMA="SITI RAHASIA")])
        path.write_bytes(path.read_bytes() + b"\x81")
        assert "RAHASIA" not in refused(path)


class TestText:
    """Text in the shapes that programs and people give it."""

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
    @pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
    def test_encodings_and_line_ends(self, tmp_path, encoding, end):
        path = text(tmp_path / "a.txt", [person(1, NAMA="RENÉ REKAAN"), person(2)], "\t")
        content = path.read_bytes().decode().replace("\r\n", end).rstrip(end)
        path.write_bytes(content.encode(encoding))
        found = Read(path)
        assert found.column("NAMA") == ["RENÉ REKAAN", "WARGA REKAAN 2"]
        assert found.lines == [2, 3]

    def test_utf_16_the_other_way_round(self, tmp_path):
        path = text(tmp_path / "a.txt", [person(1)], "\t")
        path.write_bytes(b"\xfe\xff" + path.read_bytes().decode().encode("utf-16-be"))
        assert Read(path).column("NIK") == [person(1)["NIK"]]

    def test_a_zero_byte_far_down(self, tmp_path):
        path = text(tmp_path / "a.txt", [person(n) for n in range(1, 99)])
        path.write_bytes(path.read_bytes() + b"\0")
        assert "tidak dapat dibuka" in refused(path)

    def test_the_end_sign_of_old_programs(self, tmp_path):
        found = Read(text(tmp_path / "a.txt", [person(1)], below="\x1a"))
        assert (len(found.filled), found.source.broken) == (1, {})

    def test_a_row_without_end(self, tmp_path, monkeypatch):
        monkeypatch.setattr(textfile, "BLOCK", 1 << 16)
        rows = [person(1), person(2, NAMA="X" * 200_000), person(3)]
        assert "terlalu panjang" in refused(text(tmp_path / "a.txt", rows))

    def test_a_quote_that_swallows_the_rest_of_a_large_file(self, tmp_path, monkeypatch):
        monkeypatch.setattr(textfile, "BLOCK", 1 << 16)
        path = text(tmp_path / "a.csv", [person(n) for n in range(1, 2000)], ";")
        path.write_text(path.read_text().replace("WARGA REKAAN 7;", '"WARGA REKAAN 7;'))
        assert "anda kutip" in refused(path)

    def test_nearly_all_rows_of_another_width(self, tmp_path, monkeypatch):
        monkeypatch.setattr(textfile, "MOST_BROKEN", 50)
        path = text(tmp_path / "a.txt", [person(1)])
        path.write_text(path.read_text() + "GUCI|BUMIJAWA|X|Y\n" * 60)
        told = refused(path)
        assert "tidak berisi 23 kolom" in told
        assert "yang pertama baris 3" in told

    def test_row_numbers_around_broken_rows(self, tmp_path):
        good = "|".join(person(1).values())
        path = tmp_path / "a.txt"
        lines = ["|".join(DTKS_HEADER), "x|y", good, "x", "x", good, good, "x"]
        path.write_text("\n".join(lines))
        found = Read(path)
        assert found.lines == [3, 6, 7]
        assert [found.source.header_line + 1 + p for p in found.source.broken] == [2, 4, 5, 8]


@pytest.mark.parametrize("kind", ["text", "book"])
def test_the_part_done_is_told(tmp_path, kind):
    table = [person(n) for n in range(1, 400)]
    make = {"text": text, "book": book}[kind]
    told = []
    Read(make(tmp_path / "a", table), report=lambda step, part: told.append((step, part)))
    assert {step for step, _ in told} == {"membaca"}
    parts = [part for _, part in told]
    assert parts == sorted(parts)
    assert (len(parts) > 1, parts[-1]) == (True, 1.0)
