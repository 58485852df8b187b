"""Files as offices bring them, in every format, and files that want more than to be read."""

import json
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from geo import importing
from geo.formats import BordersError
from tests.geo.squares import (
    KNOWN,
    NAMES,
    ROOT,
    SQUARES,
    A,
    B,
    feature,
    files,
    four,
    imported,
    in_force,
    table,
    taken,
    written,
)

CODES = list(NAMES)
# pyogrio says that a Shapefile has no room for long column names; that is what is tested
pytestmark = pytest.mark.filterwarnings("ignore:Normalized/laundered field name")
# Two arcs of quantised numbers: a square of its own and one that shares nothing
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.0001, 0.0001], "translate": [109, -7]},
    "arcs": [
        [[0, 0], [1000, 0], [0, 1000], [-1000, 0], [0, -1000]],
        [[1000, 0], [1000, 0], [0, 1000], [-1000, 0], [0, -1000]],
        [[2000, 0], [1000, 0], [0, 1000], [-1000, 0], [0, -1000]],
        [[3000, 0], [1000, 0], [0, 1000], [-1000, 0], [0, -1000]],
    ],
}


def zipped(folder: Path, *paths: Path, name: str = "batas.zip", **more: bytes | str) -> Path:
    archive = folder / name
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for path in paths:
            out.write(path, f"Batas Desa/{path.name}")
        for inside, content in more.items():
            out.writestr(inside, content)
    return archive


def shapefile(folder: Path, features: gpd.GeoDataFrame, **options: str) -> list[Path]:
    folder = folder / "shp"
    folder.mkdir()
    pyogrio.write_dataframe(features, folder / "Desa 2024.shp", **options)
    return sorted(folder.iterdir())


def is_the_squares(folder: Path) -> bool:
    shapes = in_force(folder)
    return list(shapes) == CODES and all(
        shape.symmetric_difference(SQUARES[kode]).area < 0.001 * SQUARES[kode].area
        for kode, shape in shapes.items()
    )


@pytest.mark.parametrize(
    ("driver", "ending", "said"),
    [
        ("GeoJSON", "geojson", "GeoJSON"),
        ("GPKG", "gpkg", "GeoPackage"),
        ("LIBKML", "kml", "KML"),
        ("GPKG", "dat", "GeoPackage"),  # told by its content, whatever it is called
    ],
)
def test_every_format_is_told_by_its_content(tmp_path, driver, ending, said):
    own = tmp_path / f"asal.{'kml' if driver == 'LIBKML' else driver.lower()}"
    pyogrio.write_dataframe(table(kode=CODES), own, driver=driver)
    path = own.rename(tmp_path / f"batas.{ending}")

    report = imported(path, KNOWN, tmp_path)

    assert (report.format, report.key, report.columns) == (said, "kode Kemendagri", ("kode",))
    assert is_the_squares(tmp_path)


@pytest.mark.parametrize("crs", [32749, 23830, 3857])
def test_a_shapefile_in_a_zip_with_any_crs(tmp_path, crs):
    """Its ten letters a column, its folder with a blank in its name."""
    features = table(KODE_KEMENDAGRI_DESA=CODES, NAMA_DESA_MENURUT_KEPMENDAGRI=list(NAMES.values()))
    parts = shapefile(tmp_path, features.to_crs(crs))

    report = imported(zipped(tmp_path, *parts), KNOWN, tmp_path)

    assert report.columns == ("KODE_KEMEN",)
    assert report.layers == [("Desa 2024", 4)]
    assert report.crs.startswith(f"EPSG:{crs}")
    assert is_the_squares(tmp_path)


def test_a_shapefile_in_an_old_encoding_is_matched_by_its_names(tmp_path):
    """cp1252, without a .cpg that says so: é and a dash are beside the names, not in them."""
    names = ["DESA ASEM", "Bambu", "Cendana", "Duku"]
    features = table(WADMKC=["Kec. Hulu"] * 4, WADMKD=names, KET=["é", "–", "ü", "x"])
    parts = shapefile(tmp_path, features, encoding="cp1252")

    report = imported(zipped(tmp_path, *[p for p in parts if p.suffix != ".cpg"]), KNOWN, tmp_path)

    assert (report.key, report.columns) == ("nama", ("WADMKC", "WADMKD"))
    assert is_the_squares(tmp_path)


def test_degrees_without_a_crs_are_taken_and_said(tmp_path):
    parts = [p for p in shapefile(tmp_path, table(kode=CODES)) if p.suffix != ".prj"]

    report = imported(zipped(tmp_path, *parts), KNOWN, tmp_path)

    assert report.crs == "tidak tertulis; koordinatnya derajat, jadi dianggap EPSG:4326"
    assert is_the_squares(tmp_path)


def test_metres_without_a_crs_are_refused(tmp_path):
    features = table(kode=CODES).to_crs(32749)
    parts = [p for p in shapefile(tmp_path, features) if p.suffix != ".prj"]

    with pytest.raises(BordersError, match=r"CRS batas.zip tidak tertulis.*berkas .prj"):
        importing.check(zipped(tmp_path, *parts), KNOWN)


def test_a_shapefile_without_its_table_says_what_is_missing(tmp_path):
    parts = [p for p in shapefile(tmp_path, table(kode=CODES)) if p.suffix != ".dbf"]

    with pytest.raises(BordersError, match="Desa 2024.dbf tidak ada di dalam zip"):
        importing.check(zipped(tmp_path, *parts), KNOWN)
    with pytest.raises(BordersError, match="hanya sebagian dari sebuah Shapefile"):
        importing.check(next(p for p in parts if p.suffix == ".shp"), KNOWN)


def test_of_several_layers_the_one_that_knows_most_desa_is_taken(tmp_path):
    path = tmp_path / "batas.gpkg"
    kecamatan = gpd.GeoDataFrame(
        {"kode": ["33.99.01"]}, geometry=[shapely.union_all(list(SQUARES.values()))], crs=4326
    )
    offices = table(kode=CODES).set_geometry([s.centroid for s in SQUARES.values()])
    pyogrio.write_dataframe(kecamatan, path, layer="kecamatan")
    pyogrio.write_dataframe(offices, path, layer="kantor desa", append=True)
    pyogrio.write_dataframe(table(kode=CODES)[:3], path, layer="draf", append=True)
    pyogrio.write_dataframe(table(kode=CODES), path, layer="desa: akhir", append=True)

    report = imported(path, KNOWN, tmp_path)

    # A layer of points is no layer of borders
    assert report.layers == [("desa: akhir", 4), ("kecamatan", 0), ("draf", 3)]
    assert is_the_squares(tmp_path)


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>Desa</name>{}</Folder>
</Document></kml>"""
PLACEMARK = """<Placemark><name>{nama}</name><ExtendedData>
<Data name="KECAMATAN"><value>Hulu</value></Data><Data name="DESA"><value>{nama}</value></Data>
</ExtendedData><MultiGeometry><Point><coordinates>109,-7</coordinates></Point>
<Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing>
</outerBoundaryIs></Polygon></MultiGeometry></Placemark>"""


def kml() -> str:
    """As Google Earth writes it: a label point beside each polygon, heights, data as texts."""
    marks = [
        PLACEMARK.format(
            nama=NAMES[kode],
            ring=" ".join(f"{x},{y},12" for x, y in shapely.get_coordinates(shape)),
        )
        for kode, shape in SQUARES.items()
    ]
    return KML.format("".join(marks))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_kml_of_google_earth_with_its_data(tmp_path, encoding):
    path = tmp_path / "batas.kml"
    path.write_text(kml().replace("UTF-8", encoding), encoding=encoding)

    report = imported(path, KNOWN, tmp_path)

    assert set(report.matched.values()) == {"nama"}
    assert is_the_squares(tmp_path)


def test_a_kmz_is_a_kml_in_a_zip(tmp_path):
    path = zipped(tmp_path, name="batas.kmz", **{"doc.kml": kml(), "files/ikon.png": b"\x89PNG"})

    assert imported(path, KNOWN, tmp_path).format == "KML"
    assert is_the_squares(tmp_path)


@pytest.mark.parametrize("first", [True, False])
def test_a_quantised_topology(tmp_path, first):
    """Its arcs are whole numbers, each a step from the last; `type` may stand anywhere."""
    shapes = [
        {"type": "Polygon", "arcs": [[n]], "properties": {"kode": kode}}
        for n, kode in enumerate(CODES)
    ]
    document = {"objects": {"desa": {"type": "GeometryCollection", "geometries": shapes}}}
    document = TOPOLOGY | document if first else document | TOPOLOGY
    path = tmp_path / "batas.json"
    path.write_text(json.dumps(document))

    assert imported(path, KNOWN, tmp_path).format == "TopoJSON"
    assert is_the_squares(tmp_path)


BOMB = """<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<kml><Document><name>&b;</name></Document></kml>"""
SECRET = """<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "rahasia.txt">]>
<kml><Document><name>&x;</name></Document></kml>"""
VRT = '<OGRVRTDataSource><OGRVRTLayer name="desa"><SrcDataSource>x</SrcDataSource></OGRVRTLayer>'
VRT += "</OGRVRTDataSource>"
HOSTILE = {
    "entities": ({"x.kml": BOMB}, "DOCTYPE"),
    "an entity that names a file": ({"x.kml": SECRET}, "DOCTYPE"),
    "elements without end": ({"x.kml": "<kml>" + "<a>" * 5000}, "bersarang"),
    "a KML cut off": ({"x.kml": "<kml><Document>"}, "bukan KML yang utuh"),
    "a zip in a zip": ({"x.zip": b"PK\x03\x04", "y.geojson": "{}"}, "arsip di dalam arsip"),
    "a VRT": ({"x.vrt": VRT}, "penunjuk ke berkas lain"),
    "a VRT that says it is a KML": ({"x.kml": VRT}, "XML jenis lain"),
    "a VRT that says it is a GeoJSON": ({"x.geojson": VRT}, "XML jenis lain"),
    "a way out": ({"../../x.geojson": "{}"}, "menunjuk ke luar zip"),
    "a way out on Windows": ({"..\\x.geojson": "{}"}, "menunjuk ke luar zip"),
    "a root": ({"/etc/x.geojson": "{}"}, "menunjuk ke luar zip"),
    "a drive": ({"C:\\x.geojson": "{}"}, "menunjuk ke luar zip"),
    "many files": ({f"{n}.txt": "" for n in range(600)}, "terlalu besar"),
    "nothing of ours": ({"baca.txt": "batas"}, "tidak berisi batas desa"),
    "nothing": ({}, "bukan jenis berkas"),
}


@pytest.mark.parametrize(("content", "said"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_zip_is_refused_in_words_and_changes_nothing(tmp_path, content, said):
    taken(tmp_path, four())
    before = files(tmp_path)

    with pytest.raises(BordersError, match=said) as refusal:
        imported(zipped(tmp_path, **content), KNOWN, tmp_path)

    assert str(refusal.value).endswith(".")
    assert files(tmp_path) == before


def test_a_zip_that_unfolds_without_end_is_refused_before_it_does(tmp_path):
    path = zipped(tmp_path, **{"batas.geojson": b"{" + b" " * 310_000_000})
    assert path.stat().st_size < 1_000_000

    with pytest.raises(BordersError, match="lebih dari 300 MB"):
        importing.check(path, KNOWN)


def test_a_zip_that_lies_about_its_size_gives_no_more_than_it_said(tmp_path):
    path = zipped(tmp_path, **{"batas.geojson": b"{" + b" " * 5_000_000})
    size = (5_000_001).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (9).to_bytes(4, "little")))

    with pytest.raises(BordersError, match="rusak atau terpotong"):
        importing.check(path, KNOWN)


def test_a_locked_zip_is_refused(tmp_path):
    path = zipped(tmp_path, **{"batas.geojson": "{}"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the flag in the directory
    path.write_bytes(data)

    with pytest.raises(BordersError, match="berkata sandi"):
        importing.check(path, KNOWN)


def test_a_geopackage_that_stands_for_other_files_is_refused(tmp_path):
    path = tmp_path / "batas.gpkg"
    pyogrio.write_dataframe(table(kode=CODES), path)
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA writable_schema = 1")
        base.execute(
            "INSERT INTO sqlite_master VALUES ('table', 'rahasia', 'rahasia', 0, "
            "'CREATE VIRTUAL TABLE rahasia USING VirtualOGR(''rahasia.csv'')')"
        )
    base.close()

    with pytest.raises(BordersError, match="menunjuk ke berkas lain"):
        importing.check(path, KNOWN)


def test_drivers_that_follow_addresses_are_not_loaded():
    """In a process of its own: here pyogrio is loaded already."""
    code = "import geo.reading, pyogrio; print(*pyogrio.list_drivers(), sep='\\n')"
    listed = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    drivers = set(listed.stdout.splitlines())

    assert drivers >= {"GeoJSON", "TopoJSON", "GPKG", "LIBKML", "ESRI Shapefile"}
    assert drivers.isdisjoint({"OGR_VRT", "GDALG", "HTTP", "WFS", "OAPIF", "CSW", "ADBC"})


def test_points_beside_polygons_are_left_out_and_counted(tmp_path):
    report = imported(
        written(tmp_path, [*four(), feature(A, shapely.Point(109, -7))]), KNOWN, tmp_path
    )

    assert report.others == 1
    assert in_force(tmp_path)[B].equals(SQUARES[B])
