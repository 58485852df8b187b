"""How much the desa propose, by kind and channel, and which of them have long proposed nothing."""

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import causes, charts, downloads, explain, filters, listing, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import alike, attention
from queries.attention import NO_PROPOSALS_MONTHS as MONTHS
from queries.cube import Cube
from queries.export import FEWEST
from queries.indicators.proposals import USULAN_PER_1000

KINDS = ("usulan baru", "usulan perbaikan", "usulan hapus")
CHANNELS = tuple(name for name in USULAN_PER_1000.breakdown if name not in KINDS)
HEADS = ("Desa/kelurahan", "Usulan bulan ini", "KK", "Per 1.000 KK", f"{MONTHS} bulan", "Tanda")
SILENT = "enam bulan tanpa usulan"
SHOWN = 8
LISTED = 300  # desa of one kabupaten are; of a provinsi the rest is in the download
TEMPLATE = (
    "Bulan ini baru ada templat usulan, yang hanya memuat usulan baru. Usulan hapus dan perbaikan "
    "terhitung sesudah rekap usulan menurut tahap diimpor."
)
QUESTION = (
    "Daftar usulannya ada, tetapi desa ini tidak tercatat mengusulkan seorang pun selama enam "
    "bulan. Apakah memang tidak ada, tidak musdes, atau usulannya tidak tercatat?"
)


def section(published: Published, choice: Choice) -> None:
    """Draw proposals per 1.000 families by month, their kinds and channels, and the silent desa."""
    cube = store.cube_of(published.version, USULAN_PER_1000.code)
    inside = store.inside(published, choice.kecamatan, choice.desa)
    now = cube.trend(inside).loc[choice.periode]
    if not now["denominator"] or now["unknown"] >= now["denominator"]:
        st.info(
            f"Daftar usulan {words.month(choice.periode)} belum diimpor untuk wilayah ini. Impor "
            "templat atau rekap usulan di halaman Impor."
        )
        return
    left, right = st.columns([11, 10], gap="medium")
    with left:
        listing.text(f"{_said(now)}, {words.month(choice.periode)}.", kind="kini")
        by_month(published, choice, cube, inside)
    with right:
        silent_desa(published, choice, cube)
    left, right = st.columns(2, gap="medium")
    for column, title, names in ((left, "Jenis", KINDS), (right, "Jalur", CHANNELS)):
        with column:
            parts(cube, choice, inside, title, names)
    if now["numerator"] and _only_template(cube, choice, inside, now):
        st.caption(TEMPLATE)
    by_desa(published, choice, cube)
    explain.method(USULAN_PER_1000)


def _only_template(cube: Cube, choice: Choice, inside: np.ndarray, now: pd.Series) -> bool:
    """A template names no channel; the recap that takes its place does."""
    return cube.trend(inside, CHANNELS[-1]).loc[choice.periode, "numerator"] == now["numerator"]


def _said(sums) -> str:
    """27 usulan, 0,5 per 1.000 dari 59.817 KK."""
    known = sums["denominator"] - sums["unknown"]
    counts = f"{words.count(sums['numerator'])} usulan"
    if known < FEWEST:
        return f"{counts} dari {words.count(known)} KK, terlalu sedikit untuk angka per 1.000"
    rate = words.rate(sums["numerator"], known, USULAN_PER_1000.per)
    return f"{counts}, {rate} dari {words.count(known)} KK"


def by_month(published: Published, choice: Choice, cube: Cube, inside: np.ndarray) -> None:
    """Draw the rate by month, the same beneath as a table."""
    trend = cube.trend(inside)
    known = trend["denominator"] - trend["unknown"]
    rate = USULAN_PER_1000.per * trend["numerator"] / known.where(known >= FEWEST)
    said = [_said(row) if known[month] else words.DASH for month, row in trend.iterrows()]
    rows = pd.DataFrame({"value": rate, "lower": np.nan, "upper": np.nan, "said": said})
    if rows["value"].notna().sum() > 1:
        charts.series(
            rows,
            alike.breaks(published.months, USULAN_PER_1000),
            title=USULAN_PER_1000.nama,
            suffix="",
            large=choice.projector,
            key="usulan_bulanan",
        )
    st.caption(f"Usulan per 1.000 KK terdaftar. {USULAN_PER_1000.badge.label}.")
    with st.expander("Angka per bulan sebagai tabel"):
        heads = ("Bulan", "Usulan")
        lines = [(words.month(month), text) for month, text in rows["said"].items()]
        listing.table(heads, lines)
        _download(published, choice, "usulan bulanan", heads, lines)


def parts(
    cube: Cube, choice: Choice, inside: np.ndarray, title: str, names: tuple[str, ...]
) -> None:
    """Draw the proposals of the month by kind or by channel; of each it is one."""
    rows = [(name, cube.trend(inside, name).loc[choice.periode, "numerator"]) for name in names]
    whole = sum(number for _, number in rows)
    causes.bars(f"{title}, {words.month(choice.periode)}", rows, whole, "usulan")


def silent_desa(published: Published, choice: Choice, cube: Cube) -> None:
    """Name the desa of the kecamatan, or of all, that have proposed nothing for six months."""
    st.markdown(f"**{SILENT.capitalize()}**")
    found = attention.without_proposals(cube, choice.periode)
    if found is None:
        st.caption(f"Belum ada {MONTHS} bulan berturut-turut untuk dinilai.")
        return
    mine = published.desa[found & store.inside(published, choice.kecamatan, None)]
    if mine.empty:
        st.success("Setiap desa mengusulkan sesuatu dalam enam bulan terakhir, atau belum dikenal.")
        return
    where = filters.area_name(published, choice) if choice.kecamatan else published.kabupaten
    listing.text(f"{words.count(len(mine))} desa di {where}. {QUESTION}")
    pick = filters.pick_desa(published)
    with st.container(gap="xxsmall", key="daftar-bicara"):
        for row in mine.head(SHOWN).itertuples():
            key = f"bicara-{row.kode}"
            st.button(
                words.plain(row.label), key=key, type="tertiary", on_click=pick, args=(row.kode,)
            )
    if len(mine) > SHOWN:
        st.caption(f"dan {words.count(len(mine) - SHOWN)} lagi; semuanya pada tabel di bawah.")


def by_desa(published: Published, choice: Choice, cube: Cube) -> None:
    """Offer every desa of the chosen area as a table, those without proposals marked."""
    inside = store.inside(published, choice.kecamatan, choice.desa)
    until = cube.months.index(choice.periode) + 1
    lately = cube.sums[""][0, :, max(0, until - MONTHS) : until].sum(axis=1)
    silent = attention.without_proposals(cube, choice.periode)
    now = cube.table(choice.periode)
    rows = [
        (
            published.desa["label"].iloc[place],
            *_cells(now.iloc[place]),
            words.count(lately[place]),
            SILENT if silent is not None and silent[place] else "",
        )
        for place in np.flatnonzero(inside)
    ]
    with st.expander(f"Usulan per desa sebagai tabel ({words.count(len(rows))} desa)"):
        listing.table(HEADS, rows[:LISTED], numbers=HEADS[1:5])
        if len(rows) > LISTED:
            st.caption(f"{LISTED} yang pertama menurut kode; semuanya pada unduhan.")
        _download(published, choice, "usulan per desa", HEADS, rows)


def _cells(sums: pd.Series) -> tuple[str, str, str]:
    known = sums["denominator"] - sums["unknown"]
    if not known:
        return words.DASH, words.count(sums["denominator"]), words.DASH
    counts = words.count(sums["numerator"]), words.count(known)
    if known < FEWEST:
        return (*counts, words.DASH)
    return (*counts, words.rate(sums["numerator"], known, USULAN_PER_1000.per).split(" per ")[0])


def _download(published: Published, choice: Choice, name: str, heads, rows) -> None:
    downloads.plain(
        published,
        choice,
        name,
        heads,
        rows,
        badge=USULAN_PER_1000.badge,
        definition=USULAN_PER_1000.definition,
    )
