"""Saturation: how much of each desa the register takes for the poorest 40 %."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.parts import charts, downloads, filters, listing, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import evidence, programmes
from queries.cube import Cube
from queries.export import FEWEST
from queries.indicator import Badge
from queries.indicators.recipients import CAKUPAN_JIWA
from queries.measure import value

KEY = "kejenuhan"
BASIS = (
    "Garis 40\u00a0%: DTKS semestinya memuat 40\u00a0% termiskin (Kepala Dinsos Kab. Tegal, "
    "Radar Tegal). Garis ini untuk seluruh negeri; desa yang memang lebih miskin boleh di atasnya."
)


def section(published: Published, choice: Choice) -> None:
    """Draw every desa as a dot in order of its saturation, with the line of 40 %."""
    found = programmes.saturation(
        _table(published, choice, programmes.POOREST),
        _table(published, choice, programmes.WITHOUT),
        _table(published, choice, None),
        store.people_of(published.version),
        published.months.loc[choice.periode, "era"],
    )
    st.markdown(f"**Kejenuhan register tiap desa** · {Badge.KESESUAIAN.label}")
    if found is None:
        st.info(
            "Belum dapat dihitung: jumlah penduduk tiap desa belum ada, dan jiwa terdaftar bukan "
            "penggantinya. Impor penduduk desa dari Dukcapil: isi kolom penduduk pada "
            "wilayah.csv, lalu python -m register fakta wilayah.csv, dan terbitkan lagi."
        )
        return
    places = published.desa.set_index("kode")[["label", "kode_kecamatan"]]
    rows = found.table.join(places)
    rows = rows.assign(share=value(rows["numerator"], rows["denominator"]))
    if choice.kecamatan:
        rows = rows[rows["kode_kecamatan"] == choice.kecamatan]
    enough = rows[rows["denominator"] >= FEWEST].sort_values("share", kind="stable")
    listing.text(_told(enough, len(rows)), f"{found.definition}. {BASIS}")
    if not enough.empty:
        st.plotly_chart(
            _figure(enough, choice),
            key=KEY,
            on_select=charts.point_picker(
                KEY, set(published.desa["kode"]), filters.pick_desa(published)
            ),
            selection_mode="points",
            config=charts.CONFIG,
            alt="Kejenuhan tiap desa terhadap garis 40 %; angkanya ada pada tabel di bawah",
        )
    with st.expander("Tabel: kejenuhan tiap desa"):
        _listed(published, choice, rows, found.definition)


def _table(published: Published, choice: Choice, group: int | None) -> pd.DataFrame:
    cube: Cube = store.group_of(
        published.version, CAKUPAN_JIWA.code, programmes.parts_of("", group)
    )
    return cube.table(choice.periode)


def _told(enough: pd.DataFrame, count: int) -> str:
    above = int((enough["share"] > programmes.LINE).sum())
    beyond = int((enough["share"] > 100).sum())
    more = (
        f" {beyond} di antaranya di atas 100 %: periksa penyebut atau data ganda." if beyond else ""
    )
    few = count - len(enough)
    left = f" {few} desa terlalu sedikit untuk persen." if few else ""
    return f"{above} dari {len(enough)} desa di atas garis 40 %.{more}{left}"


def _figure(rows: pd.DataFrame, choice: Choice) -> go.Figure:
    """Dots in order of their share; hollow where fewer than thirty are counted."""
    large = choice.projector
    few = rows["denominator"] < evidence.ENOUGH
    chosen = rows.index == choice.desa
    said = [
        f"<b>{row.label}</b><br>{words.percent(row.numerator, row.denominator)} · "
        f"{words.count(row.numerator)} dari {words.count(row.denominator)} jiwa"
        + (f", {words.count(row.unknown)} belum diketahui" if row.unknown else "")
        for row in rows.itertuples()
    ]
    figure = go.Figure(
        go.Scatter(
            x=list(range(1, len(rows) + 1)),
            y=evidence.shown(rows["share"]),
            mode="markers+text",
            text=[
                row.label if is_chosen else ""
                for row, is_chosen in zip(rows.itertuples(), chosen, strict=True)
            ],
            textposition="top center",
            customdata=[[kode, each] for kode, each in zip(rows.index, said, strict=True)],
            hovertemplate="%{customdata[1]}<extra></extra>",
            marker={
                "opacity": 1,
                "size": np.where(chosen, 15, 8),
                "color": np.where(few, charts.QUIET, charts.ACCENT),
                "symbol": np.where(few, "circle-open", "circle"),
                "line": {"width": np.where(chosen, 3, 0), "color": "#b4590f"},
            },
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            cliponaxis=False,
        )
    )
    ink = charts.ink(large)
    charts.dressed(figure, large, ink, height=340)
    figure.add_hline(y=programmes.LINE, line={"dash": "dot", "width": 2, "color": charts.QUIET})
    figure.add_annotation(
        text="garis 40 %",
        x=1,
        xref="paper",
        xanchor="right",
        y=programmes.LINE,
        yanchor="bottom",
        showarrow=False,
    )
    highest = max(programmes.LINE, np.nanmax(rows["share"]))
    figure.update_yaxes(range=[0, 1.12 * highest], ticksuffix=" %")
    figure.update_xaxes(title_text=f"{len(rows)} desa, dari yang terendah", showticklabels=False)
    return figure


def _listed(published: Published, choice: Choice, rows: pd.DataFrame, definition: str) -> None:
    heads = ("Desa/kelurahan", "Dihitung (jiwa)", "Dari (jiwa)", "Belum diketahui", "Persen")
    told = [
        (
            row.label,
            words.count(row.numerator),
            words.count(row.denominator),
            words.count(row.unknown),
            words.percent(row.numerator, row.denominator)
            if row.denominator >= FEWEST
            else words.DASH,
        )
        for row in rows.sort_values("share", kind="stable").itertuples()
    ]
    listing.table(heads, told, heads[1:])
    downloads.plain(
        published, choice, KEY, heads, told, badge=Badge.KESESUAIAN, definition=definition
    )
