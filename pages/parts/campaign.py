"""One verval campaign: done against its frozen target, day by day, desa by desa."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from geo import classes
from methods.plan import planned_share
from pages.parts import charts, filters, picture, tables, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import evidence
from queries.indicators.verval import CAPAIAN_VERVAL, OUTCOMES
from queries.measure import SUMS, value

PLAN_NOTE = "Rencana: merata pada hari kerja Senin sampai Jumat; hari libur belum dikurangkan."


@dataclass(frozen=True, eq=False)
class Progress:
    """A campaign as of a day. `desa`: indexed by kode, the three sums and `before` (a month ago).

    `days`: kode_desa, tanggal, hasil, jumlah up to that day, of the chosen area. `plan_pct`:
    planned by that day. `target`: families of the chosen area.
    """

    campaign: pd.Series
    until: date
    plan_pct: float
    desa: pd.DataFrame
    inside: np.ndarray
    days: pd.DataFrame

    @property
    def target(self) -> int:
        return int(self.desa["denominator"][self.inside].sum())

    @property
    def done(self) -> int:
        return int(self.desa["numerator"][self.inside].sum())


def choose(published: Published) -> pd.Series | None:
    """Draw the choice of campaign, the latest first; None when there is none."""
    campaigns = store.campaigns_of(published.version).campaigns
    if campaigns.empty:
        return None
    names = campaigns["kegiatan"].tolist()[::-1]
    name = st.selectbox("Kegiatan", names, key="kegiatan", bind="query-params")
    return campaigns[campaigns["kegiatan"] == name].iloc[0]


def progress(published: Published, choice: Choice, campaign: pd.Series) -> Progress:
    """Return the campaign as of the chosen month's date, for the chosen area."""
    data = store.campaigns_of(published.version)
    until = _day(published.months.loc[choice.periode, "tanggal_acuan"])
    days = data.days[data.days["kegiatan"] == campaign["kegiatan"]]
    days = days[days["tanggal"] <= pd.Timestamp(until)]
    targets = data.targets[data.targets["kegiatan"] == campaign["kegiatan"]]
    inside = store.inside(published, choice.kecamatan, choice.desa)
    kode = published.desa["kode"]
    sums = pd.DataFrame(
        {
            "numerator": _per_desa(days, "jumlah", kode),
            "denominator": _per_desa(targets, "sasaran", kode),
            "unknown": 0,
        },
        index=kode,
    )
    month_ago = days[days["tanggal"] < pd.Timestamp(until.replace(day=1))]
    earlier = value(_per_desa(month_ago, "jumlah", kode), sums["denominator"])
    share = planned_share(campaign["mulai"], campaign["batas"], [until])[0]
    return Progress(
        campaign,
        until,
        float(100 * share),
        sums.assign(before=earlier, before_done=_per_desa(month_ago, "jumlah", kode)),
        inside,
        days[days["kode_desa"].isin(kode[inside])],
    )


def _per_desa(rows: pd.DataFrame, column: str, kode: pd.Series) -> np.ndarray:
    return rows.groupby("kode_desa")[column].sum().reindex(kode, fill_value=0).to_numpy()


def _day(value) -> date:
    return pd.Timestamp(value).date()


def opening(published: Published, choice: Choice, at: Progress) -> tuple[str, str]:
    """Return how far the campaign is against its plan, and its dates."""
    where = filters.area_name(published, choice)
    first, last = words.day(_day(at.campaign["mulai"])), words.day(_day(at.campaign["batas"]))
    detail = f"{at.campaign['kegiatan']}, {first} sampai {last}. {PLAN_NOTE}"
    if at.until < _day(at.campaign["mulai"]):
        return f"Kegiatan ini baru dimulai {first}.", detail
    if not at.target:
        return f"Tidak ada sasaran di {where}.", detail
    text = (
        f"{words.count(at.done)} dari {words.count(at.target)} KK selesai di {where} "
        f"({words.percent(at.done, at.target)}); rencana {words.day(at.until)} "
        f"{words.level(at.plan_pct)}"
    )
    return f"{text}{_behind(at)}.", detail


def _behind(at: Progress) -> str:
    rows = at.desa[at.inside]
    states = evidence.states(CAPAIAN_VERVAL, rows, at.plan_pct)
    behind = int((states == evidence.ACT).sum())
    idle = int(((states == evidence.ACT) & (rows["numerator"] == 0)).sum())
    if len(rows) == 1 or not behind:
        return ""
    begun = f", {idle} di antaranya belum mulai" if idle else ""
    return f"; {behind} desa jelas tertinggal lebih dari 10 poin{begun}"


def chart(at: Progress, choice: Choice) -> None:
    """Draw the burn-up of the chosen area."""
    if not at.target:
        return
    last = min(at.until, _day(at.campaign["batas"]))
    if last < _day(at.campaign["mulai"]):
        return
    span = pd.date_range(at.campaign["mulai"], last, freq="D")
    by_day = at.days.groupby("tanggal")["jumlah"].sum()
    done = by_day.cumsum().reindex(span, method="ffill").fillna(0)
    charts.burn_up(at.campaign, done, at.target, at.until, choice.projector)


def desa_map(published: Published, choice: Choice, at: Progress) -> None:
    """Draw how far each desa is."""
    sums, title = at.desa[SUMS], at.campaign["kegiatan"]
    picture.share_map(published, choice, CAPAIAN_VERVAL, sums, _shares(at, sums), title=title)


def _shares(at: Progress, sums: pd.DataFrame) -> np.ndarray:
    """Per mille done, not due before the first day, not applicable where nothing is asked for."""
    shares = picture.permille(CAPAIAN_VERVAL, *(sums[name] for name in SUMS))
    if at.until < _day(at.campaign["mulai"]):
        shares = np.full_like(shares, classes.NOT_DUE)
    return np.where(sums["denominator"] == 0, classes.NOT_APPLICABLE, shares)


def table(published: Published, choice: Choice, at: Progress) -> None:
    """Draw kecamatan, or the desa of the chosen one, the furthest behind first."""
    of_desa = choice.kecamatan is not None
    rows = _desa_rows(published, choice, at) if of_desa else _kecamatan_rows(published, at)
    pick = filters.pick_desa if of_desa else filters.pick_kecamatan
    tables.bars(
        CAPAIAN_VERVAL,
        rows,
        head="Desa/kelurahan" if of_desa else "Kecamatan",
        caption=f"Garis pada batang: rencana {words.level(at.plan_pct)}",
        plan_pct=at.plan_pct,
        chosen=choice.desa if of_desa else None,
        height=None if choice.projector else 500,
        key="verval_desa" if of_desa else "verval_kecamatan",
        on_pick=pick(published),
        shares=_shares(at, rows),
    )


def _desa_rows(published: Published, choice: Choice, at: Progress) -> pd.DataFrame:
    inside = store.inside(published, choice.kecamatan, None)
    return at.desa[inside].assign(nama=published.desa["nama"].to_numpy()[inside], sub="")


def _kecamatan_rows(published: Published, at: Progress) -> pd.DataFrame:
    codes = published.desa["kode_kecamatan"].to_numpy()
    rows = at.desa.groupby(codes)[[*SUMS, "before_done"]].sum()
    names = published.desa.drop_duplicates("kode_kecamatan").set_index("kode_kecamatan")
    before = value(rows["before_done"], rows["denominator"])
    return rows.assign(
        before=before,
        nama=names["kecamatan"].reindex(rows.index),
        sub=published.regency_of(rows.index),
    )


def found(at: Progress) -> str:
    """Return what the visits found; not found is neither eligible nor ineligible."""
    by_result = at.days.groupby("hasil")["jumlah"].sum()
    parts = [
        f"**{name}** {words.count(by_result.get(name, 0))} KK "
        f"({words.percent(by_result.get(name, 0), at.done)})"
        for name in OUTCOMES
    ]
    left = words.count(at.target - at.done)
    return f"Hasil {words.count(at.done)} KK: {' · '.join(parts)} · belum {left} KK."
