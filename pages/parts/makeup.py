"""What a share is made of: yes, no and not known as bars of their own, and the reasons behind."""

from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import headline, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries.cube import Cube
from queries.indicator import Better, Indicator
from queries.indicators.completeness import ISIAN_LENGKAP

MOST_ITEMS = 5  # empty items that are named (indicators.md, I14)
YES, NO, UNKNOWN, REASON = "ya", "tidak", "belum", "sebab"


def bars(published: Published, choice: Choice, cube: Cube) -> None:
    """Draw the three sums of the chosen area and month, and below them the parts, not added up."""
    indicator = cube.indicator
    inside = store.inside(published, choice.kecamatan, choice.desa)
    whole = cube.trend(inside).loc[choice.periode]
    if not whole["denominator"]:
        st.caption("Belum ada yang dapat dirinci untuk wilayah dan bulan ini.")
        return
    parts = _parts(cube, choice.periode, inside)
    groups = [("", _split(indicator, whole))]
    if parts:
        groups.append((_about(indicator), parts))
    drawn = "".join(_group(indicator, *group) for group in groups)
    st.html(f'<table class="susunan">{drawn}</table>')


def _split(indicator: Indicator, whole: pd.Series) -> list[tuple]:
    """The denominator cut in three; whatever is not known is neither of the other two."""
    numerator, denominator, unknown = (whole[n] for n in ("numerator", "denominator", "unknown"))
    rows = [(YES, indicator.numerator.text, numerator, denominator)]
    rows.append((NO, "Selebihnya", denominator - numerator - unknown, denominator))
    if indicator.unknown is not None:
        rows.append((UNKNOWN, f"Belum diketahui: {indicator.unknown.text}", unknown, denominator))
    return rows


def _parts(cube: Cube, month: str, inside: np.ndarray) -> list[tuple]:
    """The parts of the breakdown, largest first; of mandatory items those most often empty."""
    rows = []
    for name in cube.indicator.breakdown:
        sums = cube.trend(inside, name).loc[month]
        numerator, denominator = sums["numerator"], sums["denominator"]
        if cube.indicator is ISIAN_LENGKAP:
            numerator = denominator - numerator - sums["unknown"]
        if denominator:
            rows.append((REASON, name, numerator, denominator))
    rows.sort(key=lambda row: -row[2])
    return rows[:MOST_ITEMS]


def _about(indicator: Indicator) -> str:
    if indicator is ISIAN_LENGKAP:
        return "Isian yang paling sering kosong"
    if indicator.better is Better.LOWER:
        return "Sebabnya"
    return "Di antaranya"


def _group(indicator: Indicator, title: str, rows: list[tuple]) -> str:
    head = ""
    if title:
        note = "bisa lebih dari satu sekaligus, jadi tidak dijumlahkan" if len(rows) > 1 else ""
        head = f"<tr><th colspan=3>{escape(title)} <small>{note}</small></th></tr>"
    return f"<tbody>{head}{''.join(_row(indicator, *row) for row in rows)}</tbody>"


def _row(indicator: Indicator, kind: str, name: str, number: float, of: float) -> str:
    sums = {"numerator": number, "denominator": of}
    few = headline.is_few(indicator, sums)
    share = "" if few else f" · {words.percent(number, of)}"
    width = 0 if few else min(100, 100 * number / of)
    return (
        f'<tr class="{kind}"><th scope="row">{escape(name)}</th>'
        f'<td class="batang"><i style="width:{width:.1f}%"></i></td>'
        f'<td class="angka">{words.count(number)} {escape(indicator.unit)}{share}</td></tr>'
    )
