"""Read a text or Excel file into a table of text columns in the workbench.

The workbench is a DuckDB database in memory, thrown away after the import. The place of a row is
its rowid there, counted from 0; `Source.line` turns it into the row number a person sees in the
editor or in Excel.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv
from python_calamine import CalamineError, CalamineWorkbook

from register.importers.catalogue import explain_unknown, recognise
from register.importers.cells import BLANKS, DAMAGED
from register.importers.format import ImportFailedError, Recognised

DELIMITERS = "|;,\t"
HEADER_WITHIN = 15  # rows above the header: title, kabupaten, period; more was never seen
ONLY_HEADINGS = "Berkas hanya berisi judul kolom, tanpa satu baris data pun."
UNREADABLE = (
    "Berkas rusak atau bukan daftar, tidak dapat dibuka. Buka di Excel, simpan sebagai .xlsx."
)
WIDEST = 500  # columns; real files have at most some sixty
SHEET_ROWS = 20_000  # rows of a workbook handed on at a time


@dataclass
class Source:
    """A recognised file, read into table `mentah` (c0, c1, …: text).

    `header_line` is the row number of the header; `broken` the places, in order, of rows whose
    number of cells is not the header's, with that number and the cells. They are not in `mentah`.
    """

    recognised: Recognised
    header: list[str]
    header_line: int
    broken: dict[int, tuple[int, list[str]]] = field(default_factory=dict)

    def line(self, no: int) -> int:
        """Return the row number in the file of the `no`-th (from 0) row of `mentah`."""
        place = no
        for broken in sorted(self.broken):
            place += broken <= place
        return self.header_line + 1 + place


def read(path: Path, workbench: duckdb.DuckDBPyConnection) -> Source:
    """Read a file into `mentah` and say what it is.

    Raises ImportFailedError when it is neither text nor a workbook, or no format fits its header.
    """
    try:
        return _read(path, workbench)
    except (CalamineError, UnicodeDecodeError, pa.ArrowInvalid, duckdb.Error):
        # Their own words may quote a row.
        raise ImportFailedError(UNREADABLE) from None


def _read(path: Path, workbench: duckdb.DuckDBPyConnection) -> Source:
    start = path.open("rb").read(4096)
    if not start.strip():
        raise ImportFailedError("Berkas kosong.")
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise ImportFailedError("Berkas ini halaman web atau XML. Simpan ulang sebagai .xlsx.")
    if start.startswith(b"PK\x03\x04"):
        return _read_workbook(path, workbench)
    if start.startswith(b"\xd0\xcf\x11\xe0") or b"\x00" in start:
        raise ImportFailedError("Berkas bukan teks dan bukan .xlsx. Simpan ulang sebagai .xlsx.")
    return _read_text(path, workbench)


def _read_text(path: Path, workbench: duckdb.DuckDBPyConnection) -> Source:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as lines:
        top = list(islice(lines, HEADER_WITHIN))
    found = _find_header(
        [line.rstrip("\r\n").lstrip("\ufeff").split(d) for line in top] for d in DELIMITERS
    )
    delimiter = DELIMITERS[found[0]]
    source = Source(found[2], found[3], header_line=found[1] + 1)
    if len(top) == source.header_line:
        raise ImportFailedError(ONLY_HEADINGS)
    first = source.header_line + 1

    def skip(row: pa.csv.InvalidRow) -> str:
        source.broken[row.number - first] = (row.actual_columns, row.text.split(delimiter))
        return "skip"

    names = [f"c{i}" for i in range(len(source.header))]
    reader = pyarrow.csv.open_csv(
        path,
        pyarrow.csv.ReadOptions(
            use_threads=False,
            skip_rows=source.header_line,
            column_names=names,
            encoding=encoding,
            block_size=1 << 23,
        ),
        pyarrow.csv.ParseOptions(
            delimiter=delimiter,
            quote_char=False if delimiter == "|" else '"',
            newlines_in_values=delimiter != "|",
            invalid_row_handler=skip,
            ignore_empty_lines=False,
        ),
        pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=BLANKS,
            strings_can_be_null=True,
        ),
    )
    _store(workbench, reader)
    _refuse_swallowed(workbench, source, delimiter)
    return source


def _refuse_swallowed(workbench: duckdb.DuckDBPyConnection, source: Source, delimiter: str) -> None:
    """A quote that is never closed takes the lines below it into one cell: they would vanish."""
    if delimiter == "|":
        return
    suspects = [place for place, (_, cells) in source.broken.items() if "\n" in "".join(cells)]
    width = len(source.header)
    found = " OR ".join(
        f"(contains(c{i}, chr(10)) AND length(c{i}) - length(replace(c{i}, '{delimiter}', '')) "
        f">= {width - 1})"
        for i in range(width)
    )
    rows = workbench.table("mentah").project(f"rowid AS no, {found} AS menelan").filter("menelan")
    suspects += [no for no, _ in rows.limit(1).fetchall()]
    if suspects:
        line = source.header_line + 1 + min(suspects)
        raise ImportFailedError(
            f"Tanda kutip pada baris {line} atau sesudahnya tidak ditutup, sehingga baris-baris di "
            "bawahnya terbaca sebagai satu sel. Perbaiki tanda kutipnya, lalu impor lagi."
        )


def _encoding(path: Path) -> str:
    """Return utf-8 if the whole file is, else cp1252, the older Office on Windows."""
    with path.open("rb") as blocks:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            for block in iter(lambda: blocks.read(1 << 20), b""):
                if b"\x00" in block:
                    raise ImportFailedError(UNREADABLE)
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _read_workbook(path: Path, workbench: duckdb.DuckDBPyConnection) -> Source:
    """Read the first sheet that has a header a format fits."""
    book = CalamineWorkbook.from_path(path)
    tops = []
    for name in book.sheet_names:
        rows = list(islice(book.get_sheet_by_name(name).iter_rows(), HEADER_WITHIN))
        tops.append([[_cell(value) for value in row] for row in rows])
    sheet, above, recognised, header = _find_header(iter(tops))
    source = Source(recognised, header, header_line=above + 1)
    rows = book.get_sheet_by_name(book.sheet_names[sheet]).iter_rows()
    _store(workbench, _sheet_reader(islice(rows, source.header_line, None), len(header)))
    return source


def _sheet_reader(rows: Iterator[list], width: int) -> pa.RecordBatchReader:
    schema = pa.schema([(f"c{i}", pa.string()) for i in range(width)])

    def batches() -> Iterator[pa.RecordBatch]:
        while chunk := list(islice(rows, SHEET_ROWS)):
            cells = [[_cell(value) for value in row] for row in chunk]
            columns = [
                [None if row[i] in BLANKS else row[i] for row in cells] for i in range(width)
            ]
            yield pa.record_batch(columns, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _cell(value: object) -> str:
    """Return a workbook cell as text; a number too long for Excel is marked as damaged."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "YA" if value else "TIDAK"
    if isinstance(value, float | int):
        whole = str(int(value)) if value == int(value) else repr(value)
        return DAMAGED + whole if len(whole) >= 15 else whole
    return str(value)


def _find_header(tops: Iterator[list[list[str]]]) -> tuple[int, int, Recognised, list[str]]:
    """Return which of the readings has a header, in which row, as what, and the header.

    Raises UnknownFormatError for the row that looks most like a header when none fits.
    """
    widest: list[str] = []
    for reading, rows in enumerate(tops):
        for above, cells in enumerate(rows):
            header = [cell.strip().strip('"') for cell in cells]
            if recognised := recognise(header):
                if len(header) > WIDEST:
                    raise ImportFailedError(
                        f"Berkas berisi {len(header)} kolom; paling banyak {WIDEST}. "
                        "Hapus kolom kosong di sebelah kanan."
                    )
                return reading, above, recognised, header
            widest = max(widest, [cell for cell in header if cell], key=len)
    raise explain_unknown(widest)


def _store(workbench: duckdb.DuckDBPyConnection, reader: pa.RecordBatchReader) -> None:
    """Keep the rows as `mentah`: cells without outer spaces, NULL where nothing is left."""
    cells = ", ".join(f"{_trimmed(name)} AS {name}" for name in reader.schema.names)
    workbench.from_arrow(reader).project(cells).create("mentah")


def _trimmed(name: str) -> str:
    """Trim only where there may be something to trim: it halves the time of storing a file.

    Beyond ASCII (more bytes than signs) lie other spaces, which DuckDB's trim knows.
    """
    doubtful = f"{name} LIKE ' %' OR {name} LIKE '% ' OR strlen({name}) <> length({name})"
    return f"CASE WHEN {doubtful} THEN nullif(trim({name}), '') ELSE {name} END"
