"""A worklist of one desa as a workbook: filled in at the houses, then imported again.

It holds full numbers. So who took it, when, why and under which number of the audit stands in its
first and last line, in the margins of each printed page, and faintly over the cells.
"""

import io
from collections.abc import Sequence
from datetime import date

import xlsxwriter
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from queries.populations.spelling import CIVIL, unfit_reasons
from queries.worklists import PROGRAMMES, Handed, Layout

SAMPLE = "DATA CONTOH, bukan data sebenarnya"
DAY = "%d/%m/%Y"
HEADING_ROW = 4  # from 0; the importers look for headings in the first 15 rows
CAUSE = "SEBAB DI DAFTAR"
HASIL = ("Layak", "Tidak Layak", "Tidak Ditemukan", "Belum Cek")
KINDS = ("BARU", "HAPUS", "PERBAIKAN")
SEXES = {"L": "LAKI-LAKI", "P": "PEREMPUAN"}
VERVAL = (
    *("KEGIATAN", "TANGGAL MULAI", "BATAS WAKTU", "KECAMATAN", "DESA/KELURAHAN"),
    *("ALAMAT", "RT", "RW", "NOKK", "NIK", "NAMA"),
    *("HASIL VERVAL", "ALASAN", "TANGGAL VERVAL", "PETUGAS", "BUKTI FOTO", CAUSE),
)
# Template V4 of SIKS-NG, in its order; what kind of proposal it is comes after it.
USULAN = (
    *("NIK", "PROGRAM BANSOS", "NOKK", "NAMA", "TEMPAT LAHIR", "TANGGAL LAHIR", "IBU KANDUNG"),
    *("JENIS KELAMIN", "JENIS PEKERJAAN", "STATUS KAWIN", "ALAMAT", "RT", "RW", "PROVINSI"),
    *("KABUPATEN", "KECAMATAN", "KELURAHAN", "STATUS DISABILITAS", "KODE JENIS DISABILITAS"),
    *("STATUS HAMIL", "TGL MULAI HAMIL", "JENIS USULAN", CAUSE),
)
COLUMNS = {Layout.VERVAL: VERVAL, Layout.USULAN: USULAN}
PLACES = {"PROVINSI", "KABUPATEN", "KECAMATAN", "KELURAHAN", CAUSE}
ASKED = ("PROGRAM BANSOS", "STATUS KAWIN", *USULAN[17:21])  # what the register does not keep
OPEN = {
    "": ("HASIL VERVAL", "ALASAN", "TANGGAL VERVAL", "PETUGAS", "BUKTI FOTO"),
    "BARU": ASKED,
    "HAPUS": ("PROGRAM BANSOS", "JENIS USULAN"),
    "PERBAIKAN": tuple(name for name in USULAN if name not in PLACES),
}
HOW = {
    Layout.VERVAL: "Isi kolom berwarna, lalu impor berkas ini apa adanya (format: daftar hasil "
    "verval). Yang belum dikunjungi biarkan kosong.",
    Layout.USULAN: "Isi PROGRAM BANSOS (tanpa bansos: NON-BANSOS) hanya pada baris yang diusulkan; "
    "baris tanpa program tidak diterima saat impor. Untuk SIKS-NG salin 21 kolom pertama.",
}
MARK_EVERY, MARK_STEPS = 9, 3  # rows between two marks; places they take by turns
FAINT = {
    "width": 620,
    "height": 40,
    "font": {"size": 20, "color": "#D9D9D9"},
    "fill": {"none": True},
    "line": {"none": True},
    "description": "siapa mengambil berkas ini",
}
WIDTHS = {"ALAMAT": 26, "NAMA": 24, CAUSE: 34, "RT": 6, "RW": 6, "KEGIATAN": 26}
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,  # a name that begins with "=" stays a name
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def workbook(handed: Handed, moment: str, today: date) -> bytes:
    """Return the list as .xlsx; `moment`: now, in words. Only what is to be filled in is open."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"title": handed.ask.worklist.nama, "comments": _taken(handed, moment)})
        sheet = book.add_worksheet("Daftar")
        columns = COLUMNS[handed.ask.worklist.layout]
        last = _rows(book, sheet, columns, handed)
        _lines(book, sheet, handed, moment, last)
        _choices(book, sheet, columns, handed, today, last)
        _paper(sheet, handed, moment)
        _mark(sheet, handed, moment, last)
        sheet.freeze_panes(HEADING_ROW + 1, 0)
        sheet.autofilter(HEADING_ROW, 0, max(last, HEADING_ROW), len(columns) - 1)
        allowed = ("format_columns", "format_rows", "sort", "autofilter")
        sheet.protect("", dict.fromkeys(allowed, True))
    return content.getvalue()


def file_name(handed: Handed) -> str:
    """Return the name of the file: list, desa and month, and that it is a sample."""
    ask = handed.ask
    sample = "-CONTOH" if handed.is_sample else ""
    return f"daftar-{ask.worklist.code}-{ask.kode}-{ask.periode}{sample}.xlsx"


def _taken(handed: Handed, moment: str) -> str:
    return f"diambil {handed.who}, {moment}, jejak nomor {handed.number}, alasan: {handed.reason}"


def _lines(book: Workbook, sheet: Worksheet, handed: Handed, moment: str, last: int) -> None:
    """The first lines and the last. The last is worded as one that importers pass over."""
    bold, plain = book.add_format({"bold": True, "font_size": 12}), book.add_format()
    *_, kecamatan, desa = handed.place
    sample = f"{SAMPLE}. " if handed.is_sample else ""
    title = (
        f"{sample}{handed.ask.worklist.nama}, {desa} ({kecamatan}), data per "
        f"{handed.as_of:{DAY}}: {len(handed.rows)} baris"
    )
    secret = f"RAHASIA, memuat NIK dan No KK; {_taken(handed, moment)}"
    sheet.write_string(0, 0, title, bold)
    sheet.write_string(1, 0, secret, plain)
    sheet.write_string(2, 0, f"{handed.ask.worklist.todo} {HOW[handed.ask.worklist.layout]}", plain)
    sheet.write_string(3, 0, _cut(handed), bold)
    sheet.write_string(last + 1, 0, f"Catatan: {secret}", plain)


def _cut(handed: Handed) -> str:
    shown = handed.rows["no_kk"].nunique() if handed.ask.worklist.each_member else len(handed.rows)
    if shown >= handed.total:
        return ""
    return (
        f"Dipotong: hanya {len(handed.rows)} baris pertama; daftarnya memuat {handed.total} "
        f"{handed.ask.worklist.unit}. Ambil lagi sesudah yang ini selesai."
    )


def _rows(book: Workbook, sheet: Worksheet, columns: Sequence[str], handed: Handed) -> int:
    """Write headings and rows as texts; return the last row written, from 0."""
    head = book.add_format({"bold": True, "bg_color": "#DDE7E8", "border": 1, "text_wrap": True})
    locked = book.add_format({"num_format": "@", "border": 4})
    open_ = {"num_format": "@", "border": 4, "locked": False, "bg_color": "#FFF6DD"}
    as_text, as_day = book.add_format(open_), book.add_format(open_ | {"num_format": "dd/mm/yyyy"})
    fill = OPEN[handed.ask.worklist.kind]
    kinds = [_kind(name, fill, locked, as_text, as_day) for name in columns]
    for place, name in enumerate(columns):
        sheet.write_string(HEADING_ROW, place, name, head)
        sheet.set_column(place, place, WIDTHS.get(name, 18))
    for number, row in enumerate(handed.rows.to_dict("records"), start=HEADING_ROW + 1):
        cells = _cells(row, handed)
        for place, name in enumerate(columns):
            text = cells.get(name, "")
            if text:
                sheet.write_string(number, place, text, kinds[place])
            else:
                sheet.write_blank(number, place, None, kinds[place])
    return HEADING_ROW + len(handed.rows)


def _kind(name: str, fill: Sequence[str], locked: Format, text: Format, day: Format) -> Format:
    if name not in fill:
        return locked
    return day if name in ("TANGGAL VERVAL", "TGL MULAI HAMIL") else text


def _cells(row: dict, handed: Handed) -> dict[str, str]:
    """What a row says under each heading; the headings not named here stay empty."""
    kegiatan, mulai, batas = handed.campaign or ("", None, None)
    if handed.ask.worklist.code != "verval":  # others are visited outside any campaign
        kegiatan, mulai, batas = "", None, None
    provinsi, kabupaten, kecamatan, desa = handed.place
    return {
        "KEGIATAN": kegiatan,
        "TANGGAL MULAI": _day(mulai),
        "BATAS WAKTU": _day(batas),
        "PROVINSI": provinsi,
        "KABUPATEN": kabupaten,
        "KECAMATAN": kecamatan,
        "DESA/KELURAHAN": desa,
        "KELURAHAN": desa,
        "ALAMAT": " ".join(filter(None, (row["alamat"], row["dusun"] and f"DUSUN {row['dusun']}"))),
        "RT": row["rt"],
        "RW": row["rw"],
        "NOKK": row["no_kk"],
        "NIK": row["nik"],
        "NAMA": row["nama"],
        "TEMPAT LAHIR": row["tempat_lahir"],
        "TANGGAL LAHIR": _day(row["tanggal_lahir"]),
        "IBU KANDUNG": row["nama_ibu_kandung"],
        "JENIS KELAMIN": SEXES.get(row["jenis_kelamin"], ""),
        "JENIS PEKERJAAN": row["pekerjaan"],
        "JENIS USULAN": handed.ask.worklist.kind,
        CAUSE: " ".join(filter(None, (row["sebab"], _day(row["tanggal"])))),
    }


def _day(day: date | None) -> str:
    return f"{day:{DAY}}" if day else ""


def _choices(
    book: Workbook,
    sheet: Worksheet,
    columns: Sequence[str],
    handed: Handed,
    today: date,
    last: int,
) -> None:
    """Offer what importers know for the columns to fill; reasons, too long for a cell's own list,
    lie on a hidden sheet, of which importers read nothing."""
    reasons = [*CIVIL, *unfit_reasons()]
    hidden = book.add_worksheet("Pilihan")
    hidden.write_column(0, 0, reasons)
    hidden.hide()
    begin = handed.campaign[1] if handed.campaign else date(2000, 1, 1)
    rules = {
        "HASIL VERVAL": {"validate": "list", "source": list(HASIL)},
        "ALASAN": {
            "validate": "list",
            "source": f"=Pilihan!$A$1:$A${len(reasons)}",
            "error_type": "warning",
        },
        "TANGGAL VERVAL": {
            "validate": "date",
            "criteria": "between",
            "minimum": min(begin, today),
            "maximum": date(today.year + 1, 12, 31),
        },
        "BUKTI FOTO": {"validate": "list", "source": ["Ada", "Tidak"], "error_type": "warning"},
        "PROGRAM BANSOS": {"validate": "list", "source": list(PROGRAMMES)},
        "JENIS USULAN": {"validate": "list", "source": list(KINDS)},
    }
    for place, name in enumerate(columns):
        if name in rules and last > HEADING_ROW:
            told = {"error_title": name, "error_message": "Pilih dari daftar, atau tanggal benar."}
            sheet.data_validation(HEADING_ROW + 1, place, last, place, rules[name] | told)


def _paper(sheet: Worksheet, handed: Handed, moment: str) -> None:
    """One page wide, headings on each, and who took it in the margins."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW)
    told = _taken(handed, moment).replace("&", "&&")
    sheet.set_header(f"&L&8RAHASIA&R&8{'DATA CONTOH' if handed.is_sample else ''}")
    sheet.set_footer(f"&L&8{told[:200]}&R&8&P/&N")


def _mark(sheet: Worksheet, handed: Handed, moment: str, last: int) -> None:
    """Write faintly over the rows, again and again and each time further right, who took them."""
    text = f"{handed.who}   jejak {handed.number}   {moment}"
    for place, row in enumerate(range(HEADING_ROW + 2, last + 2, MARK_EVERY)):
        sheet.insert_textbox(row, 1 + 3 * (place % MARK_STEPS), text, FAINT)
