"""Files of a whole kabupaten: one person a row, 23 columns, as text and as a workbook.

Invented people in real desa: numbers begin with 99. Three persons are a family. The workbook is
written as Excel saves one, texts shared, because a library for it would take longer than what is
to be measured.
"""

import zipfile
from itertools import islice
from pathlib import Path
from string import ascii_uppercase
from typing import IO
from xml.sax.saxutils import escape

import duckdb

from tests.server import ROOT

AREAS = ROOT / "data_samples" / "wilayah" / "33.28.csv"
SHEET_ROWS = 1_048_575  # below the headings
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PERSONS = """
WITH desa AS (
    SELECT d.nama AS desa, k.nama AS kecamatan, row_number() OVER (ORDER BY d.kode) - 1 AS ke
    FROM read_csv('{areas}', all_varchar = true) d
    JOIN read_csv('{areas}', all_varchar = true) k ON k.kode = d.kode[:8]
    WHERE length(d.kode) = 13
), orang AS (
    SELECT i, i // 3 AS k, 1 + i % 9999 AS urut, 1 + (i // 9999) % 28 AS hari,
        1 + (i // 279972) % 12 AS bulan, 60 + i % 40 AS tahun
    FROM range({first}, {last}) t(i)
)
SELECT printf('99280190%08d', k) AS "ID DTKS", 'JAWA TENGAH' AS "PROVINSI",
    'KAB. TEGAL' AS "KABUPATEN/KOTA", upper(kecamatan) AS "KECAMATAN",
    upper(desa) AS "DESA/KELUARAHAN", 'JL REKAAN NO ' || (1 + k % 997) AS "ALAMAT",
    'DUSUN ' || (1 + k % 5) AS "DUSUN", printf('%03d', 1 + k % 9) AS "RT",
    printf('%03d', 1 + k % 7) AS "RW", printf('99280101%08d', k) AS "NOKK",
    printf('9928%02d%02d%02d%02d%04d', 1 + i % 18, hari, bulan, tahun, urut) AS "NIK",
    'WARGA REKAAN ' || i AS "NAMA", printf('%02d/%02d/19%02d', hari, bulan, tahun)
    AS "TANGGAL LAHIR", 'TEGAL' AS "TEMPAT LAHIR", 'LAKI-LAKI' AS "JENIS KELAMIN",
    'BURUH HARIAN LEPAS' AS "PEKERJAAN", 'IBU REKAAN ' || k AS "NAMA IBU KANDUNG",
    if(i % 3 = 0, 'KEPALA KELUARGA', 'ANAK') AS "HUB KELUARGA", 'Padan' AS "KETERANGAN PADAN",
    if(k % 4 = 0, 'YA', 'TIDAK') AS "BANSOS BPNT", if(k % 9 = 0, 'YA', 'TIDAK') AS "BANSOS PKH",
    'TIDAK' AS "BANSOS BPNT-PPKM", if(i % 2 = 0, 'YA', 'TIDAK') AS "PBI JKN"
FROM orang JOIN desa ON ke = (k * 287) // ({persons} // 3 + 1) ORDER BY i
"""


def text(path: Path, persons: int, delimiter: str) -> Path:
    """Write the persons as delimited text, nothing quoted."""
    with duckdb.connect() as store:
        _rows(store, persons, 0, persons).write_csv(str(path), sep=delimiter, quotechar="")
    return path


def book(path: Path, persons: int) -> Path:
    """Write the persons as a workbook, a sheet for every 1,048,575 of them."""
    texts: dict[str, int] = {}
    starts = range(0, persons, SHEET_ROWS)
    with duckdb.connect() as store, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for number, first in enumerate(starts, start=1):
            rows = _rows(store, persons, first, min(persons, first + SHEET_ROWS))
            with out.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as sheet:
                _write_sheet(sheet, rows, texts)
        with out.open("xl/sharedStrings.xml", "w", force_zip64=True) as shared:
            _write_texts(shared, texts)
        for part, content in _frame(len(starts)).items():
            out.writestr(part, content)
    return path


def _rows(
    store: duckdb.DuckDBPyConnection, persons: int, first: int, last: int
) -> duckdb.DuckDBPyRelation:
    return store.sql(PERSONS.format(areas=AREAS, persons=persons, first=first, last=last))


def _write_sheet(sheet: IO[bytes], rows: duckdb.DuckDBPyRelation, texts: dict[str, int]) -> None:
    sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
    chunk, line = [tuple(rows.columns)], 1
    while chunk:
        written = []
        for row in chunk:
            cells = "".join(
                f'<c r="{letter}{line}" t="s"><v>{texts.setdefault(cell, len(texts))}</v></c>'
                for letter, cell in zip(ascii_uppercase, row, strict=False)
            )
            written.append(f'<row r="{line}">{cells}</row>')
            line += 1
        sheet.write("".join(written).encode())
        chunk = rows.fetchmany(20_000)
    sheet.write(b"</sheetData></worksheet>")


def _write_texts(shared: IO[bytes], texts: dict[str, int]) -> None:
    shared.write(f'<sst xmlns="{MAIN}">'.encode())
    coming = iter(texts)
    while some := list(islice(coming, 50_000)):
        shared.write("".join(f"<si><t>{escape(text)}</t></si>" for text in some).encode())
    shared.write(b"</sst>")


def _frame(sheets: int) -> dict[str, str]:
    """Return the small parts that make a zip of sheets a workbook."""
    numbers = range(1, sheets + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = {"xl/workbook.xml": "sheet.main", "xl/sharedStrings.xml": "sharedStrings"}
    types |= {f"xl/worksheets/sheet{n}.xml": "worksheet" for n in numbers}
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{kind}.{name}+xml"/>'
        for part, name in types.items()
    )
    links = {n: ("worksheet", f"worksheets/sheet{n}.xml") for n in numbers}
    links[sheets + 1] = ("sharedStrings", "sharedStrings.xml")
    names = "".join(f'<sheet name="Lembar {n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    rels = 'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"'
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f"<Default {rels}/>{overrides}</Types>",
        "_rels/.rels": _links({1: ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _links(links),
    }


def _links(targets: dict[int, tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
