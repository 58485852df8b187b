"""Files as rows of cells, and what single cells say: numbers, days, desa."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from python_calamine import CalamineWorkbook

FACTS = Path(__file__).parents[2] / "data_samples"


def facts(name: str) -> list[dict[str, str]]:
    """Return the rows of a file of facts."""
    with (FACTS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def areas() -> dict[tuple[str, str], str]:
    """Return (kecamatan, desa) → kode, names as letters only, other spellings included."""
    places = {row["kode"]: row for row in facts("wilayah/33.28.csv")}
    spellings = [(row["kode"], row["nama"]) for row in places.values()]
    spellings += [(row["kode"], row["nama"]) for row in facts("wilayah/33.28.alias.csv")]
    kecamatan_names = defaultdict(list)
    for kode, name in spellings:
        kecamatan_names[kode].append(letters(name))
    return {
        (kecamatan, letters(name)): kode
        for kode, name in spellings
        if places[kode]["tingkat"] in ("desa", "kelurahan")
        for kecamatan in kecamatan_names[places[kode]["kode_induk"]]
    }


def letters(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


KECAMATAN = ("KECAMATAN", "nmkec")
DESA = ("DESA/KELUARAHAN", "DESA/KELURAHAN", "nmdesa", "KELURAHAN")


def desa(cells: dict[str, str]) -> str | None:
    kecamatan, name = (
        next(cells[heading] for heading in headings if heading in cells)
        for headings in (KECAMATAN, DESA)
    )
    return areas().get((letters(kecamatan), letters(name)))


def lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (row number, cells by heading); the header is row 1, blank cells are ''."""
    if path.suffix == ".xlsx":
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        table = [[str(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    else:
        text = path.read_text(encoding="utf-8-sig")
        delimiter = max("|;,", key=text.splitlines()[0].count)
        quoting = csv.QUOTE_NONE if delimiter == "|" else csv.QUOTE_MINIMAL
        table = list(csv.reader(text.splitlines(), delimiter=delimiter, quoting=quoting))
    header, *body = table
    for number, cells in enumerate(body, start=2):
        yield number, dict(zip(header, [cell.strip() for cell in cells], strict=True))


def is_number(text: str) -> bool:
    return re.fullmatch("[0-9]{16}", text) is not None and len(set(text)) > 1


def is_nik(text: str) -> bool:
    """Sixteen digits; day of birth 1-31, for women 41-71; a month; a serial that is not 0000."""
    if not is_number(text):
        return False
    day, month, serial = int(text[6:8]), int(text[8:10]), int(text[12:])
    return (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12 and serial > 0


def day(text: str) -> date | None:
    """Return a day written dd/mm/yyyy or yyyy-mm-dd, as the sample writes them, else None."""
    parts = text.split("/")[::-1] if "/" in text else text.split("-")
    try:
        found = date(*map(int, parts))
    except (TypeError, ValueError):
        return None
    return found if date(1900, 1, 1) <= found else None


def is_day_or_empty(text: str) -> bool:
    return not text or day(text) is not None
