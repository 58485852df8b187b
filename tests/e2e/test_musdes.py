"""The calendar of musdes: a click leads from kecamatan to desa, and grey tells its cells apart."""

from playwright.sync_api import Page

from tests.e2e import seeing
from tests.e2e.seeing import settled

CELL = ".kalender tbody td:not(.ekor)"
# What a cell looks like without its colour: its sign, its border, whether it has a pattern.
LOOKS = """(cells) => cells.map((cell) => {
  const style = getComputedStyle(cell);
  const border = style.borderTopColor.endsWith(', 0)') ? 'none' : style.borderTopStyle;
  return [cell.className, cell.querySelector('.tanda').textContent + border
    + style.backgroundImage.split('(')[0]];
})"""


def names(page: Page) -> list[str]:
    return page.locator(".kalender .nama").all_inner_texts()


def test_a_click_leads_from_the_kecamatan_to_a_desa_and_back(open_page):
    page = settled(open_page("/musdes"))
    assert len(names(page)) == 18

    page.locator(".kalender tr", has_text="Slawi").first.click()
    settled(page)
    assert seeing.query(page)["kec"] == "Slawi"
    assert len(names(page)) == 10

    page.locator(".kalender tbody tr", has_text="Kudaile").focus()
    page.keyboard.press("Enter")
    settled(page)
    assert seeing.query(page)["desa"] == "Kudaile (Slawi)"
    assert page.locator('.kalender [aria-selected="true"] .nama').all_inner_texts() == ["Kudaile"]
    assert seeing.headline(page).startswith("Kudaile (Slawi) ")

    page.locator(".kalender tr.pilih td").first.click()
    assert "desa" not in seeing.query(settled(page))


def test_kinds_of_cells_are_told_apart_without_colour(open_page):
    page = settled(open_page("/musdes?kec=Slawi"))
    drawn = dict(page.locator(".kalender li .contoh").evaluate_all(
        "(all) => all.map((one) => [one.className, one.textContent])"
    ))  # fmt: skip
    found = dict(page.locator(CELL).evaluate_all(LOOKS))

    assert len(found) >= 3  # with berita acara, without, and not held
    assert len(set(found.values())) == len(found)
    assert len(set(drawn.values())) == len(drawn) == len(found)


def test_the_whole_kabupaten_is_seen_without_scrolling(open_page):
    page = settled(open_page("/musdes"))

    for part in ("h1.kalimat", ".kartu-baris", ".kalender tbody tr:last-child"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= 720, part


def test_on_a_phone_the_newest_months_are_in_sight(open_page):
    page = settled(open_page("/musdes", width=390, height=844))

    newest = page.locator(".kalender thead th").nth(-2)
    box = newest.bounding_box()
    assert newest.inner_text() == "Okt 26"
    assert 0 <= box["x"] < box["x"] + box["width"] <= 390


def test_a_part_stays_in_the_address(open_page):
    page = settled(open_page("/musdes"))

    page.get_by_text("Alur usulan", exact=True).click()
    settled(page)

    assert seeing.query(page)["bagian"] == "Alur usulan"
    page.reload()
    settled(page).get_by_text("Di mana usulan terbuka sekarang").wait_for()
