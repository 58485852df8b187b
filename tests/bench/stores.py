"""The registers that are measured: the default sample, and one made larger by copying it."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.bench import command
from tests.server import ROOT

FAMILIES, MONTHS, SEED = 60_000, 13, 7
COPIES = 5  # and a half: 330,000 families
COUNT = "SELECT count(*) FROM keluarga WHERE periode = (SELECT max(periode) FROM keluarga)"


@dataclass(frozen=True)
class Stores:
    """Folders of the bench; `files` the sample's files, `data` imported and published."""

    folder: Path

    @property
    def files(self) -> Path:
        return self.folder / "contoh"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def large(self) -> Path:
        return self.folder / "besar"


def opened(folder: Path) -> Stores:
    """Return the stores of a folder; emptied if the code that made them is not today's."""
    rooms = [ROOT / name for name in ("register", "queries", "methods", "data_samples")]
    made_by = sorted(p for room in rooms for kind in ("*.py", "*.csv") for p in room.rglob(kind))
    code = hashlib.sha256(b"".join(path.read_bytes() for path in made_by)).hexdigest()
    stores, stamp = Stores(folder), folder / "dibuat-oleh.txt"
    if not stamp.exists() or stamp.read_text() != code:
        for old in (stores.files, stores.data, stores.large):
            shutil.rmtree(old, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        stamp.write_text(code)
    return stores


def write_files(stores: Stores) -> command.Cost:
    """Write the sample's files anew."""
    shutil.rmtree(stores.files, ignore_errors=True)
    sizes = ["--families", str(FAMILIES), "--months", str(MONTHS), "--seed", str(SEED)]
    sizes += ["--last", "2026-10"]  # the files of tests/bench/importing.py are of these months
    return command.module(
        "register", "sample", *sizes, "--out", str(stores.files), data=stores.folder
    )


def import_all(stores: Stores) -> command.Cost:
    """Import the sample's files into an empty register."""
    shutil.rmtree(stores.data, ignore_errors=True)
    return command.module("register", "import", str(stores.files), data=stores.data)


def published(stores: Stores) -> Path:
    """Return the data folder of the published sample, made if it is not there."""
    if not stores.files.exists():
        write_files(stores)
    if not (stores.data / "register.duckdb").exists():
        import_all(stores)
    if not (stores.data / "summary" / "CURRENT").exists():
        command.module("queries", "publish", "--tetap", "uji", data=stores.data)
    return stores.data


def multiplied(stores: Stores) -> int:
    """Make the large register of the sample, unless it is there; return its families a month.

    Importing 14 million rows would take a quarter of an hour and measure what the import of one
    file measures already. A copy has a digit in place of the first sign of every identifier.
    """
    path = stores.large / "register.duckdb"
    if not path.exists():
        source = published(stores) / "register.duckdb"
        stores.large.mkdir(exist_ok=True)
        draft = stores.large / "draft.duckdb"
        draft.unlink(missing_ok=True)
        with duckdb.connect(str(draft), config={"memory_limit": "4GB"}) as store:
            store.execute(f"ATTACH '{source}' AS asal (READ_ONLY)")
            store.execute(f"COPY FROM DATABASE asal TO {_name(store)}")
            for copy in range(1, COPIES + 1):
                _add_copy(store, copy, half=copy == COPIES)
        draft.rename(path)
    with duckdb.connect(str(path), read_only=True) as store:
        return store.execute(COUNT).fetchone()[0]


def _name(store: duckdb.DuckDBPyConnection) -> str:
    return store.execute("SELECT current_database()").fetchone()[0]


def _add_copy(store: duckdb.DuckDBPyConnection, number: int, *, half: bool) -> None:
    """Copy every family, or every second one, with all that belongs to it."""
    tables = store.execute(
        "SELECT table_name FROM duckdb_columns() "
        "WHERE database_name = 'asal' AND column_name = 'keluarga_id'"
    ).fetchall()
    for (table,) in tables:
        columns = [row[0] for row in store.execute(f"DESCRIBE asal.{table}").fetchall()]
        rows = store.table(f"asal.{table}").filter("hash(keluarga_id) % 2 = 0" if half else "true")
        rows.project(", ".join(_renamed(name, number) for name in columns)).insert_into(table)


def _renamed(column: str, number: int) -> str:
    if column in ("keluarga_id", "individu_id", "no_kk", "nik", "id_dtks"):
        return f"'{number}' || substr({column}, 2)"
    return column
