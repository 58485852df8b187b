"""Can each person in the register be found in Dukcapil?"""

from datetime import date

from queries import measure
from queries.indicator import Snapshot
from queries.indicators.identity import NIK_PADAN
from register.schema import individu
from tests.tables import counted, fill

PEOPLE = """
    individu_id | kode_desa     | padan       | aktif | periode
    1           | 33.28.01.2001 | padan       | ya    | 2026-10
    2           | 33.28.01.2001 | padan       | ya    | 2026-10  # same family: persons are counted
    3           | 33.28.01.2001 | tidak padan | ya    | 2026-10  # beda nama too: a no
    4           | 33.28.01.2001 | belum diuji | ya    | 2026-10  # unknown, in the denominator
    5           | 33.28.01.2001 | padan       | tidak | 2026-10  # not active: in no sum
    6           | 33.28.01.2001 | padan       | ya    | 2026-09  # of another periode
    7           | 33.28.01.1002 | belum diuji | ya    | 2026-10  # a kelurahan, nobody tested
"""


def test_nik_matched(register_engine):
    with register_engine.connect() as connection:
        fill(connection, individu, PEOPLE, keluarga_id="k", muatan_id=1)
        snapshot = Snapshot("2026-10", date(2026, 10, 31))
        table = measure.sums(connection, NIK_PADAN.population, [NIK_PADAN], snapshot)

    assert counted(table) == {"33.28.01.2001": (2, 4, 1), "33.28.01.1002": (0, 1, 1)}


MATCHED = """
    individu_id | padan       | tanggal_padan
    1           | padan       | 2026-08-01  # first day within the three months
    2           | padan       | 2026-07-31  # a day too old
    3           | tidak padan | 2025-01-01  # old too, whatever came of it
    4           | belum diuji | 2025-01-01  # not tested since: unknown, and in no numerator
    5           | padan       |             # the export does not say when
"""


def test_matched_long_ago(register_engine):
    at = {"kode_desa": "33.28.01.2001", "periode": "2026-10", "aktif": True}
    with register_engine.connect() as connection:
        fill(connection, individu, MATCHED, keluarga_id="k", muatan_id=1, **at)
        snapshot = Snapshot("2026-10", date(2026, 10, 31))
        table = measure.sums(connection, NIK_PADAN.population, [NIK_PADAN], snapshot)

    assert counted(table, "diuji lebih dari 3 bulan lalu") == {"33.28.01.2001": (2, 5, 1)}
