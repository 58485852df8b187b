"""The first version: what a register held before it carried a version. Nothing to do."""

revision = "1"
down_revision = None


def upgrade() -> None:
    """A register at this version is recognised by `register.version`, never made."""
