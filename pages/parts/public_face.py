"""The page for everybody: its choice, sentence, map and tables. It reads `queries.public` alone."""

import logging
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Literal

import numpy as np
import pandas as pd
import streamlit as st

from geo import classes
from pages.parts import frame, headline, listing, maps, picture, tables, words
from pages.parts.tables import Cell
from queries import public
from queries.disclosure import Figure
from queries.export import FEWEST
from queries.indicator import Indicator
from queries.public import HIDDEN, UNKNOWN, VISIBLE, Face

LOG = logging.getLogger(__name__)
PICKED = "publik_wilayah"
NOTHING = "tidak ada yang dihitung"
LEVELS = {"desa": ("desa", "kelurahan"), "kecamatan": ("kecamatan",)}
HEADS = {"desa": "Desa/kelurahan", "kecamatan": "Kecamatan"}


@dataclass(frozen=True, eq=False)
class View:
    """What is looked at: a figure (of a programme), a month, a kabupaten, and its cells.

    `rows`: one row per area of the lowest level, indexed by kode: nama, sub, pembilang, penyebut
    (NaN: not shown), status (NOTHING where there is no cell). `areas`: those of the kabupaten.
    """

    figure: Figure
    part: str
    month: str
    kabupaten: str
    areas: pd.DataFrame
    cells: pd.DataFrame
    rows: pd.DataFrame

    @property
    def indicator(self) -> Indicator:
        return self.figure.indicator

    @property
    def title(self) -> str:
        return _title(self.figure, self.part)

    def at(self, kode: str) -> pd.Series | None:
        """Return the cell of an area in the month, None where there is none."""
        found = self.cells[
            (self.cells["kode_wilayah"] == kode) & (self.cells["periode"] == self.month)
        ]
        return None if found.empty else found.iloc[0]


def visibility() -> Literal["visible", "hidden"]:
    """Return whether the menu lists the page; where the office closed it, the page says so."""
    return "visible" if public.settings().is_open else "hidden"


def opened() -> Face:
    """Return what the version in force holds for everybody; say so and stop where nothing is."""
    st.html(frame.STYLE)
    if not public.settings().is_open:
        headline.sentence(public.CLOSED)
        st.stop()
    try:
        found = public.current()
    except Exception:  # any failure; its text may carry an address, so it is not shown
        LOG.exception("The public face cannot be read")
        headline.sentence("Data terbuka sedang tidak dapat dibaca.", "Coba lagi sebentar.")
        st.stop()
    if found is None or found.cells.empty:
        headline.sentence(
            "Belum ada data untuk umum.",
            "Data terbuka terbit bersama terbitan berikutnya, dari bulan yang sudah lewat.",
        )
        st.stop()
    return found


def choose(face: Face) -> View:
    """Draw the choice of figure, month and, of several, kabupaten; return what is chosen."""
    series = {_title(figure, part): (figure, part) for figure, part in face.series()}
    with st.container(horizontal=True, gap="small", key="publik-pilihan"):
        figure, part = series[_select("Data", list(series), "data")]
        months = face.months_of(figure.indicator.code, part)
        named = {words.month(month): month for month in months}
        month = named[_select("Bulan", list(named), "bulan")]
        regencies = face.regencies
        name = next(iter(regencies))
        if len(regencies) > 1:
            name = _select("Kabupaten/kota", list(regencies), "kab_publik")
    kode = regencies[name]
    areas, cells = _areas(face, kode), face.table(figure.indicator.code, part)
    rows = _rows(areas, cells[cells["periode"] == month], figure.level)
    return View(figure, part, month, kode, areas, cells, rows)


def _select(label: str, options: list[str], key: str) -> str:
    return st.selectbox(label, options, key=key, bind="query-params")


def _title(figure: Figure, part: str) -> str:
    return f"Penerima {part}" if part else figure.nama


@lru_cache(maxsize=8)
def _areas(face: Face, kabupaten: str) -> pd.DataFrame:
    """The areas of a kabupaten: kept, as maps know a table by itself."""
    inside = face.areas["kode"].str.startswith(kabupaten)
    return face.areas[inside].astype({"kode": object, "nama": object}).reset_index(drop=True)


def _rows(areas: pd.DataFrame, cells: pd.DataFrame, level: str) -> pd.DataFrame:
    mine = areas[areas["tingkat"].isin(LEVELS[level])].set_index("kode")
    names = areas.set_index("kode")["nama"]
    held = cells.set_index("kode_wilayah")[["pembilang", "penyebut", "status"]]
    rows = held.reindex(mine.index)
    sub = names.reindex(mine["kode_induk"]).to_numpy() if level == "desa" else ""
    return rows.assign(nama=mine["nama"], sub=sub, status=rows["status"].fillna(NOTHING))


def opening(face: Face, view: View) -> None:
    """Draw the sentence, what is shown of how many areas, and for which day it holds."""
    name = view.areas.set_index("kode").loc[view.kabupaten, "nama"]
    as_of = words.day(face.months.loc[view.month, "tanggal_acuan"])
    sample = '<b class="contoh">DATA CONTOH</b>' if face.publication.is_sample else ""
    version = face.publication.version
    about = escape(f"Data terbuka · {name} · per {as_of} · terbitan {version}")
    st.html(f'<div class="status-baris">{sample}<span>{about}</span></div>')
    told, share = _sentence(view, name)
    headline.sentence(f"{told}.", view.figure.rest)
    counts = view.rows["status"].value_counts()
    unit = "kecamatan" if view.figure.level == "kecamatan" else "desa/kelurahan"
    listing.figures(
        [
            (share, f"{name}, per {as_of} · {view.indicator.badge.label}"),
            (words.count(counts.get(VISIBLE, 0)), f"dari {len(view.rows)} {unit} tersaji"),
            (words.count(counts.get(HIDDEN, 0)), f"{unit} disembunyikan"),
            (words.count(counts.get(UNKNOWN, 0)), f"{unit} belum diketahui atau di atas 100 %"),
        ]
    )


def _sentence(view: View, name: str) -> tuple[str, str]:
    """What is so in the kabupaten, and the share alone."""
    cell = view.at(view.kabupaten)
    if cell is None or cell["status"] != VISIBLE:
        why = NOTHING if cell is None else cell["status"]
        return f"{view.title} di {name}: {why} untuk {words.month(view.month)}", words.DASH
    share = _share(view.indicator, cell)
    told = view.figure.told.format(
        numerator=words.count(cell["pembilang"]),
        denominator=words.count(cell["penyebut"]),
        area=name,
        programme=view.part,
    )
    return (f"{told} ({share})" if share != words.DASH else told), share


def _share(indicator: Indicator, cell) -> str:
    """The share in words; a dash where there is none, or too few stand behind it."""
    shown = cell["status"] == VISIBLE and cell["penyebut"]
    if not shown:
        return words.DASH
    of = words.percent_of_any if indicator.unit == "desa" else words.percent
    return of(cell["pembilang"], cell["penyebut"])


def _counts(indicator: Indicator, cell) -> str:
    """The counts in words; a real zero, not known and hidden are three things."""
    if cell["status"] != VISIBLE:
        return cell["status"]
    if indicator.unit == "desa" and cell["penyebut"] == 1:
        return "sudah" if cell["pembilang"] else "belum"
    if not cell["penyebut"]:
        return NOTHING
    told = f"{words.count(cell['pembilang'])} dari {words.count(cell['penyebut'])}"
    return f"{told} {indicator.unit}"


def peta(face: Face, view: View, *, height: int) -> None:
    """Draw the lowest areas by class; those hidden have a hatching of their own."""
    indicator, rows = view.indicator, view.rows
    shares = picture.permille(indicator, rows["pembilang"], rows["penyebut"], 0)
    shares = np.where(rows["status"] == NOTHING, classes.NOT_APPLICABLE, shares)
    shares = np.where(rows["status"] == HIDDEN, classes.SUPPRESSED, shares)
    limits = [round(10 * limit) for limit in indicator.classes]
    kinds = picture.MET if indicator.unit == "desa" else classes.sequential(limits)
    table = pd.DataFrame(
        {
            "numerator": rows["pembilang"],
            "denominator": rows["penyebut"],
            "unknown": 0.0,
            "class": list(classes.classify(shares, limits)),
        }
    )
    maps.peta(
        "petak",
        view.areas,
        table,
        list(kinds),
        pilih=st.session_state.get(PICKED),
        kecamatan=None,
        besar=False,
        key=f"publik_peta_{view.figure.level}",
        on_pilih=_pick,
        judul=f"{view.title}, {words.month(view.month)}",
        satuan=indicator.unit,
        tinggi=height,
    )


def _pick(kode: str) -> None:
    chosen = st.session_state.get(PICKED) == kode
    st.session_state[PICKED] = None if chosen else kode


def table(face: Face, view: View, *, height: int) -> None:
    """Draw the same areas as a table; the figures of a hidden one are not sent."""
    cells = view.rows.to_dict("records")
    shares = [
        Cell(_share(view.indicator, cell), *_bar(cell))
        if view.indicator.unit != "desa"
        else Cell(_counts(view.indicator, cell), *_bar(cell))
        for cell in cells
    ]
    columns = {view.indicator.short: shares}
    if view.indicator.unit != "desa":
        columns["Jumlah"] = [
            Cell(_counts(view.indicator, cell), _or_nan(cell["penyebut"])) for cell in cells
        ]
    tables.counts(
        view.rows,
        columns,
        head=HEADS[view.figure.level],
        caption=f"{view.title}, {words.month(view.month)}",
        chosen=st.session_state.get(PICKED),
        height=height,
        key=f"publik_tabel_{view.figure.level}",
        on_pick=_pick,
    )


def _bar(cell: dict) -> tuple[float, float]:
    """What a share sorts by and the length of its bar: none where it is not shown."""
    if cell["status"] != VISIBLE or not cell["penyebut"] or cell["penyebut"] < 1:
        return np.nan, np.nan
    share = 100 * cell["pembilang"] / cell["penyebut"]
    return share, share if cell["penyebut"] >= FEWEST else np.nan


def _or_nan(count: float) -> float:
    return float(count) if pd.notna(count) else np.nan


def picked(face: Face, view: View) -> None:
    """Say the figures of the area that was clicked."""
    kode = st.session_state.get(PICKED)
    if kode not in view.rows.index:
        return
    cell = view.rows.loc[kode]
    place = f"{cell['nama']} ({cell['sub']})" if cell["sub"] else cell["nama"]
    share = _share(view.indicator, cell)
    more = f" ({share})" if share != words.DASH and view.indicator.unit != "desa" else ""
    told = _counts(view.indicator, cell)
    listing.text(f"{place}: {told}{more}, {words.month(view.month)}", kind="kini")


def by_kecamatan(face: Face, view: View) -> None:
    """List the kecamatan and the kabupaten of the month."""
    areas = view.areas[~view.areas["tingkat"].isin(LEVELS["desa"])]
    rows = [
        _line(view, nama, view.at(kode))
        for kode, nama in zip(areas["kode"], areas["nama"], strict=True)
    ]
    with st.expander("Menurut kecamatan"):
        listing.table(("Wilayah", "Jumlah", "Bagian"), rows, ("Jumlah", "Bagian"))


def by_month(face: Face, view: View) -> None:
    """List the months of the kabupaten, the newest first."""
    mine = view.cells[view.cells["kode_wilayah"] == view.kabupaten]
    rows = [
        _line(view, words.month(cell["periode"]), cell)
        for cell in reversed(mine.sort_values("periode").to_dict("records"))
    ]
    with st.expander("Bulan demi bulan"):
        listing.table(("Bulan", "Jumlah", "Bagian"), rows, ("Jumlah", "Bagian"))


def _line(view: View, name: str, cell) -> tuple[str, str, str]:
    if cell is None:
        return name, NOTHING, words.DASH
    return name, _counts(view.indicator, cell), _share(view.indicator, cell)
