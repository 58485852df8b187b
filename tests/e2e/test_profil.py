"""The ways to the profile of a desa, and the sheet that is printed from it."""

import re

from tests.e2e import seeing
from tests.e2e.browsing import shot
from tests.e2e.seeing import settled

KALIGAYAM = "/profil?desa=Kaligayam+(Margasari)"


def test_a_name_typed_with_a_slip_leads_to_the_profile(open_page):
    page = settled(open_page("/profil"))

    page.get_by_label("Cari desa atau kelurahan").fill("Kalgayam")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Kaligayam (Margasari)").click()

    settled(page)
    page.locator(".tulang").first.wait_for()
    assert seeing.query(page)["desa"] == "Kaligayam (Margasari)"
    assert "Kaligayam (Margasari)" in seeing.headline(page)


def test_a_click_on_a_map_then_the_link_leads_to_the_profile(open_page):
    page = settled(open_page("/kelengkapan?periode=September+2026"))
    seeing.hexagons(page).nth(150).click()
    label = seeing.query(settled(page))["desa"]

    page.get_by_test_id("stPageLink").get_by_text(f"Profil {label.split(' (')[0]}").click()

    settled(page)
    page.locator(".tulang").first.wait_for()
    assert "/profil" in page.url
    assert seeing.query(page) == {"desa": label, "periode": "September 2026"}
    assert label in seeing.headline(page)
    assert "September 2026" in seeing.place(page)
    assert page.get_by_test_id("stPageLink").count() == 0


def test_a_click_on_a_neighbour_leads_to_its_profile(open_page):
    page = settled(open_page(KALIGAYAM))
    near = page.locator(".tabel").first.locator("tbody tr:not(.pilih)").first
    name = near.locator(".nama").inner_text()

    near.click()

    page.wait_for_function("name => document.querySelector('h1.kalimat').innerText.includes(name)",
                           arg=name)  # fmt: skip
    assert seeing.query(settled(page))["desa"].startswith(name)


def test_headline_size_and_spine_are_seen_without_scrolling(open_page):
    page = settled(open_page(KALIGAYAM))

    for part in ("h1.kalimat", ".kartu-baris", ".tulang tbody tr:nth-child(8)"):
        box = page.locator(part).first.bounding_box()
        assert box["y"] + box["height"] <= 720, part
    images = page.locator(".tulang img")
    assert images.count() >= 10  # a line of months each; strips need more families than these
    assert images.evaluate_all("all => all.every((one) => one.naturalWidth > 0 && one.alt)")


def test_the_sheet_is_one_page_of_a4_and_asks_for_nothing(open_page, browser, tmp_path):
    page = settled(open_page(KALIGAYAM))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Cetak lembar desa").click()
    file = waiting.value
    assert re.fullmatch(r"lembar-33\.28\.01\.2002-2026-10-CONTOH\.html", file.suggested_filename)
    sheet = tmp_path / "lembar.html"
    sheet.write_bytes(file.path().read_bytes())

    asked: list[str] = []
    context = browser.new_context()
    printed = context.new_page()
    printed.on("request", lambda request: asked.append(request.url))
    printed.goto(sheet.as_uri())
    pdf = printed.pdf(prefer_css_page_size=True)
    words = printed.locator("body").inner_text()
    shot(printed, "lembar-desa", whole=True)
    context.close()

    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    box = re.search(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", pdf)
    assert [round(float(side)) for side in box.groups()] == [595, 842]  # A4 in points
    assert [url for url in asked if not url.startswith(("data:", sheet.as_uri()))] == []
    assert words.count("DATA CONTOH, bukan data sebenarnya") == 2
    assert seeing.headline(page).split("\n")[0] in words.replace("\u00a0", " ")
    for badge in ("HITUNGAN PASTI", "KESESUAIAN", "TAKSIRAN"):
        assert badge in words
    assert "data per 31 Oktober 2026" in words
