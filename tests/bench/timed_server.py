"""The product's own server, in this process, noting the CPU time of every run of a page.

`python -m tests.bench.timed_server PORT LOG`. LOG gets one line a run: milliseconds of CPU spent
in the script, and on the script's thread in all (with what Streamlit does before and after).
"""

import sys
import threading
import time
from collections.abc import Callable

from streamlit.runtime.scriptrunner import script_runner
from streamlit.web import cli


def note_runs(log: str) -> None:
    """From now on append the two times of each run to `log`."""
    written = open(log, "a", buffering=1)  # noqa: SIM115  (open as long as the server runs)
    here = threading.local()  # a run may end while the next has begun in another thread
    script = script_runner.exec_func_with_error_handling
    thread = script_runner.ScriptRunner._run_script

    def timed_script(*arguments):
        return _timed(lambda: script(*arguments), here.runs.append)

    def timed_thread(runner, rerun_data):
        here.runs = []
        note = lambda ms: written.write(f"{sum(here.runs):.3f} {ms:.3f}\n")  # noqa: E731
        return _timed(lambda: thread(runner, rerun_data), note)

    script_runner.exec_func_with_error_handling = timed_script
    script_runner.ScriptRunner._run_script = timed_thread


def _timed(work: Callable, note: Callable[[float], object]):
    began = time.thread_time()
    try:
        return work()
    finally:
        note(1000 * (time.thread_time() - began))


if __name__ == "__main__":
    port, log = sys.argv[1:]
    note_runs(log)
    options = ["--server.port", port, "--server.headless", "true"]
    cli.main(["run", "asgi.py", *options], prog_name="streamlit")
