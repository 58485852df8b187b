"""Has each desa held its musdes this month?"""

from datetime import date

import pytest

from queries import measure
from queries.indicator import Snapshot
from queries.indicators.musdes import MUSDES_BULAN_INI
from register.schema import musdes, wilayah
from tests.tables import counted, fill

OCTOBER = Snapshot("2026-10", date(2026, 10, 31))

AREAS = """
    kode          | nama      | tingkat   | berlaku_dari | berlaku_sampai
    33.28         | Tegal     | kabupaten |              |             # not a desa
    33.28.01      | Margasari | kecamatan |              |             # not a desa
    33.28.01.2001 | Satu      | desa      |              |
    33.28.01.2002 | Dua       | desa      |              |
    33.28.01.2003 | Tiga      | desa      |              |
    33.28.01.1004 | Empat     | kelurahan |              |
    33.28.01.2005 | Lima      | desa      |              |
    33.28.01.2006 | Bekas     | desa      |              | 2026-10-30  # ended the day before
    33.28.01.2007 | Kelak     | desa      | 2026-11-01   |             # begins the day after
    33.28.01.2008 | Baru      | desa      | 2026-10-31   | 2026-10-31  # that one day
"""

MEETINGS = """
    kode_desa     | tanggal    | ba_diunggah | periode
    33.28.01.2001 | 2026-10-01 | ya          | 2026-10  # first day of the month
    33.28.01.2002 | 2026-10-31 | tidak       | 2026-10  # last day; two in the month count once
    33.28.01.2002 | 2026-10-05 |             | 2026-10  # berita acara: not said is not yes
    33.28.01.2003 | 2026-09-30 | ya          | 2026-10  # another month, listed in this one
    33.28.01.1004 | 2026-10-10 | ya          | 2026-11  # this month, reported in a later list
    33.28.01.2005 |            |             | 2026-10  # listed without a day: did not meet
    33.28.01.9999 | 2026-10-10 | ya          | 2026-10  # no such desa: nowhere
"""


@pytest.fixture
def fill_register(register_engine):
    def fill_all(snapshot=OCTOBER):
        with register_engine.begin() as connection:
            fill(connection, wilayah, AREAS)
            fill(connection, musdes, MEETINGS, muatan_id=1)
            population = MUSDES_BULAN_INI.population
            return measure.sums(connection, population, [MUSDES_BULAN_INI], snapshot)

    return fill_all


def test_held_in_the_month(fill_register):
    table = fill_register()

    assert counted(table) == {
        "33.28.01.2001": (1, 1, 0),
        "33.28.01.2002": (1, 1, 0),
        "33.28.01.2003": (0, 1, 0),
        "33.28.01.1004": (1, 1, 0),
        "33.28.01.2005": (0, 1, 0),
        "33.28.01.2008": (0, 1, 1),  # on no list: nothing is known of it
    }
    assert {desa for desa, (n, *_) in counted(table, "dengan berita acara").items() if n} == {
        "33.28.01.2001",
        "33.28.01.1004",
    }


def test_without_the_list_of_the_month_nothing_can_be_said(fill_register):
    table = fill_register(Snapshot("2026-09", date(2026, 9, 30)))

    assert counted(table)["33.28.01.2005"] == (0, 1, 1)
    # A meeting known from another month's list did take place.
    assert counted(table)["33.28.01.2003"] == (1, 1, 0)
    assert counted(table, "dengan berita acara")["33.28.01.2005"] == (0, 1, 1)
