"""What a campaign's visits found: layak, tidak layak and why, tidak ditemukan apart, and belum."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from pages.parts import causes, downloads, filters, listing, words
from pages.parts import published as store
from pages.parts.campaign import Progress
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries.indicators.verval import CAPAIAN_VERVAL, OUTCOMES

FIT, UNFIT, NOT_FOUND = OUTCOMES
LEFT = "belum diverval"


def outcomes(published: Published, choice: Choice, at: Progress) -> None:
    """Draw what became of the target families of the chosen area; nothing before the first."""
    if not at.done:
        return
    st.subheader(f"Hasil {words.count(at.done)} KK yang selesai")
    st.caption(f"{CAPAIAN_VERVAL.badge.label} per {words.day(at.until)}.")
    found = at.days.groupby("hasil")["jumlah"].sum().reindex(OUTCOMES, fill_value=0)
    why = _reasons(published, choice, at)
    left, right = st.columns(2, gap="medium")
    with left:
        causes.bars(
            f"Dari {words.count(at.target)} KK sasaran",
            [(FIT, found[FIT]), (UNFIT, found[UNFIT])],
            at.target,
            "KK",
        )
        causes.bars(
            "Terpisah: bukan layak, bukan pula tidak layak",
            [(NOT_FOUND, found[NOT_FOUND]), (LEFT, at.target - at.done)],
            at.target,
            "KK",
        )
    with right:
        _why(why.groupby("alasan")["jumlah"].sum(), found[UNFIT])
    _table(published, choice, at, why)


def _reasons(published: Published, choice: Choice, at: Progress) -> pd.DataFrame:
    """kode_desa, alasan, jumlah of the families of the chosen area found tidak layak by then."""
    rows = store.unfit_reasons_of(published.version, choice.subject["kegiatan"])
    mine = rows["kode_desa"].isin(at.desa.index[at.inside])
    return rows[mine & (rows["tanggal"] <= pd.Timestamp(at.until))]


def _why(by_reason: pd.Series, whole: int) -> None:
    if whole and not by_reason.empty:
        causes.bars(
            f"Alasan {words.count(whole)} KK tidak layak",
            list(by_reason.sort_values(ascending=False).items()),
            whole,
            "KK",
            "Satu alasan per KK, dari kunjungan terakhirnya. Meninggal, pindah, dan NIK ganda "
            "menyangkut kependudukan, bukan kemiskinan.",
        )


def _table(published: Published, choice: Choice, at: Progress, why: pd.DataFrame) -> None:
    """The chosen area and its parts, kecamatan or desa, with the same counts."""
    counts, campaign = _counts(at, why), choice.subject["kegiatan"]
    mine, area = counts[at.inside], filters.area_name(published, choice)
    parts = mine
    if not choice.kecamatan:
        parts = mine.groupby(published.desa["kode_kecamatan"].to_numpy()[at.inside]).sum()
    names = published.areas.set_index("kode")["nama"]
    rows = [(area, *_told(mine.sum()))]
    if len(parts) > 1:
        rows += [(names[kode], *_told(part)) for kode, part in parts.iterrows()]
    heads = ("Wilayah", *[name[:1].upper() + name[1:] for name in counts.columns])
    with st.expander("Angka yang sama sebagai tabel"):
        listing.table(heads, rows, numbers=heads[1:])
        downloads.plain(
            published,
            choice,
            f"hasil {campaign}",
            heads,
            rows,
            badge=CAPAIAN_VERVAL.badge,
            definition=f"{campaign}, {area}: KK sasaran menurut hasil kunjungan terakhir, dan "
            "alasan KK tidak layak.",
        )


def _counts(at: Progress, why: pd.DataFrame) -> pd.DataFrame:
    """A row a desa: targets, each result, those left, then each reason there is."""
    results = _spread(at.days, "hasil", at.desa.index)
    reasons = _spread(why, "alasan", at.desa.index)
    targets = at.desa["denominator"].astype(int)
    return pd.DataFrame(
        {
            "sasaran": targets,
            **{name: results.get(name, 0) for name in OUTCOMES},
            LEFT: targets - at.desa["numerator"].astype(int),
            **reasons,
        },
        index=at.desa.index,
    )


def _spread(rows: pd.DataFrame, column: str, desa: pd.Index) -> dict[str, pd.Series]:
    sums = rows.groupby([column, "kode_desa"])["jumlah"].sum()
    names = sums.groupby(column).sum().sort_values(ascending=False).index
    return {name: sums[name].reindex(desa, fill_value=0) for name in names}


def _told(counts: Iterable[int]) -> list[str]:
    return [words.count(number) for number in counts]
