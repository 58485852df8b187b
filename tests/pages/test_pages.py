"""Every page from dashboard.py says what was worked out by hand in tests/pages/written.py."""

import pytest

from pages.parts import published
from tests.pages import reading, written
from tests.pages.written import PAGES, SUMS

every_page = pytest.mark.parametrize("page", PAGES)


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
        + ["target 75 % · ▲ 1 desa", "+2,3 poin sejak September"],
        # both Karanganyar lie more than 10 points behind 48,8 % for certain, all together do not
        "Verval selesai": ["36,8 %", "◆ perhatian", "70 dari 190 KK"]
        + ["rencana 48,8 % · ▲ 2 desa", "kegiatan baru"],
        "NIK padan": ["95,8 %", "◆ perhatian", "970 dari 1.012 jiwa"] + ["target 98 % · ▲ 0 desa"],
        "Isian lengkap": ["99,6 %", "● wajar", "504 dari 506 KK"] + ["target 90 % · ▲ 0 desa"],
        # 3 of 4 in September
        "Sudah musdes": ["50 %", "▲ perlu ditelusuri", "2 dari 4 desa"]
        + ["target 100 % · ▲ 2 desa", "−25,0 poin sejak September"],
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
