"""What the files say, after the rows that break a rule are left out."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

Sums = tuple[int, int, int]  # numerator, denominator, unknown
Key = tuple[str, str, str, str]  # indicator, rincian, kode desa, periode


@dataclass
class Person:
    desa: str
    family: str
    cells: dict[str, str]

    @property
    def identity(self) -> str:
        return self.cells["NIK"] or self.cells["NAMA"]


@dataclass
class Visit:
    desa: str
    family: str
    campaign: str
    day: date
    result: str
    reason: str
    evidence: bool


@dataclass
class Proposal:
    """`days` holds the steps that have a date, by heading; of a template none, nor a channel, a
    stage or a reason. `listed`: the month of its list."""

    desa: str
    family: str
    kind: str
    found: str
    days: dict[str, date]
    listed: str
    channel: str = ""
    stage: str = ""
    reason: str = ""


@dataclass
class Report:
    desa: str
    kind: str
    channel: str
    state: str
    came: date
    answered: date | None


def _by_two() -> defaultdict:
    return defaultdict(dict)


def _by_one() -> defaultdict:
    return defaultdict(list)


@dataclass
class Register:
    """`people`: periode → desa → persons. `members`: (periode, programme) → desa → members by
    (family, identity), of the lists beside the export; identity "" means the whole family.
    `ranking`: periode → family → desil of its members, None for "belum ditentukan". `visits`: no
    visit twice. `targets`: campaign → desa → families, frozen by the first list. `dates`:
    campaign → first and last day. `proposals`: periode → desa → proposals. `meetings`: periode →
    (desa, day, uploaded). `reports`: no report twice. `rejected`: file name → row numbers as a
    person counts them. `recaps`: sums an office sends without the rows behind them.
    """

    people: dict[str, dict[str, list[Person]]] = field(default_factory=_by_two)
    members: dict[tuple[str, str], dict[str, set[tuple[str, str]]]] = field(default_factory=_by_two)
    ranking: dict[str, dict[str, list[int | None]]] = field(default_factory=_by_two)
    visits: dict[tuple, Visit] = field(default_factory=dict)
    targets: dict[str, dict[str, set[str]]] = field(default_factory=_by_two)
    dates: dict[str, tuple[date, date]] = field(default_factory=dict)
    proposals: dict[str, dict[str, list[Proposal]]] = field(default_factory=_by_two)
    meetings: dict[str, list[tuple[str, date | None, bool]]] = field(default_factory=_by_one)
    reports: dict[tuple, Report] = field(default_factory=dict)
    rejected: dict[str, list[int]] = field(default_factory=_by_one)
    recaps: dict[Key, Sums] = field(default_factory=dict)

    def every_proposal(self) -> Iterator[Proposal]:
        for by_desa in self.proposals.values():
            for proposals in by_desa.values():
                yield from proposals
