"""What one look needs of the borders of a whole provinsi: one kabupaten, or the kecamatan alone."""

import json
from collections.abc import Collection

import numpy as np
import shapely

from geo import borders, coverage

COARSE = 0.002  # degrees, about 220 m: a provinsi on a screen shows no smaller bend
KECAMATAN = len("33.28.01")


def cut(whole: dict, kode: Collection[str]) -> dict:
    """The GeoJSON of the areas in `kode`, and last the lines between the groups they are in.

    `whole` is what geo.importing wrote. Desa are kept as they are; of kecamatan, which `whole`
    does not have, each is its desa joined, with fewer points.
    """
    length = len(next(iter(kode)))
    shapes = _shapes([f for f in whole["features"] if f["id"][:length] in kode])
    if length == KECAMATAN:
        shapes = _joined(shapes)
    areas = np.array(list(shapes.values()), dtype=object)
    lines = coverage.seams(areas, [name.rpartition(".")[0] for name in shapes])
    return _collection(shapes | {borders.KECAMATAN: lines})


def points(whole: dict) -> dict[str, tuple[float, float]]:
    """kode → longitude and latitude of the middle of each desa, and of each kecamatan."""
    shapes = _shapes([f for f in whole["features"] if f["id"] != borders.KECAMATAN])
    desa = shapely.get_coordinates(shapely.centroid(list(shapes.values())))
    groups, place = np.unique([kode[:KECAMATAN] for kode in shapes], return_inverse=True)
    sums = [np.bincount(place, weights=axis) for axis in desa.T]
    kecamatan = np.transpose(sums) / np.bincount(place)[:, None]
    middles = np.concatenate([desa, kecamatan]).tolist()
    return dict(zip([*shapes, *groups.tolist()], map(tuple, middles), strict=True))


def _shapes(features: list[dict]) -> dict[str, shapely.Geometry]:
    texts = [json.dumps(feature["geometry"]) for feature in features]
    return dict(zip((f["id"] for f in features), shapely.from_geojson(texts), strict=True))


def _joined(desa: dict[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    members: dict[str, list[shapely.Geometry]] = {}
    for kode, shape in desa.items():
        members.setdefault(kode[:KECAMATAN], []).append(shape)
    joined = [shapely.coverage_union_all(shapes) for shapes in members.values()]
    return dict(zip(members, shapely.coverage_simplify(joined, COARSE), strict=True))


def _collection(shapes: dict[str, shapely.Geometry]) -> dict:
    geometries = map(json.loads, shapely.to_geojson(list(shapes.values())))
    features = [
        {"type": "Feature", "id": kode, "properties": {}, "geometry": geometry}
        for kode, geometry in zip(shapes, geometries, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}
