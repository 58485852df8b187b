"""Load thousands of damaged files: `python -m tests.soak [--files N] [--first N] [--keep DIR]`.

Each must end within 30 seconds and 1.5 GB in an import or in a sentence, with nothing lost and
nothing half done. A file that does not is kept, and can be made again by its number:
`python -m tests.soak --first 4711 --files 1`.
"""

import argparse
import collections
import os
import sys
import threading
import time
from pathlib import Path

from tests.soak.judge import Verdict
from tests.soak.worker import Worker


class Tally:
    """What has come of the files so far."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._outcomes: collections.Counter = collections.Counter()
        self._slowest = (0.0, 0)
        self.faults = 0

    def add(self, verdict: Verdict, seconds: float) -> None:
        """Count a file; tell of it when it is at fault."""
        self._outcomes[verdict.outcome] += 1
        self._slowest = max(self._slowest, (seconds, verdict.number))
        if verdict.fault:
            self.faults += 1
            print(f"{verdict.number} {verdict.told}\n{verdict.fault}", flush=True)
        if sum(self._outcomes.values()) % 500 == 0:
            print(self, flush=True)

    def __str__(self) -> str:
        seconds, number = self._slowest
        told = ", ".join(f"{count} {name}" for name, count in self._outcomes.items())
        return (
            f"{sum(self._outcomes.values())} files in {time.monotonic() - self._began:.0f} s: "
            f"{told}; the slowest {seconds:.1f} s ({number})"
        )


def main() -> int:
    """Judge the files; return 1 if one of them ended as it may not."""
    options = _options()
    options.keep.mkdir(parents=True, exist_ok=True)
    numbers = collections.deque(range(options.first, options.first + options.files))
    tally = Tally()

    def drive() -> None:
        worker = Worker(options.keep)
        while numbers:
            tally.add(*worker.judge(numbers.popleft()))
        worker.close()

    threads = [threading.Thread(target=drive) for _ in range(options.workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{tally}; {options.workers} at a time; {tally.faults} faults")
    return 1 if tally.faults else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--keep", type=Path, default=Path("data/soak"))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
