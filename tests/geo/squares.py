"""Four square desa in a row, and the real borders of Kab. Tegal that lie beside the repository."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely import box

from geo import borders, importing
from geo.wilayah_codes import FACTS, Desa, known_desa, rows_of

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "geo"
A, B, C, D = (f"33.99.01.{n}" for n in (2001, 2002, 2003, 2004))
NAMES = {A: "Asem", B: "Bambu", C: "Cendana", D: "Duku"}
AREAS = [
    {"kode": "33.99", "nama": "Kabupaten Uji", "tingkat": "kabupaten"},
    {"kode": "33.99.01", "nama": "Hulu", "tingkat": "kecamatan", "kode_induk": "33.99"},
    *[
        {"kode": k, "nama": n, "tingkat": "desa", "kode_induk": "33.99.01"}
        for k, n in NAMES.items()
    ],
]
KNOWN = known_desa(AREAS)
# Squares of 0.1 degree, 11 km, side by side on Java
SQUARES = {k: box((1090 + x) / 10, -7, (1091 + x) / 10, -6.9) for x, k in enumerate(NAMES)}


def desa(kode: str, nama: str = "x", **more: object) -> dict[str, Desa]:
    """A single desa, ready to be known."""
    return {kode: Desa(kode, nama, **more)}


def feature(kode: object, shape: shapely.Geometry | None, column: str = "kode") -> dict:
    geometry = shape and json.loads(shapely.to_geojson(shape))
    return {"type": "Feature", "properties": {column: kode, "warna": "x"}, "geometry": geometry}


def four(column: str = "kode") -> list[dict]:
    return [feature(kode, shape, column) for kode, shape in SQUARES.items()]


def table(**columns: list) -> gpd.GeoDataFrame:
    """The four squares with these columns, to be written in any format."""
    return gpd.GeoDataFrame(columns, geometry=list(SQUARES.values()), crs=4326)


def collection(features: list[dict], **more: object) -> dict:
    return {"type": "FeatureCollection", "features": features} | more


def written(folder: Path, features: list[dict], **more: object) -> Path:
    path = folder / "batas.geojson"
    path.write_text(json.dumps(collection(features, **more)))
    return path


def imported(path: Path, known: dict[str, Desa], folder: Path) -> importing.Report:
    """Put a file in force, as the command line does."""
    found = importing.check(path, known, borders.current(folder))
    borders.put_in_force(found.text, asdict(found.report), folder)
    return found.report


def taken(folder: Path, features: list[dict], **more: object) -> importing.Report:
    return imported(written(folder, features, **more), KNOWN, folder)


def drawn(folder: Path) -> dict[str, shapely.Geometry]:
    document = json.loads(borders.current(folder).read_text())
    shapes = {f["id"]: json.dumps(f["geometry"]) for f in document["features"]}
    return {kode: shapely.from_geojson(text) for kode, text in shapes.items()}


def in_force(folder: Path) -> dict[str, shapely.Geometry]:
    """The desa alone, without the lines between kecamatan."""
    return {kode: shape for kode, shape in drawn(folder).items() if kode != borders.KECAMATAN}


def files(folder: Path) -> dict[str, bytes]:
    """Everything that is kept of borders, by name."""
    return {path.name: path.read_bytes() for path in (folder / "geo").iterdir()}


def tegal() -> dict[str, Desa]:
    return known_desa(rows_of(FACTS.glob("33.28*.csv")))


def real(name: str) -> Path:
    """A file of real borders, which the project may not hold. Missing in CI is a failure."""
    path = REAL / name
    if not path.is_file():
        assert not os.environ.get("CI"), f"{path} is missing: borders cannot be tested"
        pytest.skip("real borders are not on this machine")
    return path
