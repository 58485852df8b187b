"""The printed sheet and the spine chart: where marks lie, what is escaped, what is left out."""

import re
from urllib.parse import unquote

import numpy as np
import pandas as pd

from queries import evidence
from queries.indicator import Indicator
from queries.indicators.completeness import KELUARGA_GANJIL, KEMUTAKHIRAN_24
from queries.standing import Standing
from reports import drawing, lembar_desa
from reports.drawing import Row

OTHERS = np.array([0.0, 20, 40, 60, 80, 100, 100, 100])


def row(indicator: Indicator, own: float, others: np.ndarray = OTHERS) -> Row:
    """A desa at `own` percent; the kabupaten at 50 percent; May without a value."""
    months = pd.Series([20.0, np.nan, 30, own], index=["2026-04", "2026-05", "2026-06", "2026-07"])
    counts = pd.DataFrame(index=months.index)
    half = {"numerator": 50, "denominator": 100, "unknown": 0}
    found = Standing(
        indicator, evidence.ACT, half, half, half, None, others, (40.0, 100.0), months, counts
    )
    texts = ("<b>nama", "60 %", "6 dari 10", "▲", "perlu ditelusuri", "1", "2", "3")
    return Row(found, *texts, ("kiri", "kanan"), "letak", "bulan")


def drawn(one: Row) -> str:
    return unquote(drawing.spine(["h"] * 7, [one]))


def place(text: str) -> float:
    return float(re.search(r'class="ini telusuri" style="left:([\d.]+)%"', text)[1])


def test_the_mark_lies_where_the_value_does_and_right_is_better():
    assert place(drawn(row(KEMUTAKHIRAN_24, 60))) == 60
    assert place(drawn(row(KELUARGA_GANJIL, 60))) == 40  # less is better: turned around


def test_the_strip_reaches_as_far_as_the_furthest():
    beyond = row(KEMUTAKHIRAN_24, 125)  # an alarm, never clipped
    assert drawing.reach(beyond.standing) == (0, 125)
    assert place(drawn(beyond)) == 100


def test_the_strip_shows_every_desa_the_middle_half_and_the_kabupaten():
    text = drawn(row(KEMUTAKHIRAN_24, 60))
    assert re.search(r"path d='((?:M\d+ 10h0)+)'", text)[1] == "".join(
        f"M{x} 10h0" for x in (0, 48, 96, 144, 192, 240)
    )
    assert "<rect x='96' width='144'" in text
    assert "M120 0v20" in text


def test_a_month_without_a_value_is_a_gap():
    line = re.search(r"<path d='([^']+)' fill='none'", drawn(row(KEMUTAKHIRAN_24, 60)))[1]
    assert [part.count("L") for part in line.split("M")[1:]] == [0, 1]


def test_nothing_to_compare_is_said_and_not_drawn():
    one = row(KEMUTAKHIRAN_24, np.nan)
    assert "ini telusuri" not in drawn(one)
    alike = row(KEMUTAKHIRAN_24, 50, np.full(8, 50.0))
    assert drawing.reach(alike.standing) is None
    assert '<span class="samar">letak</span>' in drawn(alike)


def sheet(*, is_sample: bool) -> str:
    block = lembar_desa.Block("<i>judul", ["<i>baris"], ("<i>kepala",), (("<i>sel",),))
    section = ("<i>sifat", "<i>arti", [row(KEMUTAKHIRAN_24, 60)])
    months = ("<i>kata", [("<i>Okt", "ba", "●", "<i>ba")])
    return lembar_desa.page(
        lembar_desa.Sheet(
            "<i>nama", "<i>keadaan", is_sample, "<i>kalimat", "<i>rinci", [("<i>1", "<i>KK")],
            ["<i>h"] * 7, [section], [block, block], months, "<i>catatan",
        )
    )  # fmt: skip


def test_no_text_is_markup_and_nothing_is_fetched_or_run():
    text = sheet(is_sample=False)
    assert "<i>" not in text
    assert text.count("&lt;i&gt;") >= 20
    assert re.findall(r"<script|\bon\w+=|<link|@import|url\(", text) == []
    assert set(re.findall(r'src="([a-z]+:)', text)) == {"data:"}


def test_a_sample_says_so_above_and_below():
    assert sheet(is_sample=True).count(lembar_desa.SAMPLE) == 2
    assert lembar_desa.SAMPLE not in sheet(is_sample=False)
