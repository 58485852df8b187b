"""Page Musdes dan usulan says what was worked out by hand below."""

import re

import pytest

from pages.parts import meetings, published
from tests.pages import reading, written

DESA = ("33.28.01.2001", "33.28.01.2002", "33.28.02.1003", "33.28.02.2004")
KALIPUTIH, KARANGANYAR, WATU, LAIN = DESA
# What the months come to: Kaliputih – ○ ✕ – ✕, Karanganyar – ○ ○ ○ ●, Watu – ○ ○ ○ –, and the
# other Karanganyar, which began in August, – . ✕ ○ ✕.
SUMS = """
    indikator  | periode | rincian | 33.28.01.2001 | 33.28.01.2002 | 33.28.02.1003 | 33.28.02.2004
    musdes_pct | 2026-06 |         | 0/1/1         | 0/1/1         | 0/1/1         | 0/1/1
    musdes_pct | 2026-07 |         | 1/1/0         | 1/1/0         | 1/1/0         |
    musdes_pct | 2026-08 |         | 0/1/0         | 1/1/0         | 1/1/0         | 0/1/0
    musdes_pct | 2026-09 |         | 0/1/1         | 1/1/0         | 1/1/0         | 1/1/0
    musdes_pct | 2026-10 |         | 0/1/0         | 1/1/0         | 0/1/1         | 0/1/0
    musdes_pct | 2026-10 | dengan berita acara |   | 1/1/0         |               |
"""
CUTOFFS = """
    program | era   | peran         | hari_dari | hari_sampai | berlaku_dari | dasar  | sumber
            | DTSEN |               | 1         | 17          | 2025-12-01   | SE 1   | laman
    PKH     |       | operator desa | 15        | 25          | 2025-12-01   | SK 2   | buku
    BPNT    | DTKS  |               | 1         | 14          | 2021-01-01   | lama   | buku
"""
STAGES = """
    periode | kode_desa     | jenis | jalur  | tahap             | umur  | alasan      | jumlah
    2026-10 | 33.28.01.2001 | baru  | musdes | diajukan desa     | 0-30  |             | 5
    2026-10 | 33.28.01.2001 | hapus | SPTJM  | diajukan desa     | 91+   |             | 2
    2026-10 | 33.28.01.2002 | baru  | musdes | diproses Kemensos | 31-90 |             | 3
    2026-10 | 33.28.01.2002 | baru  |        | belum diketahui   | tanpa |             | 1
    2026-10 | 33.28.01.2001 | hapus | SPTJM  | ditetapkan        | 91+   |             | 40
    2026-10 | 33.28.01.2001 | baru  | musdes | ditolak           | 0-30  | Kuota penuh | 3
    2026-10 | 33.28.01.2001 | hapus | musdes | ditolak           | 91+   | Mampu       | 1
    2026-10 | 33.28.02.2004 | baru  | musdes | dikembalikan      | 0-30  | tanpa alasan | 6
    2026-09 | 33.28.01.2001 | baru  | musdes | musdes            | 0-30  |             | 9
"""


@pytest.fixture(autouse=True)
def mid_november(monkeypatch):
    monkeypatch.setenv("PANTAU_HARI_INI", "2026-11-12")


def publish(**more):
    tables = {"sums": SUMS, "terbitan_cutoff": CUTOFFS, "alur_usulan": STAGES}
    return written.publish(**tables | more)


def figures(app) -> list[str]:
    body = next(e.proto.body for e in app.get("html") if "kartu-baris hasil" in e.proto.body)
    return [reading._plain(card) for card in re.split("<section", body)[1:]]


def calendar(app) -> dict:
    return next(data for data in reading.drawings(app) if "ekor" in data)


def test_it_opens_with_who_has_not_met_and_five_figures():
    publish()
    app = written.opened("musdes")

    first, second = reading.headline(app)
    assert first == "2 dari 4 desa belum musdes Oktober 2026; 1 desa tidak ada pada daftar."
    assert "HITUNGAN PASTI" in second
    assert "Bulan tanpa data tidak memutus hitungan" in second
    assert [card.split("> ")[-1] for card in figures(app)] == [
        "1 dari 4 desa sudah musdes, 1 tanpa data",
        "1 di antaranya dengan berita acara",
        "0 desa 3 bulan atau lebih berturut-turut tanpa musdes",
        "11 usulan terbuka; 2 lebih dari 90 hari di tahapnya",
        "5 hari sampai usulan semua program ditutup 17 November",
    ]


def test_of_one_desa_the_cards_count_months():
    publish()
    app = written.opened("musdes", desa="Kaliputih (Hulu)")

    # August and October; September, of which nothing is known, is passed over
    assert reading.headline(app)[0] == (
        "Kaliputih (Hulu) belum musdes Oktober 2026, 2 bulan berturut-turut."
    )
    assert [card.split("> ")[-1] for card in figures(app)][:4] == [
        "1 dari 3 bulan tercatat ada musdes",
        "0 bulan dengan berita acara",
        "2 bulan berturut-turut tanpa musdes; terpanjang 2",
        "7 usulan terbuka; 2 lebih dari 90 hari di tahapnya",
    ]


def test_the_calendar_of_a_kecamatan_tells_six_kinds_apart():
    publish()
    rows = {row[0]: row for row in calendar(written.opened("musdes", kec="Hulu"))["baris"]}
    hilir = {row[0]: row for row in calendar(written.opened("musdes", kec="Hilir"))["baris"]}

    assert rows[KALIPUTIH][1:] == [
        "Kaliputih", "", ["kosong", "musdes", "belum", "kosong", "belum"], "2",
    ]  # fmt: skip
    assert rows[KARANGANYAR][3:] == [["kosong", "musdes", "musdes", "musdes", "ba"], "0"]
    assert hilir[WATU][3:] == [["kosong", "musdes", "musdes", "musdes", "kosong"], "0"]
    assert hilir[LAIN][3:] == [["kosong", "tiada", "belum", "musdes", "belum"], "1"]
    signs = {kind: sign for kind, sign, _ in calendar(written.opened("musdes"))["legenda"]}
    assert len(set(signs.values())) == len(signs) == 6


def test_a_chosen_desa_stands_among_those_of_its_kecamatan():
    publish()
    data = calendar(written.opened("musdes", desa="Kaliputih (Hulu)"))

    assert [row[0] for row in data["baris"]] == [KALIPUTIH, KARANGANYAR]
    assert data["pilih"] == KALIPUTIH


def test_before_its_end_no_month_is_missed():
    publish(terbitan_periode=written.PERIODS.replace("2026-10-31", "2026-10-15"))
    app = written.opened("musdes")

    assert reading.headline(app)[0] == (
        "1 dari 4 desa sudah musdes per 15 Oktober 2026; bulan belum berakhir."
    )
    rows = {row[0]: row for row in calendar(written.opened("musdes", kec="Hulu"))["baris"]}
    assert rows[KALIPUTIH][3][-1] == "tempo"
    assert rows[KALIPUTIH][4] == "1"  # August; the others are not known, or not over
    ringkasan = reading.headline(written.opened("ringkasan"))
    assert ringkasan[0] == reading.headline(app)[0]


def test_without_a_kecamatan_its_rows_count_desa():
    publish()
    data = calendar(written.opened("musdes"))

    rows = {row[1]: row for row in data["baris"]}
    # class (how many of 25, 50, 75, 90 % are reached) or kind, met, of, unknown
    assert rows["Hulu"][3] == [
        ["kosong", 0, 0, 2], [4, 2, 2, 0], [2, 1, 2, 0], [4, 1, 1, 1], [2, 1, 2, 0],
    ]  # fmt: skip
    assert rows["Hilir"][3][1] == [4, 1, 1, 0]  # of July there was one desa
    assert rows["Hilir"][3][4] == [0, 0, 1, 1]
    assert data["kelas"] == ["0–25 %", "25–50 %", "50–75 %", "75–90 %", "90–100 %"]
    assert data["bulan"] == ["Jun 26", "Jul 26", "Agu 26", "Sep 26", "Okt 26"]


def test_an_earlier_month_ends_the_calendar():
    publish()
    data = calendar(written.opened("musdes", periode="Agustus 2026"))

    assert data["bulan"] == ["Jun 26", "Jul 26", "Agu 26"]


def test_the_calendar_stands_beneath_as_words():
    publish()
    said = reading.text(written.opened("musdes"))
    of_desa = reading.text(written.opened("musdes", kec="Hilir"))

    assert "Hulu 1 dari 2 1 dari 1, 1 tanpa data 1 dari 2 2 dari 2 tanpa data" in said
    assert (
        "Karanganyar (Hilir) 1 1 1 tidak diadakan musdes tanpa berita acara tidak diadakan desa "
        "belum ada tanpa data"
    ) in of_desa


def test_three_months_without_are_told_of_and_a_click_leads_there():
    sums = SUMS.replace("2026-09 |         | 0/1/1", "2026-09 |         | 0/1/0")
    publish(sums=sums)
    app = written.opened("musdes")

    assert reading.headline(app)[0] == (
        "2 dari 4 desa belum musdes Oktober 2026; 1 di antaranya tiga bulan atau lebih; 1 desa "
        "tidak ada pada daftar."
    )
    assert {row[1]: row[4] for row in calendar(app)["baris"]} == {"Hulu": "1", "Hilir": "0"}
    data = published.open_version("dinas")
    assert meetings.months_without(data, "2026-10").tolist() == [3, 0, 0, 1]


def test_without_any_list_it_says_so():
    publish(
        sums=SUMS.split("\n    musdes_pct | 2026-07")[0], alur_usulan=STAGES.split("\n    2026")[0]
    )
    app = written.opened("musdes", periode="Juni 2026")

    assert reading.headline(app)[0] == (
        "Daftar musdes Juni 2026 belum diimpor untuk Kabupaten Uji."
    )
    assert [card.split("> ")[-1] for card in figures(app)][:2] == [
        "– desa musdes: daftar belum diimpor",
        "– usulan terbuka: belum ada data",
    ]


@pytest.mark.parametrize(
    ("day", "said", "card"),
    [
        (
            "2026-11-12",
            "Usulan semua program ditutup 17 November, 5 hari lagi · Usulan PKH (operator desa) "
            "dibuka 15 November, 3 hari lagi, sampai 25 November",
            "5 hari sampai usulan semua program ditutup 17 November",
        ),
        (
            "2026-11-17",
            "Usulan semua program ditutup 17 November, hari ini · Usulan PKH (operator desa) "
            "ditutup 25 November, 8 hari lagi",
            "0 hari sampai usulan semua program ditutup 17 November",
        ),
        (
            "2026-11-30",
            "Usulan semua program sudah ditutup 17 November; berikutnya 1–17 Desember · Usulan PKH "
            "(operator desa) sudah ditutup 25 November; berikutnya 15–25 Desember",
            "17 hari sampai usulan semua program ditutup 17 Desember",
        ),
    ],
)
def test_days_to_the_cut_off_are_counted_from_today(monkeypatch, day, said, card):
    publish()
    monkeypatch.setenv("PANTAU_HARI_INI", day)
    app = written.opened("musdes")

    assert said in reading.text(app)
    assert figures(app)[-1].endswith(card)
    assert "SE 1 laman" in reading.text(app)
    assert "lama buku" not in reading.text(app)  # a rule of DTKS


def test_before_its_first_month_a_rule_is_announced():
    publish(terbitan_cutoff=CUTOFFS.replace("2025-12-01", "2026-12-01"))
    app = written.opened("musdes")

    # 12 November: 19 days to the opening on the first, 35 to the 17th
    assert figures(app)[-1].endswith("35 hari sampai usulan semua program ditutup 17 Desember")
    assert "dibuka 1 Desember, 19 hari lagi, sampai 17 Desember" in reading.text(app)


def test_without_a_rule_there_is_no_countdown():
    publish(terbitan_cutoff=CUTOFFS.split("\n            | DTSEN")[0])
    app = written.opened("musdes")

    assert figures(app)[-1].endswith("– hari sampai cut-off: aturannya belum ada")
    assert "Tidak ada aturan cut-off usulan yang berlaku" in reading.text(app)


LENGTHS = """
    kohort  | kode_desa     | jenis | hari | diputus | jumlah
    2026-09 | 33.28.01.2001 | baru  | 10   | ya      | 15
    2026-09 | 33.28.01.2001 | baru  | 20   | ya      | 15
    2026-09 | 33.28.01.2001 | hapus | 30   | tidak   | 10
            | 33.28.01.2001 | hapus |      | tidak   | 2
"""


def test_the_pipeline_counts_by_stage_age_and_reason():
    publish(lama_usulan=LENGTHS)
    app = written.opened("musdes", bagian="Alur usulan")
    said = reading.text(app)

    assert "Di mana usulan terbuka sekarang (11)" in said
    assert "belum diketahui 1" in said
    assert "diajukan desa 7 · 2 > 90 hari" in said
    assert "diproses Kemensos 3" in said
    assert (
        "Diputus dalam 12 bulan terakhir: **40** ditetapkan · **6** dikembalikan · **4** ditolak."
        in said
    )
    assert "Ditolak dalam 12 bulan: 4 usulan Kuota penuh 3 usulan Mampu 1 usulan" in said
    assert "Dikembalikan kepada desa dalam 12 bulan: 6 usulan tanpa alasan 6 usulan" in said
    # stage: all, up to 30, up to 90, more, without a date; baru, perbaikan, hapus
    assert "diajukan desa 7 5 0 2 0 5 0 2" in said
    assert "ditetapkan 40 0 0 40 0 0 0 40" in said


def test_open_proposals_count_as_long_as_they_have_waited():
    publish(lama_usulan=LENGTHS)
    said = reading.text(written.opened("musdes", bagian="Alur usulan"))

    # 15 of 40 by day 10 and 30 of 40 by day 20: half by then, nine tenths not yet. The limits of
    # 62.5 and 25 % still open are 46 % (below half, so from day 10) and 39 % (so to day 20).
    assert (
        "Separuh usulan diputus dalam ≈ 20 hari (10–20), 9 dari 10 dalam waktu yang belum tercapai"
    ) in said
    assert "(40 usulan bertanggal, 10 masih terbuka; 2 tanpa tanggal tidak ikut)." in said
    assert "TAKSIRAN Kaplan-Meier, rentang 95 %" in said
    assert "hapus 10 10 belum cukup data belum cukup data" in said  # ten alone are no estimate


def test_the_pipeline_of_an_area_and_of_a_month():
    publish()
    hilir = reading.text(written.opened("musdes", bagian="Alur usulan", kec="Hilir"))
    before = reading.text(written.opened("musdes", bagian="Alur usulan", periode="September 2026"))
    none = reading.text(written.opened("musdes", bagian="Alur usulan", desa="Watu (Hilir)"))

    assert "Di mana usulan terbuka sekarang (0)" in hilir
    assert "Ditolak: tidak ada dalam 12 bulan terakhir." in hilir
    assert "Di mana usulan terbuka sekarang (9)" in before
    assert "Keadaan 30 September 2026. HITUNGAN PASTI." in before
    assert "Tidak ada usulan di register untuk wilayah dan bulan ini." in none


REASONS = """
    periode | kode_desa     | program | menerima | alasan         | pernah_layak | jumlah
    2026-10 | 33.28.01.2001 |         | ya       | Mampu          | ya           | 7
    2026-10 | 33.28.01.2001 |         | tidak    | Upah di atas UMP/UMK | ya         | 1
    2026-10 | 33.28.01.2001 |         | ya       | Mampu          | tidak        | 4
    2026-10 | 33.28.01.2002 |         | ya       | Perangkat desa | ya           | 3
    2026-10 | 33.28.01.2002 |         | ya       | tanpa alasan   | tidak        | 5
    2026-10 | 33.28.01.2001 | PKH     | ya       | Mampu          | ya           | 6    # once more
    2026-10 | 33.28.02.2004 |         | ya       | Mampu          | ya           | 100  # elsewhere
"""
STRATA = """
    periode | kode_desa     | program | menerima | sasaran | kelompok_desil | padan | jumlah | layak | tidak_layak | kependudukan | tidak_ditemukan
    2026-10 | 33.28.01.2001 |         | ya       | ya      | 1-2            | ya    | 50     | 20    | 12          | 3            | 0
    2026-10 | 33.28.01.2002 |         | tidak    | ya      | 1-2            | ya    | 50     | 20    | 8           | 6            | 0
    2026-10 | 33.28.01.2002 | PKH     | ya       | ya      | 1-2            | ya    | 50     | 20    | 8           | 6            | 0
"""  # noqa: E501


def test_graduasi_stands_apart_from_errors_and_from_civil_status():
    publish(alasan_tidak_layak=REASONS, lapisan=STRATA)
    said = reading.text(written.opened("musdes", bagian="Graduasi", kec="Hulu"))

    assert "Dinyatakan tidak layak dalam 12 bulan: 20 KK" in said
    assert "membaik: mampu, dan pernah layak (graduasi) 8 KK · 40 %" in said
    assert "mampu, belum pernah layak: mungkin sejak awal 4 KK · 20 %" in said
    assert "karena aturan lain: pekerjaan, menolak, dan sejenisnya 3 KK · 15 %" in said
    assert "belum diketahui 5 KK · 25 %" in said
    assert "Terpisah, karena kependudukan: 9 KK" in said
    assert "Usulan hapus, terbuka atau diputus dalam 12 bulan: 43 masih terbuka 2 usulan" in said
    assert "Mampu 7 4 11" in said
    assert "Yang tidak dapat diketahui dari register" in said


MADE = """
    indikator       | periode | rincian      | 33.28.01.2001 | 33.28.01.2002 | 33.28.02.1003 | 33.28.02.2004
    usulan_per_1000 | 2026-05 |              | 0/200/0       | 0/100/0       | 0/6/0         | 0/200/0
    usulan_per_1000 | 2026-06 |              | 0/200/0       | 1/100/0       | 0/6/0         | 0/200/200
    usulan_per_1000 | 2026-07 |              | 0/200/0       | 0/100/0       | 0/6/0         | 0/200/0
    usulan_per_1000 | 2026-08 |              | 0/200/0       | 0/100/0       | 0/6/0         | 0/200/0
    usulan_per_1000 | 2026-09 |              | 0/200/0       | 0/100/0       | 0/6/0         | 0/200/0
    usulan_per_1000 | 2026-10 |              | 0/200/0       | 4/100/0       | 0/6/0         | 0/200/0
    usulan_per_1000 | 2026-10 | usulan baru  |               | 3/100/0       |               |
    usulan_per_1000 | 2026-10 | usulan hapus |               | 1/100/0       |               |
    usulan_per_1000 | 2026-10 | lewat Cek Bansos usul |      | 2/100/0       |               |
"""  # noqa: E501
SIX = written.PERIODS.replace(
    "\n    2026-06", "\n    2026-05 | DTSEN | 2026-05-31    |            |\n    2026-06"
)


def test_six_silent_months_are_a_question():
    publish(sums=MADE, terbitan_periode=SIX)
    app = written.opened("musdes", bagian="Usulan per 1.000")
    said = reading.text(app)

    # 4 of 506 families; Watu and Kaliputih named nobody since May, the other desa was not listed
    assert "4 usulan, 7,9 per 1.000 dari 506 KK, Oktober 2026." in said
    assert [b.label for b in app.button if b.key.startswith("bicara-")] == [
        "Kaliputih (Hulu)",
        "Watu (Hilir)",
    ]
    assert "2 desa di Kabupaten Uji. Daftar usulannya ada" in said
    assert "Apakah memang tidak ada" in said
    assert "usulan baru 3 usulan" in said
    assert "lewat Cek Bansos usul 2 usulan" in said
    assert "Karanganyar (Hulu) 4 100 40 5" in said
    assert "Watu (Hilir) 0 6 – 0 enam bulan tanpa usulan" in said


def test_five_months_are_too_few_to_ask():
    publish(sums=MADE)
    said = reading.text(written.opened("musdes", bagian="Usulan per 1.000"))

    assert "Belum ada 6 bulan berturut-turut untuk dinilai." in said


def test_a_month_without_a_list_has_no_rate():
    unknown = MADE.replace("4/100/0", "0/100/100").replace("0/200/0       |", "0/200/200     |")
    publish(sums=unknown)
    said = reading.text(written.opened("musdes", bagian="Usulan per 1.000", kec="Hulu"))

    assert "Daftar usulan Oktober 2026 belum diimpor untuk wilayah ini." in said


ANSWERS = """
    kohort  | kode_desa     | jenis   | kanal      | hari | dijawab | jumlah
    2026-09 | 33.28.01.2001 | usul    | Cek Bansos | 5    | ya      | 20
    2026-09 | 33.28.01.2001 | usul    | loket      | 9    | ya      | 15
    2026-09 | 33.28.01.2001 | keluhan | loket      |      | ya      | 2
    2026-10 | 33.28.01.2002 | keluhan | loket      | 14   | tidak   | 3
    2026-10 | 33.28.02.2004 | sanggah | lain       | 40   | tidak   | 1
"""


def test_answers_to_citizens_and_what_came_by_the_app():
    publish(sums=MADE, jawaban_laporan=ANSWERS)
    said = reading.text(written.opened("musdes", bagian="Laporan warga", kec="Hulu"))

    assert "40 laporan, 3 belum dijawab" in said
    assert "usul (0 terbuka) 35 laporan · 88 %" in said
    assert "keluhan (3 terbuka) 5 laporan · 13 %" in said
    assert "Yang terlama menunggu 14 hari." in said
    # 20 of 38 with a day by day 5, 35 of 38 by day 9
    assert "Separuh laporan dijawab dalam ≈ 5 hari (5–9), 9 dari 10 dalam ≈ 9 hari" in said
    assert "keluhan loket 5 2 3 14" in said
    assert "Usulan lewat Cek Bansos, Oktober 2026: 2 usul dan 0 sanggah." in said
    assert "Juni 2026 0 0 1" in said
    chosen = written.opened("musdes", bagian="Laporan warga", jenis_laporan="keluhan")
    assert next(c for c in chosen.button_group if c.key == "jenis_laporan").value == "keluhan"
    none = reading.text(written.opened("musdes", bagian="Laporan warga", desa="Watu (Hilir)"))
    assert "Belum ada laporan warga untuk wilayah ini." in none


@pytest.mark.parametrize(
    "part", ["Musdes", "Alur usulan", "Graduasi", "Usulan per 1.000", "Laporan warga"]
)
def test_with_nothing_published_each_part_says_what_to_do(part):
    written.publish(sums=SUMS.split("\n    musdes_pct")[0])
    said = reading.text(written.opened("musdes", bagian=part))

    assert re.search(r"belum diimpor|[Ii]mpor|Belum ada|Tidak ada", said)
    assert "nan" not in said.lower().split()
