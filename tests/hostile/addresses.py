"""Wider scope by the address: pages of another role, their hashes, and what a query may claim."""

from hashlib import md5

from tests import navigation, server
from tests.hostile.attempts import attempt
from tests.hostile.world import (
    NOT_YOURS,
    WAY_IN,
    World,
    message,
    reason,
    seen,
)
from tests.provider import PEOPLE

GROUP = "Address"
FIGURES = ("ringkasan", "kelengkapan", "cakupan", "inklusi", "eksklusi", "verval", "musdes")
FIGURES += ("kapasitas", "profil", "definisi")
OFFICE = ("impor", "hak", "jejak")
FRONT = "ringkasan"


def path(page: str) -> str:
    """The address of a page, without its slash."""
    return navigation.PAGES[page].removeprefix("/")


@attempt(GROUP, "nobody opens page {0}", WAY_IN, [(page,) for page in (*FIGURES, *OFFICE)])
def _(world: World, page: str) -> str:
    return world.visit(None, path(page))


@attempt(
    GROUP,
    "{1} opens page {0}",
    NOT_YOURS,
    [(page, who) for page in OFFICE for who in ("rakor", "camat")],
)
def _(world: World, page: str, who: str) -> str:
    return world.visit(who, page)


@attempt(
    GROUP,
    "an account without a role opens page {0}",
    f"{WAY_IN}: Akun ini belum diberi peran",
    [("ringkasan",), ("verval",), ("impor",), ("jejak",)],
)
def _(world: World, page: str) -> str:
    return _why(world, "asing", page)


@attempt(
    GROUP,
    "an account with role dinas whose e-mail the provider has not verified opens page {0}",
    f"{WAY_IN}: Surel akun ini belum terverifikasi",
    [("ringkasan",), ("hak",), ("profil",)],
)
def _(world: World, page: str) -> str:
    return _why(world, "palsu", page)


def _why(world: World, who: str, page: str) -> str:
    with world.socket(who) as socket:
        heard = socket.run(path(page))
    return f"{seen(heard)}: {reason(server.words(heard))}"


@attempt(
    GROUP,
    "rakor opens Hak akses spelled {0!r}",
    "nothing of it",
    [("hak/",), ("HAK",), ("Hak_akses",), ("Hak akses",), ("pages/hak",), ("hak.py",)]
    + [("../hak",), ("hak\0",), (" hak",), ("masuk/../hak",), ("%68ak",), ("hak?x=1",)],
)
def _(world: World, spelled: str) -> str:
    with world.socket("rakor") as socket:
        heard = socket.run(spelled)
    return "SEEN" if PEOPLE["dinas"] in server.words(heard) else f"nothing of it: {seen(heard)}"


@attempt(
    GROUP,
    "{1} asks for page {0} by the hash it has for dinas",
    "nothing of it",
    [(page, who) for page in OFFICE for who in ("rakor", "camat", "asing")],
)
def _(world: World, page: str, who: str) -> str:
    return _by_hash(world, who, _hash(world, page))


@attempt(
    GROUP,
    "nobody asks for page {0} by its hash",
    WAY_IN,
    [("ringkasan",), ("profil",), ("hak",), ("jejak",)],
)
def _(world: World, page: str) -> str:
    with world.socket() as socket:
        return seen(socket.say(message(page_script_hash=_hash(world, page))))


@attempt(
    GROUP,
    "nobody has the file {0} run by the hash of its path",
    WAY_IN,
    [("pages/hak.py",), ("pages/profil.py",), ("pages/parts/accounts.py",), ("queries/read.py",)],
)
def _(world: World, file: str) -> str:
    digest = md5(str(world.site.app / file).encode(), usedforsecurity=False).hexdigest()
    with world.socket() as socket:
        return seen(socket.say(message(page_script_hash=digest)))


def _hash(world: World, page: str) -> str:
    if ("", page) not in world.ids:
        with world.socket("dinas") as socket:
            heard = socket.run("definisi")
        pages = next(h.navigation.app_pages for h in heard if h.HasField("navigation"))
        world.ids |= {("", p.url_pathname or FRONT): p.page_script_hash for p in pages}
    return world.ids["", page]


def _by_hash(world: World, who: str, digest: str) -> str:
    with world.socket(who) as socket:
        heard = socket.say(message(page_script_hash=digest))
    if PEOPLE["dinas"] in server.words(heard):
        return "SEEN"
    return f"nothing of it: {seen(heard)}"


CLAIMS = [
    {"peran": "dinas"},
    {"role": "dinas"},
    {"surel": PEOPLE["dinas"]},
    {"email": PEOPLE["dinas"], "email_verified": "true"},
    {"is_logged_in": "true"},
    {"who": PEOPLE["dinas"]},
    {"areas": "33"},
    {"sample_only": "false"},
    {"embed": "true", "embed_options": "show_toolbar"},
    {"proyektor": "true"},
    {"_lewat_dashboard": "1"},
    {"st.user": '{"email": "dinas@contoh.go.id"}'},
    {"code": "x", "state": "y"},
    {"masuk": "true"},
    {"_streamlit_user": "x"},
]
CLAIMED = [("&".join(f"{name}={value}" for name, value in claim.items()),) for claim in CLAIMS]


@attempt(GROUP, "nobody opens the first page with ?{0}", WAY_IN, CLAIMED)
def _(world: World, claim: str) -> str:
    with world.socket() as socket:
        return seen(socket.say(message(query_string=claim)))


@attempt(
    GROUP,
    "rakor opens Hak akses with ?{0}",
    NOT_YOURS,
    [claim for claim in CLAIMED if "=dinas" in claim[0] or "true" in claim[0]]
    + [("hak_surel=a@b.id&hak_peran=dinas",)],
)
def _(world: World, claim: str) -> str:
    with world.socket("rakor") as socket:
        return seen(socket.say(message("hak", query_string=claim)))


@attempt(
    GROUP,
    "rakor opens a page with ?{0}={1}",
    "a page",
    [
        ("desa", "%00"),
        ("desa", "Desa+yang+tidak+ada"),
        ("desa", "33.28.01.2001'+OR+1%3D1"),
        ("desa", "A" * 2000),
        ("kec", "../../register.duckdb"),
        ("kec", "-1"),
        ("kab", "Kabupaten+Lain"),
        ("periode", "1900-01"),
        ("periode", "%F0%9F%92%A9"),
        ("indikator", "%3Cscript%3Ealert(1)%3C/script%3E"),
        ("peta", "..%2f..%2fetc"),
        ("proyektor", "maybe"),
    ],
)
def _(world: World, name: str, value: str) -> str:
    with world.socket("rakor") as socket:
        heard = socket.say(message("definisi", query_string=f"{name}={value}"))
    said = server.words(heard)
    return "MARKUP" if "<script" in said else seen(heard)
