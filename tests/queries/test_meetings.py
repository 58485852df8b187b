"""What was each month of a desa, and how many in a row went without a musdes or a proposal?"""

import numpy as np
import pytest

from queries import attention, meetings
from queries.cube import Cube
from queries.indicators.musdes import MUSDES_BULAN_INI
from queries.indicators.proposals import USULAN_PER_1000
from queries.meetings import HELD, MET, MINUTES, MISSED, NO_DESA, NOT_DUE, UNKNOWN

LETTERS = {"b": MINUTES, "m": HELD, "x": MISSED, "?": UNKNOWN, ".": NOT_DUE, " ": NO_DESA}


def cube_of(indicator, months: list[str], **sums: list) -> Cube:
    """A cube of one desa; `sums` by part: (numerator, denominator, unknown) a month."""
    blocks = {part: np.array(cells).T[:, None, :] for part, cells in sums.items()}
    return Cube(indicator, ["33.28.01.2001"], months, {k.strip("_"): v for k, v in blocks.items()})


def test_what_a_month_was_is_told_by_its_sums():
    none, yes, no, unlisted = (0, 0, 0), (1, 1, 0), (0, 1, 0), (0, 1, 1)
    whole = [none, unlisted, no, yes, yes, no, yes, unlisted]
    minutes = [none, unlisted, no, no, yes, no, yes, unlisted]
    months = [f"2026-0{month}" for month in range(1, 9)]
    cube = cube_of(MUSDES_BULAN_INI, months, _=whole)
    cube.sums[meetings.WITH_MINUTES] = np.array(minutes).T[:, None, :]

    found = meetings.kinds(cube, running=["2026-06", "2026-07", "2026-08"])

    assert found[0].tolist() == [
        NO_DESA, UNKNOWN, MISSED, HELD, MINUTES, NOT_DUE, MINUTES, NOT_DUE,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "now", "longest"),
    [
        ("bbxxx", 3, 3),
        ("xxxbx", 1, 3),
        ("xxxbb", 0, 3),
        ("xx?x?", 3, 3),  # what is not known neither breaks the row nor lengthens it
        ("xx?b?", 0, 2),
        ("xxx..", 3, 3),  # nor does a month that is not over
        ("xx xx", 2, 2),  # before there was a desa there was no musdes to miss
        ("?????", 0, 0),
    ],
)
def test_months_in_a_row_without(row, now, longest):
    found = np.array([[LETTERS[letter] for letter in row]])

    assert [int(n[0]) for n in meetings.in_a_row(found, MISSED)] == [now, longest]


def test_months_in_a_row_with():
    found = np.array([[LETTERS[letter] for letter in "bmxb?m"]])

    assert [int(n[0]) for n in meetings.in_a_row(found, *MET)] == [2, 2]


MONTHS = ["2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]


@pytest.mark.parametrize(
    ("cells", "silent"),
    [
        ([(9, 80, 0)] + 6 * [(0, 80, 0)], True),  # six months, whatever was before
        (6 * [(0, 80, 0)] + [(1, 80, 0)], False),
        ([(0, 80, 0), (1, 80, 0)] + 5 * [(0, 80, 0)], False),  # five are too few
        (6 * [(0, 80, 0)] + [(0, 80, 80)], False),  # of one month nothing is known
        (6 * [(0, 80, 0)] + [(0, 0, 0)], False),  # nor where nobody is registered
    ],
)
def test_six_months_without_a_proposal(cells, silent):
    cube = cube_of(USULAN_PER_1000, MONTHS, _=cells)

    assert attention.without_proposals(cube, "2026-10").tolist() == [silent]


def test_six_months_with_a_gap_cannot_be_judged():
    cells = 6 * [(0, 80, 0)]

    assert attention.without_proposals(
        cube_of(USULAN_PER_1000, MONTHS[:2] + MONTHS[3:], _=cells), "2026-10"
    ) is None  # fmt: skip
    assert attention.without_proposals(cube_of(USULAN_PER_1000, MONTHS[1:], _=cells), "2026-10")[0]
