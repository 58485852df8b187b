"""Coverage of programmes: what is asked, the sentence, the figures, the maps."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.parts import comparison, downloads, filters, headline, listing, overlap, picture, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import programmes
from queries.cube import Cube
from queries.indicator import Indicator
from queries.indicators.recipients import (
    BELUM_MENERIMA,
    CAKUPAN_JIWA,
    CAKUPAN_KK,
    LUAR_DESIL,
)
from queries.measure import SUMS

TOGETHER = "Semua bantuan keluarga"
ALONE = "Tanpa pembanding"
UNITS = {"Per keluarga (KK)": CAKUPAN_KK, "Per jiwa": CAKUPAN_JIWA}
GROUPS = {
    "Semua keluarga": None,
    "Desil 1": 1,
    **{f"Desil 1–{desil}": desil for desil in range(2, 10)},
    "Tanpa desil": programmes.WITHOUT,
}


@dataclass(frozen=True)
class Look:
    """What somebody looks at: a programme ("" all by family), another beside it or None, the
    group of desil in words, and the indicator, which counts families or persons."""

    program: str
    other: str | None
    group: str
    indicator: Indicator

    @property
    def shown(self) -> list[str]:
        return [self.program] if self.other is None else [self.program, self.other]


def choose(published: Published) -> Look:
    """Draw the choice of programmes, group and unit."""
    names = {TOGETHER: "", **{name: name for name in store.programmes_of(published.version)}}
    program = names[_select("Program", list(names), "program")]
    beside = {ALONE: None, **{name: code for name, code in names.items() if code != program}}
    other = beside[_select("Dibandingkan dengan", list(beside), "banding")]
    group = _select("Kelompok keluarga", list(GROUPS), "kelompok")
    unit = _select("Dihitung", list(UNITS), "hitung")
    return Look(program, other, group, UNITS[unit])


def _select(label: str, options: list[str], key: str) -> str:
    return st.selectbox(label, options, key=key, bind="query-params")


def name_of(program: str) -> str:
    """Return what a programme is called in a sentence."""
    return program or "Bantuan keluarga"


def cube_of(published: Published, look: Look, program: str, group: int | None) -> Cube:
    """Return the coverage of a group by a programme, desa by month."""
    parts = programmes.parts_of(program, group)
    return store.group_of(published.version, look.indicator.code, parts)


def chosen(published: Published, look: Look, program: str) -> Cube:
    """Return the coverage of the chosen group."""
    return cube_of(published, look, program, GROUPS[look.group])


def area_sums(published: Published, choice: Choice, cube: Cube) -> pd.Series:
    """Return the three sums of the chosen area and month."""
    inside = store.inside(published, choice.kecamatan, choice.desa)
    return cube.trend(inside).loc[choice.periode, SUMS]


def opening(published: Published, choice: Choice, look: Look) -> tuple[str, str]:
    """Return the sentence about the chosen programmes, and what it rests on."""
    where, month = filters.area_name(published, choice), words.month(choice.periode)
    sums = [area_sums(published, choice, chosen(published, look, p)) for p in look.shown]
    detail = f"{look.indicator.definition} {look.indicator.badge.label}."
    if not any(each["denominator"] for each in sums):
        names = " dan ".join(map(name_of, look.shown))
        return f"Belum ada angka cakupan {names} untuk {where}, {month}.", detail
    each = zip(look.shown, sums, strict=True)
    told = ", ".join(_told(program, look, counts) for program, counts in each)
    unlawful = overlap.unlawful(published, choice)
    more = f"; {words.count(unlawful)} keluarga punya gabungan yang tidak boleh" if unlawful else ""
    return f"{told} {_whom(look)} di {where}{more}.", detail


def _told(program: str, look: Look, sums: pd.Series) -> str:
    if not sums["denominator"]:
        return f"{name_of(program)} belum ada angkanya"
    counts = f"{words.count(sums['numerator'])} dari {words.count(sums['denominator'])}"
    if headline.is_few(look.indicator, sums):
        return f"{name_of(program)} menjangkau {counts}"
    return f"{name_of(program)} menjangkau {headline.share(look.indicator, sums)} ({counts})"


def _whom(look: Look) -> str:
    thing = "keluarga" if look.indicator is CAKUPAN_KK else "jiwa"
    return f"{thing} terdaftar" if GROUPS[look.group] is None else f"{thing} {look.group.lower()}"


def cards(published: Published, choice: Choice, look: Look) -> None:
    """Draw the figures of the chosen programmes: at most five."""
    drawn = []
    for program in look.shown:
        cube = chosen(published, look, program)
        said = f"{_whom(look)} menerima {name_of(program)}"
        drawn.append(_card(published, choice, cube, said))
    for program in look.shown:
        drawn.append(_quota(published, choice, program))
    if look.other is None:
        for indicator, said in (
            (BELUM_MENERIMA, "desil sasaran belum menerima"),
            (LUAR_DESIL, "penerima di luar desil sasaran"),
        ):
            parts = programmes.parts_of(look.program, None)
            cube = store.group_of(published.version, indicator.code, parts)
            drawn.append(_card(published, choice, cube, said))
    drawn.append(overlap.card(published, choice))
    listing.figures(drawn)


def _card(published: Published, choice: Choice, cube: Cube, said: str) -> tuple[str, str]:
    """The figure and the words below it: what it is of, its counts, how sure it is."""
    sums, indicator = area_sums(published, choice, cube), cube.indicator
    if not sums["denominator"]:
        return words.DASH, f"{said}: belum ada angka"
    some = 0 < sums["unknown"] < sums["denominator"]
    unsure = f", {words.count(sums['unknown'])} belum diketahui" if some else ""
    return (
        headline.share(indicator, sums),
        f"{said} · {headline.counts(indicator, sums)}{unsure} · {indicator.badge.label}",
    )


def _quota(published: Published, choice: Choice, program: str) -> tuple[str, str]:
    """The share of the quota of the chosen area that those registered here take up."""
    place = choice.desa or choice.kecamatan or published.code
    for indicator in UNITS.values():
        quota = programmes.quota_of(
            store.quotas_of(published.version, choice.periode), program, indicator.unit, place
        )
        if quota is not None:
            cube = store.group_of(
                published.version, indicator.code, programmes.parts_of(program, None)
            )
            sums, places = area_sums(published, choice, cube), quota["jumlah"]
            if not sums["denominator"]:
                break
            taken = sums["numerator"]
            counts = f"{words.count(taken)} dari {words.count(places)} {indicator.unit}"
            said = f"kuota {name_of(program)} terpakai penerima terdaftar · {counts}"
            return words.percent(taken, places), f"{said} · HITUNGAN PASTI"
    return words.DASH, f"terpakainya kuota {name_of(program)} belum diketahui di wilayah ini"


def maps(published: Published, choice: Choice, look: Look) -> None:
    """Draw one map and its table, or two maps in the same classes and then their table."""
    cubes = [chosen(published, look, program) for program in look.shown]
    left, right = st.columns([11, 10], gap="medium")
    with left:
        _map(published, choice, look, cubes[0], look.program, "peta_desa")
    with right:
        if look.other is None:
            comparison.table(published, choice, cubes[0], height=350)
        else:
            _map(published, choice, look, cubes[1], look.other, "peta_desa_banding")
    if look.other is not None:
        with st.expander("Tabel: kedua program berdampingan"):
            _both(published, choice, look, cubes)
    inside = store.inside(published, choice.kecamatan, choice.desa)
    for program, cube in zip(look.shown, cubes, strict=True):
        about = f"{name_of(program)}, {look.group.lower()}"
        downloads.table(published, choice, cube, inside, about=about)


def _map(
    published: Published, choice: Choice, look: Look, cube: Cube, program: str, key: str
) -> None:
    st.markdown(f"**{name_of(program)}**, {look.group.lower()}, {look.indicator.unit}")
    sums = cube.table(choice.periode)
    shares = picture.permille(cube.indicator, *(sums[name] for name in sums.columns))
    title = f"{cube.indicator.nama}, {name_of(program)}, {words.month(choice.periode)}"
    picture.share_map(
        published,
        choice,
        cube.indicator,
        sums,
        shares,
        title=title,
        height=280 if choice.projector else 350,
        key=key,
    )


def _both(published: Published, choice: Choice, look: Look, cubes: list[Cube]) -> None:
    inside = store.inside(published, choice.kecamatan, choice.desa)
    tables = [cube.table(choice.periode)[inside] for cube in cubes]
    heads = ["Desa/kelurahan", *map(name_of, look.shown), look.indicator.unit]
    labels = published.desa["label"][inside]
    rows = [
        (label, *(said(look.indicator, t.iloc[n]) for t in tables), _of(tables, n))
        for n, label in enumerate(labels)
    ]
    listing.table(heads, rows, heads[1:])


def said(indicator: Indicator, sums) -> str:
    """Return a share with its count: "41,2 % (1.240)"; a dash where nothing is counted."""
    if not sums["denominator"]:
        return words.DASH
    count = words.count(sums["numerator"])
    return (
        count
        if headline.is_few(indicator, sums)
        else (f"{headline.share(indicator, sums)} ({count})")
    )


def _of(tables: list[pd.DataFrame], row: int) -> str:
    return words.count(max(table.iloc[row]["denominator"] for table in tables))
