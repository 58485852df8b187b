"""How a map drawn by our own JavaScript is put on a page: script, geometry and values apart.

The script and the geometry come once, by URL; a rerun sends the values alone.
"""

import hashlib
import json
import os
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

import pandas as pd
import streamlit as st

from geo import borders, pieces, tile_map

_STATIC = Path(__file__).parent.parent.parent / "static"

# A blob module cannot import by a relative path, so the address is made absolute in the browser.
# The line break matters: Streamlit takes a string of one line for a file name.
_LOADER = """export default (k) => import(new URL({url}, document.baseURI))
.then((m) => {{ m.gambar(k); }});"""


def data_dir() -> Path:
    """Where geometry is kept; the server hands out its geo/ as /geo/."""
    return Path(os.environ.get("PANTAU_DATA", "data"))


def is_served() -> bool:
    """Whether asgi.py serves /geo/; without it geometry travels inline."""
    return os.environ.get("PANTAU_ASGI") == "1"


def url(path: str) -> str:
    """The address of a path of this server, below server.baseUrlPath."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/{path}" if base else f"/{path}"


def script_url(name: str) -> str:
    """The address of static/<name>, with a version so an upgrade is seen at once."""
    return url(f"app/static/{name}?v={_version()}")


@cache
def _version() -> str:
    scripts = sorted([*_STATIC.glob("*.js"), *_STATIC.glob("*.css")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in scripts)).hexdigest()[:10]


def tiles(wilayah: pd.DataFrame, level: str = "desa") -> tuple[list[str], str | dict]:
    """The kode of all areas in drawing order, and the geometry: a URL, or itself if not served.

    Of desa, or of kecamatan: `level`. The borders in force say where an area without a hexagon
    of its own lies.
    """
    kode, geometry, text = _tiles(_Itself(wilayah), level, borders.current(data_dir()))
    return kode, served(text, "petak") or geometry


class _Itself:
    """A table as a key of a cache: equal to itself alone. The cache keeps it, so that no other
    table comes to lie in its place; the tables of a version never change."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows

    def __hash__(self) -> int:
        return id(self.rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.rows is self.rows


@lru_cache(maxsize=8)
def _tiles(wilayah: _Itself, level: str, path: Path | None) -> tuple[list[str], dict, str]:
    desa = wilayah.rows[wilayah.rows["tingkat"].isin(["desa", "kelurahan"])]
    lacking = level == "kecamatan" or desa["petak_kolom"].isna().any()
    points = pieces.points(whole(path)) if path is not None and lacking else {}
    geometry = tile_map.layout(wilayah.rows, level, points)
    text = json.dumps(geometry, ensure_ascii=False, separators=(",", ":"))
    return [row[0] for row in geometry["desa"]], geometry, text


@lru_cache(maxsize=1)
def whole(path: Path) -> dict:
    """The borders in force; the file is named by its content, so it is read once per process."""
    return json.loads(path.read_text(encoding="utf-8"))


def served(text: str, stem: str) -> str | None:
    """Where the browser gets the geometry, or None if it must travel with the values."""
    if not is_served():
        return None
    try:
        path = borders.write_once(text, stem, data_dir() / "geo")
    except OSError:  # a read-only data folder: slower, still drawn
        return None
    return url(f"geo/{path.name}")


def mount(
    script: str, data: dict | bytes, known: list[str], *, key: str, on_pilih: Callable[[str], None]
) -> None:
    """Draw with static/<script>; a click on a desa in `known` calls on_pilih(kode)."""

    def clicked() -> None:
        kode = st.session_state[key].get("pilih")
        if kode in known:  # what a browser sends is input like any other
            on_pilih(kode)

    # Registered at every run: a test, or a server, may have a registry younger than this module.
    loader = _LOADER.format(url=json.dumps(script_url(script)))
    component = st.components.v2.component(f"pantau_{script.removesuffix('.js')}", js=loader)
    component(data=data, key=key, on_pilih_change=clicked)
