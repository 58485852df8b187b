"""SQL = plain Python: each sum of each indicator on the sample, on both databases."""

from queries.indicators import CATALOGUE
from tests import oracle


def test_every_sum_is_the_oracle_s(published, expected):
    found = {
        (row.indikator, row.rincian, row.kode_desa, row.periode): (
            row.numerator,
            row.denominator,
            row.unknown,
        )
        for row in published.table("capaian").itertuples()
    }

    wanted = oracle.sums(expected)

    assert len(found) == len(published.table("capaian"))  # no key twice
    assert found.keys() == wanted.keys()
    assert {key: sums for key, sums in found.items() if sums != wanted[key]} == {}


def test_the_same_rows_are_refused(published, expected):
    assert published.rejected == expected.rejected
    assert sum(map(len, expected.rejected.values())) > 0  # or the sample shows no refusal


def test_the_sample_puts_every_indicator_to_work(expected):
    # An oracle that never meets a "no" or an "unknown" would agree with anything.
    wanted = oracle.sums(expected)
    for indicator in CATALOGUE:
        whole = [
            v for (code, part, *_), v in wanted.items() if (code, part) == (indicator.code, "")
        ]
        assert sum(numerator for numerator, _, _ in whole) > 0
        assert sum(d - n - u for n, d, u in whole) > 0


def test_every_indicator_has_an_oracle():
    assert {indicator.code for indicator in CATALOGUE} == set(oracle.INDICATORS)
