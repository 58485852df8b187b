"""Shares in per mille, the class of each, and a ramp that can be told apart."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import classes

NAN = float("nan")


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (471, 612, 770),  # 769.6
        (1, 2000, 1),  # exactly half: up
        (1, 2001, 0),  # just below half
        (12, 10, 1200),  # above 100 %: kept, an alarm and not a mistake to hide
        (0, 10, 0),  # none of ten is a share
        (0, 9, classes.TOO_FEW),
        (0, 0, classes.NOT_APPLICABLE),
        (NAN, 612, classes.NO_DATA),
        (3, NAN, classes.NO_DATA),
    ],
)
def test_permille(numerator, denominator, expected):
    assert classes.permille([numerator], [denominator]).tolist() == [expected]


def test_permille_of_a_yes_or_no_needs_no_ten():
    """Musdes held: one meeting of one due."""
    assert classes.permille([1, 0], [1, 1], minimum=1).tolist() == [1000, 0]


@given(st.integers(10, 3_000_000), st.data())
def test_permille_is_the_nearest_whole_number(denominator, data):
    numerator = data.draw(st.integers(0, denominator))

    share = int(classes.permille([numerator], [denominator])[0])

    assert abs(share * denominator - 1000 * numerator) * 2 <= denominator


def test_a_limit_belongs_to_the_class_above_it():
    values = [0, 499, 500, 749, 750, 1200, -1, -2, -3]

    assert classes.classify(values, [500, 750]) == "001122nxs"


@pytest.mark.parametrize("batas", [[], [500, 500], [600, 500], [1, 2, 3, 4, 5, 6]])
def test_limits_that_make_no_classes_are_refused(batas):
    with pytest.raises(ValueError, match="batas"):
        classes.classify([1], batas)


def test_sequential_classes_say_their_limits_and_end_with_the_empty_kinds():
    kelas = classes.sequential([500, 775])

    assert [k.label for k in kelas[:3]] == ["di bawah 50 %", "50–77,5 %", "77,5 % ke atas"]
    assert [k.tanda for k in kelas] == ["0", "1", "2", "n", "x", "s"]
    assert [k.warna for k in kelas[:3]] == [classes.RAMP[0], classes.RAMP[2], classes.RAMP[5]]
    assert len({k.pola for k in kelas[3:]}) == 3  # told apart without colour


def test_the_ramp_darkens_step_by_step_and_shows_on_both_themes():
    light = [luminance(colour) for colour in classes.RAMP]

    assert min((a + 0.05) / (b + 0.05) for a, b in pairwise(light)) > 1.35
    assert 1.05 / (light[0] + 0.05) > 1.2  # on white
    assert (light[-1] + 0.05) / (luminance("#0e1117") + 0.05) > 1.6  # on Streamlit's dark ground


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
