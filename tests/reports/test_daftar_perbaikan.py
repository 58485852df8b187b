"""A worklist as a workbook: what is in it, what is open, and that nothing in it runs."""

import io
import re
import zipfile
from datetime import date

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from queries.worklists import BY_CODE, LISTS, MOST_ROWS, Ask, Handed
from register.importers.catalogue import recognise
from reports import daftar_perbaikan

MOMENT, TODAY = "2 November 2026 08.00 WIB", date(2026, 11, 2)
ROW = {
    "no_kk": "9928010101010001",
    "nik": "9928010101800001",
    "nama": "=cmd|' /C calc'!A0",
    "hubungan": "KEPALA KELUARGA",
    "tempat_lahir": "https://contoh.id",
    "tanggal_lahir": date(1980, 1, 1),
    "jenis_kelamin": "P",
    "pekerjaan": "@SUM(1)",
    "nama_ibu_kandung": "-1+1",
    "alamat": "+JL MAWAR",
    "dusun": "LOR",
    "rt": "001",
    "rw": "002",
    "sebab": "tidak padan",
    "tanggal": None,
}


def handed(code: str, rows: int = 1, total: int | None = None) -> Handed:
    return Handed(
        Ask(BY_CODE[code], "33.28.01.2001", "2026-10"),
        pd.DataFrame([ROW] * rows, dtype=object),
        rows if total is None else total,
        number=17,
        who="ani@tegalkab.go.id",
        reason="kunjungan & rumah Rabu",
        as_of=date(2026, 10, 31),
        is_sample=True,
        campaign=("Verval Uji", date(2026, 10, 5), date(2026, 11, 30)),
        place=("Jawa Tengah", "Kabupaten Tegal", "Margasari", "Jembayat"),
    )


def parts(made: Handed) -> dict[str, str]:
    content = daftar_perbaikan.workbook(made, MOMENT, TODAY)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def cells(made: Handed) -> list[list]:
    content = daftar_perbaikan.workbook(made, MOMENT, TODAY)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("code", [each.code for each in LISTS])
def test_importers_know_its_headings(code):
    head, row, *_ = cells(handed(code))[daftar_perbaikan.HEADING_ROW :]
    named = dict(zip(head, row, strict=True))
    assert recognise(head).format.code == (
        "verval" if code in ("verval", "mutakhir") else "usulan_v4"
    )
    # Numbers are whole and texts; what a name begins with is kept.
    assert (named["NIK"], named["NOKK"], named["NAMA"]) == (ROW["nik"], ROW["no_kk"], ROW["nama"])
    assert (named["RT"], named["KECAMATAN"]) == ("001", "Margasari")


def test_a_campaign_is_named_for_its_own_targets_alone():
    assert cells(handed("verval"))[5][:3] == ["Verval Uji", "05/10/2026", "30/11/2026"]
    assert cells(handed("mutakhir"))[5][:3] == ["", "", ""]


@pytest.mark.parametrize("code", [each.code for each in LISTS])
def test_nothing_in_it_runs_and_nothing_leads_out(code):
    found = parts(handed(code))
    for name, xml in found.items():
        assert "<f>" not in xml
        assert "<hyperlink" not in xml
        if name.endswith(".rels"):
            assert 'TargetMode="External"' not in xml


def test_only_what_is_to_be_filled_in_is_open():
    found = parts(handed("verval"))
    sheet, styles = found["xl/worksheets/sheet1.xml"], found["xl/styles.xml"]
    assert "<sheetProtection" in sheet
    kinds = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", styles.split("<cellXfs")[1])
    is_open = [place for place, xf in enumerate(kinds) if 'locked="0"' in xf]
    row = re.search(r'<row r="6".*?</row>', sheet).group()
    opened = {
        letter
        for letter, style in re.findall(r'<c r="([A-Z]+)6" s="(\d+)"', row)
        if int(style) in is_open
    }
    assert opened == {"L", "M", "N", "O", "P"}  # HASIL VERVAL to BUKTI FOTO
    rules = re.findall(r'<dataValidation type="(\w+)".*?sqref="(\w+)', sheet)
    assert sorted(rules) == [("date", "N6"), ("list", "L6"), ("list", "M6"), ("list", "P6")]


def test_who_took_it_when_and_why_stands_first_last_and_on_paper():
    made = handed("nik", rows=30)
    found, rows = parts(made), cells(made)
    told = (
        "diambil ani@tegalkab.go.id, 2 November 2026 08.00 WIB, jejak nomor 17, "
        "alasan: kunjungan & rumah Rabu"
    )
    assert rows[0][0].startswith("DATA CONTOH")
    assert told in rows[1][0]
    assert told in rows[-1][0]
    sheet = found["xl/worksheets/sheet1.xml"]
    assert "jejak nomor 17" in re.search("<oddFooter>(.*)</oddFooter>", sheet).group(1)
    marks = found["xl/drawings/drawing1.xml"]
    assert marks.count("ani@tegalkab.go.id   jejak 17") == 4  # every nine rows


def test_a_list_that_was_cut_says_so():
    assert cells(handed("nik", 2, 2))[3][0] == ""
    cut = cells(handed("nik", 2, MOST_ROWS + 1))[3][0]
    assert cut.startswith("Dipotong: hanya 2 baris pertama; daftarnya memuat 2001 jiwa")


def test_its_name_tells_no_person():
    assert (
        daftar_perbaikan.file_name(handed("nik")) == "daftar-nik-33.28.01.2001-2026-10-CONTOH.xlsx"
    )
