"""Take an office's desa borders in: read, match, look for what is odd, clean.

Nothing here puts them in force, so a bad file changes nothing.
"""

import gzip
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import borders, coverage, findings, matching, reading, sketch
from geo.findings import CONTRADICTION, INVALID, Finding
from geo.matching import Match
from geo.reading import BordersError, Layer
from geo.wilayah_codes import Desa

NEAR_KM = 2.0  # a polygon without a desa, so near to a desa's point, belongs to the kabupaten
MOST_INVALID = 20  # rings whose fault is told


@dataclass(frozen=True)
class Report:
    """What was found in a file. Lists of kode are sorted; counts are of desa.

    `layers`: name and matched desa of every polygon layer, the one taken first; `matched`: kode →
    matching.KEMENDAGRI, BPS, NAMA or EJAAN; `unknown_here`, `unknown_elsewhere`: features that are
    no known desa, inside and outside the kabupaten, as the file writes them; `without_key`:
    features with neither a code nor a name; `others`: points and lines left out; `labels`: kode →
    nama (kecamatan) of every desa told of.
    """

    file: str
    at: str
    format: str
    layers: list[tuple[str, int]]
    crs: str
    key: str
    columns: tuple[str, ...]
    n_features: int
    n_known: int
    matched: dict[str, str]
    known_without_border: list[str]
    unknown_here: list[str]
    unknown_elsewhere: list[str]
    repeated: list[str]
    without_polygon: list[str]
    without_key: list[str]
    others: int
    findings: list[Finding]
    has_points: bool
    labels: dict[str, str]
    n_bytes: int
    n_gzip: int


@dataclass(frozen=True)
class Candidate:
    """Clean borders as GeoJSON text, what was found, and a sketch for the page."""

    text: str
    report: Report
    sketch: dict


def check(
    path: Path,
    known: Mapping[str, Desa],
    before: Path | None = None,
    *,
    name: str = "",
    narrow: bool = False,
    tolerance: float = coverage.TOLERANCE,
    tell: Callable[[str, float], None] = lambda step, part: None,
) -> Candidate:
    """What `path` would put in force in place of `before`. BordersError says why it cannot.

    `name`: what people call the file. `narrow`: `known` holds more kabupaten than the office has,
    so only those count of which the file has half the desa. `tell` hears each step and how much
    is done, 0 to 1.
    """
    if not known:
        raise BordersError("Daftar desa kosong. Beri CSV wilayah dengan --wilayah BERKAS.csv.")
    tell("membaca", 0.1)
    layers = reading.layers(path)
    tell("mencocokkan", 0.4)
    matches = [matching.match(layer.table, known) for layer in layers]
    if narrow:
        known = _spoken_of(matches, known)
        matches = [matching.match(layer.table, known) for layer in layers]
    counts = [match.n_desa if match else 0 for match in matches]
    best = counts.index(max(counts))
    layer, match = layers[best], matches[best]
    _refuse_if_few(layer, match, known)
    merged = _merged(layer, match)
    _refuse_elsewhere(merged)
    tell("merapikan", 0.6)
    kode = sorted(merged)
    clean, text = _clean([merged[k] for k in kode], kode, name or path.name, tolerance)
    tell("memeriksa", 0.8)
    found = [
        *findings.all_of(merged, known, _in_force(before)),
        *_contradictions(match, known),
        *_invalid(layer, match),
    ]
    order = sorted(range(len(layers)), key=lambda n: n != best)
    report = Report(
        file=name or path.name,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        format=layer.format,
        layers=[(layers[n].name, counts[n]) for n in order],
        crs=layer.crs,
        key=match.key,
        columns=match.columns,
        n_features=len(layer.table),
        n_known=len(known),
        matched=_how(match, merged),
        known_without_border=sorted(set(known) - set(merged)),
        **_left_out(layer, match, known),
        others=layer.others,
        findings=found,
        has_points=any(desa.point for desa in known.values()),
        labels={},
        n_bytes=len(text.encode()),
        n_gzip=len(gzip.compress(text.encode(), mtime=0)),
    )
    report.labels.update({k: known[k].label for k in _told(report) if k in known})
    return Candidate(text, report, sketch.draw(clean, kode, found, known))


def _spoken_of(matches: list[Match | None], known: Mapping[str, Desa]) -> Mapping[str, Desa]:
    """The desa of the kabupaten of which a layer has at least half; all if there is none."""
    desa = Counter(kode[:5] for kode in known)
    found = [Counter(kode[:5] for kode in {*match.kode} - {None}) for match in matches if match]
    there = {one for counts in found for one in counts if 2 * counts[one] >= desa[one]}
    return {k: one for k, one in known.items() if k[:5] in there} or known


def _refuse_if_few(layer: Layer, match: Match | None, known: Mapping[str, Desa]) -> None:
    """Half of the desa of the kabupaten the file speaks of must be found."""
    kabupaten = {kode[:5] for kode in match.kode if kode} if match else set()
    expected = [kode for kode in known if kode[:5] in kabupaten] or list(known)
    if match and 2 * match.n_desa >= len(expected):
        return
    damaged = matching.lost_zeros(layer.table)
    if damaged:
        raise BordersError(
            f"Kolom kode '{damaged}' berisi bilangan pecahan atau pangkat, seperti yang dibuat "
            "Excel: nol di ujung kode sudah hilang (33.10 menjadi 33.1). Simpan kode sebagai "
            "teks, lalu ekspor ulang."
        )
    columns = ", ".join(map(str, layer.table.columns)) or "tidak ada"
    raise BordersError(
        f"Hanya {match.n_desa if match else 0} dari {len(expected)} desa yang dikenali di lapisan "
        f"'{layer.name}' ({len(layer.table)} fitur; kolom: {columns[:300]}). Perlu kolom kode "
        "Kemendagri, atau kolom nama kecamatan dan nama desa. Periksa juga apakah berkas ini untuk "
        "kabupaten yang benar. Batas yang lama tetap dipakai."
    )


def _merged(layer: Layer, match: Match) -> dict[str, shapely.Geometry]:
    """kode → shape in degrees, repaired; several features of one desa are drawn as one."""
    pieces = gpd.GeoSeries(layer.shapes, index=pd.Index(match.kode, dtype=object))
    held = pieces[pieces.index.notna() & pieces.notna()]
    shapes: dict[str, list] = {}
    for kode, shape in zip(held.index, held.make_valid(), strict=True):
        shapes.setdefault(kode, []).append(shape)
    return {
        kode: reading.polygons(shapely.union_all(each)) or shapely.MultiPolygon()
        for kode, each in sorted(shapes.items())
    }


def _refuse_elsewhere(merged: Mapping[str, shapely.Geometry]) -> None:
    drawn = [shape for shape in merged.values() if not shape.is_empty]
    if not drawn:
        raise BordersError(
            "Desa di berkas ini dikenali, tetapi tidak satu pun punya poligon. Ekspor ulang "
            "lapisannya bersama geometrinya."
        )
    west, south, east, north = shapely.total_bounds(drawn)
    if not reading.is_in_indonesia((west, south, east, north)):
        raise BordersError(
            f"Koordinat di luar Indonesia (bujur {west:.2f} s.d. {east:.2f}, lintang {south:.2f} "
            f"s.d. {north:.2f}). Mungkin CRS tidak tertulis atau tidak dikenal, atau bujur dan "
            "lintang tertukar; simpan ulang di QGIS dengan CRS EPSG:4326."
        )


def _clean(
    shapes: list[shapely.Geometry], kode: list[str], file: str, tolerance: float
) -> tuple[np.ndarray, str]:
    """The coverage, and a FeatureCollection: every desa by its code, and last the lines between
    the kecamatan."""
    try:
        clean = coverage.light(np.array(shapes, dtype=object), tolerance)
        lines = coverage.seams(clean, [k[:8] for k in kode])
    except (coverage.CoverageError, shapely.GEOSException) as error:
        raise BordersError(
            f"Batas di {file} tidak dapat dirapikan: {error}. Perbaiki tumpang tindih "
            "dengan 'Fix geometries' dan 'Topology checker' di QGIS, lalu coba lagi."
        ) from error
    features = gpd.GeoSeries([*clean, lines], index=[*kode, borders.KECAMATAN])
    return clean, features.to_json(show_bbox=False, separators=(",", ":"))


def _in_force(path: Path | None) -> dict[str, shapely.Geometry]:
    """kode → shape of the borders in force, in degrees."""
    if path is None:
        return {}
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {
        f["id"]: shapely.from_geojson(json.dumps(f["geometry"]))
        for f in features
        if f["id"] != borders.KECAMATAN
    }


def _how(match: Match, merged: Mapping[str, shapely.Geometry]) -> dict[str, str]:
    how = {kode: how for kode, how in zip(match.kode, match.how, strict=True) if kode}
    return {kode: how[kode] for kode in sorted(merged)}


def _contradictions(match: Match, known: Mapping[str, Desa]) -> list[Finding]:
    pairs = {(match.kode[number], told) for number, told in match.contradictions.items()}
    return [
        Finding(
            CONTRADICTION, (kode, told), f"kodenya {known[kode].nama}, namanya {known[told].nama}"
        )
        for kode, told in sorted(pairs)
    ]


def _invalid(layer: Layer, match: Match) -> list[Finding]:
    drawn = [
        (kode, shape)
        for kode, shape in zip(match.kode, layer.shapes, strict=True)
        if kode and shape is not None and not shape.is_valid
    ]
    return [
        Finding(INVALID, (kode,), f"{shapely.is_valid_reason(shape)}; diperbaiki sendiri")
        for kode, shape in drawn[:MOST_INVALID]
    ]


def _left_out(layer: Layer, match: Match, known: Mapping[str, Desa]) -> dict[str, list[str]]:
    """The features that are drawn as none, or not by themselves."""
    left: dict[str, list[str]] = {
        name: [] for name in ("unknown_here", "unknown_elsewhere", "repeated", "without_polygon")
    } | {"without_key": []}
    points = [desa.point for desa in known.values() if desa.point]
    around = shapely.multipoints(points).buffer(NEAR_KM / findings.KM) if points else None
    seen: set[str] = set()
    for number, (kode, shape) in enumerate(zip(match.kode, layer.shapes, strict=True)):
        if kode:
            if shape is None:
                left["without_polygon"].append(kode)
            elif kode in seen:
                left["repeated"].append(kode)
            seen.add(kode)
            continue
        words = _words(layer.table.iloc[number], match.columns)
        if not words:
            left["without_key"].append(f"fitur ke-{number + 1}")
        elif around is None or shape is None or shape.intersects(around):
            left["unknown_here"].append(words)
        else:
            left["unknown_elsewhere"].append(words)
    return {name: sorted(set(told)) for name, told in left.items()}


def _words(row: pd.Series, columns: tuple[str, ...]) -> str:
    """How the file calls a feature."""
    cells = [row[column] for column in columns]
    return " / ".join(str(cell)[:60] for cell in cells if not pd.isna(cell) and str(cell).strip())


def _told(report: Report) -> set[str]:
    lists = (report.known_without_border, report.repeated, report.without_polygon)
    return {kode for each in lists for kode in each} | {
        kode for finding in report.findings for kode in finding.kode
    }
