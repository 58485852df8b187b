"""Every page from dashboard.py says what was worked out by hand in tests/pages/written.py."""

import re

import pytest

from pages.parts import filters, monthly, published
from queries.indicators import CATALOGUE, DEFINITIONS
from tests.pages import many, reading, written
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
        + ["target 100 % · ▲ 2 desa", "−25 poin sejak September"],
    }


def test_desa_to_look_into_are_those_that_stand_out_the_most_families_first():
    many.publish()

    app = written.opened()

    assert [b.label for b in app.button if b.key.startswith("bicara-")] == [
        "Desa 02 (Hulu)",  # 210 families
        "Desa 01 (Hulu)",  # 70
    ]
    said = reading.text(app)
    # 720 of 2.600 in all
    assert "Belum menerima 70,0 % (210 dari 300 KK; kabupaten 27,7 %)" in said
    assert "(70 dari 100 KK; kabupaten 27,7 %) · 3 bulan tanpa musdes" in said
    other = reading.text(written.opened(kec="Hilir"))
    assert (
        "12 dari 12 desa cukup datanya untuk dinilai; tidak ada yang bedanya melampaui kebetulan."
        in other
    )


def test_the_list_of_the_month_says_a_desa_as_every_other_page_does():
    unsure = many.SUMS.replace("210/300/0", "210/300/10")
    many.publish(sums=unsure)

    said = reading.text(written.opened())

    # 210 of 300, not 210 of the 290 of whom it is known; the kabupaten 720 of 2.600
    told = "Belum menerima 70,0 % (210 dari 300 KK, 10 belum diketahui; kabupaten 27,7 %)"
    assert told in said
    card = reading.cards(written.opened("eksklusi", desa="Desa 02 (Hulu)"))["Belum menerima"]
    assert card[0] == "70,0 %"


def test_a_number_and_its_unit_stay_on_one_line():
    many.publish()

    app = written.opened()

    drawn = [e.proto.body for e in app.get("html")] + [str(e.value) for e in app.markdown]
    drawn = [re.sub(r"<[^>]+>", " ", each) for each in drawn if "<style" not in each]
    assert [each for each in drawn if re.search(r"\d (%|KK\b|desa\b|poin\b)", each)] == []


def test_nothing_found_where_hardly_any_desa_could_be_judged_is_no_good_news():
    # in Hilir four of twelve have 100 counted, the others 29
    head, *lines = many.SUMS.splitlines()
    few = [row.replace("20/100/0", "6/29/0") for row in [" | ".join(lines[1].split(" | "))]]
    cells = few[0].split(" | ")
    cells[3:5] = ["20/100/0", "20/100/0"]  # nobody stands out
    cells[5:15], cells[15:19] = ["20/100/0"] * 10, ["20/100/0"] * 4
    many.publish(sums="\n".join([head, " | ".join(cells)]))

    app = written.opened(kec="Hilir")

    told = "Baru 4 dari 12 desa cukup datanya untuk dinilai; tidak ada di antaranya"
    assert [e.value for e in app.success] == []
    assert told in app.info[0].value
    other = written.opened("eksklusi", kec="Hilir")
    assert [e.value for e in other.success] == []
    assert any(told in e.value for e in other.info)


def test_few_desa_are_not_compared():
    written.publish()

    assert "Kurang dari 15 desa punya cukup data: belum bisa dibandingkan." in reading.text(
        written.opened()
    )


def test_kelengkapan_says_the_same_in_sentence_table_and_maps():
    written.publish()

    app = written.opened("kelengkapan")

    assert reading.headline(app)[0] == (
        "Data mutakhir 71,7 % di Kabupaten Uji: 363 dari 506 KK; "
        "1 dari 3 desa yang cukup datanya jelas di bawah 70 %."
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
        "70 dari 190 KK selesai di Kabupaten Uji (36,8 %); rencana 31 Oktober 2026 48,8 %; belum "
        "cukup data untuk perkiraan: kurang dari 5 hari ada hasil dalam 20 hari kerja terakhir."
    )
    assert reading.headline(app)[1].endswith(
        "2 desa jelas tertinggal lebih dari 10 poin dari rencana, 1 di antaranya belum mulai."
    )
    assert {name: row[3:6] for name, row in reading.rows(app).items()} == {
        "Hulu": [70, 150, 0],
        "Hilir": [0, 40, 0],
    }


def test_definisi_holds_every_indicator_once():
    written.publish()

    app = written.opened("definisi")

    assert reading.headline(app)[0].startswith(f"{len(DEFINITIONS)} angka")
    names = [header.value for header in app.header]
    assert names == [*[d.nama for d in DEFINITIONS], "Aturan bersama", "Sifat angka"]
    assert len(names) == len(set(names))
    assert [h.proto.anchor for h in app.header][: len(DEFINITIONS)] == [d.code for d in DEFINITIONS]
    assert "UU 13/2011" in reading.text(app)
    assert not app.code
    queries = written.opened("definisi", sql="true").code
    assert len(queries) > len(CATALOGUE)  # of the counts, and of the sums that estimates take
    assert all("SELECT" in code.value for code in queries)


def test_definisi_reads_each_figure_out_for_the_kabupaten():
    written.publish()
    told = reading.text(written.opened("definisi"))

    # 120 + 90 + 3 + 150 of 506; 30 + 5 + 1 without a date: the sums of written.SUMS
    assert (
        "Kabupaten Uji, Oktober 2026: Dari 506 keluarga, 363 (71,7 %) diperbarui dalam 24 bulan "
        "terakhir; 36 tanpa tanggal." in told
    )
    # Two desa met of four, and nothing is said of indicators that have no sums.
    assert "2 dari 4 desa (50 %) sudah musdes bulan ini" in told
    assert "Kabupaten Uji, Oktober 2026: Diperkirakan" not in told


def test_definisi_finds_by_words_and_says_when_there_is_none():
    written.publish()

    def found(words: str) -> list[str]:
        return [h.value for h in written.opened("definisi", cari=words).header][:-2]

    assert found("kepadanan NIK") == [name for name in found("NIK") if name in found("kepadanan")]
    assert "Kepadanan NIK dengan Dukcapil" in found("kepadanan nik")
    assert found("I13") == ["Waktu proses usulan"]
    none = written.opened("definisi", cari="gerhana")
    assert "Tidak ada indikator yang memuat “gerhana”" in none.info[0].value


JANGGAL = """
    aturan        | periode | kode_desa     | tentang | keterangan              | alasan
    di atas 100 % | 2026-10 | 33.28.01.2001 | x       | Kaliputih: 157 dari 152 | rekap <b>lama</b>
    di atas 100 % | 2026-10 | 33.28.01.2002 | x       | Karanganyar: 9 dari 8   | rekap <b>lama</b>
"""


@pytest.mark.parametrize("page", [*written.PAGES, "impor"])
def test_every_page_says_why_odd_figures_were_published(page):
    written.publish(masalah=JANGGAL)

    status = reading.status(written.opened(page))

    assert "▲ 2 angka janggal, terbit dengan alasan: rekap <b>lama</b>" in status


@every_page
def test_odd_figures_are_listed_at_the_foot(page):
    written.publish(masalah=JANGGAL)
    told = reading.text(written.opened(page))
    assert "Karanganyar: 9 dari 8" in told


@every_page
def test_nothing_is_said_where_nothing_is_odd(page):
    written.publish()
    assert "janggal" not in reading.text(written.opened(page))


REVISI = """
indikator | periode | kode_desa     | numerator | denominator | unknown
  I1      | 2026-09 | 33.28.01.2001 | 99        | 180         | 30
  I1      | 2026-09 | 33.28.02.2004 |           |             |       # it had none
  I4      | 2026-09 | 33.28.01.2001 | 1         | 2           | 0     # of another indicator
""".replace("I1     ", "kemutakhiran_24_pct").replace("I4     ", "nik_padan_pct")


def test_a_past_value_that_changed_is_shown_as_a_revision():
    written.publish(revisi=REVISI)

    app = written.opened("kelengkapan", periode="September 2026")
    told = reading.text(app)

    assert "3 angka bulan ini direvisi sejak pertama terbit" in told
    assert [e.label for e in app.expander if "Direvisi" in e.label] == [
        "Direvisi sejak pertama terbit (2 desa)"
    ]
    assert "Kaliputih (Hulu) terbitan 3 99 dari 180 (55,0 %) 110 dari 200 (55,0 %)" in told
    assert "Karanganyar (Hilir) terbitan 3 tidak ada angka 150 dari 200 (75,0 %)" in told
    other = written.opened("kelengkapan", periode="September 2026", kec="Hilir")
    assert [e.label for e in other.expander if "Direvisi" in e.label] == [
        "Direvisi sejak pertama terbit (1 desa)"
    ]
    october = reading.text(written.opened("kelengkapan", periode="Oktober 2026"))
    assert "irevisi" not in october


def test_of_fewer_than_ten_a_revision_is_told_in_counts():
    few = "kemutakhiran_24_pct | 2026-09 | 33.28.02.1003 | 2 | 6 | 1"
    written.publish(revisi=f"{REVISI.splitlines()[1]}\n{few}")

    told = reading.text(written.opened("kelengkapan", periode="September 2026"))

    assert "Watu (Hilir) terbitan 3 2 dari 6 3 dari 6" in told


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


def test_the_lines_of_the_trend_stand_beneath_it_as_a_table():
    written.publish()

    said = reading.text(written.opened("kelengkapan", kec="Hulu"))

    assert "Bulan Uji Hulu" in said
    assert "Oktober 2026 71,7 % (363 dari 506) 70,0 % (210 dari 300)" in said
    assert "Juni 2026 – –" in said  # nothing was counted: no zero


def test_the_month_map_is_a_table_once_somebody_opens_it():
    written.publish()
    app = written.opened("kelengkapan")
    assert "Kecamatan Jun 26" not in reading.text(app)

    app.session_state["tabel-bulan"] = True
    app.run()

    said = reading.text(app)
    assert "Kecamatan Jun 26 Jul 26 Agu 26 Sep 26 Okt 26" in said
    assert "Hulu – – – 66,0 % (198 dari 300) 70,0 % (210 dari 300)" in said
    labels = [d.proto.label for d in app.get("download_button")]
    assert labels.count("Unduh tabel ini (CSV)") == 2
    # of a chosen desa its kecamatan, and of fewer than ten counts alone
    app = written.opened("kelengkapan", desa="Watu (Hilir)")
    app.session_state["tabel-bulan"] = True
    app.run()
    assert "Watu – – – 3 dari 6 3 dari 6" in reading.text(app)


def test_every_desa_of_every_month_is_to_be_taken_away():
    version = written.publish()
    data = published.published(version)
    cube = published.cube_of(version, "musdes_pct")
    choice = filters.Choice("33.28.02", None, "2026-10", None, "petak", projector=False)

    rows = {(row[0], row[3]): row[4:] for row in monthly._of_desa(data, choice, cube)}

    assert len(rows) == 2 * 5
    assert rows["33.28.02.2004", "2026-10"] == ("31 Oktober 2026", 0, 1, 0, "0 %")
    assert rows["33.28.02.1003", "2026-06"] == ("30 Juni 2026", "", 1, "", "–")  # no list: no zero


def test_the_map_of_ringkasan_is_a_table_once_somebody_opens_it():
    written.publish()
    app = written.opened("ringkasan")
    assert not [data for data in reading.drawings(app) if "baris" in data]

    app.session_state["tabel-peta"] = True
    app.run()

    assert {name: row[3:5] for name, row in reading.rows(app).items()} == {
        "Kaliputih": [120, 200],
        "Karanganyar": [150, 200],  # two of that name: the last
        "Watu": [3, 6],
    }
    assert any("Unduh tabel 4 desa" in d.proto.label for d in app.get("download_button"))
