"""Few families, unknown months, no kegiatan, nothing at all: missing is never zero."""

from tests.pages import reading, written
from tests.pages.written import SUMS

NOTHING_IN_OCTOBER = "\n".join(line for line in SUMS.splitlines() if "2026-10" not in line)


def test_of_few_families_only_counts_are_given():
    written.publish()

    card = reading.cards(written.opened(desa="Watu (Hilir)"))["Data mutakhir"]
    app = written.opened("kelengkapan", desa="Watu (Hilir)")

    assert card == ["–", "○ belum cukup data", "3 dari 6 KK", "target 75 %"]
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


def test_a_month_whose_musdes_list_is_missing_is_unknown_not_zero():
    written.publish()

    ringkasan = written.opened(periode="Juni 2026")
    app = written.opened("kelengkapan", periode="Juni 2026", indikator="Musdes bulan ini")

    assert reading.cards(ringkasan)["Sudah musdes"] == [
        "–",
        "– belum ada data",
        "4 desa belum diketahui",
        "target 100 %",
        "bulan pertama",
    ]
    assert "Daftar musdes Juni 2026 belum diimpor." in reading.headline(ringkasan)[1]
    assert reading.headline(app)[0] == (
        "Belum ada angka “Sudah musdes” untuk Kabupaten Uji, Juni 2026."
    )
    assert next(d for d in reading.drawings(app) if "kelas" in d)["kelas"] == "nnnn"


def test_against_an_unknown_month_there_is_no_change():
    written.publish()

    card = reading.cards(written.opened(periode="Juli 2026"))["Sudah musdes"]
    table = reading.rows(
        written.opened("kelengkapan", periode="Juli 2026", indikator="Musdes bulan ini")
    )

    assert card[0] == "75 %"
    assert card[3:] == ["target 100 % · ▲ 1 desa"]
    assert [row[6] for row in table.values()] == [None, None]


def test_a_new_kegiatan_is_not_compared_with_the_one_before():
    before = SUMS + "    verval_pct | 2026-09 | 90/100/0 | 45/50/0 | | 40/40/0\n"
    months = written.PERIODS.replace("2026-09-30 |            |", "2026-09-30 | Verval Lama | 100")
    written.publish(sums=before, terbitan_periode=months)

    card = reading.cards(written.opened())["Verval selesai"]
    table = reading.rows(written.opened("kelengkapan", indikator="Capaian verval terhadap target"))

    assert card[3:] == ["rencana 48,8 % · ▲ 2 desa", "kegiatan baru"]
    assert [row[6] for row in table.values()] == [None, None]


def test_a_month_without_kegiatan_has_no_plan_and_no_verdict():
    written.publish()

    card = reading.cards(written.opened(periode="September 2026"))["Verval selesai"]

    assert card[:4] == ["–", "– belum ada data", "belum ada data", "tanpa target"]


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
