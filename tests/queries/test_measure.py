"""Sums into values: nothing to count is not 0 %, and no share is ever clipped or averaged."""

import math

import numpy as np
import pandas as pd

from queries import measure

TABLE = pd.DataFrame(
    {
        "kecamatan": ["A", "A", "B"],
        "numerator": [1, 90, 0],
        "denominator": [2, 100, 0],
        "unknown": [1, 0, 0],
    }
)


def test_nothing_to_count_is_nan():
    assert math.isnan(measure.value(0, 0))
    assert measure.value(0, 5) == 0


def test_more_than_all_is_not_clipped():
    assert measure.value([6, 5], [5, 5]).tolist() == [120, 100]


def test_total_is_no_mean_of_values():
    total = measure.total(TABLE)
    assert (total["numerator"], total["denominator"], total["unknown"]) == (91, 102, 1)
    assert total["value"] == 100 * 91 / 102


def test_by_a_column():
    by = measure.by(TABLE, "kecamatan")
    assert by.loc["A", "value"] == 100 * 91 / 102
    assert np.isnan(by.loc["B", "value"])
    assert by[measure.SUMS].sum().tolist() == TABLE[measure.SUMS].sum().tolist()


def test_total_of_no_rows_has_no_value():
    assert math.isnan(measure.total(TABLE[:0])["value"])
