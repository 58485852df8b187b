"""Read the borders an office has: polygons, their code column, their CRS. Matches nothing yet.

Nothing that serves pages may import this: GDAL comes with it.
"""

import warnings
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from geo.wilayah_codes import dotted

# Property names seen for the Kemendagri code, compared without case, spaces and underscores.
CODE_NAMES = ("kode", "kodedesa", "kddesa", "kodekemendagri", "kdkemendagri", "kodekel", "kdkel")
CODE_NAMES += ("kodewilayah", "kdwilayah", "kdepum", "villagecode", "iddesa", "id")
INDONESIA = (94.0, -11.5, 142.0, 6.5)  # west, south, east, north with some sea around

# A file may give an address for its CRS, and GDAL would ask there. No request leaves the machine:
# whatever GDAL asks goes to a port of our own where nobody listens.
pyogrio.set_gdal_config_options({"GDAL_HTTP_PROXY": "127.0.0.1:9"})


class BordersError(ValueError):
    """The file cannot be used; the message says what, where and what to do."""


@dataclass(frozen=True)
class Borders:
    """Polygons in degrees (EPSG:4326) by Kemendagri code, and what had to be left out."""

    column: str
    by_kode: dict[str, shapely.Geometry]
    n_features: int
    repeated: list[str]
    without_polygon: list[str]
    without_code: list[str]


def read(path: Path, known: set[str]) -> Borders:
    """The borders in `path`; the code column is the one that knows most desa. BordersError."""
    features = _features(path)
    _refuse_other_shapes(features)
    column = _code_column(features, known)
    values = features[column]
    shapes = gpd.GeoDataFrame({"kode": values.map(dotted)}, geometry=features.geometry)
    coded = shapes["kode"].notna()
    drawn = ~(shapes.geometry.isna() | shapes.is_empty)
    held = shapes[coded & drawn]
    # Several features of one desa are drawn as one.
    merged = held.set_geometry(held.make_valid()).dissolve("kode").geometry.to_crs(4326)
    _refuse_elsewhere(merged)
    return Borders(
        column,
        by_kode=merged.to_dict(),
        n_features=len(features),
        repeated=held.loc[held["kode"].duplicated(), "kode"].tolist(),
        without_polygon=shapes.loc[coded & ~drawn, "kode"].tolist(),
        without_code=[
            f"fitur ke-{number} ({column} = {value!r:.40})"
            for number, value in enumerate(values.tolist(), start=1)
            if dotted(value) is None
        ],
    )


def _features(path: Path) -> gpd.GeoDataFrame:
    """What GDAL finds in the file, at least one row; a CRS it does not know counts as degrees."""
    try:
        path.open("rb").close()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what GDAL lets pass is looked at afterwards
            # One driver only: others follow addresses and file names that stand in a file.
            features = gpd.read_file(f"GeoJSON:{path}", fid_as_index=True)
    except OSError as error:
        raise BordersError(
            f"Berkas {path} tidak dapat dibuka ({error.strerror}). Periksa nama dan foldernya."
        ) from error
    except (pyogrio.errors.DataSourceError, UnicodeDecodeError) as error:
        raise BordersError(
            f"Berkas {path.name} bukan FeatureCollection GeoJSON yang utuh ({error}). "
            "Ekspor lapisan batas desa dari QGIS sebagai GeoJSON, lalu coba lagi."
        ) from error
    except shapely.GEOSException as error:
        raise BordersError(
            f"Ada geometri di {path.name} yang tidak terbaca ({error}). "
            "Perbaiki dengan 'Fix geometries' di QGIS, lalu ekspor ulang."
        ) from error
    if features.empty:
        raise BordersError(
            f"Berkas {path.name} tidak berisi satu fitur pun. Ekspor ulang lapisannya."
        )
    return features


def _refuse_other_shapes(features: gpd.GeoDataFrame) -> None:
    types = features.geom_type.reset_index(drop=True).dropna()
    wrong = types[~types.isin(["Polygon", "MultiPolygon"])]
    if len(wrong):
        raise BordersError(
            f"Fitur ke-{wrong.index[0] + 1} berupa {wrong.iloc[0]}, bukan poligon. "
            "Pilih lapisan batas desa (poligon), bukan titik atau garis."
        )


def _code_column(features: gpd.GeoDataFrame, known: set[str]) -> str:
    """The property, of those that may hold codes, in which most known desa are found."""

    def hits(values: pd.Series) -> int:
        return len(known & set(values.map(dotted)))

    if "id" not in features and hits(features.index.to_series()):
        features["id"] = features.index  # GDAL's place for a number that is `id` of the feature
    columns = sorted(features.columns.drop("geometry"))
    candidates = [c for c in columns if _plain(c) in CODE_NAMES]
    if not candidates:
        raise BordersError(
            "Tidak ada kolom kode desa. Kolom yang ada: " + (", ".join(columns) or "tidak ada")
            + ". Ganti nama kolom kode Kemendagri menjadi 'kode'."
        )  # fmt: skip
    # Two columns with as many hits: the name that comes first in CODE_NAMES.
    best = max(candidates, key=lambda c: (hits(features[c]), -CODE_NAMES.index(_plain(c))))
    if features[best].dtype.kind == "f" and (features[best] % 1 > 0).any():
        raise BordersError(
            f"Kolom kode '{best}' berisi bilangan pecahan, jadi nol di ujung kode sudah hilang "
            "(33.10 menjadi 33.1). Simpan kode sebagai teks, lalu ekspor ulang."
        )
    return best


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace(" ", "")


def _refuse_elsewhere(shapes: gpd.GeoSeries) -> None:
    if shapes.empty:
        return
    west, south, east, north = shapes.total_bounds
    inside = west >= INDONESIA[0] and south >= INDONESIA[1]
    if not (inside and east <= INDONESIA[2] and north <= INDONESIA[3]):
        raise BordersError(
            f"Koordinat di luar Indonesia (bujur {west:.2f} s.d. {east:.2f}, lintang {south:.2f} "
            f"s.d. {north:.2f}). Mungkin CRS tidak tertulis atau tidak dikenal, atau bujur dan "
            "lintang tertukar; simpan ulang di QGIS dengan CRS EPSG:4326."
        )
