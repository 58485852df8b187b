"""What was decided about an area, who is to do it and by when: the application's own store.

It holds what people write in the application itself, in SQLite beside the data or in PostgreSQL
(APP_URL, [connections.app]). A decision is never deleted: it is kept, or withdrawn.
"""

from datetime import date

import pandas as pd
from sqlalchemy import func, insert, select, update

from queries import audit
from queries.app_store import NoteError, checked, engine, keputusan, now
from queries.scope import Right, Scope

LONGEST = {"isi": 300, "penanggung_jawab": 80}
NAMED = {"isi": "Isi keputusan", "penanggung_jawab": "Penanggung jawab"}


def of(*codes: str) -> pd.DataFrame:
    """Return the decisions that stand about these areas, those not kept first, then by deadline.

    One row a decision: id, kode_wilayah, tanggal, isi, penanggung_jawab, tenggat, ditepati_pada
    (NaT: not yet).
    """
    names = [c for c in keputusan.c if c.name not in ("dibuat_pada", "ditarik_pada")]
    query = (
        select(*names)
        .where(keputusan.c.kode_wilayah.in_(codes), keputusan.c.ditarik_pada.is_(None))
        .order_by(keputusan.c.ditepati_pada.is_not(None), keputusan.c.tenggat, keputusan.c.id)
    )
    with engine().connect() as connection:
        return pd.read_sql(query, connection)


def add(
    by: Scope, kode: str, tanggal: date, isi: str, penanggung_jawab: str, tenggat: date
) -> None:
    """Write a decision down. Raises NoteError where something is missing or must not be, and
    ForbiddenError where the account may not; the audit says who wrote it."""
    by.must(Right.KEPUTUSAN)
    given = {"isi": isi, "penanggung_jawab": penanggung_jawab}
    texts = {name: checked(NAMED[name], text, LONGEST[name]) for name, text in given.items()}
    if tenggat < tanggal:
        raise NoteError("Tenggat lebih awal daripada tanggal rakor. Periksa kedua tanggal.")
    audit.record(by, "catat keputusan", kode)
    row = {"kode_wilayah": kode, "tanggal": tanggal, "tenggat": tenggat, "dibuat_pada": now()}
    with engine().begin() as connection:
        connection.execute(insert(keputusan).values(**row, **texts))


def keep(by: Scope, number: int, day: date | None) -> None:
    """Note on which day a decision was done; None: it was not, after all."""
    _set(by, "tandai keputusan", number, ditepati_pada=day)


def withdraw(by: Scope, number: int) -> None:
    """Take a decision back that was written down by mistake; its row stays in the store."""
    _set(by, "tarik keputusan", number, ditarik_pada=now())


def last_day(until: date) -> date | None:
    """Return the day of the last rakor that decided something, up to a day; None without one."""
    query = select(func.max(keputusan.c.tanggal)).where(
        keputusan.c.tanggal <= until, keputusan.c.ditarik_pada.is_(None)
    )
    with engine().connect() as connection:
        return connection.scalar(query)


def _set(by: Scope, deed: str, number: int, **values) -> None:
    by.must(Right.KEPUTUSAN)
    audit.record(by, deed, f"nomor {number}")
    with engine().begin() as connection:
        connection.execute(update(keputusan).where(keputusan.c.id == number).values(**values))
