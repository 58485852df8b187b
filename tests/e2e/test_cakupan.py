"""Cakupan program: a click chooses the desa here as everywhere, and the address keeps the look."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from queries import summary
from tests import server
from tests.e2e import seeing
from tests.e2e.seeing import settled


@pytest.fixture(scope="module")
def address(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application over the sample as if each desa had twenty times its families, enough for
    classes, and a population had been loaded, of twice those registered."""
    data = tmp_path_factory.mktemp("penduduk") / "data"
    shutil.copytree(sample_data, data, ignore=shutil.ignore_patterns("contoh"))
    (newest,) = sorted((data / "summary").glob(summary.FILES))[-1:]
    with duckdb.connect(newest) as store:
        store.execute(
            "UPDATE capaian SET numerator = 20 * numerator, denominator = 20 * denominator, "
            "unknown = 20 * unknown WHERE indikator LIKE 'cakupan%'"
        )
        store.execute(
            "INSERT INTO terbitan_penduduk (versi, kode_desa, penduduk) SELECT versi, kode_desa, "
            "2 * denominator FROM capaian WHERE indikator = 'cakupan_jiwa_pct' AND rincian = '' "
            "AND periode = (SELECT max(periode) FROM capaian)"
        )
    with server.running(server.ROOT, PANTAU_DATA=str(data)) as address:
        yield address


def test_a_dot_of_the_saturation_chooses_its_desa(open_page):
    page = settled(open_page("/cakupan?bagian=Kejenuhan&kec=Slawi"))
    dots = page.locator(".js-plotly-plot .points path")
    assert dots.count() == 10  # the desa of Slawi

    box = dots.nth(4).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(".hoverlayer text").first.wait_for()
    name = page.locator(".hoverlayer text").first.text_content().split(" (")[0]
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**desa=**")

    assert seeing.query(settled(page))["desa"].split(" (")[0] in name
    assert seeing.place(page).startswith(seeing.query(page)["desa"])
    assert page.locator(".js-plotly-plot .points path").count() == 10  # the others stay in sight


def test_a_desa_of_the_map_of_need_is_chosen_by_a_click(open_page):
    page = settled(open_page("/cakupan?program=BPNT&bagian=Kebutuhan"))

    seeing.hexagons(page).nth(150).click()
    page.wait_for_url("**desa=**")

    assert seeing.outlined(settled(page)) == seeing.query(page)["desa"].split(" (")[0]


def test_the_address_holds_programme_group_and_part(open_page):
    page = settled(open_page("/cakupan"))

    page.get_by_role("radio", name="Desil dan kuota").click()
    page.wait_for_url("**bagian=**")
    settled(page)
    assert seeing.query(page) == {"bagian": "Desil dan kuota"}

    again = settled(open_page("/cakupan?program=PKH&banding=BPNT&kelompok=Desil+1–4"))
    assert seeing.headline(again).startswith("PKH menjangkau")
    assert again.locator(".petak .gambar svg").count() == 2


def test_headline_figures_and_map_are_seen_without_scrolling(open_page):
    page = settled(open_page("/cakupan"))

    for part in ("h1.kalimat", ".kartu-baris", ".petak .gambar svg"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= 720, part
