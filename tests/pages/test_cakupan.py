"""Cakupan program says what was worked out by hand from the sums below."""

import json
import re

import pytest

from tests.pages import reading, written

SUMS = """
    indikator          | rincian           | periode | 33.28.01.2001 | 33.28.01.2002 | 33.28.02.1003 | 33.28.02.2004
    cakupan_kk_pct     |                   | 2026-09 | 90/200/0      | 45/100/0      | 3/6/0         | 60/200/0
    cakupan_kk_pct     |                   | 2026-10 | 100/200/0     | 50/100/0      | 3/6/0         | 60/200/0
    cakupan_kk_pct     | desil 1           | 2026-10 | 80/100/0      | 30/30/0       | 2/3/0         | 20/40/0
    cakupan_kk_pct     | desil 5           | 2026-10 | 15/80/0       | 15/60/0       | 1/3/0         | 40/160/0
    cakupan_kk_pct     | tanpa desil       | 2026-10 | 5/20/0        | 5/10/0        |               |
    cakupan_kk_pct     | PKH               | 2026-10 | 40/200/0      | 30/100/0      | 1/6/0         | 20/200/0
    cakupan_kk_pct     | PKH · desil 1     | 2026-10 | 38/100/0      | 27/30/0       | 1/3/0         | 20/40/0
    cakupan_kk_pct     | PKH · desil 5     | 2026-10 | 0/80/0        | 3/60/0        | 0/3/0         | 0/160/0
    cakupan_kk_pct     | PKH · tanpa desil | 2026-10 | 2/20/0        | 0/10/0        |               |
    cakupan_kk_pct     | BPNT              | 2026-10 | 90/200/0      | 40/100/0      | 3/6/0         | 50/200/0
    cakupan_jiwa_pct   |                   | 2026-10 | 400/800/0     | 200/400/0     | 12/24/0       | 240/800/0
    cakupan_jiwa_pct   | desil 1           | 2026-10 | 320/400/0     | 120/120/0     | 8/12/0        | 80/160/0
    cakupan_jiwa_pct   | desil 5           | 2026-10 | 60/320/0      | 60/240/0      | 4/12/0        | 160/640/0
    cakupan_jiwa_pct   | tanpa desil       | 2026-10 | 20/80/0       | 20/40/0       |               |
    cakupan_jiwa_pct   | PKH               | 2026-10 | 160/800/0     | 120/400/0     | 4/24/0        | 80/800/0
    belum_menerima_pct | PKH               | 2026-10 | 62/130/20     | 3/40/10       | 2/3/0         | 20/40/0
    luar_desil_pct     | PKH               | 2026-10 | 0/38/0        | 3/30/0        | 0/1/0         | 0/20/0
"""  # noqa: E501
TOGETHER = """
    periode | kode_desa     | kombinasi     | keluarga | tidak_aktif
    2026-10 | 33.28.01.2001 | BPNT + PKH    | 30       | 0
    2026-10 | 33.28.01.2001 | PKH           | 6        | 1
    2026-10 | 33.28.01.2001 | BLT-DD + PKH  | 4        | 0
    2026-10 | 33.28.01.2001 | BPNT          | 60       | 0
    2026-10 | 33.28.02.2004 | BPNT + PKH    | 18       | 2
    2026-10 | 33.28.02.2004 | BLT-DD + PKH  | 2        | 0
    2026-10 | 33.28.02.2004 | BLT-DD + BPNT | 32       | 0
    2026-09 | 33.28.02.2004 | BLT-DD + PKH  | 99       | 0   # another month
"""
RULES = """
    periode | pasangan     | boleh | dasar    | sumber | catatan
    2026-10 | BPNT + PKH   | ya    | surat    | s      |
    2026-10 | BLT-DD + PKH | tidak | PMK uji  | s      | sekunder
"""
QUOTAS = """
    periode | program | kode_wilayah | jumlah   | satuan | sumber
    2026-10 | PKH     | 33.28        | 100      | KK     | SK uji
    2026-10 | PKH     | 33.28.01     | 50       | KK     | SK uji
    2026-10 | BPNT    | 00           | 18000000 | KK     | negeri
    2026-09 | PKH     | 33.28        | 80       | KK     | SK lama   # what was in force then
"""
PEOPLE = """
    kode_desa     | penduduk
    33.28.01.2001 | 1000
    33.28.01.2002 | 100       # fewer than are in desil 1-4: shown, never clipped
    33.28.02.2004 | 1600
"""
HELD = {
    "sums": SUMS,
    "irisan": TOGETHER,
    "terbitan_rangkap": RULES,
    "terbitan_kuota_bulan": QUOTAS,
}


@pytest.fixture
def published():
    written.publish(**HELD)


def figures(app) -> list[str]:
    body = next(e.proto.body for e in app.get("html") if "kartu-baris" in e.proto.body)
    drawn = re.findall(r"<section.*?</section>", body)
    return [" ".join(re.sub("<[^>]+>", " ", each).split()) for each in drawn]


def test_it_opens_with_how_far_a_programme_reaches(published):
    first, second = reading.headline(written.opened("cakupan", program="PKH"))

    # 40 + 30 + 1 + 20 of 200 + 100 + 6 + 200; 4 + 2 families with BLT-DD and PKH
    assert first == (
        "PKH menjangkau 18,0 % (91 dari 506) keluarga terdaftar di Kabupaten Uji; 6 keluarga punya "
        "gabungan yang tidak boleh."
    )
    assert second.endswith("KESESUAIAN.")


def test_the_sentence_follows_group_area_and_unit(published):
    def opening(**query):
        return reading.headline(written.opened("cakupan", program="PKH", **query))[0]

    # 38 + 27 + 1 + 20 of 100 + 30 + 3 + 40: of desil 2, 3 and 4 there are none
    assert "PKH menjangkau 49,7 % (86 dari 173) keluarga desil 1–4" in opening(kelompok="Desil 1–4")
    assert "PKH menjangkau 7 % (2 dari 30) keluarga tanpa desil" in opening(kelompok="Tanpa desil")
    assert "PKH menjangkau 18,0 % (364 dari 2.024) jiwa" in opening(hitung="Per jiwa")
    # two desa of Hulu, where 4 of the 6 are
    assert opening(kec="Hulu").startswith(
        "PKH menjangkau 23,3 % (70 dari 300) keluarga terdaftar di Kec. Hulu; 4 keluarga"
    )
    # six families are too few for a percentage
    assert "PKH menjangkau 1 dari 6 keluarga" in opening(desa="Watu (Hilir)")


def test_a_month_without_lists_has_no_coverage_rather_than_none(published):
    app = written.opened("cakupan", program="PKH", periode="September 2026")

    assert reading.headline(app)[0] == (
        "Belum ada angka cakupan PKH untuk Kabupaten Uji, September 2026."
    )
    assert "0,0 %" not in reading.text(app)  # not of the quota either
    assert "0 KK" not in reading.text(app)  # nor of what may not be: that month has no rules


def test_figures_carry_counts_and_badge(published):
    assert figures(written.opened("cakupan", program="PKH")) == [
        "18,0 % keluarga terdaftar menerima PKH · 91 dari 506 KK · KESESUAIAN",
        "91,0 % kuota PKH terpakai penerima terdaftar · 91 dari 100 KK · HITUNGAN PASTI",
        # 62 + 3 + 2 + 20 of 130 + 40 + 3 + 40
        "40,8 % desil sasaran belum menerima · 87 dari 213 KK, 30 belum diketahui · KESESUAIAN",
        "3 % penerima di luar desil sasaran · 3 dari 89 KK · KESESUAIAN",
        # 40 + 60 families in Kaliputih, 20 + 32 in Karanganyar (Hilir)
        "6 KK gabungan program tidak boleh · dari 152 KK penerima, 32 belum ada aturannya · "
        "HITUNGAN PASTI",
    ]


def test_two_programmes_stand_beside_each_other_in_the_same_classes(published):
    app = written.opened("cakupan", program="PKH", banding="BPNT")

    assert reading.headline(app)[0].startswith(
        "PKH menjangkau 18,0 % (91 dari 506), BPNT menjangkau 36,2 % (183 dari 506) keluarga"
    )
    maps = [data for data in reading.drawings(app) if "kelas" in data]
    # 20, 30, too few, 10 %; 45, 40, too few, 25 %: below 10, 10-25, 25-50 …
    assert [data["kelas"] for data in maps] == ["12s1", "22s2"]
    assert maps[0]["legenda"] == maps[1]["legenda"]
    assert figures(app)[3] == "– terpakainya kuota BPNT belum diketahui di wilayah ini"
    assert "Kaliputih (Hulu) 20,0 % (40) 45,0 % (90) 200" in reading.text(app)


def test_the_programme_is_not_offered_beside_itself(published):
    app = written.opened("cakupan", program="PKH")

    assert "PKH" not in app.selectbox(key="banding").options
    assert set(app.selectbox(key="program").options) == {"Semua bantuan keluarga", "BPNT", "PKH"}


def test_every_programme_by_desil_with_those_without_one_apart(published):
    app = written.opened("cakupan", bagian="Desil dan kuota", kec="Hulu")

    told = reading.text(app)
    # PKH in Hulu: 70 of 300; desil 1 65 of 130; desil 5 3 of 140; desil 2 has nobody
    assert "PKH 23,3 % 70/300 50,0 % 65/130 – – – 2,1 % 3/140" in told
    assert "7 % 2/30" in told
    # of BPNT no desil was published: a dash, not 0
    assert "BPNT 43,3 % 130/300 – – – – – – – – – – –" in told


def test_quotas_at_the_level_they_are_given_for(published):
    told = reading.text(written.opened("cakupan", bagian="Desil dan kuota"))

    assert "PKH Kabupaten Uji 91 KK 100 KK 91,0 % SK uji" in told
    assert "PKH Hulu 70 KK 50 KK 140 % SK uji" in told  # above its quota: shown, not clipped
    # what the table above says of BPNT, of our area: the quota is for a larger one
    assert (
        "BPNT seluruh negeri 183 KK di Kabupaten Uji 18.000.000 KK tidak dapat dibandingkan negeri"
        in told
    )


def test_without_quotas_they_are_unknown(published):
    written.publish(**{**HELD, "terbitan_kuota_bulan": QUOTAS.split("\n    2026-10 | PKH")[0]})

    told = reading.text(written.opened("cakupan", bagian="Desil dan kuota"))

    assert "PKH belum diketahui 91 KK di Kabupaten Uji belum diketahui belum diketahui" in told


def test_a_month_is_read_against_the_quota_of_its_day():
    september = "cakupan_kk_pct | PKH | 2026-09 | 60/200/0 | 12/100/0 | 0/6/0 | 0/200/0"
    written.publish(**{**HELD, "sums": f"{SUMS}    {september}"})

    then = {"program": "PKH", "periode": "September 2026"}
    told = reading.text(written.opened("cakupan", bagian="Desil dan kuota", **then))

    assert "PKH Kabupaten Uji 72 KK 80 KK 90 % SK lama" in told
    assert "Kuota yang berlaku 30 September 2026." in told
    assert "90 % kuota PKH terpakai penerima terdaftar · 72 dari 80 KK" in told


def test_combinations_by_what_the_rules_say_of_them(published):
    app = written.opened("cakupan", bagian="Gabungan program")
    told = reading.text(app)

    assert "152 keluarga menerima sedikitnya satu program, 0 tidak menerima apa pun." in told
    assert "3 keluarga yang tidak aktif lagi masih ada pada daftar" in told
    assert "BLT-DD + PKH ▲ tidak boleh 6 0" in told
    assert "BLT-DD + BPNT ? belum ada aturan 32 0" in told  # no rule on these: not lawful
    assert "BPNT + PKH boleh 48 2" in told
    assert "PKH satu program 6 1" in told
    assert "BLT-DD + PKH ▲ tidak boleh PMK uji s sekunder" in told
    assert "Dasar yang tidak boleh: PMK uji." in told
    spec = json.loads(app.get("plotly_chart")[0].proto.spec)
    bars = next(trace for trace in spec["data"] if trace["type"] == "bar")
    # what may not be first, then the largest
    assert bars["text"] == ["6 ▲", "60", "48", "32 ?", "6"]


def test_without_the_list_of_a_pair_nobody_is_counted_as_having_none():
    """PKH has a list, BLT-DD has none: no forbidden pair can be looked for, so it is not 0 KK."""
    without = "\n".join(line for line in TOGETHER.splitlines() if "BLT-DD" not in line)
    written.publish(**{**HELD, "irisan": without})

    app = written.opened("cakupan", bagian="Gabungan program")

    assert figures(app)[4] == (
        "– gabungan tidak boleh belum diketahui: tanpa daftar BLT-DD bulan ini"
    )
    assert "0 KK" not in reading.text(app)
    assert "Gabungan yang tidak boleh dihitung tanpa daftar BLT-DD bulan ini." in reading.text(app)


def test_of_several_pairs_the_list_that_is_missing_is_named():
    more = "2026-10 | BPNT + BST | tidak | PMK lain | s |"
    none = TOGETHER.replace("BLT-DD + PKH  | 2 ", "BLT-DD + PKH  | 0 ")
    written.publish(**{**HELD, "terbitan_rangkap": f"{RULES}    {more}", "irisan": none})

    told = reading.text(written.opened("cakupan", bagian="Gabungan program"))
    assert "Gabungan yang tidak boleh dihitung tanpa daftar BST bulan ini." in told
    # that nobody has one is said with the list it goes without
    assert figures(written.opened("cakupan", desa="Karanganyar (Hilir)"))[4] == (
        "0 KK gabungan program tidak boleh · dari 50 KK penerima, 32 belum ada aturannya; tanpa "
        "daftar BST bulan ini · HITUNGAN PASTI"
    )


def test_where_all_is_unknown_no_count_of_none_is_said():
    unknown = SUMS.replace(
        "62/130/20     | 3/40/10       | 2/3/0         | 20/40/0",
        "|".join(["0/130/130 ", "0/40/40", "0/3/3", "0/40/40"]),
    )
    written.publish(**{**HELD, "sums": unknown})

    assert figures(written.opened("cakupan", program="PKH"))[2] == (
        "– desil sasaran belum menerima · 213 KK belum diketahui · KESESUAIAN"
    )


def test_a_version_without_combinations_says_how_to_get_them():
    written.publish(sums=SUMS)

    app = written.opened("cakupan", bagian="Gabungan program")

    assert "python -m queries publish" in app.info[0].value
    assert "gabungan program belum dihitung pada terbitan ini" in reading.text(app)


def test_need_against_reach_in_thirds(published):
    app = written.opened("cakupan", program="PKH", bagian="Kebutuhan")

    peta = next(data for data in reading.drawings(app) if "kelas" in data)
    # Need (desil 1-4 of all): 50, 30, too few, 20 %. Reach in it: 38, 90, too few, 50 %.
    assert peta["kelas"] == "65s1"
    told = reading.text(app)
    assert "Kebutuhan tinggi, cakupan rendah: Kaliputih (Hulu) 38,0 % (38 dari 100 KK)." in told
    assert "Kaliputih (Hulu) kebutuhan tinggi, cakupan rendah 200 100 50,0 % 38 38,0 %" in told
    assert "Watu (Hilir) belum cukup data 6 3 – 1 –" in told


def test_pockets_are_looked_for_when_asked(published):
    app = written.opened("cakupan", program="PKH", bagian="Kantong")
    assert "Moran" not in " ".join(h.value for h in app.subheader)

    next(b for b in app.button if b.label == "Cari kantong").click().run()

    assert not app.exception
    assert app.subheader[0].value == "Terlalu sedikit wilayah."


def test_saturation_against_the_population_where_it_is_known(published):
    written.publish(**HELD, terbitan_penduduk=PEOPLE)

    told = reading.text(written.opened("cakupan", bagian="Kejenuhan"))

    # 400 of 1.000 is on the line, 120 of 100 beyond all, 160 of 1.600; of Watu nothing is known
    assert "1 dari 3 desa di atas garis 40 %. 1 di antaranya di atas 100 %" in told
    assert "1 desa terlalu sedikit untuk persen." in told
    assert "Karanganyar (Hulu) 120 100 40 120,0 %" in told
    assert "Watu (Hilir) 12 0 0 –" in told
    assert "% dari penduduk desa menurut Dukcapil" in told


@pytest.mark.parametrize("era", ["DTKS", "DTSEN"])
def test_saturation_needs_the_population_and_says_which_file_brings_it(era):
    written.publish(**{**HELD, "terbitan_periode": written.PERIODS.replace("DTSEN", era)})
    app = written.opened("cakupan", bagian="Kejenuhan")
    assert "python -m register fakta wilayah.csv" in app.info[0].value
    assert "di atas garis" not in reading.text(app)
    assert not app.get("plotly_chart")


@pytest.mark.parametrize("part", ["Peta", "Desil dan kuota", "Gabungan program", "Kebutuhan"])
def test_a_summary_without_programmes_is_no_fault(part):
    written.publish()

    app = written.opened("cakupan", bagian=part)

    assert reading.headline(app)[0].startswith("Belum ada angka cakupan Bantuan keluarga")
    assert not app.exception
