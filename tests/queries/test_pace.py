"""A campaign as of a day: its workdays, what is left of it, who forecasts whom."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from methods import forecast
from queries import pace
from tests import tables

ONE, TWO, OTHER = "33.28.01.2001", "33.28.01.2002", "33.28.02.2001"
# Lebaran 2026: Wednesday 18 March to Tuesday 24 March nobody works.
LEBARAN = np.array(["2026-03-18", "2026-03-19", "2026-03-20", "2026-03-23", "2026-03-24"], "M8[D]")


def drawn(text: str) -> pd.DataFrame:
    rows = pd.DataFrame(tables.rows(text))
    last = rows.columns[-1]
    return rows.astype({last: int})


DAYS = drawn("""
    kode_desa     | tanggal    | jumlah
    33.28.01.2001 | 2026-03-16 | 5      # Monday
    33.28.01.2001 | 2026-03-17 | 2      # Tuesday, the last day before Lebaran
    33.28.01.2001 | 2026-03-19 | 3      # on a day off: with Tuesday
    33.28.01.2001 | 2026-03-22 | 1      # the Sunday in it: with Tuesday, too
    33.28.01.2001 | 2026-03-25 | 9      # Wednesday
    33.28.01.2002 | 2026-03-26 | 4
""")


def test_workdays_leave_out_days_off():
    found = pace.workdays(DAYS, date(2026, 3, 16), date(2026, 3, 27), LEBARAN)

    assert [str(day.date()) for day in pd.DatetimeIndex(found.columns)] == [
        *("2026-03-16", "2026-03-17", "2026-03-25", "2026-03-26", "2026-03-27")
    ]
    assert found.loc[ONE].tolist() == [5, 6, 9, 0, 0]
    assert found.loc[TWO].tolist() == [0, 0, 0, 4, 0]


def test_without_a_calendar_weekends_alone_are_left_out():
    found = pace.workdays(DAYS, date(2026, 3, 16), date(2026, 3, 25))

    # Monday, Tuesday, Wednesday, Thursday 19, Friday with the Sunday, Monday, Tuesday, Wednesday
    assert found.loc[ONE].tolist() == [5, 2, 0, 3, 1, 0, 0, 9]


def test_work_before_the_first_workday_counts_with_it():
    """A campaign that begins on a Saturday, or in Lebaran, and officers who do too."""
    found = pace.workdays(DAYS, date(2026, 3, 19), date(2026, 3, 26), LEBARAN)

    assert found.loc[ONE].tolist() == [20, 0]  # all but nothing is before Wednesday 25


TARGETS = drawn("""
    kode_desa     | sasaran
    33.28.01.2001 | 20        # done: 5 + 2 + 3 + 1 + 9
    33.28.01.2002 | 10
    33.28.02.2001 | 7         # not begun
""")


@pytest.fixture
def course():
    begin, deadline, as_of = date(2026, 3, 16), date(2026, 4, 3), date(2026, 3, 29)
    off = np.append(LEBARAN, np.datetime64("2026-04-03"))  # Wafat Yesus Kristus
    return pace.course(TARGETS, DAYS, begin, deadline, as_of, off)


def test_what_is_left_on_a_sunday(course):
    assert course.remaining.to_dict() == {ONE: 0, TWO: 6, OTHER: 7}
    assert course.daily.loc[OTHER].tolist() == [0, 0, 0, 0, 0]
    # Monday 30 March to Thursday 2 April; the deadline itself is a day off
    assert course.left == 4
    assert [str(day) for day in course.ahead[:5]] == [
        *("2026-03-30", "2026-03-31", "2026-04-01", "2026-04-02", "2026-04-06")
    ]
    assert len(course.ahead) == forecast.HORIZON
    assert (course.day(1), course.day(5)) == (date(2026, 3, 30), date(2026, 4, 6))
    assert course.day(np.inf) is None


def test_as_of_a_day_later_results_are_not_known():
    as_of = date(2026, 3, 25)
    course = pace.course(TARGETS, DAYS, date(2026, 3, 16), date(2026, 4, 3), as_of, LEBARAN)
    assert course.remaining.to_dict() == {ONE: 0, TWO: 10, OTHER: 7}
    assert list(course.daily.columns)[-1] == pd.Timestamp("2026-03-25")


def test_after_the_deadline_nothing_is_forecast():
    begin, deadline = date(2026, 3, 16), date(2026, 3, 27)
    course = pace.course(TARGETS, DAYS, begin, deadline, date(2026, 4, 10), LEBARAN)
    assert course.left == 0
    assert pace.whole(course).state == forecast.PAST
    assert course.daily.shape[1] == 5  # to the deadline, not to the as-of date


def steady(per_day: dict[str, int], targets: dict[str, int]) -> pace.Course:
    """Twenty workdays from 5 October 2026, each desa with its number a day; 20 more to go."""
    begin = date(2026, 10, 5)
    every = [begin + timedelta(n) for n in range(28) if (begin + timedelta(n)).weekday() < 5]
    rows = [(kode, day, count) for kode, count in per_day.items() for day in every]
    days = pd.DataFrame(rows, columns=["kode_desa", "tanggal", "jumlah"])
    frozen = pd.DataFrame(targets.items(), columns=["kode_desa", "sasaran"])
    return pace.course(frozen, days, begin, date(2026, 11, 27), date(2026, 10, 30))


def test_a_fast_neighbour_that_is_done_helps_nobody():
    course = steady({ONE: 50, TWO: 2, OTHER: 4}, {ONE: 1000, TWO: 100, OTHER: 120})

    assert course.left == 20
    whole = pace.whole(course)
    # 60 and 40 left, 2 and 4 a day: together 6 a day where 5 are needed
    assert (whole.current_pace, whole.needed_pace) == (6, 5)
    assert pace.whole(course, "33.28.01").current_pace == 2
    assert pace.whole(course, ONE).state == forecast.DONE
    of_kecamatan = pace.each(course, 8)
    assert of_kecamatan["remaining"].to_dict() == {"33.28.01": 60, "33.28.02": 40}
    assert of_kecamatan["current_pace"].to_dict() == {"33.28.01": 2, "33.28.02": 4}
    # 60 at 2 a day need 30 workdays; 40 at 4 a day need 10: one is late, the other not
    assert of_kecamatan["band"].tolist() == [forecast.LATE, forecast.LIKELY]


def test_the_row_of_an_area_says_what_its_page_says():
    course = steady({ONE: 3, TWO: 2, OTHER: 4}, {ONE: 120, TWO: 100, OTHER: 160})

    for letters in (8, 13):
        for kode, row in pace.each(course, letters).iterrows():
            alone = pace.whole(course, kode)
            assert (row["state"], row["band"]) == (alone.state, alone.band)
            assert row["probability"] == alone.probability
            assert row["days_to_finish_median"] == alone.days_to_finish_median


OFFICERS = drawn("""
    kode_desa     | tanggal    | jumlah_petugas
    33.28.01.2001 | 2026-10-05 | 9               # a desa that is done
    33.28.01.2002 | 2026-10-04 | 7               # before the window
    33.28.01.2002 | 2026-10-05 | 2
    33.28.01.2002 | 2026-10-24 | 6               # a Saturday in it
    33.28.02.2001 | 2026-10-30 | 12
    33.28.02.2001 | 2026-10-31 | 5               # after the as-of date
""")


def test_one_more_officer_by_hand():
    course = steady({ONE: 50, TWO: 2, OTHER: 4}, {ONE: 1000, TWO: 100, OTHER: 120})

    found = pace.officers(course, OFFICERS)
    # (2 + 4) x 20 families in 2 + 6 + 12 officer-days: 6 a day. 6 a day now: one more doubles it.
    assert (found.done, found.days, found.pace) == (120, 20, 6)
    assert [found.times(more) for more in (0, 1, 3)] == [1, 2, 4]
    here = pace.officers(course, OFFICERS, "33.28.01")
    assert (here.done, here.days, here.times(1)) == (40, 8, 3.5)  # 2 a day and 5 more
    twice = pace.whole(course, "33.28.01", here.times(1))
    assert twice.current_pace == 7
    assert twice.band == forecast.LIKELY


def test_without_officers_written_down_nobody_can_say():
    course = steady({TWO: 2}, {TWO: 100})
    assert np.isnan(pace.officers(course, OFFICERS[:0]).times(1))
    nothing = pace.course(TARGETS, DAYS[:0], date(2026, 3, 16), date(2026, 4, 3), date(2026, 3, 17))
    assert np.isnan(pace.officers(nothing, OFFICERS).times(1))
    early = pace.course(TARGETS, DAYS[:0], date(2026, 3, 16), date(2026, 4, 3), date(2026, 3, 1))
    assert np.isnan(pace.officers(early, OFFICERS).times(1))
