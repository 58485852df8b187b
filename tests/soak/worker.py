"""A process of its own that judges one file after another, ended when a file takes too long."""

import multiprocessing as mp
import os
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from tests.soak.judge import Judge, Verdict

SECONDS, MEGABYTES = 30, 1500
LONGEST = 300  # seconds on a machine that is busy with other things


class Worker:
    """Judges files in a process that is started when needed, and again after a fault."""

    def __init__(self, keep: Path) -> None:
        self._keep = keep
        self._process: mp.Process | None = None

    def judge(self, number: int) -> tuple[Verdict, float]:
        """Return the verdict on a file, and the seconds it took."""
        if self._process is None:
            self._start()
        began = time.monotonic()
        self._pipe.send(number)
        verdict = self._answer(number)
        seconds = time.monotonic() - began
        if verdict.fault:
            self._process.kill()
            self.close()
        return verdict, seconds

    def _answer(self, number: int) -> Verdict:
        try:
            if self._is_hanging():
                return Verdict(number, "?", "fault", f"took more than {SECONDS} s")
            verdict, megabytes = self._pipe.recv()
        except (EOFError, ConnectionError):
            return Verdict(number, "?", "fault", "the process died")
        if megabytes > MEGABYTES and not verdict.fault:
            return replace(verdict, outcome="fault", fault=f"took {megabytes} MB")
        return verdict

    def _is_hanging(self) -> bool:
        """Wait for the answer; true once the process has had its seconds, of its own CPU."""
        watched = psutil.Process(self._process.pid)
        before, began = _cpu(watched), time.monotonic()
        while not self._pipe.poll(1):
            if _cpu(watched) - before > SECONDS or time.monotonic() - began > LONGEST:
                return True
        return False

    def _start(self) -> None:
        self._pipe, theirs = mp.Pipe()
        context = mp.get_context("spawn")
        self._process = context.Process(target=_serve, args=(theirs, self._keep), daemon=True)
        self._process.start()
        theirs.close()
        self._pipe.recv()  # it is ready: Python and the libraries are there

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._pipe.close()
            self._process.join()
            self._process = None


def _serve(theirs: Connection, keep: Path) -> None:
    with TemporaryDirectory() as data:
        os.environ["PANTAU_DATA"] = data
        judge = Judge(keep)
        theirs.send(None)
        while True:
            try:
                number = theirs.recv()
            except EOFError:
                return
            verdict = judge.judge(number)
            theirs.send((verdict, _peak()))


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _peak() -> int:
    """Return the most memory this process has held, in MB; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    words = status.read_text().split()
    return int(words[words.index("VmHWM:") + 1]) // 1024
