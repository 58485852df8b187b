"""Find the headings in the first rows of a sheet or a text file, and what they stand for.

Above them may stand titles and merged group headings; the headings themselves may take two rows,
a group above ("BANSOS") and names below ("PKH", "BPNT").
"""

from collections.abc import Iterator
from dataclasses import dataclass

from register.importers.catalogue import is_promising, recognise
from register.importers.format import ImportFailedError, Recognised

WITHIN = 15  # rows above the headings: title, kabupaten, period; more was never seen
WIDEST = 500  # columns; real files have at most some sixty


@dataclass(frozen=True)
class Headings:
    """`cells`: one heading per column, "" where there is none. `last`: their last row, from 0."""

    recognised: Recognised
    cells: list[str]
    last: int


def find(rows: list[list[str]]) -> Headings | None:
    """Return the headings among the first rows, or None if no format fits any of them.

    Two rows are taken together only where that names more fields than either alone.
    """
    cleaned = [[cell.strip().strip('"').strip() for cell in row] for row in rows[:WITHIN]]
    for place, row in enumerate(cleaned):
        below = cleaned[place + 1] if place + 1 < len(cleaned) else []
        if not is_promising(row + below):
            continue
        alone, next_alone = recognise(row), recognise(below)
        best = Headings(alone, row, place) if alone else None
        for together in _two_rows(row, below):
            found = recognise(together)
            if found and _fields(found) > max(_fields(alone), _fields(next_alone)):
                best = Headings(found, together, place + 1)
                break
        if best:
            return _not_too_wide(best)
    return None


def _fields(recognised: Recognised | None) -> int:
    return len(recognised.positions) if recognised else 0


def _two_rows(upper: list[str], lower: list[str]) -> Iterator[list[str]]:
    """Yield the headings of two rows read as one: the name below alone, then with its group."""
    if not any(lower):
        return
    width = max(len(upper), len(lower))
    upper = upper + [""] * (width - len(upper))
    lower = lower + [""] * (width - len(lower))
    yield [name or group for group, name in zip(upper, lower, strict=True)]
    together, group = [], ""
    for above, name in zip(upper, lower, strict=True):
        group = above or group
        together.append(f"{group} {name}".strip() if name else above)
    yield together


def _not_too_wide(found: Headings) -> Headings:
    if len(found.cells) > WIDEST:
        raise ImportFailedError(
            f"Berkas berisi {len(found.cells)} kolom; paling banyak {WIDEST}. "
            "Hapus kolom kosong di sebelah kanan."
        )
    return found


def longest(rows: list[list[str]]) -> list[str]:
    """Return the row that looks most like headings where none was recognised."""
    filled = [[cell.strip() for cell in row if cell.strip()] for row in rows[:WITHIN]]
    return max(filled, key=len, default=[])
