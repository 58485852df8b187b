"""Strip plot: how recent the data of desa is, beside what the list says of their operators."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.parts import charts, filters, headline, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from pages.parts.staffing import STATES, Staff
from queries import evidence
from queries.export import FEWEST
from queries.indicators.completeness import KEMUTAKHIRAN_24
from queries.measure import value
from queries.officers import ABSENT, ACTIVE, QUIET, UNSAID

SHOWN = (ACTIVE, QUIET, UNSAID, ABSENT)
LANES = 7  # heights at which neighbours on the axis are drawn apart
WIDE = 0.3  # half the height of a strip; from one strip to the next is 1
NOTE = (
    "Bukan sebab-akibat: desa tanpa operator bisa juga desa yang jauh, kecil, atau baru berganti "
    "petugas."
)


def updates(published: Published, choice: Choice, staff: Staff) -> None:
    """Draw every desa of the area as a dot, in a strip for each state of its operators; a click
    chooses the desa."""
    rows = _rows(published, choice, staff)
    enough = rows[rows["share"].notna()]
    about = f"{KEMUTAKHIRAN_24.nama}, {words.month(choice.periode)}"
    st.markdown(f"**{about}, di samping keadaan operator** · {KEMUTAKHIRAN_24.badge.label}")
    if enough.empty:
        st.info("Belum ada desa yang punya angka ini dan ada pada daftar petugas.")
    else:
        key = f"operator-{choice.desa or ''}"  # anew, so that a second click lets go
        st.plotly_chart(
            _figure(enough, choice),
            key=key,
            config=charts.CONFIG,
            alt=f"{about} menurut keadaan operator; angkanya ada pada tabel operator tiap desa",
            on_select=charts.point_picker(key, set(enough.index), filters.pick_desa(published)),
            selection_mode="points",
        )
    left_out = len(rows) - len(enough)
    few = f" {left_out} desa tanpa angka atau dengan kurang dari {FEWEST} KK tidak digambar."
    median = f"Median hanya dari {FEWEST} desa atau lebih."
    st.caption(f"Tiap titik satu desa. {NOTE} {median}{few if left_out else ''}")


def _rows(published: Published, choice: Choice, staff: Staff) -> pd.DataFrame:
    """state, label, the three sums and share (percent; NaN: too few or not known) of the desa of
    the area that are on the list."""
    inside = store.inside(published, choice.kecamatan, None)
    sums = store.cube_of(published.version, KEMUTAKHIRAN_24.code).table(choice.periode)
    told = (sums["denominator"] >= FEWEST) & (sums["unknown"] < sums["denominator"])
    share = value(sums["numerator"], sums["denominator"].where(told, 0))
    rows = sums.assign(
        state=staff.desa["state"], label=published.desa["label"].to_numpy(), share=share
    )[inside]
    return rows[rows["state"].isin(SHOWN)]


def _figure(rows: pd.DataFrame, choice: Choice) -> go.Figure:
    strips = [(state, part) for state in SHOWN if len(part := rows[rows["state"] == state])]
    figure = go.Figure([_dots(part, place, choice.desa) for place, (_, part) in enumerate(strips)])
    for place, (state, part) in enumerate(strips):
        _named(figure, place, state, part)
    large = choice.projector
    charts.dressed(figure, large, charts.ink(large), height=54 + 74 * len(strips))
    figure.update_yaxes(range=[len(strips) - 1 + 0.45, -0.7], visible=False, fixedrange=True)
    top = max(100, 1.03 * rows["share"].max())
    figure.update_layout(margin_t=0)
    return figure.update_xaxes(
        range=[-1, top + 1], ticksuffix=" %", dtick=25, gridcolor=charts.GREY_GRID
    )


def _dots(rows: pd.DataFrame, place: int, chosen: str | None) -> go.Scatter:
    """Dots in order of their share, hollow where fewer than thirty are counted."""
    lanes = WIDE * (np.arange(len(rows)) * 3 % LANES - LANES // 2) / (LANES // 2)
    rows = rows.sort_values("share", kind="stable")
    rows = rows.assign(height=place + (lanes if len(rows) > 1 else 0.0))
    rows = rows.iloc[np.argsort(rows.index == chosen, kind="stable")]  # it lies above the others
    few, picked = rows["denominator"] < evidence.ENOUGH, rows.index == chosen
    said = [
        f"<b>{row['label']}</b><br>{headline.share(KEMUTAKHIRAN_24, row)} · "
        f"{words.count(row['numerator'])} dari {words.count(row['denominator'])} KK"
        for row in rows.to_dict("records")
    ]
    return go.Scatter(
        x=evidence.shown(rows["share"]),
        y=rows["height"],
        mode="markers",
        customdata=[[kode, each] for kode, each in zip(rows.index, said, strict=True)],
        hovertemplate="%{customdata[1]}<extra></extra>",
        marker={
            "size": np.where(picked, 15, 7),
            "color": np.where(few, charts.QUIET, charts.ACCENT),
            "symbol": np.where(few, "circle-open", "circle"),
            "opacity": 0.85,
            "line": {"width": np.where(picked, 3, 0), "color": "#b4590f"},
        },
        selected={"marker": {"opacity": 0.85}},
        unselected={"marker": {"opacity": 0.85}},
        cliponaxis=False,
    )


def _named(figure: go.Figure, place: int, state: str, rows: pd.DataFrame) -> None:
    """Write above a strip what it is of, and mark its median; of fewer than ten desa there is
    none."""
    said = f"<b>{STATES[state][1]}</b> · {len(rows)} desa"
    if len(rows) >= FEWEST:
        median = float(rows["share"].median())
        said += f" · median {words.level(np.floor(median + 0.5))}"
        figure.add_shape(
            type="line",
            x0=median,
            x1=median,
            y0=place - WIDE - 0.05,
            y1=place + WIDE + 0.05,
            line={"color": charts.PLAIN, "width": 4},
        )
    else:
        said += " (tanpa median)"
    figure.add_annotation(
        text=said,
        x=0,
        xref="paper",
        xanchor="left",
        y=place - WIDE - 0.06,
        yanchor="bottom",
        showarrow=False,
    )
