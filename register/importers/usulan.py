"""Proposals: the upload template V4 of SIKS-NG and the answer file that comes back.

The template has 21 columns (domain.md 2.4). It says who is proposed for what, not how far the
proposal has come: stage and channel stay empty. One proposal per person and programme; a later
file replaces the earlier one of its programme (domain.md 1.3). Disability, pregnancy and the
mother's name are in it and are not kept: no figure needs them (UU 27/2022). They are checked,
because SIKS-NG sends the file back for them.

The answer has 8 columns: per NIK and programme what became of it, in SIKS-NG's own words.
"""

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, func, literal, select

from register.importers import cells, programmes, words
from register.importers.format import Check, Context, Field, Fill, Format
from register.schema import jawaban_usulan, usulan

KECAMATAN = Field("kecamatan", ("KECAMATAN", "nama_kecamatan", "nama_kec", "nmkec"))
DESA = (
    "DESA/KELURAHAN",
    "DESA/KELUARAHAN",
    "DESA",
    "KELURAHAN",
    "nama_desa",
    "nmdesa",
    "desa_kelurahan",
)
KINDS = {
    "baru": ("USULAN BARU", "USUL BARU", "PENAMBAHAN"),
    "hapus": ("USULAN HAPUS", "USUL HAPUS", "PENGHAPUSAN", "KETIDAKLAYAKAN", "USUL TIDAK LAYAK"),
    # Matching a NIK repairs the identity of somebody who is in already.
    "perbaikan": ("PERBAIKAN DATA", "USULAN PERBAIKAN", "PADANAN NIK", "PADAN NIK"),
}
DISABILITIES = ("PDFSK", "PDINT", "PDMTL", "PDSNS")

FIELDS = (
    Field("nik", ("NIK", "NOMOR NIK", "nik_usulan")),
    Field("program_tertulis", ("PROGRAM BANSOS", "PROGRAM")),
    Field("no_kk", ("NOKK", "NOMOR KK", "no_kk", "nkk")),
    Field("nama", ("NAMA", "NAMA LENGKAP")),
    Field("tempat_lahir", ("TEMPAT LAHIR", "tmp_lahir"), required=False),
    Field("lahir_tertulis", ("TANGGAL LAHIR", "tgl_lahir", "TGL LAHIR")),
    Field("ibu_kandung", ("IBU KANDUNG", "NAMA IBU KANDUNG"), required=False),
    Field("kelamin_tertulis", ("JENIS KELAMIN", "jenkel", "jk")),
    Field("pekerjaan", ("JENIS PEKERJAAN", "PEKERJAAN"), required=False),
    Field("status_kawin", ("STATUS KAWIN", "STATUS PERKAWINAN"), required=False),
    Field("alamat", ("ALAMAT",)),
    Field("rt", ("RT",), required=False),
    Field("rw", ("RW",), required=False),
    Field("provinsi", ("PROVINSI", "nama_provinsi"), required=False),
    Field("kabupaten", ("KABUPATEN", "KABUPATEN/KOTA", "nama_kabupaten"), required=False),
    KECAMATAN,
    Field("desa", ("KELURAHAN", *DESA)),
    Field("disabilitas", ("STATUS DISABILITAS",), required=False),
    Field(
        "jenis_disabilitas", ("KODE JENIS DISABILITAS", "KODE JENIS", "JENIS DISABILITAS"), False
    ),
    Field("hamil", ("STATUS HAMIL",), required=False),
    Field("hamil_tertulis", ("TGL MULAI HAMIL", "TANGGAL MULAI HAMIL"), required=False),
    Field("jenis_tertulis", ("JENIS USULAN",), required=False),
)


def proposal_number(nik: ColumnElement, program: ColumnElement, kind: ColumnElement):
    """The key of a proposal: NIK, programme and kind."""
    return func.concat_ws("/", nik, func.coalesce(program, "-"), kind)


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    c = rows.c
    nik, program = cells.digits(c.nik), programmes.programme(c.program_tertulis)
    kind = func.coalesce(words.meant(c.jenis_tertulis, KINDS), "baru")
    return {
        "nik": nik,
        "no_kk": cells.digits(c.no_kk),
        "program": program,
        "program_kunci": func.coalesce(program, ""),
        "jenis_dikenal": words.meant(c.jenis_tertulis, KINDS),
        "jenis": kind,
        "usulan_id": proposal_number(nik, program, kind),
        "tanggal_lahir": cells.day(c.lahir_tertulis),
        "jenis_kelamin": cells.sex(c.kelamin_tertulis),
        "rt": cells.three_digits(c.rt),
        "rw": cells.three_digits(c.rw),
        "mulai_hamil": cells.day(c.hamil_tertulis),
    }


def checks(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        *cells.desa_rules(rows),
        Check("NIK", c.nik.is_(None), "kosong"),
        *cells.nik_rules(c.nik),
        Check("NOKK", c.no_kk.is_(None), "kosong"),
        *cells.number_16("NOKK", c.no_kk),
        Check("PROGRAM BANSOS", c.program_tertulis.is_(None), "kosong"),
        *programmes.rules("PROGRAM BANSOS", c.program_tertulis, c.program),
        *words.rules("JENIS USULAN", c.jenis_tertulis, c.jenis_dikenal, KINDS),
        Check("NAMA", c.nama.is_(None), "kosong"),
        *cells.day_rules("TANGGAL LAHIR", c.lahir_tertulis, c.tanggal_lahir),
        Check(
            "JENIS KELAMIN",
            and_(c.kelamin_tertulis.is_not(None), c.jenis_kelamin.is_(None)),
            "tulis LAKI-LAKI atau PEREMPUAN",
        ),
        Check(
            "KODE JENIS DISABILITAS",
            and_(
                cells.yes(c.disabilitas),
                func.coalesce(func.upper(c.jenis_disabilitas).not_in(DISABILITIES), True),
            ),
            f"harus salah satu dari {', '.join(DISABILITIES)} bila STATUS DISABILITAS Ya",
        ),
        *cells.day_rules("TGL MULAI HAMIL", c.hamil_tertulis, c.mulai_hamil),
    ]


def notes(rows: FromClause) -> list[Check]:
    """What SIKS-NG's own instructions ask for and the register can do without."""
    return [
        Check(
            "NAMA",
            func.regexp_matches(rows.c.nama, "[^A-Za-z ]"),
            "memuat tanda baca atau angka; SIKS-NG menerima huruf saja",
        ),
        Check("TANGGAL LAHIR", rows.c.lahir_tertulis.is_(None), "kosong; wajib di SIKS-NG"),
    ]


def register_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    c = rows.c
    proposals = select(
        literal(context.periode).label("periode"),
        literal(context.muatan_id).label("muatan_id"),
        c.usulan_id,
        c.jenis,
        c.program,
        c.kode_desa,
        c.no_kk,
        c.nik,
        c.nama,
        c.tanggal_lahir,
        c.jenis_kelamin,
        c.alamat,
        c.rt,
        c.rw,
    )
    return {usulan: proposals}


USULAN_V4 = Format(
    code="usulan_v4",
    nama="Templat usulan SIKS-NG V4 (21 kolom)",
    fields=FIELDS,
    typed=typed,
    checks=checks,
    same=("nik", "program_kunci"),
    rows=register_rows,
    fills=(Fill(usulan, ("periode", "usulan_id"), counted=True),),
    part="program",
    notes=notes,
    is_sample=lambda rows: cells.is_sample_number(rows.c.nik, rows.c.no_kk),
)


ANSWER_FIELDS = (
    Field("kecamatan", ("nama_kec", "KECAMATAN", "nama_kecamatan")),
    Field("desa", ("nama_desa", *DESA)),
    Field("nik", ("nik_usulan",)),
    Field("program_tertulis", ("program_bansos", "PROGRAM"), required=False),
    Field("hasil", ("hasil",)),
    Field("padan_tertulis", ("padan", "KETERANGAN PADAN", "ket_padan")),
    Field("nama_dukcapil", ("nama_lgkp", "NAMA LENGKAP", "NAMA"), required=False),
    Field("keterangan", ("ket_vali", "KETERANGAN VALIDASI", "KETERANGAN"), required=False),
)


def answers_typed(rows: FromClause) -> dict[str, ColumnElement]:
    program = programmes.programme(rows.c.program_tertulis)
    return {
        "nik": cells.digits(rows.c.nik),
        "program": program,
        "program_kunci": func.coalesce(program, ""),
        "padan": cells.matched(rows.c.padan_tertulis),
    }


def answers_checks(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        *cells.desa_rules(rows),
        Check("nik_usulan", c.nik.is_(None), "kosong"),
        *cells.nik_rules(c.nik),
        *programmes.rules("program_bansos", c.program_tertulis, c.program),
        Check("padan", c.padan.is_(None), "tulis Padan, Tidak Padan, atau kosongkan"),
    ]


def answers_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    c = rows.c
    answers = select(
        literal(context.periode).label("periode"),
        literal(context.muatan_id).label("muatan_id"),
        c.nik,
        c.program,
        c.kode_desa,
        c.hasil,
        c.padan,
        c.nama_dukcapil,
        c.keterangan,
    )
    return {jawaban_usulan: answers}


USULAN_JAWABAN = Format(
    code="usulan_jawaban",
    nama="Jawaban usulan SIKS-NG (8 kolom)",
    fields=ANSWER_FIELDS,
    typed=answers_typed,
    checks=answers_checks,
    same=("nik", "program_kunci"),
    rows=answers_rows,
    fills=(Fill(jawaban_usulan, ("periode", "nik", "program"), counted=True),),
    part="program",
    is_sample=lambda rows: cells.is_sample_number(rows.c.nik),
)
