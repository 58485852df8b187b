"""What an attempt stands in: a running application, people who signed in, and a look inside."""

import http.client
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from socket import create_connection
from urllib.parse import urlsplit

import duckdb
import httpx
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from sqlalchemy import Engine, create_engine, text
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from queries import rights
from queries.scope import Role, Scope
from tests import server, signing
from tests.conftest import command_line
from tests.provider import PEOPLE
from tests.signing import ROLES, Site, Socket

SETTINGS = "\n[akses]\nmenit_diam = 30\n"
OFFICE = Scope(Role.DINAS, "uji")  # who gives and takes roles here
WAY_IN, NOT_YOURS = "the way in", "not for this role"
SENTENCES = {"Masuk dengan akun": WAY_IN, "Halaman ini tidak terbuka untuk Anda": NOT_YOURS}
SENTENCE = re.compile(r'class=\\"kalimat\\">(.*?)(?:<|$)')
FIGURES = re.compile(r'class=\\"kartu|data per \d')
SECRET = re.compile(r'cookie_secret = "([^"]+)"')
USER, TOKENS, XSRF = "_streamlit_user", "_streamlit_user_tokens", "_streamlit_xsrf"
SIXTEEN = re.compile(r"(?<!\d)\d{16}(?!\d)")
FORGOTTEN = "\N{ZERO WIDTH SPACE}"


@dataclass
class World:
    """The application under attack. `jars`: cookies of those who signed in, by name; `ids`: of
    widgets, by page and key; `token`: of a prepared file, and when; `names`: of persons."""

    site: Site
    jars: dict[str, dict[str, str]] = field(default_factory=dict)
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    token: tuple[float, str] = (float("-inf"), "")
    names: set[str] = field(default_factory=set)

    # --- what anybody may do -------------------------------------------------------------------

    @contextmanager
    def socket(self, who: str | dict | None = None, **how) -> Iterator[Socket]:
        """Open a websocket as somebody (a name, cookies, or nobody); `how`: as `opened`."""
        with self.opened(self.jar(who), **how) as raw:
            socket = Socket(raw)
            yield socket
            self.heard.append(server.words(socket.heard))

    def opened(
        self,
        jar: dict[str, str],
        *,
        proof: str | None = FORGOTTEN,
        session: str = "",
        origin: str | None = FORGOTTEN,
        host: str = "",
        **headers: str,
    ):
        """Connect with these cookies; `proof` (XSRF), `session`, `origin` and `host` as the
        browser's unless told otherwise; `headers` with _ for -."""
        proof = jar.get(XSRF) if proof == FORGOTTEN else proof
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        cookies = "; ".join(f"{name}={value}" for name, value in jar.items())
        protocols = ["streamlit", *([proof or "x"] if proof or session else [])]
        ours = urlsplit(self.site.address)
        return connect(
            f"ws://{host or ours.netloc}/_stcore/stream",
            sock=create_connection((ours.hostname, ours.port)),
            subprotocols=[*protocols, *([session] if session else [])],
            max_size=None,
            additional_headers=({"Cookie": cookies} if cookies else {}) | more,
            origin=self.site.address if origin == FORGOTTEN else origin,
        )

    def visit(self, who: str | dict | None, page: str = "", **query: str) -> str:
        """Open a page by its address; return what is to be seen there."""
        with self.socket(who) as socket:
            return seen(socket.run(page, query))

    def said(self, who: str | dict | None, page: str = "", **query: str) -> str:
        """Open a page by its address; return everything said, as text."""
        with self.socket(who) as socket:
            return server.words(socket.run(page, query))

    def tried(self, who: str | dict | None, **how) -> str:
        """Return what is to be seen on the first page, or that nobody is let in."""
        try:
            with self.socket(who, **how) as socket:
                return seen(socket.run())
        except InvalidStatus as refused:
            return f"refused: {refused.response.status_code}"

    def ask(
        self, path: str, who: str | dict | None = None, method: str = "GET", body=None, **headers
    ) -> tuple[int, str]:
        """Ask for a path as it stands, dots and all; return status and text."""
        host = urlsplit(self.site.address).netloc
        jar = self.jar(who)
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        if jar:
            more["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        connection = http.client.HTTPConnection(host, timeout=30)
        try:
            connection.putrequest(method, path, skip_host="Host" in more, skip_accept_encoding=True)
            for name, value in more.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            told = answer.read().decode("utf-8", "replace")
            status = answer.status
        finally:
            connection.close()
        self.heard.append(told)
        return status, told

    # --- who they are --------------------------------------------------------------------------

    def jar(self, who: str | dict | None) -> dict[str, str]:
        """Return somebody's cookies; a name signs in at the provider, once."""
        if not isinstance(who, str):
            return who or {}
        if who not in self.jars:
            self.jars[who] = self.site.sign_in(who)
        return self.jars[who]

    def minted(self, who: str, **changes) -> dict[str, str]:
        """Return the cookies of another sign-in of somebody, as the application would give them:
        its own of before with another nonce, signed with its key. `changes`: claims; None: away.
        """
        jar = self.jar(who)
        claims = self.claims(jar) | {"nonce": str(time.time_ns())} | changes
        kept = {name: value for name, value in claims.items() if value is not None}
        return {USER: self.signed(json.dumps(kept)), XSRF: jar[XSRF]}

    def claims(self, jar: dict[str, str]) -> dict:
        """Return what a cookie says of its owner."""
        return json.loads(self._signer(USER).loads(jar[USER]))

    def signed(self, value: str, *, name: str = USER, secret: str = "", at: int = 0) -> str:
        """Sign as the application does, or with another key, name or time."""
        signer = self._signer(name, secret)
        if not at:
            return signer.dumps(value)

        class Earlier(TimestampSigner):
            def get_timestamp(self) -> int:
                return at

        return URLSafeTimedSerializer(secret or self.secret, salt=name, signer=Earlier).dumps(value)

    def _signer(self, name: str, secret: str = "") -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(secret or self.secret, salt=name)

    @cached_property
    def secret(self) -> str:
        """The key that signs cookies; only the server has it."""
        return SECRET.search((self.site.app / ".streamlit" / "secrets.toml").read_text())[1]

    # --- the office's side ---------------------------------------------------------------------

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Be the server for a moment: queries open its stores."""
        before = os.environ.get("PANTAU_DATA")
        os.environ["PANTAU_DATA"] = str(self.site.data)
        try:
            yield
        finally:
            os.environ.pop("PANTAU_DATA")
            if before is not None:
                os.environ["PANTAU_DATA"] = before

    def give(self, who: str, role: str = "", areas: tuple[str, ...] = ()) -> None:
        """Give somebody a role: that of tests.signing, or another."""
        options = dict(zip(ROLES[who][::2], ROLES[who][1::2], strict=True))
        role = role or options["--peran"]
        areas = areas or tuple(options.get("--wilayah", "").split())
        with self.inside():
            rights.give(OFFICE, PEOPLE[who], role, list(areas) if role == "wilayah" else [])

    def revoke(self, who: str) -> None:
        """Take somebody's role away."""
        with self.inside():
            rights.revoke(OFFICE, PEOPLE[who])

    @cached_property
    def store(self) -> Engine:
        """The application's own store, as whoever holds its file opens it."""
        return create_engine(f"sqlite:///{self.site.data / 'aplikasi.sqlite'}")

    def sql(self, statement: str, **values):
        """Run one statement on the store; return its rows, if it gives any."""
        with self.store.begin() as connection:
            done = connection.execute(text(statement), values)
            return done.all() if done.returns_rows else []

    def kept(self) -> list:
        """All roles and decisions: what no attempt may change."""
        return [
            *self.sql("SELECT surel, peran, kode_wilayah, dicabut_pada FROM hak ORDER BY surel"),
            *self.sql("SELECT * FROM keputusan ORDER BY id"),
        ]

    @cached_property
    def numbers(self) -> set[str]:
        """Every NIK and No KK of the register."""
        with duckdb.connect(str(self.site.data / "register.duckdb"), read_only=True) as register:
            found = register.execute(
                "SELECT nik FROM individu UNION SELECT no_kk FROM keluarga"
            ).fetchall()
        return {number for (number,) in found if number}

    def leaked(self) -> set[str]:
        """Return the NIK and No KK among all that was heard since the last time of asking."""
        said, self.heard = "\n".join(self.heard), []
        return set(SIXTEEN.findall(said)) & self.numbers


def seen(heard: list[ForwardMsg]) -> str:
    """Return what a person would see: one of the closed doors, or the sentence of a page."""
    said = server.words(heard)
    sentences = SENTENCE.findall(said)
    told = sentences[-1].replace("&nbsp;", " ") if sentences else "nothing"
    closed = next((name for begin, name in SENTENCES.items() if told.startswith(begin)), None)
    if closed is None:
        return f"a page: {told[:60]}"
    return f"FIGURES beside {closed}" if FIGURES.search(said) else closed


def reason(said: str) -> str:
    """Return what the way in says is wrong."""
    found = re.search(r'class=\\"catatan gagal\\"><p>(.*?)</p>', said)
    return found[1] if found else "no reason"


def message(page: str = "", **state) -> BackMsg:
    """Return a request to run a page, with fields of the browser's state."""
    said = BackMsg()
    said.rerun_script.page_name = page
    for name, value in state.items():
        setattr(said.rerun_script, name, value)
    return said


def answers(
    raw, said: BackMsg | bytes, seconds: float = 1, until: str = "script_finished", times: int = 1
) -> list[ForwardMsg]:
    """Send something that may get no answer; return what is said up to a message of that kind, the
    first or a later one, or until nothing has come for so many seconds."""
    raw.send(said if isinstance(said, bytes) else said.SerializeToString())
    heard = []
    with suppress(TimeoutError, ConnectionClosed):
        while times:
            answer = ForwardMsg()
            answer.ParseFromString(raw.recv(timeout=seconds))
            heard.append(answer)
            times -= answer.WhichOneof("type") == until
    return heard


@contextmanager
def built(folder: Path) -> Iterator[World]:
    """A published sample of 600 families with its register, and the application over it."""
    data = folder / "data"
    run = command_line(data)
    months = ("--months", "2", "--last", "2026-10")
    run("register", "sample", "--families", "600", *months, "--out", f"{data}/contoh")
    run("register", "import", f"{data}/contoh")
    run("queries", "publish", "--tetap", "uji")
    shutil.rmtree(data / "contoh")
    with signing.running(folder, data, SETTINGS) as site:
        yield World(site)


def fetched(url: str, **how) -> httpx.Response:
    """Ask as a browser does, redirects not followed."""
    return httpx.get(url, timeout=30, **how)
