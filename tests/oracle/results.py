"""What the visits to a family say of it: the last one, and identity apart from need."""

from collections.abc import Iterable

from tests.oracle.reading import facts, letters
from tests.oracle.register import Visit

CIVIL = {"Meninggal": "meninggal", "Pindah": "pindah", "NIK ganda": "NIK ganda"}
REASONS = {letters(row["ejaan"]): CIVIL.get(row["golongan"], "") for row in facts("alasan.csv")}

GROUPS = {
    letters(row["ejaan"]): row["golongan"]
    for row in facts("alasan.csv")
    if row["hasil"] == "tidak layak"
}


def last_visit(visits: Iterable[Visit]) -> Visit | None:
    """Return the last; of two on one day the first by result, reason and desa."""
    order = sorted(visits, key=_by_words)
    return max(order, key=lambda visit: visit.day, default=None)


def _by_words(visit: Visit) -> tuple:
    return visit.result, not visit.reason, visit.reason, visit.desa  # no reason comes last


def civil_cause(visit: Visit | None) -> str:
    """Return meninggal, pindah or NIK ganda where the visit found that, else nothing."""
    if visit is None or visit.result != "tidak layak":
        return ""
    return REASONS.get(letters(visit.reason), "")


def unfit(visit: Visit) -> str:
    """Return the group of a reason; of what no group of "tidak layak" holds nothing is told."""
    written = letters(visit.reason)
    return GROUPS.get(written, "alasan lain") if written else "tanpa alasan"


def outcome(visit: Visit | None) -> str:
    """Return the result, with kependudukan apart from tidak layak; "" without a visit."""
    return "kependudukan" if civil_cause(visit) else visit.result if visit else ""
