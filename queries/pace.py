"""Will a verval campaign be done in time (I3): what each desa did by workday, and what is left.

A workday is a Monday to Friday that is no day off. An area is the beginning of a code. Desa that
are done add neither pace nor work: a fast neighbour that has finished helps nobody.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from methods import forecast
from methods.forecast import HORIZON, WINDOW, Forecast


@dataclass(frozen=True, eq=False)
class Course:
    """A campaign as seen on a day.

    `daily`: families done, a row per desa with a target, a column per workday from the first to
    the as-of date, at most to the deadline. `remaining`: families left by desa. `ahead`: the
    workdays after the as-of date, for a year or to the deadline; `left` of them before it is over.
    """

    as_of: date
    daily: pd.DataFrame
    remaining: pd.Series
    ahead: np.ndarray
    left: int

    def unfinished(self, area: str) -> pd.Index:
        """Return the desa of an area in which something is left to do."""
        inside = self.remaining.index.str.startswith(area)
        return self.remaining.index[inside & (self.remaining > 0).to_numpy()]

    def day(self, number: float) -> date | None:
        """Return the date of a workday ahead, counted from 1; None for one beyond a year."""
        return self.ahead[int(number) - 1].item() if np.isfinite(number) else None


def course(
    targets: pd.DataFrame, days: pd.DataFrame, begin: date, deadline: date, as_of: date, off=()
) -> Course:
    """Return a campaign as seen on the as-of date.

    `targets`: kode_desa, sasaran on the frozen list; `days`: kode_desa, tanggal, jumlah of families
    done; `off`: days off (datetime64[D]).
    """
    off = np.asarray(off, dtype="M8[D]")
    known = days[pd.to_datetime(days["tanggal"]) <= pd.Timestamp(as_of)]
    target = targets.groupby("kode_desa")["sasaran"].sum()
    done = known.groupby("kode_desa")["jumlah"].sum().reindex(target.index, fill_value=0)
    now, end = np.datetime64(as_of, "D"), np.datetime64(deadline, "D")
    left = max(0, int(np.busday_count(now + 1, end + 1, holidays=off)))
    ahead = np.arange(1, max(HORIZON, left) + 1)
    return Course(
        as_of,
        workdays(known, begin, min(as_of, deadline), off).reindex(target.index, fill_value=0),
        target - done,
        np.busday_offset(now, ahead, roll="backward", holidays=off),
        left,
    )


def workdays(days: pd.DataFrame, begin: date, end: date, off=()) -> pd.DataFrame:
    """Return families done, a row per desa and a column per workday from `begin` to `end`.

    Workdays without any are 0. What is done on a weekend or a day off counts with the workday
    before, or with the first one.
    """
    off = np.asarray(off, dtype="M8[D]")
    every = np.arange(np.datetime64(begin, "D"), np.datetime64(end, "D") + 1)
    every = every[np.is_busday(every, holidays=off)]
    at = pd.to_datetime(days["tanggal"]).to_numpy("M8[D]")
    at = np.busday_offset(at, 0, roll="backward", holidays=off)
    at = np.maximum(at, every[0]) if len(every) else at
    done = days.groupby(["kode_desa", pd.Index(at, name="tanggal")])["jumlah"].sum()
    return done.unstack(fill_value=0).reindex(columns=every, fill_value=0)


def whole(course: Course, area: str = "", times: float = 1.0) -> Forecast:
    """Return the forecast of an area: will the work left there get done, in every desa?

    `times`: the pace it is asked at, as a multiple of that of the last workdays.
    """
    inside = course.remaining.index.str.startswith(area)
    daily, remaining = course.daily[inside], course.remaining[inside]
    return forecast.finish_together(times * daily, remaining, course.left)


def each(course: Course, letters: int) -> pd.DataFrame:
    """Return a row per area, by the first `letters` of the codes: `forecast.finish_each`, and
    `remaining` families."""
    areas = course.remaining.index.str[:letters]
    groups = None if areas.equals(course.remaining.index) else areas
    left = course.remaining.clip(lower=0)
    daily = course.daily.mul(left > 0, axis=0)
    found = forecast.finish_each(daily, left, course.left, groups=groups)
    return found.assign(remaining=left.groupby(areas).sum())


@dataclass(frozen=True)
class Officers:
    """Work of the last workdays in an area: families done, and days on which one officer was at
    work; `pace` is families done per workday."""

    done: int
    days: int
    pace: float

    def times(self, more: int) -> float:
        """Return by what the pace grows with `more` officers who work on every workday, each doing
        in a day what one does in a day now; NaN where that is not known."""
        if not self.days or not self.done:
            return np.nan
        return 1 + more * self.done / self.days / self.pace


def officers(course: Course, officer_days: pd.DataFrame, area: str = "") -> Officers:
    """Return what officers did in an area on the last workdays, in desa that are not done.

    `officer_days`: kode_desa, tanggal, jumlah_petugas with a result that day.
    """
    mine, recent = course.unfinished(area), course.daily.columns[-WINDOW:]
    done = course.daily.loc[mine, recent].to_numpy().sum()
    if not len(recent):
        return Officers(0, 0, np.nan)
    day = pd.to_datetime(officer_days["tanggal"])
    within = day.between(pd.Timestamp(recent[0]), pd.Timestamp(course.as_of))
    rows = officer_days[officer_days["kode_desa"].isin(mine) & within]
    return Officers(int(done), int(rows["jumlah_petugas"].sum()), done / len(recent))
