"""The sheet of one desa: one A4 page of HTML that prints by itself, without script or request.

It lays out and words nothing: figures come as the page of the desa writes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from reports import drawing
from reports.drawing import Row

STATIC = Path(__file__).parents[1] / "static"
SAMPLE = "DATA CONTOH, bukan data sebenarnya"


@dataclass(frozen=True)
class Block:
    """A heading, sentences below it, and a table: heads and rows of texts, or none."""

    title: str
    lines: Sequence[str]
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Sheet:
    """`status`: area, month, date, era and version; `figures`: (number, words); `sections`: badge,
    its meaning and its rows, which are never added up; `months`: a sentence and a cell a month.
    `blocks`: the first stands alone, as wide as the sheet, the others two by two."""

    name: str
    status: str
    is_sample: bool
    sentence: str
    detail: str
    figures: Sequence[tuple[str, str]]
    heads: Sequence[str]
    sections: Sequence[tuple[str, str, Sequence[Row]]]
    blocks: Sequence[Block]
    months: tuple[str, Sequence[tuple[str, str, str, str]]]
    note: str


def page(sheet: Sheet) -> str:
    """Return the whole document."""
    style = "".join((STATIC / name).read_text("utf-8") for name in ("tulang.css", "lembar.css"))
    sample = f'<b class="contoh">{SAMPLE}</b>' if sheet.is_sample else ""
    first, *others = sheet.blocks
    body = "".join(
        (
            f"<header>{sample}<p>{escape(sheet.status)}</p></header>",
            f"<h1>{escape(sheet.sentence)}<small>{escape(sheet.detail)}</small></h1>",
            _figures(sheet.figures),
            *(_section(sheet, *section) for section in sheet.sections if section[2]),
            _block(first),
            _months(*sheet.months),
            f'<div class="dua">{"".join(map(_block, others))}</div>',
            f"<footer>{escape(sheet.note)} {sample}</footer>",
        )
    )
    return (
        f'<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{escape(sheet.name)}'
        f"</title><style>{style}</style></head><body>{body}</body></html>"
    )


def _figures(figures: Sequence[tuple[str, str]]) -> str:
    drawn = "".join(f"<li><b>{escape(n)}</b> {escape(words)}</li>" for n, words in figures)
    return f'<ul class="ukuran">{drawn}</ul>'


def _section(sheet: Sheet, badge: str, meaning: str, rows: Sequence[Row]) -> str:
    head = f"<h2>{escape(badge)} <small>{escape(meaning)}</small></h2>"
    return head + drawing.spine(sheet.heads, rows)


def _months(told: str, cells: Sequence[tuple[str, str, str, str]]) -> str:
    head = f"<h2>Musdes 12 bulan <small>{escape(told)}</small></h2>"
    return head + drawing.strip_of_months(cells)


def _block(block: Block) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in block.lines)
    return f"<section><h2>{escape(block.title)}</h2>{lines}{_table(block)}</section>"


def _table(block: Block) -> str:
    if not block.rows:
        return ""
    head = "".join(f"<th>{escape(text)}</th>" for text in block.heads)
    body = "".join(
        "<tr>{}</tr>".format("".join(f"<td>{escape(cell)}</td>" for cell in row))
        for row in block.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
