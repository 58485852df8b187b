"""Which desa lie beside which, on drawings small enough to look at."""

from geo import neighbours
from geo.borders import KECAMATAN

# Rows from the south; odd rows lie half a hexagon to the east:
#   1:    D   E
#   0:  A   B   C
CELLS = {"A": (0, 0), "B": (1, 0), "C": (2, 0), "D": (0, 1), "E": (1, 1)}


def test_hexagons_touch_six():
    layout = {"desa": [[kode, kode, "kec", *cell] for kode, cell in CELLS.items()]}

    assert neighbours.of_tiles(layout) == {
        "A": ["B", "D"],
        "B": ["A", "C", "D", "E"],
        "C": ["B", "E"],
        "D": ["A", "B", "E"],
        "E": ["B", "C", "D"],
    }


def square(kode: str, x: int, y: int, *more: list[list[int]]) -> dict:
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    return {"id": kode, "geometry": {"type": "Polygon", "coordinates": [ring, *more]}}


def test_borders_touch_along_a_line_or_in_a_corner():
    island = {
        "id": "C",
        "geometry": {
            "type": "MultiPolygon",
            "coordinates": [[[[1, 1], [2, 1], [2, 2], [1, 1]]], [[[9, 9], [8, 9], [8, 8], [9, 9]]]],
        },
    }
    lines = {"id": KECAMATAN, "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 0]]}}
    stranger = square("of no desa", 0, 1)
    borders = {"features": [square("A", 0, 0), square("B", 1, 0), island, lines, stranger]}

    # A and C meet in (1, 1) alone; of D there is no border
    found = neighbours.of_borders(borders, "ABCD")
    assert found == {"A": ["B", "C"], "B": ["A", "C"], "C": ["B", "A"], "D": []}


def test_the_longest_border_comes_first():
    wavy = {
        "id": "W",
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[1, 0], [1, 1], [0, 1], [-1, 1], [-2, 1], [1, 0]]],
        },
    }
    north = {
        "id": "N",
        "geometry": {"type": "Polygon", "coordinates": [[[0, 1], [-1, 1], [-2, 1], [0, 1]]]},
    }
    borders = {"features": [square("A", 0, 0), wavy, north]}

    # W shares (1, 0), (1, 1) and (0, 1) with A as with N: three points each, by kode
    assert neighbours.of_borders(borders, "AWN")["W"] == ["A", "N"]
    borders["features"][2]["geometry"]["coordinates"][0].insert(0, [1, 0])
    assert neighbours.of_borders(borders, "AWN")["W"] == ["N", "A"]
