"""One map of areas by class: as peta petak, or as peta wilayah with real borders."""

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo import borders, classes, draw, pieces
from geo.classes import Kelas
from pages.parts import browser_map

LEGEND = 64  # px: what the legend takes under a peta wilayah
HEIGHT = 460  # px: with headline and figures above, no scrolling at 1280x720
MOST_DESA = 1000  # on one map: the largest kabupaten has 850, and a screen tells no more apart
NO_BORDERS = "Batas desa belum diimpor (halaman Impor)."


def peta(
    view: str,
    wilayah: pd.DataFrame,
    table: pd.DataFrame,
    kelas: Sequence[Kelas],
    *,
    pilih: str | None,
    kecamatan: str | None,
    besar: bool,
    key: str,
    on_pilih: Callable[[str], None],
    judul: str = "",
    satuan: str = "KK",
    per: int = 100,
    tinggi: int = HEIGHT,
    dasar: str = "",
) -> None:
    """Draw the areas of `wilayah` by the classes in `table`; a click calls on_pilih(kode).

    `view` is "petak" or "wilayah"; `table` is indexed by kode desa, or by kode kecamatan where
    these are to be drawn (by_kecamatan), with numerator, denominator, unknown and class (one sign
    of `kelas`). A missing numerator or denominator says nothing but the class. `kecamatan` is a
    kode; the desa outside it are faded and left out of the legend. `per` is 100 for shares, 1000
    for so many per 1.000. `dasar` says in the legend what the classes are made by.
    """
    level = "desa" if len(table.index[0]) > pieces.KECAMATAN else "kecamatan"
    kode, geometry = browser_map.tiles(wilayah, level)
    values = {
        "geometri": geometry,
        **_per_area(table, kode),
        "legenda": [[k.tanda, k.label, k.warna, k.pola] for k in kelas],
        "dasar": dasar,
        "satuan": satuan,
        "per": per,
        "wilayah": level,
        "judul": judul,
        "pilih": pilih,
        "kecamatan": kecamatan,
        "besar": besar,
        "tinggi": tinggi,
    }
    path = borders.current(browser_map.data_dir()) if view == "wilayah" else None
    if view == "wilayah" and path is None:
        st.caption(f"{NO_BORDERS} Ini peta petak.")
    values["legenda_saja"] = path is not None
    if path is not None:
        _wilayah(path, values, kode, kelas, key=key, on_pilih=on_pilih)
        # The same component draws the legend of the peta wilayah, so both count and look alike.
        # Under a key of its own: a component that was a map would keep it.
        values["angka"] = ""
        key = f"{key}-legenda"
    browser_map.mount("petak.js", values, kode, key=key, on_pilih=on_pilih)


def by_kecamatan(n_desa: int) -> bool:
    """Whether there are too many desa to draw: then a map is of kecamatan."""
    return n_desa > MOST_DESA


def has_borders() -> bool:
    """Whether peta wilayah can be offered."""
    return borders.current(browser_map.data_dir()) is not None


def _per_area(table: pd.DataFrame, kode: list[str]) -> dict[str, str]:
    """Class signs and counts in the order of the geometry; kata.js reads them back.

    Counts are "numerator,denominator,unknown" in base 36, a third shorter than in base 10. Those
    of a suppressed area stay here.
    """
    if table.index.tolist() != kode:
        table = table.reindex(kode)
    columns = table[["numerator", "denominator", "unknown"]]
    counts = columns.to_numpy("float64", na_value=np.nan)
    signs = table["class"].fillna(classes.SIGNS[classes.NO_DATA])
    hidden = (signs == classes.SIGNS[classes.SUPPRESSED]).to_numpy()
    known = ~np.isnan(counts[:, :2]).any(axis=1) & ~hidden
    whole = np.nan_to_num(counts).astype("int64").tolist()
    texts = [
        f"{_base36(n)},{_base36(d)},{_base36(u)}" if ok else ""
        for (n, d, u), ok in zip(whole, known, strict=True)
    ]
    return {"kelas": "".join(signs), "angka": ";".join(texts)}


@lru_cache(maxsize=65536)
def _base36(number: int) -> str:
    return np.base_repr(number, 36).lower()


def _wilayah(
    path: Path,
    values: dict,
    kode: list[str],
    kelas: Sequence[Kelas],
    *,
    key: str,
    on_pilih: Callable[[str], None],
) -> None:
    """Leaflet with the borders in force; areas without one are in table and legend only."""
    drawn, address = _drawn(path, tuple(kode))
    state = f"{key}-wilayah"

    def clicked() -> None:
        feature = (st.session_state.get(state) or {}).get("last_active_drawing") or {}
        if feature.get("id") in kode:
            on_pilih(feature["id"])

    by_sign = {k.tanda: k for k in kelas}
    chart, group = draw.leaflet(
        drawn,
        address,
        browser_map.url("app/static/vendor"),
        {k: by_sign[sign] for k, sign in zip(kode, values["kelas"], strict=True)},
        draw.Look(
            values["pilih"], values["kecamatan"], values["besar"], st.context.theme.type == "dark"
        ),
        draw.Tooltip(browser_map.script_url("kata.js"), _said(values)),
    )
    st_folium(
        chart,
        feature_group_to_add=group,
        use_container_width=True,
        height=values["tinggi"] - LEGEND,
        key=state,
        returned_objects=["last_active_drawing"],
        on_change=clicked,
    )


def _said(values: dict) -> dict:
    return {k: values[k] for k in ("geometri", "kelas", "angka", "legenda", "satuan", "per")}


def _drawn(path: Path, kode: tuple[str, ...]) -> tuple[dict, str | None]:
    """The borders of these areas, with their bbox, and where the browser gets the same."""
    borders_of, text = _piece(path, kode)
    if text is not None:
        return borders_of, browser_map.served(text, "desa")
    served = browser_map.url(f"geo/{path.name}") if browser_map.is_served() else None
    return borders_of, served


@lru_cache(maxsize=8)
def _piece(path: Path, kode: tuple[str, ...]) -> tuple[dict, str | None]:
    """What is in force, or what it holds of these areas and its text."""
    whole = browser_map.whole(path)
    if _is_all_of(whole, kode):
        return draw.with_bbox(whole), None
    piece = pieces.cut(whole, frozenset(kode))
    return draw.with_bbox(piece), json.dumps(piece, separators=(",", ":"))


def _is_all_of(whole: dict, kode: tuple[str, ...]) -> bool:
    """Whether these are the desa of every kabupaten the borders are of."""
    held = {f["id"][:5] for f in whole["features"] if f["id"] != borders.KECAMATAN}
    return len(kode[0]) > pieces.KECAMATAN and held <= {one[:5] for one in kode}
