"""Officers of a campaign in the browser: on request, under numbers, one click from their desa."""

from pathlib import Path

import duckdb

from tests.e2e import seeing
from tests.e2e.browsing import shot
from tests.e2e.seeing import settled

SECTION = "Menurut petugas (nomor, tanpa nama)"


def opened(page):
    """The section opened; wait for its funnel."""
    settled(page)
    page.get_by_text(SECTION).click()
    page.locator(".st-key-pola-petugas").wait_for()
    return settled(page)


def test_officers_are_read_when_asked_for_and_named_nowhere(open_page, sample_data: Path):
    page = settled(open_page("/verval?kec=Margasari"))
    assert "Petugas 1," not in seeing.everything(page)

    opened(page)
    shot(page, "hasil-petugas")

    rows = page.locator(".daftar").filter(has_text="KK per hari aktif").locator("tbody tr")
    assert rows.count() > 20
    told = rows.all_inner_texts()
    assert all(line.startswith("Petugas ") and "(Margasari)" in line for line in told)
    with duckdb.connect(str(sample_data / "register.duckdb"), read_only=True) as register:
        names = [name for (name,) in register.sql("SELECT DISTINCT petugas FROM verval").fetchall()]
    full = [name for name in names if name and " " in name]
    assert len(full) > 300
    everything = seeing.everything(page).lower()
    assert [name for name in full if name.lower() in everything] == []


def test_a_click_on_an_officer_s_point_chooses_the_desa(open_page):
    page = opened(settled(open_page("/verval")))
    points = page.locator(".st-key-corong-petugas- .scatterlayer .points path")
    points.first.wait_for()
    points.last.scroll_into_view_if_needed()

    points.last.click(force=True)

    page.wait_for_url("**desa=*")
    desa = seeing.query(settled(page))["desa"]
    assert desa in seeing.headline(page)
    table = page.locator(".daftar").filter(has_text="KK per hari aktif")
    assert all(desa in line for line in table.locator("tbody tr").all_inner_texts())


def test_a_projector_shows_no_officers(open_page):
    page = settled(open_page("/verval?proyektor=true"))

    assert page.get_by_text(SECTION).count() == 0
    assert page.get_by_text("Contoh kontrol acak").count() == 1


def test_outcomes_fit_a_phone(open_page):
    page = settled(open_page("/verval?kec=Margasari", width=390, height=844))
    page.get_by_text("Angka yang sama sebagai tabel").click()
    opened(page)

    shot(page, "hasil-telepon")

    inner = page.evaluate("document.documentElement.scrollWidth")
    assert inner <= 390
