"""Batas desa in a browser: a real Shapefile goes in, is looked at, used, and taken back."""

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyogrio
import pytest
from playwright.sync_api import Page, TimeoutError

from tests import server
from tests.conftest import command_line
from tests.e2e import seeing
from tests.e2e.browsing import idle, shot
from tests.e2e.seeing import settled
from tests.e2e.test_every_page import TOO_WIDE
from tests.geo.squares import real

LONG = 120_000  # milliseconds for a process on a busy machine
MAP = "/kelengkapan?peta=Peta+wilayah&tabel=Per+desa"
pytestmark = pytest.mark.timeout(300, func_only=True)


@pytest.fixture
def address(sample_data: Path, tmp_path: Path) -> Iterator[str]:
    """The sample with the borders of 2020 in force, in a folder of the test's own."""
    data = tmp_path / "kantor"
    data.mkdir()
    shutil.copy(sample_data / "register.duckdb", data)
    shutil.copytree(sample_data / "summary", data / "summary")
    command_line(data)("geo", "import", str(real("tegal_desa_bps2020.geojson")))
    with server.running(server.ROOT, PANTAU_DATA=str(data)) as address:
        yield address


@pytest.fixture
def shapefile(tmp_path: Path) -> Path:
    """280 of the 287 desa as an office sends them: zipped, in metres, without the last seven."""
    features = pyogrio.read_dataframe(real("tegal_desa_kemendagri.geojson"), columns=["kode"])
    folder = tmp_path / "shp"
    folder.mkdir()
    features.iloc[:280].to_crs(32749).to_file(folder / "batas desa.shp")
    path = tmp_path / "Batas Desa 2025.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.iterdir():
            archive.write(part, part.name)
    return path


def check(page: Page, path: Path) -> None:
    """Drop a file into the lower of the two places and wait until it has been checked."""
    idle(page)
    page.locator("input[type=file]").last.set_input_files(path)
    page.get_by_role("button", name="Periksa batas").click()
    with suppress(TimeoutError):  # a bad file may be told before anybody sees it being checked
        page.get_by_text("Pemeriksaan batas sedang berjalan").wait_for(timeout=15_000)
    page.get_by_role("heading", name="Batas desa").wait_for(timeout=LONG)
    idle(page)


def borders_drawn(page: Page) -> int:
    paths = page.frame_locator('iframe[title*="folium"]').locator("path.leaflet-interactive")
    paths.first.wait_for(state="attached", timeout=LONG)
    return paths.count()


def test_borders_are_seen_used_and_taken_back(open_page, shapefile, tmp_path):
    page = open_page("/impor")
    page.wait_for_selector("h1.kalimat")
    page.get_by_text("287 dari 287 desa, dari berkas tegal_desa_bps2020.geojson").wait_for()

    check(page, shapefile)
    card = page.locator(".st-key-batas-calon")
    assert "Batas dari Batas Desa 2025.zip sudah diperiksa; belum dipakai." in card.inner_text()
    assert "CRS EPSG:32749" in card.inner_text()
    assert card.locator(".nilai").all_inner_texts()[:3] == ["280", "7", "0"]
    picture = card.locator("img")
    assert picture.evaluate("one => one.naturalWidth > 0")
    assert "Kesuben" in picture.get_attribute("alt")  # 85 times what it was in the file of 2020
    shot(page, "batas-laporan")
    assert borders_drawn(settled(open_page(MAP))) == 287  # nothing has changed yet

    with page.expect_download() as download:
        page.get_by_role("button", name="Unduh laporan (CSV)").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "kode;desa;hasil;keterangan"
    assert "33.28.01.2001;;dikenali;lewat kode Kemendagri" in lines
    assert sum("Desa tanpa batas di berkas" in line for line in lines) == 7

    page.get_by_role("button", name="Pakai batas ini").click()
    page.get_by_text("280 dari 287 desa, dari berkas Batas Desa 2025.zip").wait_for(timeout=LONG)
    assert borders_drawn(settled(open_page(MAP))) == 280

    idle(page)
    page.get_by_role("button", name="Kembali ke batas sebelumnya").click()
    page.get_by_text("287 dari 287 desa, dari berkas").wait_for(timeout=LONG)
    assert borders_drawn(settled(open_page(MAP))) == 287


@pytest.mark.parametrize("width", [1280, 390])
def test_a_bad_file_says_why_and_changes_nothing(open_page, tmp_path, width):
    bad = tmp_path / "batas.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("../../rahasia.geojson", "{}")
    page = open_page("/impor", width=width)
    page.wait_for_selector("h1.kalimat")

    check(page, bad)

    said = page.locator(".catatan.gagal").first.inner_text()
    assert "ditolak karena namanya menunjuk ke luar zip" in said
    assert "Batas yang dipakai tidak berubah." in said
    assert "dari berkas tegal_desa_bps2020.geojson" in seeing.everything(page)
    assert page.evaluate(TOO_WIDE) <= 0
    shot(page, f"batas-ditolak-{width}")
