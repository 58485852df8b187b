"""When proposals are taken in: dated rules of the register, and what they say of a day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection, select

from queries.snapshots import in_force
from register.schema import aturan

KIND = "cut-off usulan"


@dataclass(frozen=True)
class Window:
    """The days of one month on which proposals are taken in, both ends included.

    `program`, `peran`: whom the rule is for, empty: all; `dasar`, `sumber`: what it rests on.
    """

    program: str
    peran: str
    opens: date
    closes: date
    dasar: str
    sumber: str


def rules(connection: Connection) -> pd.DataFrame:
    """Return the columns of table `terbitan_cutoff`: every dated rule, in force or not."""
    names = ("program", "era", "peran", "berlaku_dari", "berlaku_sampai", "dasar", "sumber")
    days = aturan.c.nilai_dari.label("hari_dari"), aturan.c.nilai_sampai.label("hari_sampai")
    query = select(*[aturan.c[name] for name in names], *days).where(
        aturan.c.jenis == KIND, aturan.c.nilai_sampai.is_not(None)
    )
    rows = pd.read_sql(query.order_by(aturan.c.berlaku_dari, aturan.c.program), connection)
    return rows.astype({"hari_dari": "Int64", "hari_sampai": "Int64"})


def windows(rules: pd.DataFrame, era: str, month: pd.Period) -> list[Window]:
    """Return the windows of a month by rows of table `terbitan_cutoff`, the first to close first.

    A rule counts where it holds on the day it closes; a day the month lacks is its last.
    """
    last = monthrange(month.year, month.month)[1]
    found = []
    for row in rules.to_dict("records"):
        opens, closes = (
            date(month.year, month.month, min(int(number), last))
            for number in (1 if pd.isna(row["hari_dari"]) else row["hari_dari"], row["hari_sampai"])
        )
        if len(in_force(pd.DataFrame([row]), era, closes)):
            names = ("program", "peran", "dasar", "sumber")
            texts = {name: "" if pd.isna(row[name]) else row[name] for name in names}
            found.append(Window(opens=opens, closes=closes, **texts))
    return sorted(found, key=lambda w: (w.closes, w.program, w.peran))


def about(rules: pd.DataFrame, era: str, today: date) -> tuple[list[Window], list[Window]]:
    """Return the windows of the month of a day, and those of the month after."""
    month = pd.Period(today, "M")
    return windows(rules, era, month), windows(rules, era, month + 1)


def days_left(window: Window, today: date) -> int:
    """Return days until it closes, 0 on its last day, negative once it is over."""
    return (window.closes - today).days
