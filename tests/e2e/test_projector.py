"""Layar proyektor: large type, no chrome, what is shown and as of when still on the page."""

import pytest

from tests.e2e import seeing
from tests.e2e.browsing import shot
from tests.e2e.seeing import settled
from tests.e2e.test_every_page import COVERED, CUT, TOO_WIDE
from tests.navigation import WITH_FIGURES

HIDDEN = ("stSidebar", "stHeader", "stToolbar", "stExpandSidebarButton")


def type_size(part) -> float:
    return part.evaluate("part => parseFloat(getComputedStyle(part).fontSize)")


@pytest.mark.parametrize("name", WITH_FIGURES)
def test_projector_view(open_page, name):
    page = settled(
        open_page(WITH_FIGURES[name] + "?proyektor=true&kec=Slawi&periode=September+2026")
    )

    shot(page, f"proyektor-{name}")

    assert [p for p in HIDDEN if page.get_by_test_id(p).locator("visible=true").count()] == []
    status, contoh = page.locator(".status-baris"), page.locator("b.contoh")
    assert "Kec. Slawi · September 2026 · data per 30 September 2026" in status.inner_text()
    assert contoh.inner_text() == "DATA CONTOH"
    assert status.bounding_box()["y"] >= 0
    assert type_size(status) >= 20
    assert type_size(page.locator("h1.kalimat")) >= 30
    for small in page.locator(".tabel td, .kartu p").all()[:5]:
        assert type_size(small) >= 17
    assert page.evaluate(TOO_WIDE) <= 0
    assert page.evaluate(CUT) == []
    assert page.evaluate(COVERED) == []
    for table in page.locator(".tabel").all():
        assert table.evaluate("part => part.scrollWidth - part.clientWidth") <= 1


def test_on_by_a_switch_and_off_by_a_button(open_page):
    page = settled(open_page("/?kec=Slawi"))

    page.get_by_text("Layar proyektor").click()
    settled(page)
    assert not page.get_by_test_id("stSidebar").is_visible()
    assert seeing.query(page) == {"kec": "Slawi", "proyektor": "true"}

    page.get_by_text("Keluar dari layar proyektor").click()
    settled(page)
    assert page.get_by_test_id("stSidebar").is_visible()
    assert seeing.query(page) == {"kec": "Slawi"}
    assert type_size(page.locator(".status-baris")) < 20


def test_a_desa_can_be_chosen_on_the_projector(open_page):
    page = settled(open_page("/kelengkapan?proyektor=true&kec=Slawi"))

    seeing.rows(page).first.click()

    name = seeing.query(settled(page))["desa"].split(" (")[0]
    assert seeing.outlined(page) == name
    assert seeing.place(page).startswith(name)


# Names on the map: size on the screen, and the middle two thirds of the ground each takes.
NAMES = """(texts) => texts
  .filter((text) => text.textContent && getComputedStyle(text).visibility === 'visible')
  .map((text) => {
    const { left, top, right, bottom } = text.getBoundingClientRect();
    const edge = (bottom - top) / 6;
    const scale = text.ownerSVGElement.getScreenCTM().a;
    return { name: text.textContent, size: parseFloat(getComputedStyle(text).fontSize) * scale,
      box: [left, top + edge, right, bottom - edge] };
  })"""


@pytest.mark.parametrize("address_of", ["/", "/kelengkapan"])
def test_names_on_the_map_are_read_from_the_back_and_none_covers_another(open_page, address_of):
    page = settled(open_page(f"{address_of}?proyektor=true&desa=Kaligayam+%28Margasari%29"))

    page.locator(".petak .terpilih-nama").wait_for()
    names = page.locator(".petak .kec, .petak .terpilih-nama").evaluate_all(NAMES)

    assert "Kaligayam" in [one["name"] for one in names]
    assert len(names) >= 9  # at least half of the 18 kecamatan have their name
    assert [one for one in names if one["size"] < 17.9] == []
    boxes = [one["box"] for one in names]
    covered = [
        (a, b)
        for n, a in enumerate(boxes)
        for b in boxes[n + 1 :]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert covered == []
