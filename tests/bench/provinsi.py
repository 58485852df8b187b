"""A provinsi of 8,500 desa beside a kabupaten of 287: how soon its map stands, what it costs.

Both are invented in the same way (tests/bench/tessellation.py), with borders imported by the
product's own command. Of the provinsi its kecamatan are drawn, until a kabupaten is chosen.
"""

import shutil
import statistics
import time
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode

import psutil
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.bench import command, tessellation
from tests.bench.report import Section
from tests.bench.serving import Served, serving
from tests.bench.stores import Stores
from tests.bench.visitor import Visitor
from tests.e2e.browsing import FLAGS, IDLE, chromium, idle

TIMES, VALUES, ROUNDS = 2, 3, 4
EVERY = 100  # ms between two looks: looking takes its CPU from what is looked at
SIZES = {"287 desa": (1, 18, 287), "8,500 desa": (35, 570, 8500)}
COLUMNS = [
    "Kelengkapan",
    "first view, new browser: map, s",
    "filter change: map settled, s",
    "script CPU ms, median (least)",
    "first time, script CPU ms",
    "KB sent",
    "first view, HTTP KB",
]
# How the areas of either map are filled, as one text; empty until there are any.
FILLS = """() => {
  const found = [];
  const walk = (root) => {
    for (const one of root.querySelectorAll('path.segi, path.leaflet-interactive')) {
      found.push(one.getAttribute('fill'));
    }
    for (const one of root.querySelectorAll('*')) if (one.shadowRoot) walk(one.shadowRoot);
    for (const one of root.querySelectorAll('iframe')) {
      if (one.contentDocument) walk(one.contentDocument);
    }
  };
  walk(document);
  return found.filter((fill) => fill && fill !== 'none').join(' ');
}"""


@dataclass(frozen=True)
class Case:
    """What is looked at: a size, how the page is set up."""

    words: str
    size: str
    view: str = "Peta petak"
    chosen: dict[str, str] = field(default_factory=dict)


ONE = {"kab": "Kabupaten Rekaan 1"}
CASES = (
    Case("287 desa, peta petak", "287 desa"),
    Case("**8,500 desa, peta petak of kecamatan**", "8,500 desa"),
    Case("8,500 desa, one kabupaten chosen, peta petak", "8,500 desa", chosen=ONE),
    Case("287 desa, peta wilayah", "287 desa", "Peta wilayah"),
    Case("**8,500 desa, peta wilayah of kecamatan**", "8,500 desa", "Peta wilayah"),
    Case("8,500 desa, one kabupaten chosen, peta wilayah", "8,500 desa", "Peta wilayah", ONE),
)


def measure(folders: Stores) -> Section:
    """Measure every case, those of a size on one warm server."""
    section = Section("provinsi", "A provinsi", COLUMNS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for size, counts in SIZES.items():
            data = _made(folders.folder / f"provinsi-{counts[-1]}", counts, section)
            with serving(data) as served:
                for case in (one for one in CASES if one.size == size):
                    first, sent, script = _heard(served, case)
                    view, change, http = _seen(served, case, browser)
                    section.row(case.words, view, change, script, first, sent, http)
                memory = psutil.Process(served.pid).memory_info().rss / 1e6
            section.notes.append(f"{size}: memory of the server after all of it {memory:.0f} MB.")
        browser.close()
    order = [case.words for case in CASES]
    section.rows.sort(key=lambda row: order.index(row[0]))
    section.notes += [
        f"Median of {TIMES} views and of {VALUES} changes of indikator, headless Chromium with "
        "software drawing on the server's own cores. A map stands when its areas have their fill; "
        "a change is settled when the fills are others and the page is idle. Script CPU and KB: "
        f"{ROUNDS} further rounds over {VALUES} indikator without a browser, after the first.",
        "Random sums, so that every indikator looks otherwise; codes begin with 99.",
    ]
    return section


def _made(folder: Path, counts: tuple[int, int, int], section: Section) -> Path:
    """The data folder of a size, made if it is not there, with its borders imported anew."""
    if not (folder / "summary" / "CURRENT").exists():
        folder.mkdir(parents=True, exist_ok=True)
        command.module("tests.bench.tessellation", *map(str, counts), str(folder), data=folder)
    shutil.rmtree(folder / "geo", ignore_errors=True)
    files = (str(folder / tessellation.BORDERS), "--wilayah", str(folder / tessellation.CSV))
    cost = command.module("geo", "import", *files, data=folder)
    section.notes.append(f"Import of the borders of {counts[-1]:,} desa: {cost}.")
    return folder


def _heard(served: Served, case: Case) -> tuple[str, str, str]:
    """First time and KB of a change of indikator, and its script CPU, warm."""
    visitor = Visitor(served.address)
    visitor.open("kelengkapan")
    for key, value in ({"peta": case.view} | case.chosen).items():
        visitor.choose(**{key: value})
    values = visitor.options["indikator"][1 : VALUES + 1]
    start = served.count()
    for value in values:
        visitor.choose(indikator=value)
    first = statistics.median(served.script_ms(start, VALUES))
    start += VALUES
    warm = [visitor.choose(indikator=one) for one in islice(cycle(values), VALUES * ROUNDS)]
    script = sorted(served.script_ms(start, len(warm)))
    visitor.close()
    if any(heard.failed for heard in warm):
        raise RuntimeError("a page failed; see the server's log")
    sent = statistics.median(heard.bytes for heard in warm) / 1000
    return f"{first:.0f}", f"{sent:.0f}", f"{statistics.median(script):.0f} ({script[0]:.0f})"


def _seen(served: Served, case: Case, browser: Browser) -> tuple[str, str, str]:
    """Seconds to the map in a new browser, of a change, and KB over HTTP of the first view."""
    query = urlencode({"peta": case.view} | case.chosen)
    views, changes, sizes = [], [], []
    for number in range(TIMES):
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        tab = context.new_page()
        loaded = _counted(context, tab)
        began = time.perf_counter()
        tab.goto(f"{served.address}/kelengkapan?{query}")
        tab.wait_for_function(f"() => ({FILLS})() !== ''", polling=EVERY, timeout=60_000)
        views.append(time.perf_counter() - began)
        idle(tab, 60_000)
        tab.wait_for_timeout(1500)  # what comes below the fold is part of what it costs
        sizes.append(sum(loaded) / 1000)
        if number == 0:
            changes = [_change(tab, place) for place in range(1, VALUES + 1)]
        context.close()
    view, change, size = (statistics.median(each) for each in (views, changes, sizes))
    return f"{view:.2f}", f"{change:.2f}", f"{size:,.0f}"


def _counted(context: BrowserContext, tab: Page) -> list[int]:
    sizes: list[int] = []
    network = context.new_cdp_session(tab)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    return sizes


def _change(tab: Page, place: int) -> float:
    """Choose the indikator at that place of the list; seconds until map and page stand still."""
    before = tab.evaluate(FILLS)
    tab.get_by_test_id("stSelectbox").filter(has_text="Indikator").locator("input").click()
    option = tab.get_by_role("option").nth(place)
    option.wait_for()
    began = time.perf_counter()
    option.click()
    tab.wait_for_function(
        f"(before) => (({FILLS})() || before) !== before && ({IDLE})()",
        arg=before,
        polling=EVERY,
        timeout=60_000,
    )
    return time.perf_counter() - began
