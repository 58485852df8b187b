"""Move the sound rows of a file from the workbench into the tables of the register."""

from collections.abc import Iterator

import duckdb
import pyarrow as pa
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    String,
    Table,
    and_,
    cast,
    func,
    insert,
    literal,
    select,
    true,
)

from register import ledger, workbench
from register.connections import bulk_insert
from register.importers import screening
from register.importers.format import Context, Fill, Format
from register.progress import Report, silent
from register.replacing import inside
from register.schema import muatan, sasaran_verval

BATCH_ROWS = 100_000  # moved at a time: what the process holds beside the two databases


def fill(
    connection: Connection,
    bench: duckdb.DuckDBPyConnection,
    form: Format,
    context: Context,
    screened: screening.Screened,
    report: Report = silent,
) -> None:
    """Insert the rows a format makes of the sound ones, table by table."""
    workbench.make_room(bench)
    queries = form.rows(screening.sound(bench), context)
    for place, filled in enumerate(form.fills):
        report("menyimpan", place / len(form.fills))
        rows = bench.execute(screening.sql(queries[filled.table])).to_arrow_reader(BATCH_ROWS)
        batches = (pa.Table.from_batches([batch]) for batch in rows)
        known = _known(filled, form, context, screened)
        if known:
            _insert_new(connection, filled.table, batches, known)
        else:
            for batch in batches:
                bulk_insert(connection, filled.table, batch)
    report("menyimpan", 1.0)


Known = tuple[tuple[str, ...], ColumnElement[bool]]


def _known(
    filled: Fill, form: Format, context: Context, screened: screening.Screened
) -> list[Known]:
    """Return the keys by which a row is one the register has already, and among which rows.

    A mended row belongs to the file it was refused from: it is looked for among the rows of its
    own format. So a mended target joins a target frozen by a list of its own periode and
    format, and no other.
    """
    target = filled.table
    own = select(muatan.c.muatan_id).where(
        muatan.c.periode == context.periode, muatan.c.format == form.code, ledger.KEPT
    )
    place = inside(target, screened)
    if screened.mended and target is sasaran_verval:
        frozen = and_(place, target.c.muatan_id.not_in(own))
        return [(filled.keys, frozen), (("kegiatan", "keluarga_id"), place)]
    if filled.always_once:
        return [(filled.keys, place)]
    return [(filled.keys, and_(place, target.c.muatan_id.in_(own)))] if screened.mended else []


def _insert_new(
    connection: Connection, target: Table, batches: Iterator[pa.Table], known: list[Known]
) -> None:
    """Insert the rows whose keys the register does not hold; empty equals empty."""
    coming = Table(
        f"baru_{target.name}",
        MetaData(),
        *[Column(c.name, c.type) for c in target.c],
        prefixes=["TEMPORARY"],
    )
    coming.create(connection)
    for batch in batches:
        bulk_insert(connection, coming, batch)
    new = [
        ~select(literal(1))
        .select_from(target)
        .where(among, *[_same(target.c[key], coming.c[key]) for key in keys])
        .correlate(coming)
        .exists()
        for keys, among in known
    ]
    rows = select(*coming.c).where(true(), *new)
    connection.execute(insert(target).from_select(coming.c.keys(), rows))
    coming.drop(connection)


def _same(held: Column, coming: Column) -> ColumnElement[bool]:
    """Equal, or both empty; written so that PostgreSQL can hash it."""
    if not held.nullable:
        return held == coming
    return func.coalesce(cast(held, String), "") == func.coalesce(cast(coming, String), "")
