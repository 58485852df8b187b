"""Command line of the bench: python -m tests.bench [pages browser provinsi import publish …]."""

import argparse
import os
from pathlib import Path

from tests.bench import (
    browser,
    calibration,
    duplicates,
    first_run,
    importing,
    pages,
    provinsi,
    publishing,
    replay,
    report,
    stores,
)

SECTIONS = {
    "import": importing.measure,  # makes the sample the others look at
    "publish": publishing.measure,
    "pages": pages.measure,
    "browser": browser.measure,
    "provinsi": provinsi.measure,
    "start": first_run.measure,
    "forecast": calibration.measure,
    "replay": replay.measure,
    "duplicates": duplicates.measure,
}


def main() -> None:
    """Measure the sections named, or all; write docs/benchmarks.md after each."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--folder", type=Path, help="where registers are kept between runs")
    options = parser.parse_args()
    if unknown := set(options.sections) - set(SECTIONS):
        parser.error(f"no section {', '.join(sorted(unknown))}")
    folder = options.folder or Path(os.environ.get("PANTAU_DATA", "data")) / "bench"
    for name, measure in SECTIONS.items():
        if name in (options.sections or SECTIONS):
            print(name, flush=True)
            report.keep(measure(stores.opened(folder.resolve())))


if __name__ == "__main__":
    main()
