"""A real server on a free port, and a browser's first words to it over the websocket."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).parent.parent


class ServerError(RuntimeError):
    """The server did not come up; the message is what it wrote."""


@contextmanager
def running(app: Path, *, port: int = 0, **environment: str) -> Iterator[str]:
    """Start `streamlit run asgi.py` in the folder `app`, yield its address, stop it.

    Without a `port` it takes one that is free.
    """
    port = port or free_port()
    log = Path(environment["PANTAU_DATA"]) / f"server-{port}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "streamlit", "run", "asgi.py"]
    options = ["--server.port", str(port), "--server.headless", "true"]
    with log.open("w") as written:
        process = subprocess.Popen(
            command + options,
            cwd=app,
            env=os.environ | environment,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://localhost:{port}"
        wait_until_up(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    """Return a port nobody listens on; it may be taken again before it is used, rarely."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_up(
    address: str, process: subprocess.Popen, log: Path, path: str = "/_stcore/health"
) -> None:
    """Return when the server answers. Raises ServerError when it ends or takes a minute."""
    for _ in range(240):
        if process.poll() is not None:
            break
        try:
            if ask(address + path)[0] == 200:
                return
        except OSError:
            time.sleep(0.25)
    raise ServerError(log.read_text())


def ask(
    url: str, *, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    """Return status, headers (names in lower case) and text of one request, errors too."""
    headers = {"Accept-Encoding": "identity"} | headers
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        answer = urllib.request.urlopen(request, timeout=20)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status, headers, answer.read().decode("utf-8", "replace")


def visit(address: str, page: str = "") -> list[ForwardMsg]:
    """Return all the server says to a browser that opens `page` by its address, until done."""
    opening = BackMsg()
    opening.rerun_script.page_name = page
    heard = []
    with open_stream(address) as socket_:
        socket_.send(opening.SerializeToString())
        while not heard or heard[-1].WhichOneof("type") != "script_finished":
            message = ForwardMsg()
            message.ParseFromString(socket_.recv(timeout=60))
            heard.append(message)
    return heard


def open_stream(
    address: str, *, origin: str | None = None, host: str | None = None
) -> ClientConnection:
    """Open a websocket to the server, saying it comes from `origin` and asks for `host`."""
    url = address.replace("http", "ws", 1) + "/_stcore/stream"
    if not host:
        return connect(url, origin=origin, subprotocols=["streamlit"], max_size=None)
    # the address says whom to ask for; the socket, where that is
    port = int(address.rsplit(":", 1)[1])
    to = socket.create_connection(("127.0.0.1", port), timeout=20)
    url = f"ws://{host}:{port}/_stcore/stream"
    return connect(url, sock=to, origin=origin, subprotocols=["streamlit"], max_size=None)


def words(heard: list[ForwardMsg]) -> str:
    """Return everything said, as text to search in."""
    return "\n".join(str(message) for message in heard)
