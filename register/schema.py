"""The register database: one SQLAlchemy schema for DuckDB and PostgreSQL.

Names are the field's own words (design.md, register contract). A column that can identify a
person, alone or joined with another in its row, carries `info={"personal": True}`; tests prove
that none of them leaves the register. Codes of wilayah are text, always.

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
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
)

metadata = MetaData()

PERSONAL = {"personal": True}

wilayah = Table(
    "wilayah",
    metadata,
    Column("kode", String, primary_key=True, comment="Kemendagri code, dotted: 33.28.01.2001"),
    Column("kode_bps", String, comment="BPS code; never derived from the Kemendagri code"),
    Column("nama", String, nullable=False, comment="name as in the Kepmendagri"),
    Column("tingkat", String, nullable=False, comment="kabupaten, kecamatan, desa or kelurahan"),
    Column("kode_induk", String, comment="code of the area it belongs to"),
    Column("lat", Float, comment="a point inside, degrees north"),
    Column("lon", Float, comment="a point inside, degrees east"),
    Column("petak_kolom", Integer, comment="column in the peta petak; empty: laid out by code"),
    Column("petak_baris", Integer, comment="row in the peta petak, odd rows shifted right by half"),
    Column("penduduk", Integer, comment="persons living there, Dukcapil"),
    Column("jumlah_kk", Integer, comment="families living there, Dukcapil"),
    Column("berlaku_dari", Date, comment="first day the area exists under this code"),
    Column("berlaku_sampai", Date, comment="last day; empty: still valid"),
)

wilayah_alias = Table(
    "wilayah_alias",
    metadata,
    Column("kode", String, nullable=False, comment="the area meant"),
    Column("nama", String, nullable=False, comment="another spelling seen in a file"),
    Column("sumber", String, comment="where the spelling was seen"),
)

periode = Table(
    "periode",
    metadata,
    Column("periode", String, primary_key=True, comment="the month determined: YYYY-MM"),
    Column("era", String, nullable=False, comment="BDT, DTKS or DTSEN"),
    Column("sk_nomor", String, comment="number of the SK that determined it"),
    Column("sk_tanggal", Date, comment="date of that SK"),
    Column(
        "tanggal_acuan",
        Date,
        nullable=False,
        comment="as-of date: last day of the month, or the day of loading while the month runs",
    ),
)

muatan = Table(
    "muatan",
    metadata,
    Column("muatan_id", Integer, primary_key=True, comment="number of the load"),
    Column("periode", String, nullable=False, comment="YYYY-MM the file belongs to"),
    Column("format", String, nullable=False, comment="what the file was recognised as"),
    Column("nama_berkas", String, nullable=False, comment="file name without folder"),
    Column("sha256", String, nullable=False, comment="fingerprint of the file"),
    Column("baris_diambil", Integer, nullable=False, comment="rows taken into the register"),
    Column("baris_ditolak", Integer, nullable=False, comment="rows written to the reject file"),
    Column("perbaikan", Boolean, nullable=False, comment="true: a mended reject file"),
    Column("digantikan_oleh", Integer, comment="later load that replaced rows of this one"),
    Column("oleh", String, nullable=False, comment="account that loaded it"),
    Column("pada", DateTime, nullable=False, comment="when, UTC"),
    Column("contoh", Boolean, comment="true: invented data; empty: nothing in the file tells"),
)

keluarga = Table(
    "keluarga",
    metadata,
    Column("periode", String, nullable=False, comment="YYYY-MM"),
    Column(
        "keluarga_id",
        String,
        nullable=False,
        info=PERSONAL,
        comment="No KK; where it is empty, RT and the ID DTKS of the rumah tangga",
    ),
    Column("no_kk", String, info=PERSONAL, comment="number of the Kartu Keluarga, 16 digits"),
    Column("kode_desa", String, nullable=False, comment="desa at the snapshot"),
    Column("alamat", String, info=PERSONAL, comment="street or hamlet as written in the file"),
    Column("dusun", String, info=PERSONAL, comment="dusun"),
    Column("rt", String, info=PERSONAL, comment="RT, three digits"),
    Column("rw", String, info=PERSONAL, comment="RW, three digits"),
    Column("desil", SmallInteger, comment="1-10; empty: belum ditentukan"),
    Column(
        "tanggal_pemutakhiran",
        Date,
        comment="last substantive update as the file gives it; empty: the file does not say",
    ),
    Column("aktif", Boolean, nullable=False, comment="false: ditidurkan or removed"),
    Column("muatan_id", Integer, nullable=False, comment="load it came with"),
)

individu = Table(
    "individu",
    metadata,
    Column("periode", String, nullable=False, comment="YYYY-MM"),
    Column(
        "individu_id",
        String,
        nullable=False,
        info=PERSONAL,
        comment="NIK; where it is empty, the family and the name",
    ),
    Column("keluarga_id", String, nullable=False, info=PERSONAL, comment="family it belongs to"),
    Column("id_dtks", String, info=PERSONAL, comment="rumah tangga (ID DTKS): looks like a NIK"),
    Column("kode_desa", String, nullable=False, comment="desa at the snapshot"),
    Column("nik", String, info=PERSONAL, comment="NIK, 16 digits; empty: none in the file"),
    Column("nama", String, info=PERSONAL, comment="name"),
    Column("tempat_lahir", String, info=PERSONAL, comment="place of birth"),
    Column("tanggal_lahir", Date, info=PERSONAL, comment="date of birth"),
    Column("jenis_kelamin", String, info=PERSONAL, comment="L or P"),
    Column("pekerjaan", String, info=PERSONAL, comment="occupation as written"),
    Column("nama_ibu_kandung", String, info=PERSONAL, comment="mother's maiden name"),
    Column("hubungan_keluarga", String, info=PERSONAL, comment="relation to the head (SHDK)"),
    Column("ada_alamat", Boolean, comment="the row carried an address"),
    Column("padan", String, nullable=False, comment="padan, tidak padan or belum diuji"),
    Column("tanggal_padan", Date, comment="last matching with Dukcapil; empty: not said"),
    Column("aktif", Boolean, nullable=False, comment="false: removed, moved away or dead"),
    Column("muatan_id", Integer, nullable=False, comment="load it came with"),
)

kepesertaan = Table(
    "kepesertaan",
    metadata,
    Column("periode", String, nullable=False, comment="YYYY-MM"),
    Column("program", String, nullable=False, comment="PKH, BPNT, BPNT-PPKM or PBI-JK"),
    Column("kode_desa", String, nullable=False, comment="desa at the snapshot"),
    Column("keluarga_id", String, nullable=False, info=PERSONAL, comment="family"),
    Column("individu_id", String, info=PERSONAL, comment="person, where membership is per jiwa"),
    Column("status", String, nullable=False, comment="status text of the file"),
    Column("jumlah_rupiah", Integer, comment="rupiah, if the file says"),
    Column("muatan_id", Integer, nullable=False, comment="load it came with"),
)

verval = Table(
    "verval",
    metadata,
    Column("periode", String, nullable=False, comment="YYYY-MM of the list it came with"),
    Column("kegiatan", String, comment="campaign; empty: outside any"),
    Column("keluarga_id", String, nullable=False, info=PERSONAL, comment="family visited"),
    Column("kode_desa", String, nullable=False, comment="desa of the family"),
    Column("tanggal_kunjungan", Date, nullable=False, comment="day of the visit"),
    Column("tanggal_unggah", Date, comment="day it was uploaded"),
    Column("hasil", String, nullable=False, comment="layak, tidak layak or tidak ditemukan"),
    Column("alasan", String, comment="reason as written, for tidak layak"),
    Column("petugas", String, info=PERSONAL, comment="officer"),
    Column("ada_bukti", Boolean, comment="a photo or geotag came with it; empty: not said"),
    Column("muatan_id", Integer, nullable=False, comment="load it came with"),
)

sasaran_verval = Table(
    "sasaran_verval",
    metadata,
    Column("kegiatan", String, nullable=False, comment="campaign"),
    Column("keluarga_id", String, nullable=False, info=PERSONAL, comment="family to be visited"),
    Column("kode_desa", String, nullable=False, comment="desa when the list was frozen"),
    Column("mulai", Date, nullable=False, comment="first day of the campaign"),
    Column("batas", Date, nullable=False, comment="last day of the campaign"),
    Column("muatan_id", Integer, nullable=False, comment="load that froze the list"),
)

musdes = Table(
    "musdes",
    metadata,
    Column("periode", String, nullable=False, comment="YYYY-MM of the list it came with"),
    Column("kode_desa", String, nullable=False, comment="desa on the list"),
    Column("tanggal", Date, comment="day of the meeting; empty: listed, and did not meet"),
    Column("nomor_ba", String, comment="number of the berita acara"),
    Column("ba_diunggah", Boolean, comment="berita acara uploaded; empty: not said"),
    Column("muatan_id", Integer, nullable=False, comment="load it came with"),
)
