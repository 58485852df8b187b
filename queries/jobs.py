"""Runs of the command lines that change the register or publish: one at a time, told in a file.

The dashboard itself never writes the register. It starts `python -m register …`,
`python -m queries publish` and `python -m geo import` as processes of their own, so no file,
however large or hostile, can stop the server. What a run says goes straight into
`<data>/impor/<kind>.jsonl`; whoever opens the page reads it there, also after a reload or a new
start of the server. The events hold row
numbers, fields and counts, and no personal value (contract of `register import --json`).
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Thread
from typing import Any

from register.connections import ACCOUNT, PASSWORD, data_dir, loader, private_folder

ROOT = Path(__file__).parents[1]
CHECK, IMPORT, UNDO, NAME, PUBLISH = "periksa", "impor", "batal", "nama", "terbit"
BORDERS = "batas"
KINDS = (CHECK, IMPORT, UNDO, NAME, PUBLISH, BORDERS)
LONGEST = 30 * 60  # seconds one command may take: ten times what 1.2 million rows take
QUIET = 120  # seconds without a word after which the page says so
PATIENCE = 3.0  # seconds to wait for somebody who only reads the ledger
LARGEST = 4_000_000  # bytes of events that are read; a run tells a few thousand
LOCK, STOP = "kunci", "berhenti"


class BusyError(RuntimeError):
    """Another run is going on, here or in another dashboard over the same data folder."""


@dataclass(frozen=True)
class Command:
    """One process of a run: what it is about, as people call it, and its arguments after -m.

    `password`: of the file it opens; the process finds it in its environment, and nobody elsewhere.
    """

    label: str
    arguments: tuple[str, ...]
    password: str = field(default="", repr=False)


@dataclass
class Part:
    """What one command of a run has told so far."""

    label: str
    events: list[dict[str, Any]] = field(default_factory=list)

    def find(self, name: str) -> dict[str, Any] | None:
        """Return the last event of that name."""
        return next((e for e in reversed(self.events) if e.get("event") == name), None)

    @property
    def is_over(self) -> bool:
        return self.find("exit") is not None

    @property
    def error(self) -> str | None:
        """Return why it failed, in words; None while it runs and when it worked."""
        failed, ended = self.find("failed"), self.find("exit")
        if failed:
            return failed["error"]
        return ended["words"] if ended and ended["code"] != 0 else None


@dataclass(frozen=True)
class Run:
    """The last run of a kind. `broken`: the server ended before the run did."""

    kind: str
    began: datetime
    parts: list[Part]
    is_running: bool
    ended: datetime | None
    heard: datetime

    @cached_property
    def broken(self) -> bool:
        return self.ended is None and not self.is_running

    @property
    def silent_for(self) -> float:
        """Seconds since the run last said something."""
        return (_now() - self.heard).total_seconds()

    @property
    def is_at(self) -> int:
        """Number of the command that is running, from 0."""
        begun = [number for number, part in enumerate(self.parts) if part.events]
        return begun[-1] if begun else 0


def folder() -> Path:
    """Return the folder of runs and of files handed in; it is made."""
    path = data_dir() / "impor"
    private_folder(path)
    return path


def start(
    kind: str,
    commands: list[Command],
    after: Callable[[], None] | None = None,
    *,
    account: str = "",
) -> None:
    """Start a run in the background; `after` is called when it is over, however it ended.

    `account`: who starts it, for the ledger; empty: whoever the server runs as.
    Raises BusyError while another run is going on.
    """
    lock = _hold(PATIENCE)
    (folder() / STOP).unlink(missing_ok=True)
    events = folder() / f"{kind}.jsonl"
    began = {"event": "began", "at": _now().isoformat(), "labels": [c.label for c in commands]}
    events.write_text(json.dumps(began) + "\n", encoding="utf-8")
    Thread(target=_run, args=(events, commands, after, lock, account), daemon=True).start()


def stop() -> None:
    """Ask the run that is going on to end; the register is then as it was before its command."""
    (folder() / STOP).touch()


def last(kind: str) -> Run | None:
    """Return what the last run of a kind has told so far, None where there was none."""
    run = _told(kind, is_running=False)
    if run is None or run.ended:
        return run
    # Asked before the file is read again: a run ends in its file first and lets go after.
    return _told(kind, is_running=is_busy())


def _told(kind: str, *, is_running: bool) -> Run | None:
    try:
        with (folder() / f"{kind}.jsonl").open("rb") as file:
            lines = file.read(LARGEST).splitlines()
            heard = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
    except FileNotFoundError:
        return None
    told = [event for event in map(_event, lines) if event]
    if not told or told[0]["event"] != "began":
        return None
    parts = [Part(label) for label in told[0]["labels"]]
    number, ended = 0, None
    for event in told[1:]:
        if event["event"] == "command":
            number = event["number"]
        if event["event"] == "ended":
            ended = datetime.fromisoformat(event["at"])
        else:
            parts[number].events.append(event)
    running = is_running and ended is None
    return Run(kind, datetime.fromisoformat(told[0]["at"]), parts, running, ended, heard)


def newest() -> Run | None:
    """Return the run begun last, of whatever kind."""
    return max(filter(None, map(last, KINDS)), key=lambda run: run.began, default=None)


def forget(kind: str) -> None:
    """Forget what the last run of a kind told."""
    (folder() / f"{kind}.jsonl").unlink(missing_ok=True)


def is_busy() -> bool:
    """Return whether a run is going on."""
    try:
        with alone(patience=0):
            return False
    except BusyError:
        return True


@contextmanager
def alone(patience: float = PATIENCE) -> Iterator[None]:
    """Keep runs out for a moment, as DuckDB lets nobody write while somebody reads.

    Raises BusyError while a run is going on.
    """
    lock = _hold(patience)
    try:
        yield
    finally:
        lock.close()


def _event(line: bytes) -> dict[str, Any] | None:
    """Return the event of a line; a line that is none is something a command said in words."""
    try:
        event = json.loads(line)
    except ValueError:
        return {"event": "said", "text": line.decode("utf-8", "replace").strip()}
    return event if isinstance(event, dict) and "event" in event else None


def _run(events: Path, commands: list[Command], after: Callable | None, lock, account: str) -> None:
    with closing(lock), events.open("ab", buffering=0) as told:
        try:
            for number, command in enumerate(commands):
                _tell(told, event="command", number=number)
                code, words = _one(command, told, lock, account)
                _tell(told, event="exit", code=code, words=words)
        finally:
            if after:
                after()
            _tell(told, event="ended", at=_now().isoformat())


def _one(command: Command, told, lock, account: str) -> tuple[int, str]:
    """Run one command to its end; return its code and, if it failed, why in words.

    Where the system can, the process holds the lock too: a run that outlives the server still
    keeps others out.
    """
    shared = {} if os.name == "nt" else {"pass_fds": (lock.fileno(),)}
    complaints = folder() / "keluhan.txt"
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    more = {"PYTHONUNBUFFERED": "1", "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}
    if account:
        more[ACCOUNT] = account
    if command.password:
        more[PASSWORD] = command.password
    if (folder() / STOP).exists():
        return 1, "Dibatalkan sebelum dimulai."
    try:
        with complaints.open("wb") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", *command.arguments],
                env=os.environ | loader() | more,
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=errors,
                **shared,
            )
            stopped = _wait(process)
        worked = process.returncode == 0
        return process.returncode, stopped or ("" if worked else _complaint(complaints))
    except (OSError, ValueError) as error:  # its words may hold the arguments
        return 1, f"Perintah tidak dapat dijalankan ({type(error).__name__})."
    finally:
        complaints.unlink(missing_ok=True)


def _wait(process: subprocess.Popen) -> str:
    """Wait for a process; end it when it is asked to or takes too long, and say so."""
    until = time.monotonic() + LONGEST
    while True:
        try:
            process.wait(timeout=0.5)
            return ""
        except subprocess.TimeoutExpired:
            if (folder() / STOP).exists():
                words = "Dihentikan atas permintaan. Register tetap seperti sebelum langkah ini."
            elif time.monotonic() > until:
                words = (
                    f"Dihentikan setelah {LONGEST // 60} menit tanpa selesai. Register tetap "
                    "seperti sebelumnya. Coba lewat baris perintah, atau bagi berkasnya."
                )
            else:
                continue
            process.kill()
            process.wait()
            return words


def _complaint(written: Path) -> str:
    """Return what a command complained of; nothing of a traceback, which can quote a row."""
    said = written.read_text(encoding="utf-8", errors="replace").strip()
    if said and "Traceback" not in said and len(said) < 1000:
        return said
    return "Prosesnya berhenti tanpa keterangan. Register tetap seperti sebelumnya; ulangi."


def _tell(told, **event: Any) -> None:
    told.write(json.dumps(event, ensure_ascii=False).encode() + b"\n")


def _hold(patience: float):
    """Return the lock file, locked; closing it lets go. Raises BusyError when somebody has it."""
    until = time.monotonic() + patience
    file = (folder() / LOCK).open("a+b")
    while True:
        try:
            _lock(file)
            return file
        except OSError:
            if time.monotonic() >= until:
                file.close()
                raise BusyError("Impor lain sedang berjalan. Tunggu sampai selesai.") from None
            time.sleep(0.05)


def _lock(file) -> None:
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _now() -> datetime:
    return datetime.now(UTC)
