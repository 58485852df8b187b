"""What the server takes from a browser besides pages, and from whom: before Streamlit sees it;
and what it tells every browser that is none of its business.

Streamlit asks nobody who they are for the files it keeps in memory, and does at any visitor's word
what only its menu for programmers asks for: clear all caches, tell the state of the git folder.
"""

import json
import re
from collections.abc import Mapping

from starlette.types import Message, Receive, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette import starlette_websocket as streamlit_socket

from pages.parts import admission
from queries import rights
from queries.scope import NOBODY, Right, Scope

# What a page sends; nothing else has a use here.
NEEDED = {"rerun_script", "stop_script", "file_urls_request", "app_heartbeat"}
OPERATIONS = {"deferred_file", "dataframe_chunk"}
USER_COOKIE = "_streamlit_user"
# Files that a download button has made, and those on their way in. That a session was offered a
# place for them is asked besides (uploads): here it is who sends them.
KEPT = {
    re.compile(r"/media(/|$)"): Right.ANGKA,
    re.compile(r"/_stcore/upload_file(/|$)"): Right.IMPOR,
}


def is_needed(said: bytes) -> bool:
    """Return whether a message from the browser is one that our pages send."""
    message = BackMsg()
    try:
        message.ParseFromString(said)
    except Exception:
        return True  # Streamlit closes the connection for it
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return kind in NEEDED


def only_needed(receive: Receive) -> Receive:
    """Return the browser's end of a websocket without the messages that no page of ours sends."""

    async def received() -> Message:
        while True:
            message = await receive()
            if is_needed(message["bytes"]) if message.get("bytes") else True:
                return message

    return received


def without_paths(send: Send) -> Send:
    """Return the server's end of a websocket that does not tell where the program lies.

    A page hashes the path, with the number of the installation, into a name for the application:
    on a server of one application nothing rests on it.
    """

    async def sent(message: Message) -> None:
        if message.get("bytes"):
            told = ForwardMsg.FromString(message["bytes"])
            if told.HasField("new_session"):
                told.new_session.ClearField("main_script_path")
                message = message | {"bytes": told.SerializeToString()}
        await send(message)

    return sent


def may_fetch(path: str, cookies: Mapping[str, str]) -> bool:
    """Return whether whoever sends these cookies may fetch what lies at a path."""
    needed = next((right for pattern, right in KEPT.items() if pattern.search(path)), None)
    return needed is None or not admission.has_provider() or asking(cookies).may(needed)


def asking(cookies: Mapping[str, str]) -> Scope:
    """Return what whoever sends these cookies may see now; the user's is signed by Streamlit."""
    if not admission.has_provider():
        return admission.scope()
    signed = streamlit_socket._get_signed_cookie_with_chunks(dict(cookies), USER_COOKIE)
    claims = json.loads(signed) if signed else {}
    return rights.enter(claims, touch=False).scope if claims.get("is_logged_in") else NOBODY
