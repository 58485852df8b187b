"""The two files of a DTSEN export: families with their desil, and their members.

Headings of domain.md 2.3. A family is known by its No KK, which links both files. The ranks
(peringkat_*, percentile_nasional) are not kept: the desil is what rules use. A member file that
says nothing of its desa belongs to the one named while importing.
"""

from sqlalchemy import FromClause, Select, Table, null

from register.importers import cells, orang, orang_rows, orang_rules
from register.importers.format import Check, Context, Field, Fill, Format, Place
from register.schema import individu, keluarga

CODE = Field("kode_wilayah", ("id_wilayah", "KODE WILAYAH", "KODE DESA"))
SOMETIMES_A_CODE = Field(CODE.name, CODE.headings, required=False)
FAMILY_FIELDS = orang.fields(
    "no_kk",
    "alamat",
    "desil",
    own=(
        CODE,
        Field("id_keluarga", ("id_keluarga",)),
        Field("nama_kepala", ("nama_kepala_keluarga",)),
    ),
)
MEMBER_FIELDS = orang.fields(
    "no_kk",
    "nik",
    "nama",
    "hubungan_keluarga",
    "pekerjaan",
    own=(SOMETIMES_A_CODE, Field("idsemesta", ("idsemesta",))),
)


def family_checks(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        *cells.desa_rules(rows),
        *orang_rules.no_kk_rules(rows),
        *cells.decile_rules(c.desil, c.desil_angka),
        *cells.day_rules("TANGGAL PEMUTAKHIRAN", c.tanggal_pemutakhiran, c.hari_pemutakhiran),
    ]


def member_checks(rows: FromClause) -> list[Check]:
    return [
        *cells.desa_rules(rows),
        *orang_rules.no_kk_rules(rows),
        *orang_rules.person_rules(rows),
    ]


def family_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    return {keluarga: orang_rows.families(rows, context)}


def member_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    """The address is in the family file."""
    return {individu: orang_rows.people(rows, context, has_address=null())}


DTSEN_KELUARGA = Format(
    code="dtsen_keluarga",
    nama="Ekspor keluarga DTSEN",
    fields=FAMILY_FIELDS,
    typed=orang.typed,
    checks=family_checks,
    same=("no_kk",),
    rows=family_rows,
    fills=(Fill(keluarga, ("periode", "keluarga_id"), counted=True),),
    is_sample=orang.is_sample,
)
DTSEN_ANGGOTA = Format(
    code="dtsen_anggota",
    nama="Ekspor anggota keluarga DTSEN",
    fields=MEMBER_FIELDS,
    typed=orang.typed,
    checks=member_checks,
    notes=orang_rules.notes,
    same=orang.SAME,
    rows=member_rows,
    fills=(orang_rows.PEOPLE,),
    is_sample=orang.is_sample,
    place=Place.GIVEN,
)
