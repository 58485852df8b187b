"""Which pages and parts open to whom: each role at each address, with sign-in and without."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import admission
from queries import app_store, audit, rights
from queries.scope import Role, Scope
from register import connections
from tests.pages import reading, written
from tests.pages.conftest import claims
from tests.pages.fetching import fetch, token_of
from tests.pages.written import PAGES

OFFICE = Scope(Role.DINAS, "kepala@contoh.go.id")
ROLES = {
    "tamu": None,
    "rakor": ("rakor", []),
    "wilayah": ("wilayah", ["33.28.01"]),
    "dinas": ("dinas", []),
}
OPEN = {
    "tamu": set(),
    "rakor": set(PAGES),
    "wilayah": {*PAGES, "daftar"},
    "dinas": {*PAGES, "daftar", "impor", "hak", "jejak"},
}
CLOSED = "Halaman ini tidak terbuka untuk Anda."
WAY_IN = "Masuk dengan akun kantor Anda."


@pytest.fixture(autouse=True)
def store():
    yield
    app_store.opened.cache_clear()


def opened(page: str, who: str, **query: str) -> AppTest:
    """Return a page as somebody finds it who holds that role."""
    app = AppTest.from_file(written.DASHBOARD, default_timeout=60)
    if ROLES.get(who):
        rights.give(OFFICE, f"{who}@contoh.go.id", *ROLES[who])
    if who != "tamu":
        app.user = claims(who)
    app.switch_page(f"pages/{page}.py")
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize(("who", "told"), [("rakor", False), ("wilayah", False), ("dinas", True)])
def test_with_nothing_published_the_command_is_for_those_who_may_import(provider, who, told):
    app = opened("ringkasan", who)

    assert reading.headline(app)[0] == "Belum ada angka untuk ditampilkan."
    assert ("python -m queries publish" in reading.text(app)) == told


@pytest.mark.parametrize("page", [*PAGES, "daftar", "impor", "hak", "jejak"])
@pytest.mark.parametrize("who", ROLES)
def test_a_page_opens_to_whom_it_may_and_to_nobody_else(provider, who, page):
    written.publish()
    said = reading.text(opened(page, who))
    refused = CLOSED in said or WAY_IN in said or admission.NOT_YOURS in said
    assert refused == (page not in OPEN[who])
    if refused:
        assert "%" not in said


def test_the_menu_holds_what_is_open(provider):
    written.publish()
    office = opened("ringkasan", "dinas")
    assert {link.page for link in office.get("page_link")} >= {"hak", "jejak"}
    other = opened("ringkasan", "rakor")
    assert not {"hak", "jejak"} & {link.page for link in other.get("page_link")}


def test_an_account_without_a_role_is_told_so(provider):
    written.publish()
    said = reading.text(opened("ringkasan", "asing"))
    assert rights.UNKNOWN in said
    assert "Kaliputih" not in said


def test_what_is_taken_away_is_gone_at_the_next_run(provider):
    written.publish()
    app = opened("kelengkapan", "wilayah")
    assert "Data mutakhir 71,7 %" in reading.text(app)
    rights.revoke(OFFICE, "wilayah@contoh.go.id")
    said = reading.text(app.run())
    assert rights.ENDED in said
    assert "71,7 %" not in said


def test_a_role_is_given_and_taken_on_the_page(provider):
    written.publish()
    app = opened("hak", "dinas")
    app.text_input(key="hak_surel").set_value("Camat.Hulu@contoh.go.id ")
    app.selectbox(key="hak_peran").set_value("wilayah")
    app.multiselect(key="hak_wilayah").set_value(["33.28.01"])
    press(app, "Beri peran")
    assert "camat.hulu@contoh.go.id sekarang berperan wilayah." in reading.text(app)
    assert rights.held("camat.hulu@contoh.go.id").areas == ("33.28.01",)

    app.selectbox(key="hak_cabut").set_value("camat.hulu@contoh.go.id")
    press(app, "Cabut sekarang")
    assert "dicabut; sesinya berakhir di semua perangkat" in reading.text(app)
    assert rights.held("camat.hulu@contoh.go.id") is None
    deeds = audit.read()["perbuatan"].tolist()
    assert deeds[:2] == ["cabut peran", "beri peran"]


def test_what_cannot_be_given_is_said_and_stays_in_the_form(provider):
    written.publish()
    app = opened("hak", "dinas")
    app.text_input(key="hak_surel").set_value("camat@contoh.go.id")
    app.selectbox(key="hak_peran").set_value("wilayah")
    press(app, "Beri peran")
    assert rights.NEEDS_AREA in reading.text(app)
    assert app.text_input(key="hak_surel").value == "camat@contoh.go.id"


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click()
    app.run()


def test_the_audit_page_says_whether_it_is_whole(provider):
    written.publish()
    said = reading.text(opened("jejak", "dinas"))
    assert "2 perbuatan tercatat, dan tidak ada yang diubah." in said
    assert "beri peran" in said


def test_the_audit_leaves_as_a_file_that_only_its_owner_gets(provider):
    written.publish()
    app = opened("jejak", "dinas")
    press(app, "Siapkan seluruh jejak (CSV)")
    token = token_of(app)
    rights.give(OFFICE, "dinas2@contoh.go.id", "dinas", [])
    assert fetch(token).status_code == 403
    assert fetch(token, "dinas2").status_code == 403
    given = fetch(token, "dinas")
    assert given.headers["Content-Type"].startswith("text/csv")
    assert "beri peran" in given.content.decode("utf-8-sig")
    assert fetch(token, "dinas").status_code == 404
    assert "unduh jejak" in set(audit.read()["perbuatan"])


def test_an_audit_prepared_before_the_role_changed_stays(provider):
    written.publish()
    app = opened("jejak", "dinas")
    press(app, "Siapkan seluruh jejak (CSV)")
    rights.give(OFFICE, "dinas2@contoh.go.id", "dinas", [])  # somebody must be left
    rights.give(OFFICE, "dinas@contoh.go.id", "wilayah", ["33.28.01"])
    assert fetch(token_of(app), "dinas").status_code == 403


def test_without_a_provider_real_data_shows_sums_and_no_more():
    written.publish()
    for page in PAGES:
        assert CLOSED not in reading.text(written.opened(page))
    for page in ("hak", "jejak"):
        assert CLOSED in reading.text(written.opened(page))
    assert "Impor dari halaman ini tertutup" in reading.text(written.opened("impor"))


def test_without_a_provider_the_sample_shows_everything():
    written.publish(sample=True)
    for page in ("hak", "jejak"):
        assert CLOSED not in reading.text(written.opened(page))


def test_secrets_that_cannot_be_read_open_nothing(tmp_path, monkeypatch):
    written.publish()
    path = tmp_path / "secrets.toml"
    path.write_text("[auth\n")
    monkeypatch.setattr(connections, "SECRETS", path)
    app = AppTest.from_file(written.DASHBOARD, default_timeout=60).run()
    assert "Kaliputih" not in reading.text(app)
    assert app.exception


def test_results_are_cached_for_one_role_at_a_time(provider):
    from pages.parts import published

    written.publish()
    opened("kelengkapan", "dinas")
    opened("kelengkapan", "rakor")
    versions = {role: published.open_version(role).version for role in ("dinas", "rakor")}
    assert versions["dinas"] != versions["rakor"]
    code = "kemutakhiran_24_pct"
    assert published.cube_of(versions["dinas"], code) is not published.cube_of(
        versions["rakor"], code
    )
