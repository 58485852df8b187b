"""Small selects on a published version. Every function takes a connection and the version."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, Table, inspect, select

from queries import summary
from queries.measure import SUMS


@dataclass(frozen=True)
class Publication:
    """What is in force: version, when it was made, the date of its data, whether invented."""

    version: int
    published_at: datetime
    data_date: date
    is_sample: bool
    n_rejected: int


def publication(connection: Connection, version: int) -> Publication:
    """Return the publication record of a version."""
    row = connection.execute(_of(summary.terbitan, version)).one()
    return Publication(version, row.pada, row.tanggal_data, row.contoh, row.baris_ditolak)


def areas(connection: Connection, version: int) -> pd.DataFrame:
    """Return kode, nama, tingkat, kode_induk, petak_kolom, petak_baris: one row per area.

    Kabupaten, kecamatan, desa and kelurahan, in order of code.
    """
    return _read(connection, summary.wilayah, version, "kode")


def periods(connection: Connection, version: int) -> pd.DataFrame:
    """Return periode, era, tanggal_acuan, kegiatan, rencana_pct, the oldest month first."""
    return _read(connection, summary.periode, version, "periode")


def sums(connection: Connection, version: int, code: str) -> pd.DataFrame:
    """Return kode_desa, periode, rincian, numerator, denominator, unknown of one indicator.

    A desa without a row in a periode had nothing to count in it.
    """
    table = summary.capaian
    query = select(*[table.c[n] for n in ("kode_desa", "periode", "rincian", *SUMS)]).where(
        table.c.versi == version, table.c.indikator == code
    )
    return pd.read_sql(query.order_by(table.c.periode, table.c.kode_desa), connection)


def aggregates(connection: Connection, version: int) -> pd.DataFrame:
    """Return periode, kode_desa, indikator of the sums an office brought as such.

    Empty for a version published before there were any.
    """
    if not inspect(connection).has_table(summary.agregat.name):
        return pd.DataFrame(columns=["periode", "kode_desa", "indikator"])
    return _read(connection, summary.agregat, version, "periode")


def campaigns(connection: Connection, version: int) -> pd.DataFrame:
    """Return kegiatan, mulai, batas: one row per verval campaign, the earliest first."""
    return _read(connection, summary.kegiatan, version, "mulai")


def targets(connection: Connection, version: int) -> pd.DataFrame:
    """Return kegiatan, kode_desa, sasaran: families on the frozen list."""
    return _read(connection, summary.verval_sasaran, version, "kode_desa")


def days(connection: Connection, version: int) -> pd.DataFrame:
    """Return kegiatan, kode_desa, tanggal, hasil, jumlah: families done that day."""
    return _read(connection, summary.verval_harian, version, "tanggal")


def _of(table: Table, version: int):
    return select(table).where(table.c.versi == version)


def _read(connection: Connection, table: Table, version: int, order: str) -> pd.DataFrame:
    query = _of(table, version).order_by(table.c[order])
    return pd.read_sql(query, connection).drop(columns="versi")
