"""Plotly figures. Names, units and thresholds come from the indicator."""

from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from methods.plan import planned_share
from pages.parts import published as store
from pages.parts import words
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import evidence
from queries.cube import Cube
from queries.indicators import by_code
from queries.summary import Version

ACCENT, PLAIN, QUIET = "#1d7f86", "#9b7cc8", "#8a979a"
CONFIG = {"displayModeBar": False, "locale": "id"}
GREY_GRID = "rgba(128,128,128,0.25)"


def trend(published: Published, choice: Choice, cube: Cube) -> None:
    """Draw the chosen area's share by month, with the wider areas behind it."""
    areas = ((None, None), (choice.kecamatan, None), (choice.kecamatan, choice.desa))
    figure = _trend_figure(
        published.version, cube.indicator.code, tuple(dict.fromkeys(areas)), choice.projector
    )
    st.plotly_chart(figure, key="tren", config=CONFIG, alt=f"Tren {cube.indicator.nama}")


@st.cache_resource(max_entries=200, show_spinner=False)
def _trend_figure(version: Version, code: str, areas: tuple, large: bool) -> go.Figure:
    published, cube = store.published(version), store.cube_of(version, code)
    figure = go.Figure()
    colours = [QUIET, PLAIN, ACCENT][-len(areas) :] if len(areas) > 1 else [ACCENT]
    for (kecamatan, desa), colour in zip(areas, colours, strict=True):
        name = _short_name(published, kecamatan, desa)
        figure.add_trace(_line(cube, store.inside(published, kecamatan, desa), name, colour))
    _limits(figure, code)
    months = [words.short_month(month) for month in cube.months]
    figure.update_xaxes(categoryorder="array", categoryarray=months)
    _share_axis(figure)
    return _dressed(figure, large, height=300)


def _short_name(published: Published, kecamatan: str | None, desa: str | None) -> str:
    table = published.desa
    if desa:
        return table.loc[table["kode"] == desa, "nama"].iloc[0]
    if kecamatan:
        return table.loc[table["kode_kecamatan"] == kecamatan, "kecamatan"].iloc[0]
    return published.kabupaten.removeprefix("Kabupaten ")


def _line(cube: Cube, inside: np.ndarray, name: str, colour: str) -> go.Scatter:
    table = cube.trend(inside)
    said = [
        f"{words.percent(row.numerator, row.denominator)} · {words.count(row.numerator)} dari "
        f"{words.count(row.denominator)} {cube.indicator.unit}"
        for row in table.itertuples()
    ]
    known = (table["unknown"] < table["denominator"]).to_numpy()
    return go.Scatter(
        x=[words.short_month(month) for month in table.index],
        y=np.where(known, evidence.shown(table["value"]), np.nan),
        mode="lines+markers+text",
        name=name,
        text=[""] * (len(table) - 1) + [f" {name}"],
        textposition="top left",
        textfont={"color": colour},
        line={"color": colour, "width": 3},
        customdata=said,
        hovertemplate=f"<b>{name}</b> %{{x}}<br>%{{customdata}}<extra></extra>",
        cliponaxis=False,
    )


def _limits(figure: go.Figure, code: str) -> None:
    limits = by_code(code).limits()
    if limits is None:
        return
    watch, act = limits
    marks = [(act, "perlu ditelusuri", "bottom left")]
    if watch != act:
        marks.append((watch, "perhatian", "top left"))
    for limit, meaning, place in marks:
        figure.add_hline(
            y=limit,
            line={"dash": "dot", "width": 1.5, "color": QUIET},
            annotation={"text": f"{meaning} di bawah {words.level(limit)}"},
            annotation_position=place,
        )


def burn_up(campaign: pd.Series, done: pd.Series, target: int, until: date, large: bool) -> None:
    """Draw families done (`done`: cumulated by day) against the plan line up to the deadline."""
    days = pd.date_range(campaign["mulai"], campaign["batas"], freq="D")
    workdays = days[(days.dayofweek < 5) | (days == days[-1])]  # steps at weekends say nothing
    plan = target * planned_share(campaign["mulai"], campaign["batas"], workdays)
    figure = go.Figure()
    figure.add_trace(_days(workdays, plan, "Rencana", QUIET, "dash", target))
    figure.add_trace(_days(done.index, done.to_numpy(), "Selesai", ACCENT, "solid", target))
    figure.add_hline(
        y=target,
        line={"color": QUIET, "width": 1},
        annotation={"text": f"sasaran {words.count(target)} KK"},
        annotation_position="bottom left",
    )
    _mark_day(figure, until, f"data per {words.day(until)}")
    _mark_day(figure, pd.Timestamp(campaign["batas"]).date(), "batas waktu")
    figure.update_yaxes(title="KK selesai diverval", rangemode="tozero", tickformat=",d")
    figure.update_xaxes(tickvals=_month_starts(days), ticktext=_month_names(days))
    st.plotly_chart(
        _dressed(figure, large, height=380),
        key="kemajuan",
        config=CONFIG,
        alt="Keluarga selesai diverval per hari dibandingkan garis rencana",
    )


def _days(days, values, name: str, colour: str, dash: str, target: int) -> go.Scatter:
    said = [f"{words.count(v)} KK ({words.percent(v, target)})" for v in values]
    place = len(days) * 2 // 3 if dash == "dash" else len(days) - 1
    return go.Scatter(
        x=days,
        y=values,
        mode="lines+text",
        name=name,
        text=[name if day == place else "" for day in range(len(days))],
        textposition="top left" if dash == "dash" else "bottom right",
        textfont={"color": colour},
        line={"color": colour, "width": 3, "dash": dash},
        customdata=list(zip(said, [words.day(d) for d in days], strict=True)),
        hovertemplate=f"<b>{name}</b> %{{customdata[1]}}<br>%{{customdata[0]}}<extra></extra>",
    )


def _mark_day(figure: go.Figure, day: date, text: str) -> None:
    figure.add_vline(
        x=pd.Timestamp(day).timestamp() * 1000,
        line={"color": QUIET, "width": 1, "dash": "dot"},
        annotation={"text": text, "textangle": 0, "xanchor": "right"},
    )


def _month_starts(days: pd.DatetimeIndex) -> list:
    return [days[0], *[day for day in days[1:] if day.day == 1]]


def _month_names(days: pd.DatetimeIndex) -> list[str]:
    return [f"{d.day} {words.SHORT_MONTHS[d.month - 1]}" for d in _month_starts(days)]


def _share_axis(figure: go.Figure) -> None:
    """A share starts at zero; above 100 it is shown, as an alarm, and never clipped."""
    highest = np.nanmax([100, *[v for trace in figure.data for v in trace.y if v == v]])
    figure.update_yaxes(range=[0, highest * 1.04], ticksuffix=" %", dtick=25)


def _dressed(figure: go.Figure, large: bool, height: int) -> go.Figure:
    return figure.update_layout(
        height=int(height * (1.25 if large else 1)),
        margin={"l": 8, "r": 12, "t": 26, "b": 8},
        font={"size": 20 if large else 13},
        showlegend=False,
        separators=",.",
        hovermode="closest",
        yaxis={"gridcolor": GREY_GRID, "zerolinecolor": GREY_GRID},
        xaxis={"gridcolor": "rgba(0,0,0,0)"},
    )
