"""What the lists of persons and families share: their columns, and what the cells become.

Every list has every column: those its files do not carry are empty. A format says which of
them its files must have. What is refused is in `orang_rules`, what is kept in `orang_rows`.
"""

from sqlalchemy import ColumnElement, FromClause, and_, case, func, literal

from register.importers import cells
from register.importers.format import Field

PER_FAMILY = {
    "bpnt": "BPNT",
    "pkh": "PKH",
    "bpnt_ppkm": "BPNT-PPKM",
    "bst": "BST",
    "blt": "BLT",
    "blt_bbm": "BLT-BBM",
    "pena": "PENA",
    "rutilahu": "RUTILAHU",
    "sembako_adaptif": "SEMBAKO-ADAPTIF",
}
PER_PERSON = {
    "pbi": "PBI-JK",
    "atensi": "ATENSI",
    "permakanan": "PERMAKANAN",
    "yapi": "YAPI",
}
PROGRAMMES = PER_FAMILY | PER_PERSON

# Every heading seen (domain.md 2): exports, BNBA with and without "db_", screens, older tools.
HEADINGS = {
    "id_dtks": ("ID DTKS", "id_bdt", "idbdt", "db_id_dtks"),
    "kabupaten": (
        "KABUPATEN/KOTA",
        "KABUPATEN",
        "nama_kabupaten",
        "nmdati2",
        "regency",
        "db_regency",
    ),
    "kecamatan": ("KECAMATAN", "nama_kecamatan", "nama_kec", "nmkec", "district", "db_district"),
    "desa": (
        "DESA/KELUARAHAN",
        "DESA/KELURAHAN",
        "DESA",
        "KELURAHAN",
        "nama_desa",
        "nmdesa",
        "village",
        "db_village",
    ),
    "alamat": ("ALAMAT", "db_alamat"),
    "dusun": ("DUSUN", "db_dusun"),
    "rt": ("RT", "db_rt"),
    "rw": ("RW", "db_rw"),
    "no_kk": ("NOKK", "NOMOR KK", "no_kk", "nkk", "kkno", "db_nkk"),
    "nik": ("NIK", "NOMOR NIK", "db_nik"),
    "nama": ("NAMA", "NAMA LENGKAP", "db_nama"),
    "tanggal_lahir": ("TANGGAL LAHIR", "tgl_lahir", "tgllhr", "db_tgl_lahir"),
    "tempat_lahir": ("TEMPAT LAHIR", "tmp_lahir", "tmplhr", "db_tmp_lahir"),
    "jenis_kelamin": ("JENIS KELAMIN", "jenkel", "jk", "jenkel_id", "db_jenkel_id"),
    "pekerjaan": ("PEKERJAAN", "jenis_pekerjaan", "pekerjaan_utama"),
    "nama_ibu_kandung": (
        "NAMA IBU KANDUNG",
        "ibu_kandung",
        "namagadis_ibukandung",
        "db_ibu_kandung",
    ),
    "hubungan_keluarga": (
        "HUB KELUARGA",
        "hubungan_keluarga",
        "shdk",
        "hub_krt",
        "hub_kepala_keluarga",
        "shdk_id",
        "db_shdk_id",
    ),
    "keterangan_padan": ("KETERANGAN PADAN", "ket_padan", "padan"),
    "desil": ("DESIL", "desil_nasional"),
    "tanggal_pemutakhiran": ("TANGGAL PEMUTAKHIRAN", "TGL PEMUTAKHIRAN", "TANGGAL UPDATE"),
    "keadaan": ("STATUS", "KEADAAN", "STATUS KEADAAN", "ket_meninggal", "db_status"),
    "tanggal_kejadian": ("TANGGAL KEJADIAN", "tgl_kejadian", "db_tgl_kejadian"),
    "bpnt": ("BANSOS BPNT", "BPNT", "KEPESERTAAN BPNT", "SEMBAKO", "PROGRAM SEMBAKO", "db_bpnt"),
    "pkh": ("BANSOS PKH", "PKH", "KEPESERTAAN PKH", "db_pkh"),
    "bpnt_ppkm": ("BANSOS BPNT-PPKM", "BPNT PPKM", "BNPT_PPKM", "db_bpnt_ppkm"),
    "pbi": ("PBI JKN", "PBI", "PBI JK", "KEPESERTAAN PBI", "db_pbi"),
    "bst": ("BANSOS BST", "BST", "db_bst"),
    "blt": ("BLT",),
    "blt_migor": ("BLT MIGOR",),
    "blt_elnino": ("BLT EL NINO",),
    "blt_bbm": ("BLT BBM",),
    "pena": ("PENA",),
    "rutilahu": ("RUTILAHU", "RST"),
    "sembako_adaptif": ("SEMBAKO ADAPTIF",),
    "atensi": ("ATENSI",),
    "permakanan": ("PERMAKANAN",),
    "yapi": ("YAPI", "YATIM PIATU"),
}
NUMBERS = ("id_dtks", "no_kk", "nik")
SAME = ("keluarga_id", "individu_id")

NO = ("TIDAK", "FALSE", "TDK", "TIDAK ADA", "NIHIL", "BUKAN", "NO", "N")

# What a status word means. Whoever is listed twice or could not be found is still registered.
STILL_THERE = r"^(TIDAK|BELUM|MASIH|AKTIF|HIDUP|ADA|VALID|LAYAK|GANDA|PINDAH (DATANG|MASUK))"
DEPARTED = r"MENINGGAL|WAFAT|PINDAH|HAPUS|DELETED|TIDURKAN|NON[- ]?AKTIF"
INACTIVE = "^TIDAK AKTIF"


def fields(*required: str, own: tuple[Field, ...] = ()) -> tuple[Field, ...]:
    """Return the columns of a list of persons: `required`, all others optional, and its `own`."""
    replaced = {field.name for field in own}
    shared = (
        Field(name, headings, required=name in required)
        for name, headings in HEADINGS.items()
        if name not in replaced
    )
    return (*shared, *own)


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    """Return the typed columns."""
    c = rows.c
    id_dtks, no_kk, nik = (cells.digits(c[name]) for name in NUMBERS)
    family = func.coalesce(no_kk, literal("RT").concat(id_dtks))
    return {
        "id_dtks": id_dtks,
        "no_kk": no_kk,
        "nik": nik,
        "keluarga_id": family,
        "individu_id": func.coalesce(nik, family.concat("/").concat(c.nama)),
        "rt": cells.three_digits(c.rt),
        "rw": cells.three_digits(c.rw),
        "hari_lahir": cells.day(c.tanggal_lahir),
        "hari_pemutakhiran": cells.day(c.tanggal_pemutakhiran),
        "hari_kejadian": cells.day(c.tanggal_kejadian),
        "hari_padan": cells.no_day(),
        "kelamin": cells.sex(c.jenis_kelamin),
        "padan": cells.matched(c.keterangan_padan),
        "desil_angka": cells.decile(c.desil),
        "terdaftar": ~func.coalesce(departed(c.keadaan), False),
        "blt": _joined(c.blt, c.blt_migor, c.blt_elnino),
    }


def _joined(*columns: ColumnElement) -> ColumnElement:
    """Several columns of one programme as one status."""
    parts = [case((takes_part(column), column)) for column in columns]
    return func.nullif(func.concat_ws("; ", *parts), "")


def departed(state: ColumnElement) -> ColumnElement[bool]:
    """True: dead, moved away or removed; false: still there; NULL: no word, or an unknown one."""
    word = func.upper(state)
    return case(
        (func.regexp_matches(word, INACTIVE), True),
        (func.regexp_matches(word, STILL_THERE), False),
        (func.regexp_matches(word, DEPARTED), True),
    )


def takes_part(column: ColumnElement) -> ColumnElement[bool]:
    """A word for no is none, any other text a status (domain.md 2.3); JSON as text says false."""
    return and_(column.is_not(None), func.upper(column).not_in(NO))


def is_sample(rows: FromClause) -> ColumnElement[bool]:
    return cells.is_sample_number(*(rows.c[name] for name in ("nik", "no_kk", "id_dtks")))
