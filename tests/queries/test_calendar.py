"""Days off against the decrees, and those of a place."""

from datetime import date

import pytest

from queries import calendar
from register.schema import libur
from tests.tables import fill

# Keputusan Bersama of the ministers of religion, labour and civil service, 1497/2025, 2/2025 and
# 5/2025, as bali.disway.id/news/read/2999 and batam.inews.id/amp/638019 list its cuti bersama. Of
# 2025 the day added by the change of 7 August (okezone.com/read/2025/08/07/337/3161227).
CUTI_BERSAMA = "2-16 3-18 3-20 3-23 3-24 5-15 5-28 12-24"
OFF = """
    tanggal    | hari                | kode_wilayah
    2026-08-17 | Kirab desa          | 33.28
    2026-10-12 | Pemilihan bupati    | 33.28
    2026-10-13 | Hari jadi provinsi  | 33
    2026-10-14 | Di kabupaten sebelah | 33.27
    2027-01-04 | Sesudah kalender    | 33.28
"""
TEGAL = [("33.28", "kabupaten"), ("33.28.01", "kecamatan")]


@pytest.fixture
def rows(register_engine):
    with register_engine.begin() as connection:
        fill(connection, libur, OFF, dasar="d", sumber="s")
        return calendar.days_off(connection, date(2025, 1, 1), date(2026, 12, 31))


def areas(*codes):
    import pandas as pd

    return pd.DataFrame(codes, columns=["kode", "tingkat"])


def test_cuti_bersama_is_that_of_the_decree(rows):
    found = rows.loc[rows["jenis"] == calendar.SHARED, "tanggal"].tolist()
    of_2026 = [f"{day.month}-{day.day}" for day in found if day.year == 2026]
    assert " ".join(of_2026) == CUTI_BERSAMA
    assert date(2025, 8, 18) in found


def test_days_are_of_their_kind_and_place(rows):
    october = rows[rows["tanggal"].between(date(2026, 8, 1), date(2026, 12, 31))]
    kinds = [(str(r.tanggal), r.kode_wilayah, r.jenis) for r in october.itertuples()]
    assert kinds == [
        ("2026-08-17", "00", "libur nasional"),
        ("2026-08-17", "33.28", "libur daerah"),
        ("2026-08-25", "00", "libur nasional"),  # Maulid
        ("2026-10-12", "33.28", "libur daerah"),
        ("2026-10-13", "33", "libur daerah"),
        ("2026-10-14", "33.27", "libur daerah"),
        ("2026-12-24", "00", "cuti bersama"),
        ("2026-12-25", "00", "libur nasional"),
    ]
    assert rows["tanggal"].is_monotonic_increasing


def test_an_area_has_its_own_and_those_around_it(rows):
    after = [d.item() for d in calendar.dates(calendar.of_areas(rows, areas(*TEGAL)))]
    october = [str(day) for day in after if day.isoformat() >= "2026-08"]
    # the 17th of August once, the neighbour's day not at all
    assert october == [
        *("2026-08-17", "2026-08-25", "2026-10-12", "2026-10-13", "2026-12-24", "2026-12-25")
    ]


def test_of_two_kabupaten_those_that_hold_in_both(rows):
    both = areas(("33.27", "kabupaten"), ("33.28", "kabupaten"))
    codes = calendar.of_areas(rows, both)["kode_wilayah"]
    assert set(codes) == {"00", "33"}
