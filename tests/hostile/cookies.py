"""Forged cookies: unsigned, signed with another key or for another name, mixed, expired, moved."""

import json
import time
from base64 import urlsafe_b64encode

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey

from tests import server
from tests.hostile.attempts import attempt
from tests.hostile.world import TOKENS, USER, WAY_IN, XSRF, World, fetched, reason
from tests.provider import PASSWORD, PEOPLE, SECRET
from tests.signing import FORM, PROVIDER_TOKEN

GROUP = "Cookie"
DAY = 86400


def _claims(world: World) -> dict:
    return world.claims(world.jar("rakor")) | {"email": PEOPLE["dinas"]}


def _b64(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _forged(world: World, kind: str) -> str:
    """Return a cookie that says its owner is dinas, made without the key."""
    claims = json.dumps(_claims(world))
    own = world.jar("rakor")[USER]
    payload, at, signature = own.rsplit(".", 2)
    key = OctKey.import_key(SECRET + "0" * 20)
    return {
        "the claims as plain JSON": lambda: claims.replace('"', "'"),
        "the claims in base64, unsigned": lambda: _b64(claims),
        "the claims and an empty signature": lambda: f"{_b64(json.dumps(claims))}.{at}.",
        "the claims under a signature of other claims": lambda: (
            f"{_b64(json.dumps(claims))}.{at}.{signature}"
        ),
        "one letter of the signature changed": lambda: own[:-2] + ("A" if own[-2] != "A" else "B"),
        "the signature cut short": lambda: own[:-6],
        "the signature cut off": lambda: f"{payload}.{at}",
        "the moment of signing moved on": lambda: f"{payload}.{at[:-1]}Z.{signature}",
        "two payloads before one signature": lambda: f"{_b64(claims)}.{own}",
        "signed with an empty key": lambda: world.signed(claims, secret="\0"),
        "signed with the key of the documentation": lambda: world.signed(claims, secret="xxx"),
        "signed with the client's secret": lambda: world.signed(claims, secret=SECRET),
        "signed with the name of the cookie": lambda: world.signed(claims, secret=USER),
        "a JSON Web Token with alg none": lambda: (
            f"{_b64(json.dumps({'alg': 'none', 'typ': 'JWT'}))}.{_b64(claims)}."
        ),
        "a JSON Web Token signed with the client's secret": lambda: jwt.encode(
            {"alg": "HS256"}, _claims(world), key
        ),
        "a number of chunks that are not there": lambda: "chunks-3",
        "a number of chunks without end": lambda: "chunks-99999999",
        "an empty text": lambda: "",
        "four thousand letters": lambda: "A" * 4000,
        "letters that are none": lambda: "%00%ff%fe",
    }[kind]()


KINDS = (
    "the claims as plain JSON",
    "the claims in base64, unsigned",
    "the claims and an empty signature",
    "the claims under a signature of other claims",
    "one letter of the signature changed",
    "the signature cut short",
    "the signature cut off",
    "the moment of signing moved on",
    "two payloads before one signature",
    "signed with an empty key",
    "signed with the key of the documentation",
    "signed with the client's secret",
    "signed with the name of the cookie",
    "a JSON Web Token with alg none",
    "a JSON Web Token signed with the client's secret",
    "a number of chunks that are not there",
    "a number of chunks without end",
    "an empty text",
    "four thousand letters",
    "letters that are none",
)


@attempt(GROUP, "user cookie: {0}", WAY_IN, [(kind,) for kind in KINDS])
def _(world: World, kind: str) -> str:
    return world.tried({USER: _forged(world, kind), XSRF: world.jar("rakor")[XSRF]})


@attempt(
    GROUP,
    "a cookie that the application signed, but {0}",
    WAY_IN,
    [
        ("for the cookie of tokens",),
        ("for the XSRF cookie",),
        ("32 days ago",),
        ("for another origin",),
        ("for no origin",),
        ("for the same host with https",),
        ("for somebody not signed in",),
        ("without claims",),
        ("with a list for claims",),
        ("for an e-mail that is not verified",),
        ("for an e-mail verified by the text yes",),
        ("for an e-mail verified by a number",),
        ("for a list of e-mails",),
        ("for an e-mail with another behind a line break",),
        ("with an issue date of four days ago",),
        ("without an issue date",),
        ("with a text for an issue date",),
    ],
)
def _(world: World, how: str) -> str:
    claims = world.claims(world.jar("dinas"))
    changes = {
        "for another origin": {"origin": "http://localhost:1"},
        "for no origin": {"origin": None},
        "for the same host with https": {"origin": world.site.address.replace("http", "https")},
        "for somebody not signed in": {"is_logged_in": False},
        "for an e-mail that is not verified": {"email_verified": False},
        "for an e-mail verified by the text yes": {"email_verified": "yes"},
        "for an e-mail verified by a number": {"email_verified": 2},
        "for a list of e-mails": {"email": [PEOPLE["dinas"]]},
        "for an e-mail with another behind a line break": {"email": f"x@y.id\n{PEOPLE['dinas']}"},
        "with an issue date of four days ago": {"iat": int(time.time()) - 4 * DAY},
        "without an issue date": {"iat": None},
        "with a text for an issue date": {"iat": "9999999999"},
    }
    if how in changes:
        return world.tried(world.minted("dinas", **changes[how]))
    text = json.dumps(claims)
    cookie = {
        "for the cookie of tokens": lambda: world.signed(text, name=TOKENS),
        "for the XSRF cookie": lambda: world.signed(text, name=XSRF),
        "32 days ago": lambda: world.signed(text, at=int(time.time()) - 32 * DAY),
        "without claims": lambda: world.signed("{}"),
        "with a list for claims": lambda: world.signed(json.dumps([claims])),
    }[how]()
    return world.tried({USER: cookie, XSRF: world.jar("dinas")[XSRF]})


@attempt(
    GROUP,
    "dinas's own user cookie with {0}",
    WAY_IN,
    [
        ("no XSRF proof",),
        ("the XSRF proof, but no XSRF cookie",),
        ("an XSRF proof of other bytes",),
        ("an XSRF proof that is no token",),
        ("an empty XSRF token on both sides",),
        ("no Origin",),
    ],
)
def _(world: World, how: str) -> str:
    jar = {USER: world.jar("dinas")[USER], XSRF: world.jar("dinas")[XSRF]}
    user = {USER: jar[USER]}
    return {
        "no XSRF proof": lambda: world.tried(jar, proof=None),
        "the XSRF proof, but no XSRF cookie": lambda: world.tried(user, proof=jar[XSRF]),
        "an XSRF proof of other bytes": lambda: world.tried(jar, proof="2|00000000|00|1"),
        "an XSRF proof that is no token": lambda: world.tried(jar, proof="zz"),
        "an empty XSRF token on both sides": lambda: world.tried(user | {XSRF: "2||"}, proof="2||"),
        "no Origin": lambda: world.tried(jar, origin=None),
    }[how]()


@attempt(
    GROUP,
    "dinas's cookie under the name {0}",
    WAY_IN,
    [("_STREAMLIT_USER",), ("__Host-_streamlit_user",), ("_streamlit_user_1",), ("_xsrf",)],
)
def _(world: World, name: str) -> str:
    jar = world.jar("dinas")
    return world.tried({name: jar[USER], XSRF: jar[XSRF]})


@attempt(
    GROUP,
    "rakor's cookie beside {0} of dinas opens Hak akses",
    "not for this role",
    [("the tokens",), ("the XSRF cookie",), ("a chunk",), ("a second user cookie, forged,",)],
)
def _(world: World, what: str) -> str:
    rakor, dinas = world.jar("rakor"), world.jar("dinas")
    beside = {
        "the tokens": {TOKENS: dinas[TOKENS]},
        "the XSRF cookie": {XSRF: dinas[XSRF]},
        "a chunk": {f"{USER}_1": dinas[USER]},
        "a second user cookie, forged,": {f"x={_forged(world, KINDS[3])}; y": "z"},
    }[what]
    return world.visit({USER: rakor[USER], XSRF: rakor[XSRF]} | beside, "hak")


@attempt(
    GROUP,
    "a user cookie in two chunks, the first rakor's, the second dinas's",
    "not dinas",
)
def _(world: World) -> str:
    rakor, dinas = (json.dumps(world.claims(world.jar(who))) for who in ("rakor", "dinas"))
    middle = rakor.index('"email"')
    jar = {
        USER: world.signed("chunks-2"),
        f"{USER}_1": world.signed(rakor[:middle], name=f"{USER}_2"),  # names are part of the seal
        f"{USER}_2": world.signed(dinas[middle:], name=f"{USER}_1"),
        XSRF: world.jar("rakor")[XSRF],
    }
    return f"not dinas: {world.tried(jar)}" if world.tried(jar) == WAY_IN else "SEEN"


# --- on the way through the provider ---------------------------------------------------------


@attempt(
    GROUP,
    "sign-in: {0}",
    "no cookie",
    [
        ("/oauth2callback?code=x&state=y",),
        ("/oauth2callback",),
        ("/oauth2callback?error=access_denied&error_description=%3Cscript%3E",),
        ("/oauth2callback?id_token=eyJhbGciOiJub25lIn0.e30.",),
        ("/auth/login",),
        ("/auth/login?provider=dinas",),
        ("/auth/login?provider=eyJhbGciOiJub25lIn0.eyJwcm92aWRlciI6ImRlZmF1bHQifQ.",),
        ("/auth/login?provider=../../register",),
    ],
)
def _(world: World, path: str) -> str:
    answer = fetched(world.site.address + path)
    if USER in answer.cookies or "<script>" in answer.text.replace("<script>window", ""):
        return "A COOKIE"
    return f"no cookie: {answer.status_code}"


@attempt(GROUP, "sign-in: the provider's answer to one browser, opened in another", "no cookie")
def _(world: World) -> str:
    with httpx.Client(follow_redirects=False, timeout=30) as client:
        token = PROVIDER_TOKEN.search(server.words(world.site.visit(press="masuk"))).group()
        page = client.get(world.site.address + token)
        while page.is_redirect and "/oauth2callback" not in page.headers["location"]:
            page = client.send(page.next_request)
        for name, value in (("login", "dinas"), ("password", PASSWORD)):
            form = FORM.search(page.text)
            filled = {name: value, "csrf_token": form.group(1) if form else ""}
            page = client.post(str(page.url), data=filled)
            while page.is_redirect and "/oauth2callback" not in page.headers["location"]:
                page = client.send(page.next_request)
        stolen = page.headers["location"]
    answer = fetched(stolen)
    return "A COOKIE" if USER in answer.cookies else f"no cookie: {answer.status_code}"


@attempt(GROUP, "the reason of the way in carries what a forged cookie says", "nothing of it")
def _(world: World) -> str:
    said = world.said(world.minted("asing", email="<b>x</b>@y.id"))
    return "SEEN" if "<b>x" in said else f"nothing of it: {reason(said)}"
