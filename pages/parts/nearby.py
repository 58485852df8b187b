"""A desa beside its neighbours and beside desa of its size, on the chosen indicator."""

import json

import numpy as np
import pandas as pd
import streamlit as st

from geo import borders, neighbours, tile_map
from pages.parts import browser_map, comparison, filters, headline, tables
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries.cube import Cube
from queries.indicators.completeness import KEMUTAKHIRAN_24
from queries.summary import Version

ALIKE = 5
TILES = "tetangga pada peta petak; batas desa belum diimpor"


def around(published: Published, kode: str) -> tuple[list[str], str]:
    """Return the neighbours of a desa, and where that is known from."""
    neighbours_of, drawn = beside(published)
    return neighbours_of.get(kode, []), "berbatasan menurut batas desa" if drawn else TILES


def beside(published: Published) -> tuple[dict[str, list[str]], bool]:
    """Return the neighbours of every desa, and whether imported borders say so."""
    path = borders.current(browser_map.data_dir())
    return _beside(published.version, None if path is None else str(path)), path is not None


@st.cache_resource(max_entries=4, show_spinner=False)
def _beside(version: Version, path: str | None) -> dict[str, list[str]]:
    """The file of borders is named by its content, so it may be the key."""
    published = store.published(version)
    if path is None:
        return neighbours.of_tiles(tile_map.layout(published.areas))
    with open(path, encoding="utf-8") as file:
        return neighbours.of_borders(json.load(file), published.desa["kode"])


def of_like_size(published: Published, kode: str, month: str) -> list[str]:
    """Return the five desa nearest in registered families, the nearest first; ties by kode."""
    families = store.cubes_of(published.version)[KEMUTAKHIRAN_24.code].table(month)["denominator"]
    if not families[kode]:
        return []
    others = families[families > 0].drop(kode)
    return (others - families[kode]).abs().sort_values(kind="stable").index[:ALIKE].tolist()


def compare(published: Published, choice: Choice, cube: Cube) -> None:
    """Draw both tables; a click on a row opens the profile of that desa."""
    near, source = around(published, choice.desa)
    alike = of_like_size(published, choice.desa, choice.periode)
    st.subheader(f"{cube.indicator.nama}: di samping desa lain")
    left, right = st.columns(2, gap="medium")
    with left:
        _table(published, choice, cube, near, "Tetangga", source)
    with right:
        _table(published, choice, cube, alike, "Seukuran", "paling dekat jumlah KK terdaftarnya")
    st.caption("Klik sebuah baris untuk membuka profil desa itu.")


def _table(
    published: Published, choice: Choice, cube: Cube, codes: list[str], title: str, source: str
) -> None:
    st.markdown(f"**{title}** ({source})")
    if not codes:
        st.info("Tidak ada desa untuk dibandingkan.")
        return
    tables.bars(
        cube.indicator,
        _rows(published, cube, choice.periode, [choice.desa, *codes]),
        head="Desa/kelurahan",
        caption=comparison.caption(published, cube, choice.periode),
        plan_pct=headline.plan_pct(published, choice.periode),
        chosen=choice.desa,
        height=None,
        key=f"banding_{title.lower()}",
        on_pick=filters.pick_desa(published),
    )


def _rows(published: Published, cube: Cube, month: str, codes: list[str]) -> pd.DataFrame:
    rows = comparison.with_before(published, cube, month).loc[codes]
    places = published.desa.set_index("kode").loc[codes]
    return rows.assign(
        nama=places["nama"].to_numpy(), sub=np.array(places["kecamatan"], dtype=object)
    )
