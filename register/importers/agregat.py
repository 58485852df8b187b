"""Any aggregate per desa: sums an office has from elsewhere, one row per desa and indicator.

So that an office without lists of persons has its dashboard too. INDIKATOR is the code of
docs/indicators.md, by number (I1, M1; of two windows the first) or in full (musdes_pct). Numbers
are written as Indonesians write them: 1.240. A numerator above its denominator is kept and noted,
never cut to 100 %. A file replaces what an earlier one said of its desa and indicators.
"""

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    select,
)

from register.importers import cells
from register.importers.format import Check, Context, Field, Fill, Format
from register.importers.usulan import DESA, KECAMATAN
from register.schema import agregat

SAMPLE_SOURCE = "CONTOH"
NUMBER = r"[A-Za-z]\d+"
CODE = r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)+"

FIELDS = (
    Field("kode_wilayah", ("KODE DESA", "KODE WILAYAH", "KODE DESA/KELURAHAN"), required=False),
    Field("kecamatan", KECAMATAN.headings, required=False),
    Field("desa", DESA, required=False),
    Field("indikator_tertulis", ("INDIKATOR", "KODE INDIKATOR")),
    Field("pembilang_tertulis", ("PEMBILANG",)),
    Field("penyebut_tertulis", ("PENYEBUT",)),
    Field("belum_tertulis", ("BELUM DIKETAHUI",), required=False),
    Field("sumber", ("SUMBER",), required=False),
)
COUNTS = {"pembilang": "PEMBILANG", "penyebut": "PENYEBUT", "belum": "BELUM DIKETAHUI"}


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    written = rows.c.indikator_tertulis
    code = case(
        (func.regexp_full_match(written, NUMBER), func.upper(written)),
        (func.regexp_full_match(written, CODE), func.lower(written)),
    )
    return {
        "indikator": code,
        "indikator_kunci": func.coalesce(code, ""),
        **{name: cells.whole_number(rows.c[f"{name}_tertulis"]) for name in COUNTS},
    }


def checks(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        *cells.desa_rules(rows, "KODE DESA"),
        Check(
            "INDIKATOR",
            c.indikator.is_(None),
            "kosong atau bukan kode; tulis seperti I1, M1 (lihat docs/indicators.md)",
        ),
        Check("PEMBILANG", c.pembilang_tertulis.is_(None), "kosong; tulis 0 bila memang nol"),
        Check("PENYEBUT", c.penyebut_tertulis.is_(None), "kosong; tulis 0 bila memang nol"),
        *[check for name in COUNTS for check in _count_rules(rows, name)],
        Check(
            "BELUM DIKETAHUI",
            and_(c.belum > 0, c.belum > c.penyebut - c.pembilang),
            "lebih besar daripada PENYEBUT dikurangi PEMBILANG",
        ),
    ]


def _count_rules(rows: FromClause, name: str) -> list[Check]:
    written, found = rows.c[f"{name}_tertulis"], rows.c[name]
    negative = func.starts_with(written, "-")
    return [
        Check(COUNTS[name], negative, "tidak boleh negatif"),
        Check(
            COUNTS[name],
            and_(~negative, found.is_(None)),
            "bukan bilangan bulat; tulis seperti 1.240",
        ),
    ]


def notes(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        Check(
            "PEMBILANG",
            c.pembilang > c.penyebut,
            "lebih besar daripada PENYEBUT; angkanya lebih dari 100 %, periksa penyebutnya",
        ),
        Check("SUMBER", c.sumber.is_(None), "kosong; tidak ada yang tahu asal angkanya"),
    ]


def register_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    c = rows.c
    sums = select(
        literal(context.periode).label("periode"),
        literal(context.muatan_id).label("muatan_id"),
        c.kode_desa,
        c.indikator,
        cast(c.pembilang, Integer).label("pembilang"),
        cast(c.penyebut, Integer).label("penyebut"),
        cast(c.belum, Integer).label("belum_diketahui"),
        c.sumber,
    )
    return {agregat: sums}


AGREGAT = Format(
    code="agregat",
    nama="Agregat per desa",
    fields=FIELDS,
    typed=typed,
    checks=checks,
    same=("kode_desa", "indikator"),
    rows=register_rows,
    fills=(Fill(agregat, ("periode", "kode_desa", "indikator"), counted=True),),
    part="indikator",
    zero_counts=True,
    notes=notes,
    is_sample=lambda rows: func.starts_with(rows.c.sumber, SAMPLE_SOURCE),
)
