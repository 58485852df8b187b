"""What is read first: the sentence that says what is so, and the cards with the figures."""

from html import escape

import numpy as np
import streamlit as st

from pages.parts import published as store
from pages.parts import words
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import alike, evidence
from queries.cube import Cube
from queries.export import FEWEST
from queries.indicator import Badge, Indicator
from queries.measure import value


def sentence(text: str, detail: str = "") -> None:
    """Open the page with a sentence; `detail` stands small below it."""
    small = f"<small>{escape(detail)}</small>" if detail else ""
    st.html(f'<h1 class="kalimat">{words.kept(escape(text))}{words.kept(small)}</h1>')


def badge(badge: Badge) -> None:
    """Head a section whose figures are all of one badge, with what that means."""
    st.html(f'<h3 class="sifat">{escape(badge.label)} <small>{escape(badge.meaning)}</small></h3>')


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
    change = _change(published, trend, cube, choice.periode)
    state = evidence.states(indicator, trend.loc[[choice.periode]], plan)[0]
    mark, said = words.STATES[state]
    lines = [
        counts(indicator, now),
        _target(indicator, plan) + (_villages(cube, inside, choice, plan) if _known(now) else ""),
        _without(cube, choice, inside) or change,  # then months are not of the same desa
    ]
    text = words.kept("".join(f"<p>{escape(line)}</p>" for line in lines if line))
    return (
        f'<section class="kartu {state}"><h3>{escape(indicator.short)}</h3>'
        f'<div class="nilai">{words.kept(share(indicator, now))}</div>{bar(indicator, now)}'
        f'<p class="keadaan">{mark} {escape(said)}</p>{text}</section>'
    )


def share(indicator: Indicator, sums) -> str:
    """Return the share as it is shown; a dash where it would say too much.

    That is where nothing is counted, where all of it is unknown, and below ten: counts only.
    """
    if not _known(sums):
        return words.DASH
    of = words.percent_of_any if indicator.unit == "desa" else words.percent
    return of(sums["numerator"], sums["denominator"])


def is_few(indicator: Indicator, sums) -> bool:
    """Whether something is counted, but too little of it for a percentage."""
    return indicator.unit != "desa" and 0 < sums["denominator"] < FEWEST


def bar(indicator: Indicator, now) -> str:
    """A bar of the share, with what is unknown hatched beside it: neither yes nor no."""
    if not now["denominator"] or is_few(indicator, now):
        return '<div class="lajur"></div>'
    done, unsure = (100 * now[name] / now["denominator"] for name in ("numerator", "unknown"))
    unknown = f"{words.count(now['unknown'])} belum diketahui"
    return (
        f'<div class="lajur" title="{unknown}"><i style="width:{min(done, 100):.1f}%"></i>'
        f'<s style="width:{unsure:.1f}%"></s></div>'
    )


def left_out(published: Published, choice: Choice, cube: Cube) -> str:
    """Say which desa the sum of the area goes without, as theirs cannot be true; else empty."""
    inside = store.inside(published, choice.kecamatan, choice.desa)
    found = cube.impossible(choice.periode, inside)
    if len(found) != 1:
        told = _without(cube, choice, inside)
        return f" {told.capitalize()}." if told else ""
    sums = cube.table(choice.periode).loc[found[0]]
    name = published.desa.set_index("kode").loc[found[0], "nama"]
    many = f"{words.count(sums['numerator'] + sums['unknown'])} dari"
    return f" Tanpa {name}: {many} {words.count(sums['denominator'])} tidak mungkin."


def _without(cube: Cube, choice: Choice, inside: np.ndarray) -> str:
    number = len(cube.impossible(choice.periode, inside))
    return f"tanpa {number} desa di atas 100 %" if number else ""


def _known(now) -> bool:
    """Where all of it is unknown there is no share to show: missing is never zero."""
    return now["unknown"] < now["denominator"]


def counts(indicator: Indicator, now) -> str:
    """Return the counts behind a share in words; where all is unknown, how many that are."""
    if not now["denominator"]:
        return "belum ada data"
    if not _known(now):
        return f"{words.count(now['unknown'])} {indicator.unit} belum diketahui"
    return (
        f"{words.count(now['numerator'])} dari {words.count(now['denominator'])} {indicator.unit}"
    )


def _target(indicator: Indicator, plan: float | None) -> str:
    limits = indicator.limits(plan)
    if limits is None:
        return "tanpa target"
    name = "rencana" if indicator.thresholds.from_plan else "target"
    return f"{name} {words.level(limits[0])}"


def _change(published: Published, trend, cube: Cube, month: str) -> str:
    """Against the month before, or why it is not; empty where too little is counted."""
    if cube.before(month) is None:
        return "bulan pertama"
    earlier, reason = month_before(published, cube, month)
    if reason:
        return reason
    both = trend.loc[[month, earlier]]
    now, before = evidence.shown(known_value(both))
    told = words.points(float(now - before), both["denominator"].min())
    few = any(is_few(cube.indicator, row) for row in both.to_dict("records"))
    return "" if few or told == words.DASH else f"{told} sejak {words.month_name(earlier)}"


def month_before(published: Published, cube: Cube, month: str) -> tuple[str | None, str]:
    """Return the month before; or None, and why it may not be compared with, if it is there."""
    earlier = cube.before(month)
    if earlier is None:
        return None, ""
    reason = alike.why_not(published.months, cube.indicator, cube.program, earlier, month)
    return (None, reason) if reason else (earlier, "")


def known_value(sums) -> np.ndarray:
    """Return percentages, NaN where nothing is counted or all is unknown: missing is not zero."""
    return value(sums["numerator"], sums["denominator"] * (sums["unknown"] < sums["denominator"]))


def _villages(cube: Cube, inside: np.ndarray, choice: Choice, plan: float | None) -> str:
    """How many desa of the area are to be looked into."""
    if choice.desa or cube.indicator.limits(plan) is None:
        return ""
    states = evidence.states(cube.indicator, cube.table(choice.periode)[inside], plan)
    if not evidence.judged(states).any():
        return ""
    found = int((states == evidence.ACT).sum())
    return f" · {words.STATES[evidence.ACT][0]} {found} desa"


def plan_pct(published: Published, month: str) -> float | None:
    """Return how much of the month's kegiatan was planned by its as-of date, percent."""
    planned = published.months.loc[month, "rencana_pct"]
    return None if planned is None or np.isnan(planned) else float(planned)
