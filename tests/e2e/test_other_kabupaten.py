"""Another kabupaten is served by its data alone: its list of areas, its files, and no code."""

import re
from collections.abc import Iterator

import pytest

from tests import server
from tests.conftest import command_line
from tests.e2e import seeing
from tests.e2e.browsing import shot
from tests.navigation import PAGES, WITH_FIGURES

AREAS = str(server.ROOT / "data_samples" / "wilayah" / "63.01.csv")  # no desa named after Tegal
ELSEWHERE = re.compile(r"tegal|\bslawi\b|33\.28|33_28|3328\d", re.IGNORECASE)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application over a sample of Kab. Tanah Laut, made as README says."""
    data = tmp_path_factory.mktemp("lain") / "data"
    run = command_line(data)
    size = ("--families", "800", "--months", "2", "--last", "2026-10")
    run("register", "sample", *size, "--wilayah", AREAS, "--out", f"{data}/contoh")
    run("register", "wilayah", AREAS)
    run("register", "import", f"{data}/contoh")
    run("queries", "publish", "--tetap", "uji")
    with server.running(server.ROOT, PANTAU_DATA=str(data)) as address:
        yield address


@pytest.mark.parametrize("name", PAGES)
def test_page_speaks_of_this_kabupaten_and_no_other(open_page, name):
    page = seeing.settled(open_page(PAGES[name]))

    shot(page, f"lain-{name}")

    assert "Kabupaten Tanah Laut" in seeing.status(page)
    assert ELSEWHERE.findall(seeing.everything(page)) == []
    for kind in ("stException", "stAlertContentError", "stAlertContentWarning"):
        assert page.get_by_test_id(kind).count() == 0


def test_the_map_holds_its_135_desa_each_in_a_place_of_its_own(open_page):
    page = seeing.settled(open_page(WITH_FIGURES["kelengkapan"]))

    shapes = page.locator("path.segi")
    shapes.first.wait_for(state="attached")

    assert shapes.count() == 135
    assert shapes.first.get_attribute("aria-label") == "Benua Lawas"
    assert len(set(shapes.evaluate_all("p => p.map(s => s.getAttribute('d'))"))) == 135
