"""Sums that estimates are made of: families by stratum, proposals by the days they took."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection, Date, Integer, Select, case, cast, func, literal, select, true

from queries.indicator import Population, Snapshot
from queries.populations import CAKUPAN
from queries.populations.campaigns import CIVIL_STATUS
from queries.populations.spelling import reason_group, unfit_reasons
from register.schema import usulan

OUTCOMES = {
    "layak": "layak",
    "tidak_layak": "tidak layak",
    "kependudukan": CIVIL_STATUS,
    "tidak_ditemukan": "tidak ditemukan",
}


def families(
    connection: Connection, snapshot: Snapshot, coverage: Population = CAKUPAN
) -> pd.DataFrame:
    """Return the columns of table `lapisan`: one row per desa, programme and stratum.

    Of single programmes only those who receive or are in the target: no estimate asks for others.
    """
    query = families_query(snapshot, coverage)
    return pd.read_sql(query, connection).assign(periode=snapshot.periode)


def families_query(snapshot: Snapshot, coverage: Population = CAKUPAN) -> Select:
    rows = coverage.rows(snapshot).cte("rows")
    group = case(
        (rows.c.desil <= 2, "1-2"),
        (rows.c.desil <= 4, "3-4"),
        (rows.c.desil > 4, "5+"),
        else_="tanpa",
    ).label("kelompok_desil")
    keys = [
        *[rows.c[name] for name in ("kode_desa", "program", "menerima", "sasaran", "padan")],
        group,
    ]
    asked = (rows.c.program == "") | rows.c.menerima | func.coalesce(rows.c.sasaran, False)
    counts = [
        coverage.count(rows, rows.c.hasil == result).label(name)
        for name, result in OUTCOMES.items()
    ]
    return (
        select(*keys, coverage.count(rows, true()).label("jumlah"), *counts)
        .where(rows.c.aktif, asked)
        .group_by(*keys)
        .order_by(*keys)
    )


def reasons(
    connection: Connection, snapshot: Snapshot, coverage: Population = CAKUPAN
) -> pd.DataFrame:
    """Return the columns of table `alasan_tidak_layak`: why families were found tidak layak.

    Of all families, and of each programme those who receive it. A family has one reason, that of
    its last visit; what no group of reasons holds is told as such: no text of an office gets out.
    """
    query = reasons_query(snapshot, coverage)
    return pd.read_sql(query, connection).assign(periode=snapshot.periode)


def reasons_query(snapshot: Snapshot, coverage: Population = CAKUPAN) -> Select:
    rows = coverage.rows(snapshot).cte("rows")
    reason = reason_group(rows.c.alasan, unfit_reasons()).label("alasan")
    keys = [rows.c.kode_desa, rows.c.program, rows.c.menerima, reason, rows.c.pernah_layak]
    asked = (rows.c.program == "") | rows.c.menerima
    many = [rows.c[coverage.many]] if coverage.many else []
    counted = (
        select(*keys, *many)
        .where(rows.c.aktif, asked, rows.c.hasil == OUTCOMES["tidak_layak"])
        .cte("counted")
    )
    by = [counted.c[key.name] for key in keys]
    return select(*by, coverage.count(counted, true()).label("jumlah")).group_by(*by).order_by(*by)


def proposals(connection: Connection, as_of: date) -> pd.DataFrame:
    """Return the columns of table `lama_usulan`, as it stands on the as-of date.

    A proposal begins with its musdes, or without one when it is handed in, and is decided when
    it is ditetapkan, refused or returned. One that begins later is not there yet.
    """
    return pd.read_sql(proposals_query(as_of), connection)


def proposals_query(as_of: date) -> Select:
    begin = func.coalesce(usulan.c.tanggal_musdes, usulan.c.tanggal_diajukan)
    end = func.least(usulan.c.tanggal_ditetapkan, usulan.c.tanggal_ditolak)
    decided = func.coalesce(end <= as_of, False)
    until = case((decided, end), else_=literal(as_of, Date))
    # A decision dated before the beginning is a slip of the pen: it has no length.
    days = case((until >= begin, cast(until - begin, Integer)))
    month = func.substr(cast(begin, usulan.c.periode.type), 1, 7)
    rows = (
        select(
            case((days.is_not(None), month)).label("kohort"),
            usulan.c.kode_desa,
            usulan.c.jenis,
            days.label("hari"),
            decided.label("diputus"),
        )
        .where(func.coalesce(begin, literal(as_of, Date)) <= as_of)
        .cte("rows")
    )
    return (
        select(*rows.c, func.count().label("jumlah"))
        .group_by(*rows.c)
        .order_by(rows.c.kode_desa, rows.c.kohort, rows.c.jenis, rows.c.hari, rows.c.diputus)
    )
