"""Why there is no figure is told apart without colour: on both maps, by month, in both themes."""

import io
import shutil
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator

from geo.classes import EMPTY
from tests import server
from tests.e2e import seeing
from tests.e2e.browsing import shot
from tests.pages.test_maps import with_borders

# A dashboard of one page: Kab. Tegal in turn of every class and every kind of empty.
PAGE = """
import numpy as np
import pandas as pd
import streamlit as st

from geo import classes
from pages.parts import heatmap, maps

areas = pd.read_csv("data_samples/wilayah/33.28.csv", dtype={"kode": str, "kode_induk": str})
kode = areas.loc[areas["kode"].str.len() == 13, "kode"].sort_values().tolist()
kinds = [100, 600, *([-1, -2] if "dua" in st.query_params else [-1, -2, -3, -4, -5, -1430])]
shares = np.resize(kinds, len(kode))
table = pd.DataFrame({"numerator": 3, "denominator": 7, "unknown": 0}, index=kode)
table["class"] = list(classes.classify(shares, [500]))
common = dict(pilih=None, kecamatan=None, besar=False, on_pilih=print, judul="Uji")
st.html("<h1 class=kalimat>Uji</h1>")
for view in ("petak", "wilayah"):
    kelas = classes.sequential([500])
    maps.peta(view, areas, table, kelas, key=view, dasar=classes.BY_LIMITS, **common)
months = [f"B{n}" for n in range(9)]
cells = np.resize(kinds, (len(kode), 9))
heatmap.bulanan(areas, months, cells, batas=[500], kelas=kelas, key="panas", **common)
"""
ROOMS = ("pages", "reports", "geo", "queries", "methods", "register", "data_samples")
WORDS = [kind.label for kind in EMPTY]
UNLIKE = 0.08  # share of the grey scale by which two patterns differ, averaged over a swatch


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """That dashboard under the product's own server, with borders."""
    app = tmp_path_factory.mktemp("kosong")
    for room in ROOMS:
        (app / room).symlink_to(server.ROOT / room)
    for folder in ("static", ".streamlit"):
        shutil.copytree(server.ROOT / folder, app / folder)
    shutil.copy(server.ROOT / "asgi.py", app)
    (app / "dashboard.py").write_text(PAGE)
    data = app / "data"
    data.mkdir()
    with_borders(data)
    with server.running(app, PANTAU_DATA=str(data)) as address:
        yield address


def settled(page):
    seeing.settled(page)
    frame = page.frame_locator('iframe[title*="folium"]')
    frame.locator("path.leaflet-interactive").first.wait_for(state="attached")
    page.locator(".panas .blok").first.wait_for()
    return page


def desa(page, view: str) -> Locator:
    if view == "petak":
        return page.locator("path.segi")
    return page.frame_locator('iframe[title*="folium"]').locator("path.leaflet-interactive")


def grey(part: Locator) -> np.ndarray:
    """The middle of what somebody sees there on a grey photocopy, from 0 to 1."""
    image = Image.open(io.BytesIO(part.screenshot())).convert("L")
    width, height = image.size
    middle = image.crop((width // 4, height // 4, width - width // 4, height - height // 4))
    return np.asarray(middle.resize((24, 24), Image.Resampling.NEAREST)) / 255


@pytest.mark.parametrize("dark", [False, True], ids=["terang", "gelap"])
def test_every_kind_has_a_pattern_of_its_own(open_page, dark):
    page = settled(open_page("/", width=1280, height=1600, dark=dark))
    shot(page, f"kosong-{'gelap' if dark else 'terang'}", whole=True)

    for view in ("petak", "wilayah"):
        seen = [grey(desa(page, view).nth(place)) for place in range(2, 8)]
        unlike = {
            (WORDS[a], WORDS[b]): float(np.abs(seen[a] - seen[b]).mean())
            for a, b in combinations(range(6), 2)
        }
        assert min(unlike.values()) > UNLIKE, (view, unlike)
        assert min(float(np.std(one)) for one in seen) > 0.03, view  # a pattern, not a colour


@pytest.mark.parametrize("view", ["petak", "wilayah"])
def test_the_tooltip_says_the_kind_and_nothing_of_what_is_suppressed(open_page, view):
    page = settled(open_page("/", height=1600))

    for place, kind in enumerate(EMPTY, start=2):
        desa(page, view).nth(place).hover(force=True)
        told = petak_tip(page) if view == "petak" else leaflet_tip(page)
        assert kind.label in told
        assert ("3 dari 7" in told) == (kind.label != "disembunyikan")
        assert ("43 %" in told) == (kind is EMPTY[-1])


def petak_tip(page) -> str:
    return page.locator(".petak .tip:not([hidden])").inner_text()


def leaflet_tip(page) -> str:
    tip = page.frame_locator('iframe[title*="folium"]').locator(".leaflet-tooltip div div")
    tip.first.wait_for()
    return tip.last.inner_text()


def test_the_legend_counts_the_kinds_that_occur_and_no_others(open_page):
    all_kinds = settled(open_page("/", height=1600))
    two = settled(open_page("/?dua=1", height=1600))

    for part in (".petak", ".petak.legenda-saja", ".panas"):
        legend = all_kinds.locator(f"{part} .legenda").first
        assert [w for w in WORDS if w not in legend.inner_text()] == [], part
        shown = two.locator(f"{part} .legenda").first.inner_text()
        assert [w for w in WORDS if w in shown] == WORDS[:2], part
    counts = two.locator(".petak .legenda").first.locator(".jumlah").all_inner_texts()
    assert counts == ["72 desa", "72 desa", "72 desa", "71 desa"]  # 287 in turn of four
    assert "Kelas menurut ambang indikator" in two.locator(".petak .legenda").first.inner_text()


def test_a_month_says_its_kind(open_page):
    page = settled(open_page("/", height=1600))
    block = page.locator(".panas .blok svg").first
    block.scroll_into_view_if_needed()
    box = block.bounding_box()

    told = []
    for month in range(8):  # the first desa in turn: two shares, then the kinds
        page.mouse.move(box["x"] + (month + 0.5) * box["width"] / 9, box["y"] + 3)
        told.append(seeing.tip(page, "panas").split(" · ")[-1])

    assert told[2:] == [*WORDS[:-1], f"43 %, {WORDS[-1]}"]
