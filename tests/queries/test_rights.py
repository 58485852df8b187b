"""Who holds which role, which sign-ins are in force; in SQLite and in PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from queries import app_store, audit, rights
from queries.app_store import sesi
from queries.rights import RightsError
from queries.scope import NOBODY, ForbiddenError, Role, Scope
from register import connections

OFFICE = Scope(Role.DINAS, "kepala@contoh.go.id")
NOW = int(datetime.now(UTC).timestamp())
CAMAT = {
    "iss": "https://akun.contoh.go.id",
    "sub": "17",
    "email": "Camat@Contoh.go.id",
    "email_verified": True,
    "iat": NOW,
    "nonce": "a1",
}


@pytest.fixture(params=["sqlite", "postgresql"], autouse=True)
def store(request, data_dir, monkeypatch):
    if request.param == "postgresql":
        monkeypatch.setenv("APP_URL", request.getfixturevalue("postgres_url"))
    yield
    app_store.engine().dispose()
    app_store.opened.cache_clear()


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """A function that writes section [akses] of secrets.toml."""

    def written(text: str) -> None:
        path = tmp_path / "secrets.toml"
        path.write_text(f"[akses]\n{text}\n")
        monkeypatch.setattr(connections, "SECRETS", path)

    return written


def age(**columns: timedelta) -> None:
    """Move the moments of all sign-ins into the past."""
    with app_store.engine().begin() as connection:
        row = connection.execute(select(sesi)).one()
        values = {name: getattr(row, name) - by for name, by in columns.items()}
        connection.execute(update(sesi).values(**values))


def give(email: str = "camat@contoh.go.id", role: str = "wilayah", areas=("33.28.01",)) -> Scope:
    return rights.give(OFFICE, email, role, list(areas))


def test_what_was_given_is_what_a_sign_in_gets_whatever_the_case_of_its_letters():
    give()
    entry = rights.enter(CAMAT)
    assert entry.scope == Scope(Role.WILAYAH, "camat@contoh.go.id", ("33.28.01",))
    assert entry.reason == ""
    assert rights.signed_in() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "false"},
        {"email_verified": 1.5},
        {"email": ""},
        {"email": None},
        {"email": "camat"},
        {"email": "camat@contoh.go.id\nkepala@contoh.go.id"},
    ],
)
def test_without_a_verified_email_nobody_comes_in(claims):
    give()
    entry = rights.enter(CAMAT | claims)
    assert entry.scope == NOBODY
    assert entry.reason == rights.UNVERIFIED


def test_who_holds_no_role_is_nobody_and_is_told_so():
    entry = rights.enter(CAMAT)
    assert (entry.scope, entry.reason) == (NOBODY, rights.UNKNOWN)


def test_what_is_taken_away_is_gone_at_the_next_look_and_stays_so():
    give()
    assert rights.enter(CAMAT).scope.role is Role.WILAYAH
    rights.revoke(OFFICE, "camat@contoh.go.id")
    assert rights.enter(CAMAT).reason == rights.ENDED
    again = rights.enter(CAMAT | {"nonce": "a2"})  # signs in anew
    assert (again.scope, again.reason) == (NOBODY, rights.UNKNOWN)
    assert rights.held("camat@contoh.go.id") is None


def test_another_role_holds_at_the_next_look():
    give()
    before = rights.enter(CAMAT)
    give(role="rakor", areas=())
    after = rights.enter(CAMAT)
    assert (before.scope.role, after.scope.role) == (Role.WILAYAH, Role.RAKOR)
    assert after.key == before.key


def test_a_copied_cookie_is_dead_once_its_owner_has_left():
    give()
    rights.leave(rights.enter(CAMAT))
    assert rights.enter(CAMAT).reason == rights.ENDED
    assert rights.enter(CAMAT | {"nonce": "a2"}).reason == ""  # a new sign-in is another


def test_without_anything_done_it_ends_after_half_an_hour():
    give()
    rights.enter(CAMAT)
    age(terakhir=timedelta(minutes=29))
    assert rights.enter(CAMAT, touch=False).reason == ""
    age(terakhir=timedelta(minutes=2))
    assert rights.enter(CAMAT).reason == rights.ENDED
    assert rights.signed_in() == 0


def test_looking_alone_does_not_keep_it_alive_and_doing_does():
    give()
    rights.enter(CAMAT)
    for touch, left in ((False, rights.ENDED), (True, "")):
        age(terakhir=timedelta(minutes=20))
        rights.enter(CAMAT, touch=touch)
        age(terakhir=timedelta(minutes=20))
        assert rights.enter(CAMAT).reason == left
        if not touch:
            with app_store.engine().begin() as connection:
                connection.execute(update(sesi).values(berakhir=None, terakhir=app_store.now()))


def test_the_limits_are_settings(settings):
    settings("menit_diam = 1\njam_masuk = 2")
    give()
    rights.enter(CAMAT)
    age(terakhir=timedelta(seconds=90))
    assert rights.enter(CAMAT).reason == rights.ENDED


def test_after_twelve_hours_it_ends_however_much_is_done():
    give()
    rights.enter(CAMAT)
    age(mulai=timedelta(hours=12, minutes=1))
    assert rights.enter(CAMAT).reason == rights.ENDED


def test_an_old_cookie_never_seen_here_opens_nothing():
    """Its row may have been swept away: then the moment of signing in counts."""
    give()
    old = CAMAT | {"iat": NOW - 13 * 3600}
    assert rights.enter(old).reason == rights.ENDED


def test_many_tabs_of_a_new_sign_in_are_one():
    give()
    with ThreadPoolExecutor(8) as pool:
        entries = list(pool.map(lambda _: rights.enter(CAMAT), range(16)))
    assert {entry.reason for entry in entries} == {""}
    assert rights.signed_in() == 1
    assert audit.read()["perbuatan"].tolist().count("masuk") == 1


def test_the_last_dinas_can_be_neither_revoked_nor_changed():
    give("kepala@contoh.go.id", "dinas", ())
    for change in (
        lambda: rights.revoke(OFFICE, "kepala@contoh.go.id"),
        lambda: give("kepala@contoh.go.id", "rakor", ()),
    ):
        with pytest.raises(RightsError, match="satu-satunya akun dinas"):
            change()
    give("wakil@contoh.go.id", "dinas", ())
    rights.revoke(OFFICE, "kepala@contoh.go.id")
    assert rights.held("kepala@contoh.go.id") is None


@pytest.mark.parametrize(
    ("email", "role", "areas", "words"),
    [
        ("camat", "rakor", [], "Surel itu tidak lengkap"),
        ("a@b", "rakor", [], "Surel itu tidak lengkap"),
        ("a@contoh.go.id", "publik", [], "tidak dikenal"),
        ("a@contoh.go.id", "admin", [], "tidak dikenal"),
        ("a@contoh.go.id", "wilayah", [], "memerlukan kode"),
        ("a@contoh.go.id", "wilayah", ["33.28.1"], "memerlukan kode"),
        ("a@contoh.go.id", "wilayah", ["%"], "memerlukan kode"),
    ],
)
def test_what_cannot_be_given(email, role, areas, words):
    with pytest.raises(RightsError, match=words):
        rights.give(OFFICE, email, role, areas)
    assert rights.all_held().empty


@pytest.mark.parametrize(
    "by", [NOBODY, Scope(Role.RAKOR, "r@x.id"), Scope(Role.WILAYAH, "w@x.id", ("33.28.01",))]
)
def test_only_dinas_gives_and_takes(by):
    give()
    with pytest.raises(ForbiddenError):
        rights.give(by, "saya@contoh.go.id", "dinas", [])
    with pytest.raises(ForbiddenError):
        rights.revoke(by, "camat@contoh.go.id")
    assert rights.held("camat@contoh.go.id") is not None
    assert rights.held("saya@contoh.go.id") is None


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("dinas", SimpleNamespace(role=Role.DINAS, areas=())),
        ("rakor", SimpleNamespace(role=Role.RAKOR, areas=())),
        (
            "wilayah:33.28.01,33.28.02",
            SimpleNamespace(role=Role.WILAYAH, areas=("33.28.01", "33.28.02")),
        ),
        (["staf", "wilayah:33.28.05"], SimpleNamespace(role=Role.WILAYAH, areas=("33.28.05",))),
        ("wilayah", None),
        ("wilayah:%", None),
        ("publik", None),
        ("DINAS", None),
        (None, None),
        ({"dinas": 1}, None),
    ],
)
def test_a_role_from_a_claim(settings, claim, expected):
    settings('klaim = "pantau"')
    found = rights.enter(CAMAT | {"pantau": claim}).scope
    assert (found.role, found.areas) == (
        (expected.role, expected.areas) if expected else (Role.PUBLIK, ())
    )


def test_a_claim_counts_only_where_it_is_named_and_below_the_table(settings):
    assert rights.enter(CAMAT | {"pantau": "dinas"}).scope == NOBODY
    settings('klaim = "pantau"')
    give(role="rakor", areas=())
    assert rights.enter(CAMAT | {"pantau": "dinas", "nonce": "b"}).scope.role is Role.RAKOR
    rights.revoke(OFFICE, "camat@contoh.go.id")
    assert rights.enter(CAMAT | {"pantau": "dinas", "nonce": "c"}).scope == NOBODY


def test_a_role_that_came_by_claim_can_be_taken_away_too(settings):
    settings('klaim = "pantau"')
    claims = CAMAT | {"pantau": "dinas"}
    assert rights.enter(claims).scope.role is Role.DINAS
    rights.revoke(OFFICE, "camat@contoh.go.id")
    assert rights.enter(claims).scope == NOBODY
    assert rights.enter(claims | {"nonce": "b"}).scope == NOBODY


def test_all_of_it_is_in_the_audit():
    give()
    entry = rights.enter(CAMAT)
    rights.enter(CAMAT)
    rights.leave(entry)
    rights.revoke(OFFICE, "camat@contoh.go.id")
    rights.enter(CAMAT | {"nonce": "b"})
    told = audit.read().iloc[::-1][["siapa", "perbuatan", "perihal"]].to_numpy().tolist()
    assert told == [
        ["kepala@contoh.go.id", "beri peran", "camat@contoh.go.id: wilayah 33.28.01"],
        ["camat@contoh.go.id", "masuk", ""],
        ["camat@contoh.go.id", "keluar", ""],
        ["kepala@contoh.go.id", "cabut peran", "camat@contoh.go.id"],
        ["camat@contoh.go.id", "masuk tanpa peran", ""],
    ]
