"""The server: Streamlit with headers, routes and a warm start of our own.

Started by `streamlit run asgi.py`. Nothing here draws; the pages begin in dashboard.py.
"""

import gc
import importlib
import logging
import os
import pkgutil
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util
from streamlit.runtime import get_instance
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.server.starlette import starlette_websocket as signed

import pages.parts
from pages.parts import uploads, wire
from queries import handover, public, summary
from register.connections import data_dir

# Parts ask this to know whether geometry can be had from /geo, or must travel with the page.
os.environ["PANTAU_ASGI"] = "1"

WARM = ("pandas", "pyarrow", "plotly.express", "duckdb_sqlalchemy")
GEOMETRY = re.compile(r"(desa|petak)-[0-9a-f]{12}\.json")
UPLOAD = re.compile(r"/_stcore/upload_file/([^/]*)")  # and the session it is for
# Names of caches and functions, numbers of sessions: nobody's business outside. The others are
# off by default and stay out of reach should somebody turn them on.
CLOSED = re.compile(r"/_stcore/(metrics|script-health-check|agent)(/|$)")
HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?|\[[0-9a-fA-F:]+\](:[0-9]{1,5})?")


def inline_scripts() -> str:
    """Return the inline scripts of Streamlit's own page as CSP hashes: these and no others run."""
    page = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = (b64encode(sha256(script.encode()).digest()).decode() for script in scripts)
    return " ".join(f"'sha256-{each}'" for each in hashes)


# A page drawn with st.graphviz_chart would need 'wasm-unsafe-eval' here; none is.
PAGE_SCRIPTS = f"'self' {inline_scripts()} blob:"
# folium writes its map as a script and evaluates it, inside a frame of its own.
COMPONENT_SCRIPTS = "'self' 'unsafe-inline' 'unsafe-eval' blob:"


def policy(path: str, host: str) -> str:
    """Return the Content-Security-Policy: nothing is loaded from, or sent to, another host.

    Safari before 15.4 does not count a websocket as 'self', so our own is named. A host that
    is not a plain name is left out: it comes from the browser and could carry directives.
    """
    scripts = COMPONENT_SCRIPTS if path.startswith("/component/") else PAGE_SCRIPTS
    sockets = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self'{sockets} data: blob:",
            "worker-src 'self' blob:",
            "frame-src 'self' data: blob:",
            "frame-ancestors 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        )
    )


FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",  # addresses carry filters; other sites need not see them
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


NOT_KEPT = {"Cache-Control": "no-store"}
GONE = "Berkas ini sudah diambil atau sudah lewat lima menit. Siapkan lagi di halamannya."
MEDIA = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
}
PIECE = 1 << 18  # bytes of a file on disk that are in memory at once


class Guard:
    """Adds the headers to every answer and closes what nobody outside needs, or may have.

    Plain ASGI: Starlette's BaseHTTPMiddleware would stand in the way of websockets.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.app(scope, wire.only_needed(receive), wire.without_paths(send))
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                guard_headers(scope, MutableHeaders(scope=message))
            await send(message)

        app = await run_in_threadpool(refusal, scope) or self.app
        await app(scope, receive, send_guarded)


def refusal(scope: Scope) -> Response | None:
    """Return the answer to who may not ask at all, or for this; None: let them in.

    Streamlit asks server.allowedHosts of websockets only; the page and its files ask it here.
    """
    if not signed.is_host_allowed(Headers(scope=scope).get("host")):
        return PlainTextResponse("Alamat ini bukan alamat dasbor.", status_code=421)
    if CLOSED.search(scope["path"]):
        return PlainTextResponse("Tidak ada", status_code=404)
    upload = UPLOAD.match(scope["path"])
    if upload and not uploads.may_send(upload[1]):
        return PlainTextResponse("Halaman ini tidak menerima berkas.", status_code=403)
    if not wire.may_fetch(scope["path"], Request(scope).cookies):
        return PlainTextResponse("Belum masuk, atau bukan untuk akun Anda.", status_code=403)
    return None


def guard_headers(scope: Scope, headers: MutableHeaders) -> None:
    """Set our headers on one answer."""
    headers.update(FIXED_HEADERS)
    headers["Content-Security-Policy"] = policy(scope["path"], Headers(scope=scope).get("host", ""))
    if scope["path"].startswith("/app/static/"):
        # Streamlit sends only an ETag; browsers then guess, and keep an old script for days.
        headers["Cache-Control"] = "no-cache"


def siap(request: Request) -> Response:
    """Answer 200 when there is something to show, 503 with a sentence when there is not."""
    if summary.ready():
        return PlainTextResponse("siap")
    return PlainTextResponse(
        "Belum ada ringkasan yang terbit atau ringkasan tidak dapat dibuka.\n", status_code=503
    )


def geometry(request: Request) -> Response:
    """Serve one file of boundaries. Its name carries a hash, so it is kept for good."""
    name = request.path_params["name"]
    path = data_dir() / "geo" / name
    if not GEOMETRY.fullmatch(name) or not path.is_file():
        return PlainTextResponse("Tidak ada", status_code=404)
    forever = {"Cache-Control": "public, max-age=31536000, immutable"}
    return FileResponse(path, media_type="application/json", headers=forever)


def prepared(request: Request) -> Response:
    """Hand over a file with persons or accounts in it: to whom it was made for, once, kept nowhere.

    What the account may see is asked anew: between making and fetching it may have been taken away.
    """
    if request.method != "GET":  # asking after it must not use it up
        return PlainTextResponse("Hanya GET", status_code=405)
    try:
        file = handover.take(request.path_params["token"], wire.asking(request.cookies))
    except handover.NotYoursError:
        return PlainTextResponse("Berkas ini bukan untuk akun Anda.", 403, NOT_KEPT)
    if file is None or (isinstance(file.content, Path) and not file.content.is_file()):
        return PlainTextResponse(GONE, 404, NOT_KEPT)
    named = {"Content-Disposition": f"attachment; filename*=utf-8''{quote(file.name)}"}
    headers, media = NOT_KEPT | named, MEDIA[Path(file.name).suffix]
    if isinstance(file.content, bytes):
        return Response(file.content, media_type=media, headers=headers)
    headers["Content-Length"] = str(file.content.stat().st_size)
    return StreamingResponse(_pieces(file.content), media_type=media, headers=headers)


def _pieces(path: Path) -> Iterator[bytes]:
    """Yield a file bit by bit; never a part of it alone, as one that is gone after its first use
    could not be asked for the rest."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def open_data(request: Request) -> Response:
    """Serve one file of the public face, or say in a sentence that there is none."""
    if not public.settings().is_open:
        return PlainTextResponse(f"{public.CLOSED}\n", status_code=404)
    found = public.document(request.path_params["path"])
    if found is None:
        return PlainTextResponse(f"{public.MISSING}\n", status_code=404)
    content = found.text.encode()
    # Asked for anew each time, so that closing the public face holds at once.
    tag = f'"{found.version}-{sha256(content).hexdigest()[:12]}"'
    headers = {"Cache-Control": "no-cache", "ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    if found.name.endswith(".csv"):
        headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return Response(content, media_type=found.media, headers=headers)


def warm_up() -> None:
    """Import what pages need, and take it out of the garbage collector's rounds.

    Streamlit collects garbage after every run of a page. Over the 180,000 objects that exist
    after imports that took 80 ms a run; once they are frozen, next to nothing.
    """
    warning = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    warning.disabled = True  # it says that no page is running; none is meant to
    for name in WARM:
        importlib.import_module(name)
    register_folium()
    for part in pkgutil.iter_modules(pages.parts.__path__, "pages.parts."):
        importlib.import_module(part.name)
    warning.disabled = False
    gc.collect()
    gc.freeze()


def register_folium() -> None:
    """Register the map component: imported outside a page's run, its files would be 404."""
    component = importlib.import_module("streamlit_folium")._component_func
    get_instance().component_registry.register_component(component)


@asynccontextmanager
async def lifespan(app: st.App):
    """Prepare the process before the first visitor.

    A folder called pages/ beside the main script makes Streamlit run its files directly, past
    dashboard.py and whatever it guards, until st.navigation has run once. So the flag is set
    here. The name is internal: Streamlit is pinned and tests/test_server.py watches.
    """
    PagesManager.uses_pages_directory = False
    warm_up()
    yield {}


app = st.App(
    "dashboard.py",
    lifespan=lifespan,
    routes=[
        Route("/siap", siap),
        Route("/geo/{name}", geometry),
        Route("/unduh/{token}", prepared),
        Route("/publik/{path:path}", open_data),
    ],
    middleware=[Middleware(Guard)],
)
