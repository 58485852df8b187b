"""What a person sees on a page in the browser, looked up in one place."""

from urllib.parse import parse_qs, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from tests.e2e.browsing import idle

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}  # of axe-core
# Everything in the document, inside components too.
EVERYTHING = """() => {
  const parts = [];
  const walk = (root) => {
    parts.push(root.innerHTML ?? '');
    for (const node of root.querySelectorAll('*')) if (node.shadowRoot) walk(node.shadowRoot);
  };
  walk(document.documentElement);
  return parts.join('\\n');
}"""
FOCUSED = """() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return [node?.tagName ?? '', node?.textContent ?? ''];
}"""


def everything(page: Page) -> str:
    """Return the markup of the whole page with what components drew."""
    return page.evaluate(EVERYTHING)


def status(page: Page) -> str:
    """Return the line above the headline."""
    return page.locator(".status-baris").inner_text()


def place(page: Page) -> str:
    """Return what that line says of area and month, without the marks beside it."""
    return page.locator(".status-baris > span").inner_text()


def headline(page: Page) -> str:
    """Return the sentence the page opens with, and the one below it."""
    return page.locator("h1.kalimat").inner_text().replace("\u00a0", " ")


def chosen(page: Page, label: str) -> str:
    """Return what a filter in the sidebar shows."""
    box = page.get_by_test_id("stSelectbox").filter(has_text=label)
    return box.locator("[value]").first.get_attribute("value") or box.inner_text()


def query(page: Page) -> dict[str, str]:
    """Return the filters in the address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def rows(page: Page) -> Locator:
    """Return the rows of the table."""
    return page.locator(".tabel tbody tr")


def row(page: Page, name: str) -> Locator:
    """Return the row of an area by its name (exact)."""
    return rows(page).filter(has=page.locator(f'.nama:text-is("{name}")')).first


def hexagons(page: Page) -> Locator:
    """Return the desa of the peta petak, in order of code."""
    return page.locator("path.segi")


def tip(page: Page, kind: str = "petak") -> str:
    """Return what the tooltip of a map says, its two lines joined."""
    return page.locator(f".{kind} .tip").inner_text().replace("\n", " | ")


def outlined(page: Page) -> str:
    """Return the name of the desa outlined on the peta petak, empty when there is none."""
    drawn = page.locator("path.pilih-garis").get_attribute("d")
    return page.locator(".terpilih-nama").text_content() if drawn else ""


def settled(page: Page) -> Page:
    """Wait until the page and what components draw by themselves stand still; return it."""
    idle(page)
    page.wait_for_function("() => document.querySelector('h1.kalimat') !== null")
    page.wait_for_timeout(150)
    return page


def focused(page: Page) -> tuple[str, str]:
    """Return tag and text of what has the keyboard, inside components too."""
    return tuple(page.evaluate(FOCUSED))


def broken(page: Page) -> list[str]:
    """Return where a page breaks WCAG 2.2 AA, Streamlit's parts too: rule, element, fault."""
    found = Axe().run(page, options=RULES | {"resultTypes": ["violations"]}).response
    return [
        f"{rule['id']}: {element['html'][:200]}: {element['failureSummary']}"
        for rule in found["violations"]
        for element in rule["nodes"]
    ]
