"""One map of a kabupaten's desa by class: as peta petak, or as peta wilayah with real borders."""

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo import borders, draw
from geo.classes import Kelas
from pages.parts import browser_map

LEGEND = 64  # px: what the legend takes under a peta wilayah
HEIGHT = 460  # px: with headline and figures above, no scrolling at 1280x720


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
    tinggi: int = HEIGHT,
) -> None:
    """Draw the desa of `wilayah` by the classes in `table`; a click calls on_pilih(kode).

    `view` is "petak" or "wilayah"; `table` is indexed by kode desa with numerator, denominator,
    unknown and class (one sign of `kelas`). A missing numerator or denominator says nothing but
    the class. `kecamatan` is a kode; the desa outside it are faded and left out of the legend.
    """
    kode, geometry = browser_map.tiles(wilayah)
    values = {
        "geometri": geometry,
        **_per_desa(table, kode),
        "legenda": [[k.tanda, k.label, k.warna, k.pola] for k in kelas],
        "satuan": satuan,
        "judul": judul,
        "pilih": pilih,
        "kecamatan": kecamatan,
        "besar": besar,
        "tinggi": tinggi,
    }
    path = borders.current(browser_map.data_dir()) if view == "wilayah" else None
    if view == "wilayah" and path is None:
        st.caption("Batas desa belum diimpor (python -m geo import BERKAS); ini peta petak.")
    values["legenda_saja"] = path is not None
    if path is not None:
        _wilayah(path, values, kode, kelas, key=key, on_pilih=on_pilih)
        # The same component draws the legend of the peta wilayah, so both count and look alike.
        # Under a key of its own: a component that was a map would keep it.
        values["angka"] = ""
        key = f"{key}-legenda"
    browser_map.mount("petak.js", values, kode, key=key, on_pilih=on_pilih)


def has_borders() -> bool:
    """Whether peta wilayah can be offered."""
    return borders.current(browser_map.data_dir()) is not None


def _per_desa(table: pd.DataFrame, kode: list[str]) -> dict[str, str]:
    """Class signs and counts in the order of the geometry; kata.js reads them back.

    Counts are "numerator,denominator,unknown" in base 36, a third shorter than in base 10.
    """
    if table.index.tolist() != kode:
        table = table.reindex(kode)
    columns = table[["numerator", "denominator", "unknown"]]
    counts = columns.to_numpy("float64", na_value=np.nan)
    known = ~np.isnan(counts[:, :2]).any(axis=1)
    whole = np.nan_to_num(counts).astype("int64").tolist()
    texts = [
        f"{_base36(n)},{_base36(d)},{_base36(u)}" if ok else ""
        for (n, d, u), ok in zip(whole, known, strict=True)
    ]
    return {"kelas": "".join(table["class"].fillna("n")), "angka": ";".join(texts)}


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
    """Leaflet with the borders in force; desa without a border are in table and legend only."""
    state = f"{key}-wilayah"

    def clicked() -> None:
        feature = (st.session_state.get(state) or {}).get("last_active_drawing") or {}
        if feature.get("id") in kode:
            on_pilih(feature["id"])

    by_sign = {k.tanda: k for k in kelas}
    chart, group = draw.leaflet(
        _borders(path),
        browser_map.url(f"geo/{path.name}") if browser_map.is_served() else None,
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
    return {k: values[k] for k in ("geometri", "kelas", "angka", "legenda", "satuan")}


@lru_cache(maxsize=2)
def _borders(path: Path) -> dict:
    """The file is named by its content, so it is read once per process."""
    return draw.with_bbox(json.loads(path.read_text(encoding="utf-8")))
