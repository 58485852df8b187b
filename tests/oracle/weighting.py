"""The strata by which results of verval are weighted for the estimates."""

from collections import Counter, defaultdict

from tests.oracle.month import ANY, Month
from tests.oracle.register import Register, Visit
from tests.oracle.results import outcome, unfit

RESULTS = ("layak", "tidak layak", "kependudukan", "tidak ditemukan")
Stratum = tuple[str, str, str, bool, bool | None, str, bool]
Counts = tuple[int, int, int, int, int]  # families, then those of each of RESULTS


def strata(register: Register) -> dict[Stratum, Counts]:
    """Return the families by month, desa, programme, receiving, target, desil group and padan.

    Of a programme only the families that receive it or are certainly in its target; of none
    named all families.
    """
    found = defaultdict(Counter)
    for periode in sorted(register.people):
        month = Month(register, periode)
        for programme in month.programmes:
            target, receivers = month.target(programme), month.receivers(programme)
            for no, desa in month.desa.items():
                receives, is_target = no in receivers, target[no]
                if programme == ANY or receives or is_target:
                    key = periode, desa, programme, receives, is_target, *_group(month, no)
                    found[key]["families"] += 1
                    found[key][outcome(month.results.get(no))] += 1
    return {
        key: (counts["families"], *(counts[result] for result in RESULTS))
        for key, counts in found.items()
    }


def reasons(register: Register) -> dict[tuple, int]:
    """Return families whose last visit found them tidak layak, for no civil cause.

    By month, desa, programme, receiving, reason and whether any visit so far said layak; of a
    programme only those who receive.
    """
    found = Counter()
    for periode in sorted(register.people):
        month = Month(register, periode)
        once = {v.family for v in register.visits.values() if _said_eligible(v, month)}
        for programme in month.programmes:
            receivers = month.receivers(programme)
            for no, desa in month.desa.items():
                receives, visit = no in receivers, month.results.get(no)
                if outcome(visit) == "tidak layak" and (programme == ANY or receives):
                    why = unfit(visit)
                    found[periode, desa, programme, receives, why, no in once] += 1
    return dict(found)


def _said_eligible(visit: Visit, month: Month) -> bool:
    return visit.result == "layak" and visit.day <= month.as_of


def _group(month: Month, family: str) -> tuple[str, bool]:
    desil = month.desil(family)
    groups = ((2, "1-2"), (4, "3-4"), (10, "5+"))
    word = next((name for highest, name in groups if desil and desil <= highest), "tanpa")
    return word, all(p.cells["KETERANGAN PADAN"] == "Padan" for p in month.families[family])
