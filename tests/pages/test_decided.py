"""Decisions on Profil desa, and what they do on the error pages."""

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import words
from queries import app_store, decisions
from queries.scope import Role, Scope
from register import connections
from tests.pages import many, reading, written

DINAS = Scope(Role.DINAS, "dinas@contoh.go.id")
DESA = {"desa": "Desa 02 (Hulu)"}
TODAY = words.today()


@pytest.fixture(autouse=True)
def store():
    yield
    app_store.opened.cache_clear()


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click()
    app.run()


def write(app: AppTest, isi: str, tenggat: date = TODAY) -> None:
    app.text_area(key="keputusan_isi").set_value(isi)
    app.text_input(key="keputusan_oleh").set_value("Camat Hulu")
    app.date_input(key="keputusan_tenggat").set_value(tenggat)
    press(app, "Simpan")


def test_a_decision_is_written_listed_and_marked_as_done():
    many.publish(sample=True)
    app = written.opened("profil", **DESA)
    assert "Belum ada keputusan yang dicatat untuk desa ini." in reading.text(app)

    write(app, "Musdes ulang", tenggat=TODAY + timedelta(days=3))

    said = reading.text(app)
    assert "0 dari 1 keputusan sudah ditepati." in said
    assert f"Musdes ulang · rakor {words.day(TODAY)} Camat Hulu" in said
    assert "3 hari lagi" in said
    assert app.text_area(key="keputusan_isi").value == ""

    press(app, "Ditepati hari ini")
    assert "1 dari 1 keputusan sudah ditepati." in reading.text(app)


def test_what_is_refused_is_said_and_stays_in_the_form():
    many.publish(sample=True)
    app = written.opened("profil", **DESA)

    write(app, "Cek 9928012008700001")

    assert "16 angka seperti NIK atau No KK" in app.error[0].value
    assert app.text_area(key="keputusan_isi").value == "Cek 9928012008700001"
    assert decisions.of(many.LARGE).empty


def test_a_deadline_that_passed_is_said():
    many.publish(sample=True)
    long_ago = TODAY - timedelta(days=40)
    decisions.add(DINAS, many.LARGE, long_ago, "Kunjungi", "TKSK", TODAY - timedelta(days=12))
    decisions.add(DINAS, many.LARGE[:8], long_ago, "Rapat", "Camat", TODAY)
    decisions.add(DINAS, many.SMALL, long_ago, "Tidak di sini", "TKSK", TODAY)  # another desa

    said = reading.text(written.opened("profil", **DESA))

    assert "▲ lewat 12 hari" in said
    assert "Rapat (kecamatan)" in said
    assert "○ jatuh tempo hari ini" in said
    assert "Tidak di sini" not in said


def test_with_real_data_and_no_sign_in_decisions_are_read_and_not_written():
    many.publish()
    decisions.add(DINAS, many.LARGE, TODAY, "Kunjungi", "TKSK", TODAY)

    app = written.opened("profil", **DESA)

    assert "Kunjungi" in reading.text(app)
    assert not [b for b in app.button if b.label in ("Simpan", "Ditepati hari ini")]


def test_a_store_that_cannot_be_opened_leaves_the_profile(data_dir):
    many.publish()
    (data_dir / "aplikasi.sqlite").mkdir()

    said = reading.text(written.opened("profil", **DESA))

    assert "Catatan keputusan tidak dapat dibuka" in said
    assert str(data_dir) not in said


def test_change_since_the_last_rakor():
    many.publish()
    assert "Rakor terakhir" not in written.opened("eksklusi").selectbox(key="sejak").options
    decisions.add(DINAS, many.LARGE, date(2026, 9, 30), "Kunjungi", "TKSK", date(2026, 10, 1))

    app = written.opened("eksklusi", sejak="Rakor terakhir")

    assert "sejak Sep 26" in reading.text(app)


def test_its_address_is_in_the_environment_or_beside_the_data(monkeypatch, data_dir):
    assert connections.url("app") == f"sqlite:///{data_dir / 'aplikasi.sqlite'}"
    monkeypatch.setenv("APP_URL", "postgresql://x/y")
    assert connections.url("app") == "postgresql://x/y"
