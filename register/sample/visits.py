"""What the sample's visits find, who makes them and when they are uploaded."""

import numpy as np
import pandas as pd

from register.sample.campaigns import Verval
from register.sample.months import EPOCH, NEVER
from register.sample.people import People
from register.sample.planted import ALWAYS_FIT_SHARE, Planted
from register.sample.welfare import POOR, Welfare
from register.sample.words import FIT, NOT_FOUND, UNFIT

OFFICERS = 3  # per desa
MISJUDGED = 0.04  # of visits, that take a layak family for one that is not, or the other way round
NOT_WRITTEN = 0.4  # of families found not layak, written as layak all the same
MOVED_NOT_FOUND = 0.65  # of visits to a family that has moved; the others learn that it has
ABLE, DEAD, MOVED, TWICE, REFUSES, NO_REASON = range(6)  # places in REASONS, and behind them
ABLE_SHARES = {ABLE: 0.88, TWICE: 0.05, REFUSES: 0.07}  # reasons written for a family not poor


def judge(
    chance: np.random.Generator,
    desa: pd.DataFrame,
    family: pd.DataFrame,
    people: People,
    welfare: Welfare,
    planted: Planted,
    verval: Verval,
) -> pd.DataFrame:
    """Return the visits with hasil and alasan (places in RESULTS, REASONS), petugas, foto, unggah.

    All chances are invented; every visit of the planted officer says layak and is uploaded on the
    last day of its month.
    """
    visits, calendar = verval.visits, welfare.calendar
    of, day = visits["keluarga"].to_numpy(), visits["hari"].to_numpy()
    place, month = family["desa"].to_numpy()[of], calendar.month_of(day)
    poor = welfare.score[of, calendar.quarter[month]] >= POOR
    poor ^= chance.random(len(of)) < MISJUDGED
    draw, lost = chance.random(len(of)), chance.beta(2, 40, len(desa))[place]
    moved = family["pergi"].to_numpy()[of] <= month
    dead = extinct(people.person, len(family))[of] <= month
    known_moved = moved & (draw >= MOVED_NOT_FOUND)
    unfit = ~poor & (chance.random(len(of)) >= NOT_WRITTEN)
    cases = [known_moved | dead, moved | (draw < lost), unfit]
    result = np.select(cases, [UNFIT, NOT_FOUND, UNFIT], FIT)
    officer, always = _officers(chance, place, planted)
    result[always] = FIT
    able = chance.choice(list(ABLE_SHARES), len(of), p=list(ABLE_SHARES.values()))
    reason = np.select([known_moved, dead], [MOVED, DEAD], able)
    return visits.assign(
        hasil=result,
        alasan=np.where(result == UNFIT, reason, NO_REASON),
        petugas=officer,
        foto=chance.random(len(of)) < chance.beta(9, 1, len(desa))[place],
        unggah=_upload_days(chance, len(desa), place, day, always),
    )


def extinct(person: pd.DataFrame, families: int) -> np.ndarray:
    """Return the month by which every member of a family is dead, NEVER where one lives."""
    last = np.zeros(families, int)
    np.maximum.at(last, person["keluarga"].to_numpy(), person["mati"].to_numpy())
    return np.where(last == 0, NEVER, last)


def _officers(
    chance: np.random.Generator, place: np.ndarray, planted: Planted
) -> tuple[np.ndarray, np.ndarray]:
    """Return who made each visit, and which were made by the planted officer, the second of its
    desa, who does most of the work there."""
    own = chance.integers(0, OFFICERS, len(place))
    there = (place == planted.always_fit) & (chance.random(len(place)) < ALWAYS_FIT_SHARE)
    own = np.where(there, 1, own)
    return place * OFFICERS + own, (place == planted.always_fit) & (own == 1)


def _upload_days(
    chance: np.random.Generator, n: int, place: np.ndarray, day: np.ndarray, in_bursts: np.ndarray
) -> np.ndarray:
    """Return the day of upload: half the desa gather visits until their weekday in the week, the
    planted officer until the end of the month.

    Never after the end of the month of the visit: the list is drawn then.
    """
    weekday, gathers = chance.integers(0, 5, n)[place], (chance.random(n) < 0.5)[place]
    delay = np.where(gathers, (weekday - day) % 7, chance.integers(0, 3, len(day)))
    month_end = (EPOCH + day).astype("M8[M]") + 1
    last = (month_end.astype("M8[D]") - EPOCH).astype(int) - 1
    return np.where(in_bursts, last, np.minimum(day + delay, last))
