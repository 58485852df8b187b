"""The rows that lists of persons and families become in the register."""

from sqlalchemy import ColumnElement, FromClause, Select, Table, func, literal, select, union_all

from register.importers import cells
from register.importers.format import Context, Fill
from register.importers.orang import PER_FAMILY, PER_PERSON, takes_part
from register.schema import individu, keluarga, kepesertaan

FAMILIES = Fill(keluarga, ("periode", "keluarga_id"))
PEOPLE = Fill(individu, ("periode", "keluarga_id", "individu_id"), counted=True)
MEMBERSHIPS = Fill(kepesertaan, ("periode", "program", "keluarga_id", "individu_id"))
FILLS = (FAMILIES, PEOPLE, MEMBERSHIPS)


def load_columns(context: Context) -> list[ColumnElement]:
    return [
        literal(context.periode).label("periode"),
        literal(context.muatan_id).label("muatan_id"),
    ]


def families(rows: FromClause, context: Context) -> Select:
    """Rows of `keluarga`. A family is active while one of its members is."""
    c = rows.c
    return select(
        *load_columns(context),
        c.keluarga_id,
        func.min(c.no_kk).label("no_kk"),
        func.min(c.kode_desa).label("kode_desa"),
        func.min(c.alamat).label("alamat"),
        func.min(c.dusun).label("dusun"),
        func.min(c.rt).label("rt"),
        func.min(c.rw).label("rw"),
        func.min(c.desil_angka).label("desil"),
        func.max(c.hari_pemutakhiran).label("tanggal_pemutakhiran"),
        func.bool_or(c.terdaftar).label("aktif"),
    ).group_by(c.keluarga_id)


def people(rows: FromClause, context: Context, has_address: ColumnElement | None = None) -> Select:
    """Rows of `individu`; `has_address` is NULL in formats that carry no address at all."""
    c = rows.c
    has_address = c.alamat.is_not(None) if has_address is None else has_address
    return select(
        *load_columns(context),
        c.individu_id,
        c.keluarga_id,
        c.id_dtks,
        c.kode_desa,
        c.nik,
        c.nama,
        c.tempat_lahir,
        c.hari_lahir.label("tanggal_lahir"),
        c.kelamin.label("jenis_kelamin"),
        c.pekerjaan,
        c.nama_ibu_kandung,
        c.hubungan_keluarga,
        has_address.label("ada_alamat"),
        c.padan,
        c.hari_padan.label("tanggal_padan"),
        c.keadaan,
        c.hari_kejadian.label("tanggal_kejadian"),
        c.terdaftar.label("aktif"),
    )


def memberships(rows: FromClause, context: Context) -> Select:
    """Rows of `kepesertaan`, of those no longer there too: that they still receive must show."""
    c = rows.c
    load = load_columns(context)
    per_family = [
        select(
            *load,
            literal(programme).label("program"),
            func.min(c.kode_desa).label("kode_desa"),
            c.keluarga_id,
            cells.no_text().label("individu_id"),
            func.min(c[column]).label("status"),
        )
        .where(takes_part(c[column]))
        .group_by(c.keluarga_id)
        for column, programme in PER_FAMILY.items()
    ]
    per_person = [
        select(
            *load,
            literal(programme).label("program"),
            c.kode_desa,
            c.keluarga_id,
            c.individu_id,
            c[column].label("status"),
        ).where(takes_part(c[column]))
        for column, programme in PER_PERSON.items()
    ]
    return union_all(*per_family, *per_person)


def register_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    """Families, persons and memberships, of a list that holds all three."""
    return {
        keluarga: families(rows, context),
        individu: people(rows, context),
        kepesertaan: memberships(rows, context),
    }
