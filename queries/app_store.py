"""The third store: what people write in the application itself.

SQLite beside the data, or PostgreSQL (APP_URL, [connections.app]): the decisions of the rakor, who
may see what, who is signed in, and the audit. No table holds a person of the register.
"""

import re
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache
from threading import Lock

from sqlalchemy import (
    DDL,
    Column,
    Date,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    event,
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
hak = Table(
    "hak",
    metadata,
    Column("surel", String, primary_key=True, comment="verified e-mail, lower case"),
    Column("peran", String, nullable=False, comment="rakor, wilayah or dinas"),
    Column("kode_wilayah", String, nullable=False, comment="codes, one space between; empty: all"),
    Column("diberi_oleh", String, nullable=False, comment="account that gave it"),
    Column("diberi_pada", DateTime, nullable=False, comment="when, UTC"),
    Column("dicabut_oleh", String, comment="account that took it away; empty: it holds"),
    Column("dicabut_pada", DateTime, comment="when it was taken away, UTC"),
)
sesi = Table(
    "sesi",
    metadata,
    Column("kunci", String, primary_key=True, comment="fingerprint of one sign-in"),
    Column("surel", String, nullable=False, comment="who signed in"),
    Column("mulai", DateTime, nullable=False, comment="when it was first seen, UTC"),
    Column("terakhir", DateTime, nullable=False, comment="when something was last done, UTC"),
    Column("berakhir", DateTime, comment="when it ended, UTC; empty: it goes on"),
)
jejak = Table(
    "jejak",
    metadata,
    Column("nomor", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 …"),
    Column("pada", String, nullable=False, comment="when: ISO 8601, UTC"),
    Column("siapa", String, nullable=False, comment="account"),
    Column("peran", String, nullable=False, comment="role it had"),
    Column("cakupan", String, nullable=False, comment="codes it may see persons of"),
    Column("perbuatan", String, nullable=False, comment="what was done"),
    Column("perihal", String, nullable=False, comment="to what: list, area, account; no person"),
    Column("alasan", String, nullable=False, comment="reason given; empty: none is asked"),
    Column("baris", Integer, nullable=False, comment="rows seen or written"),
    Column("sidik_sebelum", String, nullable=False, comment="fingerprint of the row before"),
    Column("sidik", String, nullable=False, comment="SHA-256 of this row and the one before"),
)

# Whoever can write rows may not change or remove them, the program itself included.
APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER jejak_{verb} BEFORE {verb} ON jejak "
        "BEGIN SELECT RAISE(ABORT, 'jejak: rows are only added'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION jejak_hanya_tambah() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'jejak: rows are only added'; END $$",
        "CREATE TRIGGER jejak_tetap BEFORE UPDATE OR DELETE OR TRUNCATE ON jejak "
        "FOR EACH STATEMENT EXECUTE FUNCTION jejak_hanya_tambah()",
    ],
}
for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        event.listen(jejak, "after_create", DDL(_statement).execute_if(dialect=_dialect))

MAKING = Lock()

# 16 digits are a NIK or a No KK, however they are spaced.
IDENTITY = re.compile(r"(?:\d[ .\-/_]?){16}")
LONGEST_REASON = 200  # letters


class NoteError(ValueError):
    """A text cannot be written down; the message says why, in Indonesian."""


def checked(name: str, text: str, longest: int) -> str:
    """Return a text with single spaces, without letters that nobody sees. Raises NoteError where
    it is empty, too long, or carries a number like a NIK; `name` is what the form calls it."""
    visible = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    text = " ".join(visible.split())
    if not text:
        raise NoteError(f"{name} belum diisi.")
    if len(text) > longest:
        raise NoteError(f"{name} terlalu panjang: {len(text)} huruf, paling banyak {longest}.")
    if IDENTITY.search(text):
        raise NoteError(
            f"{name} memuat 16 angka seperti NIK atau No KK. Tulis tanpa nomor siapa pun: catatan "
            "ini dibaca banyak orang."
        )
    return text


def now() -> datetime:
    """Return the time as the store keeps it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def engine() -> Engine:
    """Return the engine of the store; its tables are made where they are missing."""
    with MAKING:  # two visitors at once must not make them twice
        return opened(connections.url("app"))


@lru_cache(maxsize=2)
def opened(address: str) -> Engine:
    """Return the engine on an address of the store, kept for the process."""
    found = connections.app_engine(address)
    metadata.create_all(found)
    return found
