"""The profile of one desa says what was worked out by hand in tests/pages/written.py."""

import random
import string
from types import SimpleNamespace

import pandas as pd
import pytest

from pages.parts import nearby, published, search, sheet, village
from pages.parts.filters import Choice
from queries.indicator import Badge
from queries.indicators import CATALOGUE
from tests.pages import reading, written
from tests.server import ROOT

KALIPUTIH = "Kaliputih (Hulu)"


def profile_of(desa: str = KALIPUTIH, **query: str):
    return written.opened("profil", desa=desa, **query)


def spine(app) -> dict[str, list[str]]:
    """Return the cells of each row of the spine charts, by the name of the figure."""
    found = {}
    for body in (e.proto.body for e in app.get("html") if 'class="tulang"' in e.proto.body):
        for line in body.split("<tr>")[2:]:
            cells = [reading._plain(cell) for cell in line.split("</td>")[:-1]]
            found[cells[0]] = cells[1:]
    return found


def test_it_opens_with_what_is_to_be_looked_into():
    written.publish()

    first, second = reading.headline(profile_of())

    # 60 % of 200 lies below 70 % with its whole interval; the others with a limit: 60 % of 100
    # against a plan of 48,8 %, 95 % of 400 against 98 and 95, 99,5 % of 200 against 90
    assert first == (
        "Di Kaliputih (Hulu) 2 angka perlu ditelusuri: Data mutakhir 60,0 % (120 dari 200 KK, 30 "
        "belum diketahui); belum musdes bulan ini."
    )
    assert second.startswith("Dari 5 angka yang punya batas.")


def test_a_desa_without_fault_and_one_with_too_few_say_so():
    written.publish()

    assert reading.headline(profile_of("Watu (Hilir)"))[0] == (
        "Di Watu (Hilir) semua 1 angka yang dinilai wajar."  # musdes; all else is below 30
    )
    gone = profile_of("Watu (Hilir)", periode="Juni 2026")
    assert reading.headline(gone)[0] == (
        "Belum ada angka Juni 2026 yang dapat dinilai untuk Watu (Hilir)."
    )


def test_every_indicator_stands_once_beside_kecamatan_and_kabupaten():
    written.publish()

    rows = spine(profile_of())

    assert list(rows) == [
        i.short for badge in (Badge.HITUNGAN_PASTI, Badge.KESESUAIAN) for i in CATALOGUE
        if i.badge is badge
    ]  # fmt: skip
    own, kecamatan, kabupaten, _, change, _ = rows["Data mutakhir"]
    assert own == "60,0 % ▲ perlu ditelusuri 120 dari 200 KK, 30 belum diketahui"
    # 120 + 90 of 300; 120 + 90 + 3 + 150 of 506; 110 of 200 in September
    assert (kecamatan, kabupaten, change) == ("70,0 %", "71,7 %", "+5,0 poin")
    assert rows["Verval selesai"][0] == "60,0 % ● wajar 60 dari 100 KK"
    assert rows["Verval selesai"][1:3] == ["46,7 %", "36,8 %"]  # 70 of 150, 70 of 190
    assert rows["Sudah musdes"][0] == "belum ▲ perlu ditelusuri 0 dari 1 desa"
    assert rows["Belum menerima"][0] == "– – belum ada data belum ada data"


def test_below_ten_counts_only_and_below_thirty_grey():
    written.publish()
    rows = spine(profile_of("Watu (Hilir)"))

    assert rows["Data mutakhir"][0] == "– ○ belum cukup data 3 dari 6 KK, 1 belum diketahui"
    # 10 of 12, one of them unknown: a share, in grey, without a state
    assert rows["NIK padan"][0] == ("83 % ○ belum cukup data 10 dari 12 jiwa, 1 belum diketahui")


def test_of_fewer_than_ten_visits_no_share_is_told():
    written.publish(
        verval_harian="""
        kegiatan   | kode_desa     | tanggal    | hasil | jumlah
        Verval Uji | 33.28.01.2001 | 2026-10-06 | layak | 3
    """
    )

    said = reading.text(profile_of())

    assert "Hasil 3 KK: layak 3 KK · tidak layak 0 KK · tidak ditemukan 0 KK · belum 97 KK." in said


def test_its_size_musdes_and_changes():
    written.publish()
    app = profile_of()
    said = reading.text(app)

    body = next(e.proto.body for e in app.get("html") if "kartu-baris hasil" in e.proto.body)
    assert reading._plain(body) == (
        "200 KK terdaftar 400 jiwa terdaftar – KK menerima bantuan – usulan terbuka "
        "1 dari 4 bulan ada musdes"  # July; June has no list
    )
    assert "Musdes pada 1 dari 4 bulan yang tercatat, 0 dengan berita acara; 1 bulan tanpa" in said
    assert "Data mutakhir naik 5,0 poin: dari 55,0 % (110 dari 200 KK) menjadi 60,0 % (120" in said
    assert "60 dari 100 KK selesai di Kaliputih (Hulu) (60,0 %)" in said
    assert "layak 40 KK (67 %) · tidak layak 20 KK (33 %)" in said
    assert "Belum ada daftar petugas sampai Oktober 2026." in said
    assert "Tidak ada usulan dari desa ini di register." in said


USULAN = """
    kohort  | kode_desa     | jenis | hari | diputus | jumlah
    2026-10 | 33.28.01.2001 | baru  | 30   | tidak   | 2
    2026-09 | 33.28.01.2001 | baru  | 31   | tidak   | 3
    2026-06 | 33.28.01.2001 | hapus | 91   | tidak   | 1
            | 33.28.01.2001 | hapus |      | tidak   | 1     # without a date
    2026-08 | 33.28.01.2001 | baru  | 40   | ya      | 5
    2026-08 | 33.28.02.2004 | baru  | 200  | tidak   | 9     # of another desa
"""
PETUGAS = """
    periode | kode_wilayah  | peran          | jumlah | aktif_30 | aktif_90 | aktif_lama | dilatih | dilatih_24 | latihan_tanpa_tanggal
    2026-08 | 33.28.01.2002 | operator desa  | 1      | 1        | 0        | 0          | 1       | 1          | 0    # an older list
    2026-09 | 33.28.01      | TKSK           | 2      | 1        | 0        | 0          | 1       | 0          | 0
    2026-09 | 33.28.01      | operator desa  | 1      | 0        | 0        | 1          | 0       | 0          | 0
    2026-09 | 33.28.01.2001 | operator desa  | 1      | 0        | 0        | 1          | 0       | 0          | 0
    2026-09 | 33.28.02.2004 | pendamping PKH | 1      | 1        | 0        | 0          | 1       | 1          | 0    # no operator listed in Hilir
    2026-11 | 33.28.01.2002 | operator desa  | 1      | 1        | 0        | 0          | 1       | 1          | 0    # newer than asked
"""  # noqa: E501


def test_open_proposals_by_age_and_officers_by_role():
    written.publish(lama_usulan=USULAN, terbitan_petugas=PETUGAS)
    app = profile_of()
    said = reading.text(app)

    assert "7 terbuka, 5 sudah diputus. HITUNGAN PASTI. Yang terlama menunggu 91 hari." in said
    assert "baru 2 3 0 0 perbaikan 0 0 0 0 hapus 0 0 1 1" in said
    assert (
        "operator desa (desa) 1 > 90 hari 0 TKSK (kecamatan) 2 ≤ 30 hari: 1; tidak disebut: 1 1"
    ) in said
    assert "Petugas, daftar September 2026" in said
    other = reading.text(profile_of("Karanganyar (Hulu)"))
    assert "Tidak ada operator desa pada daftar ini." in other
    assert "operator desa (kecamatan) 1 > 90 hari 0" in other
    elsewhere = reading.text(profile_of("Karanganyar (Hilir)"))
    assert "Daftar ini tidak memuat operator di kecamatan ini." in elsewhere
    assert "pendamping PKH (desa) 1 ≤ 30 hari 1" in elsewhere


def test_officers_are_those_of_the_newest_list_up_to_the_month():
    written.publish(terbitan_petugas=PETUGAS)

    august = reading.text(profile_of("Karanganyar (Hulu)", periode="Agustus 2026"))

    assert "Petugas, daftar Agustus 2026" in august
    assert "operator desa (desa) 1 ≤ 30 hari 1" in august
    july = reading.text(profile_of("Karanganyar (Hulu)", periode="Juli 2026"))
    assert "Belum ada daftar petugas sampai Juli 2026." in july


def lapisan(desa: str, layak: int, tidak: int, jumlah: int) -> str:
    return f"2026-10 | {desa} | | ya | ya | 1-2 | ya | {jumlah} | {layak} | {tidak} | 0 | 0"


LAPISAN = "\n".join(
    [
        "periode | kode_desa | program | menerima | sasaran | kelompok_desil | padan | jumlah | "
        "layak | tidak_layak | kependudukan | tidak_ditemukan",
        lapisan("33.28.01.2001", 18, 6, 24),  # 24 verified: no estimate of its own
        lapisan("33.28.01.2002", 30, 10, 40),  # all 40 verified: 25 %
        lapisan("33.28.02.2004", 20, 20, 40),
    ]
)


def test_an_estimate_needs_thirty_verified_and_else_the_kecamatan_speaks():
    written.publish(lapisan=LAPISAN)

    few, enough = (reading.text(profile_of(desa)) for desa in (KALIPUTIH, "Karanganyar (Hulu)"))

    # all are verified, so nothing is uncertain: 6 + 10 of 64 in Hulu, 36 of 104 in all
    assert (
        "Penerima tidak layak tanpa taksiran: 24 KK terverifikasi 25 % (25–25 %) · 64 KK "
        "terverifikasi (100 %) 34,6 % (34,6–34,6 %) · 104 KK terverifikasi (100,0 %)"
    ) in few
    assert "Penerima tidak layak 25 % (25–25 %) · 40 KK terverifikasi (100 %)" in enough
    assert "ditimbang menurut menerima, padan, dan desil; rentang 95 %" in few


def test_a_change_of_era_is_no_change():
    eras = written.PERIODS.replace("2026-09 | DTSEN", "2026-09 | DTKS ")
    written.publish(terbitan_periode=eras)

    assert spine(profile_of())["Data mutakhir"][4] == "–"


def test_neighbours_and_desa_of_like_size():
    written.publish()
    data = published.open_version("dinas")

    # Kaliputih has the cell (0, 1): Karanganyar to its right, Watu and Karanganyar below it
    near, source = nearby.around(data, "33.28.01.2001")
    assert near == ["33.28.01.2002", "33.28.02.1003", "33.28.02.2004"]
    assert "peta petak" in source
    # 200 registered: 200 first, then 100, then 6
    assert nearby.of_like_size(data, "33.28.01.2001", "2026-10") == [
        "33.28.02.2004",
        "33.28.01.2002",
        "33.28.02.1003",
    ]
    tables = [d for d in reading.drawings(profile_of()) if "baris" in d]
    assert [len(table["baris"]) for table in tables] == [4, 4]
    assert {table["pilih"] for table in tables} == {"33.28.01.2001"}


def test_without_a_desa_there_are_search_and_map():
    written.publish()
    app = written.opened("profil")

    assert reading.headline(app)[0] == "Pilih satu desa: cari namanya, atau klik pada peta."
    assert len([d for d in reading.drawings(app) if "geometri" in d]) == 1
    app.text_input(key="cari_desa").input("karangnyar").run()
    assert [b.label for b in app.button] == ["Karanganyar (Hulu)", "Karanganyar (Hilir)"]
    app.button(key="temu-33.28.02.2004").click().run()
    assert reading.headline(app)[0].startswith("Di Karanganyar (Hilir) ")
    assert app.selectbox(key="desa").value == "Karanganyar (Hilir)"


def test_a_name_like_none_is_told():
    written.publish()
    app = written.opened("profil")
    app.text_input(key="cari_desa").input("<b>zzzz</b>").run()
    assert "Tidak ada desa yang namanya mirip itu" in app.info[0].value
    assert not app.button


def test_a_chosen_desa_is_one_link_away_on_every_page():
    written.publish()
    for page in ("ringkasan", "kelengkapan", "verval", "definisi"):
        links = [link.proto for link in written.opened(page, desa=KALIPUTIH).get("page_link")]
        assert [(link.label, link.page) for link in links] == [("Profil Kaliputih", "profil")]
        assert not written.opened(page).get("page_link")
    assert not profile_of().get("page_link")


@pytest.mark.parametrize("sample", [True, False])
def test_the_sheet_says_what_the_page_says(sample):
    written.publish(sample=sample, lama_usulan=USULAN, terbitan_petugas=PETUGAS, lapisan=LAPISAN)
    app = profile_of()
    data = published.open_version("dinas")
    choice = Choice("33.28.01", "33.28.01.2001", "2026-10", None, "petak", False)

    from pages.parts import profile

    text = reading._plain(
        sheet.text(data, choice, profile.standings(data, choice)).split("</style>")[1]
    )

    assert reading.headline(app)[0] in text
    assert "data per 31 Oktober 2026 · era DTSEN · terbitan 1" in text
    assert ("DATA CONTOH" in text) is sample
    for name, cells in spine(app).items():
        assert " ".join([name, *cells]).strip() in text, name
    for block in village.told(data, choice):
        for line in block.lines:
            assert line in text


TEGAL = ROOT / "data_samples" / "wilayah" / "33.28.csv"


def tegal() -> SimpleNamespace:
    """The 287 desa of Kab. Tegal, as a published version knows them."""
    areas = pd.read_csv(TEGAL, dtype=str)
    names = areas.set_index("kode")["nama"]
    desa = areas[areas["tingkat"].isin(["desa", "kelurahan"])]
    return SimpleNamespace(desa=desa.assign(kecamatan=desa["kode_induk"].map(names)))


def slips(name: str, chance: random.Random) -> list[str]:
    """One slip of each kind: a letter put in, left out, replaced, two swapped."""
    at, letter = chance.randrange(len(name) - 1), chance.choice(string.ascii_lowercase)
    head, tail = name[:at], name[at:]
    return [
        head + letter + tail,
        head + tail[1:],
        head + letter + tail[1:],
        head + tail[1] + tail[0] + tail[2:],
    ]


def test_one_slip_in_a_name_still_finds_its_desa_among_the_first_three():
    data, chance = tegal(), random.Random(287)
    tried = [
        (kode, typed)
        for kode, name in zip(data.desa["kode"], data.desa["nama"], strict=True)
        for typed in slips(name, chance)
    ]

    hits = [kode in search.matching(data, typed)[:3] for kode, typed in tried]

    assert len(hits) == 4 * 287
    assert sum(hits) / len(hits) >= 0.95


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Kalgayam", "Kaligayam"),
        ("lebaksu lor", "Lebaksiu Lor"),
        ("desa LEBAKSIU LOR", "Lebaksiu Lor"),
        ("Prupuk Sel", "Prupuk Selatan"),
    ],
)
def test_what_people_type_is_found_first(typed, label):
    data = tegal()
    names = data.desa.set_index("kode")["nama"]
    assert names[search.matching(data, typed)[0]] == label


def test_a_name_that_repeats_is_told_apart_by_its_kecamatan():
    data = tegal()
    places = data.desa.set_index("kode")
    found = places.loc[search.matching(data, "karanganyar dukuhturi")[0]]
    assert (found["nama"], found["kecamatan"]) == ("Karanganyar", "Dukuhturi")
