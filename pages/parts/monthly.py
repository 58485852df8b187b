"""What the trend and the month heat map show, as tables to read and to take away."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import charts, downloads, headline, listing, picture, tables, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries.cube import Cube

HEADS = ("Kode", "Kecamatan", "Desa/kelurahan", "Bulan", "Keadaan per", "Pembilang", "Penyebut")
HEADS += ("Belum diketahui", "Bagian")


def trend(published: Published, choice: Choice, cube: Cube) -> None:
    """Draw the chosen area's share by month (`charts.trend`), and the same beneath as a table: a
    row per month, a column per line."""
    charts.trend(published, choice, cube)
    lines = charts.areas(published, choice)
    heads = ("Bulan", *lines)
    told = _by_month(published, cube, list(lines.values()))
    rows = [(words.month(month), *cells) for month, cells in told]
    with st.expander("Angka per bulan sebagai tabel"):
        listing.table(heads, rows, numbers=heads[1:])
        _offer(published, choice, cube, "bulanan", heads, rows)


def month_map(published: Published, choice: Choice, cube: Cube) -> None:
    """Draw every desa by month (`picture.month_map`), and beneath the kecamatan as a table, or
    the desa of the chosen one; every desa of the chosen area is in the download."""
    picture.month_map(published, choice, cube)
    kind = "desa" if choice.around else "kecamatan"
    label = f"Bulan demi bulan sebagai tabel, per {kind}"
    with st.expander(label, key="tabel-bulan", on_change="rerun") as box:
        if not box.open:
            return
        areas = _areas(published, choice)
        heads = (kind.capitalize(), *map(words.short_month, cube.months))
        told = [cells for _, cells in _by_month(published, cube, list(areas.values()))]
        rows = list(zip(areas, *told, strict=True))
        listing.table(heads, rows, numbers=heads[1:])

        def every() -> list[tuple]:
            return list(_of_desa(published, choice, cube))

        _offer(published, choice, cube, "desa per bulan", HEADS, every)


def _offer(published: Published, choice: Choice, cube: Cube, name: str, heads, rows) -> None:
    indicator = cube.indicator
    downloads.plain(
        published,
        choice,
        f"{indicator.code} {name}",
        heads,
        rows,
        badge=indicator.badge,
        definition=f"{indicator.nama}. {indicator.definition}",
    )


def _areas(published: Published, choice: Choice) -> dict[str, np.ndarray]:
    """By name, which desa each row of the table is about."""
    desa = published.desa
    if choice.around:
        mine = desa[desa["kode_kecamatan"] == choice.around]
        return {row.nama: (desa["kode"] == row.kode).to_numpy() for row in mine.itertuples()}
    named = desa.drop_duplicates("kode_kecamatan").set_index("kode_kecamatan")["kecamatan"]
    if len(published.regencies) > 1:
        named = named + " · " + published.regency_of(named.index)
    return {name: (desa["kode_kecamatan"] == kode).to_numpy() for kode, name in named.items()}


def _by_month(
    published: Published, cube: Cube, areas: list[np.ndarray]
) -> Iterator[tuple[str, list[str]]]:
    """Each month, and what it says of each area."""
    lines = [cube.trend(inside) for inside in areas]
    for month in cube.months:
        sums = pd.DataFrame([line.loc[month] for line in lines])
        shares = picture.shares_of(published, cube.indicator, month, sums)
        rows = zip(sums.to_dict("records"), shares, strict=True)
        yield month, [_said(cube, each, share) for each, share in rows]


def _said(cube: Cube, sums: dict, share: int) -> str:
    """The share with its counts; counts alone of few; of an empty cell its kind (`tables.EMPTY`),
    or a dash."""
    if share in tables.EMPTY:
        return tables.EMPTY[share]
    if not sums["denominator"] or sums["unknown"] >= sums["denominator"]:
        return words.DASH
    counts = f"{words.count(sums['numerator'])} dari {words.count(sums['denominator'])}"
    told = headline.share(cube.indicator, sums)
    return counts if told == words.DASH else f"{told} ({counts})"


def _of_desa(published: Published, choice: Choice, cube: Cube) -> Iterator[tuple]:
    """Rows under HEADS: every desa of the chosen area in every month; what is not known is empty,
    never zero."""
    places = published.desa[store.inside(published, choice.kecamatan, choice.desa)]
    for month in cube.months:
        as_of = words.day(published.months.loc[month, "tanggal_acuan"])
        table = cube.table(month).loc[places["kode"]]
        shares = picture.shares_of(published, cube.indicator, month, table)
        cells = zip(places.itertuples(), table.to_dict("records"), shares, strict=True)
        for place, sums, share in cells:
            known = sums["unknown"] < sums["denominator"]
            counts = tuple(sums.values()) if known else ("", sums["denominator"] or "", "")
            told = tables.EMPTY.get(share) or headline.share(cube.indicator, sums)
            yield (place.kode, place.kecamatan, place.nama, month, as_of, *counts, told)
