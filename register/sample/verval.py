"""The sample's verval: campaigns, target lists, visits, and the lists that report them."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa

from register.sample.families import EPOCH, Calendar, pick
from register.sample.people import People
from register.sample.words import (
    FIT,
    MEN_NAMES,
    NOT_FOUND,
    NOT_YET,
    REASONS,
    RESULTS,
    UNFIT,
    WOMEN_NAMES,
)

HISTORY_MONTHS = 40  # how far visits before the first month reach back
TARGET = 0.45  # of families, per kegiatan
TWO_YEARS = 730  # days after which a family counts as not updated (UU 13/2011 Ps 8)
BEHIND = 0.93  # part of its plan a desa of middling diligence does
NOT_BEGUN = 8  # desa that have not begun the last campaign: cases to talk about
NO_DAY, NEVER_SEEN = -1, 10**6
WEEK = np.array([1, 1, 1, 1, 0.9, 0.12, 0])  # Monday to Sunday
# Times when little or nothing is verified: from, to, share of a usual day. All invented but for
# Lebaran, 17 Agustus and the end of the year.
LULLS = (
    (date(2025, 12, 24), date(2026, 1, 4), 0.1),
    (date(2026, 3, 18), date(2026, 3, 27), 0.0),
    (date(2026, 4, 1), date(2026, 4, 10), 0.0),
    (date(2026, 8, 10), date(2026, 8, 21), 0.35),
    (date(2026, 9, 21), date(2026, 10, 2), 0.3),
)


@dataclass(frozen=True)
class Kegiatan:
    """A verval campaign: name, first day, deadline."""

    nama: str
    mulai: date
    batas: date


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


def monthly_lists(
    chance: np.random.Generator,
    desa: pd.DataFrame,
    family: pd.DataFrame,
    people: People,
    calendar: Calendar,
) -> list[pa.Table]:
    """Return per month the list of verval, with the columns of the file."""
    running = campaigns(calendar)
    lines = _all_lines(chance, desa, family, calendar, running)
    lines = lines.sort_values(["bulan", "keluarga"], kind="stable", ignore_index=True)
    table = _written(chance, desa, family, people, calendar, running, lines)
    bounds = np.searchsorted(lines["bulan"], range(len(calendar.months) + 1)).tolist()
    return [table.slice(a, b - a) for a, b in pairwise(bounds)]


def _all_lines(
    chance: np.random.Generator,
    desa: pd.DataFrame,
    family: pd.DataFrame,
    calendar: Calendar,
    running: list[Kegiatan],
) -> pd.DataFrame:
    """Return one row per line of a list: bulan (the list it stands in), kegiatan, keluarga, hari.

    kegiatan: place in `running`, or -1: a visit from before the first month; hari: NO_DAY for a
    family on the target list not visited in that month.
    """
    history = _history(chance, desa, family, calendar)
    last_seen = np.full(len(family), -NEVER_SEEN)
    last_seen[history["keluarga"]] = history["hari"]
    lists = [history]
    for number, kegiatan in enumerate(running):
        begin = _day(kegiatan.mulai)
        wait = np.clip((begin - last_seen) / TWO_YEARS, 0, 1.5)
        target = _target(chance, desa, family, int(np.searchsorted(calendar.ends, begin)), wait)
        pace = BEHIND * np.exp(0.4 * desa["rajin"] + 0.25 * chance.normal(0, 1, len(desa)))
        if number == len(running) - 1:
            pace[np.argsort(desa["rajin"] + chance.normal(0, 1, len(desa)))[:NOT_BEGUN]] = 0
        day = _visit_days(chance, pace.to_numpy(), family.iloc[target], kegiatan, calendar)
        last_seen[target] = np.where(day == NO_DAY, last_seen[target], day)
        lists.append(_lines(number, begin, target, day, calendar))
    return pd.concat(lists, ignore_index=True)


def _day(day: date) -> int:
    return int((np.datetime64(day) - EPOCH).astype(int))


def _history(
    chance: np.random.Generator, desa: pd.DataFrame, family: pd.DataFrame, calendar: Calendar
) -> pd.DataFrame:
    """Return the last visit before the first month of the families that had one."""
    rajin = desa["rajin"].to_numpy()[family["desa"]]
    seen = chance.random(len(family)) < 1 / (1 + np.exp(-0.7 - 0.8 * rajin))
    back = HISTORY_MONTHS * chance.beta(1, np.clip(1.5 + 0.3 * rajin, 0.8, 2.5))
    day = calendar.first_day - 1 - (30.4 * back).astype(int)
    day -= np.maximum(day % 7 - 4, 0)  # on the Friday before a weekend
    family_of = np.flatnonzero(seen & (family["dari"] == 0))
    return _frame(0, -1, family_of, day[family_of])


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
    begin = _day(kegiatan.mulai)
    curve = pace[:, None] * _curves(chance, len(pace), kegiatan)
    place = target["desa"].to_numpy()
    # One search for all desa: the curve of the n-th desa lies between 2n and 2n + 1.5.
    flat = (np.minimum(curve, 1.5) + 2 * np.arange(len(pace))[:, None]).ravel()
    queue = chance.random(len(target)) + 2 * place
    day = np.searchsorted(flat, queue) - place * curve.shape[1]
    never = (day == curve.shape[1]) | (begin + day > calendar.ends[-1])
    day = np.where(never, NO_DAY, begin + day)
    gone = np.searchsorted(calendar.ends, day) > target["sampai"].to_numpy()
    return np.where(gone, NO_DAY, day)


def _curves(chance: np.random.Generator, n: int, kegiatan: Kegiatan) -> np.ndarray:
    """Return desa x day from the first to the last: the part of the work done, ending at 1."""
    length = (kegiatan.batas - kegiatan.mulai).days + 1
    days = [kegiatan.mulai + timedelta(i) for i in range(length)]
    usual = np.array([WEEK[day.weekday()] for day in days])
    for begin, end, share in LULLS:
        usual *= [share if begin <= day <= end else 1 for day in days]
    shared = chance.lognormal(0, 0.35, len(days) // 7 + 1)[np.arange(len(days)) // 7]
    late = np.arange(len(days)) >= chance.integers(0, 12, (n, 1))  # a desa begins when it can
    work = usual * shared * late * chance.gamma(0.6, 1, (n, len(days)))
    return np.cumsum(work, axis=1) / work.sum(axis=1, keepdims=True)


def _lines(
    number: int, begin: int, target: np.ndarray, day: np.ndarray, calendar: Calendar
) -> pd.DataFrame:
    """Return the whole target list in the first month, and in later months their visits."""
    first, month = np.searchsorted(calendar.ends, begin), np.searchsorted(calendar.ends, day)
    later = (day != NO_DAY) & (month > first)
    opening = _frame(first, number, target, np.where(later, NO_DAY, day))
    return pd.concat([opening, _frame(month[later], number, target[later], day[later])])


def _frame(
    month: np.ndarray | int, number: int, family: np.ndarray, day: np.ndarray
) -> pd.DataFrame:
    return pd.DataFrame({"bulan": month, "kegiatan": number, "keluarga": family, "hari": day})


def _written(
    chance: np.random.Generator,
    desa: pd.DataFrame,
    family: pd.DataFrame,
    people: People,
    calendar: Calendar,
    running: list[Kegiatan],
    lines: pd.DataFrame,
) -> pa.Table:
    """Return the 14 columns of the file for the lines.

    A kegiatan of -1 becomes, by the remainder, the empty text behind the last.
    """
    of, number = lines["keluarga"].to_numpy(), lines["kegiatan"].to_numpy() % (len(running) + 1)
    day, place = lines["hari"].to_numpy(), family["desa"].to_numpy()[of]
    done = day != NO_DAY
    result, reason = _results(chance, len(desa), place, done)
    dates = pa.concat_arrays([pa.array([""]), calendar.texts("%d/%m/%Y")])
    officer = np.where(done, place * 3 + chance.integers(0, 3, len(place)), 3 * len(desa))
    photo = chance.random(len(place)) < chance.beta(9, 1, len(desa))[place]
    columns = [
        pick([*[k.nama for k in running], ""], number),
        pick([*[f"{k.mulai:%d/%m/%Y}" for k in running], ""], number),
        pick([*[f"{k.batas:%d/%m/%Y}" for k in running], ""], number),
        pick(desa["kecamatan"].str.upper(), place),
        pick(desa["nama"].str.upper(), place),
        people.no_kk.take(pa.array(of)),
        people.nik.take(pa.array(of)),
        people.nama.take(pa.array(of)),
        pick(RESULTS, result),
        pick([*REASONS, ""], reason),
        dates.take(pa.array(day + 1)),
        dates.take(pa.array(_upload_days(chance, len(desa), place, day) + 1)),
        pick([*_officers(chance, 3 * len(desa)), ""], officer),
        pick(["Tidak", "Ada", ""], np.where(done, photo, 2)),
    ]
    return pa.table(columns, [str(i) for i in range(len(columns))])


def _results(
    chance: np.random.Generator, n: int, place: np.ndarray, done: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return per line its place in RESULTS and in REASONS (behind the last: no reason)."""
    unfit, lost = chance.beta(4, 30, n)[place], chance.beta(2, 40, n)[place]
    draw = chance.random(len(place))
    conditions = [~done, draw < unfit, draw < unfit + lost]
    result = np.select(conditions, [NOT_YET, UNFIT, NOT_FOUND], FIT)
    reason = chance.choice(len(REASONS), len(place), p=[0.5, 0.2, 0.16, 0.05, 0.09])
    return result, np.where(result == UNFIT, reason, len(REASONS))


def _upload_days(
    chance: np.random.Generator, n: int, place: np.ndarray, day: np.ndarray
) -> np.ndarray:
    """Return the day of upload: half the desa gather visits until their weekday in the week.

    Never after the end of the month of the visit: the list is drawn then.
    """
    weekday, gathers = chance.integers(0, 5, n)[place], (chance.random(n) < 0.5)[place]
    delay = np.where(gathers, (weekday - day) % 7, chance.integers(0, 3, len(day)))
    month_end = (EPOCH + day).astype("M8[M]") + 1
    last = (month_end.astype("M8[D]") - EPOCH).astype(int) - 1
    return np.where(day == NO_DAY, NO_DAY, np.minimum(day + delay, last))


def _officers(chance: np.random.Generator, n: int) -> list[str]:
    names = MEN_NAMES + WOMEN_NAMES
    return [names[i].title() for i in chance.integers(0, len(names), n)]
