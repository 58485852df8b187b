"""Which desa lie next to each other: by their borders, or on the peta petak."""

from collections.abc import Iterable, Mapping
from itertools import chain

Neighbours = dict[str, list[str]]
# (column, row) steps to the six hexagons around one, by whether its row is shifted to the east.
BESIDE = ((-1, 0), (1, 0))
AROUND = {
    0: (*BESIDE, (-1, -1), (0, -1), (-1, 1), (0, 1)),
    1: (*BESIDE, (0, -1), (1, -1), (0, 1), (1, 1)),
}


def of_tiles(layout: Mapping) -> Neighbours:
    """Return kode → kode of the desa on the hexagons around it, of `tile_map.layout`."""
    cells = {(column, row): kode for kode, _, _, column, row in layout["desa"]}
    return {
        kode: [
            cells[column + right, row + up]
            for right, up in AROUND[row % 2]
            if (column + right, row + up) in cells
        ]
        for (column, row), kode in cells.items()
    }


def of_borders(borders: Mapping, kode: Iterable[str]) -> Neighbours:
    """Return kode → kode of the desa that share a point of their borders (queen contiguity).

    `borders`: the GeoJSON in force, a clean coverage: neighbours have their points in common.
    Features that are no desa in `kode` are left out; desa without borders have no neighbours.
    """
    wanted, at = set(kode), {}
    found: dict[str, set[str]] = {one: set() for one in wanted}
    for feature in borders["features"]:
        if feature["id"] in wanted:
            for point in set(_points(feature["geometry"])):
                at.setdefault(point, []).append(feature["id"])
    for touching in at.values():
        for one in touching:
            found[one].update(touching)
    return {one: sorted(others - {one}) for one, others in found.items()}


def _points(geometry: Mapping) -> Iterable[tuple[float, float]]:
    rings = geometry["coordinates"]
    if geometry["type"] == "MultiPolygon":
        rings = chain.from_iterable(rings)
    return (tuple(point) for ring in rings for point in ring)
