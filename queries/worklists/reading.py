"""Reading the worklists: the only way from a page or a report to persons of the register.

Each read takes the scope of who asks first. What may be seen is a condition inside the SQL; the
audit row is written before anything is handed back, so where it cannot be written nothing is
shown. Numbers leave masked, but by `one_record` and `whole`, which ask for a reason.
"""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection, Table, func, inspect, select

from queries import audit, fieldwork, ledger, snapshots
from queries.app_store import LONGEST_REASON, checked
from queries.indicator import Snapshot
from queries.scope import CODE, ForbiddenError, Right, Scope
from queries.worklists import selects
from queries.worklists.lists import Ask
from register.schema import dipangkas, muatan, periode, wilayah

LOG = logging.getLogger(__name__)
PAGE_ROWS = 200
MOST_ROWS = 2000  # of one file: what a desa can go through, and no register carried away
SHORTEST_CODE = len("33.28.01")
MASK = "•" * 14
SECRET = secrets.token_bytes(32)  # of this process: a handle is worth nothing in another
LOOK, ONE, EXPORT = "lihat daftar", "lihat satu data", "ekspor daftar"
OFFICER = "lihat nama petugas"
UNDER_PASSWORD = "berkata sandi"  # as what is made of it leaves (reports.locking)
NOT_NOTED = "Jejak audit tidak dapat ditulis, jadi tidak ada yang ditampilkan. Coba lagi."
NOT_SAMPLE = "Tanpa masuk akun, daftar ini hanya terbuka untuk DATA CONTOH."
OUTSIDE = "Wilayah ini di luar cakupan akun Anda."


class NoPersonsError(LookupError):
    """The register holds no person of that month; the message says why, in Indonesian."""


class GoneError(LookupError):
    """A handle names no row of this list and account, or not any more."""


class NotNotedError(RuntimeError):
    """The audit cannot be written, so nothing is shown."""


@dataclass(frozen=True, eq=False)
class Page:
    """`rows`: kunci (handle for `one_record`), kode_desa, desa, nama, hubungan, nik and no_kk
    (masked, "" where there is none), alamat, dusun, rt, rw, sebab, tanggal (None: none).

    `total` rows on the list, `counted` rows it is chosen from (0: nothing known of the area);
    `first`: number of the first row here, from 1; `as_of`: the day it is true of.
    """

    rows: pd.DataFrame
    total: int
    counted: int
    first: int
    as_of: date


@dataclass(frozen=True, eq=False)
class Record:
    """One family or person in full. `people`: nama, hubungan, nik."""

    no_kk: str
    people: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Handed:
    """A list of one desa in full, for a file: nothing is masked.

    `rows`: no_kk, nik, nama, hubungan, tempat_lahir, tanggal_lahir, jenis_kelamin, pekerjaan,
    nama_ibu_kandung, alamat, dusun, rt, rw, sebab, tanggal; at most MOST_ROWS of `total`.
    `number`: of the audit row; `campaign`: kegiatan, mulai, batas (None: none runs);
    `place`: names of provinsi, kabupaten, kecamatan, desa.
    """

    ask: Ask
    rows: pd.DataFrame
    total: int
    number: int
    who: str
    reason: str
    as_of: date
    is_sample: bool
    campaign: tuple[str, date, date] | None
    place: tuple[str, str, str, str]


def read(scope: Scope, ask: Ask, page: int = 0, size: int = PAGE_ROWS) -> Page:
    """Return one page of a list, the first where there is no such page; numbers are masked.

    Raises ForbiddenError, BusyError, StoreError, NoPersonsError, NotNotedError.
    """
    size = min(size, PAGE_ROWS)
    with _opened(scope, ask) as (connection, snapshot, rows):
        counted, total = connection.execute(selects.counts(rows)).one()
        page = page if 0 <= page * size < total else 0
        query = selects.page_of(scope, ask, rows, size, page * size, shown=True)
        found = pd.read_sql(query, connection)
    _note(scope, LOOK, f"{ask.told} halaman {page + 1}", rows=len(found))
    rows = _tidy(found).assign(
        kunci=[_handle(scope, ask, *ids) for ids in _ids(found)],
        nik=found["nik"].map(_masked),
        no_kk=found["no_kk"].map(_masked),
    )
    kept = rows.drop(columns=["keluarga_id", "individu_id"])
    return Page(kept, total, counted, page * size + 1, snapshot.tanggal_acuan)


def one_record(scope: Scope, ask: Ask, key: str, reason: str) -> Record:
    """Return the full numbers of one row of a list, by the handle that `read` gave this account.

    Raises as `read` does; NoteError without a reason that can be written down, GoneError where the
    row is not on the list any more.
    """
    reason = checked("Alasan", reason, LONGEST_REASON)
    with _opened(scope, ask) as (connection, _, rows):
        keys = pd.read_sql(
            select(rows.c.keluarga_id, rows.c.individu_id).where(rows.c.masuk), connection
        )
        family, person = _meant(scope, ask, keys, key)
        people = pd.read_sql(selects.members(scope, ask, family, person), connection)
        no_kk = connection.scalar(selects.family_number(scope, ask, family))
    _note(scope, ONE, ask.told, reason=reason, rows=max(len(people), 1))
    return Record(no_kk or "", people.fillna(""))


def whole(scope: Scope, ask: Ask, reason: str) -> Handed:
    """Return a list of one desa in full, to be made into a file. Raises as `one_record` does."""
    reason = checked("Alasan", reason, LONGEST_REASON)
    with _opened(scope, ask) as (connection, snapshot, listed):
        _, total = connection.execute(selects.counts(listed)).one()
        query = selects.page_of(scope, ask, listed, MOST_ROWS, 0, shown=False)
        rows = _tidy(pd.read_sql(query, connection))
        campaigns = snapshots.campaigns(connection)
        place = _place(connection, ask.kode)
        is_sample = _is_sample(connection)
    number = _note(scope, EXPORT, f"{ask.told} {UNDER_PASSWORD}", reason=reason, rows=len(rows))
    running = campaigns[campaigns["kegiatan"] == snapshot.kegiatan]
    campaign = None
    if not running.empty:
        row = running.iloc[0]
        campaign = row["kegiatan"], snapshots.day(row["mulai"]), snapshots.day(row["batas"])
    return Handed(
        ask,
        rows.drop(columns=["keluarga_id", "individu_id", "kode_desa", "desa"]),
        total,
        number,
        scope.who,
        reason,
        snapshot.tanggal_acuan,
        is_sample,
        campaign,
        place,
    )


def officer_name(scope: Scope, kode_desa: str, number: int, reason: str) -> str:
    """Return the name behind the number of an officer of a desa. Raises as `one_record` does."""
    reason = checked("Alasan", reason, LONGEST_REASON)
    scope.must(Right.PETUGAS)
    with _register(scope, kode_desa) as connection:
        name = connection.scalar(fieldwork.name_query(kode_desa, number))
    if name is None:
        raise GoneError("Petugas itu tidak ada lagi di register. Muat ulang halamannya.")
    _note(scope, OFFICER, f"petugas {number} di {kode_desa}", reason=reason, rows=1)
    return name


def _note(scope: Scope, deed: str, about: str, *, reason: str = "", rows: int) -> int:
    try:
        return audit.record(scope, deed, about, reason=reason, rows=rows)
    except Exception as error:  # whatever the store says, it is no reason to show anything
        LOG.exception("audit")
        raise NotNotedError(NOT_NOTED) from error


@contextmanager
def _register(scope: Scope, kode: str) -> Iterator[Connection]:
    """Yield the register, for somebody who may see persons of an area in it."""
    if not CODE.fullmatch(kode) or len(kode) < SHORTEST_CODE or not scope.covers(kode):
        raise ForbiddenError(OUTSIDE)
    with ledger.opened() as connection:
        if connection is None:
            raise NoPersonsError("Register belum ada di komputer ini.")
        if scope.sample_only and not _is_sample(connection):
            raise ForbiddenError(NOT_SAMPLE)
        yield connection


@contextmanager
def _opened(scope: Scope, ask: Ask) -> Iterator[tuple[Connection, Snapshot, Table]]:
    """Yield the register, the month asked for, and the rows of the list that the scope holds.

    The rows, worked out once, lie in a temporary table of this connection and go with it.
    """
    with _register(scope, ask.kode) as connection:
        snapshot = _snapshot(connection, ask.periode)
        made = selects.listed(scope, ask, snapshot).into("sementara_daftar", temporary=True)
        connection.execute(made)
        yield connection, snapshot, made.table


def _is_sample(connection: Connection) -> bool:
    """Whether all that the ledger holds is invented; without a ledger nothing says so."""
    if not inspect(connection).has_table(muatan.name):
        return False
    query = select(muatan.c.contoh).where(muatan.c.dibatalkan_pada.is_(None)).distinct()
    told = set(connection.scalars(query))
    return True in told and False not in told


def _snapshot(connection: Connection, month: str) -> Snapshot:
    held = pd.read_sql(select(periode).where(periode.c.periode == month), connection)
    if held.empty:
        raise NoPersonsError("Register tidak memuat bulan itu.")
    if inspect(connection).has_table(dipangkas.name) and connection.scalar(
        select(func.count()).where(dipangkas.c.periode == month)
    ):
        raise NoPersonsError("Data orang bulan itu sudah dipangkas. Pilih bulan yang lebih baru.")
    return snapshots.of(connection, held, snapshots.campaigns(connection))[0]


def _place(connection: Connection, kode: str) -> tuple[str, str, str, str]:
    """Names of provinsi, kabupaten, kecamatan and desa."""
    codes = [kode[:length] for length in (2, 5, 8, 13)]
    query = select(wilayah.c.kode, wilayah.c.nama).where(wilayah.c.kode.in_(codes))
    names = dict(connection.execute(query).all())
    return tuple(names.get(code, "") for code in codes)


def _handle(scope: Scope, ask: Ask, family: str, person: str | None) -> str:
    """Name a row without saying whose it is; another account or list has other names."""
    told = "\n".join((scope.who, scope.told, ask.told, family, person or ""))
    return hmac.new(SECRET, told.encode(), hashlib.sha256).hexdigest()


def _meant(scope: Scope, ask: Ask, keys: pd.DataFrame, key: str) -> tuple[str, str | None]:
    for family, person in _ids(keys):
        if hmac.compare_digest(_handle(scope, ask, family, person), key):
            return family, person
    raise GoneError("Baris itu tidak ada lagi pada daftar ini. Muat ulang halamannya.")


def _ids(rows: pd.DataFrame) -> Iterator[tuple[str, str | None]]:
    plain = rows[["keluarga_id", "individu_id"]].astype(object)
    return plain.where(plain.notna(), None).itertuples(index=False, name=None)


def _tidy(rows: pd.DataFrame) -> pd.DataFrame:
    """Empty texts where there is nothing, and days without a time."""
    kept = rows.drop(columns="kurang").astype(object)
    for name in kept.columns.intersection(["tanggal", "tanggal_lahir"]):
        kept[name] = [None if pd.isna(day) else snapshots.day(day) for day in kept[name]]
    texts = kept.columns.difference(["tanggal", "tanggal_lahir"])
    kept[texts] = kept[texts].where(kept[texts].notna(), "")
    return kept


def _masked(number: str | None) -> str:
    """The last two digits of a number, and nothing of how the others begin or how many they are."""
    return "" if pd.isna(number) or not number else MASK + str(number)[-2:]
