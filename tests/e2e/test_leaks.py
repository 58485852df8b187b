"""Nobody receives who somebody is, but on a worklist of the own area.

A browser walks through every page as nobody and in each role; all that came to it, and all that the
server wrote, is searched for every number and name of the register. What it is that is looked for:
tests/e2e/receiving.py.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import signing
from tests.e2e import seeing
from tests.e2e.receiving import Persons, Received, persons
from tests.navigation import PAGES, WITH_FIGURES
from tests.signing import MARGASARI, Site

pytestmark = pytest.mark.timeout(600)  # the first one waits for the sample and the application

DESA, NAME = f"{MARGASARI}.2002", "Kaligayam (Margasari)"
DESA_CHOSEN, KECAMATAN_CHOSEN = "?desa=Kaligayam+(Margasari)", "?kec=Margasari"
ELSEWHERE = "/daftar?desa=Guci+(Bumijawa)"
GO = "path => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')); }"
WAYS = {"http", "websocket", "download", "log"}  # by which something came to everybody
REASON = "kunjungan rumah Rabu"
LIST, ONE, FILE = "its list", "one row, for a reason", "its file, for a reason"
MONTH = "September 2026"
CLOSED = ("Masuk dengan akun", "Halaman ini tidak terbuka")
FIGURES = WITH_FIGURES.keys() - {"daftar"} | {"publik"}
OPEN = {
    "nobody": {"publik"},
    "rakor": FIGURES,
    "camat": FIGURES | {"daftar"},
    "dinas": PAGES.keys() - {"masuk"},
}


@pytest.fixture(scope="module")
def site(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application with sign-in over a sample and its register."""
    folder = tmp_path_factory.mktemp("bocor")
    shutil.copytree(sample_data, folder / "data", ignore=shutil.ignore_patterns("contoh"))
    with signing.running(folder, folder / "data") as site:
        yield site


@pytest.fixture(scope="module")
def everybody(site: Site) -> Persons:
    found = persons(site.data / "register.duckdb")
    assert len(found.numbers) > 9000
    assert len(found.names) > 3000
    return found


@pytest.fixture(scope="module")
def listed(site: Site) -> Persons:
    """Those whose families a worklist of DESA may show."""
    found = persons(site.data / "register.duckdb", DESA)
    assert len(found.numbers) > 50
    assert len(found.names) > 20
    return found


class Visitor:
    """Somebody in a browser of their own, and all that comes to it."""

    def __init__(self, browser: Browser, site: Site, name: str, program: set[str]) -> None:
        self.site = site
        self.context = browser.new_context(locale="id-ID")
        cookies = site.sign_in(name) if name in signing.ROLES else {}
        self.context.add_cookies(
            [{"name": key, "value": value, "url": site.address} for key, value in cookies.items()]
        )
        self.received = Received(program=program)
        self.page = self.context.new_page()
        self.received.follow(self.page)

    def open(self, path: str, step: str = "") -> None:
        self._begin(step or path)
        self.page.goto(self.site.address + path)
        seeing.settled(self.page)

    def go(self, path: str) -> None:
        """Go on to a page as back and forward do: what was chosen stays chosen."""
        self._begin(path)
        with self.received.socket.expect_event("framereceived"):
            self.page.evaluate(GO, path)
        seeing.settled(self.page)

    def _begin(self, step: str) -> None:
        self.received.read_answers()
        self.received.step = step

    def walk(self, paths: dict[str, str], query: str = "") -> set[str]:
        """Open a page and go on from one to the next; return those that were not closed."""
        opened = set()
        self.open(f"/kelengkapan{query}")
        for name, path in paths.items():
            self.go(path)
            if not seeing.headline(self.page).startswith(CLOSED):
                opened.add(name)
        return opened

    def choose(self) -> None:
        """Change a filter, choose a desa on the map, and take the table along."""
        self.open("/kelengkapan")
        self.page.get_by_test_id("stSelectbox").filter(has_text="Periode").locator("input").click()
        self.page.get_by_role("option", name=MONTH).click()
        seeing.settled(self.page)
        seeing.hexagons(self.page).nth(1).click()
        seeing.settled(self.page)
        assert seeing.query(self.page) == {"periode": MONTH, "desa": NAME}
        self.download("CSV")

    def ask(self, label: str, step: str) -> None:
        """Press a button of a worklist that wants a reason."""
        self._begin(step)
        self.page.get_by_label("Alasan", exact=True).fill(REASON)
        self.page.get_by_role("button", name=label).click()
        seeing.settled(self.page)

    def download(self, label: str) -> None:
        with self.page.expect_download() as waiting:
            self.page.get_by_text(label).first.click()
        self.received.download(waiting.value)

    def leave(self) -> Received:
        """Close the browser; return all that came, and all that the server has written so far."""
        self.received.read_answers()
        self.context.close()
        for log in self.site.data.glob("*.log"):
            self.received.step = log.name
            self.received.keep("log", log.read_bytes())
        return self.received


@pytest.fixture(scope="module")
def visit(browser: Browser, site: Site) -> Callable[[str], Visitor]:
    """A function that lets somebody in, by name, in a browser of their own."""
    program: set[str] = set()
    return lambda name: Visitor(browser, site, name, program)


def test_nobody_receives_no_person(visit, everybody):
    visitor = visit("nobody")

    assert visitor.walk(PAGES) == OPEN["nobody"]
    visitor.open("/publik")
    visitor.download("CSV")

    received = visitor.leave()
    assert received.ways() >= WAYS
    assert received.finds(everybody) == set()


def test_rakor_receives_no_person(visit, everybody):
    visitor = visit("rakor")

    assert visitor.walk(PAGES) == OPEN["rakor"]
    visitor.open(f"/daftar{DESA_CHOSEN}")
    visitor.choose()

    received = visitor.leave()
    assert received.ways() >= WAYS
    assert received.finds(everybody) == set()


@pytest.mark.parametrize(
    ("name", "query"), [("camat", DESA_CHOSEN), ("dinas", KECAMATAN_CHOSEN)], ids=["camat", "dinas"]
)
def test_persons_come_with_a_worklist_and_with_nothing_else(visit, everybody, listed, name, query):
    visitor = visit(name)

    visitor.open(f"/daftar{DESA_CHOSEN}", LIST)
    visitor.ask("Lihat baris ini", ONE)
    visitor.ask("Siapkan berkas desa ini", FILE)
    visitor.download("Unduh berkas")
    visitor.choose()
    assert visitor.walk({"daftar": "/daftar"}) == {"daftar"}
    # the other pages after that, the audit with what was noted of it among them
    others = {page: path for page, path in PAGES.items() if page != "daftar"}
    assert visitor.walk(others, query) == OPEN[name] - {"daftar"}
    if name == "camat":
        visitor.open(ELSEWHERE)
    else:
        visitor.open("/jejak")
        visitor.page.get_by_role("button", name="Siapkan seluruh jejak (CSV)").click()
        visitor.download("Unduh seluruh jejak")

    received = visitor.leave()
    assert received.ways() >= WAYS
    found = received.finds(everybody)
    # names: on the list; numbers: of one row; the file, under its password, tells nobody's
    assert {(find.step, find.way, find.is_number) for find in found} == {
        (LIST, "websocket", False),
        (ONE, "websocket", False),
        (ONE, "websocket", True),
    }
    theirs = b" ".join(listed.numbers | listed.names).decode()
    assert [find for find in found if find.value not in theirs] == []  # nobody of another desa
    one = {find.value for find in found if find.step == ONE and find.is_number}
    assert len(one) == 2, one  # NIK and No KK of that row
