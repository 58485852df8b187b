"""Whom did musdes find, and how long did the proposals take?"""

from datetime import date

from queries import measure, strata
from queries.indicator import Snapshot
from queries.indicators.proposals import TEMUAN_LAYAK, USULAN_PER_1000
from register.schema import keluarga, usulan, wilayah
from tests.tables import counted, fill

OCTOBER = Snapshot("2026-10", date(2026, 10, 31))
AREAS = """
    kode          | nama   | tingkat   | berlaku_sampai
    33.28.01      | Hulu   | kecamatan |
    33.28.01.2001 | Satu   | desa      |
    33.28.01.2002 | Dua    | desa      |
    33.28.01.2003 | Tiga   | desa      |             # found nobody, has nobody registered
    33.28.01.2004 | Dulu   | desa      | 2026-09-30  # is no more
"""
PROPOSED = """
no_kk | jenis | hasil_verifikasi | tanggal_verifikasi | tanggal_ditetapkan | tanggal_ditolak
1     | baru  | layak            | 2025-11-01         |                    | # first day
2     | baru  | layak            | 2025-10-31         |                    | # too old
3     | baru  | layak            | 2026-10-01         |                    | # this month
4     | baru  | layak            | 2026-03-01         | 2026-10-31         | # taken in
5     | baru  | layak            | 2026-03-01         | 2026-11-01         | # not yet
6     | baru  | layak            | 2026-03-01         |                    | 2026-05-01 # refused
7     | baru  | tidak layak      | 2026-03-01         |                    | 2026-03-01
8     | hapus | layak            | 2026-03-01         |                    | # not new
9     | baru  |                  |                    |                    | # unverified
10    | baru  | layak            | 2026-11-01         |                    | # after
11    | baru  | layak            | 2026-03-01         |                    | 2026-05-01 # refused
11    | baru  | layak            | 2026-04-01         | 2026-08-01         | # then taken
12    | baru  | layak            | 2026-03-01         |                    | 2026-05-01
12    | baru  | layak            | 2026-04-01         |                    | # again open
"""


def test_families_found_and_what_became_of_them(register_engine):
    at = {"periode": "2026-10", "muatan_id": 1}
    with register_engine.connect() as connection:
        fill(connection, wilayah, AREAS)
        for kode, families in (("33.28.01.2001", 4), ("33.28.01.2002", 2)):
            for number in range(families):
                row = {"keluarga_id": f"{kode}-{number}", "kode_desa": kode, "aktif": number > 0}
                connection.execute(keluarga.insert(), at | row)
        fill(connection, usulan, PROPOSED, usulan_id="u", kode_desa="33.28.01.2001", **at)
        table = measure.sums(connection, TEMUAN_LAYAK.population, [TEMUAN_LAYAK], OCTOBER)

    found = {part: counted(table, part) for part in table["rincian"]}
    first = {part: desa["33.28.01.2001"] for part, desa in found.items()}
    # 1, 3, 5, 6 and 12 of three families registered: a rate per 1.000, not a share.
    assert first == {
        "": (5, 3, 0),
        "menunggu keputusan": (4, 3, 0),  # 1, 3, 5, 12
        "ditolak atau dikembalikan": (1, 3, 0),  # 6
        "sudah ditetapkan": (2, 3, 0),  # 4 and 11
        "diverifikasi bulan itu": (1, 3, 0),  # 3
    }
    assert found[""] == {"33.28.01.2001": (5, 3, 0), "33.28.01.2002": (0, 1, 0)}


LENGTHS = """
jenis | tanggal_musdes | tanggal_diajukan | tanggal_ditetapkan | tanggal_ditolak
baru  | 2026-08-01     | 2026-08-03       | 2026-08-31         | # 30 days
baru  | 2026-08-01     | 2026-08-03       | 2026-08-31         | # another of them
baru  |                | 2026-08-03       |                    | 2026-08-13 # 10, without musdes
baru  | 2026-10-21     |                  |                    | # open for 10
baru  | 2026-10-21     |                  | 2026-11-05         | # open still, that day
hapus | 2026-10-21     |                  |                    | 2026-10-11 # before it began
baru  |                |                  |                    | # no date
baru  | 2026-11-01     |                  |                    | # not there yet
"""


def test_days_from_musdes_to_decision(register_engine):
    at = {"periode": "2026-10", "muatan_id": 1, "kode_desa": "33.28.01.2001", "usulan_id": "u"}
    with register_engine.connect() as connection:
        fill(connection, usulan, LENGTHS, **at)
        found = strata.proposals(connection, date(2026, 10, 31))

    drawn = {
        (row.kohort, row.jenis, None if row.hari != row.hari else int(row.hari), row.diputus): (
            row.jumlah
        )
        for row in found.fillna({"kohort": ""}).itertuples()
    }
    assert drawn == {
        ("2026-08", "baru", 30, True): 2,
        ("2026-08", "baru", 10, True): 1,
        ("2026-10", "baru", 10, False): 2,
        ("", "hapus", None, True): 1,
        ("", "baru", None, False): 1,
    }


LISTED = """
no_kk | jenis     | jalur              | periode | kode_desa
1     | baru      | musdes             | 2026-10 | 33.28.01.2001
1     | baru      | SPTJM              | 2026-10 | 33.28.01.2001  # two proposals of one family
2     | hapus     | Cek Bansos sanggah | 2026-10 | 33.28.01.2001
3     | perbaikan |                    | 2026-10 | 33.28.01.2001
4     | baru      | Cek Bansos usul    | 2026-09 | 33.28.01.2001  # of another month
5     | baru      | musdes             | 2026-10 | 33.28.01.2004  # of a desa that is no more
"""
OTHERS = """
    kode          | nama | tingkat
    33.27.01.2001 | Luar | desa        # its kabupaten has no list
"""


def test_proposals_on_the_list_of_the_month_beside_the_families(register_engine):
    with register_engine.connect() as connection:
        fill(connection, wilayah, AREAS)
        fill(connection, wilayah, OTHERS)
        for kode, number in (("33.28.01.2001", 4), ("33.28.01.2002", 2), ("33.27.01.2001", 3)):
            for family in range(number):
                row = {"keluarga_id": f"{kode}-{family}", "kode_desa": kode, "aktif": family > 0}
                connection.execute(keluarga.insert(), {"periode": "2026-10", "muatan_id": 1} | row)
        fill(connection, usulan, LISTED, usulan_id="u", muatan_id=1)
        table = measure.sums(connection, USULAN_PER_1000.population, [USULAN_PER_1000], OCTOBER)

    assert counted(table) == {
        "33.28.01.2001": (4, 3, 0),
        "33.28.01.2002": (0, 1, 0),  # named on no list of a kabupaten that has one: none
        "33.27.01.2001": (0, 2, 2),  # nothing is known of it
    }
    parts = {part: counted(table, part)["33.28.01.2001"][0] for part in table["rincian"]}
    assert parts == {
        "": 4,
        "usulan baru": 2,
        "usulan hapus": 1,
        "usulan perbaikan": 1,
        "lewat musdes": 1,
        "lewat SPTJM": 1,
        "lewat Cek Bansos usul": 0,
        "lewat Cek Bansos sanggah": 1,
        "jalur tidak disebut": 1,
    }
