"""Which months may be compared, told by hand from what each rests on."""

import pandas as pd
import pytest

from queries import alike
from queries.indicators import computed, recipients
from queries.indicators.completeness import KEMUTAKHIRAN_24
from queries.indicators.verval import CAPAIAN_VERVAL
from tests import tables

MONTHS = """
    periode | era   | kegiatan | daftar
    2025-01 | DTKS  | A        | BPNT PKH
    2025-02 | DTSEN | A        | BPNT PKH        # another register
    2025-03 | DTSEN | A        | BPNT PKH
    2025-04 | DTSEN | B        | BLT-DD BPNT PKH # a list imported for the first time
    2025-05 | DTSEN |          | PKH             # two lists not there
"""


@pytest.fixture
def months() -> pd.DataFrame:
    rows = pd.DataFrame(tables.rows(MONTHS)).set_index("periode")
    return rows.assign(daftar=[tuple(names.split()) for names in rows["daftar"]])


ERA = "era DTKS → DTSEN"
NEW, GONE = "daftar BLT-DD baru ada", "daftar BLT-DD, BPNT tidak ada"


@pytest.mark.parametrize(
    ("definition", "program", "told"),
    [
        (KEMUTAKHIRAN_24, "", ["", ERA, "", "", ""]),
        # without a kegiatan there is nothing to count, and nothing new
        (CAPAIAN_VERVAL, "", ["", ERA, "", "kegiatan baru", ""]),
        (recipients.BELUM_MENERIMA, "", ["", ERA, "", NEW, GONE]),
        (recipients.CAKUPAN_JIWA, "", ["", ERA, "", NEW, GONE]),
        (recipients.CAKUPAN_KK, "PKH", ["", ERA, "", "", ""]),  # one list, there in every month
        (computed.PENERIMA_TIDAK_LAYAK, "", ["", ERA, "", NEW, GONE]),
        (computed.LAYAK_BELUM_MENERIMA, "PKH", ["", ERA, "", "", ""]),
        (computed.TERDAFTAR_TIDAK_LAYAK, "", ["", ERA, "", "", ""]),  # of all registered
    ],
)
def test_a_month_against_the_one_before(months, definition, program, told):
    assert alike.breaks(months, definition, program).tolist() == told


def test_months_further_apart(months):
    why = alike.why_not(months, recipients.LUAR_DESIL, "", "2025-04", "2025-05")
    assert why == GONE
    both = alike.why_not(months, recipients.LUAR_DESIL, "", "2025-05", "2025-04")
    assert both == "daftar BLT-DD, BPNT baru ada"
    assert alike.why_not(months, recipients.LUAR_DESIL, "", "2025-02", "2025-03") == ""


def test_no_months_and_one(months):
    assert alike.breaks(months[:0], KEMUTAKHIRAN_24).tolist() == []
    assert alike.breaks(months[:1], KEMUTAKHIRAN_24).tolist() == [""]
