"""Need and reach on one map: where many are poor by desil, and whether help gets there."""

from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from geo.classes import EMPTY, MINIMUM, Kelas
from pages.parts import coverage, downloads, listing, picture, words
from pages.parts import published as store
from pages.parts.coverage import Look
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import programmes
from queries.programmes import Need

THIRDS = ("rendah", "sedang", "tinggi")
# Need to the right, reach upwards. Magenta and teal that meet in blue: told apart with any of the
# usual colour blindnesses, for the two ramps differ in lightness and in yellow against blue.
COLOURS = (
    ("#e4e0d8", "#a6dcdc", "#4fb7b7"),
    ("#d9a8cf", "#9ca6cb", "#4b8fb0"),
    ("#b44a9e", "#7f57a0", "#343f86"),
)
DEFINITION = (
    "Kebutuhan: bagian keluarga terdaftar yang berada pada kelompok desil itu. Cakupan: bagian "
    "kelompok itu yang menerima program. Rendah, sedang, tinggi ialah sepertiga desa terbawah, "
    "tengah, dan teratas sekabupaten; desa dengan kurang dari 30 tidak dikelompokkan"
)


def section(published: Published, choice: Choice, look: Look) -> None:
    """Draw the map of need against reach, its key, and its table."""
    highest = _highest(look)
    group = coverage.cube_of(published, look, look.program, highest).table(choice.periode)
    whole = coverage.cube_of(published, look, look.program, None).table(choice.periode)
    found = programmes.need_and_reach(group, whole)
    st.markdown(
        f"**Kebutuhan (bagian desil 1–{highest}) dan cakupan {coverage.name_of(look.program)} pada "
        f"desil 1–{highest}**, {look.indicator.unit} · {look.indicator.badge.label}"
    )
    if (found.table["class"] < 0).all():
        st.info("Belum ada desa dengan cukup keluarga berdesil pada bulan ini. Pilih bulan lain.")
        return
    left, right = st.columns([11, 10], gap="medium")
    with left:
        _map(published, choice, look, group, found)
    with right:
        _key(published, choice, found)
        listing.text(_worst(published, choice, found, group, look.indicator.unit))
    with st.expander("Tabel: kebutuhan dan cakupan tiap desa"):
        _table(published, choice, look, group, whole, found)


def _highest(look: Look) -> int:
    """The chosen desil 1-k, or the poorest four where no such group is chosen."""
    return coverage.GROUPS[look.group] or programmes.POOREST


def _classes() -> list[Kelas]:
    return [
        Kelas(str(3 * need + reach), _words(3 * need + reach), COLOURS[need][reach])
        for need in reversed(range(3))
        for reach in range(3)
    ] + list(EMPTY)


def _words(number: int) -> str:
    return f"kebutuhan {THIRDS[number // 3]}, cakupan {THIRDS[number % 3]}"


def _map(
    published: Published, choice: Choice, look: Look, group: pd.DataFrame, found: Need
) -> None:
    counted = group["denominator"]
    few = np.select([counted <= 0, counted < MINIMUM], ["n", "s"], default="k")
    signs = np.where(found.table["class"] < 0, few, found.table["class"].astype(str))
    picture.class_map(
        published,
        choice,
        group.assign(**{"class": signs}),
        _classes(),
        title=f"Kebutuhan dan cakupan, {words.month(choice.periode)}",
        unit=look.indicator.unit,
        height=350,
        key="peta_kebutuhan",
    )


def _key(published: Published, choice: Choice, found: Need) -> None:
    """The nine classes as a square, each with how many desa of the area are in it."""
    inside = store.inside(published, choice.kecamatan, None)
    counts = found.table["class"][inside].value_counts()
    rows = "".join(
        f'<tr><th scope="row">{THIRDS[reach]}</th>'
        + "".join(_square(need, reach, counts) for need in range(3))
        + "</tr>"
        for reach in reversed(range(3))
    )
    foot = "".join(f'<th scope="col">{word}</th>' for word in THIRDS)
    st.html(
        '<div class="dua-arah"><p>↑ Cakupan</p>'
        f"<table><tbody>{rows}</tbody><tfoot><tr><th></th>{foot}</tr></tfoot></table>"
        "<p>Kebutuhan →</p></div>"
    )


def _square(need: int, reach: int, counts: pd.Series) -> str:
    number = 3 * need + reach
    light = "terang" if need + reach > 2 or (need, reach) == (2, 0) else ""
    corner = CORNERS.get((need, reach), "")
    said = f"<small>{escape(corner)}</small>" if corner else ""
    return (
        f'<td class="{light}" style="background:{COLOURS[need][reach]}" title="{_words(number)}">'
        f"<b>{counts.get(number, 0)} desa</b>{said}</td>"
    )


CORNERS = {
    (2, 0): "banyak yang miskin, sedikit dijangkau",
    (2, 2): "banyak yang miskin, banyak dijangkau",
    (0, 0): "sedikit yang miskin, sedikit dijangkau",
    (0, 2): "sedikit yang miskin, banyak dijangkau",
}


def _worst(published: Published, choice: Choice, found: Need, sums: pd.DataFrame, unit: str) -> str:
    """Name the desa to look at first: high need and low reach, the lowest reach first."""
    inside = store.inside(published, choice.kecamatan, None)
    rows = found.table[inside]
    rows = rows[rows["class"] == 6].sort_values("reach", kind="stable")
    if rows.empty:
        return "Tidak ada desa dengan kebutuhan tinggi dan cakupan rendah."
    labels = published.desa.set_index("kode")["label"]
    named = ", ".join(
        f"{labels[kode]} {words.percent(n, d)} ({words.count(n)} dari {words.count(d)} {unit})"
        for kode, n, d in sums.loc[rows.index[:5], ["numerator", "denominator"]].itertuples()
    )
    more = f", dan {len(rows) - 5} desa lain" if len(rows) > 5 else ""
    return f"Kebutuhan tinggi, cakupan rendah: {named}{more}."


def _table(
    published: Published,
    choice: Choice,
    look: Look,
    group: pd.DataFrame,
    whole: pd.DataFrame,
    found: Need,
) -> None:
    inside = store.inside(published, choice.kecamatan, choice.desa)
    unit = look.indicator.unit
    heads = ("Desa/kelurahan", "Kelompok", f"Terdaftar ({unit})", f"Dalam desil ({unit})")
    heads = (*heads, "Kebutuhan", f"Menerima ({unit})", "Cakupan")
    labels = published.desa.set_index("kode")["label"]
    rows = []
    for kode in published.desa["kode"][inside]:
        here, of, each = group.loc[kode], whole.loc[kode], found.table.loc[kode]
        number = int(each["class"])
        name = _words(number) if number >= 0 else "belum cukup data"
        row = (labels[kode], name, words.count(of["denominator"]), words.count(here["denominator"]))
        need = words.percent(here["denominator"], of["denominator"])
        reach = words.percent(here["numerator"], here["denominator"])
        rows.append((*row, need, words.count(here["numerator"]), reach))
    listing.table(heads, rows, heads[2:])
    badge = look.indicator.badge
    downloads.plain(
        published, choice, "kebutuhan dan cakupan", heads, rows, badge=badge, definition=DEFINITION
    )
    st.caption(f"{DEFINITION}.")
