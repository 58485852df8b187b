"""The peta petak: one hexagon per desa, neighbours kept near each other; a schematic, no border.

Hexagons stand on a point. `kolom` counts to the east, `baris` to the north, and odd rows are
shifted to the east by half a hexagon.
"""

from math import ceil, sqrt

import pandas as pd

Cell = tuple[int, int]


def layout(wilayah: pd.DataFrame) -> dict:
    """The geometry, ready for JSON, of `wilayah` (kode, nama, tingkat, kode_induk, petak_*).

    {"desa": [[kode, nama, nama_kecamatan, kolom, baris], ...], "kecamatan": [[kode, nama], ...]},
    both in kode order. Desa without a place of their own are laid out; kabupaten stand side by
    side, so no two desa share a hexagon.
    """
    names = dict(zip(wilayah["kode"], wilayah["nama"], strict=True))
    desa = wilayah[wilayah["tingkat"].isin(["desa", "kelurahan"])].sort_values("kode")
    cells: dict[str, Cell] = {}
    for _, part in desa.groupby(desa["kode"].str[:5], sort=True):
        cells.update(_beside(cells, _kabupaten(part)))
    kecamatan = sorted({kode[:8] for kode in desa["kode"]})
    return {
        "desa": [
            [kode, names[kode], names.get(kode[:8], kode[:8]), *cells[kode]]
            for kode in desa["kode"]
        ],
        "kecamatan": [[kode, names.get(kode, kode)] for kode in kecamatan],
    }


def _kabupaten(desa: pd.DataFrame) -> dict[str, Cell]:
    """A cell for every desa: its own if it has one, else one near its kecamatan."""
    given: dict[str, Cell] = {}
    for row in desa.dropna(subset=["petak_kolom", "petak_baris"]).itertuples():
        cell = (int(row.petak_kolom), int(row.petak_baris))
        if cell not in given.values():  # the second desa on one cell is treated as having none
            given[row.kode] = cell
    if 2 * len(given) < len(desa):
        return _blocks(list(desa["kode"]))
    for kode in desa["kode"]:
        if kode not in given:  # a desa newer than the layout
            given[kode] = _nearest_free(given, kode)
    return given


def _nearest_free(cells: dict[str, Cell], kode: str) -> Cell:
    """The free cell nearest to the middle of the kecamatan of `kode`."""
    own = [cell for other, cell in cells.items() if other[:8] == kode[:8]] or list(cells.values())
    x, y = (sum(axis) / len(own) for axis in zip(*own, strict=True))
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
    """A compact block per kecamatan, blocks on shelves from the north-west, in kode order."""
    cells: dict[str, Cell] = {}
    shelf_width = ceil(1.2 * sqrt(len(kode)))
    x = y = shelf_height = 0
    for kecamatan in sorted({k[:8] for k in kode}):
        members = [k for k in kode if k[:8] == kecamatan]
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
