"""Facts a register starts with: its tables, the areas, the eras. All of them are data files."""

from bisect import bisect_right
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv
from sqlalchemy import Connection, Engine, delete, func, inspect, select

from register.connections import bulk_insert
from register.importers.format import ImportFailedError
from register.schema import metadata, wilayah, wilayah_alias

ARROW = {float: pa.float64(), int: pa.int32()}
FACTS = Path(__file__).parents[1] / "data_samples"


def prepare(register: Engine) -> None:
    """Create the tables that are not there and, in an empty register, load the shipped areas."""
    metadata.create_all(register, tables=_missing_tables(register))
    with register.begin() as connection:
        if not connection.scalar(select(func.count()).select_from(wilayah)):
            for path in sorted((FACTS / "wilayah").glob("*.csv")):
                load_areas(connection, path)


def _missing_tables(register: Engine) -> list:
    """Views count as tables: an office may supply any of them as a view of its own database."""
    inspector = inspect(register)
    present = {*inspector.get_table_names(), *inspector.get_view_names()}
    return [table for table in metadata.sorted_tables if table.name not in present]


def load_areas(connection: Connection, path: Path) -> int:
    """Replace the areas a CSV holds (columns as table `wilayah`, or `wilayah_alias` for files
    named *.alias.csv) and return how many rows it has."""
    target = wilayah_alias if path.name.endswith(".alias.csv") else wilayah
    kinds = {c.name: ARROW.get(c.type.python_type, pa.string()) for c in target.columns}
    rows = _read_areas(path, kinds)
    codes = rows.column("kode").to_pylist()
    connection.execute(delete(target).where(target.c.kode.in_(codes)))
    return bulk_insert(connection, target, rows)


def _read_areas(path: Path, kinds: dict[str, pa.DataType]) -> pa.Table:
    """Read a CSV of areas. Raises ImportFailedError in words when it is not one."""
    example = "Contohnya data_samples/wilayah/33.28.csv: dipisah koma, UTF-8, kode sebagai teks."
    options = pyarrow.csv.ConvertOptions(column_types=kinds, strings_can_be_null=True)
    try:
        rows = pyarrow.csv.read_csv(path, convert_options=options)
    except pa.ArrowInvalid:
        raise ImportFailedError(f"{path.name} bukan CSV wilayah. {example}") from None
    lacking = [name for name in ("kode", "nama") if name not in rows.column_names]
    unknown = [name for name in rows.column_names if name not in kinds]
    if lacking or unknown:
        wrong = f"kolom yang kurang: {lacking}; yang tidak dikenal: {unknown[:3]}"
        raise ImportFailedError(f"{path.name} bukan CSV wilayah ({wrong}). {example}")
    codes = rows.column("kode").to_pylist()
    if "tingkat" in rows.column_names and len(set(codes)) < len(codes):
        raise ImportFailedError(f"{path.name}: ada kode wilayah yang tertulis dua kali.")
    return rows


def era_of(periode: str) -> str:
    """Return BDT, DTKS or DTSEN for a YYYY-MM, from data_samples/era.csv."""
    eras = pd.read_csv(FACTS / "era.csv", dtype=str)
    place = bisect_right(eras["berlaku_dari"].tolist(), periode) - 1
    return eras["era"][max(place, 0)]
