"""SQL = plain Python: each sum of each indicator on the sample, on both databases."""

import pandas as pd
import pytest

from queries.indicators import CATALOGUE
from tests import oracle

# Parts that nobody in the sample belongs to, and why.
UNSEEN = {
    "meninggal": "its export has no state of persons, and no visit found a death",
    "pindah": "the same",
    "diuji lebih dari 3 bulan lalu": "its export has no day of matching",
    "lebih dari satu kepala": "each of its families is written with one head at most",
    "desil anggota berbeda": "the ranking's importer takes one desil per family",
    "anggota terlalu banyak": "no family of the sample is so large",
    "lewat Cek Bansos sanggah": "of so few proposals for removal none came by Cek Bansos",
    "ditolak atau dikembalikan": "of so few proposals none was verified layak and then refused",
}


@pytest.fixture(scope="module")
def wanted(expected: oracle.Register) -> dict[tuple, tuple]:
    return oracle.sums(expected)


def by_key(table: pd.DataFrame, keys: list[str], counts: list[str]) -> dict[tuple, tuple]:
    """Return the counts of a published table by its keys; an empty key is None."""
    plain = table.astype(object).where(table.notna(), None)
    found = {
        key: tuple(numbers)
        for key, numbers in zip(
            plain[keys].itertuples(index=False, name=None), plain[counts].to_numpy(), strict=True
        )
    }
    assert len(found) == len(table)  # no key twice
    return found


def differences(found: dict, wanted: dict) -> dict:
    """Return key → what SQL says, what the oracle says; None: nothing."""
    return {
        key: (found.get(key), wanted.get(key))
        for key in found.keys() | wanted.keys()
        if found.get(key) != wanted.get(key)
    }


def test_every_sum_is_the_oracle_s(published, wanted):
    keys = ["indikator", "rincian", "kode_desa", "periode"]
    found = by_key(published.table("capaian"), keys, ["numerator", "denominator", "unknown"])

    assert differences(found, wanted) == {}


def test_every_stratum_is_the_oracle_s(published, expected):
    keys = ["periode", "kode_desa", "program", "menerima", "sasaran", "kelompok_desil", "padan"]
    counts = ["jumlah", "layak", "tidak_layak", "kependudukan", "tidak_ditemukan"]
    found, wanted = by_key(published.table("lapisan"), keys, counts), oracle.strata(expected)

    assert differences(found, wanted) == {}
    assert all(map(sum, zip(*wanted.values(), strict=True)))  # each result occurs
    assert {key[4] for key in wanted} == {True, False, None}


def test_every_combination_is_the_oracle_s(published, expected):
    keys = ["periode", "kode_desa", "kombinasi"]
    found = by_key(published.table("irisan"), keys, ["keluarga", "tidak_aktif"])
    wanted = {key: (number, 0) for key, number in oracle.together(expected).items()}

    assert differences(found, wanted) == {}
    together = {key[2].count("+") for key in wanted}
    assert {0, 1, 2} <= together  # one programme, two and three


def test_every_reason_is_the_oracle_s(published, expected):
    keys = ["periode", "kode_desa", "program", "menerima", "alasan", "pernah_layak"]
    found = by_key(published.table("alasan_tidak_layak"), keys, ["jumlah"])
    wanted = {key: (number,) for key, number in oracle.reasons(expected).items()}

    assert differences(found, wanted) == {}
    assert {key[4] for key in wanted} == {"Mampu", "Menolak bansos"}
    assert {key[5] for key in wanted} == {key[3] for key in wanted} == {True, False}


def test_reasons_are_those_of_the_strata(published):
    """The same families twice: by reason, and as tidak layak in their stratum."""
    keys = ["periode", "kode_desa", "program", "menerima"]
    reasons = published.table("alasan_tidak_layak").groupby(keys)["jumlah"].sum()
    strata = published.table("lapisan")
    strata = strata[strata["menerima"] | (strata["program"] == "")]
    strata = strata.groupby(keys)["tidak_layak"].sum()

    assert reasons.to_dict() == strata[strata > 0].to_dict()


def test_every_wait_is_the_oracle_s(published, expected):
    keys = ["kohort", "kode_desa", "jenis", "hari", "diputus"]
    found = by_key(published.table("lama_usulan"), keys, ["jumlah"])
    wanted = {key: (number,) for key, number in oracle.waiting(expected).items()}

    assert differences(found, wanted) == {}
    assert {key[0] is None for key in wanted} == {key[4] for key in wanted} == {True, False}


def test_every_stage_is_the_oracle_s(published, expected):
    keys = ["periode", "kode_desa", "jenis", "jalur", "tahap", "umur", "alasan"]
    found = by_key(published.table("alur_usulan"), keys, ["jumlah"])
    wanted = {key: (number,) for key, number in oracle.stages(expected).items()}

    assert differences(found, wanted) == {}
    assert {"belum diketahui", "musdes", "ditetapkan", "ditolak"} <= {key[4] for key in wanted}
    assert {key[5] for key in wanted} == {"0-30", "31-90", "tanpa"}  # three months are too short
    assert {key[6] for key in wanted} == {"", "Alamat tidak ditemukan", "Sudah terdaftar"}


def test_every_answer_is_the_oracle_s(published, expected):
    keys = ["kohort", "kode_desa", "jenis", "kanal", "hari", "dijawab"]
    found = by_key(published.table("jawaban_laporan"), keys, ["jumlah"])
    wanted = {key: (number,) for key, number in oracle.answering(expected).items()}

    assert differences(found, wanted) == {}
    assert {key[5] for key in wanted} == {True, False}
    assert {key[3] for key in wanted} == {"Cek Bansos", "SP4N-LAPOR", "loket"}


def test_the_same_rows_are_refused(published, expected):
    assert published.rejected == expected.rejected
    assert sum(map(len, expected.rejected.values())) > 0  # or the sample shows no refusal


@pytest.mark.parametrize("indicator", CATALOGUE, ids=lambda indicator: indicator.code)
def test_the_sample_puts_every_indicator_to_work(indicator, wanted):
    # An oracle that never meets a "no" or an "unknown" would agree with anything.
    whole = [v for (code, part, *_), v in wanted.items() if (code, part) == (indicator.code, "")]

    assert sum(numerator for numerator, _, _ in whole) > 0
    assert sum(d - n - u for n, d, u in whole) > 0


def test_the_sample_puts_every_part_to_work_but_some(wanted):
    counted = {part.split(" · ")[-1] for (_, part, *_), (n, _, _) in wanted.items() if n}
    named = {part.split(" · ")[-1] for _, part, *_ in wanted}

    assert named - counted == set(UNSEEN)


def test_every_indicator_has_an_oracle():
    assert {indicator.code for indicator in CATALOGUE} == set(oracle.INDICATORS)
