"""Whatever the bytes: a file is read or refused in words, and what is in force stays."""

import io
import json
import zipfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyogrio
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geo import borders, importing
from geo.formats import BordersError
from tests.geo.squares import KNOWN, NAMES, collection, files, four, table, taken
from tests.geo.test_borders_formats import TOPOLOGY, kml

some = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
CODES = list(NAMES)


@cache
def sound() -> dict[str, bytes]:
    """A sound file of each kind."""
    with TemporaryDirectory() as folder:
        places = {kind: Path(folder) / f"x.{kind}" for kind in ("gpkg", "shp", "dbf", "shx")}
        pyogrio.write_dataframe(table(kode=CODES), places["gpkg"])
        pyogrio.write_dataframe(table(kode=CODES), places["shp"])
        held = {kind: path.read_bytes() for kind, path in places.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for kind in ("shp", "dbf", "shx"):
            archive.writestr(f"x.{kind}", held[kind])
    return {
        "geojson": json.dumps(collection(four())).encode(),
        "topojson": json.dumps(TOPOLOGY).encode(),
        "kml": kml().encode(),
        "gpkg": held["gpkg"],
        "zip": packed.getvalue(),
    }


def is_harmless(folder: Path, content: bytes) -> None:
    """Any other error than a BordersError fails the test."""
    if borders.current(folder) is None:
        taken(folder, four())
    before = files(folder)
    path = folder / "kiriman"
    path.write_bytes(content)

    with suppress(BordersError):
        found = importing.check(path, KNOWN, borders.current(folder))
        assert set(found.report.matched) <= set(KNOWN)
        assert len(json.loads(found.text)["features"]) == len(found.report.matched) + 1
    assert files(folder) == before


@pytest.mark.parametrize("kind", ["geojson", "topojson", "kml", "gpkg", "zip"])
@some
@given(data=st.data())
def test_a_file_with_damaged_bytes(tmp_path, kind, data):
    content = bytearray(sound()[kind])
    places = st.integers(0, len(content) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=12)):
        content[place] = data.draw(st.integers(0, 255))

    is_harmless(tmp_path, bytes(content))


@pytest.mark.parametrize("kind", ["geojson", "topojson", "kml", "gpkg", "zip"])
@some
@given(share=st.floats(0, 1))
def test_a_file_cut_off(tmp_path, kind, share):
    content = sound()[kind]

    is_harmless(tmp_path, content[: int(share * len(content))])


HEADS = [b"", b"PK\x03\x04", b"SQLite format 3\x00", b"{", b"<kml>", b"\xef\xbb\xbf{", b"\xff\xfe<"]


@some
@given(head=st.sampled_from(HEADS), rest=st.binary(max_size=2000))
def test_bytes_of_any_kind(tmp_path, head, rest):
    is_harmless(tmp_path, head + rest)
