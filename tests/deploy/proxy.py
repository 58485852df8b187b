"""Debian's nginx with the configuration that is shipped, in front of a server on this machine."""

import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from tests.server import ROOT, free_port

CONF = ROOT / "deploy" / "nginx.conf"
NAME = "localhost"  # what the tests call pantau.example
MAIN = """daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{}}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/pantau.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """An nginx that runs: its ports, its folder, and the certificate it shows."""

    plain: int
    tls: int
    folder: Path

    @property
    def address(self) -> str:
        return f"https://{NAME}:{self.tls}"

    @property
    def context(self) -> ssl.SSLContext:
        """A client's TLS that trusts the throw-away certificate and nothing else."""
        return ssl.create_default_context(cafile=self.folder / "pantau.crt")

    def ask(
        self, path: str = "/", *, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[HTTPResponse, str]:
        """Return the answer to one request over TLS, and its text."""
        return _asked(HTTPSConnection(NAME, self.tls, context=self.context, timeout=30),
                      path, method, body, headers)  # fmt: skip

    def ask_plain(self, path: str = "/", **headers: str) -> tuple[HTTPResponse, str]:
        """Return the answer to one request without TLS, and its text."""
        return _asked(HTTPConnection(NAME, self.plain, timeout=30), path, "GET", None, headers)


def _asked(connection, path, method, body, headers) -> tuple[HTTPResponse, str]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body=body, headers={"Connection": "close"} | names)
    answer = connection.getresponse()
    return answer, answer.read().decode("utf-8", "replace")


def nginx() -> str:
    """Return the path of nginx. Raises FileNotFoundError, saying what to type, where it is not."""
    found = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if not found:
        raise FileNotFoundError("nginx tidak ada. Ketik: sudo apt-get install -y nginx-light")
    return found


@contextmanager
def running(upstream: str, folder: Path) -> Iterator[Proxy]:
    """Start nginx before the server at `upstream`, yield it, stop it."""
    proxy = Proxy(free_port(), free_port(), folder)
    certificate(folder)
    (folder / "pantau.conf").write_text(fitted(proxy, urlsplit(upstream).port))
    (folder / "main.conf").write_text(MAIN.format(folder=folder))
    command = [nginx(), "-p", str(folder), "-c", str(folder / "main.conf")]
    with (folder / "said.log").open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
        try:
            _wait(proxy, process)
            yield proxy
        finally:
            process.terminate()
            process.wait(timeout=20)


def fitted(proxy: Proxy, upstream: int) -> str:
    """Return the shipped configuration with names, ports and paths of this machine."""
    text = CONF.read_text(encoding="utf-8")
    for old, new in (
        ("127.0.0.1:8501", f"127.0.0.1:{upstream}"),
        ("pantau.example", NAME),
        ("listen 80", f"listen {proxy.plain}"),
        ("listen 443", f"listen {proxy.tls}"),
        ("/etc/pantau/tls", str(proxy.folder)),
        ("/var/log/nginx", str(proxy.folder)),
    ):
        assert old in text, f"deploy/nginx.conf has no {old} any more"
        text = re.sub(re.escape(old) + r"(?![0-9])", new, text)
    return text


def certificate(folder: Path) -> None:
    """Write a certificate for NAME, signed by itself, that holds for a day."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        + ["-nodes", "-days", "1", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
        + ["-keyout", str(folder / "pantau.key"), "-out", str(folder / "pantau.crt")],
        check=True,
        capture_output=True,
    )


def _wait(proxy: Proxy, process: subprocess.Popen) -> None:
    for _ in range(100):
        if process.poll() is not None:
            break
        try:
            proxy.ask_plain()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError((proxy.folder / "said.log").read_text())


@contextmanager
def listening(heard: list[str]) -> Iterator[str]:
    """Start a server that keeps the head of every request in `heard`; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 (http.server's name)
            heard.append(f"{self.requestline}\r\n{self.headers}".replace("\n", "\r\n"))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        Thread(target=listener.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listener.server_port}"
        listener.shutdown()
