"""The desa to talk about, and the sentence a briefing opens with."""

import numpy as np
import streamlit as st

from methods.shrinkage import LEAST_AREAS
from pages.parts import filters, headline, meetings, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import attention
from queries.alerts import JUDGED
from queries.indicators import by_code
from queries.indicators.completeness import KEMUTAKHIRAN_24
from queries.indicators.musdes import MUSDES_BULAN_INI
from queries.meetings import SILENT_MONTHS

SHOWN = 4  # with their reasons as high as the map, at 1280x720


def opening(published: Published, choice: Choice) -> tuple[str, str]:
    """Return what is so in one sentence, and a second one that adds to it."""
    inside = store.inside(published, choice.kecamatan, choice.desa)
    where = filters.area_name(published, choice)
    musdes = store.cube_of(published.version, MUSDES_BULAN_INI.code)
    update = store.cube_of(published.version, KEMUTAKHIRAN_24.code)
    now = update.trend(inside).loc[choice.periode]
    recent = "Data keluarga bulan ini belum diimpor."
    if now["denominator"]:
        counts = f"{words.count(now['numerator'])} dari {words.count(now['denominator'])} KK"
        share = headline.share(KEMUTAKHIRAN_24, now)
        few = headline.is_few(KEMUTAKHIRAN_24, now)
        told = f"{counts} datanya" if few else f"{share} keluarga datanya"
        tail = "" if few else f" ({counts})"
        badge = KEMUTAKHIRAN_24.badge.label
        left_out = headline.left_out(published, choice, update)
        recent = f"{told} diperbarui dalam 24 bulan{tail}. {badge}.{left_out}"
    met = musdes.trend(inside).loc[choice.periode]
    if not met["denominator"] and not now["denominator"]:
        return f"Belum ada data {words.month(choice.periode)} untuk {where}.", ""
    if met["unknown"] >= met["denominator"]:
        return recent, f"Daftar musdes {words.month(choice.periode)} belum diimpor."
    return meetings.sentence(published, choice.periode, inside, where), recent


def list_desa(published: Published, choice: Choice) -> None:
    """Draw the desa to look into this month in the chosen kecamatan, or in all, and why.

    Musdes puts no desa here: a meeting that was not held touches no family that could be counted.
    It is told of those that are here, and of all desa in the sentence above.
    """
    flags = store.flags_of(published.version, choice.periode)
    places = published.desa.set_index("kode")
    if choice.kecamatan:
        flags = flags[flags["kode_desa"].map(places["kode_kecamatan"]) == choice.kecamatan]
    found = attention.desa_to_visit(flags)
    st.markdown("**Desa untuk ditelusuri bulan ini**")
    if found.empty:
        _none(published, choice)
        return
    pick = filters.pick_desa(published)
    silent = meetings.months_without(published, choice.periode)
    with st.container(gap="xxsmall", key="daftar-bicara"):
        for row in found.head(SHOWN).itertuples():
            _entry(places.loc[row.kode_desa, "label"], row, silent[row.kode_desa], pick)
    if len(found) > SHOWN:
        with (
            st.expander(f"{len(found) - SHOWN} desa lainnya"),
            st.container(gap="xxsmall", key="daftar-bicara-lain"),
        ):
            for row in found.iloc[SHOWN:].itertuples():
                _entry(places.loc[row.kode_desa, "label"], row, silent[row.kode_desa], pick)
    st.caption(RULE)


RULE = (
    "Paling banyak sepuluh, menurut keluarga terdampak: lebih buruk daripada kabupaten melampaui "
    "batas 99,8 %, peluangnya lebih dari 90 %, dan sedikitnya 30 dihitung."
)


def _none(published: Published, choice: Choice) -> None:
    cubes = [store.cube_of(published.version, indicator.code) for indicator in JUDGED]
    tables = [cube.table(choice.periode) for cube in cubes]
    known = [(table["unknown"] < table["denominator"]).sum() for table in tables]
    if not any(known):
        st.info("Belum ada data bulan ini untuk dinilai.")
    elif max(known) < LEAST_AREAS:
        st.info(f"Kurang dari {LEAST_AREAS} desa punya data: belum bisa dibandingkan.")
    else:
        st.success("Tidak ada desa yang bedanya melampaui kebetulan dengan bukti cukup.")


def _entry(label: str, row, silent: int, pick) -> None:
    st.button(
        words.plain(label),
        key=f"bicara-{row.kode_desa}",
        type="tertiary",
        on_click=pick,
        args=(row.kode_desa,),
    )
    told = [reason(**each) for each in row.alasan]
    if silent >= SILENT_MONTHS:
        told.append(f"{silent} bulan tanpa musdes")
    st.markdown(" · ".join(told))


def reason(indikator: str, numerator: int, denominator: int, usual: float, **_) -> str:
    """Why a desa is on the list, in words with its counts: a row of `alerts.flags`."""
    indicator = by_code(indikator)
    counts = f"{words.count(numerator)} dari {words.count(denominator)} {words.known(indicator)}"
    share = words.percent(numerator, denominator)
    return f"{indicator.short} {share} ({counts}; kabupaten {words.share(usual, np.inf)})"
