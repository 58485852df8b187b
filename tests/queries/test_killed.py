"""A publish that dies leaves the old version in force, for readers who never stop reading."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import func, select

from queries import publish, summary
from register import connections, facts, load
from tests import killing
from tests.register.written import person, text

MOMENTS = {
    "duckdb": [
        "queries.summary:bulk_insert:1",
        "queries.summary:bulk_insert:5",
        "queries.summary:_check:1",
        "queries.summary:_sync:1",  # written, not yet under its name
        "queries.summary:_sync:2",  # under its name, not yet in force
        "pathlib:Path.replace:1",  # the pointer written beside the old one
    ],
    "postgresql": [
        "queries.summary:bulk_insert:1",
        "queries.summary:bulk_insert:5",
        "queries.summary:delete:1",
        "queries.summary:insert:1",  # no version named in force, were it not one transaction
    ],
}


@pytest.fixture
def stores(register_url, postgres, request, data_dir, monkeypatch) -> dict[str, str]:
    """Where both stores are, on one kind of database, as an environment."""
    address = f"duckdb:///{data_dir / 'summary'}"
    if register_url.startswith("postgresql"):
        engine = connections.engine(register_url)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            name = f"{connection.engine.url.database}_terbitan"
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        address = engine.url.set(database=name).render_as_string(hide_password=False)
        engine.dispose()
    monkeypatch.setenv("SUMMARY_URL", address)
    return {
        "REGISTER_URL": register_url,
        "SUMMARY_URL": address,
        "PANTAU_DATA": os.environ["PANTAU_DATA"],
    }


def held() -> tuple[int, int]:
    """Return newest load and number of families of the version in force; each table complete."""
    version = summary.current()
    with summary.engine(version).connect() as connection:
        of_version = {
            table.name: table.c.versi == version.number for table in summary.metadata.sorted_tables
        }
        loaded = connection.scalars(
            select(summary.terbitan.c.muatan_id).where(of_version["terbitan"])
        ).all()
        sums = connection.execute(
            select(func.count(), func.sum(summary.capaian.c.denominator)).where(
                of_version["capaian"],
                summary.capaian.c.indikator == "kemutakhiran_24_pct",
            )
        ).one()
        areas = connection.scalar(
            select(func.count()).select_from(summary.wilayah).where(of_version["terbitan_wilayah"])
        )
    assert (len(loaded), sums[0], areas) == (1, 1, 306)
    return loaded[0], int(sums[1])


@contextmanager
def readers(allowed: dict[int, int]) -> Iterator[list[Exception]]:
    """Read what is in force over and over; yield the list of what went wrong."""
    wrong, done, count = [], threading.Event(), [0]

    def read() -> None:
        while not done.is_set():
            try:
                load_number, families = held()
                assert allowed[load_number] == families
                count[0] += 1
            except Exception as error:  # whatever it is, the test is to show it
                wrong.append(error)
                return
            done.wait(0.005)

    thread = threading.Thread(target=read)
    thread.start()
    yield wrong
    done.set()
    thread.join()
    assert wrong or count[0] > 10


def test_killed_at_many_moments_while_others_read(stores, tmp_path):
    register = connections.engine(stores["REGISTER_URL"])
    facts.prepare(register)
    sizes = {}  # load → families that the publish of it must show

    def load_families(number: int) -> None:
        rows = [person(n) for n in range(1, number + 1)]
        load.load(register, text(tmp_path / f"{number}.txt", rows), "2026-10", date(2026, 11, 2))
        sizes[len(sizes) + 1] = number
        register.dispose()  # a DuckDB file open here could not be read by the publish

    load_families(3)
    killing.run(stores, ("publish",), None)
    load_families(4)
    seconds = killing.run(stores, ("publish",), None)
    assert held() == (2, 4)

    kind = "duckdb" if stores["SUMMARY_URL"].startswith("duckdb") else "postgresql"
    timed = [seconds * part / 10 for part in (2, 4, 5, 6, 7, 8, 9, 10)]
    with readers(sizes) as wrong:
        for number, moment in enumerate([*MOMENTS[kind], *timed], start=5):
            before = held()
            load_families(number)
            killing.run(stores, ("publish",), moment)
            now = held()
            assert now in (before, (len(sizes), number))
            if moment in MOMENTS[kind]:
                assert now == before
        # What the dead ones left does not disturb the next.
        killing.run(stores, ("publish",), None)
        assert held() == (len(sizes), number)
    assert wrong == []


def test_what_a_dead_publish_left_under_the_same_number(stores, tmp_path):
    """In a container every publish has the same process number, so its draft the same name."""
    if not stores["SUMMARY_URL"].startswith("duckdb"):
        return
    register = connections.engine(stores["REGISTER_URL"])
    facts.prepare(register)
    load.load(register, text(tmp_path / "a.txt", [person(1)]), "2026-10", date(2026, 11, 2))
    register.dispose()
    killing.run(stores, ("publish",), "sqlalchemy:Engine.dispose:1")  # just committed
    folder = tmp_path / "data" / "summary"
    left = sorted(folder.iterdir())
    assert any(path.suffix == ".wal" for path in left), left
    for path in left:
        path.rename(path.with_name(f"draft-{os.getpid()}.{path.name.split('.', 1)[1]}"))
    version = publish.publish(connections.engine(stores["REGISTER_URL"]), lambda _: None, "uji")
    assert held() == (1, 1)
    assert version.number == 1
