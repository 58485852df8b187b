"""How much of the frozen target list has been verified?"""

from datetime import date

import pandas as pd
import pytest

from queries import measure, snapshots
from queries.indicator import Snapshot
from queries.indicators.verval import CAPAIAN_VERVAL, TIDAK_LAYAK_BULAN
from queries.populations import officer_days
from register.schema import sasaran_verval, verval
from tests.tables import counted, fill

OCTOBER = Snapshot("2026-10", date(2026, 10, 31), "Semester II")

TARGETS = """
    kegiatan    | keluarga_id | kode_desa     | mulai      | batas
    Semester II | first-day   | 33.28.01.2001 | 2026-07-06 | 2026-11-30
    Semester II | too-early   | 33.28.01.2001 | 2026-07-06 | 2026-11-30
    Semester II | twice       | 33.28.01.2001 | 2026-07-06 | 2026-11-30
    Semester II | never       | 33.28.01.2001 | 2026-07-06 | 2026-11-30
    Semester II | last-day    | 33.28.01.2002 | 2026-07-06 | 2026-11-30
    Semester II | too-late    | 33.28.01.2002 | 2026-07-06 | 2026-11-30
    Semester II | not-found   | 33.28.01.2002 | 2026-07-06 | 2026-11-30
    Semester II | other-list  | 33.28.01.2002 | 2026-07-06 | 2026-11-30
    Semester II | no-campaign | 33.28.01.2002 | 2026-07-06 | 2026-11-30
    Semester II | moved       | 33.28.01.2003 | 2026-07-06 | 2026-11-30
    Semester I  | first-day   | 33.28.01.2001 | 2026-01-05 | 2026-06-26  # another target list
"""

VISITS = """
    kegiatan    | keluarga_id | tanggal_kunjungan | hasil           | ada_bukti | kode_desa
    Semester II | first-day   | 2026-07-06        | layak           | ya        | 33.28.01.2001
    Semester II | too-early   | 2026-07-05        | layak           | ya        | 33.28.01.2001
    Semester II | twice       | 2026-08-01        | tidak ditemukan | ya        | 33.28.01.2001
    Semester II | twice       | 2026-09-01        | tidak layak     | tidak     | 33.28.01.2001
    Semester II | last-day    | 2026-10-31        | layak           |           | 33.28.01.2002
    Semester II | too-late    | 2026-11-01        | layak           | ya        | 33.28.01.2002
    Semester II | not-found   | 2026-08-08        | tidak ditemukan | tidak     | 33.28.01.2002
    Semester I  | other-list  | 2026-08-08        | layak           | ya        | 33.28.01.2002
                | no-campaign | 2026-08-08        | layak           | ya        | 33.28.01.2002
    Semester II | stranger    | 2026-08-08        | layak           | ya        | 33.28.01.2001
    Semester II | moved       | 2026-08-08        | layak           | ya        | 33.28.05.2001
"""


@pytest.fixture
def table(register_engine) -> pd.DataFrame:
    with register_engine.connect() as connection:
        fill(connection, sasaran_verval, TARGETS, muatan_id=1)
        fill(connection, verval, VISITS, muatan_id=1, periode="2026-10")
        return measure.sums(connection, CAPAIAN_VERVAL.population, [CAPAIAN_VERVAL], OCTOBER)


def test_done_against_the_frozen_list(table):
    assert counted(table) == {
        # first-day and twice, once; too-early was before the start, the stranger on no list
        "33.28.01.2001": (2, 4, 0),
        # last-day, not-found (a final result too) and no-campaign; another list's result and a
        # visit after the as-of date do not count
        "33.28.01.2002": (3, 5, 0),
        # counted in the desa of the list, not of the visit
        "33.28.01.2003": (1, 1, 0),
    }


def test_parts_are_those_of_the_last_visit(table):
    desa = "33.28.01.2001"
    assert counted(table, "layak")[desa] == (1, 4, 0)
    assert counted(table, "tidak layak")[desa] == (1, 4, 0)  # twice: its second visit
    assert counted(table, "tidak ditemukan")[desa] == (0, 4, 0)
    assert counted(table, "dengan bukti")[desa] == (1, 4, 0)  # the photo was of its first visit
    assert counted(table, "dengan bukti")["33.28.01.2002"] == (1, 5, 0)  # not said is not yes


def test_a_month_without_campaign_has_no_rows(register_engine):
    with register_engine.connect() as connection:
        fill(connection, sasaran_verval, TARGETS, muatan_id=1)
        before = Snapshot("2025-12", date(2025, 12, 31), None)
        table = measure.sums(connection, CAPAIAN_VERVAL.population, [CAPAIAN_VERVAL], before)
    assert table.empty


AT_WORK = """
    kegiatan    | keluarga_id | tanggal_kunjungan | petugas | hasil | kode_desa
    Semester II | first-day   | 2026-07-06        | Ani     | layak | 33.28.01.2001
    Semester II | twice       | 2026-07-06        | Ani     | layak | 33.28.01.2001  # one officer
    Semester II | never       | 2026-07-06        | Budi    | layak | 33.28.01.2001  # and another
    Semester II | never       | 2026-07-07        | Ani     | layak | 33.28.01.2001  # seen again
    Semester II | last-day    | 2026-07-07        |         | layak | 33.28.01.2002  # nobody named
    Semester II | moved       | 2026-07-07        | Ani     | layak | 33.28.05.2001  # by its list
                | no-campaign | 2026-07-08        | Cici    | layak | 33.28.01.2002  # of none
    Semester I  | other-list  | 2026-07-08        | Dedi    | layak | 33.28.01.2002  # of another
    Semester II | stranger    | 2026-07-08        | Dedi    | layak | 33.28.01.2001  # on no list
    Semester II | too-early   | 2026-07-05        | Dedi    | layak | 33.28.01.2001  # too early
    Semester II | too-late    | 2026-11-01        | Dedi    | layak | 33.28.01.2002  # not known yet
"""


def test_officers_at_work_are_counted_and_never_named(register_engine):
    with register_engine.connect() as connection:
        fill(connection, sasaran_verval, TARGETS, muatan_id=1)
        fill(connection, verval, AT_WORK, muatan_id=1, periode="2026-10")
        query = officer_days("Semester II", date(2026, 10, 31))
        found = [tuple(row) for row in connection.execute(query)]

    assert found == [
        ("33.28.01.2001", date(2026, 7, 6), 2),
        ("33.28.01.2001", date(2026, 7, 7), 1),
        ("33.28.01.2002", date(2026, 7, 8), 1),
        ("33.28.01.2003", date(2026, 7, 7), 1),
    ]


CAMPAIGNS = pd.DataFrame(
    {
        "kegiatan": ["Semester I", "Semester II", "Khusus"],
        "mulai": [date(2026, 1, 5), date(2026, 7, 6), date(2026, 9, 1)],
        "batas": [date(2026, 6, 26), date(2026, 11, 30), date(2026, 9, 15)],
    }
)


@pytest.mark.parametrize(
    ("as_of", "kegiatan"),
    [
        ("2025-12-31", None),  # none has begun
        ("2026-01-31", "Semester I"),
        ("2026-01-04", None),  # loaded the day before it begins
        ("2026-06-30", "Semester I"),  # it ended in this month
        ("2026-07-31", "Semester II"),
        ("2026-09-30", "Khusus"),  # of two at once, the one begun last
        ("2026-10-31", "Semester II"),  # which has ended before
        ("2026-12-31", None),
    ],
)
def test_campaign_of_a_month(as_of, kegiatan):
    assert snapshots.campaign(date.fromisoformat(as_of), CAMPAIGNS) == kegiatan


OF_THE_MONTH = """
    keluarga_id | tanggal_kunjungan | hasil           | alasan          | kode_desa
    fit         | 2026-10-01        | layak           |                 | 33.28.01.2001
    able        | 2026-10-31        | tidak layak     | Sudah Mampu     | 33.28.01.2001
    no-reason   | 2026-10-05        | tidak layak     |                 | 33.28.01.2001  # a no
    strange     | 2026-10-05        | tidak layak     | Tuyul           | 33.28.01.2001  # a no too
    dead        | 2026-10-05        | tidak layak     | meninggal-dunia | 33.28.01.2001  # apart
    twice       | 2026-10-05        | tidak layak     | NIK_GANDA       | 33.28.01.2001  # likewise
    gone        | 2026-10-05        | tidak ditemukan |                 | 33.28.01.2001  # in no sum
    changed     | 2026-10-05        | tidak layak     | Mampu           | 33.28.01.2001
    changed     | 2026-10-20        | layak           |                 | 33.28.01.2001  # last
    same-day    | 2026-10-20        | tidak layak     | Mampu           | 33.28.01.2001
    same-day    | 2026-10-20        | layak           |                 | 33.28.01.2001  # layak
    before      | 2026-09-30        | tidak layak     | Mampu           | 33.28.01.2001  # past
    after       | 2026-11-01        | layak           |                 | 33.28.01.2001
    elsewhere   | 2026-10-05        | layak           |                 | 33.28.01.2002
"""


def test_found_ineligible_among_those_verified_this_month(register_engine):
    with register_engine.connect() as connection:
        fill(connection, verval, OF_THE_MONTH, muatan_id=1, periode="2026-10")
        flow = measure.sums(connection, TIDAK_LAYAK_BULAN.population, [TIDAK_LAYAK_BULAN], OCTOBER)

    # of fit, able, no-reason, strange, changed, same-day: able, no-reason, strange
    assert counted(flow) == {"33.28.01.2001": (3, 6, 0), "33.28.01.2002": (0, 1, 0)}
