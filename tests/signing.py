"""The application with sign-in: a real provider, a real server, and people who sign in."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests import server
from tests.provider import CLIENT, PASSWORD, PEOPLE, SECRET

MARGASARI = "33.28.01"
# account name → what `python -m queries akses beri` is told; the others hold no role
ROLES = {
    "dinas": ("--peran", "dinas"),
    "dinas2": ("--peran", "dinas"),
    "camat": ("--peran", "wilayah", "--wilayah", MARGASARI),
    "camat2": ("--peran", "wilayah", "--wilayah", "33.28.02"),
    "rakor": ("--peran", "rakor"),
    "palsu": ("--peran", "dinas"),
}
SECRETS = """
[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "kunci-kukis-uji-yang-panjang-0123456789"
client_id = "{client}"
client_secret = "{secret}"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""
FORM = re.compile(r'<input[^>]*name="csrf_token"[^>]*value="([^"]+)"')
PROVIDER_TOKEN = re.compile(r"/auth/login\?provider=[\w.\-]+")


@dataclass(frozen=True)
class Site:
    """Addresses of the application and its provider, its data folder, and what it wrote."""

    address: str
    provider: str
    data: Path
    app: Path

    def command(self, *arguments: str) -> str:
        """Run `python -m …` over its data, as the office does; return what it says."""
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=self.app,
            env=os.environ | {"PANTAU_DATA": str(self.data)},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def give(self, *names: str) -> None:
        """Give people the roles of ROLES."""
        for name in names:
            self.command("queries", "akses", "beri", PEOPLE[name], *ROLES[name])

    def sign_in(self, name: str) -> dict[str, str]:
        """Sign a person in as a browser does, form by form; return the application's cookies."""
        with httpx.Client(follow_redirects=True, timeout=30) as client:
            said = self.visit(press="masuk")
            page = client.get(self.address + PROVIDER_TOKEN.search(server.words(said)).group())
            for field, value in (("login", name), ("password", PASSWORD)):
                token = FORM.search(page.text)
                filled = {field: value, "csrf_token": token.group(1) if token else ""}
                page = client.post(str(page.url), data=filled)
            client.get(f"{self.address}/_stcore/health")  # gives the XSRF cookie
            jar = {cookie.name: cookie.value for cookie in client.cookies.jar}
            return {name: value for name, value in jar.items() if name.startswith("_streamlit")}

    def visit(
        self,
        page: str = "",
        cookies: dict[str, str] | None = None,
        *,
        press: str = "",
        **query: str,
    ) -> list[ForwardMsg]:
        """Return all the server says to a browser that opens a page by its address.

        `press`: key of a button that is then pressed; what is said to that alone comes back.
        """
        with self.socket(cookies) as socket:
            heard = socket.run(page, query)
            return socket.press(press) if press else heard

    @contextmanager
    def socket(self, cookies: dict[str, str] | None = None) -> Iterator["Socket"]:
        """Open a websocket as the browser of somebody with these cookies."""
        url = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        jar = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
        headers = {"Cookie": jar} if jar else {}
        # Streamlit believes the cookies only of a page that can read the XSRF cookie beside them.
        proof = (cookies or {}).get("_streamlit_xsrf")
        with connect(
            url,
            subprotocols=["streamlit", *([proof] if proof else [])],
            max_size=None,
            additional_headers=headers,
            origin=self.address,
        ) as raw:
            yield Socket(raw)


class Socket:
    """A browser's end of the websocket: it may say whatever a hostile browser would."""

    def __init__(self, raw) -> None:
        self.raw = raw
        self.heard: list[ForwardMsg] = []

    def run(self, page: str = "", query: dict[str, str] | None = None) -> list[ForwardMsg]:
        """Open a page by its address; return what is said until the script is done."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = urlencode(query or {})
        return self.say(message)

    def press(self, key: str) -> list[ForwardMsg]:
        """Press the button of that key (drawn before); return what is said to that."""
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = self.widget(key), True
        return self.say(message)

    def widget(self, key: str) -> str:
        """Return the id of a widget by its key, of those the server has drawn here."""
        found = re.findall(rf'\$\$ID-[0-9a-f]+-{re.escape(key)}(?=")', server.words(self.heard))
        return found[-1]

    def say(self, message: BackMsg) -> list[ForwardMsg]:
        """Send a message; return what is said until the script is done."""
        self.raw.send(message.SerializeToString())
        heard: list[ForwardMsg] = []
        while not heard or heard[-1].WhichOneof("type") != "script_finished":
            answer = ForwardMsg()
            answer.ParseFromString(self.raw.recv(timeout=60))
            heard.append(answer)
        self.heard += heard
        return heard


@contextmanager
def running(folder: Path, data: Path, more: str = "") -> Iterator[Site]:
    """Start a provider and the application over `data`; `more` goes into its secrets.toml.

    Nobody holds a role yet but those of ROLES.
    """
    port = server.free_port()
    provider = f"http://localhost:{server.free_port()}"
    address = f"http://localhost:{port}"
    app = _app(folder / "aplikasi", SECRETS, address, provider, more)
    with _provider(provider, address, folder / "penyedia.log"):
        site = Site(address, provider, data, app)
        site.give(*ROLES)
        with server.running(app, port=port, PANTAU_DATA=str(data)):
            yield site


def _app(folder: Path, secrets: str, address: str, provider: str, more: str) -> Path:
    """Make a folder that is the application with secrets of its own."""
    settings = folder / ".streamlit"
    settings.mkdir(parents=True)
    for each in server.ROOT.iterdir():
        if each.name not in (".streamlit", ".git", "data", ".venv"):
            (folder / each.name).symlink_to(each)
    named = {"address": address, "provider": provider, "client": CLIENT, "secret": SECRET}
    (settings / "secrets.toml").write_text(secrets.format(**named) + more)
    (settings / "config.toml").symlink_to(server.ROOT / ".streamlit" / "config.toml")
    return folder


@contextmanager
def _provider(provider: str, address: str, log: Path) -> Iterator[None]:
    port = provider.rpartition(":")[2]
    command = [sys.executable, "-m", "tests.provider", port, f"{address}/oauth2callback"]
    with log.open("w") as written:
        process = subprocess.Popen(command, cwd=server.ROOT, stdout=written, stderr=written)
    try:
        server.wait_until_up(provider, process, log, "/.well-known/openid-configuration")
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)
