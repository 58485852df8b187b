"""What is added up over desa, and what is not: sums that cannot be true."""

import numpy as np
import pandas as pd

from queries import cube, evidence, measure
from queries.indicators.completeness import KEMUTAKHIRAN_24
from queries.indicators.proposals import USULAN_PER_1000
from queries.measure import SUMS, WHOLE

DESA = ["a", "b", "c"]
ROWS = pd.DataFrame(
    [
        ["a", 30, 100, 5],
        ["b", 47, 45, 0],  # more than there are
        ["c", 40, 50, 11],  # with those of whom it cannot be said, more than there are
    ],
    columns=["kode_desa", *SUMS],
).assign(periode="2026-10", rincian=WHOLE)


def built(indicator) -> cube.Cube:
    return cube.build(indicator, ROWS, DESA, ["2026-10"])


def test_a_sum_goes_without_what_cannot_be_true_and_one_desa_is_as_it_is():
    found, every = built(KEMUTAKHIRAN_24), np.array([True, True, True])

    assert found.trend(every).loc["2026-10", SUMS].tolist() == [30, 100, 5]
    assert found.impossible("2026-10", every) == ["b", "c"]
    alone = np.array([False, True, False])
    assert found.trend(alone).loc["2026-10", SUMS].tolist() == [47, 45, 0]
    assert found.impossible("2026-10", alone) == []
    table = measure.addable(KEMUTAKHIRAN_24, found.table("2026-10"))
    assert table.to_numpy().tolist() == [[30, 100, 5], [0, 0, 0], [0, 0, 0]]
    assert found.table("2026-10").loc["b"].tolist() == [47, 45, 0]  # shared: not changed


def test_a_rate_is_no_part_of_what_it_is_measured_against():
    found = built(USULAN_PER_1000)

    assert found.trend(np.full(3, fill_value=True)).loc["2026-10", SUMS].tolist() == [117, 195, 16]


def test_what_cannot_be_true_is_not_called_fine():
    rows = pd.DataFrame([[47, 45, 0], [45, 45, 0]], columns=SUMS)

    assert evidence.states(KEMUTAKHIRAN_24, rows).tolist() == [evidence.WATCH, evidence.FINE]
