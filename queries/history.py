"""What earlier versions say of months whose persons the register holds no more.

`python -m register prune` deletes person-level rows and marks their periode; the sums of those
months are carried from version to version as they were last published.
"""

import pandas as pd
from sqlalchemy import Connection, Table, inspect, select

from queries import summary
from register.connections import StoreError


def carried(months: list[str], counted: set[str]) -> dict[str, list[pd.DataFrame]]:
    """Return, by summary table, what the version in force holds of these months, as a frame.

    Their verval campaigns come along, but for those `counted` from the register itself. Nothing
    is returned where nothing has been published.
    """
    version = in_force() if months else None
    if version is None:
        return {}
    with summary.engine(version).connect() as connection:
        periods = _rows(connection, version, summary.periode, "periode", months)
        campaigns = sorted(set(periods["kegiatan"].dropna()) - counted)
        return {
            summary.periode.name: [periods],
            **{
                table.name: [_rows(connection, version, table, "periode", months)]
                for table in (
                    summary.capaian,
                    summary.agregat,
                    summary.lapisan,
                    summary.irisan,
                    summary.rangkap,
                    summary.alasan,
                    summary.batas_desil,
                    summary.kuota,
                    summary.petugas,
                    summary.alur_usulan,
                )
                if inspect(connection).has_table(table.name)
            },
            **{
                table.name: [_rows(connection, version, table, "kegiatan", campaigns)]
                for table in (
                    summary.kegiatan,
                    summary.verval_sasaran,
                    summary.verval_harian,
                    summary.verval_alasan,
                    summary.verval_petugas,
                    summary.verval_kontrol,
                    summary.verval_laju,
                )
                if inspect(connection).has_table(table.name)
            },
        }


def status() -> dict:
    """Return number, UTC time and months of the version in force; no months if there is none."""
    version = in_force()
    if version is None:
        return {"versi": None, "pada": None, "periode": []}
    with summary.engine(version).connect() as connection:
        of = summary.terbitan.c.versi == version.number
        at = connection.scalar(select(summary.terbitan.c.pada).where(of))
        months = select(summary.periode.c.periode).where(summary.periode.c.versi == version.number)
        found = connection.scalars(months.order_by(summary.periode.c.periode)).all()
    return {"versi": version.number, "pada": at.isoformat(), "periode": found}


def in_force() -> summary.Version | None:
    """Return the version in force, None where nothing has been published."""
    try:
        return summary.current()
    except StoreError:
        return None


def _rows(
    connection: Connection, version: summary.Version, table: Table, column: str, values: list[str]
) -> pd.DataFrame:
    """Rows of a version by the values of a column; columns that it did not have yet are empty."""
    present = {found["name"] for found in inspect(connection).get_columns(table.name)}
    names = [name for name in table.c.keys() if name != "versi"]  # noqa: SIM118  not a dict
    query = select(*[table.c[name] for name in names if name in present]).where(
        table.c.versi == version.number, table.c[column].in_(values)
    )
    return pd.read_sql(query, connection).reindex(columns=names)
