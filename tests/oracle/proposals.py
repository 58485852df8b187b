"""What is counted of usulan: eligible families found by them, and how long they take."""

from collections import Counter, defaultdict
from datetime import date

from tests.oracle.month import Month, window_start
from tests.oracle.register import Proposal, Register, Sums

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
