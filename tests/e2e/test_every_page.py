"""Every page, at every size, in both themes: nothing cut, covered, leaked or left behind."""

import re

import pytest
from playwright.sync_api import Page, TimeoutError

from tests.e2e import seeing
from tests.e2e.browsing import shot
from tests.navigation import PAGES

# Pages, and what the bare address of a page does not open.
EVERY = PAGES | {"profil-desa": "/profil?desa=Kaligayam+(Margasari)"}
EVERY |= {"inklusi-taksiran": "/inklusi?bagian=Penerima+tidak+layak"}
EVERY |= {
    f"cakupan-{part.split()[0].lower()}": f"/cakupan?program=PKH&bagian={part}"
    for part in ("Desil dan kuota", "Gabungan program", "Kebutuhan", "Kejenuhan")
}
EVERY |= {
    f"musdes-{part.split()[0].lower()}": f"/musdes?bagian={part}"
    for part in ("Alur usulan", "Graduasi", "Usulan per 1.000", "Laporan warga")
}
EVERY |= {"musdes-kecamatan": "/musdes?kec=Slawi"}
LOOKS = [(1280, 720, False), (1280, 720, True), (390, 844, False), (390, 844, True)]
LOOKS += [(1920, 1080, False)]
ENGLISH = r"\b(Choose|Select|Loading|Search|Download|Error|None|nan|NaN|undefined|null)\b"

# Pixels by which the page is wider than the window, the scrolling main part included.
TOO_WIDE = """() => Math.max(...['stApp', 'stMain'].map((id) => {
  const part = document.querySelector(`[data-testid="${id}"]`);
  return part.scrollWidth - part.clientWidth;
}))"""
# Texts of headline and cards that do not fit their box, and tables wider than their place.
CUT = """() => [...document.querySelectorAll('.status-baris, h1.kalimat, .kartu, .kartu *')]
  .filter((part) => part.scrollWidth > part.clientWidth + 1)
  .filter((part) => getComputedStyle(part).display !== 'inline')
  .map((part) => part.className + ': ' + part.textContent)"""
# Which of the parts that must be read have something else lying on one of their corners.
COVERED = """() => {
  const covered = (part, x, y) => {
    const top = document.elementFromPoint(x, y);
    return top !== part && !part.contains(top) && !top?.contains(part);
  };
  return [...document.querySelectorAll('b.contoh, h1.kalimat, .kartu .nilai')].filter((part) => {
    const { left, top, right, bottom } = part.getBoundingClientRect();
    if (top > innerHeight - 4) return false;
    const low = Math.min(bottom, innerHeight) - 3;
    return covered(part, left + 3, top + 3) || covered(part, right - 3, low);
  }).map((part) => part.textContent);
}"""
# Words of charts that the ground swallows: contrast below 3 (WCAG 2.2, 1.4.3 for large type).
FAINT = """() => {
  const parts = (colour) => colour.match(/[0-9.]+/g).slice(0, 3).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const app = document.querySelector('[data-testid="stApp"]');
  const ground = light(getComputedStyle(app).backgroundColor);
  return [...document.querySelectorAll('.js-plotly-plot text')].filter((text) => {
    const ink = light(getComputedStyle(text).fill);
    return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05) < 3;
  }).map((text) => text.textContent);
}"""


def give_charts_time_to_turn(page: Page) -> None:
    """Charts turn their theme last; Streamlit 1.67 may miss a change that comes while a page still
    runs for the one before, and people then open it anew."""
    try:
        page.wait_for_function(f"() => ({FAINT})().length === 0", timeout=10_000)
    except TimeoutError:
        page.reload()
        seeing.settled(page)


@pytest.mark.parametrize("name", EVERY)
def test_page_is_whole(open_page, name):
    """One tab a page, turned to every size and theme: opening it anew each time takes minutes."""
    page = open_page(EVERY[name])
    for width, height, dark in LOOKS:
        look = f"{name}-{width}x{height}-{'gelap' if dark else 'terang'}"
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        shot(seeing.settled(page), look)

        assert page.locator("b.contoh").inner_text() == "DATA CONTOH"
        assert page.evaluate(TOO_WIDE) <= 0, look
        assert page.evaluate(CUT) == [], look
        assert page.evaluate(COVERED) == [], look
        give_charts_time_to_turn(page)
        assert page.evaluate(FAINT) == [], look
        for table in page.locator(".tabel").all():
            assert table.evaluate("part => part.scrollWidth - part.clientWidth") <= 1, look
    assert re.findall(ENGLISH, page.get_by_test_id("stMain").inner_text()) == []
    # nothing as long as a NIK or a No KK; decimals of a drawing's coordinates do not count
    assert re.findall(r"(?<![\d.])\d{16}(?!\d)", seeing.everything(page)) == []
    for kind in ("stException", "stAlertContentError", "stAlertContentWarning"):
        assert page.get_by_test_id(kind).count() == 0


def test_headline_figures_and_picture_are_seen_without_scrolling(open_page):
    page = seeing.settled(open_page("/"))

    for part in ("h1.kalimat", ".kartu-baris", ".petak .gambar svg"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= 720, part
    parts = [
        page.locator(p).bounding_box() for p in (".status-baris", "h1.kalimat", ".kartu-baris")
    ]
    for above, below in zip(parts, parts[1:], strict=False):
        assert above["y"] + above["height"] <= below["y"]


def test_the_map_holds_every_desa_once_with_its_name(open_page):
    page = seeing.settled(open_page("/kelengkapan"))

    names = page.locator("path.segi").evaluate_all("p => p.map(s => s.getAttribute('aria-label'))")

    assert len(names) == 287
    assert names[:2] == ["Prupuk Selatan", "Kaligayam"]
    assert names.count("Karanganyar") == 3
    places = page.locator("path.segi").evaluate_all("p => p.map(s => s.getAttribute('d'))")
    assert len(set(places)) == 287
