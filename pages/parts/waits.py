"""How long something waits, open cases included: in words, as a curve, as a table."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from methods.waiting import Waiting
from pages.parts import charts, downloads, listing, words
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries.estimates import ENOUGH
from queries.indicator import Badge

DAYS = (14, 30, 60, 90, 120, 180, 365)  # of the table beneath the curve
METHOD = (
    f"{Badge.TAKSIRAN.label} Kaplan-Meier, rentang 95 %, tanpa penimbang: yang masih terbuka ikut "
    "dihitung selama ia sudah menunggu."
)
HEADS = ("Jenis", "Jumlah", "Masih terbuka", "Separuh selesai (hari)", "9 dari 10 selesai (hari)")


def told(found: Waiting, unit: str, done: str) -> str:
    """Return the sentence; counts alone where fewer than 30 stand behind it."""
    counts = f"{words.count(found.n)} {unit} bertanggal, {words.count(found.n_open)} masih terbuka"
    left_out = found.n_without_date
    counts += f"; {words.count(left_out)} tanpa tanggal tidak ikut" if left_out else ""
    if found.n < ENOUGH:
        return f"{counts}. Kurang dari {ENOUGH}: lamanya belum dapat ditaksir."
    return (
        f"Separuh {unit} {done} dalam {days(found.median, found.median_range)}, 9 dari 10 dalam "
        f"{days(found.p90, found.p90_range)} ({counts})."
    )


def days(day: float, ends: tuple[float, float]) -> str:
    """A day with its range: "≈ 71 hari (69–73)"; what has not come to pass is said so."""
    low, high = ends
    if np.isnan(day):
        longer = f"; sedikitnya {words.count(low)} hari" if not np.isnan(low) else ""
        return f"waktu yang belum tercapai{longer}"
    upper = f"–{words.count(high)}" if not np.isnan(high) else " ke atas"
    return f"≈ {words.count(day)} hari ({words.count(low)}{upper})"


def tables(
    published: Published,
    choice: Choice,
    found: dict[str, Waiting],
    chosen: str,
    *,
    name: str,
    definition: str,
) -> None:
    """Offer what the curve says as tables: each kind, and the chosen one by days waited."""
    rows = [row(kind, each) for kind, each in found.items()]
    with st.expander("Lama menunggu sebagai tabel"):
        listing.table(HEADS, rows, numbers=HEADS[1:3])
        about = {"badge": Badge.TAKSIRAN, "definition": f"{definition} {METHOD}"}
        downloads.plain(published, choice, name, HEADS, rows, **about)
        lines = by_day(found[chosen]) if found[chosen].n >= ENOUGH else []
        if lines:
            listing.table(("Sesudah", f"Masih terbuka ({chosen})"), lines)


def row(name: str, found: Waiting) -> tuple[str, ...]:
    """Return a row under HEADS."""
    counts = (name, words.count(found.n), words.count(found.n_open))
    if found.n < ENOUGH:
        return (*counts, "belum cukup data", "belum cukup data")
    return (*counts, days(found.median, found.median_range), days(found.p90, found.p90_range))


def by_day(found: Waiting) -> list[tuple[str, str]]:
    """Return the curve as rows: after so many days, so many are still open, with the range."""
    curve = found.curve
    rows = []
    for day in DAYS:
        before = curve[curve["day"] <= day]
        if before.empty or day > curve["day"].iloc[-1]:
            continue
        last = before.iloc[-1]
        rows.append((f"{day} hari", _open(last, found.n)))
    return rows


def _open(at, counted: float) -> str:
    share = words.share(at["still_open"], counted)
    if np.isnan(at["lower"]):
        return share
    return f"≈ {share} ({words.span(at['lower'], at['upper'], counted)})"


def curve(found: Waiting, title: str, *, large: bool, key: str) -> None:
    """Draw the share still open by days waited, with its range; nothing of fewer than 30."""
    if found.n < ENOUGH or found.curve.empty:
        return
    table = found.curve
    x = [0, *table["day"]]
    banded = table[table["lower"].notna()]
    figure = go.Figure()
    edges = {"mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip"}
    for end, fill in (("lower", None), ("upper", "tonexty")):
        figure.add_trace(
            go.Scatter(
                x=[0, *banded["day"]],
                y=[100, *(100 * banded[end])],
                fill=fill,
                fillcolor="rgba(29,127,134,0.22)",
                **edges,
            )
        )
    said = ["100 %", *[_open(at, found.n) for _, at in table.iterrows()]]
    figure.add_trace(
        go.Scatter(
            x=x,
            y=[100, *(100 * table["still_open"])],
            mode="lines",
            line={"shape": "hv", "width": 3, "color": charts.ACCENT},
            customdata=said,
            hovertemplate="<b>%{x} hari</b><br>%{customdata} masih terbuka<extra></extra>",
        )
    )
    _marks(figure, ((found.median, 50, "separuh"), (found.p90, 10, "9 dari 10")))
    charts.dressed(figure, large, charts.ink(large), height=300)
    figure.update_yaxes(range=[0, 104], ticksuffix=" %", dtick=25, title_text="masih terbuka")
    figure.update_xaxes(range=[0, max(x) * 1.02], title_text="hari sejak awal", rangemode="tozero")
    st.plotly_chart(figure, key=key, config=charts.CONFIG, alt=title)


def _marks(figure: go.Figure, marks: Sequence[tuple[float, int, str]]) -> None:
    for day, level, name in marks:
        if np.isnan(day):
            continue
        line = {"dash": "dot", "width": 1.5, "color": charts.QUIET}
        figure.add_shape(type="line", x0=day, x1=day, y0=0, y1=level, line=line)
        figure.add_annotation(
            x=day,
            y=level,
            text=f"{name}: {words.count(day)} hari",
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
            xshift=4,
        )
