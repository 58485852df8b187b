"""Plotly figures. Names, units and thresholds come from the indicator."""

from collections.abc import Callable, Container, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.parts import headline, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import alike, evidence
from queries.cube import Cube
from queries.indicators import by_code
from queries.summary import Version

ACCENT, PLAIN, QUIET = "#1d7f86", "#9b7cc8", "#8a979a"
CONFIG = {"displayModeBar": False, "locale": "id"}
TOPS = (2, 4, 8, 20, 40)  # of an axis of small shares; a quarter of each is a whole tick
BREAK_LINE = 18  # px of a line of words at a break
GREY_GRID = "rgba(128,128,128,0.25)"
# Streamlit dresses a chart in the browser. The template plotly puts into every figure, colours of
# maps and candlesticks among it, is 3.6 of the 7 KB a trend sends at each change of filter.
BARE = go.layout.Template()


def trend(published: Published, choice: Choice, cube: Cube) -> None:
    """Draw the chosen area's share by month, with the wider areas behind it."""
    figure = _trend_figure(
        published.version,
        cube.indicator.code,
        _shown(choice),
        choice.projector,
        ink(choice.projector),
    )
    st.plotly_chart(figure, key="tren", config=CONFIG, alt=f"Tren {cube.indicator.nama}")


def _shown(choice: Choice) -> tuple[tuple[str | None, str | None], ...]:
    """Kecamatan and desa of each line, the widest first."""
    lines = ((None, None), (choice.kecamatan, None), (choice.kecamatan, choice.desa))
    return tuple(dict.fromkeys(lines))


def areas(published: Published, choice: Choice) -> dict[str, np.ndarray]:
    """Return by the name of each line of the trend which desa it is of."""
    return {
        _short_name(published, *area): store.inside(published, *area) for area in _shown(choice)
    }


@st.cache_resource(max_entries=200, show_spinner=False)
def _trend_figure(
    version: Version, code: str, areas: tuple, large: bool, ink: str | None
) -> go.Figure:
    published, cube = store.published(version), store.cube_of(version, code)
    figure = go.Figure()
    colours = [QUIET, PLAIN, ACCENT][-len(areas) :] if len(areas) > 1 else [ACCENT]
    broken = alike.breaks(published.months, cube.indicator, cube.program)
    for (kecamatan, desa), colour in zip(areas, colours, strict=True):
        name = _short_name(published, kecamatan, desa)
        inside = store.inside(published, kecamatan, desa)
        figure.add_trace(_line(cube, inside, name, colour, broken))
    _limits(figure, code)
    _axis_of_months(figure, cube.months)
    _mark_breaks(figure, broken)
    top = _share_axis(figure)
    dressed(figure, large, ink, height=300)
    _name_lines(figure, large, top)
    return figure


def _short_name(published: Published, kecamatan: str | None, desa: str | None) -> str:
    table = published.desa
    if desa:
        return table.loc[table["kode"] == desa, "nama"].iloc[0]
    if kecamatan:
        return table.loc[table["kode_kecamatan"] == kecamatan, "kecamatan"].iloc[0]
    return published.kabupaten.removeprefix("Kabupaten ")


def _axis_of_months(figure: go.Figure, months: Sequence[str]) -> None:
    names = [words.short_month(month) for month in months]
    figure.update_xaxes(categoryorder="array", categoryarray=names)


def _line(cube: Cube, inside: np.ndarray, name: str, colour: str, broken: pd.Series) -> go.Scatter:
    """One line over the months; where it is broken a point without a value stands between."""
    table = cube.trend(inside)
    said = [
        f"{headline.share(cube.indicator, row)} · {words.count(row['numerator'])} dari "
        f"{words.count(row['denominator'])} {cube.indicator.unit}"
        for row in table.to_dict("records")
    ]
    few = [headline.is_few(cube.indicator, row) for row in table.to_dict("records")]
    values = np.where(few, np.nan, evidence.shown(headline.known_value(table)))
    months, gaps = list(map(words.short_month, table.index)), np.flatnonzero(broken != "")
    points = np.insert(np.arange(len(months)), gaps, gaps)  # the month of a gap stands twice
    return go.Scatter(
        x=[months[point] for point in points],
        y=np.insert(values, gaps, np.nan),
        mode="lines+markers",
        name=name,
        line={"color": colour, "width": 3},
        customdata=[said[point] for point in points],
        hovertemplate=f"<b>{name}</b> %{{x}}<br>%{{customdata}}<extra></extra>",
        cliponaxis=False,
    )


def _name_lines(figure: go.Figure, large: bool, top: float) -> None:
    """Name each line at its end, in the margin, moved apart until no name covers another."""
    ends = {}
    for trace in figure.data:
        known = [y for y in trace.y if y == y]
        if known:
            ends[trace.name] = (known[-1], trace.line.color)
    gap = 0.09 * top  # of the axis: what one line of text takes, at either size
    names = sorted(ends, key=lambda name: -ends[name][0])
    heights: list[float] = []
    for name in names:
        heights.append(min(ends[name][0], heights[-1] - gap if heights else np.inf))
    lift = max(0, -min(heights, default=0))
    for name, height in zip(names, heights, strict=True):
        figure.add_annotation(
            text=f'<span style="color:{ends[name][1]}">■</span> {name}',
            xref="paper",
            x=1,
            xanchor="left",
            y=height + lift,
            showarrow=False,
        )
    longest = max(map(len, names), default=0)
    figure.update_layout(margin_r=(12 if large else 8) * (longest + 2))


def _limits(figure: go.Figure, code: str) -> None:
    limits = by_code(code).limits()
    if limits is None:
        return
    watch, act = limits
    said = f"perlu ditelusuri di bawah {words.level(act)}"
    if watch != act:
        said = f"perhatian di bawah {words.level(watch)}<br>{said}"
    side = _clear_side(figure, watch + 8)  # the words take some 16 points above the line
    for limit in {watch, act}:
        figure.add_hline(y=limit, line={"dash": "dot", "width": 1.5, "color": QUIET})
    figure.add_annotation(
        text=said,
        align=side,
        showarrow=False,
        xref="paper",
        x=0 if side == "left" else 1,
        xanchor=side,
        y=watch,
        yanchor="bottom",
    )


def _clear_side(figure: go.Figure, level: float) -> str:
    """The side on which the lines keep further away from a level, so words there can be read."""
    values = np.array([trace.y for trace in figure.data], dtype=float)
    quarter = max(1, values.shape[1] // 4)
    ends = {"left": values[:, :quarter], "right": values[:, -quarter:]}
    distance = {
        side: np.min(np.abs(part - level), initial=200, where=~np.isnan(part))
        for side, part in ends.items()
    }
    return max(distance, key=distance.get)


def _share_axis(figure: go.Figure) -> float:
    """A share starts at zero; above 100 it is shown, as an alarm, and never clipped.

    Return the top of the axis: 100 as a rule, less where all lines and limits lie far below it.
    """
    levels = [v for trace in figure.data for v in trace.y if v == v]
    levels += [line.y0 for line in figure.layout.shapes]
    highest = max(levels, default=100)
    top = next((t for t in TOPS if highest <= 0.9 * t), max(100, highest))
    figure.update_yaxes(range=[0, top * 1.04], ticksuffix=" %", dtick=top / 4 if top <= 100 else 25)
    return top


def ink(large: bool) -> str | None:
    """The colour of text: on a projector that of the theme, for the default grey washes out.

    Elsewhere None: the browser's own choice follows when somebody turns the theme around.
    """
    if not large:
        return None
    return st.get_option(f"theme.{st.context.theme.type or 'light'}.textColor")


def dressed(figure: go.Figure, large: bool, ink: str | None, height: int) -> go.Figure:
    """Give a figure the looks of all charts: bare, in Indonesian numbers, large on a projector."""
    return figure.update_layout(
        template=BARE,
        height=int(height * (1.25 if large else 1)),
        margin={"l": 8, "r": 12, "t": 26, "b": 8},
        font={"size": 20 if large else 13, "color": ink},
        showlegend=False,
        separators=",.",
        hovermode="closest",
        yaxis={"gridcolor": GREY_GRID, "zerolinecolor": GREY_GRID, "tickfont": {"color": ink}},
        xaxis={"gridcolor": "rgba(0,0,0,0)", "tickfont": {"color": ink}},
    )


def series(
    rows: pd.DataFrame, broken: pd.Series, *, title: str, suffix: str, large: bool, key: str
) -> None:
    """Draw a figure by month, with its range where it has one, broken as `alike.breaks` says.

    `rows` is indexed by periode: value, lower, upper (NaN: none), said (its words). The axis
    begins at zero.
    """
    figure = go.Figure()
    for _, part in rows.groupby((broken != "").cumsum().reindex(rows.index)):
        x = [words.short_month(month) for month in part.index]
        if part["lower"].notna().any():
            figure.add_trace(_band(x, part))
        figure.add_trace(
            go.Scatter(
                x=x,
                y=part["value"],
                mode="lines+markers",
                line={"color": ACCENT, "width": 3},
                customdata=part["said"],
                hovertemplate="<b>%{x}</b><br>%{customdata}<extra></extra>",
                cliponaxis=False,
            )
        )
    _axis_of_months(figure, rows.index)
    _mark_breaks(figure, broken.reindex(rows.index))
    highest = np.nanmax([1e-3, *rows["value"], *rows["upper"]])
    dressed(figure, large, ink(large), height=280)
    figure.update_yaxes(range=[0, 1.2 * highest], ticksuffix=suffix)
    st.plotly_chart(figure, key=key, config=CONFIG, alt=title)


def _band(x: list[str], part: pd.DataFrame) -> go.Scatter:
    """The range around an estimate: out along its upper ends and back along the lower."""
    return go.Scatter(
        x=x + x[::-1],
        y=[*part["upper"], *part["lower"][::-1]],
        fill="toself",
        fillcolor="rgba(29,127,134,0.22)",
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
    )


def _mark_breaks(figure: go.Figure, broken: pd.Series) -> None:
    """A line between months that may not be compared, and why: nothing is said across it.

    Three lines of words in turn: two breaks may be a month apart, and a phone is narrow.
    """
    for number, place in enumerate(np.flatnonzero(broken != "")):
        figure.add_vline(x=place - 0.5, line={"dash": "dash", "width": 1.5, "color": QUIET})
        figure.add_annotation(
            x=place - 0.5,
            y=1,
            yref="paper",
            text=broken.iloc[place],
            showarrow=False,
            xanchor="right" if place > len(broken) / 2 else "left",
            yanchor="bottom",
            yshift=-BREAK_LINE * (number % 3),
        )


def point_picker(
    key: str, codes: Container[str], on_pick: Callable[[str], None]
) -> Callable[[], None]:
    """Return the callback of a click on a point whose customdata begins with a code: on_pick(kode).

    `key` is the chart's. What a browser sends is input like any other: only `codes` are taken.
    """

    def picked() -> None:
        points = st.session_state[key]["selection"]["points"]
        kode = points[0]["customdata"][0] if points else None
        if kode in codes:
            on_pick(kode)

    return picked
