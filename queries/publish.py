"""Publish: every indicator of every periode in the register, as sums, into the summary store."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import groupby

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Engine, Select, func, select, text

from methods.plan import planned_share
from queries import (
    aggregates,
    answers,
    calendar,
    cutoffs,
    disclosure,
    fieldwork,
    gate,
    history,
    measure,
    officers,
    overlaps,
    pipeline,
    revisions,
    snapshots,
    strata,
    summary,
)
from queries.indicator import Population, Snapshot
from queries.indicators import CATALOGUE
from queries.populations import CAKUPAN, campaign_targets, officer_days
from queries.snapshots import day
from register import version as register_version
from register.connections import StoreError
from register.schema import FROM_FILES, dipangkas, kuota, muatan, pembanding, periode, wilayah

SORTING = "64MB"  # work_mem of PostgreSQL, of each sort and table of sums; its default is 4


def publish(
    register: Engine, progress: Callable[[str], None] = print, despite: str = ""
) -> summary.Version:
    """Compute all sums and put them in force as a new version.

    `despite`: the reason to publish figures that cannot be right. Raises StoreError when the
    register holds no periode yet, HeldError where there are such figures and no reason.
    """
    in_force = history.in_force()
    with register.connect() as connection:
        _hold_still(connection)
        register_version.require(connection)
        pruned = list(connection.scalars(select(dipangkas.c.periode)))
        tables = _tables(connection, pruned, in_force, progress, despite)
    earlier = history.carried(pruned, set(tables["kegiatan"]["kegiatan"].to_pylist()))
    whole = {
        name: pa.concat_tables([*(_arrow(name, part) for part in earlier.get(name, [])), rows])
        for name, rows in tables.items()
    }
    version = summary.publish({**whole, summary.publik.name: _for_everybody(whole, in_force)})
    newest = tables["terbitan"]["tanggal_data"][0].as_py()
    progress(f"Terbitan {version.number} berlaku, data per {newest:%d-%m-%Y}.")
    return version


def _for_everybody(tables: dict[str, pa.Table], in_force: summary.Version | None) -> pa.Table:
    """Return the rows of table `publik`: after all months are together, carried ones among them."""
    sums, areas, months = (
        tables[table.name].to_pandas()
        for table in (summary.capaian, summary.wilayah, summary.periode)
    )
    return _arrow(summary.publik.name, disclosure.cells(sums, areas, months, in_force))


def _tables(
    connection: Connection,
    pruned: list[str],
    in_force: summary.Version | None,
    progress: Callable[[str], None],
    despite: str,
) -> dict[str, pa.Table]:
    """Return the rows of every table of the summary, but for what earlier versions carry on."""
    campaigns = snapshots.campaigns(connection)
    periods = pd.read_sql(select(periode).order_by(periode.c.periode), connection)
    every, periods = periods, periods[~periods["periode"].isin(pruned)]
    if periods.empty:
        raise StoreError("Register masih kosong. Impor berkas lebih dahulu.")
    off = calendar.days_off(connection, *_calendar_span(every, campaigns))
    months = snapshots.of(connection, periods, campaigns)
    counted, by_month = _measured(connection, months, progress)
    filled = aggregates.fill(connection, counted, [month.periode for month in months])
    for line in filled.told():
        progress(line)
    areas = pd.read_sql(_areas_query(), connection)
    found = gate.examine(connection, counted, filled.counted, areas, months)
    problems = gate.judge(found, gate.accepted(in_force), despite)
    newest = months[-1].tanggal_acuan
    frames = {
        "terbitan": _publication(connection, months[-1]),
        summary.wilayah.name: areas,
        summary.periode.name: _periods(periods, months, campaigns, calendar.of_areas(off, areas)),
        summary.capaian.name: filled.counted,
        summary.agregat.name: filled.used,
        "kegiatan": campaigns,
        **_campaign_sums(connection, campaigns, newest),
        summary.libur.name: off,
        summary.lama_usulan.name: strata.proposals(connection, newest),
        summary.batas_desil.name: snapshots.limits_table(months),
        summary.rangkap.name: overlaps.rules(connection, months),
        summary.penduduk.name: pd.read_sql(_people_query(), connection),
        summary.kuota.name: quotas(connection, months),
        summary.pembanding.name: pd.read_sql(select(pembanding), connection),
        summary.revisi.name: revisions.of(filled.counted, months, in_force),
        summary.masalah.name: gate.table(problems),
        summary.jawaban_laporan.name: answers.by_days(connection, newest),
        summary.cutoff.name: cutoffs.rules(connection),
    }
    return {name: _arrow(name, frame) for name, frame in frames.items()} | {
        name: pa.concat_tables(tables) for name, tables in by_month.items()
    }


def _measured(
    connection: Connection, months: list[Snapshot], progress: Callable[[str], None]
) -> tuple[pd.DataFrame, dict[str, list[pa.Table]]]:
    """Return the sums of all indicators of all months, and by summary table those of families,
    programmes, officers and proposals of each month."""
    counted: list[pd.DataFrame] = []
    kept = (
        summary.lapisan,
        summary.alasan,
        summary.irisan,
        summary.petugas,
        summary.alur_usulan,
    )
    by_month: dict[str, list[pa.Table]] = {table.name: [] for table in kept}
    for number, snapshot in enumerate(months, start=1):
        progress(f"[{number}/{len(months)}] menghitung {snapshot.periode} …")
        with measure.held(connection, CAKUPAN, snapshot) as coverage:
            counted.append(_measure(connection, snapshot, coverage))
            frames = (
                strata.families(connection, snapshot, coverage),
                strata.reasons(connection, snapshot, coverage),
                overlaps.families(connection, snapshot, coverage),
                officers.counted(connection, snapshot),
                pipeline.by_stage(connection, snapshot, newest=snapshot is months[-1]),
            )
            for (name, tables), frame in zip(by_month.items(), frames, strict=True):
                tables.append(_arrow(name, frame))
    return pd.concat(counted, ignore_index=True), by_month


def quotas(connection: Connection, months: list[Snapshot]) -> pd.DataFrame:
    """Return the columns of table `terbitan_kuota_bulan`: what was in force on each as-of date."""
    found = [
        pd.read_sql(_quotas_query(month.tanggal_acuan), connection).assign(periode=month.periode)
        for month in months
    ]
    return pd.concat(found, ignore_index=True)


def _quotas_query(as_of: date) -> Select:
    names = ("program", "kode_wilayah", "jumlah", "satuan", "sumber")
    begun, ended = kuota.c.berlaku_dari <= as_of, kuota.c.berlaku_sampai < as_of
    return (
        select(*[kuota.c[name] for name in names])
        .where(begun, ~func.coalesce(ended, False))
        .order_by(kuota.c.program, kuota.c.kode_wilayah)
    )


def _hold_still(connection: Connection) -> None:
    """Let every query see the register of one moment, whatever is imported meanwhile.

    DuckDB's transactions do so by themselves; PostgreSQL's show what others commit. There a month
    needs more memory for its sums than a query is given, or it writes them to disk and back.
    """
    if connection.dialect.name == "postgresql":
        connection.execution_options(isolation_level="REPEATABLE READ")
        connection.execute(text(f"SET LOCAL work_mem = '{SORTING}'"))


def _areas_query() -> Select:
    names = ("kode", "nama", "tingkat", "kode_induk", "petak_kolom", "petak_baris")
    return select(*[wilayah.c[name] for name in names]).order_by(wilayah.c.kode)


def _people_query() -> Select:
    known = wilayah.c.penduduk.is_not(None) & wilayah.c.tingkat.in_(("desa", "kelurahan"))
    names = wilayah.c.kode.label("kode_desa"), wilayah.c.penduduk
    return select(*names).where(known).order_by(wilayah.c.kode)


def _measure(connection: Connection, snapshot: Snapshot, coverage: Population) -> pd.DataFrame:
    """All indicators of one periode, those of one population in one pass over its table.

    `coverage`: population CAKUPAN with its rows at hand.
    """
    ordered = sorted(CATALOGUE, key=lambda indicator: indicator.population.code)
    at_hand = {CAKUPAN.code: coverage}
    found = [
        measure.sums(
            connection, at_hand.get(population.code, population), list(indicators), snapshot
        )
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


def _calendar_span(periods: pd.DataFrame, campaigns: pd.DataFrame) -> tuple[date, date]:
    """First and last day of the calendar: from the year before the first month or campaign, since
    campaigns of pruned months are carried on, to the year after the last, since forecasts look
    ahead."""
    ends = [*periods["tanggal_acuan"], *campaigns["mulai"], *campaigns["batas"]]
    years = [day(each).year for each in ends]
    return date(min(years) - 1, 1, 1), date(max(years) + 1, 12, 31)


def _periods(
    periods: pd.DataFrame, months: list[Snapshot], campaigns: pd.DataFrame, off: pd.DataFrame
) -> pd.DataFrame:
    dates, closed = campaigns.set_index("kegiatan"), calendar.dates(off)
    planned = [
        float(100 * planned_share(*map(day, dates.loc[s.kegiatan]), [s.tanggal_acuan], closed)[0])
        if s.kegiatan
        else None
        for s in months
    ]
    return periods[["periode", "era", "tanggal_acuan"]].assign(
        kegiatan=[s.kegiatan for s in months], rencana_pct=planned
    )


def _campaign_sums(
    connection: Connection, campaigns: pd.DataFrame, until: date
) -> dict[str, pd.DataFrame]:
    """Per campaign: the frozen target, families done by day and last result, officers at work by
    day, and `fieldwork`."""
    targets, days, at_work = [], [], []
    more: dict[str, list[pd.DataFrame]] = {table: [] for table in fieldwork.TABLES}
    checked = fieldwork.controls(connection)
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
        for table, found in fieldwork.of(connection, name, until, checked).items():
            more[table].append(found.assign(kegiatan=name))
        working = pd.read_sql(officer_days(name, until), connection)
        at_work.append(working.assign(kegiatan=name))
    at_work_of = summary.verval_laju.name
    parts = {"verval_sasaran": targets, "verval_harian": days, at_work_of: at_work, **more}
    empty = [pd.DataFrame()]
    return {name: pd.concat(found or empty, ignore_index=True) for name, found in parts.items()}


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
