"""The error pages say what was worked out by hand from tests/pages/many.py."""

import json
import re

import pytest

from tests.pages import many, reading, written

ESTIMATE = "Penerima tidak layak"


def groups(app) -> list[str]:
    """Return the lines that say how many desa are in each group."""
    block = next(m.value for m in app.markdown if " desa**" in m.value)
    return [line.strip() for line in block.splitlines()]


def funnel(app) -> dict:
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def listed(app) -> list[str]:
    return [b.label for b in app.button if b.key.startswith("bicara-")]


def test_each_card_has_its_own_badge_and_nothing_is_added_up():
    many.publish()

    cards = reading.cards(written.opened("inklusi"))

    assert cards["Status bermasalah"] == [
        "4,0 %",  # 24 x 2 of 24 x 50
        "HITUNGAN PASTI",
        "48 dari 1.200 KK",
        "72 belum diketahui",
    ]
    # 23 desa at 6 of 60 and one at 30 of 60: (23 x 0,1 + 0,5) / 24
    value, badge, state, interval, verified = cards["Penerima tidak layak"]
    assert (value, badge) == ("≈ 11,7 %", "TAKSIRAN")
    assert state == "◆ perhatian"  # above 10 %, not wholly above 20 %
    assert interval.startswith("rentang ")
    assert verified == "1.440 dari 2.400 KK diverval"
    assert cards["Terdaftar tidak layak"][1] == "TAKSIRAN"
    assert cards["Di luar desil"][:3] == ["12,5 %", "KESESUAIAN", "120 dari 960 KK"]
    assert cards["Rasio BPS"] == ["–", "PEMBANDING LUAR", "– belum ada data"]


def test_a_count_is_said_with_its_counts_and_what_is_unknown():
    many.publish()

    first, second = reading.headline(written.opened("inklusi"))

    assert first == (
        "48 dari 1.200 KK penerima bantuan per keluarga di Kabupaten Uji tercatat meninggal, "
        "pindah, atau NIK ganda (4,0 %); 72 belum diketahui."
    )
    assert second == "HITUNGAN PASTI: Seluruh data dihitung, tanpa taksiran."


def test_reasons_are_bars_of_their_own():
    many.publish()

    said = reading.text(written.opened("inklusi"))

    assert "meninggal 24 KK · 2,0 %" in said
    assert "belum diketahui 72 KK · 6,0 %" in said
    assert "batang-batang ini tidak dijumlahkan" in said


def test_an_estimate_never_looks_like_a_count():
    many.publish()

    app = written.opened("inklusi", bagian=ESTIMATE)
    first, second = reading.headline(app)

    assert first.startswith("Diperkirakan 11,7 % (")
    assert first.endswith("penerima bantuan per keluarga di Kabupaten Uji tidak layak.")
    assert "Dari 1.440 KK terverifikasi (60,0 % dari 2.400 KK), ditimbang menurut desa" in second
    peta = next(data for data in reading.drawings(app) if "kelas" in data)
    assert set(peta["angka"]) <= {";"}  # classes alone: no "n dari d" beside an estimate
    # 50 % in the small desa, 10 % in the others: the last class, and the one that begins at 10
    assert peta["kelas"] == "4" + "2" * 23


def test_what_verval_found_is_told_apart_from_the_estimate():
    many.publish()

    said = reading.text(written.opened("inklusi", bagian=ESTIMATE))

    assert "tidak layak 168 KK · 7,0 %" in said  # 23 x 6 + 30 of 2.400
    assert "belum diverval 888 KK · 37,0 %" in said  # 100 - 60 - 1 - 2 each
    assert "belum ditimbang: yang diverval bukan contoh acak" in said
    # 30 recipients; the fifth line is of a family that does not receive
    assert "Alasan 30 KK yang dinyatakan tidak layak Mampu 26 KK · 87 %" in said
    assert "pernah layak pada verval sebelumnya 20 KK · 67 %" in said


def test_bounds_without_assumptions_stand_beside_all_registered_families():
    many.publish()

    _, second = reading.headline(written.opened("inklusi", bagian="Terdaftar tidak layak"))

    # found: 168 + 120; of 3.600 families 1.440 + 600 are verified, 1.560 could be anything
    assert "Tanpa anggapan apa pun: 8,0–51,3 %." in second


def test_of_few_verified_no_share_is_shown():
    few = "\n".join(
        line.replace("| 100 | 54 | 6 |", "| 100 | 20 | 2 |") for line in many.STRATA.splitlines()
    )
    many.publish(lapisan=few)

    app = written.opened("inklusi", bagian=ESTIMATE, desa="Desa 05 (Hulu)")

    assert reading.headline(app)[0] == (
        "Desa 05 (Hulu): baru 22 KK terverifikasi, terlalu sedikit untuk taksiran “Penerima tidak "
        "layak”; lihat kecamatannya."
    )
    assert reading.cards(app)[ESTIMATE][0] == "–"
    assert "Taksiran sendiri: 1 dari 24 desa" in reading.text(app)


def test_a_kecamatan_of_few_verified_colours_no_desa():
    few = "\n".join(
        re.sub(r"\| 100 \| \d+ \| \d+ ", "| 100 | 2 | 0 ", line) if ".01.20" in line else line
        for line in many.STRATA.splitlines()
    )
    many.publish(lapisan=few)

    app = written.opened("inklusi", bagian=ESTIMATE, kec="Hulu")

    assert reading.headline(app)[0] == (
        "Kec. Hulu: baru 24 KK terverifikasi, terlalu sedikit untuk taksiran “Penerima tidak "
        "layak”; lihat kabupatennya."
    )
    peta = next(data for data in reading.drawings(app) if "kelas" in data)
    assert peta["kelas"] == "s" * 12 + "2" * 12


def test_desa_are_in_groups_not_in_ranks():
    many.publish()

    app = written.opened("eksklusi")

    assert groups(app) == [
        "▲ **2 desa** perlu perhatian",
        "● **22 desa** dalam rentang wajar",
        "▼ **0 desa** lebih baik",
        "○ **0 desa** belum cukup data",
    ]
    assert listed(app) == ["Desa 02 (Hulu)", "Desa 01 (Hulu)"]  # 210 families, 70 families
    assert "70,0 % (210 dari 300 KK yang diketahui); kabupaten 27,7 %" in reading.text(app)
    assert listed(written.opened("eksklusi", kec="Hilir")) == []


def test_the_funnel_has_every_desa_by_name_and_names_those_to_look_into():
    many.publish()

    spec = funnel(written.opened("eksklusi"))

    points = [row for trace in spec["data"] for row in trace.get("customdata") or []]
    assert sorted(kode for kode, _ in points) == many.KODE
    assert {note["text"] for note in spec["layout"]["annotations"]} == {"Desa 02"}
    said = dict(points)[many.LARGE]
    assert said.startswith("<b>Desa 02 (Hulu)</b><br>70,0 % (210 dari 300 KK yang diketahui)")
    assert spec["layout"]["yaxis"]["range"][0] == 0


def test_what_the_places_make_unavoidable_stands_apart():
    many.publish()

    said = reading.text(written.opened("eksklusi"))

    # 2.600 in the target and 23 x 50 + 150 = 1.300 families that receive: 1.300 go without
    # whatever is done, more than the 720 that do
    assert "Dari 720 KK yang belum menerima" in said
    assert "tidak terhindarkan: tempatnya kurang 720 KK · 100,0 %" in said
    assert "Kuota kabupaten belum tercatat; tempat dihitung sebanyak yang terisi sekarang" in said


QUOTA = """
    periode | program | kode_wilayah | jumlah | satuan | sumber
    2026-10 | PKH     | 33.28        | 2000   | KK     | uji
"""


def test_a_quota_that_is_known_is_said():
    one = re.sub(r"(belum_menerima_pct \| \S+ \|)", r"\1 PKH", many.SUMS)
    many.publish(sums=one, terbitan_kuota_bulan=QUOTA)

    said = reading.text(written.opened("eksklusi", program="PKH"))

    # 2.600 in the target, 2.000 places: 600 go without whoever has them
    assert "tidak terhindarkan: tempatnya kurang 600 KK · 83,3 %" in said
    assert "selebihnya: tempat terisi di luar sasaran 120 KK · 16,7 %" in said
    assert "Kuota 2.000 KK menurut tabel kuota." in said


def test_change_is_said_against_the_month_before_and_another_only_if_earlier():
    many.publish()

    # 22 x 25 + 70 + 220 = 840 of 2.600 in September, 720 in October
    assert "−4,6 poin sejak Sep 26" in reading.text(written.opened("eksklusi"))
    later = reading.text(written.opened("eksklusi", periode="September 2026", sejak="Oktober 2026"))
    assert "Oktober 2026 tidak dapat dibandingkan" in later
    assert "sejak" not in later


def test_across_a_change_of_era_nothing_is_compared_and_the_line_breaks():
    dtks = written.PERIODS.replace("2026-09 | DTSEN", "2026-09 | DTKS ").replace(
        "2026-08 | DTSEN", "2026-08 | DTKS "
    )
    many.publish(terbitan_periode=dtks)

    app = written.opened("eksklusi")

    assert "sejak Sep" not in reading.text(app)
    spec = json.loads(app.get("plotly_chart")[1].proto.spec)
    assert "era DTKS → DTSEN" in [note["text"] for note in spec["layout"]["annotations"]]
    lines = [trace for trace in spec["data"] if trace.get("customdata")]
    assert lines[-1]["x"] == ["Okt 26"]


def test_a_list_that_is_new_is_no_change_and_is_named():
    """The first list of BLT-DD came in October: PKH alone stands on the same list as before."""
    new = [
        many.row("cakupan_kk_pct > BLT-DD", "2026-10", usual="9/120/0"),
        many.row("belum_menerima_pct > PKH", "2026-09", usual="30/100/0"),
        many.row("belum_menerima_pct > PKH", "2026-10", usual="25/100/0"),
    ]
    many.publish(sums="\n".join([many.SUMS, *new]))

    app = written.opened("eksklusi")

    told = reading.text(app)
    assert "poin sejak" not in told
    assert "daftar BLT-DD baru ada" in reading.cards(app)["Belum menerima"]
    assert "Bulan sebelumnya tidak dapat dibandingkan: daftar BLT-DD baru ada. Pilih satu" in told
    spec = json.loads(app.get("plotly_chart")[1].proto.spec)
    assert "daftar BLT-DD baru ada" in [note["text"] for note in spec["layout"]["annotations"]]
    assert [t["x"] for t in spec["data"] if t.get("customdata")][-1] == ["Okt 26"]
    assert "−5,0 poin sejak Sep 26" in reading.text(written.opened("eksklusi", program="PKH"))


def test_a_programme_is_asked_for_in_the_address():
    many.publish()

    app = written.opened("inklusi", bagian="Di luar desil", program="PKH")

    assert reading.headline(app)[0] == (
        "216 dari 720 KK penerima PKH di Kabupaten Uji berada di luar desil sasaran (30,0 %)."
    )


@pytest.mark.parametrize("bagian", ["Belum menerima", "Layak belum menerima", "Temuan usulan"])
def test_exclusion_says_what_it_cannot_know(bagian):
    many.publish()

    _, second = reading.headline(written.opened("eksklusi", bagian=bagian))

    assert second.startswith("Angka ini tidak menghitung warga miskin yang belum pernah didata.")


BENCHMARK = """
    kode_wilayah | tahun | ukuran          | nilai | satuan    | rse_pct | sumber
    33.28        | 2024  | penduduk miskin | 0.5   | ribu jiwa | 10      | uji
"""


def test_the_outside_benchmark_is_for_the_kabupaten_alone():
    persons = "\n" + many.row("cakupan_jiwa_pct > desil 1", "2026-10", usual="10/40/0")
    many.publish(sums=many.SUMS + persons, terbitan_pembanding=BENCHMARK)

    app = written.opened("eksklusi", bagian="Pembanding BPS", desa="Desa 01 (Hulu)")

    # 24 x 40 persons over 500
    assert "ialah 1,92 kali penduduk miskin menurut BPS 2024 (" in reading.headline(app)[0]
    assert "Kabupaten Uji" in reading.headline(app)[0]
    assert "penduduk miskin 2024 0,50 ribu jiwa 10 % uji" in reading.text(app)
    assert not app.get("plotly_chart")


def test_a_programme_that_does_not_apply_is_said():
    many.publish()

    section = {"bagian": "Terdaftar tidak layak"}
    for app, said in (
        (written.opened("inklusi", program="PKH", **section), True),
        (written.opened("inklusi", **section), False),
    ):
        told = "Pilihan program PKH tidak berlaku untuk angka ini." in reading.headline(app)[1]
        assert told is said
        assert reading.drawings(app)[0]["judul"] == (
            "Terdaftar tetapi tidak layak (taksiran), semua keluarga terdaftar, Oktober 2026"
        )


def test_estimates_of_kecamatan_stand_in_a_table():
    many.publish()

    app = written.opened("inklusi", bagian="Penerima tidak layak")

    lines = [line for line in reading.text(app).splitlines() if "KK ≈" in line or "Hulu ≈" in line]
    table = next(line for line in lines if line.startswith("Kecamatan Taksiran"))
    # Hulu: 11 desa at 6 of 60 and one at 30 of 60; Hilir: 12 at 6 of 60
    assert "Hulu ≈ 13,3 %" in table
    assert "Hilir ≈ 10,0 %" in table
    assert table.count("720 dari 1.200 KK") == 2


def test_finds_are_per_thousand_on_card_and_map():
    finds = "\n" + many.row("temuan_layak_per_1000", "2026-10", usual="2/200/0", small="4/200/0")
    many.publish(sums=many.SUMS + finds)

    app = written.opened("eksklusi", bagian="Temuan usulan")

    # 23 x 2 + 4 = 50 of 24 x 200; Byar of 50: 37,1 and 65,9 (exact 37,1 and 65,9)
    shown = reading.cards(app)["Temuan layak"]
    assert shown[0] == "10,4 per 1.000"
    assert "50 KK, wajar 7,7–13,7" in shown
    drawn = reading.drawings(app)[0]
    assert drawn["per"] == 1000
    assert [k[1] for k in drawn["legenda"]][:2] == ["di bawah 1 per 1.000", "1–5 per 1.000"]
    assert drawn["kelas"] == "4" + "3" * 23  # 20 and 10 per 1.000


def test_causes_of_fewer_than_ten_are_counts_alone():
    few = "\n" + many.row("luar_desil_pct", "2026-09", usual="0/0/0", small="4/9/0")
    without = "\n" + many.row(
        "luar_desil_pct > tanpa desil", "2026-09", usual="0/0/0", small="0/9/0"
    )
    many.publish(sums=many.SUMS + few + without)

    app = written.opened("inklusi", bagian="Di luar desil", periode="September 2026")

    told = next(line for line in reading.text(app).splitlines() if line.startswith("Semua pener"))
    assert "di luar desil sasaran 4 KK" in told
    assert "%" not in told
