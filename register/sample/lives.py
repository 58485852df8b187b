"""The sample's persons: who belongs to a family, who is born into it and who dies."""

import numpy as np
import pandas as pd

from register.sample.months import NEVER, Calendar
from register.sample.planted import DEAD_STAYS, TWICE
from register.sample.words import CHILD, GRANDCHILD, HEAD, IN_LAW, OTHER, PARENT, WIFE

# Families of 1 to 8, mean 3.6: the full sample must hold 1.2 million persons in 330,000 families.
SIZE_SHARES = (0.07, 0.15, 0.26, 0.28, 0.14, 0.06, 0.025, 0.015)
KIN = {CHILD: 0.84, IN_LAW: 0.05, GRANDCHILD: 0.05, PARENT: 0.03, OTHER: 0.03}  # not head, wife
# Chance to die in a month at 60, and how it grows with each year of age (about 1 % a year at 60).
DEATH_AT_60, DEATH_GROWS = 0.001, 0.09
TAKEN_OUT = 0.4  # of the dead not yet taken out of the register, per month


def persons(chance: np.random.Generator, family: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """Return one row a person, and give `family` the months in which anybody of it is registered.

    keluarga, desa, urutan (place in the family), hubungan, perempuan, umur (at the end), lahir
    (day), mati (month, NEVER if alive), dari, sampai (months in the register), siapa: the person
    meant, who is another row where a family has moved or a child is kept in two families.
    """
    size = chance.choice(np.arange(1, 9), len(family), p=SIZE_SHARES)
    arrived = np.flatnonzero(family["asal"] >= 0)
    origin = family["asal"].to_numpy()[arrived]
    size[arrived] = size[origin]
    of = np.repeat(np.arange(len(family)), size)
    start = np.cumsum(size) - size
    person = _members(chance, of, np.arange(len(of)) - start[of], size, calendar)
    _set_deaths(chance, person, calendar)
    same = np.arange(len(of))
    same[_rows(start, size, arrived)] = _rows(start, size, origin)
    copied = ["hubungan", "perempuan", "umur", "lahir", "mati", "keluar"]
    for name in copied:
        person[name] = person[name].to_numpy()[same]
    person["desa"] = family["desa"].to_numpy()[of]
    born = calendar.month_of(person["lahir"].to_numpy())
    person["dari"] = np.maximum(family["dari"].to_numpy()[of], born)
    person["sampai"] = np.minimum(family["sampai"].to_numpy()[of], person.pop("keluar"))
    person["siapa"] = _kept_twice(chance, person, same, family)
    _clip_families(family, person)
    return person


def _rows(start: np.ndarray, size: np.ndarray, families: np.ndarray) -> np.ndarray:
    """Return the rows of the members of some families, one family after the other."""
    counts = size[families]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(start[families], counts) + within


def _members(
    chance: np.random.Generator,
    of: np.ndarray,
    order: np.ndarray,
    size: np.ndarray,
    calendar: Calendar,
) -> pd.DataFrame:
    n = len(size)
    head_age = np.clip(chance.normal(47, 13, n), 21, 88)[of]
    led_by_woman = (chance.random(n) < np.where(size == 1, 0.55, 0.14))[of]
    married = (chance.random(n) < 0.93)[of] & ~led_by_woman
    kin = chance.choice(list(KIN), len(of), p=list(KIN.values()))
    unlikely = np.where(kin == PARENT, head_age > 64, (head_age < 46) & (kin != OTHER))
    relation = np.where(unlikely, CHILD, kin)
    relation = np.select([order == 0, (order == 1) & married], [HEAD, WIFE], relation)
    draw = chance.random(len(of))
    age = np.choose(
        relation,
        [
            head_age,
            np.maximum(head_age - 8 + 10 * draw, 18),
            draw**0.6 * np.minimum(head_age - 19, 34),
            20 + 15 * draw,
            draw * np.clip(head_age - 44, 1, 18),
            np.minimum(head_age + 19 + 14 * draw, 97),
            8 + 60 * draw,
        ],
    )
    either = chance.random(len(of)) < 0.5
    woman = np.select([order == 0, relation == WIFE], [led_by_woman, True], either)
    return pd.DataFrame(
        {
            "keluarga": of,
            "urutan": order,
            "hubungan": relation,
            "perempuan": woman.astype(bool),
            "umur": age,
            "lahir": (calendar.last_day - age * 365.25).astype(int),
        }
    )


def _set_deaths(chance: np.random.Generator, person: pd.DataFrame, calendar: Calendar) -> None:
    """Add mati (month) and keluar (last month in the register): a few dead are never taken out."""
    chance_to_die = DEATH_AT_60 * np.exp(DEATH_GROWS * (person["umur"].to_numpy() - 60))
    month = chance.geometric(np.clip(chance_to_die, 1e-6, 0.05))
    dead = month < len(calendar.months)
    person["mati"] = np.where(dead, month, NEVER)
    stays = chance.random(len(person)) < DEAD_STAYS
    person["keluar"] = np.where(
        dead & ~stays, month + chance.geometric(TAKEN_OUT, len(person)) - 1, NEVER
    )


def _kept_twice(
    chance: np.random.Generator, person: pd.DataFrame, same: np.ndarray, family: pd.DataFrame
) -> np.ndarray:
    """Return who each row is: a few children stand in two families."""
    here = family["dari"].eq(0) & family["pergi"].eq(NEVER)
    settled = (person["hubungan"] == CHILD) & (person["umur"] > 3) & (person["dari"] == 0)
    settled &= here.to_numpy()[person["keluarga"]]
    pairs = max(3, round(TWICE * len(person)))
    pair = chance.choice(np.flatnonzero(settled), (pairs, 2), replace=False)
    of = person["keluarga"].to_numpy()
    pair = pair[of[pair[:, 0]] != of[pair[:, 1]]]
    who = same.copy()
    who[pair[:, 0]] = pair[:, 1]
    return who


def _clip_families(family: pd.DataFrame, person: pd.DataFrame) -> None:
    """A family is registered while one of its members is."""
    rows = person[person["dari"] <= person["sampai"]].groupby("keluarga")
    family["dari"] = rows["dari"].min().reindex(family.index, fill_value=NEVER)
    family["sampai"] = rows["sampai"].max().reindex(family.index, fill_value=-1)
