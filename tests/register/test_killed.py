"""An import or undo that dies leaves the register as before, or as after: never between."""

import os
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy import text as sql

from register import connections, facts, filling, undo
from tests import killing
from tests.register.conftest import contents
from tests.register.written import person, text


@pytest.fixture
def two_files(tmp_path):
    """Two exports of the same desa; each replaces all that the other brought."""
    return [
        text(
            tmp_path / f"{name}.txt",
            [person(n, NAMA=f"{name} {n}", PBI_JKN="YA") for n in range(1, rows)],
        )
        for name, rows in (("A", 3000), ("B", 2500))
    ]


def state(register) -> tuple[int, int, int, int]:
    """Return what tells the states apart; a state between them would have other numbers."""
    held = contents(register)
    names = {person.nama[0] for person in held["individu"]}
    in_force = [
        load
        for load in held["muatan"]
        if load.digantikan_oleh is None and load.dibatalkan_pada is None
    ]
    assert len(names) == len(in_force) == 1
    assert {row.muatan_id for table in FILLED for row in held[table]} == {in_force[0].muatan_id}
    counts = {len(held[table]) for table in FILLED}
    assert counts == {in_force[0].baris_diambil}  # one person a family, one membership each
    return names.pop()


FIRST = Path(__file__).with_name("v1.sql").read_text(encoding="utf-8")
FILLED = ("keluarga", "individu", "kepesertaan")
MOMENTS = [
    "register.replacing:replace:1",
    "register.replacing:_archive:2",
    "register.ledger:date_periode:1",
    "register.filling:bulk_insert:1",
    "register.filling:bulk_insert:2",
    "register.filling:bulk_insert:3",
]
UNDO_MOMENTS = [
    "register.replacing:bring_back:2",
    "register.replacing:bring_back:9",
    "register.undo:_forget:1",
    "register.ledger:redate_periode:1",
]


def test_killed_at_many_moments(register_url, two_files):
    environment = {"REGISTER_URL": register_url, "PANTAU_DATA": os.environ["PANTAU_DATA"]}
    engine = connections.engine(register_url)
    facts.prepare(engine)
    engine.dispose()
    seconds = killing.run(environment, ("import", str(two_files[0]), "2026-10"), None)

    seen, now = [], "A"
    for moment in [*MOMENTS, *[seconds * part / 10 for part in range(3, 12)]]:
        coming = two_files[1 if now == "A" else 0]
        killing.run(environment, ("import", str(coming), "2026-10"), moment)
        engine = connections.engine(register_url)
        found = state(engine)
        engine.dispose()
        if moment in MOMENTS:
            assert found == now  # nothing of it was done
        seen.append(found != now)
        now = found
    # And a later import is not disturbed by what the dead ones left.
    killing.run(environment, ("import", str(two_files[1 if now == "A" else 0]), "2026-10"), None)
    engine = connections.engine(register_url)
    assert state(engine) != now
    engine.dispose()
    assert not all(seen)


def test_an_undo_killed_at_many_moments(register_url, two_files):
    environment = {"REGISTER_URL": register_url, "PANTAU_DATA": os.environ["PANTAU_DATA"]}
    engine = connections.engine(register_url)
    facts.prepare(engine)
    engine.dispose()
    for path in two_files:
        killing.run(environment, ("import", str(path), "2026-10"), None)
    for moment in UNDO_MOMENTS:
        killing.run(environment, ("undo", "2"), moment)
        engine = connections.engine(register_url)
        assert state(engine) == "B"  # nothing of it was done
        engine.dispose()
    killing.run(environment, ("undo", "2"), None)
    engine = connections.engine(register_url)
    assert state(engine) == "A"
    engine.dispose()


def test_an_undo_that_fails_undoes_nothing(register, load_file, two_files, monkeypatch):
    for path in two_files:
        load_file(path)
    before = contents(register)

    def failing(*_):
        raise OSError("disk full")

    monkeypatch.setattr(undo, "_forget", failing)
    with pytest.raises(OSError, match="disk full"):
        undo.undo(register, 2, "penguji")
    assert contents(register) == before


@pytest.mark.parametrize("older", [False, True])
def test_killed_when_its_tables_were_made(data_dir, older):
    """DuckDB reads the log of the dead: it must know how (see schema, autoincrement)."""
    url = f"duckdb:///{data_dir / 'register.duckdb'}"
    if older:
        engine = connections.engine(url)
        with engine.begin() as connection:
            for statement in filter(str.strip, FIRST.split(";\n")):
                connection.execute(sql(statement))
        engine.dispose()
    environment = {"REGISTER_URL": url, "PANTAU_DATA": str(data_dir)}
    killing.run(environment, ("prepare",), 60.0)
    engine = connections.engine(url)
    held = contents(engine)
    engine.dispose()
    assert len(held["muatan"]) == (2 if older else 0)
    assert held["wilayah"]


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_failure_between_two_tables_undoes_all(
    register, load_file, two_files, monkeypatch, place
):
    load_file(two_files[0])
    before = contents(register)
    calls = []

    def failing(*arguments):
        calls.append(1)
        if len(calls) == place:
            raise OSError("disk full")
        return connections.bulk_insert(*arguments)

    monkeypatch.setattr(filling, "bulk_insert", failing)
    with pytest.raises(OSError, match="disk full"):
        load_file(two_files[1])
    assert contents(register) == before


def test_a_failure_at_the_commit_undoes_all(register, load_file, two_files):
    load_file(two_files[0])
    before = contents(register)

    def failing(_connection):
        raise OSError("disk full")

    event.listen(register, "commit", failing)
    with pytest.raises(OSError, match="disk full"):
        load_file(two_files[1])
    event.remove(register, "commit", failing)
    assert contents(register) == before
