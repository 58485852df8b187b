"""Funnel plots: each desa's share over its size, with the limits of what chance alone does."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.parts import charts
from queries import groups
from queries.groups import Groups

# Told apart by shape before colour, as everywhere: what is worse, usual, better, too few.
MARKS = {
    groups.BAD: ("triangle-up", "#b5402a", 9),
    groups.USUAL: ("circle", charts.QUIET, 6),
    groups.GOOD: ("triangle-down", charts.ACCENT, 9),
    groups.FEW: ("circle-open", charts.QUIET, 6),
}
LINES = {"95": "dot", "998": "solid"}


def figure_of(
    found: Groups,
    table: pd.DataFrame,
    *,
    unit: str,
    chosen: str | None,
    large: bool,
    ink: str | None,
    per: int,
    worse_above: bool,
) -> go.Figure:
    """Return each desa's share, `per` so many, over its size, with the limits of chance.

    `table`: that of `found` with name and text (what a point says when hovered) of each desa.
    """
    figure = go.Figure([*_limit_lines(found, per), *_points(table, worse_above, per)])
    _named(figure, table, chosen, per)
    figure.update_xaxes(title={"text": unit}, rangemode="tozero", tickformat=",d")
    charts.dressed(figure, large, ink, height=380)
    top = per * min(1, max(1.15 * table["value"].max(), 2 * found.funnel.centre))
    return figure.update_yaxes(range=[0, top], ticksuffix=" %" if per == 100 else "")


def draw(
    figure: go.Figure,
    codes: pd.Index,
    chosen: str | None,
    on_pick: Callable[[str], None],
    *,
    one: str = "desa",
) -> None:
    """Draw a funnel; a click on a point in `codes`: on_pick(kode). `one`: what a point is."""
    # A key of its own for each desa chosen: a point once clicked would keep the chart from
    # reporting a second click on it, which lets go.
    key = f"corong-{one}-{chosen or ''}"
    st.plotly_chart(
        figure,
        key=key,
        config=charts.CONFIG,
        alt=f"Corong: bagian tiap {one} menurut besarnya, dengan batas kebetulan",
        on_select=charts.point_picker(key, codes, on_pick),
        selection_mode="points",
    )


def _limit_lines(found: Groups, per: int) -> list[go.Scatter]:
    largest = float(found.table["denominator"].max())
    sizes = np.unique(np.geomspace(1, max(2, largest * 1.05), 120).round())
    limits = found.funnel.limits(sizes)
    lines = [
        go.Scatter(
            x=sizes,
            y=per * limits[f"{side}_{name}"],
            mode="lines",
            line={"color": charts.QUIET, "width": 1.3, "dash": dash},
            hoverinfo="skip",
        )
        for name, dash in LINES.items()
        for side in ("lower", "upper")
    ]
    middle = go.Scatter(
        x=sizes[[0, -1]],
        y=[per * found.funnel.centre] * 2,
        mode="lines",
        line={"color": charts.ACCENT, "width": 1.5},
        hoverinfo="skip",
    )
    return [*lines, middle]


def _points(table: pd.DataFrame, worse_above: bool, per: int) -> list[go.Scatter]:
    shapes = (
        MARKS
        if worse_above
        else MARKS
        | {
            groups.BAD: ("triangle-down", *MARKS[groups.BAD][1:]),
            groups.GOOD: ("triangle-up", *MARKS[groups.GOOD][1:]),
        }
    )
    return [
        go.Scatter(
            x=rows["denominator"],
            y=per * rows["value"],
            mode="markers",
            marker={"symbol": symbol, "color": colour, "size": size, "opacity": 0.85},
            customdata=[[kode, text] for kode, text in rows["text"].items()],
            hovertemplate="%{customdata[1]}<extra></extra>",
        )
        for group, (symbol, colour, size) in shapes.items()
        if len(rows := table[table["group"] == group])
    ]


def _named(figure: go.Figure, table: pd.DataFrame, chosen: str | None, per: int) -> None:
    """Write the names of the desa to look into, as far as they fit, and ring the one chosen."""
    for row in _apart(table[table["flagged"]]).itertuples():
        figure.add_annotation(
            x=row.denominator,
            y=per * row.value,
            text=row.name,
            showarrow=False,
            xanchor="left",
            xshift=7,
        )
    if chosen in table.index:
        row = table.loc[chosen]
        ring = {"symbol": "circle-open", "size": 18, "color": charts.PLAIN, "line": {"width": 3}}
        figure.add_trace(
            go.Scatter(
                x=[row["denominator"]],
                y=[per * row["value"]],
                mode="markers+text",
                text=[row["name"]],
                textposition="bottom center",
                marker=ring,
                hoverinfo="skip",
            )
        )


def _apart(table: pd.DataFrame) -> pd.DataFrame:
    """The rows whose names would not cover each other, the worst affected first; at most ten."""
    kept: list = []
    gap = 0.06 * table["value"].max()  # of share, what a line of text takes
    for row in table.sort_values("numerator", ascending=False).itertuples():
        if all(abs(row.value - other.value) > gap for other in kept):
            kept.append(row)
    return table.loc[[row.Index for row in kept[:10]]]
