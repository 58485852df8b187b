"""The summary store: published versions of sums, each immutable, one of them in force.

On DuckDB a version is a file `summary-000007.duckdb` in the store's folder and the small file
CURRENT names the one in force; both appear by an atomic rename. On PostgreSQL all versions
share the tables and `terbitan_aktif` points at one; a publish is one transaction. Either way a
reader sees the old version or the new one, and a publish that is killed leaves the old.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.engine import make_url

from register import connections
from register.connections import StoreError, bulk_insert

metadata = MetaData()


def _version() -> Column:
    return Column("versi", Integer, nullable=False, comment="published version")


def _periode() -> Column:
    return Column("periode", String, nullable=False, comment="YYYY-MM")


def _desa() -> Column:
    return Column("kode_desa", String, nullable=False, comment="desa or kelurahan")


terbitan = Table(
    "terbitan",
    metadata,
    _version(),
    Column("pada", DateTime, nullable=False, comment="when it was published, UTC"),
    Column("tanggal_data", Date, nullable=False, comment="as-of date of the newest periode"),
    Column("contoh", Boolean, nullable=False, comment="true: made from DATA CONTOH"),
    Column("muatan_id", Integer, nullable=False, comment="newest load it was made from"),
    Column("baris_ditolak", Integer, nullable=False, comment="rows refused in the newest periode"),
)
wilayah = Table(
    "terbitan_wilayah",
    metadata,
    _version(),
    Column("kode", String, nullable=False, comment="Kemendagri code"),
    Column("nama", String, nullable=False, comment="name"),
    Column("tingkat", String, nullable=False, comment="kabupaten, kecamatan, desa, kelurahan"),
    Column("kode_induk", String, comment="code of the area it belongs to"),
    Column("petak_kolom", Integer, comment="column in the peta petak"),
    Column("petak_baris", Integer, comment="row in the peta petak"),
)
periode = Table(
    "terbitan_periode",
    metadata,
    _version(),
    _periode(),
    Column("era", String, nullable=False, comment="BDT, DTKS or DTSEN"),
    Column("tanggal_acuan", Date, nullable=False, comment="as-of date of its figures"),
    Column("kegiatan", String, comment="verval campaign counted in it"),
    Column("rencana_pct", Float, comment="share of that campaign planned by then, percent"),
)
capaian = Table(
    "capaian",
    metadata,
    _version(),
    Column("indikator", String, nullable=False, comment="code of the indicator"),
    Column("rincian", String, nullable=False, comment="part of it; empty: the whole"),
    _periode(),
    _desa(),
    Column("numerator", Integer, nullable=False, comment="how many of the denominator"),
    Column("denominator", Integer, nullable=False, comment="out of how many; 0: nothing known"),
    Column("unknown", Integer, nullable=False, comment="of how many it cannot be said"),
    Column("versi_definisi", Integer, nullable=False, comment="version of the definition"),
)
agregat = Table(
    "terbitan_agregat",
    metadata,
    _version(),
    _periode(),
    _desa(),
    Column("indikator", String, nullable=False, comment="its sums are the office's, not counted"),
)
kegiatan = Table(
    "kegiatan",
    metadata,
    _version(),
    Column("kegiatan", String, nullable=False, comment="verval campaign"),
    Column("mulai", Date, nullable=False, comment="first day"),
    Column("batas", Date, nullable=False, comment="last day"),
)
verval_sasaran = Table(
    "verval_sasaran",
    metadata,
    _version(),
    Column("kegiatan", String, nullable=False, comment="verval campaign"),
    Column("kode_desa", String, nullable=False, comment="desa"),
    Column("sasaran", Integer, nullable=False, comment="families on the frozen list"),
)
verval_harian = Table(
    "verval_harian",
    metadata,
    _version(),
    Column("kegiatan", String, nullable=False, comment="verval campaign"),
    Column("kode_desa", String, nullable=False, comment="desa"),
    Column("tanggal", Date, nullable=False, comment="day of the first final result"),
    Column("hasil", String, nullable=False, comment="last result of those families"),
    Column("jumlah", Integer, nullable=False, comment="families"),
)
lapisan = Table(
    "lapisan",
    metadata,
    _version(),
    _periode(),
    _desa(),
    Column("program", String, nullable=False, comment="programme; empty: any paid per family"),
    Column("menerima", Boolean, nullable=False, comment="on the list of the programme"),
    Column("sasaran", Boolean, comment="in its target desil; empty: cannot be said"),
    Column("kelompok_desil", String, nullable=False, comment="1-2, 3-4, 5+ or tanpa"),
    Column("padan", Boolean, nullable=False, comment="every member is padan"),
    Column("jumlah", Integer, nullable=False, comment="active families"),
    Column("layak", Integer, nullable=False, comment="last result in 12 months: layak"),
    Column("tidak_layak", Integer, nullable=False, comment="… tidak layak, not civil status"),
    Column("kependudukan", Integer, nullable=False, comment="… dead, moved away or doubled"),
    Column("tidak_ditemukan", Integer, nullable=False, comment="… tidak ditemukan"),
)
alasan = Table(
    "alasan_tidak_layak",
    metadata,
    _version(),
    _periode(),
    _desa(),
    Column("program", String, nullable=False, comment="programme; empty: any paid per family"),
    Column("menerima", Boolean, nullable=False, comment="on the list of the programme"),
    Column("alasan", String, nullable=False, comment="group of reasons; never an office's text"),
    Column("pernah_layak", Boolean, nullable=False, comment="an earlier visit said layak"),
    Column("jumlah", Integer, nullable=False, comment="active families, last result tidak layak"),
)
irisan = Table(
    "irisan",
    metadata,
    _version(),
    _periode(),
    _desa(),
    Column("kombinasi", String, nullable=False, comment="programmes received; empty: none"),
    Column("keluarga", Integer, nullable=False, comment="active families with just these"),
    Column("tidak_aktif", Integer, nullable=False, comment="families on lists, no more active"),
)
rangkap = Table(
    "terbitan_rangkap",
    metadata,
    _version(),
    _periode(),
    Column("pasangan", String, nullable=False, comment="two programmes, as in kombinasi"),
    Column("boleh", Boolean, nullable=False, comment="whether one family may have both"),
    Column("dasar", String, nullable=False, comment="decree or practice it rests on"),
    Column("sumber", String, nullable=False, comment="where that was read"),
    Column("catatan", String, comment="what to know before relying on it"),
)
penduduk = Table(
    "terbitan_penduduk",
    metadata,
    _version(),
    _desa(),
    Column("penduduk", Integer, nullable=False, comment="persons living there, Dukcapil"),
)
lama_usulan = Table(
    "lama_usulan",
    metadata,
    _version(),
    Column("kohort", String, comment="month the proposal began; empty: no date"),
    Column("kode_desa", String, nullable=False, comment="desa that proposed"),
    Column("jenis", String, nullable=False, comment="baru, hapus or perbaikan"),
    Column("hari", Integer, comment="days to the decision or the as-of date; empty: no date"),
    Column("diputus", Boolean, nullable=False, comment="false: still open on the as-of date"),
    Column("jumlah", Integer, nullable=False, comment="proposals"),
)
batas_desil = Table(
    "terbitan_batas_desil",
    metadata,
    _version(),
    _periode(),
    Column("program", String, nullable=False, comment="programme; empty: any paid per family"),
    Column("desil_sampai", Integer, nullable=False, comment="highest desil it is for"),
)
kuota = Table(
    "terbitan_kuota_bulan",
    metadata,
    _version(),
    _periode(),
    Column("program", String, nullable=False, comment="programme"),
    Column("kode_wilayah", String, nullable=False, comment="area, or 00 for the country"),
    Column("jumlah", Integer, nullable=False, comment="places in force on its as-of date"),
    Column("satuan", String, nullable=False, comment="KK or jiwa"),
    Column("sumber", String, nullable=False, comment="where it was read"),
)
pembanding = Table(
    "terbitan_pembanding",
    metadata,
    _version(),
    Column("kode_wilayah", String, nullable=False, comment="kabupaten, provinsi or 00"),
    Column("tahun", Integer, nullable=False, comment="year of the figure"),
    Column("ukuran", String, nullable=False, comment="what is measured"),
    Column("nilai", Float, nullable=False, comment="as published"),
    Column("satuan", String, nullable=False, comment="its unit"),
    Column("rse_pct", Float, comment="relative standard error, percent; empty: not published"),
    Column("sumber", String, nullable=False, comment="where it was read"),
)
revisi = Table(
    "revisi",
    metadata,
    _version(),
    Column("indikator", String, nullable=False, comment="code of the indicator"),
    Column("rincian", String, nullable=False, comment="part of it; empty: the whole"),
    _periode(),
    _desa(),
    Column("terbitan_lama", Integer, nullable=False, comment="version that said otherwise"),
    Column("numerator", Integer, comment="what it said; empty: nothing"),
    Column("denominator", Integer, comment="what it said; empty: nothing"),
    Column("unknown", Integer, comment="what it said; empty: nothing"),
)
petugas = Table(
    "terbitan_petugas",
    metadata,
    _version(),
    _periode(),
    Column("kode_wilayah", String, nullable=False, comment="desa, kecamatan or kabupaten"),
    Column("peran", String, nullable=False, comment="role, as in table `petugas`"),
    Column("jumlah", Integer, nullable=False, comment="persons on the list who work in it"),
    Column("aktif_30", Integer, nullable=False, comment="… last seen in SIKS-NG within 30 days"),
    Column("aktif_90", Integer, nullable=False, comment="… 31 to 90 days before the as-of date"),
    Column("aktif_lama", Integer, nullable=False, comment="… longer ago; the rest: not said"),
    Column("dilatih", Integer, nullable=False, comment="… of whom a training is noted"),
    Column("dilatih_24", Integer, nullable=False, comment="… trained in the last 24 months"),
    Column("latihan_tanpa_tanggal", Integer, nullable=False, comment="… trained, no date noted"),
)
masalah = Table(
    "masalah",
    metadata,
    _version(),
    Column("aturan", String, nullable=False, comment="rule of the publish gate"),
    _periode(),
    Column("kode_desa", String, nullable=False, comment="desa; empty: the kabupaten"),
    Column("tentang", String, nullable=False, comment="indicator or programme it is about"),
    Column("keterangan", String, nullable=False, comment="what cannot be right, in Indonesian"),
    Column("alasan", String, nullable=False, comment="why it was published all the same"),
)


def _campaign() -> Column:
    return Column("kegiatan", String, nullable=False, comment="verval campaign")


verval_alasan = Table(
    "verval_alasan",
    metadata,
    _version(),
    _campaign(),
    _desa(),
    Column("tanggal", Date, nullable=False, comment="day of the first final result"),
    Column("alasan", String, nullable=False, comment="group of reasons; never an office's text"),
    Column("jumlah", Integer, nullable=False, comment="families, last result tidak layak"),
)
verval_petugas = Table(
    "verval_petugas",
    metadata,
    _version(),
    _campaign(),
    _desa(),
    Column("nomor_petugas", Integer, comment="in the kecamatan; empty: the list names nobody"),
    Column("bulan", String, nullable=False, comment="YYYY-MM of the last visit"),
    Column("hari_aktif", Integer, nullable=False, comment="days with such a visit"),
    Column("layak", Integer, nullable=False, comment="target families last visited so: layak"),
    Column("tidak_layak", Integer, nullable=False, comment="… tidak layak"),
    Column("tidak_ditemukan", Integer, nullable=False, comment="… tidak ditemukan"),
    Column("dengan_bukti", Integer, nullable=False, comment="… with a photo or geotag"),
    Column("unggah_0_1", Integer, nullable=False, comment="uploaded that day or the next"),
    Column("unggah_2_3", Integer, nullable=False, comment="uploaded 2 or 3 days later"),
    Column("unggah_4_7", Integer, nullable=False, comment="uploaded 4 to 7 days later"),
    Column("unggah_lebih_7", Integer, nullable=False, comment="uploaded more than 7 days later"),
    Column("unggah_tanpa", Integer, nullable=False, comment="no day, or one before the visit"),
)
verval_kontrol = Table(
    "verval_kontrol",
    metadata,
    _version(),
    _campaign(),
    Column("kode_kecamatan", String, nullable=False, comment="kecamatan"),
    Column("hasil_awal", String, nullable=False, comment="officers' result before the control"),
    Column("keluarga", Integer, nullable=False, comment="families of the campaign with it"),
    Column("kontrol", Integer, nullable=False, comment="… of whom on the control list"),
    Column("layak", Integer, nullable=False, comment="… of whom the control found layak"),
    Column("tidak_layak", Integer, nullable=False, comment="… tidak layak"),
    Column("tidak_ditemukan", Integer, nullable=False, comment="… tidak ditemukan"),
)
alur_usulan = Table(
    "alur_usulan",
    metadata,
    _version(),
    _periode(),
    _desa(),
    Column("jenis", String, nullable=False, comment="baru, hapus or perbaikan"),
    Column("jalur", String, nullable=False, comment="channel; empty: not said"),
    Column("tahap", String, nullable=False, comment="stage reached by the as-of date"),
    Column("umur", String, nullable=False, comment="days in it: 0-30, 31-90, 91+ or tanpa"),
    Column("alasan", String, nullable=False, comment="group of reasons, of those refused or back"),
    Column("jumlah", Integer, nullable=False, comment="proposals"),
)
jawaban_laporan = Table(
    "jawaban_laporan",
    metadata,
    _version(),
    Column("kohort", String, nullable=False, comment="month the report came in"),
    _desa(),
    Column("jenis", String, nullable=False, comment="usul, sanggah, keluhan or pertanyaan"),
    Column("kanal", String, nullable=False, comment="Cek Bansos, SP4N-LAPOR, loket or lain"),
    Column("hari", Integer, comment="days to the answer or the as-of date; empty: not known"),
    Column("dijawab", Boolean, nullable=False, comment="false: still open on the as-of date"),
    Column("jumlah", Integer, nullable=False, comment="reports"),
)
cutoff = Table(
    "terbitan_cutoff",
    metadata,
    _version(),
    Column("program", String, comment="programme proposed for; empty: all"),
    Column("era", String, comment="register it belongs to; empty: any"),
    Column("peran", String, comment="role it binds; empty: all"),
    Column("hari_dari", Integer, comment="first day of the month; empty: the first"),
    Column("hari_sampai", Integer, nullable=False, comment="last day of the month"),
    Column("berlaku_dari", Date, nullable=False, comment="first day in force"),
    Column("berlaku_sampai", Date, comment="last day in force; empty: still"),
    Column("dasar", String, nullable=False, comment="decree or practice it rests on"),
    Column("sumber", String, nullable=False, comment="where that was read"),
)
libur = Table(
    "terbitan_libur",
    metadata,
    _version(),
    Column("kode_wilayah", String, nullable=False, comment="area it holds in; 00 the country"),
    Column("tanggal", Date, nullable=False, comment="day off"),
    Column("hari", String, nullable=False, comment="what day it is"),
    Column("jenis", String, nullable=False, comment="libur nasional, cuti bersama, libur daerah"),
)
verval_laju = Table(
    "verval_laju",
    metadata,
    _version(),
    Column("kegiatan", String, nullable=False, comment="verval campaign"),
    Column("kode_desa", String, nullable=False, comment="desa"),
    Column("tanggal", Date, nullable=False, comment="day of visits"),
    Column("jumlah_petugas", Integer, nullable=False, comment="officers with a result that day"),
)
publik = Table(
    "publik",
    metadata,
    _version(),
    Column("indikator", String, nullable=False, comment="code of the indicator"),
    Column("kategori", String, nullable=False, comment="programme; empty: the whole"),
    Column("kode_wilayah", String, nullable=False, comment="desa, kecamatan or kabupaten"),
    Column("tingkat", String, nullable=False, comment="kabupaten, kecamatan, desa, kelurahan"),
    _periode(),
    Column("pembilang", Integer, comment="how many; empty: hidden, or not known"),
    Column("penyebut", Integer, comment="out of how many; empty: hidden, or not known"),
    Column("ditekan", String, nullable=False, comment="empty: shown; primer, sekunder: hidden"),
)
aktif = Table(
    "terbitan_aktif",
    MetaData(),
    Column("versi", Integer, nullable=False, comment="version in force"),
)

POINTER = "CURRENT"
FILES = "summary-[0-9]*.duckdb"
LOCK = "terbit.lock"  # a DuckDB file: only one process can hold it open
ONE_PUBLISH = 20_260_201  # any number, the same for all


@dataclass(frozen=True)
class Version:
    """A published version: its number and the URL of the database that holds it.

    `role`: for whom pages read it. It is a part of every cache key, so no two roles share a result.
    """

    number: int
    url: str
    role: str = ""

    def of(self, rows: pd.DataFrame, column: str = "kode_desa") -> pd.DataFrame:
        """Return those of `rows` it is about, by the code in `column`: here all of them."""
        return rows


def current() -> Version:
    """Return the version in force. Raises StoreError when nothing has been published."""
    address = connections.url("summary")
    if make_url(address).get_backend_name() == "duckdb":
        return _current_file(Path(make_url(address).database))
    with _shared(address).connect() as connection:
        number = None
        if connection.dialect.has_table(connection, aktif.name):
            number = connection.scalar(select(aktif.c.versi))
    if number is None:
        raise StoreError(NOTHING)
    return Version(number, address)


@lru_cache(maxsize=2)
def _shared(address: str) -> Engine:
    return connections.engine(address)


NOTHING = "Belum ada data yang diterbitkan. Jalankan: python -m queries publish"


def _current_file(folder: Path) -> Version:
    name = _named(folder) or max((path.name for path in folder.glob(FILES)), default=None)
    if name is None:
        raise StoreError(NOTHING)
    return Version(_number(name), f"duckdb:///{folder / name}")


def _named(folder: Path) -> str | None:
    """Return the file that CURRENT names, or None if it names none that is there.

    A pointer damaged by hand or by a full disk must not hide what has been published.
    """
    try:
        name = (folder / POINTER).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return name if fnmatch(name, FILES) and (folder / name).is_file() else None


def _number(name: str) -> int:
    return int(name.removeprefix("summary-").split(".")[0])


def engine(version: Version) -> Engine:
    """Return a read-only engine on a version; immutable, so it may be kept."""
    return _read_only(version.url)


@lru_cache(maxsize=4)
def _read_only(address: str) -> Engine:
    return connections.engine(address, read_only=True)


def ready() -> bool:
    """Return whether a published version is there and can be read."""
    try:
        version = current()
        with engine(version).connect() as connection:
            return connection.scalar(select(func.count()).select_from(terbitan)) > 0
    except Exception:  # any failure at all means: not ready
        return False


def publish(tables: dict[str, pa.Table]) -> Version:
    """Store the tables (by name, without `versi`) as a new version and put it in force."""
    address = connections.url("summary")
    if make_url(address).get_backend_name() == "duckdb":
        return _publish_file(Path(make_url(address).database), tables)
    store = connections.engine(address)
    with store.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(ONE_PUBLISH)))  # wait for the other
        metadata.create_all(connection)
        aktif.create(connection, checkfirst=True)
        number = (connection.scalar(select(func.max(terbitan.c.versi))) or 0) + 1
        _insert(connection, tables, number)
        connection.execute(delete(aktif))
        connection.execute(insert(aktif).values(versi=number))
    return Version(number, address)


def _publish_file(folder: Path, tables: dict[str, pa.Table]) -> Version:
    folder.mkdir(parents=True, exist_ok=True)
    with _opened(folder / LOCK):
        return _publish_next(folder, tables)


@contextmanager
def _opened(path: Path) -> Iterator[Engine]:
    """An engine on a DuckDB file that lets go of it in any case: DuckDB keeps files it has open."""
    store = connections.engine(f"duckdb:///{path}")
    try:
        with store.connect():
            yield store
    finally:
        store.dispose()


def _publish_next(folder: Path, tables: dict[str, pa.Table]) -> Version:
    number = max((_number(p.name) for p in folder.glob(FILES)), default=0) + 1
    final = folder / f"summary-{number:06d}.duckdb"
    draft = folder / f"draft-{os.getpid()}.duckdb"
    draft.unlink(missing_ok=True)
    with _opened(draft) as store:
        metadata.create_all(store)
        with store.begin() as connection:
            _insert(connection, tables, number)
    _check(draft, tables)
    _sync(draft)
    draft.rename(final)
    pointer = folder / f"{POINTER}-{os.getpid()}"
    pointer.write_text(final.name + "\n")
    _sync(pointer)
    pointer.replace(folder / POINTER)
    return Version(number, f"duckdb:///{final}")


def _insert(connection: Connection, tables: dict[str, pa.Table], number: int) -> None:
    for name, rows in tables.items():
        versioned = rows.append_column("versi", pa.array([number] * len(rows), pa.int32()))
        bulk_insert(connection, metadata.tables[name], versioned)


def _check(draft: Path, tables: dict[str, pa.Table]) -> None:
    """Read the draft as a stranger would before anybody else does."""
    written = connections.engine(f"duckdb:///{draft}", read_only=True)
    with written.connect() as connection:
        for name, rows in tables.items():
            found = connection.scalar(select(func.count()).select_from(metadata.tables[name]))
            if found != len(rows):
                raise StoreError(f"Terbitan tidak utuh: {name} {found} dari {len(rows)} baris.")
    written.dispose()


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
