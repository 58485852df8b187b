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
