"""Runs: one at a time, told in a file, ended when they hang, and never a traceback's words."""

import os
import subprocess
import sys
import time

import pytest

from queries import jobs
from queries.jobs import BusyError, Command
from tests.server import ROOT

ONCE = ("timeit", "-n1", "-r1")  # a module that runs what it is given
HANGS = Command("lama", (*ONCE, "import time; time.sleep(60)"))
TELLS = Command("baik", (*ONCE, """print('{"event": "loaded", "taken": 3}')"""))
FAILS = Command("salah", (*ONCE, "1/0"))


def over(kind: str) -> jobs.Run:
    """Return a run of that kind once it is over."""
    while True:
        run = jobs.last(kind)
        if run and not run.is_running and not jobs.is_busy():
            return run
        time.sleep(0.05)


def test_one_command_that_fails_stops_no_other():
    jobs.start(jobs.IMPORT, [FAILS, TELLS])

    run = over(jobs.IMPORT)

    assert [part.label for part in run.parts] == ["salah", "baik"]
    assert run.parts[1].find("loaded") == {"event": "loaded", "taken": 3}
    assert run.parts[1].error is None
    assert not run.broken


def test_a_traceback_is_told_to_nobody():
    """It can quote a row."""
    jobs.start(jobs.IMPORT, [FAILS])

    error = over(jobs.IMPORT).parts[0].error

    assert error.startswith("Prosesnya berhenti tanpa keterangan.")
    told = "".join(p.read_text() for p in jobs.folder().iterdir() if p.is_file())
    assert "ZeroDivision" not in told


def test_a_password_reaches_its_own_process_and_no_file():
    tell = """import os; print('{"event": "loaded", "taken": %d}' % len(os.environ.get(""" + (
        """"PANTAU_SANDI", "")))"""
    )
    locked = Command("berkata sandi", (*ONCE, tell), "k7qm-2xhd")

    jobs.start(jobs.CHECK, [locked, Command("biasa", (*ONCE, tell))])

    run = over(jobs.CHECK)
    assert [part.find("loaded")["taken"] for part in run.parts] == [9, 0]
    assert "k7qm" not in repr(locked)
    told = "".join(p.read_text() for p in jobs.folder().iterdir() if p.is_file())
    assert "k7qm" not in told


def test_words_of_a_command_are_told():
    jobs.start(jobs.PUBLISH, [Command("ringkasan", ("queries", "publish"))])

    assert "belum ada" in over(jobs.PUBLISH).parts[0].error


def test_a_run_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(jobs, "LONGEST", 1)

    jobs.start(jobs.IMPORT, [HANGS, TELLS])

    run = over(jobs.IMPORT)
    assert "tanpa selesai" in run.parts[0].error
    assert run.parts[1].error is None


def test_a_run_can_be_stopped_with_what_was_to_follow():
    jobs.start(jobs.IMPORT, [HANGS, TELLS])
    jobs.stop()

    run = over(jobs.IMPORT)

    assert "Dihentikan" in run.parts[0].error or "Dibatalkan" in run.parts[0].error
    assert run.parts[1].error == "Dibatalkan sebelum dimulai."


def test_one_run_at_a_time(monkeypatch):
    monkeypatch.setattr(jobs, "PATIENCE", 0.1)
    jobs.start(jobs.IMPORT, [HANGS])
    try:
        with pytest.raises(BusyError, match="Impor lain sedang berjalan"):
            jobs.start(jobs.PUBLISH, [TELLS])
        assert jobs.newest().kind == jobs.IMPORT
        assert jobs.newest().is_running
    finally:
        jobs.stop()
        over(jobs.IMPORT)


def test_what_is_done_after_is_done_even_when_it_failed():
    done = []

    jobs.start(jobs.IMPORT, [FAILS], after=lambda: done.append(1))
    over(jobs.IMPORT)

    assert done == [1]


SERVER = """
import sys, time
from queries import jobs
long = jobs.Command("lama", ("timeit", "-n1", "-r1", "import time; time.sleep(4)"))
jobs.start(jobs.IMPORT, [long])
while jobs.last(jobs.IMPORT).parts[0].find("command") is None:
    time.sleep(0.05)
time.sleep(0.5)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows hands no lock on to a child")
def test_a_run_that_outlives_its_server_keeps_others_out_and_then_says_it_was_cut_off():
    subprocess.run([sys.executable, "-c", SERVER], cwd=ROOT, check=True, timeout=60)

    assert jobs.last(jobs.IMPORT).is_running
    assert over(jobs.IMPORT).broken


def test_a_file_that_is_no_run_is_none():
    (jobs.folder() / "impor.jsonl").write_bytes(b"\xff{}\n[1]\n")

    assert jobs.last(jobs.IMPORT) is None
    assert jobs.newest() is None
