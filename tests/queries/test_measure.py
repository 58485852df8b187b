"""Sums into values: nothing to count is not 0 %, and no share is ever clipped or averaged."""

import math

from queries import measure


def test_nothing_to_count_is_nan():
    assert math.isnan(measure.value(0, 0))
    assert measure.value(0, 5) == 0


def test_more_than_all_is_not_clipped():
    assert measure.value([6, 5], [5, 5]).tolist() == [120, 100]


def test_a_rate_is_per_as_many_as_it_says():
    assert measure.value(3, 60, per=1000) == 50


def test_names_of_parts():
    assert measure.rincian() == measure.WHOLE == ""
    assert measure.rincian("PKH") == "PKH"
    assert measure.rincian("PKH", 3) == "PKH · desil 3"
    assert measure.rincian("", 0) == "tanpa desil"
    assert measure.rincian("BPNT", part="meninggal") == "BPNT · meninggal"
