"""A list of musdes with their berita acara: one row per desa and meeting.

A desa listed without a date has reported that it did not meet; of one not listed nothing is
known. The headings are ours: no
published file fixes them.
"""

from sqlalchemy import ColumnElement, FromClause, Select, Table, func, literal, select

from register.importers import cells
from register.importers.format import Check, Context, Field, Fill, Format
from register.schema import musdes

FIELDS = (
    Field("kecamatan", ("KECAMATAN", "nama_kecamatan")),
    Field("desa", ("DESA/KELURAHAN", "DESA/KELUARAHAN", "DESA", "KELURAHAN", "nama_desa")),
    Field("tanggal_tertulis", ("TANGGAL MUSDES", "TGL MUSDES", "TANGGAL MUSDES/MUSKEL")),
    Field("nomor_ba", ("NOMOR BERITA ACARA", "NO BERITA ACARA", "NOMOR BA")),
    Field("diunggah", ("BERITA ACARA DIUNGGAH", "BA DIUNGGAH", "UNGGAH BA"), required=False),
)

SAMPLE_NUMBER = "CONTOH"


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    c = rows.c
    return {
        "tanggal": cells.day(c.tanggal_tertulis),
        "tanggal_kunci": func.coalesce(c.tanggal_tertulis, ""),
        "ba_diunggah": cells.yes(c.diunggah),
    }


def checks(rows: FromClause) -> list[Check]:
    return [
        *cells.desa_rules(rows),
        *cells.day_rules("TANGGAL MUSDES", rows.c.tanggal_tertulis, rows.c.tanggal),
    ]


def register_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    c = rows.c
    meetings = select(
        literal(context.periode).label("periode"),
        literal(context.muatan_id).label("muatan_id"),
        c.kode_desa,
        c.tanggal,
        c.nomor_ba,
        c.ba_diunggah,
    )
    return {musdes: meetings}


MUSDES = Format(
    code="musdes",
    nama="Daftar musdes dan berita acara",
    fields=FIELDS,
    typed=typed,
    checks=checks,
    same=("kode_desa", "tanggal_kunci"),
    rows=register_rows,
    fills=(Fill(musdes, ("periode", "kode_desa", "tanggal"), counted=True),),
    is_sample=lambda rows: func.starts_with(rows.c.nomor_ba, SAMPLE_NUMBER),
)
