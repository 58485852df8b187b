"""The desa to talk about, and the sentence a briefing opens with."""

import numpy as np
import streamlit as st

from methods.shrinkage import LEAST_AREAS
from pages.parts import filters, headline, meetings, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import attention, evidence
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
    if now["denominator"] and now["unknown"] >= now["denominator"]:
        recent = "Kapan data keluarga diperbarui belum diketahui."
    elif now["denominator"]:
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

    def draw(row) -> None:
        kode = row.kode_desa
        told = [reason(published, choice.periode, kode, each["indikator"]) for each in row.alasan]
        if silent[kode] >= SILENT_MONTHS:
            told.append(f"{silent[kode]} bulan tanpa musdes")
        _entry(kode, places.loc[kode, "label"], told, pick)

    with st.container(gap="xxsmall", key="daftar-bicara"):
        for row in found.head(SHOWN).itertuples():
            draw(row)
    if len(found) > SHOWN:
        with (
            st.expander(f"{len(found) - SHOWN} desa lainnya"),
            st.container(gap="xxsmall", key="daftar-bicara-lain"),
        ):
            for row in found.iloc[SHOWN:].itertuples():
                draw(row)
    st.caption(RULE)


RULE = (
    "Paling banyak sepuluh, menurut keluarga terdampak: lebih buruk daripada kabupaten melampaui "
    "batas 99,8 %, peluangnya lebih dari 90 %, dan sedikitnya 30 dihitung."
)


def _none(published: Published, choice: Choice) -> None:
    """Say that no desa was found, and of how many that could be said at all."""
    cubes = [store.cube_of(published.version, indicator.code) for indicator in JUDGED]
    tables = [cube.table(choice.periode) for cube in cubes]
    counted = np.array([table["denominator"] - table["unknown"] for table in tables])
    enough = counted >= evidence.ENOUGH
    if not (counted > 0).any():
        st.info("Belum ada data bulan ini untuk dinilai.")
    elif enough.sum(axis=1).max() < LEAST_AREAS:
        st.info(f"Kurang dari {LEAST_AREAS} desa punya cukup data: belum bisa dibandingkan.")
    else:
        inside = store.inside(published, choice.kecamatan, None)
        nothing_found(int(enough.any(axis=0)[inside].sum()), int(inside.sum()))


def nothing_found(judged: int, of: int) -> None:
    """Say that none of the desa that could be judged stands out: good news only of most desa."""
    told = f"{words.count(judged)} dari {words.count(of)} desa cukup datanya untuk dinilai"
    if not judged:
        st.info(f"Belum ada desa yang cukup datanya untuk dinilai ({words.count(of)} desa).")
    elif judged * 2 > of:
        st.success(f"{told}; tidak ada yang bedanya melampaui kebetulan.")
    else:
        st.info(f"Baru {told}; tidak ada di antaranya yang bedanya melampaui kebetulan.")


def _entry(kode: str, label: str, told: list[str], pick) -> None:
    st.button(
        words.plain(label), key=f"bicara-{kode}", type="tertiary", on_click=pick, args=(kode,)
    )
    st.markdown(words.kept(" · ".join(told)))


def reason(published: Published, month: str, kode: str, code: str) -> str:
    """Why a desa is on the list, in words with its counts.

    The share is of all that are counted, as on every other page; those of whom it cannot be said
    are left out only where desa are compared (`alerts.flags`).
    """
    sums = store.cube_of(published.version, code).table(month)
    own, usual, indicator = sums.loc[kode], sums.sum(), by_code(code)
    counts = f"{words.count(own['numerator'])} dari {words.count(own['denominator'])}"
    unsure = f", {words.count(own['unknown'])} belum diketahui" if own["unknown"] else ""
    return (
        f"{indicator.short} {headline.share(indicator, own)} ({counts} {indicator.unit}{unsure}; "
        f"kabupaten {headline.share(indicator, usual)})"
    )
