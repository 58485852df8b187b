"""The sample's months: days as numbers, quarters, the change of era, and days nobody works."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa

FACTS = Path(__file__).resolve().parents[2] / "data_samples"
EPOCH = np.datetime64("1900-01-01")  # day 0 of every day number; a Monday
NEVER = 9999  # as a month: not within what is written
NO_DAY = -1

# First day of Lebaran and day of Idul Adha: SKB 3 Menteri for 2024-2026, by calculation after.
LEBARAN = (
    date(2024, 4, 10),
    date(2025, 3, 31),
    date(2026, 3, 21),
    date(2027, 3, 10),
    date(2028, 2, 26),
)
IDUL_ADHA = (
    date(2024, 6, 17),
    date(2025, 6, 6),
    date(2026, 5, 27),
    date(2027, 5, 16),
    date(2028, 5, 5),
)
FIXED_HOLIDAYS = ((1, 1), (5, 1), (6, 1), (8, 17), (12, 25))  # month, day
LEBARAN_BEGINS, LEBARAN_ENDS = -3, 6  # days around it that offices are closed
# Quiet times of every year, from and to (month, day), and the share of a usual day's work left.
# All three are invented.
LULLS = (((1, 1), (1, 4), 0.1), ((8, 10), (8, 21), 0.35), ((9, 21), (10, 2), 0.3))
WEEK = (1, 1, 1, 1, 0.9, 0.12, 0)  # Monday to Sunday; invented but for the Sunday


@dataclass(frozen=True)
class Calendar:
    """The months written; days are counted from EPOCH, months from the first."""

    months: pd.PeriodIndex

    @cached_property
    def ends(self) -> np.ndarray:
        """The last day of each month."""
        return (self.months.end_time.to_numpy().astype("M8[D]") - EPOCH).astype(int)

    @cached_property
    def first_day(self) -> int:
        return int((self.months[0].start_time.to_numpy().astype("M8[D]") - EPOCH).astype(int))

    @property
    def last_day(self) -> int:
        return int(self.ends[-1])

    @cached_property
    def quarter(self) -> np.ndarray:
        """Per month the number of its quarter, the first month's being 0."""
        ordinal = self.months.asfreq("Q").astype("int64").to_numpy()
        return ordinal - ordinal[0]

    @cached_property
    def switch(self) -> int | None:
        """The first month of a new era among these, None if all are of one."""
        eras = pd.read_csv(FACTS / "era.csv", dtype=str)["berlaku_dari"].tolist()
        names = self.months.astype(str).tolist()
        return next((i for i, name in enumerate(names) if i and name in eras), None)

    @cached_property
    def is_dtsen(self) -> np.ndarray:
        """Per month, whether every family has a desil."""
        eras = pd.read_csv(FACTS / "era.csv", dtype=str).set_index("era")["berlaku_dari"]
        return (self.months.astype(str) >= eras["DTSEN"]).astype(bool)

    def rankings(self, newest: int) -> list[int]:
        """Return the months of the newest rankings, and of the first one of a new era.

        A ranking comes out in the first month of a quarter, and in the first month of all.
        """
        fresh = [i for i, q in enumerate(self.quarter) if i == 0 or q != self.quarter[i - 1]]
        ranked = [i for i in fresh if self.is_dtsen[i] and i != self.switch]
        first = [self.switch] if self.switch and self.is_dtsen[self.switch] else []
        return first + ranked[-newest:]

    def month_of(self, day: np.ndarray) -> np.ndarray:
        """Return the month each day lies in: the number of months for a day after the last."""
        return np.searchsorted(self.ends, day)

    def texts(self, pattern: str) -> pa.Array:
        """Every day from EPOCH to the end of the last month, as text."""
        days = pd.date_range(EPOCH, periods=self.last_day + 1)
        return pa.array(days.strftime(pattern), pa.string())

    @cached_property
    def written(self) -> pa.Array:
        """NO_DAY as an empty cell, then every day as dd/mm/yyyy: take `day + 1`."""
        return pa.concat_arrays([pa.array([""]), self.texts("%d/%m/%Y")])

    def cells(self, day: np.ndarray) -> pa.Array:
        """Return days as cells of a file."""
        return self.written.take(pa.array(np.asarray(day) + 1))


def last_full_month(today: date | None = None) -> str:
    """Return the month before today's, YYYY-MM, by the clock of Jakarta."""
    today = today or datetime.now(ZoneInfo("Asia/Jakarta")).date()
    return f"{today.replace(day=1) - timedelta(1):%Y-%m}"


def periods(last: str | None, months: int) -> Calendar:
    """Return the calendar of some months up to one (YYYY-MM), by default the last full month.

    Raises ValueError, in Indonesian, for what is no month or not over yet.
    """
    newest = last_full_month()
    last = last or newest
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", last) or last > newest:
        raise ValueError(f"Bulan terakhir {last} bukan bulan yang sudah lewat. Tulis 2026-10.")
    if months < 1:
        raise ValueError("Contoh perlu sedikitnya satu bulan.")
    return Calendar(pd.period_range(end=last, periods=months, freq="M"))


def day_number(day: date) -> int:
    """Return a day as a number from EPOCH."""
    return int((np.datetime64(day) - EPOCH).astype(int))


def workload(first: date, last: date) -> np.ndarray:
    """Return per day how much is verified of a usual day's work: 0 on Sundays and holidays."""
    days = [first + timedelta(i) for i in range((last - first).days + 1)]
    return np.array([_work(day) for day in days])


def _work(day: date) -> float:
    closed = (
        (day.month, day.day) in FIXED_HOLIDAYS
        or day in IDUL_ADHA
        or any(LEBARAN_BEGINS <= (day - feast).days <= LEBARAN_ENDS for feast in LEBARAN)
    )
    if closed:
        return 0.0
    quiet = (share for a, b, share in LULLS if a <= (day.month, day.day) <= b)
    return WEEK[day.weekday()] * next(quiet, 1.0)


def weekday_after(day: np.ndarray) -> np.ndarray:
    """Return the days, those of a weekend moved to the Monday after it."""
    return day + np.maximum(0, (7 - day % 7) * (day % 7 > 4))
