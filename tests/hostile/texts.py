"""Markup, formulas and numbers of persons in what people may write, and in what is handed out."""

import re
from datetime import date
from html import escape

import pytest

from queries import audit, decisions, export, rights
from queries.app_store import NoteError
from queries.rights import RightsError
from queries.scope import Role, Scope
from tests import server
from tests.hostile.attempts import attempt
from tests.hostile.messages import deferred, fetched_file
from tests.hostile.world import OFFICE, World

GROUP = "Text"
DESA, KODE = "Kalisalak (Margasari)", "33.28.01"
MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</style><script>alert(1)</script>",
    "<a href=javascript:alert(1)>x</a>",
    "[x](javascript:alert(1))",
    "![x](http://jahat.example/x.png)",
    ":material/key: :red[x] $\\href{javascript:alert(1)}{x}$",
    "{{7*7}} ${{7*7}} #{7*7}",
]
MARKDOWN = ("markdown", "heading", "alert")


def _drawn(heard: list, text: str) -> str:
    """How a text is drawn that somebody else has written: Streamlit draws HTML and markdown."""
    elements = [said.delta.new_element for said in heard]
    html = "\n".join(e.html.body for e in elements if e.WhichOneof("type") == "html")
    kinds = [(e, e.WhichOneof("type")) for e in elements]
    markdown = "\n".join(getattr(e, kind).body for e, kind in kinds if kind in MARKDOWN)
    escaped = escape(text)
    if text in markdown or (text in html and escaped != text):
        return "AS MARKUP"
    return "as text" if escaped in html else "NOT SHOWN"


@attempt(GROUP, "a decision that says {0!r}, read by rakor", "as text", [(m,) for m in MARKUP])
def _(world: World, text: str) -> str:
    today = date(2026, 10, 31)
    with world.inside():
        decisions.add(OFFICE, KODE, today, text, text, date(2026, 12, 31))
    try:
        with world.socket("rakor") as socket:
            heard = socket.run("profil", {"desa": DESA})
    finally:
        world.sql("DELETE FROM keputusan")
    return _drawn(heard, text)


EMAILS = [
    "<script>alert(1)</script>@x.go.id",
    "<img/src=x/onerror=alert(1)>@x.go.id",
    "=1+1@x.go.id",
    "+cmd|'/c'!a0@x.go.id",
    "[x](javascript:alert(1))@x.go.id",
]


@attempt(
    GROUP,
    "a role given to {0!r}, read on pages Hak akses and Jejak audit",
    "as text",
    [(e,) for e in EMAILS],
)
def _(world: World, email: str) -> str:
    with world.inside():
        rights.give(OFFICE, email, "rakor", [])
    try:
        with world.socket("dinas") as socket:
            shown = {_drawn(socket.run(page), email) for page in ("hak", "jejak")}
    finally:
        world.sql("DELETE FROM hak WHERE surel = :s", s=email)
    return ", ".join(shown)


@attempt(
    GROUP,
    "an e-mail address {0!r} is given role dinas",
    "refused",
    [("",), ("x",), ("a@b",), ("a b@c.id",), ("a@b.id,dinas@contoh.go.id",), ("a@b.id\nc@d.id",)]
    + [("a@@b.id",)],
)
def _(world: World, email: str) -> str:
    before = world.kept()
    try:
        with world.inside():
            rights.give(OFFICE, email, "dinas", [])
    except RightsError as error:
        return f"refused: {error}" if world.kept() == before else "CHANGED"
    # a comma is allowed in the name of an address: then it is one address, and nobody else's
    added = {row.surel for row in world.sql("SELECT surel FROM hak")} - {r[0] for r in before}
    world.sql("DELETE FROM hak WHERE surel = :s", s=email.strip().lower())
    return f"GIVEN: {added}"


@attempt(
    GROUP,
    "role {0!r} with areas {1!r} is given",
    "refused",
    [
        ("admin", ""),
        ("publik", ""),
        ("DINAS", ""),
        ("wilayah", ""),
        ("wilayah", "33.28.01%"),
        ("wilayah", "%"),
        ("wilayah", "33.28.0_"),
        ("wilayah", "' OR 1=1 --"),
        ("wilayah", "33.28.01.2001.1"),
        ("wilayah", "33.28.01\n"),
        ("wilayah", "٣٣.٢٨"),
    ],
)
def _(world: World, role: str, areas: str) -> str:
    before = world.kept()
    try:
        with world.inside():
            scope = rights.give(OFFICE, "uji@contoh.go.id", role, [areas] if areas else [])
    except RightsError as error:
        return f"refused: {error}" if world.kept() == before else "CHANGED"
    world.sql("DELETE FROM hak WHERE surel = 'uji@contoh.go.id'")
    return f"GIVEN: {scope.areas}"


@attempt(
    GROUP,
    "{0} gives itself role dinas by the function that the page calls",
    "refused",
    [("publik",), ("rakor",), ("wilayah",)],
)
def _(world: World, role: str) -> str:
    before = world.kept()
    scope = Scope(Role(role), "x@y.id", ("33.28.01",) if role == "wilayah" else ())
    for deed in (
        lambda: rights.give(scope, "x@y.id", "dinas", []),
        lambda: rights.revoke(scope, "dinas@contoh.go.id"),
        lambda: decisions.withdraw(scope, 1),
    ):
        with world.inside(), pytest.raises(PermissionError):
            deed()
    return "refused" if world.kept() == before else "CHANGED"


@attempt(
    GROUP,
    "a decision with a NIK written as {0!r}",
    "refused",
    [
        ("3328010101010001",),
        ("3328 0101 0101 0001",),
        ("3328-0101-0101-0001",),
        ("3328.01.010101.0001",),
        ("٣٣٢٨٠١٠١٠١٠١٠٠٠١",),
        ("3328\u00a00101\u00a00101\u00a00001",),
        ("3328\u200b0101\u200b0101\u200b0001",),
        ("3328/0101/0101/0001",),
        ("NIK3328010101010001KK",),
    ],
)
def _(world: World, text: str) -> str:
    before = world.kept()
    try:
        with world.inside():
            decisions.add(OFFICE, KODE, date(2026, 10, 1), text, "Dinsos", date(2026, 12, 1))
    except NoteError:
        return "refused" if world.kept() == before else "CHANGED"
    world.sql("DELETE FROM keputusan")
    return "WRITTEN DOWN"


FORMULAS = [
    '=HYPERLINK("http://jahat.example")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "biasa;=1+1",
    "biasa,=1+1",
    "biasa\n=1+1",
]
CELLS = re.compile(r'(^|[;,\t\r\n"])[=+\-@]')


@attempt(GROUP, "a reason {0!r} in the audit as a file", "as text", [(f,) for f in FORMULAS])
def _(world: World, text: str) -> str:
    with world.inside():
        audit.record(OFFICE, "uji", text, reason=text)
        last = audit.exported(OFFICE).decode().split("uji;")[-1]
    found = CELLS.search(last.partition(";unduh jejak")[0])
    return f"A FORMULA: {found[0]!r}" if found else "as text"


@attempt(GROUP, "a name {0!r} in a table as a file", "as text", [(f,) for f in FORMULAS])
def _(world: World, text: str) -> str:
    found = CELLS.search(export.safe(text))
    return f"A FORMULA: {found[0]!r}" if found else "as text"


@attempt(
    GROUP,
    "the file of page {0} carries a cell that begins a formula",
    "as text",
    [("verval",), ("musdes",)],
)
def _(world: World, page: str) -> str:
    with world.socket("dinas") as socket:
        files = deferred(socket.run(page))
        told = [fetched_file(world, socket, file, "dinas") for file in files]
    # a minus before a number is a number
    found = [re.search(r'(^|[;\n"])[=+@]', text.removeprefix("\ufeff")) for text in told]
    return "A FORMULA" if any(found) else f"as text: {len(told)} files"


@attempt(
    GROUP, "an error on a page tells {0}", "nothing of the inside", [("a path",), ("a traceback",)]
)
def _(world: World, what: str) -> str:
    said = server.words(world.site.visit("profil", world.jar("rakor"), desa="\x00", periode="\x00"))
    mark = {"a path": "site-packages", "a traceback": "Traceback"}[what]
    return "SEEN" if mark in said else "nothing of the inside"
