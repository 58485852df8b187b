"""A verval result list: one row per family on a target list, or visited outside one.

The words for the result are those of real systems (domain.md 1.4); the column headings are ours,
as no published file fixes them, with the variants offices use as aliases. "Belum Cek" is a
target without a result. The first list that holds a desa in a kegiatan freezes its target.
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

from register.importers import cells
from register.importers.format import Check, Context, Field, Fill, Format
from register.schema import sasaran_verval, verval

FIELDS = (
    Field("kegiatan", ("KEGIATAN", "NAMA KEGIATAN"), required=False),
    Field("mulai_tertulis", ("TANGGAL MULAI", "MULAI"), required=False),
    Field("batas_tertulis", ("BATAS WAKTU", "TANGGAL SELESAI", "BATAS"), required=False),
    Field("kecamatan", ("KECAMATAN", "nama_kecamatan")),
    Field("desa", ("DESA/KELURAHAN", "DESA/KELUARAHAN", "DESA", "KELURAHAN", "nama_desa")),
    Field("no_kk", ("NOKK", "NOMOR KK", "no_kk", "nkk")),
    Field("nik", ("NIK", "NOMOR NIK"), required=False),
    Field("nama", ("NAMA", "NAMA KEPALA KELUARGA"), required=False),
    Field("hasil_tertulis", ("HASIL VERVAL", "HASIL", "STATUS VERVAL", "HASIL VERIFIKASI")),
    Field("alasan_tertulis", ("ALASAN", "KETERANGAN", "ALASAN TIDAK LAYAK"), required=False),
    Field("kunjungan_tertulis", ("TANGGAL VERVAL", "TANGGAL KUNJUNGAN", "TGL VERVAL")),
    Field("unggah_tertulis", ("TANGGAL UNGGAH", "TGL UNGGAH", "TANGGAL UPLOAD"), required=False),
    Field("petugas", ("PETUGAS", "NAMA PETUGAS", "OPERATOR"), required=False),
    Field("bukti", ("BUKTI FOTO", "BUKTI", "FOTO", "GEOTAG"), required=False),
)

NOT_YET = ("BELUM CEK", "BELUMCEK", "BELUM", "BELUM DIVERVAL")
ELIGIBLE = ("LAYAK", "VALID", "SUDAHVALID", "SUDAH VALID", "AKTIF", "TERKONFIRMASI")
INELIGIBLE = ("TIDAK LAYAK", "TIDAKLAYAK", "MAMPU", "MENINGGAL", "PINDAH", "GANDA", "MENOLAK")
NOT_FOUND = ("TIDAK DITEMUKAN", "ALAMAT TIDAK DITEMUKAN", "INDIVIDU TIDAK DITEMUI")


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    c = rows.c
    no_kk = cells.digits(c.no_kk)
    word = func.upper(c.hasil_tertulis)
    return {
        "no_kk": no_kk,
        "nik": cells.digits(c.nik),
        "keluarga_id": no_kk,
        "mulai": cells.day(c.mulai_tertulis),
        "batas": cells.day(c.batas_tertulis),
        "kunjungan": cells.day(c.kunjungan_tertulis),
        "unggah": cells.day(c.unggah_tertulis),
        "hasil": case(
            (c.hasil_tertulis.is_(None), "belum"),
            (word.in_(NOT_YET), "belum"),
            (word.in_(ELIGIBLE), "layak"),
            (word.in_(INELIGIBLE), "tidak layak"),
            (word.in_(NOT_FOUND), "tidak ditemukan"),
        ),
        # PBI lists write the reason where others write the result.
        "alasan": func.coalesce(
            c.alasan_tertulis, case((word.in_(INELIGIBLE[2:]), c.hasil_tertulis))
        ),
        "ada_bukti": cells.yes(c.bukti),
        "kunjungan_kunci": func.coalesce(c.kunjungan_tertulis, ""),
        "kegiatan_kunci": func.coalesce(c.kegiatan, ""),
    }


def checks(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        *cells.desa_rules(rows),
        Check("NOKK", c.no_kk.is_(None), "kosong"),
        *cells.number_16("NOKK", c.no_kk),
        *cells.nik_rules(c.nik),
        Check(
            "HASIL VERVAL",
            c.hasil.is_(None),
            "tulis Layak, Tidak Layak, Tidak Ditemukan, Belum Cek",
        ),
        *cells.day_rules("TANGGAL VERVAL", c.kunjungan_tertulis, c.kunjungan),
        *cells.day_rules("TANGGAL UNGGAH", c.unggah_tertulis, c.unggah),
        Check(
            "TANGGAL VERVAL",
            and_(c.hasil != "belum", c.kunjungan_tertulis.is_(None)),
            "kosong padahal hasil sudah ada",
        ),
        Check(
            "TANGGAL MULAI",
            and_(c.kegiatan.is_not(None), c.mulai.is_(None)),
            "kegiatan tanpa tanggal mulai yang benar",
        ),
        Check(
            "BATAS WAKTU",
            and_(c.kegiatan.is_not(None), func.coalesce(c.batas < c.mulai, True)),
            "kegiatan tanpa batas waktu, atau batasnya sebelum tanggal mulai",
        ),
        Check(
            "KEGIATAN",
            and_(c.kegiatan.is_(None), c.hasil == "belum"),
            "kosong padahal keluarga belum diverval: sasaran kegiatan mana?",
        ),
    ]


def register_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    c = rows.c
    load = literal(context.muatan_id).label("muatan_id")
    target = (
        select(
            load,
            c.kegiatan,
            c.keluarga_id,
            func.min(c.kode_desa).label("kode_desa"),
            func.min(c.mulai).label("mulai"),
            func.max(c.batas).label("batas"),
        )
        .where(c.kegiatan.is_not(None))
        .group_by(c.kegiatan, c.keluarga_id)
    )
    visits = select(
        load,
        literal(context.periode).label("periode"),
        c.kegiatan,
        c.keluarga_id,
        c.kode_desa,
        c.kunjungan.label("tanggal_kunjungan"),
        c.unggah.label("tanggal_unggah"),
        c.hasil,
        c.alasan,
        c.petugas,
        c.ada_bukti,
    ).where(c.hasil != "belum")
    return {sasaran_verval: target, verval: visits}


VERVAL = Format(
    code="verval",
    nama="Daftar hasil verval",
    fields=FIELDS,
    typed=typed,
    checks=checks,
    same=("keluarga_id", "kegiatan_kunci", "kunjungan_kunci"),
    rows=register_rows,
    fills=(
        Fill(sasaran_verval, ("kegiatan", "kode_desa"), replaced=False, always_once=True),
        Fill(
            verval,
            ("keluarga_id", "kegiatan", "tanggal_kunjungan"),
            counted=True,
            always_once=True,
        ),
    ),
    part="kegiatan",
    is_sample=lambda rows: cells.is_sample_number(rows.c.no_kk, rows.c.nik),
)
