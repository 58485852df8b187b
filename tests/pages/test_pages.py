"""Every page from dashboard.py: what it says of few, of no, of all data, and of a store gone."""

import pytest

from pages.parts import published
from queries import summary
from tests.pages import reading, written
from tests.pages.written import SUMS

PAGES = ["ringkasan", "kelengkapan", "verval", "definisi"]
every_page = pytest.mark.parametrize("page", PAGES)
NOTHING_IN_OCTOBER = "\n".join(line for line in SUMS.splitlines() if "2026-10" not in line)


# All data: the numbers are worked out by hand from tests/pages/written.py


def test_ringkasan_opens_with_what_is_so():
    written.publish()

    first, second = reading.headline(written.opened())

    # Kaliputih and Karanganyar (Hilir) have not met in October; Kaliputih not since July
    assert first == "2 dari 4 desa belum musdes Oktober 2026; 1 di antaranya tiga bulan atau lebih."
    # 120 + 90 + 3 + 150 of 200 + 100 + 6 + 200
    assert second.startswith("71,7 % keluarga datanya diperbarui dalam 24 bulan (363 dari 506 KK).")


def test_cards_are_sums_of_desa():
    written.publish()

    cards = reading.cards(written.opened())

    assert cards == {
        # 69,4 % in September; Kaliputih (60 % of 200) lies below 70 with its whole interval
        "Data mutakhir": ["71,7 %", "◆ perhatian", "363 dari 506 KK"]
        + ["target 75 % · +2,3 poin", "▲ 1 dari 4 desa"],
        # both Karanganyar lie more than 10 points behind 48,8 % for certain, all together do not
        "Verval selesai": ["36,8 %", "◆ perhatian", "70 dari 190 KK"]
        + ["rencana 48,8 % · kegiatan baru", "▲ 2 dari 4 desa"],
        "NIK padan": ["95,8 %", "◆ perhatian", "970 dari 1.012 jiwa"]
        + ["target 98 % · –", "▲ 0 dari 4 desa"],
        "Isian lengkap": ["99,6 %", "● wajar", "504 dari 506 KK"]
        + ["target 90 % · –", "▲ 0 dari 4 desa"],
        # 3 of 4 in September
        "Sudah musdes": ["50 %", "▲ perlu ditelusuri", "2 dari 4 desa"]
        + ["target 100 % · −25,0 poin", "▲ 2 dari 4 desa"],
    }


def test_desa_to_discuss_are_those_with_evidence_the_most_families_first():
    written.publish()

    app = written.opened()

    assert [b.label for b in app.button] == [
        "Kaliputih (Hulu)",  # 80 families not up to date
        "Karanganyar (Hulu)",  # 40 not verified; ties by code
        "Karanganyar (Hilir)",  # 40 not verified
    ]
    said = reading.text(app)
    assert "Data mutakhir 60,0 % (120 dari 200 KK) · 3 bulan tanpa musdes" in said
    assert "3 desa melewati batas" in said


def test_kelengkapan_says_the_same_in_sentence_table_and_maps():
    written.publish()

    app = written.opened("kelengkapan")

    assert reading.headline(app)[0] == (
        "Data mutakhir 71,7 % di Kabupaten Uji: 363 dari 506 KK; 1 dari 4 desa jelas di bawah 70 %."
    )
    counts = {name: row[3:7] for name, row in reading.rows(app).items()}
    # numerator, denominator, unknown, change in tenths of a point
    assert counts == {"Hulu": [210, 300, 35, 40], "Hilir": [153, 206, 1, 0]}
    peta = next(data for data in reading.drawings(app) if "kelas" in data)
    # 50-70 %, 90 % and more, too few for a share, 75-90 %; counts in base 36
    assert peta["kelas"] == "14s3"
    assert peta["angka"] == "3c,5k,u;2i,2s,5;3,6,1;46,5k,0"


def test_verval_says_how_far_it_is_behind_its_plan():
    written.publish()

    app = written.opened("verval")

    assert reading.headline(app)[0] == (
        "70 dari 190 KK selesai di Kabupaten Uji (36,8 %); rencana 31 Oktober 2026 48,8 %; "
        "2 desa jelas tertinggal lebih dari 10 poin, 1 di antaranya belum mulai."
    )
    assert {name: row[3:6] for name, row in reading.rows(app).items()} == {
        "Hulu": [70, 150, 0],
        "Hilir": [0, 40, 0],
    }
    assert (
        "Hasil 70 KK: **layak** 40 KK (57 %) · **tidak layak** 20 KK (29 %) · "
        "**tidak ditemukan** 10 KK (14 %) · belum 120 KK."
    ) in reading.text(app)


def test_definisi_holds_every_indicator_once():
    written.publish()

    app = written.opened("definisi")

    assert reading.headline(app)[0].startswith("6 indikator")
    names = [header.value for header in app.header]
    assert len(names) == len(set(names)) == 7  # six and the meaning of the badges
    assert "UU 13/2011" in reading.text(app)
    assert all("SELECT" in code.value for code in app.code)


def test_definisi_finds_by_word_and_says_when_there_is_none():
    written.publish()

    one = written.opened("definisi", cari="dukcapil")
    none = written.opened("definisi", cari="rumah")

    assert [h.value for h in one.header] == ["Kepadanan NIK dengan Dukcapil", "Sifat angka"]
    assert "Tidak ada indikator yang memuat “rumah”" in none.info[0].value


# The frame of every page


@every_page
def test_status_line_says_what_it_is_about(page):
    written.publish()

    app = written.opened(page, kec="Hulu", periode="September 2026")

    assert reading.status(app) == (
        "Kec. Hulu · September 2026 · data per 30 September 2026 · era DTSEN · terbitan 1"
    )
    assert "1.234 baris ditolak" in reading.text(app)
    assert not app.exception


@every_page
@pytest.mark.parametrize("sample", [True, False])
def test_a_sample_says_so_and_real_data_does_not(page, sample):
    written.publish(sample=sample)

    assert ("DATA CONTOH" in reading.text(written.opened(page))) is sample


@every_page
def test_projector_view_has_a_way_out(page):
    written.publish(campaigns=False)

    app = written.opened(page, proyektor="true")

    assert "era DTSEN" in reading.status(app)
    app.button(key="keluar").click().run()
    assert app.toggle(key="proyektor").value is False
    assert not [b for b in app.button if b.key == "keluar"]


# Filters


def test_a_kecamatan_narrows_every_figure():
    written.publish()

    ringkasan, kelengkapan, verval = (written.opened(p, kec="Hilir") for p in PAGES[:3])

    assert reading.cards(ringkasan)["Data mutakhir"][2] == "153 dari 206 KK"
    assert [b.label for b in ringkasan.button] == ["Karanganyar (Hilir)"]
    assert "di Kec. Hilir: 153 dari 206 KK" in reading.headline(kelengkapan)[0]
    assert list(reading.rows(kelengkapan)) == ["Watu", "Karanganyar"]
    assert "0 dari 40 KK selesai di Kec. Hilir" in reading.headline(verval)[0]


def test_a_desa_narrows_every_figure():
    written.publish()
    desa = "Karanganyar (Hulu)"

    ringkasan, kelengkapan, verval = (written.opened(p, desa=desa) for p in PAGES[:3])

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
    written.publish()
    app = written.opened()

    app.button(key="bicara-33.28.02.2004").click().run()
    assert app.selectbox(key="desa").value == "Karanganyar (Hilir)"
    app.button(key="bicara-33.28.02.2004").click().run()
    assert app.selectbox(key="desa").value == "Semua desa"


def picking():
    """A page with the callbacks of a click on the map and on the table, as buttons."""
    import streamlit as st

    from pages.parts import filters, published

    data = published.open_version()
    choice = filters.choose(data)
    st.text(f"{choice.kecamatan} {choice.desa}")
    st.button("desa", key="d", on_click=filters.pick_desa(data), args=("33.28.02.1003",))
    st.button("kec", key="k", on_click=filters.pick_kecamatan(data), args=("33.28.01",))


def test_clicks_choose_and_let_go():
    from streamlit.testing.v1 import AppTest

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


# Few data


def test_of_few_families_only_counts_are_given():
    written.publish()

    card = reading.cards(written.opened(desa="Watu (Hilir)"))["Data mutakhir"]
    app = written.opened("kelengkapan", desa="Watu (Hilir)")

    assert card[:3] == ["–", "○ belum cukup data", "3 dari 6 KK"]
    assert reading.headline(app)[0] == (
        "Data mutakhir: 3 dari 6 KK di Watu (Hilir), terlalu sedikit untuk persen."
    )
    months = next(data for data in reading.drawings(app) if "nilai" in data)
    assert months["nilai"][2 * 5 + 4] == "s"  # third desa, fifth month


def test_of_ten_a_share_is_given_but_not_judged():
    written.publish()

    card = reading.cards(written.opened(desa="Watu (Hilir)"))["NIK padan"]

    assert card[:3] == ["83 %", "○ belum cukup data", "10 dari 12 jiwa"]


def test_a_desa_with_no_family_on_the_target_list_is_not_behind():
    written.publish()

    app = written.opened("verval", desa="Watu (Hilir)")

    assert reading.headline(app)[0] == "Tidak ada sasaran di Watu (Hilir)."
    peta = next(data for data in reading.drawings(app) if "kelas" in data)
    assert peta["kelas"][2] == "x"  # not applicable, no share of nothing


# Months with holes


def test_a_month_whose_musdes_list_is_missing_is_unknown_not_zero():
    written.publish()

    ringkasan = written.opened(periode="Juni 2026")
    app = written.opened("kelengkapan", periode="Juni 2026", indikator="Musdes bulan ini")

    assert reading.cards(ringkasan)["Sudah musdes"] == [
        "–",
        "– belum ada data",
        "4 desa belum diketahui",
        "target 100 % · bulan pertama",
    ]
    assert "Daftar musdes Juni 2026 belum diimpor." in reading.headline(ringkasan)[1]
    assert reading.headline(app)[0] == (
        "Belum ada data sudah musdes untuk Kabupaten Uji, Juni 2026."
    )
    assert next(d for d in reading.drawings(app) if "kelas" in d)["kelas"] == "nnnn"


def test_against_an_unknown_month_there_is_no_change():
    written.publish()

    card = reading.cards(written.opened(periode="Juli 2026"))["Sudah musdes"]
    table = reading.rows(
        written.opened("kelengkapan", periode="Juli 2026", indikator="Musdes bulan ini")
    )

    assert card[0] == "75 %"
    assert card[3] == "target 100 % · –"
    assert [row[6] for row in table.values()] == [None, None]


def test_a_new_kegiatan_is_not_compared_with_the_one_before():
    before = SUMS + "    verval_pct | 2026-09 | 90/100/0 | 45/50/0 | | 40/40/0\n"
    months = written.PERIODS.replace("2026-09-30 |            |", "2026-09-30 | Verval Lama | 100")
    written.publish(sums=before, terbitan_periode=months)

    card = reading.cards(written.opened())["Verval selesai"]
    table = reading.rows(written.opened("kelengkapan", indikator="Capaian verval terhadap target"))

    assert card[3] == "rencana 48,8 % · kegiatan baru"
    assert [row[6] for row in table.values()] == [None, None]


def test_a_month_without_kegiatan_has_no_plan_and_no_verdict():
    written.publish()

    card = reading.cards(written.opened(periode="September 2026"))["Verval selesai"]

    assert card[:4] == ["–", "– belum ada data", "belum ada data", "tanpa target · –"]


def test_a_kegiatan_not_yet_begun_says_when_it_begins():
    written.publish()

    app = written.opened("verval", periode="September 2026")

    assert reading.headline(app)[0] == "Kegiatan ini baru dimulai 5 Oktober 2026."
    assert not app.get("plotly_chart")


def test_without_any_kegiatan_verval_says_what_to_import():
    written.publish(campaigns=False)

    app = written.opened("verval")

    assert not app.exception
    assert "Impor daftar hasil verval" in app.info[0].value


def test_a_month_with_nothing_in_it_praises_nobody():
    written.publish(sums=NOTHING_IN_OCTOBER)

    app = written.opened()

    assert reading.headline(app)[0] == "Belum ada data Oktober 2026 untuk Kabupaten Uji."
    assert not app.success
    assert {lines[0] for lines in reading.cards(app).values()} == {"–"}


# Stores gone


@every_page
def test_with_nothing_published_a_page_says_what_to_do(page):
    app = written.opened(page)

    assert not app.exception
    assert [e.value for e in app.info] == [
        "Belum ada data yang diterbitkan. Jalankan: python -m queries publish"
    ]


@every_page
def test_pages_do_without_the_register(page, monkeypatch):
    monkeypatch.setenv("REGISTER_URL", "postgresql://petugas:rahasia@127.0.0.1:9/register")
    written.publish()

    app = written.opened(page)

    assert [*app.exception, *app.error] == []
    assert "terbitan 1" in reading.status(app)


def refused(monkeypatch) -> None:
    monkeypatch.setenv("SUMMARY_URL", "postgresql://petugas:rahasia@127.0.0.1:9/ringkas")


def damaged(data_dir) -> None:
    version = written.publish()
    path = data_dir / "summary" / f"summary-{version.number:06d}.duckdb"
    path.write_bytes(b"rusak" * 1000)


def nonsense(data_dir) -> None:
    (data_dir / "summary").mkdir()
    (data_dir / "summary" / "CURRENT").write_text("entah\n")


@every_page
@pytest.mark.parametrize("fault", [refused, damaged, nonsense], ids=lambda f: f.__name__)
def test_a_summary_that_cannot_be_opened_is_one_sentence(page, fault, data_dir, monkeypatch):
    fault(monkeypatch if fault is refused else data_dir)

    app = written.opened(page)

    assert_one_sentence(app)


def assert_one_sentence(app) -> None:
    """Nothing but our own words: no traceback, no address, no name of a user or file."""
    assert not app.exception
    assert [e.value for e in app.error] == [
        "Ringkasan tidak dapat dibuka. Angka terakhir tidak hilang; coba lagi sebentar, atau "
        "hubungi pengelola bila tetap begini."
    ]
    said = reading.text(app)
    assert "Coba lagi" in said
    assert not [word for word in ("rahasia", "127.0.0.1", "duckdb", "Error") if word in said]


def close_and_forget() -> None:
    """Close the store and forget its figures; that the version was opened stays remembered."""
    summary.engine(summary.current()).dispose()
    summary.engine.cache_clear()
    for read in (published.cube_of, published.campaigns_of):
        read.__wrapped__.clear()


@pytest.mark.parametrize("page", ["kelengkapan", "verval"])
def test_a_summary_lost_between_two_clicks_is_one_sentence_and_comes_back(page, data_dir):
    """The version was opened, its figures not all read yet."""
    written.publish()
    app = written.opened(page)
    close_and_forget()
    file = next((data_dir / "summary").glob("*.duckdb"))
    whole = file.read_bytes()
    file.write_bytes(b"rusak" * 1000)

    assert_one_sentence(app.run())

    file.write_bytes(whole)
    summary.engine.cache_clear()
    app.run()
    assert not app.error
    assert "dari" in reading.headline(app)[0]


def test_a_new_publish_is_seen_whole():
    written.publish()
    app = written.opened("kelengkapan")
    written.publish(sums=SUMS.replace("120/200/30", "130/200/30"))

    published._current.clear()
    app.run()

    assert "terbitan 2" in reading.status(app)
    assert "373 dari 506 KK" in reading.headline(app)[0]
    assert reading.rows(app)["Hulu"][3:5] == [220, 300]
    peta = next(data for data in reading.drawings(app) if "kelas" in data)
    assert peta["angka"].startswith("3m,5k,u;")
