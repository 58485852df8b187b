"""One month of the register: its families, their desil and results, who receives, who should."""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property

from tests.oracle.reading import day, facts, letters
from tests.oracle.register import Person, Register, Sums, Visit
from tests.oracle.results import last_visit

ANY = ""  # no programme named: all that are paid or handed out per family, together
PER_FAMILY = frozenset(
    ("PKH", "BPNT", "BPNT-PPKM", "BST", "BLT", "BLT-BBM", "BLT-DD", "SEMBAKO-ADAPTIF")
)
EXPORTED = {  # headings of the export; the sample's has no others
    "BPNT": "BANSOS BPNT",
    "PKH": "BANSOS PKH",
    "BPNT-PPKM": "BANSOS BPNT-PPKM",
    "PBI-JK": "PBI JKN",
}
HEADS = frozenset(("kepalakeluarga", "kepalarumahtangga", "krt", "kk", "1"))
BLANK = frozenset(("", "-", "--", "0", "NULL", "N/A"))
YOUNG, OLD = 21, 60  # up to and from these ages a family may get PKH: Permensos 1/2018 pasal 5


def tally(units: Iterable[tuple[str, dict[str, bool | None]]]) -> dict[tuple[str, str], Sums]:
    """Add up (desa, {part: yes, no or None for unknown}) into (part, desa) → sums."""
    counts = defaultdict(lambda: [0, 0, 0])
    for desa, answers in units:
        for part, answer in answers.items():
            three = counts[part, desa]
            three[0] += answer is True
            three[1] += 1
            three[2] += answer is None
    return {key: tuple(three) for key, three in counts.items()}


def with_parts(causes: dict[str, bool], is_known: bool) -> dict[str, bool | None]:
    """Return the whole, true with any cause, and the causes; what is unknown is so in all."""
    answers = {"": any(causes.values())} | causes
    return answers if is_known or answers[""] else dict.fromkeys(answers)


def window_start(as_of: date, months: int) -> date:
    """Return the first day of the `months` months that end with the as-of date.

    Months ending with 31 October begin with 1 November; those ending with 22 November begin
    with the 23rd; a 29 February that the first year lacks is its 1 March.
    """
    after = as_of + timedelta(days=1)
    year, month = divmod(after.year * 12 + after.month - 1 - months, 12)
    return date(year, month + 1, 1) + timedelta(days=after.day - 1)


def era(periode: str) -> str:
    return [row["era"] for row in facts("era.csv") if row["berlaku_dari"] <= periode][-1]


class Month:
    def __init__(self, register: Register, periode: str) -> None:
        self.register, self.periode = register, periode
        year, month = map(int, periode.split("-"))
        self.first = date(year, month, 1)
        self.as_of = date(year, month, monthrange(year, month)[1])

    @cached_property
    def people(self) -> list[Person]:
        return [p for people in self.register.people[self.periode].values() for p in people]

    @cached_property
    def families(self) -> dict[str, list[Person]]:
        """Return the members by family; in an export without states everybody is active."""
        families = defaultdict(list)
        for person in self.people:
            families[person.family].append(person)
        return dict(families)

    @cached_property
    def desa(self) -> dict[str, str]:
        return {no: min(p.desa for p in members) for no, members in self.families.items()}

    @cached_property
    def times_listed(self) -> Counter[str]:
        return Counter(p.cells["NIK"] for p in self.people if p.cells["NIK"])

    @cached_property
    def ranked(self) -> dict[str, set[int]]:
        """Return what the last ranking of the same era that holds a family says of its members."""
        found = {}
        for periode, families in sorted(self.register.ranking.items()):
            if periode <= self.periode and era(periode) == era(self.periode):
                for family, members in families.items():
                    found[family] = {desil for desil in members if desil is not None}
        return found

    def desil(self, family: str) -> int | None:
        """Return the desil; None without one and where the members differ.

        The sample's export has no column for it, so it is that of the ranking.
        """
        found = self.ranked.get(family, set())
        return next(iter(found)) if len(found) == 1 else None

    @cached_property
    def results(self) -> dict[str, Visit]:
        """Return the last visit of each family in 12 months."""
        start, visits = window_start(self.as_of, 12), defaultdict(list)
        for visit in self.register.visits.values():
            if start <= visit.day <= self.as_of:
                visits[visit.family].append(visit)
        return {family: last_visit(every) for family, every in visits.items()}

    @cached_property
    def members(self) -> dict[str, dict[str, set[str]]]:
        """Return programme → family → identities of its members, "" for the whole family.

        Families that are not in the register of this month are among them.
        """
        found = defaultdict(lambda: defaultdict(set))
        for programme, heading in EXPORTED.items():
            for person in self.people:
                if person.cells[heading] == "YA":
                    whole = programme in PER_FAMILY
                    found[programme][person.family].add("" if whole else person.identity)
        for (periode, programme), by_desa in self.register.members.items():
            if periode == self.periode:
                for family, identity in set().union(*by_desa.values()):
                    found[programme][family].add(identity)
        return found

    @cached_property
    def programmes(self) -> list[str]:
        """Return the nameless one first, then those that anybody has."""
        together = [ANY] if PER_FAMILY & self.members.keys() else []  # no list is not nobody
        return [*together, *sorted(self.members)]

    def receivers(self, programme: str) -> dict[str, set[str]]:
        """Return the identities listed, by family of the register."""
        wanted = PER_FAMILY & self.members.keys() if programme == ANY else {programme}
        found = defaultdict(set)
        for each in wanted:
            for family, identities in self.members[each].items():
                if family in self.families:
                    found[family] |= identities
        return found

    def limit(self, programme: str) -> int | None:
        """Return the highest desil a programme is for; None where no rule says so."""
        if programme == ANY:
            return max(filter(None, map(self.limit, PER_FAMILY)), default=None)
        rules = [
            row
            for row in facts("aturan.csv")
            if (row["jenis"], row["program"], row["peran"]) == ("batas desil", programme, "")
            and row["era"] in ("", era(self.periode))
            and day(row["berlaku_dari"]) <= self.as_of
            and self.as_of <= (day(row["berlaku_sampai"]) or self.as_of)
        ]
        newest = max(rules, key=lambda row: row["berlaku_dari"], default=None)
        return newest and int(newest["nilai_sampai"])

    def target(self, programme: str) -> dict[str, bool | None]:
        """Return whether each family is in the target; None where it cannot be said."""
        limit = self.limit(programme)
        return {no: self._is_target(programme, limit, no) for no in self.families}

    def _is_target(self, programme: str, limit: int | None, family: str) -> bool | None:
        if limit is None:
            return None
        desil = self.desil(family)
        answers = [None if desil is None else desil <= limit]
        if programme == "PKH":
            answers.append(self._has_young_or_old(family))
        return False if False in answers else None if None in answers else True

    def _has_young_or_old(self, family: str) -> bool | None:
        births = [day(p.cells["TANGGAL LAHIR"]) for p in self.families[family]]
        young, old = (window_start(self.as_of, 12 * years) for years in (YOUNG + 1, OLD))
        if any(birth and (birth >= young or birth < old) for birth in births):
            return True
        return None if None in births else False


def is_head(person: Person) -> bool:
    return letters(person.cells["HUB KELUARGA"]) in HEADS
