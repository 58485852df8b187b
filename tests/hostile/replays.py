"""What was good once, used again: after sign-out, revocation, another role, another time."""

import time
from datetime import timedelta

from streamlit.proto.WidgetStates_pb2 import WidgetState

from queries.app_store import now
from tests import server
from tests.hostile.attempts import attempt
from tests.hostile.messages import deferred, download, fragments
from tests.hostile.widgets import states
from tests.hostile.world import NOT_YOURS, WAY_IN, World, answers, message, reason, seen
from tests.provider import PEOPLE
from tests.signing import Socket

GROUP = "Replay"
SOME = [("",), ("definisi",)]
OFFICE = [("impor",), ("hak",), ("jejak",)]
ENDED = f"{WAY_IN}: Sesi ini sudah berakhir"
UNKNOWN = f"{WAY_IN}: Akun ini belum diberi peran"


def _at(world: World, jar: dict, page: str) -> str:
    """Where a cookie leads now, and why."""
    with world.socket(jar) as socket:
        heard = socket.run(page)
    return f"{seen(heard)}: {reason(server.words(heard))}"


def _left(world: World, who: str) -> dict[str, str]:
    """Return the cookies of a sign-in that was ended by its owner."""
    jar = world.minted(who)
    with world.socket(jar) as socket:
        socket.run("definisi")
        leave(socket)
    return jar


def leave(socket: Socket) -> None:
    """Press Keluar."""
    button = WidgetState(id=socket.widget("keluar_akun"), trigger_value=True)
    answers(socket.raw, states(button), 1)


@attempt(
    GROUP, "a copy of dinas's cookie opens page {0!r} after the sign-out", ENDED, SOME + OFFICE
)
def _(world: World, page: str) -> str:
    return _at(world, _left(world, "dinas"), page)


@attempt(GROUP, "a copy of camat's cookie opens the first page after the sign-out", ENDED)
def _(world: World) -> str:
    return _at(world, _left(world, "camat"), "")


@attempt(
    GROUP, "a tab that stands open runs page {0!r} after the sign-out in another", WAY_IN, SOME
)
def _(world: World, page: str) -> str:
    jar = world.minted("camat")
    with world.socket(jar) as socket:
        socket.run(page)
        with world.socket(jar) as other:
            other.run("definisi")
            leave(other)
        return seen(socket.run(page))


@attempt(GROUP, "camat's cookie opens page {0!r} after the role was taken away", WAY_IN, SOME)
def _(world: World, page: str) -> str:
    jar = world.minted("camat")
    world.visit(jar, "definisi")
    with Revoked(world, "camat"):
        return _at(world, jar, page)


@attempt(
    GROUP, "a tab of camat that stands open runs page {0!r} after the role was taken", WAY_IN, SOME
)
def _(world: World, page: str) -> str:
    with world.socket(world.minted("camat")) as socket:
        socket.run(page)
        with Revoked(world, "camat"):
            return seen(socket.run(page))


@attempt(GROUP, "the tab of one whose role was taken sends nothing but its own timer", WAY_IN)
def _(world: World) -> str:
    with world.socket(world.minted("camat")) as socket:
        watch = fragments(socket.run())[0]
        with Revoked(world, "camat"):
            tick = message(fragment_id=watch, is_auto_rerun=True)
            return seen(answers(socket.raw, tick, 5, times=2))


@attempt(
    GROUP,
    "fragment {0} of page Progres verval run by a tab after the role was taken",
    "no figures",
    [(0,), (1,)],
)
def _(world: World, number: int) -> str:
    with world.socket(world.minted("camat")) as socket:
        found = fragments(socket.run("verval"))
        slider = socket.widget("tambahan")
        with Revoked(world, "camat"):
            said = states(WidgetState(id=slider, int_value=7), page="verval")
            said.rerun_script.fragment_id = found[number]
            told = server.words(answers(socket.raw, said, times=2))
    return "FIGURES" if "petugas tambahan:" in told else "no figures"


@attempt(
    GROUP,
    "a file that a page offered is asked for by a tab after the role was taken: {0}",
    "no file",
    [("musdes",)],
)
def _(world: World, page: str) -> str:
    with world.socket(world.minted("camat")) as socket:
        file = deferred(socket.run(page))[0]
        with Revoked(world, "camat"):
            return download(world, socket, file, "camat")


@attempt(GROUP, "Siapkan seluruh jejak is pressed after the role was taken away", "no file")
def _(world: World) -> str:
    with world.socket(world.minted("dinas2")) as socket:
        socket.run("jejak")
        with Revoked(world, "dinas2"):
            return _pressed(socket)


def _pressed(socket: Socket) -> str:
    """Press the button that prepares the audit."""
    press = WidgetState(id=socket.widget("ekspor_jejak"), trigger_value=True)
    heard = socket.say(states(press, page="jejak"))
    return "A FILE" if "unduh/" in server.words(heard) else f"no file: {seen(heard)}"


@attempt(GROUP, "Siapkan seluruh jejak is pressed after the sign-out in another tab", "no file")
def _(world: World) -> str:
    jar = world.minted("dinas2")
    with world.socket(jar) as socket:
        socket.run("jejak")
        with world.socket(jar) as other:
            other.run("definisi")
            leave(other)
        return _pressed(socket)


@attempt(
    GROUP,
    "the table of officers, offered to dinas, asked for after the role became rakor",
    "no file",
)
def _(world: World) -> str:
    with world.socket(world.minted("dinas2")) as socket:
        socket.run("verval")
        opened = WidgetState(id=socket.widget("petugas"), bool_value=True)
        heard = socket.say(states(opened, page="verval"))
        files = officers(heard)
        with Demoted(world):
            return download(world, socket, files[0], "dinas2")


def officers(heard: list) -> list[str]:
    """Return the ids of files in which officers stand by their numbers."""
    buttons = [
        h.delta.new_element.download_button for h in heard if h.delta.HasField("new_element")
    ]
    return [each.deferred_file_id for each in buttons if "petugas (CSV)" in each.label]


@attempt(GROUP, "a cookie from before the role was taken, after it was given again", ENDED)
def _(world: World) -> str:
    jar = world.minted("camat")
    world.visit(jar, "definisi")
    with Revoked(world, "camat"):
        pass
    return _at(world, jar, "definisi")


@attempt(GROUP, "a cookie never used before the role was taken", UNKNOWN)
def _(world: World) -> str:
    jar = world.minted("camat")
    with Revoked(world, "camat"):
        return _at(world, jar, "definisi")


@attempt(GROUP, "dinas's cookie opens page {0} after the role became rakor", NOT_YOURS, OFFICE)
def _(world: World, page: str) -> str:
    jar = world.minted("dinas2")
    world.visit(jar, page)
    with Demoted(world):
        return world.visit(jar, page)


@attempt(
    GROUP,
    "a tab of dinas on page {0} that stands open after the role became rakor",
    NOT_YOURS,
    OFFICE,
)
def _(world: World, page: str) -> str:
    with world.socket(world.minted("dinas2")) as socket:
        socket.run(page)
        with Demoted(world):
            return seen(socket.run(page))


@attempt(GROUP, "Siapkan seluruh jejak is pressed after the role became rakor", "no file")
def _(world: World) -> str:
    with world.socket(world.minted("dinas2")) as socket:
        socket.run("jejak")
        with Demoted(world):
            return _pressed(socket)


@attempt(
    GROUP,
    "a cookie of somebody who did nothing for 31 minutes opens page {0!r}",
    ENDED,
    [("",), ("hak",)],
)
def _(world: World, page: str) -> str:
    return _at(world, _aged(world, terakhir=timedelta(minutes=31)), page)


@attempt(GROUP, "a tab of somebody who did nothing for 31 minutes runs again", WAY_IN)
def _(world: World) -> str:
    jar = world.minted("dinas")
    with world.socket(jar) as socket:
        socket.run("jejak")
        _age(world, terakhir=timedelta(minutes=31))
        return seen(socket.run("jejak"))


@attempt(GROUP, "the timer of a page that nobody touches keeps a sign-in alive", "it does not")
def _(world: World) -> str:
    with world.socket(world.minted("camat")) as socket:
        watch = fragments(socket.run("definisi"))[0]
        _age(world, terakhir=timedelta(minutes=29))
        before = world.sql("SELECT * FROM sesi ORDER BY kunci")
        answers(socket.raw, message(fragment_id=watch, is_auto_rerun=True))
        return "it does not" if world.sql("SELECT * FROM sesi ORDER BY kunci") == before else "KEPT"


@attempt(GROUP, "a cookie that was in use for more than 12 hours", ENDED)
def _(world: World) -> str:
    return _at(world, _aged(world, mulai=timedelta(hours=13)), "")


@attempt(GROUP, "a cookie whose row was swept out of the store, four days after", ENDED)
def _(world: World) -> str:
    jar = world.minted("dinas", iat=int(time.time()) - 4 * 86400)
    return _at(world, jar, "definisi")


@attempt(GROUP, "a cookie whose issue date is a number with a fraction, four days after", ENDED)
def _(world: World) -> str:
    return _at(world, world.minted("dinas", iat=time.time() - 4 * 86400.5), "")


@attempt(GROUP, "a cookie once the account is deleted from the list of roles", UNKNOWN)
def _(world: World) -> str:
    jar = world.minted("camat")
    world.visit(jar, "definisi")
    row = world.sql("SELECT * FROM hak WHERE surel = :s", s=PEOPLE["camat"])[0]
    world.sql("DELETE FROM hak WHERE surel = :s", s=PEOPLE["camat"])
    try:
        return _at(world, jar, "definisi")
    finally:
        names = ", ".join(row._fields)
        marks = ", ".join(f":{name}" for name in row._fields)
        world.sql(f"INSERT INTO hak ({names}) VALUES ({marks})", **row._mapping)  # noqa: S608


def _aged(world: World, **back: timedelta) -> dict[str, str]:
    """Return the cookies of a sign-in of dinas that was begun, or last used, so long ago."""
    jar = world.minted("dinas")
    world.visit(jar, "definisi")
    _age(world, **back)
    return jar


def _age(world: World, **back: timedelta) -> None:
    """Set times of the newest sign-in back."""
    newest = world.sql("SELECT kunci FROM sesi ORDER BY rowid DESC LIMIT 1")[0][0]
    for column, by in back.items():
        world.sql(
            f"UPDATE sesi SET {column} = :at WHERE kunci = :key",  # noqa: S608
            at=str(now() - by),
            key=newest,
        )


class Revoked:
    """Somebody's role is taken away, and afterwards given back."""

    def __init__(self, world: World, who: str) -> None:
        self.world, self.who = world, who

    def __enter__(self) -> None:
        self.world.revoke(self.who)

    def __exit__(self, *error) -> None:
        self.world.give(self.who)
        self.world.jars[self.who] = self.world.minted(self.who)  # the old ended with the role


class Demoted:
    """dinas2 is rakor for a while."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __enter__(self) -> None:
        self.world.give("dinas2", "rakor")

    def __exit__(self, *error) -> None:
        self.world.give("dinas2")
