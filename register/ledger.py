"""The load ledger: which files are in the register, from when, by whom, and in force or not."""

from calendar import monthrange
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import (
    Connection,
    Row,
    Select,
    Subquery,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
    update,
)

from register.facts import era_of
from register.importers.catalogue import FORMATS
from register.importers.format import Format, ImportFailedError, Place
from register.schema import ARCHIVE, dipangkas, karantina, muatan, periode

WIB = ZoneInfo("Asia/Jakarta")
LOCK = 20260301  # any number, the same in every process that changes a register
KEPT = muatan.c.dibatalkan_pada.is_(None)  # not taken back


def alone(connection: Connection) -> None:
    """Let others who would change the register wait until this transaction ends.

    DuckDB lets one process in at a time by itself.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))


def moment(today: date | None = None) -> datetime:
    """Return the time now in WIB, on another day if one is given."""
    now = datetime.now(WIB)
    return datetime.combine(today, now.timetz()) if today else now


def utc(moment: datetime) -> datetime:
    """Return the time as the ledger keeps it: UTC, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def form_of(code: str) -> Format | None:
    """Return a format by its code; None for one this version does not know."""
    return next((form for form in FORMATS if form.code == code), None)


def is_in_force(
    connection: Connection, fingerprint: str, periode_code: str, kode_desa: str | None = None
) -> bool:
    """Return whether the very file is there, whole: not replaced in part, not taken back.

    With a desa given, whether it brought rows of that desa: a file that does not say its desa
    may have been imported under another.
    """
    same = connection.execute(
        select(muatan.c.muatan_id, muatan.c.format).where(
            muatan.c.sha256 == fingerprint,
            muatan.c.periode == periode_code,
            muatan.c.digantikan_oleh.is_(None),
            KEPT,
        )
    ).all()
    return any(kode_desa is None or _holds(connection, row, kode_desa) for row in same)


def _holds(connection: Connection, load: Row, kode_desa: str) -> bool:
    form = form_of(load.format)
    if form and form.place is not Place.GIVEN:
        return True
    tables = [fill.table for fill in form.fills if "kode_desa" in fill.table.c] if form else []
    own = [
        exists().where(t.c.muatan_id == load.muatan_id, t.c.kode_desa == kode_desa) for t in tables
    ]
    return bool(own) and connection.scalar(select(or_(*own)))


def next_id(connection: Connection) -> int:
    return connection.scalar(select(func.coalesce(func.max(muatan.c.muatan_id), 0))) + 1


def find(connection: Connection, muatan_id: int) -> Row:
    """Return a load. Raises ImportFailedError when there is none of that number."""
    found = connection.execute(select(muatan).where(muatan.c.muatan_id == muatan_id)).one_or_none()
    if found is None:
        raise ImportFailedError(f"Muatan {muatan_id} tidak ada. Lihat: python -m register ledger")
    return found


def refuse_to_come(code: str, day: date) -> None:
    """Raise ImportFailedError when the month has not begun."""
    if code > f"{day:%Y-%m}":
        raise ImportFailedError(f"Periode {code} belum berjalan. Periksa --periode.")


def refuse_pruned(connection: Connection, code: str) -> None:
    """Raise ImportFailedError when the persons of the month have been deleted for good."""
    if connection.scalar(select(exists().where(dipangkas.c.periode == code))):
        raise ImportFailedError(
            f"Data perorangan periode {code} sudah dipangkas (register prune). Bulan itu tidak "
            "menerima berkas lagi dan muatannya tidak dapat dibatalkan; angkanya tetap ada pada "
            "terbitan."
        )


def refuse_mixture(connection: Connection, is_sample: bool | None) -> None:
    """Invented and real people never share a register: nobody could tell them apart after."""
    other = exists().where(muatan.c.contoh.is_(not is_sample), KEPT)
    if is_sample is None or not connection.scalar(select(other)):
        return
    if is_sample:
        raise ImportFailedError("Berkas ini DATA CONTOH, sedangkan register ini berisi data asli.")
    raise ImportFailedError(
        "Register ini berisi DATA CONTOH. Impor berkas asli ke register baru, misalnya dengan "
        "PANTAU_DATA=data-kantor di depan perintah ini."
    )


def date_periode(connection: Connection, code: str, day: date) -> None:
    """Note the periode; while its month runs, the as-of date is the day of loading."""
    year, month = map(int, code.split("-"))
    as_of = min(date(year, month, monthrange(year, month)[1]), day)
    if connection.scalar(select(exists().where(periode.c.periode == code))):
        change = update(periode).where(periode.c.periode == code).values(tanggal_acuan=as_of)
    else:
        change = insert(periode).values(periode=code, era=era_of(code), tanggal_acuan=as_of)
    connection.execute(change)


def redate_periode(connection: Connection, code: str) -> None:
    """Note the periode as the last load left it that is still there; forget it without any."""
    kept = select(muatan.c.pada).where(muatan.c.periode == code, KEPT)
    last = connection.scalar(kept.order_by(muatan.c.muatan_id.desc()).limit(1))
    if last is None:
        connection.execute(delete(periode).where(periode.c.periode == code))
    else:
        date_periode(connection, code, last.replace(tzinfo=UTC).astimezone(WIB).date())


def mark_replaced(connection: Connection, loads: set[int], by: int) -> None:
    """Write that a new load has replaced rows of these, unless another did before."""
    first = muatan.c.digantikan_oleh.is_(None)
    connection.execute(
        update(muatan).where(muatan.c.muatan_id.in_(loads), first).values(digantikan_oleh=by)
    )


def remark_replaced(connection: Connection, by: int) -> None:
    """Write anew who was the first to replace rows of the loads marked as replaced by this one."""
    marked = select(muatan.c.muatan_id).where(muatan.c.digantikan_oleh == by)
    loads = list(connection.scalars(marked))
    first = dict.fromkeys(loads)
    for old, new in connection.execute(_replacements(loads)):
        first[old] = min(new, first[old] or new)
    for old, new in first.items():
        connection.execute(
            update(muatan).where(muatan.c.muatan_id == old).values(digantikan_oleh=new)
        )


def releases() -> Subquery:
    """Select the loads of rows that had waited: muatan_id, and `asal`, the load they waited in.

    Such a load stands where its origin stands in the order of files. Older rows of its kind that
    wait no more because of it are not its own.
    """
    release, origin = muatan.alias(), muatan.alias()
    return (
        select(
            karantina.c.dilepas_oleh.label("muatan_id"),
            func.max(karantina.c.muatan_id).label("asal"),
        )
        .join(release, release.c.muatan_id == karantina.c.dilepas_oleh)
        .join(origin, origin.c.muatan_id == karantina.c.muatan_id)
        .where(release.c.perbaikan, release.c.format == origin.c.format)
        .group_by(karantina.c.dilepas_oleh)
        .subquery()
    )


def _replacements(loads: list[int]) -> Select:
    """Rows in the archive, and rows that wait no more because a newer file came."""
    archived = [
        select(twin.c.muatan_id, func.min(twin.c.diganti_muatan))
        .where(twin.c.muatan_id.in_(loads))
        .group_by(twin.c.muatan_id)
        for twin in ARCHIVE.values()
    ]
    released = releases()
    own = and_(
        released.c.muatan_id == karantina.c.dilepas_oleh,
        released.c.asal == karantina.c.muatan_id,
    )
    outdated = (
        select(karantina.c.muatan_id, func.min(karantina.c.dilepas_oleh))
        .join_from(karantina, released, own, isouter=True)
        .where(
            karantina.c.muatan_id.in_(loads),
            karantina.c.dilepas_oleh.is_not(None),
            released.c.asal.is_(None),
        )
        .group_by(karantina.c.muatan_id)
    )
    return union_all(*archived, outdated)


def listing(connection: Connection) -> pd.DataFrame:
    """Return every load: the columns of `muatan`, and `menunggu`, rows that still wait."""
    waits = (
        select(func.count())
        .where(karantina.c.muatan_id == muatan.c.muatan_id, karantina.c.dilepas_oleh.is_(None))
        .scalar_subquery()
    )
    query = select(muatan, func.coalesce(waits, literal(0)).label("menunggu"))
    return pd.read_sql(query.order_by(muatan.c.muatan_id), connection)
