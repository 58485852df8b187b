"""A verval result list: one row per family on a target list, or visited outside one.

The words for the result are those of real systems (`outcomes`); the column headings are ours, as
no published file fixes them, with the variants offices use as aliases. "Belum Cek" is a target
without a result, and so is a result that speaks of the identity only. The first list that holds a
desa in a kegiatan freezes its target, unless a target list (format sasaran) has done so.
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
    select,
)

from register.importers import cells, outcomes
from register.importers.format import Check, Context, Field, Fill, Format
from register.importers.outcomes import NOT_YET
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

# The name of a picture, an address of one, or a place on earth is evidence as much as "Ada".
EVIDENCE = r"(?i).*\.(jpe?g|png|heic|webp|pdf)|https?://.*|-?\d+[.,]\d+\s*[,; ]\s*-?\d+[.,]\d+"


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    c = rows.c
    no_kk = cells.digits(c.no_kk)
    result = outcomes.outcome(c.hasil_tertulis)
    return {
        "no_kk": no_kk,
        "nik": cells.digits(c.nik),
        "keluarga_id": no_kk,
        "mulai": cells.day(c.mulai_tertulis),
        "batas": cells.day(c.batas_tertulis),
        "kunjungan": cells.day(c.kunjungan_tertulis),
        "unggah": cells.day(c.unggah_tertulis),
        "hasil": case((c.hasil_tertulis.is_(None), NOT_YET), else_=result),
        # PBI lists write the reason where others write the result.
        "alasan": func.coalesce(
            c.alasan_tertulis,
            case((outcomes.is_reason(c.hasil_tertulis), c.hasil_tertulis)),
        ),
        "ada_bukti": case(
            (func.regexp_full_match(c.bukti, EVIDENCE), True), else_=cells.yes(c.bukti)
        ),
        "kunjungan_kunci": func.coalesce(
            cast(cells.day(c.kunjungan_tertulis), String), c.kunjungan_tertulis, ""
        ),
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
            and_(c.hasil != NOT_YET, c.kunjungan_tertulis.is_(None)),
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
            and_(c.kegiatan.is_(None), c.hasil == NOT_YET),
            "kosong padahal keluarga belum diverval: sasaran kegiatan mana?",
        ),
    ]


def notes(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        Check(
            "HASIL VERVAL",
            outcomes.speaks_of_identity_only(c.hasil_tertulis, c.hasil),
            "hanya menilai identitas; keluarganya tetap dihitung belum diverval",
        ),
        Check(
            "ALASAN",
            ~outcomes.is_reason(c.alasan_tertulis),
            "di luar daftar alasan; disimpan sebagai teks asli",
        ),
        Check(
            "BUKTI FOTO",
            and_(c.bukti.is_not(None), c.ada_bukti.is_(None)),
            "tidak terbaca; tulis Ada atau Tidak. Dianggap tidak diketahui",
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
    ).where(c.hasil != NOT_YET)
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
    notes=notes,
    is_sample=lambda rows: cells.is_sample_number(rows.c.no_kk, rows.c.nik),
)
