"""Which kecamatan and desa of a campaign need attention: how late, how many more a day."""

import numpy as np
import pandas as pd
import streamlit as st

from methods import forecast
from pages.parts import campaign, downloads, filters, outlook, tables, words
from pages.parts import published as store
from pages.parts.campaign import Progress
from pages.parts.filters import Choice
from pages.parts.published import Published
from pages.parts.tables import ORDER, Column
from queries import evidence
from queries.estimates import KECAMATAN
from queries.indicator import Badge
from queries.indicators.verval import CAPAIAN_VERVAL
from queries.measure import SUMS
from queries.summary import Version

DESA = 13  # letters of its code
MOST_LATE = 10  # desa listed; the rest are in the download
LATE = 1  # the second of the columns that are added: sorted by it
# What stands above any number of days late, and below any before the deadline.
NOT_BEGUN, OVER, NEVER, UNKNOWN, FINISHED = 1e6, 1e5, 1e4, 0.5, -1e6
DEFINITION = (
    "Sasaran, selesai, sisa, dan laju 20 hari kerja terakhir: HITUNGAN PASTI. Peluang, hari "
    "terlambat (tengah), dan tanggal: TAKSIRAN bila laju itu berlanjut. Tambahan: laju yang "
    "dibutuhkan dikurangi laju sekarang"
)
HEADS = ("Kode", "Kecamatan", "Desa/kelurahan", "Sasaran (KK)", "Selesai (KK)", "Selesai (%)")
HEADS += ("Rencana (%)", "Sisa (KK)", "Laju (KK/hari kerja)", "Dibutuhkan (KK/hari kerja)")
HEADS += ("Tambahan (KK/hari kerja)", "Peluang (taksiran)", "Terlambat (hari kerja, taksiran)")
HEADS += ("Perkiraan selesai, tengah (taksiran)",)


def table(published: Published, choice: Choice, at: Progress) -> None:
    """Draw kecamatan, or the desa of the chosen one, those that need attention first."""
    of_desa = choice.around is not None
    letters, pick = (DESA, filters.pick_desa) if of_desa else (KECAMATAN, filters.pick_kecamatan)
    rows = _chosen(published, choice, at, letters)
    tables.bars(
        CAPAIAN_VERVAL,
        rows.assign(sub="") if of_desa else rows,
        head="Desa/kelurahan" if of_desa else "Kecamatan",
        caption=f"Garis pada batang: rencana {words.level(at.plan_pct)}. Tambahan: KK per hari "
        "kerja agar masih tepat waktu. Peluang dan terlambat ialah TAKSIRAN",
        plan_pct=at.plan_pct,
        chosen=choice.desa if of_desa else None,
        height=None if choice.projector else 500,
        key="verval_desa" if of_desa else "verval_kecamatan",
        on_pick=pick(published),
        shares=campaign.shares(at, rows),
        more=(_chances(rows), _lateness(rows), _extra(rows, on_phones=False)),
        by=LATE,
    )
    downloads.plain(
        published,
        choice,
        "verval per desa",
        HEADS,
        lambda: _told(published, at, _chosen(published, choice, at, DESA)),
        badge=Badge.TAKSIRAN,
        definition=DEFINITION,
        label="Unduh tabel per desa (CSV)",
    )


def late_desa(published: Published, choice: Choice, at: Progress) -> None:
    """List the desa that will rather be late than not, or after the deadline those that are not
    done: those with the most families left first. Nothing for a desa by itself."""
    if choice.desa or at.until < at.begin:
        return
    rows = _chosen(published, choice, at, DESA)
    over = at.until >= at.deadline
    late = rows[(rows["days_late"] > 0) | (rows["state"] == forecast.PAST)]
    late = late.sort_values("remaining", ascending=False, kind="stable")
    _say_how_many(rows, late, over)
    if late.empty:
        return
    shown = late.head(MOST_LATE)
    left = shown["remaining"].astype(float)
    families = Column("Sisa KK", left.tolist(), left.map(words.count).tolist())
    columns = (families,) if over else (families, _lateness(shown), _extra(shown))
    badge = Badge.HITUNGAN_PASTI if over else Badge.TAKSIRAN
    tables.counts(
        shown.assign(sub="") if choice.kecamatan else shown,
        {column.head: column.cells() for column in columns},
        head="Desa/kelurahan",
        caption=f"Paling banyak {MOST_LATE}, menurut sisa KK. {badge.label}",
        chosen=choice.desa,
        height=None,
        key="verval_terlambat",
        on_pick=filters.pick_desa(published),
    )


def _say_how_many(rows: pd.DataFrame, late: pd.DataFrame, over: bool) -> None:
    if over:
        st.markdown(f"**Desa yang belum selesai: {words.count(len(late))}**")
        return
    asked = words.count((rows["state"] == forecast.FORECAST).sum())
    few = words.count((rows["state"] == forecast.TOO_LITTLE).sum())
    st.markdown(f"**Desa yang akan terlambat: {words.count(len(late))}**")
    st.caption(f"Dari {asked} desa yang dapat ditaksir; {few} desa lagi belum cukup data.")


def _chosen(published: Published, choice: Choice, at: Progress, letters: int) -> pd.DataFrame:
    """The rows of `_areas`: every kecamatan, or every desa of the chosen one's kecamatan."""
    rows = _areas(published.version, at.name, choice.periode, letters)
    if letters == KECAMATAN or not choice.around:
        return rows
    return rows[store.inside(published, choice.around, None)]


@st.cache_resource(max_entries=24, show_spinner="Menaksir per wilayah …")
def _areas(version: Version, kegiatan: str, month: str, letters: int) -> pd.DataFrame:
    """Return a row per desa, or per kecamatan, by kode.

    nama, sub, the three sums; `pace.each`; `days_late`, workdays from the deadline to the middle
    of the forecast (negative: before it), `attention`, which grows with it, `extra` families a
    workday that it takes, `middle`, the date; and what is said: chance, sign (its place in ORDER),
    late. NaN and no state where there is nothing to forecast.
    """
    at = campaign.of_all(version, kegiatan, month)
    course = store.course_of(version, kegiatan, month)
    rows = _named(store.published(version), at, letters)
    rows = rows.join(store.forecasts_of(version, kegiatan, month, letters))
    if at.until < at.begin:
        rows["state"] = None
    rows["days_late"] = rows["days_to_finish_median"] - course.left
    rows["attention"] = _attention(rows)
    known = rows["state"].isin([forecast.FORECAST, forecast.TOO_LITTLE])
    lacking = (rows["needed_pace"] - rows["current_pace"]).clip(lower=0)
    rows["extra"] = np.ceil(lacking).where(known)
    rows["middle"] = [course.day(d) if d == d else None for d in rows["days_to_finish_median"]]
    behind = evidence.states(CAPAIAN_VERVAL, rows, at.plan_pct) == evidence.ACT
    told = [_chance(row, late) for row, late in zip(rows.itertuples(), behind, strict=True)]
    return rows.assign(
        chance=[said for _, said in told],
        sign=[ORDER.index(state) for state, _ in told],
        late=[_late(row) for row in rows.itertuples()],
    )


def _named(published: Published, at: Progress, letters: int) -> pd.DataFrame:
    if letters == DESA:
        places = published.desa
        names = {"nama": places["nama"].to_numpy(), "sub": places["kecamatan"].to_numpy()}
        return at.desa[SUMS].assign(**names)
    rows = at.desa.groupby(published.desa["kode_kecamatan"].to_numpy())[SUMS].sum()
    names = published.desa.drop_duplicates("kode_kecamatan").set_index("kode_kecamatan")
    return rows.assign(
        nama=names["kecamatan"].reindex(rows.index), sub=published.regency_of(rows.index)
    )


def _attention(rows: pd.DataFrame) -> np.ndarray:
    state = rows["state"]
    idle = (rows["numerator"] == 0) & (state == forecast.TOO_LITTLE)
    kinds = {
        NOT_BEGUN: idle,
        FINISHED: state == forecast.DONE,
        OVER: state == forecast.PAST,
        UNKNOWN: state == forecast.TOO_LITTLE,
        NEVER: np.isinf(rows["days_late"]),
    }
    return np.select(list(kinds.values()), list(kinds), rows["days_late"])


def _chance(row, behind: bool) -> tuple[str, str]:
    """State and words of a chance, or why there is none. Red where all models say so, or where
    what has not begun is behind its plan for certain."""
    if pd.isna(row.state):
        return evidence.NONE, "belum berlaku"
    if row.attention == NOT_BEGUN:
        return evidence.ACT if behind else evidence.FEW, "belum mulai"
    if row.state == forecast.FORECAST:
        chances = {model: getattr(row, model) for model in forecast.MODELS}
        return outlook.state_of(chances), outlook.BANDS[row.band]
    state = {forecast.DONE: evidence.FINE, forecast.PAST: evidence.ACT}
    return state.get(row.state, evidence.FEW), row.state


def _late(row) -> str:
    if row.attention == NEVER:
        return "> setahun"
    if pd.isna(row.days_late):
        return words.DASH
    return f"{words.count(row.days_late)} hari" if row.days_late > 0 else "tidak"


def _chances(rows: pd.DataFrame) -> Column:
    signs = rows["sign"].tolist()
    told = zip(signs, rows["chance"], strict=True)
    texts = [f"{words.STATES[ORDER[sign]][0]} {said}" for sign, said in told]
    return Column("Peluang", _keys(-rows["probability"]), texts, signs)


def _lateness(rows: pd.DataFrame) -> Column:
    return Column("Terlambat", _keys(rows["attention"]), rows["late"].tolist())


def _extra(rows: pd.DataFrame, *, on_phones: bool = True) -> Column:
    texts = [words.DASH if not each > 0 else f"+{words.count(each)}" for each in rows["extra"]]
    return Column("Tambahan", _keys(rows["extra"]), texts, on_phones=on_phones)


def _keys(values: pd.Series) -> list[float | None]:
    return [None if each != each else each for each in values.astype(float).tolist()]


def _told(published: Published, at: Progress, rows: pd.DataFrame) -> list[tuple]:
    """The desa as a table to take away, a row each under HEADS."""
    places = published.desa.set_index("kode").loc[rows.index]
    return [
        (
            row.Index,
            place.kecamatan,
            place.nama,
            *(row.denominator, row.numerator),
            words.percent(row.numerator, row.denominator).removesuffix(" %"),
            words.level(at.plan_pct).removesuffix(" %"),
            row.denominator - row.numerator,
            *(outlook.figure(each) for each in (row.current_pace, row.needed_pace)),
            "" if pd.isna(row.extra) else int(row.extra),
            row.chance,
            row.late,
            words.day(row.middle) if row.middle else "",
        )
        for row, place in zip(rows.itertuples(), places.itertuples(), strict=True)
    ]
