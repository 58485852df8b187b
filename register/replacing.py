"""What gives way to a file: the rows that earlier files of its kind hold of the same places.

They move to the archive, with the number of the load they gave way to, so that it can be undone.
"""

from collections.abc import Iterator

import duckdb
import pyarrow as pa
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Row,
    Select,
    Table,
    and_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    true,
)

from register import ledger
from register.connections import bulk_insert
from register.importers import screening
from register.importers.format import Context, Fill, Format, ImportFailedError, Place
from register.importers.screening import Screened
from register.schema import ARCHIVE, individu, keluarga, muatan, rumah_tangga, usulan

# What one desa has in one month comes from one format: from two, each family would count twice.
ONE_FORMAT = (keluarga, individu, rumah_tangga, usulan)
BATCH_ROWS = 100_000


def inside(target: Table, screened: Screened) -> ColumnElement[bool]:
    """Return which rows of a table lie where the file's rows do; all, if it has no places."""
    if "kode_desa" not in target.c:
        return true()
    found = target.c.kode_desa.in_(screened.kode_desa)
    if "kode_kecamatan" not in target.c:
        return found
    of_kecamatan = target.c.kode_kecamatan.in_(screened.kode_kecamatan)
    return or_(found, and_(target.c.kode_desa.is_(None), of_kecamatan))


def refuse_two_formats(
    connection: Connection, form: Format, periode_code: str, screened: Screened
) -> None:
    """Raise ImportFailedError when another format holds a desa of the file in that periode."""
    if found := held_by_another(connection, form, periode_code, screened):
        other = ledger.form_of(found.format)
        raise ImportFailedError(
            f"Desa {found.kode_desa} periode {periode_code} sudah diisi muatan "
            f"{found.muatan_id} ({other.nama if other else found.format}, berkas "
            f"{found.nama_berkas}). Satu desa diisi dari satu format saja. Batalkan dahulu "
            f"muatan itu (python -m register undo {found.muatan_id}), atau impor berkas dari "
            "format yang sama."
        )


def held_by_another(
    connection: Connection, form: Format, periode_code: str, screened: Screened
) -> Row | None:
    """Return muatan_id, format, nama_berkas, kode_desa of such a load, the first; None if none."""
    own = (form.code, *form.replaces)
    for target in (fill.table for fill in form.fills if fill.table in ONE_FORMAT):
        held = (
            select(muatan.c.muatan_id, muatan.c.format, muatan.c.nama_berkas, target.c.kode_desa)
            .join(muatan, muatan.c.muatan_id == target.c.muatan_id)
            .where(
                target.c.periode == periode_code,
                inside(target, screened),
                muatan.c.format.not_in(own),
            )
            .order_by(muatan.c.muatan_id, target.c.kode_desa)
        )
        if found := connection.execute(held.limit(1)).one_or_none():
            return found
    return None


def replace(
    connection: Connection,
    bench: duckdb.DuckDBPyConnection,
    form: Format,
    context: Context,
    screened: Screened,
    before: int,
) -> tuple[int, set[int]]:
    """Archive what loads before `before` hold of the places in this file.

    Returns how many rows gave way, and the loads they were of. These are loads of this periode,
    of this format or of one it takes the place of; of a format with parts only the parts it
    holds, of one without places only the families it names. Also loads that were replaced
    elsewhere before.
    """
    gone, touched = 0, set()
    named = _families(connection, bench, form, context) if form.place is Place.NOWHERE else None
    for code, fill in _replaced_fills(form):
        target = fill.table
        loads = connection.scalars(_earlier(context, code, before)).all()
        old = and_(target.c.muatan_id.in_(loads), inside(target, screened))
        if form.part and form.part in target.c:
            old = and_(old, func.coalesce(target.c[form.part], "").in_(screened.parts))
        if named is not None:
            old = and_(old, target.c.keluarga_id.in_(select(named.c.keluarga_id)))
        counts = connection.execute(
            select(target.c.muatan_id, func.count()).where(old).group_by(target.c.muatan_id)
        ).all()
        if counts:
            _archive(connection, target, old, context.muatan_id)
        touched |= {load for load, _ in counts}
        gone += sum(count for _, count in counts) if fill.counted else 0
    if named is not None:
        named.drop(connection)
    return gone, touched


def _families(
    connection: Connection, bench: duckdb.DuckDBPyConnection, form: Format, context: Context
) -> Table:
    """Put the families of the file's sound rows beside the register's tables; drop it when done."""
    named = Table(
        "keluarga_berkas",
        MetaData(),
        Column("keluarga_id", keluarga.c.keluarga_id.type),
        prefixes=["TEMPORARY"],
    )
    named.create(connection)
    for rows in form.rows(screening.sound(bench), context).values():
        each = screening.sql(select(rows.subquery().c.keluarga_id).distinct())
        for batch in bench.execute(each).to_arrow_reader(BATCH_ROWS):
            bulk_insert(connection, named, pa.Table.from_batches([batch]))
    return named


def _replaced_fills(form: Format) -> Iterator[tuple[str, Fill]]:
    """Yield the code of each format that gives way, with each of its tables."""
    for code in (form.code, *form.replaces):
        earlier = form if code == form.code else ledger.form_of(code)
        for fill in earlier.fills if earlier else ():
            if fill.replaced:
                yield code, fill


def _earlier(context: Context, code: str, before: int) -> Select:
    """Select the loads in force, in whole or in part.

    Rows that had waited stand where their file stands, not where they came in.
    """
    released = ledger.releases()
    return (
        select(muatan.c.muatan_id)
        .join_from(muatan, released, released.c.muatan_id == muatan.c.muatan_id, isouter=True)
        .where(
            muatan.c.format == code,
            muatan.c.periode == context.periode,
            muatan.c.muatan_id < context.muatan_id,
            func.coalesce(released.c.asal, muatan.c.muatan_id) < before,
            ledger.KEPT,
        )
    )


def _archive(
    connection: Connection, target: Table, old: ColumnElement[bool], muatan_id: int
) -> None:
    twin = ARCHIVE[target.name]
    rows = select(*target.c, literal(muatan_id)).where(old)
    names = [column.name for column in (*target.c, twin.c.diganti_muatan)]
    connection.execute(insert(twin).from_select(names, rows))
    connection.execute(delete(target).where(old))


def bring_back(connection: Connection, target: Table, muatan_id: int) -> None:
    """Put back into a table what gave way to a load."""
    twin = ARCHIVE[target.name]
    old = twin.c.diganti_muatan == muatan_id
    names = [column.name for column in target.c]
    rows = select(*[twin.c[name] for name in names]).where(old)
    connection.execute(insert(target).from_select(names, rows))
    connection.execute(delete(twin).where(old))
