"""Proposals on their way: where they lie and how long, which are out and why, how long it takes."""

from html import escape

import pandas as pd
import streamlit as st

from methods.waiting import Waiting
from pages.parts import causes, downloads, errors, explain, frame, listing, waits, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import estimates
from queries.indicator import Badge
from queries.indicators.computed import LAMA_PROSES
from queries.pipeline import AGES, CLOSED, OPEN, REFUSED, RETURNED

STYLE = frame.ROOT / "static" / "alur.css"
KINDS = ("baru", "perbaikan", "hapus")
LONG = "91+"
UNIT = "usulan"
DEFINITION = (
    "Usulan menurut tahap terakhir yang bertanggal sampai tanggal acuan; tahap tanpa tanggal hanya "
    "dipakai untuk bulan terbaru. Yang ditetapkan, ditolak, dan dikembalikan: 12 bulan terakhir."
)
NOTHING = (
    "Tidak ada usulan di register untuk wilayah dan bulan ini. Impor rekap usulan menurut tahap di "
    "halaman Impor."
)


def of(published: Published, choice: Choice) -> pd.DataFrame:
    """Return the rows of table `alur_usulan` of the chosen month and area."""
    rows = store.stages_of(published.version, choice.periode)
    return rows[rows["kode_desa"].str.startswith(errors.area(published, choice))]


def figure(published: Published, choice: Choice) -> tuple[str, str]:
    """Return the card: open proposals, and how many have not moved for long."""
    if store.stages_of(published.version, choice.periode).empty:
        return words.DASH, "usulan terbuka: belum ada data"
    rows = of(published, choice)
    still = rows[rows["tahap"].isin(OPEN)]
    long = still.loc[still["umur"] == LONG, "jumlah"].sum()
    said = f"usulan terbuka; {words.count(long)} lebih dari 90 hari di tahapnya"
    return words.count(still["jumlah"].sum()), said


def section(published: Published, choice: Choice) -> None:
    """Draw the pipeline, those out of it with the reasons, and how long proposals wait."""
    rows = of(published, choice)
    if rows.empty:
        st.info(NOTHING)
        return
    left, right = st.columns([11, 10], gap="medium")
    with left:
        stages(rows)
        st.caption(f"Keadaan {_as_of(published, choice)}. {Badge.HITUNGAN_PASTI.label}.")
    with right:
        found, chosen = waiting(published, choice)
    table(published, choice, rows)
    about = {"name": "lama usulan", "definition": LAMA_PROSES.definition}
    waits.tables(published, choice, found, chosen, **about)
    left, right = st.columns(2, gap="medium")
    with left:
        out(rows, RETURNED, "Dikembalikan kepada desa")
    with right:
        out(rows, REFUSED, "Ditolak")
    explain.method(LAMA_PROSES)


def _as_of(published: Published, choice: Choice) -> str:
    return words.day(published.months.loc[choice.periode, "tanggal_acuan"])


def stages(rows: pd.DataFrame) -> None:
    """Draw a bar per stage from draf on, and below them what was decided in twelve months."""
    by = rows.pivot_table("jumlah", "tahap", "umur", "sum", fill_value=0)
    by = by.reindex(columns=list(AGES), fill_value=0)
    waiting_ = by.reindex([s for s in OPEN if s in by.index], fill_value=0)
    whole = max(1, waiting_.sum(axis=1).max() if len(waiting_) else 1)
    drawn = "".join(_bar(stage, waiting_.loc[stage], whole) for stage in waiting_.index)
    legend = "".join(
        f'<li><i class="umur-{age.rstrip("+")}"></i>{escape(said)}</li>'
        for age, said in AGES.items()
    )
    st.html(STYLE)
    st.markdown(f"**Di mana usulan terbuka sekarang ({words.count(waiting_.to_numpy().sum())})**")
    st.html(
        f'<table class="alur"><tbody>{drawn}</tbody></table>'
        f'<ul class="alur-legenda" aria-label="Lama di tahap itu">{legend}</ul>'
    )
    told = [f"**{words.count(by.loc[s].sum())}** {s}" for s in CLOSED if s in by.index]
    if told:
        st.markdown(f"Diputus dalam 12 bulan terakhir: {' · '.join(told)}.")


def _bar(stage: str, ages: pd.Series, whole: float) -> str:
    parts = "".join(
        f'<span class="umur-{age.rstrip("+")}" style="width:{100 * number / whole:.1f}%"></span>'
        for age, number in ages.items()
        if number
    )
    long = f" · {words.count(ages[LONG])} &gt; 90 hari" if ages[LONG] else ""
    return (
        f'<tr><th scope="row">{escape(stage)}</th><td><div class="batang">{parts}</div></td>'
        f'<td class="angka"><b>{words.count(ages.sum())}</b>{long}</td></tr>'
    )


def table(published: Published, choice: Choice, rows: pd.DataFrame) -> None:
    """Offer the same figures by stage, age and kind as a table, and as a download."""
    heads = ("Tahap", "Semua", *AGES.values(), *KINDS)
    lines = []
    for stage in (*OPEN, *CLOSED):
        mine = rows[rows["tahap"] == stage]
        counts = [mine.loc[mine["umur"] == age, "jumlah"].sum() for age in AGES]
        counts += [mine.loc[mine["jenis"] == kind, "jumlah"].sum() for kind in KINDS]
        lines.append((stage, *map(words.count, (mine["jumlah"].sum(), *counts))))
    with st.expander("Usulan menurut tahap sebagai tabel"):
        listing.table(heads, lines, numbers=heads[1:])
        st.caption(DEFINITION)
        downloads.plain(
            published,
            choice,
            "alur usulan",
            heads,
            lines,
            badge=Badge.HITUNGAN_PASTI,
            definition=DEFINITION,
        )


def out(rows: pd.DataFrame, stage: str, title: str) -> None:
    """Draw why proposals were refused or sent back in the last twelve months."""
    mine = rows[rows["tahap"] == stage]
    whole = mine["jumlah"].sum()
    if not whole:
        st.caption(f"{title}: tidak ada dalam 12 bulan terakhir.")
        return
    by_reason = mine.groupby("alasan")["jumlah"].sum().sort_values(ascending=False)
    causes.bars(
        f"{title} dalam 12 bulan: {words.count(whole)} {UNIT}",
        list(by_reason.items()),
        whole,
        UNIT,
        "Satu alasan per usulan, digolongkan; teks kantor tidak ditampilkan.",
    )


def waiting(published: Published, choice: Choice) -> tuple[dict[str, Waiting], str]:
    """Draw how long proposals wait for a decision; return that by kind, and the kind chosen."""
    rows = store.waiting_of(published.version)
    rows = rows[rows["kode_desa"].str.startswith(errors.area(published, choice))]
    st.markdown("**Berapa lama sampai diputus**")
    chosen = st.segmented_control(
        "Jenis usulan",
        ["Semua", *KINDS],
        default="Semua",
        key="jenis_tunggu",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )
    of_kind = {"Semua": rows} | {kind: rows[rows["jenis"] == kind] for kind in KINDS}
    found = {name: estimates.processing_time(part) for name, part in of_kind.items()}
    title = f"Usulan yang masih terbuka menurut hari sejak musdes, {chosen}"
    listing.text(waits.told(found[chosen], UNIT, "diputus"))
    waits.curve(found[chosen], title, large=choice.projector, key="lama_usulan")
    day = words.day(published.publication.data_date)
    st.caption(f"Keadaan {day}. {waits.METHOD}")
    return found, chosen
