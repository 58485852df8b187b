"""Which desa lie beside which: by imported borders, else by the hexagons of the peta petak.

Served pages import this, so it works on GeoJSON and cells as they are, without shapely.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

# Steps from a hexagon to those around it, by column; odd rows lie half a hexagon to the east.
_EVEN = ((-1, 0), (1, 0), (-1, 1), (0, 1), (-1, -1), (0, -1))
_ODD = ((-1, 0), (1, 0), (0, 1), (1, 1), (0, -1), (1, -1))


def of_tiles(layout: Mapping) -> dict[str, list[str]]:
    """Return kode → its neighbours in order of kode, of what `geo.tile_map.layout` gives."""
    cells = {(column, row): kode for kode, _, _, column, row in layout["desa"]}
    return {
        kode: sorted(
            cells[column + east, row + north]
            for east, north in (_ODD if row % 2 else _EVEN)
            if (column + east, row + north) in cells
        )
        for (column, row), kode in cells.items()
    }


def of_borders(borders: Mapping, kode: Iterable[str]) -> dict[str, list[str]]:
    """Return kode → its neighbours, the longest border (in points) first, of imported borders.

    Neighbours share the points of their border to the digit, for `geo.importing` simplifies all
    borders together; one point is enough (queen contiguity). Desa without a border, and those
    that touch nobody, have no neighbours; borders of no desa in `kode` are left out.
    """
    beside: dict[str, list[str]] = {one: [] for one in kode}
    at: dict[tuple, set[str]] = defaultdict(set)
    for feature in borders["features"]:
        if feature["id"] in beside:
            for point in _points(feature["geometry"]["coordinates"]):
                at[point].add(feature["id"])
    shared = Counter(pair for codes in at.values() for pair in combinations(sorted(codes), 2))
    for (one, other), _ in sorted(shared.items(), key=lambda each: (-each[1], each[0])):
        beside[one].append(other)
        beside[other].append(one)
    return beside


def _points(nested: list):
    if nested and isinstance(nested[0], int | float):
        yield tuple(nested[:2])
        return
    for part in nested:
        yield from _points(part)
