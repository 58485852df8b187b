"""Read a CSV of facts (areas, rules, benchmarks, quotas, days off) into typed rows of its table.

Facts hold no person, so what is wrong may be quoted. A file is taken whole or not at all.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
from sqlalchemy import Column, Table

from register.importers.format import ImportFailedError
from register.schema import aturan, kuota, libur, pembanding, wilayah, wilayah_alias

TOLD = 5  # problems named in one message
LARGEST = 50_000_000  # bytes; the areas of the whole country take 8 million
CODE = re.compile(r"00|\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?")
KABUPATEN = 5  # letters of its code
NUMBER = re.compile(r"-?\d+([.,]\d+)?")
# The columns that make two rows the same thing, and those that may not hold at the same time.
ONCE = {
    wilayah: ("kode",),
    wilayah_alias: ("kode", "nama"),
    pembanding: ("kode_wilayah", "tahun", "ukuran"),
    libur: ("kode_wilayah", "tanggal"),
}
ONE_AT_A_TIME = {
    aturan: ("jenis", "program", "era", "peran", "satuan"),
    kuota: ("program", "kode_wilayah", "satuan"),
}
Problem = tuple[int, str, str]  # row as Excel counts, column, what is wrong


def read(path: Path, table: Table) -> pa.Table:
    """Return the rows of a CSV under the columns of `table`.

    Separated by comma or semicolon; decimals with a point or a comma; dates as 2026-01-31 or
    31/01/2026. Raises ImportFailedError naming row and column of what is wrong.
    """
    names = [column.name for column in table.columns]
    rows, problems = [], []
    for number, cells in _lines(path, table):
        row: dict = {"": number}
        for name in names:
            value, wrong = _value(table.c[name], cells.get(name, ""))
            row[name] = value
            problems += [(number, name, wrong)] if wrong else []
        rows.append(row)
    if not rows:
        raise ImportFailedError(f"{path.name}: tidak ada barisnya. Tidak ada yang diubah.")
    problems += [*_backwards(table, rows), *_doubled(table, rows), *_overlapping(table, rows)]
    if problems:
        raise ImportFailedError(_words(path, sorted(problems)))
    return pa.table({c.name: pa.array([row[c.name] for row in rows], _arrow(c)) for c in table.c})


def _lines(path: Path, table: Table) -> list[tuple[int, dict[str, str]]]:
    """Return row number and cells by heading of every row that is not empty."""
    text = _text(path)
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        records = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        records = []
    header = [name.strip().lower() for name in records[0]] if records else []
    required = [c.name for c in table.columns if not c.nullable]
    lacking = [name for name in required if name not in header]
    unknown = [name for name in header if name not in table.c]
    if lacking or unknown or len(set(header)) < len(header):
        wrong = f"kolom yang kurang: {lacking}; yang tidak dikenal: {unknown[:3]}"
        raise ImportFailedError(
            f"{path.name} bukan CSV {table.name} ({wrong}). Contohnya "
            f"{_example(table)}: dipisah koma, UTF-8, kode sebagai teks."
        )
    return [
        (number, dict(zip(header, cells, strict=False)))
        for number, cells in enumerate(records[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise ImportFailedError(f"{path.name} terlalu besar untuk daftar fakta (50 MB).")
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # Excel's CSV on Windows


def _example(table: Table) -> str:
    shipped = {wilayah: "wilayah/33.28.csv", wilayah_alias: "wilayah/33.28.alias.csv"}
    return f"data_samples/{shipped.get(table, f'{table.name}.csv')}"


def _value(column: Column, written: str) -> tuple[object, str | None]:
    """Return a cell as the column's type, and in words what is wrong with it, if anything is."""
    cell = written.strip()
    if not cell:
        return None, None if column.nullable else "wajib diisi"
    try:
        value = READERS[column.type.python_type](cell)
    except ValueError as error:
        return None, str(error)
    if column is libur.c.kode_wilayah and len(cell) > KABUPATEN:
        return None, f"{cell!r}: libur dicatat untuk 00, provinsi, atau kabupaten"
    allowed = column.info.get("allowed")
    if allowed and value not in allowed:
        return None, f"{cell!r} tidak dikenal; pilihannya: {', '.join(allowed)}"
    if column.name in ("kode", "kode_induk", "kode_wilayah") and not CODE.fullmatch(cell):
        return None, f"{cell!r} bukan kode Kemendagri bertitik (33.28, 33.28.01, 33.28.01.2001)"
    return value, None


def _whole(cell: str) -> int:
    if not re.fullmatch(r"-?\d{1,9}", cell):
        raise ValueError(f"{cell!r} harus bilangan bulat tanpa titik")
    return int(cell)


def _number(cell: str) -> float:
    if not NUMBER.fullmatch(cell):
        raise ValueError(f"{cell!r} harus bilangan, tanpa titik ribuan")
    return float(cell.replace(",", "."))


def _day(cell: str) -> date:
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(cell, shape).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise ValueError(f"{cell!r} bukan tanggal; tulis 2026-01-31 atau 31/01/2026")


READERS: dict[type, Callable] = {str: str, int: _whole, float: _number, date: _day}
ARROW = {str: pa.string(), int: pa.int32(), float: pa.float64(), date: pa.date32()}


def _arrow(column: Column) -> pa.DataType:
    return ARROW[column.type.python_type]


def _backwards(table: Table, rows: list[dict]) -> Iterator[Problem]:
    """From after to: `nilai_dari` and `nilai_sampai`, `berlaku_dari` and `berlaku_sampai`."""
    starts = [c.name for c in table.columns if c.name.endswith("_dari")]
    for name, end in [(name, name.replace("_dari", "_sampai")) for name in starts]:
        for row in rows:
            if None not in (row[name], row[end]) and row[name] > row[end]:
                yield row[""], end, f"mendahului {name}"


def _doubled(table: Table, rows: list[dict]) -> Iterator[Problem]:
    seen: dict = {}
    for row in rows if table in ONCE else ():
        key = tuple(row[name] for name in ONCE[table])
        if key in seen:
            words = f"{' + '.join(ONCE[table])} tertulis dua kali, juga pada baris {seen[key]}"
            yield row[""], ONCE[table][-1], words
        seen[key] = row[""]


def _overlapping(table: Table, rows: list[dict]) -> Iterator[Problem]:
    """Two rules of one kind on the same day: nobody could say which of them holds."""
    last: dict = {}
    dated = [row for row in rows if table in ONE_AT_A_TIME and row["berlaku_dari"]]
    for row in sorted(dated, key=lambda row: row["berlaku_dari"]):
        key = tuple(row[name] for name in ONE_AT_A_TIME[table])
        until, number = last.get(key, (date.min, 0))
        if row["berlaku_dari"] <= until:
            yield row[""], "berlaku_dari", f"masih berlaku aturan baris {number} yang sejenis"
        last[key] = max((until, number), (row["berlaku_sampai"] or date.max, row[""]))


def _words(path: Path, problems: list[Problem]) -> str:
    told = "; ".join(f"baris {row}, kolom {name}: {words}" for row, name, words in problems[:TOLD])
    more = f"; dan {len(problems) - TOLD} lagi" if len(problems) > TOLD else ""
    return f"{path.name} tidak dimuat: {told}{more}. Tidak ada yang diubah."
