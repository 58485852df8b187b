"""Read delimited text: which encoding and delimiter it has, and its rows as Arrow batches."""

import codecs
import csv
import io
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from register.importers import cells, headings
from register.importers.catalogue import explain_unknown
from register.importers.format import ImportFailedError
from register.importers.headings import Headings

DELIMITERS = "|;,\t"
BLOCK = 1 << 23  # bytes; no row may be longer
TOP = 1 << 20  # signs in which the headings and the first rows are looked for
LOOKED_AT = 30  # rows below the headings, to see whether each ends with a delimiter too many
MOST_BROKEN, MOST_BROKEN_TEXT = 20_000, 64 << 20  # rows, and signs of them, of a wrong length

ONLY_HEADINGS = "Berkas hanya berisi judul kolom, tanpa satu baris data pun."
NO_TEXT = "Berkas rusak atau bukan daftar, tidak dapat dibuka. Buka di Excel, simpan sebagai .xlsx."
TOO_LONG = (
    "Ada baris yang terlalu panjang untuk sebuah daftar, biasanya karena tanda kutip yang dibuka "
    "tidak ditutup. Perbaiki tanda kutipnya, lalu impor lagi."
)


class TextFile:
    """A text file whose headings were recognised; `batches` reads its rows.

    `broken`: the places, from 0 below the headings, of rows whose number of cells is not that of
    the headings, with that number and the cells. They are in no batch. Known once all is read.
    """

    def __init__(self, path: Path, watch: Callable[[int], None]) -> None:
        self._path, self._watch = path, watch
        self.encoding = _encoding(path)
        with path.open(encoding=self.encoding, newline="") as file:
            top = file.read(TOP).lstrip("\ufeff")
        self.delimiter, rows, ends = _split(top)
        self.headings = headings.find(rows)
        if self.headings is None:
            raise explain_unknown(headings.longest(rows))
        below = rows[self.headings.last + 1 :]
        if not below:
            raise ImportFailedError(ONLY_HEADINGS)
        self._skipped_lines = ends[self.headings.last]
        self.cells = self.headings.cells + [""] * _ends_with_delimiter(self.headings, below)
        self.broken: dict[int, tuple[int, list[str]]] = {}
        self._too_many_broken = False

    def line(self, place: int) -> int:
        """Return the row number in the file of a place below the headings."""
        return self.headings.last + 2 + place

    def batches(self) -> pa.RecordBatchReader:
        """Return a reader of the rows (c0, c1, …: text). Raises ImportFailedError."""
        first = self._skipped_lines + 1
        weight = 0

        def skip(row: pa.csv.InvalidRow) -> str:
            nonlocal weight
            weight += len(row.text)
            if len(self.broken) >= MOST_BROKEN or weight > MOST_BROKEN_TEXT:
                self._too_many_broken = True
                return "error"
            found = row.text.split(self.delimiter)
            self.broken[row.number - first] = (row.actual_columns, found)
            return "skip"

        names = [f"c{i}" for i in range(len(self.cells))]
        bare = self.delimiter == "|"  # SIKS-NG quotes nothing between pipes
        reader = pyarrow.csv.open_csv(
            pa.PythonFile(_Watched(self._path, self._watch), mode="r"),
            pyarrow.csv.ReadOptions(
                use_threads=False,
                skip_rows=self._skipped_lines,
                column_names=names,
                encoding=self.encoding,
                block_size=BLOCK,
            ),
            pyarrow.csv.ParseOptions(
                delimiter=self.delimiter,
                quote_char=False if bare else '"',
                newlines_in_values=not bare,
                invalid_row_handler=skip,
                ignore_empty_lines=False,
            ),
            pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=cells.blanks(self.headings.recognised.format),
                strings_can_be_null=True,
            ),
        )
        return reader

    def explain(self, error: Exception) -> ImportFailedError:
        """Return in our words why the rows could not be read; the reader's own may quote one."""
        if self._too_many_broken:
            return ImportFailedError(
                f"Lebih dari {MOST_BROKEN // 1000}.000 baris tidak berisi {len(self.cells)} kolom "
                f"seperti judulnya, yang pertama baris {self.line(min(self.broken))}. "
                "Periksa tanda pemisah kolomnya."
            )
        if "straddling" in str(error):
            return ImportFailedError(TOO_LONG)
        return ImportFailedError(NO_TEXT)


@dataclass
class Numbering:
    """Which row number a row that was read has, when some were left out.

    `absent`: the places, from 0, of the rows that were left out.
    """

    absent: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._read_before = [place - k for k, place in enumerate(sorted(self.absent))]

    def place(self, no: int) -> int:
        """Return the place of the `no`-th row read."""
        return no + bisect_right(self._read_before, no)


class _Watched(io.RawIOBase):
    """A file that tells how many bytes have been read of it."""

    def __init__(self, path: Path, watch: Callable[[int], None]) -> None:
        super().__init__()
        self._file, self._watch = path.open("rb"), watch

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self._watch(len(block))
        return block

    def close(self) -> None:
        self._file.close()
        super().close()


def _encoding(path: Path) -> str:
    """Return utf-8 if the whole file is, utf-16 if it says so, else cp1252, as Office on Windows.

    Raises ImportFailedError when it is no text.
    """
    with path.open("rb") as blocks:
        start = blocks.read(2)
        blocks.seek(0)
        wide = start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8")()
        try:
            for block in iter(lambda: blocks.read(1 << 20), b""):
                if "\x00" in decoder.decode(block):
                    raise ImportFailedError(NO_TEXT)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            if wide:
                raise ImportFailedError(NO_TEXT) from None
            return _cp1252(path)
    return "utf-16" if wide else "utf-8"


def _cp1252(path: Path) -> str:
    """Return cp1252 if every byte is a sign of it."""
    undefined = (b"\x00", b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
    with path.open("rb") as blocks:
        for block in iter(lambda: blocks.read(1 << 20), b""):
            if any(byte in block for byte in undefined):
                raise ImportFailedError(NO_TEXT)
    return "cp1252"


def _split(top: str) -> tuple[str, list[list[str]], list[int]]:
    """Return the delimiter under which headings are found, the first rows, and where each ends.

    An end is a number of lines: a quoted heading may hold a line break.
    """
    readings = [(d, *_rows(top, d)) for d in DELIMITERS]
    found = [r for r in readings if headings.find(r[1])]
    return found[0] if found else max(readings, key=lambda r: len(headings.longest(r[1])))


def _rows(top: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    lines = io.StringIO(top, newline="")
    if delimiter == "|":
        rows = [
            line.rstrip("\r\n").split("|") for line in islice(lines, headings.WITHIN + LOOKED_AT)
        ]
        return rows, list(range(1, len(rows) + 1))
    reader = csv.reader(lines, delimiter=delimiter)
    rows, ends = [], []
    try:
        for row in islice(reader, headings.WITHIN + LOOKED_AT):
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error:  # a cell beyond all measure: what stands above it is enough
        pass
    return rows, ends


def _ends_with_delimiter(found: Headings, below: list[list[str]]) -> bool:
    """True where every row has one cell more than there are headings, and nothing in it."""
    rows = [row for row in below if any(cell.strip() for cell in row)]
    return bool(rows) and all(
        len(row) == len(found.cells) + 1 and not row[-1].strip() for row in rows
    )
