"""Importing borders: what is taken, what is told, and that a bad file changes nothing."""

import json
import socket
import subprocess
import sys

import geopandas as gpd
import pytest
import shapely
from shapely import box

from geo import __main__ as command
from geo import borders, importing
from geo.formats import BordersError
from geo.wilayah_codes import Desa, dotted
from tests.geo.squares import (
    AREAS,
    KNOWN,
    ROOT,
    SQUARES,
    A,
    B,
    C,
    D,
    collection,
    desa,
    drawn,
    feature,
    files,
    four,
    imported,
    in_force,
    taken,
    written,
)

# What a server has loaded before its first visitor, of these three
SERVED = """
import asgi, importlib, pages.parts, pkgutil, sys
parts = [part.name for part in pkgutil.iter_modules(pages.parts.__path__, "pages.parts.")]
for name in [*asgi.WARM, *parts]:
    importlib.import_module(name)
print(*{"pandas", "geopandas", "pyogrio"} & set(sys.modules))
"""


def test_squares_come_out_as_they_went_in(tmp_path):
    report = taken(tmp_path, four())

    assert list(report.matched) == [A, B, C, D]
    assert report.known_without_border == report.unknown_here == report.findings == []
    assert all(shape.equals(SQUARES[kode]) for kode, shape in in_force(tmp_path).items())


def test_only_the_code_is_kept_of_what_the_office_knows(tmp_path):
    taken(tmp_path, four())

    first = json.loads(borders.current(tmp_path).read_text())["features"][0]
    assert {k: v for k, v in first.items() if k != "geometry"} == {
        "type": "Feature",
        "id": A,
        "properties": {},
    }


@pytest.mark.parametrize("column", ["kode", "KODE", "kd_desa", "Kode_Desa", "KODE DESA"])
def test_the_code_column_goes_by_several_names(tmp_path, column):
    assert taken(tmp_path, four(column)).columns == (column,)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("33.28.01.2001", "33.28.01.2001"),
        ("3328012001", "33.28.01.2001"),
        (" 3328012001 ", "33.28.01.2001"),
        (3328012001, "33.28.01.2001"),
        (3328012001.0, "33.28.01.2001"),
        ("33.28.01", None),
        ("id3328010001", "33.28.01.0001"),  # BPS, as OCHA writes it: no desa has it
        (None, None),
        (True, None),
        (33.28, None),
        (33.1, None),  # 33.10 once it was a number
        (float("nan"), None),
        ("3328012001.0", "33.28.01.2001"),  # a number, written among texts
    ],
)
def test_codes_with_and_without_dots(value, expected):
    assert dotted(value) == expected


def test_of_two_code_columns_the_one_that_knows_the_desa_is_taken(tmp_path):
    features = [feature(kode, shape, "kode_desa") for kode, shape in SQUARES.items()]
    for n, one in enumerate(features):
        one["properties"]["kode"] = f"339901000{n}"  # a BPS code under the better name

    assert taken(tmp_path, features).columns == ("kode_desa",)


@pytest.mark.parametrize("written_as", [str, lambda kode: int(kode.replace(".", ""))])
def test_a_code_may_be_the_id_of_the_feature(tmp_path, written_as):
    """Beside the properties. A text is a column to GDAL, a number is the name of the row."""
    features = [feature("x", s, "desa") | {"id": written_as(k)} for k, s in SQUARES.items()]

    report = taken(tmp_path, features)

    assert report.columns == ("id",)
    assert list(report.matched) == [A, B, C, D]


def test_codes_that_became_numbers_are_taken_even_with_a_gap(tmp_path):
    features = [feature(int(k.replace(".", "")), s) for k, s in SQUARES.items()]

    report = taken(tmp_path, [*features, feature(None, box(109.6, -7, 109.7, -6.9))])

    assert list(report.matched) == [A, B, C, D]
    assert report.without_key == ["fitur ke-5"]


def test_a_third_dimension_is_left_out(tmp_path):
    taken(tmp_path, [feature(k, shapely.force_3d(s, 12)) for k, s in SQUARES.items()])

    assert not any(shape.has_z for shape in in_force(tmp_path).values())


UTM = "urn:ogc:def:crs:EPSG::32749"  # 49S


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "name", "properties": {"name": UTM}},
        {"type": "EPSG", "properties": {"code": 32749}},
    ],
)
def test_a_declared_crs_is_brought_to_degrees(tmp_path, crs):
    metres = gpd.GeoSeries(SQUARES, crs=4326).to_crs(32749)

    taken(tmp_path, [feature(kode, shape) for kode, shape in metres.items()], crs=crs)

    difference = in_force(tmp_path)[B].symmetric_difference(SQUARES[B]).area
    assert difference < 0.001 * SQUARES[B].area


def test_an_address_in_a_file_is_never_asked(tmp_path, monkeypatch):
    """GDAL fetches a CRS that is given as an address, and layers that stand in a VRT."""
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        address = f"http://127.0.0.1:{stranger.getsockname()[1]}/rahasia"
        taken(tmp_path, four(), crs={"type": "link", "properties": {"href": address}})
        virtual = tmp_path / "virtual.geojson"
        virtual.write_text(
            '<OGRVRTDataSource><OGRVRTLayer name="desa">'
            f"<SrcDataSource>/vsicurl/{address}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
        )
        with pytest.raises(BordersError, match="XML jenis lain"):
            importing.check(virtual, KNOWN)

        stranger.settimeout(0)
        with pytest.raises(BlockingIOError):
            stranger.accept()


def test_nothing_that_serves_pages_loads_gdal():
    loaded = subprocess.run(
        [sys.executable, "-c", SERVED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.split() == ["pandas"]


def test_lines_run_between_kecamatan_and_around_them(tmp_path):
    e, f = "33.99.02.2001", "33.99.02.2002"  # the eastern half is another kecamatan
    known = desa(A) | desa(B) | desa(e) | desa(f)
    features = [feature(k, s) for k, s in zip(known, SQUARES.values(), strict=True)]

    imported(written(tmp_path, features), known, tmp_path)

    lines = drawn(tmp_path)[borders.KECAMATAN]
    around, between = (
        box(109, -7, 109.4, -6.9).boundary,
        shapely.LineString([(109.2, -7), (109.2, -6.9)]),
    )
    assert lines.equals(around.union(between))
    assert lines.length == pytest.approx(1.1)  # nothing twice


def test_what_does_not_match_is_listed_and_the_rest_drawn(tmp_path):
    report = taken(
        tmp_path,
        [
            feature(A, SQUARES[A]),
            feature(B, box(109.1, -7, 109.15, -6.9)),  # the western half of Bambu
            feature(B, box(109.15, -7, 109.2, -6.9)),  # and the eastern: drawn as one
            feature(C, None),  # a row of the table without a drawing
            feature("33.99.01.2099", box(109.5, -7, 109.6, -6.9)),  # a desa nobody knows
            feature("hutan", box(109.6, -7, 109.7, -6.9)),  # no code at all
            feature("laut", shapely.Point(109, -7)),  # neither, and a point
            feature(None, box(109.7, -7, 109.8, -6.9)),
        ],
    )

    assert list(report.matched) == [A, B]
    assert report.known_without_border == [C, D]
    assert report.unknown_here == ["33.99.01.2099", "hutan", "laut"]
    assert report.repeated == [B]
    assert report.without_polygon == [C]
    assert report.without_key == ["fitur ke-8"]
    assert report.others == 1
    assert in_force(tmp_path)[B].equals(SQUARES[B])


def test_overlaps_and_slits_between_neighbours_are_cleaned(tmp_path):
    slit = box(109.1998, -6.98, 109.2, -6.92)  # 20 m that belong neither to Bambu nor Cendana
    features = [
        feature(A, box(109, -7, 109.1, -6.9)),
        feature(B, box(109.098, -7, 109.2, -6.9) - slit),  # and 200 m over Asem
        feature(C, SQUARES[C]),
        feature(D, SQUARES[D]),
    ]

    taken(tmp_path, features)

    shapes = list(in_force(tmp_path).values())
    assert shapely.coverage_is_valid(shapes)
    assert shapely.union_all(shapes).equals(box(109, -7, 109.4, -6.9))


def test_a_knotted_polygon_is_repaired(tmp_path):
    knot = shapely.Polygon([(109, -7), (109.1, -6.9), (109.1, -7), (109, -6.9)])
    assert not knot.is_valid

    taken(tmp_path, [feature(A, knot), feature(A, box(109, -7, 109.05, -6.9)), *four()[1:]])

    assert in_force(tmp_path)[A].is_valid


POINTS = [feature(k, s.centroid) for k, s in SQUARES.items()]
BROKEN = feature(A, None) | {
    "geometry": {"type": "Polygon", "coordinates": [[[109, -7], [109.1, -7]]]}
}
SWAPPED = [feature(k, shapely.transform(s, lambda p: p[:, ::-1])) for k, s in SQUARES.items()]
METRES = [feature(k, shapely.transform(s, lambda p: p * 100_000)) for k, s in SQUARES.items()]
FAULTS = {
    "not JSON": ("nama;kode\nAsem;3399012001", "bukan jenis berkas yang dibaca"),
    "cut off": ('{"type": "FeatureCollection", "features": [', "GeoJSON yang utuh"),
    "half of it": (json.dumps(collection(four()))[:-40], "GeoJSON yang utuh"),
    "not a collection": ('{"type": "Topology"}', "bukan TopoJSON yang utuh"),
    "a list": ("[1, 2]", "bukan jenis berkas yang dibaca"),
    "nothing": ("", "bukan jenis berkas yang dibaca"),
    "not UTF-8": (json.dumps(collection(four())).replace("x", "\xe9"), "bukan FeatureCollection"),
    "empty": ([], "tidak berisi satu fitur"),
    "neither codes nor names": ([feature("x", SQUARES[A], "desa")], "kolom: desa, warna"),
    "codes that lost zeros": ([feature(33.1, s) for s in SQUARES.values()], "nol di ujung"),
    "codes as powers": ([feature("3.3990E+09", s) for s in SQUARES.values()], "nol di ujung"),
    "points": (POINTS, "berisi 4 titik"),
    "broken ring": ([BROKEN], "geometri di buruk.geojson yang tidak terbaca"),
    "no polygon at all": ([feature(kode, None) for kode in KNOWN], "Tidak ada poligon"),
    "no polygon of a desa": (
        [*[feature(kode, None) for kode in KNOWN], feature("laut", SQUARES[A])],
        "tidak satu pun punya poligon",
    ),
    "latitude first": (SWAPPED, "di luar Indonesia"),
    "metres, not declared": (METRES, "di luar Indonesia"),
    "unknown CRS": (
        collection(METRES, crs={"type": "name", "properties": {"name": "TM-3 Zona 49.1"}}),
        "CRS tidak tertulis atau tidak dikenal",
    ),
    "too few": (four()[:1], "Hanya 1 dari 4 desa"),
}


@pytest.mark.parametrize(("content", "said"), FAULTS.values(), ids=FAULTS)
def test_a_bad_file_is_refused_in_words_and_changes_nothing(tmp_path, content, said):
    taken(tmp_path, four())
    before = files(tmp_path)
    bad = tmp_path / "buruk.geojson"
    document = collection(content) if isinstance(content, list) else content
    text = document if isinstance(document, str) else json.dumps(document)
    bad.write_text(text, encoding="latin-1")

    with pytest.raises(BordersError, match=f"(?i){said}") as refusal:
        imported(bad, KNOWN, tmp_path)

    assert str(refusal.value).endswith(".")
    assert len(str(refusal.value)) > 60  # what, where and what to do
    assert files(tmp_path) == before


def test_half_of_the_desa_are_enough_and_a_file_of_the_province_too(tmp_path):
    elsewhere = [
        feature(f"33.01.01.{2001 + n}", box(110 + n / 10, -7, 110.1 + n / 10, -6.9))
        for n in range(20)
    ]

    assert list(taken(tmp_path, [*four()[:2], *elsewhere]).matched) == [A, B]


def test_a_file_of_one_kabupaten_is_measured_by_its_own_desa(tmp_path):
    two = dict(KNOWN)
    for n in range(9):
        two |= desa(f"33.98.01.{2001 + n}")

    report = imported(written(tmp_path, four()), two, tmp_path)

    assert list(report.matched) == [A, B, C, D]
    assert len(report.known_without_border) == 9


def test_of_shipped_lists_only_the_kabupaten_of_the_file_counts(tmp_path):
    elsewhere = {k: Desa(k, "x") for k in ("33.98.01.2001", "33.98.01.2002", "33.98.01.2003")}
    stray = feature("33.98.01.2001", box(109, -7.2, 109.1, -7.1))
    path = written(tmp_path, [*four(), stray])

    wide = importing.check(path, KNOWN | elsewhere).report
    narrow = importing.check(path, KNOWN | elsewhere, narrow=True).report

    assert (wide.n_known, len(wide.matched)) == (7, 5)
    assert (narrow.n_known, sorted(narrow.matched)) == (4, sorted(KNOWN))
    assert narrow.known_without_border == []


def test_checking_puts_nothing_in_force(tmp_path):
    importing.check(written(tmp_path, four()), KNOWN)

    assert not (tmp_path / "geo").exists()


def test_the_same_file_twice_is_the_same_borders(tmp_path):
    taken(tmp_path, four())
    first = borders.current(tmp_path)
    taken(tmp_path, four())

    assert borders.current(tmp_path) == first
    assert borders.previous(tmp_path) is None
    assert len(files(tmp_path)) == 3  # the borders, their report and the pointer


def test_a_new_import_keeps_the_old_file_and_the_way_back(tmp_path):
    taken(tmp_path, four())
    old = borders.current(tmp_path)
    taken(tmp_path, four()[:3])
    new = borders.current(tmp_path)
    assert new != old
    assert borders.previous(tmp_path) == old

    assert borders.go_back(tmp_path) == old
    assert (borders.current(tmp_path), borders.previous(tmp_path)) == (old, new)
    assert len(borders.report(old)["matched"]) == 4
    assert borders.go_back(tmp_path) == new


def test_there_is_no_way_back_from_the_first(tmp_path):
    taken(tmp_path, four())
    before = files(tmp_path)

    assert borders.go_back(tmp_path) is None
    assert files(tmp_path) == before


def test_a_lost_file_before_this_one_is_no_way_back(tmp_path):
    taken(tmp_path, four())
    old = borders.current(tmp_path)
    taken(tmp_path, four()[:3])
    old.unlink()

    assert borders.previous(tmp_path) is None
    assert len(in_force(tmp_path)) == 3


@pytest.mark.parametrize("pointer", ["", "../rahasia.json", "desa-0123456789ab.json", "\xff"])
def test_a_pointer_to_nothing_of_ours_is_no_borders(tmp_path, pointer):
    (tmp_path / "geo").mkdir()
    (tmp_path / "rahasia.json").touch()
    (tmp_path / "geo" / "CURRENT").write_text(pointer, encoding="latin-1")

    assert borders.current(tmp_path) is None


def test_no_borders_yet(tmp_path):
    assert borders.current(tmp_path) is None


@pytest.fixture
def options(tmp_path) -> list[str]:
    """The command line's options for the four squares."""
    wilayah = tmp_path / "wilayah.csv"
    rows = [",".join(r.get(c, "") for c in COLUMNS) for r in AREAS]
    wilayah.write_text("\n".join([",".join(COLUMNS), *rows]))
    return ["--wilayah", str(wilayah), "--data", str(tmp_path)]


COLUMNS = ("kode", "nama", "tingkat", "kode_induk")


def test_the_command_reports_and_answers_with_its_exit_code(tmp_path, capsys, options):
    assert command.main(["import", str(written(tmp_path, four()[:3])), *options]) == 0
    said = capsys.readouterr().out
    assert "3 dari 4 desa punya batas (3 lewat kode Kemendagri; kolom kode)" in said
    assert f"Desa tanpa batas di berkas (1): {D} Duku (Hulu)." in said

    assert command.main(["import", str(tmp_path / "tiada.geojson"), *options]) == 1
    assert "tidak dapat dibuka" in capsys.readouterr().err


def test_the_command_goes_back(tmp_path, capsys, options):
    data = options[2:]
    command.main(["import", str(written(tmp_path, four())), *options])
    assert command.main(["kembali", *data]) == 1
    assert "Belum ada batas sebelumnya" in capsys.readouterr().err

    command.main(["import", str(written(tmp_path, four()[:2])), *options])
    assert command.main(["kembali", *data]) == 0
    assert len(in_force(tmp_path)) == 4


def test_the_command_can_check_alone_and_tell_in_json(tmp_path, capsys, options):
    path = written(tmp_path, four())
    more = ["--periksa", "--json", "--nama", "kiriman.geojson"]

    assert command.main(["import", str(path), *more, *options]) == 0

    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each.get("step") for each in told[:-1]] == [
        "membaca",
        "mencocokkan",
        "merapikan",
        "memeriksa",
    ]
    assert told[-1] == {"event": "bordered", "desa": 4, "temuan": 0}
    assert borders.current(tmp_path) is None
    waits = borders.candidate(tmp_path)
    assert waits["laporan"]["file"] == "kiriman.geojson"
    assert len(json.loads(waits["batas"])["features"]) == 5
    assert waits["sketsa"]["garis"].startswith("M")

    (tmp_path / "batas.geojson").write_text("rusak")
    assert command.main(["import", str(path), *more, *options]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["event"] == "failed"
    assert borders.candidate(tmp_path) == waits
