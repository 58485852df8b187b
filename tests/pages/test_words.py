"""Numbers, dates and signs as Indonesians write them."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from pages.parts import words


@pytest.mark.parametrize(("number", "said"), [(0, "0"), (999, "999"), (1240, "1.240")])
def test_count(number, said):
    assert words.count(number) == said


def test_count_of_millions():
    assert words.count(20_745_278) == "20.745.278"


@pytest.mark.parametrize(
    ("numerator", "denominator", "said"),
    [
        (471, 612, "77,0 %"),
        (1, 99, "1 %"),  # below a hundred counted: no decimal
        (1, 100, "1,0 %"),
        (5, 40, "13 %"),  # 12,5: halves up, not to even
        (1, 10, "10 %"),
        (3, 3, "–"),  # of fewer than ten: counts alone
        (9, 9, "–"),
        (1, 1600, "0,1 %"),  # 0,0625
        (1, 2001, "0,0 %"),
        (0, 612, "0,0 %"),
        (612, 612, "100,0 %"),
        (613, 612, "100,2 %"),  # an alarm: shown, not clipped
        (24_480, 612, "4.000,0 %"),
        (0, 0, "–"),
    ],
)
def test_percent(numerator, denominator, said):
    assert words.percent(numerator, denominator) == said


@given(some.integers(0, 10**7), some.integers(10, 10**7))
def test_percent_is_the_nearest_there_is(numerator, denominator):
    said = words.percent(numerator, denominator).removesuffix(" %")
    shown = float(said.replace(".", "").replace(",", "."))
    step = 0.05 if denominator >= 100 else 0.5

    assert abs(shown - 100 * numerator / denominator) <= step * (1 + 1e-9)


@pytest.mark.parametrize(("value", "said"), [(70, "70 %"), (48.780488, "48,8 %"), (99.96, "100 %")])
def test_level(value, said):
    assert words.level(value) == said


def test_percent_of_desa_however_few():
    assert words.percent_of_any(3, 4) == "75 %"
    assert words.percent_of_any(0, 0) == "–"


@pytest.mark.parametrize(
    ("value", "counted", "said"),
    [(0.0533, 612, "5,3 %"), (0.125, 99, "13 %"), (1.0, 9, "–"), (np.nan, 612, "–")],
)
def test_share(value, counted, said):
    assert words.share(value, counted) == said


def test_span():
    assert words.span(0.032, 0.087, 612) == "3,2–8,7 %"
    assert words.span(0.032, 0.087, 99) == "3–9 %"
    assert words.span(0.032, 0.087, 9) == "–"


@pytest.mark.parametrize(
    ("numerator", "denominator", "said"),
    [(17, 812, "20,9 per 1.000"), (1, 99, "10 per 1.000"), (1, 9, "–"), (0, 0, "–")],
)
def test_rate(numerator, denominator, said):
    assert words.rate(numerator, denominator, 1000) == said


def test_nothing_stands_in_brackets_where_there_is_no_share():
    assert words.aside("77,0 %") == " (77,0 %)"
    assert words.aside(words.DASH) == ""


@pytest.mark.parametrize(
    ("difference", "counted", "said"),
    [(1.24, 612, "+1,2 poin"), (-1.25, 612, "−1,2 poin"), (0.04, 612, "tetap")]
    + [(-0.04, 612, "tetap"), (12, 100, "+12,0 poin"), (np.nan, 612, "–")]
    + [(1.24, 99, "+1 poin"), (-1.5, 99, "−2 poin"), (0.4, 99, "tetap")],
)
def test_points(difference, counted, said):
    assert words.points(difference, counted) == said


def test_days_and_months():
    assert words.day(date(2026, 8, 1)) == "1 Agustus 2026"
    assert words.month("2026-08") == "Agustus 2026"
    assert words.short_month("2026-08") == "Agu 26"
    assert [words.month(f"2026-{n:02}").split()[0] for n in range(1, 13)] == words.MONTHS


def test_states_differ_by_sign_and_by_word():
    """On a grey photocopy nothing else is left."""
    signs, said = zip(*words.STATES.values(), strict=True)

    assert len(set(signs)) == len(signs)
    assert len(set(said)) == len(said)
