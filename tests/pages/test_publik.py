"""Keterbukaan data: what it says, and what never reaches a browser."""

import pytest

from queries import public
from register import connections
from tests.pages import reading, written
from tests.pages.written import AREAS
from tests.queries.test_public import SMALL


@pytest.fixture
def secrets(tmp_path, monkeypatch):
    path = tmp_path / "secrets.toml"
    monkeypatch.setattr(connections, "SECRETS", path)
    return path


def cells(app) -> dict[str, list[str]]:
    """Return the words of each row of the table, by the name of the area."""
    return {row[1]: [cell[1] for cell in row[3:]] for row in reading.drawings(app)[1]["baris"]}


def test_it_opens_with_what_is_so_and_says_what_is_hidden():
    written.publish(public=True)

    app = written.opened("publik")

    assert reading.headline(app) == (
        "363 dari 506 keluarga terdaftar di Kabupaten Uji datanya diperbarui dalam 24 bulan "
        "terakhir (71,7 %).",
        "Selebihnya lebih lama, atau belum diketahui tanggalnya.",
    )
    said = reading.text(app)
    assert "2 dari 4 desa/kelurahan tersaji" in said
    assert "2 desa/kelurahan disembunyikan" in said
    assert "0 desa/kelurahan belum diketahui" in said
    assert "publik/kemutakhiran_24_pct/2026-10.csv" in said


def test_map_and_table_show_what_may_be_shown():
    written.publish(public=True)

    app = written.opened("publik")

    peta = reading.drawings(app)[0]
    assert peta["kelas"] == "14dd"  # 60 %, 90 %, and two hidden
    assert peta["angka"] == "3c,5k,0;2i,2s,0;;"  # 120 of 200 and 90 of 100 in base 36
    assert cells(app)["Kaliputih"] == ["60,0 %", "120 dari 200 KK"]
    assert cells(app)["Watu"] == ["–", "disembunyikan"]


def test_a_small_count_and_what_gives_it_away_reach_no_browser():
    written.publish(sums=SMALL, public=True)

    app = written.opened("publik")
    for kode in ("33.28.02.1003", "33.28.02.2004"):
        app.session_state["publik_wilayah"] = kode
        app.run()
        sent = "\n".join(str(element.proto) for element in app.main) + str(reading.drawings(app))
        sent += reading.text(app)
        assert "disembunyikan" in sent
        assert "1.240 dari 2.039" in sent  # of the kecamatan
        assert [n for n in ("1.237", "1237", "1.999", "1999", "3 dari 40") if n in sent] == []


def test_a_real_zero_not_known_and_hidden_are_three_things():
    written.publish(public=True)

    musdes = written.opened("publik", data="Musdes bulan ini")
    june = written.opened("publik", data="Musdes bulan ini", bulan="Juni 2026")
    fresh = written.opened("publik")

    assert cells(musdes)["Kaliputih"] == ["belum"]
    assert cells(musdes)["Watu"] == ["sudah"]
    assert cells(june)["Watu"] == ["belum diketahui"]
    assert "4 desa/kelurahan belum diketahui" in reading.text(june)
    assert reading.headline(june)[0].endswith(": belum diketahui untuk Juni 2026.")
    assert cells(fresh)["Watu"][1] == "disembunyikan"


def test_verval_is_shown_by_kecamatan():
    written.publish(public=True)

    app = written.opened("publik", data="Capaian verval terhadap target")

    assert cells(app) == {
        "Hulu": ["46,7 %", "70 dari 150 KK"],
        "Hilir": ["0 %", "0 dari 40 KK"],
    }


def test_an_address_may_name_what_is_not_there():
    written.publish(public=True)

    app = written.opened("publik", data="apa saja", bulan="Juni 1999")

    assert reading.headline(app)[0].startswith("363 dari 506 keluarga")


def test_nothing_published_and_nothing_for_everybody_say_so():
    assert reading.headline(written.opened("publik"))[0] == "Belum ada data untuk umum."

    written.publish()

    assert reading.headline(written.opened("publik"))[0] == "Belum ada data untuk umum."


def test_closed_it_says_so_and_leaves_the_menu(secrets):
    secrets.write_text("[publik]\nbuka = false")
    written.publish(public=True)

    app = written.opened("publik")

    assert reading.headline(app)[0] == public.CLOSED
    assert "dari 506" not in reading.text(app)
    assert not app.get("bidi_component")


def test_who_publishes_stands_on_the_page(secrets):
    secrets.write_text('[publik]\npenerbit = "Dinsos <b>Uji</b>"\nkontak = "loket Dinsos"')
    written.publish(public=True)

    said = reading.text(written.opened("publik"))

    assert "Kontak: loket Dinsos · Lisensi: belum ditetapkan" in said
    assert "Dinsos <b>Uji</b>" in said  # as it was written, and no markup


def test_of_several_kabupaten_one_is_shown():
    other = """
    33.29         | Kabupaten Lain | kabupaten |            |             |
    33.29.01      | Timur          | kecamatan | 33.29      |             |
    33.29.01.2001 | Sawah          | desa      | 33.29.01   | 5           | 5
    """
    written.publish(terbitan_wilayah=AREAS.rstrip() + other, public=True)

    first = written.opened("publik")
    second = written.opened("publik", kab_publik="Kabupaten Lain")

    assert reading.headline(first)[0].startswith("363 dari 506 keluarga")
    assert "Kabupaten Lain" in reading.headline(second)[0]
    assert list(cells(second)) == ["Sawah"]
