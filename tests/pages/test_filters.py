"""What is chosen in the address, in the sidebar or by a click changes what every page shows."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import many, reading, written
from tests.pages.written import PAGES

FIGURES = ("ringkasan", "kelengkapan", "verval")

every_page = pytest.mark.parametrize("page", PAGES)


def test_a_kecamatan_narrows_every_figure():
    written.publish()

    ringkasan, kelengkapan, verval = (written.opened(p, kec="Hilir") for p in FIGURES)

    assert reading.cards(ringkasan)["Data mutakhir"][2] == "153 dari 206 KK"
    assert "di Kec. Hilir: 153 dari 206 KK" in reading.headline(kelengkapan)[0]
    assert list(reading.rows(kelengkapan)) == ["Watu", "Karanganyar"]
    assert "Belum ada yang selesai dari 40 KK di Kec. Hilir" in reading.headline(verval)[0]


def test_a_desa_narrows_every_figure():
    written.publish()
    desa = "Karanganyar (Hulu)"

    ringkasan, kelengkapan, verval = (written.opened(p, desa=desa) for p in FIGURES)

    assert reading.headline(ringkasan)[0] == "Karanganyar (Hulu) sudah musdes Oktober 2026."
    assert reading.cards(ringkasan)["Sudah musdes"][2] == "1 dari 1 desa"
    assert reading.headline(kelengkapan)[0] == (
        "Data mutakhir 90,0 % di Karanganyar (Hulu): 90 dari 100 KK."
    )
    assert [d["pilih"] for d in reading.drawings(kelengkapan) if "geometri" in d] == [
        "33.28.01.2002"
    ] * 2
    assert "10 dari 50 KK selesai di Karanganyar (Hulu) (20 %)" in reading.headline(verval)[0]


def test_a_desa_without_musdes_says_for_how_long():
    written.publish()

    first, _ = reading.headline(written.opened(desa="Kaliputih (Hulu)"))

    assert first == "Kaliputih (Hulu) belum musdes Oktober 2026, 3 bulan berturut-turut."


def test_a_month_and_an_indicator_are_chosen_in_the_address():
    written.publish()

    past = written.opened("kelengkapan", periode="September 2026")
    other = written.opened("kelengkapan", indikator="Kepadanan NIK dengan Dukcapil")

    assert "351 dari 506 KK" in reading.headline(past)[0]
    assert "NIK padan 95,8 % di Kabupaten Uji: 970 dari 1.012 jiwa" in reading.headline(other)[0]


def test_the_table_goes_down_to_desa():
    written.publish()

    app = written.opened("kelengkapan", tabel="Per desa")

    # both Karanganyar are there, told apart by their kecamatan
    table = next(data for data in reading.drawings(app) if "baris" in data)
    assert [row[1:3] for row in table["baris"]] == [
        ["Kaliputih", "Hulu"],
        ["Karanganyar", "Hulu"],
        ["Watu", "Hilir"],
        ["Karanganyar", "Hilir"],
    ]


@every_page
def test_addresses_with_nonsense_are_read_as_nothing_chosen(page):
    written.publish()

    app = written.opened(
        page, kec="Atlantis", desa="<script>", periode="Brumaire 9", indikator="1", peta="x",
        kegiatan="?", tabel="x", proyektor="entah",
    )  # fmt: skip

    assert not app.exception
    assert reading.status(app).startswith("Kabupaten Uji · Oktober 2026")
    assert "<script>" not in reading.text(app)


def test_choosing_in_the_sidebar_changes_the_page():
    written.publish()
    app = written.opened("kelengkapan")

    app.selectbox(key="kec").select("Hulu").run()

    assert "di Kec. Hulu: 210 dari 300 KK" in reading.headline(app)[0]
    app.selectbox(key="periode").select("September 2026").run()
    assert "di Kec. Hulu: 198 dari 300 KK" in reading.headline(app)[0]


def test_filters_of_the_address_go_along_to_the_next_page():
    """Streamlit by itself forgets them for one run; the browser test watches the address."""
    written.publish()
    app = written.opened("kelengkapan", kec="Hulu", periode="September 2026")

    app.switch_page("pages/ringkasan.py").run()

    assert reading.status(app).startswith("Kec. Hulu · September 2026")


def test_a_name_chosen_twice_is_let_go():
    many.publish()
    app = written.opened()

    app.button(key=f"bicara-{many.SMALL}").click().run()
    assert app.selectbox(key="desa").value == "Desa 01 (Hulu)"
    app.button(key=f"bicara-{many.SMALL}").click().run()
    assert app.selectbox(key="desa").value == "Semua desa"


def picking():
    """A page with the callbacks of a click on the map and on the table, as buttons."""
    import streamlit as st

    from pages.parts import filters, published

    data = published.open_version("dinas")
    data, choice = filters.choose(data)
    st.text(f"{choice.kecamatan} {choice.desa}")
    st.button("desa", key="d", on_click=filters.pick_desa(data), args=("33.28.02.1003",))
    st.button("kec", key="k", on_click=filters.pick_kecamatan(data), args=("33.28.01",))


def test_clicks_choose_and_let_go():
    written.publish()
    app = AppTest.from_function(picking).run()

    said = [app.text[0].value]
    for key in ("k", "k", "d", "d", "k", "d"):
        said.append(app.button(key=key).click().run().text[0].value)

    assert said == [
        "None None",
        "33.28.01 None",  # the kecamatan, and again: let go
        "None None",
        "None 33.28.02.1003",
        "None None",
        "33.28.01 None",
        "33.28.02 33.28.02.1003",  # a desa elsewhere takes the choice of kecamatan along
    ]


TWO_KABUPATEN = """
    kode          | nama           | tingkat   | kode_induk | petak_kolom | petak_baris
    33.27         | Kota Lain      | kota      |            |             |
    33.27.01      | Hulu           | kecamatan | 33.27      |             |
    33.27.01.1001 | Kaliputih      | kelurahan | 33.27.01   |             |
    33.28         | Kabupaten Uji  | kabupaten |            |             |
    33.28.01      | Hulu           | kecamatan | 33.28      |             |
    33.28.01.2001 | Kaliputih      | desa      | 33.28.01   |             |
    33.28.02      | Hilir          | kecamatan | 33.28      |             |
    33.28.02.2004 | Karanganyar    | desa      | 33.28.02   |             |
"""
THEIR_SUMS = """
    indikator           | periode | 33.27.01.1001 | 33.28.01.2001 | 33.28.02.2004
    kemutakhiran_24_pct | 2026-10 | 10/100/0      | 150/200/0     | 30/300/0
"""


@pytest.mark.parametrize(
    ("kabupaten", "kecamatan", "counts"),
    [
        ("Kota Lain", "Hulu", "10 dari 100 KK"),
        ("Kabupaten Uji", "Hulu", "150 dari 200 KK"),
        ("Kabupaten Uji", "Hilir", "30 dari 300 KK"),
    ],
)
def test_kecamatan_of_one_name_in_two_kabupaten_are_told_apart(kabupaten, kecamatan, counts):
    written.publish(sums=THEIR_SUMS, campaigns=False, terbitan_wilayah=TWO_KABUPATEN)

    app = written.opened("kelengkapan", kab=kabupaten, kec=kecamatan)

    assert f"di Kec. {kecamatan}: {counts}" in reading.headline(app)[0]


def test_a_kota_is_named_as_a_kabupaten_is():
    kota = TWO_KABUPATEN.split("    33.28  ")[0]
    written.publish(
        sums=THEIR_SUMS.replace("| 33.28.01.2001 | 33.28.02.2004", "").replace(
            "| 150/200/0     | 30/300/0", ""
        ),
        campaigns=False,
        terbitan_wilayah=kota,
    )

    assert "di Kota Lain: 10 dari 100 KK" in reading.headline(written.opened("kelengkapan"))[0]
