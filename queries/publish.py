"""Publish: every indicator of every periode in the register, as sums, into the summary store."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import groupby

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Engine, Select, func, select

from methods.plan import planned_share
from queries import aggregates, history, measure, summary
from queries.indicator import Snapshot
from queries.indicators import CATALOGUE
from queries.populations import campaign_targets
from register import version as register_version
from register.connections import StoreError
from register.schema import FROM_FILES, dipangkas, muatan, periode, sasaran_verval, wilayah


def publish(register: Engine, progress: Callable[[str], None] = print) -> summary.Version:
    """Compute all sums and put them in force as a new version.

    Raises StoreError when the register holds no periode yet.
    """
    with register.connect() as connection:
        _hold_still(connection)
        register_version.require(connection)
        campaigns = pd.read_sql(_campaigns_query(), connection)
        periods = pd.read_sql(select(periode).order_by(periode.c.periode), connection)
        pruned = list(connection.scalars(select(dipangkas.c.periode)))
        periods = periods[~periods["periode"].isin(pruned)]
        if periods.empty:
            raise StoreError("Register masih kosong. Impor berkas lebih dahulu.")
        snapshots = [_snapshot(row, campaigns) for row in periods.itertuples()]
        achievements = []
        for number, snapshot in enumerate(snapshots, start=1):
            progress(f"[{number}/{len(snapshots)}] menghitung {snapshot.periode} …")
            achievements.append(_measure(connection, snapshot))
        counted = pd.concat(achievements, ignore_index=True)
        filled = aggregates.fill(connection, counted, [s.periode for s in snapshots])
        for line in filled.told():
            progress(line)
        newest = snapshots[-1]
        tables = {
            "terbitan": _publication(connection, newest),
            summary.wilayah.name: pd.read_sql(_areas_query(), connection),
            summary.periode.name: _periods(periods, snapshots, campaigns),
            "capaian": filled.counted,
            summary.agregat.name: filled.used,
            "kegiatan": campaigns,
            **_campaign_sums(connection, campaigns, newest.tanggal_acuan),
        }
    earlier = history.carried(pruned, set(campaigns["kegiatan"]))
    version = summary.publish(
        {
            name: pa.concat_tables(_arrow(name, part) for part in (*earlier.get(name, []), rows))
            for name, rows in tables.items()
        }
    )
    progress(f"Terbitan {version.number} berlaku, data per {newest.tanggal_acuan:%d-%m-%Y}.")
    return version


def _hold_still(connection: Connection) -> None:
    """Let every query see the register of one moment, whatever is imported meanwhile.

    DuckDB's transactions do so by themselves; PostgreSQL's show what others commit.
    """
    if connection.dialect.name == "postgresql":
        connection.execution_options(isolation_level="REPEATABLE READ")


def _campaigns_query() -> Select:
    return (
        select(
            sasaran_verval.c.kegiatan,
            func.min(sasaran_verval.c.mulai).label("mulai"),
            func.max(sasaran_verval.c.batas).label("batas"),
        )
        .group_by(sasaran_verval.c.kegiatan)
        .order_by(func.min(sasaran_verval.c.mulai), sasaran_verval.c.kegiatan)
    )


def _areas_query() -> Select:
    names = ("kode", "nama", "tingkat", "kode_induk", "petak_kolom", "petak_baris")
    return select(*[wilayah.c[name] for name in names]).order_by(wilayah.c.kode)


def _snapshot(row, campaigns: pd.DataFrame) -> Snapshot:
    """The kegiatan of a month is the one begun last among those running in it."""
    as_of = _day(row.tanggal_acuan)
    running = campaigns[
        (campaigns["mulai"].map(_day) <= as_of)
        & (campaigns["batas"].map(_day) >= as_of.replace(day=1))
    ]
    name = None if running.empty else running["kegiatan"].iloc[-1]
    return Snapshot(row.periode, as_of, name)


def _day(value) -> date:
    return pd.Timestamp(value).date()


def _measure(connection: Connection, snapshot: Snapshot) -> pd.DataFrame:
    """All indicators of one periode, those of one population in one pass over its table."""
    ordered = sorted(CATALOGUE, key=lambda indicator: indicator.population.code)
    found = [
        measure.sums(connection, population, list(indicators), snapshot)
        for population, indicators in groupby(ordered, key=lambda i: i.population)
    ]
    versions = {indicator.code: indicator.version for indicator in CATALOGUE}
    table = pd.concat([part for part in found if not part.empty], ignore_index=True)
    return table.assign(periode=snapshot.periode, versi_definisi=table["indikator"].map(versions))


def _publication(connection: Connection, newest: Snapshot) -> pd.DataFrame:
    loads = pd.read_sql(select(muatan).where(muatan.c.dibatalkan_pada.is_(None)), connection)
    current = loads[loads["periode"] == newest.periode]
    current = current[
        current["digantikan_oleh"].isna()
        | current["muatan_id"].isin(_holding(connection, current["muatan_id"].tolist()))
    ]
    mended = current["perbaikan"].astype(bool)
    refused = (
        current.loc[~mended, "baris_ditolak"].sum() - current.loc[mended, "baris_diambil"].sum()
    )
    return pd.DataFrame(
        {
            "pada": [datetime.now(UTC).replace(tzinfo=None)],
            "tanggal_data": [newest.tanggal_acuan],
            "contoh": [bool(loads["contoh"].eq(True).any())],
            "muatan_id": [0 if loads.empty else int(loads["muatan_id"].max())],
            "baris_ditolak": [max(0, int(refused))],
        }
    )


def _holding(connection: Connection, loads: list[int]) -> set[int]:
    """Return those loads of which rows are left: most were replaced in part only."""
    return {
        load
        for table in FROM_FILES
        for load in connection.scalars(
            select(table.c.muatan_id).where(table.c.muatan_id.in_(loads)).distinct()
        )
    }


def _periods(
    periods: pd.DataFrame, snapshots: list[Snapshot], campaigns: pd.DataFrame
) -> pd.DataFrame:
    dates = campaigns.set_index("kegiatan")
    planned = [
        float(100 * planned_share(*map(_day, dates.loc[s.kegiatan]), [s.tanggal_acuan])[0])
        if s.kegiatan
        else None
        for s in snapshots
    ]
    return periods[["periode", "era", "tanggal_acuan"]].assign(
        kegiatan=[s.kegiatan for s in snapshots], rencana_pct=planned
    )


def _campaign_sums(
    connection: Connection, campaigns: pd.DataFrame, until: date
) -> dict[str, pd.DataFrame]:
    """Per campaign and desa: the frozen target, and families done by day and last result."""
    targets, days = [], []
    for name in campaigns["kegiatan"]:
        rows = campaign_targets(name, until).cte("rows")
        aim = select(rows.c.kode_desa, func.count().label("sasaran")).group_by(rows.c.kode_desa)
        done = (
            select(
                rows.c.kode_desa,
                rows.c.selesai_pada.label("tanggal"),
                rows.c.hasil,
                func.count().label("jumlah"),
            )
            .where(rows.c.selesai_pada.is_not(None))
            .group_by(rows.c.kode_desa, rows.c.selesai_pada, rows.c.hasil)
            .order_by(rows.c.kode_desa, rows.c.selesai_pada, rows.c.hasil)
        )
        targets.append(pd.read_sql(aim, connection).assign(kegiatan=name))
        days.append(pd.read_sql(done, connection).assign(kegiatan=name))
    empty = [pd.DataFrame()]
    return {
        "verval_sasaran": pd.concat(targets or empty, ignore_index=True),
        "verval_harian": pd.concat(days or empty, ignore_index=True),
    }


KINDS = {bool: pa.bool_(), int: pa.int32(), float: pa.float64(), str: pa.string()} | {
    date: pa.date32(),
    datetime: pa.timestamp("us"),
}


def _arrow(name: str, rows: pd.DataFrame) -> pa.Table:
    """Give a frame the columns and types of its summary table, in that order."""
    columns = [c for c in summary.metadata.tables[name].columns if c.name != "versi"]
    return pa.table(
        {
            c.name: pa.array(rows.get(c.name, pd.Series(dtype=object)), from_pandas=True).cast(
                KINDS[c.type.python_type]
            )
            for c in columns
        }
    )
