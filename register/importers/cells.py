"""Cells of Indonesian office files as SQL expressions: blanks, dates, numbers, sex, areas."""

from sqlalchemy import (
    ColumnElement,
    Date,
    Float,
    FromClause,
    Integer,
    and_,
    case,
    cast,
    func,
    or_,
)

from register.importers.format import Check

# Marks a number cell of 15 digits or more in a workbook: Excel keeps only 15, the rest is lost.
DAMAGED = "\x01"

# Written for "nothing"; taken out while reading, which costs no time of its own.
BLANKS = ("", "-", "--", "0", "NULL", "null", "NaN", "nan", "N/A", "#N/A")

DATE_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y-%m-%d %H:%M:%S"]


TODAY = "hari_ini"  # set in the workbench by screening: DuckDB's own today is in UTC
UNKNOWN_DESA = "tidak dikenal di kecamatan itu"

# Sample people carry numbers of provinsi 99, which does not exist (register/sample/).
SAMPLE_PREFIX = "99"


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
    is_number = func.regexp_full_match(column, r"\d{16}")
    return [
        Check(
            label,
            damaged,
            "tersimpan sebagai angka sehingga digit terakhirnya hilang; "
            "ambil lagi dari sumber dan simpan kolom ini sebagai teks",
        ),
        Check(
            label,
            and_(~damaged, ~is_number),
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


def desa_rules(rows: FromClause) -> list[Check]:
    """Kecamatan and desa must be known; a desa is looked for inside its kecamatan only."""
    return [
        Check("KECAMATAN", rows.c.kecamatan.is_(None), "kosong"),
        Check("DESA/KELURAHAN", rows.c.desa.is_(None), "kosong"),
        Check(
            "KECAMATAN",
            and_(rows.c.kecamatan.is_not(None), rows.c.kode_kecamatan.is_(None)),
            "tidak dikenal di kabupaten ini (periksa juga kolom KABUPATEN/KOTA)",
        ),
        Check(
            "DESA/KELURAHAN",
            and_(
                rows.c.desa.is_not(None),
                rows.c.kode_kecamatan.is_not(None),
                rows.c.kode_desa.is_(None),
            ),
            UNKNOWN_DESA,
        ),
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
