"""What is odd about borders: overlaps, areas, places, names that may be exchanged.

Nothing here mends anything. A finding is a reason to look, not proof of an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import shapely

from geo.wilayah_codes import Desa

Shapes = Mapping[str, shapely.Geometry]

SWAPPED, AREA, FAR, OUTSIDE = "mungkin tertukar", "luas janggal", "jauh dari titiknya", "di luar"
OVERLAP, INVALID, CONTRADICTION = "tumpang tindih", "geometri rusak", "kode dan nama berbeda"
LEAST_OVERLAP = 0.01  # km2, one hectare: less is a line drawn twice by two hands
TIMES = 10  # an area so many times the usual one, or so many times less
ROUNDED = 0.005  # degrees: points of the list of areas are rounded to 0.01
# Kab. Tegal, two sources: no desa lies more than 0.43 km from its rounded point, no centroid more
# than 0.75 km but for the two that are exchanged (2.4 and 2.7 km).
FAR_KM = 1.0  # from a desa to its own point, beyond what rounding explains
OUTSIDE_KM = 5.0  # from a desa to the nearest point of any
SWAP_KM = 1.0  # how far both centroids must be off before an exchange is thought of
KM = 111.2  # of a degree of latitude


@dataclass(frozen=True)
class Finding:
    """One thing that is odd: what kind, which desa (kode), and the figures in a sentence."""

    kind: str
    kode: tuple[str, ...]
    told: str


def all_of(shapes: Shapes, known: Mapping[str, Desa], before: Shapes) -> list[Finding]:
    """Every finding but invalid shapes, what matters most first; `before` are borders in force.

    Shapes are in degrees.
    """
    scale = _scale(shapes)
    flat, earlier = in_km(shapes, scale), in_km(before, scale)
    points = {
        kode: np.array(known[kode].point) * scale for kode in sorted(known) if known[kode].point
    }
    swaps = swapped(flat, points, earlier, known)
    exchanged = {kode for finding in swaps for kode in finding.kode}
    return [
        *swaps,
        *[one for one in misplaced(flat, points, scale) if exchanged.isdisjoint(one.kode)],
        *odd_areas(flat, earlier),
        *overlaps(flat),
    ]


def _scale(shapes: Shapes) -> np.ndarray:
    """Kilometres per degree east and north, one for all: within half a percent in a kabupaten."""
    _, south, _, north = shapely.total_bounds(list(shapes.values()))
    return np.array([KM * np.cos(np.radians((south + north) / 2)), KM])


def in_km(shapes: Shapes, scale: np.ndarray) -> dict[str, shapely.Geometry]:
    """Shapes in degrees as kilometres east and north."""
    return {k: shapely.transform(s, lambda points: points * scale) for k, s in shapes.items()}


def swapped(
    flat: Shapes, points: Mapping[str, np.ndarray], earlier: Shapes, known: Mapping[str, Desa]
) -> list[Finding]:
    """Pairs of desa that would both fit better under each other's name.

    By their known points; where one has none, by the borders in force.
    """
    centres = {kode: shapely.get_coordinates(s.centroid)[0] for kode, s in flat.items()}
    off = {k: _beyond(centres[k], points[k]) for k in flat if k in points}
    suspects = [kode for kode, distance in off.items() if distance >= SWAP_KM]
    found = []
    for a, b in combinations(suspects, 2):
        then = _beyond(centres[b], points[a]), _beyond(centres[a], points[b])
        if 2 * then[0] < off[a] and 2 * then[1] < off[b]:
            told = (
                f"{known[a].nama} {_km(off[a])} dan {known[b].nama} {_km(off[b])} dari titik yang "
                f"diketahui; bila namanya ditukar {_km(then[0])} dan {_km(then[1])}"
            )
            found.append(Finding(SWAPPED, (a, b), told))
    pointless = [kode for kode in flat if kode in earlier and kode not in points]
    return found + _swapped_since(flat, earlier, pointless)


def _swapped_since(flat: Shapes, earlier: Shapes, kode: Sequence[str]) -> list[Finding]:
    moved = [k for k in kode if _share(flat[k], earlier[k]) < 0.5]
    return [
        Finding(SWAPPED, (a, b), "masing-masing menempati batas yang lain pada batas sekarang")
        for a, b in combinations(moved, 2)
        if _share(flat[a], earlier[b]) > 0.5 and _share(flat[b], earlier[a]) > 0.5
    ]


def _share(one: shapely.Geometry, other: shapely.Geometry) -> float:
    return one.intersection(other).area / one.area if one.area else 0.0


def _beyond(place: np.ndarray, point: np.ndarray) -> float:
    """Kilometres from a place to the square that a rounded point may stand for."""
    return float(np.hypot(*np.maximum(np.abs(place - point) - ROUNDED * KM, 0)))


def misplaced(flat: Shapes, points: Mapping[str, np.ndarray], scale: np.ndarray) -> list[Finding]:
    """Desa away from their own point, and those away from every point: outside the kabupaten."""
    if not points:
        return []
    every = shapely.multipoints(list(points.values()))
    found = []
    for kode, shape in flat.items():
        away = shape.distance(every)
        if away > OUTSIDE_KM:
            found.append(Finding(OUTSIDE, (kode,), f"{_km(away)} dari desa terdekat"))
        elif kode in points and (own := _own_distance(shape, points[kode], scale)) > FAR_KM:
            found.append(Finding(FAR, (kode,), f"{_km(own)} dari titik yang diketahui"))
    return found


def _own_distance(shape: shapely.Geometry, point: np.ndarray, scale: np.ndarray) -> float:
    """Kilometres from a shape to the square that its rounded point may stand for."""
    reach = ROUNDED * scale
    return shape.distance(shapely.box(*(point - reach), *(point + reach)))


def odd_areas(flat: Shapes, earlier: Shapes) -> list[Finding]:
    """Desa ten times larger or smaller than is usual in their kecamatan, or than they were."""
    areas = {kode: shape.area for kode, shape in flat.items()}
    found = []
    for kode, area in areas.items():
        inside = [areas[other] for other in areas if other[:8] == kode[:8] and other != kode]
        usual = float(np.median(inside)) if len(inside) > 1 else 0.0
        former = earlier[kode].area if kode in earlier else 0.0
        if _is_odd(area, former):
            told = f"{_km2(area)}; pada batas sekarang {_km2(former)}"
        elif _is_odd(area, usual):
            told = f"{_km2(area)}; desa lain di kecamatannya biasanya {_km2(usual)}"
        else:
            continue
        found.append(Finding(AREA, (kode,), told))
    return found


def _is_odd(area: float, usual: float) -> bool:
    return usual > 0 and not usual / TIMES < area < usual * TIMES


def overlaps(flat: Shapes) -> list[Finding]:
    """Pairs of desa that both claim at least a hectare, the largest first."""
    codes, shapes = list(flat), np.array(list(flat.values()), dtype=object)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    return [
        Finding(OVERLAP, (codes[one[n]], codes[other[n]]), f"{_km2(shared[n])} milik keduanya")
        for n in np.argsort(-shared)
        if shared[n] >= LEAST_OVERLAP
    ]


def _km(distance: float) -> str:
    return f"{distance:.1f} km".replace(".", ",")


def _km2(area: float) -> str:
    """1,2 km²; below one with two decimals, so that a small desa is not nothing."""
    return f"{area:.{1 if area >= 1 else 2}f} km²".replace(".", ",")
