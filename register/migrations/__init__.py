"""Bring a register of an older version up to today's schema, with every row it holds.

A change of the schema is a script in `versions/`: what to alter in tables that are there. Tables
that are not there are made from `register.schema` afterwards, as in an empty register. Views are
an office's own and are never altered. All of it is one transaction: what is interrupted leaves
the older version.
"""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select
from sqlalchemy.schema import SetColumnComment, SetTableComment

from register import version
from register.schema import MONTHS, metadata

HERE = Path(__file__).parent
LOCK = 20_260_301  # that of register.ledger: an upgrade waits for an import, and for another


def upgrade(connection: Connection, tell: Callable[[str], None]) -> None:
    """Make the tables that are missing and alter those of an older version.

    `tell` gets an Indonesian sentence when there is something to alter. Raises StoreError for a
    register of a newer program.
    """
    if connection.dialect.name == "postgresql":  # DuckDB lets one process write, no more
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
    found = version.of(connection)
    version.refuse_newer(found)
    older = found is not None and found < version.CURRENT
    if older:
        tell(f"Memutakhirkan register dari skema {found} ke skema {version.CURRENT} …")
        _run_scripts(connection, found)
    metadata.create_all(connection, tables=_missing(connection))
    _index(connection)
    if older:
        _explain(connection)
        tell("Register selesai dimutakhirkan; semua isinya tetap.")
    elif found is None:
        version.stamp(connection)


def _run_scripts(connection: Connection, found: int) -> None:
    from alembic import command  # 0.3 s, and rarely needed
    from alembic.config import Config

    if not inspect(connection).has_table(version.mark.name):
        version.stamp(connection, found)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    command.upgrade(config, "head")


def _missing(connection: Connection) -> list:
    """Views count as tables: an office may supply any of them as a view of its own database."""
    inspector = inspect(connection)
    present = {*inspector.get_table_names(), *inspector.get_view_names()}
    return [table for table in metadata.sorted_tables if table.name not in present]


def _index(connection: Connection) -> None:
    """Make the indexes that are missing: tables of an older program have none."""
    present = set(inspect(connection).get_table_names())
    if connection.dialect.name == "postgresql":
        for index in MONTHS:
            if index.table.name in present:
                index.create(connection, checkfirst=True)


def _explain(connection: Connection) -> None:
    """Give older tables and their columns the comments of today."""
    present = set(inspect(connection).get_table_names())
    for table in [table for table in metadata.sorted_tables if table.name in present]:
        connection.execute(SetTableComment(table))
        for column in table.columns:
            connection.execute(SetColumnComment(column))
