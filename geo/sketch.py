"""A small drawing of borders that wait for a decision, with what is odd about them marked."""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely

from geo import coverage
from geo.findings import Finding
from geo.wilayah_codes import Desa

WIDTH = 560  # units of the drawing; a kabupaten is drawn to whole tenths of them


def draw(
    shapes: np.ndarray, kode: Sequence[str], findings: Sequence[Finding], known: Mapping[str, Desa]
) -> dict:
    """Paths and places for an SVG of `lebar` x `tinggi`.

    `wilayah`: all that has a border; `garis`: lines between kecamatan; `temuan`: one path, kode and
    place of its label per desa with a finding; `tanpa`: places of known desa without a border.
    """
    west, south, east, north = shapely.total_bounds(shapes)
    scale = WIDTH / max(east - west, north - south)

    def place(points: np.ndarray) -> np.ndarray:
        return np.round((points - (west, north)) * (scale, -scale), 1)

    odd = {one for finding in findings for one in finding.kode}
    missing = [known[k].point for k in sorted(set(known) - set(kode)) if known[k].point]
    width, height = place(np.array([east, south])).tolist()
    return {
        "lebar": width,
        "tinggi": height,
        "wilayah": _path(shapely.transform(shapely.coverage_union_all(shapes), place)),
        "garis": _path(shapely.transform(coverage.seams(shapes, [k[:8] for k in kode]), place)),
        "temuan": [
            {
                "kode": k,
                "garis": _path(shapely.transform(shape, place)),
                "tempat": place(shapely.get_coordinates(shape.centroid))[0].tolist(),
            }
            for k, shape in zip(kode, shapes, strict=True)
            if k in odd
        ],
        "tanpa": place(np.array(missing)).tolist() if missing else [],
    }


def _path(shape: shapely.Geometry) -> str:
    """The d of an SVG path: lines as they are, rings closed by coming back to their start."""
    lines = [
        line
        for part in shapely.get_parts(shape)
        for line in ([part] if part.geom_type == "LineString" else [part.exterior, *part.interiors])
    ]
    return "".join(
        "M" + "L".join(f"{x:g} {y:g}" for x, y in shapely.get_coordinates(line)) for line in lines
    )
