"""The month heat map: every desa of a kabupaten by month, one block per kecamatan."""

import json
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from geo.classes import FAINT, SIGNS, Kelas
from pages.parts import browser_map

# A cell is one character: this plus its per mille, two bytes up to 179 %. panas.js reads it back.
ZERO = 0x100
# Above the surrogates, so it is one unit of JavaScript and no share of a class: 0 % of 10 to 29.
FAINT_ZERO = 0xE000


def bulanan(
    wilayah: pd.DataFrame,
    months: list[str],
    permille: np.ndarray,
    *,
    batas: Sequence[int],
    kelas: Sequence[Kelas],
    pilih: str | None,
    kecamatan: str | None,
    besar: bool,
    key: str,
    on_pilih: Callable[[str], None],
    judul: str = "",
    dasar: str = "",
    level: str = "desa",
) -> None:
    """Draw `permille` (desa in kode order × months, geo.classes.permille); a click: on_pilih(kode).

    `level` "kecamatan": its rows are kecamatan, one block per kabupaten.

    With a `kecamatan` only its block is drawn, in full size with the names of its desa, and only
    its cells are sent.
    """
    kode, geometry = browser_map.tiles(wilayah, level)
    cells = encode(permille, (len(kode), len(months)))
    values = {
        "geometri": geometry,
        "bulan": months,
        "nilai": _block(cells, kode, len(months), kecamatan) if kecamatan else cells,
        "batas": list(batas),
        "legenda": [[k.tanda, k.label, k.warna, k.pola] for k in kelas],
        "pilih": pilih,
        "kecamatan": kecamatan,
        "besar": besar,
        "judul": judul,
        "wilayah": level,
        "dasar": dasar,
    }
    # As bytes: Streamlit would write each cell as \u01ab, three times as long.
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    browser_map.mount("panas.js", text.encode(), kode, key=key, on_pilih=on_pilih)


def _block(cells: str, kode: list[str], width: int, kecamatan: str) -> str:
    """The rows of one kecamatan; its desa stand together, as `kode` is in order."""
    rows = [place for place, one in enumerate(kode) if one.startswith(f"{kecamatan}.")]
    return cells[rows[0] * width : (rows[-1] + 1) * width] if rows else ""


def encode(permille: np.ndarray, shape: tuple[int, int]) -> str:
    """One character per cell, row by row; ValueError if the shape is not desa × months."""
    cells = np.asarray(permille)
    if cells.shape != shape:
        raise ValueError(f"permille has shape {cells.shape}, expected desa × months {shape}")
    points = np.where(cells >= 0, cells + ZERO, 0)
    points = np.where(cells <= FAINT, FAINT - cells + FAINT_ZERO, points)
    for code, sign in SIGNS.items():
        points = np.where(cells == code, ord(sign), points)
    return points.astype("<u4").tobytes().decode("utf-32-le")
