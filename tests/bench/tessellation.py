"""An invented provinsi of any size: areas, borders like drawn ones, and a published summary.

Codes begin with 99, which no provinsi has. Borders are Voronoi cells on a plane that is then
bent a little everywhere, so that neighbours keep their common line and no line is straight.

`python -m tests.bench.tessellation KABUPATEN KECAMATAN DESA FOLDER`, with PANTAU_DATA.
"""

import csv
import json
import sys
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import shapely

from queries import summary
from queries.indicators import COMPLETENESS

EXTENT = (109.0, -8.0, 112.2, -6.6)  # of a provinsi of 8,500 desa; fewer lie as densely
FULL = 8500
STEP = 0.004  # degrees between two points of a border
WAVES = ((31, 0.0011), (83, 0.0006), (211, 0.0002))  # how often, and how far, the plane is bent
MONTHS = [f"2025-{month:02}" for month in range(10, 13)] + [f"2026-{m:02}" for m in range(1, 11)]
BEGUN, DAYS = date(2026, 9, 1), 40
CSV = "wilayah.csv"
BORDERS = "batas.geojson"


@dataclass(frozen=True)
class Provinsi:
    """How many of each, and what random numbers come from."""

    kabupaten: int
    kecamatan: int
    desa: int
    seed: int = 7


def make(size: Provinsi, folder: Path) -> None:
    """Write the areas (CSV) and their borders (BORDERS) into the folder; publish random sums."""
    chance = np.random.default_rng(size.seed)
    place = _scattered(chance, size.desa)
    areas, kode, order = _areas(size, chance, place)
    with (folder / CSV).open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["kode", "nama", "tingkat", "kode_induk"])
        rows.writerows(areas)
    _write_borders(folder / BORDERS, place[order], kode)
    summary.publish(_tables(chance, areas, kode))


def _scattered(chance: np.random.Generator, number: int) -> np.ndarray:
    """Points of a grid, each moved by up to half its distance to the next."""
    west, south, east, north = EXTENT
    width = (east - west) * np.sqrt(number / FULL)
    height = (north - south) * np.sqrt(number / FULL)
    columns = int(np.ceil(np.sqrt(number * width / height)))
    at = np.arange(number)
    cell = np.array([width / columns, height / np.ceil(number / columns)])
    grid = np.stack([at % columns, at // columns], axis=1) + 0.5
    return [west, south] + (grid + chance.uniform(-0.5, 0.5, (number, 2))) * cell


def _areas(size: Provinsi, chance: np.random.Generator, place: np.ndarray):
    """Rows of the CSV; the kode of every desa in order; which point each is."""
    regency = _nearest(chance, place, size.kabupaten)
    rows: list[tuple[str, str, str, str]] = []
    found: list[tuple[str, int]] = []
    for k in range(size.kabupaten):
        code = f"99.{k + 1:02}"
        own = np.flatnonzero(regency == k)
        parts = max(1, min(round(size.kecamatan * len(own) / size.desa), 99))
        group = _nearest(chance, place[own], parts)
        rows.append((code, f"Kabupaten Rekaan {k + 1}", "kabupaten", "99"))
        for g in range(parts):
            kecamatan = f"{code}.{g + 1:02}"
            rows.append((kecamatan, f"Rekaan {k + 1}-{g + 1}", "kecamatan", code))
            for number, point in enumerate(own[group == g], start=2001):
                rows.append((f"{kecamatan}.{number}", f"Desa {number}", "desa", kecamatan))
                found.append((f"{kecamatan}.{number}", int(point)))
    return rows, [kode for kode, _ in found], [point for _, point in found]


def _nearest(chance: np.random.Generator, place: np.ndarray, number: int) -> np.ndarray:
    """Which of `number` places, chosen among them, each is nearest to."""
    seeds = place[chance.choice(len(place), number, replace=False)]
    return np.argmin(((place[:, None] - seeds[None]) ** 2).sum(axis=2), axis=1)


def _write_borders(path: Path, place: np.ndarray, kode: list[str]) -> None:
    ground = shapely.box(*shapely.total_bounds(shapely.points(place)))
    cells = shapely.voronoi_polygons(shapely.multipoints(place), extend_to=ground, ordered=True)
    drawn = shapely.segmentize(shapely.intersection(shapely.get_parts(cells), ground), STEP)
    geometries = shapely.to_geojson(shapely.transform(drawn, _bent))
    features = (
        f'{{"type":"Feature","properties":{{"kode":{json.dumps(one)}}},"geometry":{geometry}}}'
        for one, geometry in zip(kode, geometries, strict=True)
    )
    path.write_text(f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}')


def _bent(points: np.ndarray) -> np.ndarray:
    points = np.round(points, 7)  # the same for both neighbours
    x, y = points.T
    moved = [
        far * np.stack([np.sin(often * y + often), np.sin(often * x)], axis=1)
        for often, far in WAVES
    ]
    return points + sum(moved)


def _tables(chance: np.random.Generator, areas: list, kode: list[str]) -> dict[str, pa.Table]:
    columns = list(zip(*areas, strict=True))
    empty = pa.nulls(len(areas), pa.int32())
    names = ("kode", "nama", "tingkat", "kode_induk")
    wilayah = dict(zip(names, map(pa.array, columns), strict=True))
    wilayah |= {"petak_kolom": empty, "petak_baris": empty}
    record = {
        "pada": [datetime(2026, 11, 2, 9, 0)],  # noqa: DTZ001 (the column holds UTC without a zone)
        "tanggal_data": [date(2026, 10, 31)],
        "contoh": [True],
        "muatan_id": pa.array([1], pa.int32()),
        "baris_ditolak": pa.array([0], pa.int32()),
    }
    families = chance.integers(150, 900, len(kode))
    return {
        "terbitan": pa.table(record),
        "terbitan_wilayah": pa.table(wilayah),
        "terbitan_periode": _months(),
        "capaian": pa.concat_tables(_sums(chance, one, kode, families) for one in COMPLETENESS),
        **_campaign(chance, kode, families),
    }


def _months() -> pa.Table:
    ends = [date(int(m[:4]) + m.endswith("12"), int(m[5:]) % 12 + 1, 1) for m in MONTHS]
    last = [MONTHS[-2], MONTHS[-1]]
    return pa.table(
        {
            "periode": MONTHS,
            "era": ["DTSEN"] * len(MONTHS),
            "tanggal_acuan": [end - timedelta(days=1) for end in ends],
            "kegiatan": ["Verval Rekaan" if m in last else None for m in MONTHS],
            "rencana_pct": pa.array([{last[0]: 33.0, last[1]: 66.0}.get(m) for m in MONTHS]),
        }
    )


def _sums(chance: np.random.Generator, indicator, kode: list[str], families) -> pa.Table:
    """Random sums of every desa and month: each desa has a level of its own and drifts."""
    of_desa = indicator.unit == "desa"
    n, months = len(kode), len(MONTHS)
    denominator = np.ones((n, months), int) if of_desa else np.repeat(families, months)
    denominator = denominator.reshape(n, months)
    level = chance.beta(6, 3, (n, 1)) + chance.normal(0, 0.02, (n, months))
    numerator = chance.binomial(denominator, np.clip(level, 0, 1))
    size = n * months
    return pa.table(
        {
            "indikator": pa.array([indicator.code] * size),
            "rincian": pa.array([""] * size),
            "periode": pa.array(MONTHS * n),
            "kode_desa": pa.array(np.repeat(kode, months).tolist()),
            "numerator": pa.array(numerator.ravel(), pa.int32()),
            "denominator": pa.array(denominator.ravel(), pa.int32()),
            "unknown": pa.array(np.zeros(size, int), pa.int32()),
            "versi_definisi": pa.array([indicator.version] * size, pa.int32()),
        }
    )


def _campaign(chance: np.random.Generator, kode: list[str], families) -> dict[str, pa.Table]:
    n, name = len(kode), "Verval Rekaan"
    days = [BEGUN + timedelta(days=2 * day) for day in range(DAYS // 2)]
    done = chance.integers(0, np.repeat(families // DAYS + 1, len(days)) + 1)
    return {
        "kegiatan": pa.table(
            {"kegiatan": [name], "mulai": [BEGUN], "batas": [BEGUN + timedelta(days=90)]}
        ),
        "verval_sasaran": pa.table(
            {
                "kegiatan": [name] * n,
                "kode_desa": kode,
                "sasaran": pa.array(families, pa.int32()),
            }
        ),
        "verval_harian": pa.table(
            {
                "kegiatan": [name] * (n * len(days)),
                "kode_desa": np.repeat(kode, len(days)).tolist(),
                "tanggal": days * n,
                "hasil": ["layak"] * (n * len(days)),
                "jumlah": pa.array(done, pa.int32()),
            }
        ),
    }


if __name__ == "__main__":
    *counts, folder = sys.argv[1:]
    make(Provinsi(*map(int, counts)), Path(folder))
