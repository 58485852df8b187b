"""A sample of 800 families and three months, loaded and published once on each database."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pandas as pd
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, select

from queries import publish, summary
from register import connections, facts, load, sample
from tests import oracle

TODAY = pd.Timestamp("2026-11-02").date()


@dataclass
class Published:
    """A register and the summary made of it. `said` is all that the publish told."""

    files: list[tuple[str, Path]]
    rejected: dict[str, list[int]]  # file name → row numbers, as the importers counted them
    register: Engine
    version: summary.Version
    said: str

    def table(self, name: str) -> pd.DataFrame:
        return stored(self.version, name)


def stored(version: summary.Version, name: str) -> pd.DataFrame:
    """Return a whole table of a published version, without its number."""
    table = summary.metadata.tables[name]
    with summary.engine(version).connect() as connection:
        query = select(table).where(table.c.versi == version.number)
        return pd.read_sql(query, connection).drop(columns="versi")


def officer_numbers(visits: pd.DataFrame) -> dict[tuple[str, int], str]:
    """Return (kode_desa, number) → name in letters, worked out from the rows of table `verval`:
    within a kecamatan by first list, first day, and a hash."""
    first: dict[tuple[str, str], tuple[str, str]] = {}
    for row in visits.dropna(subset=["petugas"]).itertuples():
        who = (row.kode_desa, re.sub("[^a-z0-9]", "", row.petugas.lower()))
        at = (row.periode, str(row.tanggal_kunjungan)[:10])
        first[who] = min(first.get(who, at), at)
    lot = {who: hashlib.md5("".join(who).encode()).hexdigest() for who in first}  # noqa: S324
    count: Counter[str] = Counter()
    found = {}
    for desa, name in sorted(first, key=lambda who: (first[who], lot[who])):
        count[desa[:8]] += 1
        found[desa, count[desa[:8]]] = name
    return found


@pytest.fixture(scope="session")
def sample_files(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Path]]:
    """(periode, file) of the small sample, in the order of import."""
    folder = tmp_path_factory.mktemp("contoh")
    return sample.write(
        folder, families=800, months=3, seed=11, last_periode="2026-10", progress=lambda _: None
    )


@pytest.fixture(scope="session")
def expected(sample_files: list[tuple[str, Path]]) -> oracle.Register:
    """The same files as the oracle reads them."""
    return oracle.read(sample_files)


@pytest.fixture(scope="session")
def publications() -> Iterator[dict[str, Published]]:
    """Kind of database → the sample on it, once made. Kept: tests change between the kinds."""
    made: dict[str, Published] = {}
    yield made
    for each in made.values():
        each.register.dispose()
        summary.engine(each.version).dispose()


@pytest.fixture(scope="session", params=["duckdb", "postgresql"])
def published(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    sample_files: list[tuple[str, Path]],
    publications: dict[str, Published],
) -> Published:
    """The sample on one kind of database, register and summary alike. Read it, never write."""
    kind = request.param
    if kind not in publications:
        if kind == "duckdb":
            folder = tmp_path_factory.mktemp("terbit")
            urls = [f"duckdb:///{folder / name}" for name in ("register.duckdb", "summary")]
        else:
            urls = [_database(request.getfixturevalue("postgres")) for _ in range(2)]
        publications[kind] = _published(sample_files, *urls)
    return publications[kind]


def _published(files: list[tuple[str, Path]], register_url: str, summary_url: str) -> Published:
    # A session's addresses must not stay in the environment of the tests that follow.
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("REGISTER_URL", register_url)
        environment.setenv("SUMMARY_URL", summary_url)
        register = connections.register_engine()
        facts.prepare(register)
        loads = [(path, load.load(register, path, month, TODAY)) for month, path in files]
        said: list[str] = []
        version = publish.publish(register, said.append, "uji")
    rejected = {
        path.name: done.rejects["BARIS ASAL"].tolist()
        for path, done in loads
        if not done.rejects.empty
    }
    return Published(files, rejected, register, version, "\n".join(said))


def _database(server: str) -> str:
    name = f"terbit_{uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = connections.make_url(server).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)
