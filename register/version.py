"""Which version of the schema a register has, and whether this program can work with it.

A register carries its version in the table `versi_skema`. The first version of the program wrote
none: its registers are known by their shape. A database that holds no table `muatan` of ours (an
office's own, with views) has no version at all, and `python -m register check` judges its shape.
"""

from sqlalchemy import Column, Connection, MetaData, String, Table, insert, inspect, select

from register.connections import StoreError
from register.schema import CONTRACT, dipangkas, muatan

CURRENT = 2  # the newest script in migrations/versions; a test holds them equal

mark = Table(
    "versi_skema",
    MetaData(),
    Column("version_num", String(32), primary_key=True, comment="as Alembic keeps it"),
)


def of(connection: Connection) -> int | None:
    """Return the version of a register; None where nothing tells: empty, or an office's own."""
    inspector = inspect(connection)
    tables = inspector.get_table_names()
    if mark.name in tables:
        number = connection.scalar(select(mark.c.version_num))
        if number is not None:
            return int(number)
    if muatan.name in tables and not _has(inspector, "baris_karantina"):
        return 1
    return None


def _has(inspector, name: str) -> bool:
    return name in {column["name"] for column in inspector.get_columns(muatan.name)}


def stamp(connection: Connection, number: int = CURRENT) -> None:
    """Write the version into a register that carries none."""
    mark.create(connection, checkfirst=True)
    connection.execute(insert(mark).values(version_num=str(number)))


def require(connection: Connection) -> None:
    """Raise StoreError, saying what to do, where this program cannot read the register."""
    number = of(connection)
    refuse_newer(number)
    if number is not None and number < CURRENT:
        raise StoreError(
            f"Register ini dibuat versi program yang lebih lama (skema {number}; sekarang "
            f"{CURRENT}). Isinya tetap aman. Jalankan: python -m register migrate"
        )
    inspector = inspect(connection)
    present = {*inspector.get_table_names(), *inspector.get_view_names()}
    lacking = [table.name for table in (*CONTRACT, muatan, dipangkas) if table.name not in present]
    if lacking:
        raise StoreError(
            f"Register belum lengkap: {', '.join(lacking[:3])} tidak ada. Jalankan: "
            "python -m register migrate, lalu python -m register check"
        )


def refuse_newer(number: int | None) -> None:
    """Raise StoreError when the register has been upgraded by a newer program than this one."""
    if number is not None and number > CURRENT:
        raise StoreError(
            f"Register ini dipakai versi program yang lebih baru (skema {number}; program ini "
            f"mengenal sampai {CURRENT}). Perbarui program, lalu ulangi."
        )
