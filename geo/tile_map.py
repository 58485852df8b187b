"""The peta petak: one hexagon per area, neighbours kept near each other; a schematic, no border.

Hexagons stand on a point. `kolom` counts to the east, `baris` to the north, and odd rows are
shifted to the east by half a hexagon.
"""

from collections.abc import Mapping
from math import ceil, cos, radians, sqrt

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

Cell = tuple[int, int]
Point = tuple[float, float]  # longitude, latitude

ROW = sqrt(3) / 2  # between two rows, in widths of a hexagon
PULL = 0.25  # how far each area moves to the middle of its group first, so that groups stay whole
ROOM = 1.05  # ground to hexagons: with less, shapes are lost; with more, holes come


def layout(
    wilayah: pd.DataFrame, level: str = "desa", points: Mapping[str, Point] | None = None
) -> dict:
    """The geometry, ready for JSON, of `wilayah` (kode, nama, tingkat, kode_induk, petak_*).

    {"desa": [[kode, nama, name of its group, kolom, baris], ...], "kecamatan": [[kode, nama],
    ...]}, both in kode order: desa in groups by kecamatan, or with `level` "kecamatan" these in
    groups by kabupaten. Areas without a place of their own are laid out by `points` (where each
    lies, by kode), without these in a block per group. Of desa, kabupaten stand side by side. No
    two areas share a hexagon.
    """
    names = dict(zip(wilayah["kode"], wilayah["nama"], strict=True))
    levels = ["desa", "kelurahan"] if level == "desa" else [level]
    areas = wilayah[wilayah["tingkat"].isin(levels)].sort_values("kode")
    apart = areas["kode"].str[: 5 if level == "desa" else 2]
    cells: dict[str, Cell] = {}
    for _, part in areas.groupby(apart, sort=True):
        cells.update(_beside(cells, _placed(part, points or {})))
    groups = sorted({_group(kode) for kode in areas["kode"]})
    return {
        "desa": [
            [kode, names[kode], names.get(_group(kode), _group(kode)), *cells[kode]]
            for kode in areas["kode"]
        ],
        "kecamatan": [[kode, names.get(kode, kode)] for kode in groups],
    }


def _group(kode: str) -> str:
    return kode.rpartition(".")[0]


def _placed(areas: pd.DataFrame, points: Mapping[str, Point]) -> dict[str, Cell]:
    """A cell for every area: its own if it has one, else one near where it lies."""
    given: dict[str, Cell] = {}
    for row in areas.dropna(subset=["petak_kolom", "petak_baris"]).itertuples():
        cell = (int(row.petak_kolom), int(row.petak_baris))
        if cell not in given.values():  # the second area on one cell is treated as having none
            given[row.kode] = cell
    kode = list(areas["kode"])
    if 2 * len(given) < len(kode):
        known = {k: points[k] for k in kode if k in points}
        given = _by_points(known) if 2 * len(known) > len(kode) else _blocks(kode)
    for one in kode:
        if one not in given:  # an area newer than the layout or the points
            given[one] = _nearest_free(given, one)
    return given


def _by_points(points: Mapping[str, Point]) -> dict[str, Cell]:
    """Each area on a hexagon near where it lies: least sum of squared distances over all."""
    kode = list(points)
    place = _pulled(_on_paper(np.array([points[k] for k in kode])), [_group(k) for k in kode])
    cells = _cells_around(place)
    ground = np.array([_middle(cell) for cell in cells])
    _, chosen = linear_sum_assignment(cdist(place, ground, "sqeuclidean"))
    return _lowest_at_zero(dict(zip(kode, (cells[c] for c in chosen), strict=True)))


def _on_paper(points: np.ndarray) -> np.ndarray:
    """Degrees as widths of a hexagon, so that the areas fill the ground they cover."""
    flat = points * [cos(radians(points[:, 1].mean())), 1]
    flat -= flat.min(axis=0)
    ground = len(np.unique(np.floor(flat / _spacing(flat)), axis=0)) * _spacing(flat) ** 2
    return flat * sqrt(ROOM * len(flat) * ROW / ground) if ground else flat


def _spacing(flat: np.ndarray) -> float:
    """A square of this side holds some four areas: what is covered is counted in such squares."""
    width, height = np.maximum(np.ptp(flat, axis=0), 1e-9)
    return 2 * sqrt(width * height / len(flat))


def _pulled(place: np.ndarray, groups: list[str]) -> np.ndarray:
    middles = pd.DataFrame(place).groupby(np.array(groups)).transform("mean").to_numpy()
    return place + PULL * (middles - place)


def _cells_around(place: np.ndarray) -> list[Cell]:
    """Every cell of the ground, with a margin that always leaves more cells than areas."""
    margin = ceil(sqrt(len(place)) / 4) + 1
    (west, south), (east, north) = place.min(axis=0), place.max(axis=0)
    columns = range(int(west) - margin, ceil(east) + margin + 1)
    rows = range(int(south / ROW) - margin, ceil(north / ROW) + margin + 1)
    return [(column, row) for row in rows for column in columns]


def _middle(cell: Cell) -> Point:
    column, row = cell
    return column + (row & 1) / 2, ROW * row


def _lowest_at_zero(cells: dict[str, Cell]) -> dict[str, Cell]:
    """Moved to the corner; by an even number of rows, so that none changes its shift."""
    west = min(column for column, _ in cells.values())
    south = min(row for _, row in cells.values()) // 2 * 2
    return {k: (column - west, row - south) for k, (column, row) in cells.items()}


def _nearest_free(cells: dict[str, Cell], kode: str) -> Cell:
    """The free cell nearest to the middle of the group of `kode`."""
    own = [cell for other, cell in cells.items() if _group(other) == _group(kode)]
    x, y = (sum(axis) / len(axis) for axis in zip(*(own or cells.values()), strict=True))
    taken = set(cells.values())
    reach = ceil(sqrt(len(taken))) + 2  # a square this wide always has a free cell
    free = [
        (column, row)
        for column in range(int(x) - reach, int(x) + reach + 1)
        for row in range(int(y) - reach, int(y) + reach + 1)
        if (column, row) not in taken
    ]
    return min(free, key=lambda cell: ((cell[0] - x) ** 2 + (cell[1] - y) ** 2, cell))


def _blocks(kode: list[str]) -> dict[str, Cell]:
    """A compact block per group, blocks on shelves from the north-west, in kode order."""
    cells: dict[str, Cell] = {}
    shelf_width = ceil(1.2 * sqrt(len(kode)))
    x = y = shelf_height = 0
    for group in sorted({_group(k) for k in kode}):
        members = [k for k in kode if _group(k) == group]
        width = ceil(sqrt(len(members)))
        if x and x + width > shelf_width:
            x, y, shelf_height = 0, y - shelf_height, 0
        for i, member in enumerate(members):
            cells[member] = (x + i % width, y - i // width)
        x += width
        shelf_height = max(shelf_height, ceil(len(members) / width))
    lowest = min(row for _, row in cells.values())
    return {k: (column, row - lowest) for k, (column, row) in cells.items()}


def _beside(placed: dict[str, Cell], new: dict[str, Cell]) -> dict[str, Cell]:
    """`new` shifted to the east of what is placed, one empty column between."""
    if not placed:
        return new
    shift = max(x for x, _ in placed.values()) + 2 - min(x for x, _ in new.values())
    return {kode: (x + shift, y) for kode, (x, y) in new.items()}
