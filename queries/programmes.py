"""What is worked out of coverage: groups of desil, quota used, need against reach, saturation.

Only arithmetic on sums that are published (I10); which programmes may be held together is in
`queries.overlaps`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.evidence import ENOUGH
from queries.export import FEWEST
from queries.measure import BETWEEN, SUMS, rincian, value

DESIL = range(1, 11)
WITHOUT = 0  # the group of those without a desil
POOREST = 4  # desil 1-4: four tenths of all families of the country, by construction of desil
LINE = 40.0  # percent; the poorest 40 %, which DTKS was to hold in each desa (domain.md 4.1)
DTSEN = "DTSEN"
COUNTRY = "00"


def among(parts: Iterable[str]) -> list[str]:
    """Return the programmes among the rincian of a coverage indicator."""
    return [part for part in parts if part and BETWEEN not in part and not _is_desil(part)]


def _is_desil(part: str) -> bool:
    return part in [rincian("", desil) for desil in (WITHOUT, *DESIL)]


def parts_of(program: str, group: int | None) -> tuple[str, ...]:
    """Return the rincian of a programme and a group: None all, 0 without desil, k desil 1-k."""
    if group is None:
        return (rincian(program),)
    wanted = (WITHOUT,) if group == WITHOUT else range(1, group + 1)
    return tuple(rincian(program, desil) for desil in wanted)


def program_of(parts: tuple[str, ...]) -> str:
    """Return the programme that rincian are of, as `parts_of` names them; empty: all."""
    first = parts[0].split(BETWEEN)[0]
    return "" if _is_desil(first) else first


def quota_of(quotas: pd.DataFrame, program: str, unit: str, area: str) -> pd.Series | None:
    """Return the quota of a programme for an area, or None: not known.

    `unit`: KK or jiwa; a quota in the other unit is none. `quotas` as `read.quotas`.
    """
    ours = quotas[(quotas["program"] == program) & (quotas["satuan"] == unit)]
    ours = ours[ours["kode_wilayah"] == area]
    return None if ours.empty else ours.iloc[0]


@dataclass(frozen=True, eq=False)
class Need:
    """Need against reach of desa. `table`: indexed by kode desa, need and reach (percent, NaN
    where fewer than ten are counted), class 0 to 8: 3 * third of the need + third of the reach,
    lowest first, -1 where fewer than 30 are counted (indicators.md 2.2: no map class).
    `limits`: the two bounds of need and of reach."""

    table: pd.DataFrame
    limits: tuple[np.ndarray, np.ndarray]


def need_and_reach(group: pd.DataFrame, whole: pd.DataFrame) -> Need:
    """Put desa into thirds by the share of the group among all, and by its coverage.

    Both as `Cube.table`: the coverage of the group, and of all families. Bounds are those of all
    desa of the kabupaten that can be told, so that a desa keeps its class in a smaller view.
    """
    need = _share(group["denominator"], whole["denominator"])
    reach = _share(group["numerator"], group["denominator"])
    known = (group["denominator"] >= ENOUGH).to_numpy() & ~(np.isnan(need) | np.isnan(reach))
    if not known.any():
        blank = pd.DataFrame({"need": need, "reach": reach, "class": -1}, index=group.index)
        return Need(blank, (np.full(2, np.nan), np.full(2, np.nan)))
    limits = tuple(np.quantile(shares[known], [1 / 3, 2 / 3]) for shares in (need, reach))
    thirds = [
        np.searchsorted(bounds, shares, side="right")
        for bounds, shares in zip(limits, (need, reach), strict=True)
    ]
    classes = np.where(known, 3 * thirds[0] + thirds[1], -1)
    return Need(pd.DataFrame({"need": need, "reach": reach, "class": classes}, group.index), limits)


def _share(numerator: pd.Series, denominator: pd.Series) -> np.ndarray:
    return value(numerator, denominator.where(denominator >= FEWEST, 0))


@dataclass(frozen=True, eq=False)
class Saturation:
    """`table`: the three SUMS in persons by kode desa; `definition`: what they are, in words."""

    table: pd.DataFrame
    definition: str


def saturation(
    poorest: pd.DataFrame, without: pd.DataFrame, whole: pd.DataFrame, people: pd.Series, era: str
) -> Saturation | None:
    """Return how much of each desa the register takes for the poorest 40 %, in persons.

    All but `people` as `Cube.table` of the coverage in persons: of desil 1-4, of those without a
    desil, of all. In DTSEN, which ranks everybody, those of desil 1-4 are meant and those without
    a desil are unknown; before it the register itself was to hold the poorest. Measured against
    the population; None where of no desa it is known, for those registered are no measure of it:
    a register of the poor alone would lie beyond the line everywhere.
    """
    ranked = era == DTSEN
    counted = poorest if ranked else whole
    unsure = without["denominator"] if ranked else 0 * whole["denominator"]
    against = people.reindex(whole.index).fillna(0).astype(int)
    if not against.any():
        return None
    said = "Jiwa terdaftar pada desil 1–4" if ranked else "Jiwa terdaftar"
    sums = (counted["denominator"], against, unsure)
    table = pd.DataFrame(dict(zip(SUMS, sums, strict=True)))
    return Saturation(table, f"{said}, % dari penduduk desa menurut Dukcapil")
