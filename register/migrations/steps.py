"""Steps that migration scripts are made of; each does nothing where there is nothing to do.

A table that is missing is made whole afterwards, from today's schema, and a view is its owner's.
"""

import sqlalchemy as sa
from alembic import op


def add_columns(table: str, *columns: sa.Column) -> None:
    """Add the columns that a table lacks, empty in every row."""
    present = _columns(table)
    for column in columns:
        if present and column.name not in present:
            op.add_column(table, column)


def allow_null(table: str, column: str) -> None:
    if column in _columns(table):
        op.alter_column(table, column, nullable=True)


def drop_default(table: str, column: str) -> None:
    if column in _columns(table):
        op.alter_column(table, column, server_default=None)


def _columns(table: str) -> set[str]:
    """Return the names of a table's columns; none for a view or a table that is not there."""
    inspector = sa.inspect(op.get_bind())
    if table not in inspector.get_table_names():
        return set()
    return {column["name"] for column in inspector.get_columns(table)}
