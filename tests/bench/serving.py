"""A server that notes what its runs cost (timed_server.py), for as long as one measures."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.server import ROOT, free_port, wait_until_up


@dataclass(frozen=True)
class Served:
    """Address and process of a running server; `ready_s`: seconds from its start to its answer."""

    address: str
    pid: int
    log: Path
    ready_s: float

    def count(self) -> int:
        """Return how many runs there were, the one just heard of among them."""
        time.sleep(0.3)
        return len(self._noted(0))

    def script_ms(self, start: int, number: int) -> list[float]:
        """Return CPU milliseconds in the script of `number` runs from the `start`-th on."""
        return self._noted(start + number)[start : start + number]

    def cpu_ms(self) -> float:
        """Return CPU milliseconds of the whole process so far."""
        time.sleep(0.2)  # what the last run left to do
        used = psutil.Process(self.pid).cpu_times()
        return 1000 * (used.user + used.system)

    def _noted(self, least: int) -> list[float]:
        """A run is noted a moment after the browser hears that it is over."""
        for _ in range(200):
            lines = self.log.read_text().splitlines()
            if len(lines) >= least:
                break
            time.sleep(0.02)
        return [float(line.split()[0]) for line in lines]


@contextmanager
def serving(data: Path, **environment: str) -> Iterator[Served]:
    """Start the server on a data folder, yield it when it answers, stop it."""
    port, began = free_port(), time.perf_counter()
    log, words = data / f"runs-{port}.txt", data / f"server-{port}.log"
    log.write_text("")
    settings = os.environ | {"PANTAU_DATA": str(data)} | environment
    with words.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.timed_server", str(port), str(log)],
            cwd=ROOT,
            env=settings,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://localhost:{port}"
        wait_until_up(address, process, words)
        yield Served(address, process.pid, log, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.unlink()
        words.unlink()
