"""What the server itself promises, asked of a freshly started one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

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


def test_siap_when_published(sample_data):
    with server.running(ROOT, PANTAU_DATA=str(sample_data)) as address:
        assert server.ask(address + "/siap")[0] == 200
