"""The whole register contract: undo, quarantine, events of persons, memberships of persons."""

import sqlalchemy as sa

from register.migrations.steps import add_columns, allow_null, drop_default

revision = "2"
down_revision = "1"


def upgrade() -> None:
    # First of all: DuckDB cannot replay a change of a table with a sequence from its log, and a
    # kill before the next checkpoint would leave a register that cannot be opened.
    drop_default("muatan", "muatan_id")
    add_columns(
        "muatan",
        sa.Column("baris_karantina", sa.Integer),
        sa.Column("dibatalkan_oleh", sa.String),
        sa.Column("dibatalkan_pada", sa.DateTime),
    )
    add_columns("individu", sa.Column("keadaan", sa.String), sa.Column("tanggal_kejadian", sa.Date))
    allow_null("kepesertaan", "keluarga_id")  # a list of persons may not name their families
