"""The filters, in the same place and words on every page; their values live in the URL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages.parts import maps, words
from pages.parts.published import Published
from queries.indicator import Indicator
from queries.indicators import COMPLETENESS

ALL_KABUPATEN = "Semua kabupaten"
ALL_KECAMATAN, ALL_DESA = "Semua kecamatan", "Semua desa"
TILES, BORDERS = "Peta petak", "Peta wilayah"


@dataclass(frozen=True)
class Choice:
    """What somebody is looking at; codes only, None for all of it.

    `subject` is what the page lets people choose besides: an indicator, a kegiatan, or nothing.
    """

    kecamatan: str | None
    desa: str | None
    periode: str
    subject: Any
    map_view: str
    projector: bool

    @property
    def around(self) -> str | None:
        """The kecamatan whose desa are listed: the chosen one, or that of the chosen desa."""
        return self.kecamatan or (self.desa.rpartition(".")[0] if self.desa else None)


def indicator(published: Published) -> Indicator:
    """Draw the choice of indicator."""
    names = {indicator.nama: indicator for indicator in COMPLETENESS}
    return names[st.selectbox("Indikator", names, key="indikator", bind="query-params")]


def choose(
    published: Published,
    subject: Callable[[Published], Any] | None = None,
    *,
    projector: bool = False,
) -> tuple[Published, Choice]:
    """Draw the filters in the sidebar, the page's own among them; return what is chosen, and of
    what: of many kabupaten the chosen one alone, or all of them."""
    months = {words.month(code): code for code in reversed(published.months["periode"].tolist())}
    with st.sidebar:
        month = _select("Periode", list(months), "periode")
        published = _kabupaten(published)
        kecamatan, villages = _places(published)
        area = _select("Kecamatan", [ALL_KECAMATAN, *kecamatan], "kec")
        village = _select("Desa/kelurahan", [ALL_DESA, *villages], "desa")
        chosen = subject(published) if subject else None
        view = _map_view()
    chosen_desa = villages.get(village)
    parent = chosen_desa.rpartition(".")[0] if chosen_desa else None
    # An address may name a desa of another kecamatan: then the desa counts.
    within = parent if area != ALL_KECAMATAN and chosen_desa else kecamatan.get(area)
    return published, Choice(
        within,
        chosen_desa,
        months[month],
        chosen,
        "wilayah" if view == BORDERS else "petak",
        projector,
    )


def _kabupaten(published: Published) -> Published:
    """Draw the choice of kabupaten where there are many; return the chosen one, or all."""
    if len(published.regencies) == 1:
        return published
    name = _select("Kabupaten/kota", [ALL_KABUPATEN, *published.regencies], "kab")
    if name == ALL_KABUPATEN:
        return published
    return published.within(published.regencies[name])


def _places(published: Published) -> tuple[dict[str, str], dict[str, str]]:
    """Names → kode of the kecamatan and desa to choose from: those of one kabupaten, as names
    repeat and a list of thousands helps nobody."""
    if len(published.regencies) > 1:
        return {}, {}
    desa = published.desa
    return (
        dict(zip(desa["kecamatan"], desa["kode_kecamatan"], strict=True)),
        dict(zip(desa["label"], desa["kode"], strict=True)),
    )


def _select(label: str, options: list[str], key: str) -> str:
    return st.selectbox(label, options, key=key, bind="query-params")


def part(names: Sequence[str]) -> str:
    """Draw the choice between the parts of a page, the first by default; it stands in the URL."""
    return st.segmented_control(
        "Bagian",
        names,
        default=names[0],
        key="bagian",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )


def _map_view() -> str:
    if not maps.has_borders():
        st.caption("Peta wilayah: impor batas desa di halaman Impor.")
        return TILES
    return st.segmented_control(
        "Peta",
        [TILES, BORDERS],
        default=TILES,
        key="peta",
        bind="query-params",
        required=True,
        label_visibility="collapsed",  # its options say what it is
    )


def pick_desa(published: Published):
    """Return the callback of a click on a desa: choose it, or let go of it if it was chosen.

    A desa outside the chosen kecamatan takes the choice of kecamatan along. Where a map of many
    desa draws their kecamatan, a click on one of these narrows to it.
    """
    narrow = pick_kecamatan(published)

    def picked(kode: str) -> None:
        desa = published.desa.set_index("kode")
        if kode not in desa.index:
            narrow(kode)
            return
        label, kecamatan = desa.loc[kode, ["label", "kecamatan"]]
        chosen = st.session_state.get("desa") == label
        st.session_state["desa"] = ALL_DESA if chosen else label
        if len(published.regencies) > 1:
            narrow(kode.rpartition(".")[0])
        elif st.session_state.get("kec", ALL_KECAMATAN) not in (ALL_KECAMATAN, kecamatan):
            st.session_state["kec"] = kecamatan  # else its row would be in no table

    return picked


def pick_kecamatan(published: Published):
    """Return the callback of a click on a kecamatan: narrow to it, or widen again."""

    def picked(kode: str) -> None:
        names = published.areas.set_index("kode")["nama"]
        chosen = st.session_state.get("kec") == names[kode]
        st.session_state["kec"] = ALL_KECAMATAN if chosen else names[kode]
        if len(published.regencies) > 1:
            st.session_state["kab"] = names[kode.rpartition(".")[0]]

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
