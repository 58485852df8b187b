"""The desa to talk about, and the sentence a briefing opens with."""

import numpy as np
import streamlit as st

from pages.parts import filters, headline, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import attention
from queries.cube import Cube
from queries.indicators import HEADLINE, by_code
from queries.indicators.completeness import KEMUTAKHIRAN_24
from queries.indicators.musdes import MUSDES_BULAN_INI

SHOWN = 5


def opening(published: Published, choice: Choice) -> tuple[str, str]:
    """Return what is so in one sentence, and a second one that adds to it."""
    inside = store.inside(published, choice.kecamatan, choice.desa)
    where = filters.area_name(published, choice)
    musdes = store.cube_of(published.version, MUSDES_BULAN_INI.code)
    update = store.cube_of(published.version, KEMUTAKHIRAN_24.code).trend(inside)
    now = update.loc[choice.periode]
    recent = "Data keluarga bulan ini belum diimpor."
    if now["denominator"]:
        counts = f"{words.count(now['numerator'])} dari {words.count(now['denominator'])} KK"
        share = headline.share(KEMUTAKHIRAN_24, now)
        few = headline.is_few(KEMUTAKHIRAN_24, now)
        told = f"{counts} datanya" if few else f"{share} keluarga datanya"
        tail = "" if few else f" ({counts})"
        badge = KEMUTAKHIRAN_24.badge.label
        recent = f"{told} diperbarui dalam 24 bulan{tail}. {badge}."
    met = musdes.trend(inside).loc[choice.periode]
    if not met["denominator"] and not now["denominator"]:
        return f"Belum ada data {words.month(choice.periode)} untuk {where}.", ""
    if met["unknown"] >= met["denominator"]:
        return recent, f"Daftar musdes {words.month(choice.periode)} belum diimpor."
    if choice.desa:
        return _musdes_of_one(musdes, inside, where, choice.periode), recent
    return _musdes(musdes, inside, met, choice.periode), recent


def _musdes_of_one(cube, inside: np.ndarray, name: str, month: str) -> str:
    silent = int(attention.months_without(cube, month)[inside][0])
    if not silent:
        return f"{name} sudah musdes {words.month(month)}."
    tail = f", {silent} bulan berturut-turut" if silent > 1 else ""
    return f"{name} belum musdes {words.month(month)}{tail}."


def _musdes(cube, inside: np.ndarray, met, month: str) -> str:
    unlisted, of = int(met["unknown"]), int(met["denominator"])
    missing = of - int(met["numerator"]) - unlisted
    rest = f"; {unlisted} desa tidak ada pada daftar" if unlisted else ""
    if not missing:
        told = f"Semua {of - unlisted} desa pada daftar" if unlisted else f"Semua {of} desa"
        return f"{told} sudah musdes {words.month(month)}{rest}."
    long = int((attention.months_without(cube, month)[inside] >= attention.SILENT_MONTHS).sum())
    tail = f"; {long} di antaranya tiga bulan atau lebih" if long else ""
    return f"{missing} dari {of} desa belum musdes {words.month(month)}{tail}{rest}."


def list_desa(published: Published, choice: Choice) -> None:
    """Draw the desa to talk about in the chosen kecamatan, or in all, with the reasons."""
    cubes = [store.cube_of(published.version, indicator.code) for indicator in HEADLINE]
    plan = headline.plan_pct(published, choice.periode)
    found = attention.desa_to_discuss(cubes, choice.periode, plan, most=len(published.desa))
    places = published.desa.set_index("kode")
    if choice.kecamatan:
        found = found[found["kode_desa"].map(places["kode_kecamatan"]) == choice.kecamatan]
    st.markdown("**Desa untuk dibicarakan**")
    if found.empty and not _anything(cubes, choice):
        st.info("Belum ada data bulan ini untuk dinilai.")
        return
    if found.empty:
        st.success("Tidak ada desa yang melewati batas dengan bukti cukup.")
        return
    pick = filters.pick_desa(published)
    with st.container(gap="xxsmall", key="daftar-bicara"):
        for row in found.head(SHOWN).itertuples():
            st.button(
                places.loc[row.kode_desa, "label"],
                key=f"bicara-{row.kode_desa}",
                type="tertiary",
                on_click=pick,
                args=(row.kode_desa,),
            )
            st.markdown(" · ".join(_reason(*reason) for reason in row.alasan))
    st.caption(
        f"{len(found)} desa melewati batas; {min(SHOWN, len(found))} dengan keluarga terdampak "
        "terbanyak. Yang rentangnya masih menyentuh batas tidak ikut."
    )


def _anything(cubes: list[Cube], choice: Choice) -> bool:
    tables = [cube.table(choice.periode) for cube in cubes]
    return any((table["unknown"] < table["denominator"]).any() for table in tables)


def _reason(code: str, numerator: int, denominator: int) -> str:
    indicator = by_code(code)
    if indicator is MUSDES_BULAN_INI:
        return f"{numerator} bulan tanpa musdes"
    counts = f"{words.count(numerator)} dari {words.count(denominator)} {indicator.unit}"
    return f"{indicator.short} {words.percent(numerator, denominator)} ({counts})"
