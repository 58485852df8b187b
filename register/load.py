"""Load one file into the register: all of it that is sound, in one transaction, or nothing.

A file of the same format and periode replaces that periode's rows of the desa it holds; a mended
reject file adds to them. A file already loaded and not replaced since changes nothing.
"""

import getpass
import hashlib
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pyarrow as pa
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    String,
    Table,
    and_,
    cast,
    column,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    table,
    true,
    update,
)

from register.connections import bulk_insert
from register.facts import era_of
from register.importers import areas, reading, screening
from register.importers.format import Context, Fill, Format, ImportFailedError
from register.schema import muatan, periode, sasaran_verval

MEMORY_LIMIT = "1GB"
WIB = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True)
class Loaded:
    """What one import did.

    `rejects`: row, field, reason per refused row, plus the row's cells. `replaced`: rows of
    earlier files that gave way. `already` is true when the very file was in force before and
    nothing was changed.
    """

    taken: int
    rejects: pd.DataFrame
    format_nama: str = ""
    replaced: int = 0
    already: bool = False


@dataclass(frozen=True, eq=False)
class Candidate:
    """A file read and checked, ready to be put into the register; closed by `put`.

    `screened` is None when the very file is in force already.
    """

    path: Path
    periode: str
    fingerprint: str
    workbench: duckdb.DuckDBPyConnection
    form: Format | None = None
    screened: screening.Screened | None = None


def load(register: Engine, path: Path, periode_code: str, today: date | None = None) -> Loaded:
    """Load a file for a periode (YYYY-MM).

    Raises ImportFailedError when the file is not recognised, holds no sound row, or would mix
    invented with real data. The register is then as it was.
    """
    return put(register, prepare(register, path, periode_code), today)


def prepare(register: Engine, path: Path, periode_code: str) -> Candidate:
    """Read and check a file; nothing in the register changes. Raises ImportFailedError.

    While one file is put into the register, another can be prepared in a second thread.
    """
    known_by = fingerprint(path)
    workbench = duckdb.connect(":memory:", config={"memory_limit": MEMORY_LIMIT})
    try:
        with register.connect() as connection:
            if _in_force(connection, known_by, periode_code):
                return Candidate(path, periode_code, known_by, workbench)
            spellings = areas.known(connection)
        source = reading.read(path, workbench)
        screened = screening.screen(workbench, source, spellings, _today())
    except BaseException:
        workbench.close()
        raise
    form = source.recognised.format
    return Candidate(path, periode_code, known_by, workbench, form, screened)


def put(register: Engine, candidate: Candidate, today: date | None = None) -> Loaded:
    """Put a prepared file into the register, in one transaction. Raises ImportFailedError."""
    screened, form = candidate.screened, candidate.form
    today = today or _today()
    with candidate.workbench, register.begin() as connection:
        if screened is None or _in_force(connection, candidate.fingerprint, candidate.periode):
            return Loaded(0, pd.DataFrame(), already=True)
        _refuse_mixture(connection, screened.is_sample)
        context = Context(candidate.periode, _next_id(connection))
        replaced = 0
        if not screened.mended:
            replaced = _replace(connection, form, context, screened)
        _enter(connection, candidate, context)
        _date_periode(connection, candidate.periode, today)
        _fill(connection, candidate.workbench, form, context, screened)
    return Loaded(screened.taken, screened.rejects, form.nama, replaced)


def _enter(connection: Connection, candidate: Candidate, context: Context) -> None:
    """Write the load into the ledger."""
    connection.execute(
        insert(muatan).values(
            muatan_id=context.muatan_id,
            periode=candidate.periode,
            format=candidate.form.code,
            nama_berkas=candidate.path.name,
            sha256=candidate.fingerprint,
            baris_diambil=candidate.screened.taken,
            baris_ditolak=len(candidate.screened.rejects),
            oleh=getpass.getuser(),
            pada=datetime.now(UTC).replace(tzinfo=None),
            perbaikan=candidate.screened.mended,
            contoh=candidate.screened.is_sample,
        )
    )


def _today() -> date:
    return datetime.now(WIB).date()


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file, by which it is known again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _in_force(connection: Connection, fingerprint: str, periode_code: str) -> bool:
    same = select(func.count()).where(
        muatan.c.sha256 == fingerprint,
        muatan.c.periode == periode_code,
        muatan.c.digantikan_oleh.is_(None),
    )
    return connection.scalar(same) > 0


def _next_id(connection: Connection) -> int:
    return connection.scalar(select(func.coalesce(func.max(muatan.c.muatan_id), 0))) + 1


def _refuse_mixture(connection: Connection, is_sample: bool | None) -> None:
    """Invented and real people never share a register: nobody could tell them apart after."""
    other = muatan.c.contoh.is_(not is_sample)
    if is_sample is None or not connection.scalar(select(exists().where(other))):
        return
    if is_sample:
        raise ImportFailedError("Berkas ini DATA CONTOH, sedangkan register ini berisi data asli.")
    raise ImportFailedError(
        "Register ini berisi DATA CONTOH. Impor berkas asli ke register baru, misalnya dengan "
        "PANTAU_DATA=data-kantor di depan perintah ini."
    )


def _replace(
    connection: Connection, form: Format, context: Context, screened: screening.Screened
) -> int:
    """Delete what earlier loads of this format and periode hold of the desa in this file.

    Of a format with parts only the parts it holds. Returns how many rows gave way.
    """
    earlier = connection.scalars(
        select(muatan.c.muatan_id).where(
            muatan.c.format == form.code,
            muatan.c.periode == context.periode,
            muatan.c.digantikan_oleh.is_(None),
        )
    ).all()
    touched, gone = set(), 0
    for fill in form.fills:
        target = fill.table
        if not fill.replaced:
            continue
        old = and_(target.c.muatan_id.in_(earlier), _inside(target, screened))
        if form.part:
            old = and_(old, func.coalesce(target.c[form.part], "").in_(screened.parts))
        touched |= set(connection.scalars(select(target.c.muatan_id).where(old).distinct()))
        if fill.counted:
            gone += connection.scalar(select(func.count()).select_from(target).where(old))
        connection.execute(delete(target).where(old))
    connection.execute(
        update(muatan)
        .where(muatan.c.muatan_id.in_(touched))
        .values(digantikan_oleh=context.muatan_id)
    )
    return gone


def _date_periode(connection: Connection, code: str, today: date) -> None:
    """Note the periode; while its month runs, the as-of date is the day of loading."""
    if code > f"{today:%Y-%m}":
        raise ImportFailedError(f"Periode {code} belum berjalan. Periksa --periode.")
    year, month = map(int, code.split("-"))
    as_of = min(date(year, month, monthrange(year, month)[1]), today)
    connection.execute(delete(periode).where(periode.c.periode == code))
    connection.execute(insert(periode).values(periode=code, era=era_of(code), tanggal_acuan=as_of))


def _fill(
    connection: Connection,
    workbench: duckdb.DuckDBPyConnection,
    form: Format,
    context: Context,
    screened: screening.Screened,
) -> None:
    queries = form.rows(screening.sound(workbench), context)
    for fill in form.fills:
        target = fill.table
        rows = workbench.execute(screening.sql(queries[target])).to_arrow_table()
        for keys, among in _once(fill, context, mended=screened.mended):
            known = _known(connection, target, keys, and_(among, _inside(target, screened)))
            rows = _without(workbench, rows, known)
        bulk_insert(connection, target, rows)


def _inside(target: Table, screened: screening.Screened) -> ColumnElement[bool]:
    return target.c.kode_desa.in_(screened.kode_desa)


def _once(
    fill: Fill, context: Context, *, mended: bool
) -> list[tuple[tuple[str, ...], ColumnElement[bool]]]:
    """Return the keys by which a row is one the register has already, and among which rows.

    A mended target belongs to the list it was refused from, so it joins a target frozen by a
    list of its own periode, and no other.
    """
    target = fill.table
    if mended and target is sasaran_verval:
        of_periode = select(muatan.c.muatan_id).where(muatan.c.periode == context.periode)
        frozen = target.c.muatan_id.not_in(of_periode)
        return [(fill.keys, frozen), (("kegiatan", "keluarga_id"), true())]
    return [(fill.keys, true())] if fill.always_once or mended else []


def _known(
    connection: Connection, target: Table, keys: tuple[str, ...], among: ColumnElement[bool]
) -> pa.Table:
    """Return the keys, as text, of what the register holds among some of its rows."""
    columns = [cast(target.c[name], String).label(name) for name in keys]
    found = connection.execute(select(*columns).where(among).distinct())
    return pa.Table.from_pylist(
        [dict(row) for row in found.mappings()], pa.schema([(key, pa.string()) for key in keys])
    )


def _without(workbench: duckdb.DuckDBPyConnection, rows: pa.Table, known: pa.Table) -> pa.Table:
    """Return the rows whose keys are not among the known ones; empty equals empty."""
    workbench.register("baru", rows)
    workbench.register("dikenal", known)
    fresh, held = (
        table(name, *[column(key) for key in known.column_names]) for name in ("baru", "dikenal")
    )
    same = [cast(fresh.c[k], String).is_not_distinct_from(held.c[k]) for k in known.column_names]
    query = select(literal_column("*")).select_from(fresh).where(~exists().where(*same))
    return workbench.execute(screening.sql(query)).to_arrow_table()
