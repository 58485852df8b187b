"""The sample's programmes: each has its places, and those seen as neediest get them.

Need is seen with error, so some who are not layak receive and some who are do not. A place falls
free when somebody leaves the register, or is found above the desil limit then in force
(domain.md 1.6); the next in need takes it. Quotas and rates are invented.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from register.sample.families import INSIDE
from register.sample.months import NEVER, Calendar
from register.sample.planted import POCKET_NEED, Planted
from register.sample.welfare import Welfare

QUOTA = {"bpnt": 0.36, "pkh": 0.186, "ppkm": 0.02}  # places, of the families of the first month
PBI_QUOTA = 0.62  # places, of the persons of the first month
ERROR = {"bpnt": 0.7, "pkh": 0.7, "ppkm": 0.7, "pbi": 0.5}  # standard deviation of the need seen
ENDS = 0.003  # of members, per month, for reasons of their own
EXEMPT = 0.05  # of families, let in above the desil limit
# Era or month from which a limit holds: highest desil per programme, and the share of those above
# it who are taken out in its first month and in each later one.
LIMITS = {
    "2025-02": ({"pkh": 4, "bpnt": 4, "ppkm": 4, "pbi": 5}, 0.9, 0.02),
    "2026-02": ({"pkh": 1, "bpnt": 2, "ppkm": 4, "pbi": 4}, 0.06, 0.06),
}
BLT_DD = 0.02  # of the families of a desa, on its own list
BLT_DD_OVERLAP = 0.06  # of that list, families with PKH or BPNT: not allowed


@dataclass(frozen=True)
class Programmes:
    """Per programme the first and last month of membership, NEVER and -1 for no member.

    pbi: one entry a person; the others: one a family. `blt_dd`: families on the list of their
    desa in the newest months.
    """

    spells: dict[str, tuple[np.ndarray, np.ndarray]]
    blt_dd: np.ndarray

    def members(self, programme: str, month: int) -> np.ndarray:
        begin, end = self.spells[programme]
        return (begin <= month) & (month <= end)

    def receiving(self, month: int) -> np.ndarray:
        """Return which families get help that goes by family: PKH, BPNT, BPNT-PPKM."""
        return np.any([self.members(name, month) for name in QUOTA], axis=0)


def allot(
    chance: np.random.Generator,
    family: pd.DataFrame,
    person: pd.DataFrame,
    welfare: Welfare,
    planted: Planted,
    calendar: Calendar,
) -> Programmes:
    """Fill the places of every programme month by month."""
    of = person["keluarga"].to_numpy()
    in_pocket = np.isin(family["desa"].to_numpy(), planted.pocket)
    poverty = family["miskin"].to_numpy() + POCKET_NEED * in_pocket
    spells = {}
    for name in (*QUOTA, "pbi"):
        units, whose = (person, of) if name == "pbi" else (family, np.arange(len(family)))
        need = poverty[whose] + ERROR[name] * chance.normal(0, 1, len(units))
        first = (family["golongan"].to_numpy()[whose] == INSIDE) & (units["dari"] == 0)
        places = round(QUOTA.get(name, PBI_QUOTA) * first.sum())
        spells[name] = _fill(chance, name, units, whose, need, places, welfare, calendar)
    made = Programmes(spells, np.empty(0, int))
    return Programmes(spells, _village_lists(chance, family, poverty, made, calendar))


def _fill(
    chance: np.random.Generator,
    name: str,
    units: pd.DataFrame,
    whose: np.ndarray,
    need: np.ndarray,
    places: int,
    welfare: Welfare,
    calendar: Calendar,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and last month of each unit's membership."""
    begin, end = np.full(len(units), NEVER), np.full(len(units), -1)
    member, exempt = np.zeros(len(units), bool), chance.random(len(units)) < EXEMPT
    here_from, here_to = units["dari"].to_numpy(), units["sampai"].to_numpy()
    for month, period in enumerate(calendar.months.astype(str)):
        here = (here_from <= month) & (month <= here_to)
        limit, taken_out = _limit(name, period)
        above = welfare.desil_in(month)[whose] > limit
        goes = ~here | (chance.random(len(units)) < np.where(above & ~exempt, taken_out, ENDS))
        ends = member & goes & (month > 0)
        end[ends], member = month - 1, member & ~ends
        free = np.flatnonzero(here & (begin == NEVER) & (~above | exempt))
        number = max(0, min(places - int(member.sum()), len(free)))
        enters = free[np.argsort(-need[free], kind="stable")[:number]]
        begin[enters], end[enters], member[enters] = month, NEVER, True
    return begin, end


def _limit(name: str, period: str) -> tuple[int, float]:
    """Return the highest desil let in, and the share of members above it who go this month."""
    rules = [(since, *rule) for since, rule in LIMITS.items() if since <= period]
    if not rules:
        return 10, 0.0
    since, highest, at_once, later = rules[-1]
    return highest[name], at_once if since == period else later


def _village_lists(
    chance: np.random.Generator,
    family: pd.DataFrame,
    poverty: np.ndarray,
    programmes: Programmes,
    calendar: Calendar,
) -> np.ndarray:
    """Return the families on the BLT-DD lists: the poorest of a desa without PKH or BPNT."""
    month = len(calendar.months) - 1
    here = (family["dari"] <= month) & (month <= family["sampai"])
    helped = programmes.receiving(month)
    wrongly = helped & (chance.random(len(family)) < BLT_DD * BLT_DD_OVERLAP / 0.5)
    rank = np.where(helped, -99, poverty + chance.normal(0, 0.5, len(family)))
    place = family["desa"].to_numpy()
    order = np.lexsort((-rank, place))
    size = np.bincount(place)
    within = np.empty(len(family), int)
    within[order] = np.arange(len(family)) - (np.cumsum(size) - size)[place[order]]
    chosen = (within < np.maximum(1, np.rint(BLT_DD * size))[place]) & ~helped
    return np.flatnonzero(here & (chosen | wrongly))
