"""The ranking "Pemeringkatan Desil": No KK, NIK, desil. It names no area.

Offices get it per desa or kecamatan, so a later file replaces the families it names and no others:
a family that has left the list is not seen to have left.
As SIKS-NG hands it out in .xlsx (domain.md 2.6). An empty desil, 0, "-" or "nan" is belum
ditentukan. Two desil for one family cannot both be true: the first stands.
"""

from sqlalchemy import ColumnElement, FromClause, Select, Table, func, select

from register.importers import cells, orang, orang_rows, orang_rules
from register.importers.format import Check, Context, Field, Fill, Format, Place
from register.schema import pemeringkatan

FIELDS = (
    Field("no_kk", orang.HEADINGS["no_kk"]),
    Field("nik", orang.HEADINGS["nik"]),
    Field("desil", orang.HEADINGS["desil"]),
)


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    c = rows.c
    return {
        "no_kk": cells.digits(c.no_kk),
        "nik": cells.digits(c.nik),
        "desil_angka": cells.decile(c.desil),
    }


def checks(rows: FromClause) -> list[Check]:
    c = rows.c
    first = func.arg_min(c.desil_angka, c.no).over(partition_by=c.no_kk)
    return [
        *orang_rules.no_kk_rules(rows),
        *cells.nik_rules(c.nik),
        *cells.decile_rules(c.desil, c.desil_angka),
        Check(
            "DESIL",
            c.no_kk.is_not(None) & (c.desil_angka != first),
            "berbeda dari baris lain dengan No KK yang sama; satu keluarga satu desil",
        ),
    ]


def register_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    c = rows.c
    ranked = select(
        *orang_rows.load_columns(context),
        c.no_kk.label("keluarga_id"),
        c.nik,
        c.desil_angka.label("desil"),
    )
    return {pemeringkatan: ranked}


DESIL = Format(
    code="desil",
    nama="Pemeringkatan desil (No KK, NIK, desil)",
    fields=FIELDS,
    typed=typed,
    checks=checks,
    same=("no_kk", "nik"),
    rows=register_rows,
    fills=(Fill(pemeringkatan, ("periode", "keluarga_id", "nik"), counted=True),),
    is_sample=lambda rows: cells.is_sample_number(rows.c.nik, rows.c.no_kk),
    place=Place.NOWHERE,
)
