"""The desil in force of each family: the newest ranking of the era that names it."""

from sqlalchemy import CTE, func, select

from queries.indicator import Snapshot
from register.schema import pemeringkatan, periode


def newest(snapshot: Snapshot) -> CTE:
    """keluarga_id, terendah, tertinggi: one row per family that a ranking names.

    A ranking holds until a later one of the same era; one of another era says nothing, for its
    desil mean something else. The two ends differ where members of one family do.
    """
    per_list = (
        select(
            pemeringkatan.c.keluarga_id,
            func.min(pemeringkatan.c.desil).label("terendah"),
            func.max(pemeringkatan.c.desil).label("tertinggi"),
            func.row_number()
            .over(partition_by=pemeringkatan.c.keluarga_id, order_by=pemeringkatan.c.periode.desc())
            .label("ke"),
        )
        .join_from(pemeringkatan, periode, pemeringkatan.c.periode == periode.c.periode)
        .where(periode.c.era == snapshot.era, pemeringkatan.c.periode <= snapshot.periode)
        .group_by(pemeringkatan.c.keluarga_id, pemeringkatan.c.periode)
        .cte("per_list")
    )
    return (
        select(per_list.c.keluarga_id, per_list.c.terendah, per_list.c.tertinggi)
        .where(per_list.c.ke == 1)
        .cte("rank")
    )
