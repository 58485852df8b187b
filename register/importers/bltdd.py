"""BLT-DD: the families a desa pays from its Dana Desa, as its musdesus decided (domain.md 1.6).

It is the desa's own list and in no SK of SIKS-NG. A row is a member of that month: programme
BLT-DD, per family, with the amount of one month. The list has no status column; `status` is
always STATUS. The headings are ours.
"""

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    cast,
    func,
    literal,
    select,
)

from register.importers import cells
from register.importers.format import Check, Context, Field, Fill, Format
from register.importers.usulan import DESA, KECAMATAN
from register.schema import kepesertaan

STATUS = "ditetapkan musdesus"
PROGRAMME = "BLT-DD"

FIELDS = (
    KECAMATAN,
    Field("desa", DESA),
    Field("no_kk", ("NOKK", "NOMOR KK", "no_kk", "nkk")),
    Field("nik", ("NIK", "NOMOR NIK", "NIK KPM"), required=False),
    Field("nama", ("NAMA", "NAMA KPM", "NAMA KEPALA KELUARGA"), required=False),
    Field("musdesus_tertulis", ("TANGGAL MUSDESUS", "TGL MUSDESUS")),
    Field("nomor_ba", ("NOMOR BERITA ACARA", "NO BERITA ACARA", "NOMOR BA"), required=False),
    Field("bulan_tertulis", ("JUMLAH BULAN", "LAMA BULAN"), required=False),
    Field("nominal_tertulis", ("NOMINAL PER BULAN", "NOMINAL", "JUMLAH RUPIAH")),
)


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    c = rows.c
    no_kk = cells.digits(c.no_kk)
    return {
        "no_kk": no_kk,
        "nik": cells.digits(c.nik),
        "keluarga_id": no_kk,
        "musdesus": cells.day(c.musdesus_tertulis),
        "bulan": cells.whole_number(c.bulan_tertulis),
        "nominal": cells.rupiah(c.nominal_tertulis),
    }


def checks(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        *cells.desa_rules(rows),
        Check("NOKK", c.no_kk.is_(None), "kosong"),
        *cells.number_16("NOKK", c.no_kk),
        *cells.nik_rules(c.nik),
        *cells.day_rules("TANGGAL MUSDESUS", c.musdesus_tertulis, c.musdesus),
        Check(
            "JUMLAH BULAN",
            and_(
                c.bulan_tertulis.is_not(None),
                func.coalesce(~c.bulan.between(1, 12), True),
            ),
            "harus 1 sampai 12",
        ),
        Check(
            "NOMINAL PER BULAN",
            and_(c.nominal_tertulis.is_not(None), c.nominal.is_(None)),
            "bukan jumlah rupiah; tulis seperti 300.000",
        ),
    ]


def notes(rows: FromClause) -> list[Check]:
    c = rows.c
    month_ends = cast(func.last_day(cells.first_of_periode()), Date)
    return [
        Check(
            "TANGGAL MUSDESUS",
            c.musdesus_tertulis.is_(None),
            "kosong; BLT-DD harus diputuskan musdesus",
        ),
        Check("TANGGAL MUSDESUS", c.musdesus > month_ends, "sesudah bulan daftar ini"),
    ]


def register_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    c = rows.c
    members = select(
        literal(context.periode).label("periode"),
        literal(context.muatan_id).label("muatan_id"),
        literal(PROGRAMME).label("program"),
        c.kode_desa,
        c.keluarga_id,
        literal(STATUS).label("status"),
        cast(c.nominal, Integer).label("jumlah_rupiah"),
    )
    return {kepesertaan: members}


BLTDD = Format(
    code="bltdd",
    nama="Daftar penerima BLT Dana Desa",
    fields=FIELDS,
    typed=typed,
    checks=checks,
    same=("keluarga_id",),
    rows=register_rows,
    fills=(Fill(kepesertaan, ("periode", "program", "keluarga_id"), counted=True),),
    notes=notes,
    is_sample=lambda rows: cells.is_sample_number(rows.c.no_kk, rows.c.nik),
)
