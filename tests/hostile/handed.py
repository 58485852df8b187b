"""Prepared files at /unduh: by another, again, late, after the right is gone, by made-up tokens."""

import json
import re
import time
from datetime import UTC, datetime

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from queries import handover
from queries.scope import Right, Role, Scope
from tests import server
from tests.hostile.attempts import attempt
from tests.hostile.paths import SHELL
from tests.hostile.replays import Demoted, Revoked, leave
from tests.hostile.widgets import states
from tests.hostile.world import World
from tests.signing import Socket

GROUP = "Prepared file"
DESA, LIST = "Kaligayam (Margasari)", "Belum diperbarui 24 bulan"
QUERY = {"desa": DESA, "daftar": LIST}
TOKEN = re.compile(r"unduh/([\w-]{43})")
WHOLE = "FormSubmitter:alasan-daftar-Siapkan berkas desa ini"
WORKLIST, AUDIT, REJECTS = "a worklist", "the audit", "refused rows"
OWNERS = {WORKLIST: "camat", AUDIT: "dinas2", REJECTS: "dinas2"}
BUTTONS = {AUDIT: ("jejak", "ekspor_jejak"), REJECTS: ("impor", "tolakan-0")}
INSIDE = "ISI RAHASIA"


def prepared(world: World, what: str, jar: dict | None = None) -> str:
    """Have its owner prepare a file, signed in by these cookies or as always; return its token."""
    with world.socket(jar or OWNERS[what]) as socket:
        if what == WORKLIST:
            socket.run("daftar", QUERY)
            heard = socket.say(asked(socket, "kunjungan rumah Rabu"))
        else:
            if what == REJECTS:
                _refused(world)
            page, button = BUTTONS[what]
            socket.run(page)
            press = WidgetState(id=socket.widget(button), trigger_value=True)
            heard = socket.say(states(press, page=page))
    return TOKEN.search(server.words(heard))[1]


def asked(socket: Socket, reason: str, button: str = WHOLE, query: dict | None = None):
    """Return the form of a worklist filled in and its button pressed."""
    values = [
        WidgetState(id=socket.widget("alasan_daftar"), string_value=reason),
        WidgetState(id=socket.widget(button), trigger_value=True),
    ]
    told = "&".join(f"{name}={value}" for name, value in (query or QUERY).items())
    return states(*values, page="daftar", query=told)


def _refused(world: World) -> None:
    """Leave what an import with refused rows leaves."""
    path = world.site.data / "ditolak" / "uji-2026-10.ditolak.xlsx"
    path.parent.mkdir(exist_ok=True)
    path.write_text(INSIDE)
    now = datetime.now(UTC).isoformat()
    told = (
        {"event": "began", "at": now, "labels": ["uji-2026-10.txt"]},
        {"event": "command", "number": 0},
        {"event": "loaded", "muatan_id": 1, "rejected": 1, "reject_file": str(path)},
        {"event": "exit", "code": 0, "words": ""},
        {"event": "ended", "at": now},
    )
    folder = world.site.data / "impor"
    folder.mkdir(exist_ok=True)
    (folder / "impor.jsonl").write_text("\n".join(map(json.dumps, told)))


def fetched(world: World, token: str, who: str | dict | None, method: str = "GET", **how) -> str:
    """Return what comes of asking for a prepared file."""
    status, told = world.ask(f"/unduh/{token}", who, method, **how)
    if status == 200 and SHELL not in told:
        return f"A FILE of {len(told)} signs"
    return f"refused: {status if SHELL not in told else 'the empty page'}"


@attempt(
    GROUP,
    "{1} fetches {0} that another has prepared, by its true token",
    "refused: 403",
    [(WORKLIST, who) for who in ("nobody", "asing", "rakor", "camat2", "dinas")]
    + [(AUDIT, who) for who in ("nobody", "camat", "dinas")]
    + [(REJECTS, who) for who in ("nobody", "rakor", "dinas")],
)
def _(world: World, what: str, who: str) -> str:
    token = prepared(world, what)
    told = fetched(world, token, None if who == "nobody" else who)
    return told if fetched(world, token, OWNERS[what]).startswith("A FILE") else "USED UP"


@attempt(GROUP, "{0} fetched a second time", "refused: 404", [(what,) for what in OWNERS])
def _(world: World, what: str) -> str:
    token = prepared(world, what)
    first = fetched(world, token, OWNERS[what])
    return fetched(world, token, OWNERS[what]) if first.startswith("A FILE") else f"FIRST {first}"


@attempt(GROUP, "a worklist fetched after five minutes", "gone")
def _(world: World) -> str:
    owner = Scope(Role.DINAS, "uji")
    token = handover.put(owner, "a.xlsx", b"x", right=Right.DAFTAR)
    late = time.monotonic() + handover.SECONDS + 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handover.time, "monotonic", lambda: late)
        return "gone" if handover.take(token, owner) is None else "STILL THERE"


@attempt(GROUP, "a worklist fetched by its owner after the role was taken away", "refused: 403")
def _(world: World) -> str:
    jar = world.minted("camat")
    token = prepared(world, WORKLIST, jar)
    with Revoked(world, "camat"):
        return fetched(world, token, jar)


@attempt(
    GROUP, "a worklist fetched by its owner after they were moved to another kecamatan", "refused"
)
def _(world: World) -> str:
    token = prepared(world, WORKLIST)
    world.give("camat", "wilayah", ("33.28.02",))
    try:
        return fetched(world, token, world.minted("camat"))
    finally:
        world.give("camat")
        world.jars["camat"] = world.minted("camat")


@attempt(
    GROUP,
    "{0} fetched by its owner after the role became rakor",
    "refused: 403",
    [(AUDIT,), (REJECTS,)],
)
def _(world: World, what: str) -> str:
    token = prepared(world, what)
    with Demoted(world):
        old = fetched(world, token, "dinas2")
        new = fetched(world, token, world.minted("dinas2"))
    world.jars["dinas2"] = world.minted("dinas2")
    return old if old == new else f"{old}, {new}"


@attempt(
    GROUP,
    "{0} fetched by a copy of its owner's cookie after the sign-out",
    "refused: 403",
    [(WORKLIST,), (AUDIT,)],
)
def _(world: World, what: str) -> str:
    jar = world.minted(OWNERS[what])
    token = prepared(world, what, jar)
    with world.socket(jar) as socket:
        socket.run("definisi")
        leave(socket)
    return fetched(world, token, jar)


MADE_UP = {
    "a token made up": lambda token: "x" * 43,
    "the token without its last letter": lambda token: token[:-1],
    "the token with a letter more": lambda token: f"{token}A",
    "the token in other case": lambda token: token.swapcase(),
    "the token and a zero byte": lambda token: f"{token}%00",
    "the token and a path": lambda token: f"{token}/../{token}",
    "no token": lambda token: "",
    "a star": lambda token: "*",
    "five thousand letters": lambda token: "A" * 5000,
    "a path to the register": lambda token: "..%2fregister.duckdb",
    "a path to refused rows": lambda token: "..%2f..%2fditolak%2fuji-2026-10.ditolak.xlsx",
    "letters that are none": lambda token: "%ff%fe%F0%9F%92%A9",
    "SQL": lambda token: "'%20OR%201=1--",
}


@attempt(GROUP, "camat fetches by {0}", "refused", [(what,) for what in MADE_UP])
def _(world: World, what: str) -> str:
    return fetched(world, MADE_UP[what](_kept(world)), "camat")


@attempt(
    GROUP,
    "{0} with a worklist's true token and its owner's cookie",
    "refused: 405",
    [("HEAD",), ("POST",), ("PUT",), ("DELETE",), ("OPTIONS",)],
)
def _(world: World, method: str) -> str:
    body = {} if method in ("HEAD", "OPTIONS") else {"body": b""}
    return fetched(world, _kept(world), "camat", method, **body)


@attempt(GROUP, "the owner of refused rows asks for a few bytes at a time", "the whole of it, once")
def _(world: World) -> str:
    token = prepared(world, REJECTS)
    status, told = world.ask(f"/unduh/{token}", "dinas2", Range="bytes=0-2")
    again = fetched(world, token, "dinas2")
    if (status, told, again) == (200, INSIDE, "refused: 404"):
        return "the whole of it, once"
    return f"{status}: {told[:20]}, then {again}"


@attempt(
    GROUP,
    "a worklist's true token with {0}",
    "refused: 403",
    [("a cookie made up",), ("the account in the address",), ("a header that names the owner",)],
)
def _(world: World, how: str) -> str:
    token, surel = _kept(world), "camat@contoh.go.id"
    return {
        "a cookie made up": lambda: fetched(world, token, {"_streamlit_user": "palsu"}),
        "the account in the address": lambda: fetched(world, f"{token}?email={surel}", None),
        "a header that names the owner": lambda: fetched(
            world, token, None, X_Forwarded_User=surel
        ),
    }[how]()


def _kept(world: World) -> str:
    """A worklist that no attempt may fetch; one serves many."""
    at, token = world.token
    if time.monotonic() - at > handover.SECONDS / 2:
        token = prepared(world, WORKLIST)
        world.token = time.monotonic(), token
    return token
