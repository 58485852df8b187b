"""What is odd is found, with its figures worked out by hand, and nothing else is."""

import json

import pytest
import shapely
from shapely import box

from geo import borders, findings, importing
from geo.findings import (
    AREA,
    CONTRADICTION,
    FAR,
    INVALID,
    OUTSIDE,
    OVERLAP,
    SWAPPED,
)
from geo.wilayah_codes import FACTS, known_desa, rows_of
from tests.geo.squares import (
    AREAS,
    KNOWN,
    SQUARES,
    A,
    B,
    C,
    D,
    feature,
    files,
    four,
    imported,
    in_force,
    real,
    taken,
    tegal,
    written,
)


def with_points() -> dict:
    """The four desa, each with a point rounded to 0.01 degree in the middle of its square."""
    places = {
        k: {"lat": f"{s.centroid.y:.2f}", "lon": f"{s.centroid.x:.2f}"} for k, s in SQUARES.items()
    }
    return known_desa([area | places.get(area["kode"], {}) for area in AREAS])


def kinds(shapes: dict, known=KNOWN, before=None) -> list[tuple[str, tuple[str, ...]]]:
    return [(f.kind, f.kode) for f in findings.all_of(shapes, known, before or {})]


def test_nothing_is_odd_about_four_squares():
    assert kinds(SQUARES) == []
    assert kinds(SQUARES, with_points()) == []
    assert kinds(SQUARES, with_points(), SQUARES) == []


def test_two_desa_under_each_others_names():
    """The middles lie 0.1 degree apart: 11.0 km at 7 degrees south, less 0.6 of rounding."""
    exchanged = SQUARES | {B: SQUARES[C], C: SQUARES[B]}

    found = findings.all_of(exchanged, with_points(), {})

    assert [(f.kind, f.kode) for f in found] == [(SWAPPED, (B, C))]
    assert found[0].told == (
        "Bambu 10,5 km dan Cendana 10,5 km dari titik yang diketahui; bila namanya ditukar "
        "0,0 km dan 0,0 km"
    )


def test_without_points_an_exchange_shows_against_the_borders_in_force():
    exchanged = SQUARES | {B: SQUARES[C], C: SQUARES[B]}

    assert kinds(exchanged, KNOWN, SQUARES) == [(SWAPPED, (B, C))]
    # A point says more than earlier borders, which may have been the wrong ones
    assert kinds(SQUARES, with_points(), exchanged) == []


def test_an_area_ten_times_that_of_the_others():
    """Squares of 0.1 degree are 122.7 km2 at 6.95 degrees south; a tenth of it is 12.3."""
    small = SQUARES | {B: box(109.1, -7, 109.11, -6.91)}  # 0.0009 of 0.01 square degrees

    found = findings.all_of(small, KNOWN, {})

    assert [(f.kind, f.kode) for f in found] == [(AREA, (B,))]
    assert found[0].told == "11,0 km²; desa lain di kecamatannya biasanya 122,7 km²"
    assert kinds(SQUARES | {B: box(109.1, -7, 109.12, -6.94)}) == []  # 0.12 of the others


def test_an_area_ten_times_that_of_before():
    known = {A: KNOWN[A]}

    assert kinds({A: SQUARES[A]}, known, {A: box(109, -7, 109.1, -6.991)}) == [(AREA, (A,))]
    assert kinds({A: SQUARES[A]}, known, {A: box(109, -7, 109.1, -6.98)}) == []


def test_both_claim_the_same_land():
    """0.01 by 0.1 degrees are a tenth of a square: 12.3 km2. A hectare counts, less does not."""
    wide = SQUARES | {A: box(109, -7, 109.11, -6.9), D: box(109.2999995, -7, 109.4, -6.9)}

    found = findings.all_of(wide, KNOWN, {})

    assert [(f.kind, f.kode) for f in found] == [(OVERLAP, (A, B))]
    assert found[0].told == "12,3 km² milik keduanya"


def test_a_desa_far_from_its_point_and_one_far_from_all():
    moved = SQUARES | {D: box(109.42, -7, 109.43, -6.9)}  # 7.7 km east of its point
    assert kinds(moved | {C: box(109.21, -6.92, 109.28, -6.9)}, with_points()) == [
        (FAR, (C,)),  # 3.3 km north of its point, less 0.6 of rounding
        (OUTSIDE, (D,)),
    ]


def test_exchanged_codes_and_names_of_a_file(tmp_path):
    features = four()
    for one, nama in zip(features, ["Asem", "Cendana", "Bambu", "Duku"], strict=True):
        one["properties"] |= {"kecamatan": "Hulu", "desa": nama}

    report = taken(tmp_path, features)

    assert [(f.kind, f.kode, f.told) for f in report.findings] == [
        (CONTRADICTION, (B, C), "kodenya Bambu, namanya Cendana"),
        (CONTRADICTION, (C, B), "kodenya Cendana, namanya Bambu"),
    ]
    assert report.labels == {B: "Bambu (Hulu)", C: "Cendana (Hulu)"}


def test_a_knotted_ring_is_told_where(tmp_path):
    knot = shapely.Polygon([(109, -7), (109.1, -6.9), (109.1, -7), (109, -6.9)])

    report = taken(tmp_path, [feature(A, knot), *four()[1:]])

    assert [(f.kind, f.kode) for f in report.findings] == [(INVALID, (A,))]
    assert "109.05 -6.95" in report.findings[0].told


def test_land_without_a_desa_is_told_by_where_it_lies(tmp_path):
    wood, far = (
        feature("hutan", box(109.36, -6.95, 109.38, -6.94)),
        feature("laut", box(110, -7, 111, -6)),
    )

    report = imported(written(tmp_path, [*four(), wood, far]), with_points(), tmp_path)

    assert (report.unknown_here, report.unknown_elsewhere) == (["hutan"], ["laut"])
    assert report.has_points


def test_a_sketch_marks_what_is_odd_and_where_a_border_is_missing(tmp_path):
    first, _, third, _ = four()
    path = written(tmp_path, [first, feature(B, box(109.1, -7, 109.105, -6.9)), third])

    sketch = importing.check(path, with_points()).sketch

    assert (sketch["lebar"], sketch["tinggi"]) == (560.0, 186.7)  # 0.3 by 0.1 degrees
    assert [mark["kode"] for mark in sketch["temuan"]] == [B]
    assert sketch["tanpa"] == [[653.3, 93.3]]  # Duku, 0.35 by 0.05


FILES = ["tegal_desa_kemendagri.geojson", "tegal_desa_bps2020.geojson"]
LIMIT = 120_000  # bytes on the wire of the borders of 287 desa


@pytest.mark.parametrize("name", FILES)
def test_real_borders_come_out_whole_clean_and_light(name, tmp_path):
    report = imported(real(name), tegal(), tmp_path)

    shapes = list(in_force(tmp_path).values())
    assert len(report.matched) == len(shapes) == 287
    assert report.known_without_border == report.unknown_here == report.repeated == []
    assert all(shape.is_valid and not shape.is_empty for shape in shapes)
    assert shapely.coverage_is_valid(shapes)
    assert shapely.union_all(shapes).area == pytest.approx(sum(s.area for s in shapes), rel=1e-9)
    points = shapely.get_coordinates(shapes)
    assert abs(points - points.round(4)).max() < 1e-9
    assert report.n_gzip < LIMIT
    assert shapely.area(shapes).sum() == pytest.approx(0.0806, abs=0.0012)  # about 984 km2


def test_the_codes_of_the_ministry_match_and_nothing_is_odd(tmp_path):
    report = imported(real(FILES[0]), tegal(), tmp_path)

    assert set(report.matched.values()) == {"kode Kemendagri"}
    assert report.findings == []


def test_the_file_of_2020_is_matched_by_names_and_its_two_exchanged_desa_are_found(tmp_path):
    report = imported(real(FILES[1]), tegal(), tmp_path)

    assert list(report.matched.values()).count("nama") == 278
    assert list(report.matched.values()).count("ejaan lain") == 9
    assert [(f.kind, [report.labels[k] for k in f.kode]) for f in report.findings] == [
        (SWAPPED, ["Lebaksiu Lor (Lebaksiu)", "Kesuben (Lebaksiu)"]),
        (AREA, ["Kesuben (Lebaksiu)"]),  # 4 hectares: a scrap of Lebaksiu Lor bears its name
    ]


def test_the_file_of_2020_by_bps_codes_where_the_list_has_them(tmp_path):
    """The codes are those of the ministry's file, which has both."""
    document = json.loads(real(FILES[0]).read_text())
    bps = {f["properties"]["kode"]: f["properties"]["kode_bps"] for f in document["features"]}
    areas = rows_of(FACTS.glob("33.28*.csv"))
    rows = [a | {"kode_bps": bps.get(a["kode"], "")} for a in areas]

    report = imported(real(FILES[1]), known_desa(rows), tmp_path)

    assert (report.key, report.columns) == ("kode BPS", ("village_code",))
    assert len(report.matched) == 287
    assert [f.kind for f in report.findings] == [SWAPPED, AREA]


def test_names_exchanged_by_hand_are_found_and_no_others(tmp_path):
    """Six pairs of neighbours of the ministry's file, drawn from all over the kabupaten."""
    document = json.loads(real(FILES[0]).read_text())
    by_kode = {f["properties"]["kode"]: f for f in document["features"]}
    known, names = tegal(), sorted(by_kode)
    far_apart = [
        (a, b)
        for a, b in zip(names, names[3:], strict=False)
        if a[:8] == b[:8] and _km_apart(known[a].point, known[b].point) > 3
    ]
    pairs = far_apart[:: len(far_apart) // 6][:6]
    for a, b in pairs:
        one, other = by_kode[a], by_kode[b]
        one["geometry"], other["geometry"] = other["geometry"], one["geometry"]
    path = tmp_path / "ditukar.geojson"
    path.write_text(json.dumps(document))

    found = importing.check(path, known).report.findings

    assert len(set(pairs)) == 6
    assert {f.kode for f in found if f.kind == SWAPPED} == set(pairs)
    assert {k for f in found for k in f.kode} == {k for pair in pairs for k in pair}


def _km_apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return 111 * ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5


def test_borders_in_force_are_what_an_area_is_compared_with(tmp_path):
    imported(real(FILES[0]), tegal(), tmp_path)
    before = files(tmp_path)

    found = importing.check(real(FILES[1]), tegal(), borders.current(tmp_path)).report.findings

    assert [f.told for f in found if f.kind == AREA] == ["0,04 km²; pada batas sekarang 3,6 km²"]
    assert files(tmp_path) == before
