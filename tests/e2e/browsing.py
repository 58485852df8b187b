"""A browser tab that remembers what it asked for and complained about."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page

SCREENSHOTS = Path(__file__).parent / "screenshots"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    # whatever slips through still leaves the machine by no door
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
]
# Opened on a page's address, Streamlit looks for its server below that page first. Harmless.
PROBES = ("/_stcore/health", "/_stcore/host-config")
INSIDE = ("data", "blob", "about")
IDLE = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app && app.dataset.testScriptState === 'notRunning'
    && app.dataset.testConnectionState === 'CONNECTED'
    && !document.querySelector('[data-stale="true"], [data-testid="stStatusWidget"]')
    && !document.querySelector('[data-testid="stSkeleton"]');
}"""


def chromium() -> str:
    """Return the path of the system's Chromium. Playwright's own would have to be downloaded."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if not found:
        raise FileNotFoundError("Chromium tidak ada. Ketik: sudo apt-get install -y chromium")
    return found


@dataclass
class Watch:
    """Addresses a tab asked for, and errors it reported."""

    host: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Listen to a tab from now on."""
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._console)

    def _console(self, message: ConsoleMessage) -> None:
        source = message.location.get("url", "")
        if message.type == "error" and not source.endswith(PROBES):
            self.complaints.append(f"{message.text} ({source})")

    def outside(self) -> list[str]:
        """Return what was asked of any other host."""
        return [url for url in self.requests if not self._is_inside(url)]

    def _is_inside(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme in INSIDE or parts.netloc == self.host


def idle(page: Page, timeout: float = 30_000) -> None:
    """Wait until the page has been drawn and stays so for a moment."""
    page.wait_for_function(IDLE, timeout=timeout)
    page.wait_for_timeout(250)
    page.wait_for_function(IDLE, timeout=timeout)


def shot(page: Page, name: str, *, whole: bool = False) -> Path:
    """Keep a picture of the page under tests/e2e/screenshots/; return where."""
    SCREENSHOTS.mkdir(exist_ok=True)
    target = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=target, full_page=whole)
    return target
