"""Read the GeoJSON an office has: polygons, their code column, their CRS. Matches nothing yet."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo.wilayah_codes import dotted

# Property names seen for the Kemendagri code, compared without case, spaces and underscores.
CODE_NAMES = ("kode", "kodedesa", "kddesa", "kodekemendagri", "kdkemendagri", "kodekel", "kdkel")
CODE_NAMES += ("kodewilayah", "kdwilayah", "kdepum", "villagecode", "iddesa", "id")
INDONESIA = (94.0, -11.5, 142.0, 6.5)  # west, south, east, north with some sea around


class BordersError(ValueError):
    """The file cannot be used; the message says what, where and what to do."""


@dataclass
class Borders:
    """Polygons in degrees (EPSG:4326) by Kemendagri code, and what had to be left out."""

    column: str
    by_kode: dict[str, shapely.Geometry]
    n_features: int
    repeated: list[str] = field(default_factory=list)
    without_polygon: list[str] = field(default_factory=list)
    without_code: list[str] = field(default_factory=list)


def read(path: Path, known: set[str]) -> Borders:
    """The borders in `path`; the code column is the one that knows most desa. BordersError."""
    document = _parse(path)
    features = document["features"]
    column = _code_column(features, known)
    to_degrees = _transformer(document.get("crs"))
    borders = Borders(column, {}, len(features))
    for number, feature in enumerate(features, start=1):
        value = (feature.get("properties") or {}).get(column)
        kode, polygon = dotted(value), _polygon(feature, number)
        if kode is None:
            borders.without_code.append(f"fitur ke-{number} ({column} = {value!r:.40})")
        elif polygon is None:
            borders.without_polygon.append(kode)
        else:
            if kode in borders.by_kode:  # several features, one desa: drawn as one
                borders.repeated.append(kode)
                both = shapely.make_valid([borders.by_kode[kode], polygon])
                polygon = shapely.union_all(both)
            borders.by_kode[kode] = polygon
    _project(borders, to_degrees)
    return borders


def _parse(path: Path) -> dict:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BordersError(
            f"Berkas {path} tidak dapat dibuka ({error.strerror}). Periksa nama dan foldernya."
        ) from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BordersError(
            f"Berkas {path.name} bukan GeoJSON yang utuh ({error}). "
            "Ekspor ulang dari QGIS sebagai GeoJSON, lalu coba lagi."
        ) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise BordersError(
            f"Berkas {path.name} bukan FeatureCollection GeoJSON. "
            "Ekspor lapisan batas desa dari QGIS sebagai GeoJSON."
        )
    if not features:
        raise BordersError(
            f"Berkas {path.name} tidak berisi satu fitur pun. Ekspor ulang lapisannya."
        )
    return document


def _code_column(features: list[dict], known: set[str]) -> str:
    """The property, of those that may hold codes, in which most known desa are found."""
    columns = sorted({name for f in features for name in (f.get("properties") or {})})
    candidates = [c for c in columns if _plain(c) in CODE_NAMES]
    if not candidates:
        raise BordersError(
            "Tidak ada kolom kode desa. Kolom yang ada: " + (", ".join(columns) or "tidak ada")
            + ". Ganti nama kolom kode Kemendagri menjadi 'kode'."
        )  # fmt: skip

    def hits(column: str) -> int:
        return len({dotted((f.get("properties") or {}).get(column)) for f in features} & known)

    # Two columns with as many hits: the name that comes first in CODE_NAMES.
    return max(candidates, key=lambda c: (hits(c), -CODE_NAMES.index(_plain(c))))


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace(" ", "")


def _polygon(feature: dict, number: int) -> shapely.Geometry | None:
    """The polygon of a feature, or None if it has none; BordersError if it is another shape."""
    drawn = feature.get("geometry")
    if not drawn:
        return None
    try:
        shape = shapely.force_2d(shapely.from_geojson(json.dumps(drawn)))
    except (shapely.GEOSException, ValueError, TypeError) as error:
        raise BordersError(
            f"Geometri fitur ke-{number} tidak terbaca ({error}). "
            "Perbaiki dengan 'Fix geometries' di QGIS, lalu ekspor ulang."
        ) from error
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise BordersError(
            f"Fitur ke-{number} berupa {shape.geom_type}, bukan poligon. "
            "Pilih lapisan batas desa (poligon), bukan titik atau garis."
        )
    return None if shape.is_empty else shape


def _transformer(declared: object) -> Transformer | None:
    """From the CRS the file declares to degrees; None if it declares none or degrees already."""
    if not declared:
        return None
    name = declared.get("properties", {}).get("name") if isinstance(declared, dict) else None
    try:
        source = CRS.from_user_input(name)
    except CRSError as error:
        raise BordersError(
            f"Sistem koordinat berkas tidak dikenal: {name!r:.80}. "
            "Simpan ulang di QGIS dengan CRS EPSG:4326."
        ) from error
    return Transformer.from_crs(source, 4326, always_xy=True)


def _project(borders: Borders, to_degrees: Transformer | None) -> None:
    """Bring the polygons to degrees and see that they lie in Indonesia."""
    shapes = np.array(list(borders.by_kode.values()), dtype=object)
    if to_degrees is not None:
        shapes = shapely.transform(shapes, to_degrees.transform, interleaved=False)
    borders.by_kode = dict(zip(borders.by_kode, shapes, strict=True))
    if not shapes.size:
        return
    west, south, east, north = shapely.total_bounds(shapes)
    inside = west >= INDONESIA[0] and south >= INDONESIA[1]
    if not (inside and east <= INDONESIA[2] and north <= INDONESIA[3]):
        raise BordersError(
            f"Koordinat di luar Indonesia (bujur {west:.2f} s.d. {east:.2f}, lintang {south:.2f} "
            f"s.d. {north:.2f}). Mungkin CRS tidak tertulis atau bujur dan lintang tertukar; "
            "simpan ulang di QGIS dengan CRS EPSG:4326."
        )
