"""How many operators and pendamping work where, and how many were trained; never who they are."""

import pandas as pd
from sqlalchemy import Connection, Select, func, or_, select

from register.schema import petugas


def counted(connection: Connection, until: str) -> pd.DataFrame:
    """Return the columns of table `terbitan_petugas`, of the newest list up to a periode.

    One row per area and role; the area is a kecamatan where somebody serves all of it.
    """
    return pd.read_sql(counted_query(until), connection)


def counted_query(until: str) -> Select:
    newest = select(func.max(petugas.c.periode)).where(petugas.c.periode <= until)
    rows = (
        select(
            petugas.c.periode,
            func.coalesce(petugas.c.kode_desa, petugas.c.kode_kecamatan).label("kode_wilayah"),
            petugas.c.peran,
            petugas.c.petugas_id,
            or_(petugas.c.pelatihan.is_not(None), petugas.c.tanggal_pelatihan.is_not(None)).label(
                "dilatih"
            ),
        )
        .where(petugas.c.periode == newest.scalar_subquery())
        .cte("rows")
    )
    keys = [rows.c[name] for name in ("periode", "kode_wilayah", "peran")]
    one = rows.c.petugas_id.distinct()
    return (
        select(
            *keys,
            func.count(one).label("jumlah"),
            func.count(one).filter(rows.c.dilatih).label("dilatih"),
        )
        .group_by(*keys)
        .order_by(*keys)
    )
