"""The plan line, its days counted by hand in a calendar."""

from datetime import date

import numpy as np
import pytest

from methods.plan import planned_share

# Thursday 1 October 2026 to Friday 9 October: 1 2 | 5 6 7 8 9 are its seven working days.
BEGIN, END = date(2026, 10, 1), date(2026, 10, 9)


@pytest.mark.parametrize(
    ("day", "done"),
    [
        (date(2026, 9, 30), 0),  # the day before
        (date(2026, 10, 1), 1),  # the first day counts
        (date(2026, 10, 2), 2),
        (date(2026, 10, 3), 2),  # Saturday adds nothing
        (date(2026, 10, 4), 2),  # nor Sunday
        (date(2026, 10, 5), 3),
        (date(2026, 10, 8), 6),
        (date(2026, 10, 9), 7),  # the deadline: all of it
        (date(2026, 10, 10), 7),
        (date(2027, 1, 1), 7),
        (date(2025, 1, 1), 0),
    ],
)
def test_working_days_passed(day, done):
    assert planned_share(BEGIN, END, [day]) == pytest.approx([done / 7])


def test_semester_ii_at_the_end_of_october():
    # 6 July 2026 is a Monday. To 30 October: 17 whole weeks (to Friday 30 October) = 85 days.
    # To Monday 30 November: four weeks more and that Monday = 85 + 20 + 1 = 106.
    assert planned_share("2026-07-06", "2026-11-30", ["2026-10-31"]) == pytest.approx([85 / 106])


def test_one_value_a_day():
    days = np.arange("2026-10-01", "2026-10-10", dtype="datetime64[D]")
    line = planned_share(BEGIN, END, days)
    assert line == pytest.approx(np.array([1, 2, 2, 2, 3, 4, 5, 6, 7]) / 7)


def test_a_campaign_of_one_weekend_is_due_at_once():
    saturday, sunday = date(2026, 10, 3), date(2026, 10, 4)
    days = [date(2026, 10, 2), saturday, sunday, date(2026, 10, 5)]
    assert planned_share(saturday, sunday, days).tolist() == [0, 1, 1, 1]


def test_a_campaign_that_begins_on_a_weekend_begins_on_monday():
    days = [date(2026, 10, 3), date(2026, 10, 4), date(2026, 10, 5)]
    assert planned_share(date(2026, 10, 3), END, days) == pytest.approx([0, 0, 1 / 5])


# Lebaran 2026 (SKB 3 Menteri): Wednesday 18 March to Tuesday 24 March are off, Nyepi among them.
LEBARAN = ["2026-03-18", "2026-03-19", "2026-03-20", "2026-03-21", "2026-03-23", "2026-03-24"]


@pytest.mark.parametrize(
    ("day", "done"),
    [
        ("2026-03-16", 1),  # Monday, the first day
        ("2026-03-17", 2),
        ("2026-03-18", 2),  # nobody works from here …
        ("2026-03-20", 2),
        ("2026-03-24", 2),  # … to here, the Saturday off twice
        ("2026-03-25", 3),  # Wednesday
        ("2026-03-27", 5),  # Friday, the deadline
    ],
)
def test_nobody_is_asked_to_work_at_lebaran(day, done):
    line = planned_share("2026-03-16", "2026-03-27", [day], LEBARAN)
    assert line == pytest.approx([done / 5])


def test_a_campaign_of_days_off_is_due_at_once():
    days = ["2026-03-17", "2026-03-18", "2026-03-20"]
    assert planned_share("2026-03-18", "2026-03-20", days, LEBARAN).tolist() == [0, 1, 1]


def test_days_off_beyond_the_campaign_change_nothing():
    around = ["2026-09-30", "2026-10-03", "2026-10-12"]  # before, a Saturday, after
    assert planned_share(BEGIN, END, [date(2026, 10, 5)], around) == pytest.approx([3 / 7])
