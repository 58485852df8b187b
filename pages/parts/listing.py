"""Plain tables of words and counts, as HTML: they grow in projector view and fold on a phone."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from pages.parts import words

NUMBERS = "angka"


def table(
    heads: Sequence[str], rows: Sequence[Sequence], numbers: Sequence[str] = (), dim=()
) -> None:
    """Draw rows of texts; the columns named in `numbers` stand to the right.

    A cell may be a pair, a text and a share from 0 to 1: it is drawn with a bar. `dim`: numbers of
    the rows that no longer count, drawn in grey. Every text is escaped.
    """
    kinds = [f' class="{NUMBERS}"' if head in numbers else "" for head in heads]
    head = "".join(f"<th{k}>{escape(h)}</th>" for h, k in zip(heads, kinds, strict=True))
    grey = [' class="redup"' if place in dim else "" for place in range(len(rows))]
    body = "".join(
        f"<tr{shade}>{_cells(heads, kinds, row)}</tr>"
        for shade, row in zip(grey, rows, strict=True)
    )
    drawn = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    # A table that scrolls must be reached by the keyboard (WCAG 2.1.1), and then says what it is.
    name = escape(f"Tabel: {', '.join(filter(None, heads))}")
    st.html(f'<div class="daftar" role="region" tabindex="0" aria-label="{name}">{drawn}</div>')


def _cells(heads: Sequence[str], kinds: Sequence[str], row: Sequence[str]) -> str:
    return "".join(
        f'<td{kind} data-judul="{escape(head)}">{_drawn(cell)}</td>'
        for head, kind, cell in zip(heads, kinds, row, strict=True)
    )


def _drawn(cell: str | tuple[str, float]) -> str:
    if not isinstance(cell, tuple):
        return words.kept(escape(str(cell)))
    text, share = cell
    bar = f'<div class="lajur"><i style="width:{100 * share:.1f}%"></i></div>'
    return f"{words.kept(escape(text))}{bar}"


def text(*lines: str, kind: str = "") -> None:
    """Draw lines that may hold a file's own words: escaped, and nothing in them is markup."""
    if not any(lines):
        return
    drawn = words.kept("".join(f"<p>{escape(line)}</p>" for line in lines if line))
    st.html(f'<div class="catatan {kind}">{drawn}</div>')


def figures(pairs: Sequence[tuple[str, str]]) -> None:
    """Draw a few large numbers with their words below."""
    drawn = "".join(
        f'<section class="kartu"><div class="nilai">{words.kept(escape(number))}</div>'
        f"<p>{words.kept(escape(said))}</p></section>"
        for number, said in pairs
    )
    st.html(f'<div class="kartu-baris hasil">{drawn}</div>')
