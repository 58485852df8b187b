"""The SIKS-NG export of DTKS: 23 columns, one row per person, pipe-delimited text or .xlsx.

Headings as seen in real files, the typo KELUARAHAN among them (domain.md 2.1), with the older
variant NOMOR KK / NOMOR NIK. Optional columns that later exports add are taken when there.
"""

from sqlalchemy import (
    ColumnElement,
    Date,
    Float,
    FromClause,
    Select,
    SmallInteger,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from register.importers import cells
from register.importers.format import Check, Context, Field, Fill, Format
from register.schema import individu, keluarga, kepesertaan

PROGRAMMES_PER_FAMILY = {"bpnt": "BPNT", "pkh": "PKH", "bpnt_ppkm": "BPNT-PPKM"}

FIELDS = (
    Field("id_dtks", ("ID DTKS", "id_bdt", "idbdt")),
    Field("kabupaten", ("KABUPATEN/KOTA", "KABUPATEN", "nama_kabupaten"), required=False),
    Field("kecamatan", ("KECAMATAN", "nama_kecamatan", "nmkec")),
    Field(
        "desa", ("DESA/KELUARAHAN", "DESA/KELURAHAN", "DESA", "KELURAHAN", "nama_desa", "nmdesa")
    ),
    Field("alamat", ("ALAMAT",)),
    Field("dusun", ("DUSUN",), required=False),
    Field("rt", ("RT",), required=False),
    Field("rw", ("RW",), required=False),
    Field("no_kk", ("NOKK", "NOMOR KK", "no_kk", "nkk", "kkno")),
    Field("nik", ("NIK", "NOMOR NIK")),
    Field("nama", ("NAMA",)),
    Field("tanggal_lahir", ("TANGGAL LAHIR", "tgl_lahir", "tgllhr")),
    Field("tempat_lahir", ("TEMPAT LAHIR", "tmp_lahir", "tmplhr")),
    Field("jenis_kelamin", ("JENIS KELAMIN", "jenkel", "jk")),
    Field("pekerjaan", ("PEKERJAAN", "jenis_pekerjaan"), required=False),
    Field("nama_ibu_kandung", ("NAMA IBU KANDUNG", "ibu_kandung", "namagadis_ibukandung")),
    Field("hubungan_keluarga", ("HUB KELUARGA", "hubungan_keluarga", "shdk", "hub_krt")),
    Field("keterangan_padan", ("KETERANGAN PADAN", "ket_padan", "padan")),
    Field("bpnt", ("BANSOS BPNT", "BPNT", "KEPESERTAAN BPNT"), required=False),
    Field("pkh", ("BANSOS PKH", "PKH", "KEPESERTAAN PKH"), required=False),
    Field("bpnt_ppkm", ("BANSOS BPNT-PPKM", "BPNT PPKM", "BNPT_PPKM"), required=False),
    Field("pbi", ("PBI JKN", "PBI", "PBI JK"), required=False),
    Field("desil", ("DESIL", "desil_nasional"), required=False),
    Field(
        "tanggal_pemutakhiran",
        ("TANGGAL PEMUTAKHIRAN", "TGL PEMUTAKHIRAN", "TANGGAL UPDATE"),
        required=False,
    ),
)

NUMBERS = ("id_dtks", "no_kk", "nik")


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    c = {
        name: cells.digits(rows.c[name]) if name in NUMBERS else rows.c[name]
        for name in [column.name for column in rows.c]
    }
    family = func.coalesce(c["no_kk"], literal("RT").concat(c["id_dtks"]))
    return {
        **{name: c[name] for name in NUMBERS},
        "keluarga_id": family,
        "individu_id": func.coalesce(c["nik"], family.concat("/").concat(c["nama"])),
        "rt": cells.three_digits(c["rt"]),
        "rw": cells.three_digits(c["rw"]),
        "hari_lahir": cells.day(c["tanggal_lahir"]),
        "hari_pemutakhiran": cells.day(c["tanggal_pemutakhiran"]),
        "kelamin": cells.sex(c["jenis_kelamin"]),
        "padan": matched(c["keterangan_padan"]),
        "desil_angka": case(
            (
                func.regexp_full_match(c["desil"], r"([1-9]|10)(\.0+)?"),
                cast(cast(c["desil"], Float), SmallInteger),
            )
        ),
    }


def matched(column: ColumnElement) -> ColumnElement:
    """padan, tidak padan or belum diuji (an empty cell); NULL for words never seen.

    "NIK Padan Beda Nama" is not padan: the person found is not the person written.
    """
    word = func.upper(column)
    return case(
        (column.is_(None), "belum diuji"),
        (word.in_(("PADAN", "1", "AUTOMATIS", "OTOMATIS", "MANUAL", "VALID")), "padan"),
        (
            or_(word == "2", func.starts_with(word, "TIDAK"), func.contains(word, "BEDA")),
            "tidak padan",
        ),
        (word.in_(("BELUM", "BELUM PADAN", "BELUM DIPADANKAN", "BELUM CEK")), "belum diuji"),
    )


def checks(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        *cells.desa_rules(rows),
        *cells.number_16("ID DTKS", c.id_dtks),
        *cells.number_16("NOKK", c.no_kk),
        Check("NOKK", and_(c.no_kk.is_(None), c.id_dtks.is_(None)), "kosong, ID DTKS juga kosong"),
        *cells.nik_rules(c.nik),
        Check("NAMA", and_(c.nama.is_(None), c.nik.is_(None)), "kosong, NIK juga kosong"),
        *cells.day_rules("TANGGAL LAHIR", c.tanggal_lahir, c.hari_lahir),
        *cells.day_rules("TANGGAL PEMUTAKHIRAN", c.tanggal_pemutakhiran, c.hari_pemutakhiran),
        Check(
            "JENIS KELAMIN",
            and_(c.jenis_kelamin.is_not(None), c.kelamin.is_(None)),
            "tulis LAKI-LAKI atau PEREMPUAN",
        ),
        Check("KETERANGAN PADAN", c.padan.is_(None), "tulis Padan, Tidak Padan, atau kosongkan"),
        Check(
            "DESIL",
            and_(c.desil.is_not(None), c.desil_angka.is_(None)),
            "tulis 1 sampai 10, atau kosongkan bila belum ditentukan",
        ),
    ]


def register_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    c = rows.c
    load = [
        literal(context.periode).label("periode"),
        literal(context.muatan_id).label("muatan_id"),
    ]
    families = select(
        *load,
        c.keluarga_id,
        func.min(c.no_kk).label("no_kk"),
        func.min(c.kode_desa).label("kode_desa"),
        func.min(c.alamat).label("alamat"),
        func.min(c.dusun).label("dusun"),
        func.min(c.rt).label("rt"),
        func.min(c.rw).label("rw"),
        func.min(c.desil_angka).label("desil"),
        func.max(c.hari_pemutakhiran).label("tanggal_pemutakhiran"),
        literal(True).label("aktif"),
    ).group_by(c.keluarga_id)
    people = select(
        *load,
        c.individu_id,
        c.keluarga_id,
        c.id_dtks,
        c.kode_desa,
        c.nik,
        c.nama,
        c.tempat_lahir,
        c.hari_lahir.label("tanggal_lahir"),
        c.kelamin.label("jenis_kelamin"),
        c.pekerjaan,
        c.nama_ibu_kandung,
        c.hubungan_keluarga,
        c.alamat.is_not(None).label("ada_alamat"),
        c.padan,
        cast(null(), Date).label("tanggal_padan"),
        literal(True).label("aktif"),
    )
    return {keluarga: families, individu: people, kepesertaan: _memberships(rows, load)}


def _memberships(rows: FromClause, load: list[ColumnElement]) -> Select:
    """Programme columns are texts: TIDAK is no, any other text is a status (domain.md 2.3)."""
    c = rows.c
    per_family = [
        select(
            *load,
            literal(programme).label("program"),
            func.min(c.kode_desa).label("kode_desa"),
            c.keluarga_id,
            cast(null(), String).label("individu_id"),
            func.min(c[column]).label("status"),
        )
        .where(_takes_part(c[column]))
        .group_by(c.keluarga_id)
        for column, programme in PROGRAMMES_PER_FAMILY.items()
    ]
    per_person = select(
        *load,
        literal("PBI-JK").label("program"),
        c.kode_desa,
        c.keluarga_id,
        c.individu_id,
        c.pbi.label("status"),
    ).where(_takes_part(c.pbi))
    return union_all(*per_family, per_person)


def _takes_part(column: ColumnElement) -> ColumnElement[bool]:
    return and_(column.is_not(None), func.upper(column) != "TIDAK")


DTKS = Format(
    code="dtks",
    nama="Ekspor DTKS SIKS-NG (23 kolom)",
    fields=FIELDS,
    typed=typed,
    checks=checks,
    same=("keluarga_id", "individu_id"),
    rows=register_rows,
    fills=(
        Fill(keluarga, ("periode", "keluarga_id")),
        Fill(individu, ("periode", "keluarga_id", "individu_id"), counted=True),
        Fill(kepesertaan, ("periode", "program", "keluarga_id", "individu_id")),
    ),
    is_sample=lambda rows: cells.is_sample_number(rows.c.nik, rows.c.no_kk, rows.c.id_dtks),
)
