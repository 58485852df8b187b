"""The two error pages: their sections by badge, what is chosen there, and what is read first.

A section is one figure. Sections have different badges and are never added up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from methods import proportions
from methods.poststratify import Estimate
from pages.parts import decided, filters, headline, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import alike, evidence
from queries.cube import Cube
from queries.estimates import ESTIMATES
from queries.indicator import Definition, Indicator
from queries.indicators import BY_CODE
from queries.indicators.computed import TERDAFTAR_TIDAK_LAYAK
from queries.measure import value

NO_PROGRAMME = "Semua bantuan per keluarga"
MONTH_BEFORE = "Bulan sebelumnya"
LAST_RAKOR = "Rakor terakhir"
HALF = 0.5
NEVER_KNOWN = "Angka ini tidak menghitung warga miskin yang belum pernah didata."


@dataclass(frozen=True)
class Subject:
    """What the error pages let people choose: a programme ("": all per family) and the month to
    compare with (None: the one before)."""

    program: str
    since: str | None


@dataclass(frozen=True)
class Section:
    """One figure of a page: how it is called in the choice of sections, and what it is."""

    label: str
    definition: Definition

    @property
    def is_count(self) -> bool:
        return isinstance(self.definition, Indicator)

    @property
    def is_estimate(self) -> bool:
        return self.definition.code in ESTIMATES


def _sections(**codes: str) -> dict[str, Section]:
    named = {label.replace("_", " "): code for label, code in codes.items()}
    return {label: Section(label, BY_CODE[code]) for label, code in named.items()}


INCLUSION = _sections(
    Status_bermasalah="status_bermasalah_pct",
    Penerima_tidak_layak="penerima_tidak_layak",
    Terdaftar_tidak_layak="terdaftar_tidak_layak",
    Di_luar_desil="luar_desil_pct",
    Pembanding_BPS="rasio_bps",
)
EXCLUSION = _sections(
    Belum_menerima="belum_menerima_pct",
    Layak_belum_menerima="layak_belum_menerima",
    Temuan_usulan="temuan_layak_per_1000",
    Pembanding_BPS="rasio_bps",
)


def choose(published: Published) -> Subject:
    """Draw the choice of programme and of the month to compare with."""
    options = {NO_PROGRAMME: "", **{name: name for name in store.programmes_of(published.version)}}
    program = st.selectbox("Program", options, key="program", bind="query-params")
    months = {words.month(code): code for code in reversed(published.months["periode"].tolist())}
    earlier = _at_the_last_rakor(published) | months
    since = st.selectbox(
        "Bandingkan dengan", [MONTH_BEFORE, *earlier], key="sejak", bind="query-params"
    )
    return Subject(options[program], earlier.get(since))


def _at_the_last_rakor(published: Published) -> dict[str, str]:
    """The newest month whose figures the last rakor could see, under what it is called."""
    day = decided.last_rakor()
    if day is None:
        return {}
    known = pd.to_datetime(published.months["tanggal_acuan"]) <= pd.Timestamp(day)
    return {LAST_RAKOR: published.months.index[known][-1]} if known.any() else {}


def section(sections: dict[str, Section]) -> Section:
    """Draw the choice of section; its name stands in the address."""
    chosen = filters.part(list(sections))
    return sections[chosen]


def program_of(choice: Choice, definition: Definition) -> str:
    """The programme chosen, where the figure is known by programme; else all."""
    by_programme = getattr(definition, "by", None)
    if by_programme is not None:
        return choice.subject.program if ("program",) in by_programme else ""
    return "" if definition is TERDAFTAR_TIDAK_LAYAK else choice.subject.program


def cube_of(published: Published, choice: Choice, section: Section) -> Cube:
    """Return the sums of a counted section, of the programme chosen."""
    definition = section.definition
    return store.cube_of(published.version, definition.code, program_of(choice, definition))


def about(choice: Choice, definition: Definition) -> str:
    """Whose figure it is: the programme, or all."""
    if definition is TERDAFTAR_TIDAK_LAYAK:
        return "semua keluarga terdaftar"
    return program_of(choice, definition) or "bantuan per keluarga"


def compared_with(published: Published, choice: Choice, section: Section) -> tuple[str | None, str]:
    """Return the month to compare a section's figure with, and why it may not be: then None.

    None without a reason: the month before is not there.
    """
    months = published.months
    place = months.index.get_loc(choice.periode)
    since = choice.subject.since
    if since is None:
        before = str(pd.Period(choice.periode, "M") - 1)
        since = before if before in months.index else None
    if since is None:
        return None, ""
    if months.index.get_loc(since) >= place:
        return None, "bukan bulan sebelumnya"
    program = program_of(choice, section.definition)
    reason = alike.why_not(months, section.definition, program, since, choice.periode)
    return (None, reason) if reason else (since, "")


def area(published: Published, choice: Choice) -> str:
    """Return the code of the chosen area, as estimates take it."""
    return choice.desa or choice.kecamatan or published.code


def opening(published: Published, choice: Choice, section: Section) -> tuple[str, str]:
    """Return what the chosen section says of the chosen area, and what it does not say."""
    definition = section.definition
    detail = f"{definition.badge.label}: {definition.badge.meaning}"
    where = filters.area_name(published, choice)
    if section.is_count:
        told = _counted(published, choice, section, where)
    elif section.is_estimate:
        told = _estimated(published, choice, section, where)
        made = _made_of(definition, estimate(published, choice, section))
        detail = f"{definition.badge.label}. {made}"
    else:
        told = _outside(published, choice)
    if choice.subject.program and not program_of(choice, definition):
        detail += f" Pilihan program {choice.subject.program} tidak berlaku untuk angka ini."
    return told, detail


def _nothing(definition: Definition, where: str, choice: Choice) -> str:
    return f"Belum ada angka “{definition.short}” untuk {where}, {words.month(choice.periode)}."


def _counted(published: Published, choice: Choice, section: Section, where: str) -> str:
    indicator, now = section.definition, _sums(published, choice, section, choice.periode)
    if not now["denominator"] or now["unknown"] == now["denominator"]:
        return _nothing(indicator, where, choice)
    counts = f"{words.count(now['numerator'])} dari {words.count(now['denominator'])}"
    said = SAID[indicator.code].format(
        counts=f"{counts} {indicator.unit}",
        n=words.count(now["numerator"]),
        rate=_aside(indicator, now),
        area=where,
        about=about(choice, indicator),
    )
    unsure = f"; {words.count(now['unknown'])} belum diketahui" if now["unknown"] else ""
    return f"{said}{unsure}."


SAID = {
    "status_bermasalah_pct": "{counts} penerima {about} di {area} tercatat meninggal, pindah, atau "
    "NIK ganda{rate}",
    "luar_desil_pct": "{counts} penerima {about} di {area} berada di luar desil sasaran{rate}",
    "belum_menerima_pct": "{counts} dalam desil sasaran {about} di {area} belum menerima{rate}",
    "temuan_layak_per_1000": "{n} keluarga layak ditemukan lewat usulan di {area} dan belum masuk "
    "penetapan{rate}",
}


def _aside(indicator: Indicator, sums) -> str:
    """The rate in brackets; nothing where so few are counted that they are told alone."""
    told = rate(indicator, sums)
    if told == words.DASH or indicator.is_share:
        return words.aside(told)
    return f" ({told} keluarga terdaftar)"


def _by_chance(indicator: Indicator, sums) -> str:
    """How far chance alone can move a rate of finds: it is for comparing, not for doubting them."""
    limits = proportions.byar([sums["numerator"]]).iloc[0]
    low, high = (
        words.rate(limits[end], sums["denominator"], indicator.per).split(" per ")[0]
        for end in ("lower", "upper")
    )
    return "" if low == words.DASH else f", wajar {low}–{high}"


def rate(indicator: Indicator, sums) -> str:
    """Return a rate as it is shown: a share, or so many per 1.000."""
    if indicator.is_share:
        return headline.share(indicator, sums)
    return words.rate(sums["numerator"], sums["denominator"], indicator.per)


def _estimated(published: Published, choice: Choice, section: Section, where: str) -> str:
    definition, found = section.definition, estimate(published, choice, section)
    if np.isnan(found.value):
        return _nothing(definition, where, choice).replace("angka", "taksiran")
    if found.n < evidence.ENOUGH:
        above = "; lihat kabupatennya" if choice.kecamatan else ""
        above = "; lihat kecamatannya" if choice.desa else above
        return (
            f"{where}: baru {words.count(found.n)} KK terverifikasi, terlalu sedikit untuk "
            f"taksiran “{definition.short}”{above}."
        )
    guess = GUESSED[definition.code].format(about=about(choice, definition), area=where)
    share, span = (
        words.share(found.value, found.n),
        words.span(found.lower, found.upper, found.n),
    )
    return f"Diperkirakan {share} ({span}) {guess}."


GUESSED = {
    "penerima_tidak_layak": "penerima {about} di {area} tidak layak",
    "terdaftar_tidak_layak": "keluarga terdaftar di {area} tidak lagi layak",
    "layak_belum_menerima": "keluarga layak dalam desil sasaran {about} di {area} belum menerima",
}


def _made_of(definition: Definition, found: Estimate) -> str:
    """How an estimate was made, and what holds without any assumption where that is needed."""
    if np.isnan(found.value):
        return ""
    verified = words.share(found.share_verified, found.population)
    told = (
        f"Dari {words.count(found.n)} KK terverifikasi ({verified} dari "
        f"{words.count(found.population)} KK), ditimbang menurut desa, penerima atau bukan, desil, "
        "dan kepadanan."
    )
    if not needs_bounds(definition, found):
        return told
    return f"{told} Tanpa anggapan apa pun: {words.span(*found.bounds, found.population)}."


def needs_bounds(definition: Definition, found: Estimate) -> bool:
    """Whether the bounds without assumptions must stand beside it: I7 always, else below half."""
    return definition is TERDAFTAR_TIDAK_LAYAK or found.share_verified < HALF


def _outside(published: Published, choice: Choice) -> str:
    filled = store.readings_of(published.version, choice.periode).get("rasio_bps")
    if not filled:
        return f"Belum ada pembanding BPS untuk {published.kabupaten}."
    span = filled["range"].replace("rse", "RSE")
    return (
        f"Jiwa terdaftar dalam desil 1-4 ialah {filled['value']} kali penduduk miskin menurut BPS "
        f"{filled['year']} ({span}), {published.kabupaten}."
    )


def estimate(
    published: Published, choice: Choice, section: Section, month: str | None = None
) -> Estimate:
    """Return the estimate of the chosen area, of the chosen month or another."""
    return store.estimate_of(
        published.version,
        month or choice.periode,
        section.definition.code,
        program_of(choice, section.definition),
        area(published, choice),
    )


def _sums(published: Published, choice: Choice, section: Section, month: str):
    inside = store.inside(published, choice.kecamatan, choice.desa)
    return cube_of(published, choice, section).trend(inside).loc[month]


def cards(published: Published, choice: Choice, sections: dict[str, Section]) -> None:
    """Draw one card per section for the chosen area; each with its badge, none added to another."""
    drawn = "".join(_card(published, choice, each) for each in sections.values())
    st.html(f'<div class="kartu-baris">{drawn}</div>')


def _card(published: Published, choice: Choice, section: Section) -> str:
    of: Callable = _outside_lines
    if section.is_count:
        of = _count_lines
    elif section.is_estimate:
        of = _estimate_lines
    state, shown, lines = of(published, choice, section)
    mark, said = words.STATES[state]
    judged = f'<p class="keadaan">{mark} {escape(said)}</p>' if mark else ""
    text = words.kept("".join(f"<p>{escape(line)}</p>" for line in lines if line))
    badge = f'<p class="sifat">{section.definition.badge.label}</p>'
    return (
        f'<section class="kartu {state}"><h3>{escape(section.definition.short)}</h3>'
        f'<div class="nilai">{words.kept(escape(shown))}</div>{badge}{judged}{text}</section>'
    )


Lines = tuple[str, str, list[str]]


def _count_lines(published: Published, choice: Choice, section: Section) -> Lines:
    now = _sums(published, choice, section, choice.periode)
    indicator = section.definition
    if not now["denominator"] or now["unknown"] == now["denominator"]:
        return evidence.NONE, words.DASH, []
    if indicator.is_share:
        counts = f"{words.count(now['numerator'])} dari {words.count(now['denominator'])}"
        counts = f"{counts} {indicator.unit}"
    else:
        counts = f"{words.count(now['numerator'])} {indicator.unit}{_by_chance(indicator, now)}"
    unsure = f"{words.count(now['unknown'])} belum diketahui" if now["unknown"] else ""
    lines = [counts, unsure or change(published, choice, section)]
    return evidence.UNJUDGED, rate(indicator, now), lines


def _estimate_lines(published: Published, choice: Choice, section: Section) -> Lines:
    found = estimate(published, choice, section)
    if np.isnan(found.value):
        return evidence.NONE, words.DASH, []
    state = evidence.of_estimate(section.definition, found)
    verified = f"{words.count(found.n)} dari {words.count(found.population)} KK diverval"
    if state == evidence.FEW:
        return state, words.DASH, [verified]
    range_ = f"rentang {words.span(found.lower, found.upper, found.n)}"
    return state, f"≈ {words.share(found.value, found.n)}", [range_, verified]


def _outside_lines(published: Published, choice: Choice, section: Section) -> Lines:
    filled = store.readings_of(published.version, choice.periode).get(section.definition.code)
    if not filled:
        return evidence.NONE, words.DASH, []
    told = [f"BPS {filled['year']} · kabupaten", filled["range"].replace("rse", "RSE")]
    return evidence.UNJUDGED, f"{filled['value']}×", told


def change(published: Published, choice: Choice, section: Section) -> str:
    """Say how a count has changed since the month to compare with, or why that is not said."""
    since, reason = compared_with(published, choice, section)
    if since is None:
        return reason
    now, before = (_sums(published, choice, section, m) for m in (choice.periode, since))
    few = any(headline.is_few(section.definition, row) for row in (now, before))
    if few or not before["denominator"] or before["unknown"] == before["denominator"]:
        return ""
    per = section.definition.per
    shares = [float(value(r["numerator"], r["denominator"], per)) for r in (now, before)]
    least = min(now["denominator"], before["denominator"])
    told = words.points(shares[0] - shares[1], least)
    unit = "poin" if section.definition.is_share else f"per {words.count(per)}"
    return f"{told.replace('poin', unit)} sejak {words.short_month(since)}"
