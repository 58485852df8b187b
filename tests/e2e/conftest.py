"""A real server over a published sample, and a browser whose every request is written down."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import server
from tests.e2e.browsing import FLAGS, Watch, chromium

expect.set_options(timeout=20_000)  # ms; browser tests run beside others


@pytest.fixture(scope="session")
def address(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the application over a copy of the published sample, started once a worker."""
    data = tmp_path_factory.mktemp("terbit") / "data"
    shutil.copytree(sample_data, data, ignore=shutil.ignore_patterns("contoh"))
    with server.running(server.ROOT, PANTAU_DATA=str(data)) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def watch(address: str) -> Iterator[Watch]:
    """What the tabs of this test ask for. Fails the test on any other host and on any error."""
    watch = Watch(host=urlsplit(address).netloc)
    yield watch
    assert watch.outside() == []
    assert watch.complaints == []


@pytest.fixture(scope="session")
def returning(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has been here before: it has the 7 MB of program in its cache."""
    context = browser.new_context(locale="id-ID")
    yield context
    context.close()


@pytest.fixture
def open_page(
    browser: Browser, returning: BrowserContext, address: str, watch: Watch
) -> Iterator[Callable[..., Page]]:
    """A function that opens a tab: open_page(path="/", width=1280, height=720, dark=False).

    Each tab is a new visitor to the server. The first of a test has Streamlit's program in its
    cache, and nothing else; each further one is somebody else's browser, in which nothing is.
    """
    opened_so_far: list[Page] = []

    def opened(
        path: str = "/", *, width: int = 1280, height: int = 720, dark: bool = False
    ) -> Page:
        context = browser.new_context(locale="id-ID") if opened_so_far else returning
        page = context.new_page()
        opened_so_far.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        watch.follow(page)
        page.goto(address + path)
        return page

    yield opened
    for page in opened_so_far[1:]:
        page.context.close()
    for page in returning.pages:
        forget(page, address)
        page.close()


def forget(page: Page, address: str) -> None:
    """Let the browser forget what this visitor left in it; what it has cached stays."""
    session = page.context.new_cdp_session(page)
    left = "cookies,local_storage,indexeddb,cache_storage,service_workers"
    session.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": left})


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A tab of 1280 x 720, light, at the first page."""
    return open_page()
