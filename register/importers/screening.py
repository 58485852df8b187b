"""Tell the sound rows of a file from those to be refused, and say why, row by row."""

from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd
from duckdb_sqlalchemy import Dialect
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
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

from register.importers import areas, cells
from register.importers.cells import TODAY, UNKNOWN_DESA
from register.importers.format import Format, ImportFailedError
from register.importers.reading import ONLY_HEADINGS, Source

ROWID = literal_column("mentah.rowid")
REJECT_COLUMNS = ("BARIS ASAL", "KOLOM DITOLAK", "SEBAB DITOLAK")
WHOLE_ROW = "(seluruh baris)"
# A damaged number goes back with a question mark, or it would pass as sound the second time.
LOST_DIGITS = rf"^{cells.DAMAGED}(.{{0,15}}).*$", r"\1?"
STRAY = "nomor berawalan 99 hanya ada pada DATA CONTOH; berkas ini mencampur keduanya"
REPEATED = "sama dengan baris lain di berkas ini"


class NothingSoundError(ImportFailedError):
    """Not one row can be taken; `rejects` says of each why, as in `Screened`."""

    def __init__(self, message: str, rejects: pd.DataFrame) -> None:
        super().__init__(message)
        self.rejects = rejects


@dataclass(frozen=True)
class Screened:
    """`taken`: sound rows; `kode_desa`, `parts`: those among them ("" is none).

    `is_sample`: they are invented; None if nothing in the file tells.

    `rejects`: one row per refused row of the file: REJECT_COLUMNS (row number, fields, reasons),
    then the columns of the file as they were. Personal: goes to the reject file, nowhere else.
    `mended`: the file is a reject file that somebody has mended, so its rows come on top.
    """

    taken: int
    kode_desa: list[str]
    parts: list[str]
    is_sample: bool | None
    rejects: pd.DataFrame
    mended: bool


def screen(
    workbench: duckdb.DuckDBPyConnection, source: Source, spellings: pd.DataFrame, today: date
) -> Screened:
    """Check every row of `mentah`; the sound ones are in `sound(workbench)` afterwards.

    Raises NothingSoundError, with the rejects, when there is no sound row.
    """
    form = source.recognised.format
    workbench.execute(f"SET VARIABLE {TODAY} = DATE '{today:%Y-%m-%d}'")
    workbench.execute(f"CREATE VIEW isi AS {sql(_texts(workbench, source))}")
    areas.resolve(workbench, spellings)
    _make(workbench, "bersih", _typed(workbench, form))
    _make(workbench, "tolak", _broken(_table(workbench, "bersih"), form))
    _make(workbench, "ulang", _repeated(workbench, form))
    is_sample = _sample_or_not(workbench, form)
    rejects = _rejects(workbench, source, spellings)
    workbench.execute(
        "DELETE FROM bersih WHERE no IN (SELECT no FROM tolak UNION SELECT no FROM ulang)"
    )
    rows = sound(workbench)
    taken = workbench.execute(sql(select(func.count()).select_from(rows))).fetchone()[0]
    if not taken:
        raise NothingSoundError(_nothing_sound(rejects), rejects)
    return Screened(
        taken,
        _distinct(workbench, rows.c.kode_desa),
        _distinct(workbench, rows.c[f"{form.part}_kunci"]) if form.part else [],
        is_sample,
        rejects,
        mended=REJECT_COLUMNS[0] in source.header,
    )


def _distinct(workbench: duckdb.DuckDBPyConnection, values: ColumnElement) -> list[str]:
    found = workbench.execute(sql(select(values).distinct())).fetchall()
    return sorted(value for (value,) in found)


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
    fields.setdefault("kabupaten", cast(null(), String))
    filled = func.coalesce(*[fields[name] for name in places])
    return select(ROWID.label("no"), *[c.label(n) for n, c in fields.items()]).where(
        filled.is_not(None)
    )


def _typed(workbench: duckdb.DuckDBPyConnection, form: Format) -> Select:
    rows = _table(workbench, "isi")
    places = _table(workbench, "daerah")
    typed = form.typed(rows)
    return select(
        *[c for c in rows.c if c.name not in typed],
        *[c.label(name) for name, c in typed.items()],
        places.c.kode_kecamatan,
        places.c.kode_desa,
    ).join_from(
        rows,
        places,
        rows.c.kabupaten.is_not_distinct_from(places.c.kabupaten)
        & rows.c.kecamatan.is_not_distinct_from(places.c.kecamatan)
        & rows.c.desa.is_not_distinct_from(places.c.desa),
        isouter=True,
    )


def _broken(rows: FromClause, form: Format) -> Select:
    """no, kolom, alasan of every row that breaks a rule; all rules it breaks, not the first."""
    checks = form.checks(rows)
    fields = func.concat_ws(", ", *[case((c.broken, c.field)) for c in checks])
    reasons = func.concat_ws("; ", *[case((c.broken, f"{c.field} {c.reason}")) for c in checks])
    found = select(rows.c.no, fields.label("kolom"), reasons.label("alasan")).cte("found")
    return select(found).where(found.c.alasan != "")


def _repeated(workbench: duckdb.DuckDBPyConnection, form: Format) -> Select:
    rows = _table(workbench, "bersih")
    refused = _table(workbench, "tolak")
    place = func.row_number().over(partition_by=[rows.c[n] for n in form.same], order_by=rows.c.no)
    ranked = (
        select(rows.c.no, place.label("ke"))
        .where(rows.c.no.not_in(select(refused.c.no)))
        .cte("ranked")
    )
    return select(
        ranked.c.no, literal(WHOLE_ROW).label("kolom"), literal(REPEATED).label("alasan")
    ).where(ranked.c.ke > 1)


def _rejects(
    workbench: duckdb.DuckDBPyConnection, source: Source, spellings: pd.DataFrame
) -> pd.DataFrame:
    refused = workbench.execute(
        "SELECT t.no, t.kolom, t.alasan, bersih.kecamatan, bersih.desa, mentah.* "
        "FROM (FROM tolak UNION ALL FROM ulang) t JOIN bersih USING (no) "
        "JOIN mentah ON mentah.rowid = t.no ORDER BY t.no"
    ).df()
    refused["alasan"] = [
        row.alasan + _suggest(areas.nearest(spellings, row.kecamatan, row.desa))
        if UNKNOWN_DESA in row.alasan
        else row.alasan
        for row in refused.itertuples()
    ]
    titles = _titles(source.header)
    places = [i for i, name in enumerate(titles) if name not in REJECT_COLUMNS]
    raw = refused[[f"c{i}" for i in places]].replace(*LOST_DIGITS, regex=True)
    raw.columns = [titles[i] for i in places]
    line = refused["no"].map(source.line)
    found = pd.DataFrame(
        dict(zip(REJECT_COLUMNS, (line, refused["kolom"], refused["alasan"]), strict=True))
    )
    whole = pd.concat([pd.concat([found, raw], axis=1), _misshapen(source)])
    return whole.sort_values(REJECT_COLUMNS[0], ignore_index=True)


def _titles(header: list[str]) -> list[str]:
    """Return the headings, one that comes again with a number: columns need their own names."""
    return [
        f"{name} ({header[:place].count(name) + 1})" if name in header[:place] else name
        for place, name in enumerate(header)
    ]


def _free(header: list[str]) -> list[str]:
    return [title for title in _titles(header) if title not in REJECT_COLUMNS]


def _suggest(names: list[str]) -> str:
    return f" (mungkin: {', '.join(names)})" if names else ""


def _misshapen(source: Source) -> pd.DataFrame:
    """Rows whose number of cells is not the header's: their cells cannot be told apart.

    All of it goes into the first column, where it passes for nothing until somebody has sorted it
    out.
    """
    width = len(source.header)
    return pd.DataFrame(
        [
            dict(
                zip(
                    REJECT_COLUMNS,
                    (
                        source.header_line + 1 + place,
                        WHOLE_ROW,
                        f"berisi {found} kolom, judulnya {width}; periksa tanda pemisah",
                    ),
                    strict=True,
                )
            )
            | dict(zip(_free(source.header)[:1], [" ".join(cells_found)], strict=True))
            for place, (found, cells_found) in source.broken.items()
        ]
    )


def _nothing_sound(rejects: pd.DataFrame) -> str:
    if rejects.empty:
        return ONLY_HEADINGS
    first = rejects.iloc[0]
    return (
        f"Tidak satu pun dari {len(rejects)} baris dapat diambil. "
        f"Baris {first[REJECT_COLUMNS[0]]}: {first[REJECT_COLUMNS[2]]}."
    )
