"""The two files of a BDT-era export (2019-20): members of households, and households.

Headings of domain.md 2.5. Each is of one desa, which whoever imports it names, unless somebody
has added the columns. The rumah tangga (ID BDT) may hold several families. Its programmes are
joined in one cell (" PKH+ BSP+-"); as no family is named, they are kept under RT and its ID.
The BPJS number of the members is not kept.
"""

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    SmallInteger,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from register.importers import cells, joined, orang, orang_rows, orang_rules
from register.importers.format import Check, Context, Field, Fill, Format, Place
from register.schema import PROGRAMMES, individu, keluarga, kepesertaan, rumah_tangga

MEMBER_FIELDS = orang.fields(
    "id_dtks",
    "no_kk",
    "nik",
    "nama",
    "tanggal_lahir",
    "tempat_lahir",
    "jenis_kelamin",
    "nama_ibu_kandung",
    "hubungan_keluarga",
    own=(Field("id_art", ("ID ART", "idartbdt")),),
)
HOUSEHOLD_FIELDS = orang.fields(
    "id_dtks",
    "alamat",
    "nik",
    "keadaan",
    "rt",
    "rw",
    own=(
        Field("nama_krt", ("NAMA KRT", "nama_krt")),
        Field("jumlah_keluarga", ("JML KEL", "JUMLAH KELUARGA")),
        Field("jumlah_anggota", ("JML ART", "JUMLAH ART")),
        Field("perubahan", ("PERUBAHAN",)),
        Field("program", ("PROGRAM",)),
    ),
)
COUNTS = {"JML KEL": "jumlah_keluarga", "JML ART": "jumlah_anggota"}


def member_notes(rows: FromClause) -> list[Check]:
    """ID ART = ID BDT and the number of the member, but for one or two in a hundred."""
    c = rows.c
    id_art = cells.digits(c.id_art)
    lawful = func.regexp_full_match(id_art, r"\d{18}") & func.starts_with(id_art, c.id_dtks)
    return [*orang_rules.notes(rows), Check("ID ART", ~lawful, "bukan ID BDT ditambah 2 angka")]


def member_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    """The address is in the household file."""
    return {
        keluarga: orang_rows.families(rows, context),
        individu: orang_rows.people(rows, context, has_address=null()),
    }


def household_typed(rows: FromClause) -> dict[str, ColumnElement]:
    c = rows.c
    return orang.typed(rows) | {
        "bulan_perubahan": cells.month(c.perubahan),
        **{f"angka_{name}": _count(c[name]) for name in COUNTS.values()},
    }


def _count(column: ColumnElement) -> ColumnElement:
    return case((func.regexp_full_match(column, r"\d{1,3}"), cast(column, SmallInteger)))


def household_checks(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        *cells.desa_rules(rows),
        *cells.number_16("ID DTKS", c.id_dtks),
        Check("ID DTKS", c.id_dtks.is_(None), "kosong"),
        *cells.nik_rules(c.nik),
        *(
            Check(
                label,
                and_(c[name].is_not(None), c[f"angka_{name}"].is_(None)),
                "bukan bilangan sampai 999",
            )
            for label, name in COUNTS.items()
        ),
        Check(
            "PERUBAHAN",
            and_(c.perubahan.is_not(None), c.bulan_perubahan.is_(None)),
            "tulis bulan dan tahun, seperti Oktober 2019",
        ),
    ]


def household_notes(rows: FromClause) -> list[Check]:
    unknown = joined.any_unknown(rows.c.program)
    return [Check("PROGRAM", unknown, "menyebut program yang tidak dikenal")]


def household_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    c = rows.c
    households = select(
        *orang_rows.load_columns(context),
        c.id_dtks.label("rumah_tangga_id"),
        c.kode_desa,
        c.nama_krt,
        c.nik.label("nik_krt"),
        c.alamat,
        c.rt,
        c.rw,
        c.angka_jumlah_keluarga.label("jumlah_keluarga"),
        c.angka_jumlah_anggota.label("jumlah_anggota"),
        c.bulan_perubahan,
        c.keadaan,
    )
    return {rumah_tangga: households, kepesertaan: _memberships(rows, context)}


def _memberships(rows: FromClause, context: Context) -> Select:
    c = rows.c
    return union_all(
        *(
            select(
                *orang_rows.load_columns(context),
                literal(programme).label("program"),
                c.kode_desa,
                c.keluarga_id,
                cells.no_text().label("individu_id"),
                c.program.label("status"),
            ).where(joined.named(c.program, programme))
            for programme in PROGRAMMES
            if programme != "NON-BANSOS"
        )
    )


BDT_ART = Format(
    code="bdt_art",
    nama="Anggota rumah tangga BDT",
    fields=MEMBER_FIELDS,
    typed=orang.typed,
    checks=orang_rules.checks,
    notes=member_notes,
    same=orang.SAME,
    rows=member_rows,
    fills=(orang_rows.FAMILIES, orang_rows.PEOPLE),
    is_sample=orang.is_sample,
    place=Place.GIVEN,
)
BDT_RT = Format(
    code="bdt_rt",
    nama="Rumah tangga BDT",
    fields=HOUSEHOLD_FIELDS,
    typed=household_typed,
    checks=household_checks,
    notes=household_notes,
    same=("id_dtks",),
    rows=household_rows,
    fills=(
        Fill(rumah_tangga, ("periode", "rumah_tangga_id"), counted=True),
        orang_rows.MEMBERSHIPS,
    ),
    is_sample=orang.is_sample,
    place=Place.GIVEN,
)
