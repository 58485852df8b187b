"""The list of operators and pendamping, where they work and when they were last trained.

An operator works in one desa; TKSK and pendamping may have a whole kecamatan, with DESA empty.
Who serves several desa stands in several rows under one number. The headings are ours: no
published file fixes them.
"""

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, func, literal, select

from register.importers import cells, words
from register.importers.format import Check, Context, Field, Fill, Format, Place
from register.importers.usulan import DESA, KECAMATAN
from register.schema import petugas

ROLES = {
    "operator desa": ("OPERATOR", "OPERATOR SIKS-NG", "OPERATOR KELURAHAN", "PUSKESOS"),
    "pendamping PKH": ("PENDAMPING SOSIAL PKH", "PKH", "PENDAMPING SOSIAL"),
    "TKSK": ("TENAGA KESEJAHTERAAN SOSIAL KECAMATAN",),
    "pendamping desa": ("PENDAMPING LOKAL DESA", "PLD", "PENDAMPING DESA P3MD"),
    "supervisor": ("SUPERVISOR SIKS-NG", "KOORDINATOR", "SUPERVISOR KECAMATAN"),
}
SAMPLE_NUMBER = "CONTOH"

FIELDS = (
    KECAMATAN,
    Field("desa", DESA, required=False),
    Field("nomor", ("ID PETUGAS", "ID", "NOMOR PETUGAS"), required=False),
    Field("nama", ("NAMA", "NAMA PETUGAS")),
    Field("peran_tertulis", ("PERAN", "JABATAN", "TUGAS")),
    Field("mulai_tertulis", ("MULAI TUGAS", "TANGGAL MULAI", "TMT"), required=False),
    Field("aktif_tertulis", ("TERAKHIR AKTIF", "LOGIN TERAKHIR", "TERAKHIR LOGIN"), False),
    Field("pelatihan", ("PELATIHAN TERAKHIR", "BIMTEK TERAKHIR", "PELATIHAN", "BIMTEK"), False),
    Field("pelatihan_tertulis", ("TANGGAL PELATIHAN", "TANGGAL BIMTEK", "TGL PELATIHAN"), False),
)


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    c = rows.c
    role = words.meant(c.peran_tertulis, ROLES)
    return {
        "peran": role,
        "petugas_id": func.coalesce(c.nomor, role.concat(": ").concat(func.upper(c.nama))),
        "mulai_tugas": cells.day(c.mulai_tertulis),
        "terakhir_aktif": cells.day(c.aktif_tertulis),
        "tanggal_pelatihan": cells.day(c.pelatihan_tertulis),
    }


def checks(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        *cells.kecamatan_rules(rows),
        Check("NAMA", c.nama.is_(None), "kosong"),
        Check("PERAN", c.peran_tertulis.is_(None), "kosong"),
        *words.rules("PERAN", c.peran_tertulis, c.peran, ROLES),
        Check(
            "DESA/KELURAHAN",
            and_(c.peran == "operator desa", c.desa.is_(None)),
            "kosong padahal operator bertugas di satu desa",
        ),
        *cells.day_rules("MULAI TUGAS", c.mulai_tertulis, c.mulai_tugas),
        *cells.day_rules("TERAKHIR AKTIF", c.aktif_tertulis, c.terakhir_aktif),
        Check("TERAKHIR AKTIF", c.terakhir_aktif < c.mulai_tugas, "sebelum MULAI TUGAS"),
        *cells.day_rules("TANGGAL PELATIHAN", c.pelatihan_tertulis, c.tanggal_pelatihan),
    ]


def notes(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        Check(
            "TANGGAL PELATIHAN",
            and_(c.pelatihan.is_not(None), c.pelatihan_tertulis.is_(None)),
            "kosong padahal ada pelatihan; umur pelatihan tidak diketahui",
        ),
        Check(
            "PELATIHAN TERAKHIR",
            and_(c.pelatihan.is_(None), c.pelatihan_tertulis.is_not(None)),
            "kosong padahal ada TANGGAL PELATIHAN",
        ),
    ]


def register_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    c = rows.c
    officers = select(
        literal(context.periode).label("periode"),
        literal(context.muatan_id).label("muatan_id"),
        c.petugas_id,
        c.nama,
        c.peran,
        c.kode_kecamatan,
        c.kode_desa,
        c.mulai_tugas,
        c.terakhir_aktif,
        c.pelatihan,
        c.tanggal_pelatihan,
    )
    return {petugas: officers}


PETUGAS = Format(
    code="petugas",
    nama="Daftar petugas dan pelatihan",
    fields=FIELDS,
    typed=typed,
    checks=checks,
    same=("petugas_id", "peran", "kode_kecamatan", "kode_desa"),
    rows=register_rows,
    fills=(
        Fill(
            petugas, ("periode", "petugas_id", "peran", "kode_kecamatan", "kode_desa"), counted=True
        ),
    ),
    place=Place.KECAMATAN,
    notes=notes,
    is_sample=lambda rows: func.starts_with(rows.c.nomor, SAMPLE_NUMBER),
)
