"""A real server over a published sample, and a browser whose every request is written down."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import server
from tests.e2e.browsing import FLAGS, Watch, chromium


@pytest.fixture(scope="session")
def address(sample_data: Path) -> Iterator[str]:
    """Address of the application over the published sample, started once."""
    with server.running(server.ROOT, PANTAU_DATA=str(sample_data)) as address:
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


@pytest.fixture
def open_page(browser: Browser, address: str, watch: Watch) -> Iterator[Callable[..., Page]]:
    """A function that opens a fresh tab: open_page(path="/", width=1280, height=720, dark=False).

    Each tab is a new browser to the server: no cookies, nothing cached.
    """
    contexts = []

    def opened(
        path: str = "/", *, width: int = 1280, height: int = 720, dark: bool = False
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="id-ID",
        )
        contexts.append(context)
        page = context.new_page()
        watch.follow(page)
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A tab of 1280 x 720, light, at the first page."""
    return open_page()
