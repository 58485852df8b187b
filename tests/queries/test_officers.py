"""Officers are counted by area and role, list by list; no name leaves the register."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import select

from queries import officers, summary
from queries.indicator import Snapshot
from queries.officers import OPERATOR
from register.schema import periode, petugas
from tests import tables

OCTOBER = Snapshot("2026-10", date(2026, 10, 31))
# As of 31 October: 30 days before is the 1st, 90 days before 2 August, 24 months begin 1 Nov 2024.
LIST = """
    periode | petugas_id | nama | peran          | kode_kecamatan | kode_desa     | terakhir_aktif | pelatihan | tanggal_pelatihan
    2026-09 | O-1        | A    | operator desa  | 33.28.01       | 33.28.01.2001 | 2026-09-30     | Bimtek    |            # an older list
    2026-10 | O-1        | A    | operator desa  | 33.28.01       | 33.28.01.2001 | 2026-10-01     |           |            # 30 days; no training noted
    2026-10 | O-2        | B    | operator desa  | 33.28.01       | 33.28.01.2002 | 2026-09-30     | Bimtek    | 2024-11-01 # 31 days; first day within 24 months
    2026-10 | O-3        | C    | operator desa  | 33.28.01       | 33.28.01.2002 | 2026-08-02     | Bimtek    | 2024-10-31 # 90 days; trained a day too long ago
    2026-10 | O-4        | D    | operator desa  | 33.28.02       | 33.28.02.2004 | 2026-08-01     | Bimtek    |            # 91 days; on a day not said
    2026-10 | P-1        | E    | pendamping PKH | 33.28.01       | 33.28.01.2001 | 2026-07-01     |           |            # serves two desa,
    2026-10 | P-1        | E    | pendamping PKH | 33.28.01       | 33.28.01.2002 | 2026-10-31     |           | 2025-03-01 # seen lately in one of them
    2026-10 | P-2        | F    | pendamping PKH | 33.28.02       | 33.28.02.2004 |                |           |            # not said when
    2026-10 | P-1        | E    | pendamping PKH | 33.28.02       | 33.28.02.2004 | 2026-07-01     |           |            # and a third, next kecamatan
    2026-10 | T-1        | G    | TKSK           | 33.28.01       |               | 2026-11-01     | Bimtek    | 2026-11-01 # the whole kecamatan; after the as-of date
    2026-11 | O-9        | H    | operator desa  | 33.28.01       | 33.28.01.2001 | 2026-11-10     | Bimtek    |            # a newer list
"""  # noqa: E501
# jumlah, seen within 30, 31 to 90, more than 90 days; trained, within 24 months, without a date
COUNTED = {
    ("33.28", "TKSK"): (1, 1, 0, 0, 1, 1, 0),
    ("33.28", "operator desa"): (4, 1, 2, 1, 3, 1, 1),
    ("33.28", "pendamping PKH"): (2, 1, 0, 0, 1, 1, 0),  # P-1 once
    ("33.28.01", "TKSK"): (1, 1, 0, 0, 1, 1, 0),
    ("33.28.01", "operator desa"): (3, 1, 2, 0, 2, 1, 0),
    ("33.28.01", "pendamping PKH"): (1, 1, 0, 0, 1, 1, 0),  # P-1 once, seen on the later day
    ("33.28.01.2001", "operator desa"): (1, 1, 0, 0, 0, 0, 0),
    ("33.28.01.2001", "pendamping PKH"): (1, 0, 0, 1, 0, 0, 0),
    ("33.28.01.2002", "operator desa"): (2, 0, 2, 0, 2, 1, 0),
    ("33.28.01.2002", "pendamping PKH"): (1, 1, 0, 0, 1, 1, 0),
    ("33.28.02", "operator desa"): (1, 0, 0, 1, 1, 0, 1),
    ("33.28.02", "pendamping PKH"): (2, 0, 0, 1, 0, 0, 0),  # of P-2 it is not said
    ("33.28.02.2004", "operator desa"): (1, 0, 0, 1, 1, 0, 1),
    ("33.28.02.2004", "pendamping PKH"): (2, 0, 0, 1, 0, 0, 0),
}


def counted(engine, text: str) -> pd.DataFrame:
    with engine.begin() as connection:
        tables.fill(connection, petugas, text, muatan_id=1)
    with engine.connect() as connection:
        return officers.counted(connection, OCTOBER)


def by_area(table: pd.DataFrame) -> dict[tuple[str, str], tuple[int, ...]]:
    keys = zip(table["kode_wilayah"], table["peran"], strict=True)
    rows = table[list(officers.COUNTS)].astype(int).itertuples(index=False, name=None)
    return dict(zip(keys, rows, strict=True))


def test_a_list_is_counted_by_area_role_last_day_and_training(register_engine):
    found = counted(register_engine, LIST)

    assert set(found["periode"]) == {"2026-10"}
    assert by_area(found) == COUNTED


def test_a_month_without_a_list_has_no_rows(register_engine):
    assert counted(register_engine, LIST.replace("2026-10 |", "2026-08 |")).empty


def test_what_is_published_holds_no_name():
    names = {column.name for column in summary.petugas.c}
    personal = {column.name for column in petugas.c if column.info.get("personal")}
    assert personal
    assert names & personal == set()


ROWS = """
    kode_wilayah  | peran         | jumlah | aktif_30 | aktif_90 | aktif_lama
    33.28.01      | operator desa | 5      | 1        | 1        | 2
    33.28.01.2001 | operator desa | 1      | 0        | 1        | 0             # 31 to 90 days
    33.28.01.2002 | operator desa | 2      | 1        | 0        | 1             # one of two
    33.28.01.2003 | operator desa | 1      | 0        | 0        | 1
    33.28.01.2004 | operator desa | 2      | 0        | 0        | 1             # of one not said
    33.28.02      | TKSK          | 1      | 1        | 0        | 0
"""
DESA = [f"33.28.01.200{n}" for n in range(1, 6)] + ["33.28.02.2001"]


@pytest.fixture
def rows() -> pd.DataFrame:
    found = pd.DataFrame(tables.rows(ROWS))
    given = [name for name in officers.COUNTS if name in found]
    found[given] = found[given].astype(int)
    return found.reindex(columns=["kode_wilayah", "peran", *officers.COUNTS])


def test_a_desa_without_operator_is_not_one_without_a_list(rows):
    found = officers.of_role(rows, OPERATOR, DESA)

    assert found.index.tolist() == DESA
    # the fifth has none on a list of its kecamatan; of the other kecamatan there is no list
    np.testing.assert_array_equal(found["jumlah"], [1, 2, 1, 2, 0, np.nan])
    assert officers.operator_states(found).tolist() == [
        officers.ACTIVE,
        officers.ACTIVE,
        officers.QUIET,
        officers.UNSAID,
        officers.ABSENT,
        officers.UNLISTED,
    ]


def test_a_role_that_a_list_does_not_name_is_not_known(rows):
    found = officers.of_role(rows, "TKSK", ["33.28.01", "33.28.02", "33.28"])

    np.testing.assert_array_equal(found["jumlah"], [np.nan, 1, np.nan])


def test_the_sample_is_counted_as_plain_python_counts_it(published):
    with published.register.connect() as connection:
        rows = [row._asdict() for row in connection.execute(select(petugas))]
        as_of = dict(connection.execute(select(periode.c.periode, periode.c.tanggal_acuan)).all())
    people: dict[tuple, dict[str, list[dict]]] = {}
    for row in rows:
        for area in {row["kode_desa"], row["kode_kecamatan"], row["kode_kecamatan"][:5]} - {None}:
            place = people.setdefault((row["periode"], area, row["peran"]), {})
            place.setdefault(row["petugas_id"], []).append(row)
    expected = {
        key: tuple(map(sum, zip(*(_seen(p, as_of[key[0]]) for p in each.values()), strict=True)))
        for key, each in people.items()
    }

    table = published.table("terbitan_petugas")

    keys = zip(table["periode"], table["kode_wilayah"], table["peran"], strict=True)
    rows = table[list(officers.COUNTS)].astype(int).itertuples(index=False, name=None)
    assert dict(zip(keys, rows, strict=True)) == expected
    assert len({month for month, _, _ in expected}) == 2  # lists of the sample


def _seen(rows: list[dict], as_of: date) -> tuple[bool, ...]:
    """One person in one area: 1 in all, then as COUNTS."""
    last = max((row["terakhir_aktif"] for row in rows if row["terakhir_aktif"]), default=None)
    days = None if last is None else (as_of - last).days
    dates = [row["tanggal_pelatihan"] for row in rows if row["tanggal_pelatihan"]]
    trained = bool(dates) or any(row["pelatihan"] is not None for row in rows)
    since = pd.Timestamp(as_of) + pd.offsets.MonthEnd(0) - pd.DateOffset(months=24)
    return (
        True,
        days is not None and days <= 30,
        days is not None and 31 <= days <= 90,
        days is not None and days > 90,
        trained,
        bool(dates) and pd.Timestamp(max(dates)) > since,
        trained and not dates,
    )
