"""The sample's families: where they live, how poor they are, who moves and who is outside.

Every rate here is invented.
"""

import numpy as np
import pandas as pd
import pyarrow as pa

from register.sample.months import NEVER, Calendar
from register.sample.planted import MOVED_STAYS, POCKET_UNREGISTERED, Planted
from register.sample.welfare import POOR
from register.sample.words import ADDRESSES

SECOND_FAMILY = 0.066  # of families, living in the rumah tangga of the family before
UNREGISTERED = 0.045  # poor families outside the register, for each family inside
APPLICANTS = 0.03  # families not poor that are proposed all the same
MOVE_INSIDE, MOVE_AWAY = (
    0.0008,
    0.0012,
)  # of families, per month: to another desa, out of the kabupaten
ERA_LEAVES, ERA_LEAVES_POOR = 0.16, 0.03  # not poor, poor: not taken over into a new era
ERA_COMES = 0.08  # families that a new era brings, for each inside
INSIDE, UNSEEN, APPLICANT, MOVED_IN, NEW_ERA = range(5)


def family_list(
    chance: np.random.Generator,
    desa: pd.DataFrame,
    planted: Planted,
    families: int,
    calendar: Calendar,
) -> pd.DataFrame:
    """Return one row a family, ordered by desa and RT.

    desa: row in `desa`; dari, sampai: first and last month in the register, before proposals and
    deaths; rt, rw, alamat: numbers; rumah_tangga: the first family of the household; miskin:
    poverty, standard normal; golongan: how it comes to be here (INSIDE: registered from the
    first month, UNSEEN: poor and outside, …); asal: the family it was before it moved, or -1;
    pergi: month in which it moved away, NEVER if it did not.
    """
    months = len(calendar.months)
    moves = round(families * MOVE_INSIDE * (months - 1))
    fresh = round(families * ERA_COMES) if calendar.switch else 0
    outside = [round(families * UNREGISTERED), round(families * APPLICANTS), moves, fresh]
    total = families + sum(outside)
    place = np.repeat(np.arange(len(desa)), _counts(desa["bobot"].to_numpy(), total))
    rest = np.r_[False, place[1:] == place[:-1]]  # all but the first of each desa, who stays
    family = pd.DataFrame({"desa": place, **_homes(chance, place, rest)})
    family["miskin"] = chance.normal(0, 1, total)
    family["golongan"] = _kinds(chance, place, rest, planted, outside)
    _set_poverty(chance, family)
    family["asal"], family["pergi"] = _moves(chance, family, rest, months)
    family["dari"] = np.where(family["golongan"] == INSIDE, 0, NEVER)
    family["sampai"] = NEVER
    _enter_movers(chance, family)
    _cross_eras(chance, family, rest, calendar)
    return family


def _homes(chance: np.random.Generator, place: np.ndarray, rest: np.ndarray) -> dict:
    second = rest & (chance.random(len(place)) < SECOND_FAMILY)
    second[1:] &= ~second[:-1]
    house = np.arange(len(place)) - second
    size = np.bincount(place)
    within = np.arange(len(place)) - (np.cumsum(size) - size)[place]
    rt = (within * np.clip(size // 14, 3, 40)[place] // size[place])[house]
    return {
        "rumah_tangga": house,
        "rt": rt % 4 + 1,
        "rw": rt // 4 + 1,
        "alamat": chance.integers(0, len(ADDRESSES), len(place))[house],
    }


def _counts(weight: np.ndarray, total: int) -> np.ndarray:
    """Share `total` families out by weight, largest remainders first; each desa gets a few."""
    least = min(3, total // len(weight))
    exact = weight * (total - least * len(weight))
    counts = exact.astype(int)
    left = total - least * len(weight) - counts.sum()
    counts[np.argsort(counts - exact, kind="stable")[:left]] += 1
    return counts + least


def _kinds(
    chance: np.random.Generator,
    place: np.ndarray,
    rest: np.ndarray,
    planted: Planted,
    outside: list[int],
) -> np.ndarray:
    """Choose who is outside the register at first, and why; in the pocket all of them are poor."""
    kind = np.full(len(place), INSIDE)
    in_pocket = np.isin(place, planted.pocket)
    weight = rest * np.where(in_pocket, POCKET_UNREGISTERED, 1.0)
    chosen = chance.choice(len(place), sum(outside), replace=False, p=weight / weight.sum())
    kind[chosen] = np.repeat([UNSEEN, APPLICANT, MOVED_IN, NEW_ERA], outside)
    kind[in_pocket & (kind == APPLICANT)] = UNSEEN
    return kind


def _set_poverty(chance: np.random.Generator, family: pd.DataFrame) -> None:
    """The unseen are poor, applicants are not, those a new era brings mostly are."""
    apart = np.abs(chance.normal(0, 0.8, len(family)))
    kind, poverty = family["golongan"], family["miskin"]
    poverty = np.where(kind == UNSEEN, POOR + 0.3 + apart, poverty)
    poverty = np.where(kind == APPLICANT, POOR - 0.3 - apart, poverty)
    family["miskin"] = np.where(kind == NEW_ERA, poverty + 0.4, poverty)


def _moves(
    chance: np.random.Generator, family: pd.DataFrame, rest: np.ndarray, months: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return, per family, the one it moved here as (or -1) and the month it went away."""
    n = len(family)
    origin, leaves = np.full(n, -1), np.full(n, NEVER)
    inside = np.flatnonzero(rest & (family["golongan"] == INSIDE))
    arrived = np.flatnonzero(family["golongan"] == MOVED_IN)
    before = chance.choice(inside, len(arrived), replace=False)
    elsewhere = family["desa"].to_numpy()[before] != family["desa"].to_numpy()[arrived]
    origin[arrived[elsewhere]] = before[elsewhere]
    if months > 1:
        leaves[before[elsewhere]] = chance.integers(1, months, elsewhere.sum())
    gone = chance.geometric(MOVE_AWAY, n)
    others = rest & (family["golongan"] == INSIDE).to_numpy() & (leaves == NEVER) & (gone < months)
    return origin, np.where(others, gone, leaves)


def _enter_movers(chance: np.random.Generator, family: pd.DataFrame) -> None:
    """A family that moves leaves its list, but for a few; in its new desa it is registered."""
    leaves = family["pergi"].to_numpy()
    stays = chance.random(len(family)) < MOVED_STAYS
    family["sampai"] = np.where((leaves < NEVER) & ~stays, leaves - 1, family["sampai"])
    arrived = np.flatnonzero(family["asal"] >= 0)
    origin = family["asal"].to_numpy()[arrived]
    family.loc[arrived, "dari"] = leaves[origin]
    family.loc[arrived, "miskin"] = family["miskin"].to_numpy()[origin]


def _cross_eras(
    chance: np.random.Generator, family: pd.DataFrame, rest: np.ndarray, calendar: Calendar
) -> None:
    """At the change of era some families are not taken over and others come."""
    if not calendar.switch:
        return
    share = np.where(family["miskin"] < POOR, ERA_LEAVES, ERA_LEAVES_POOR)
    dropped = rest & (family["dari"] < calendar.switch) & (chance.random(len(family)) < share)
    family["sampai"] = np.where(
        dropped, np.minimum(family["sampai"], calendar.switch - 1), family["sampai"]
    )
    family.loc[family["golongan"] == NEW_ERA, "dari"] = calendar.switch


def pick(texts: list[str] | pd.Series | pa.Array, index: np.ndarray | pd.Series) -> pa.Array:
    """Return the text at each index."""
    return pa.array(texts, pa.string()).take(pa.array(index))
