"""How many operators and pendamping work where, were trained, and were last seen; never who."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pandas as pd
from sqlalchemy import CTE, ColumnElement, Connection, Select, func, or_, select, union_all

from queries.indicator import Snapshot
from queries.populations.windows import months_before
from register.schema import petugas

OPERATOR, PKH = "operator desa", "pendamping PKH"
RECENT, LATE = 30, 90  # days; proposed by the team, no rule sets them
TRAINING_MONTHS = 24  # after which a training is old: as long as a family's data may be
COUNTS = ("jumlah", "aktif_30", "aktif_90", "aktif_lama")
COUNTS = (*COUNTS, "dilatih", "dilatih_24", "latihan_tanpa_tanggal")

# What a list says of the operators of a desa.
ACTIVE, QUIET, UNSAID = "aktif", "lama tidak aktif", "aktifnya tidak disebut"
ABSENT, UNLISTED = "tidak ada", "tanpa daftar"


def counted(connection: Connection, snapshot: Snapshot) -> pd.DataFrame:
    """Return the columns of table `terbitan_petugas` of the list of a month; no rows without one.

    One row per role and area: desa, kecamatan, kabupaten. Each person counts once in each area
    it works in or in a part of; days are counted back from the as-of date of the month.
    """
    return pd.read_sql(counted_query(snapshot), connection)


def counted_query(snapshot: Snapshot) -> Select:
    people = _people(snapshot.periode)
    seen, trained_on = people.c.terakhir_aktif, people.c.tanggal_pelatihan
    recent, late = (snapshot.tanggal_acuan - timedelta(days) for days in (RECENT, LATE))
    since = months_before(snapshot.tanggal_acuan, TRAINING_MONTHS)
    trained = or_(people.c.pelatihan.is_not(None), trained_on.is_not(None))
    conditions = {
        "aktif_30": seen >= recent,
        "aktif_90": (seen < recent) & (seen >= late),
        "aktif_lama": seen < late,
        "dilatih": trained,
        "dilatih_24": trained_on >= since,
        "latihan_tanpa_tanggal": trained & trained_on.is_(None),
    }
    keys = [people.c.periode, people.c.kode_wilayah, people.c.peran]
    return (
        select(
            *keys,
            func.count().label("jumlah"),
            *[func.count().filter(which).label(name) for name, which in conditions.items()],
        )
        .group_by(*keys)
        .order_by(*keys)
    )


def _people(month: str) -> CTE:
    """One row per area, role and person: the last day seen, the last training.

    Who serves several desa stands in several rows of a list, under one number.
    """
    regency = func.substr(petugas.c.kode_kecamatan, 1, 5)
    areas = (petugas.c.kode_desa, petugas.c.kode_kecamatan, regency)
    rows = union_all(*[_within(area, month) for area in areas]).cte("rows")
    keys = [rows.c[name] for name in ("periode", "kode_wilayah", "peran", "petugas_id")]
    last = ("terakhir_aktif", "pelatihan", "tanggal_pelatihan")
    return (
        select(*keys, *[func.max(rows.c[name]).label(name) for name in last])
        .group_by(*keys)
        .cte("people")
    )


def _within(area: ColumnElement[str], month: str) -> Select:
    names = ("periode", "peran", "petugas_id", "terakhir_aktif", "pelatihan", "tanggal_pelatihan")
    return select(area.label("kode_wilayah"), *[petugas.c[name] for name in names]).where(
        area.is_not(None), petugas.c.periode == month
    )


def of_role(rows: pd.DataFrame, role: str, areas: Sequence[str]) -> pd.DataFrame:
    """Return COUNTS of a role, one row per area in the order given; `rows` as `read.officers`.

    NaN in a kecamatan, and its desa, where the list names nobody of that role: that may be for
    want of an officer or for want of a list. In the others a desa without one has zeros.
    """
    mine = rows[rows["peran"] == role].set_index("kode_wilayah")[list(COUNTS)]
    found = mine.reindex(areas).astype(float)
    listed = pd.Index(areas).str[:8].isin(mine.index)
    return found.where(found.notna() | ~listed[:, None], 0.0)


def operator_states(counts: pd.DataFrame) -> np.ndarray:
    """Return what is said of the operators of each desa: `of_role` of operators.

    QUIET only where all of them were last seen more than 90 days ago, UNSAID where of one that
    is not known and nobody was seen since.
    """
    n, seen = counts["jumlah"], counts["aktif_30"] + counts["aktif_90"]
    kinds = [n.isna(), n == 0, seen > 0, counts["aktif_lama"] == n]
    return np.select(kinds, [UNLISTED, ABSENT, ACTIVE, QUIET], default=UNSAID)
