"""The filters, in the same place and words on every page; their values live in the URL."""

from dataclasses import dataclass

import streamlit as st

from pages.parts import maps, words
from pages.parts.published import Published
from queries.indicator import Indicator
from queries.indicators import CATALOGUE

ALL_KECAMATAN, ALL_DESA = "Semua kecamatan", "Semua desa"
TILES, BORDERS = "Peta petak", "Peta wilayah"


@dataclass(frozen=True)
class Choice:
    """What somebody is looking at; codes only, None for all of it."""

    kecamatan: str | None
    desa: str | None
    periode: str
    indicator: Indicator
    map_view: str
    projector: bool


def choose(published: Published, *, with_indicator: bool = True) -> Choice:
    """Draw the filters in the sidebar and return what is chosen."""
    kecamatan = dict(
        zip(published.desa["kecamatan"], published.desa["kode_kecamatan"], strict=True)
    )
    desa = dict(zip(published.desa["label"], published.desa["kode"], strict=True))
    months = {words.month(code): code for code in reversed(published.months["periode"].tolist())}
    names = {indicator.nama: indicator for indicator in CATALOGUE}
    with st.sidebar:
        month = st.selectbox("Periode", months, key="periode", bind="query-params", required=True)
        area = st.selectbox(
            "Kecamatan", [ALL_KECAMATAN, *kecamatan], key="kec", bind="query-params", required=True
        )
        village = st.selectbox(
            "Desa/kelurahan", [ALL_DESA, *desa], key="desa", bind="query-params", required=True
        )
        name = next(iter(names))
        if with_indicator:
            name = st.selectbox(
                "Indikator", names, key="indikator", bind="query-params", required=True
            )
        view = TILES
        if maps.has_borders():
            view = st.segmented_control(
                "Peta", [TILES, BORDERS], default=TILES, key="peta", bind="query-params"
            )
        projector = st.toggle("Layar proyektor", key="proyektor", bind="query-params")
    return Choice(
        kecamatan.get(area),
        desa.get(village),
        months[month],
        names[name],
        "wilayah" if view == BORDERS else "petak",
        projector,
    )


def pick_desa(published: Published):
    """Return the callback of a click on a desa: choose it, or let go of it if it was chosen."""
    labels = dict(zip(published.desa["kode"], published.desa["label"], strict=True))

    def picked(kode: str) -> None:
        chosen = st.session_state.get("desa") == labels[kode]
        st.session_state["desa"] = ALL_DESA if chosen else labels[kode]

    return picked


def pick_kecamatan(published: Published):
    """Return the callback of a click on a kecamatan: narrow to it, or widen again."""
    names = dict(zip(published.desa["kode_kecamatan"], published.desa["kecamatan"], strict=True))

    def picked(kode: str) -> None:
        chosen = st.session_state.get("kec") == names[kode]
        st.session_state["kec"] = ALL_KECAMATAN if chosen else names[kode]

    return picked


def area_name(published: Published, choice: Choice) -> str:
    """Return the chosen area in words: "Desa Kaligayam (Margasari)", "Kec. Slawi", …"""
    desa = published.desa
    if choice.desa:
        return desa.loc[desa["kode"] == choice.desa, "label"].iloc[0]
    if choice.kecamatan:
        name = desa.loc[desa["kode_kecamatan"] == choice.kecamatan, "kecamatan"].iloc[0]
        return f"Kec. {name}"
    return published.kabupaten
