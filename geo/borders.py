"""The borders in force: where they are, and how a new file takes the place of the old.

Served pages import this, so it knows nothing of geometry.
"""

import hashlib
import os
import re
from pathlib import Path

POINTER = "CURRENT"
KECAMATAN = "kecamatan"  # id of the feature that holds the lines between them; no kode looks so


def current(data_dir: Path) -> Path | None:
    """The GeoJSON in force, or None while no borders were imported."""
    pointer = data_dir / "geo" / POINTER
    try:
        name = pointer.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    path = pointer.parent / name
    return path if re.fullmatch(r"desa-[0-9a-f]{12}\.json", name) and path.is_file() else None


def put_in_force(text: str, data_dir: Path) -> Path:
    """Write the GeoJSON and make it the current one; the old stays for those who still read it."""
    path = write_once(text, "desa", data_dir / "geo")
    _replace(path.with_name(POINTER), path.name + "\n")
    return path


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
