"""A table taken away: every row says by itself what it is, and no cell runs as a formula."""

import csv
import io
from datetime import date, datetime

import pandas as pd
import pytest

from queries import export
from queries.indicators import by_code
from queries.read import Publication

MOMENT = datetime(2026, 11, 2, 9, 0)  # noqa: DTZ001 (UTC, as the store holds it)
REAL = Publication(7, MOMENT, date(2026, 10, 31), is_sample=False, n_rejected=0)
SAMPLE = Publication(7, MOMENT, date(2026, 10, 31), is_sample=True, n_rejected=0)


def rows(*counted: tuple, desa: str = "Kaliputih") -> pd.DataFrame:
    """One row per (numerator, denominator, unknown)."""
    sums = pd.DataFrame(counted, columns=["numerator", "denominator", "unknown"])
    place = {"kode": "33.28.01.2001", "kecamatan": "Hulu", "desa": desa, "periode": "2026-10"}
    return sums.assign(**place)


def written(table: pd.DataFrame, publication=REAL, code="kemutakhiran_24_pct") -> str:
    return export.csv_text(by_code(code), table, "31 Oktober 2026", publication)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_excel_in_indonesian_opens_it():
    """A byte-order mark, semicolons, a decimal comma, Windows line ends."""
    text = written(rows((471, 612, 41)))

    assert text.startswith("\ufeffIndikator;Kode;")
    assert text.count("\r\n") == text.count("\n") == 2
    assert ";77,0;" in text


def test_a_row_says_all_of_it():
    (row,) = read(written(rows((471, 612, 41)), SAMPLE))

    assert row == {
        "Indikator": "Kemutakhiran data keluarga (24 bulan)",
        "Kode": "33.28.01.2001",
        "Kecamatan": "Hulu",
        "Desa/Kelurahan": "Kaliputih",
        "Periode": "2026-10",
        "Tanggal acuan": "31 Oktober 2026",
        "Pembilang": "471",
        "Penyebut": "612",
        "Belum diketahui": "41",
        "Satuan": "KK",
        "Persen": "77,0",
        "Keterangan": "",
        "Sifat angka": "HITUNGAN PASTI",
        "Definisi": by_code("kemutakhiran_24_pct").definition,
        "Versi definisi": "1",
        "Terbitan": "7",
        "Peringatan": "DATA CONTOH, bukan data sebenarnya",
    }


def test_the_warning_of_a_sample_is_in_every_row_and_of_real_data_in_none():
    table = rows((1, 20, 0), (2, 20, 0), (0, 0, 0))

    assert {row["Peringatan"] for row in read(written(table, SAMPLE))} == {
        "DATA CONTOH, bukan data sebenarnya"
    }
    assert "CONTOH" not in written(table, REAL)


def test_few_and_none_have_no_percentage():
    few, ten, none = read(written(rows((3, 9, 1), (3, 10, 1), (0, 0, 0))))

    assert (few["Pembilang"], few["Penyebut"], few["Persen"]) == ("3", "9", "")
    assert ten["Persen"] == "30,0"
    assert (none["Pembilang"], none["Persen"], none["Keterangan"]) == ("", "", "belum ada data")


def test_where_all_is_unknown_nothing_reads_as_zero():
    (row,) = read(written(rows((0, 1, 1)), code="musdes_pct"))

    assert (row["Pembilang"], row["Persen"]) == ("", "")
    assert row["Keterangan"] == "belum diketahui"


def test_a_desa_either_met_or_did_not():
    met, not_met = read(written(rows((1, 1, 0), (0, 1, 0)), code="musdes_pct"))

    assert (met["Persen"], not_met["Persen"]) == ("100,0", "0,0")


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_name_runs_as_a_formula(first):
    (row,) = read(written(rows((1, 20, 0), desa=f"{first}HYPERLINK(1)")))

    assert row["Desa/Kelurahan"].startswith("'")


def test_a_name_with_a_semicolon_and_quotes_stays_one_cell():
    (row,) = read(written(rows((1, 20, 0), desa='Kali "Putih"; Hulu')))

    assert row["Desa/Kelurahan"] == 'Kali "Putih"; Hulu'
    assert row["Persen"] == "5,0"


def test_above_a_hundred_is_written_whole():
    assert read(written(rows((460, 200, 0))))[0]["Persen"] == "230,0"
