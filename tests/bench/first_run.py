"""From `git clone` to the first page, as somebody does it who has never seen the project.

Packages are in pip's cache already, so downloads are left out; what pip does with them is not.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.report import Section
from tests.bench.stores import Stores
from tests.bench.visitor import Visitor
from tests.server import ROOT, ask, free_port

LONGEST = 900  # seconds
COLUMNS = ["from clone to first page", "s"]
# What `make run` says as it goes, and what is done when it says it.
SIGNS = {
    "Memasang paket": "virtual environment",
    "1/3": "packages",
    "2/3": "sample written",
    "3/3": "sample imported",
    "Pantau DTKS:": "published",
}


class StartError(RuntimeError):
    """`make run` ended or never came up; the message is what it wrote."""


@dataclass
class Clock:
    """Seconds between one event and the next."""

    last: float = field(default_factory=time.perf_counter)
    spent: dict[str, float] = field(default_factory=dict)

    def done(self, what: str) -> None:
        """Note that `what` is finished."""
        now = time.perf_counter()
        self.spent[what] = self.spent.get(what, 0) + now - self.last
        self.last = now


def measure(folders: Stores) -> Section:
    """Clone, `make run`, open the first page; then stop and `make run` again."""
    section = Section("start", "From clone to first page", COLUMNS)
    with TemporaryDirectory(prefix="pantau-bench-") as place:
        clock = Clock()
        changed = _clone(Path(place) / "klon")
        clock.done("git clone")
        with _made(Path(place) / "klon", clock) as address:
            _first_page(address, clock)
        again = Clock()
        with _made(Path(place) / "klon", again) as address:
            _first_page(address, again)
    section.row("**all of it** (*aim 60*)", f"**{sum(clock.spent.values()):.1f}**")
    for what, seconds in clock.spent.items():
        section.row(what, f"{seconds:.1f}")
    section.row("a second `make run`, to the first page", f"{sum(again.spent.values()):.1f}")
    section.notes.append(
        "`git clone` of this repository, then `make run` with packages in pip's cache. First page: "
        "all of Ringkasan has come over the websocket."
    )
    if changed:
        section.notes.append(f"{changed} files not yet committed were laid over the clone.")
    return section


def _clone(target: Path) -> int:
    """Clone this repository with what is not committed yet; return how many files that is."""
    subprocess.run(["git", "clone", "-q", str(ROOT), str(target)], check=True)
    said = subprocess.run(
        ["git", "ls-files", "-z", "--modified", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    names = [name for name in said.stdout.split("\0") if name]
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            shutil.copy2(ROOT / name, target / name)
        else:
            (target / name).unlink(missing_ok=True)
    return len(names)


@contextmanager
def _made(clone: Path, clock: Clock) -> Iterator[str]:
    """Run `make run` there until the server answers; yield its address; stop it."""
    port = free_port()
    hidden = ("VIRTUAL_ENV", "PANTAU_DATA", "REGISTER_URL", "SUMMARY_URL", "MAKEFLAGS", "MAKELEVEL")
    process = subprocess.Popen(
        ["make", "run", f"PORT={port}", f"PYTHON={sys.executable}"],
        cwd=clone,
        env={name: value for name, value in os.environ.items() if name not in hidden},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        _follow(process, clock)
        address = f"http://localhost:{port}"
        _wait(address, clock)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def _follow(process: subprocess.Popen, clock: Clock) -> None:
    """Read what make says up to its last sign."""
    said = []
    for line in process.stdout:
        said.append(line)
        for sign, what in SIGNS.items():
            if line.startswith(sign):
                clock.done(what)
        if line.startswith("Pantau DTKS:"):
            return
    raise StartError("".join(said[-30:]))


def _wait(address: str, clock: Clock) -> None:
    for _ in range(10 * LONGEST):
        try:
            if ask(address + "/_stcore/health")[0] == 200:
                clock.done("server started")
                return
        except OSError:
            time.sleep(0.1)
    raise StartError("the server does not answer")


def _first_page(address: str, clock: Clock) -> None:
    visitor = Visitor(address)
    visitor.open()
    clock.done("first page")
    visitor.close()
