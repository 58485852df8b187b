"""Areas beside each other: kecamatan in the kabupaten, desa in a kecamatan."""

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import downloads, filters, headline, maps, picture, tables, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import evidence
from queries.cube import Cube
from queries.measure import SUMS, addable

PER_KECAMATAN, PER_DESA = "Per kecamatan", "Per desa"


def opening(published: Published, choice: Choice, cube: Cube) -> tuple[str, str]:
    """Return the sentence about the chosen indicator, and its definition."""
    indicator, month = cube.indicator, words.month(choice.periode)
    inside = store.inside(published, choice.kecamatan, choice.desa)
    now = cube.trend(inside).loc[choice.periode]
    where = filters.area_name(published, choice)
    left_out = headline.left_out(published, choice, cube)
    detail = f"{indicator.definition} {indicator.badge.label}.{left_out}"
    if not now["denominator"] or now["unknown"] == now["denominator"]:
        return f"Belum ada angka “{indicator.short}” untuk {where}, {month}.", detail
    counts = f"{words.count(now['numerator'])} dari {words.count(now['denominator'])}"
    counts = f"{counts} {indicator.unit}"
    if headline.is_few(indicator, now):
        return f"{indicator.short}: {counts} di {where}, terlalu sedikit untuk persen.", detail
    text = f"{indicator.short} {headline.share(indicator, now)} di {where}: {counts}"
    return f"{text}{_below(published, choice, cube, inside)}.", detail


def _below(published: Published, choice: Choice, cube: Cube, inside: np.ndarray) -> str:
    plan = headline.plan_pct(published, choice.periode)
    if choice.desa or cube.indicator.unit == "desa" or cube.indicator.limits(plan) is None:
        return ""
    states = evidence.states(cube.indicator, cube.table(choice.periode)[inside], plan)
    judged = int(evidence.judged(states).sum())
    if not judged:
        return "; belum ada desa yang cukup datanya untuk dinilai"
    found = words.count((states == evidence.ACT).sum())
    limit = words.level(cube.indicator.limits(plan)[1])
    of = f"{words.count(judged)} desa"
    if judged < inside.sum():
        of += " yang cukup datanya"
    return f"; {found} dari {of} jelas di bawah {limit}"


def table(published: Published, choice: Choice, cube: Cube, *, height: int) -> None:
    """Draw kecamatan or desa as a table; in a chosen kecamatan always its desa, of many
    kabupaten always kecamatan."""
    level = PER_DESA if choice.kecamatan else PER_KECAMATAN
    if not choice.kecamatan and len(published.regencies) == 1:
        level = st.segmented_control(
            "Tabel",
            [PER_KECAMATAN, PER_DESA],
            default=PER_KECAMATAN,
            key="tabel",
            bind="query-params",
            label_visibility="collapsed",
        )
    _draw(published, choice, cube, of_desa=level == PER_DESA, height=height)


def of_map(published: Published, choice: Choice, cube: Cube) -> None:
    """Offer what the map of the chosen indicator shows as a table, and to take away."""
    label = "Angka peta ini sebagai tabel"
    with st.expander(label, key="tabel-peta", on_change="rerun") as box:
        if not box.open:
            return
        by_desa = not maps.by_kecamatan(len(published.desa))
        _draw(published, choice, cube, of_desa=by_desa, height=400)
        inside = store.inside(published, choice.kecamatan, choice.desa)
        downloads.table(published, choice, cube, inside)


def _draw(published: Published, choice: Choice, cube: Cube, *, of_desa: bool, height: int) -> None:
    rows = _desa(published, choice, cube) if of_desa else _kecamatan(published, choice, cube)
    pick = filters.pick_desa if of_desa else filters.pick_kecamatan
    tables.bars(
        cube.indicator,
        rows,
        head="Desa/kelurahan" if of_desa else "Kecamatan",
        caption=caption(published, cube, choice.periode),
        plan_pct=headline.plan_pct(published, choice.periode),
        chosen=choice.desa if of_desa else choice.kecamatan,
        height=None if choice.projector else height,
        key="tabel_desa" if of_desa else "tabel_kecamatan",
        on_pick=pick(published),
        shares=picture.shares_of(published, cube.indicator, choice.periode, rows),
    )


def caption(published: Published, cube: Cube, month: str) -> str:
    """Return what a table of areas is about, and why no change stands in it, if none may."""
    _, reason = headline.month_before(published, cube, month)
    told = f"{cube.indicator.nama}, {words.month(month)}"
    return f"{told}. Tanpa perubahan sebulan: {reason}" if reason else told


def _desa(published: Published, choice: Choice, cube: Cube) -> pd.DataFrame:
    inside = store.inside(published, choice.kecamatan, None)
    places = published.desa[inside]
    rows = with_before(published, cube, choice.periode)[inside]
    names = places["nama"].to_numpy()
    return rows.assign(nama=names, sub="" if choice.kecamatan else places["kecamatan"].to_numpy())


def _kecamatan(published: Published, choice: Choice, cube: Cube) -> pd.DataFrame:
    codes = published.desa["kode_kecamatan"].to_numpy()
    rows = _added(cube, choice.periode, codes)
    earlier, _ = headline.month_before(published, cube, choice.periode)
    before = _added(cube, earlier, codes) if earlier else rows * np.nan
    names = published.desa.drop_duplicates("kode_kecamatan").set_index("kode_kecamatan")
    return rows.assign(
        before=headline.known_value(before),
        nama=names["kecamatan"].reindex(rows.index),
        sub=published.regency_of(rows.index),
    )


def _added(cube: Cube, month: str, codes: np.ndarray) -> pd.DataFrame:
    return addable(cube.indicator, cube.table(month)).groupby(codes)[SUMS].sum()


def with_before(published: Published, cube: Cube, month: str) -> pd.DataFrame:
    """Return the three sums of every desa in a month and `before`, its share a month ago (%)."""
    rows, (earlier, _) = cube.table(month), headline.month_before(published, cube, month)
    if earlier is None:
        return rows.assign(before=np.nan)
    return rows.assign(before=headline.known_value(cube.table(earlier)))
