"""Take a load back: its rows go, what gave way to it returns; the ledger keeps who did it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Table,
    and_,
    delete,
    func,
    or_,
    select,
    union,
    update,
)

from register import ledger, replacing
from register.importers.catalogue import FORMATS
from register.importers.format import ImportFailedError
from register.schema import ARCHIVE, FROM_FILES, catatan_muatan, karantina, muatan


@dataclass(frozen=True)
class Undone:
    """`removed`: rows of the load that went; `restored`: rows that came back."""

    muatan_id: int
    removed: int
    restored: int


def undo(register: Engine, muatan_id: int, oleh: str, today: date | None = None) -> Undone:
    """Leave the register as if the load had not been, in one transaction.

    Raises ImportFailedError when there is no such load, when it is undone already, or when
    later loads rest on it: the message says which to undo first.
    """
    with register.begin() as connection:
        ledger.alone(connection)
        load = ledger.find(connection, muatan_id)
        _refuse(connection, load)
        removed = sum(_count(connection, t, t.c.muatan_id == muatan_id) for t in _counted(load))
        restored = sum(
            _count(connection, twin, twin.c.diganti_muatan == muatan_id)
            for twin in (ARCHIVE[t.name] for t in _counted(load))
        )
        for target in FROM_FILES:
            connection.execute(delete(target).where(target.c.muatan_id == muatan_id))
            replacing.bring_back(connection, target, muatan_id)
        _forget(connection, muatan_id)
        connection.execute(
            update(muatan)
            .where(muatan.c.muatan_id == muatan_id)
            .values(dibatalkan_oleh=oleh, dibatalkan_pada=ledger.utc(ledger.moment(today)))
        )
        ledger.remark_replaced(connection, muatan_id)
        ledger.redate_periode(connection, load.periode)
    return Undone(muatan_id, removed, restored)


def _forget(connection: Connection, muatan_id: int) -> None:
    """Drop the notes and waiting rows of the load; rows it took from waiting wait again."""
    for own in (catatan_muatan, karantina):
        connection.execute(delete(own).where(own.c.muatan_id == muatan_id))
    released = karantina.c.dilepas_oleh == muatan_id
    connection.execute(update(karantina).where(released).values(dilepas_oleh=None))


def _counted(load: Row) -> Iterator[Table]:
    """Tables in which one row is one row of the file; all, for a format nobody knows now."""
    form = ledger.form_of(load.format)
    return (fill.table for fill in form.fills if fill.counted) if form else iter(FROM_FILES)


def _count(connection: Connection, counted: Table, where: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(counted).where(where))


def _refuse(connection: Connection, load: Row) -> None:
    if load.dibatalkan_pada is not None:
        raise ImportFailedError(f"Muatan {load.muatan_id} sudah dibatalkan.")
    ledger.refuse_pruned(connection, load.periode)
    last = connection.execute(
        select(muatan.c.muatan_id, muatan.c.nama_berkas)
        .where(muatan.c.muatan_id > load.muatan_id, ledger.KEPT, _rests_on(load))
        .order_by(muatan.c.muatan_id.desc())
        .limit(1)
    ).one_or_none()
    if last:
        raise ImportFailedError(
            f"Muatan {load.muatan_id} tidak dapat dibatalkan: muatan sesudahnya menggantikan, "
            f"memperbaiki, atau melanjutkan isinya. Batalkan dahulu muatan {last.muatan_id} "
            f"({last.nama_berkas})."
        )


def _rests_on(load: Row) -> ColumnElement[bool]:
    """Which later loads are what they are because of this one.

    Those that replaced rows of it, mended files of its format and periode, and, where the first
    file decides (a frozen target, a visit told twice), all files that fill the same table.
    """
    replaced = union(
        *[
            select(twin.c.diganti_muatan).where(twin.c.muatan_id == load.muatan_id)
            for twin in ARCHIVE.values()
        ]
    )
    mended = and_(
        muatan.c.format == load.format, muatan.c.periode == load.periode, muatan.c.perbaikan
    )
    return or_(
        muatan.c.muatan_id.in_(replaced), mended, muatan.c.format.in_(_first_decides(load.format))
    )


def _first_decides(code: str) -> list[str]:
    """Return the formats that fill a table in which this one's rows keep others out."""
    once = {
        form.code: {fill.table.name for fill in form.fills if fill.always_once} for form in FORMATS
    }
    return [other for other, tables in once.items() if tables & once.get(code, set())]
