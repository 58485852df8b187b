"""Indications of pockets (I16), looked for on request: neighbours that are high together."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from geo import borders
from geo.classes import EMPTY, RAMP, Kelas
from methods import pockets
from pages.parts import (
    browser_map,
    coverage,
    downloads,
    explain,
    listing,
    nearby,
    picture,
    words,
)
from pages.parts import published as store
from pages.parts.coverage import Look
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import estimates, programmes
from queries.indicators.computed import KANTONG
from queries.indicators.recipients import BELUM_MENERIMA
from queries.summary import Version

ASKED = "kantong_dicari"
BY_BORDERS = "desa yang batasnya bersinggungan"
BY_TILES = "tetangga pada peta petak (skematis): batas desa belum diimpor"
LEGEND = (
    Kelas("0", "bukan kantong", RAMP[0]),
    Kelas("1", "indikasi kantong", RAMP[4]),
    *EMPTY,
)


@dataclass(frozen=True, eq=False)
class Found:
    """What `methods.pockets` found, of which sums, and whose neighbours were looked at."""

    result: pockets.Pockets
    sums: pd.DataFrame
    by: str


def section(published: Published, choice: Choice, look: Look) -> None:
    """Draw a button, and once it was pressed what was found: global I first."""
    asked = (published.version.number, choice.periode, look.program)
    name = coverage.name_of(look.program)
    st.markdown(
        f"**Kantong: desa berdekatan yang sama-sama tinggi pada “{BELUM_MENERIMA.short.lower()}” "
        f"({name})** · {KANTONG.badge.label}"
    )
    if st.session_state.get(ASKED) != asked:
        st.markdown("Pencarian membandingkan 9.999 susunan acak dan makan beberapa detik.")
        st.button(
            "Cari kantong", on_click=_ask, args=(asked,), icon=":material/search:", type="primary"
        )
        explain.method(KANTONG)
        return
    found = _found(published.version, choice.periode, look.program, _borders())
    st.subheader(_verdict(found))
    listing.text(*_told(found))
    if found.result.table["pocket"].any():
        _map(published, choice, found)
        _table(published, choice, found)
    explain.method(KANTONG)


def _ask(asked: tuple) -> None:
    st.session_state[ASKED] = asked


def _borders() -> str | None:
    path = borders.current(browser_map.data_dir())
    return None if path is None else str(path)


@st.cache_resource(max_entries=12, show_spinner="Mencari kantong …")
def _found(version: Version, month: str, program: str, path: str | None) -> Found:
    """`path` is whose neighbours: other borders, another answer."""
    published = store.published(version)
    parts = programmes.parts_of(program, None)
    sums = store.group_of(version, BELUM_MENERIMA.code, parts).table(month)
    beside, drawn = nearby.beside(published)
    by = BY_BORDERS if drawn else BY_TILES
    return Found(estimates.pockets(sums, beside), sums, by)


def _verdict(found: Found) -> str:
    result = found.result
    if result.state == pockets.POCKETS:
        count = int(result.table["pocket"].sum())
        return KANTONG.reading.format(n=count)
    if result.state == pockets.NO_PATTERN:
        return "Tidak ada pola kantong yang jelas."
    return f"{result.state.capitalize()}."


def _told(found: Found) -> list[str]:
    """Global I, what it may come from, whose neighbours, and who was left out."""
    result = found.result
    lines = []
    if not np.isnan(result.global_i):
        lines.append(
            f"Moran I seluruh kabupaten {_number(result.global_i)} (bila acak "
            f"{_number(result.expected_i, 3)}), p {_number(result.p_global, 4)}; {found.by}."
        )
    if result.p_global <= ALPHA < result.within_groups:
        lines.append(
            "Polanya mengikuti batas kecamatan, bukan letak desa di dalamnya: periksa dahulu cara "
            f"kerja kecamatan (p di dalam kecamatan {_number(result.within_groups, 4)})."
        )
    if result.dropped:
        lines.append(
            f"{len(result.dropped)} desa tidak dipakai: kurang dari 30 keluarga yang diketahui."
        )
    if result.islands:
        lines.append(f"{len(result.islands)} desa tanpa tetangga yang dapat dipakai.")
    return lines


ALPHA = 0.05  # what methods.pockets takes for significant


def _number(value: float, decimals: int = 2) -> str:
    return f"{value:.{decimals}f}".replace(".", ",").replace("-", "−")


def _map(published: Published, choice: Choice, found: Found) -> None:
    table = found.result.table
    used = ~table.index.isin(found.result.dropped)
    signs = np.where(used, np.where(table["pocket"], "1", "0"), "s")
    picture.class_map(
        published,
        choice,
        found.sums.assign(**{"class": pd.Series(signs, table.index)}),
        LEGEND,
        title=f"{KANTONG.nama}, {words.month(choice.periode)}",
        unit=BELUM_MENERIMA.unit,
        height=350,
        key="peta_kantong",
    )


def _table(published: Published, choice: Choice, found: Found) -> None:
    labels = published.desa.set_index("kode")["label"]
    table = found.result.table
    heads = ("Desa/kelurahan", "Belum menerima", "Diketahui (KK)", "Persen", "p sesudah FDR")
    rows = []
    for kode in table.index[table["pocket"]]:
        sums = found.sums.loc[kode]
        known = sums["denominator"] - sums["unknown"]
        counts = (words.count(sums["numerator"]), words.count(known))
        share = words.percent(sums["numerator"], known)
        rows.append((labels[kode], *counts, share, _number(table.loc[kode, "p_fdr"], 3)))
    with st.expander(f"Tabel: {len(rows)} desa dalam kantong", expanded=True):
        listing.table(heads, rows, heads[1:])
        downloads.plain(
            published,
            choice,
            "kantong",
            heads,
            rows,
            badge=KANTONG.badge,
            definition=KANTONG.definition,
        )
