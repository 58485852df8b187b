"""The audit: only added to, whole or said not to be; in SQLite and in PostgreSQL."""

import hashlib
import json
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DatabaseError

from queries import app_store, audit
from queries.account_commands import SCOPE
from queries.app_store import jejak
from queries.scope import Role, Scope

CAMAT = Scope(Role.WILAYAH, "camat@contoh.go.id", ("33.28.01",))
FREED = {
    "sqlite": ["DROP TRIGGER jejak_UPDATE", "DROP TRIGGER jejak_DELETE"],
    "postgresql": ["DROP TRIGGER jejak_tetap ON jejak"],
}


@pytest.fixture(params=["sqlite", "postgresql"], autouse=True)
def store(request, data_dir, monkeypatch):
    if request.param == "postgresql":
        monkeypatch.setenv("APP_URL", request.getfixturevalue("postgres_url"))
    yield
    app_store.engine().dispose()
    app_store.opened.cache_clear()


@pytest.fixture
def five():
    for number in range(5):
        audit.record(CAMAT, "lihat daftar", f"daftar {number}", reason="verval", rows=number)


def tamper(*statements) -> None:
    """Change rows as somebody can who owns the database: the trigger is taken away first."""
    engine = app_store.engine()
    with engine.begin() as connection:
        for sql in FREED[engine.dialect.name]:
            connection.execute(text(sql))
        for statement in statements:
            connection.execute(statement)


def test_a_row_says_who_what_where_why_and_how_many(five):
    row = audit.read(1).iloc[0]
    assert row["nomor"] == 5
    assert row[
        ["siapa", "peran", "cakupan", "perbuatan", "perihal", "alasan", "baris"]
    ].tolist() == [
        "camat@contoh.go.id",
        "wilayah",
        "33.28.01",
        "lihat daftar",
        "daftar 4",
        "verval",
        4,
    ]


def test_the_fingerprint_is_what_the_documentation_says(five):
    """Worked out again without the code: SHA-256 of the other ten columns as JSON."""
    rows = audit.read().iloc[::-1].to_dict("records")
    before = "0" * 64
    for row in rows:
        values = [
            row[name]
            for name in (
                "nomor",
                "pada",
                "siapa",
                "peran",
                "cakupan",
                "perbuatan",
                "perihal",
                "alasan",
                "baris",
            )
        ]
        told = json.dumps([*values, before], ensure_ascii=False, separators=(",", ":"))
        assert row["sidik"] == hashlib.sha256(told.encode()).hexdigest()
        before = row["sidik"]
    assert audit.verify() == audit.Verdict(5, before)


@pytest.mark.parametrize(
    "statement",
    [
        update(jejak).where(jejak.c.nomor == 3).values(siapa="orang lain"),
        delete(jejak).where(jejak.c.nomor == 5),
        delete(jejak),
    ],
)
def test_rows_are_only_added(five, statement):
    with pytest.raises(DatabaseError, match="rows are only added"), app_store.engine().begin() as c:
        c.execute(statement)
    assert audit.verify().rows == 5


@pytest.mark.parametrize(
    "column", ["pada", "siapa", "peran", "cakupan", "perbuatan", "perihal", "alasan"]
)
def test_a_changed_word_shows(five, column):
    tamper(update(jejak).where(jejak.c.nomor == 3).values({column: "lain"}))
    assert audit.verify().broken == 3


def test_a_changed_number_of_rows_shows(five):
    tamper(update(jejak).where(jejak.c.nomor == 2).values(baris=999))
    assert audit.verify().broken == 2


def test_a_changed_row_with_a_new_fingerprint_shows_at_the_next(five):
    row = audit.read().set_index("nomor").loc[3].to_dict() | {"nomor": 3, "siapa": "orang lain"}
    tamper(
        update(jejak)
        .where(jejak.c.nomor == 3)
        .values(siapa="orang lain", sidik=audit.fingerprint(row))
    )
    verdict = audit.verify()
    assert verdict.broken == 4
    assert "tidak menyambung" in verdict.why


def test_a_removed_row_shows(five):
    tamper(delete(jejak).where(jejak.c.nomor == 2))
    assert audit.verify().broken == 3
    assert audit.verify().why == "Baris 2 tidak ada."


def test_two_rows_that_changed_places_show(five):
    rows = audit.read().set_index("nomor")
    third, fourth = (rows.loc[n].to_dict() for n in (3, 4))
    tamper(
        delete(jejak).where(jejak.c.nomor.in_([3, 4])),
        insert(jejak).values(third | {"nomor": 4}),
        insert(jejak).values(fourth | {"nomor": 3}),
    )
    assert audit.verify().broken == 3


def test_an_end_cut_off_shows_beside_a_fingerprint_kept_elsewhere(five):
    kept = audit.verify().last
    tamper(delete(jejak).where(jejak.c.nomor == 5))
    assert audit.verify().broken is None  # alone it cannot tell
    assert audit.verify(kept).why == "Sidik yang disimpan tidak ada lagi di jejak."
    audit.record(CAMAT, "lagi")  # growing again does not heal it
    assert audit.verify(kept).broken is not None


def test_each_fingerprint_is_in_the_log(caplog):
    with caplog.at_level(logging.INFO, "queries.audit"):
        audit.record(CAMAT, "lihat daftar")
    assert caplog.messages == [f"jejak 1 {audit.verify().last}"]


def test_many_at_once_make_one_chain():
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda n: audit.record(CAMAT, f"ke-{n}"), range(40)))
    assert sorted(numbers) == list(range(1, 41))
    assert audit.verify().rows == 40
    assert audit.verify().broken is None


def test_the_file_holds_all_and_its_own_taking_and_no_formula():
    audit.record(CAMAT, "lihat daftar", '=HYPERLINK("x")', reason="+62")
    lines = audit.exported(SCOPE).decode().splitlines()
    assert len(lines) == 3
    assert "'=HYPERLINK" in lines[1]
    assert "'+62" in lines[1]
    assert "unduh jejak" in lines[2]
