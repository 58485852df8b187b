"""The desa a border file may speak of, and codes of wilayah as files write them."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

FACTS = Path(__file__).parent.parent / "data_samples" / "wilayah"
DESA = ("desa", "kelurahan")


def known_desa(files: Iterable[Path]) -> dict[str, str]:
    """kode → nama of every desa and kelurahan in wilayah CSVs; CSVs of other columns are passed."""
    known: dict[str, str] = {}
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if {"kode", "nama", "tingkat"} <= set(rows.fieldnames or ()):
                known.update((r["kode"], r["nama"]) for r in rows if r["tingkat"] in DESA)
    return known


def dotted(value: object) -> str | None:
    """The Kemendagri form 33.28.01.2001 of a code written with dots, without, or as a number."""
    digits = str(value).strip().removesuffix(".0").replace(".", "")
    if not re.fullmatch(r"[1-9]\d{9}", digits):
        return None
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}.{digits[6:]}"
