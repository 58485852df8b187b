"""What is cut out of a provinsi: the same ground, every line once, by the codes asked for."""

import pytest
import shapely
from shapely.geometry import shape

from geo import borders, pieces

# Two kabupaten of two kecamatan of two desa: eight squares of a tenth of a degree in a row.
DESA = [f"33.{k}.{c}.{d}" for k in (27, 28) for c in ("01", "02") for d in (2001, 2002)]
SQUARES = {
    kode: shapely.box(109 + n / 10, -7, 109 + (n + 1) / 10, -6.9) for n, kode in enumerate(DESA)
}
FEATURES = [
    {"type": "Feature", "id": kode, "properties": {}, "geometry": square.__geo_interface__}
    for kode, square in SQUARES.items()
]
LINES = {"type": "MultiLineString", "coordinates": [[(109, -7), (109.8, -7)]]}
WHOLE = {
    "type": "FeatureCollection",
    "features": [*FEATURES, {"id": borders.KECAMATAN, "properties": {}, "geometry": LINES}],
}


def by_id(piece: dict) -> dict[str, shapely.Geometry]:
    return {f["id"]: shape(f["geometry"]) for f in piece["features"]}


def test_one_kabupaten_keeps_its_desa_and_has_lines_of_its_own():
    found = by_id(pieces.cut(WHOLE, DESA[:4]))

    assert list(found) == [*DESA[:4], borders.KECAMATAN]
    assert all(found[kode].equals(SQUARES[kode]) for kode in DESA[:4])
    around = shapely.box(109, -7, 109.4, -6.9).boundary  # and the line between the kecamatan
    between = shapely.LineString([(109.2, -7), (109.2, -6.9)])
    assert found[borders.KECAMATAN].equals(shapely.union(around, between))


def test_kecamatan_are_their_desa_joined_and_lines_part_kabupaten():
    kecamatan = ["33.27.01", "33.27.02", "33.28.01", "33.28.02"]

    found = by_id(pieces.cut(WHOLE, kecamatan))

    assert list(found) == [*kecamatan, borders.KECAMATAN]
    assert found["33.27.02"].equals(shapely.box(109.2, -7, 109.4, -6.9))
    between = shapely.LineString([(109.4, -7), (109.4, -6.9)])
    around = shapely.box(109, -7, 109.8, -6.9).boundary
    assert found[borders.KECAMATAN].equals(shapely.union(around, between))


def test_middles_of_desa_and_of_kecamatan():
    found = pieces.points(WHOLE)

    assert len(found) == 8 + 4
    assert found["33.27.01.2002"] == pytest.approx((109.15, -6.95))
    assert found["33.27.01"] == pytest.approx((109.1, -6.95))
