"""Where one desa stands, worked out by hand on nine desa of two kecamatan."""

import numpy as np
import pandas as pd
import pytest

from queries import cube, evidence, standing
from queries.indicators.completeness import KEMUTAKHIRAN_24
from queries.indicators.musdes import MUSDES_BULAN_INI
from queries.indicators.proposals import TEMUAN_LAYAK
from queries.measure import SUMS, WHOLE
from tests import tables

DESA = [f"33.28.0{kecamatan}.200{n}" for kecamatan in (1, 2) for n in range(1, 6)]
ROWS = """
    kode_desa     | periode | numerator | denominator | unknown
    33.28.01.2001 | 2026-08 | 30        | 100         | 0
    33.28.01.2001 | 2026-09 | 40        | 100         | 100      # all of it unknown
    33.28.01.2001 | 2026-10 | 50        | 100         | 10
    33.28.01.2002 | 2026-10 | 5         | 9           | 0        # counts only
    33.28.01.2003 | 2026-10 | 10        | 29          | 0        # no dot
    33.28.01.2004 | 2026-10 | 10        | 100         | 0
    33.28.01.2005 | 2026-10 | 20        | 100         | 0
    33.28.02.2001 | 2026-10 | 30        | 100         | 0
    33.28.02.2002 | 2026-10 | 40        | 100         | 0
    33.28.02.2003 | 2026-10 | 60        | 100         | 0
    33.28.02.2004 | 2026-10 | 70        | 100         | 0
    33.28.02.2005 | 2026-10 | 110       | 100         | 0        # cannot be, and is shown
"""


def stand(indicator=KEMUTAKHIRAN_24, kode=DESA[0], text=ROWS, **changed):
    rows = tables.rows(text)
    frame = {name: [row[name] for row in rows] for name in rows[0]}
    sums = pd.DataFrame(frame).assign(rincian=WHOLE).astype(dict.fromkeys(SUMS, int))
    months = ["2026-08", "2026-09", "2026-10"]
    asked = {"since": "2026-08", "earlier": "2026-09", "plan_pct": None} | changed
    return standing.of(cube.build(indicator, sums, DESA, months), kode, "2026-10", **asked)


def test_sums_of_desa_kecamatan_and_kabupaten():
    found = stand()
    assert tuple(found.desa.values()) == (50, 100, 10)
    assert tuple(found.kecamatan.values()) == (95, 338, 10)  # 50 + 5 + 10 + 10 + 20
    # without 110 of 100, which cannot be: shown of that desa alone
    assert tuple(found.kabupaten.values()) == (295, 738, 10)
    assert found.state == evidence.ACT  # 50 % of 100, the limit is 70 %


def test_others_are_those_with_thirty_counted_and_the_middle_is_half_of_them():
    found = stand()
    assert found.others.tolist() == [10, 20, 30, 40, 50, 60, 70, 110]
    assert found.middle == (27.5, 62.5)  # quarters of eight: 20 + 0.75 * 10, 60 + 0.25 * 10


def test_what_is_unknown_or_too_few_has_no_value():
    found = stand()
    assert found.months.index.tolist() == ["2026-08", "2026-09", "2026-10"]
    assert found.months.tolist() == pytest.approx([30, np.nan, 50], nan_ok=True)
    assert np.isnan(found.change)  # September is not known
    assert stand(earlier="2026-08").change == 20
    assert np.isnan(stand(earlier=None).change)
    assert np.isnan(stand(kode="33.28.01.2002").months.iloc[-1])


def test_another_era_is_not_set_beside():
    assert stand(since="2026-09").months.tolist() == pytest.approx([np.nan] * 2 + [50], nan_ok=True)


def test_fewer_than_eight_have_no_middle():
    assert stand(text="\n".join(ROWS.splitlines()[:-2])).middle is None


def test_a_rate_is_per_thousand_and_a_desa_has_no_strip():
    assert stand(TEMUAN_LAYAK).months.iloc[-1] == 500
    met = stand(MUSDES_BULAN_INI)
    assert (len(met.others), met.middle) == (0, None)
