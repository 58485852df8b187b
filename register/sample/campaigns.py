"""The sample's verval campaigns: their target lists, and the day each family is visited."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from register.sample.months import NO_DAY, Calendar, day_number, workload
from register.sample.planted import OLD_MONTHS, OLD_PACE, Planted

HISTORY_MONTHS = 40  # how far visits before the first month reach back
TARGET = 0.45  # of families, per kegiatan
TWO_YEARS = 730  # days after which a family counts as not updated (UU 13/2011 Ps 8)
BEHIND = 0.93  # part of its plan a desa of middling diligence does
OFF_LIST = 0.02  # visits to families not on the target list, for each on it
POOR_FIRST = 0.25  # how much sooner poor families are visited: verval goes where it expects them
NEVER_SEEN = 10**6
HISTORY = -1  # number of the campaign of visits from before the first month


@dataclass(frozen=True)
class Kegiatan:
    """A verval campaign: name, first day, deadline."""

    nama: str
    mulai: date
    batas: date


@dataclass(frozen=True)
class Verval:
    """`campaigns`; `targets`: the families of each campaign's frozen list; `visits`: one row a
    visit: kegiatan (place in `campaigns`, or HISTORY), keluarga, hari."""

    campaigns: list[Kegiatan]
    targets: list[np.ndarray]
    visits: pd.DataFrame


def campaigns(calendar: Calendar) -> list[Kegiatan]:
    """Return the campaigns that overlap the months; one already running begins with them."""
    first, last = calendar.months[0].start_time.date(), calendar.months[-1].end_time.date()
    first = _on_or_after(first, {0, 1, 2, 3, 4})
    planned = []
    for year in range(first.year, last.year + 1):
        half = f"{year} (CONTOH)"
        second_ends = date(year, 12, 19) if year == 2025 else date(year, 11, 30)
        planned += [
            (f"Verval Semester I {half}", date(year, 1, 1), date(year, 6, 26)),
            (f"Verval Semester II {half}", date(year, 7, 1), second_ends),
        ]
    begun = [Kegiatan(n, max(_on_or_after(day, {0}), first), end) for n, day, end in planned]
    return [k for k in begun if k.mulai <= last and k.batas > k.mulai]


def _on_or_after(day: date, weekdays: set[int]) -> date:
    return next(d for i in range(7) if (d := day + timedelta(i)).weekday() in weekdays)


def visit(
    chance: np.random.Generator,
    desa: pd.DataFrame,
    family: pd.DataFrame,
    planted: Planted,
    calendar: Calendar,
) -> Verval:
    """Draw up the target lists and visit the families, those of the years before included."""
    running = campaigns(calendar)
    history = _history(chance, desa, family, planted, calendar)
    last_seen = np.full(len(family), -NEVER_SEEN)
    last_seen[history["keluarga"]] = history["hari"]
    targets, visits = [], [history]
    for number, kegiatan in enumerate(running):
        begin = day_number(kegiatan.mulai)
        wait = np.clip((begin - last_seen) / TWO_YEARS, 0, 1.5)
        target = _target(chance, desa, family, int(calendar.month_of(begin)), wait)
        pace = BEHIND * np.exp(0.4 * desa["rajin"] + 0.25 * chance.normal(0, 1, len(desa)))
        pace = np.where(np.isin(np.arange(len(desa)), planted.old), OLD_PACE * pace, pace)
        if number == len(running) - 1:
            pace[planted.not_begun] = 0
        going = np.sort(np.r_[target, _off_list(chance, family, target, pace)])
        day = _visit_days(chance, pace, family.iloc[going], kegiatan, calendar)
        done = day != NO_DAY
        last_seen[going[done]] = day[done]
        targets.append(target)
        visits.append(_frame(number, going[done], day[done]))
    return Verval(running, targets, pd.concat(visits, ignore_index=True))


def _history(
    chance: np.random.Generator,
    desa: pd.DataFrame,
    family: pd.DataFrame,
    planted: Planted,
    calendar: Calendar,
) -> pd.DataFrame:
    """Return the last visit before the first month of the families that had one."""
    place = family["desa"].to_numpy()
    rajin = desa["rajin"].to_numpy()[place]
    seen = chance.random(len(family)) < 1 / (1 + np.exp(-0.7 - 0.8 * rajin))
    back = HISTORY_MONTHS * chance.beta(1, np.clip(1.5 + 0.3 * rajin, 0.8, 2.5))
    back = np.where(np.isin(place, planted.old), chance.uniform(*OLD_MONTHS, len(back)), back)
    day = calendar.first_day - 1 - (30.4 * back).astype(int)
    day -= np.maximum(day % 7 - 4, 0)  # on the Friday before a weekend
    family_of = np.flatnonzero(seen & (family["dari"] == 0))
    return _frame(HISTORY, family_of, day[family_of])


def _target(
    chance: np.random.Generator,
    desa: pd.DataFrame,
    family: pd.DataFrame,
    month: int,
    wait: np.ndarray,
) -> np.ndarray:
    """Choose the families of a target list, in order; diligent desa take the longest unseen."""
    here = np.flatnonzero((family["dari"] <= month) & (month <= family["sampai"]))
    place = family["desa"].to_numpy()[here]
    care = np.clip(0.1 + 0.5 * desa["rajin"].to_numpy(), -0.3, 1.5)[place]
    order = np.lexsort((-chance.random(len(here)) - care * wait[here], place))
    size = np.bincount(place, minlength=len(desa))
    within = np.arange(len(here)) - (np.cumsum(size) - size)[place]
    share = np.clip(TARGET * chance.lognormal(0, 0.15, len(desa)), 0.25, 0.7)
    return np.sort(here[order[within < np.maximum(np.rint(share * size), 1)[place]]])


def _off_list(
    chance: np.random.Generator, family: pd.DataFrame, target: np.ndarray, pace: np.ndarray
) -> np.ndarray:
    """Return families visited though not on the list, in desa where anybody is visited."""
    others = np.ones(len(family), bool)
    others[target] = False
    others &= (family["dari"] == 0).to_numpy() & (pace[family["desa"]] > 0)
    return np.flatnonzero(others & (chance.random(len(family)) < OFF_LIST * TARGET))


def _visit_days(
    chance: np.random.Generator,
    pace: np.ndarray,
    target: pd.DataFrame,
    kegiatan: Kegiatan,
    calendar: Calendar,
) -> np.ndarray:
    """Return the day each family is visited, NO_DAY where it is not before the months end.

    `pace`: per desa, the part of its list it would do by the deadline. Every family has a place
    between 0 and 1 in its desa's queue, and is visited when the desa's curve has come that far.
    """
    begin = day_number(kegiatan.mulai)
    curve = pace[:, None] * _curves(chance, len(pace), kegiatan)
    place = target["desa"].to_numpy()
    # One search for all desa: the curve of the n-th desa lies between 2n and 2n + 1.5.
    flat = (np.minimum(curve, 1.5) + 2 * np.arange(len(pace))[:, None]).ravel()
    queue = _queue(chance, target) + 2 * place
    day = np.searchsorted(flat, queue) - place * curve.shape[1]
    never = (day == curve.shape[1]) | (begin + day > calendar.last_day)
    day = np.where(never, NO_DAY, begin + day)
    month = calendar.month_of(day)
    gone = (month > target["sampai"].to_numpy()) | (month < target["dari"].to_numpy())
    return np.where(gone, NO_DAY, day)


def _queue(chance: np.random.Generator, target: pd.DataFrame) -> np.ndarray:
    """Return each family's place in its desa's queue, between 0 and 1."""
    place = target["desa"].to_numpy()
    wish = chance.random(len(target)) - POOR_FIRST * target["miskin"].to_numpy()
    order = np.lexsort((wish, place))
    size = np.bincount(place)
    within = np.empty(len(target))
    within[order] = np.arange(len(target)) - (np.cumsum(size) - size)[place[order]]
    return (within + chance.random(len(target))) / size[place]


def _curves(chance: np.random.Generator, n: int, kegiatan: Kegiatan) -> np.ndarray:
    """Return desa x day from the first to the last: the part of the work done, ending at 1."""
    usual = workload(kegiatan.mulai, kegiatan.batas)
    days = len(usual)
    shared = chance.lognormal(0, 0.35, days // 7 + 1)[np.arange(days) // 7]
    late = np.arange(days) >= chance.integers(0, 12, (n, 1))  # a desa begins when it can
    work = usual * shared * late * chance.gamma(0.6, 1, (n, days))
    total = work.sum(axis=1, keepdims=True)
    return np.cumsum(work, axis=1) / np.where(total > 0, total, 1)


def _frame(number: int, family: np.ndarray, day: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"kegiatan": number, "keluarga": family, "hari": day})
