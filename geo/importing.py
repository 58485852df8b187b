"""Bring an office's desa borders in: check, match, clean, write; a bad file changes nothing."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo import borders, coverage, reading
from geo.reading import Borders, BordersError


@dataclass(frozen=True)
class Report:
    """What an import did: where it wrote, and what was left out, as lists of codes."""

    path: Path
    column: str
    matched: list[str]
    known_without_border: list[str]
    border_without_desa: list[str]
    repeated: list[str]
    without_polygon: list[str]
    without_code: list[str]
    n_bytes: int


def import_file(
    path: Path, known: dict[str, str], data_dir: Path, tolerance: float = coverage.TOLERANCE
) -> Report:
    """Put the borders in `path` into force; `known` is kode → nama.

    BordersError says why the file was refused; what was in force before still is.
    """
    if not known:
        raise BordersError("Daftar desa kosong. Beri CSV wilayah dengan --wilayah BERKAS.csv.")
    found = reading.read(path, set(known))
    matched = sorted(set(found.by_kode) & set(known))
    _refuse_if_few(found, matched, known)
    try:
        shapes = np.array([found.by_kode[kode] for kode in matched], dtype=object)
        text = _compact(matched, coverage.light(shapes, tolerance))
    except (coverage.CoverageError, shapely.GEOSException) as error:
        raise BordersError(
            f"Batas di {path.name} tidak dapat dirapikan: {error}. Perbaiki tumpang tindih "
            "dengan 'Fix geometries' dan 'Topology checker' di QGIS, lalu coba lagi."
        ) from error
    return Report(
        path=borders.put_in_force(text, data_dir),
        column=found.column,
        matched=matched,
        known_without_border=sorted(set(known) - set(matched)),
        border_without_desa=sorted(set(found.by_kode) - set(known)),
        repeated=sorted(set(found.repeated)),
        without_polygon=sorted(found.without_polygon),
        without_code=found.without_code,
        n_bytes=len(text.encode()),
    )


def _refuse_if_few(found: Borders, matched: list[str], known: dict[str, str]) -> None:
    """Half of the desa of the kabupaten the file speaks of must have a border."""
    kabupaten = {kode[:5] for kode in matched}
    expected = [kode for kode in known if kode[:5] in kabupaten] or list(known)
    if 2 * len(matched) >= len(expected):
        return
    example = next(iter(set(found.by_kode) - set(known)), None) or "tidak ada"
    raise BordersError(
        f"Hanya {len(matched)} dari {len(expected)} desa yang kodenya ditemukan di kolom "
        f"'{found.column}' ({found.n_features} fitur; contoh kode tidak dikenal: {example}). "
        "Pakai kode Kemendagri, bukan kode BPS, dan periksa apakah berkas ini untuk kabupaten "
        "yang benar. Batas yang lama tetap dipakai."
    )


def _compact(kode: list[str], shapes: np.ndarray) -> str:
    """A FeatureCollection: every desa by its code, and last the lines between the kecamatan."""
    lines = coverage.seams(shapes, [k[:8] for k in kode])
    features = gpd.GeoSeries([*shapes, lines], index=[*kode, borders.KECAMATAN])
    return features.to_json(show_bbox=False, separators=(",", ":"))
