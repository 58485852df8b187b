"""Is what the register says of a family recent, and is all of it filled in?"""

from datetime import date

import pytest

from queries import measure
from queries.indicator import Snapshot
from queries.indicators.completeness import (
    ALL_ITEMS,
    ISIAN_LENGKAP,
    KELUARGA_GANJIL,
    KEMUTAKHIRAN_12,
    KEMUTAKHIRAN_24,
)
from queries.populations.windows import months_before
from register.schema import individu, keluarga, pemeringkatan, periode, verval
from tests import oracle
from tests.tables import counted, fill, rows

OCTOBER = Snapshot("2026-10", date(2026, 10, 31))

FAMILIES = """
    keluarga_id | kode_desa     | tanggal_pemutakhiran | aktif | periode
    first-day   | 33.28.01.2001 | 2024-11-01           | ya    | 2026-10  # first day within
    day-before  | 33.28.01.2001 | 2024-10-31           | ya    | 2026-10  # one day too old
    last-day    | 33.28.01.2001 | 2026-10-31           | ya    | 2026-10  # the as-of date itself
    no-date     | 33.28.01.2001 |                      | ya    | 2026-10  # unknown
    asleep      | 33.28.01.2001 | 2026-10-01           | tidak | 2026-10  # not active: in no sum
    past        | 33.28.01.2001 | 2026-10-01           | ya    | 2026-09  # of another periode
    visited     | 33.28.01.2002 | 2020-01-01           | ya    | 2026-10  # the visit is later
    not-met     | 33.28.01.2002 |                      | ya    | 2026-10  # visit found nobody
    met-before  | 33.28.01.2002 |                      | ya    | 2026-10  # met once, later not
    too-late    | 33.28.01.2002 |                      | ya    | 2026-10  # visit after the as-of
    written     | 33.28.01.2002 | 2026-05-05           | ya    | 2026-10  # the file is later
    other-month | 33.28.01.2002 |                      | ya    | 2026-10  # visit listed elsewhere
    tomorrow    | 33.28.01.2002 | 2026-11-01           | ya    | 2026-10  # after as-of: no date
"""

VISITS = """
    keluarga_id | kode_desa     | tanggal_kunjungan | hasil           | periode
    visited     | 33.28.01.2002 | 2026-03-03        | tidak layak     | 2026-10
    not-met     | 33.28.01.2002 | 2026-03-03        | tidak ditemukan | 2026-10
    met-before  | 33.28.01.2002 | 2025-11-01        | layak           | 2026-10
    met-before  | 33.28.01.2002 | 2026-03-03        | tidak ditemukan | 2026-10
    too-late    | 33.28.01.2002 | 2026-11-01        | layak           | 2026-11
    written     | 33.28.01.2002 | 2021-01-01        | layak           | 2026-10
    other-month | 33.28.01.2002 | 2026-10-31        | layak           | 2026-11
    stranger    | 33.28.01.2003 | 2026-10-31        | layak           | 2026-10
"""


def test_updated_within_24_months(register_engine):
    with register_engine.connect() as connection:
        fill(connection, keluarga, FAMILIES, muatan_id=1)
        fill(connection, verval, VISITS, muatan_id=1)
        table = measure.sums(
            connection,
            KEMUTAKHIRAN_24.population,
            [KEMUTAKHIRAN_24, KEMUTAKHIRAN_12],
            OCTOBER,
        )

    months_24, months_12 = (
        counted(table[table["indikator"] == i.code]) for i in (KEMUTAKHIRAN_24, KEMUTAKHIRAN_12)
    )
    assert months_24 == {
        "33.28.01.2001": (2, 4, 1),  # first-day, last-day of four; no-date
        "33.28.01.2002": (4, 7, 3),  # visited, met-before, written, other-month
    }
    assert months_12 == {
        "33.28.01.2001": (1, 4, 1),
        "33.28.01.2002": (4, 7, 3),  # met-before was met on the first day of the twelve months
    }


@pytest.mark.parametrize(
    ("as_of", "months", "first_day"),
    [
        ("2026-10-31", 24, "2024-11-01"),
        ("2026-10-31", 12, "2025-11-01"),
        ("2026-09-30", 24, "2024-10-01"),  # from 1 October, though September has 30 days
        ("2026-02-28", 24, "2024-03-01"),  # February 2024 had a 29th
        ("2028-02-29", 24, "2026-03-01"),
        ("2026-12-31", 12, "2026-01-01"),
        ("2026-11-22", 24, "2024-11-23"),  # the month still runs
        ("2026-03-30", 12, "2025-03-31"),
        ("2028-02-28", 12, "2027-03-01"),  # 2027 has no 29 February
    ],
)
def test_window_begins(as_of, months, first_day):
    assert months_before(date.fromisoformat(as_of), months) == date.fromisoformat(first_day)
    assert oracle.window_start(date.fromisoformat(as_of), months) == date.fromisoformat(first_day)


COMPLETE = """
    keluarga_id | no_kk | kode_desa     | aktif | periode
    full        | kk    | 33.28.01.2001 | ya    | 2026-10  # two members, nothing empty
    one-empty   | kk    | 33.28.01.2001 | ya    | 2026-10  # one of two without mother's name
    no-kk       |       | 33.28.01.2001 | ya    | 2026-10  # nothing empty but the No KK
    no-address  | kk    | 33.28.01.2001 | ya    | 2026-10  # one row carried no address
    no-members  | kk    | 33.28.01.2001 | ya    | 2026-10  # unknown, in every part
    gone        | kk    | 33.28.01.2001 | ya    | 2026-10  # its only member is not active: same
    inactive    | kk    | 33.28.01.2001 | tidak | 2026-10  # in no sum
    left-one    | kk    | 33.28.01.2002 | ya    | 2026-10  # the empty member is not active
    last-month  | kk    | 33.28.01.2003 | ya    | 2026-09  # of another periode
"""

MEMBERS = """
    individu_id | keluarga_id | nama_ibu_kandung | ada_alamat | aktif | periode
    1           | full        | ibu              | ya         | ya    | 2026-10
    2           | full        | ibu              | ya         | ya    | 2026-10
    3           | one-empty   | ibu              | ya         | ya    | 2026-10
    4           | one-empty   |                  | ya         | ya    | 2026-10
    5           | no-kk       | ibu              | ya         | ya    | 2026-10
    6           | no-address  | ibu              | tidak      | ya    | 2026-10
    7           | gone        | ibu              | ya         | tidak | 2026-10
    8           | inactive    | ibu              | ya         | ya    | 2026-10
    9           | left-one    | ibu              | ya         | ya    | 2026-10
    10          | left-one    |                  | ya         | tidak | 2026-10
    11          | full        |                  | ya         | ya    | 2026-09
"""
FILLED = {
    "kode_desa": "33.28.01.2001",
    "nik": "n",
    "nama": "n",
    "tempat_lahir": "n",
    "tanggal_lahir": date(1990, 1, 1),
    "jenis_kelamin": "L",
    "hubungan_keluarga": "n",
    "padan": "padan",
    "muatan_id": 1,
}


def test_mandatory_items(register_engine):
    with register_engine.connect() as connection:
        fill(connection, keluarga, COMPLETE, muatan_id=1)
        fill(connection, individu, MEMBERS, **FILLED)
        table = measure.sums(connection, ISIAN_LENGKAP.population, [ISIAN_LENGKAP], OCTOBER)

    assert counted(table) == {
        "33.28.01.2001": (1, 6, 2),  # full
        "33.28.01.2002": (1, 1, 0),  # left-one
    }
    # Of the six, the two without members are unknown in each part.
    assert counted(table, "nama")["33.28.01.2001"] == (4, 6, 2)
    assert counted(table, "nama ibu kandung")["33.28.01.2001"] == (3, 6, 2)
    assert counted(table, "No KK")["33.28.01.2001"] == (3, 6, 2)
    assert counted(table, "alamat")["33.28.01.2001"] == (3, 6, 2)


LACKING = """
    keluarga_id | without
    nama        | nama
    NIK         | nik
    tempat lahir | tempat_lahir
    tanggal lahir | tanggal_lahir
    jenis kelamin | jenis_kelamin
    nama ibu kandung | nama_ibu_kandung
    hubungan keluarga | hubungan_keluarga
"""


def test_each_item_is_missed_when_one_member_lacks_it(register_engine):
    member = (
        FILLED
        | {"periode": "2026-10", "aktif": True, "ada_alamat": True}
        | {"nama_ibu_kandung": "ibu"}
    )
    with register_engine.connect() as connection:
        for family in rows(LACKING):
            name, column = family["keluarga_id"], family["without"]
            of_family = {"keluarga_id": name, "kode_desa": name}  # a desa of its own
            shared = {"no_kk": "kk", "aktif": True, "periode": "2026-10", "muatan_id": 1}
            connection.execute(keluarga.insert(), shared | of_family)
            for number, person in enumerate((member, member | {column: None})):
                row = person | of_family | {"individu_id": f"{name}{number}"}
                connection.execute(individu.insert(), row)
        table = measure.sums(connection, ISIAN_LENGKAP.population, [ISIAN_LENGKAP], OCTOBER)

    for family in rows(LACKING):
        item = family["keluarga_id"]
        missed = {part for part in ("", *ALL_ITEMS) if counted(table, part)[item] == (0, 1, 0)}
        assert missed == {"", item}


ODD_MEMBERS = """
    keluarga_id | individu_id | hubungan_keluarga | aktif
    whole       | 1           | KEPALA KELUARGA   | ya
    whole       | 2           | ISTRI             | ya
    headless    | 3           | ISTRI             | ya     # all relations there, none is the head
    headless    | 4           | ANAK              | ya
    two-heads   | 5           | Kepala Keluarga   | ya
    two-heads   | 6           | 1                 | ya     # the code for a head
    left        | 7           | KEPALA KELUARGA   | tidak  # the head has gone: no head is left
    left        | 8           | ANAK              | ya
    unsaid      | 9           | KEPALA KELUARGA   | ya
    unsaid      | 10          |                   | ya     # might be a second head: unknown
    odd-anyway  | 11          | KEPALA KELUARGA   | ya
    odd-anyway  | 12          | KEPALA KELUARGA   | ya
    odd-anyway  | 13          |                   | ya     # two heads are two, whatever this is
    differing   | 14          | KEPALA KELUARGA   | ya
    differing   | 15          | ANAK              | ya
    new-ranking | 16          | KEPALA KELUARGA   | ya
    empty       | 17          |                   | tidak  # nobody active: nothing to judge by
"""
RANKED = """
    keluarga_id | nik | desil | periode
    differing   | 14  | 2     | 2026-10  # two members, two desil
    differing   | 15  | 3     | 2026-10
    new-ranking | 16  | 2     | 2026-07  # differed once; in the newest ranking it does not
    new-ranking | 99  | 4     | 2026-07
    new-ranking | 16  | 2     | 2026-10
    whole       | 1   | 1     | 2024-10  # another era: says nothing of this one
    whole       | 2   | 9     | 2024-10
"""
MONTHS = """
    periode | era   | tanggal_acuan
    2024-10 | DTKS  | 2024-10-31
    2026-07 | DTSEN | 2026-07-31
    2026-10 | DTSEN | 2026-10-31
"""


def test_families_that_do_not_hang_together(register_engine):
    names = dict.fromkeys(row["keluarga_id"] for row in rows(ODD_MEMBERS))
    big = [f"    big | b{n} | {'KEPALA KELUARGA' if n == 0 else 'ANAK'} | ya" for n in range(16)]
    full = [f"    full | f{n} | {'KEPALA KELUARGA' if n == 0 else 'ANAK'} | ya" for n in range(15)]
    at = {"kode_desa": "33.28.01.2001", "periode": "2026-10", "muatan_id": 1}
    with register_engine.connect() as connection:
        for name in (*names, "big", "full"):
            connection.execute(keluarga.insert(), at | {"keluarga_id": name, "aktif": True})
        fill(connection, individu, "\n".join([ODD_MEMBERS, *big, *full]), padan="padan", **at)
        fill(connection, pemeringkatan, RANKED, muatan_id=1)
        fill(connection, periode, MONTHS)
        snapshot = Snapshot("2026-10", date(2026, 10, 31), era="DTSEN")
        table = measure.sums(connection, KELUARGA_GANJIL.population, [KELUARGA_GANJIL], snapshot)

    parts = {part: counted(table, part)["33.28.01.2001"] for part in table["rincian"]}
    # Odd: headless, two-heads, left, odd-anyway, differing, big. Unknown: unsaid, empty.
    assert parts == {
        "": (6, 11, 2),
        "tanpa kepala keluarga": (2, 11, 2),
        "lebih dari satu kepala": (2, 11, 2),
        "desil anggota berbeda": (1, 11, 2),
        "anggota terlalu banyak": (1, 11, 2),  # sixteen are, fifteen are not
    }
