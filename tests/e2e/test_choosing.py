"""A desa, a kecamatan, a month chosen anywhere is chosen everywhere, and stays chosen."""

import re

import pytest

from pages.parts import words
from tests.e2e import seeing
from tests.e2e.seeing import settled

PER_DESA = "/kelengkapan?tabel=Per+desa"


def assert_chosen(page, label: str) -> None:
    """In the sidebar, the address, the line of status, the map and, if it is there, the table."""
    name = label.split(" (")[0]
    assert label in seeing.chosen(page, "Desa/kelurahan")
    assert seeing.query(page)["desa"] == label
    assert seeing.place(page).startswith(label)
    assert seeing.outlined(page) == name
    if page.locator(".tabel th").all_inner_texts()[:1] == ["Desa/kelurahan"]:
        assert page.locator(".tabel tr.pilih .nama").all_inner_texts() == [name]
        assert page.locator('.tabel tr[aria-selected="true"]').count() == 1


def label_of(page, number: int) -> str:
    """Return name and kecamatan of a hexagon, as its tooltip says them."""
    seeing.hexagons(page).nth(number).hover()
    said = seeing.tip(page).split(" | ")[0]
    return re.sub(r"(.+) · Kec\. (.+)", r"\1 (\2)", said)


def test_a_click_on_the_map_chooses_everywhere_and_a_second_lets_go(open_page):
    page = settled(open_page(PER_DESA))
    label = label_of(page, 150)

    seeing.hexagons(page).nth(150).click()
    settled(page)
    assert_chosen(page, label)

    seeing.hexagons(page).nth(150).click()
    settled(page)
    assert "desa" not in seeing.query(page)
    assert seeing.outlined(page) == ""
    assert page.locator(".tabel tr.pilih").count() == 0


def test_a_click_on_a_row_chooses_everywhere(open_page):
    page = settled(open_page(PER_DESA))
    third = seeing.rows(page).nth(2)
    name, kecamatan = (third.locator(part).inner_text() for part in (".nama", ".sub"))

    third.click()

    assert_chosen(settled(page), f"{name} ({kecamatan})")


def test_a_click_on_a_month_chooses_everywhere(open_page):
    page = settled(open_page("/kelengkapan?kec=Slawi"))
    heading = page.locator(".panas .baris-nama").first
    label = f"{heading.text_content()} (Slawi)"
    box = page.locator(".panas .blok svg").bounding_box()
    heading.scroll_into_view_if_needed()
    line, box = heading.bounding_box(), page.locator(".panas .blok svg").bounding_box()

    page.mouse.click(box["x"] + 0.8 * box["width"], line["y"] + line["height"] / 2)

    assert_chosen(settled(page), label)


def test_a_click_on_a_kecamatan_narrows_to_it(open_page):
    page = settled(open_page("/kelengkapan"))
    name = seeing.rows(page).first.locator(".nama").inner_text()

    seeing.rows(page).first.click()

    assert seeing.query(settled(page)) == {"kec": name}
    assert f"di Kec. {name}" in seeing.headline(page)
    assert page.locator("path.segi:not(.pudar)").count() == seeing.rows(page).count() > 1


def test_a_click_outside_the_chosen_kecamatan_takes_it_along(open_page):
    page = settled(open_page("/kelengkapan?kec=Slawi"))
    label = label_of(page, 0)

    seeing.hexagons(page).nth(0).click()

    assert_chosen(settled(page), label)
    assert seeing.query(page)["kec"] == "Margasari"


def test_the_tooltip_and_the_row_say_the_same(open_page):
    """Of ten desa: the share, what it is counted from, and what is unknown."""
    page = settled(open_page("/kelengkapan?tabel=Per+desa&indikator=Kepadanan+NIK+dengan+Dukcapil"))
    for number in range(0, 287, 29):
        seeing.hexagons(page).nth(number).hover()
        who, what = seeing.tip(page).split(" | ")
        name, kecamatan = who.split(" · Kec. ")
        row = (
            seeing.rows(page)
            .filter(has=page.locator(f'.nama:text-is("{name}")'))
            .filter(has=page.locator(f'.sub:text-is("{kecamatan}")'))
        )
        share, counts = row.locator(".persen").inner_text(), row.locator("td").nth(2).inner_text()
        if share == "–":
            share = "terlalu sedikit untuk persen"
        elif int(counts.split(" dari ")[1]) < 30:
            share = f"{share}, belum cukup data (10–29)"
        assert what.startswith(f"{share} · {counts} jiwa"), who


def test_the_browser_rounds_as_the_server_does(open_page):
    page = settled(open_page("/kelengkapan?indikator=Kepadanan+NIK+dengan+Dukcapil"))

    for row in seeing.rows(page).all():
        share, counts = row.locator(".persen").inner_text(), row.locator("td").nth(2).inner_text()
        numerator, denominator = (int(n.replace(".", "")) for n in counts.split(" dari "))
        assert denominator > 100
        assert share == words.percent(numerator, denominator)


def test_an_address_opened_by_somebody_else_shows_the_same(open_page):
    first = settled(open_page(PER_DESA + "&periode=September+2026"))
    seeing.hexagons(first).nth(42).click()
    settled(first)

    second = settled(open_page(first.url.split("/", 3)[3].join(["/", ""])))

    for look in (seeing.status, seeing.headline, seeing.outlined, seeing.query):
        assert look(second) == look(first)
    texts = [[row.inner_text() for row in seeing.rows(p).all()[:20]] for p in (first, second)]
    assert texts[0] == texts[1]


def test_filters_in_the_address_are_followed(open_page):
    page = settled(
        open_page("/kelengkapan?kec=Slawi&periode=September+2026&indikator=Kelengkapan+isian+wajib")
    )

    assert "Kec. Slawi · September 2026 · data per 30 September 2026" in seeing.status(page)
    assert seeing.headline(page).startswith("Isian lengkap")
    assert "Slawi" in seeing.chosen(page, "Kecamatan")


def test_nonsense_in_the_address_is_dropped_from_it(open_page):
    page = settled(open_page("/kelengkapan?kec=Atlantis&periode=Besok&desa=%3Cscript%3E&peta=x"))

    assert seeing.place(page).startswith("Kabupaten Tegal · Oktober 2026")
    assert not {"kec", "periode", "desa"} & set(seeing.query(page))


def test_filters_stay_from_page_to_page(open_page):
    """Those of the address and those of a click, through the menu, there and back."""
    page = settled(open_page("/kelengkapan?kec=Slawi&periode=September+2026"))
    menu = page.get_by_test_id("stSidebarNav")

    for name in ("Ringkasan", "Progres verval", "Definisi", "Kelengkapan"):
        menu.get_by_text(name, exact=True).click()
        settled(page)
        assert "Kec. Slawi · September 2026" in seeing.status(page), name
        assert {"kec": "Slawi", "periode": "September 2026"}.items() <= seeing.query(page).items()
        assert "Slawi" in seeing.chosen(page, "Kecamatan")

    seeing.rows(page).first.click()
    label = seeing.query(settled(page))["desa"]
    menu.get_by_text("Progres verval", exact=True).click()
    settled(page)
    assert seeing.place(page).startswith(f"{label} · September 2026")


def test_back_in_the_browser_goes_back(open_page):
    page = settled(open_page("/kelengkapan?kec=Slawi"))
    page.get_by_test_id("stSidebarNav").get_by_text("Ringkasan", exact=True).click()
    settled(page)

    page.go_back()

    assert "/kelengkapan" in settled(page).url
    assert "Kec. Slawi" in seeing.status(page)


@pytest.mark.parametrize("key", ["Enter", " "])
def test_the_table_can_be_used_without_a_mouse(open_page, key):
    page = settled(open_page(PER_DESA))
    page.get_by_text("Per desa", exact=True).focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        if seeing.focused(page)[0] == "TR":
            break
    tag, words = seeing.focused(page)
    assert tag == "TR", "Tab never reached a row of the table"

    page.keyboard.press(key)

    assert words.startswith(seeing.query(settled(page))["desa"].split(" (")[0])


def test_the_table_sorts_by_a_click_on_its_head(open_page):
    page = settled(open_page("/kelengkapan"))
    seeing.rows(page).first.wait_for()
    names = [row.split("\n")[0].split("\t")[0] for row in seeing.rows(page).all_inner_texts()]

    page.locator(".tabel th button").first.click()

    by_name = page.locator(".tabel tbody .nama").all_inner_texts()
    assert by_name == sorted(names)
    assert page.locator(".tabel th").first.get_attribute("aria-sort") == "ascending"


def test_a_download_says_what_it_is(open_page):
    page = settled(open_page("/kelengkapan?kec=Slawi"))

    with page.expect_download() as waiting:
        page.get_by_text("Unduh tabel 10 desa (CSV)").click()

    file = waiting.value
    assert file.suggested_filename == "kemutakhiran_24_pct-2026-10-CONTOH.csv"
    text = file.path().read_bytes().decode("utf-8")
    assert text.startswith("\ufeffIndikator;Kode;Kecamatan;")
    lines = text.splitlines()[1:]
    assert len(lines) == 10
    assert all("DATA CONTOH" in line and ";HITUNGAN PASTI;" in line for line in lines)
    assert all("31 Oktober 2026" in line for line in lines)
    settled(page)
