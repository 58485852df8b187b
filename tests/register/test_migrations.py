"""A register of an older version comes up to today's, with every row, or stays as it is."""

import gc
from collections.abc import Iterator
from pathlib import Path

import duckdb_sqlalchemy.alembic_impl  # noqa: F401
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, literal_column, select, table, text, update

from queries.__main__ import main as queries
from register import connections, facts, migrations, version
from register.__main__ import main
from register.connections import StoreError
from register.schema import dipangkas, metadata, muatan

FIRST = Path(__file__).with_name("v1.sql").read_text(encoding="utf-8")
TABLES = (
    ("wilayah", 3),
    ("wilayah_alias", 1),
    ("periode", 2),
    ("muatan", 2),
    ("keluarga", 1),
    ("individu", 1),
    ("kepesertaan", 1),
    ("sasaran_verval", 1),
    ("verval", 1),
    ("musdes", 1),
)


@pytest.fixture
def first(register_url: str) -> Iterator[Engine]:
    """A register of the first version, with rows in each of its tables."""
    engine = connections.engine(register_url)
    with engine.begin() as connection:
        for statement in FIRST.split(";\n"):
            if statement.strip():
                connection.execute(text(statement))
    yield engine
    engine.dispose()


def rows(register: Engine) -> dict[str, list[dict]]:
    """Every row of the first version's tables, by column name."""
    with register.connect() as connection:
        return {
            name: [
                dict(row)
                for row in connection.execute(select(literal_column("*")).select_from(table(name)))
                .mappings()
                .all()
            ]
            for name, _ in TABLES
        }


def differences(register: Engine) -> list:
    """What Alembic would change to make the register what the schema says, comments and all.

    It does not know that indexes are for PostgreSQL alone.
    """
    indexed = register.dialect.name == "postgresql"
    options = {
        "version_table": version.mark.name,
        "compare_type": True,
        "include_object": lambda _object, _name, kind, *_: kind != "index" or indexed,
    }
    with register.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        return compare_metadata(context, metadata)


def test_every_row_comes_along(first):
    before = rows(first)
    assert [(name, len(before[name])) for name, _ in TABLES] == list(TABLES)
    said = []
    facts.prepare(first, said.append)

    after = rows(first)
    for name, _ in TABLES:
        old = [{key: row[key] for key in before[name][0]} for row in after[name]]
        assert old == before[name], name
        new = {key for row in after[name] for key in row if key not in before[name][0]}
        assert all(row[key] is None for row in after[name] for key in new)
    assert said == [
        "Memutakhirkan register dari skema 1 ke skema 2 …",
        "Register selesai dimutakhirkan; semua isinya tetap.",
    ]


def test_it_is_then_what_the_schema_says(first):
    facts.prepare(first, lambda _: None)
    assert differences(first) == []
    with first.connect() as connection:
        assert version.of(connection) == version.CURRENT


def test_a_new_register_is_what_the_schema_says(register_url):
    register = connections.engine(register_url)
    facts.prepare(register)
    assert differences(register) == []
    with register.begin() as connection:
        connection.execute(text("ALTER TABLE verval ADD COLUMN lain INTEGER"))
    assert [change[0] for change in differences(register)] == ["remove_column"]
    register.dispose()


def test_a_table_that_is_new_is_made_and_filled(register_url, capsys):
    """Of the same schema, but made before days off were kept: no script, and nothing is lost."""
    register = connections.engine(register_url)
    facts.prepare(register)
    with register.begin() as connection:
        connection.execute(text("DROP TABLE libur"))
    register.dispose()
    assert queries(["publish"]) == 1
    gc.collect()
    assert "libur tidak ada. Jalankan: python -m register migrate" in capsys.readouterr().err
    assert main(["migrate"]) == 0
    gc.collect()
    register = connections.engine(register_url)
    assert differences(register) == []
    with register.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM libur")) > 0
    register.dispose()


def test_what_is_interrupted_leaves_the_older_version(first):
    before = rows(first)

    def cut_short(sentence):
        if sentence.startswith("Register selesai"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        facts.prepare(first, cut_short)

    assert rows(first) == before
    assert not inspect(first).has_table("versi_skema")
    with first.connect() as connection:
        assert version.of(connection) == 1


def test_nothing_is_told_twice(first):
    facts.prepare(first, lambda _: None)
    said = []
    facts.prepare(first, said.append)
    assert said == []


def test_a_publish_says_what_to_do(first, capsys):
    first.dispose()
    assert queries(["publish"]) == 1
    gc.collect()  # a command ends with its process, and lets go of its DuckDB file
    assert "Jalankan: python -m register migrate" in capsys.readouterr().err
    assert main(["migrate"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Register siap, skema 2."


def test_a_newer_register_is_refused(first, capsys):
    facts.prepare(first, lambda _: None)
    with first.begin() as connection:
        connection.execute(update(version.mark).values(version_num="3"))
    before = rows(first)
    with pytest.raises(StoreError, match="versi program yang lebih baru"):
        facts.prepare(first)
    assert rows(first) == before
    first.dispose()
    assert main(["check"]) == 1
    gc.collect()
    assert "skema 3, program ini 2" in capsys.readouterr().out
    assert queries(["publish"]) == 1
    assert "Perbarui program" in capsys.readouterr().err


def test_views_of_an_office_are_never_altered(register_url):
    """Its tables are made, its views stay as they are, and `check` says what they lack."""
    office = connections.engine(register_url)
    with office.begin() as connection:
        connection.execute(text("CREATE TABLE loads AS SELECT 1 AS muatan_id"))
        connection.execute(text("CREATE VIEW muatan AS SELECT * FROM loads"))
        connection.execute(text("CREATE VIEW wilayah AS SELECT '33.28' AS kode, 'Tegal' AS nama"))
    facts.prepare(office)
    inspector = inspect(office)
    assert {*inspector.get_view_names()} >= {"muatan", "wilayah"}
    assert [c["name"] for c in inspector.get_columns("muatan")] == ["muatan_id"]
    assert [c["name"] for c in inspector.get_columns("wilayah")] == ["kode", "nama"]
    assert inspector.has_table("keluarga")
    office.dispose()


def test_scripts_end_at_the_version_of_the_program():
    config = Config()
    config.set_main_option("script_location", str(migrations.HERE))
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [str(version.CURRENT)]
    assert {muatan.name, dipangkas.name} <= set(metadata.tables)
