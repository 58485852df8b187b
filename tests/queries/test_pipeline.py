"""Where did each proposal stand on a day, since when, and why is it out?"""

from datetime import date

import pytest

from queries import pipeline
from queries.indicator import Snapshot
from register.schema import usulan
from tests.tables import fill

SEPTEMBER = Snapshot("2026-09", date(2026, 9, 30))
OCTOBER = Snapshot("2026-10", date(2026, 10, 31))
HEADS = (
    "no_kk | jenis | jalur | tahap | alasan | tanggal_musdes | tanggal_diajukan | "
    "tanggal_verifikasi | tanggal_ditetapkan | tanggal_ditolak\n"
)


def counted(connection, drawn: str, snapshot=OCTOBER, newest=True, periode="2026-09", **more):
    """Return (tahap, umur, alasan) → proposals of the rows drawn, of one desa."""
    always = {"muatan_id": 1, "kode_desa": "33.28.01.2001", "usulan_id": "u", "periode": periode}
    fill(connection, usulan, HEADS + drawn, **always | more)
    rows = pipeline.by_stage(connection, snapshot, newest=newest)
    assert set(rows["periode"]) <= {snapshot.periode}
    return by_stage(rows)


def by_stage(rows) -> dict[tuple[str, str, str], int]:
    return rows.groupby(["tahap", "umur", "alasan"])["jumlah"].sum().to_dict()


DATED = """
1 | baru | musdes | ditetapkan        |  | 2026-06-01 | 2026-06-03 | 2026-07-01 | 2026-10-01 |
2 | baru | musdes | diproses Kemensos |  | 2026-06-01 | 2026-06-03 | 2026-09-30 |            |
3 | baru | SPTJM  | diajukan desa     |  |            | 2026-10-01 |            |            |
4 | baru |        | musdes            |  | 2026-11-02 |            |            |            |
5 | baru | musdes | musdes            |  | 2026-08-01 |            |            |            |
6 | baru | musdes | ditetapkan        |  | 2026-06-01 | 2026-06-03 | 2026-07-01 | 2026-11-01 |
"""


def test_the_stage_is_that_of_the_last_date_up_to_the_day(register_engine):
    with register_engine.connect() as connection:
        now = counted(connection, DATED)
        before = pipeline.by_stage(connection, SEPTEMBER, newest=False)

    assert now == {
        ("ditetapkan", "0-30", ""): 1,  # 1, on the first of the month
        # 2: the file says further on than its dates, and none of these is later than the day
        ("diproses Kemensos", "tanpa", ""): 1,
        ("diajukan desa", "0-30", ""): 1,  # 3: 30 days
        ("musdes", "91+", ""): 1,  # 5: 91 days; 4 begins in November and is not there yet
        ("verifikasi dinsos", "91+", ""): 1,  # 6: its SK is of November
    }
    assert by_stage(before) == {
        ("verifikasi dinsos", "91+", ""): 2,  # 1 and 6: 91 days since July 1
        ("verifikasi dinsos", "0-30", ""): 1,  # 2: by its dates alone, of that very day
        ("musdes", "31-90", ""): 1,  # 5: 60 days; 3 does not exist yet
    }


UNDATED = """
1 | baru | | disahkan bupati |        | | | | |
2 | baru | |                 |        | | | | |
3 | baru | | ditolak         | KUOTA PENUH! | | | | |
"""


def test_a_stage_without_a_date_holds_for_the_newest_month_alone(register_engine):
    with register_engine.connect() as connection:
        now = counted(connection, UNDATED)
        before = pipeline.by_stage(connection, SEPTEMBER, newest=False)
        earlier = pipeline.by_stage(
            connection, Snapshot("2026-08", date(2026, 8, 31)), newest=False
        )

    assert now == {
        ("disahkan bupati", "tanpa", ""): 1,
        ("belum diketahui", "tanpa", ""): 1,
        ("ditolak", "tanpa", "Kuota penuh"): 1,
    }
    assert before["tahap"].tolist() == ["belum diketahui"]
    assert before["jumlah"].tolist() == [3]
    assert earlier.empty  # its list is of September


OUT = """
1 | baru  | | ditolak       | Mampu                  | | 2026-08-01 |            |  | 2026-08-31
2 | baru  | | dikembalikan  | foto rumah tidak jelas | | 2026-08-01 |            |  | 2026-09-30
3 | hapus | | ditolak       | SITI RAHASIA           | | 2026-08-01 |            |  | 2026-10-31
4 | baru  | | dikembalikan  |                        | | 2026-08-01 |            |  | 2026-10-01
5 | baru  | | verifikasi dinsos |                    | | 2026-08-01 | 2026-10-20 |  | 2026-09-15
6 | baru  | | ditolak       | Mampu                  | | 2025-08-01 |            |  | 2025-10-31
7 | baru  | | ditolak       | Mampu                  | | 2025-08-01 |            |  | 2025-11-01
"""


def test_those_out_are_told_for_twelve_months_with_a_group_of_reasons(register_engine):
    with register_engine.connect() as connection:
        now = counted(connection, OUT)
        before = pipeline.by_stage(connection, SEPTEMBER, newest=False)

    assert now == {
        ("ditolak", "31-90", "Mampu"): 1,  # 1: 61 days
        ("dikembalikan", "31-90", "Bukti belum lengkap"): 1,  # 2: 31 days
        ("ditolak", "0-30", "alasan lain"): 1,  # 3: what no group holds is not told
        ("dikembalikan", "0-30", "tanpa alasan"): 1,  # 4: 30 days
        ("verifikasi dinsos", "0-30", ""): 1,  # 5: handed in again and going on
        ("ditolak", "91+", "Mampu"): 1,  # 7; 6 was refused the day before the twelve months
    }
    stages = by_stage(before)
    assert stages[("dikembalikan", "0-30", "tanpa alasan")] == 1  # 5 then: it went on later
    assert stages[("diajukan desa", "31-90", "")] == 2  # 3 and 4: 60 days
    assert sum(stages.values()) == 7  # 6 as well: within twelve months up to September


@pytest.mark.parametrize("column", ["jenis", "jalur", "kode_desa"])
def test_rows_are_told_apart_by(register_engine, column):
    other = {"jenis": "hapus", "jalur": "SPTJM", "kode_desa": "33.28.01.2002"}[column]
    row = "1 | baru | musdes | musdes | | 2026-10-01 | | | |\n"
    changed = row.replace("baru", other) if column == "jenis" else row
    changed = (
        row.replace("| musdes | musdes", f"| {other} | musdes") if column == "jalur" else (changed)
    )
    with register_engine.connect() as connection:
        counted(connection, row)
        more = {"kode_desa": other} if column == "kode_desa" else {}
        counted(connection, changed, **more)
        rows = pipeline.by_stage(connection, OCTOBER, newest=True)

    assert rows["jumlah"].tolist() == [1, 1]
    assert set(rows[column]) == {other, {"jenis": "baru", "jalur": "musdes"}.get(column) or (
        "33.28.01.2001"
    )}  # fmt: skip
