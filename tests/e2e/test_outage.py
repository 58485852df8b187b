"""Servers, imports and publishes that die while somebody looks on: the figures stay."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import server
from tests.e2e import seeing
from tests.e2e.seeing import settled
from tests.pages import written


class Application:
    """The application over a data folder of its own, to be killed and started again."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, server.free_port()
        self.address = f"http://localhost:{self.port}"
        self.log = data / "server.log"

    def start(self) -> None:
        command = ["streamlit", "run", "asgi.py", "--server.port", str(self.port)]
        self.process = self.run(*command, "--server.headless", "true", stdout=self.log.open("a"))
        server.wait_until_up(self.address, self.process, self.log)

    def run(self, *arguments: str, stdout) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-u", "-m", *arguments],
            cwd=server.ROOT,
            env=os.environ | {"PANTAU_DATA": str(self.data)},
            stdout=stdout,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def kill(self) -> None:
        """As a power cut would: no time to tidy up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=20)


@pytest.fixture
def application(sample_data: Path, tmp_path: Path) -> Iterator[Application]:
    data = tmp_path / "terpisah"
    data.mkdir()
    shutil.copytree(sample_data / "summary", data / "summary")
    application = Application(data)
    application.start()
    yield application
    application.kill()


@pytest.fixture
def tab(browser: Browser, application: Application) -> Iterator[Callable[[str], Page]]:
    """A function that opens a tab on it; errors of a lost connection are part of these tests."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="id-ID")

    def opened(path: str) -> Page:
        page = context.new_page()
        page.goto(application.address + path)
        return settled(page)

    yield opened
    context.close()


def figures(page: Page) -> tuple[str, str, list[str]]:
    return seeing.status(page), seeing.headline(page), seeing.rows(page).all_inner_texts()


def look_again(page: Page) -> None:
    """Do what makes a page ask the server anew, and come back to what it showed."""
    for name in ("Definisi", "Kelengkapan"):
        page.get_by_test_id("stSidebarNav").get_by_text(name, exact=True).click()
        settled(page)


def test_a_new_publish_is_seen_at_the_next_click_and_whole(application, tab, monkeypatch):
    page = tab("/kelengkapan")
    assert "terbitan 1" in seeing.status(page)
    monkeypatch.setenv("PANTAU_DATA", str(application.data))
    written.publish()  # four desa of our own, no sample

    page.wait_for_timeout(3500)  # VERSION_SECONDS
    assert "terbitan 1" in seeing.status(page)  # nothing moves under a reader's eyes
    page.get_by_test_id("stButtonGroup").get_by_text("Per desa").click()
    settled(page)

    assert seeing.status(page).startswith("Kabupaten Uji · Oktober 2026")
    assert "terbitan 2" in seeing.status(page)
    assert "DATA CONTOH" not in seeing.everything(page)
    assert "363 dari 506 KK" in seeing.headline(page)
    assert seeing.rows(page).count() == seeing.hexagons(page).count() == 4


def test_a_killed_server_comes_back_with_the_filters(application, tab):
    page = tab("/kelengkapan?kec=Slawi&periode=September+2026")
    seeing.rows(page).nth(1).click()
    settled(page)
    before, address = figures(page), page.url

    application.kill()
    page.wait_for_timeout(500)
    assert figures(page) == before  # still readable while nobody answers
    application.start()
    page.wait_for_selector('[data-test-connection-state="CONNECTED"]', timeout=30_000)
    settled(page)

    assert page.url == address
    assert figures(page) == before
    assert "Slawi" in seeing.chosen(page, "Kecamatan")


def killed_after(application: Application, word: str, *arguments: str) -> str:
    """Run a command, kill it once it has said `word`, return what it said."""
    process = application.run(*arguments, stdout=subprocess.PIPE)
    said = ""
    for line in process.stdout:
        said += line
        if word in line:
            process.send_signal(signal.SIGKILL)
            break
    process.stdout.close()
    assert process.wait(timeout=30) == -signal.SIGKILL, said
    return said


def killed_while_writing(application: Application, *arguments: str) -> None:
    """Run a command, kill it as soon as it has begun to write a summary."""
    process = application.run(*arguments, stdout=subprocess.DEVNULL)
    while process.poll() is None and not any((application.data / "summary").glob("draft-*")):
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    assert process.wait(timeout=30) == -signal.SIGKILL


def test_a_killed_publish_leaves_the_figures(application, tab, sample_data):
    shutil.copy(sample_data / "register.duckdb", application.data)
    page = tab("/kelengkapan")
    before = figures(page)

    killed_after(application, "[3/4]", "queries", "publish", "--tetap", "uji")
    killed_while_writing(application, "queries", "publish", "--tetap", "uji")
    page.wait_for_timeout(3500)
    look_again(page)

    assert figures(page) == before
    again = application.run("queries", "publish", "--tetap", "uji", stdout=subprocess.PIPE)
    assert "berlaku" in again.communicate(timeout=60)[0]
    page.wait_for_timeout(3500)
    look_again(page)
    assert "terbitan 2" in seeing.status(page)
    assert figures(page)[1:] == before[1:]


def test_a_killed_import_leaves_the_figures(application, tab, sample_data):
    page = tab("/kelengkapan")
    before = figures(page)

    killed_after(application, "[2/", "register", "import", str(sample_data / "contoh"))
    look_again(page)

    assert figures(page) == before
