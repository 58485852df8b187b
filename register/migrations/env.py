"""What Alembic runs: the scripts, on the connection of `register.migrations.upgrade`."""

import duckdb_sqlalchemy.alembic_impl  # noqa: F401  registers itself only if Alembic comes first
from alembic import context

from register.version import mark

context.configure(connection=context.config.attributes["connection"], version_table=mark.name)
context.run_migrations()
