"""How long did citizens wait for an answer?"""

from datetime import date

from queries import answers
from register.schema import laporan_warga
from tests.tables import fill

REPORTS = """
periode | laporan_id | tanggal    | kanal            | jenis   | status   | tanggal_jawab
2026-10 | 1          | 2026-10-01 | Cek Bansos       | usul    | selesai  | 2026-10-11 # 10 days
2026-10 | 2          | 2026-10-01 | aplikasi CEK-BANSOS | usul | ditolak  | 2026-10-11 # as well
2026-10 | 3          | 2026-10-21 | SP4N-LAPOR!      | keluhan | baru     |            # 10 so far
2026-10 | 4          | 2026-10-21 | LAPOR!           | keluhan | selesai  | 2026-11-05 # still then
2026-10 | 5          | 2026-10-01 | Loket Dinsos     | sanggah | selesai  |            # no day
2026-10 | 6          | 2026-10-31 | laporan langsung | usul    | diproses |            # 0 so far
2026-10 | 7          | 2026-10-31 |                  | usul    | diproses |            # as well
2026-11 | 8          | 2026-11-01 | Cek Bansos       | usul    | baru     |            # not yet
2026-09 | 9          | 2026-09-20 | Cek Bansos       | sanggah | baru     |            # listed
2026-10 | 9          | 2026-09-20 | Cek Bansos       | sanggah | selesai  | 2026-10-20 # again
2026-10 | 1          | 2026-10-02 | Cek Bansos       | usul    | selesai  | 2026-10-12 # another
"""


def test_days_from_report_to_answer(register_engine):
    with register_engine.connect() as connection:
        fill(connection, laporan_warga, REPORTS, kode_desa="33.28.01.2001", muatan_id=1)
        rows = answers.by_days(connection, date(2026, 10, 31))

    assert {
        (
            row.kohort,
            row.jenis,
            row.kanal,
            None if row.hari != row.hari else int(row.hari),
            row.dijawab,
        ): row.jumlah
        for row in rows.itertuples()
    } == {
        ("2026-10", "usul", "Cek Bansos", 10, True): 3,  # 1, 2 and the other of number 1
        ("2026-10", "keluhan", "SP4N-LAPOR", 10, False): 2,
        ("2026-10", "sanggah", "loket", None, True): 1,
        ("2026-10", "usul", "lain", 0, False): 2,
        ("2026-09", "sanggah", "Cek Bansos", 30, True): 1,  # once, as last told
    }


def test_a_report_of_another_desa_is_another(register_engine):
    with register_engine.connect() as connection:
        for kode in ("33.28.01.2001", "33.28.01.2002"):
            fill(connection, laporan_warga, REPORTS.split("\n2026-10 | 2")[0], kode_desa=kode,
                 muatan_id=1)  # fmt: skip
        rows = answers.by_days(connection, date(2026, 10, 31))

    assert rows["kode_desa"].tolist() == ["33.28.01.2001", "33.28.01.2002"]
