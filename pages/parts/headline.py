"""What is read first: the sentence that says what is so, and the cards with the figures."""

from html import escape

import numpy as np
import streamlit as st

from pages.parts import published as store
from pages.parts import words
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import evidence
from queries.cube import Cube
from queries.indicator import Indicator


def sentence(text: str, detail: str = "") -> None:
    """Open the page with a sentence; `detail` stands small below it."""
    small = f"<small>{escape(detail)}</small>" if detail else ""
    kept = escape(text).replace(" %", "&nbsp;%")  # a number and its sign stay on one line
    st.html(f'<h1 class="kalimat">{kept}{small}</h1>')


def cards(published: Published, choice: Choice, indicators: tuple[Indicator, ...]) -> None:
    """Draw one card per indicator for the chosen area and month."""
    cubes = [store.cube_of(published.version, indicator.code) for indicator in indicators]
    drawn = "".join(_card(published, choice, cube) for cube in cubes)
    st.html(f'<div class="kartu-baris">{drawn}</div>')


def _card(published: Published, choice: Choice, cube: Cube) -> str:
    indicator = cube.indicator
    inside = store.inside(published, choice.kecamatan, choice.desa)
    trend = cube.trend(inside)
    now = trend.loc[choice.periode]
    plan = plan_pct(published, choice.periode)
    state = evidence.states(indicator, trend.loc[[choice.periode]], plan)[0]
    mark, said = words.STATES[state]
    lines = [
        _counts(indicator, now),
        f"{_target(indicator, plan)} · {_change(trend, cube, choice.periode)}",
        _villages(cube, inside, choice, plan),
    ]
    text = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    share = words.percent(now["numerator"], now["denominator"] * _known(now))
    return (
        f'<section class="kartu {state}"><h3>{escape(indicator.short)}</h3>'
        f'<div class="nilai">{share}</div>{_bar(now)}'
        f'<p class="keadaan">{mark} {escape(said)}</p>{text}</section>'
    )


def _bar(now) -> str:
    """A bar of the share, with what is unknown hatched beside it: neither yes nor no."""
    if not now["denominator"]:
        return '<div class="lajur"></div>'
    done, unsure = (100 * now[name] / now["denominator"] for name in ("numerator", "unknown"))
    unknown = f"{words.count(now['unknown'])} belum diketahui"
    return (
        f'<div class="lajur" title="{unknown}"><i style="width:{min(done, 100):.1f}%"></i>'
        f'<s style="width:{unsure:.1f}%"></s></div>'
    )


def _known(now) -> bool:
    """Where all of it is unknown there is no share to show: missing is never zero."""
    return now["unknown"] < now["denominator"]


def _counts(indicator: Indicator, now) -> str:
    if not now["denominator"]:
        return "belum ada data"
    return (
        f"{words.count(now['numerator'])} dari {words.count(now['denominator'])} {indicator.unit}"
    )


def _target(indicator: Indicator, plan: float | None) -> str:
    limits = indicator.limits(plan)
    if limits is None:
        return "tanpa target"
    name = "rencana" if indicator.thresholds.from_plan else "target"
    return f"{name} {words.level(limits[0])}"


def _change(trend, cube: Cube, month: str) -> str:
    """Against the month before; a new kegiatan starts anew, which is no change."""
    earlier = cube.before(month)
    if earlier is None:
        return "bulan pertama"
    return f"{words.points(change(trend, month, earlier))}"


def change(trend, month: str, earlier: str) -> float:
    """Return the difference in points of the values as shown; NaN where either is missing."""
    now, before = evidence.shown(trend.loc[[month, earlier], "value"])
    return float(now - before)


def _villages(cube: Cube, inside: np.ndarray, choice: Choice, plan: float | None) -> str:
    """How many desa of the area are to be looked into."""
    if choice.desa or cube.indicator.limits(plan) is None:
        return ""
    states = evidence.states(cube.indicator, cube.table(choice.periode)[inside], plan)
    found, of = int((states == evidence.ACT).sum()), int(inside.sum())
    return f"{words.STATES[evidence.ACT][0]} {found} dari {of} desa"


def plan_pct(published: Published, month: str) -> float | None:
    """Return how much of the month's kegiatan was planned by its as-of date, percent."""
    planned = published.months.loc[month, "rencana_pct"]
    return None if planned is None or np.isnan(planned) else float(planned)
