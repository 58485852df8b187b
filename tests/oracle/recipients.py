"""What is counted of programmes: who receives, who of the target does not, who should not."""

from collections.abc import Iterator

from tests.oracle.month import Month, is_head, tally, with_parts
from tests.oracle.register import Person
from tests.oracle.results import civil_cause

Answers = dict[str, bool | None]


def _named(programme: str, answers: Answers) -> Answers:
    """Put the programme before each part; without a programme the parts stand alone."""
    return {" · ".join(filter(None, (programme, part))): a for part, a in answers.items()}


def _desil_word(month: Month, family: str) -> str:
    desil = month.desil(family)
    return f"desil {desil}" if desil else "tanpa desil"


def troubled(month: Month) -> dict:
    """Receiving families by what is wrong with the recorded recipient."""
    return tally(
        (month.desa[no], _named(programme, _troubles(month, no, listed)))
        for programme in month.programmes
        for no, listed in month.receivers(programme).items()
    )


def _recorded(month: Month, family: str, listed: set[str]) -> list[Person]:
    """Return who is listed, and the head where the list names the family alone."""
    return [
        person
        for person in month.families[family]
        if person.identity in listed or ("" in listed and is_head(person))
    ]


def _troubles(month: Month, family: str, listed: set[str]) -> Answers:
    """Return each cause; the sample's export says of nobody that he died or moved away.

    Nothing is known where a recorded recipient was not tested or is not in the register, so too
    where a family has no head.
    """
    recorded = _recorded(month, family, listed)
    visit = month.results.get(family)
    cause = civil_cause(visit)
    doubled = any(month.times_listed[person.cells["NIK"]] > 1 for person in recorded)
    causes = {
        "meninggal": cause == "meninggal",
        "pindah": cause == "pindah",
        "NIK ganda": cause == "NIK ganda" or doubled,
    }
    absent = listed - {person.identity for person in recorded} - {""}
    headless = "" in listed and not any(is_head(person) for person in recorded)
    untested = any(person.cells["KETERANGAN PADAN"] == "" for person in recorded)
    unmet = visit is None or visit.result == "tidak ditemukan"
    return with_parts(causes, is_known=not ((absent or headless or untested) and unmet))


def missed(month: Month) -> dict:
    """Families of the target, or perhaps of it, that do not receive."""
    return tally(_missed(month))


def _missed(month: Month) -> Iterator[tuple[str, Answers]]:
    for programme in month.programmes:
        if month.limit(programme) is None:
            continue
        receivers = month.receivers(programme)
        for no, is_target in month.target(programme).items():
            if is_target is not False:
                answer = no not in receivers if is_target else None
                yield month.desa[no], {programme: answer}


def families_reached(month: Month) -> dict:
    return tally(
        (desa, _named(programme, {part: no in receivers for part in ("", _desil_word(month, no))}))
        for programme in month.programmes
        for receivers in [month.receivers(programme)]
        for no, desa in month.desa.items()
    )


def people_reached(month: Month) -> dict:
    """Persons listed, and all members of a family that is listed as such."""

    def is_reached(person: Person, listed: set[str]) -> bool:
        return "" in listed or person.identity in listed

    return tally(
        (
            month.desa[person.family],
            _named(
                programme,
                {
                    part: is_reached(person, receivers.get(person.family, set()))
                    for part in ("", _desil_word(month, person.family))
                },
            ),
        )
        for programme in month.programmes
        for receivers in [month.receivers(programme)]
        for person in month.people
    )


def beyond(month: Month) -> dict:
    """Recipients with a desil above the limit, of those with a desil; those without, of all."""
    return tally(_beyond(month))


def _beyond(month: Month) -> Iterator[tuple[str, Answers]]:
    for programme in month.programmes:
        limit = month.limit(programme)
        if limit is None:
            continue
        for no in month.receivers(programme):
            desil = month.desil(no)
            answers = {"tanpa desil": desil is None}
            if desil:
                answers[""] = desil > limit
            yield month.desa[no], _named(programme, answers)
