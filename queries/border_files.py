"""What the process that reads borders is given: an office's file, and the register's areas.

The areas hold no person. Both lie beside the register until the file has been checked.
"""

import csv
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
from sqlalchemy import Column, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from queries import jobs
from queries.jobs import Command
from register import connections
from register.connections import StoreError
from register.schema import wilayah, wilayah_alias

FOLDER = "batas"
AREAS = ("kode", "nama", "tingkat", "kode_induk", "kode_bps", "lat", "lon")


def hand_in(name: str, content: memoryview) -> Command:
    """Store a file in place of the one before; return the command that checks it.

    Raises BusyError while a run is going on, StoreError when the register cannot be read, OSError
    when there is no room.
    """
    discard()
    folder = jobs.folder() / FOLDER
    folder.mkdir(parents=True)
    path = folder / ("kiriman" + _ending(name))
    path.write_bytes(content)
    lists = [f"--wilayah={each}" for each in _lists(folder)]
    return Command(
        name, ("geo", "import", "--periksa", "--json", f"--nama={name[:120]}", *lists, str(path))
    )


def discard() -> None:
    """Delete the file and the lists beside it."""
    shutil.rmtree(jobs.folder() / FOLDER, ignore_errors=True)


def _ending(name: str) -> str:
    """A harmless ending; what the file is, its content says."""
    return re.sub(r"[^a-z0-9.]", "", Path(name).suffix.lower())[:12]


def _lists(folder: Path) -> list[Path]:
    """The areas and spellings of the register as CSV; none where it has none, and then those that
    come with the program are taken."""
    with jobs.alone():
        store = connections.register_engine(read_only=True)
        try:
            with store.connect() as connection:
                if not inspect(connection).has_table(wilayah.name):
                    return []
                areas = connection.execute(select(*[wilayah.c[name] for name in AREAS])).all()
                names: Sequence[Column] = (wilayah_alias.c.kode, wilayah_alias.c.nama)
                spellings = connection.execute(select(*names)).all()
        except (SQLAlchemyError, duckdb.Error) as error:  # its own text may carry an address
            raise StoreError(
                f"Daftar wilayah tidak dapat dibaca ({type(error).__name__}). Coba lagi sebentar."
            ) from None
        finally:
            store.dispose()
    if not areas:
        return []
    return [
        _written(folder / "wilayah.csv", AREAS, areas),
        _written(folder / "wilayah.alias.csv", ("kode", "nama"), spellings),
    ]


def _written(path: Path, heads: Sequence[str], rows: Iterable) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([heads, *rows])
    return path
