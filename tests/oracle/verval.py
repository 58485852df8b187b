"""What is counted of visits and meetings: progress, the month's results, musdes."""

from collections import defaultdict

from tests.oracle.month import Month, tally
from tests.oracle.reading import areas
from tests.oracle.register import Visit
from tests.oracle.results import last_visit, outcome


def progress(month: Month) -> dict:
    """Target families with a result of this campaign (or of none) since it began."""
    running = [
        (begin, name)
        for name, (begin, end) in month.register.dates.items()
        if begin <= month.as_of and end >= month.first
    ]
    if not running:
        return {}
    begin, campaign = max(running)
    results = defaultdict(list)
    for visit in month.register.visits.values():
        if visit.campaign in ("", campaign) and begin <= visit.day <= month.as_of:
            results[visit.family].append(visit)
    return tally(
        (desa, _result_parts(last_visit(results.get(family, []))))
        for desa, families in month.register.targets[campaign].items()
        for family in families
    )


def _result_parts(last: Visit | None) -> dict[str, bool]:
    return {
        "": last is not None,
        "layak": last is not None and last.result == "layak",
        "tidak layak": last is not None and last.result == "tidak layak",
        "tidak ditemukan": last is not None and last.result == "tidak ditemukan",
        "dengan bukti": last is not None and last.evidence,
    }


def found_this_month(month: Month) -> dict:
    """Families whose last result of the month says layak or tidak layak."""
    visits = defaultdict(list)
    for visit in month.register.visits.values():
        if month.first <= visit.day <= month.as_of:
            visits[visit.family].append(visit)
    last = {family: last_visit(every) for family, every in visits.items()}
    return tally(
        (visit.desa, {"": outcome(visit) == "tidak layak"})
        for visit in last.values()
        if outcome(visit) in ("layak", "tidak layak")
    )


def met(month: Month) -> dict:
    """Desa with a meeting dated in the month, in whichever list it was reported."""
    held, with_minutes = set(), set()
    for meetings in month.register.meetings.values():
        for desa, day, uploaded in meetings:
            if day and month.first <= day <= month.as_of:
                held.add(desa)
                if uploaded:
                    with_minutes.add(desa)
    listed = {desa for desa, *_ in month.register.meetings.get(month.periode, [])}
    return tally(
        (
            desa,
            {"": desa in held, "dengan berita acara": desa in with_minutes}
            if desa in listed | held
            else {"": None, "dengan berita acara": None},
        )
        for desa in set(areas().values())
    )
