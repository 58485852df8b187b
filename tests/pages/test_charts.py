"""What the two charts show, read from the figure that is sent."""

import json
from datetime import date

import numpy as np
import pytest

from tests.pages import reading, written

KEMUTAKHIRAN = "Kemutakhiran data keluarga (24 bulan)"


def figure(app) -> dict:
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def values(trace: dict) -> list:
    """Return the values of a trace, None where it has a gap."""
    y = trace["y"]
    if isinstance(y, dict):  # plotly packs numbers
        import base64

        y = np.frombuffer(base64.b64decode(y["bdata"]), dtype=y["dtype"]).tolist()
    return [None if v is None or v != v else v for v in y]


def notes(spec: dict) -> list[str]:
    return [note["text"] for note in spec["layout"]["annotations"]]


def test_trend_starts_at_zero_and_leaves_a_gap_where_nothing_is_known():
    written.publish()

    spec = figure(written.opened("kelengkapan"))

    (line,) = spec["data"]
    assert line["x"] == ["Jun 26", "Jul 26", "Agu 26", "Sep 26", "Okt 26"]
    assert values(line) == [None, None, None, 69.4, 71.7]
    assert line["customdata"][-1] == "71,7 % · 363 dari 506 KK"
    assert spec["layout"]["yaxis"]["range"][0] == 0
    assert spec["layout"]["yaxis"]["ticksuffix"] == " %"
    assert any("perhatian di bawah 75 %" in n and "di bawah 70 %" in n for n in notes(spec))
    assert any(n.endswith("Uji") for n in notes(spec))


def test_the_line_breaks_where_the_era_changes_and_no_change_is_said():
    """One way for all: chart, table and card ask the same question."""
    dtks = written.PERIODS.replace("2026-09 | DTSEN", "2026-09 | DTKS ")
    written.publish(terbitan_periode=dtks)

    app = written.opened("kelengkapan")

    spec = figure(app)
    (line,) = spec["data"]
    # broken into and out of September: a point without value between
    assert line["x"] == ["Jun 26", "Jul 26", "Agu 26", *["Sep 26"] * 2, *["Okt 26"] * 2]
    assert values(line) == [None, None, None, None, 69.4, None, 71.7]
    assert {"era DTSEN → DTKS", "era DTKS → DTSEN"} <= set(notes(spec))
    table = next(d for d in reading.drawings(app) if "baris" in d)
    assert table["keterangan"].startswith(
        "Kemutakhiran data keluarga (24 bulan), Oktober 2026. Tanpa perubahan sebulan: era DTKS →"
    )
    cards = reading.cards(written.opened("ringkasan"))
    assert all("sejak" not in " ".join(card) for card in cards.values())
    assert "era DTKS → DTSEN" in cards["Data mutakhir"]


def test_a_month_of_unknown_is_a_gap_not_a_zero():
    written.publish()

    spec = figure(written.opened("kelengkapan", indikator="Musdes bulan ini"))

    assert values(spec["data"][0]) == [None, 75, 50, 75, 50]


def test_wider_areas_stand_behind_the_chosen_one():
    written.publish()

    spec = figure(written.opened("kelengkapan", kec="Hulu", desa="Kaliputih (Hulu)"))

    assert [trace["name"] for trace in spec["data"]] == ["Uji", "Hulu", "Kaliputih"]
    assert [values(trace)[-1] for trace in spec["data"]] == [71.7, 70, 60]
    assert len({trace["line"]["color"] for trace in spec["data"]}) == 3


def test_names_at_the_line_ends_do_not_cover_each_other():
    """71,7, 70 and 60 %: the first two would."""
    written.publish()

    spec = figure(written.opened("kelengkapan", kec="Hulu", desa="Kaliputih (Hulu)"))

    heights = sorted(n["y"] for n in spec["layout"]["annotations"] if "■" in n["text"])
    assert len(heights) == 3
    assert min(np.diff(heights)) >= 9


def test_of_very_few_no_share_is_drawn():
    written.publish()

    spec = figure(written.opened("kelengkapan", desa="Watu (Hilir)"))

    assert spec["data"][-1]["name"] == "Watu"
    assert set(values(spec["data"][-1])) == {None}
    assert spec["data"][-1]["customdata"][-1] == "– · 3 dari 6 KK"


def test_a_share_above_a_hundred_is_drawn_whole_and_added_to_nothing():
    """230 % of Kaliputih is shown there; the kabupaten goes without it, and says so."""
    written.publish(sums=written.SUMS.replace("120/200/30", "460/200/0"))

    whole = written.opened("kelengkapan")
    # 90 + 3 + 150 of 100 + 6 + 200
    assert "79,4 % di Kabupaten Uji: 243 dari 306 KK" in reading.headline(whole)[0]
    assert "Tanpa Kaliputih: 460 dari 200 tidak mungkin." in reading.headline(whole)[1]
    assert values(figure(whole)["data"][0])[-1] == 79.4
    ringkasan = written.opened("ringkasan")
    card = reading.cards(ringkasan)["Data mutakhir"]
    assert card[0] == "79,4 %"
    # in place of a change: September is of other desa
    assert card[-1] == "tanpa 1 desa di atas 100 %"
    assert "sejak" not in " ".join(card)
    assert "(243 dari 306 KK)" in "".join(reading.headline(ringkasan))
    hulu = reading.rows(written.opened("kelengkapan"))["Hulu"]
    assert hulu[3:5] == [90, 100]

    spec = figure(written.opened("kelengkapan", desa="Kaliputih (Hulu)"))

    assert values(spec["data"][-1])[-1] == 230
    assert spec["layout"]["yaxis"]["range"][1] > 230


def test_burn_up_ends_at_the_data_and_the_plan_at_the_deadline():
    written.publish()

    spec = figure(written.opened("verval"))

    plan, done = spec["data"]
    assert (plan["name"], done["name"]) == ("Rencana", "Selesai")
    assert plan["x"][-1].startswith("2026-11-30")
    assert values(plan)[-1] == pytest.approx(190)
    assert done["x"][0].startswith("2026-10-05")
    assert done["x"][-1].startswith("2026-10-31")
    # 40 on the 6th, 20 and 10 more on the 20th
    assert [values(done)[day] for day in (0, 1, 14, 15, 26)] == [0, 40, 40, 70, 70]
    assert done["customdata"][15] == ["70 KK (36,8 %)", words_of(date(2026, 10, 20))]
    said = notes(spec)
    assert "sasaran 190 KK" in said
    assert "data per 31 Oktober 2026" in said
    assert "batas waktu" in said


def words_of(day: date) -> str:
    return f"{day.day} Oktober {day.year}"


def test_burn_up_of_a_desa_is_measured_against_its_own_target():
    written.publish()

    plan, done = figure(written.opened("verval", desa="Karanganyar (Hulu)"))["data"]

    assert values(plan)[-1] == pytest.approx(50)
    assert values(done)[-1] == 10


def test_charts_write_numbers_as_indonesians_do_and_grow_on_the_projector():
    written.publish()

    small, large = (
        figure(written.opened("verval", **q))["layout"] for q in ({}, {"proyektor": "true"})
    )

    assert small["separators"] == ",."
    assert large["font"]["size"] >= 20 > small["font"]["size"]
