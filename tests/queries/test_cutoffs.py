"""When does a month's window close, by the dated rules of then?"""

from datetime import date

import pandas as pd

from queries import cutoffs
from register.schema import aturan
from tests.tables import fill

RULES = """
jenis          | program | era   | peran | nilai_dari | nilai_sampai | berlaku_dari | berlaku_sampai
cut-off usulan | PBI-JK  | DTKS  |       | 1          | 11           | 2022-10-01   | 2025-01-31
cut-off usulan | PKH     | DTKS  |       | 15         | 25           | 2022-10-01   | 2025-01-31
cut-off usulan |         | DTSEN |       | 1          | 17           | 2025-12-01   |
cut-off usulan | PKH     |       |       |            | 31           | 2026-11-30   | # of any era
batas desil    | PKH     | DTSEN |       | 1          | 1            | 2026-01-29   |
"""


def rules(engine) -> pd.DataFrame:
    with engine.connect() as connection:
        fill(connection, aturan, RULES, dasar="Kepmensos", sumber="buku")
        return cutoffs.rules(connection)


def test_all_dated_cut_offs_are_published_whenever_they_hold(register_engine):
    found = rules(register_engine)

    assert len(found) == 4  # a limit of desil is none
    assert found["hari_sampai"].tolist() == [11, 25, 17, 31]


def test_the_windows_of_a_month_are_those_in_force_when_they_close(register_engine):
    found = rules(register_engine)

    def closing(era: str, month: str) -> list[tuple]:
        windows = cutoffs.windows(found, era, pd.Period(month, "M"))
        return [(w.program, w.opens, w.closes) for w in windows]

    assert closing("DTKS", "2023-02") == [
        ("PBI-JK", date(2023, 2, 1), date(2023, 2, 11)),
        ("PKH", date(2023, 2, 15), date(2023, 2, 25)),
    ]
    assert closing("DTSEN", "2025-11") == []  # no rule is known of the months before
    assert closing("DTSEN", "2026-10") == [("", date(2026, 10, 1), date(2026, 10, 17))]
    # The other begins on the day it closes: the 31st is the 30th in November.
    assert closing("DTSEN", "2026-11")[1:] == [("PKH", date(2026, 11, 1), date(2026, 11, 30))]


def test_days_left_count_down_to_nought_and_below(register_engine):
    found = rules(register_engine)
    this, after = cutoffs.about(found, "DTSEN", date(2026, 12, 20))

    assert [w.closes for w in this] == [date(2026, 12, 17), date(2026, 12, 31)]
    assert [w.closes for w in after] == [date(2027, 1, 17), date(2027, 1, 31)]
    days = (date(2026, 12, 12), date(2026, 12, 17), date(2026, 12, 18))
    assert [cutoffs.days_left(this[0], day) for day in days] == [5, 0, -1]
    assert (this[0].dasar, this[0].sumber) == ("Kepmensos", "buku")
