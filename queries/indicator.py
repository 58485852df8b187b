"""What an indicator is. The indicators themselves are in queries/indicators/."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from sqlalchemy import ColumnElement, FromClause, Select


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
    """The direction that is good news."""

    HIGHER = 1
    LOWER = -1


@dataclass(frozen=True)
class Snapshot:
    """The moment a figure is about: a periode, its as-of date, the kegiatan running then."""

    periode: str
    tanggal_acuan: date
    kegiatan: str | None = None


Where = Callable[[FromClause, Snapshot], ColumnElement[bool]]


@dataclass(frozen=True)
class Part:
    """One side of a ratio: the same rows in words and as a condition on the population's rows."""

    text: str
    where: Where


@dataclass(frozen=True)
class Population:
    """What is counted: `rows(snapshot)` selects one row per thing, with its `kode_desa`.

    Indicators of one population are summed in a single pass over its table.
    """

    code: str
    unit: str  # KK, jiwa or desa, as written beside counts
    rows: Callable[[Snapshot], Select]


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
class Indicator:
    """A share: 100 * numerator / denominator, each a sum over the desa of an area.

    `unknown` is the third sum: rows of the denominator of which it cannot be said. The query
    keeps numerator and unknown inside the denominator and apart from each other.
    """

    code: str
    number: str
    nama: str
    name: str
    short: str
    population: Population
    denominator: Part
    numerator: Part
    unknown: Part | None
    breakdown: dict[str, Part] = field(default_factory=dict)
    better: Better = Better.HIGHER
    thresholds: Thresholds | None
    classes: tuple[float, ...]
    badge: Badge = Badge.HITUNGAN_PASTI
    source: str
    caveats: tuple[str, ...] = ()
    version: int = 1

    @property
    def unit(self) -> str:
        return self.population.unit

    @property
    def definition(self) -> str:
        return f"{self.numerator.text}, % dari {self.denominator.text}."

    def limits(self, plan_pct: float | None = None) -> tuple[float, float] | None:
        """Return (watch, act) in percent, or None where there is no threshold or no plan."""
        if self.thresholds is None or (self.thresholds.from_plan and plan_pct is None):
            return None
        base = plan_pct if self.thresholds.from_plan else 0.0
        return base + self.thresholds.watch, base + self.thresholds.act
