"""Make one clean, light coverage of many polygons: no gaps, no overlaps, few points."""

import numpy as np
import shapely

TOLERANCE = 0.0005  # degrees, about 55 m: bends smaller than this are not seen on a screen
DECIMALS = 4  # of a degree: 11 m
GAP = 0.0003  # degrees, about 33 m: slits narrower than this are errors of drawing, not rivers
ROUNDS = 6  # rounding and cleaning undo each other a little; two or three rounds are usual


class CoverageError(ValueError):
    """The polygons could not be made into a valid coverage."""


def light(shapes: np.ndarray, tolerance: float = TOLERANCE) -> np.ndarray:
    """The same areas as a valid coverage with rounded coordinates; CoverageError if impossible."""
    clean = shapely.coverage_clean(_areas(shapely.make_valid(shapes)), gap_width=GAP)
    rounded = _rounded(shapely.coverage_simplify(clean, tolerance))
    _check(rounded, shapes)
    return rounded


def seams(shapes: np.ndarray, groups: list[str]) -> shapely.Geometry:
    """The lines between the groups of a valid coverage, and around them, each drawn once."""
    whole = [shapely.coverage_union_all(shapes[np.equal(groups, g)]) for g in sorted(set(groups))]
    return shapely.line_merge(shapely.union_all(shapely.boundary(whole)))


def _rounded(shapes: np.ndarray) -> np.ndarray:
    """Coordinates on the grid, cleaned again until cleaning moves nothing off the grid."""
    for _ in range(ROUNDS):
        shapes = _areas(shapely.make_valid(_to_grid(shapes)))
        shapes = shapely.coverage_clean(shapes, snapping_distance=0)
        if shapely.equals_exact(shapes, _to_grid(shapes), 1e-9).all():
            return _to_grid(shapes)
    return _to_grid(shapes)


def _to_grid(shapes: np.ndarray) -> np.ndarray:
    return shapely.transform(shapes, lambda points: np.round(points, DECIMALS))


def _areas(shapes: np.ndarray) -> np.ndarray:
    """Only the polygons of each shape: repairing may leave stray lines and points."""
    return np.array([_area(shape) for shape in shapes], dtype=object)


def _area(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shapely.get_parts(shape))
    kept = [part for part in parts if part.geom_type == "Polygon" and part.area > 0]
    return shapely.MultiPolygon(kept) if len(kept) != 1 else kept[0]


def _check(result: np.ndarray, source: np.ndarray) -> None:
    if shapely.is_empty(result).any() or not shapely.is_valid(result).all():
        raise CoverageError("ada poligon yang hilang atau rusak setelah disederhanakan")
    if not shapely.coverage_is_valid(result):
        raise CoverageError("poligon bertumpang tindih setelah disederhanakan")
    before = shapely.union_all(shapely.make_valid(source)).area
    if abs(result_area := shapely.area(result).sum() / before - 1) > 0.01:
        raise CoverageError(f"luas berubah {100 * result_area:.1f} % setelah disederhanakan")
