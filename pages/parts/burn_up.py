"""The burn-up of a campaign: done, planned and to be expected, day by day, to the deadline."""

from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from methods.plan import planned_share
from pages.parts import charts, downloads, listing, words
from pages.parts import published as store
from pages.parts.campaign import Progress
from pages.parts.charts import ACCENT, CONFIG, QUIET
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries.indicator import Badge
from queries.summary import Version

HEIGHT = 330
ROOM = 0.35  # of the width, that the words of a day take
FAN = "rgba(29,127,134,0.28)"
DEFINITION = (
    "Selesai: keluarga sasaran dengan hasil akhir (HITUNGAN PASTI). Rencana: merata pada hari "
    "kerja. Perkiraan: rentang 80 % bila 20 hari kerja terakhir berlanjut (TAKSIRAN)"
)


def chart(published: Published, choice: Choice, at: Progress) -> None:
    """Draw the burn-up of the chosen area, and offer its figures as a table; nothing where there
    is no target or the campaign has not begun."""
    if not at.target or at.until < at.begin:
        return
    area = choice.desa or choice.kecamatan or ""
    of = (published.version, at.name, choice.periode, area)
    figure = _figure(*of, choice.projector, charts.ink(choice.projector))
    st.plotly_chart(
        figure,
        key="kemajuan",
        config=CONFIG,
        alt="Keluarga selesai diverval per hari, garis rencana, dan perkiraan sampai batas waktu",
    )
    with st.expander("Angka grafik ini", key="angka-kemajuan", on_change="rerun") as figures:
        if figures.open:
            _table(published, choice, _lines(*of))


def _lines(version: Version, kegiatan: str, month: str, area: str) -> pd.DataFrame:
    """Return selesai, rencana, lower, median, upper by day: families, cumulated.

    Every day to the as-of date or deadline, then the workdays ahead and the deadline. NaN where
    a line is not drawn; plan on workdays, the first day and the deadline.
    """
    data, course = store.campaigns_of(version), store.course_of(version, kegiatan, month)
    begin, deadline = data.dates(kegiatan)
    mine = (data.days["kegiatan"] == kegiatan) & data.days["kode_desa"].str.startswith(area)
    targets = data.targets[data.targets["kegiatan"] == kegiatan]
    target = targets.loc[targets["kode_desa"].str.startswith(area), "sasaran"].sum()
    seen = pd.date_range(begin, min(course.as_of, deadline), freq="D")
    by_day = data.days[mine].groupby("tanggal")["jumlah"].sum()
    done = by_day.cumsum().reindex(seen, method="ffill").fillna(0)
    span = pd.date_range(begin, deadline, freq="D")
    open_ = np.is_busday(span.to_numpy("M8[D]"), holidays=data.off) | np.isin(
        span, [span[0], span[-1]]
    )
    plan = pd.Series(target * planned_share(begin, deadline, span, data.off), span)[open_]
    fan = store.forecast_of(version, kegiatan, month, area).fan
    fan = fan.set_axis(pd.DatetimeIndex(course.ahead[: len(fan)])) + done.iloc[-1]
    return pd.DataFrame({"selesai": done, "rencana": plan}).join(fan, how="outer")


@st.cache_resource(max_entries=100, show_spinner=False)
def _figure(
    version: Version, kegiatan: str, month: str, area: str, large: bool, ink: str | None
) -> go.Figure:
    rows = _lines(version, kegiatan, month, area)
    begin, deadline = store.campaigns_of(version).dates(kegiatan)
    as_of = store.course_of(version, kegiatan, month).as_of
    target = rows["rencana"].iloc[-1]
    now = rows["selesai"].dropna()
    ahead = now.iloc[-1] >= rows["rencana"].ffill()[now.index[-1]]
    below, above = "bottom right", "top left"  # where a name stands clear of the other line
    figure = go.Figure()
    for trace in _fan(rows, now):
        figure.add_trace(trace)
    places = (below, above) if ahead else (above, below)
    figure.add_trace(_line(rows["rencana"].dropna(), "Rencana", places[0], QUIET, "dash", target))
    figure.add_trace(_line(now, "Selesai", places[1], ACCENT, "solid", target))
    days = pd.date_range(begin, deadline, freq="D")
    side = "right" if (as_of - begin) > (deadline - begin) * ROOM else "left"
    marks = [
        _mark_target(target),
        _mark_day(as_of, f"data per {words.day(as_of)}", "top", side),
        _mark_day(deadline, "batas waktu", "bottom"),
    ]
    last = max(days[-1], pd.Timestamp(as_of))
    # All at once, in plain dicts: plotly checks the whole figure at every add_ and update_.
    figure.update_layout(
        shapes=[line for line, _ in marks],
        annotations=[*(said for _, said in marks), *_fan_name(rows)],
        yaxis={
            "title": {"text": "KK selesai diverval"},
            # room above the target for the words of the day
            "range": [0, 1.1 * max(target, now.max())],
            "tickformat": ",d",
        },
        xaxis={
            "tickvals": _month_starts(days),
            "ticktext": _month_names(days),
            "range": [days[0], last + (last - days[0]) * 0.02],
        },
    )
    return charts.dressed(figure, large, ink, height=HEIGHT)


def _fan(rows: pd.DataFrame, now: pd.Series) -> list[go.Scatter]:
    """The range of the forecast and its middle, from the last count on; none without one."""
    fan = rows[["lower", "median", "upper"]].dropna()
    if fan.empty:
        return []
    fan = pd.concat([pd.DataFrame(now.iloc[-1], now.index[-1:], fan.columns), fan])
    days = list(fan.index)
    said = [
        f"≈ {words.count(row.median)} KK, rentang {words.count(row.lower)}–{words.count(row.upper)}"
        for row in fan.itertuples()
    ]
    return [
        go.Scatter(
            x=days + days[::-1],
            y=[*fan["upper"], *fan["lower"][::-1]],
            fill="toself",
            fillcolor=FAN,
            line={"width": 0},
            mode="lines",
            hoverinfo="skip",
            name="Rentang",
        ),
        go.Scatter(
            x=days,
            y=fan["median"],
            mode="lines",
            name="Perkiraan",
            line={"color": ACCENT, "width": 2, "dash": "dot"},
            customdata=list(zip(said, map(words.day, days), strict=True)),
            hovertemplate="<b>Perkiraan (taksiran)</b> %{customdata[1]}<br>%{customdata[0]}"
            "<extra></extra>",
        ),
    ]


def _fan_name(rows: pd.DataFrame) -> list[dict]:
    """What the fan is, below its end."""
    lower = rows["lower"].dropna()
    if lower.empty:
        return []
    at = {"x": lower.index[-1], "xanchor": "right", "y": lower.iloc[-1], "yanchor": "top"}
    return [{"text": "perkiraan", "showarrow": False, "yshift": -14, **at}]


def _line(
    values: pd.Series, name: str, name_place: str, colour: str, dash: str, target: float
) -> go.Scatter:
    said = [f"{words.count(v)} KK{words.aside(words.percent(v, target))}" for v in values]
    place = len(values) * 2 // 3
    return go.Scatter(
        x=values.index,
        y=values.to_numpy(),
        mode="lines+text",
        name=name,
        text=[name if number == place else "" for number in range(len(values))],
        textposition=name_place,
        cliponaxis=False,
        line={"color": colour, "width": 3, "dash": dash},
        customdata=list(zip(said, map(words.day, values.index), strict=True)),
        hovertemplate=f"<b>{name}</b> %{{customdata[1]}}<br>%{{customdata[0]}}<extra></extra>",
    )


def _mark_target(target: float) -> tuple[dict, dict]:
    """The line of the target, and what it says."""
    line = {"x0": 0, "x1": 1, "xref": "x domain", "y0": target, "y1": target, "yref": "y"}
    said = {"x": 0, "xref": "x domain", "xanchor": "left", "y": target, "yref": "y"}
    return (
        {"type": "line", **line, "line": {"color": QUIET, "width": 1}},
        {"text": f"sasaran {words.count(target)} KK", "showarrow": False, **said, "yanchor": "top"},
    )


def _mark_day(day: date, text: str, place: str, side: str = "right") -> tuple[dict, dict]:
    """The line of a day, and what is written beside it, at the top or the bottom; `side` of the
    words that the line stands on."""
    at = pd.Timestamp(day).timestamp() * 1000
    line = {"x0": at, "x1": at, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain"}
    said = {"x": at, "xref": "x", "xanchor": side, "y": int(place == "top"), "yanchor": place}
    return (
        {"type": "line", **line, "line": {"color": QUIET, "width": 1, "dash": "dot"}},
        {"text": text, "textangle": 0, "showarrow": False, **said, "yref": "y domain"},
    )


def _month_starts(days: pd.DatetimeIndex) -> list:
    return [days[0], *[day for day in days[1:] if day.day == 1]]


def _month_names(days: pd.DatetimeIndex) -> list[str]:
    return [f"{d.day} {words.SHORT_MONTHS[d.month - 1]}" for d in _month_starts(days)]


def _table(published: Published, choice: Choice, rows: pd.DataFrame) -> None:
    heads = ("Tanggal", "Selesai (KK)", "Rencana (KK)", "Perkiraan (KK)", "Rentang 80 % (KK)")
    told = [
        (
            words.day(row.Index),
            *(_families(value) for value in (row.selesai, row.rencana, row.median)),
            words.DASH if np.isnan(row.lower) else f"{_families(row.lower)}–{_families(row.upper)}",
        )
        for row in rows.itertuples()
    ]
    listing.table(heads, told, heads[1:])
    downloads.plain(
        published,
        choice,
        "kemajuan verval",
        heads,
        told,
        badge=Badge.TAKSIRAN,
        definition=DEFINITION,
    )


def _families(value: float) -> str:
    return words.DASH if np.isnan(value) else words.count(value)
