"""Bring an office's desa borders in: check, match, clean, write; a bad file changes nothing."""

import hashlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from geo import coverage, geojson
from geo.geojson import Borders, BordersError

POINTER = "CURRENT"


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
    borders = geojson.read(path, set(known))
    matched = sorted(set(borders.by_kode) & set(known))
    _refuse_if_few(borders, matched, known)
    try:
        shapes = np.array([borders.by_kode[kode] for kode in matched], dtype=object)
        text = _compact(matched, coverage.light(shapes, tolerance))
    except (coverage.CoverageError, shapely.GEOSException) as error:
        raise BordersError(
            f"Batas di {path.name} tidak dapat dirapikan: {error}. Perbaiki tumpang tindih "
            "dengan 'Fix geometries' dan 'Topology checker' di QGIS, lalu coba lagi."
        ) from error
    return Report(
        path=_put_in_force(text, data_dir / "geo"),
        column=borders.column,
        matched=matched,
        known_without_border=sorted(set(known) - set(matched)),
        border_without_desa=sorted(set(borders.by_kode) - set(known)),
        repeated=sorted(set(borders.repeated)),
        without_polygon=sorted(borders.without_polygon),
        without_code=borders.without_code,
        n_bytes=len(text.encode()),
    )


def current(data_dir: Path) -> Path | None:
    """The GeoJSON in force, or None while no borders were imported."""
    pointer = data_dir / "geo" / POINTER
    try:
        name = pointer.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    path = pointer.parent / name
    return path if re.fullmatch(r"desa-[0-9a-f]{12}\.json", name) and path.is_file() else None


def write_once(text: str, stem: str, folder: Path) -> Path:
    """`text` as <stem>-<hash12>.json in `folder`, whole or not at all; same text, same name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
    if not path.exists():
        _replace(path, text)
    return path


def _refuse_if_few(borders: Borders, matched: list[str], known: dict[str, str]) -> None:
    """Half of the desa of the kabupaten the file speaks of must have a border."""
    kabupaten = {kode[:5] for kode in matched}
    expected = [kode for kode in known if kode[:5] in kabupaten] or list(known)
    if 2 * len(matched) >= len(expected):
        return
    example = next(iter(set(borders.by_kode) - set(known)), None) or "tidak ada"
    raise BordersError(
        f"Hanya {len(matched)} dari {len(expected)} desa yang kodenya ditemukan di kolom "
        f"'{borders.column}' ({borders.n_features} fitur; contoh kode tidak dikenal: {example}). "
        "Pakai kode Kemendagri, bukan kode BPS, dan periksa apakah berkas ini untuk kabupaten "
        "yang benar. Batas yang lama tetap dipakai."
    )


def _compact(kode: list[str], shapes: np.ndarray) -> str:
    """A FeatureCollection whose features carry their code as id and nothing else."""
    features = [
        {"type": "Feature", "id": k, "properties": {}, "geometry": json.loads(text)}
        for k, text in zip(kode, shapely.to_geojson(shapes), strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))


def _put_in_force(text: str, folder: Path) -> Path:
    path = write_once(text, "desa", folder)
    _replace(folder / POINTER, path.name + "\n")
    return path


def _replace(path: Path, text: str) -> None:
    """Readers see the old file or the new one, never half of one."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with temporary.open("w", encoding="utf-8", newline="\n") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
