"""An export of the SIKS-NG screens "viewbnba" and "bnba-list": programmes with their period.

Headings of domain.md 2.3, "BNPT_PPKM (sic)" among them. TIDAK in a programme is no, any other
text is a status; the text of its `periode_*` column is kept behind it. Terakhir Padan Capil
(padankan_at) is the day the person was last matched: with one, padan. Not kept: FIRST_SK, and
keterangan_disabilitas, which is specific personal data (UU 27/2022 Ps 4) no figure here needs.
"""

from sqlalchemy import ColumnElement, FromClause, case, func, literal

from register.importers import cells, orang, orang_rows, orang_rules
from register.importers.format import Check, Field, Format

PERIODS = {f"periode_{name}": name for name in orang.PROGRAMMES}
SCREEN_HEADINGS = {
    "padankan": ("padankan_at", "TERAKHIR PADAN CAPIL"),
    "meninggal": ("keterangan_meninggal",),
    "masih_hidup": ("masih_hidup_label",),
    "dihapus": ("deleted_label",),
    "nonaktif": ("is_nonaktif",),
}
ALSO = {"periode_bpnt_ppkm": ("periode_BNPT_PPKM",)}  # misspelt like the programme's own column
REQUIRED = (
    "kecamatan",
    "desa",
    "alamat",
    "no_kk",
    "nik",
    "nama",
    "pkh",
    "bpnt",
    "pbi",
    "periode_pkh",
    "periode_bpnt",
    "periode_pbi",
)
FIELDS = orang.fields(
    *REQUIRED,
    own=(
        *(Field(name, (name, *ALSO.get(name, ())), name in REQUIRED) for name in PERIODS),
        *(Field(name, seen, required=False) for name, seen in SCREEN_HEADINGS.items()),
    ),
)


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    c = rows.c
    own = orang.typed(rows)
    day = cells.day(c.padankan)
    programmes = {
        name: own[name].concat(_behind(c[period]))  # only what takes part is in it
        if name in own
        else case((orang.takes_part(c[name]), c[name].concat(_behind(c[period]))), else_=c[name])
        for period, name in PERIODS.items()
    }
    matched = case((day.is_not(None), "padan"), else_=cells.matched(c.padankan))
    return own | programmes | {"hari_padan": day, "padan": matched}


def _behind(period: ColumnElement) -> ColumnElement:
    return func.coalesce(literal("; ").concat(period), "")


def worded(rows: FromClause) -> dict[str, ColumnElement]:
    """What the four columns on death and removal say: the first that says anything is wrong."""
    c = rows.c
    says_not = cells.yes(c.masih_hidup).is_(False)
    state = case(
        (cells.yes(c.meninggal), "meninggal"),
        (orang.departed(c.meninggal), c.meninggal),
        (says_not, "meninggal"),
        (orang.departed(c.masih_hidup), c.masih_hidup),
        (cells.yes(c.dihapus), "dihapus"),
        (orang.departed(c.dihapus), c.dihapus),
        (cells.yes(c.nonaktif), "nonaktif"),
        (orang.departed(c.nonaktif), c.nonaktif),
        (cells.yes(c.meninggal).is_(None), c.meninggal),
    )
    return {"keadaan": state}


def checks(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        *cells.desa_rules(rows),
        *orang_rules.no_kk_rules(rows),
        *orang_rules.person_rules(rows),
        *cells.day_rules("PADANKAN_AT", case((c.padan == "padan", c.padankan)), c.hari_padan),
    ]


LAYAR = Format(
    code="layar",
    nama="Ekspor layar SIKS-NG (kolom periode_*)",
    fields=FIELDS,
    typed=typed,
    checks=checks,
    notes=orang_rules.notes,
    same=orang.SAME,
    rows=orang_rows.register_rows,
    fills=orang_rows.FILLS,
    is_sample=orang.is_sample,
    worded=worded,
)
