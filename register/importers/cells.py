"""Cells of Indonesian office files as SQL expressions: blanks, dates, numbers, sex, areas."""

from sqlalchemy import (
    ColumnElement,
    Date,
    Float,
    FromClause,
    Integer,
    SmallInteger,
    String,
    and_,
    case,
    cast,
    func,
    null,
    or_,
)

from register.importers.format import Check, Format

# Marks a number cell of 15 digits or more in a workbook: Excel keeps only 15, the rest is lost.
DAMAGED = "\x01"

# Written for "nothing"; taken out while reading, which costs no time of its own.
DASHES = ("-", "--", "\u2013", "\u2014")
EXCEL_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
BLANKS = ("", "0", "NULL", "null", "NaN", "nan", "N/A", *DASHES, *EXCEL_ERRORS)
BLANKS_BESIDE_ZERO = tuple(blank for blank in BLANKS if blank != "0")

DATE_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y-%m-%d %H:%M:%S"]


PERIODE = "periode"  # YYYY-MM the file is loaded for, set in the workbench by load
TODAY = "hari_ini"  # set in the workbench by screening: DuckDB's own today is in UTC
UNKNOWN_DESA = "tidak dikenal di kecamatan itu"
LONG_NUMBER = r"\d([ .-]?\d){5}"  # no desa is called so: a number in the wrong column

# Sample people carry numbers of provinsi 99, which does not exist (register/sample/).
SAMPLE_PREFIX = "99"


def blanks(form: Format) -> tuple[str, ...]:
    """What the cells of a format hold when they hold nothing."""
    return BLANKS_BESIDE_ZERO if form.zero_counts else BLANKS


def day(column: ColumnElement) -> ColumnElement:
    """The cell as a date: five ways of writing one, or an Excel serial; NULL if none fits."""
    serial = case(
        (func.regexp_full_match(column, r"[1-6]\d{4}(\.0+)?"), cast(cast(column, Float), Integer)),
    )
    written = func.try_strptime(column, func.list_value(*DATE_FORMATS))
    return func.coalesce(cast(written, Date), func.make_date(1899, 12, 30) + serial)


def digits(column: ColumnElement) -> ColumnElement:
    """A number written as text, without the apostrophe or quotes that keep it text in Excel."""
    return func.trim(column, "' \"`")


def three_digits(column: ColumnElement) -> ColumnElement:
    """RT and RW: 1, 01 and 001 are the same."""
    return case(
        (func.regexp_full_match(column, r"\d{1,3}"), func.lpad(column, 3, "0")), else_=column
    )


def sex(column: ColumnElement) -> ColumnElement:
    """L or P from 1/2, L/P or words; NULL for anything else."""
    word = func.upper(column)
    return case(
        (word.in_(("1", "L", "LK", "LAKI-LAKI", "LAKI LAKI", "LAKI", "PRIA")), "L"),
        (word.in_(("2", "P", "PR", "PEREMPUAN", "WANITA")), "P"),
    )


def number_16(label: str, column: ColumnElement) -> list[Check]:
    """The rules that hold for NIK, No KK and ID DTKS alike; an empty cell breaks none."""
    damaged = func.starts_with(column, DAMAGED)
    masked = func.regexp_matches(column, r"\*|[xX]{3}")
    is_number = func.regexp_full_match(column, r"\d{16}")
    return [
        Check(label, masked, "disamarkan di berkas ini; minta berkas dengan nomor lengkap"),
        Check(
            label,
            damaged,
            "tersimpan sebagai angka sehingga digit terakhirnya hilang; "
            "ambil lagi dari sumber dan simpan kolom ini sebagai teks",
        ),
        Check(
            label,
            and_(~damaged, ~masked, ~is_number),
            "harus 16 angka",
        ),
        Check(
            label,
            and_(is_number, func.replace(column, func.substr(column, 1, 1), "") == ""),
            "semua angkanya sama",
        ),
    ]


def nik_rules(column: ColumnElement) -> list[Check]:
    """A NIK holds a birth day (women +40), a month and a serial (domain.md 3.1)."""
    lawful = r"\d{6}(0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(0[1-9]|1[0-2])\d{6}"
    is_number = func.regexp_full_match(column, r"\d{16}")
    return [
        *number_16("NIK", column),
        Check(
            "NIK",
            and_(is_number, ~func.regexp_full_match(column, lawful)),
            "tanggal lahir di dalam NIK tidak mungkin",
        ),
        Check("NIK", and_(is_number, func.ends_with(column, "0000")), "nomor urut NIK 0000"),
    ]


def desa_rules(rows: FromClause, kode: str = "KODE WILAYAH") -> list[Check]:
    """Kecamatan and desa must be known; a desa is looked for inside its kecamatan only.

    Also for files of one desa that whoever imports has named. `kode` is the heading of the
    field `kode_wilayah`, if the format has one.
    """
    c = rows.c
    nowhere = and_(c.kode_wilayah.is_(None), c.kode_desa.is_(None))
    empty, *others = kecamatan_rules(rows, kode)
    return [
        empty,
        Check("DESA/KELURAHAN", and_(c.desa.is_(None), nowhere), "kosong"),
        *others,
        Check(
            kode,
            and_(c.kode_kecamatan.is_not(None), c.kode_wilayah.is_not(None), c.kode_desa.is_(None)),
            "menunjuk kecamatan; yang diperlukan kode desa",
        ),
    ]


def kecamatan_rules(rows: FromClause, kode: str = "KODE WILAYAH") -> list[Check]:
    """The kecamatan must be known, and the desa if there is one: see desa_rules."""
    c = rows.c
    coded = c.kode_wilayah.is_not(None)
    unknown = c.kode_kecamatan.is_(None)
    lost = and_(~coded, c.desa.is_not(None), ~unknown, c.kode_desa.is_(None))
    numbered = func.regexp_matches(c.desa, LONG_NUMBER)
    return [
        Check("KECAMATAN", and_(~coded, c.kecamatan.is_(None), unknown), "kosong"),
        Check(
            "KECAMATAN",
            and_(~coded, c.kecamatan.is_not(None), unknown),
            "tidak dikenal di kabupaten ini (periksa juga kolom KABUPATEN/KOTA)",
        ),
        Check(kode, and_(coded, unknown), "tidak dikenal"),
        Check(
            kode,
            and_(coded, c.desa_menurut_nama != c.kode_desa),
            "dan nama desanya menunjuk desa yang berbeda",
        ),
        Check("DESA/KELURAHAN", and_(lost, ~numbered), UNKNOWN_DESA),
        # It must not wait: what waits is shown, and this may be somebody's number.
        Check("DESA/KELURAHAN", and_(lost, numbered), "berisi nomor; tulis nama desanya"),
    ]


def day_rules(label: str, written: ColumnElement, parsed: ColumnElement) -> list[Check]:
    """A date that is written must be one, and lie between 1900 and today."""
    return [
        Check(
            label,
            and_(written.is_not(None), parsed.is_(None)),
            "bukan tanggal; tulis seperti 31/01/2000",
        ),
        Check(label, parsed < func.make_date(1900, 1, 1), "sebelum tahun 1900"),
        Check(label, parsed > func.getvariable(TODAY), "lebih baru dari hari ini"),
    ]


def is_sample_number(*columns: ColumnElement) -> ColumnElement[bool]:
    """True where one of the numbers is of the invented provinsi 99; NULL where there is none."""
    return case(
        (or_(*[func.starts_with(c, SAMPLE_PREFIX) for c in columns]), True),
        (func.coalesce(*columns).is_not(None), False),
    )


def yes(column: ColumnElement) -> ColumnElement:
    """True or false from ya/tidak words; NULL where the cell says neither."""
    word = func.upper(column)
    return case(
        (word.in_(("YA", "Y", "ADA", "SUDAH", "1", "TRUE")), True),
        (word.in_(("TIDAK", "T", "BELUM", "TIDAK ADA", "0", "FALSE")), False),
    )


def matched(column: ColumnElement) -> ColumnElement:
    """padan, tidak padan or belum diuji (an empty cell); NULL for words never seen.

    "NIK Padan Beda Nama" is not padan: the person found is not the person written.
    """
    word = func.upper(column)
    return case(
        (column.is_(None), "belum diuji"),
        (word.in_(("PADAN", "1", "AUTOMATIS", "OTOMATIS", "MANUAL", "VALID")), "padan"),
        (
            or_(word == "2", func.starts_with(word, "TIDAK"), func.contains(word, "BEDA")),
            "tidak padan",
        ),
        (word.in_(("BELUM", "BELUM PADAN", "BELUM DIPADANKAN", "BELUM CEK")), "belum diuji"),
    )


def decile(column: ColumnElement) -> ColumnElement:
    """The desil, 1 to 10; NULL for anything else."""
    return case(
        (
            func.regexp_full_match(column, r"([1-9]|10)(\.0+)?"),
            cast(cast(column, Float), SmallInteger),
        )
    )


def decile_rules(written: ColumnElement, parsed: ColumnElement) -> list[Check]:
    """What is neither 1 to 10 nor a way of writing that it is not determined is a fault."""
    undetermined = func.regexp_full_match(func.lower(written), r"0+(\.0+)?|none|belum.*")
    return [
        Check(
            "DESIL",
            and_(written.is_not(None), parsed.is_(None), ~undetermined),
            "tulis 1 sampai 10, atau kosongkan bila belum ditentukan",
        )
    ]


MONTHS = {
    "JAN": "JANUARI",
    "FEB": "FEBRUARI",
    "MAR": "MARET",
    "APR": "APRIL",
    "MEI": "MEI",
    "JUN": "JUNI",
    "JUL": "JULI",
    "AGU": "AGUSTUS",
    "SEP": "SEPTEMBER",
    "OKT": "OKTOBER",
    "NOV": "NOVEMBER",
    "DES": "DESEMBER",
}
MONTHS_ALSO = {"PEB": 2, "PEBRUARI": 2, "AGS": 8, "AGUST": 8, "SEPT": 9, "NOP": 11, "NOPEMBER": 11}


def month(column: ColumnElement) -> ColumnElement:
    """YYYY-MM of "Oktober 2019", "Okt 2019" or "2019-10"; NULL for anything else."""
    names = {
        name: f"{number:02d}"
        for number, both in enumerate(MONTHS.items(), start=1)
        for name in both
    } | {name: f"{number:02d}" for name, number in MONTHS_ALSO.items()}
    named = func.regexp_extract(func.upper(column), r"^([A-Z]+)\.? +20\d\d$", 1)
    return case(
        (func.regexp_full_match(column, r"20\d\d-(0[1-9]|1[0-2])"), column),
        else_=func.right(column, 4).concat("-").concat(case(names, value=named)),
    )


def no_text() -> ColumnElement:
    return cast(null(), String)


def no_day() -> ColumnElement:
    return cast(null(), Date)


def first_of_periode() -> ColumnElement:
    """The first day of the month the file is loaded for; NULL where it is only looked at."""
    return func.try_strptime(cast(func.getvariable(PERIODE), String).concat("-01"), "%Y-%m-%d")


def whole_number(column: ColumnElement) -> ColumnElement:
    """A count as Indonesians write it, 1.240 or 1240; NULL for anything else, 1.24 among it."""
    written = func.regexp_full_match(column, r"\d{1,9}|\d{1,3}(\.\d{3}){1,2}")
    return case((written, cast(func.replace(column, ".", ""), Integer)))


def rupiah(column: ColumnElement) -> ColumnElement:
    """An amount: 300.000, Rp300.000,00 or Rp 300.000,-; NULL for anything else."""
    bare = func.regexp_replace(func.upper(column), r"^RP\.? ?|,(00|-)$", "", "g")
    return whole_number(bare)
