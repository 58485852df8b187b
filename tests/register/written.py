"""Files as offices write them, made for a test: every number begins with 99 or 88.

No provinsi has either code, so no number here can be anybody's: 99 marks sample data, and 88
stands in for an office's own.
"""

import csv
import io
from datetime import datetime
from pathlib import Path

import xlsxwriter

DTKS_LINE = (
    "ID DTKS|PROVINSI|KABUPATEN/KOTA|KECAMATAN|DESA/KELUARAHAN|ALAMAT|DUSUN|RT|RW|NOKK|NIK|NAMA|"
    "TANGGAL LAHIR|TEMPAT LAHIR|JENIS KELAMIN|PEKERJAAN|NAMA IBU KANDUNG|HUB KELUARGA|"
    "KETERANGAN PADAN|BANSOS BPNT|BANSOS PKH|BANSOS BPNT-PPKM|PBI JKN"
)
VERVAL_LINE = (
    "KEGIATAN;TANGGAL MULAI;BATAS WAKTU;KECAMATAN;DESA/KELURAHAN;NOKK;NIK;NAMA;HASIL VERVAL;"
    "ALASAN;TANGGAL VERVAL;TANGGAL UNGGAH;PETUGAS;BUKTI FOTO"
)
MUSDES_LINE = "KECAMATAN,DESA/KELURAHAN,TANGGAL MUSDES,NOMOR BERITA ACARA,BERITA ACARA DIUNGGAH"


DTKS_HEADER = DTKS_LINE.split("|")
VERVAL_HEADER = VERVAL_LINE.split(";")
MUSDES_HEADER = MUSDES_LINE.split(",")


def person(number: int = 1, family: int | None = None, prefix: str = "99", **other) -> dict:
    """Return the 23 cells of one person by heading; headings with spaces are given as `NAMA_IBU`.

    Persons of different number differ in NIK and name; a family's number is its No KK.
    """
    family = number if family is None else family
    cells = dict.fromkeys(DTKS_HEADER, "TIDAK") | {
        "ID DTKS": f"{prefix}28019{family:09d}",
        "PROVINSI": "JAWA TENGAH",
        "KABUPATEN/KOTA": "KAB. TEGAL",
        "KECAMATAN": "BUMIJAWA",
        "DESA/KELUARAHAN": "GUCI",
        "ALAMAT": "JL CONTOH 1",
        "DUSUN": "KRAJAN",
        "RT": "001",
        "RW": "002",
        "NOKK": f"{prefix}28010101{family:06d}",
        "NIK": f"{prefix}28011708{number:06d}",
        "NAMA": f"WARGA REKAAN {number}",
        "TANGGAL LAHIR": "17/08/1990",
        "TEMPAT LAHIR": "TEGAL",
        "JENIS KELAMIN": "LAKI-LAKI",
        "PEKERJAAN": "PETANI",
        "NAMA IBU KANDUNG": "IBU REKAAN",
        "HUB KELUARGA": "KEPALA KELUARGA",
        "KETERANGAN PADAN": "Padan",
    }
    return _changed(cells, other)


def listed(number: int = 1, **other) -> dict:
    """Return the cells of the same person in a BNBA list."""
    cells = person(number, **other)
    del cells["ID DTKS"], cells["KETERANGAN PADAN"]
    return cells | {"status": "AKTIF", "tgl_kejadian": ""}


def visit(number: int = 1, prefix: str = "99", **other) -> dict:
    """Return the cells of a row of a verval list: a target of a campaign, not yet visited."""
    cells = dict.fromkeys(VERVAL_HEADER, "") | {
        "KEGIATAN": "Verval Uji",
        "TANGGAL MULAI": "06/07/2026",
        "BATAS WAKTU": "30/11/2026",
        "KECAMATAN": "BUMIJAWA",
        "DESA/KELURAHAN": "GUCI",
        "NOKK": f"{prefix}28010101{number:06d}",
        "NIK": f"{prefix}28011708{number:06d}",
        "NAMA": f"WARGA REKAAN {number}",
        "HASIL VERVAL": "Belum Cek",
    }
    return _changed(cells, other)


def done(number: int = 1, day: str = "10/08/2026", result: str = "Layak", **other) -> dict:
    """Return the cells of a row of a verval list with a final result."""
    return visit(number, HASIL_VERVAL=result, TANGGAL_VERVAL=day, BUKTI_FOTO="Ada") | _changed(
        {}, other
    )


def meeting(desa: str = "GUCI", day: str = "05/10/2026", **other) -> dict:
    """Return the cells of a row of a musdes list."""
    values = ("BUMIJAWA", desa, day, "CONTOH/BA/1", "Ya")
    return _changed(dict(zip(MUSDES_HEADER, values, strict=True)), other)


def _changed(cells: dict, other: dict) -> dict:
    headings = {name.replace(" ", "_").replace("/", "_").replace("-", "_"): name for name in ALL}
    return cells | {headings[name]: value for name, value in other.items()}


ALL = {*DTKS_HEADER, *VERVAL_HEADER, *MUSDES_HEADER}


def text(
    path: Path,
    table: list[dict],
    delimiter: str = "|",
    encoding: str = "utf-8",
    rename: dict[str, str] | None = None,
    above: str = "",
    below: str = "",
) -> Path:
    """Write rows as delimited text under their headings. `above` and `below` are put as they are.

    Nothing is quoted between pipes, as SIKS-NG writes it; elsewhere what needs it.
    """
    lines = io.StringIO()
    bare = {"quoting": csv.QUOTE_NONE, "quotechar": None} if delimiter == "|" else {}
    writer = csv.writer(lines, delimiter=delimiter, lineterminator="\r\n", **bare)
    writer.writerow([(rename or {}).get(name, name) for name in table[0]])
    writer.writerows([list(row.values()) for row in table])
    path.write_bytes((above + lines.getvalue() + below).encode(encoding))
    return path


def book(path: Path, table: list[dict], above: int = 0, sheets_before: int = 0) -> Path:
    """Write rows as a workbook: `above` merged title rows, then the headings, then the cells.

    Numbers become number cells, dates become date cells, all else text.
    """
    with xlsxwriter.Workbook(str(path)) as workbook:
        # Same rows, same bytes: Excel writes the hour a file was made, without a zone.
        workbook.set_properties({"created": datetime(2026, 11, 2)})  # noqa: DTZ001
        for number in range(sheets_before):
            workbook.add_worksheet(f"Petunjuk {number}").write(0, 0, "Petunjuk pengisian")
        sheet = workbook.add_worksheet("Data")
        as_date = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for line in range(above):
            sheet.merge_range(line, 0, line, len(table[0]) - 1, f"DAFTAR REKAAN {line}")
        for line, cells in enumerate([dict.fromkeys(table[0]), *table], start=above):
            for column, (heading, value) in enumerate(cells.items()):
                cell = heading if line == above else value
                if isinstance(cell, str):
                    sheet.write_string(line, column, cell)
                elif isinstance(cell, int | float):
                    sheet.write_number(line, column, cell)
                elif cell is not None:
                    sheet.write_datetime(line, column, cell, as_date)
    return path
