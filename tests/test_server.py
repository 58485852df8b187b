"""What the server itself promises, asked of a freshly started one."""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus

from tests import server
from tests.server import ROOT

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "__init__")
GEOMETRY = "desa-0123456789ab.json"

# Sign-in as most people write it: the gate stands before st.navigation.
GATE = """
import streamlit as st
st.title("SILAKAN MASUK")
if not st.query_params.get("kunci"):
    st.stop()
st.navigation([st.Page("pages/terdaftar.py")]).run()
"""
SECRET = 'import streamlit as st\nst.title("DATA RAHASIA")\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one boundary file and things nobody may fetch."""
    data = tmp_path_factory.mktemp("server") / "data"
    (data / "geo").mkdir(parents=True)
    (data / "geo" / GEOMETRY).write_text('{"type": "FeatureCollection", "features": []}')
    for name in ("CURRENT", "desa-rahasia.json", "kepala-0123456789ab.json", f"{GEOMETRY}.draf"):
        (data / "geo" / name).write_text("RAHASIA")
    (data / "desa-000000000000.json").write_text("RAHASIA")
    return data


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The application with nothing published, just started."""
    with server.running(ROOT, PANTAU_DATA=str(folder)) as address:
        yield address


@pytest.fixture(scope="module")
def gated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Our asgi.py before a gate and two pages, one of them in no menu; just started."""
    app = tmp_path_factory.mktemp("gated")
    (app / "pages").mkdir()
    (app / "dashboard.py").write_text(GATE)
    for page in ("terdaftar", "tersembunyi"):
        (app / "pages" / f"{page}.py").write_text(SECRET)
    shutil.copy(ROOT / "asgi.py", app)
    for room in (
        "pages/parts",
        "reports",
        "queries",
        "register",
        "methods",
        "geo",
        "static",
        ".streamlit",
    ):
        (app / room).symlink_to(ROOT / room)
    with server.running(app, PANTAU_DATA=str(app / "data")) as address:
        yield address


@pytest.mark.parametrize("page", ["", "impor", "definisi", "tidak-ada"])
def test_nobody_is_told_where_the_program_or_its_data_lies(address, folder, page):
    heard = server.visit(address, page)

    assert any(message.HasField("new_session") for message in heard)
    said = b"".join(message.SerializeToString() for message in heard)
    for place in (ROOT, folder, Path.home(), Path(sys.prefix), Path(st.__file__).parents[1]):
        assert str(place).encode() not in said


@pytest.mark.parametrize("page", ["tersembunyi", "terdaftar", ""])
def test_deep_link_does_not_pass_by_the_gate(gated, page):
    """Nobody has opened the front page before: the first case is the server's first visit."""
    said = server.words(server.visit(gated, page))

    assert "SILAKAN MASUK" in said
    assert "RAHASIA" not in said


@pytest.mark.parametrize("page", [*PAGES, "parts/maps", "tidak-ada"])
def test_every_address_goes_through_dashboard(address, page):
    """dashboard.py calls st.navigation; a page run by itself would not announce a menu."""
    kinds = {message.WhichOneof("type") for message in server.visit(address, page)}

    assert "navigation" in kinds


@pytest.mark.parametrize(
    "path",
    ["/", "/kelengkapan", "/siap", f"/geo/{GEOMETRY}", "/geo/tidak-ada", "/_stcore/health"]
    + ["/_stcore/metrics", "/app/static/vendor/leaflet/leaflet.js", "/%2e%2e/asgi.py"]
    + ["/component/streamlit_folium.st_folium/index.html", "/media/tidak-ada"],
)
def test_headers_on_every_answer(address, path):
    status, headers, _ = server.ask(address + path)
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )

    host = address.removeprefix("http://")
    assert status < 500 or path == "/siap"
    assert policy["default-src"] == "'self'"
    assert policy["connect-src"] == f"'self' ws://{host} wss://{host} data: blob:"
    assert policy["frame-ancestors"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_scripts_of_strangers_do_not_run_in_the_page(address):
    """Only folium's frame may evaluate text; the page itself runs what it was shipped with."""
    page = server.ask(address + "/")[1]["content-security-policy"]
    frame = server.ask(address + "/component/streamlit_folium.st_folium/index.html")

    assert "unsafe-inline" not in page.split("style-src")[0]
    assert "unsafe-eval" not in page
    assert "sha256-" in page
    assert frame[0] == 200
    assert "unsafe-eval" in frame[1]["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/metrics/", "//_stcore/metrics", "/_stcore/%6detrics"]
    + ["/_stcore/script-health-check", "/_stcore/agent/openapi.json"],
)
def test_inside_of_the_server_is_closed(address, path):
    status, _, text = server.ask(address + path)

    assert (status, text) == (404, "Tidak ada")


def test_geometry_is_kept_for_good(address):
    status, headers, text = server.ask(f"{address}/geo/{GEOMETRY}")

    assert (status, headers["content-type"]) == (200, "application/json")
    assert "immutable" in headers["cache-control"]
    assert "FeatureCollection" in text


@pytest.mark.parametrize(
    "name",
    ["CURRENT", "desa-rahasia.json", "kepala-0123456789ab.json", f"{GEOMETRY}.draf", f"x{GEOMETRY}"]
    + ["..%2fdesa-000000000000.json", "../desa-000000000000.json", "%2e%2e/desa-000000000000.json"]
    + ["..%5cdesa-000000000000.json", "desa-000000000000.json", "%2fetc%2fpasswd"],
)
def test_geo_serves_nothing_else(address, name):
    status, headers, text = server.ask(f"{address}/geo/{name}")

    assert "RAHASIA" not in text
    assert "immutable" not in headers.get("cache-control", "")
    # a path with a real slash in it is not /geo/{name}: it gets Streamlit's empty page
    assert status in (400, 404) or "<title>Streamlit</title>" in text


def test_siap_says_what_is_missing(address):
    status, _, text = server.ask(address + "/siap")

    assert status == 503
    assert "Belum ada ringkasan" in text


def test_siap_when_published(of_sample):
    assert server.ask(of_sample + "/siap")[0] == 200


@pytest.mark.parametrize("path", ["/", "/siap", "/_stcore/health", "/app/static/halaman.css"])
@pytest.mark.parametrize("name", ["evil.example", "localhost.evil.example", "", "localhost:x"])
def test_a_name_that_is_not_ours_is_not_answered(address, path, name):
    """A page of another site whose name leads to this machine (DNS rebinding) reads nothing."""
    status, _, text = server.ask(address + path, Host=name)

    assert status in (400, 421)
    assert "<title>" not in text


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST."])
def test_the_names_of_this_machine_are_answered(address, name):
    port = address.rsplit(":", 1)[1]
    assert server.ask(address + "/", Host=f"{name}:{port}")[0] == 200


@pytest.mark.parametrize(
    ("origin", "host"),
    [("http://evil.example", None), ("http://localhost.evil.example:80", None), ("null", None)]
    + [("http://evil.example", "evil.example"), (None, "evil.example")],
)
def test_a_websocket_of_another_site_is_refused(address, origin, host):
    with pytest.raises(InvalidStatus) as refused:
        server.open_stream(address, origin=origin, host=host)

    assert refused.value.response.status_code == 403


def test_a_websocket_of_the_own_page_is_let_in(address):
    with server.open_stream(address, origin=address) as stream:
        assert stream.subprotocol == "streamlit"


@pytest.fixture(scope="module")
def of_sample(sample_data: Path) -> Iterator[str]:
    """The application over the sample, where page Impor is open."""
    with server.running(ROOT, PANTAU_DATA=str(sample_data)) as address:
        yield address


@pytest.fixture(scope="module")
def token(of_sample: str) -> str:
    """The XSRF token the server gives whoever asks."""
    cookie = server.ask(of_sample + "/_stcore/health")[1]["set-cookie"]
    return re.match("_streamlit_xsrf=([^;]+)", cookie)[1]


class TestUpload:
    """A file is taken only with the XSRF token, and only for a session that was asked for one."""

    @pytest.fixture(params=["impor"])
    def session(self, request: pytest.FixtureRequest, of_sample: str) -> Iterator[str]:
        """The id of a session that has a page open."""
        with server.open_stream(of_sample, origin=of_sample) as stream:
            opening = BackMsg(rerun_script={"page_name": request.param})
            stream.send(opening.SerializeToString())
            id_, message = "", ForwardMsg()
            while message.WhichOneof("type") != "script_finished":
                message.ParseFromString(stream.recv(timeout=60))
                if message.WhichOneof("type") == "new_session":
                    id_ = message.new_session.initialize.session_id
            yield id_

    def put(self, address: str, session: str, **headers: str) -> int:
        url = f"{address}/_stcore/upload_file/{session}/00000000-0000-0000-0000-000000000000"
        return server.ask(url, method="PUT", body=FORM, **FORM_TYPE, **headers)[0]

    def test_with_both(self, of_sample, token, session):
        pair = {"Cookie": f"_streamlit_xsrf={token}", "X-Xsrftoken": token}
        assert self.put(of_sample, session, **pair) == 204

    @pytest.mark.parametrize("session", ["", "kelengkapan"], indirect=True)
    def test_from_a_page_that_takes_no_files(self, of_sample, token, session):
        """Anybody could fill the memory otherwise, signed in or not."""
        pair = {"Cookie": f"_streamlit_xsrf={token}", "X-Xsrftoken": token}
        assert self.put(of_sample, session, **pair) == 403

    def test_without_the_token(self, of_sample, token, session):
        assert self.put(of_sample, session) == 403
        assert self.put(of_sample, session, Cookie=f"_streamlit_xsrf={token}") == 403
        assert self.put(of_sample, session, **{"X-Xsrftoken": token}) == 403

    def test_with_a_token_of_one_s_own_making(self, of_sample, token, session):
        pair = {"Cookie": f"_streamlit_xsrf={token}", "X-Xsrftoken": "2|0|0|0"}
        assert self.put(of_sample, session, **pair) == 403

    def test_for_a_session_that_is_not_on(self, of_sample, token):
        pair = {"Cookie": f"_streamlit_xsrf={token}", "X-Xsrftoken": token}
        assert self.put(of_sample, "11111111-1111-1111-1111-111111111111", **pair) == 403
        assert self.put(of_sample, "..%2f..", **pair) in (400, 403, 404)


FORM = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\na;b\r\n--x--\r\n'
FORM_TYPE = {"Content-Type": "multipart/form-data; boundary=x"}
