"""Small selects on a published version. Every function takes a connection and the version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, Table, func, inspect, select

from queries import summary
from queries.measure import SUMS, WHOLE
from queries.populations.coverage import BY_FAMILY


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


def sums(connection: Connection, version: int, code: str, within: str = "") -> pd.DataFrame:
    """Return kode_desa, periode, rincian, numerator, denominator, unknown of one indicator.

    `within`: only of desa whose code begins so.
    A desa without a row in a periode had nothing to count in it.
    """
    table = summary.capaian
    query = select(*[table.c[n] for n in ("kode_desa", "periode", "rincian", *SUMS)]).where(
        table.c.versi == version, table.c.indikator == code
    )
    if within:
        query = query.where(table.c.kode_desa.startswith(within))
    return pd.read_sql(query.order_by(table.c.periode, table.c.kode_desa), connection)


def month_sums(connection: Connection, version: int, code: str, month: str) -> pd.DataFrame:
    """Return the columns of `sums` of one indicator and one month, all its parts."""
    table = summary.capaian
    query = select(*[table.c[n] for n in ("kode_desa", "periode", "rincian", *SUMS)]).where(
        table.c.versi == version, table.c.indikator == code, table.c.periode == month
    )
    return pd.read_sql(query.order_by(table.c.kode_desa, table.c.rincian), connection)


def added_sums(
    connection: Connection, version: int, code: str, parts: Sequence[str]
) -> pd.DataFrame:
    """Return the columns of `sums` of one indicator, these parts of it added up under WHOLE."""
    table, keys = summary.capaian, ["kode_desa", "periode"]
    columns = [table.c[name] for name in keys]
    query = (
        select(*columns, *[func.sum(table.c[name]).label(name) for name in SUMS])
        .where(table.c.versi == version, table.c.indikator == code, table.c.rincian.in_(parts))
        .group_by(*columns)
        .order_by(*columns)
    )
    rows = pd.read_sql(query, connection)
    return rows.astype(dict.fromkeys(SUMS, int)).assign(rincian=WHOLE)


def parts(connection: Connection, version: int, code: str) -> list[str]:
    """Return the rincian that an indicator has in any month, in order of the alphabet."""
    table = summary.capaian
    query = select(table.c.rincian).where(table.c.versi == version, table.c.indikator == code)
    return sorted(connection.scalars(query.distinct()))


def lists(connection: Connection, version: int, code: str, within: str = "") -> pd.Series:
    """Return periode → tuple of the programmes paid per family that somebody is on the list of.

    By the coverage `code`; `within`: only of desa whose code begins so. A month without is missing.
    """
    table = summary.capaian
    query = (
        select(table.c.periode, table.c.rincian)
        .where(table.c.versi == version, table.c.indikator == code)
        .where(table.c.rincian.in_(BY_FAMILY), table.c.numerator > 0)
        .where(table.c.kode_desa.startswith(within))
        .distinct()
        .order_by(table.c.periode, table.c.rincian)
    )
    return pd.read_sql(query, connection).groupby("periode")["rincian"].agg(tuple)


def overlaps(connection: Connection, version: int, month: str) -> pd.DataFrame:
    """Return kode_desa, kombinasi, keluarga, tidak_aktif of one month, by desa."""
    rows = _read_if_there(connection, summary.irisan, version, "kode_desa", periode=month)
    return rows.drop(columns="periode")


def pair_rules(connection: Connection, version: int, month: str) -> pd.DataFrame:
    """Return pasangan, boleh, dasar, sumber, catatan: the rules on programmes held together."""
    rows = _read_if_there(connection, summary.rangkap, version, "pasangan", periode=month)
    return rows.drop(columns="periode")


def people(connection: Connection, version: int) -> pd.Series:
    """Return persons living in a desa, by its kode; desa of which it is not known are missing."""
    rows = _read_if_there(connection, summary.penduduk, version, "kode_desa")
    return rows.set_index("kode_desa")["penduduk"]


def wholes(connection: Connection, version: int) -> pd.DataFrame:
    """Return indikator and the columns of `sums` of every indicator, without its breakdowns.

    One pass, where reading each by itself takes seconds.
    """
    table = summary.capaian
    query = select(*[table.c[n] for n in ("indikator", "kode_desa", "periode", "rincian", *SUMS)])
    query = query.where(table.c.versi == version, table.c.rincian == WHOLE)
    return pd.read_sql(query, connection)


def totals(connection: Connection, version: int, month: str) -> pd.DataFrame:
    """Return the three sums over all desa of one month, indexed by indikator and rincian."""
    return _added_up(connection, version, ["indikator", "rincian"], periode=month)


def flows(connection: Connection, version: int, code: str) -> pd.DataFrame:
    """Return the three sums of an indicator over all desa, indexed by periode."""
    return _added_up(connection, version, ["periode"], indikator=code, rincian=WHOLE)


def _added_up(connection: Connection, version: int, by: list[str], **only: str) -> pd.DataFrame:
    """Return the three sums over all desa, indexed by `by`, of the rows that `only` names."""
    table = summary.capaian
    keys = [table.c[name] for name in by]
    query = (
        select(*keys, *[func.sum(table.c[name]).label(name) for name in SUMS])
        .where(table.c.versi == version, *[table.c[name] == only[name] for name in only])
        .group_by(*keys)
        .order_by(*keys)
    )
    return pd.read_sql(query, connection).set_index(by).astype(int)


def aggregates(connection: Connection, version: int) -> pd.DataFrame:
    """Return periode, kode_desa, indikator of the sums an office brought as such.

    Empty for a version published before there were any.
    """
    return _read_if_there(connection, summary.agregat, version, "periode")


def capaian(connection: Connection, version: int) -> pd.DataFrame:
    """Return all sums of a version: the columns of table `capaian`."""
    return pd.read_sql(_of(summary.capaian, version), connection).drop(columns="versi")


def problems(connection: Connection, version: int) -> pd.DataFrame:
    """Return aturan, periode, kode_desa, tentang, keterangan, alasan: what it was published in
    spite of. Empty for a version published before there was a gate."""
    return _read_if_there(connection, summary.masalah, version, "periode")


def revisions(connection: Connection, version: int, code: str | None = None) -> pd.DataFrame:
    """Return indikator, rincian, periode, kode_desa, terbitan_lama and the three sums that
    version gave; of one indicator, or of all. Sums are empty where it gave none."""
    rows = _read_if_there(connection, summary.revisi, version, "terbitan_lama")
    return rows if code is None else rows[rows["indikator"] == code].reset_index(drop=True)


def strata(
    connection: Connection, version: int, month: str, program: str | None = None
) -> pd.DataFrame:
    """Return the rows of table `lapisan` of one month: families by desa, programme, stratum.

    Of all programmes, or of one ("": the rows of no programme).
    """
    only = {"periode": month} | ({} if program is None else {"program": program})
    return _read_if_there(connection, summary.lapisan, version, "kode_desa", **only)


def reasons(connection: Connection, version: int, month: str) -> pd.DataFrame:
    """Return the rows of table `alasan_tidak_layak` of one month."""
    return _read_if_there(connection, summary.alasan, version, "kode_desa", periode=month)


def waiting(connection: Connection, version: int) -> pd.DataFrame:
    """Return the rows of table `lama_usulan`: proposals by the days they took or have waited."""
    return _read_if_there(connection, summary.lama_usulan, version, "kode_desa")


def stages(connection: Connection, version: int, month: str) -> pd.DataFrame:
    """Return kode_desa, jenis, jalur, tahap, umur, alasan, jumlah: proposals of one month."""
    rows = _read_if_there(connection, summary.alur_usulan, version, "kode_desa", periode=month)
    return rows.drop(columns="periode")


def answers(connection: Connection, version: int) -> pd.DataFrame:
    """Return the rows of table `jawaban_laporan`: reports by the days they took or have waited."""
    return _read_if_there(connection, summary.jawaban_laporan, version, "kode_desa")


def cutoffs(connection: Connection, version: int) -> pd.DataFrame:
    """Return the rows of table `terbitan_cutoff`: the dated rules, as `queries.cutoffs` asks."""
    return _read_if_there(connection, summary.cutoff, version, "hari_sampai")


def officers(connection: Connection, version: int, until: str, within: str = "") -> pd.DataFrame:
    """Return the rows of table `terbitan_petugas` of the newest list up to a month.

    `within`: the newest that has areas whose code begins so.
    """
    table = summary.petugas
    newest = select(func.max(table.c.periode)).where(
        table.c.versi == version,
        table.c.periode <= until,
        table.c.kode_wilayah.startswith(within),
    )
    return _read_if_there(
        connection, table, version, "kode_wilayah", periode=newest.scalar_subquery()
    )


def quotas(connection: Connection, version: int, month: str) -> pd.DataFrame:
    """Return program, kode_wilayah, jumlah, satuan, sumber of the quotas in force in a month."""
    rows = _read_if_there(connection, summary.kuota, version, "program", periode=month)
    return rows.drop(columns="periode")


def benchmarks(connection: Connection, version: int) -> pd.DataFrame:
    """Return kode_wilayah, tahun, ukuran, nilai, satuan, rse_pct, sumber."""
    return _read_if_there(connection, summary.pembanding, version, "tahun")


def campaigns(connection: Connection, version: int) -> pd.DataFrame:
    """Return kegiatan, mulai, batas: one row per verval campaign, the earliest first."""
    return _read(connection, summary.kegiatan, version, "mulai")


def targets(connection: Connection, version: int) -> pd.DataFrame:
    """Return kegiatan, kode_desa, sasaran: families on the frozen list."""
    return _read(connection, summary.verval_sasaran, version, "kode_desa")


def days(connection: Connection, version: int) -> pd.DataFrame:
    """Return kegiatan, kode_desa, tanggal, hasil, jumlah: families done that day."""
    return _read(connection, summary.verval_harian, version, "tanggal")


def unfit_reasons(connection: Connection, version: int, campaign: str) -> pd.DataFrame:
    """Return kode_desa, tanggal, alasan, jumlah: families of a campaign found tidak layak."""
    return _read_if_there(
        connection, summary.verval_alasan, version, "kode_desa", kegiatan=campaign
    )


def field_officers(connection: Connection, version: int, campaign: str) -> pd.DataFrame:
    """Return the rows of table `verval_petugas` of a campaign."""
    return _read_if_there(
        connection, summary.verval_petugas, version, "kode_desa", kegiatan=campaign
    )


def control(connection: Connection, version: int, campaign: str) -> pd.DataFrame:
    """Return the rows of table `verval_kontrol` of a campaign; none: no control list."""
    return _read_if_there(
        connection, summary.verval_kontrol, version, "kode_kecamatan", kegiatan=campaign
    )


def officer_days(connection: Connection, version: int) -> pd.DataFrame:
    """Return kegiatan, kode_desa, tanggal, jumlah_petugas: officers with a result that day."""
    return _read_if_there(connection, summary.verval_laju, version, "tanggal")


def days_off(connection: Connection, version: int) -> pd.DataFrame:
    """Return kode_wilayah, tanggal, hari, jenis: days nobody works, by day.

    Empty for a version published before they were taken out.
    """
    return _read_if_there(connection, summary.libur, version, "tanggal")


def public_cells(connection: Connection, version: int) -> pd.DataFrame:
    """Return the rows of table `publik`: what is for everybody; see `queries.disclosure`.

    Empty for a version published before there was a public face.
    """
    return _read_if_there(connection, summary.publik, version, "kode_wilayah")


def _of(table: Table, version: int, **only):
    query = select(table).where(table.c.versi == version)
    return query.where(*[table.c[name] == value for name, value in only.items()])


def _read(connection: Connection, table: Table, version: int, order: str, **only) -> pd.DataFrame:
    query = _of(table, version, **only).order_by(table.c[order])
    return pd.read_sql(query, connection).drop(columns="versi")


def _read_if_there(
    connection: Connection, table: Table, version: int, order: str, **only
) -> pd.DataFrame:
    """As `_read`; no rows of a version that was published before there was such a table."""
    if not inspect(connection).has_table(table.name):
        return pd.DataFrame(columns=[name for name in table.c.keys() if name != "versi"])  # noqa: SIM118
    return _read(connection, table, version, order, **only)
