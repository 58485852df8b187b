"""Where the stores are, and how rows get into them in bulk.

A store is named by an SQLAlchemy URL: the environment first (REGISTER_URL, SUMMARY_URL, APP_URL),
then `.streamlit/secrets.toml` ([connections.register], …), then an embedded database under the data
folder: DuckDB, and SQLite for what people write in the application. This module knows no table.
"""

import io
import os
import tomllib
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.csv
from psycopg import sql
from sqlalchemy import (
    Connection,
    Engine,
    Table,
    column,
    create_engine,
    event,
    insert,
    select,
    table,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

SECRETS = Path(".streamlit/secrets.toml")
MEMORY_LIMIT = "1GB"  # of one DuckDB database; the rest goes to disk. Office laptops have 4 GB
QUIETLY = "SET enable_progress_bar = false"  # DuckDB draws one in the middle of what we say
ACCOUNT = "PANTAU_OLEH"  # in the environment: for whom a process works, where not for itself
PASSWORD = "PANTAU_SANDI"  # likewise: of a workbook that an import opens; never an argument
DEFAULTS = {
    "register": ("duckdb", "register.duckdb"),
    "summary": ("duckdb", "summary"),
    "app": ("sqlite", "aplikasi.sqlite"),
}


class StoreError(RuntimeError):
    """A store cannot be opened; the message says what to do, in Indonesian."""


def data_dir() -> Path:
    """Return the folder of everything that is not code: PANTAU_DATA, or `data`."""
    return Path(os.environ.get("PANTAU_DATA", "data"))


def private_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for this account alone.

    What is in it names persons. A folder that is there stays as somebody has made it.
    """
    for each in reversed([folder, *folder.parents]):
        if not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)


def url(store: str) -> str:
    """Return the SQLAlchemy URL of "register", "summary" or "app"."""
    kind, name = DEFAULTS[store]
    return (
        os.environ.get(f"{store.upper()}_URL") or _secret(store) or f"{kind}:///{data_dir() / name}"
    )


def loader() -> dict[str, str]:
    """Return the environment of a process that imports or publishes: the addresses of an account
    that may, where the dashboard's own may only read (REGISTER_MUAT_URL, SUMMARY_MUAT_URL or
    [connections.register_muat], [connections.summary_muat]); empty where there is one for all."""
    stores = ("register", "summary")
    found = {
        store: os.environ.get(f"{store.upper()}_MUAT_URL") or _secret(f"{store}_muat")
        for store in stores
    }
    return {f"{store.upper()}_URL": address for store, address in found.items() if address}


def _secret(store: str) -> str | None:
    return settings("connections").get(store, {}).get("url")


def settings(section: str) -> dict:
    """Return one section of secrets.toml; empty where there is none."""
    if not SECRETS.exists():
        return {}
    return tomllib.loads(SECRETS.read_text(encoding="utf-8")).get(section, {})


def register_engine(*, read_only: bool = False) -> Engine:
    """Return an engine on the register; a DuckDB file's folder is made when writing.

    Raises StoreError when the file is to be read and is not there.
    """
    return engine(url("register"), read_only=read_only)


def app_engine(address: str) -> Engine:
    """Return an engine on the store of what people write in the application; it is small."""
    if not address.startswith("sqlite"):
        return engine(address)
    private_folder(Path(make_url(address).database).parent)
    return create_engine(address)


def engine(address: str, *, read_only: bool = False) -> Engine:
    """Return an engine on any store, with the settings each kind of database needs."""
    parsed = _parsed(address)
    if parsed.get_backend_name() != "duckdb":
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    path = Path(parsed.database or ":memory:")
    if read_only and not path.exists():
        raise StoreError(f"Basis data {path.name} belum ada. Impor berkas lebih dahulu.")
    if not read_only and str(path) != ":memory:":
        private_folder(path.parent)
    settings = {"memory_limit": MEMORY_LIMIT}
    found = create_engine(parsed, connect_args={"read_only": read_only, "config": settings})
    event.listen(found, "connect", lambda connection, _: connection.execute(QUIETLY))
    return found


def _parsed(address: str) -> URL:
    """Return the parts of an address; StoreError for anything but DuckDB and PostgreSQL."""
    try:
        parsed = make_url(address)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.get_backend_name() not in ("duckdb", "postgresql"):
        raise StoreError(
            "Alamat basis data tidak dikenal. Tulis seperti duckdb:///data/register.duckdb atau "
            "postgresql://pengguna:sandi@localhost/register."
        )
    return parsed


def address(store: str) -> str:
    """Return where a store is, for a message: without a password."""
    return _parsed(url(store)).render_as_string(hide_password=True)


def bulk_insert(connection: Connection, target: Table, rows: pa.Table) -> int:
    """Insert the rows of an Arrow table whose columns are named as in `target`; return how many.

    Columns of `target` that `rows` does not have stay empty.
    """
    driver = connection.connection.driver_connection
    if connection.dialect.name == "duckdb":
        driver.register("isian", rows)
        source = select(*[column(name) for name in rows.column_names]).select_from(table("isian"))
        connection.execute(insert(target).from_select(rows.column_names, source))
        driver.unregister("isian")
    else:
        _copy(driver, target, rows)
    return rows.num_rows


def _copy(driver, target: Table, rows: pa.Table) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, rows.column_names))
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        sql.Identifier(target.name), names
    )
    options = pyarrow.csv.WriteOptions(include_header=False)
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for batch in rows.to_batches(max_chunksize=50_000):
                text = io.BytesIO()
                pyarrow.csv.write_csv(batch, text, options)
                copy.write(text.getvalue())
    except psycopg.Error as error:  # its own words may quote the row
        kind = type(error).__name__
        raise StoreError(f"Basis data menolak baris untuk {target.name} ({kind}).") from None
