"""The shipped nginx configuration, run before a real server: what a stranger gets and does not."""

import re
import socket
import ssl
from collections.abc import Iterator
from http.client import RemoteDisconnected
from pathlib import Path

import pytest
from playwright.sync_api import expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests import server
from tests.deploy import proxy as nginx
from tests.deploy.proxy import NAME, Proxy, listening
from tests.e2e.browsing import idle

MEGABYTE = 1 << 20
pytestmark = pytest.mark.timeout(300)  # the first test waits for the sample


@pytest.fixture(scope="module")
def upstream(sample_data: Path) -> Iterator[str]:
    with server.running(server.ROOT, PANTAU_DATA=str(sample_data)) as address:
        yield address


@pytest.fixture(scope="module")
def proxy(upstream: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with nginx.running(upstream, tmp_path_factory.mktemp("nginx")) as running:
        yield running


def test_a_page_opens_over_tls_and_takes_a_file(proxy, browser):
    """The whole way in a browser: page, scripts, websocket, and a file with its XSRF token."""
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    sockets, complaints = [], []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(proxy.address + "/impor")
    idle(page, timeout=60_000)
    file = {"name": "catatan.csv", "mimeType": "text/csv", "buffer": b"a;b\n1;2\n"}
    with page.expect_response(lambda answer: "/upload_file/" in answer.url) as put:
        page.locator("input[type=file]").first.set_input_files(file)
    status = put.value.status
    expect(page.get_by_text("catatan.csv").first).to_be_visible()
    context.close()

    assert status == 204
    assert sockets[0].startswith(f"wss://{NAME}:{proxy.tls}/_stcore/stream")
    assert complaints == []


def test_headers_on_pages_and_on_what_nginx_answers_itself(proxy):
    page, _ = proxy.ask("/")
    refused, _ = proxy.ask("/_stcore/metrics")

    for answer in (page, refused):
        assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
        assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"]
        assert len(answer.headers.get_all("Content-Security-Policy")) == 1
        assert not re.search(r"\d", answer.headers.get("Server"))  # no version
    assert f"wss://{NAME}:{proxy.tls}" in page.headers["Content-Security-Policy"]
    assert refused.headers["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.parametrize("path", ["/", "/kelengkapan?periode=2026-10", "/%0d%0aX: 1"])
def test_without_tls_one_is_sent_on_to_the_name_and_nowhere_else(proxy, path):
    answer, _ = proxy.ask_plain(path.replace(" ", "%20"))

    assert answer.status == 308
    assert answer.headers["Location"].startswith(f"https://{NAME}/")
    assert "X" not in answer.headers


def test_cookies_travel_over_tls_only(proxy):
    """The page's script reads the XSRF token; HttpOnly would break every upload."""
    cookie = proxy.ask("/_stcore/health")[0].headers["Set-Cookie"]
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}

    assert cookie.startswith("_streamlit_xsrf=")
    assert {"secure", "samesite=lax"} <= flags
    assert "httponly" not in flags


def test_another_name_is_not_answered(proxy):
    with pytest.raises((RemoteDisconnected, ConnectionError)):
        proxy.ask("/", Host="evil.example")
    with pytest.raises((RemoteDisconnected, ConnectionError)):
        proxy.ask_plain("/", Host="evil.example")


@pytest.mark.parametrize("name", ["evil.example", None])
def test_another_name_is_not_shown_the_certificate(proxy, name):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((NAME, proxy.tls)) as plain,
        pytest.raises(ssl.SSLError, match="unrecognized"),
    ):
        context.wrap_socket(plain, server_hostname=name)


def test_tls_older_than_1_2_is_refused(proxy):
    context = proxy.context
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with socket.create_connection((NAME, proxy.tls)) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname=NAME)


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/metrics/", "//_stcore/metrics", "/_stcore/%6detrics"]
    + ["/x/../_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/openapi.json"],
)
def test_inside_of_the_server_is_closed_by_nginx(proxy, path):
    answer, text = proxy.ask(path)

    assert answer.status == 404
    assert "nginx" in text  # nginx has answered; the dashboard was not asked


def test_limits_on_size_equal_the_dashboard_s(proxy):
    """One byte above 400 MB is refused before any of it is sent; elsewhere above 1 MB."""
    settings = (server.ROOT / ".streamlit" / "config.toml").read_text()
    limit = int(re.search(r"maxUploadSize = (\d+)", settings)[1])
    assert f"client_max_body_size {limit}m;" in nginx.CONF.read_text()

    path = "/_stcore/upload_file/x/y"
    most, above = str(limit * MEGABYTE), str(limit * MEGABYTE + 1)
    assert proxy.ask(path, method="PUT", Content_Length=above)[0].status == 413
    assert proxy.ask(path, method="PUT", Content_Length=most)[0].status == 403  # no token
    assert proxy.ask("/auth/login", method="POST", body=b"x" * 2 * MEGABYTE)[0].status == 413


@pytest.mark.parametrize("path", ["/auth/login", "/oauth2callback?code=x", "/unduh/x"])
def test_too_many_tries_are_turned_away(upstream, tmp_path, path):
    with nginx.running(upstream, tmp_path) as fresh:
        answers = [fresh.ask(path)[0].status for _ in range(30)]

    assert 429 not in answers[:20]
    assert 429 in answers


def test_a_websocket_from_another_origin_is_refused(proxy):
    with pytest.raises(InvalidStatus) as refused:
        _stream(proxy, origin="https://evil.example")

    assert refused.value.response.status_code == 403


def test_a_websocket_from_the_own_origin_is_let_in(proxy):
    with _stream(proxy, origin=proxy.address) as stream:
        opening = BackMsg()
        opening.rerun_script.page_name = ""
        stream.send(opening.SerializeToString())
        first = ForwardMsg()
        first.ParseFromString(stream.recv(timeout=60))

    assert first.WhichOneof("type")


def _stream(proxy: Proxy, origin: str):
    address = proxy.address.replace("https", "wss") + "/_stcore/stream"
    return connect(
        address, ssl=proxy.context, origin=origin, subprotocols=["streamlit"], max_size=None
    )


FORGED = {
    name: "kepala@tegalkab.go.id"
    for name in ("X-Forwarded-For", "X-Real-IP", "X-Forwarded-Host", "Forwarded", "Remote-User")
    + ("X-Remote-User", "X-Forwarded-User", "X-Forwarded-Email", "X-Auth-Request-Email", "X-User")
}


def test_what_a_browser_says_of_itself_does_not_pass(tmp_path):
    """A server that writes down what it hears stands where the dashboard would."""
    heard = []
    with listening(heard) as address, nginx.running(address, tmp_path) as proxy:
        proxy.ask("/", **FORGED)
        proxy.ask("/_stcore/stream", **FORGED)

    asked = [text for text in heard if text.startswith(("GET / ", "GET /_stcore/stream "))]
    assert len(asked) >= 2
    for text in asked:
        assert "tegalkab" not in text
        assert "X-Real-IP: 127.0.0.1\r\n" in text
        assert "X-Forwarded-For: 127.0.0.1\r\n" in text
        assert "X-Forwarded-Proto: https\r\n" in text


def test_while_the_dashboard_is_down_people_are_told(tmp_path):
    with nginx.running(f"http://127.0.0.1:{server.free_port()}", tmp_path) as proxy:
        answer, text = proxy.ask("/")

    assert answer.status == 503
    assert "dimulai ulang" in text
    assert str(tmp_path) not in text


def test_scripts_come_compressed_and_pages_do_not(proxy):
    page, text = proxy.ask("/", Accept_Encoding="gzip")
    script = re.search(r'src="\./(static/js/[^"]+\.js)"', text)[1]

    assert page.headers["Content-Encoding"] is None
    assert proxy.ask(f"/{script}", Accept_Encoding="gzip")[0].headers["Content-Encoding"] == "gzip"


def test_the_log_holds_no_filters_and_the_folders_no_bodies(proxy):
    proxy.ask("/kelengkapan?cari=SITI+RAHASIA")
    path = "/_stcore/upload_file/x/y"
    proxy.ask(path, method="PUT", body=b"SITI RAHASIA" * 100_000)

    log = (proxy.folder / "pantau.log").read_text()
    assert "GET /kelengkapan 200" in log
    assert "RAHASIA" not in log
    assert "buffered to a temporary file" not in (proxy.folder / "error.log").read_text()
