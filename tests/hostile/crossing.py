"""What one role has just seen, looked for by another in the caches both share."""

from tests import server
from tests.hostile.addresses import path
from tests.hostile.attempts import attempt
from tests.hostile.messages import session
from tests.hostile.replays import leave
from tests.hostile.world import NOT_YOURS, WAY_IN, World, message, seen
from tests.provider import PEOPLE

GROUP = "Cache"
OFFICE = ("impor", "hak", "jejak")


@attempt(
    GROUP,
    "nobody opens {0} right after dinas",
    WAY_IN,
    [(page,) for page in ("ringkasan", "profil", "definisi", *OFFICE)],
)
def _(world: World, page: str) -> str:
    world.said("dinas", path(page))
    return world.visit(None, path(page))


@attempt(
    GROUP,
    "{1} opens {0} right after dinas",
    NOT_YOURS,
    [(page, who) for page in OFFICE for who in ("rakor", "camat")],
)
def _(world: World, page: str, who: str) -> str:
    world.said("dinas", page)
    return world.visit(who, page)


@attempt(
    GROUP,
    "{1} opens {0} right after dinas and looks for what only dinas is shown",
    "nothing of it",
    [(page, who) for page in ("ringkasan", "profil") for who in ("rakor", "camat")],
)
def _(world: World, page: str, who: str) -> str:
    """Links of the office, its account, and the forms that write decisions."""
    query = {"desa": "Kalisalak (Margasari)"} if page == "profil" else {}
    dinas = world.said("dinas", path(page), **query)
    other = world.said(who, path(page), **query)
    only = [PEOPLE["dinas"], '"Impor"', '"Hak akses"', '"Jejak audit"', "keputusan_isi"]
    shown = [word for word in only if word in dinas]
    found = [word for word in only if word in other]
    return f"SEEN: {found}" if found else f"nothing of it: of {len(shown)} things"


@attempt(GROUP, "dinas right after rakor is still dinas", "a page")
def _(world: World) -> str:
    world.said("rakor", "hak")
    return world.visit("dinas", "hak")


@attempt(
    GROUP,
    "{0} names what dinas's browser has in memory, to be told of it by reference",
    "nothing of it",
    [("rakor",), ("camat",), ("asing",)],
)
def _(world: World, who: str) -> str:
    with world.socket("dinas") as owner:
        hashes = [heard.hash for heard in owner.run("jejak") if heard.hash]
    with world.socket(who) as socket:
        said = message("jejak")
        said.rerun_script.cached_message_hashes.extend(hashes)
        heard = socket.say(said)
    same = {h.ref_hash for h in heard if h.ref_hash} & set(hashes)
    told = server.words(heard)
    return "SEEN" if PEOPLE["dinas"] in told else f"nothing of it: {len(same)} references"


# --- sessions of others ----------------------------------------------------------------------

TAKEOVER = "Session"


@attempt(
    TAKEOVER,
    "{0} connects with the number of dinas's session, {1}",
    "a session of its own",
    [(who, when) for who in ("nobody", "rakor") for when in ("still open", "just closed")],
)
def _(world: World, who: str, when: str) -> str:
    with world.socket("dinas") as owner:
        number = session(owner.run("jejak"))
        if when == "still open":
            return _taken(world, who, number)
    return _taken(world, who, number)


@attempt(TAKEOVER, "the copied cookie and number of a session that was signed out of", WAY_IN)
def _(world: World) -> str:
    jar = world.minted("dinas")
    with world.socket(jar) as owner:
        number = session(owner.run("jejak"))
        leave(owner)
    return world.tried(jar, session=number)


@attempt(
    TAKEOVER,
    "nobody connects with {0} for the number of a session",
    WAY_IN,
    [("..%2f..%2fregister.duckdb",), ("0",), ("None",), ("a" * 4000,)],
)
def _(world: World, number: str) -> str:
    return world.tried(None, session=number)


def _taken(world: World, who: str, number: str) -> str:
    name = None if who == "nobody" else who
    with world.socket(name, session=number) as socket:
        heard = socket.run("jejak")
        own = session(socket.heard)
    if own == number:
        return "TAKEN OVER"
    return f"a session of its own: {seen(heard)}"
