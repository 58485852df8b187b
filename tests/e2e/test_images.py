"""Every page looks as it did when somebody last looked: compared with the pictures in gambar/.

As it opens it breaks no rule of WCAG either; unfolded, other sizes: test_accessibility.

After a change that is meant, `make gambar` takes them anew; look at them before you commit.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest
from PIL import Image, ImageFilter

from tests import server
from tests.e2e import seeing
from tests.e2e.browsing import shot
from tests.navigation import PAGES, WITH_FIGURES

KEPT = Path(__file__).parent / "gambar"
LAST = {"musdes": ".kalender td", "daftar": ".daftar td"}  # where there is no map
TILE = 40  # px; both sides of the window are multiples of it
# Of 255, mean over a tile. A picture differs by up to 4 from the page it was taken of, being
# compressed; where the legend of Ringkasan moves by 20 px, 17 tiles differ by 8 to 50.
TOLERATED = 8


@pytest.fixture(scope="module")
def address(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application over the sample, imported and published by nobody at a moment that stays."""
    data = tmp_path_factory.mktemp("gambar") / "data"
    shutil.copytree(sample_data / "summary", data / "summary")
    shutil.copy(sample_data / "register.duckdb", data)
    with duckdb.connect(str(data / "summary" / "summary-000001.duckdb")) as store:
        store.execute("UPDATE terbitan SET pada = '2026-11-02 09:00'")
    with duckdb.connect(str(data / "register.duckdb")) as register:
        register.execute("UPDATE muatan SET pada = '2026-11-02 08:00', oleh = 'uji'")
    days = {"PANTAU_HARI_INI": "2026-11-02"}  # from which the days to the cut-off are counted
    with server.running(server.ROOT, PANTAU_DATA=str(data), **days) as address:
        yield address


@pytest.mark.parametrize("dark", [False, True], ids=["terang", "gelap"])
@pytest.mark.parametrize("name", PAGES)
def test_page_looks_as_it_did(open_page, name, dark, pytestconfig):
    look = f"{name}-{'gelap' if dark else 'terang'}"
    kept = KEPT / f"{look}.webp"
    page = seeing.settled(open_page(PAGES[name], dark=dark))
    if name in WITH_FIGURES and name != "definisi":
        page.locator(LAST.get(name, "path.segi")).first.wait_for()  # the map comes last
    page.wait_for_load_state("networkidle")
    page.evaluate("() => document.fonts.ready")
    page.wait_for_timeout(500)

    seen = Image.open(shot(page, f"gambar-{look}")).convert("RGB")

    if pytestconfig.getoption("perbarui_gambar"):
        KEPT.mkdir(exist_ok=True)
        seen.save(kept, quality=60, method=6)
    assert kept.exists(), f"{kept.name} belum ada: make gambar"
    assert changed(Image.open(kept).convert("RGB"), seen) == []
    assert seeing.broken(page) == []


def changed(before: Image.Image, after: Image.Image) -> list[tuple[int, int, int]]:
    """Return left, top and difference of the tiles that are not alike."""
    assert before.size == after.size
    first, second = (
        np.asarray(picture.filter(ImageFilter.BoxBlur(1)), dtype=float)
        for picture in (before, after)
    )
    rows, columns = (side // TILE for side in first.shape[:2])
    tiles = np.abs(first - second).mean(axis=2).reshape(rows, TILE, columns, TILE).mean(axis=(1, 3))
    return [
        (int(column) * TILE, int(row) * TILE, round(tiles[row, column]))
        for row, column in zip(*np.nonzero(tiles > TOLERATED), strict=True)
    ]
