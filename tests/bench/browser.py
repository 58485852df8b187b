"""How soon a person sees something: Chromium against a warm and a freshly started server.

The server comes with what it has cached of files only; Chromium draws in software here, on the
server's own cores, so a laptop with a screen is faster.
"""

import base64
import statistics
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright, sync_playwright

from tests.bench import stores
from tests.bench.report import Section
from tests.bench.serving import serving
from tests.bench.stores import Stores
from tests.e2e.browsing import FLAGS, chromium

TIMES = 3
PAGES = {"Ringkasan": "", "Kelengkapan": "kelengkapan"}
COLUMNS = [
    "first view, median",
    "status line, s",
    "287 hexagons, s",
    "HTTP KB",
    "HTTP requests",
    "websocket KB",
]
# Looks every 20 ms; times are from the moment the browser was told to go there.
EYES = """(() => {
  const seen = window.seen = {};
  const hexagons = () => [...document.querySelectorAll('*')].reduce(
    (n, e) => n + (e.shadowRoot ? e.shadowRoot.querySelectorAll('path.segi').length : 0), 0);
  const look = () => {
    if (!seen.status && document.querySelector('.status-baris')) seen.status = performance.now();
    if (seen.status && hexagons() === 287) { seen.map = performance.now(); return; }
    setTimeout(look, 20);
  };
  look();
})()"""


def measure(folders: Stores) -> Section:
    """Measure both pages: server and browser new, browser new, and the same browser again."""
    section = Section("browser", "First useful paint", COLUMNS)
    section.row("*to beat: the best live peer, new browser*", "1.1", "", "", "", "")
    data = stores.published(folders)
    with sync_playwright() as playwright:
        for name, page in PAGES.items():
            for words, views in (("new server, new browser", _cold), ("new browser", _new)):
                section.row(f"{name}, {words}", *_medians(views(playwright, data, page)))
            section.row(f"{name}, same browser again", *_medians(_again(playwright, data, page)))
    section.notes += [
        f"Median of {TIMES} views at 1280 x 720, headless Chromium with software drawing on the "
        "server's own cores, no proxy, nothing compressed but what Streamlit compresses.",
        "New server: started, health answered, nobody has opened a page. New browser: a profile "
        "without a cache. Same browser again: a second view in one profile.",
    ]
    return section


View = tuple[float, float, float, int, float]


def _medians(views: list[View]) -> list[str]:
    status, hexagons, http, requests, socket = (
        statistics.median(column) for column in zip(*views, strict=True)
    )
    return [
        f"{status:.2f}", f"{hexagons:.2f}", f"{http:,.0f}", f"{requests:.0f}", f"{socket:.0f}"
    ]  # fmt: skip


def _cold(playwright: Playwright, data: Path, page: str) -> list[View]:
    views = []
    for _ in range(TIMES):
        with serving(data) as served:
            views += _in_new_browsers(playwright, served.address, page, [1])
    return views


def _new(playwright: Playwright, data: Path, page: str) -> list[View]:
    with serving(data) as served:
        _in_new_browsers(playwright, served.address, page, [1])
        return _in_new_browsers(playwright, served.address, page, [1] * TIMES)


def _again(playwright: Playwright, data: Path, page: str) -> list[View]:
    with serving(data) as served:
        return _in_new_browsers(playwright, served.address, page, [1 + TIMES])[1:]


def _in_new_browsers(
    playwright: Playwright, address: str, page: str, views: list[int]
) -> list[View]:
    """View the page in browsers of their own, as many as `views` is long, each so many times."""
    found = []
    for number in views:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        found += [_view(context, f"{address}/{page}") for _ in range(number)]
        browser.close()
    return found


def _view(context: BrowserContext, url: str) -> View:
    """Seconds to the status line and to the map; KB and requests over HTTP; KB over websocket."""
    tab = context.new_page()
    tab.add_init_script(EYES)
    count = _counted(context, tab)
    tab.goto(url)
    tab.wait_for_function("() => window.seen?.map", timeout=60_000)
    tab.wait_for_timeout(1500)  # scripts and charts below the fold are part of what it costs
    seen = tab.evaluate("window.seen")
    tab.close()
    http, requests, socket = count()
    return seen["status"] / 1000, seen["map"] / 1000, http / 1000, requests, socket / 1000


def _counted(context: BrowserContext, tab) -> Callable[[], tuple[int, int, int]]:
    http, frames = [], []
    network = context.new_cdp_session(tab)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: http.append(event["encodedDataLength"]))
    network.on(
        "Network.webSocketFrameReceived",
        lambda event: frames.append(len(base64.b64decode(event["response"]["payloadData"]))),
    )
    return lambda: (sum(http), len(http), sum(frames))
