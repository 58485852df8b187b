"""What a change of filter costs the server, and what it sends: CPU and bytes, per page and filter.

No browser: it would take its CPU from the same cores. tests/bench/visitor.py speaks for it.
"""

import statistics
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

import psutil

from tests.bench import command, stores
from tests.bench.report import Section
from tests.bench.serving import Served, serving
from tests.bench.stores import Stores
from tests.bench.visitor import Heard, Visitor
from tests.server import ROOT

VALUES, WARM_ROUNDS = 6, 6  # values tried of each filter, and rounds over them after the first
BORDERS = ROOT.parent / "shared" / "geo" / "tegal_desa_kemendagri.geojson"
COLUMNS = [
    "page, filter changed",
    "script CPU ms, median (least, p90)",
    "first time",
    "process CPU ms",
    "KB sent",
    "KB on the wire",
    "messages (references)",
]


@dataclass(frozen=True)
class Case:
    """A page, how it is set up, and the filter that is changed."""

    words: str
    page: str
    key: str
    before: dict[str, str] = field(default_factory=dict)


CASES = (
    Case("**Kelengkapan**, kecamatan", "kelengkapan", "kec"),
    Case("Kelengkapan, periode", "kelengkapan", "periode"),
    Case("Kelengkapan, indikator", "kelengkapan", "indikator"),
    Case("Kelengkapan, desa", "kelengkapan", "desa"),
    Case(
        "Kelengkapan, periode, table of 287 desa", "kelengkapan", "periode", {"tabel": "Per desa"}
    ),
    Case("Ringkasan, kecamatan", "", "kec"),
    Case("Ringkasan, periode", "", "periode"),
    Case("Progres verval, kecamatan", "verval", "kec"),
    Case("Progres verval, periode", "verval", "periode"),
)
WILAYAH = Case(
    "Kelengkapan, periode, peta wilayah (folium)",
    "kelengkapan",
    "periode",
    {"peta": "Peta wilayah"},
)


def measure(folders: Stores) -> Section:
    """Measure every case on one server, each in a session of its own."""
    section = Section("pages", "A change of filter", COLUMNS)
    section.row("*aim (Kelengkapan)*", "15", "", "30", "15", "15", "")
    data = stores.published(folders)
    cases = CASES
    if BORDERS.exists():
        command.module("geo", "import", str(BORDERS), data=data)
        cases += (WILAYAH,)
    else:
        section.notes.append("No borders at hand: the peta wilayah was not measured.")
    found = {}
    with serving(data) as served:
        for case in cases:
            found[case.words] = _measure(served, case)
            section.row(case.words, *found[case.words].cells())
        memory = psutil.Process(served.pid).memory_info().rss / 1e6
    section.notes += [
        "Script CPU: the thread's CPU inside the script and its callbacks. Process CPU: all of the "
        "server, websocket and garbage collection among it. The least is what a run costs when "
        "nobody else has the cores; the others grow with the load. First time: median of the first "
        f"time each of {VALUES} values is chosen on a fresh server; the rest are {WARM_ROUNDS} "
        "further rounds over them.",
        "Sent: what Streamlit says, before compression. A reference stands for an element the "
        "browser still has.",
        f"Memory of the server after all of it: {memory:.0f} MB.",
        *_compared(found),
        *_compressed(data),
    ]
    return section


@dataclass(frozen=True)
class Found:
    """Milliseconds of script per warm run, sorted; medians of the rest."""

    warm: list[float]
    first: float
    process: float
    sent: float
    wire: float
    messages: int
    references: int
    by_kind: dict[str, float]

    def cells(self) -> list[str]:
        return [
            f"{statistics.median(self.warm):.1f} "
            f"({self.warm[0]:.1f}, {self.warm[int(0.9 * len(self.warm))]:.1f})",
            f"{self.first:.1f}",
            f"{self.process:.1f}",
            f"{self.sent:.1f}",
            f"{self.wire:.1f}",
            f"{self.messages} ({self.references})",
        ]


def _measure(served: Served, case: Case) -> Found:
    visitor = Visitor(served.address)
    visitor.open(case.page)
    for key, value in case.before.items():
        visitor.choose(**{key: value})
    # From the second on: the first is what the page shows already.
    values = visitor.options[case.key][1 : VALUES + 1]
    start = served.count()
    for value in values:
        visitor.choose(**{case.key: value})
    first = statistics.median(served.script_ms(start, VALUES))
    begun, start = served.cpu_ms(), start + VALUES
    warm = [
        visitor.choose(**{case.key: value}) for value in islice(cycle(values), VALUES * WARM_ROUNDS)
    ]
    script = sorted(served.script_ms(start, len(warm)))
    process = (served.cpu_ms() - begun) / len(warm)
    visitor.close()
    return _summed(warm, script, first, process)


def _summed(warm: list[Heard], script: list[float], first: float, process: float) -> Found:
    if any(heard.failed for heard in warm):
        raise RuntimeError("a page failed; see the server's log")
    kinds = {kind for heard in warm for kind in heard.by_kind}
    return Found(
        script,
        first,
        process,
        statistics.median(heard.bytes for heard in warm) / 1000,
        statistics.median(heard.wire for heard in warm) / 1000,
        round(statistics.median(heard.messages for heard in warm)),
        round(statistics.median(heard.references for heard in warm)),
        {k: statistics.median(h.by_kind[k] for h in warm) / 1000 for k in kinds},
    )


def _compared(found: dict[str, Found]) -> list[str]:
    """Where the bytes of Kelengkapan go, and the two maps beside each other."""
    largest = sorted(found[CASES[2].words].by_kind.items(), key=lambda kind: -kind[1])[:5]
    told = ", ".join(f"{kind} {size:.1f}" for kind, size in largest)
    lines = [f"KB by kind of element, Kelengkapan, indikator: {told}."]
    if WILAYAH.words in found:
        tiles, borders = found[CASES[1].words], found[WILAYAH.words]
        ratio = statistics.median(borders.warm) / statistics.median(tiles.warm)
        lines.append(
            f"Peta wilayah against peta petak, same change: {ratio:.1f}x the script CPU, "
            f"{borders.process / tiles.process:.1f}x the process CPU, "
            f"{borders.sent / tiles.sent:.1f}x the bytes sent."
        )
    return lines


def _compressed(data: Path) -> list[str]:
    """The same change with the websocket compressed and not, whatever the setting is."""
    told = []
    for setting in ("false", "true"):
        with serving(data, STREAMLIT_SERVER_ENABLE_WEBSOCKET_COMPRESSION=setting) as served:
            _measure(served, CASES[2])  # the first visitor of a server pays for what stays
            found = _measure(served, CASES[2])
        told.append(f"{found.wire:.1f} KB on the wire and {found.process:.1f} ms of process CPU")
    return [
        f"Compression of the websocket, Kelengkapan, indikator: off {told[0]}; on {told[1]} "
        "(server.enableWebsocketCompression)."
    ]
