"""Write what each table of the register holds, from the schema: `python -m register describe`."""

from pathlib import Path

from sqlalchemy import Column, Table

from register.schema import CONTRACT, HOUSE

FILE = Path(__file__).parents[1] / "docs" / "register.md"
TYPES = {
    "VARCHAR": "text",
    "INTEGER": "whole number",
    "SMALLINT": "whole number",
    "FLOAT": "number",
    "BOOLEAN": "yes/no",
    "DATE": "date",
    "DATETIME": "date and time",
}
HEAD = """# Register

Written by `python -m register describe`; edit `register/schema.py`.

An office with a register database of its own supplies the tables of the first part, or views with
these names and columns; `python -m register check` says what does not fit, and `python -m register
migrate` makes the tables that are missing. `muatan_id` need not be in a view. **Personal**: can
identify a person, alone or with another column; none of these leaves the register.

Every table that files fill has a twin `arsip_…` with the rows that a later file replaced and, in
`diganti_muatan`, the number of that load; what is undone comes back from there.
"""


def write() -> None:
    FILE.write_text(dictionary(), encoding="utf-8")


def dictionary() -> str:
    """Return the data dictionary as Markdown; a test holds docs/register.md equal to it."""
    contract = "\n".join(map(_table, CONTRACT))
    house = "\n".join(map(_table, HOUSE))
    return f"{HEAD}\n## The contract\n\n{contract}\n## The ledger of loads\n\n{house}"


def _table(table: Table) -> str:
    lines = [
        f"### {table.name}\n",
        f"A row is {table.comment}.\n",
        "| Column | Type | Unit | Allowed | Required | Personal | What it holds |",
        "|---|---|---|---|---|---|---|",
        *map(_column, table.columns),
    ]
    return "\n".join(lines) + "\n"


def _column(column: Column) -> str:
    cells = (
        f"`{column.name}`",
        TYPES[str(column.type)],
        column.info["unit"] or "",
        _allowed(column.info["allowed"]),
        "" if column.nullable else "yes",
        "**yes**" if column.info["personal"] else "",
        column.comment.replace("|", "\\|"),
    )
    return f"| {' | '.join(cells)} |"


def _allowed(values: tuple | None) -> str:
    if not values:
        return ""
    if isinstance(values[0], int):
        return f"{values[0]} to {values[1]}"
    return ", ".join(values)
