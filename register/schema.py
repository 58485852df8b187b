"""The register database: one SQLAlchemy schema for DuckDB and PostgreSQL.

Names are the field's own words (design.md, register contract). Every column says in its comment
what it holds, and in `info` its `unit`, the values it `allowed`s, and whether it is `personal`:
whether it can identify a person, alone or joined with another in its row. Tests prove that no
personal column leaves the register. Codes of wilayah are text, always. `docs/register.md` is
this file as a table (`python -m register describe`).

Every row that came from a file carries its `muatan_id`; rows of one file never change rows of
another, so a load can be taken back. What a later file replaced lies in the `arsip_` twin of its
table until the load that replaced it can no longer be undone.

There are no database-side keys on the large tables: DuckDB's key indexes cost more memory than
a month of data, and `register.load` replaces whole loads inside one transaction, so uniqueness
is checked while importing (`importers/`) and by `python -m register check`.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
)
from sqlalchemy.types import TypeEngine

metadata = MetaData()

ERAS = ("BDT", "DTKS", "DTSEN")
PROGRAMMES = (
    "PKH",
    "BPNT",
    "BPNT-PPKM",
    "PBI-JK",
    "BST",
    "BLT",
    "BLT-BBM",
    "BLT-DD",
    "ATENSI",
    "PENA",
    "PERMAKANAN",
    "RUTILAHU",
    "SEMBAKO-ADAPTIF",
    "YAPI",
    "NON-BANSOS",
)
PADAN = ("padan", "tidak padan", "belum diuji")
RESULTS = ("layak", "tidak layak", "tidak ditemukan")
STAGES = (
    "draf desa",
    "musdes",
    "diajukan desa",
    "verifikasi dinsos",
    "disetujui kepala OPD",
    "disahkan bupati",
    "diproses Kemensos",
    "ditetapkan",
    "dikembalikan",
    "ditolak",
)
MONTH = "YYYY-MM"
DAY = "tanggal"


def _column(
    name: str,
    kind: type[TypeEngine],
    comment: str,
    *,
    unit: str | None = None,
    allowed: tuple | None = None,
    personal: bool = False,
    required: bool = False,
    key: bool = False,
) -> Column:
    info = {"unit": unit, "allowed": allowed, "personal": personal}
    return Column(
        name,
        kind,
        primary_key=key,
        # No sequence as default: DuckDB cannot replay a later change of such a table from its
        # log, so a process killed at the wrong moment would leave a register nobody can open.
        autoincrement=False,
        nullable=not (required or key),
        comment=comment,
        info=info,
    )


def _personal(name: str, comment: str, kind: type[TypeEngine] = String, **more) -> Column:
    return _column(name, kind, comment, personal=True, **more)


def _periode(comment: str = "month the row belongs to") -> Column:
    return _column("periode", String, comment, unit=MONTH, required=True)


def _desa(comment: str = "desa at the snapshot, Kemendagri code") -> Column:
    return _column("kode_desa", String, comment, required=True)


def _muatan() -> Column:
    return _column("muatan_id", Integer, "load it came with", required=True)


wilayah = Table(
    "wilayah",
    metadata,
    _column("kode", String, "Kemendagri code, dotted: 33.28.01.2001", key=True),
    _column("kode_bps", String, "BPS code; never derived from the Kemendagri code"),
    _column("nama", String, "name as in the Kepmendagri", required=True),
    _column(
        "tingkat",
        String,
        "what it is",
        allowed=("provinsi", "kabupaten", "kota", "kecamatan", "desa", "kelurahan"),
        required=True,
    ),
    _column("kode_induk", String, "code of the area it belongs to"),
    _column("lat", Float, "a point inside, north positive", unit="derajat"),
    _column("lon", Float, "a point inside, east positive", unit="derajat"),
    _column("petak_kolom", Integer, "column in the peta petak; empty: laid out by code"),
    _column("petak_baris", Integer, "row in the peta petak, odd rows shifted right by half"),
    _column("penduduk", Integer, "persons living there, Dukcapil", unit="jiwa"),
    _column("jumlah_kk", Integer, "families living there, Dukcapil", unit="KK"),
    _column("berlaku_dari", Date, "first day the area exists under this code", unit=DAY),
    _column("berlaku_sampai", Date, "last day; empty: still valid", unit=DAY),
    comment="one administrative area under one code, valid from-to",
)

wilayah_alias = Table(
    "wilayah_alias",
    metadata,
    _column("kode", String, "the area meant", required=True),
    _column("nama", String, "another spelling seen in a file", required=True),
    _column("sumber", String, "where the spelling was seen, or who decided it and when"),
    comment="another spelling of an area's name",
)

periode = Table(
    "periode",
    metadata,
    _column("periode", String, "the month determined", unit=MONTH, key=True),
    _column("era", String, "which register was in force", allowed=ERAS, required=True),
    _column("sk_nomor", String, "number of the SK that determined it"),
    _column("sk_tanggal", Date, "date of that SK", unit=DAY),
    _column(
        "tanggal_acuan",
        Date,
        "as-of date: last day of the month, or the day of loading while the month runs",
        unit=DAY,
        required=True,
    ),
    comment="one monthly determination",
)

muatan = Table(
    "muatan",
    metadata,
    _column("muatan_id", Integer, "number of the load", key=True),
    _column("periode", String, "month the file belongs to", unit=MONTH, required=True),
    _column("format", String, "code of the format it was recognised as", required=True),
    _column("nama_berkas", String, "file name without folder", required=True),
    _column("sha256", String, "fingerprint of the file", required=True),
    _column("baris_diambil", Integer, "rows taken into the register", unit="baris", required=True),
    _column("baris_ditolak", Integer, "rows in the reject file", unit="baris", required=True),
    _column("baris_karantina", Integer, "rows waiting for a desa to be named", unit="baris"),
    _column("perbaikan", Boolean, "true: a mended reject file", required=True),
    _column("digantikan_oleh", Integer, "first load in force that replaced rows of this one"),
    _column("oleh", String, "account that loaded it", required=True),
    _column("pada", DateTime, "when", unit="UTC", required=True),
    _column("contoh", Boolean, "true: invented data; empty: nothing in the file tells"),
    _column("dibatalkan_oleh", String, "account that took it back; empty: not taken back"),
    _column("dibatalkan_pada", DateTime, "when it was taken back", unit="UTC"),
    comment="one file loaded: the ledger",
)

catatan_muatan = Table(
    "catatan_muatan",
    metadata,
    _muatan(),
    _column("kolom", String, "field of the file", required=True),
    _column("catatan", String, "what is odd, though the row was taken", required=True),
    _column("jumlah", Integer, "rows it holds for", unit="baris", required=True),
    _column("baris_pertama", String, "row numbers of the first of them", required=True),
    comment="something odd in a loaded file, with how many rows it holds for",
)

karantina = Table(
    "karantina",
    metadata,
    _muatan(),
    _column("baris", String, "row number in the file, with its sheet", required=True),
    _column("kode_kecamatan", String, "kecamatan the row names", required=True),
    _column("desa_tertulis", String, "the desa as the file writes it", required=True),
    _personal("isi", "the cells of the row by heading, as JSON", required=True),
    _column("dilepas_oleh", Integer, "load that took it in or came in its place; empty: it waits"),
    comment="one row of a loaded file that waits until somebody names its desa",
)

dipangkas = Table(
    "dipangkas",
    metadata,
    _column("periode", String, "month whose persons are gone for good", unit=MONTH, key=True),
    _column("oleh", String, "account that pruned", required=True),
    _column("pada", DateTime, "when", unit="UTC", required=True),
    comment="one month whose rows of persons were deleted, UU 27/2022",
)

keluarga = Table(
    "keluarga",
    metadata,
    _periode(),
    _personal(
        "keluarga_id",
        "No KK; where it is empty, RT and the ID DTKS of the rumah tangga",
        required=True,
    ),
    _personal("no_kk", "number of the Kartu Keluarga", unit="16 angka"),
    _desa(),
    _personal("alamat", "street or hamlet as written in the file"),
    _personal("dusun", "dusun"),
    _personal("rt", "RT", unit="3 angka"),
    _personal("rw", "RW", unit="3 angka"),
    _column("desil", SmallInteger, "desil in the file; empty: belum ditentukan", allowed=(1, 10)),
    _column(
        "tanggal_pemutakhiran",
        Date,
        "last substantive update as the file gives it; empty: the file does not say",
        unit=DAY,
    ),
    _column("aktif", Boolean, "false: ditidurkan or removed", required=True),
    _muatan(),
    comment="one family in one periode",
)

individu = Table(
    "individu",
    metadata,
    _periode(),
    _personal("individu_id", "NIK; where it is empty, the family and the name", required=True),
    _personal("keluarga_id", "family it belongs to", required=True),
    _personal("id_dtks", "rumah tangga (ID DTKS): looks like a NIK", unit="16 angka"),
    _desa(),
    _personal("nik", "NIK; empty: none in the file", unit="16 angka"),
    _personal("nama", "name"),
    _personal("tempat_lahir", "place of birth"),
    _personal("tanggal_lahir", "date of birth", Date, unit=DAY),
    _personal("jenis_kelamin", "sex", allowed=("L", "P")),
    _personal("pekerjaan", "occupation as written"),
    _personal("nama_ibu_kandung", "mother's maiden name"),
    _personal("hubungan_keluarga", "relation to the head (SHDK)"),
    _column("ada_alamat", Boolean, "the row carried an address; empty: the format has none"),
    _column("padan", String, "state of matching with Dukcapil", allowed=PADAN, required=True),
    _column("tanggal_padan", Date, "last matching with Dukcapil; empty: not said", unit=DAY),
    _column("keadaan", String, "status as written: meninggal, pindah …; empty: not said"),
    _column("tanggal_kejadian", Date, "day of the death or the move; empty: not said", unit=DAY),
    _column("aktif", Boolean, "false: removed, moved away or dead", required=True),
    _muatan(),
    comment="one person in one periode",
)

rumah_tangga = Table(
    "rumah_tangga",
    metadata,
    _periode(),
    _personal("rumah_tangga_id", "ID DTKS or ID BDT", unit="16 angka", required=True),
    _desa(),
    _personal("nama_krt", "head of the rumah tangga"),
    _personal("nik_krt", "NIK of the head", unit="16 angka"),
    _personal("alamat", "address as written"),
    _personal("rt", "RT", unit="3 angka"),
    _personal("rw", "RW", unit="3 angka"),
    _column("jumlah_keluarga", SmallInteger, "families in it; more than one is normal", unit="KK"),
    _column("jumlah_anggota", SmallInteger, "persons in it", unit="jiwa"),
    _column("bulan_perubahan", String, "month of the last update; empty: not said", unit=MONTH),
    _column("keadaan", String, "status as written"),
    _muatan(),
    comment="one rumah tangga (ID DTKS, ID BDT) in one periode: a unit apart from the family",
)

pemeringkatan = Table(
    "pemeringkatan",
    metadata,
    _periode("month the ranking holds from, until a later one"),
    _personal("keluarga_id", "family ranked: its No KK", required=True),
    _personal("nik", "NIK of the member the row is about", unit="16 angka"),
    _column("desil", SmallInteger, "desil; empty: belum ditentukan", allowed=(1, 10)),
    _muatan(),
    comment="one member's desil in a ranking, as the desil list gives it",
)

kepesertaan = Table(
    "kepesertaan",
    metadata,
    _periode(),
    _column("program", String, "programme", allowed=PROGRAMMES, required=True),
    _desa(),
    _personal("keluarga_id", "family; empty: the list names persons only"),
    _personal("individu_id", "person, where membership is per jiwa"),
    _column("status", String, "status text of the file", required=True),
    _column("jumlah_rupiah", Integer, "amount, if the file says", unit="rupiah"),
    _muatan(),
    comment="one membership of a programme in one periode; several lists may name the same",
)

verval = Table(
    "verval",
    metadata,
    _periode("month of the list it came with"),
    _column("kegiatan", String, "campaign; empty: outside any"),
    _personal("keluarga_id", "family visited", required=True),
    _desa("desa of the family"),
    _column("tanggal_kunjungan", Date, "day of the visit", unit=DAY, required=True),
    _column("tanggal_unggah", Date, "day it was uploaded", unit=DAY),
    _column("hasil", String, "outcome", allowed=RESULTS, required=True),
    _column("alasan", String, "reason as written, for tidak layak"),
    _personal("petugas", "officer"),
    _column("ada_bukti", Boolean, "a photo or geotag came with it; empty: not said"),
    _muatan(),
    comment="one visit to a family, or check of it",
)

sasaran_verval = Table(
    "sasaran_verval",
    metadata,
    _column("kegiatan", String, "campaign", required=True),
    _personal("keluarga_id", "family to be visited", required=True),
    _desa("desa when the list was frozen"),
    _column("mulai", Date, "first day of the campaign", unit=DAY, required=True),
    _column("batas", Date, "last day of the campaign", unit=DAY, required=True),
    _muatan(),
    comment="one family on the frozen target list of a campaign",
)

usulan = Table(
    "usulan",
    metadata,
    _periode("month it was proposed in"),
    _personal("usulan_id", "NIK, programme and kind: one proposal a periode", required=True),
    _column(
        "jenis", String, "kind of proposal", allowed=("baru", "hapus", "perbaikan"), required=True
    ),
    _column(
        "jalur",
        String,
        "channel; empty: not said",
        allowed=("musdes", "SPTJM", "Cek Bansos usul", "Cek Bansos sanggah"),
    ),
    _column("program", String, "programme proposed for; empty: not said", allowed=PROGRAMMES),
    _desa("desa that proposes"),
    _personal("no_kk", "No KK", unit="16 angka"),
    _personal("nik", "NIK", unit="16 angka"),
    _personal("nama", "name"),
    _personal("tanggal_lahir", "date of birth", Date, unit=DAY),
    _personal("jenis_kelamin", "sex", allowed=("L", "P")),
    _personal("alamat", "address as written"),
    _personal("rt", "RT", unit="3 angka"),
    _personal("rw", "RW", unit="3 angka"),
    _column("tanggal_musdes", Date, "musdes or SPTJM", unit=DAY),
    _column("tanggal_diajukan", Date, "handed in by the desa", unit=DAY),
    _column("tanggal_verifikasi", Date, "verified by Dinsos", unit=DAY),
    _column("tanggal_disetujui", Date, "approved by the head of the office", unit=DAY),
    _column("tanggal_disahkan", Date, "ratified by the bupati", unit=DAY),
    _column("tanggal_diproses", Date, "processed by Kemensos", unit=DAY),
    _column("tanggal_ditetapkan", Date, "in an SK", unit=DAY),
    _column("tanggal_ditolak", Date, "refused or returned", unit=DAY),
    _column("tahap", String, "stage reached; empty: the file does not say", allowed=STAGES),
    _column("hasil_verifikasi", String, "outcome of its verval, if there was one", allowed=RESULTS),
    _column("alasan", String, "reason as written, when refused or returned"),
    _muatan(),
    comment="one proposal, with a date per stage",
)

jawaban_usulan = Table(
    "jawaban_usulan",
    metadata,
    _periode("month of the proposal answered"),
    _personal("nik", "NIK proposed", unit="16 angka", required=True),
    _column("program", String, "programme proposed for; empty: not said", allowed=PROGRAMMES),
    _desa("desa that proposed"),
    _column("hasil", String, "result as written"),
    _column("padan", String, "state of matching with Dukcapil", allowed=PADAN, required=True),
    _personal("nama_dukcapil", "name at Dukcapil"),
    _column("keterangan", String, "explanation as written (ket_vali)"),
    _muatan(),
    comment="the ministry's answer to one proposal",
)

musdes = Table(
    "musdes",
    metadata,
    _periode("month of the list it came with"),
    _desa("desa on the list"),
    _column("tanggal", Date, "day of the meeting; empty: listed, and did not meet", unit=DAY),
    _column("nomor_ba", String, "number of the berita acara"),
    _column("ba_diunggah", Boolean, "berita acara uploaded; empty: not said"),
    _muatan(),
    comment="one meeting of a desa; without a date: the desa was listed and did not meet",
)

petugas = Table(
    "petugas",
    metadata,
    _periode("month of the list"),
    _personal("petugas_id", "number or, without one, role and name", required=True),
    _personal("nama", "name", required=True),
    _column(
        "peran",
        String,
        "role",
        allowed=("operator desa", "pendamping PKH", "TKSK", "pendamping desa", "supervisor"),
        required=True,
    ),
    _column("kode_kecamatan", String, "kecamatan it works in, Kemendagri code", required=True),
    _column("kode_desa", String, "desa it works in; empty: the whole kecamatan"),
    _column("mulai_tugas", Date, "first day of duty; empty: not said", unit=DAY),
    _column("terakhir_aktif", Date, "last day seen at work in SIKS-NG; empty: not said", unit=DAY),
    _column("pelatihan", String, "last training (bimtek); empty: none or not said"),
    _column("tanggal_pelatihan", Date, "day of that training", unit=DAY),
    _muatan(),
    comment="one operator, pendamping or supervisor on the list of a month",
)

laporan_warga = Table(
    "laporan_warga",
    metadata,
    _periode("month of the list"),
    _personal("laporan_id", "number of the report, or a mark of what it tells", required=True),
    _column("tanggal", Date, "day it came in", unit=DAY, required=True),
    _desa("desa it is about"),
    _column("kanal", String, "channel as written: Cek Bansos, SP4N-LAPOR, loket …"),
    _column(
        "jenis",
        String,
        "what it is",
        allowed=("usul", "sanggah", "keluhan", "pertanyaan"),
        required=True,
    ),
    _column("program", String, "programme it is about; empty: not said", allowed=PROGRAMMES),
    _personal("nik", "NIK of the person it is about", unit="16 angka"),
    _personal("isi", "text of the report"),
    _column(
        "status",
        String,
        "state of its handling",
        allowed=("baru", "diproses", "selesai", "ditolak"),
        required=True,
    ),
    _column("tanggal_jawab", Date, "day it was answered; empty: not yet", unit=DAY),
    _muatan(),
    comment="one report of a citizen",
)

agregat = Table(
    "agregat",
    metadata,
    _periode(),
    _desa(),
    _column("indikator", String, "code of the indicator: I1, M1 …", required=True),
    _column("pembilang", Integer, "numerator", required=True),
    _column("penyebut", Integer, "denominator", required=True),
    _column("belum_diketahui", Integer, "those of the denominator of which nothing is known"),
    _column("sumber", String, "where the office has it from"),
    _muatan(),
    comment="one indicator's sums for one desa, from an office without person-level data",
)

aturan = Table(
    "aturan",
    metadata,
    _column(
        "jenis",
        String,
        "kind of rule",
        allowed=("cut-off usulan", "batas desil", "ambang", "boleh rangkap", "tidak boleh rangkap"),
        required=True,
    ),
    _column(
        "program", String, "programme, pair of them (A + B) or indicator it is about; empty: all"
    ),
    _column("era", String, "register it belongs to; empty: any", allowed=ERAS),
    _column("peran", String, "role it binds; empty: all"),
    _column("nilai_dari", Float, "lower limit or first day, in its unit"),
    _column("nilai_sampai", Float, "upper limit or last day, in its unit"),
    _column("satuan", String, "unit of both", allowed=("hari ke", "desil", "persen", "bulan")),
    _column("berlaku_dari", Date, "first day in force", unit=DAY, required=True),
    _column("berlaku_sampai", Date, "last day in force; empty: still", unit=DAY),
    _column("dasar", String, "decree or practice it rests on", required=True),
    _column("sumber", String, "where that was read", required=True),
    _column("catatan", String, "what to know before relying on it"),
    comment="one dated rule: a cut-off, a desil limit, a threshold",
)

pembanding = Table(
    "pembanding",
    metadata,
    _column("kode_wilayah", String, "kabupaten, provinsi or 00 for the country", required=True),
    _column("tahun", SmallInteger, "year of the figure", required=True),
    _column("ukuran", String, "what is measured", required=True),
    _column("nilai", Float, "the figure as published", required=True),
    _column("satuan", String, "its unit", required=True),
    _column("rse_pct", Float, "relative standard error; empty: not published", unit="persen"),
    _column("sumber", String, "where it was read", required=True),
    comment="one published figure to compare with, never computed here",
)

kuota = Table(
    "kuota",
    metadata,
    _column("program", String, "programme", allowed=PROGRAMMES, required=True),
    _column("kode_wilayah", String, "area it is for, or 00 for the country", required=True),
    _column("jumlah", Integer, "places", required=True),
    _column("satuan", String, "what is counted", allowed=("KK", "jiwa"), required=True),
    _column("berlaku_dari", Date, "first day in force", unit=DAY, required=True),
    _column("berlaku_sampai", Date, "last day in force; empty: still", unit=DAY),
    _column("sumber", String, "where it was read", required=True),
    comment="places of a programme in an area",
)

libur = Table(
    "libur",
    metadata,
    _column("tanggal", Date, "day off", unit=DAY, required=True),
    _column("hari", String, "what day it is", required=True),
    _column("kode_wilayah", String, "kabupaten or provinsi it holds in, or 00", required=True),
    _column("dasar", String, "decree it rests on", required=True),
    _column("sumber", String, "where that was read", required=True),
    comment="one day off of a place, besides the national ones and cuti bersama",
)

# What an office may supply as views of its own: everything but the ledger of loads.
HOUSE = (muatan, catatan_muatan, karantina, dipangkas)
CONTRACT = tuple(table for table in metadata.tables.values() if table not in HOUSE)
# Rows of files: what a load fills, replaces and, undone, gives back.
FROM_FILES = tuple(
    table
    for table in metadata.sorted_tables
    if "muatan_id" in table.c and table not in (muatan, catatan_muatan, karantina)
)
# The twin of each: rows that a later load replaced, with the number of that load.
ARCHIVE = {
    table.name: table.to_metadata(metadata, name=f"arsip_{table.name}") for table in FROM_FILES
}
for twin in ARCHIVE.values():
    twin.append_column(_column("diganti_muatan", Integer, "load that replaced it", required=True))

# So that PostgreSQL reads one month of its largest tables and not all of them. They are no keys;
# DuckDB knows by itself in which blocks a month lies.
MONTHS = tuple(
    Index(f"{table.name}_periode", table.c.periode).ddl_if(dialect="postgresql")
    for table in (keluarga, individu, kepesertaan)
)
