"""Signing in at a real provider, in a real browser: who sees what, and when that ends."""

import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from python_calamine import CalamineWorkbook

from pages.parts import admission
from tests import signing
from tests.e2e import seeing
from tests.e2e.browsing import Watch
from tests.opening import unlocked
from tests.provider import PASSWORD, PEOPLE
from tests.signing import Site

DESA = "Kaligayam (Margasari)"
WAY_IN = "Masuk dengan akun kantor Anda."
LONGEST = 60_000  # ms: within a minute, says the issue


@pytest.fixture(scope="module")
def site(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("masuk")
    shutil.copytree(sample_data, folder / "data", ignore=shutil.ignore_patterns("contoh"))
    with signing.running(folder, folder / "data") as site:
        yield site


@pytest.fixture
def somebody(browser: Browser, site: Site) -> Iterator[Callable[[str], Page]]:
    """A function that signs a person in with a browser of their own; "" stays outside."""
    with _tabs(browser, site) as opened:

        def signed_in(name: str) -> Page:
            page = opened()
            page.goto(site.address)
            expect(page.locator("h1.kalimat")).to_be_visible(timeout=30_000)
            if name:
                sign_in(page, name)
            return page

        yield signed_in


@contextmanager
def _tabs(browser: Browser, site: Site) -> Iterator[Callable[[], Page]]:
    """Browsers of their own, none of which asks any host but the two of this test."""
    watch, contexts = Watch(host=urlsplit(site.address).netloc), []

    def opened() -> Page:
        contexts.append(browser.new_context(locale="id-ID"))
        page = contexts[-1].new_page()
        page.set_viewport_size({"width": 1280, "height": 720})
        watch.follow(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    theirs = urlsplit(site.provider).netloc
    assert [url for url in watch.outside() if urlsplit(url).netloc != theirs] == []


def say_who(page: Page, name: str) -> None:
    """Go through the forms of the provider."""
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/login")
    page.fill("input[name=login]", name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/auth/password")
    page.fill("input[type=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-testid="stApp"]', timeout=60_000)


def sign_in(page: Page, name: str) -> None:
    say_who(page, name)
    expect(page.locator("h1.kalimat")).not_to_have_text(WAY_IN, timeout=30_000)
    seeing.settled(page)


def go(page: Page, site: Site, path: str) -> Page:
    page.goto(site.address + path)
    return seeing.settled(page)


def menu(page: Page) -> list[str]:
    links = page.get_by_test_id("stSidebarNavLink").all_inner_texts()
    return [each.splitlines()[-1] for each in links]  # an icon's own name stands before


def cookies(context: BrowserContext) -> list[dict]:
    return [each for each in context.cookies() if each["name"].startswith("_streamlit")]


def test_each_role_has_its_menu(site, somebody):
    assert "Ringkasan" not in menu(somebody(""))
    camat = menu(somebody("camat"))
    assert "Ringkasan" in camat
    assert "Daftar perbaikan" in camat
    assert "Impor" not in camat
    rakor = menu(somebody("rakor"))
    assert "Ringkasan" in rakor
    assert "Daftar perbaikan" not in rakor
    assert "Impor" in menu(somebody("dinas"))


@pytest.mark.parametrize(
    ("name", "words"), [("asing", "belum diberi peran"), ("palsu", "belum terverifikasi")]
)
def test_an_account_that_opens_nothing_is_told_why(site, somebody, name, words):
    page = somebody("")
    say_who(page, name)
    go(page, site, "/")
    expect(page.get_by_text(words)).to_be_visible(timeout=30_000)
    assert page.locator(".kartu").count() == 0


def test_what_is_taken_away_clears_a_page_that_nobody_touches(site, somebody, browser):
    """Dinas takes the role away on the page; the camat's open page shows the way in by itself."""
    camat = go(somebody("camat2"), site, "/")
    kept = cookies(camat.context)
    expect(camat.locator(".kartu").first).to_be_visible()

    office = go(somebody("dinas"), site, "/hak")
    office.get_by_role("combobox", name="Akun").click()
    office.get_by_role("option", name=PEOPLE["camat2"]).click()
    office.get_by_role("button", name="Cabut sekarang").click()
    expect(office.get_by_text("sesinya berakhir di semua perangkat")).to_be_visible()

    expect(camat.locator(".kartu").first).to_be_hidden(timeout=LONGEST)
    expect(camat.locator("h1.kalimat")).to_contain_text(WAY_IN)
    assert admission.SECONDS * 1000 < LONGEST
    with _tabs(browser, site) as opened:
        thief = opened()
        thief.context.add_cookies(kept)
        go(thief, site, "/")
        assert thief.locator(".kartu").count() == 0

    office.get_by_label("Surel akun").fill(PEOPLE["camat2"])
    office.get_by_role("button", name="Beri peran").click()
    expect(office.get_by_text(f"{PEOPLE['camat2']} sekarang berperan rakor.")).to_be_visible()


def test_signing_out_ends_it_in_every_tab_and_for_every_copy(site, somebody, browser):
    page = somebody("rakor")
    kept = cookies(page.context)
    other = page.context.new_page()
    go(other, site, "/")

    page.locator(".st-key-akun button").first.click()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_timeout(1000)

    expect(other.locator(".kartu").first).to_be_hidden(timeout=LONGEST)
    with _tabs(browser, site) as opened:
        thief = opened()
        thief.context.add_cookies(kept)
        go(thief, site, "/")
        assert thief.locator(".kartu").count() == 0
        expect(thief.get_by_text("Sesi ini sudah berakhir")).to_be_visible()


def test_a_camat_prepares_the_file_of_a_desa_and_the_audit_says_so(site, somebody, tmp_path):
    page = go(somebody("camat"), site, f"/daftar?desa={DESA.replace(' ', '+')}")
    expect(page.get_by_text("•" * 14).first).to_be_visible()
    reason = "Kunjungan rumah Rabu"
    page.get_by_label("Alasan", exact=True).fill(reason)
    page.get_by_role("button", name="Siapkan berkas desa ini").click()
    with page.expect_download() as handed:
        page.locator("a[href*='unduh/']").click()
    target = tmp_path / handed.value.suggested_filename
    handed.value.save_as(target)
    word = page.get_by_test_id("stCode").inner_text().strip()
    inside = CalamineWorkbook.from_filelike(io.BytesIO(unlocked(target.read_bytes(), word)))
    assert PEOPLE["camat"] in str(inside.get_sheet_by_index(0).to_python())

    office = go(somebody("dinas"), site, "/jejak")
    row = office.locator("tr").filter(has_text="ekspor daftar").first
    expect(row).to_contain_text(PEOPLE["camat"])
    expect(row).to_contain_text(reason)
    assert ", utuh; " in site.command("queries", "jejak", "periksa")


def test_a_camat_sees_no_families_of_another_kecamatan(site, somebody):
    page = somebody("camat")
    page.goto(f"{site.address}/daftar?desa=Bumijawa+(Bumijawa)")
    seeing.settled(page)
    assert "•" * 14 not in seeing.everything(page)
    expect(page.locator("h1.kalimat")).to_contain_text("di luar cakupan akun Anda")
