"""Graduasi apart: who got better, who should never have been in, who is dead or gone."""

import pandas as pd
import streamlit as st

from pages.parts import causes, downloads, errors, listing, pipeline, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries.indicator import Badge
from queries.pipeline import CLOSED, OPEN
from queries.populations.spelling import BY_MEANS, OTHER, UNTOLD

BETTER = "membaik: mampu, dan pernah layak (graduasi)"
NEVER = "mampu, belum pernah layak: mungkin sejak awal"
RULED_OUT = "karena aturan lain: pekerjaan, menolak, dan sejenisnya"
UNKNOWN = "belum diketahui"  # no reason, or one that no group holds
GROUPS = (BETTER, NEVER, RULED_OUT, UNKNOWN)
HEADS = ("Alasan", "Pernah layak sebelumnya", "Belum pernah layak", "Semua")
DEFINITION = (
    "Keluarga aktif yang hasil verval terakhirnya dalam 12 bulan tidak layak, menurut alasan dan "
    "menurut ada tidaknya hasil layak sebelumnya; meninggal, pindah, dan NIK ganda terpisah."
)
LIMITS = (
    "Yang tidak dapat diketahui dari register: apakah keluarga yang belum pernah diverval "
    "sebelumnya dulu memang miskin; apa sebab sebuah usulan hapus diajukan (berkasnya hanya memuat "
    "alasan bila ditolak); dan apakah yang keluar lewat program lain, misalnya PENA."
)


def section(published: Published, choice: Choice) -> None:
    """Draw results tidak layak by what they say of the past, then civil status, then removals."""
    area = errors.area(published, choice)
    rows = store.reasons_of(published.version, choice.periode)
    rows = rows[(rows["program"] == "") & rows["kode_desa"].str.startswith(area)]
    left, right = st.columns(2, gap="medium")
    with left:
        _results(rows)
        _table(published, choice, rows)
    with right:
        _civil(published, choice, area)
        _removals(published, choice)
    st.caption(LIMITS)


def _results(rows: pd.DataFrame) -> None:
    whole = int(rows["jumlah"].sum())
    if not whole:
        st.info("Belum ada hasil verval tidak layak dalam 12 bulan untuk wilayah dan bulan ini.")
        return
    groups = pd.Series(_groups(rows), index=rows.index)
    counts = rows["jumlah"].groupby(groups).sum().reindex(GROUPS, fill_value=0)
    causes.bars(
        f"Dinyatakan tidak layak dalam 12 bulan: {words.count(whole)} KK",
        list(counts.items()),
        whole,
        "KK",
        f"{Badge.HITUNGAN_PASTI.label} atas yang diverval, belum ditimbang: bukan taksiran untuk "
        "semua keluarga. Graduasi ialah kabar baik, bukan salah sasaran.",
    )


def _groups(rows: pd.DataFrame) -> list[str]:
    return [
        _group(reason, before=bool(before))
        for reason, before in zip(rows["alasan"], rows["pernah_layak"], strict=True)
    ]


def _group(reason: str, *, before: bool) -> str:
    if reason in BY_MEANS:
        return BETTER if before else NEVER
    return UNKNOWN if reason in (OTHER, UNTOLD) else RULED_OUT


def _table(published: Published, choice: Choice, rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    before = rows["pernah_layak"].astype(bool)
    by_reason = pd.DataFrame(
        {
            "once": rows["jumlah"].where(before, 0).groupby(rows["alasan"]).sum(),
            "never": rows["jumlah"].where(~before, 0).groupby(rows["alasan"]).sum(),
        }
    )
    by_reason["all"] = by_reason.sum(axis=1)
    lines = [
        (row.Index, *map(words.count, (row.once, row.never, row.all)))
        for row in by_reason.sort_values("all", ascending=False).itertuples()
    ]
    with st.expander("Angka yang sama sebagai tabel"):
        listing.table(HEADS, lines, numbers=HEADS[1:])
        downloads.plain(
            published,
            choice,
            "graduasi",
            HEADS,
            lines,
            badge=Badge.HITUNGAN_PASTI,
            definition=DEFINITION,
        )


def _civil(published: Published, choice: Choice, area: str) -> None:
    strata = store.strata_of(published.version, choice.periode)
    number = int(strata.loc[strata["kode_desa"].str.startswith(area), "kependudukan"].sum())
    st.markdown(
        f"**Terpisah, karena kependudukan: {words.count(number)} KK** ditemukan meninggal, pindah, "
        "atau NIK ganda. Itu bukan graduasi dan bukan soal miskin atau tidak."
    )


def _removals(published: Published, choice: Choice) -> None:
    rows = pipeline.of(published, choice)
    rows = rows[rows["jenis"] == "hapus"]
    by_stage = rows.groupby("tahap")["jumlah"].sum()
    still = by_stage[by_stage.index.isin(OPEN)].sum()
    parts = [("masih terbuka", still), *[(stage, by_stage.get(stage, 0)) for stage in CLOSED]]
    whole = rows["jumlah"].sum()
    if not whole:
        st.caption("Tidak ada usulan hapus yang terbuka atau diputus dalam 12 bulan.")
        return
    causes.bars(
        f"Usulan hapus, terbuka atau diputus dalam 12 bulan: {words.count(whole)}",
        parts,
        whole,
        "usulan",
        f"Dihitung per usulan, bukan KK. {Badge.HITUNGAN_PASTI.label}.",
    )
