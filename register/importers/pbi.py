"""The list of PBI-JK that BPJS Kesehatan hands out: one row per person.

Headings of domain.md 2.6. Kept is who belongs, in which desa, and ket_aktivasi as the status;
card numbers, parents and class of care are not. Membership is what counts here, so a row whose
ket_aktivasi says that it was deactivated is no member: the row is taken, noted and not kept.
kkno may be empty. nik_siks, the NIK in SIKS-NG, stands in for an empty nik.
"""

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, func, literal, select

from register.importers import cells, orang, orang_rows, orang_rules
from register.importers.format import Check, Context, Field, Fill, Format
from register.schema import kepesertaan

FIELDS = orang.fields(
    "kecamatan",
    "desa",
    "no_kk",
    "nik",
    "nama",
    "jenis_kelamin",
    "tanggal_lahir",
    own=(
        Field("noka", ("noka",)),
        Field("nik_siks", ("nik_siks",), required=False),
        Field("aktivasi", ("KET AKTIVASI", "ket_aktivasi")),
    ),
)
UNSAID = "terdaftar"  # on the list, and ket_aktivasi is empty


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    c = rows.c
    own = orang.typed(rows)
    nik = func.coalesce(own["nik"], cells.digits(c.nik_siks))
    by_name = own["no_kk"].concat("/").concat(c.nama)
    return own | {
        "nik": nik,
        "keluarga_id": own["no_kk"],
        "individu_id": func.coalesce(nik, by_name),
        "anggota": ~func.coalesce(orang.departed(c.aktivasi), False),
    }


def checks(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        *cells.desa_rules(rows),
        *cells.number_16("NOKK", c.no_kk),
        *orang_rules.person_rules(rows),
        Check(
            "NIK",
            and_(c.nik.is_(None), c.no_kk.is_(None), c.nama.is_not(None)),
            "kosong, No KK juga kosong",
        ),
    ]


def notes(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        *orang_rules.nik_notes(rows),
        Check("KET AKTIVASI", ~c.anggota, "menyebut tidak aktif; tidak dihitung peserta"),
    ]


def register_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    c = rows.c
    members = select(
        *orang_rows.load_columns(context),
        literal("PBI-JK").label("program"),
        c.kode_desa,
        c.keluarga_id,
        c.individu_id,
        func.coalesce(c.aktivasi, UNSAID).label("status"),
    ).where(c.anggota)
    return {kepesertaan: members}


PBI = Format(
    code="pbi",
    nama="Daftar PBI-JK BPJS Kesehatan",
    fields=FIELDS,
    typed=typed,
    checks=checks,
    notes=notes,
    same=("individu_id",),
    rows=register_rows,
    fills=(Fill(kepesertaan, ("periode", "program", "keluarga_id", "individu_id"), counted=True),),
    is_sample=orang.is_sample,
)
