"""The lists of persons and families. What each row is for stands in test_person_files.py."""

import csv
import io
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

Cells = list[str | int | float | date]
MADE_ON = datetime(2026, 11, 1)  # noqa: DTZ001 - Excel knows no time zones


def files() -> dict[str, bytes]:
    """Return the content of each file by its name."""
    return {
        "dtks-2026-10.txt": _text(DTKS, "|", "utf-8", quoted=False),
        "bnba-2026-10.csv": _text(BNBA, ";", "cp1252"),
        "layar-2026-10.xlsx": _book(LAYAR),
        "dtsen_keluarga-2026-10.csv": _text(DTSEN_KELUARGA, ",", "utf-8-sig"),
        "dtsen_anggota-2026-10.txt": _text(DTSEN_ANGGOTA, "\t", "utf-8"),
        "bdt_art-2019-10.csv": _text(BDT_ART, ";", "cp1252"),
        "bdt_rt-2019-10.xlsx": _book(BDT_RT),
        "desil-2026-10.xlsx": _book(DESIL),
        "pbi-2026-10.txt": _text(PBI, "|", "utf-8", quoted=False),
    }


def write(folder: Path) -> None:
    for name, content in files().items():
        (folder / name).write_bytes(content)


def _text(rows: list[Cells], delimiter: str, encoding: str, quoted: bool = True) -> bytes:
    """Rows as delimited text; between pipes nothing is quoted, as SIKS-NG writes it."""
    lines = io.StringIO()
    bare = {} if quoted else {"quoting": csv.QUOTE_NONE, "quotechar": None}
    csv.writer(lines, delimiter=delimiter, lineterminator="\r\n", **bare).writerows(rows)
    return lines.getvalue().encode(encoding)


def _book(sheets: dict[str, list[Cells]]) -> bytes:
    """Sheets as a workbook, text as text and numbers as numbers; the same bytes every time."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": MADE_ON})
        as_date = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(line, place, cell)
                    elif isinstance(cell, date):
                        sheet.write_datetime(line, place, cell, as_date)
                    else:
                        sheet.write_number(line, place, cell)
    return content.getvalue()


def _row(line: str) -> Cells:
    return [cell.strip() for cell in line.split("|")]


def _drawn(text: str) -> list[Cells]:
    return [_row(line) for line in text.strip("\n").split("\n")]


# Headings of a later export: a status, Ketbansos and two programmes beside the 23.
DTKS = _drawn("""
ID DTKS|PROVINSI|KABUPATEN/KOTA|KECAMATAN|DESA/KELUARAHAN|ALAMAT|DUSUN|RT|RW|NOKK|NIK|NAMA|TANGGAL LAHIR|TEMPAT LAHIR|JENIS KELAMIN|PEKERJAAN|NAMA IBU KANDUNG|HUB KELUARGA|KETERANGAN PADAN|BANSOS BPNT|BANSOS PKH|BANSOS BPNT-PPKM|PBI JKN|STATUS KAWIN|STATUS|KETBANSOS|RST|DESIL
9928019000000001|JAWA TENGAH|KAB. TEGAL|BUMIJAWA|GUCI|JL CONTOH 1|KRAJAN|1|02|9928020101000001|9928020507800001|BAPAK REKAAN|05/07/1980|TEGAL|LAKI-LAKI|PETANI|IBU REKAAN|KEPALA KELUARGA|Padan|YA|TIDAK|TIDAK|AKTIF|KAWIN|AKTIF||TIDAK|2
9928019000000001|JAWA TENGAH|KAB. TEGAL|BUMIJAWA|GUCI|JL CONTOH 1|KRAJAN|001|2|9928020101000001|9928024608820002|IBU REKAAN DUA|06/08/1982|TEGAL|PEREMPUAN||IBU REKAAN|ISTRI|Tidak Padan|YA|TIDAK|TIDAK|TIDAK|KAWIN|MENINGGAL||TIDAK|2
9928019000000002|JAWA TENGAH|KAB. TEGAL|BUMIJAWA|SIGEDONG|||||9928020101000002|9928020507900003|WARGA REKAAN|05/07/1990|TEGAL|1||IBU REKAAN|KEPALA KELUARGA||||TIDAK|TIDAK|BELUM KAWIN||PKH+ BSP+-|PERBAIKAN 2024|0
""")  # noqa: E501

BNBA = [
    ["DAFTAR BNBA KABUPATEN TEGAL"],
    [],
    *_drawn("""
db_id_dtks|province|regency|district|village|alamat|dusun|rw|rt|nkk|nik|nama|tgl_lahir|tmp_lahir|jenkel|ibu_kandung|shdk|status|tgl_kejadian|noreg_kejadian|pkh|bpnt|bst|bpnt_ppkm|pbi
9928019000000001|JAWA TENGAH|KAB TEGAL|BUMIJAWA|GUCI|JL CONTOH 1; BELAKANG|KRAJAN|2|1|'9928020101000001|'9928020507800001|RENÉ REKAAN|05/07/1980|TEGAL|1|IBU REKAAN|KEPALA KELUARGA|AKTIF|||YA|TIDAK|TIDAK|TIDAK|YA
9928019000000001|JAWA TENGAH|KAB TEGAL|BUMIJAWA|GUCI|JL CONTOH 1; BELAKANG|KRAJAN|02|01|'9928020101000001|'9928024608820002|WARGA DUA|06-08-1982|TEGAL|2|IBU REKAAN|ISTRI|MENINGGAL|01/09/2026|474/1|YA|TIDAK|TIDAK|TIDAK|TIDAK
9928019000000002|JAWA TENGAH|KAB TEGAL|BUMIJAWA|SIGEDONG|JL CONTOH 2||002|001|'9928020101000002|'9928020507900003|WARGA TIGA|1990-07-05|TEGAL|L|IBU REKAAN|KEPALA KELUARGA|PINDAH|2026/09/15|471/9|TIDAK|TIDAK|SUDAH DITERIMA|TIDAK|TIDAK
9928019000000003|JAWA TENGAH|KAB TEGAL|SLAWI|SLAWI WETAN|JL CONTOH 3||||'9928020101000003|'1101014512050004|WARGA EMPAT|20051205|ACEH|PEREMPUAN|IBU REKAAN|KEPALA KELUARGA||||TIDAK|TIDAK|TIDAK|YA|TIDAK
9928019000000003|JAWA TENGAH|KAB TEGAL|SLAWI|SLAWI WETAN|JL CONTOH 3||||'9928020101000003||WARGA LIMA|40179|TEGAL|Laki-laki|IBU REKAAN|ANAK|KE LUAR NEGERI|||TIDAK|TIDAK|TIDAK|TIDAK|TIDAK
9928019000000003|JAWA TENGAH|KAB TEGAL|SLAWI|SLAWI WETAN|JL CONTOH 3||||'9928020101000003|'992802******0006|WARGA ENAM|01/01/2000|TEGAL|L|IBU REKAAN|ANAK||||TIDAK|TIDAK|TIDAK|TIDAK|TIDAK
9928019000000003|JAWA TENGAH|KAB TEGAL|SLAWI|SLAWI WETAN|JL CONTOH 3||||'9928020101000003|'9928020101000007|WARGA TUJUH|31/02/2000|TEGAL|L|IBU REKAAN|ANAK||||TIDAK|TIDAK|TIDAK|TIDAK|TIDAK
JUMLAH||||||||||||||||||||||||7
"""),  # noqa: E501
]

LAYAR_HEADINGS = _row(
    "provinsi|kabupaten|kecamatan|desa_kelurahan|prop_capil|kab_capil|id_kec|id_desa|NIK|NOKK|Nama|"
    "Alamat|ATENSI|BLT|BLT_BBM|BNPT_PPKM|BPNT|BST|PBI|PENA|PERMAKANAN|PKH|RUTILAHU|SEMBAKO_ADAPTIF|"
    "YAPI|periode_blt|periode_blt_bbm|periode_bpnt|periode_bpnt_ppkm|periode_bst|periode_pbi|"
    "periode_pkh|periode_rutilahu|periode_sembako_adaptif|FIRST_SK|padankan_at|"
    "keterangan_meninggal|masih_hidup_label|keterangan_disabilitas|is_nonaktif|deleted_label|"
    "idsemesta|verifyid|counter"
)


def _screen(desa: str, nik: str | int, no_kk: str, name: str, **other: str | date) -> Cells:
    programmes = dict.fromkeys(LAYAR_HEADINGS[12:25], "TIDAK")
    cells = dict.fromkeys(LAYAR_HEADINGS, "") | programmes
    cells |= {"provinsi": "JAWA TENGAH", "kabupaten": "TEGAL", "kecamatan": "BUMIJAWA"}
    cells |= {"desa_kelurahan": desa, "NIK": nik, "NOKK": no_kk, "Nama": name, "Alamat": "JL 1"}
    cells |= {"keterangan_meninggal": "TIDAK", "masih_hidup_label": "Masih Hidup"}
    return list(
        (
            cells | {"FIRST_SK": "SK-REKAAN", "keterangan_disabilitas": "TUNA REKAAN"} | other
        ).values()
    )


LAYAR = {
    "Petunjuk": [["Hasil unduhan layar BNBA"]],
    "GUCI": [
        ["DATA BNBA DESA GUCI"],
        LAYAR_HEADINGS,
        _screen(
            "GUCI",
            "9928020507800001",
            "9928020101000001",
            "WARGA SATU",
            PKH="SUDAH SALUR",
            periode_pkh="JAN-MAR 2026",
            PBI="AKTIF",
            padankan_at=date(2026, 3, 1),
        ),
        _screen(
            "GUCI",
            "9928024608820002",
            "9928020101000001",
            "WARGA DUA",
            BST="TIDAK",
            periode_bst="JULI 2021",
            BNPT_PPKM="SI",
            keterangan_meninggal="MENINGGAL 2025",
        ),
        _screen("GUCI", 9928020507900003, "9928020101000001", "WARGA TIGA"),
    ],
    "Kosong": [],
    "SIGEDONG": [
        LAYAR_HEADINGS,
        _screen(
            "SIGEDONG",
            "9928020507900004",
            "9928020101000002",
            "WARGA EMPAT",
            ATENSI="Penerima ATENSI",
            masih_hidup_label="Tidak",
            padankan_at="Belum Padan",
        ),
        _screen("SIGEDONG", "9928020507900005", "9928020101000002", "WARGA LIMA", is_nonaktif="1"),
        _screen(
            "SIGEDONG",
            "9928020507900006",
            "9928020101000002",
            "WARGA ENAM",
            deleted_label="Dihapus",
        ),
    ],
}

DTSEN_KELUARGA = _drawn("""
id_keluarga|id_wilayah|no_kk|nama_kepala_keluarga|alamat|desil_nasional|peringkat_nasional|peringkat_provinsi|peringkat_kab_kota|percentile_nasional
K-1|33.28.02.2001|9928020101000001|WARGA SATU|JL CONTOH 1, RT 1|1|10|5|1|0.01
K-2|3328022002|9928020101000002|WARGA DUA|JL CONTOH 2|10|90|80|70|0.99
K-3|3328022002|9928020101000003|WARGA TIGA|JL CONTOH 3|0||||
K-4|3328022002|9928020101000004|WARGA EMPAT|JL CONTOH 4|-||||
K-5|3328022002|9928020101000005|WARGA LIMA||nan||||
K-6|3328022002|9928020101000006|WARGA ENAM|JL CONTOH 6|||||
K-7|3328022002|9928020101000007|WARGA TUJUH|JL CONTOH 7|11||||
K-8|3328029999|9928020101000008|WARGA DELAPAN|JL CONTOH 8|3||||
K-9|3328022002||WARGA SEMBILAN|JL CONTOH 9|3||||
K-2|3328022002|9928020101000002|WARGA DUA|JL CONTOH 2|9||||
""")  # noqa: E501

DTSEN_ANGGOTA = _drawn("""
idsemesta|no_kk|nik|nama|hub_kepala_keluarga|pekerjaan_utama|kecamatan|desa
S-1|9928020101000001|9928020507800001|WARGA SATU|Kepala Keluarga|Petani|BUMIJAWA|GUCI
S-2|9928020101000001|9928024608820002|WARGA DUA|Istri|-|Kec. Bumijawa|Desa Guci
S-3|9928020101000002||WARGA TIGA|Kepala Keluarga|Buruh|BUMIJAWA|SIGEDONG
S-4||9928020507900004|WARGA EMPAT|Anak||BUMIJAWA|SIGEDONG
""")

BDT_ART = _drawn("""
idbdt|rw|rt|idartbdt|ruta6|nama|jenis_kelamin|tmp_lahir|tgl_lahir|hub_krt|nik|no_kk|namagadis_ibukandung|psnoka_bpjs
9928019000000001|1|2|992801900000000101|6|WARGA SATU|1|TEGAL|05/07/1980|KEPALA|9928020507800001|9928020101000001|IBU REKAAN|0001
9928019000000001|01|02|992801900000000102|6|WARGA DUA|2|TEGAL|06/08/1982|ISTRI||9928020101000001|IBU REKAAN|
9928019000000001|001|002|992801900000000103|6|MERTUA|2|TEGAL|46/08/1950|ORANG TUA||9928020101000002|IBU REKAAN|
9928019000000001|001|002|99280190000000010|6|KEPONAKAN|1|TEGAL|01/01/2001|FAMILI LAIN|||IBU REKAAN|
9928019000000002|001|002|992801900000000201|6|TETANGGA|1|TEGAL|01/01/1970|KEPALA|9928020101700005|992802010100003|IBU REKAAN|
""")  # noqa: E501

BDT_RT = {
    "ruta": [
        ["RUMAH TANGGA BDT"],
        _row("id_dtks|alamat|nik|nama_krt|jml_kel|jml_art|perubahan|program|rt|rw|status"),
        [
            "9928019000000001",
            "JL CONTOH 1",
            "'9928020507800001",
            "WARGA SATU",
            2,
            4,
            "Oktober 2019",
            " PKH+ BSP+-",
            1,
            "002",
            "Aktif",
        ],
        _row("9928019000000002|JL CONTOH 2||TETANGGA|1|1|November 2017|-- BST |01|2|"),
        _row("9928019000000003|JL CONTOH 3||WARGA LAIN|1|1||-|1|2|"),
        _row("9928019000000004|JL CONTOH 4||WARGA LAIN|1|1|Oktobre 2019|-|1|2|"),
        _row("TOTAL||||4|6|||||"),
    ]
}

DESIL = {
    "Sheet1": [
        ["PEMERINGKATAN DESIL"],
        ["Per Oktober 2026"],
        ["No", "No KK", "NIK", "desil"],
        [1, "9928020101000001", "9928020507800001", 1],
        [2, "9928020101000001", "9928024608820002", "1"],
        [3, "9928020101000002", "9928020507900003", 10],
        [4, "9928020101000003", "9928020507900004", 0],
        [5, "9928020101000004", "", "-"],
        [6, "9928020101000001", "9928020507900005", 2],
        [7, "9928020101000005", "9928020507900006", "11"],
        [8, 9928020101000006, "9928020507900007", 3],
    ]
}

PBI = _drawn("""
no|noka|ps_noka|nama|jenkel|tgllhr|tmplhr|nik|nik_siks|pisat|kdstawin|kelas_rawat|kkno|alamat|kddati2|nmdati2|kddesa|nmdesa|kdkec|nmkec|rt|rw|nmayah|nmibu|ket_aktivasi|flag_data_sk
1|0001|0001|WARGA SATU|L|05-07-1980|TEGAL|9928020507800001|9928020507800001|P|K|3|9928020101000001|JL 1|0190|KAB. TEGAL|01|GUCI|02|BUMIJAWA|1|2|AYAH|IBU|AKTIF|1
2|0002|0001|WARGA DUA|P|06-08-1982|TEGAL||9928024608820002|I|K|3||JL 1|0190|KAB. TEGAL|01|GUCI|02|BUMIJAWA|1|2|AYAH|IBU||1
3|0003|0003|WARGA TIGA|L|05-07-1990|TEGAL|9928020507900003||P|K|3|9928020101000002|JL 2|0190|KAB. TEGAL|01|SIGEDONG|02|BUMIJAWA|1|2|AYAH|IBU|NON AKTIF - TIDAK PADAN|0
4|0004|0004|WARGA EMPAT|L|05-07-1990|TEGAL|||P|K|3||JL 2|0190|KAB. TEGAL|01|SIGEDONG|02|BUMIJAWA|1|2|AYAH|IBU|AKTIF|1
5|0005|0005|WARGA LIMA|L|05-07-1990|TEGAL|||P|K|3|9928020101000003|JL 2|0190|KAB. TEGAL|01|SIGEDONG|02|BUMIJAWA|1|2|AYAH|IBU|AKTIF|1
""")  # noqa: E501
