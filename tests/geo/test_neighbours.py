"""Which desa lie next to each other, by hexagons and by borders."""

from geo import neighbours

# Four rows of a peta petak; odd rows are shifted to the east by half a hexagon:
#   row 2   C   D
#   row 1     A   B
#   row 0   E   F   G
LAYOUT = {
    "desa": [
        ["A", "", "", 0, 1],
        ["B", "", "", 1, 1],
        ["C", "", "", 0, 2],
        ["D", "", "", 1, 2],
        ["E", "", "", 0, 0],
        ["F", "", "", 1, 0],
        ["G", "", "", 2, 0],
        ["far", "", "", 9, 9],
    ]
}


def test_hexagons_touch_the_six_around_them():
    found = {kode: set(others) for kode, others in neighbours.of_tiles(LAYOUT).items()}

    assert found["A"] == {"B", "C", "D", "E", "F"}
    assert found["B"] == {"A", "D", "F", "G"}
    assert found["C"] == {"D", "A"}
    assert found["F"] == {"E", "G", "A", "B"}
    assert found["far"] == set()
    assert all(one in found[other] for one in found for other in found[one])


def square(kode: str, x: int, y: int, *, kind: str = "Polygon") -> dict:
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    rings = [ring] if kind == "Polygon" else [[ring]]
    return {"id": kode, "geometry": {"type": kind, "coordinates": rings}}


def test_borders_touch_along_a_side_and_at_a_corner():
    borders = {
        "features": [
            square("left", 0, 0),
            square("right", 1, 0, kind="MultiPolygon"),
            square("corner", 2, 1),  # touches `right` in one point
            square("island", 9, 9),
            {"id": "kecamatan", "geometry": {"type": "LineString", "coordinates": [[0, 0]]}},
            square("stranger", 0, 1),  # of no desa in the register
        ]
    }

    found = neighbours.of_borders(borders, ["left", "right", "corner", "island", "unmapped"])

    assert found == {
        "left": ["right"],
        "right": ["corner", "left"],
        "corner": ["right"],
        "island": [],
        "unmapped": [],
    }
