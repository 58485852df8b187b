"""Officers are counted by area and role, of the newest list; no name leaves the register."""

import pandas as pd
from sqlalchemy import select

from queries import officers, summary
from register.schema import petugas
from tests import tables

LIST = """
    periode | petugas_id | nama | peran         | kode_kecamatan | kode_desa     | pelatihan | tanggal_pelatihan
    2026-08 | O-1        | A    | operator desa | 33.28.01       | 33.28.01.2001 | Bimtek    |            # an older list
    2026-09 | O-1        | A    | operator desa | 33.28.01       | 33.28.01.2001 |           |            # none noted
    2026-09 | O-2        | B    | operator desa | 33.28.01       | 33.28.01.2002 | Bimtek    |
    2026-09 | P-1        | C    | pendamping PKH| 33.28.01       | 33.28.01.2001 |           | 2025-03-01 # a day alone
    2026-09 | P-1        | C    | pendamping PKH| 33.28.01       | 33.28.01.2002 |           | 2025-03-01 # serves two desa
    2026-09 | T-1        | D    | TKSK          | 33.28.01       |               | Bimtek    |            # the whole kecamatan
    2026-09 | T-2        | E    | TKSK          | 33.28.01       |               |           |
    2026-11 | O-9        | F    | operator desa | 33.28.01       | 33.28.01.2001 | Bimtek    |            # newer than asked
"""  # noqa: E501
COUNTED = {
    ("33.28.01", "TKSK"): (2, 1),
    ("33.28.01.2001", "operator desa"): (1, 0),
    ("33.28.01.2001", "pendamping PKH"): (1, 1),
    ("33.28.01.2002", "operator desa"): (1, 1),
    ("33.28.01.2002", "pendamping PKH"): (1, 1),
}


def counted(engine, text: str) -> pd.DataFrame:
    with engine.begin() as connection:
        tables.fill(connection, petugas, text, muatan_id=1)
    with engine.connect() as connection:
        return officers.counted(connection, "2026-10")


def test_the_newest_list_is_counted_by_area_and_role(register_engine):
    found = counted(register_engine, LIST)

    assert set(found["periode"]) == {"2026-09"}
    assert {
        (row.kode_wilayah, row.peran): (row.jumlah, row.dilatih) for row in found.itertuples()
    } == COUNTED


def test_what_is_published_holds_no_name():
    names = {column.name for column in summary.petugas.c}
    personal = {column.name for column in petugas.c if column.info.get("personal")}
    assert personal
    assert names & personal == set()


def test_no_list_is_no_row(register_engine):
    assert counted(register_engine, LIST.strip().splitlines()[0]).empty


def test_the_sample_is_counted_as_plain_python_counts_it(published):
    with published.register.connect() as connection:
        rows = [row._asdict() for row in connection.execute(select(petugas))]
    newest = max(row["periode"] for row in rows)
    people: dict[tuple[str, str], dict[str, bool]] = {}
    for row in rows:
        if row["periode"] == newest:
            place = (row["kode_desa"] or row["kode_kecamatan"], row["peran"])
            trained = row["pelatihan"] is not None or row["tanggal_pelatihan"] is not None
            mine = people.setdefault(place, {})
            mine[row["petugas_id"]] = mine.get(row["petugas_id"], False) or trained

    table = published.table("terbitan_petugas")

    assert len(people) > 287
    assert {
        (row.kode_wilayah, row.peran): (row.jumlah, row.dilatih) for row in table.itertuples()
    } == {place: (len(each), sum(each.values())) for place, each in people.items()}
