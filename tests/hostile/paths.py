"""Files and inner addresses of the server, asked for directly."""

from tests.hostile.attempts import attempt
from tests.hostile.world import World

GROUP = "Path"
REFUSED, SHELL = "nothing there", "<title>Streamlit</title>"
# Words that only the insides hold: keys, stores, code, settings.
INSIDE = ("cookie_secret", "SQLite format", "DUCK", "import streamlit", "[server]", "root:x:")
INSIDE += ("aplikasi.sqlite", "cache_memory", '"openapi":')
TRAVERSALS = [
    "/app/static/../.streamlit/secrets.toml",
    "/app/static/../../data/register.duckdb",
    "/app/static/%2e%2e/.streamlit/secrets.toml",
    "/app/static/..%2f.streamlit/secrets.toml",
    "/app/static/%2e%2e%2f%2e%2e%2fdata%2faplikasi.sqlite",
    "/app/static/..%5c.streamlit%5csecrets.toml",
    "/app/static/%252e%252e/dashboard.py",
    "/app/static/....//dashboard.py",
    "/app/static//etc/passwd",
    "/app/static/%2fetc%2fpasswd",
    "/app/static/halaman.css%00.py",
    "/app/static/halaman.css/../../asgi.py",
    "/app/static/",
    "/static/../../../asgi.py",
    "/static/%2e%2e/%2e%2e/asgi.py",
    "/geo/../register.duckdb",
    "/geo/..%2fregister.duckdb",
    "/geo/%2e%2e%2faplikasi.sqlite",
    "/geo/desa-000000000000.json%2f..%2f..%2fregister.duckdb",
    "/geo/desa-000000000000.json%0d%0aX-Evil:1",
    "/component/streamlit_folium.st_folium/../../../../../etc/passwd",
    "/component/streamlit_folium.st_folium/%2e%2e/__init__.py",
    "/component/streamlit_folium.st_folium//etc/passwd",
    "/component/../asgi/index.html",
    "/component/tidak.ada/index.html",
    "/_stcore/bidi-components/../../asgi.py",
    "/_stcore/bidi-components/%2fetc%2fpasswd",
    "/media/../.streamlit/secrets.toml",
    "/media/%2e%2e%2fregister.duckdb",
]
PLACES = [
    "/.streamlit/secrets.toml",
    "/.streamlit/config.toml",
    "/secrets.toml",
    "/.env",
    "/.git/config",
    "/asgi.py",
    "/dashboard.py",
    "/pages/hak.py",
    "/data/register.duckdb",
    "/register.duckdb",
    "/summary/CURRENT",
    "/aplikasi.sqlite",
    "/impor/berkas/0/x.csv",
    "/ditolak/",
    "/_stcore/metrics",
    "//_stcore/metrics",
    "/_stcore/%6detrics",
    "/x/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/sessions",
    "/openapi.json",
    "/docs",
    "/debug",
    "/server-status",
]
CLOSED = (400, 403, 404, 405)


@attempt(GROUP, "GET {0}", REFUSED, [(path,) for path in TRAVERSALS + PLACES])
def _(world: World, path: str) -> str:
    return _asked(world, path)


@attempt(
    GROUP,
    "dinas, signed in, GET {0}",
    REFUSED,
    [(path,) for path in ("/.streamlit/secrets.toml", "/app/static/../../data/register.duckdb")]
    + [("/geo/..%2faplikasi.sqlite",), ("/_stcore/metrics",)],
)
def _(world: World, path: str) -> str:
    return _asked(world, path, "dinas")


@attempt(
    GROUP,
    "{0} GET {1}",
    "refused: 403",
    [("nobody", "/media/" + "0" * 56 + ".csv"), ("nobody", "//media/x.csv")]
    + [("nobody", "/%6dedia/x.csv"), ("asing", "/media/x.csv")],
)
def _(world: World, who: str, path: str) -> str:
    status, _ = world.ask(path, None if who == "nobody" else who)
    return f"refused: {status}"


@attempt(GROUP, "rakor guesses the name of a file that another has made", "refused: 404")
def _(world: World) -> str:
    return f"refused: {world.ask('/media/' + '0' * 56 + '.csv', 'rakor')[0]}"


@attempt(
    GROUP,
    "what {0} tells whoever asks",
    "nothing of the inside",
    [("/siap",), ("/_stcore/health",), ("/_stcore/host-config",), ("/",)],
)
def _(world: World, path: str) -> str:
    status, told = world.ask(path)
    found = [word for word in (*INSIDE, str(world.site.data), str(world.site.app)) if word in told]
    return f"SEEN: {found}" if found else f"nothing of the inside: {status}"


def _asked(world: World, path: str, who: str | None = None) -> str:
    status, told = world.ask(path, who)
    found = [word for word in INSIDE if word in told]
    if found:
        return f"SEEN: {found}"
    if status in CLOSED or (status == 301 and not told):
        return f"{REFUSED}: {status}"
    return f"{REFUSED}: the empty page" if SHELL in told else f"AN ANSWER: {status} {told[:60]}"


# --- ways of asking --------------------------------------------------------------------------

METHOD = "Method"


@attempt(
    METHOD,
    "{0} {1}",
    "refused",
    [
        (method, path)
        for path, methods in {
            "/": ("PUT", "DELETE", "PATCH", "TRACE"),
            "/siap": ("POST", "PUT", "DELETE"),
            "/geo/desa-000000000000.json": ("PUT", "DELETE"),
            "/media/x.csv": ("PUT", "DELETE", "POST"),
            "/_stcore/health": ("POST", "DELETE"),
            "/app/static/halaman.css": ("PUT", "DELETE", "PROPFIND"),
        }.items()
        for method in methods
    ],
)
def _(world: World, method: str, path: str) -> str:
    status, told = world.ask(path, None, method, b"" if method != "TRACE" else None)
    if "X-Evil" in told or status < 400:
        return f"DONE: {status}"
    return f"refused: {status}"


@attempt(
    METHOD,
    "nobody sends {0}",
    "refused or ignored",
    [
        ("an address of 70,000 letters",),
        ("a header of 70,000 letters",),
        ("a body of a megabyte to the first page",),
        ("a length that is no number",),
        ("a method with a space in it",),
    ],
)
def _(world: World, what: str) -> str:
    long = "x" * 70_000
    calls = {
        "an address of 70,000 letters": lambda: world.ask(f"/?q={long}"),
        "a header of 70,000 letters": lambda: world.ask("/", X_Long=long),
        "a body of a megabyte to the first page": lambda: world.ask(
            "/", None, "POST", b"x" * (1 << 20)
        ),
        "a length that is no number": lambda: world.ask("/siap", Content_Length="1e9"),
        "a method with a space in it": lambda: world.ask("/siap", None, "GET\t/hak"),
    }
    try:
        status, _ = calls[what]()
    except (OSError, ValueError) as error:
        return f"refused or ignored: {type(error).__name__}, then {world.ask('/siap')[0]}"
    return f"refused or ignored: {status}, then {world.ask('/siap')[0]}"
