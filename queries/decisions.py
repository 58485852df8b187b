"""What was decided about an area, who is to do it and by when: the application's own store.

It holds what people write in the application itself, in SQLite beside the data or in PostgreSQL
(APP_URL, [connections.app]). A decision is never deleted: it is kept, or withdrawn.
"""

import re
from datetime import UTC, date, datetime
from functools import lru_cache

import pandas as pd
from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    func,
    insert,
    select,
    update,
)

from register import connections

metadata = MetaData()
keputusan = Table(
    "keputusan",
    metadata,
    Column("id", Integer, primary_key=True, comment="number"),
    Column("kode_wilayah", String, nullable=False, comment="desa, kecamatan or kabupaten"),
    Column("tanggal", Date, nullable=False, comment="day of the rakor that decided"),
    Column("isi", String, nullable=False, comment="what is to be done"),
    Column("penanggung_jawab", String, nullable=False, comment="office that is to do it"),
    Column("tenggat", Date, nullable=False, comment="last day for it"),
    Column("dibuat_pada", DateTime, nullable=False, comment="when it was written down, UTC"),
    Column("ditepati_pada", Date, comment="day it was done; empty: not yet"),
    Column("ditarik_pada", DateTime, comment="when it was withdrawn, UTC; empty: it stands"),
)

LONGEST = {"isi": 300, "penanggung_jawab": 80}
NAMED = {"isi": "Isi keputusan", "penanggung_jawab": "Penanggung jawab"}
# 16 digits are a NIK or a No KK, however they are spaced.
IDENTITY = re.compile(r"(?:\d[ .\-]?){16}")


class DecisionError(ValueError):
    """A decision cannot be written down; the message says why, in Indonesian."""


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
    with _engine().connect() as connection:
        return pd.read_sql(query, connection)


def add(kode: str, tanggal: date, isi: str, penanggung_jawab: str, tenggat: date) -> None:
    """Write a decision down. Raises DecisionError where something is missing or must not be."""
    texts = {"isi": " ".join(isi.split()), "penanggung_jawab": " ".join(penanggung_jawab.split())}
    for name, text in texts.items():
        _check(name, text)
    if tenggat < tanggal:
        raise DecisionError("Tenggat lebih awal daripada tanggal rakor. Periksa kedua tanggal.")
    row = {"kode_wilayah": kode, "tanggal": tanggal, "tenggat": tenggat, "dibuat_pada": _now()}
    with _engine().begin() as connection:
        connection.execute(insert(keputusan).values(**row, **texts))


def _check(name: str, text: str) -> None:
    if not text:
        raise DecisionError(f"{NAMED[name]} belum diisi.")
    if len(text) > LONGEST[name]:
        raise DecisionError(
            f"{NAMED[name]} terlalu panjang: {len(text)} huruf, paling banyak {LONGEST[name]}."
        )
    if IDENTITY.search(text):
        raise DecisionError(
            f"{NAMED[name]} memuat 16 angka seperti NIK atau No KK. Tulis tanpa nomor siapa pun: "
            "catatan ini tampil di layar rakor."
        )


def keep(number: int, day: date | None) -> None:
    """Note on which day a decision was done; None: it was not, after all."""
    _set(number, ditepati_pada=day)


def withdraw(number: int) -> None:
    """Take a decision back that was written down by mistake; its row stays in the store."""
    _set(number, ditarik_pada=_now())


def last_day(until: date) -> date | None:
    """Return the day of the last rakor that decided something, up to a day; None without one."""
    query = select(func.max(keputusan.c.tanggal)).where(
        keputusan.c.tanggal <= until, keputusan.c.ditarik_pada.is_(None)
    )
    with _engine().connect() as connection:
        return connection.scalar(query)


def _set(number: int, **values) -> None:
    with _engine().begin() as connection:
        connection.execute(update(keputusan).where(keputusan.c.id == number).values(**values))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _engine() -> Engine:
    return _opened(connections.url("app"))


@lru_cache(maxsize=2)
def _opened(address: str) -> Engine:
    engine = connections.app_engine(address)
    metadata.create_all(engine)
    return engine
