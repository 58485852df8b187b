"""Damage done to sound files: by table, by text, by byte, and by part of a workbook.

`mutated(number, folder)` makes the same file of the same number every time.
"""

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from register.importers.cells import BLANKS
from register.importers.format import ImportFailedError
from register.importers.headings import find

ROOT = Path(__file__).parents[2]
SEEDS = sorted(
    path
    for folder in (ROOT / "tests" / "register" / "berkas", ROOT / "data_samples" / "contoh")
    for path in folder.iterdir()
    if path.suffix in (".csv", ".txt", ".xlsx")
)
LONGEST_TABLE = 120  # rows: what is wrong with a file of 100,000 is wrong with one of 100
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be", "latin-1")
NASTY = (
    "=1+1", "=CMD|'/c calc'!A0", "+62", "@SUM(A1)", "\x00", "\x01", "\ufeff", '"', "'", "''", ";",
    "|", ",", "\t", "\r", "\n", "\\", "%s", "{}", "<b>", "&amp;", "9" * 16, "0" * 16, "-1", "1e309",
    "NaN", "inf", "33102", "31/02/2020", "JUMLAH", "TOTAL", "Mengetahui", "𝟗𝟗𝟐𝟖", "٩٩٢٨", "é\u0301",
    "\u202e", "X" * 40_000, "3328010101000001", "*" * 16, "2958466", "0", "-", "None", "DROP TABLE",
)  # fmt: skip
Rows = list[list[str]]


@dataclass(frozen=True)
class Mutated:
    """A file made from a seed. `rows`: how many rows of data it must hold, (least, most).

    None where nobody can say any more.
    """

    path: Path
    told: str
    rows: tuple[int, int] | None


def mutated(number: int, folder: Path) -> Mutated:
    """Write mutated file `number` into a folder."""
    dice = random.Random(number)
    seed = SEEDS[number % len(SEEDS)]
    kind = dice.choices(("table", "bytes", "parts", "bomb"), (60, 25, 12, 3))[0]
    name = f"{number}-{kind}-{seed.stem}"
    if kind == "table":
        return _of_table(dice, seed, folder / name)
    if kind == "bytes":
        content, told = _of_bytes(dice, seed.read_bytes())
        return _written(folder / f"{name}{seed.suffix}", content, f"{seed.name}: {told}")
    books = [path for path in SEEDS if path.suffix == ".xlsx"]
    content, told = (_of_parts if kind == "parts" else _of_bomb)(dice, dice.choice(books))
    return _written(folder / f"{name}.xlsx", content, told)


def _written(path: Path, content: bytes, told: str) -> Mutated:
    path.write_bytes(content)
    return Mutated(path, told, None)


# --- by table -------------------------------------------------------------------------------


@cache
def _tables(seed: Path) -> dict[str, Rows]:
    """Return the cells of every sheet of a seed."""
    if seed.suffix == ".xlsx":
        book = CalamineWorkbook.from_path(seed)
        return {
            name: [[_shown(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python(
                skip_empty_area=False)][:LONGEST_TABLE]
            for name in book.sheet_names
        }  # fmt: skip
    content = seed.read_bytes()
    text = _decoded(content)
    readings = [list(csv.reader(io.StringIO(text, newline=""), delimiter=d)) for d in "|;,\t"]
    best = max(readings, key=lambda rows: max(map(len, rows)))
    return {"Data": best[:LONGEST_TABLE]}


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _shown(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _of_table(dice: random.Random, seed: Path, stem: Path) -> Mutated:
    tables = {name: [list(row) for row in rows] for name, rows in _tables(seed).items()}
    told = []
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        change = dice.choice(TABLE_CHANGES)
        name = dice.choice(list(tables))
        tables[name] = change(dice, tables[name])
        told.append(change.__name__)
    if dice.random() < 0.5:
        path, shape = _text(dice, stem, tables), "teks"
    else:
        path, shape = _book(dice, stem.with_suffix(".xlsx"), tables), "buku"
    shown = tables if shape == "buku" else {"Data": _longest(tables)}
    return Mutated(path, f"{seed.name}: {', '.join(told)} → {shape}", _counted(shown))


def _longest(tables: dict[str, Rows]) -> Rows:
    return max(tables.values(), key=len)


def _counted(tables: dict[str, Rows]) -> tuple[int, int] | None:
    """Return the least and most rows of data: those with a cell in a known column, or in any."""
    least = most = 0
    for rows in tables.values():
        try:
            found = find(rows)
        except ImportFailedError:  # too wide
            return None
        if not found:
            continue
        known = found.recognised.positions.values()
        width = len(found.cells)
        for row in rows[found.last + 1 :]:
            filled = [bool(cell.strip() not in BLANKS) for cell in row]
            least += any(filled[place] for place in known if place < len(filled))
            most += any(filled) or len(row) != width
    cells = "".join(cell for rows in tables.values() for row in rows for cell in row)
    if any(sign in cells for sign in "\r\n\x00"):  # some ways of writing them make other rows
        return None
    return least, most


def swap_columns(dice: random.Random, rows: Rows) -> Rows:
    """Swap two columns, headings and all."""
    a, b = dice.randrange(8), dice.randrange(8)
    for row in rows:
        if max(a, b) < len(row):
            row[a], row[b] = row[b], row[a]
    return rows


def swap_headings(dice: random.Random, rows: Rows) -> Rows:
    """Swap the headings of two columns, and leave the cells."""
    head = max(rows[:5], key=len, default=[])
    if len(head) > 1:
        a, b = dice.sample(range(len(head)), 2)
        head[a], head[b] = head[b], head[a]
    return rows


def drop_column(dice: random.Random, rows: Rows) -> Rows:
    place = dice.randrange(12)
    return [row[:place] + row[place + 1 :] for row in rows]


def shift_row(dice: random.Random, rows: Rows) -> Rows:
    """Put a cell into a row, so that the rest of it slides."""
    row = dice.choice(rows) if rows else []
    row.insert(dice.randint(0, len(row)), "geser")
    return rows


def repeat_rows(dice: random.Random, rows: Rows) -> Rows:
    again = [list(row) for row in dice.choices(rows, k=dice.randint(1, 30))] if rows else []
    return rows + again


def drop_rows(dice: random.Random, rows: Rows) -> Rows:
    return [row for row in rows if dice.random() > 0.3]


def shuffle_rows(dice: random.Random, rows: Rows) -> Rows:
    dice.shuffle(rows)
    return rows


def blank_rows(dice: random.Random, rows: Rows) -> Rows:
    at = dice.randint(0, len(rows))
    return rows[:at] + [[] for _ in range(dice.randint(1, 40))] + rows[at:]


def blank_cells(dice: random.Random, rows: Rows) -> Rows:
    return [[cell if dice.random() > 0.3 else "" for cell in row] for row in rows]


def nasty_cells(dice: random.Random, rows: Rows) -> Rows:
    for row in dice.sample(rows, min(len(rows), 4)):
        if row:
            row[dice.randrange(len(row))] = dice.choice(NASTY)
    return rows


def titles_above(dice: random.Random, rows: Rows) -> Rows:
    return [["DAFTAR REKAAN"] for _ in range(dice.randint(1, 16))] + rows


def totals_below(dice: random.Random, rows: Rows) -> Rows:
    block = [["JUMLAH", "", str(len(rows))], [], ["Mengetahui,"], ["Kepala Dinas"], ["SITI REKAAN"]]
    return rows + block[: dice.randint(1, 5)]


def wide(dice: random.Random, rows: Rows) -> Rows:
    return [row + ["lebar"] * dice.choice((0, 100, 600)) for row in rows]


def nothing(dice: random.Random, rows: Rows) -> Rows:
    return rows


TABLE_CHANGES: tuple[Callable[[random.Random, Rows], Rows], ...] = (
    swap_columns, swap_headings, drop_column, shift_row, repeat_rows, drop_rows, shuffle_rows,
    blank_rows, blank_cells, nasty_cells, titles_above, totals_below, wide, nothing,
)  # fmt: skip


def _text(dice: random.Random, stem: Path, tables: dict[str, Rows]) -> Path:
    delimiter, end = dice.choice("|;,\t"), dice.choice(("\n", "\r\n", "\r"))
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=delimiter, lineterminator=end)
    clean = _longest(tables)
    if delimiter == "|":  # nothing is quoted between pipes
        bad = re.compile(r'[|"\r\n]')
        clean = [[bad.sub("", cell) for cell in row] for row in clean]
    writer.writerows(clean)
    text = lines.getvalue()
    if dice.random() < 0.2:
        text = text.rstrip("\r\n")
    path = stem.with_suffix(dice.choice((".csv", ".txt")))
    path.write_bytes(text.encode(dice.choice(ENCODINGS), errors="replace"))
    return path


def _book(dice: random.Random, path: Path, tables: dict[str, Rows]) -> Path:
    """Write the sheets; now and then a hundred of them, numbers as numbers, texts inline."""
    many = dice.random() < 0.03
    options = {"constant_memory": dice.random() < 0.3}
    as_numbers = dice.random() < 0.1
    if many:
        hundred = list(enumerate(list(tables) * 100))
        told = {f"{name[:20]} {n}": [] if n % 7 == 3 else tables[name] for n, name in hundred}
        tables.clear()
        tables.update(told)
    with xlsxwriter.Workbook(str(path), options) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for place, cell in enumerate(row):
                    _put(sheet, line, place, cell, as_number=as_numbers)
    return path


def _put(sheet, line: int, place: int, cell: str, *, as_number: bool) -> None:
    if as_number and cell.isdecimal() and cell.isascii():
        sheet.write_number(line, place, int(cell))
    elif cell:
        sheet.write_string(line, place, cell[:32_767])


# --- by byte --------------------------------------------------------------------------------


def _of_bytes(dice: random.Random, content: bytes) -> tuple[bytes, str]:
    """Damage a file as it lies on the disk."""
    change = dice.choice(BYTE_CHANGES)
    at = dice.randrange(max(1, len(content)))
    return change(dice, content[:at], content[at:]), f"{change.__name__} at {at}"


def cut(dice: random.Random, head: bytes, tail: bytes) -> bytes:
    return head


def twice(dice: random.Random, head: bytes, tail: bytes) -> bytes:
    return head + tail + head + tail


def zeros(dice: random.Random, head: bytes, tail: bytes) -> bytes:
    return head + b"\0" * dice.randint(1, 64) + tail


def insert(dice: random.Random, head: bytes, tail: bytes) -> bytes:
    return head + dice.randbytes(dice.randint(1, 200)) + tail


def other_delimiter(dice: random.Random, head: bytes, tail: bytes) -> bytes:
    old = dice.choice((b";", b",", b"|", b"\t", b"\n", b'"'))
    return (head + tail).replace(old, dice.choice((b";", b",", b"|", b"\r", b"\n\n", b"")))


def mixed_encodings(dice: random.Random, head: bytes, tail: bytes) -> bytes:
    encoding = dice.choice(("utf-8", "utf-16-le", "utf-16", "cp500"))
    return head + tail.decode("cp1252", "replace").encode(encoding, "replace")


def stray_quote(dice: random.Random, head: bytes, tail: bytes) -> bytes:
    return head + b'"' + tail


def flip(dice: random.Random, head: bytes, tail: bytes) -> bytes:
    flipped = bytearray(head + tail)
    for _ in range(dice.choice((1, 1, 3, 30)) if flipped else 0):
        flipped[dice.randrange(len(flipped))] ^= 1 << dice.randrange(8)
    return bytes(flipped)


BYTE_CHANGES: tuple[Callable[[random.Random, bytes, bytes], bytes], ...] = (
    cut, twice, zeros, insert, other_delimiter, mixed_encodings, stray_quote, flip, flip,
)  # fmt: skip


# --- by part of a workbook ------------------------------------------------------------------


def _rezipped(book: Path, change: Callable[[str, bytes], bytes | None]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def _of_parts(dice: random.Random, book: Path) -> tuple[bytes, str]:
    """Damage one part inside a sound zip, so that no checksum tells."""
    with zipfile.ZipFile(book) as file:
        inside = [n for n in file.namelist() if n.startswith("xl/") or n.endswith(".rels")]
    part = dice.choice(inside)
    kind = dice.choice(("bytes", "bytes", "drop", "digits", "tags", "swap"))

    def change(name: str, content: bytes) -> bytes | None:
        if name != part:
            return content
        if kind == "drop":
            return None
        if kind == "digits":  # addresses, numbers of texts, styles
            digit = re.compile(rb"[0-9]")
            return digit.sub(
                lambda m: str(dice.randrange(10)).encode() if dice.random() < 0.02 else m[0],
                content,
            )
        if kind == "tags":
            tags = re.findall(rb"</?[a-z]+", content)
            return content.replace(dice.choice(tags), dice.choice(tags), 3) if tags else content
        if kind == "swap":
            return b"<x xmlns='y'/>"
        return _of_bytes(dice, content)[0]

    return _rezipped(book, change), f"{book.name}: {kind} in {part}"


def _of_bomb(dice: random.Random, book: Path) -> tuple[bytes, str]:
    """Make a workbook that unpacks to far more than it holds."""
    kind = dice.choice(("spaces", "blank rows", "one cell", "entities", "columns", "texts"))
    head = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    size = dice.choice((1, 20, 120)) << 20
    inner = {
        "spaces": lambda: b" " * size,
        "blank rows": lambda: b"".join(
            b'<row r="%d"><c r="A%d"/></row>' % (n, n) for n in range(1, min(size // 40, 1_048_577))
        ),
        "one cell": lambda: (
            b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
            + b"ab" * (size // 2)
            + b"</t></is></c></row>"
        ),
        "entities": lambda: b"",
        "columns": lambda: b'<row r="1">' + b"<c><v>1</v></c>" * (size // 16) + b"</row>",
        "texts": lambda: b"",
    }[kind]()

    def change(name: str, content: bytes) -> bytes:
        if kind == "texts" and name.endswith("sharedStrings.xml"):
            return b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>" + (
                b"<si><t>a</t></si>" * (size // 17)
            ) + b"</sst>"  # fmt: skip
        if name != "xl/worksheets/sheet1.xml":
            return content
        if kind == "entities":
            names = [b"a%d" % n for n in range(12)]
            lines = b"".join(
                b'<!ENTITY %s "%s">' % (one, (b"&%s;" % before) * 10)
                for before, one in zip(names, names[1:], strict=False)
            )
            return b'<!DOCTYPE x [<!ENTITY a0 "lol">' + lines + b"]>" + head + b"&a11;" + (
                b"</sheetData></worksheet>"
            )  # fmt: skip
        return head + inner + b"</sheetData></worksheet>" if kind != "texts" else content

    return _rezipped(book, change), f"{book.name}: bomb, {kind}, {size >> 20} MB"
