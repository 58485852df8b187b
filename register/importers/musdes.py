"""A list of musdes with their berita acara: one row per desa and meeting.

A desa listed without a date, or with "belum" in its place, has reported that it did not meet; of
one not listed nothing is known. The headings are ours: no published file fixes them.
"""

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from register.importers import cells, words
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
NO_MEETING = {"tidak": ("BELUM", "TIDAK MUSDES", "BELUM MUSDES", "TIDAK ADA", "NIHIL")}
UPLOADED = {
    "ya": ("ADA", "SUDAH", "SUDAH DIUNGGAH", "DIUNGGAH", "TERUNGGAH", "SUDAH UPLOAD", "LENGKAP"),
    "tidak": ("BELUM", "BELUM DIUNGGAH", "TIDAK ADA", "BELUM ADA", "BELUM UPLOAD", "NIHIL"),
}


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    c = rows.c
    written = case((words.meant(c.tanggal_tertulis, NO_MEETING).is_(None), c.tanggal_tertulis))
    uploaded = words.meant(c.diunggah, UPLOADED)
    return {
        "tanggal_tertulis": written,
        "tanggal": cells.day(written),
        "tanggal_kunci": func.coalesce(cast(cells.day(written), String), written, ""),
        "ba_diunggah": func.coalesce(uploaded == "ya", cells.yes(c.diunggah)),
    }


def checks(rows: FromClause) -> list[Check]:
    return [
        *cells.desa_rules(rows),
        *cells.day_rules("TANGGAL MUSDES", rows.c.tanggal_tertulis, rows.c.tanggal),
    ]


def notes(rows: FromClause) -> list[Check]:
    """A meeting of another month counts for that month, so it may have been listed too late."""
    c = rows.c
    begins = cells.first_of_periode()
    outside = or_(c.tanggal < begins, c.tanggal > func.last_day(begins))
    return [
        Check(
            "TANGGAL MUSDES", outside, "di luar bulan daftar ini; dihitung pada bulannya sendiri"
        ),
        Check(
            "NOMOR BERITA ACARA",
            and_(c.ba_diunggah, c.nomor_ba.is_(None)),
            "kosong padahal berita acara sudah diunggah",
        ),
        Check(
            "BERITA ACARA DIUNGGAH",
            and_(c.diunggah.is_not(None), c.ba_diunggah.is_(None)),
            "tidak terbaca; tulis Ya atau Tidak. Dianggap tidak diketahui",
        ),
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
    notes=notes,
    is_sample=lambda rows: func.starts_with(rows.c.nomor_ba, SAMPLE_NUMBER),
)
