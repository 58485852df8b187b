"""Daftar perbaikan: what it says to whom, that it forgets, and the way its file is fetched."""

import io
import re

import pytest
from python_calamine import CalamineWorkbook
from streamlit.testing.v1 import AppTest

from pages.parts import worklist
from queries import app_store, audit, handover, jobs, rights
from queries.scope import Role, Scope
from register import connections
from tests import small_register
from tests.opening import WrongPasswordError, unlocked
from tests.pages import reading, written
from tests.pages.conftest import claims
from tests.pages.fetching import fetch, token_of

OFFICE = Scope(Role.DINAS, "kepala@contoh.go.id")
DESA = {"desa": "Kaliputih (Hulu)"}
VERVAL = {"daftar": "Sasaran verval belum ada hasil"}
REASON = "kunjungan rumah Rabu"
NAMES = ("SITI AMAN", "=CMD()")


@pytest.fixture(autouse=True)
def register(data_dir, monkeypatch):
    """The small register and a summary; nothing waits to be fetched."""
    monkeypatch.setattr(handover, "_waiting", {})
    small_register.fill_in(connections.register_engine())
    yield
    app_store.opened.cache_clear()


def opened(who: tuple[str, str, list[str]] | None = None, **query: str) -> AppTest:
    """Return the page as somebody finds it: (name, role, areas); None: where nobody signs in."""
    app = AppTest.from_file(written.DASHBOARD, default_timeout=60)
    if who:
        rights.give(OFFICE, f"{who[0]}@contoh.go.id", *who[1:])
        app.user = claims(who[0])
    app.switch_page("pages/daftar.py")
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


DINAS, CAMAT = ("ani", "dinas", []), ("camat", "wilayah", ["33.28.01"])
OTHER_CAMAT, RAKOR = ("camat2", "wilayah", ["33.28.02"]), ("rapat", "rakor", [])


def press(app: AppTest, label: str, reason: str = REASON) -> AppTest:
    next(each for each in app.text_input if each.label == "Alasan").set_value(reason)
    next(each for each in app.button if each.label == label).click()
    app.run()
    assert not app.exception
    return app


def shows_persons(app: AppTest) -> bool:
    return any(name in reading.text(app) for name in NAMES)


@pytest.mark.parametrize(
    ("who", "sees"), [(DINAS, True), (CAMAT, True), (OTHER_CAMAT, False), (RAKOR, False)]
)
def test_persons_are_shown_to_whose_area_it_is(provider, who, sees):
    written.publish()
    app = opened(who, **DESA, **VERVAL)
    assert shows_persons(app) == sees
    if sees:
        first, second = reading.headline(app)
        assert first == "3 dari 3 KK di Kaliputih (Hulu): Sasaran verval belum ada hasil."
        assert "HITUNGAN PASTI" in second
    looks = audit.read().query("perbuatan == 'lihat daftar'")
    assert looks["perihal"].tolist() == ["verval 33.28.01.2001 2026-10 halaman 1"] * sees


def test_without_accounts_sample_data_is_open_and_real_data_is_not(monkeypatch):
    written.publish(sample=True)
    assert shows_persons(opened(**DESA, **VERVAL))
    engine = connections.register_engine()
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE muatan SET contoh = false")
    engine.dispose()
    # The summary still says sample: the register itself is asked.
    app = opened(**DESA, **VERVAL)
    assert not shows_persons(app)
    assert "hanya terbuka untuk DATA CONTOH" in reading.text(app)


def test_numbers_are_masked_and_nothing_is_kept(provider):
    written.publish()
    app = opened(CAMAT, **DESA, **VERVAL)
    said = reading.text(app)
    assert "••••••••••••••01" in said
    assert not re.search(r"\d{5}", said)
    press(app, "Lihat baris ini")
    assert "No KK 9928010101010002" in reading.text(app)  # the row with the lowest RT of RW 001
    kept = repr(app.session_state)
    assert not re.search(r"\d{16}", kept)
    assert not any(name in kept for name in NAMES)
    assert not re.search(r"\d{16}", repr(dict(app.query_params)))
    assert not re.search(r"\d{5}", reading.text(app.run()))  # forgotten at the next run
    one = audit.read().query("perbuatan == 'lihat satu data'").iloc[0]
    assert (one["siapa"], one["alasan"]) == ("camat@contoh.go.id", REASON)


@pytest.mark.parametrize("reason", ["", "NIK 9928010101800001"])
@pytest.mark.parametrize("label", ["Lihat baris ini", "Siapkan berkas desa ini"])
def test_without_a_reason_nothing_is_told(provider, label, reason):
    written.publish()
    app = press(opened(CAMAT, **DESA, **VERVAL), label, reason)
    assert "Alasan" in app.error[0].value
    assert "No KK 99" not in reading.text(app)
    assert handover._waiting == {}


def test_where_the_audit_fails_nothing_is_shown(provider, monkeypatch):
    written.publish()

    def broken(*_, **__):
        raise OSError("disk full")

    app = opened(CAMAT)
    monkeypatch.setattr(audit, "record", broken)
    app.selectbox(key="desa").set_value("Kaliputih (Hulu)").run()
    assert "Jejak audit tidak dapat ditulis" in reading.headline(app)[0]
    assert not shows_persons(app)


def test_on_the_projector_no_names_are_shown(provider):
    written.publish()
    app = opened(DINAS, **DESA, **VERVAL, proyektor="true")
    assert not shows_persons(app)
    assert reading.headline(app)[0] == worklist.NOT_ON_A_WALL


def test_what_is_empty_is_told_from_what_is_unknown(provider):
    written.publish()
    assert reading.headline(opened(DINAS))[0] == "Pilih satu desa atau kecamatan."
    assert "Cakupan akun Anda: Kec. Hulu." in reading.text(opened(CAMAT))
    # Everybody's relation is missing, so nobody is complete; nobody has two heads, and all match.
    app = opened(DINAS, **DESA, daftar="Penerima meninggal, pindah, ganda")
    assert reading.headline(app)[0].startswith("Register belum memuat")  # nobody receives
    app = opened(DINAS, desa="Karanganyar (Hilir)", daftar="NIK belum padan")
    first, second = reading.headline(app)
    assert first.endswith("di Karanganyar (Hilir). Bagus.")
    assert second.startswith("Dari 3 jiwa.")
    app = opened(DINAS, desa="Karanganyar (Hulu)", daftar="NIK belum padan")
    assert reading.headline(app)[0].startswith("Register belum memuat data jiwa")
    app = opened(DINAS, **DESA, periode="September 2026")
    assert reading.headline(app)[0] == "Register tidak memuat bulan itu."


def test_while_an_import_runs_it_says_so(provider, monkeypatch):
    written.publish()
    monkeypatch.setattr(jobs, "PATIENCE", 0)
    with jobs.alone():
        app = opened(DINAS, **DESA, **VERVAL)
    assert "Impor lain sedang berjalan" in reading.headline(app)[0]


def test_a_kecamatan_has_no_file(provider):
    written.publish()
    app = opened(CAMAT, kec="Hulu", **VERVAL)
    assert shows_persons(app)
    assert next(b for b in app.button if b.label.startswith("Siapkan")).disabled


def test_from_the_profile_to_the_families(provider):
    written.publish()
    for who, sees in ((CAMAT, True), (OTHER_CAMAT, False), (RAKOR, False)):
        rights.give(OFFICE, f"{who[0]}@contoh.go.id", *who[1:])
        app = AppTest.from_file(written.DASHBOARD, default_timeout=60)
        app.user = claims(who[0])
        app.switch_page("pages/profil.py")
        app.query_params["desa"] = DESA["desa"]
        app.run()
        assert not app.exception
        assert ("daftar" in {link.page for link in app.get("page_link")}) == sees


# The file.


def test_a_file_goes_to_its_owner_once(provider):
    written.publish()
    token = token_of(press(opened(CAMAT, **DESA, **VERVAL), "Siapkan berkas desa ini"))
    rights.give(OFFICE, "camat2@contoh.go.id", "wilayah", ["33.28.01"])

    assert fetch(token).status_code == 403  # nobody signed in
    assert fetch(token, "camat2").status_code == 403
    assert fetch(token, cookie="palsu").status_code == 403
    assert fetch(token, "camat", method="HEAD").status_code == 405
    given = fetch(token, "camat")
    assert (given.status_code, given.headers["Cache-Control"]) == (200, "no-store")
    assert "daftar-verval-33.28.01.2001-2026-10" in given.headers["Content-Disposition"]
    assert b"9928010101010001" not in given.content
    assert fetch(token, "camat").status_code == 404
    export = audit.read().query("perbuatan == 'ekspor daftar'").iloc[0]
    assert (export["baris"], export["alasan"]) == (3, REASON)
    assert export["perihal"] == "verval 33.28.01.2001 2026-10 berkata sandi"


def test_the_file_opens_with_the_password_shown_beside_it_which_is_kept_nowhere(provider, data_dir):
    written.publish()
    app = press(opened(CAMAT, **DESA, **VERVAL), "Siapkan berkas desa ini")
    (word,) = [code.value for code in app.code]
    content = fetch(token_of(app), "camat").content
    with pytest.raises(WrongPasswordError):
        unlocked(content, word[:-1])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(unlocked(content, word)))
    assert "9928010101010001" in str(rows.get_sheet_by_index(0).to_python())

    assert word not in repr(app.session_state)
    assert word not in repr(handover._waiting)
    stored = [path.read_bytes() for path in data_dir.rglob("*") if path.is_file()]
    assert not any(word.encode() in content for content in stored)
    assert not app.run().code  # the next run has forgotten it


def test_a_file_made_before_the_right_was_taken_away_stays(provider):
    written.publish()
    token = token_of(press(opened(CAMAT, **DESA, **VERVAL), "Siapkan berkas desa ini"))
    rights.revoke(OFFICE, "camat@contoh.go.id")
    assert fetch(token, "camat").status_code == 403


def test_without_accounts_the_sample_can_be_fetched():
    written.publish(sample=True)
    token = token_of(press(opened(**DESA, **VERVAL), "Siapkan berkas desa ini"))
    assert fetch(token).status_code == 200
    assert fetch("x" * 43).status_code == 404
