"""The borders in force and those that wait to be: where they are, and how they change places.

Served pages import this, so it knows nothing of geometry.
"""

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

POINTER = "CURRENT"  # the name of the file in force, and below it the one before
CANDIDATE = "calon.json"
KECAMATAN = "kecamatan"  # id of the feature that holds the lines between them; no kode looks so


def current(data_dir: Path) -> Path | None:
    """The GeoJSON in force, or None while no borders were imported."""
    return next(iter(_history(data_dir)), None)


def previous(data_dir: Path) -> Path | None:
    """The GeoJSON that was in force before, or None."""
    return next(iter(_history(data_dir)[1:]), None)


def _history(data_dir: Path) -> list[Path]:
    """The files the pointer names, the one in force first; none if that one is not there."""
    pointer = data_dir / "geo" / POINTER
    try:
        names = pointer.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    paths = [pointer.parent / name for name in names]
    there = [re.fullmatch(r"desa-[0-9a-f]{12}\.json", p.name) and p.is_file() for p in paths]
    return [p for p, ok in zip(paths, there, strict=True) if ok] if there and there[0] else []


def report(path: Path) -> dict[str, Any]:
    """What the import said of a GeoJSON of borders (fields of importing.Report); empty if lost."""
    return _read(_beside(path))


def propose(text: str, said: dict[str, Any], sketch: dict[str, Any], data_dir: Path) -> None:
    """Keep a GeoJSON, its report and its sketch until somebody decides; the last one gives way."""
    (data_dir / "geo").mkdir(parents=True, exist_ok=True)
    held = {"batas": text, "laporan": said, "sketsa": sketch}
    _replace(data_dir / "geo" / CANDIDATE, json.dumps(held, ensure_ascii=False))


def candidate(data_dir: Path) -> dict[str, Any]:
    """What waits to be put in force: batas (text), laporan, sketsa; empty if nothing does."""
    return _read(data_dir / "geo" / CANDIDATE)


def discard(data_dir: Path) -> None:
    """Forget what waits."""
    (data_dir / "geo" / CANDIDATE).unlink(missing_ok=True)


def put_in_force(text: str, said: dict[str, Any], data_dir: Path) -> Path:
    """Write the GeoJSON and its report, and make it the current one.

    The old stays, for those who still read it and for go_back.
    """
    path = write_once(text, "desa", data_dir / "geo")
    _replace(_beside(path), json.dumps(said, ensure_ascii=False))
    _point(path, current(data_dir) if current(data_dir) != path else previous(data_dir))
    return path


def go_back(data_dir: Path) -> Path | None:
    """Put the borders before these in force again, and these in their place; None if there are
    none."""
    before = previous(data_dir)
    if before is not None:
        _point(before, current(data_dir))
    return before


def _point(path: Path, before: Path | None) -> None:
    names = [path.name, *([before.name] if before else [])]
    _replace(path.with_name(POINTER), "\n".join(names) + "\n")


def _beside(path: Path) -> Path:
    return path.with_suffix(".laporan.json")


def _read(path: Path) -> dict[str, Any]:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def write_once(text: str, stem: str, folder: Path) -> Path:
    """`text` as <stem>-<hash12>.json in `folder`, whole or not at all; same text, same name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
    if not path.exists():
        _replace(path, text)
    return path


def _replace(path: Path, text: str) -> None:
    """Readers see the old file or the new one, never half of one."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with temporary.open("w", encoding="utf-8", newline="\n") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
