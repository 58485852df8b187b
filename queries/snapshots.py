"""The months of a register: as-of date, kegiatan, programmes and rules in force of each."""

from datetime import date
from types import MappingProxyType

import pandas as pd
from sqlalchemy import Connection, Select, func, select

from queries.indicator import Snapshot
from queries.populations.campaigns import is_control
from queries.populations.coverage import limits_of
from register.schema import aturan, kepesertaan, sasaran_verval


def campaigns(connection: Connection) -> pd.DataFrame:
    """Return kegiatan, mulai, batas: one row per verval campaign, the earliest first.

    A control list is no campaign: it would be the month's, as the one begun last.
    """
    query = (
        select(
            sasaran_verval.c.kegiatan,
            func.min(sasaran_verval.c.mulai).label("mulai"),
            func.max(sasaran_verval.c.batas).label("batas"),
        )
        .where(~is_control(sasaran_verval.c.kegiatan))
        .group_by(sasaran_verval.c.kegiatan)
        .order_by(func.min(sasaran_verval.c.mulai), sasaran_verval.c.kegiatan)
    )
    return pd.read_sql(query, connection)


def of(connection: Connection, periods: pd.DataFrame, campaigns: pd.DataFrame) -> list[Snapshot]:
    """Return one snapshot per row of table `periode`, in the order given."""
    found = pd.read_sql(_programmes_query(), connection)
    programmes = found.groupby("periode")["program"].agg(lambda names: tuple(sorted(names)))
    rules = pd.read_sql(_limits_query(), connection)
    return [
        Snapshot(
            row.periode,
            day(row.tanggal_acuan),
            campaign(day(row.tanggal_acuan), campaigns),
            row.era,
            programmes.get(row.periode, ()),
            _limits(rules, row.era, day(row.tanggal_acuan)),
        )
        for row in periods.itertuples()
    ]


def day(value) -> date:
    """Return a date out of whatever a database gives for one."""
    return pd.Timestamp(value).date()


def _programmes_query() -> Select:
    return select(kepesertaan.c.periode, kepesertaan.c.program).distinct()


def _limits_query() -> Select:
    names = ("program", "era", "nilai_sampai", "berlaku_dari", "berlaku_sampai")
    return (
        select(*[aturan.c[name] for name in names])
        .where(
            aturan.c.jenis == "batas desil",
            aturan.c.program.is_not(None),
            aturan.c.peran.is_(None),  # what a role may propose is no limit of who receives
            aturan.c.nilai_sampai.is_not(None),
        )
        .order_by(aturan.c.berlaku_dari)
    )


def _limits(rules: pd.DataFrame, era: str, as_of: date) -> MappingProxyType:
    """Return programme → highest desil in force on a day; of two rules the one begun last."""
    valid = in_force(rules, era, as_of)
    return MappingProxyType({row.program: int(row.nilai_sampai) for row in valid.itertuples()})


def in_force(rules: pd.DataFrame, era: str, as_of: date) -> pd.DataFrame:
    """Return the rows of table `aturan` that hold on a day of an era."""
    moment = pd.Timestamp(as_of)
    begun = pd.to_datetime(rules["berlaku_dari"]) <= moment
    ended = pd.to_datetime(rules["berlaku_sampai"]) < moment
    return rules[begun & ~ended & (rules["era"].isna() | (rules["era"] == era))]


def campaign(as_of: date, campaigns: pd.DataFrame) -> str | None:
    """Return the kegiatan of a month: the one begun last among those running in it."""
    running = campaigns[
        (campaigns["mulai"].map(day) <= as_of)
        & (campaigns["batas"].map(day) >= as_of.replace(day=1))
    ]
    return None if running.empty else running["kegiatan"].iloc[-1]


def limits_table(snapshots: list[Snapshot]) -> pd.DataFrame:
    """Return periode, program, desil_sampai of every month; program empty: any per family."""
    rows = [(s.periode, *limit) for s in snapshots for limit in limits_of(s).items()]
    return pd.DataFrame(rows, columns=["periode", "program", "desil_sampai"])
