"""What a campaign found, by whom, and how its control sample came out, worked out by hand."""

import re
from html import unescape

import pytest

from queries.patterns import PATTERNS
from tests.pages import reading, written
from tests.tables import rows

# Written's campaign: of 190 KK 40 layak, 20 tidak layak (20 October), 10 tidak ditemukan.
REASONS = """
    kegiatan   | kode_desa     | tanggal    | alasan    | jumlah
    Verval Uji | 33.28.01.2001 | 2026-10-20 | Mampu     | 15
    Verval Uji | 33.28.01.2001 | 2026-10-20 | Meninggal | 5
"""
OFFICERS = """
    kegiatan   | kode_desa     | nomor_petugas | bulan   | hari_aktif | layak | tidak_layak | tidak_ditemukan | dengan_bukti | unggah_0_1 | unggah_2_3 | unggah_4_7 | unggah_lebih_7 | unggah_tanpa
    Verval Uji | 33.28.01.2001 | 1             | 2026-10 | 4          | 36    | 19          | 0               | 44           | 30         | 10         | 0          | 5              | 10
    Verval Uji | 33.28.01.2001 | 2             | 2026-10 | 2          | 4     | 1           | 0               | 5            | 5          | 0          | 0          | 0              | 0
    Verval Uji | 33.28.01.2002 |               | 2026-10 | 1          | 0     | 0           | 10              | 5            | 10         | 0          | 0          | 0              | 0
    Verval Uji | 33.28.01.2002 | 3             | 2026-11 | 1          | 9     | 0           | 0               | 5            | 10         | 0          | 0          | 0              | 0   # after the month
    Lain       | 33.28.01.2002 | 3             | 2026-10 | 1          | 9     | 0           | 0               | 5            | 10         | 0          | 0          | 0              | 0
"""  # noqa: E501
# In Hulu 200 KK have a result, in Hilir 100; 30 were drawn in each.
CONTROL = """
    kegiatan   | kode_kecamatan | hasil_awal      | keluarga | kontrol | layak | tidak_layak | tidak_ditemukan
    Verval Uji | 33.28.01       | layak           | 150      | 20      | 15    | 5           | 0
    Verval Uji | 33.28.01       | tidak layak     | 50       | 10      | 2     | 8           | 0
    Verval Uji | 33.28.02       | layak           | 80       | 20      | 15    | 5           | 0
    Verval Uji | 33.28.02       | tidak layak     | 20       | 10      | 2     | 6           | 1    # one not back
"""  # noqa: E501


def opened(**query: str):
    app = written.opened("verval", **query)
    app.session_state["petugas"] = True  # the section opened
    app.run()
    assert not app.exception
    return app


def table(app, heading: str) -> list[list[str]]:
    """Return the cells of the first table with that heading, line by line, headings first."""
    body = next(e.proto.body for e in app.get("html") if f">{heading}</th>" in e.proto.body)
    body = body.replace("\u00a0", " ")
    lines = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL) for line in lines]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)) for cell in line] for line in cells]


def test_outcomes_are_shares_of_the_target_and_tidak_ditemukan_stays_apart():
    written.publish(verval_alasan=REASONS)

    app = written.opened("verval")
    said = reading.text(app)

    assert "HITUNGAN PASTI per 31 Oktober 2026." in said
    assert "Dari 190 KK sasaran layak 40 KK · 21,1 % tidak layak 20 KK · 10,5 %" in said
    apart = "Terpisah: bukan layak, bukan pula tidak layak"
    assert f"{apart} tidak ditemukan 10 KK · 5,3 % belum diverval 120 KK · 63,2 %" in said
    assert "Alasan 20 KK tidak layak Mampu 15 KK · 75 % Meninggal 5 KK · 25 %" in said
    assert table(app, "Wilayah") == [
        ["Wilayah", "Sasaran", "Layak", "Tidak layak", "Tidak ditemukan", "Belum diverval"]
        + ["Mampu", "Meninggal"],
        ["Kabupaten Uji", "190", "40", "20", "10", "120", "15", "5"],
        ["Hulu", "150", "40", "20", "10", "80", "15", "5"],
        ["Hilir", "40", "0", "0", "0", "40", "0", "0"],
    ]


def test_outcomes_of_a_kecamatan_and_a_desa():
    written.publish(verval_alasan=REASONS)

    hulu = table(written.opened("verval", kec="Hulu"), "Wilayah")
    desa = written.opened("verval", desa="Karanganyar (Hulu)")

    assert [line[:6] for line in hulu[1:]] == [
        ["Kec. Hulu", "150", "40", "20", "10", "80"],
        ["Kaliputih", "100", "40", "20", "0", "40"],
        ["Karanganyar", "50", "0", "0", "10", "40"],
    ]
    assert "Alasan" not in reading.text(desa)  # nobody tidak layak there
    assert table(desa, "Wilayah")[1:] == [["Karanganyar (Hulu)", "50", "0", "0", "10", "40"]]
    assert "tidak ditemukan 10 KK · 20 %" in reading.text(desa)


def test_nothing_found_before_the_first_visit():
    written.publish(sample=True, verval_alasan=REASONS, verval_petugas=OFFICERS)

    app = opened(kec="Hilir")

    assert "Hasil" not in [header.value.split(" ")[0] for header in app.subheader]
    assert "Petugas 1" not in reading.text(app)


def test_officers_of_a_kecamatan_are_numbers_with_their_shares():
    written.publish(sample=True, verval_petugas=OFFICERS)

    app = opened(kec="Hulu")

    assert table(app, "Petugas") == [
        ["Petugas", "KK", "KK per hari aktif", "Layak", "Tidak layak", "Tidak ditemukan"]
        + ["Diunggah > 7 hari", "Dengan bukti"],
        # 36, 19, 0 of 55; 5 of the 45 with a day of upload; 44 of 55
        ["Petugas 1, Kaliputih (Hulu)", "55", "13,8", "65 %", "35 %", "0 %", "11 %", "80 %"],
        # five families: counts, no shares
        ["Petugas 2, Kaliputih (Hulu)", "5", "2,5", "4 dari 5", "1 dari 5", "0 dari 5"]
        + ["0 dari 5", "5 dari 5"],
        ["Tanpa nama, Karanganyar (Hulu)", "10", "10", "0 %", "0 %", "100 %", "0 %", "50 %"],
    ]
    assert "Kurang dari 15 petugas punya hasil: belum bisa dibandingkan." in reading.text(app)


def test_officers_of_all_kecamatan_add_up():
    written.publish(sample=True, verval_petugas=OFFICERS)

    app = opened()

    # 40 + 20 + 10 in 4 + 2 + 1 days; 5 of 60 with a day of upload; 54 of 70
    cells = ["70", "10", "57 %", "29 %", "14 %", "8 %", "77 %"]
    assert table(app, "KK per hari aktif")[1:] == [["Hulu", *cells]]
    assert "Pilih kecamatan di samping" in reading.text(app)


def many() -> str:
    """Sixteen usual officers, and one who found 60 of 60 layak in Watu."""
    head, *_ = OFFICERS.strip().splitlines()
    rest = " | 2026-10 | 10 | {} | {} | 0 | 60 | 60 | 0 | 0 | 0 | 0"
    lines = [
        f"Verval Uji | 33.28.01.2001 | {n}" + rest.format(48 - n % 5, 12 + n % 5)
        for n in range(1, 17)
    ]
    odd = "Verval Uji | 33.28.02.2004 | 1" + rest.format(60, 0)
    return "\n".join([head, *lines, odd])


def test_the_section_of_officers_and_its_funnel_stand_in_the_address():
    written.publish(sample=True, verval_petugas=many())

    last = list(PATTERNS)[-1]
    app = written.opened("verval", petugas="true", **{"pola-petugas": last})

    assert app.selectbox(key="pola-petugas").value == last


def test_who_stands_out_is_asked_and_not_accused():
    written.publish(sample=True, verval_petugas=many())

    app = opened()
    said = reading.text(app)

    question = (
        "Petugas 1, Karanganyar (Hilir), mencatat 60 dari 60 KK layak. Apakah semua dikunjungi?"
    )
    assert question in said
    assert "Pertanyaan, bukan penilaian." in said
    assert question not in reading.text(opened(kec="Hulu"))
    assert "Tidak ada petugas yang bedanya dari petugas lain" in reading.text(opened(kec="Hulu"))
    assert len(app.get("plotly_chart")) == 2  # the burn-up and the funnel


def test_a_name_is_asked_for_in_a_chosen_area_with_a_reason():
    written.publish(sample=True, verval_petugas=OFFICERS)

    assert not [b for b in opened().button if b.label == "Lihat namanya"]
    app = opened(kec="Hulu")
    assert [b.label for b in app.button if b.label == "Lihat namanya"] == ["Lihat namanya"]
    next(b for b in app.button if b.label == "Lihat namanya").click().run()

    assert [error.value for error in app.error] == ["Alasan belum diisi."]


def test_a_projector_shows_no_officers():
    written.publish(sample=True, verval_petugas=many())

    app = opened(proyektor="true")

    assert "Petugas 1" not in reading.text(app)
    assert [e.label for e in app.expander if "petugas" in e.label.lower()] == []


def test_before_any_control_sample_the_page_says_how_to_draw_one():
    written.publish()

    app = written.opened("verval")

    assert "Belum ada contoh kontrol untuk kegiatan ini." in reading.text(app)
    assert app.code[0].value == (
        'python -m queries kontrol "Verval Uji" --per 30 --seed 7 --out kontrol --alasan "…"'
    )


def test_the_control_sample_beside_the_officers():
    written.publish(verval_kontrol=CONTROL)

    app = written.opened("verval")
    said = reading.text(app)

    # back: 59 of 60; the same: 15 + 8 + 15 + 6 = 44
    assert (
        "59 dari 60 KK kontrol sudah diperiksa petugas desa lain, per 31 Oktober 2026. Hasilnya "
        "sama pada 44 dari 59 KK (75 %)."
    ) in said
    # observed 44/59 = 0.7458; by chance (40 x 34 + 19 x 24) / 59^2 = 0.5217; kappa 0.469
    assert "0,47 kappa: kesesuaian di luar kebetulan sedang, rentang 95 % 0,25–0,69" in said
    # Weighted: layak 230 x 10/40, tidak layak: Hulu 50 x 8/10, Hilir 20 x (6/9 of them no, 8/9
    # found); of all found: (57.5 + 40 + 13.33) / (230 + 50 + 17.78)
    assert "≈ 37 % tidak layak menurut kontrol" in said
    assert "dari 59 KK kontrol, ditimbang menurut hasil pertama dan kecamatan." in said
    # 70 of 300
    assert "23,3 % tidak layak menurut petugas: 70 dari 300 KK yang ditemukan." in said
    assert "TAKSIRAN" in said
    assert table(app, "Hasil petugas")[1:] == [
        ["layak", "230", "40", "30", "10", "0"],
        ["tidak layak", "70", "20", "4", "14", "1"],
        ["tidak ditemukan", "0", "0", "0", "0", "0"],
    ]


@pytest.mark.parametrize("query", [{"kec": "Hulu"}, {"desa": "Kaliputih (Hulu)"}])
def test_the_control_sample_of_a_kecamatan(query):
    written.publish(verval_kontrol=CONTROL)

    said = reading.text(written.opened("verval", **query))

    assert "30 dari 30 KK kontrol" in said
    assert "25,0 % tidak layak menurut petugas: 50 dari 200 KK" in said
    assert ("Contoh kontrol ditarik per kecamatan" in said) == ("desa" in query)


def test_few_back_are_counted_and_not_compared():
    few = CONTROL.replace("| 15    | 5 ", "| 2     | 0 ").replace("| 2     | 6 ", "| 2     | 1 ")
    written.publish(verval_kontrol=few)

    said = reading.text(written.opened("verval", kec="Hilir"))

    # 2 of layak, 2 + 1 + 1 of tidak layak
    assert "6 dari 30 KK kontrol sudah diperiksa" in said
    assert "Hasilnya sama pada 3 dari 6 KK." in said  # no percentage of six
    assert "Kurang dari 30 KK kembali" in said
    assert "kappa:" not in said
    assert "≈" not in said


def test_drawn_and_nothing_back():
    none = "\n".join(
        line if "kegiatan" in line else "|".join(line.split("|")[:5]) + "| 0 | 0 | 0"
        for line in CONTROL.strip().splitlines()
    )
    written.publish(verval_kontrol=none)

    said = reading.text(written.opened("verval"))

    assert "0 dari 60 KK kontrol sudah diperiksa" in said
    assert "Hasilnya sama" not in said
    assert len(rows(none)) == 4


def test_officers_are_for_dinas_alone():
    """Without sign-in and with real data there is nobody of Dinas."""
    written.publish(verval_petugas=OFFICERS)
    app = opened()
    assert not [each for each in app.expander if "petugas" in each.label.lower()]
