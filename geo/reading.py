"""Read the layers of an office's file: features with their properties, in degrees.

Nothing that serves pages may import this: GDAL comes with it.
"""

import os
import warnings
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

# Drivers that follow addresses and names which stand in a file, out before GDAL is loaded.
_FOLLOWING = "OGR_VRT,GDALG,HTTP,WFS,OAPIF,OGCAPI,CSW,EEDA,Elasticsearch,Carto,AmigoCloud,NGW"
_FOLLOWING += ",PLSCENES,ADBC,GTFS,PMTiles,MVT,MBTiles,PDS4,VICAR,SQLite"
os.environ["OGR_SKIP"] = _FOLLOWING
os.environ["PROJ_NETWORK"] = "OFF"  # grids for changing coordinates are not fetched either

import geopandas as gpd  # noqa: E402
import pandas as pd  # noqa: E402
import pyogrio  # noqa: E402
import shapely  # noqa: E402

from geo.formats import BordersError, Source, sources  # noqa: E402
from geo.wilayah_codes import digits  # noqa: E402

__all__ = ["BordersError", "Layer", "layers"]

INDONESIA = (94.0, -11.5, 142.0, 6.5)  # west, south, east, north with some sea around
MOST = 60  # layers of a file that are read

# A file may give an address for its CRS, and GDAL would ask there. No request leaves the machine:
# whatever GDAL asks goes to a port of our own where nobody listens.
pyogrio.set_gdal_config_options({"GDAL_HTTP_PROXY": "127.0.0.1:9"})

DAMAGED = (
    *(pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError),
    *(pyogrio.errors.FieldError, pyogrio.errors.GeometryError, pyogrio.errors.CRSError),
    *(UnicodeDecodeError, ValueError, OverflowError),
)


@dataclass(frozen=True)
class Layer:
    """A layer with at least one polygon. `name` is that of its file where it has none of its own.

    `table`: its properties, one row a feature; `shapes`: the polygons of each in degrees
    (EPSG:4326), None where it has none; `crs`: where the coordinates came from, in words;
    `others`: how many features are points or lines.
    """

    name: str
    format: str
    table: pd.DataFrame
    shapes: list[shapely.Geometry | None]
    crs: str
    others: int


def layers(path: Path) -> list[Layer]:
    """The polygon layers of `path`; BordersError if it has none or cannot be read."""
    with TemporaryDirectory(prefix="pantau-batas-") as folder:
        found = [
            _layer(source, name, path.name)
            for source in sources(path, Path(folder).resolve())
            for name in _names(source, path.name)
        ]
    with_features = [layer for layer in found if len(layer.table)]
    if not with_features:
        raise BordersError(
            f"Berkas {path.name} tidak berisi satu fitur pun. Ekspor ulang lapisannya."
        )
    polygons = [layer for layer in with_features if any(layer.shapes)]
    if not polygons:
        first = with_features[0]
        raise BordersError(
            f"Tidak ada poligon di {path.name}: lapisan '{first.name}' berisi {first.others} titik "
            "atau garis. Pilih lapisan batas desa (poligon), bukan titik atau garis."
        )
    return polygons


def _names(source: Source, file: str) -> list[str]:
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(source.address)]
    except DAMAGED as error:
        raise _damaged(source, file, error) from error
    return names[:MOST]


def _layer(source: Source, name: str, file: str) -> Layer:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what GDAL lets pass is looked at afterwards
            info = pyogrio.read_info(source.address, layer=name)
            if info["driver"] != source.driver:
                raise BordersError(f"Isi {file} tidak sesuai jenisnya. Ekspor ulang dari QGIS.")
            features = pyogrio.read_dataframe(
                source.address, layer=name, fid_as_index=True, force_2d=True
            )
    except shapely.GEOSException as error:
        raise BordersError(
            f"Ada geometri di {file} yang tidak terbaca ({error}). "
            "Perbaiki dengan 'Fix geometries' di QGIS, lalu ekspor ulang."
        ) from error
    except DAMAGED as error:
        raise _damaged(source, file, error) from error
    name = PurePosixPath(source.name).stem if name == Path(source.address).stem else name
    if not isinstance(features, gpd.GeoDataFrame):  # a table without geometry
        return Layer(name, source.format, features.iloc[:0], [], "", 0)
    return _in_degrees(source, name, file, features)


def _damaged(source: Source, file: str, error: Exception) -> BordersError:
    if isinstance(error, BordersError):
        return error
    kind = "FeatureCollection GeoJSON" if source.format == "GeoJSON" else source.format
    return BordersError(
        f"Berkas {file} bukan {kind} yang utuh ({str(error)[:200]}). "
        "Ekspor lapisan batas desa dari QGIS, lalu coba lagi."
    )


def _in_degrees(source: Source, name: str, file: str, features: gpd.GeoDataFrame) -> Layer:
    table = pd.DataFrame(features.drop(columns=features.geometry.name))
    if "id" not in table and any(digits(fid) for fid in features.index):
        table["id"] = features.index  # GDAL's place for a number that is `id` of the feature
    areas = [polygons(shape) for shape in features.geometry]
    drawn = sum(shape is not None and not shape.is_empty for shape in features.geometry)
    series = gpd.GeoSeries(areas, crs=features.crs)
    if features.crs is None:
        _refuse_without_crs(series, file)
        crs = "tidak tertulis; koordinatnya derajat, jadi dianggap EPSG:4326"
    else:
        crs = _named(features)
        series = _projected(series, file, crs)
    shapes = [None if shape is None or shape.is_empty else shape for shape in series]
    others = drawn - sum(shape is not None for shape in areas)
    return Layer(name, source.format, table.reset_index(drop=True), shapes, crs, others)


def polygons(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """The polygons of a shape, without the points and lines beside them; None if there are none."""
    if shape is None or shape.geom_type in ("Polygon", "MultiPolygon"):
        return None if shape is None or shape.is_empty else shape
    parts = [polygons(part) for part in getattr(shape, "geoms", ())]
    flat = [one for part in parts if part is not None for one in shapely.get_parts(part)]
    return shapely.MultiPolygon(flat) if flat else None


def _named(features: gpd.GeoDataFrame) -> str:
    code = features.crs.to_epsg()
    return f"EPSG:{code} ({features.crs.name})" if code else features.crs.name


def _projected(series: gpd.GeoSeries, file: str, crs: str) -> gpd.GeoSeries:
    try:
        return series.to_crs(4326)
    except (RuntimeError, ValueError) as error:  # pyproj's own are RuntimeErrors
        raise BordersError(
            f"Koordinat {file} dalam {crs} tidak dapat diubah ke derajat ({error}). Simpan ulang "
            "di QGIS dengan CRS EPSG:4326."
        ) from error


def _refuse_without_crs(series: gpd.GeoSeries, file: str) -> None:
    """Degrees are taken as they are; metres without a CRS could lie anywhere."""
    if series.isna().all() or is_in_indonesia(series.total_bounds):
        return
    west, south, east, north = series.total_bounds
    raise BordersError(
        f"CRS {file} tidak tertulis dan koordinatnya bukan derajat di Indonesia (x {west:.0f} s.d. "
        f"{east:.0f}, y {south:.0f} s.d. {north:.0f}). Sertakan berkas .prj, atau simpan ulang di "
        "QGIS dengan CRS EPSG:4326."
    )


def is_in_indonesia(bounds: tuple[float, float, float, float]) -> bool:
    """Whether west, south, east, north in degrees lie in Indonesia."""
    west, south, east, north = bounds
    inside = west >= INDONESIA[0] and south >= INDONESIA[1]
    return bool(inside and east <= INDONESIA[2] and north <= INDONESIA[3])
