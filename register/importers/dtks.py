"""The SIKS-NG export of DTKS: 23 columns, one row per person, pipe-delimited text or .xlsx.

Headings as seen in real files, the typo KELUARAHAN among them (domain.md 2.1), with the older
variant NOMOR KK / NOMOR NIK. Optional columns that later exports add are taken when there:
further programmes, desil, status, and Ketbansos, which joins programmes in one cell and counts
where the programme's own column is empty. Status kawin is not kept: nothing asks for it.
"""

from sqlalchemy import ColumnElement, FromClause, and_, case, func

from register.importers import joined, orang, orang_rows, orang_rules
from register.importers.format import Check, Field, Format

FIELDS = orang.fields(
    "id_dtks",
    "kecamatan",
    "desa",
    "alamat",
    "no_kk",
    "nik",
    "nama",
    "tanggal_lahir",
    "tempat_lahir",
    "jenis_kelamin",
    "nama_ibu_kandung",
    "hubungan_keluarga",
    "keterangan_padan",
    own=(Field("ketbansos", ("KETBANSOS", "KETERANGAN BANSOS"), required=False),),
)


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    own = orang.typed(rows)
    ketbansos = rows.c.ketbansos
    return own | {
        name: func.coalesce(
            own.get(name, rows.c[name]), case((joined.named(ketbansos, programme), ketbansos))
        )
        for name, programme in orang.PROGRAMMES.items()
    }


def notes(rows: FromClause) -> list[Check]:
    ketbansos = rows.c.ketbansos
    unknown = and_(orang.takes_part(ketbansos), joined.any_unknown(ketbansos))
    return [
        *orang_rules.notes(rows),
        Check("KETBANSOS", unknown, "menyebut program yang tidak dikenal"),
    ]


DTKS = Format(
    code="dtks",
    nama="Ekspor DTKS SIKS-NG (23 kolom)",
    fields=FIELDS,
    typed=typed,
    checks=orang_rules.checks,
    notes=notes,
    same=orang.SAME,
    rows=orang_rows.register_rows,
    fills=orang_rows.FILLS,
    is_sample=orang.is_sample,
)
