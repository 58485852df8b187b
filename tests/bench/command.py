"""Run a command of the product and say what it cost: wall, CPU, peak memory."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.server import ROOT


class CommandError(RuntimeError):
    """A measured command failed; the message is the end of what it wrote."""


@dataclass(frozen=True)
class Cost:
    """Seconds of wall and CPU (all threads), peak resident memory in MB, what was written."""

    wall: float
    cpu: float
    peak_mb: float
    said: str

    def __str__(self) -> str:
        return f"{self.wall:.1f} s wall, {self.cpu:.1f} s CPU, {self.peak_mb:.0f} MB"


def module(*arguments: str, data: Path, **environment: str) -> Cost:
    """Run `python -m ...` on a data folder, with no other settings than those given."""
    clean = {k: v for k, v in os.environ.items() if not k.endswith("_URL")}
    settings = clean | {"PANTAU_DATA": str(data)} | environment
    with tempfile.TemporaryFile("w+") as written, tempfile.NamedTemporaryFile("r") as weight:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.weighed", weight.name, *arguments],
            cwd=ROOT,
            env=settings,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        written.seek(0)
        said = written.read()
        kilobytes = int(weight.read() or 0)
    if process.returncode:
        raise CommandError(f"{' '.join(arguments)}: {said[-2000:]}")
    return Cost(wall, used.ru_utime + used.ru_stime, kilobytes / 1024, said)
