"""Pages of other sites, other names for this host, and headers that a proxy might have set."""

import http.client
from urllib.parse import urlsplit

from websockets.exceptions import InvalidStatus

from tests.hostile.attempts import attempt
from tests.hostile.world import WAY_IN, World, seen
from tests.provider import PEOPLE

GROUP = "Origin"
EVIL = "http://jahat.example"


@attempt(
    GROUP,
    "a page of {0} opens the websocket with dinas's cookies",
    "refused",
    [
        (EVIL,),
        ("null",),
        ("https://localhost",),
        ("http://localhost.jahat.example:8501",),
        ("http://localhost:1",),
        ("http://localhost@jahat.example",),
        ("ftp://localhost",),
        ("chrome-extension://abc",),
    ],
)
def _(world: World, origin: str) -> str:
    seen_there = world.tried("dinas", origin=origin)
    # a page on another port of this machine gets a session, but nobody's
    return f"refused: {seen_there}" if seen_there == WAY_IN else seen_there


@attempt(
    GROUP,
    "a name made to lead here (DNS rebinding): Host and Origin {0}, with dinas's cookies",
    "refused",
    [("jahat.example",), ("jahat.example:8501",), ("127.0.0.1.jahat.example",)],
)
def _(world: World, host: str) -> str:
    return world.tried("dinas", origin=f"http://{host}", host=host)


@attempt(
    GROUP,
    "Host {0!r} on the first page",
    "nothing of it",
    [("x; script-src *",), ("jahat.example' 'unsafe-inline",), ("a,b",), ("x\tjahat",)],
)
def _(world: World, host: str) -> str:
    connection = http.client.HTTPConnection(urlsplit(world.site.address).netloc, timeout=30)
    connection.putrequest("GET", "/", skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    answer = connection.getresponse()
    policy = answer.headers.get("Content-Security-Policy", "")
    connection.close()
    told = "unsafe-inline" in policy.split("style-src")[0] or "jahat" in policy or "*" in policy
    return f"IN THE POLICY: {policy}" if told else f"nothing of it: {answer.status}"


HEADERS = [
    "X-Remote-User",
    "Remote-User",
    "X-Forwarded-User",
    "X-Forwarded-Email",
    "X-Auth-Request-Email",
    "X-Streamlit-User",
    "X-MS-CLIENT-PRINCIPAL-NAME",
    "Cf-Access-Authenticated-User-Email",
    "Tailscale-User-Login",
]


@attempt(
    "Header",
    "nobody sends {0}: dinas@contoh.go.id",
    WAY_IN,
    [(name,) for name in HEADERS],
)
def _(world: World, name: str) -> str:
    return world.tried(None, **{name.replace("-", "_"): PEOPLE["dinas"]})


@attempt(
    "Header",
    "nobody sends {0}",
    WAY_IN,
    [
        ("Authorization: Bearer, a token of their own",),
        ("Authorization: Basic dinas",),
        ("X-Forwarded-For: 127.0.0.1",),
        ("X-Original-URL: /hak",),
        ("X-Forwarded-Host: jahat.example",),
        ("Forwarded: for=127.0.0.1;host=localhost",),
        ("X-Xsrftoken alone",),
    ],
)
def _(world: World, what: str) -> str:
    headers = {
        "Authorization: Bearer, a token of their own": {
            "Authorization": "Bearer eyJhbGciOiJub25lIn0.eyJlbWFpbCI6ImRpbmFzIn0."
        },
        "Authorization: Basic dinas": {"Authorization": "Basic ZGluYXM6ZGluYXM="},
        "X-Forwarded-For: 127.0.0.1": {"X_Forwarded_For": "127.0.0.1", "X_Real_IP": "127.0.0.1"},
        "X-Original-URL: /hak": {"X_Original_URL": "/hak", "X_Rewrite_URL": "/hak"},
        "X-Forwarded-Host: jahat.example": {"X_Forwarded_Host": "jahat.example"},
        "Forwarded: for=127.0.0.1;host=localhost": {"Forwarded": "for=127.0.0.1;host=localhost"},
        "X-Xsrftoken alone": {"X_Xsrftoken": "2|00000000|00112233|1"},
    }[what]
    return world.tried(None, **headers)


@attempt("Header", "rakor sends X-Forwarded-Email of dinas beside its own cookie", "rakor")
def _(world: World) -> str:
    try:
        with world.socket("rakor", X_Forwarded_Email=PEOPLE["dinas"]) as socket:
            told = seen(socket.run("hak"))
    except InvalidStatus as refused:
        told = str(refused.response.status_code)
    return f"rakor: {told}" if told == "not for this role" else "SEEN"
