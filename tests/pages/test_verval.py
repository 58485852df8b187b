"""Progres verval in each of its states, worked out by hand from a campaign of four desa."""

from datetime import date

import numpy as np
import pytest

from methods import forecast
from pages.parts import words
from tests.pages import reading, written
from tests.pages.test_charts import figure, notes, values

# Workdays from Monday 5 October 2026: 20 to Friday the 30th, and 21 in November, of which the
# calendar below takes Monday 9 November.
OCTOBER = [day for day in range(5, 31) if day % 7 not in (3, 4)]
DAYS_OFF = """
    kode_wilayah | tanggal    | hari             | jenis
    00           | 2026-10-12 | Hari Uji         | libur nasional
    33.27        | 2026-11-10 | Hari jadi lain   | libur daerah
    33           | 2026-11-09 | Hari jadi        | libur daerah
    00           | 2026-11-14 | Sabtu Uji        | libur nasional    # a Saturday takes nothing away
    00           | 2026-12-01 | Sesudahnya       | libur nasional
"""
ONE, TWO, LAST = "33.28.01.2001", "33.28.01.2002", "33.28.02.2004"


def daily(**per_day: int) -> str:
    """Families done on each workday of October, by the end of the desa's code."""
    rows = ["kegiatan | kode_desa | tanggal | hasil | jumlah"]
    codes = {"one": ONE, "two": TWO, "last": LAST}
    rows += [
        f"Verval Uji | {codes[name]} | 2026-10-{day:02} | layak | {count}"
        for name, count in per_day.items()
        for day in OCTOBER
    ]
    return "\n".join(rows)


def officers(**per_day: int) -> str:
    rows = daily(**per_day).splitlines()[1:]
    heads = ["kegiatan | kode_desa | tanggal | jumlah_petugas"]
    return "\n".join(heads + [row.replace("| layak ", "") for row in rows])


TARGETS = """
    kegiatan   | kode_desa     | sasaran
    Verval Uji | 33.28.01.2001 | 100
    Verval Uji | 33.28.01.2002 | 200
    Verval Uji | 33.28.02.2004 | 40
"""
# Kaliputih 80 of 100, 4 a day: five days more. Karanganyar 60 of 200, 3 a day: 47 days more.
RUNNING = {
    "terbitan_libur": DAYS_OFF.replace("2026-10-12", "2026-06-01"),
    "verval_sasaran": TARGETS,
    "verval_harian": daily(one=4, two=3),
    "verval_laju": officers(one=2, two=3),
}


def publish(**texts: str) -> None:
    written.publish(**(RUNNING | texts))


def table(app) -> dict[str, list[str]]:
    """Return the words of the added columns of the table of areas, by name."""
    sent = next(data for data in reading.drawings(app) if "tambahan" in data)
    columns = [[cell[1] for cell in column["isi"]] for column in sent["tambahan"]]
    return {row[1]: list(cells) for row, *cells in zip(sent["baris"], *columns, strict=True)}


def late(app) -> list[list[str]]:
    """Return the rows of the list of late desa: name and the words of its columns."""
    sent = next(data for data in reading.drawings(app) if "kolom" in data)
    return [[row[1], *[cell[1] for cell in row[3:]]] for row in sent["baris"]]


def test_the_sentence_says_what_is_done_and_whether_the_rest_will_be():
    publish()

    first, second = reading.headline(written.opened("verval"))

    # 140 of 340; 20 of the 40 working days that Monday 9 November leaves
    assert first == (
        "140 dari 340 KK selesai di Kabupaten Uji (41,2 %); rencana 31 Oktober 2026 50 %: "
        "hampir pasti terlambat tanpa tambahan petugas (taksiran)."
    )
    assert second == (
        "Verval Uji, 5 Oktober 2026 sampai 30 November 2026. 1 hari libur sampai batas waktu, "
        "berikutnya 9 November 2026 (Hari jadi). 2 desa jelas tertinggal lebih dari 10 poin dari "
        "rencana, 1 di antaranya belum mulai."
    )


def test_the_cards_hold_counts_and_estimates_apart():
    publish()

    cards = reading.cards(written.opened("verval"))

    assert cards["Selesai"] == [
        *("41,2 %", "HITUNGAN PASTI", "◆ perhatian", "140 dari 340 KK", "rencana 50 %")
    ]
    # 7 a day; 200 left in 20 workdays
    assert cards["Laju 20 hari kerja terakhir"] == [
        *("7,0 KK/hari", "HITUNGAN PASTI", "dibutuhkan 10,0 KK/hari", "sisa 200 KK · 20 hari kerja")
    ]
    assert cards["Peluang tepat waktu"][:3] == [
        *("hampir pasti terlambat", "TAKSIRAN", "▲ perlu ditelusuri")
    ]
    finish = cards["Perkiraan selesai"]
    assert finish[1] == "TAKSIRAN"
    # At 7 a day 200 would take 29 workdays; but Hilir has not begun, and all is done with the last.
    assert finish[2:] == [
        "rentang 80 % · tengah lebih dari setahun",
        "terlambat lebih dari setahun",
    ]


def test_a_desa_in_time_and_one_that_is_not():
    publish()

    app = written.opened("verval", kec="Hulu")

    found = table(app)
    assert found["Kaliputih"] == ["● kemungkinan besar tepat waktu", "tidak", "–"]
    chance, days, more = found["Karanganyar"]
    assert chance == "▲ hampir pasti terlambat"
    assert 27 <= int(days.removesuffix(" hari")) <= 30  # 47 days at 3 a day, 20 of them left
    assert more == "+4"  # 140 in 20 days are 7 a day, 4 more than 3
    assert reading.cards(written.opened("verval", desa="Kaliputih (Hulu)"))["Peluang tepat waktu"][
        0
    ] == ("kemungkinan besar tepat waktu")


def test_those_that_need_attention_come_first():
    publish()

    app = written.opened("verval")
    sent = next(data for data in reading.drawings(app) if "tambahan" in data)

    assert table(app)["Hilir"][:2] == ["▲ belum mulai", "–"]
    assert (sent["urut"], sent["turun"]) == (4, True)  # by Terlambat, the latest first
    lateness = [cell[0] for cell in sent["tambahan"][1]["isi"]]
    hulu, hilir = lateness
    assert hilir > hulu > 0
    same = table(written.opened("verval", kec="Hulu"))["Karanganyar"]
    assert late(app) == [["Karanganyar", "140", *same[1:]]]
    assert "Dari 2 desa yang dapat ditaksir; 1 desa lagi belum cukup data." in reading.text(app)


def test_a_desa_chosen_without_its_kecamatan_stands_among_the_desa_of_it():
    publish()

    app = written.opened("verval", desa="Kaliputih (Hulu)")

    assert set(table(app)) == {"Kaliputih", "Karanganyar"}
    sent = next(data for data in reading.drawings(app) if "tambahan" in data)
    assert sent["pilih"] == ONE


def test_a_day_off_makes_the_plan_steeper():
    publish(terbitan_libur=DAYS_OFF)

    # 19 of 39 once the 12th of October is taken out
    assert "rencana 31 Oktober 2026 48,7 %" in reading.headline(written.opened("verval"))[0]
    told = reading.text(written.opened("verval"))
    assert "Tanggal Hari Jenis 12 Oktober 2026 Hari Uji libur nasional 9 November 2026" in told
    assert "Hari jadi lain" not in told  # of another kabupaten


def test_a_version_without_a_calendar_says_so():
    publish(terbitan_libur=DAYS_OFF.split("\n    00")[0])

    first, second = reading.headline(written.opened("verval"))
    assert "rencana 31 Oktober 2026 48,8 %" in first  # 20 of 41
    assert "Hari libur belum dihitung pada terbitan ini." in second


def test_too_little_to_go_by_is_said_and_not_guessed():
    written.publish()  # results on two days

    app = written.opened("verval")

    assert reading.headline(app)[0] == (
        "70 dari 190 KK selesai di Kabupaten Uji (36,8 %); rencana 31 Oktober 2026 48,8 %; belum "
        "cukup data untuk perkiraan: kurang dari 5 hari ada hasil dalam 20 hari kerja terakhir."
    )
    assert reading.cards(app)["Perkiraan selesai"][0] == "–"
    assert not app.slider
    assert len(figure(app)["data"]) == 2  # plan and done, no fan
    assert "Desa yang akan terlambat: 0" in reading.text(app)


def test_nothing_done_yet():
    publish(verval_harian=daily(), verval_laju=officers())

    assert reading.headline(written.opened("verval"))[0].startswith(
        "Belum ada yang selesai dari 340 KK di Kabupaten Uji; rencana 31 Oktober 2026 50 %;"
    )


def test_all_done():
    publish(verval_harian=daily(one=5, two=10, last=2))

    app = written.opened("verval")

    assert reading.headline(app)[0] == (
        "Semua 340 KK di Kabupaten Uji selesai 30 Oktober 2026, sebelum batas waktu."
    )
    cards = reading.cards(app)
    assert cards["Selesai pada"] == ["30 Okt 2026", "HITUNGAN PASTI"]
    assert cards["Terhadap batas waktu"] == ["tepat waktu", "HITUNGAN PASTI"]
    assert {row[1] for row in table(app).values()} == {"–"}
    assert "Perkiraan selesai" not in cards


def test_after_the_deadline_nothing_is_forecast():
    publish(kegiatan=written.CAMPAIGNS.replace("2026-11-30", "2026-10-30"))

    app = written.opened("verval")

    assert reading.headline(app)[0] == (
        "Batas waktu 30 Oktober 2026 sudah lewat: 140 dari 340 KK selesai di Kabupaten Uji "
        "(41,2 %), 200 KK belum."
    )
    assert reading.cards(app)["Perkiraan selesai"] == ["–", "TAKSIRAN", "batas waktu sudah lewat"]
    assert "Desa yang belum selesai: 3" in reading.text(app)
    assert late(app) == [["Karanganyar", "140"], ["Karanganyar", "40"], ["Kaliputih", "20"]]
    assert not app.slider


def test_before_its_first_day_there_is_nothing_to_say_but_that():
    publish()

    app = written.opened("verval", periode="September 2026")

    first, second = reading.headline(app)
    assert first == "Kegiatan ini baru dimulai 5 Oktober 2026."
    assert "1 hari libur sampai batas waktu" in second
    assert not app.get("plotly_chart")
    assert {cells[0] for cells in table(app).values()} == {"– belum berlaku"}


def test_the_burn_up_goes_on_to_the_deadline():
    publish()

    spec = figure(written.opened("verval"))

    range_, middle, plan, done = spec["data"]
    assert [t["name"] for t in spec["data"]] == ["Rentang", "Perkiraan", "Rencana", "Selesai"]
    assert values(done)[-1] == values(middle)[0] == 140
    assert middle["x"][0].startswith("2026-10-31")
    assert middle["x"][1].startswith("2026-11-02")
    assert "2026-11-09" not in {day[:10] for day in middle["x"] + plan["x"]}
    assert middle["x"][-1].startswith("2026-11-30")
    found = forecast.finish([7] * 20, 200, 20).fan
    assert values(middle)[1:] == (140 + found["median"]).tolist()
    assert values(range_)[1:21] == (140 + found["upper"]).tolist()
    assert middle["customdata"][-1][0].startswith(f"≈ {140 + found['median'].iloc[-1]:.0f} KK, ")
    assert values(plan)[-1] == 340
    assert "perkiraan" in notes(spec)


def test_the_figures_of_the_chart_as_a_table():
    publish()
    app = written.opened("verval")
    assert "Rentang 80 % (KK)" not in reading.text(app)

    app.session_state["angka-kemajuan"] = True
    app.run()

    told = reading.text(app)
    assert "Tanggal Selesai (KK) Rencana (KK) Perkiraan (KK) Rentang 80 % (KK)" in told
    assert "5 Oktober 2026 7 8 – – " in told  # 340 / 40 and 7
    assert "30 Oktober 2026 140 170 – – " in told


def test_officers_more_change_the_words():
    publish()

    app = written.opened("verval", kec="Hulu")

    # 7 a day by 5 officers: 1,4 each
    assert app.slider(key="tambahan").value == 1
    told = reading.text(app)
    assert "1 petugas tambahan: hampir pasti terlambat" in told
    assert "laju 7,0 KK menjadi 8,4 KK per hari kerja · TAKSIRAN" in told
    assert "menyelesaikan 1,4 KK sehari, rata-rata di Kec. Hulu (140 KK dalam 100 hari" in told

    app.slider(key="tambahan").set_value(12).run()

    told = reading.text(app)
    assert "12 petugas tambahan: kemungkinan besar tepat waktu" in told
    assert "laju 7,0 KK menjadi 23,8 KK per hari kerja" in told
    # 20 left at 4 a day and 140 at 3: the second needs 7 a day, and is not helped by the first
    fewest = next(
        more
        for more in range(21)
        if forecast.finish_together(
            np.array([[4.0] * 20, [3.0] * 20]) * (1 + 0.2 * more), np.array([20, 140]), 20
        ).band
        == forecast.LIKELY
    )
    assert f"Sedikitnya {fewest} agar kemungkinan besar tepat waktu." in told


def test_officers_more_stand_in_the_address():
    publish()

    app = written.opened("verval", tambahan="5")

    assert app.slider(key="tambahan").value == 5
    assert "5 petugas tambahan:" in reading.text(app)


def test_without_names_of_officers_nothing_is_guessed():
    publish(verval_laju=officers())

    app = written.opened("verval")
    assert not app.slider
    assert "Nama petugas tidak ada pada daftar hasil" in reading.text(app)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2027-01-12", "2027-01-24", "12–24 Jan 2027"),
        ("2026-11-28", "2026-12-04", "28 Nov – 4 Des 2026"),
        ("2026-11-28", "2027-01-04", "28 Nov 2026 – 4 Jan 2027"),
        ("2027-01-12", "2027-01-12", "12 Jan 2027"),
        ("2027-01-12", None, "12 Jan 2027 – lebih dari setahun"),
        (None, None, "lebih dari setahun"),
    ],
)
def test_two_dates(first, last, said):
    days = [date.fromisoformat(day) if day else None for day in (first, last)]
    assert words.day_range(*days) == said
