"""Field reports of a month: what people told through Cek Bansos, SP4N-LAPOR or the counter.

A report without a number is known by what it tells, so that mending a row adds it once and the
lists of two kecamatan do not meet in a number. The headings are ours.
"""

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    case,
    func,
    literal,
    select,
)

from register.importers import cells, programmes, words
from register.importers.format import Check, Context, Field, Fill, Format
from register.importers.usulan import DESA, KECAMATAN
from register.schema import laporan_warga

KINDS = {
    "usul": ("USULAN", "PENGUSULAN"),
    "sanggah": ("SANGGAHAN",),
    "keluhan": ("PENGADUAN", "ADUAN", "KOMPLAIN"),
    "pertanyaan": ("PERMINTAAN INFORMASI", "INFORMASI", "TANYA"),
}
STATES = {
    "baru": ("MASUK", "BELUM DIPROSES", "BELUM"),
    "diproses": ("PROSES", "SEDANG DIPROSES", "DITINDAKLANJUTI", "TINDAK LANJUT"),
    "selesai": ("DIJAWAB", "DITUTUP", "TUNTAS", "SUDAH"),
    "ditolak": ("TOLAK", "TIDAK DITERIMA"),
}
SAMPLE_NUMBER = "CONTOH"

FIELDS = (
    Field("nomor", ("NOMOR LAPORAN", "NO LAPORAN", "ID LAPORAN", "NOMOR TIKET"), required=False),
    Field("tanggal_tertulis", ("TANGGAL LAPORAN", "TGL LAPORAN", "TANGGAL MASUK")),
    KECAMATAN,
    Field("desa", DESA),
    Field("kanal", ("KANAL", "SALURAN", "SUMBER LAPORAN"), required=False),
    Field("jenis_tertulis", ("JENIS LAPORAN", "JENIS ADUAN", "KATEGORI")),
    Field("program_tertulis", ("PROGRAM", "PROGRAM BANSOS"), required=False),
    Field("nik", ("NIK", "NIK TERLAPOR"), required=False),
    Field("isi", ("ISI LAPORAN", "ISI", "URAIAN"), required=False),
    Field("status_tertulis", ("STATUS", "STATUS LAPORAN")),
    Field("jawab_tertulis", ("TANGGAL JAWAB", "TGL JAWAB", "TANGGAL SELESAI"), required=False),
)


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    c = rows.c
    told = func.concat_ws(
        "|", c.tanggal_tertulis, c.kecamatan, c.desa, c.jenis_tertulis, c.nik, c.isi
    )
    unnumbered = literal("tanpa nomor ").concat(func.left(func.md5(told), 12))
    return {
        "laporan_id": func.coalesce(c.nomor, unnumbered),
        # Two rows without a number are one report when they tell the same.
        "laporan_kunci": func.coalesce(c.nomor, told),
        "tanggal": cells.day(c.tanggal_tertulis),
        "jenis": words.meant(c.jenis_tertulis, KINDS),
        "program": programmes.programme(c.program_tertulis),
        "nik": cells.digits(c.nik),
        "status": words.meant(c.status_tertulis, STATES),
        "tanggal_jawab": cells.day(c.jawab_tertulis),
    }


def checks(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        *cells.desa_rules(rows),
        Check("TANGGAL LAPORAN", c.tanggal_tertulis.is_(None), "kosong"),
        *cells.day_rules("TANGGAL LAPORAN", c.tanggal_tertulis, c.tanggal),
        Check("JENIS LAPORAN", c.jenis_tertulis.is_(None), "kosong"),
        *words.rules("JENIS LAPORAN", c.jenis_tertulis, c.jenis, KINDS),
        *programmes.rules("PROGRAM", c.program_tertulis, c.program),
        *cells.nik_rules(c.nik),
        Check("STATUS", c.status_tertulis.is_(None), "kosong"),
        *words.rules("STATUS", c.status_tertulis, c.status, STATES),
        *cells.day_rules("TANGGAL JAWAB", c.jawab_tertulis, c.tanggal_jawab),
        Check("TANGGAL JAWAB", c.tanggal_jawab < c.tanggal, "sebelum TANGGAL LAPORAN"),
    ]


def notes(rows: FromClause) -> list[Check]:
    closed = case((rows.c.status.in_(("selesai", "ditolak")), True))
    return [
        Check(
            "TANGGAL JAWAB",
            and_(closed, rows.c.jawab_tertulis.is_(None)),
            "kosong padahal laporan sudah ditutup; lama penanganannya tidak diketahui",
        )
    ]


def register_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    c = rows.c
    reports = select(
        literal(context.periode).label("periode"),
        literal(context.muatan_id).label("muatan_id"),
        c.laporan_id,
        c.tanggal,
        c.kode_desa,
        c.kanal,
        c.jenis,
        c.program,
        c.nik,
        c.isi,
        c.status,
        c.tanggal_jawab,
    )
    return {laporan_warga: reports}


def is_sample(rows: FromClause) -> ColumnElement[bool]:
    return case(
        (func.starts_with(rows.c.nomor, SAMPLE_NUMBER), True),
        else_=cells.is_sample_number(rows.c.nik),
    )


LAPORAN = Format(
    code="laporan",
    nama="Daftar laporan warga",
    fields=FIELDS,
    typed=typed,
    checks=checks,
    same=("laporan_kunci",),
    rows=register_rows,
    fills=(Fill(laporan_warga, ("periode", "laporan_id"), counted=True),),
    notes=notes,
    is_sample=is_sample,
)
