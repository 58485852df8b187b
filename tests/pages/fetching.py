"""Fetching a prepared file as a browser does: the link on a page, and the route behind it."""

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor

import httpx
from starlette.applications import Starlette
from starlette.routing import Route
from streamlit.testing.v1 import AppTest
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

import asgi
from tests.pages.conftest import claims

SERVER = httpx.ASGITransport(Starlette(routes=[Route("/unduh/{token}", asgi.prepared)]))


def token_of(app: AppTest) -> str:
    """Return the token in the link that a page has just drawn."""
    body = "".join(element.proto.body for element in app.get("html"))
    return re.search(r'href="unduh/([\w-]{43})" download', body).group(1)


def fetch(token: str, who: str = "", *, method: str = "GET", cookie: str = "") -> httpx.Response:
    """Ask the route, with the cookie Streamlit gave somebody, or with one made up."""
    if who:
        told = json.dumps(claims(who) | {"origin": "http://localhost"})
        cookie = create_signed_value(get_cookie_secret(), "_streamlit_user", told).decode()
    sent = {"Cookie": f"_streamlit_user={cookie}"} if cookie else {}

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=SERVER, base_url="http://localhost") as client:
            return await client.request(method, f"/unduh/{token}", headers=sent)

    # In a thread of its own: a browser that another test began keeps a loop running in this one.
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, asked()).result()
