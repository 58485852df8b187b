"""Kapasitas: a click chooses the desa on map, dots and table alike; on a phone a row is a card."""

from tests.e2e import seeing
from tests.e2e.seeing import settled


def test_headline_figures_and_map_are_seen_without_scrolling(open_page):
    page = settled(open_page("/kapasitas"))

    for part in ("h1.kalimat", ".kartu-baris", ".petak .gambar svg"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= 720, part


def test_a_desa_of_the_map_is_chosen_by_a_click(open_page):
    page = settled(open_page("/kapasitas"))

    seeing.hexagons(page).nth(150).click()
    page.wait_for_url("**desa=**")

    assert seeing.outlined(settled(page)) == seeing.query(page)["desa"].split(" (")[0]
    assert seeing.headline(page).startswith(seeing.query(page)["desa"])


def test_a_dot_chooses_its_desa(open_page):
    page = settled(open_page("/kapasitas"))
    dots = page.locator(".js-plotly-plot .points path")
    dots.first.wait_for()
    number = dots.count()

    box = dots.first.bounding_box()  # of the lowest share: no other dot lies on it
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(".hoverlayer text").first.wait_for()
    name = page.locator(".hoverlayer text").first.text_content().split(" (")[0]
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**desa=**")

    assert seeing.query(settled(page))["desa"].split(" (")[0] in name
    assert dots.count() == number > 1  # the others stay in sight


def test_rows_narrow_to_a_kecamatan_and_choose_a_desa(open_page):
    page = settled(open_page("/kapasitas"))
    named = page.locator('.nama:text-is("Bumijawa")')

    page.locator(".tabel").last.locator("tbody tr").filter(has=named).click()
    page.wait_for_url("**kec=Bumijawa**")
    settled(page)
    seeing.row(page, "Guci").click()
    page.wait_for_url("**desa=**")

    assert seeing.query(settled(page))["desa"] == "Guci (Bumijawa)"
    assert page.locator("tr.pilih .nama").all_inner_texts() == ["Guci", "Bumijawa"]


def test_without_colour_a_vacant_post_is_told_from_the_others(open_page):
    """Signs in the table, lightness and patterns on the map."""
    page = settled(open_page("/kapasitas?kec=Slawi"))

    signs = {
        text.split()[0] for text in seeing.rows(page).locator("td:nth-child(2)").all_inner_texts()
    }
    fills = {
        fill
        for fill in seeing.hexagons(page).evaluate_all("p => p.map(s => s.getAttribute('fill'))")
    }

    assert {"●", "✕"} <= signs
    assert len(fills) >= 3


def test_on_a_phone_each_row_is_a_card_with_its_heads(open_page):
    page = settled(open_page("/kapasitas", width=390, height=844))
    row = seeing.row(page, "Slawi")

    heads = row.locator("td").nth(2).evaluate("td => getComputedStyle(td, '::before').content")
    box = row.bounding_box()

    assert heads == '"Operator desa"'
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
