"""Draw a table the way it is read: one line per row, one column per heading, remarks allowed."""

from datetime import date, datetime

from sqlalchemy import Boolean, Connection, Date, DateTime, Float, Integer, SmallInteger, Table

READ = {
    Boolean: {"ya": True, "tidak": False}.__getitem__,
    Date: date.fromisoformat,
    DateTime: datetime.fromisoformat,
    Float: float,
    Integer: int,
    SmallInteger: int,
}


def rows(text: str) -> list[dict[str, str | None]]:
    """Return one dict per line below the heading; a blank cell is None, `#` starts a remark."""
    heading, *lines = [line.split("#")[0] for line in text.strip().splitlines()]
    names = [name.strip() for name in heading.split("|")]
    return [
        dict(zip(names, [cell.strip() or None for cell in line.split("|")], strict=True))
        for line in lines
        if line.strip()
    ]


def fill(connection: Connection, table: Table, text: str, **always) -> None:
    """Insert the rows drawn in `text`; columns in `always` are the same in each of them."""
    for drawn in rows(text):
        typed = {name: _value(table, name, cell) for name, cell in drawn.items()}
        connection.execute(table.insert(), always | typed)


def _value(table: Table, name: str, cell: str | None):
    if cell is None:
        return None
    return READ.get(type(table.c[name].type), str)(cell)


def counted(table, rincian: str = "") -> dict[str, tuple[int, int, int]]:
    """Return desa → (numerator, denominator, unknown) of one part of `queries.measure.sums`."""
    part = table[table["rincian"] == rincian]
    return {
        row.kode_desa: (row.numerator, row.denominator, row.unknown) for row in part.itertuples()
    }
