"""Tell the sound rows of a file from those to be refused, and say why, row by row.

A row whose only fault is a desa nobody knows is neither: it waits until somebody names the desa.
"""

from dataclasses import dataclass, field
from datetime import date

import duckdb
import pandas as pd
import pyarrow as pa
from duckdb_sqlalchemy import Dialect
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    null,
    select,
    table,
)

from register.importers import areas
from register.importers.cells import TODAY, UNKNOWN_DESA
from register.importers.format import Format, Place
from register.importers.reading import Source
from register.importers.refusals import (
    WHOLE_ROW,
    NothingSoundError,
    is_mended,
    nothing_sound,
    raw_columns,
    rejects,
    unused,
)

ROWID = literal_column("mentah.rowid")
STRAY = "nomor berawalan 99 hanya ada pada DATA CONTOH; berkas ini mencampur keduanya"
REPEATED = "sama dengan baris lain di berkas ini"
ONLY_UNKNOWN_DESA = f"DESA/KELURAHAN {UNKNOWN_DESA}"
NOTE_COLUMNS = ["kolom", "catatan", "jumlah", "baris_pertama"]
FIRST_ROWS = 5  # of what a note holds for: enough to look at


@dataclass(frozen=True)
class Screened:
    """`taken`: sound rows; `kode_desa`, `parts`: those among them ("" is none);
    `kode_kecamatan`: those of sound rows that name no desa.

    `is_sample`: they are invented; None if nothing in the file tells.

    `rejects`: one row per refused row of the file: refusals.REJECT_COLUMNS (row number, fields,
    reasons), then the columns of the file as they were. Personal: goes to the reject file,
    nowhere else.
    `waiting`: baris, kode_kecamatan, desa_tertulis, isi (JSON, personal) of the rows whose only
    fault is an unknown desa. `notes`: kolom, catatan, jumlah, baris_pertama of what is odd in
    the sound rows. `mended`: the file is a reject file that somebody has mended, so its rows
    come on top. `skipped`: totals rows left out; `sheets`: those that were read, `passed_over`
    those that were not; `unused`: headings of columns of which nothing is taken.
    """

    taken: int
    kode_desa: list[str]
    kode_kecamatan: list[str]
    parts: list[str]
    is_sample: bool | None
    rejects: pd.DataFrame
    waiting: pa.Table
    notes: pd.DataFrame
    mended: bool
    skipped: int = 0
    sheets: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def screen(
    workbench: duckdb.DuckDBPyConnection,
    source: Source,
    spellings: pd.DataFrame,
    today: date,
    kode_desa: str | None = None,
) -> Screened:
    """Check every row of `mentah`; the sound ones are in `sound(workbench)` afterwards.

    `kode_desa`: where all rows of a file belong that does not say so itself. Raises
    DesaNeededError when that is not known, and NothingSoundError, with the rejects, when there
    is no sound row.
    """
    form = source.recognised.format
    workbench.execute(f"SET VARIABLE {TODAY} = DATE '{today:%Y-%m-%d}'")
    workbench.execute(f"CREATE VIEW isi AS {sql(_worded(_texts(workbench, source), form))}")
    areas.resolve(workbench, spellings, _given(source, kode_desa))
    _make(workbench, "bersih", _typed(workbench, form))
    _make(workbench, "tolak", _broken(_table(workbench, "bersih"), form))
    _make(workbench, "tunggu", _unplaced(_table(workbench, "tolak")))
    workbench.execute("DELETE FROM tolak WHERE no IN (FROM tunggu)")
    is_sample = _sample_or_not(workbench, form)
    workbench.execute("DELETE FROM tunggu WHERE no IN (SELECT no FROM tolak)")
    _make(workbench, "ulang", _repeated(workbench, form))
    refused = rejects(workbench, source, spellings)
    waiting = _waiting(workbench, source)
    workbench.execute(
        "DELETE FROM bersih WHERE no IN (SELECT no FROM tolak UNION SELECT no FROM ulang "
        "UNION SELECT no FROM tunggu)"
    )
    rows = sound(workbench)
    taken = workbench.execute(sql(select(func.count()).select_from(rows))).fetchone()[0]
    if not taken and not waiting.num_rows:
        raise NothingSoundError(nothing_sound(refused), refused)
    workbench.execute("DROP VIEW isi; DROP TABLE mentah")  # gives its memory back
    return Screened(
        taken,
        _distinct(workbench, rows.c.kode_desa),
        _distinct(workbench, case((rows.c.kode_desa.is_(None), rows.c.kode_kecamatan))),
        _distinct(workbench, rows.c[f"{form.part}_kunci"]) if form.part else [],
        is_sample,
        refused,
        waiting,
        _notes(workbench, source),
        mended=is_mended(source.header),
        skipped=source.skipped,
        sheets=source.sheets,
        passed_over=source.passed_over,
        unused=unused(source),
    )


def _distinct(workbench: duckdb.DuckDBPyConnection, values: ColumnElement) -> list[str]:
    found = workbench.execute(sql(select(values).distinct())).fetchall()
    return sorted(value for (value,) in found if value is not None)


def _given(source: Source, kode_desa: str | None) -> str | None:
    """Return the desa of a file that does not say it, None where the rows say it themselves."""
    form, positions = source.recognised.format, source.recognised.positions
    says = "kode_wilayah" in positions or {"kecamatan", "desa"} <= positions.keys()
    if form.place is not Place.GIVEN or says:
        return None
    if kode_desa is None:
        raise areas.DesaNeededError(
            f"{form.nama}: berkas ini tidak menyebut desanya. Pilih desanya, atau tambahkan "
            "--desa KODE, misalnya --desa 33.28.01.2001."
        )
    return kode_desa


def _sample_or_not(workbench: duckdb.DuckDBPyConnection, form: Format) -> bool | None:
    """Return what most rows are, None if none tells, and refuse the rows that are the other.

    One slip of the pen must not turn an office's file into DATA CONTOH.
    """
    rows = _table(workbench, "bersih")
    told = case((form.is_sample(rows), 1.0), (~form.is_sample(rows), 0.0))
    share = workbench.execute(sql(select(func.avg(told)).select_from(rows))).fetchone()[0]
    if share is None:
        return None
    other = told == (0.0 if share > 0.5 else 1.0)
    stray = select(rows.c.no, literal(WHOLE_ROW), literal(STRAY)).where(
        other, rows.c.no.not_in(select(_table(workbench, "tolak").c.no))
    )
    workbench.execute(f"INSERT INTO tolak {sql(stray)}")
    return share > 0.5


def sound(workbench: duckdb.DuckDBPyConnection) -> FromClause:
    """Return the table of sound rows: the format's fields and its typed columns."""
    return _table(workbench, "bersih")


def sql(query: Select) -> str:
    """Return a query as DuckDB's own text: the workbench is a plain DuckDB connection."""
    return str(
        query.compile(dialect=Dialect(paramstyle="qmark"), compile_kwargs={"literal_binds": True})
    )


def _make(workbench: duckdb.DuckDBPyConnection, name: str, query: Select) -> None:
    workbench.execute(f"CREATE TABLE {name} AS {sql(query)}")


def _table(workbench: duckdb.DuckDBPyConnection, name: str) -> FromClause:
    return table(name, *[column(c) for c in workbench.table(name).columns])


def _texts(workbench: duckdb.DuckDBPyConnection, source: Source) -> Select:
    """The cells under our names; rows without any cell are left out."""
    raw = _table(workbench, "mentah")
    places = source.recognised.positions
    fields = {
        field.name: raw.c[f"c{places[field.name]}"]
        if field.name in places
        else cast(null(), String)
        for field in source.recognised.format.fields
    }
    for name in areas.WRITTEN:
        fields.setdefault(name, cast(null(), String))
    filled = func.coalesce(*[fields[name] for name in places])
    return select(ROWID.label("no"), *[c.label(n) for n, c in fields.items()]).where(
        filled.is_not(None)
    )


def _worded(texts: Select, form: Format) -> Select:
    rows = texts.subquery("sel")
    own = form.worded(rows)
    return select(*[own.get(c.name, c).label(c.name) for c in rows.c])


def _typed(workbench: duckdb.DuckDBPyConnection, form: Format) -> Select:
    rows = _table(workbench, "isi")
    places = _table(workbench, "daerah")
    typed = form.typed(rows)
    return select(
        *[c for c in rows.c if c.name not in typed],
        *[c.label(name) for name, c in typed.items()],
        *[places.c[name] for name in areas.FOUND],
    ).join_from(
        rows,
        places,
        and_(*[rows.c[name].is_not_distinct_from(places.c[name]) for name in areas.WRITTEN]),
        isouter=True,
    )


def _broken(rows: FromClause, form: Format) -> Select:
    """no, kolom, alasan of every row that breaks a rule; all rules it breaks, not the first."""
    checks = form.checks(rows)
    fields = func.concat_ws(", ", *[case((c.broken, c.field)) for c in checks])
    reasons = func.concat_ws("; ", *[case((c.broken, f"{c.field} {c.reason}")) for c in checks])
    found = select(rows.c.no, fields.label("kolom"), reasons.label("alasan")).cte("found")
    return select(found).where(found.c.alasan != "")


def _unplaced(refused: FromClause) -> Select:
    return select(refused.c.no).where(refused.c.alasan == ONLY_UNKNOWN_DESA)


def _waiting(workbench: duckdb.DuckDBPyConnection, source: Source) -> pa.Table:
    """Return the waiting rows with their cells as JSON, by heading; empty cells are null."""
    rows, raw = _table(workbench, "bersih"), _table(workbench, "mentah")
    cells_ = [
        part
        for heading, name in raw_columns(source.header).items()
        for part in (literal(heading), raw.c[name])
    ]
    query = (
        select(
            rows.c.no,
            rows.c.kode_kecamatan,
            rows.c.desa.label("desa_tertulis"),
            cast(func.json_object(*cells_), String).label("isi"),
        )
        .join_from(rows, raw, rows.c.no == ROWID)
        .where(rows.c.no.in_(select(_table(workbench, "tunggu").c.no)))
        .order_by(rows.c.no)
    )
    found = workbench.execute(sql(query)).to_arrow_table()
    lines = [str(source.line(no)) for no in found.column("no").to_pylist()]
    return found.set_column(0, "baris", pa.array(lines, pa.string()))


def _notes(workbench: duckdb.DuckDBPyConnection, source: Source) -> pd.DataFrame:
    """Count what is odd in the sound rows, each with the numbers of the first rows."""
    rows = sound(workbench)
    notes = source.recognised.format.notes(rows)
    if not notes:
        return pd.DataFrame(columns=NOTE_COLUMNS)
    # A rule may look at other rows of the file (a window), which no aggregate may hold.
    marked = select(rows.c.no, *[n.broken.label(f"n{i}") for i, n in enumerate(notes)]).cte()
    broken = [marked.c[f"n{i}"] for i in range(len(notes))]
    counts = [func.count().filter(each) for each in broken]
    firsts = [func.min(marked.c.no, FIRST_ROWS).filter(each) for each in broken]
    query = select(*counts, *firsts).select_from(marked)
    told = workbench.execute(sql(query)).fetchone()
    found = [
        (note.field, note.reason, count, ", ".join(str(source.line(no)) for no in first))
        for note, count, first in zip(notes, told, told[len(notes) :], strict=False)
        if count
    ]
    return pd.DataFrame(found, columns=NOTE_COLUMNS)


def _repeated(workbench: duckdb.DuckDBPyConnection, form: Format) -> Select:
    rows = _table(workbench, "bersih")
    refused, waiting = _table(workbench, "tolak"), _table(workbench, "tunggu")
    place = func.row_number().over(partition_by=[rows.c[n] for n in form.same], order_by=rows.c.no)
    ranked = (
        select(rows.c.no, place.label("ke"))
        .where(rows.c.no.not_in(select(refused.c.no)), rows.c.no.not_in(select(waiting.c.no)))
        .cte("ranked")
    )
    return select(
        ranked.c.no, literal(WHOLE_ROW).label("kolom"), literal(REPEATED).label("alasan")
    ).where(ranked.c.ke > 1)
