"""The load ledger: what came into the register, when, by whom, and which rows still wait.

For the import page. It reads no column that can identify a person, holds the register open for
a moment only (on DuckDB nobody can write while somebody reads), and changes nothing.
"""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import duckdb
import pandas as pd
from sqlalchemy import Connection, Select, and_, func, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from queries import jobs
from register import connections
from register.connections import StoreError
from register.schema import karantina, muatan, wilayah

IN_FORCE, REPLACED, UNDONE = "berlaku", "digantikan", "dibatalkan"
SAMPLE, REAL, EMPTY = "contoh", "asli", "kosong"
ROOT = Path(__file__).parents[1]
COLUMNS = (
    *("muatan_id", "periode", "format", "nama_berkas", "baris_diambil", "baris_ditolak"),
    *("baris_karantina", "perbaikan", "digantikan_oleh", "oleh", "pada", "contoh"),
    *("dibatalkan_oleh", "dibatalkan_pada"),
)


@dataclass(frozen=True, eq=False)
class Ledger:
    """The ledger at one moment.

    `loads`: COLUMNS and `keadaan` (IN_FORCE, REPLACED, UNDONE), the newest first; times are UTC
    without a zone. `waiting`: kode_kecamatan, kecamatan, desa_tertulis, jumlah. `desa`: kode,
    nama, kode_kecamatan, kecamatan, in order of code.
    """

    loads: pd.DataFrame
    waiting: pd.DataFrame
    desa: pd.DataFrame

    @property
    def kind(self) -> str:
        """SAMPLE, REAL or EMPTY: what the loads in the register hold, undone ones aside."""
        held = self.loads[self.loads["keadaan"] != UNDONE]
        if held.empty:
            return EMPTY
        return SAMPLE if held["contoh"].eq(True).any() else REAL

    def nearest(self, kode_kecamatan: str, written: str) -> list[tuple[str, str]]:
        """Return kode and nama of the desa of a kecamatan, the most alike a spelling first."""
        inside = self.desa[self.desa["kode_kecamatan"] == kode_kecamatan]
        pairs = list(zip(inside["kode"], inside["nama"], strict=True))
        return sorted(pairs, key=lambda pair: -_alike(pair[1], written))


NOTHING = Ledger(
    pd.DataFrame(columns=[*COLUMNS, "keadaan"]),
    pd.DataFrame(columns=["kode_kecamatan", "kecamatan", "desa_tertulis", "jumlah"]),
    pd.DataFrame(columns=["kode", "nama", "kode_kecamatan", "kecamatan"]),
)


def read() -> Ledger:
    """Return the ledger; NOTHING where there is no register yet.

    Raises BusyError while a run is going on, StoreError (in Indonesian) when the register
    cannot be read.
    """
    with opened() as connection:
        return NOTHING if connection is None else _read(connection)


@contextmanager
def opened() -> Iterator[Connection | None]:
    """Yield a connection that only reads the register; None where there is none yet.

    Raises as `read` does, whatever goes wrong while it is open: no database's own words get out.
    """
    with jobs.alone():
        if not _is_there():
            yield None
            return
        try:
            store = connections.register_engine(read_only=True)
            try:
                with store.connect() as connection:
                    yield connection
            finally:
                store.dispose()  # DuckDB keeps the file from writers until then
        except (SQLAlchemyError, duckdb.Error) as error:
            raise StoreError(_words(error)) from None


def is_default_place() -> bool:
    """Return whether the register is where it is when nobody chose a place: `data` beside us."""
    address = make_url(connections.url("register"))
    if address.get_backend_name() != "duckdb" or not address.database:
        return False
    return Path(address.database).resolve() == (ROOT / "data" / "register.duckdb").resolve()


def place() -> str:
    """Return where the register is, without a password: to tell one from another."""
    return connections.address("register")


def reject_file(path: Path) -> Path:
    """Return a reject file as it may be handed out. Raises StoreError for any other file."""
    inside = (connections.data_dir() / "ditolak").resolve()
    if inside not in path.resolve().parents or not path.is_file():
        raise StoreError("Daftar tolakan itu sudah tidak ada.")
    return path.resolve()


def is_allowed() -> bool:
    """Return whether secrets.toml lets files be imported from the page: [impor] izinkan = true."""
    try:
        return connections.settings("impor").get("izinkan") is True
    except (OSError, tomllib.TOMLDecodeError):
        return False


def _is_there() -> bool:
    address = make_url(connections.url("register"))
    return address.get_backend_name() != "duckdb" or Path(address.database or "").is_file()


def _read(connection: Connection) -> Ledger:
    if not inspect(connection).has_table(muatan.name):
        return NOTHING
    loads = pd.read_sql(_loads_query(), connection)
    state = loads["digantikan_oleh"].isna().map({True: IN_FORCE, False: REPLACED})
    state = state.where(loads["dibatalkan_pada"].isna(), UNDONE)
    areas = pd.read_sql(_desa_query(), connection)
    return Ledger(loads.assign(keadaan=state), pd.read_sql(_waiting_query(), connection), areas)


def _loads_query() -> Select:
    return select(*[muatan.c[name] for name in COLUMNS]).order_by(muatan.c.muatan_id.desc())


def _waiting_query() -> Select:
    places = (karantina.c.kode_kecamatan, wilayah.c.nama, karantina.c.desa_tertulis)
    return (
        select(
            karantina.c.kode_kecamatan,
            wilayah.c.nama.label("kecamatan"),
            karantina.c.desa_tertulis,
            func.count().label("jumlah"),
        )
        .join_from(karantina, wilayah, karantina.c.kode_kecamatan == wilayah.c.kode, isouter=True)
        .where(karantina.c.dilepas_oleh.is_(None))
        .group_by(*places)
        .order_by(func.count().desc(), *places)
    )


def _desa_query() -> Select:
    parent = wilayah.alias("kecamatan")
    return (
        select(
            wilayah.c.kode,
            wilayah.c.nama,
            parent.c.kode.label("kode_kecamatan"),
            parent.c.nama.label("kecamatan"),
        )
        .join(parent, and_(wilayah.c.kode_induk == parent.c.kode))
        .where(wilayah.c.tingkat.in_(("desa", "kelurahan")))
        .order_by(wilayah.c.kode)
    )


def _alike(name: str, written: str) -> float:
    return SequenceMatcher(None, name.lower(), written.lower()).ratio()


def _words(error: Exception) -> str:
    """Its own text may carry an address."""
    if "lock" in str(error).lower():
        return "Register sedang dipakai proses lain. Tunggu sampai selesai, lalu muat ulang."
    return (
        f"Register tidak dapat dibaca ({type(error).__name__}). Bila programnya baru diperbarui, "
        "jalankan: python -m register migrate. Bila tidak, periksa: python -m register check."
    )
