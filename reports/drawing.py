"""The spine chart of one desa and its line of months, as HTML that a page and a sheet both hold.

Marks and words are text, so that they grow, print and are read out; dots and lines are SVG in
data addresses, in greys that show on either theme. Looks: static/tulang.css.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

import numpy as np

from queries import evidence
from queries.indicator import Better
from queries.standing import Standing, figure

WIDTH, HEIGHT = 240, 20  # of the strip, in its own units
GREY, TEAL = "#7b8f92", "#328d97"


@dataclass(frozen=True)
class Row:
    """A standing and what is written of it: all texts come worded. `mark` is the sign of its
    state, `ends` what is written at the worse (or lower) and the better end of the strip."""

    standing: Standing
    name: str
    value: str
    counts: str
    mark: str
    state: str
    kecamatan: str
    kabupaten: str
    change: str
    ends: tuple[str, str]
    where: str
    months: str


def spine(heads: Sequence[str], rows: Sequence[Row]) -> str:
    """Return the table: indicator, desa, kecamatan, kabupaten, all desa, change, months."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(_row(heads, row) for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="tulang">{table}</div>'


def _row(heads: Sequence[str], row: Row) -> str:
    mark = f'<b class="tanda" title="{escape(row.state)}">{row.mark}</b>'
    value = (
        f"<b>{escape(row.value)}</b> {mark if row.standing.state != evidence.UNJUDGED else ''}"
        f'<span class="dengar">{escape(row.state)}</span><small>{escape(row.counts)}</small>'
    )
    cells = (
        ("nama", f"<b>{escape(row.name)}</b>"),
        (f"nilai {row.standing.state}", value),
        ("angka", escape(row.kecamatan)),
        ("angka", escape(row.kabupaten)),
        ("", _strip(row)),
        ("angka", escape(row.change)),
        ("", _months(row)),
    )
    return "<tr>{}</tr>".format(
        "".join(
            f'<td class="{kind}" data-judul="{escape(head)}">{text}</td>'
            for head, (kind, text) in zip(heads, cells, strict=True)
        )
    )


def reach(standing: Standing) -> tuple[float, float] | None:
    """Return the lowest and the highest value of a strip, None where there is none to draw."""
    if standing.middle is None:
        return None
    values = [*standing.others[[0, -1]], *standing.months.iloc[-1:].dropna()]
    low, high = float(min(values)), float(max(values))
    return (low, high) if high > low else None


def _strip(row: Row) -> str:
    ends = reach(row.standing)
    if ends is None:
        return f'<span class="samar">{escape(row.where)}</span>'
    standing = row.standing
    turned = standing.indicator.better is Better.LOWER
    dots = np.unique(np.round(WIDTH * _places(standing.others, ends, turned)).astype(int))
    left, right = sorted(_places(np.array(standing.middle), ends, turned) * WIDTH)
    drawn = (
        f"<rect x='{left:.0f}' width='{max(2, right - left):.0f}' y='3' height='14' rx='2' "
        f"fill='{GREY}' fill-opacity='.3'/><path d='{''.join(f'M{x} 10h0' for x in dots)}' "
        f"stroke='{GREY}' stroke-width='4' stroke-linecap='round' stroke-opacity='.5'/>"
    )
    everywhere = figure(standing.indicator, standing.kabupaten)
    if everywhere == everywhere:
        x = float(_places(np.array([everywhere]), ends, turned)[0]) * WIDTH
        drawn += f"<path d='M{x:.0f} 0v20' stroke='{GREY}' stroke-width='2'/>"
    picture = _image(drawn, WIDTH, HEIGHT, row.where)
    low, high = (f"<small>{escape(end)}</small>" for end in row.ends)
    return f'<div class="rentang">{picture}{_own(row, ends, turned)}</div>' + (
        f'<div class="ujung">{low}{high}</div>'
    )


def _own(row: Row, ends: tuple[float, float], turned: bool) -> str:
    own = row.standing.months.iloc[-1]
    if own != own:
        return ""
    place = 100 * _places(np.array([own]), ends, turned)[0]
    return f'<b class="ini {row.standing.state}" style="left:{place:.1f}%">{row.mark}</b>'


def _places(values: np.ndarray, ends: tuple[float, float], turned: bool) -> np.ndarray:
    """From 0 at the left to 1 at the right; turned where less is better, which lies right."""
    share = np.clip((values - ends[0]) / (ends[1] - ends[0]), 0, 1)
    return 1 - share if turned else share


def _months(row: Row) -> str:
    values = row.standing.months.to_numpy(float)
    if np.isnan(values).all():
        return '<span class="samar">–</span>'
    low, high = reach(row.standing) or (0.0, float(max(row.standing.indicator.per, 1)))
    low, high = min(low, np.nanmin(values)), max(high, np.nanmax(values))
    width, height = 96, 22
    steps = np.linspace(3, width - 3, len(values)) if len(values) > 1 else np.array([width / 2])
    heights = height - 3 - (height - 6) * (values - low) / ((high - low) or 1)
    known = ~np.isnan(values)
    path, pen = "", "M"
    for x, y, is_known in zip(steps, heights, known, strict=True):
        path += f"{pen}{x:.0f} {y:.1f}" + ("h0" if pen == "M" else "") if is_known else ""
        pen = "L" if is_known else "M"  # a month without a value is a gap, not a line
    drawn = (
        f"<path d='{path}' fill='none' stroke='{TEAL}' stroke-width='2' "
        "stroke-linecap='round' stroke-linejoin='round'/>"
    )
    if known[-1]:
        drawn += f"<circle cx='{steps[-1]:.0f}' cy='{heights[-1]:.1f}' r='3' fill='{TEAL}'/>"
    return _image(drawn, width, height, row.months)


def _image(drawn: str, width: int, height: int, said: str) -> str:
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' "
        f"viewBox='0 0 {width} {height}'>{drawn}</svg>"
    )
    address = quote(svg, safe=" ='/:,.-")
    return f'<img alt="{escape(said)}" title="{escape(said)}" src="data:image/svg+xml,{address}">'


def strip_of_months(cells: Sequence[tuple[str, str, str, str]]) -> str:
    """Return one box a month: (month, kind, sign, words); kind names its look."""
    drawn = "".join(
        f'<li class="{kind}"><b>{escape(sign)}</b><span>{escape(month)}</span>'
        f"<small>{escape(said)}</small></li>"
        for month, kind, sign, said in cells
    )
    return f'<ol class="bulan-musdes">{drawn}</ol>'
