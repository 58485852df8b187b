"""Do a job in a process of its own and kill it in the middle: kill -9, no goodbye.

`forkserver` keeps a process with everything imported, so that a kill costs milliseconds. What is
run and where it dies is named by strings, as functions do not travel between processes.
"""

import multiprocessing
import os
import signal
import threading
from datetime import date
from importlib import import_module
from pathlib import Path
from time import perf_counter

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["register.load", "queries.publish", "duckdb_sqlalchemy"])


def run(environment: dict[str, str], job: tuple[str, ...], moment: str | float | None) -> float:
    """Run a job until it ends or `moment` comes; return the seconds it took.

    A moment is a number of seconds from the job's start, or "module:name:n": the n-th call of
    that function, before anything of it is done. A job is ("prepare",), ("import", file,
    periode), ("undo", number) or ("publish",).
    """
    began = perf_counter()
    process = PROCESSES.Process(target=_work, args=(environment, job, moment))
    process.start()
    process.join(timeout=60)
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    if moment is None:
        assert process.exitcode == 0
    return perf_counter() - began


def _work(environment: dict[str, str], job: tuple[str, ...], moment: str | float | None) -> None:
    os.environ.update(environment)
    if isinstance(moment, str):
        _die_at(moment)
    elif moment is not None:
        timer = threading.Timer(moment, _die)
        timer.daemon = True
        timer.start()
    _JOBS[job[0]](*job[1:])


def _die(*_arguments, **_named) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at(place: str) -> None:
    module, names, number = place.split(":")
    owner = import_module(module)
    *path, name = names.split(".")
    for part in path:
        owner = getattr(owner, part)
    original, calls = getattr(owner, name), []

    def counted(*arguments, **named):
        calls.append(1)
        if len(calls) == int(number):
            _die()
        return original(*arguments, **named)

    setattr(owner, name, counted)


def _prepare() -> None:
    """Make the tables, and die as soon as that is done."""
    from register import connections, facts

    facts.prepare(connections.register_engine())
    _die()


def _import(file: str, periode: str) -> None:
    from register import connections, load

    load.load(connections.register_engine(), Path(file), periode, date(2026, 11, 2))


def _undo(number: str) -> None:
    from register import connections, undo

    undo.undo(connections.register_engine(), int(number), "penguji", date(2026, 11, 2))


def _publish() -> None:
    from queries import publish
    from register import connections

    publish.publish(connections.register_engine(read_only=True), lambda _: None, "uji")


_JOBS = {"prepare": _prepare, "import": _import, "undo": _undo, "publish": _publish}
