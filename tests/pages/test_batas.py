"""Batas desa on page Impor: seen before it is used, used as it was seen, and undone."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo import borders
from queries import border_files, jobs
from register import connections
from register.schema import metadata, wilayah, wilayah_alias
from tests import tables
from tests.pages import reading, written
from tests.pages.test_impor import LOADS, register, told

SAID = {
    "file": "<b>batas</b>.zip",
    "at": "2026-11-02T20:30:00+00:00",  # 03.30 of the next day in Tegal
    "format": "Shapefile",
    "layers": [["desa", 2], ["kecamatan", 0]],
    "crs": "EPSG:32749 (WGS 84 / UTM zone 49S)",
    "key": "nama",
    "columns": ["KEC", "DESA"],
    "n_features": 4,
    "n_known": 3,
    "matched": {"33.28.01.2001": "nama", "33.28.01.2002": "ejaan lain"},
    "known_without_border": ["33.28.02.1003"],
    "unknown_here": ["Hulu / Hutan"],
    "unknown_elsewhere": [],
    "repeated": [],
    "without_polygon": [],
    "without_key": ["fitur ke-4"],
    "others": 1,
    "findings": [{"kind": "mungkin tertukar", "kode": ["33.28.01.2001", "33.28.01.2002"],
                  "told": "Karanganyar 2,7 km dan Kaliputih 2,4 km"}],
    "has_points": False,
    "labels": {"33.28.01.2001": "Karanganyar (Hulu)", "33.28.01.2002": "Kaliputih (Hulu)",
               "33.28.02.1003": "Watu (Hilir)"},
    "n_bytes": 300_000,
    "n_gzip": 60_000,
}  # fmt: skip
MARK = {"kode": "33.28.01.2001", "garis": "M0 0L9 9", "tempat": [5, 5]}
SKETCH = {"lebar": 560, "tinggi": 400, "wilayah": "M0 0L9 9", "garis": "M0 0L9 9",
          "temuan": [MARK], "tanpa": [[7, 7]]}  # fmt: skip
USE, AGAIN, THROW = "batas-pakai", "batas-kembali", "batas-buang"


@pytest.fixture(autouse=True)
def sample() -> None:
    """A register of the sample: the page is open."""
    register(LOADS)


def opened() -> AppTest:
    return written.opened("impor")


def proposed(data_dir, text: str = "{}", **more: object) -> dict:
    said = SAID | more
    borders.propose(text, said, SKETCH, data_dir)
    return said


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button}


def test_without_borders_the_page_says_so_and_offers_to_take_some():
    app = opened()

    assert "Belum ada batas desa: pilihan Peta wilayah menampilkan peta petak." in reading.text(app)
    assert len(app.get("file_uploader")) == 2
    assert keys(app).isdisjoint({USE, AGAIN, THROW})


def test_what_was_found_stands_before_the_button(data_dir):
    proposed(data_dir)

    said = reading.text(opened())

    assert "Batas dari <b>batas</b>.zip sudah diperiksa; belum dipakai." in said
    assert "Desa dikenali: 1 lewat nama, 1 lewat ejaan lain (kolom KEC, DESA)." in said
    assert "Lapisan lain tidak dipakai: kecamatan (0 desa cocok)." in said
    assert "2 dari 3 desa punya batas 1 desa tanpa batas 2 batas tanpa desa 1 hal" in said
    assert "mungkin tertukar Karanganyar (Hulu), Kaliputih (Hulu) Karanganyar 2,7 km" in said
    assert "Desa tanpa batas di berkas (1): Watu (Hilir)." in said
    assert "Batas di kabupaten ini yang desanya tidak dikenal (1): Hulu / Hutan." in said
    assert "Letak tidak diperiksa" in said
    assert borders.current(data_dir) is None


def test_nothing_odd_is_said_too(data_dir):
    proposed(data_dir, findings=[])

    assert "Tidak ada yang janggal" in reading.text(opened())


def test_the_button_puts_in_force_what_was_seen(data_dir):
    proposed(data_dir, '{"type": "FeatureCollection"}')

    app = opened()
    app.button(key=USE).click().run()

    assert borders.current(data_dir).read_text() == '{"type": "FeatureCollection"}'
    assert borders.candidate(data_dir) == {}
    assert (
        "Peta wilayah memakai batas 2 dari 3 desa, dari berkas <b>batas</b>.zip, diperiksa "
        "3 November 2026 03.30 WIB."
    ) in reading.text(app)
    assert keys(app).isdisjoint({USE, AGAIN, THROW})


def test_what_was_checked_in_the_meantime_is_not_put_in_force(data_dir):
    proposed(data_dir)
    app = opened()
    proposed(data_dir, file="lain.zip")

    app.button(key=USE).click().run()

    assert borders.current(data_dir) is None
    assert "Laporan itu sudah tidak berlaku." in reading.text(app)
    assert "Batas dari lain.zip" in reading.text(app)


def test_throwing_away_changes_nothing(data_dir):
    borders.put_in_force("{}", SAID, data_dir)
    before = borders.current(data_dir)
    proposed(data_dir, "[]")

    app = opened()
    app.button(key=THROW).click().run()

    assert borders.current(data_dir) == before
    assert borders.candidate(data_dir) == {}
    assert len(app.get("file_uploader")) == 2


def test_the_borders_before_these_come_back(data_dir):
    old = borders.put_in_force("{}", SAID, data_dir)
    new = borders.put_in_force("[]", SAID | {"file": "baru.zip"}, data_dir)

    app = opened()
    assert "dari berkas baru.zip" in reading.text(app)
    app.button(key=AGAIN).click().run()

    assert (borders.current(data_dir), borders.previous(data_dir)) == (old, new)
    assert "dari berkas <b>batas</b>.zip" in reading.text(app)


@pytest.mark.parametrize("key", [USE, AGAIN, THROW])
def test_a_register_of_an_office_is_closed_for_borders_too(data_dir, key):
    """The page was opened while it was the sample; the button is pressed when it is no more."""
    borders.put_in_force("{}", SAID, data_dir)
    before = borders.put_in_force("[]", SAID, data_dir)
    proposed(data_dir, "0")
    app = opened()
    (data_dir / "register.duckdb").unlink()
    register(LOADS, contoh=False)
    st.cache_data.clear()  # the ledger is read anew after ten seconds

    app.button(key=key).click().run()

    assert borders.current(data_dir) == before
    assert borders.candidate(data_dir)
    assert keys(app).isdisjoint({USE, AGAIN, THROW})


def test_a_refused_file_is_said_and_leaves_what_is_in_force(data_dir):
    borders.put_in_force("{}", SAID, data_dir)
    told(jobs.BORDERS, {"event": "failed", "error": "x.zip rusak. Buat ulang."})

    said = reading.text(opened())

    assert "x.zip rusak. Buat ulang." in said
    assert "Batas yang dipakai tidak berubah." in said
    assert "Peta wilayah memakai batas 2 dari 3 desa" in said


class Sent:
    """What a browser sends."""

    name = "../../Batas <Desa>.GeoJSON"
    content = memoryview(b"{}")


def test_the_process_gets_the_file_and_the_areas_of_the_register(data_dir):
    store = connections.register_engine()
    metadata.create_all(store)
    with store.begin() as connection:
        tables.fill(connection, wilayah_alias, "kode | nama\n33.28.01.2001 | Karang Anyar")
        connection.execute(
            wilayah.update().where(wilayah.c.kode == "33.28.01.2001").values(lat=-7.1, lon=109.2)
        )
    store.dispose()

    command = border_files.hand_in(Sent.name, Sent.content)

    *options, path = command.arguments
    assert path.endswith("kiriman.geojson")
    assert f"--nama={Sent.name}" in options
    areas, spellings = (open_of(o) for o in options if o.startswith("--wilayah="))
    assert areas[0] == "kode,nama,tingkat,kode_induk,kode_bps,lat,lon"
    assert "33.28.01.2001,Karanganyar,desa,33.28.01,,-7.1,109.2" in areas
    assert len(areas) == 7  # the heading, three desa and those above them
    assert spellings == ["kode,nama", "33.28.01.2001,Karang Anyar"]

    border_files.discard()
    assert not (jobs.folder() / border_files.FOLDER).exists()


def open_of(option: str) -> list[str]:
    """The lines of the file an option names."""
    return Path(option.partition("=")[2]).read_text(encoding="utf-8").splitlines()
