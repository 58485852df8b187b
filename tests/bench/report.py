"""What was measured, written into docs/benchmarks.md.

Each section is measured by itself and takes the place of its older figures on the page; the
others stay as they are, with their date.
"""

import os
import platform
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.server import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
ORDER = ("pages", "browser", "provinsi", "import", "publish", "start", "forecast", "replay")
ORDER += ("duplicates",)
CODE = re.compile(r"`python -m tests\.bench (\w+)`")  # in the first line below a heading
HEAD = """# Benchmarks

Written by `make bench` (`python -m tests.bench SECTION...` for some of it); edit the scripts in
tests/bench/. Aims are those of the issues; nothing fails when one is missed. The register is the
invented default one: 60,000 families, 13 months, seed 7, 287 desa.

CPU times are the ones to compare: wall times were taken on a machine that others use too, and its
load is written beside each section.
"""


@dataclass
class Section:
    """One table of figures. Cells are text; an aim stands in the cell or row it belongs to."""

    code: str
    title: str
    columns: list[str]
    rows: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    taken: str = ""

    def row(self, *cells: str) -> None:
        """Add a row and show it: a bench takes minutes."""
        self.rows.append(list(cells))
        print("  " + " | ".join(cells), flush=True)


def keep(section: Section) -> None:
    """Write a section into the page, in place of what it said before."""
    section.taken = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {machine()}, load {_load()}"
    _, *older = PAGE.read_text(encoding="utf-8").split("\n## ")
    sections = {CODE.search(text)[1]: f"\n## {text}" for text in older}
    sections[section.code] = _markdown(section)
    PAGE.write_text(HEAD + "".join(sections[c] for c in ORDER if c in sections), encoding="utf-8")


def _markdown(section: Section) -> str:
    lines = [section.columns, ["---"] * len(section.columns), *section.rows]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    notes = "".join(f"\n- {note}" for note in section.notes)
    made = f"`python -m tests.bench {section.code}`, {section.taken}."
    return f"\n## {section.title}\n\n{made}\n\n{table}\n{notes}\n"


def machine() -> str:
    """Processor, cores, memory and versions, in one line; no name of a host."""
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{model}, {os.cpu_count()} cores, {gigabytes:.0f} GB, Python {platform.python_version()}"
    )


def _load() -> str:
    return " / ".join(f"{each:.1f}" for each in os.getloadavg())
