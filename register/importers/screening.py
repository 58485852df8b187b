"""Tell the sound rows of a file from those to be refused, and say why, row by row."""

from dataclasses import dataclass

import duckdb
import pandas as pd
from duckdb_sqlalchemy import Dialect
from sqlalchemy import (
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
from register.importers.cells import UNKNOWN_DESA
from register.importers.format import Format, ImportFailedError
from register.importers.reading import ONLY_HEADINGS, Source

ROWID = literal_column("mentah.rowid")
REJECT_COLUMNS = ("BARIS ASAL", "KOLOM DITOLAK", "SEBAB DITOLAK")
WHOLE_ROW = "(seluruh baris)"
# A damaged number goes back with a question mark, or it would pass as sound the second time.
LOST_DIGITS = rf"^{cells.DAMAGED}(.{{0,15}}).*$", r"\1?"
REPEATED = "sama dengan baris lain di berkas ini"


@dataclass(frozen=True)
class Screened:
    """`taken`: sound rows; `kode_desa`: desa among them; `is_sample`: they are invented.

    `rejects`: one row per refused row of the file: REJECT_COLUMNS (row number, fields, reasons),
    then the columns of the file as they were. Personal: goes to the reject file, nowhere else.
    `mended`: the file is a reject file that somebody has mended, so its rows come on top.
    """

    taken: int
    kode_desa: list[str]
    is_sample: bool
    rejects: pd.DataFrame
    mended: bool


def screen(
    workbench: duckdb.DuckDBPyConnection, source: Source, spellings: pd.DataFrame
) -> Screened:
    """Check every row of `mentah`; the sound ones are in `sound(workbench)` afterwards.

    Raises ImportFailedError when there is no sound row.
    """
    form = source.recognised.format
    workbench.execute(f"CREATE VIEW isi AS {sql(_texts(workbench, source))}")
    areas.resolve(workbench, spellings)
    _make(workbench, "bersih", _typed(workbench, form))
    _make(workbench, "tolak", _broken(_table(workbench, "bersih"), form))
    _make(workbench, "ulang", _repeated(workbench, form))
    rejects = _rejects(workbench, source, spellings)
    workbench.execute(
        "DELETE FROM bersih WHERE no IN (SELECT no FROM tolak UNION SELECT no FROM ulang)"
    )
    rows = sound(workbench)
    taken, is_sample = workbench.execute(
        sql(select(func.count(), func.coalesce(func.bool_or(form.is_sample(rows)), False)))
    ).fetchone()
    if not taken:
        raise ImportFailedError(_nothing_sound(rejects))
    desa = workbench.execute(sql(select(rows.c.kode_desa).distinct())).df()["kode_desa"].tolist()
    mended = REJECT_COLUMNS[0] in source.header
    return Screened(taken, sorted(desa), is_sample, rejects, mended)


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
        rows.c.kecamatan.is_not_distinct_from(places.c.kecamatan)
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


def _suggest(names: list[str]) -> str:
    return f" (mungkin: {', '.join(names)})" if names else ""


def _misshapen(source: Source) -> pd.DataFrame:
    """Rows whose number of cells is not the header's: their cells cannot be told apart."""
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
            | {
                title: cell
                for title, cell in zip(_titles(source.header), cells_found, strict=False)
                if title not in REJECT_COLUMNS
            }
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
