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
    of_desa = choice.kecamatan is not None
    rows = _desa(published, choice, at) if of_desa else _kecamatan(published, choice, at)
    pick = filters.pick_desa if of_desa else filters.pick_kecamatan
    tables.bars(
        CAPAIAN_VERVAL,
        rows,
        head="Desa/kelurahan" if of_desa else "Kecamatan",
        caption=f"Garis pada batang: rencana {words.level(at.plan_pct)}. Tambahan: KK per hari "
        "kerja agar masih tepat waktu. Peluang dan terlambat ialah TAKSIRAN",
        plan_pct=at.plan_pct,
        chosen=choice.desa if of_desa else None,
        height=None if choice.projector else 500,
        key="verval_desa" if of_desa else "verval_kecamatan",
        on_pick=pick(published),
        shares=campaign.shares(at, rows),
        more=(_chances(at, rows), _lateness(rows), _extra(rows, on_phones=False)),
        by=LATE,
    )
    _download(published, choice, at)


def late_desa(published: Published, choice: Choice, at: Progress) -> None:
    """List the desa that will rather be late than not, or after the deadline those that are not
    done: those with the most families left first. Nothing for a desa by itself."""
    if choice.desa or at.until < at.begin:
        return
    rows = _desa(published, choice, at)
    over = at.until >= at.deadline
    late = rows[(rows["days_late"] > 0) | (rows["state"] == forecast.PAST)]
    late = late.sort_values("remaining", ascending=False, kind="stable")
    _say_how_many(rows, late, over)
    if late.empty:
        return
    shown = late.head(MOST_LATE)
    left = shown["remaining"]
    families = Column("Sisa KK", left.tolist(), left.map(words.count).tolist())
    badge = Badge.HITUNGAN_PASTI if over else Badge.TAKSIRAN
    tables.names(
        shown,
        (families,) if over else (families, _lateness(shown), _extra(shown)),
        head="Desa/kelurahan",
        caption=f"Paling banyak {MOST_LATE}, menurut sisa KK. {badge.label}",
        chosen=choice.desa,
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


def _desa(published: Published, choice: Choice, at: Progress) -> pd.DataFrame:
    """The desa of the chosen kecamatan, or all: nama, sub, the three sums, and `_joined`."""
    inside = store.inside(published, choice.kecamatan, None)
    places = published.desa[inside]
    within = "" if choice.kecamatan else places["kecamatan"].to_numpy()
    rows = at.desa[inside].assign(nama=places["nama"].to_numpy(), sub=within)
    return _joined(published, choice, at, rows, DESA)


def _kecamatan(published: Published, choice: Choice, at: Progress) -> pd.DataFrame:
    rows = at.desa.groupby(published.desa["kode_kecamatan"].to_numpy())[SUMS].sum()
    names = published.desa.drop_duplicates("kode_kecamatan").set_index("kode_kecamatan")
    rows = rows.assign(
        nama=names["kecamatan"].reindex(rows.index), sub=published.regency_of(rows.index)
    )
    return _joined(published, choice, at, rows, KECAMATAN)


def _joined(
    published: Published, choice: Choice, at: Progress, rows: pd.DataFrame, letters: int
) -> pd.DataFrame:
    """Add `pace.each`; `days_late`, workdays from the deadline to the middle of the forecast,
    `attention`, which grows with it, and `extra` families a workday that it takes. NaN and no
    state where there is nothing to forecast."""
    found = store.forecasts_of(published.version, at.name, choice.periode, letters)
    rows = rows.join(found)
    if at.until < at.begin:
        rows["state"] = None
    course = store.course_of(published.version, at.name, choice.periode)
    late = rows["days_to_finish_median"] - course.left
    idle = (rows["numerator"] == 0) & rows["state"].isin([forecast.TOO_LITTLE])
    attention = np.select(
        [idle, *(rows["state"] == state for state in (forecast.DONE, forecast.PAST))]
        + [rows["state"] == forecast.TOO_LITTLE, np.isinf(late)],
        [NOT_BEGUN, FINISHED, OVER, UNKNOWN, NEVER],
        late,
    )
    extra = np.ceil((rows["needed_pace"] - rows["current_pace"]).clip(lower=0))
    known = rows["state"].isin([forecast.FORECAST, forecast.TOO_LITTLE])
    middle = [course.day(days) if days == days else None for days in rows["days_to_finish_median"]]
    return rows.assign(days_late=late, attention=attention, extra=extra.where(known), middle=middle)


def _chances(at: Progress, rows: pd.DataFrame) -> Column:
    """Chance in words; of those without a forecast why. Red where all models say so, or where a
    desa that has not begun is behind its plan for certain."""
    behind = evidence.states(CAPAIAN_VERVAL, rows, at.plan_pct) == evidence.ACT
    told = [_chance(row, late) for row, late in zip(rows.itertuples(), behind, strict=True)]
    states = [state for state, _ in told]
    texts = [f"{words.STATES[state][0]} {said}" for state, said in told]
    keys = [None if pd.isna(row.probability) else -row.probability for row in rows.itertuples()]
    return Column("Peluang", keys, texts, [ORDER.index(state) for state in states])


def _chance(row, behind: bool) -> tuple[str, str]:
    if row.state is None or pd.isna(row.state):
        return evidence.NONE, "belum berlaku"
    if row.attention == NOT_BEGUN:
        return evidence.ACT if behind else evidence.FEW, "belum mulai"
    if row.state == forecast.FORECAST:
        chances = {model: getattr(row, model) for model in forecast.MODELS}
        return outlook.state_of(chances), outlook.BANDS[row.band]
    state = {forecast.DONE: evidence.FINE, forecast.PAST: evidence.ACT}
    return state.get(row.state, evidence.FEW), row.state


def _lateness(rows: pd.DataFrame) -> Column:
    return Column("Terlambat", _keys(rows["attention"]), [_late(row) for row in rows.itertuples()])


def _late(row) -> str:
    if row.attention == NEVER:
        return "> setahun"
    if pd.isna(row.days_late):
        return words.DASH
    return f"{words.count(row.days_late)} hari" if row.days_late > 0 else "tidak"


def _extra(rows: pd.DataFrame, *, on_phones: bool = True) -> Column:
    texts = [words.DASH if not each > 0 else f"+{words.count(each)}" for each in rows["extra"]]
    return Column("Tambahan", _keys(rows["extra"]), texts, on_phones=on_phones)


def _keys(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _download(published: Published, choice: Choice, at: Progress) -> None:
    """Offer all desa of the chosen kecamatan, or of all, with everything that is known of each."""
    downloads.plain(
        published,
        choice,
        "verval per desa",
        HEADS,
        lambda: _told(published, choice, at),
        badge=Badge.TAKSIRAN,
        definition=DEFINITION,
        label="Unduh tabel per desa (CSV)",
    )


def _told(published: Published, choice: Choice, at: Progress) -> list[tuple]:
    rows = _desa(published, choice, at)
    places = published.desa.set_index("kode").loc[rows.index]
    chances = _chances(at, rows).texts
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
            chance.partition(" ")[2],
            _late(row),
            words.day(row.middle) if row.middle else "",
        )
        for row, place, chance in zip(rows.itertuples(), places.itertuples(), chances, strict=True)
    ]
