"""The audit: who did what, when, within which scope, why, and with how many rows.

Rows are only added: a trigger of the store refuses anything else. Each carries the fingerprint of
the one before, so a row changed, removed or put in between shows (`verify`). Rows cut off at the
end show only beside an earlier fingerprint kept elsewhere, which is why each is also logged. No
row holds a personal value: what was looked at is a list and an area, never a person.
"""

import hashlib
import json
import logging
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from queries.app_store import engine, jejak
from queries.export import safe
from queries.scope import Scope

LOG = logging.getLogger(__name__)
BEGINNING = "0" * 64
TRIES = 30  # two that write at the same moment want the same number; one asks again
COLUMNS = [column.name for column in jejak.c]
SAID = COLUMNS[:-1]  # what the fingerprint is made of: all but itself


@dataclass(frozen=True)
class Verdict:
    """`rows` of the chain; `last`: fingerprint of its end; `broken`: number of the first row that
    is not as it was written, None if all are; `why`: in Indonesian, empty where nothing is."""

    rows: int
    last: str
    broken: int | None = None
    why: str = ""


def record(scope: Scope, deed: str, about: str = "", *, reason: str = "", rows: int = 0) -> int:
    """Write one row before what it is about is done; return its number.

    `deed`: what is done, in a word or two; `about`: to what. Raises whatever the store raises:
    where nothing can be written down, nothing may be shown.
    """
    for attempt in range(TRIES):
        try:
            return _append(scope, deed, about, reason, rows)
        except (IntegrityError, OperationalError):
            if attempt == TRIES - 1:
                raise
            time.sleep(random.uniform(0, 0.05))  # noqa: S311 (no secret)
    raise AssertionError("not reached")


def _append(scope: Scope, deed: str, about: str, reason: str, rows: int) -> int:
    with engine().begin() as connection:
        last = connection.execute(
            select(jejak.c.nomor, jejak.c.sidik).order_by(jejak.c.nomor.desc()).limit(1)
        ).one_or_none()
        row = {
            "nomor": last.nomor + 1 if last else 1,
            "pada": datetime.now(UTC).isoformat(timespec="microseconds"),
            "siapa": scope.who,
            "peran": str(scope.role),
            "cakupan": scope.told,
            "perbuatan": deed,
            "perihal": about,
            "alasan": reason,
            "baris": rows,
            "sidik_sebelum": last.sidik if last else BEGINNING,
        }
        row["sidik"] = fingerprint(row)
        connection.execute(insert(jejak).values(**row))
    LOG.info("jejak %s %s", row["nomor"], row["sidik"])
    return row["nomor"]


def fingerprint(row: dict) -> str:
    """Return the SHA-256 of a row's own columns, that of the row before among them."""
    told = json.dumps([row[name] for name in SAID], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def verify(kept: str = "") -> Verdict:
    """Read the chain from its beginning; `kept`: a fingerprint that must be in it.

    A fingerprint kept elsewhere (the log of the server has all of them) tells whether the end
    was cut off.
    """
    before, found, seen = BEGINNING, 0, not kept
    for row in _rows():
        found += 1
        why = _fault(row, found, before)
        if why:
            return Verdict(found, before, row["nomor"], why)
        before = row["sidik"]
        seen = seen or before == kept
    if not seen:
        return Verdict(found, before, found + 1, "Sidik yang disimpan tidak ada lagi di jejak.")
    return Verdict(found, before)


def _fault(row: dict, number: int, before: str) -> str:
    if row["nomor"] != number:
        return f"Baris {number} tidak ada."
    if row["sidik_sebelum"] != before:
        return f"Baris {number} tidak menyambung dengan baris sebelumnya."
    if row["sidik"] != fingerprint(row):
        return f"Isi baris {number} bukan yang dahulu ditulis."
    return ""


def _rows() -> Iterator[dict]:
    with engine().connect().execution_options(yield_per=1000) as connection:
        for row in connection.execute(select(jejak).order_by(jejak.c.nomor)):
            yield dict(row._mapping)


def read(most: int | None = None) -> pd.DataFrame:
    """Return the audit, the newest row first, at most so many: all columns of table `jejak`."""
    query = select(jejak).order_by(jejak.c.nomor.desc()).limit(most)
    with engine().connect() as connection:
        return pd.read_sql(query, connection)


def exported(scope: Scope) -> bytes:
    """Return all of the audit as CSV, the oldest row first; that it was taken is its last row.

    Semicolons, as in every download: cells cut at commas by Excel in Indonesian would begin anew.
    """
    record(scope, "unduh jejak")
    rows = read().iloc[::-1]
    texts = rows.select_dtypes(exclude="number").columns
    rows[texts] = rows[texts].map(safe)
    return rows.to_csv(index=False, sep=";").encode("utf-8-sig")


def moment(at: str) -> datetime:
    """Return column `pada` as a time in UTC without a zone."""
    return datetime.fromisoformat(at).replace(tzinfo=None)
