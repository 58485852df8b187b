"""Peta wilayah on the real borders of Kab. Tegal, which an office imports by itself."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import server
from tests.conftest import command_line
from tests.e2e import seeing
from tests.e2e.browsing import shot
from tests.e2e.seeing import settled

BORDERS = server.ROOT.parent / "shared" / "geo" / "tegal_desa_kemendagri.geojson"
PAGE = "/kelengkapan?peta=Peta+wilayah&tabel=Per+desa"


@pytest.fixture(scope="module")
def address(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application over the sample with borders imported, in a folder of its own."""
    if not BORDERS.exists() and not os.environ.get("CI"):
        pytest.skip(f"{BORDERS.name} tidak ada di samping repositori")
    data = tmp_path_factory.mktemp("wilayah") / "data"
    shutil.copytree(sample_data / "summary", data / "summary")
    said = command_line(data)("geo", "import", str(BORDERS))
    assert "287 dari 287 desa" in said
    with server.running(server.ROOT, PANTAU_DATA=str(data)) as address:
        yield address


def paths(page):
    """Return the desa on the map; wait until they are drawn."""
    frame = page.frame_locator('iframe[title*="folium"]')
    frame.locator("path.leaflet-interactive").first.wait_for(state="attached")
    return frame.locator("path.leaflet-interactive")


def fills(page) -> list[str]:
    return paths(page).evaluate_all("p => p.map(one => one.getAttribute('fill'))")


@pytest.mark.parametrize("dark", [False, True], ids=["terang", "gelap"])
def test_every_desa_has_its_border_and_its_class(open_page, dark):
    page = settled(open_page(PAGE, dark=dark))

    colours = fills(page)
    page.wait_for_timeout(300)
    shot(page, f"wilayah-{'gelap' if dark else 'terang'}")

    assert len(colours) == 287
    counted = page.locator(".petak .legenda .jumlah").all_inner_texts()
    assert sum(int(text.split()[0]) for text in counted) == 287
    assert len(set(colours)) == sum(text != "0 desa" for text in counted)


def test_a_click_chooses_everywhere(open_page):
    page = settled(open_page(PAGE))

    paths(page).nth(100).click(force=True)

    label = seeing.query(settled(page))["desa"]
    assert label in seeing.chosen(page, "Desa/kelurahan")
    assert page.locator(".tabel tr.pilih .nama").all_inner_texts() == [label.split(" (")[0]]
    assert seeing.place(page).startswith(label)


def test_zoom_stays_when_a_filter_changes(open_page):
    page = settled(open_page(PAGE))
    middle = paths(page).nth(150)
    before = middle.bounding_box()["width"]
    page.frame_locator('iframe[title*="folium"]').locator(".leaflet-control-zoom-in").click()
    page.wait_for_timeout(600)
    zoomed = middle.bounding_box()["width"]
    colours = fills(page)

    page.get_by_test_id("stSelectbox").filter(has_text="Indikator").locator("input").click()
    page.get_by_role("option", name="Musdes bulan ini").click()
    settled(page)

    assert zoomed > 1.5 * before
    assert middle.bounding_box()["width"] == pytest.approx(zoomed, rel=0.02)
    assert fills(page) != colours


def test_every_filter_is_seen_without_scrolling(open_page):
    """With borders there is one more, the choice of map: it is the last."""
    page = settled(open_page("/kelengkapan"))

    views = page.get_by_test_id("stSidebar").get_by_test_id("stButtonGroup")
    for last in (page.get_by_text("Layar proyektor"), views):
        box = last.bounding_box()
        assert box["y"] + box["height"] <= 720


def test_both_maps_stand_beside_each_other_in_the_address(open_page):
    page = settled(open_page("/kelengkapan"))
    assert seeing.hexagons(page).count() == 287

    page.get_by_test_id("stButtonGroup").get_by_text("Peta wilayah").click()
    settled(page)

    assert paths(page).count() == 287
    assert seeing.query(page)["peta"] == "Peta wilayah"
