"""Words over the websocket that no page of ours sends, and files that a page offered another."""

import re
from uuid import uuid4

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed

from tests import server
from tests.hostile.attempts import attempt
from tests.hostile.world import WAY_IN, World, answers, message, seen
from tests.signing import Socket

GROUP = "Websocket"
DEFERRED = re.compile(r'deferred_file_id: "([0-9a-f]+)"')
ALIVE = "nothing came of it"


def deferred(heard: list) -> list[str]:
    """Return the ids of files that a page offers to make."""
    return DEFERRED.findall(server.words(heard))


def session(heard: list) -> str:
    """Return the number of the session that a run belongs to."""
    return next(h.new_session.initialize.session_id for h in heard if h.HasField("new_session"))


def fragments(heard: list) -> list[str]:
    """Return the fragments that a run has drawn, in order."""
    found = [h.metadata.run.fragment_ids for h in heard]
    named = [h.delta.fragment_id for h in heard if h.WhichOneof("type") == "delta"]
    return list(dict.fromkeys([*(id_ for ids in found for id_ in ids), *filter(None, named)]))


def download(world: World, socket: Socket, file: str, who: str | None, of: str = "") -> str:
    """Return what comes of asking for a file by its id and fetching it with somebody's cookies."""
    url = _made(socket, file, of)
    if not url:
        return "no file"
    status, told = world.ask(url, who)
    return f"no file: {status}" if status != 200 else f"A FILE: {told[:40]}"


def fetched_file(world: World, socket: Socket, file: str, who: str) -> str:
    """Return the text of a file that a page offers."""
    status, told = world.ask(_made(socket, file), who)
    assert status == 200, status
    return told


def _made(socket: Socket, file: str, of: str = "") -> str:
    """Have a file made, in the name of this or another's session; return its address, if any."""
    said = BackMsg()
    request = said.backend_operation_request
    request.request_id, request.session_id = "x", of or session(socket.heard)
    request.deferred_file.file_id = file
    answer = answers(socket.raw, said, 10, until="backend_operation_response")
    return answer[-1].backend_operation_response.deferred_file.url if answer else ""


COMMANDS = ("clear_cache", "load_git_info", "set_run_on_save", "debug_disconnect_websocket")
COMMANDS += ("debug_shutdown_runtime", "install_skills", "dismiss_skills_nudge")


def _command(name: str) -> BackMsg:
    said = BackMsg()
    if "skills" in name:
        request = said.backend_operation_request
        request.request_id = "x"
        getattr(request, name).SetInParent()
    else:
        setattr(said, name, True)
    return said


@attempt(
    GROUP,
    "{1} sends {0}",
    ALIVE,
    [(name, who) for name in COMMANDS for who in ("nobody", "rakor")],
)
def _(world: World, name: str, who: str) -> str:
    with world.socket(None if who == "nobody" else who) as socket:
        opening = socket.run("hak")
        said = _command(name)
        if said.HasField("backend_operation_request"):
            said.backend_operation_request.session_id = session(opening)
        heard = answers(socket.raw, said, 0.5)
        told = {each.WhichOneof("type") for each in heard} - {"session_status_changed"}
        if told or "run_on_save: true" in server.words(heard):
            return f"ANSWERED: {server.words(heard)[:80]}"
        return f"{ALIVE}: {seen(socket.run('hak'))}"


BROKEN = {
    "an empty frame": b"",
    "a thousand random bytes": bytes(range(256)) * 4,
    "a message of an unknown kind": b"\xba\x3e\x04\x08\x01\x10\x01",
    "a message cut in two": message("hak").SerializeToString()[:3],
    "a length without end": b"\x5a\xff\xff\xff\xff\x0f",
}


@attempt(GROUP, "nobody sends {0}", "closed or nothing", [(name,) for name in BROKEN])
def _(world: World, name: str) -> str:
    with world.socket() as socket:
        heard = answers(socket.raw, BROKEN[name], 1)
    told = server.words(heard)
    if "Traceback" in told or str(world.site.app) in told:
        return "THE INSIDE SEEN"
    return f"closed or nothing: then {world.visit(None)}"


@attempt(GROUP, "nobody sends a frame of text", "closed or nothing")
def _(world: World) -> str:
    with world.socket() as socket:
        socket.raw.send("hak")
        try:
            socket.raw.recv(timeout=2)
            return "ANSWERED"
        except (TimeoutError, ConnectionClosed):
            return f"closed or nothing: then {world.visit(None)}"


@attempt(GROUP, "nobody sends a frame of 40 MB", "closed or nothing")
def _(world: World) -> str:
    with world.socket() as socket:
        try:
            said = message(query_string="x" * (40 << 20))
            heard = answers(socket.raw, said, 3)
            told = seen(heard) if heard else "closed"
        except ConnectionClosed:
            told = "closed"
    return f"closed or nothing: {told}, then {world.visit(None)}"


@attempt(
    GROUP,
    "{0} asks for addresses to hand files in, and hands one in",
    "refused",
    [("nobody",), ("rakor",), ("camat",), ("asing",)],
)
def _(world: World, who: str) -> str:
    name = None if who == "nobody" else who
    with world.socket(name) as socket:
        socket.run("hak")
        return _hand_in(world, socket, name)


def _hand_in(world: World, socket: Socket, who: str | None, of: str = "") -> str:
    said = BackMsg()
    said.file_urls_request.request_id = "x"
    said.file_urls_request.file_names.append("a.csv")
    heard = answers(socket.raw, said, 2, until="file_urls_response")
    url = heard[-1].file_urls_response.file_urls[0].upload_url
    if of:
        url = f"/_stcore/upload_file/{of}/{uuid4()}"
    jar = dict(world.jar(who))
    jar.setdefault("_streamlit_xsrf", "2|00000000|00112233|1")
    status, told = _put(world, url, jar)
    return f"refused: {status}" if status in (400, 403, 404) else f"TAKEN: {status} {told}"


def _put(world: World, url: str, jar: dict[str, str], method: str = "PUT") -> tuple[int, str]:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\nNIK\r\n--b--\r\n'
    )
    headers = {"Content_Type": "multipart/form-data; boundary=b"}
    proof = {"X_Xsrftoken": jar["_streamlit_xsrf"]}
    return world.ask(url, jar, method, body, **headers, **proof)


@attempt(GROUP, "dinas hands a file in for the session of another, proof and all", "refused")
def _(world: World) -> str:
    with world.socket("rakor") as other:
        other.run("hak")
        gone = f"{session(other.heard)}x"
    status, _ = _put(world, f"/_stcore/upload_file/{gone}/{uuid4()}", world.jar("dinas"))
    return f"refused: {status}" if status in (400, 403) else f"TAKEN: {status}"


@attempt(GROUP, "{0} deletes the file of dinas's session", "refused", [("nobody",), ("rakor",)])
def _(world: World, who: str) -> str:
    name = None if who == "nobody" else who
    with world.socket("dinas") as socket:
        socket.run("impor")
        jar = {"_streamlit_xsrf": "2|00000000|00112233|1"} | world.jar(name)
        url = f"/_stcore/upload_file/{session(socket.heard)}/{uuid4()}"
        status, _ = _put(world, url, jar, "DELETE")
    return f"refused: {status}" if status in (400, 403, 404) else f"TAKEN: {status}"


@attempt(GROUP, "{0} asks for a file by an id made up", "no file", [("nobody",), ("rakor",)])
def _(world: World, who: str) -> str:
    name = None if who == "nobody" else who
    with world.socket(name) as socket:
        socket.run("hak")
        return download(world, socket, uuid4().hex, name)


@attempt(
    GROUP,
    "nobody asks, with its true id, for a file that a page offered {0}",
    "no file",
    [("rakor",), ("dinas",)],
)
def _(world: World, who: str) -> str:
    with world.socket(who) as owner, world.socket() as socket:
        file = deferred(owner.run("musdes"))[0]
        socket.run()
        return download(world, socket, file, None)


@attempt(GROUP, "rakor asks, in the name of dinas's session, for a file", "no file")
def _(world: World) -> str:
    with world.socket("dinas") as owner, world.socket("rakor") as socket:
        file = deferred(owner.run("musdes"))[0]
        socket.run("hak")
        return download(world, socket, file, "rakor", of=session(owner.heard))


@attempt(GROUP, "rakor asks for rows of a table that belongs to dinas's session", "no rows")
def _(world: World) -> str:
    with world.socket("dinas") as owner, world.socket("rakor") as socket:
        owner.run("jejak")
        socket.run("hak")
        said = BackMsg()
        request = said.backend_operation_request
        request.request_id, request.session_id = "x", session(owner.heard)
        request.dataframe_chunk.source_id = "x"
        told = server.words(answers(socket.raw, said, 2, until="backend_operation_response"))
    return "ROWS" if "arrow" in told else "no rows"


@attempt(
    GROUP,
    "nobody runs fragment {0}",
    "nothing of it",
    [("of dinas's page",), ("with an empty name",), ("with the name of a page",)],
)
def _(world: World, which: str) -> str:
    with world.socket("dinas") as owner, world.socket() as socket:
        name = {
            "of dinas's page": lambda: fragments(owner.run("verval"))[-1],
            "with an empty name": lambda: " ",
            "with the name of a page": lambda: "hak",
        }[which]()
        socket.run()
        heard = answers(socket.raw, message(fragment_id=name), 0.5)
    return f"nothing of it: {seen(heard) if heard else 'silence'}"


@attempt(
    GROUP,
    "nobody runs page {0} as {1}",
    WAY_IN,
    [
        ("hak", "a timer of its own"),
        ("verval", "a step back in history"),
        ("profil", "a page they have in memory"),
    ],
)
def _(world: World, page: str, how: str) -> str:
    state = {
        "a timer of its own": {"is_auto_rerun": True},
        "a step back in history": {"is_history_navigation": True},
        "a page they have in memory": {},
    }[how]
    said = message(page, **state)
    if how == "a page they have in memory":
        with world.socket("dinas") as owner:
            said.rerun_script.cached_message_hashes.extend(h.hash for h in owner.run(page))
    with world.socket() as socket:
        return seen(socket.say(said))


@attempt(GROUP, "nobody floods one session with thirty runs", WAY_IN)
def _(world: World) -> str:
    with world.socket() as socket:
        for _ in range(30):
            socket.raw.send(message("hak").SerializeToString())
        return seen(socket.run())
