"""Reading the worklists: the only way from a page or a report to persons of the register.

Each read takes the scope of who asks first. What may be seen is a condition inside the SQL; the
audit row is written before anything is handed back, so where it cannot be written nothing is
shown. Numbers leave masked, but by `one_record` and `whole`, which ask for a reason.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Table,
    and_,
    case,
    func,
    inspect,
    literal,
    or_,
    select,
)

from queries import audit, ledger, snapshots
from queries.app_store import checked
from queries.indicator import Snapshot
from queries.populations.families import ITEMS
from queries.populations.spelling import is_head
from queries.scope import CODE, ForbiddenError, Scope
from queries.worklists.lists import Worklist
from register.schema import dipangkas, individu, keluarga, muatan, periode, wilayah

PAGE_ROWS = 200
MOST_ROWS = 2000  # of one file: what a desa can go through, and no register carried away
LONGEST_REASON = 200
SHORTEST_CODE = len("33.28.01")
MASK = "•" * 14
SECRET = secrets.token_bytes(32)  # of this process: a handle is worth nothing in another
LOOK, ONE, EXPORT = "lihat daftar", "lihat satu data", "ekspor daftar"
# Never beside a masked number: they tell what it hides (domain.md, privacy).
GIVEAWAY = ("tempat_lahir", "tanggal_lahir", "jenis_kelamin", "nama_ibu_kandung")
PLACE = ("alamat", "dusun", "rt", "rw")
NOT_SAMPLE = "Tanpa masuk akun, daftar ini hanya terbuka untuk DATA CONTOH."
OUTSIDE = "Wilayah ini di luar cakupan akun Anda."


class NoPersonsError(LookupError):
    """The register holds no person of that month; the message says why, in Indonesian."""


@dataclass(frozen=True)
class Ask:
    """Which list, of which desa or kecamatan, in which month."""

    worklist: Worklist
    kode: str
    periode: str

    @property
    def told(self) -> str:
        """What the audit calls it: no person."""
        return f"{self.worklist.code} {self.kode} {self.periode}"


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

    Raises ForbiddenError, BusyError, StoreError, NoPersonsError, and whatever the store of the
    audit raises.
    """
    size = min(size, PAGE_ROWS)
    with _opened(scope, ask) as (connection, snapshot, rows):
        counted, total = connection.execute(_counts(rows)).one()
        page = page if 0 <= page * size < total else 0
        query = _page(scope, ask, rows, size, page * size, shown=True)
        found = pd.read_sql(query, connection)
    audit.record(scope, LOOK, f"{ask.told} halaman {page + 1}", rows=len(found))
    rows = _tidy(found).assign(
        kunci=[_handle(scope, ask, *ids) for ids in _ids(found)],
        nik=found["nik"].map(_masked),
        no_kk=found["no_kk"].map(_masked),
    )
    kept = rows.drop(columns=["keluarga_id", "individu_id"])
    return Page(kept, total, counted, page * size + 1, snapshot.tanggal_acuan)


def one_record(scope: Scope, ask: Ask, key: str, reason: str) -> Record:
    """Return the full numbers of one row of a list, by the handle that `read` gave this account.

    Raises as `read` does; NoteError without a reason that can be written down, LookupError where
    the row is not on the list any more.
    """
    reason = checked("Alasan", reason, LONGEST_REASON)
    with _opened(scope, ask) as (connection, _, rows):
        keys = pd.read_sql(
            select(rows.c.keluarga_id, rows.c.individu_id).where(rows.c.masuk), connection
        )
        family, person = _meant(scope, ask, keys, key)
        people = pd.read_sql(_members(scope, ask, family, person), connection)
        no_kk = connection.scalar(_no_kk(scope, ask, family))
    audit.record(scope, ONE, ask.told, reason=reason, rows=max(len(people), 1))
    return Record(no_kk or "", people.fillna(""))


def whole(scope: Scope, ask: Ask, reason: str) -> Handed:
    """Return a list of one desa in full, to be made into a file. Raises as `one_record` does."""
    reason = checked("Alasan", reason, LONGEST_REASON)
    with _opened(scope, ask) as (connection, snapshot, listed):
        _, total = connection.execute(_counts(listed)).one()
        query = _page(scope, ask, listed, MOST_ROWS, 0, shown=False)
        rows = _tidy(pd.read_sql(query, connection))
        campaigns = snapshots.campaigns(connection)
        place = _place(connection, ask.kode)
        is_sample = _is_sample(connection)
    number = audit.record(scope, EXPORT, ask.told, reason=reason, rows=len(rows))
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


@contextmanager
def _opened(scope: Scope, ask: Ask) -> Iterator[tuple[Connection, Snapshot, Table]]:
    """Yield the register, the month asked for, and the rows of the list that the scope holds.

    The rows, worked out once, lie in a temporary table of this connection and go with it.
    """
    if not CODE.fullmatch(ask.kode) or len(ask.kode) < SHORTEST_CODE or not scope.covers(ask.kode):
        raise ForbiddenError(OUTSIDE)
    with ledger.opened() as connection:
        if connection is None:
            raise NoPersonsError("Register belum ada di komputer ini.")
        if scope.sample_only and not _is_sample(connection):
            raise ForbiddenError(NOT_SAMPLE)
        snapshot = _snapshot(connection, ask.periode)
        made = _listed(scope, ask, snapshot).into("sementara_daftar", temporary=True)
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


def _listed(scope: Scope, ask: Ask, snapshot: Snapshot) -> Select:
    """The rows a list is chosen from, those the scope holds and the area asked for."""
    rows = ask.worklist.rows(snapshot).cte("isi_daftar")
    desa = rows.c.kode_desa
    inside = or_(desa == ask.kode, desa.startswith(literal(f"{ask.kode}.")))
    return select(rows).where(scope.within(desa), inside)


def _counts(rows: Table) -> Select:
    return select(func.count(), func.count().filter(rows.c.masuk)).select_from(rows)


def _page(scope: Scope, ask: Ask, rows: Table, size: int, skip: int, *, shown: bool) -> Select:
    """Rows of a list with home and name, by RW, RT and family; `shown`: without what tells a NIK.

    The home is joined before the cut, which goes by it; names only for the rows left.
    """
    home = _home(scope, ask, rows)
    placed = (
        select(
            *[rows.c[name] for name in ("kode_desa", "keluarga_id", "individu_id")],
            *[rows.c[name] for name in ("sebab", "tanggal")],
            _family_number(rows).label("no_kk"),
            *[keluarga.c[name] for name in PLACE],
        )
        .select_from(rows.outerjoin(keluarga, home))
        .where(rows.c.masuk)
        .order_by(*_order(keluarga, rows))
        .limit(size)
        .offset(skip)
        .cte("halaman")
    )
    people = _people(scope, ask, placed, shown)
    named = [
        column for column in people.c if column.name not in ("keluarga_id", "individu_id", "ke")
    ]
    return (
        select(placed, wilayah.c.nama.label("desa"), *named)
        .select_from(
            placed.outerjoin(people, _which(ask.worklist, placed, people, shown)).outerjoin(
                wilayah, wilayah.c.kode == placed.c.kode_desa
            )
        )
        .order_by(*_order(placed, placed), people.c.ke)
        .limit(size)
    )


def _home(scope: Scope, ask: Ask, rows: FromClause) -> ColumnElement[bool]:
    """Where the family lives that month; not shown where that is outside the scope."""
    return and_(
        keluarga.c.keluarga_id == rows.c.keluarga_id,
        keluarga.c.periode == ask.periode,
        scope.within(keluarga.c.kode_desa),
    )


def _family_number(rows: FromClause) -> ColumnElement:
    """The No KK; a family that a target list alone names goes by it."""
    own = case((~rows.c.keluarga_id.startswith("RT"), rows.c.keluarga_id))
    return func.coalesce(keluarga.c.no_kk, own)


def _order(home: FromClause, rows: FromClause) -> list[ColumnElement]:
    return [
        rows.c.kode_desa,
        func.coalesce(home.c.rw, "~"),
        func.coalesce(home.c.rt, "~"),
        rows.c.keluarga_id,
        func.coalesce(rows.c.individu_id, ""),
    ]


def _people(scope: Scope, ask: Ask, placed: FromClause, shown: bool):
    """Persons of the families there, the head first: `ke` 1."""
    more = () if shown else (*GIVEAWAY, "pekerjaan")
    first = [is_head(individu.c.hubungan_keluarga).desc(), individu.c.individu_id]
    lacking = or_(
        *[column.is_(None) for column in ITEMS.values()],
        ~func.coalesce(individu.c.ada_alamat, False),
    )
    return (
        select(
            individu.c.keluarga_id,
            individu.c.individu_id,
            individu.c.nama,
            individu.c.hubungan_keluarga.label("hubungan"),
            individu.c.nik,
            *[individu.c[name] for name in more],
            and_(individu.c.aktif, lacking).label("kurang"),
            func.row_number().over(partition_by=individu.c.keluarga_id, order_by=first).label("ke"),
        )
        .where(
            individu.c.periode == ask.periode,
            scope.within(individu.c.kode_desa),
            individu.c.keluarga_id.in_(select(placed.c.keluarga_id)),
        )
        .cte("orang_serumah")
    )


def _which(worklist: Worklist, placed, people, shown: bool) -> ColumnElement[bool]:
    """Whom a row names: the person meant, each member at fault, or the head."""
    same = placed.c.keluarga_id == people.c.keluarga_id
    if worklist.by_person:
        return and_(same, placed.c.individu_id == people.c.individu_id)
    if worklist.each_member and not shown:
        return and_(same, people.c.kurang)
    return and_(same, people.c.ke == 1)


def _members(scope: Scope, ask: Ask, family: str, person: str | None) -> Select:
    query = select(
        individu.c.nama, individu.c.hubungan_keluarga.label("hubungan"), individu.c.nik
    ).where(
        individu.c.periode == ask.periode,
        individu.c.keluarga_id == family,
        scope.within(individu.c.kode_desa),
    )
    if person is not None:
        query = query.where(individu.c.individu_id == person)
    return query.order_by(is_head(individu.c.hubungan_keluarga).desc(), individu.c.individu_id)


def _no_kk(scope: Scope, ask: Ask, family: str) -> Select:
    one = select(literal(family).label("keluarga_id")).subquery()
    return select(_family_number(one)).select_from(one.outerjoin(keluarga, _home(scope, ask, one)))


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
    raise LookupError("Baris itu tidak ada lagi pada daftar ini. Muat ulang halamannya.")


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
