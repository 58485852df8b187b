"""What a campaign's visits found: by reason, by officer, and beside a control sample.

An officer is a name within a desa: two persons of one name in two desa are never one, so nobody
answers for another's work; who works in two desa is two officers. The name stays in the register.
"""

from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, Connection, FromClause, Integer, Select, cast, func, select

from queries import snapshots
from queries.populations import campaign_targets
from queries.populations.campaigns import CONTROL, is_control
from queries.populations.spelling import CIVIL, bare, reason_group, unfit_reasons
from queries.summary import verval_alasan, verval_kontrol, verval_petugas
from register.schema import RESULTS, sasaran_verval, verval

TABLES = (verval_alasan.name, verval_petugas.name, verval_kontrol.name)
KECAMATAN = len("33.28.01")  # of a Kemendagri code


def of(
    connection: Connection, kegiatan: str, until: date, checked: dict[str, tuple[str, date]]
) -> dict[str, pd.DataFrame]:
    """Return the rows of each of TABLES for a campaign as of a day; `checked`: of `controls`."""
    queries = {
        verval_alasan.name: reasons_query(kegiatan, until),
        verval_petugas.name: officers_query(kegiatan, until),
    }
    name, begun = checked.get(kegiatan.lower(), ("", until))
    if name and begun <= until:
        queries[verval_kontrol.name] = control_query(kegiatan, name, begun, until)
    return {table: pd.read_sql(query, connection) for table, query in queries.items()}


def controls(connection: Connection) -> dict[str, tuple[str, date]]:
    """Return campaign (lower case) → name and first day of the control list drawn from it."""
    query = (
        select(sasaran_verval.c.kegiatan, func.min(sasaran_verval.c.mulai))
        .where(is_control(sasaran_verval.c.kegiatan))
        .group_by(sasaran_verval.c.kegiatan)
    )
    return {
        name[len(CONTROL) - 1 :].strip().lower(): (name, snapshots.day(begun))
        for name, begun in connection.execute(query)
    }


def reasons_query(kegiatan: str, until: date) -> Select:
    """kode_desa, tanggal, alasan, jumlah: as table `verval_harian`, of those tidak layak."""
    rows = campaign_targets(kegiatan, until).cte("rows")
    reason = reason_group(rows.c.alasan, (*unfit_reasons(), *CIVIL)).label("alasan")
    counted = (
        select(rows.c.kode_desa, rows.c.selesai_pada.label("tanggal"), reason)
        .where(rows.c.hasil == "tidak layak")
        .cte("counted")
    )
    return (
        select(*counted.c, func.count().label("jumlah")).group_by(*counted.c).order_by(*counted.c)
    )


def officers_query(kegiatan: str, until: date) -> Select:
    """The columns of table `verval_petugas`, a row an officer and month of the last visit.

    A family counts once, for the officer of its last visit, in the desa of that visit.
    """
    rows, numbers = campaign_targets(kegiatan, until).cte("rows"), _numbers().cte("numbers")
    same = _is_officer(numbers, rows.c.desa_kunjungan, rows.c.petugas)
    keys = [
        rows.c.desa_kunjungan.label("kode_desa"),
        numbers.c.nomor.label("nomor_petugas"),
        func.substr(cast(rows.c.kunjungan, verval.c.periode.type), 1, 7).label("bulan"),
    ]
    wait = cast(rows.c.unggah - rows.c.kunjungan, Integer)
    conditions = {
        **{name.replace(" ", "_"): rows.c.hasil == name for name in RESULTS},
        "dengan_bukti": rows.c.ada_bukti,
        "unggah_0_1": wait.between(0, 1),
        "unggah_2_3": wait.between(2, 3),
        "unggah_4_7": wait.between(4, 7),
        "unggah_lebih_7": wait > 7,
        "unggah_tanpa": ~func.coalesce(wait >= 0, False),
    }
    counted = (
        select(*keys, rows.c.kunjungan, *[c.label(name) for name, c in conditions.items()])
        .join_from(rows, numbers, same, isouter=True)
        .where(rows.c.selesai_pada.is_not(None))
        .cte("counted")
    )
    by = [counted.c[key.name] for key in keys]
    return (
        select(
            *by,
            func.count(counted.c.kunjungan.distinct()).label("hari_aktif"),
            *[func.count().filter(counted.c[name]).label(name) for name in conditions],
        )
        .group_by(*by)
        .order_by(*by)
    )


def _numbers() -> Select:
    """kode_desa, nama_polos, nomor: the number of each officer within the kecamatan.

    In order of the first list and day that name the officer, so that new ones come behind; of two
    at once in order of a hash, which says nothing of the name. Control visits do not count.
    """
    name = bare(verval.c.petugas).label("nama_polos")
    first = (
        select(
            verval.c.kode_desa,
            name,
            func.min(verval.c.periode).label("daftar"),
            func.min(verval.c.tanggal_kunjungan).label("hari"),
        )
        .where(func.coalesce(name, "") != "", ~is_control(verval.c.kegiatan))
        .group_by(verval.c.kode_desa, name)
        .cte("first")
    )
    order = [first.c.daftar, first.c.hari, func.md5(first.c.kode_desa + first.c.nama_polos)]
    place = func.row_number().over(partition_by=kecamatan(first.c.kode_desa), order_by=order)
    return select(first.c.kode_desa, first.c.nama_polos, place.label("nomor"))


def _is_officer(
    numbers: FromClause, desa: ColumnElement, name: ColumnElement
) -> ColumnElement[bool]:
    return (desa == numbers.c.kode_desa) & (bare(name) == numbers.c.nama_polos)


def name_query(kode_desa: str, number: int) -> Select:
    """The name, as the lists write it, behind the number of an officer of a desa; NULL for none."""
    numbers = _numbers().cte("numbers")
    same = _is_officer(numbers, verval.c.kode_desa, verval.c.petugas)
    return (
        select(func.min(verval.c.petugas))
        .join_from(verval, numbers, same)
        .where(numbers.c.kode_desa == kode_desa, numbers.c.nomor == number)
    )


def kecamatan(desa: ColumnElement) -> ColumnElement[str]:
    """The code of the kecamatan a desa lies in."""
    return func.substr(desa, 1, KECAMATAN)


def control_query(kegiatan: str, control: str, begun: date, until: date) -> Select:
    """The columns of table `verval_kontrol`, a row a kecamatan and result of the officers.

    That result is the last one before the control began: what the sample was drawn from.
    """
    first = campaign_targets(kegiatan, before(begun)).cte("first")
    second = campaign_targets(control, until).cte("second")
    keys = [kecamatan(first.c.kode_desa).label("kode_kecamatan"), first.c.hasil.label("hasil_awal")]
    counted = (
        select(*keys, second.c.keluarga_id.label("ditarik"), second.c.hasil)
        .join_from(first, second, first.c.keluarga_id == second.c.keluarga_id, isouter=True)
        .where(first.c.hasil.is_not(None))
        .cte("counted")
    )
    by = [counted.c[key.name] for key in keys]
    found = [
        func.count().filter(counted.c.hasil == name).label(name.replace(" ", "_"))
        for name in RESULTS
    ]
    return (
        select(
            *by,
            func.count().label("keluarga"),
            func.count(counted.c.ditarik).label("kontrol"),
            *found,
        )
        .group_by(*by)
        .order_by(*by)
    )


def before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
