"""The BNBA list (by name, by address): one row per person, with what became of them.

Headings of domain.md 2.2, with and without the "db_" that some tools put before them. Whoever
died or moved away stays in the register, not active; the number of the event's act
(noreg_kejadian) is not kept.
"""

from register.importers import orang, orang_rows, orang_rules
from register.importers.format import Format

FIELDS = orang.fields(
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
    "keadaan",
    "tanggal_kejadian",
)


BNBA = Format(
    code="bnba",
    nama="Daftar BNBA",
    fields=FIELDS,
    typed=orang.typed,
    checks=orang_rules.checks,
    notes=orang_rules.notes,
    same=orang.SAME,
    rows=orang_rows.register_rows,
    fills=orang_rows.FILLS,
    is_sample=orang.is_sample,
)
