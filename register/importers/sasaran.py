"""The target list of a verval campaign: the families to be visited, frozen when it is imported.

The first list of a kegiatan that names a desa is that desa's target, for good: a later list of
the same kegiatan and desa, of this format or with results, adds nothing to it (decisions.md 4).
TANGGAL MULAI and BATAS WAKTU must be in every row; recognition leaves them out only so that a
list of results, which has them too, is not taken for a target list. The headings are ours.
"""

from sqlalchemy import ColumnElement, FromClause, Select, Table, func, literal, select

from register.importers import cells
from register.importers.format import Check, Context, Field, Fill, Format
from register.importers.usulan import DESA, KECAMATAN
from register.schema import sasaran_verval

FIELDS = (
    Field("kegiatan", ("KEGIATAN", "NAMA KEGIATAN")),
    Field("mulai_tertulis", ("TANGGAL MULAI", "MULAI"), required=False),
    Field("batas_tertulis", ("BATAS WAKTU", "TANGGAL SELESAI", "BATAS"), required=False),
    KECAMATAN,
    Field("desa", DESA),
    Field("no_kk", ("NOKK", "NOMOR KK", "no_kk", "nkk")),
    Field("nik", ("NIK", "NOMOR NIK"), required=False),
    Field("nama", ("NAMA", "NAMA KEPALA KELUARGA"), required=False),
)


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    no_kk = cells.digits(rows.c.no_kk)
    return {
        "no_kk": no_kk,
        "nik": cells.digits(rows.c.nik),
        "keluarga_id": no_kk,
        "mulai": cells.day(rows.c.mulai_tertulis),
        "batas": cells.day(rows.c.batas_tertulis),
        "kegiatan_kunci": func.coalesce(rows.c.kegiatan, ""),
    }


def checks(rows: FromClause) -> list[Check]:
    """The deadline, and a start not yet come, may lie ahead."""
    c = rows.c
    return [
        *cells.desa_rules(rows),
        Check("KEGIATAN", c.kegiatan.is_(None), "kosong"),
        Check("TANGGAL MULAI", c.mulai.is_(None), "kosong atau bukan tanggal"),
        Check("BATAS WAKTU", c.batas.is_(None), "kosong atau bukan tanggal"),
        Check("BATAS WAKTU", c.batas < c.mulai, "sebelum TANGGAL MULAI"),
        Check("NOKK", c.no_kk.is_(None), "kosong"),
        *cells.number_16("NOKK", c.no_kk),
        *cells.nik_rules(c.nik),
    ]


def register_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    c = rows.c
    families = select(
        literal(context.muatan_id).label("muatan_id"),
        c.kegiatan,
        c.keluarga_id,
        c.kode_desa,
        func.min(c.mulai).over(partition_by=c.kegiatan).label("mulai"),
        func.max(c.batas).over(partition_by=c.kegiatan).label("batas"),
    )
    return {sasaran_verval: families}


SASARAN = Format(
    code="sasaran",
    nama="Daftar sasaran verval",
    fields=FIELDS,
    typed=typed,
    checks=checks,
    same=("kegiatan", "keluarga_id"),
    rows=register_rows,
    fills=(
        Fill(
            sasaran_verval,
            ("kegiatan", "kode_desa"),
            counted=True,
            replaced=False,
            always_once=True,
        ),
    ),
    part="kegiatan",
    is_sample=lambda rows: cells.is_sample_number(rows.c.no_kk, rows.c.nik),
)
