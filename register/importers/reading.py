"""Read a text or Excel file into a table of text columns in the workbench.

The workbench is a DuckDB database in memory, thrown away after the import. The place of a row is
its rowid there, counted from 0; `Source.line` turns it into the row number a person sees in the
editor or in Excel.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import duckdb
import pyarrow as pa

from register import progress
from register.importers import cells, headings, locked
from register.importers.catalogue import explain_unknown, nearest
from register.importers.format import Format, ImportFailedError, Recognised, slug
from register.importers.headings import Headings
from register.importers.leftovers import Leftovers
from register.importers.textfile import ONLY_HEADINGS, Numbering, TextFile
from register.importers.workbook import BROKEN, Workbook

LOOKED_AT = 100  # rows of a sheet without headings, to see whether it holds a list all the same
SOME = 3  # rows with a number of 16 digits among them that make it one

WEB_PAGE = "Berkas ini halaman web atau XML. Simpan ulang sebagai .xlsx."
OLD_EXCEL = "Berkas bukan teks dan bukan .xlsx. Simpan ulang sebagai .xlsx."
PDF = "Berkas ini PDF, tidak dapat dibuka sebagai daftar. Ambil berkas .xlsx atau .csv-nya."


@dataclass
class Source:
    """A recognised file, read into table `mentah` (c0, c1, …: text; blank cells are NULL).

    `header`: the headings, those of further sheets that the first does not have behind them.
    `header_line`: the row number of the headings of the (first) sheet. `broken`: the places,
    counted from 0 below the headings, of rows whose number of cells is not that of the headings,
    with that number and the cells; they are not in `mentah`, and come in text files only.
    `skipped`: rows left out because they are no data (register/importers/leftovers.py says
    which). `sheets`: names of the sheets read; none of a text file. `passed_over`: names of the
    sheets that hold notes or nothing, and of hidden ones.
    """

    recognised: Recognised
    header: list[str]
    header_line: int
    broken: dict[int, tuple[int, list[str]]] = field(default_factory=dict)
    skipped: int = 0
    sheets: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    _numbering: Numbering = field(default_factory=Numbering)
    _numbers: array | None = None
    _starts: list[int] = field(default_factory=list)

    def line(self, no: int) -> int | str:
        """Return the row number in the file of the `no`-th (from 0) row of `mentah`.

        Of a workbook of which several sheets were read, with the name of the sheet.
        """
        if self._numbers is None:
            return self.header_line + 1 + self._numbering.place(no)
        number = self._numbers[no]
        if len(self.sheets) < 2:
            return number
        return f"{self.sheets[bisect_right(self._starts, no) - 1]}: {number}"


def read(
    path: Path,
    workbench: duckdb.DuckDBPyConnection,
    report: progress.Report = progress.silent,
    password: str = "",
) -> Source:
    """Read a file into `mentah` and say what it is. `report` is told the part of bytes read.

    Raises LockedError without the `password` of a workbook that has one; ImportFailedError when it
    is neither text nor a workbook, no format fits its headings, or it was not made by a program for
    lists.
    """
    watch = _Watch(report, path.stat().st_size)
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK\x03\x04"):
        source = _read_workbook(Workbook(path, watch), workbench, watch)
    elif locked.is_locked(path):
        inside = locked.opened(path, password)
        source = _read_workbook(Workbook(inside, watch), workbench, watch)
    else:
        _refuse_others(path, start)
        source = _read_text(TextFile(path, watch), workbench)
    report("membaca", 1.0)
    return source


@dataclass
class _Watch:
    """Tells how much has been read, a hundred times at most."""

    report: progress.Report
    size: int
    done: int = 0
    told: float = 0.0

    def __call__(self, read: int) -> None:
        self.done += read
        part = min(1.0, self.done / max(self.size, 1))
        if part >= self.told + 0.01:
            self.told = part
            self.report("membaca", part)


def _refuse_others(path: Path, start: bytes) -> None:
    """Say of a file that is neither text nor .xlsx what it is. Raises ImportFailedError."""
    plain = start.lstrip(b"\xef\xbb\xbf \r\n\t")
    if not plain and path.stat().st_size <= len(start):
        raise ImportFailedError("Berkas kosong.")
    if plain.startswith(b"<"):
        raise ImportFailedError(WEB_PAGE)
    if plain.startswith(b"%PDF"):
        raise ImportFailedError(PDF)
    if start.startswith(locked.OLD_OFFICE):
        raise ImportFailedError(OLD_EXCEL)
    if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ImportFailedError(OLD_EXCEL)


def _read_text(file: TextFile, workbench: duckdb.DuckDBPyConnection) -> Source:
    source = Source(file.headings.recognised, file.cells, file.line(-1))
    try:
        _store(workbench, file.batches())
    except duckdb.OutOfMemoryException:
        raise
    except (UnicodeDecodeError, pa.ArrowInvalid, duckdb.Error) as error:
        raise file.explain(error) from None
    source._numbering = Numbering(list(file.broken))
    _refuse_swallowed(workbench, source, file)
    leftovers = Leftovers(workbench, source.recognised, source.header)
    source.skipped = leftovers.blank([0])
    last = leftovers.last_data()
    gone = leftovers.among(file.broken, source._numbering.place(last) if last >= 0 else -1)
    source.skipped += len(gone)
    source.broken = {place: row for place, row in file.broken.items() if place not in set(gone)}
    return source


def _refuse_swallowed(workbench: duckdb.DuckDBPyConnection, source: Source, file: TextFile) -> None:
    """A quote that is never closed takes the lines below it into one cell: they would vanish."""
    if file.delimiter == "|":
        return
    suspects = [place for place, (_, cells) in file.broken.items() if "\n" in "".join(cells)]
    width = len(source.header)
    found = " OR ".join(
        f"(contains(c{i}, chr(10)) AND length(c{i}) - "
        f"length(replace(c{i}, '{file.delimiter}', '')) >= {width - 1})"
        for i in range(width)
    )
    rows = workbench.table("mentah").project(f"rowid AS no, {found} AS menelan").filter("menelan")
    suspects += [source._numbering.place(no) for no, _ in rows.limit(1).fetchall()]
    if suspects:
        raise ImportFailedError(
            f"Tanda kutip pada baris {file.line(min(suspects))} atau sesudahnya tidak ditutup, "
            "sehingga baris-baris di bawahnya terbaca sebagai satu sel. Perbaiki tanda kutipnya, "
            "lalu impor lagi."
        )


def _read_workbook(book: Workbook, workbench: duckdb.DuckDBPyConnection, watch: _Watch) -> Source:
    """Read every sheet whose headings fit the format, in the columns of the first."""
    watch.size = book.size
    tops = {name: book.top(name, headings.WITHIN + 1) for name in book.sheets}
    found = {name: headings.find(rows) for name, rows in tops.items()}
    sheets = {name: top for name, top in found.items() if top}
    if not sheets:
        raise explain_unknown(max(map(headings.longest, tops.values()), key=len, default=[]))
    _refuse_mixture(sheets)
    form = next(iter(sheets.values())).recognised.format
    for name in tops.keys() - sheets.keys():
        _refuse_list(name, book.top(name, LOOKED_AT), form)
    recognised, header = _united(list(sheets.values()))
    source = Source(
        recognised,
        header,
        header_line=next(iter(sheets.values())).last + 1,
        sheets=list(sheets),
        passed_over=[name for name in tops if name not in sheets] + book.hidden,
        _numbers=array("i"),
    )
    schema = pa.schema([(f"c{i}", pa.string()) for i in range(len(header))])
    rows = chain.from_iterable(_sheet(book, source, name, top) for name, top in sheets.items())
    faults: list[ImportFailedError] = []
    batches = (pa.record_batch(columns, schema=schema) for columns in _reporting(rows, faults))
    reader = pa.RecordBatchReader.from_batches(schema, batches)
    try:
        _store(workbench, reader)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:  # what stopped the rows comes back in words that quote our code
        raise faults[0] if faults else ImportFailedError(BROKEN) from None
    finally:
        reader.close()
    if not source._numbers:
        raise ImportFailedError(ONLY_HEADINGS)
    source.skipped = Leftovers(workbench, recognised, header).blank(source._starts)
    return source


def _reporting(
    rows: Iterator[list[pa.Array]], faults: list[ImportFailedError]
) -> Iterator[list[pa.Array]]:
    """Yield the rows; note the error that ends them, which Arrow would pack into one of its own."""
    try:
        yield from rows
    except ImportFailedError as error:
        faults.append(error)
        raise


def _sheet(book: Workbook, source: Source, name: str, top: Headings) -> Iterator[list[pa.Array]]:
    """Yield a sheet's columns in the order of the source's, some rows at a time."""
    source._starts.append(len(source._numbers))
    places, blanks = _places(source, top), cells.blanks(source.recognised.format)
    yield from book.batches(name, top.last + 1, places, source._numbers, blanks)


def _places(source: Source, top: Headings) -> list[int | None]:
    """Return for each column of the source its place in a sheet: by field, else by heading."""
    by_field = {place: name for name, place in source.recognised.positions.items()}
    others = {slug(cell): i for i, cell in enumerate(top.cells) if cell}
    same = top.cells == source.header
    return [
        top.recognised.positions.get(by_field[place])
        if place in by_field
        else (place if same else others.get(slug(cell)))
        for place, cell in enumerate(source.header)
    ]


def _united(tops: list[Headings]) -> tuple[Recognised, list[str]]:
    """Return the columns of all sheets: those of the first, then what only others have."""
    first, *others = tops
    header, positions = list(first.cells), dict(first.recognised.positions)
    known = {slug(cell) for cell in header}
    for top in others:
        fields = {place: name for name, place in top.recognised.positions.items()}
        for place, cell in enumerate(top.cells):
            name = fields.get(place)
            if name in positions or not slug(cell) or (name is None and slug(cell) in known):
                continue
            if name is not None:
                positions[name] = len(header)
            known.add(slug(cell))
            header.append(cell)
    return Recognised(first.recognised.format, positions), header


def _refuse_mixture(sheets: dict[str, Headings]) -> None:
    """Sheets of different lists belong into files of their own. Raises ImportFailedError."""
    kinds = {name: top.recognised.format.nama for name, top in sheets.items()}
    if len(set(kinds.values())) > 1:
        told = "; ".join(f"{name} ({nama})" for name, nama in list(kinds.items())[:5])
        raise ImportFailedError(
            f"Buku kerja ini memuat beberapa jenis daftar: {told}. "
            "Simpan tiap jenis sebagai berkas tersendiri, lalu impor satu per satu."
        )


def _refuse_list(name: str, rows: list[list[str]], form: Format) -> None:
    """A sheet that holds a list under headings nobody knows must not be passed over in silence."""
    longest = headings.longest(rows)
    lacking = form.missing(longest)
    numbered = sum(any(_is_number(cell) for cell in row) for row in rows)
    if numbered < SOME and (nearest(longest) is not form or 2 * len(lacking) > len(form.required)):
        return
    raise ImportFailedError(
        f"Lembar {name} tampaknya juga memuat daftar, tetapi judul kolomnya tidak dikenali "
        f"(tidak ditemukan: {', '.join(lacking) or 'baris judul'}). Perbaiki judulnya, atau hapus "
        "lembar itu bila tidak ikut diimpor."
    )


def _is_number(cell: str) -> bool:
    digits = cell.strip("' \x01")
    return len(digits) == 16 and digits.isdecimal()


def _store(workbench: duckdb.DuckDBPyConnection, reader: pa.RecordBatchReader) -> None:
    """Keep the rows as `mentah`: cells without outer spaces, NULL where nothing is left."""
    columns = ", ".join(f"{_trimmed(name)} AS {name}" for name in reader.schema.names)
    workbench.from_arrow(reader).project(columns).create("mentah")


def _trimmed(name: str) -> str:
    """Trim only where there may be something to trim: it halves the time of storing a file.

    Beyond ASCII (more bytes than signs) lie other spaces, which DuckDB's trim knows.
    """
    doubtful = f"{name} LIKE ' %' OR {name} LIKE '% ' OR strlen({name}) <> length({name})"
    return f"CASE WHEN {doubtful} THEN nullif(trim({name}), '') ELSE {name} END"
