"""The desa a border file may speak of, and how files write their codes and names."""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

FACTS = Path(__file__).parent.parent / "data_samples" / "wilayah"
DESA = ("desa", "kelurahan")
PREFIX = re.compile(r"(kabupaten|kab\.?|kecamatan|kec\.?|kelurahan|kel\.|desa)\s+")


@dataclass(frozen=True)
class Desa:
    """A desa or kelurahan. `point`: lon, lat in degrees, often rounded to 0.01. The names of its
    kecamatan and its own are slugs, the official one first."""

    kode: str
    nama: str
    kecamatan: str = ""
    slugs: tuple[str, ...] = ()
    slugs_kecamatan: tuple[str, ...] = ()
    slug_kabupaten: str = ""
    kode_bps: str | None = None
    point: tuple[float, float] | None = None

    @property
    def label(self) -> str:
        """Kesuben (Lebaksiu)."""
        return f"{self.nama} ({self.kecamatan})" if self.kecamatan else self.nama


def rows_of(files: Iterable[Path]) -> list[dict[str, str]]:
    """The rows of wilayah CSVs and of CSVs of other spellings (kode, nama); others are passed."""
    rows: list[dict[str, str]] = []
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines)
            if {"kode", "nama"} <= set(table.fieldnames or ()):
                rows += table
    return rows


def known_desa(rows: Iterable[Mapping[str, object]]) -> dict[str, Desa]:
    """kode → Desa, from rows shaped like table `wilayah` and, without tingkat, `wilayah_alias`.

    An empty or missing kode_bps, lat or lon means that it is not known.
    """
    rows = list(rows)
    areas = {str(row["kode"]): row for row in rows if row.get("tingkat")}
    names: dict[str, list[str]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: not row.get("tingkat")):
        names[str(row["kode"])].append(slug(row["nama"]))
    return {kode: _desa(kode, areas, names) for kode in areas if areas[kode]["tingkat"] in DESA}


def _desa(kode: str, areas: dict, names: dict[str, list[str]]) -> Desa:
    row = areas[kode]
    parent = str(row.get("kode_induk") or kode.rpartition(".")[0])
    kecamatan = areas.get(parent, {})
    lat, lon = (row.get(name) for name in ("lat", "lon"))
    return Desa(
        kode,
        nama=str(row["nama"]),
        kecamatan=str(kecamatan.get("nama", "")),
        slugs=tuple(dict.fromkeys(names[kode])),
        slugs_kecamatan=tuple(dict.fromkeys(names.get(parent, ()))),
        slug_kabupaten=next(iter(names.get(str(kecamatan.get("kode_induk") or ""), ())), ""),
        kode_bps=digits(row.get("kode_bps")),
        point=(float(lon), float(lat)) if lat and lon else None,
    )


def slug(name: object) -> str:
    """A name as letters and digits only, without "Desa", "Kec." and the like in front."""
    if not isinstance(name, str):
        return ""
    plain = unicodedata.normalize("NFKD", name).casefold().strip()
    return re.sub(r"[^a-z0-9]", "", PREFIX.sub("", plain, count=1))


def digits(value: object) -> str | None:
    """The ten digits of a desa's code, Kemendagri or BPS, written with dots, without, as a number,
    or as OCHA does: id3328010001. None for anything else."""
    text = str(value).strip().removesuffix(".0").replace(".", "")
    text = text[2:] if text[:2].lower() == "id" else text
    return text if re.fullmatch(r"[1-9]\d{9}", text) else None


def dotted(value: object) -> str | None:
    """The Kemendagri form 33.28.01.2001 of such a code."""
    d = digits(value)
    return d and f"{d[:2]}.{d[2:4]}.{d[4:6]}.{d[6:]}"
