"""Shares in per mille, the class of each, and a ramp that can be told apart."""

from itertools import pairwise

import numpy as np
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
        (36, 30, 1200),  # above 100 %: kept, an alarm and not a mistake to hide
        (0, 30, 0),  # none of thirty is a share
        (0, 10, classes.FAINT),
        (5, 11, classes.FAINT - 450),  # 45.45: whole percents, and the map says 45 as the table
        (29, 29, classes.FAINT - 1000),
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
    assert classes.permille([1, 0], [1, 1], minimum=1, enough=1).tolist() == [1000, 0]


@given(st.integers(30, 3_000_000), st.data())
def test_permille_is_the_nearest_whole_number(denominator, data):
    numerator = data.draw(st.integers(0, denominator))

    share = int(classes.permille([numerator], [denominator])[0])

    assert abs(share * denominator - 1000 * numerator) * 2 <= denominator


def test_a_limit_belongs_to_the_class_above_it():
    values = [0, 499, 500, 749, 750, 1200, -1, -2, -3, -4, -5, -1000, -2200]

    assert classes.classify(values, [500, 750]) == "001122nxsdtkk"


@pytest.mark.parametrize("batas", [[], [500, 500], [600, 500], [1, 2, 3, 4, 5, 6]])
def test_limits_that_make_no_classes_are_refused(batas):
    with pytest.raises(ValueError, match="batas"):
        classes.classify([1], batas)


def test_sequential_classes_say_their_limits_and_end_with_the_empty_kinds():
    kelas = classes.sequential([500, 775])

    assert [k.label for k in kelas[:3]] == ["di bawah 50 %", "50–77,5 %", "77,5 % ke atas"]
    assert [k.tanda for k in kelas] == ["0", "1", "2", "n", "x", "s", "d", "t", "k"]
    assert [k.warna for k in kelas[:3]] == [classes.RAMP[0], classes.RAMP[2], classes.RAMP[5]]
    assert len({k.pola for k in kelas[3:]}) == 6  # told apart without colour


def test_classes_of_a_rate_say_per_thousand():
    kelas = classes.sequential([5, 20], per=1000)

    assert [k.label for k in kelas[:3]] == [
        "di bawah 5 per 1.000",
        "5–20 per 1.000",
        "20 per 1.000 ke atas",
    ]


def test_quantile_classes_hold_as_many_each():
    values = [*range(0, 1000, 10), classes.NO_DATA, classes.SUPPRESSED]

    limits = classes.quantiles(values, 4)

    assert limits == [250, 500, 750]
    signs = classes.classify(values, limits)
    assert [signs.count(sign) for sign in "0123nd"] == [25, 25, 25, 25, 1, 1]


@given(st.lists(st.integers(0, 1100), unique=True, min_size=5))
def test_quantile_classes_differ_by_one_at_most_where_no_two_are_equal(values):
    signs = classes.classify(values, classes.quantiles(values))

    held = [signs.count(sign) for sign in "01234"]
    assert max(held) - min(held) <= 1
    assert sum(held) == len(values)


@pytest.mark.parametrize(
    ("values", "limits"),
    [
        ([0] * 90 + [400] * 10, [400]),  # two values are two classes
        ([300, 300, 300], [300]),
        ([classes.NO_DATA], [500]),
        ([], [500]),
    ],
)
def test_equal_values_are_never_parted(values, limits):
    assert classes.quantiles(values) == limits


def test_the_ramp_darkens_step_by_step_and_shows_on_both_themes():
    light = [luminance(colour) for colour in classes.RAMP]

    assert min((a + 0.05) / (b + 0.05) for a, b in pairwise(light)) > 1.35
    assert 1.05 / (light[0] + 0.05) > 1.2  # on white
    assert (light[-1] + 0.05) / (luminance("#0e1117") + 0.05) > 1.6  # on Streamlit's dark ground


# How linear RGB is seen by people who lack one kind of cone (Machado, Oliveira and Fernandes 2009,
# severity 1.0), and on a grey photocopy.
SIGHTS = {
    "typical": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "grey": [[0.2126, 0.7152, 0.0722]] * 3,
}
STEP = 9  # of CIE lightness L*: neighbours on a washed-out projector still differ
APART = 7  # the ends of the ramp from the ground of the light and of the dark theme


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_neighbouring_classes_differ_in_lightness_for_every_eye(sight, number):
    kelas = classes.sequential([100 * (n + 1) for n in range(number)])
    seen = [lightness(k.warna, SIGHTS[sight]) for k in kelas if k.pola is None]

    assert min(a - b for a, b in pairwise(seen)) >= STEP
    assert lightness("#ffffff", SIGHTS[sight]) - seen[0] >= APART
    assert seen[-1] - lightness("#0e1117", SIGHTS[sight]) >= APART


def lightness(colour: str, sight) -> float:
    """CIE L* of a colour as somebody sees it."""
    red, green, blue = np.clip(np.array(sight) @ linear(colour), 0, 1)
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return float(116 * np.cbrt(y) - 16 if y > 0.008856 else 903.3 * y)


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    return float(np.dot([0.2126, 0.7152, 0.0722], linear(colour)))


def linear(colour: str) -> list[float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
