"""Hold a register database, ours or an office's own, against the contract of schema.py.

Everything is counted inside the database. No value of a person is told: table, column, number.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Table, func, inspect, select
from sqlalchemy.engine import Inspector

from register import check_contents, progress, version
from register.check_contents import Finding
from register.schema import CONTRACT, HOUSE

ENDS = {True: "SALAH", False: "catatan"}


@dataclass(frozen=True)
class Report:
    """Rows per table, None where it is missing, and what was found."""

    rows: dict[str, int | None]
    findings: list[Finding]

    @property
    def wrong(self) -> int:
        return sum(finding.wrong for finding in self.findings)


def examine(register: Engine) -> Report:
    """Look at the shape of every table of the contract and, where it fits, at its rows."""
    with register.connect() as connection:
        inspector = inspect(connection)
        shapes = {table: list(_shape(inspector, table)) for table in _expected(inspector)}
        fit = {table for table, found in shapes.items() if not found}
        rows = {table.name: _count(connection, inspector, table) for table in shapes}
        found = [
            *_version(connection),
            *(finding for shape in shapes.values() for finding in shape),
            *check_contents.findings(connection, fit),
        ]
    return Report(rows, found)


def told(report: Report) -> str:
    """Return the report as a table of text: Tabel, Keadaan, Baris, Temuan."""
    lines = [("Tabel", "Keadaan", "Baris", "Temuan")]
    names = [*report.rows, *{f.table: 0 for f in report.findings if f.table not in report.rows}]
    for name in names:
        found = [finding for finding in report.findings if finding.table == name]
        number = report.rows.get(name)
        count = "" if number is None else progress.number(number)
        if not found:
            lines.append((name, "baik", count, ""))
        for place, finding in enumerate(sorted(found, key=lambda f: not f.wrong)):
            first = (name, count) if place == 0 else ("", "")
            lines.append((first[0], ENDS[finding.wrong], first[1], finding.text))
    wide = [max(len(line[place]) for line in lines) for place in range(3)]
    return "\n".join(
        f"{name:{wide[0]}}  {state:{wide[1]}}  {count:>{wide[2]}}  {text}".rstrip()
        for name, state, count, text in lines
    )


def _expected(inspector: Inspector) -> list[Table]:
    """The contract; our own ledger tables too, where they are."""
    present = set(inspector.get_table_names())
    return [*CONTRACT, *(table for table in HOUSE if table.name in present)]


def _count(connection: Connection, inspector: Inspector, table: Table) -> int | None:
    if not inspector.has_table(table.name):
        return None
    return connection.scalar(select(func.count()).select_from(table))


def _version(connection: Connection) -> Iterator[Finding]:
    number = version.of(connection)
    if number is not None and number != version.CURRENT:
        words = (
            f"skema {number}, program ini {version.CURRENT}: jalankan python -m register migrate"
        )
        yield Finding(version.mark.name, True, words)


def _shape(inspector: Inspector, table: Table) -> Iterator[Finding]:
    """What is missing or of another type. An office's view needs no number of a load."""
    if not inspector.has_table(table.name):
        words = "tidak ada; bila kantor tidak memilikinya, jalankan python -m register migrate"
        yield Finding(table.name, True, words)
        return
    is_view = table.name in inspector.get_view_names()
    types = {column["name"]: column["type"] for column in inspector.get_columns(table.name)}
    for column in table.columns:
        if column.name not in types:
            if not (is_view and column.name == "muatan_id"):
                words = f"kolom {column.name} tidak ada (artinya: docs/register.md)"
                yield Finding(table.name, True, words)
        elif not _same_kind(column.type, types[column.name]):
            words = f"kolom {column.name} bertipe {types[column.name]}, seharusnya {column.type}"
            yield Finding(table.name, True, words)


def _same_kind(wanted, found) -> bool:
    try:
        kinds = wanted.python_type, found.python_type
    except NotImplementedError:
        return False
    return issubclass(kinds[1], kinds[0]) and (kinds[1] is bool) == (kinds[0] is bool)
