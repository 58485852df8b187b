"""A register with the areas of Kab. Tegal, and two ways into it: screen a file, load a file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from sqlalchemy import Engine, create_engine, select

from register import facts, load
from register.importers import areas, reading, screening
from register.schema import metadata

TODAY = date(2026, 11, 2)


@dataclass
class Screened:
    """A file's sound rows under our own names, the reject file's rows, and those that wait:
    row number, kecamatan, desa as written."""

    rows: pd.DataFrame
    rejects: pd.DataFrame
    waiting: list[tuple[str, str, str]]
    notes: pd.DataFrame

    def taken(self, column: str) -> list:
        """Return one column of the sound rows in the order of the file, None for empty."""
        values = self.rows.sort_values("no")[column].astype(object)
        return [None if pd.isna(v) else getattr(v, "date", lambda v=v: v)() for v in values]

    @property
    def reasons(self) -> dict[int, str]:
        """Row number, as a person counts, → why it was refused."""
        return dict(zip(self.rejects["BARIS ASAL"], self.rejects["SEBAB DITOLAK"], strict=True))


@pytest.fixture(scope="session")
def spellings() -> pd.DataFrame:
    """The names of Kab. Tegal's desa as the importers know them."""
    register = create_engine("duckdb:///:memory:")
    facts.prepare(register)
    with register.connect() as connection:
        return areas.known(connection)


@pytest.fixture
def screen(spellings: pd.DataFrame) -> Callable[[Path], Screened]:
    """Read and check a file without a register: what a cell becomes is no database's business."""

    def screen_file(path: Path) -> Screened:
        with duckdb.connect() as workbench:
            source = reading.read(path, workbench)
            found = screening.screen(workbench, source, spellings, TODAY)
            rows = workbench.execute(screening.sql(select(screening.sound(workbench)))).df()
        assert len(rows) == found.taken
        waiting = [tuple(row.values())[:3] for row in found.waiting.to_pylist()]
        return Screened(rows, found.rejects, waiting, found.notes)

    return screen_file


def tables_and_facts(register: Engine) -> None:
    metadata.create_all(register)
    facts.prepare(register)


@pytest.fixture
def register(filled_register: Callable[..., Engine]) -> Engine:
    """An empty register that knows the areas, once on each database."""
    return filled_register(tables_and_facts)


@pytest.fixture
def load_file(register: Engine) -> Callable[..., load.Loaded]:
    def load_into_register(path: Path, periode: str = "2026-10", **more) -> load.Loaded:
        return load.load(register, path, periode, TODAY, **more)

    return load_into_register


def contents(register: Engine, *but: str) -> dict[str, list[tuple]]:
    """Return every row of every table of the register, in an order of their own.

    `but` names columns to leave out, such as the number of the load.
    """
    with register.connect() as connection:
        return {
            table.name: sorted(
                connection.execute(select(*[c for c in table.c if c.name not in but])).all(),
                key=repr,
            )
            for table in metadata.sorted_tables
        }
