"""The peta petak: a given layout is kept, a missing one is made, no two desa share a hexagon."""

import json
from pathlib import Path

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo import tile_map

TEGAL = Path(__file__).parents[2] / "data_samples" / "wilayah" / "33.28.csv"
COLUMNS = ["kode", "nama", "tingkat", "kode_induk", "petak_kolom", "petak_baris"]


def tegal() -> pd.DataFrame:
    return pd.read_csv(TEGAL, dtype={"kode": str, "kode_induk": str})[COLUMNS]


def made_up(sizes: list[int], kabupaten: str = "33.99") -> pd.DataFrame:
    """Kecamatan of these sizes, without a layout."""
    rows = [(kabupaten, "Kabupaten", "kabupaten", "33", None, None)]
    for k, size in enumerate(sizes, start=1):
        kecamatan = f"{kabupaten}.{k:02}"
        rows.append((kecamatan, f"Kec {k}", "kecamatan", kabupaten, None, None))
        rows += [
            (f"{kecamatan}.{2001 + d}", f"Desa {d}", "desa", kecamatan, None, None)
            for d in range(size)
        ]
    return pd.DataFrame(rows, columns=COLUMNS)


def cells(geometry: dict) -> list[tuple[int, int]]:
    return [(column, row) for *_, column, row in geometry["desa"]]


def test_the_given_layout_is_kept_in_kode_order():
    geometry = tile_map.layout(tegal().iloc[::-1])

    assert len(geometry["desa"]) == 287
    assert geometry["desa"][0] == ["33.28.01.2001", "Prupuk Selatan", "Margasari", 0, 3]
    assert [row[0] for row in geometry["desa"]] == sorted(row[0] for row in geometry["desa"])
    assert geometry["kecamatan"][0] == ["33.28.01", "Margasari"]
    assert len(geometry["kecamatan"]) == 18
    assert len(set(cells(geometry))) == 287
    json.dumps(geometry)  # plain ints and strings, no numpy


def test_a_new_desa_gets_a_free_hexagon_by_its_kecamatan_and_moves_nobody():
    wilayah = tegal()
    wilayah.loc[wilayah["kode"] == "33.28.10.1007", ["petak_kolom", "petak_baris"]] = None

    before, after = (tile_map.layout(w) for w in (tegal(), wilayah))

    moved = [a for a, b in zip(after["desa"], before["desa"], strict=True) if a != b]
    assert [row[0] for row in moved] in ([], ["33.28.10.1007"])
    assert len(set(cells(after))) == 287


def test_two_desa_given_the_same_hexagon_are_set_apart():
    wilayah = tegal()
    same = wilayah["kode"].isin(["33.28.01.2001", "33.28.01.2002"])
    wilayah.loc[same, ["petak_kolom", "petak_baris"]] = (0, 3)

    assert len(set(cells(tile_map.layout(wilayah)))) == 287


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12))
def test_without_a_layout_each_kecamatan_is_one_compact_block(sizes):
    geometry = tile_map.layout(made_up(sizes))

    assert len(set(cells(geometry))) == sum(sizes)
    for kode, _ in geometry["kecamatan"]:
        own = [(c, r) for k, _, _, c, r in geometry["desa"] if k.startswith(kode)]
        width, height = (max(axis) - min(axis) + 1 for axis in zip(*own, strict=True))
        assert (width - 1) * (height - 1) < len(own) <= width * height
        assert abs(width - height) <= 1


def test_two_kabupaten_stand_side_by_side():
    geometry = tile_map.layout(pd.concat([made_up([5, 4]), tegal(), made_up([9], "33.27")]))

    columns = {
        kabupaten: {c for kode, _, _, c, _ in geometry["desa"] if kode.startswith(kabupaten)}
        for kabupaten in ("33.27", "33.28", "33.99")
    }
    assert max(columns["33.27"]) + 2 == min(columns["33.28"])  # one empty column between
    assert max(columns["33.28"]) + 2 == min(columns["33.99"])
