"""Many kabupaten: kecamatan first, one kabupaten alone once it is chosen, by hand-written sums."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import maps
from tests.pages import reading, written

AREAS = """
    kode          | nama           | tingkat   | kode_induk | petak_kolom | petak_baris
    33.27         | Kabupaten Lain | kabupaten |            |             |
    33.27.01      | Hulu           | kecamatan | 33.27      |             |         # names repeat
    33.27.01.2001 | Kaliputih      | desa      | 33.27.01   |             |
    33.28         | Kabupaten Uji  | kabupaten |            |             |
    33.28.01      | Hulu           | kecamatan | 33.28      |             |
    33.28.01.2001 | Kaliputih      | desa      | 33.28.01   | 0           | 1
    33.28.01.2002 | Karanganyar    | desa      | 33.28.01   | 1           | 1
    33.28.02      | Hilir          | kecamatan | 33.28      |             |
    33.28.02.2004 | Watu           | desa      | 33.28.02   | 1           | 0
"""
SUMS = """
    indikator           | periode | 33.27.01.2001 | 33.28.01.2001 | 33.28.01.2002 | 33.28.02.2004
    kemutakhiran_24_pct | 2026-09 | 110/200/30    | 80/100/5      |               |
    kemutakhiran_24_pct | 2026-10 | 120/200/30    | 90/100/5      | 30/60/1       |
    musdes_pct          | 2026-10 | 0/1/0         | 1/1/0         | 0/1/0         | 0/1/1
"""
TARGETS = """
    kegiatan   | kode_desa     | sasaran
    Verval Uji | 33.27.01.2001 | 100
    Verval Uji | 33.28.01.2001 | 50
"""
DAYS = """
    kegiatan   | kode_desa     | tanggal    | hasil | jumlah
    Verval Uji | 33.27.01.2001 | 2026-10-06 | layak | 40
    Verval Uji | 33.28.01.2001 | 2026-10-20 | layak | 10
"""


@pytest.fixture(autouse=True)
def provinsi(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four desa are too many for one map here."""
    monkeypatch.setattr(maps, "MOST_DESA", 3)
    written.publish(terbitan_wilayah=AREAS, sums=SUMS, verval_sasaran=TARGETS, verval_harian=DAYS)


def the_map(app: AppTest) -> dict:
    return next(data for data in reading.drawings(app) if "angka" in data)


def test_of_too_many_desa_the_kecamatan_are_drawn():
    app = written.opened("kelengkapan")

    sent = the_map(app)
    assert [row[:3] for row in sent["geometri"]["desa"]] == [
        ["33.27.01", "Hulu", "Kabupaten Lain"],
        ["33.28.01", "Hulu", "Kabupaten Uji"],
        ["33.28.02", "Hilir", "Kabupaten Uji"],
    ]
    # 120 of 200 is 60 %, 90 + 30 of 100 + 60 is 75 %, of Hilir nothing is known
    assert sent["kelas"] == "13n"
    assert sent["angka"] == "3c,5k,u;3c,4g,6;0,0,0"
    assert sent["wilayah"] == "kecamatan"
    months = next(data for data in reading.drawings(app) if "nilai" in data)
    assert len(months["nilai"]) == 3 * len(months["bulan"])
    assert [ord(cell) - 0x100 for cell in months["nilai"][3:10:5]] == [550, 800]  # September


def test_all_of_them_are_spoken_of_together():
    app = written.opened("kelengkapan")

    assert reading.headline(app)[0].startswith("Data mutakhir 66,7 % di 2 kabupaten: 240 dari 360")
    table = next(data for data in reading.drawings(app) if "baris" in data)
    assert [row[:3] for row in table["baris"]] == [
        ["33.27.01", "Hulu", "Kabupaten Lain"],
        ["33.28.01", "Hulu", "Kabupaten Uji"],
        ["33.28.02", "Hilir", "Kabupaten Uji"],
    ]
    assert app.selectbox(key="kec").options == ["Semua kecamatan"]


def test_musdes_of_a_kecamatan_is_a_share_of_its_desa():
    sent = the_map(written.opened("kelengkapan", indikator="Musdes bulan ini"))

    assert sent["kelas"] == "02n"  # none of one, one of two, and one that is on no list
    assert sent["angka"] == "0,1,0;1,2,0;0,1,1"


def test_a_chosen_kabupaten_is_all_there_is():
    uji = {"kab": "Kabupaten Uji"}
    kelengkapan, verval = (written.opened(page, **uji) for page in ("kelengkapan", "verval"))

    assert reading.headline(kelengkapan)[0].startswith(
        "Data mutakhir 75,0 % di Kabupaten Uji: 120 dari 160 KK"
    )
    sent = the_map(kelengkapan)
    assert [row[0] for row in sent["geometri"]["desa"]] == [
        "33.28.01.2001", "33.28.01.2002", "33.28.02.2004",
    ]  # fmt: skip
    assert sent["wilayah"] == "desa"
    assert kelengkapan.selectbox(key="kec").options == ["Semua kecamatan", "Hulu", "Hilir"]
    assert "10 dari 50 KK selesai di Kabupaten Uji" in reading.headline(verval)[0]


def test_names_that_repeat_are_told_apart_by_the_kabupaten():
    app = written.opened("kelengkapan", kab="Kabupaten Lain", desa="Kaliputih (Hulu)")

    assert "di Kaliputih (Hulu): 120 dari 200 KK" in reading.headline(app)[0]


def picking():
    """A page with the callback of a click on the map, as buttons."""
    import streamlit as st

    from pages.parts import filters, published

    data, choice = filters.choose(published.open_version("dinas"))
    st.text(f"{data.kabupaten} {choice.kecamatan} {choice.desa}")
    for kode in ("33.28.01", "33.27.01.2001", "33.28.01.2002"):
        st.button(kode, key=kode, on_click=filters.pick_desa(data), args=(kode,))


def test_a_click_on_a_kecamatan_leads_to_its_desa():
    app = AppTest.from_function(picking).run()
    said = [app.text[0].value]
    for kode in ("33.28.01", "33.28.01.2002"):
        said.append(app.button(key=kode).click().run().text[0].value)

    assert said == [
        "2 kabupaten None None",
        "Kabupaten Uji 33.28.01 None",
        "Kabupaten Uji 33.28.01 33.28.01.2002",
    ]


def test_a_desa_clicked_among_all_takes_its_kabupaten_along():
    app = AppTest.from_function(picking).run()

    app.button(key="33.27.01.2001").click().run()

    assert app.text[0].value == "Kabupaten Lain 33.27.01 33.27.01.2001"
