"""What is counted of usulan: eligible families found by them, and how long they take."""

from collections import Counter, defaultdict
from datetime import date

from tests.oracle.month import Month, window_start
from tests.oracle.reading import facts, letters
from tests.oracle.register import Proposal, Register, Report, Sums

DECREED, REFUSED = "TANGGAL DITETAPKAN", "TANGGAL DITOLAK"
PARTS = (
    "",
    "menunggu keputusan",
    "ditolak atau dikembalikan",
    "sudah ditetapkan",
    "diverifikasi bulan itu",
)


def found_eligible(month: Month) -> dict[tuple[str, str], Sums]:
    """Families found by proposals, beside the registered families, of which they are no part.

    A family proposed by two desa counts in the first by code.
    """
    found = defaultdict(set)
    by_family = defaultdict(list)
    for proposal in month.register.every_proposal():
        if _is_finding(proposal, month.as_of):
            by_family[proposal.family].append(proposal)
    for family, proposals in by_family.items():
        desa = min(p.desa for p in proposals)
        for part in _parts(proposals, month):
            found[part, desa].add(family)
    registered = Counter(month.desa.values())
    cells = {*found, *((part, desa) for part in PARTS for desa in registered)}
    return {(part, desa): (len(found[part, desa]), registered[desa], 0) for part, desa in cells}


def _is_finding(proposal: Proposal, as_of: date) -> bool:
    verified = proposal.days.get("TANGGAL VERIFIKASI")
    return (
        proposal.kind == "baru"
        and proposal.found == "layak"
        and verified is not None
        and window_start(as_of, 12) <= verified <= as_of
    )


def _parts(proposals: list[Proposal], month: Month) -> set[str]:
    """Return the parts a family belongs to, by the dates up to the as-of date alone.

    One proposal in an SK brings the family in; it is refused when all of them are. What was sent
    back stays sent back, also where it was handed in again: so the time it took is counted too.
    """
    decreed = any(_has(p, DECREED, month.as_of) for p in proposals)
    refused = all(_has(p, REFUSED, month.as_of) for p in proposals)
    parts = {"sudah ditetapkan"} if decreed else {"", PARTS[2] if refused else PARTS[1]}
    if any(p.days["TANGGAL VERIFIKASI"] >= month.first for p in proposals):
        parts.add("diverifikasi bulan itu")
    return parts


def _has(proposal: Proposal, step: str, as_of: date) -> bool:
    return step in proposal.days and proposal.days[step] <= as_of


CHANNELS = {
    "musdes": "lewat musdes",
    "SPTJM": "lewat SPTJM",
    "Cek Bansos usul": "lewat Cek Bansos usul",
    "Cek Bansos sanggah": "lewat Cek Bansos sanggah",
    "": "jalur tidak disebut",
}


def proposed(month: Month) -> dict[tuple[str, str], Sums]:
    """Proposals on the lists of the month, beside the registered families.

    Without any list nothing is known of any family.
    """
    by_desa = month.register.proposals.get(month.periode, {})
    registered = Counter(month.desa.values())
    found = Counter()
    for desa, proposals in by_desa.items():
        for proposal in proposals:
            for part in ("", f"usulan {proposal.kind}", CHANNELS[proposal.channel]):
                found[part, desa] += 1
    kinds = [f"usulan {kind}" for kind in ("baru", "hapus", "perbaikan")]
    parts = ("", *kinds, *CHANNELS.values())
    cells = {(part, desa) for part in parts for desa in {*registered, *by_desa}}
    return {
        (part, desa): (
            found[part, desa],
            registered[desa],
            0 if any(by_desa.values()) else registered[desa],
        )
        for part, desa in cells
    }


FORWARD = (
    ("TANGGAL MUSDES", "musdes"),
    ("TANGGAL DIAJUKAN", "diajukan desa"),
    ("TANGGAL VERIFIKASI", "verifikasi dinsos"),
    ("TANGGAL DISETUJUI", "disetujui kepala OPD"),
    ("TANGGAL DISAHKAN", "disahkan bupati"),
    ("TANGGAL DIPROSES", "diproses Kemensos"),
    (DECREED, "ditetapkan"),
)
OUT = ("ditolak", "dikembalikan")
WHY = {
    letters(row[name]): row["golongan"]
    for file in ("alasan.csv", "alasan_usulan.csv")
    for row in facts(file)
    for name in ("ejaan", "golongan")
}


def stages(register: Register) -> Counter[tuple[str, str, str, str, str, str, str]]:
    """Return proposals by month, desa, kind, channel, stage, days in it and group of reasons."""
    found = Counter()
    for periode in sorted(register.people):
        month = Month(register, periode)
        for proposal in register.every_proposal():
            cell = _stands(proposal, month, is_newest=periode == max(register.people))
            if cell:
                found[periode, proposal.desa, proposal.kind, proposal.channel, *cell] += 1
    return found


def _stands(proposal: Proposal, month: Month, *, is_newest: bool) -> tuple[str, str, str] | None:
    """Return stage, age and reason on the as-of date; None where it is not told of."""
    begin = proposal.days.get("TANGGAL MUSDES", proposal.days.get("TANGGAL DIAJUKAN"))
    if begin > month.as_of if begin else proposal.listed > month.periode:
        return None
    stage, since = _reached(proposal, month.as_of, is_newest)
    twelve = window_start(month.as_of, 12)
    lately = since >= twelve if since else proposal.listed >= f"{twelve:%Y-%m}"
    if stage in (*OUT, "ditetapkan") and not lately:
        return None
    days = (month.as_of - since).days if since else None
    age = "tanpa" if days is None else "0-30" if days <= 30 else "31-90" if days <= 90 else "91+"
    return stage, age, _why(proposal.reason) if stage in OUT else ""


def _reached(proposal: Proposal, as_of: date, is_newest: bool) -> tuple[str, date | None]:
    past = {step: day for step, day in proposal.days.items() if day <= as_of}
    refused = past.pop(REFUSED, None)
    stage = "draf desa" if proposal.days else "belum diketahui"
    for step, name in FORWARD:
        stage = name if step in past else stage
    if refused and refused >= max(past.values(), default=refused):
        stage = "ditolak" if proposal.stage in ("ditolak", "") else "dikembalikan"
    if is_newest and proposal.stage and all(day <= as_of for day in proposal.days.values()):
        stage = proposal.stage
    of = REFUSED if stage in OUT else dict((name, step) for step, name in FORWARD).get(stage)
    return stage, refused if of == REFUSED else past.get(of)


def _why(written: str) -> str:
    return WHY.get(letters(written), "alasan lain") if letters(written) else "tanpa alasan"


def answering(register: Register) -> Counter[tuple[str, str, str, str, int | None, bool]]:
    """Return reports by month, desa, kind, channel, days and whether answered."""
    as_of = Month(register, max(register.people)).as_of
    return Counter(_answer(r, as_of) for r in register.reports.values() if r.came <= as_of)


def _answer(report: Report, as_of: date) -> tuple:
    channel = {"Loket Dinsos": "loket"}.get(report.channel, report.channel)
    closed = report.state in ("selesai", "ditolak")
    on_time = report.answered is not None and report.answered <= as_of
    undated = closed and report.answered is None
    days = ((report.answered if on_time else as_of) - report.came).days
    key = f"{report.came:%Y-%m}", report.desa, report.kind, channel
    return *key, None if undated else days, on_time or undated


def waiting(register: Register) -> Counter[tuple[str | None, str, str, int | None, bool]]:
    """Return proposals by kohort, desa, kind, days and whether decided on the newest as-of date."""
    as_of = Month(register, max(register.people)).as_of
    return Counter(_wait(proposal, as_of) for proposal in register.every_proposal())


def _wait(proposal: Proposal, as_of: date) -> tuple:
    begin = proposal.days.get("TANGGAL MUSDES", proposal.days.get("TANGGAL DIAJUKAN"))
    ends = [proposal.days[step] for step in (DECREED, REFUSED) if step in proposal.days]
    end = min((day for day in ends if day <= as_of), default=None)
    decided = end is not None
    if begin is None:
        return None, proposal.desa, proposal.kind, None, decided
    days = ((end or as_of) - begin).days
    return f"{begin:%Y-%m}", proposal.desa, proposal.kind, days, decided
