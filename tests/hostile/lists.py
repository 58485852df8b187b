"""Worklists of others: by the address, by forged widgets, by a session, without a reason."""

import duckdb
import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from queries import worklists
from queries.scope import ForbiddenError, Role, Scope
from tests import server
from tests.hostile.attempts import attempt
from tests.hostile.handed import LIST, QUERY, TOKEN, WHOLE, asked
from tests.hostile.messages import session
from tests.hostile.replays import Revoked
from tests.hostile.widgets import ids, states
from tests.hostile.world import NOT_YOURS, WAY_IN, World, message, seen
from tests.provider import PEOPLE

GROUP = "Worklist"
OTHER = {"desa": "Sokatengah (Bumijawa)", "daftar": LIST}
OTHER_KODE, OTHER_KECAMATAN = "33.28.02", "Bumijawa"
ONE = "FormSubmitter:alasan-daftar-Lihat baris ini"
NOBODY_SHOWN = "nobody shown"
CAMAT = Scope(Role.WILAYAH, PEOPLE["camat"], ("33.28.01",))
LONG_ENOUGH = 12  # letters: shorter ones are words as well


def names(world: World) -> set[str]:
    """Names of persons in the kecamatan that camat may not see, and nowhere else."""
    if not world.names:
        inside = f"kode_desa LIKE '{OTHER_KODE}.%'"
        with duckdb.connect(str(world.site.data / "register.duckdb"), read_only=True) as register:
            found = register.execute(
                f"SELECT nama FROM individu WHERE {inside} EXCEPT "  # noqa: S608
                f"SELECT nama FROM individu WHERE NOT ({inside})"
            ).fetchall()
        world.names |= {name for (name,) in found if name and len(name) >= LONG_ENOUGH}
        assert world.names
    return world.names


def shown(world: World, heard: list) -> str:
    """Return whether persons of that kecamatan are in what was heard, or a way to a file."""
    said = server.words(heard)
    if TOKEN.search(said):
        return "A FILE"
    found = [name for name in names(world) if name in said]
    return f"{len(found)} PERSONS SEEN" if found else f"{NOBODY_SHOWN}: {seen(heard)}"


@attempt(GROUP, "{0} opens Daftar perbaikan of a desa by its address", "{1}", [
    ("rakor", NOT_YOURS), ("nobody", WAY_IN), ("asing", WAY_IN)
])  # fmt: skip
def _(world: World, who: str, expected: str) -> str:
    return world.visit(None if who == "nobody" else who, "daftar", **QUERY)


@attempt(
    GROUP,
    "camat opens the list of another kecamatan by ?{0}={1}",
    NOBODY_SHOWN,
    [
        ("desa", OTHER["desa"]),
        ("desa", "33.28.02.2001"),
        ("kec", OTHER_KECAMATAN),
        ("kec", "33.28.02"),
        ("kab", "33.28"),
        ("desa", "%"),
    ],
)
def _(world: World, name: str, value: str) -> str:
    with world.socket("camat") as socket:
        return shown(world, socket.run("daftar", {name: value, "daftar": LIST}))


@attempt(
    GROUP,
    "camat, on the own list, sends {1} for the choice of {0}",
    NOBODY_SHOWN,
    [("desa", OTHER["desa"]), ("desa", "33.28.02.2001"), ("kec", OTHER_KECAMATAN)],
)
def _(world: World, key: str, value: str) -> str:
    with world.socket("camat") as socket:
        socket.run("daftar", QUERY)
        said = states(WidgetState(id=socket.widget(key), string_value=value), page="daftar")
        return shown(world, socket.say(said))


@attempt(
    GROUP,
    "camat presses {0} with a reason, at the address of a desa of another kecamatan",
    NOBODY_SHOWN,
    [("Lihat baris ini", ONE), ("Siapkan berkas desa ini", WHOLE)],
)
def _(world: World, label: str, button: str) -> str:
    with world.socket("camat") as socket:
        socket.run("daftar", QUERY)
        return shown(world, socket.say(asked(socket, "kunjungan", button, OTHER)))


@attempt(
    GROUP, "{0} presses Siapkan berkas desa ini, never shown to them", NOBODY_SHOWN, [("rakor",)]
)
def _(world: World, who: str) -> str:
    reason, button = ids(world, "daftar", "alasan_daftar", WHOLE, **OTHER)
    values = [
        WidgetState(id=reason, string_value="kunjungan"),
        WidgetState(id=button, trigger_value=True),
    ]
    told = "&".join(f"{name}={value}" for name, value in OTHER.items())
    with world.socket(who) as socket:
        return shown(world, socket.say(states(*values, page="daftar", query=told)))


@attempt(GROUP, "camat connects with the number of the session in which dinas reads", NOBODY_SHOWN)
def _(world: World) -> str:
    with world.socket("dinas") as owner:
        number = session(owner.run("daftar", OTHER))
        with world.socket("camat", session=number) as socket:
            return shown(world, socket.say(message("daftar")))


@attempt(GROUP, "a list on an open tab, run again after the role was taken away", WAY_IN)
def _(world: World) -> str:
    with world.socket(world.minted("camat")) as socket:
        socket.run("daftar", QUERY)
        with Revoked(world, "camat"):
            return seen(socket.run("daftar", QUERY))


@attempt(
    GROUP,
    "camat asks for the whole list of the own desa, the reason {0!r}",
    "no file",
    [("",), ("   ",), ("\u200b",), ("NIK 3328010101010001",)],
)
def _(world: World, reason: str) -> str:
    with world.socket("camat") as socket:
        socket.run("daftar", QUERY)
        heard = socket.say(asked(socket, reason))
    return "A FILE" if TOKEN.search(server.words(heard)) else "no file"


@attempt(
    GROUP,
    "the function that reads a list is asked, as camat, for area {0!r}",
    "refused",
    [("33.28",), ("33",), ("",), ("%",), ("33.28.02",), ("33.28.02.2001",), ("33.28.01%",)]
    + [("33.28.01.2002' OR '1'='1",), ("33.28.01\n",)],
)
def _(world: World, kode: str) -> str:
    return _refused(world, CAMAT, kode)


@attempt(
    GROUP,
    "the function that reads a list is asked for all of the kabupaten, as {0}",
    "refused",
    [("dinas",), ("rakor",), ("nobody",)],
)
def _(world: World, who: str) -> str:
    roles = {"dinas": Role.DINAS, "rakor": Role.RAKOR, "nobody": Role.PUBLIK}
    return _refused(world, Scope(roles[who], "x"), "33.28")


def _refused(world: World, scope: Scope, kode: str) -> str:
    for deed in (worklists.read, lambda *given: worklists.whole(*given, "uji")):
        with world.inside(), pytest.raises(ForbiddenError):
            deed(scope, _ask(kode))
    return "refused"


@attempt(
    GROUP,
    "the function that reads a list is asked for {0} rows of a kecamatan at once",
    "no more than",
    [(10**9,)],
)
def _(world: World, size: int) -> str:
    with world.inside(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(worklists.reading, "PAGE_ROWS", 3)  # of the fourteen there are
        page = worklists.read(CAMAT, _ask("33.28.01"), size=size)
    return f"no more than {len(page.rows)} of {page.total}" if len(page.rows) == 3 else "MORE"


@attempt(
    GROUP, "camat asks for one record by the handle of dinas, or of another list", "no such row"
)
def _(world: World) -> str:
    dinas = Scope(Role.DINAS, PEOPLE["dinas"])
    with world.inside():
        theirs = worklists.read(dinas, _ask("33.28.01")).rows["kunci"]
        others = worklists.read(CAMAT, _ask("33.28.01.2002")).rows["kunci"]
        for key in (theirs[0], others[0], "", "0"):
            with pytest.raises(worklists.GoneError):
                worklists.one_record(CAMAT, _ask("33.28.01"), key, "uji")
    return "no such row"


def _ask(kode: str) -> worklists.Ask:
    return worklists.Ask(worklists.BY_CODE["mutakhir"], kode, "2026-10")


OFFICER = "FormSubmitter:nama-petugas-Lihat namanya"


@attempt(GROUP, "{0} presses Lihat namanya, of an officer, never shown to them", "no name", [
    ("rakor",), ("camat",)
])  # fmt: skip
def _(world: World, who: str) -> str:
    kept = {"kec": "Margasari"}
    with world.socket("dinas") as owner:
        owner.run("verval", kept)
        opened = WidgetState(id=owner.widget("petugas"), bool_value=True)
        owner.say(states(opened, page="verval", query="kec=Margasari"))
        pressed = WidgetState(id=owner.widget(OFFICER), trigger_value=True)
    with world.socket(who) as socket:
        socket.run("verval", kept)
        heard = socket.say(states(opened, pressed, page="verval", query="kec=Margasari"))
    return "ASKED" if "Alasan belum diisi" in server.words(heard) else f"no name: {seen(heard)}"


@attempt(
    GROUP,
    "the function that tells the name of an officer is asked as {0}",
    "refused",
    [("rakor",), ("camat",), ("nobody",)],
)
def _(world: World, who: str) -> str:
    known = {"rakor": Scope(Role.RAKOR, "x"), "camat": CAMAT, "nobody": Scope(Role.PUBLIK, "x")}
    with world.inside(), pytest.raises(ForbiddenError):
        worklists.officer_name(known[who], "33.28.01.2001", 1, "uji")
    return "refused"
