"""Facts a register starts with: tables, areas, dated rules, benchmarks. All of them data files.

An office edits a copy of one and loads it: `python -m register fakta aturan.csv`.
"""

import sys
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, Engine, Table, delete, func, inspect, select

from register import fact_file, migrations
from register.connections import bulk_insert
from register.importers.format import ImportFailedError
from register.schema import aturan, kuota, libur, muatan, pembanding, wilayah, wilayah_alias

FACTS = Path(__file__).parents[1] / "data_samples"
SHIPPED_AREAS = FACTS / "wilayah" / "33.28.csv"
WHOLE = (aturan, pembanding, kuota, libur)  # a file replaces the table; one of areas adds to it
TABLES = {table.name: table for table in (*WHOLE, wilayah, wilayah_alias)}
CHOSEN = "dipilih %"  # an alias somebody picked for rows that waited: no list takes it back


def _to_stderr(text: str) -> None:
    print(text, file=sys.stderr)


def prepare(register: Engine, tell: Callable[[str], None] = _to_stderr) -> None:
    """Make the register ready for this program: its tables as of today and the shipped facts.

    Facts go only into tables that are empty and not an office's views. `tell` gets a sentence
    when an older register is upgraded. Raises StoreError for a register of a newer program.
    """
    with register.begin() as connection:
        migrations.upgrade(connection, tell)
        for table in _empty(connection):
            for path in _shipped(table):
                load_areas(connection, path) if table is wilayah else replace(connection, path)


def _empty(connection: Connection) -> list[Table]:
    tables = inspect(connection).get_table_names()
    return [
        table
        for table in (*WHOLE, wilayah)
        if table.name in tables and not connection.scalar(select(func.count()).select_from(table))
    ]


def _shipped(table: Table) -> list[Path]:
    if table is wilayah:
        return with_aliases([SHIPPED_AREAS])
    return [FACTS / f"{table.name}.csv"]


def replace(connection: Connection, path: Path) -> tuple[Table, int]:
    """Load a CSV into the table its name begins with; return the table and how many rows.

    Rules, benchmarks, quotas and days off are replaced whole; of areas and aliases only those whose
    code is in the file. Raises ImportFailedError, naming row and column, and changes nothing.
    """
    table = _table_of(path)
    if table not in WHOLE:
        return table, _load(connection, table, path)
    rows = fact_file.read(path, table)
    connection.execute(delete(table))
    return table, bulk_insert(connection, table, rows)


def _table_of(path: Path) -> Table:
    stem = path.name.lower().removesuffix(".csv")
    for name in sorted(TABLES, key=len, reverse=True):  # wilayah_alias before wilayah
        if stem == name or stem.startswith((f"{name}-", f"{name}_", f"{name}.", f"{name} ")):
            return TABLES[name]
    raise ImportFailedError(
        f"{path.name}: nama berkas harus diawali nama tabelnya: {', '.join(TABLES)}."
    )


def bring_areas(connection: Connection, paths: list[Path]) -> list[tuple[Path, int]]:
    """Load lists of areas, with the aliases beside them; return each with how many rows it has.

    Areas shipped with the program make way for an office's, as long as nothing has been
    imported: else the shipped kabupaten would stand on every page without data.
    """
    imported = connection.scalar(select(func.count()).select_from(muatan))
    if not imported and not all(_is_alias(path) for path in paths):
        shipped = fact_file.read(SHIPPED_AREAS, wilayah).column("kode").to_pylist()
        for table in (wilayah, wilayah_alias):
            connection.execute(delete(table).where(table.c.kode.in_(shipped)))
    return [(path, load_areas(connection, path)) for path in with_aliases(paths)]


def with_aliases(paths: list[Path]) -> list[Path]:
    """Return lists of areas, and of each the list of aliases beside it (x.csv, x.alias.csv)."""
    beside = [path.with_suffix(".alias.csv") for path in paths if not _is_alias(path)]
    return list(dict.fromkeys([*paths, *(path for path in beside if path.exists())]))


def _is_alias(path: Path) -> bool:
    return path.name.endswith(".alias.csv")


def load_areas(connection: Connection, path: Path) -> int:
    """Replace the areas a CSV holds (columns as table `wilayah`, or `wilayah_alias` for files
    named *.alias.csv) and return how many rows it has."""
    return _load(connection, wilayah_alias if _is_alias(path) else wilayah, path)


def _load(connection: Connection, table: Table, path: Path) -> int:
    rows = fact_file.read(path, table)
    old = table.c.kode.in_(rows.column("kode").to_pylist())
    if table is wilayah_alias:
        old &= func.coalesce(table.c.sumber, "").not_like(CHOSEN)
    connection.execute(delete(table).where(old))
    return bulk_insert(connection, table, rows)


def era_of(periode: str) -> str:
    """Return BDT, DTKS or DTSEN for a YYYY-MM, from data_samples/era.csv."""
    eras = pd.read_csv(FACTS / "era.csv", dtype=str)
    place = bisect_right(eras["berlaku_dari"].tolist(), periode) - 1
    return eras["era"][max(place, 0)]
