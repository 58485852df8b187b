"""What an indicator is. The indicators themselves are in queries/indicators/."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import ClassVar

from sqlalchemy import BigInteger, ColumnElement, FromClause, Select, cast, func


class Badge(Enum):
    """How sure a figure is; the text says it in one line (indicators.md 1.3)."""

    HITUNGAN_PASTI = ("HITUNGAN PASTI", "Seluruh data dihitung, tanpa taksiran.")
    TAKSIRAN = ("TAKSIRAN", "Dari sebagian yang diverifikasi; ada rentangnya.")
    KESESUAIAN = ("KESESUAIAN", "Dibandingkan dengan peringkat data itu sendiri.")
    PEMBANDING_LUAR = ("PEMBANDING LUAR", "Dibandingkan dengan BPS atau survei.")

    def __init__(self, label: str, meaning: str):
        self.label = label
        self.meaning = meaning


class Better(Enum):
    """The direction that is good news; NEITHER: more says nothing by itself."""

    HIGHER = 1
    LOWER = -1
    NEITHER = 0


@dataclass(frozen=True)
class Snapshot:
    """The moment a figure is about: a periode, its as-of date, the kegiatan running then.

    `programmes`: those that somebody has in the register in that periode. `limits`: programme →
    highest desil it is for, by the dated rules in force on the as-of date.
    """

    periode: str
    tanggal_acuan: date
    kegiatan: str | None = None
    era: str = ""
    programmes: tuple[str, ...] = ()
    limits: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


Where = Callable[[FromClause, Snapshot], ColumnElement[bool]]


@dataclass(frozen=True)
class Part:
    """One side of a ratio: the same rows in words and as a condition on the population's rows.

    `amount`: the column added up over those rows; None counts them. `of`: the rows a part of a
    breakdown is a share of, where these are not the indicator's denominator.
    """

    text: str
    where: Where
    amount: str | None = None
    of: Where | None = None


@dataclass(frozen=True)
class Population:
    """What is counted: `rows(snapshot)` selects one row per thing, with its `kode_desa`.

    Indicators of one population are summed in a single pass over its table. `cuts`: columns of
    the rows that indicators may be broken down by, besides the desa. `identity`: the column that
    tells things apart that are alike; `amounts`: those that are added up. `many`: the column that
    says of how many things alike a row is; None: of one.
    """

    code: str
    unit: str  # KK, jiwa or desa, as written beside counts
    rows: Callable[[Snapshot], Select]
    cuts: tuple[str, ...] = ()
    identity: str = ""
    amounts: tuple[str, ...] = ()
    many: str | None = None

    def count(
        self, rows: FromClause, where: ColumnElement[bool], amount: str | None = None
    ) -> ColumnElement:
        """Return how many things the rows `where` are, or their `amount` added up; never NULL."""
        column = amount or self.many
        if column is None:
            return func.count().filter(where)
        return cast(func.coalesce(func.sum(rows.c[column]).filter(where), 0), BigInteger)


@dataclass(frozen=True)
class Thresholds:
    """Where attention starts, in percent; `basis` says who set the numbers.

    `from_plan`: the numbers are points away from the plan line of that day, not levels.
    """

    watch: float
    act: float
    basis: str
    from_plan: bool = False


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What every figure says of itself, however it is computed.

    `reading`: the sentence to read it by, with {numerator}, {denominator}, {unknown}, {value} of
    the figure, or for computed ones the names of what they give.
    """

    code: str
    number: str
    nama: str
    name: str
    short: str
    reading: str
    better: Better = Better.HIGHER
    thresholds: Thresholds | None = None
    badge: Badge = Badge.HITUNGAN_PASTI
    source: str
    caveats: tuple[str, ...] = ()
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Indicator(Definition):
    """A ratio: `per` * numerator / denominator, each a sum over the desa of an area.

    `unknown` is the third sum: rows of the denominator of which it cannot be said. Of a share
    (per 100) the query keeps numerator and unknown inside the denominator and apart from each
    other; a rate per 1.000 counts things that are no part of its denominator.

    `breakdown`: further numerators, over the same denominator or one `of` their own. `by`:
    breakdowns by columns of the population, each a tuple of its cuts; the empty one is the whole.
    `counted_in`: the unit, where amounts are added up that are not in the population's.
    """

    population: Population
    denominator: Part
    numerator: Part
    unknown: Part | None = None
    breakdown: dict[str, Part] = field(default_factory=dict)
    by: tuple[tuple[str, ...], ...] = ((),)
    per: int = 100
    counted_in: str = ""
    classes: tuple[float, ...]

    @property
    def unit(self) -> str:
        return self.counted_in or self.population.unit

    @property
    def is_share(self) -> bool:
        return self.per == 100

    @property
    def definition(self) -> str:
        per = "%" if self.is_share else f"per {self.per:,}".replace(",", ".")
        return f"{self.numerator.text}, {per} dari {self.denominator.text}."

    def limits(self, plan_pct: float | None = None) -> tuple[float, float] | None:
        """Return (watch, act) in percent, or None where there is no threshold or no plan."""
        if self.thresholds is None or (self.thresholds.from_plan and plan_pct is None):
            return None
        base = plan_pct if self.thresholds.from_plan else 0.0
        return base + self.thresholds.watch, base + self.thresholds.act


@dataclass(frozen=True, kw_only=True)
class Computed(Definition):
    """A figure that is no ratio of sums: `method` computes it from sums that are published.

    `tables`: the tables of the summary it is computed from. `unit`: what it is given in.
    `classes`: where the classes of its map begin, percent; empty: it has no map.
    """

    unit: str
    definition: str
    method: str
    tables: tuple[str, ...]
    classes: tuple[float, ...] = ()
    per: ClassVar[int] = 100  # a map of one is of shares
