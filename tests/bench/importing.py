"""What it costs to bring files in: one of each format by itself, and the whole sample."""

import re
import shutil
from importlib.util import find_spec

from tests.bench import command, large, stores
from tests.bench.report import Section
from tests.bench.stores import Stores

COLUMNS = ["import", "rows", "wall s", "CPU s", "rows per second of wall", "peak memory MB"]
FILES = {
    "musdes, one month (start of the command and little else)": "musdes-2026-09.csv",
    "DTKS, text, one month": "dtks-2026-09.txt",
    "DTKS, xlsx, one kecamatan": "dtks-2026-10-kedungbanteng.xlsx",
    "verval, with the target list": "verval-2025-10.csv",
}
PERSONS, FEW = 1_200_000, 100_000
TAKEN = re.compile(r"([\d.]+) baris diambil")
REFUSED = re.compile(r", ([\d.]+) ditolak")


def measure(folders: Stores) -> Section:
    """Measure the writing of the sample's files, four files by themselves, and all 40."""
    section = Section("import", "Import", COLUMNS)
    written = stores.write_files(folders)
    section.row(
        "*writing the sample's files*", "", f"{written.wall:.1f}", f"{written.cpu:.1f}", "",
        f"{written.peak_mb:.0f}",
    )  # fmt: skip
    for words, name in FILES.items():
        alone = folders.folder / "satu"
        shutil.rmtree(alone, ignore_errors=True)
        path = folders.files / name
        cost = command.module("register", "import", str(path), data=alone)
        section.row(words, *_cells(cost))
        shutil.rmtree(alone)
    number = len(list(folders.files.iterdir()))
    section.row(f"whole sample, {number} files", *_cells(stores.import_all(folders)))
    _measure_large(section, folders)
    section.notes.append(
        "Every line is a command of its own, `python -m register import` into an empty register, "
        "start of Python and making of the tables included. Rows: taken and refused. CPU: all "
        "threads. Memory: peak resident."
    )
    return section


def _measure_large(section: Section, folders: Stores) -> None:
    """Measure a kabupaten's whole register in one file, and the usual way beside ours."""
    place = folders.folder / "besar-sekali"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    plain = large.text(place / "dtks-2026-10.txt", PERSONS, "|")
    book = large.book(place / "dtks-2026-10.xlsx", PERSONS)
    few = large.book(place / "sebagian.xlsx", FEW)
    for words, path in {"text": plain, "xlsx, two sheets": book}.items():
        cost = command.module("register", "import", str(path), data=place / "data")
        section.row(f"**{PERSONS:,} persons, {words}** (*aim 1,500 MB*)", *_cells(cost))
        shutil.rmtree(place / "data")
    usual = [
        ("read_csv", plain, "csv", PERSONS),
        ("read_excel, calamine", book, "calamine", PERSONS),
    ]
    if find_spec("openpyxl"):
        usual.append((f"read_excel, openpyxl, {FEW:,} persons", few, "openpyxl", FEW))
    for words, path, engine, rows in usual:
        store = place / f"{engine}.sqlite"
        arguments = (str(path), engine, str(store))
        cost = command.module("tests.bench.pandas_way", *arguments, data=place)
        section.row(f"pandas: {words}, then to_sql", *_figures(rows, cost))
        store.unlink()
    section.notes.append(
        "pandas: every cell text, into one table of SQLite; nothing is recognised, checked, "
        "refused or replaced, as ours does in the times above."
    )
    shutil.rmtree(place)


def _cells(cost: command.Cost) -> list[str]:
    rows = sum(
        int(number.replace(".", ""))
        for found in (TAKEN, REFUSED)
        for number in found.findall(cost.said)
    )
    return _figures(rows, cost)


def _figures(rows: int, cost: command.Cost) -> list[str]:
    return [
        f"{rows:,}", f"{cost.wall:.1f}", f"{cost.cpu:.1f}", f"{rows / cost.wall:,.0f}",
        f"{cost.peak_mb:.0f}",
    ]  # fmt: skip
