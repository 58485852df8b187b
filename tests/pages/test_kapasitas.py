"""Kapasitas says what was worked out by hand from the lists below."""

import json

import pytest

from pages.parts import maps, strips
from tests.pages import many, reading, written

HEADS = "periode | kode_wilayah | peran | jumlah | aktif_30 | aktif_90 | aktif_lama | dilatih | "
HEADS += "dilatih_24 | latihan_tanpa_tanggal"
# Kaliputih has one operator seen lately, Karanganyar (Hulu) none; of Hilir no operator is named.
LIST = f"""
    {HEADS}
    2026-09 | 33.28         | operator desa   | 2 | 1 | 0 | 1 | 1 | 1 | 0   # an older list
    2026-09 | 33.28.01      | operator desa   | 2 | 1 | 0 | 1 | 1 | 1 | 0
    2026-09 | 33.28.01.2001 | operator desa   | 1 | 1 | 0 | 0 | 0 | 0 | 0
    2026-09 | 33.28.01.2002 | operator desa   | 1 | 0 | 0 | 1 | 1 | 1 | 0
    2026-10 | 33.28         | operator desa   | 3 | 1 | 0 | 1 | 2 | 1 | 1
    2026-10 | 33.28.01      | operator desa   | 3 | 1 | 0 | 1 | 2 | 1 | 1
    2026-10 | 33.28.01.2001 | operator desa   | 3 | 1 | 0 | 1 | 2 | 1 | 1
    2026-10 | 33.28         | pendamping PKH  | 2 | 2 | 0 | 0 | 0 | 0 | 0
    2026-10 | 33.28.01      | pendamping PKH  | 1 | 1 | 0 | 0 | 0 | 0 | 0
    2026-10 | 33.28.02      | pendamping PKH  | 2 | 2 | 0 | 0 | 0 | 0 | 0   # one serves both
    2026-10 | 33.28         | TKSK            | 1 | 1 | 0 | 0 | 0 | 0 | 0
    2026-10 | 33.28.02      | TKSK            | 1 | 1 | 0 | 0 | 0 | 0 | 0
"""
PKH = """
    cakupan_kk_pct | 2026-10 | 40/200/0 | 30/100/0 | 1/6/0 | 20/200/0 | PKH
"""


def sums() -> str:
    """The sums of written.SUMS and the recipients of PKH."""
    lines = written.SUMS.strip().splitlines()
    return "\n".join([f"{lines[0]} | rincian", *[f"{line} | " for line in lines[1:]], PKH.strip()])


@pytest.fixture
def published():
    written.publish(terbitan_petugas=LIST, sums=sums())


def table(app, head: str) -> dict[str, list[str]]:
    """Return the words of a table of counts, by the name of the row."""
    sent = next(d for d in reading.drawings(app) if d.get("kolom") and d["nama"] == head)
    return {row[1]: [cell[1] for cell in row[3:]] for row in sent["baris"]}


def cards(app) -> list[str]:
    body = next(e.proto.body for e in app.get("html") if "kartu-baris" in e.proto.body)
    return [reading._plain(each) for each in body.split("</section>")[:-1]]


def test_it_opens_with_who_is_not_there(published):
    first, second = reading.headline(written.opened("kapasitas"))

    assert first == (
        "1 dari 2 desa tanpa operator pada daftar Oktober 2026; 1 operator tidak tampak aktif "
        "lebih dari 90 hari; 2 desa tanpa daftar."
    )
    assert second == (
        "Menurut daftar petugas, keadaan 31 Oktober 2026. HITUNGAN PASTI. 1 operator tidak disebut "
        "kapan terakhir aktif."
    )


def test_the_sentence_follows_the_area(published):
    def opening(**query):
        return reading.headline(written.opened("kapasitas", **query))[0]

    assert opening(kec="Hulu").startswith("1 dari 2 desa di Kec. Hulu tanpa operator")
    assert opening(kec="Hilir") == (
        "Kec. Hilir tanpa daftar: tidak ada satu operator pun pada daftar Oktober 2026."
    )
    assert opening(desa="Kaliputih (Hulu)") == (
        "Kaliputih (Hulu): 3 operator pada daftar Oktober 2026, terakhir tampak aktif ≤ 30 hari: "
        "1; > 90 hari: 1; tidak disebut: 1."
    )
    assert opening(desa="Karanganyar (Hulu)") == (
        "Karanganyar (Hulu) tanpa operator pada daftar Oktober 2026."
    )
    assert opening(desa="Watu (Hilir)") == (
        "Watu (Hilir) tanpa daftar: tidak ada operator kecamatan ini pada daftar Oktober 2026."
    )


def test_where_every_desa_has_one_it_says_so(published):
    app = written.opened("kapasitas", periode="September 2026")

    assert reading.headline(app)[0].startswith(
        "Semua 2 desa punya operator pada daftar September 2026; 1 operator tidak tampak aktif"
    )


def test_figures_carry_their_counts(published):
    assert cards(written.opened("kapasitas")) == [
        "1 desa tanpa operator · dari 2 desa pada daftar",
        "1 dari 3 operator aktif ≤ 90 hari, 1 tidak disebut",  # too few for a percentage
        "1 dari 3 operator dilatih 24 bulan terakhir, 1 tanpa tanggal",
        "100 KK terdaftar per operator · 300 KK, 3 orang",  # of Hulu alone: 200 + 100
        "46 KK penerima PKH per pendamping PKH · 91 KK, 2 orang",  # 40 + 30 + 1 + 20: 45,5
    ]


def test_where_there_is_no_operator_there_is_no_ratio(published):
    assert cards(written.opened("kapasitas", kec="Hilir"))[:4] == [
        "– desa tanpa operator: tidak ada operator pada daftar",
        "– operator aktif ≤ 90 hari: tidak ada operator pada daftar",
        "– operator dilatih 24 bulan terakhir: tidak ada operator pada daftar",
        "– KK terdaftar per operator: belum diketahui",
    ]


def test_a_month_without_families_has_no_ratio_rather_than_none():
    nothing = "\n".join(line for line in written.SUMS.splitlines() if "kemutakhiran" not in line)
    written.publish(terbitan_petugas=LIST, sums=nothing)

    app = written.opened("kapasitas")

    assert cards(app)[3:] == [
        "– KK terdaftar per operator: belum diketahui",
        "– KK penerima PKH per pendamping PKH: belum diketahui",
    ]
    assert table(app, "Kecamatan")["Hulu"][5] == "–"
    assert "Belum ada desa yang punya angka ini" in reading.text(app)


def test_of_one_desa_its_operators_are_counted(published):
    assert cards(written.opened("kapasitas", desa="Kaliputih (Hulu)"))[0] == (
        "3 operator desa pada daftar"
    )


def test_of_ten_operators_there_is_a_percentage():
    rows = "2026-10 | {} | operator desa | 12 | 6 | 3 | 3 | 9 | 6 | 0"
    codes = ("33.28", "33.28.01", "33.28.01.2001")
    written.publish(terbitan_petugas="\n".join([HEADS, *map(rows.format, codes)]))

    assert cards(written.opened("kapasitas"))[1:3] == [
        "75 % operator aktif ≤ 90 hari · 9 dari 12",
        "50 % operator dilatih 24 bulan terakhir · 6 dari 12",
    ]


def test_kecamatan_without_a_list_have_dashes_and_no_zeros(published):
    assert table(written.opened("kapasitas"), "Kecamatan") == {
        "Hulu": ["1 dari 2", "3", "1 dari 3", "2 dari 3", "1 dari 3", "100", "–", "1", "70", "–"],
        # PKH: 1 + 20 families to two of them
        "Hilir": ["–", "–", "–", "–", "–", "–", "–", "2", "11", "1"],
    }


def test_desa_are_told_with_how_recent_their_data_is(published):
    found = table(written.opened("kapasitas"), "Desa/kelurahan")

    assert list(found) == ["Kaliputih", "Karanganyar", "Watu"]  # the name repeats
    assert found["Kaliputih"] == [
        "● operator aktif ≤ 90 hari",
        "3",
        "≤ 30 hari: 1; > 90 hari: 1; tidak disebut: 1",
        "24 bulan terakhir: 1; tanpa tanggal: 1; belum tercatat: 1",
        "67",
        "60,0 % (120 dari 200)",
    ]
    assert found["Watu"] == ["– tanpa daftar", "–", "–", "–", "–", "3 dari 6"]
    hulu = table(written.opened("kapasitas", kec="Hulu"), "Desa/kelurahan")
    assert hulu["Karanganyar"] == ["✕ tanpa operator", "0", "–", "–", "–", "90,0 % (90 dari 100)"]


def test_the_map_tells_no_operator_from_no_list(published):
    sent = next(d for d in reading.drawings(written.opened("kapasitas")) if "angka" in d)

    # Kaliputih, Karanganyar, and two desa of which there is no list
    assert sent["kelas"] == "02nn"
    assert sent["angka"] == ";;;"
    assert [label for _, label, _, _ in sent["legenda"]][0] == "tanpa operator"
    assert len({(colour, pattern) for _, _, colour, pattern in sent["legenda"]}) == 5


def test_a_kecamatan_chosen_unfolds_its_desa(published):
    def expanded(**query):
        found = {e.label: e.proto.expanded for e in written.opened("kapasitas", **query).expander}
        return next(is_open for label, is_open in found.items() if label.startswith("Operator"))

    assert not expanded()
    assert expanded(kec="Hulu")


def test_a_table_downloads_as_it_stands(published):
    app = written.opened("kapasitas")

    labels = [e.proto.label for e in app.get("download_button")]
    assert labels == ["Unduh tabel ini (CSV)", "Unduh tabel ini (CSV)"]


def test_an_old_list_is_said_to_be_old(published):
    months = written.PERIODS + "    2027-01 | DTSEN | 2027-01-31 | |\n"
    months += "    2027-02 | DTSEN | 2027-02-28 | |\n"
    written.publish(terbitan_petugas=LIST, terbitan_periode=months)

    old = "Daftar ini sudah 4 bulan: keadaan sekarang bisa lain."
    february = written.opened("kapasitas", periode="Februari 2027")
    assert old in reading.headline(february)[1]
    assert "pada daftar Oktober 2026" in reading.headline(february)[0]
    assert "sudah" not in reading.headline(written.opened("kapasitas", periode="Januari 2027"))[1]


def test_without_a_list_it_says_what_to_import(published):
    app = written.opened("kapasitas", periode="Agustus 2026")

    assert reading.headline(app)[0] == "Belum ada daftar petugas sampai Agustus 2026."
    assert "format petugas" in app.info[0].value
    assert not app.get("plotly_chart")


def operators(lacking: set[str]) -> str:
    """A list of both kecamatan of tests/pages/many.py, where some desa have no operator."""
    rows = [f"2026-10 | {kode} | operator desa | 1 | 1 | 0 | 0 | 0 | 0 | 0" for kode in many.KODE]
    kept = [row for row in rows if row.split(" | ")[1] not in lacking]
    of_all = "2026-10 | {} | operator desa | 9 | 9 | 0 | 0 | 0 | 0 | 0"
    return "\n".join([HEADS, *map(of_all.format, ("33.28", "33.28.01", "33.28.02")), *kept])


def figure(app) -> dict:
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def strip_plot(without: list[str]) -> dict:
    """The figure of 24 desa: one of 70 of 100 families, one of 90, the others of 80."""
    shares = {"usual": "80/100/0", "small": "70/100/0", "large": "90/100/0"}
    updated = many.row("kemutakhiran_24_pct", "2026-10", **shares)
    many.publish(terbitan_petugas=operators(set(without)), sums=f"{many.SUMS}\n{updated}")
    return figure(written.opened("kapasitas"))


def test_medians_are_of_ten_desa_and_more():
    drawn = strip_plot(many.KODE[1:11])

    assert [note["text"] for note in drawn["layout"]["annotations"]] == [
        "<b>operator aktif ≤ 90 hari</b> · 14 desa · median 80 %",
        "<b>tanpa operator</b> · 10 desa · median 80 %",
    ]
    assert [line["x0"] for line in drawn["layout"]["shapes"]] == [80, 80]


def test_of_nine_desa_there_are_dots_alone():
    drawn = strip_plot(many.KODE[1:10])

    assert drawn["layout"]["annotations"][1]["text"] == (
        "<b>tanpa operator</b> · 9 desa (tanpa median)"
    )
    assert len(drawn["layout"]["shapes"]) == 1
    assert len(drawn["data"][1]["customdata"]) == 9


def test_a_desa_without_a_figure_is_no_dot(published):
    app = written.opened("kapasitas")

    dots = [len(trace["customdata"]) for trace in figure(app)["data"]]
    assert dots == [1, 1]  # Kaliputih, Karanganyar; of Hilir there is no list
    assert strips.NOTE in reading.text(app)


def test_of_too_many_desa_there_is_no_map(published, monkeypatch):
    monkeypatch.setattr(maps, "MOST_DESA", 3)

    assert "Pilih satu kabupaten untuk peta desanya." in reading.text(written.opened("kapasitas"))
