"""Make one clean, light coverage of many polygons: no gaps, no overlaps, few points."""

import numpy as np
import shapely

TOLERANCE = 0.0005  # degrees, about 55 m: bends smaller than this are not seen on a screen
DECIMALS = 4  # of a degree: 11 m
GAP = 0.0003  # degrees, about 33 m: slits narrower than this are errors of drawing, not rivers


class CoverageError(ValueError):
    """The polygons could not be made into a valid coverage."""


def light(shapes: np.ndarray, tolerance: float = TOLERANCE) -> np.ndarray:
    """The same areas as a valid coverage with rounded coordinates; CoverageError if impossible."""
    clean = shapely.coverage_clean(_areas(shapely.make_valid(shapes)), gap_width=GAP)
    rounded = _on_grid(shapely.coverage_simplify(clean, tolerance))
    _check(rounded, shapes)
    return rounded


def seams(shapes: np.ndarray, groups: list[str]) -> shapely.Geometry:
    """The lines between the groups of a valid coverage, and around them, each drawn once."""
    whole = [shapely.coverage_union_all(shapes[np.equal(groups, g)]) for g in sorted(set(groups))]
    return shapely.line_merge(shapely.union_all(shapely.boundary(whole)))


def _on_grid(shapes: np.ndarray) -> np.ndarray:
    """The coverage drawn anew from its lines, rounded and crossed with each other in one step.

    Polygons rounded each by itself cross themselves and their neighbours here and there, and
    coverage_clean then lost a whole desa of Kab. Tegal.
    """
    lines = shapely.union_all(shapely.boundary(shapes), grid_size=10.0**-DECIMALS)
    faces = shapely.get_parts(shapely.polygonize([lines]))
    face, owner = shapely.STRtree(shapes).query(shapely.point_on_surface(faces), "within")
    face, first = np.unique(face, return_index=True)
    owner = owner[first]
    return _areas(
        np.array(
            [
                _to_grid(shapely.coverage_union_all(faces[face[owner == n]]))
                for n in range(len(shapes))
            ],
            dtype=object,
        )
    )


def _to_grid(shape: shapely.Geometry) -> shapely.Geometry:
    """Without the last binary digits, so that 6.9 is not written 6.900000000000001."""
    return shapely.transform(shape, lambda points: np.round(points, DECIMALS))


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
