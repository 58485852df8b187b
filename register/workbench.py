"""Where a file is checked: a DuckDB database in memory, thrown away after the import."""

import shutil
import time
from uuid import uuid4

import duckdb

from register.connections import QUIETLY, data_dir

# With the register's own limit this keeps an import of 1.2 million persons under 1.5 GB; what
# does not fit is put beside the register for as long as it takes.
MEMORY_LIMIT = "500MB"
WHILE_FILLING = "300MB"  # when rows only leave it, and the register needs room for them
SPILL = "sementara"
STALE = 24 * 3600  # seconds; a process that was killed leaves its folder behind


def opened() -> duckdb.DuckDBPyConnection:
    """Return an empty workbench of its own; close it when done."""
    folder = data_dir() / f"{SPILL}-{uuid4().hex[:8]}"
    config = {"memory_limit": MEMORY_LIMIT, "temp_directory": str(folder)}
    bench = duckdb.connect(":memory:", config=config)
    bench.execute(QUIETLY)
    return bench


def make_room(bench: duckdb.DuckDBPyConnection) -> None:
    """Let a workbench hold less from now on; what it holds already moves to disk."""
    bench.execute(f"SET memory_limit = '{WHILE_FILLING}'")


def sweep() -> None:
    """Remove what killed imports have left: it holds rows of persons."""
    for folder in data_dir().glob(f"{SPILL}-*"):
        if time.time() - folder.stat().st_mtime > STALE:
            shutil.rmtree(folder, ignore_errors=True)
