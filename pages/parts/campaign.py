"""One verval campaign: done against its frozen target, day by day, desa by desa."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import streamlit as st

from geo import classes
from methods.plan import planned_share
from pages.parts import filters, picture, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import evidence
from queries.indicators.verval import CAPAIAN_VERVAL, OUTCOMES
from queries.measure import SUMS
from queries.summary import Version


@dataclass(frozen=True, eq=False)
class Progress:
    """A campaign as of a day. `desa`: indexed by kode, the three sums, and whether it is behind
    its plan by more than 10 points for certain.

    `days`: kode_desa, tanggal, hasil, jumlah up to that day, of the chosen area. `plan_pct`:
    planned by that day. `target`: families of the chosen area.
    """

    name: str
    begin: date
    deadline: date
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

    @property
    def sums(self) -> pd.DataFrame:
        """The three sums of the chosen area, as one row."""
        return self.desa.loc[self.inside, SUMS].sum().to_frame().T


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
    whole = of_all(published.version, campaign["kegiatan"], choice.periode)
    inside = store.inside(published, choice.kecamatan, choice.desa)
    if inside.all():
        return whole
    mine = whole.days["kode_desa"].isin(published.desa["kode"][inside])
    return replace(whole, inside=inside, days=whole.days[mine])


@st.cache_resource(max_entries=12, show_spinner=False)
def of_all(version: Version, kegiatan: str, month: str) -> Progress:
    """Return the campaign as of the date of a month, for all desa of the version."""
    published, data = store.published(version), store.campaigns_of(version)
    until = pd.Timestamp(published.months.loc[month, "tanggal_acuan"]).date()
    days = data.days[data.days["kegiatan"] == kegiatan]
    days = days[days["tanggal"] <= pd.Timestamp(until)].astype({"kode_desa": object})
    targets = data.targets[data.targets["kegiatan"] == kegiatan]
    begin, deadline = data.dates(kegiatan)
    plan = float(100 * planned_share(begin, deadline, [until], data.off)[0])
    kode = published.desa["kode"]
    done, target = _per_desa(days, "jumlah", kode), _per_desa(targets, "sasaran", kode)
    sums = {"numerator": done, "denominator": target, "unknown": 0}
    desa = pd.DataFrame(sums, index=kode)
    behind = evidence.states(CAPAIAN_VERVAL, desa, plan) == evidence.ACT
    every = np.ones(len(kode), dtype=bool)
    desa = desa.assign(behind=behind)
    return Progress(kegiatan, begin, deadline, until, plan, desa, every, days)


def _per_desa(rows: pd.DataFrame, column: str, kode: pd.Series) -> np.ndarray:
    return rows.groupby("kode_desa")[column].sum().reindex(kode, fill_value=0).to_numpy()


def opening(published: Published, choice: Choice, at: Progress) -> tuple[str, str]:
    """Return how far the campaign is against its plan, and its dates with the days off ahead."""
    first, last = words.day(at.begin), words.day(at.deadline)
    detail = f"{at.name}, {first} sampai {last}. {_days_off(published, at)}{_behind(at)}"
    return _counts(filters.area_name(published, choice), at), detail.strip()


def _counts(where: str, at: Progress) -> str:
    target, left = words.count(at.target), words.count(at.target - at.done)
    if at.until < at.begin:
        return f"Kegiatan ini baru dimulai {words.day(at.begin)}."
    if not at.target:
        return f"Tidak ada sasaran di {where}."
    if at.done >= at.target:
        day = at.days["tanggal"].max()
        side = "sebelum" if day.date() <= at.deadline else "sesudah"
        return f"Semua {target} KK di {where} selesai {words.day(day)}, {side} batas waktu."
    share = words.aside(words.percent(at.done, at.target))
    done = f"{words.count(at.done)} dari {target} KK selesai di {where}{share}"
    if at.until >= at.deadline:
        return f"Batas waktu {words.day(at.deadline)} sudah lewat: {done}, {left} KK belum."
    if not at.done:
        done = f"Belum ada yang selesai dari {target} KK di {where}"
    return f"{done}; rencana {words.day(at.until)} {words.level(at.plan_pct)}."


def _behind(at: Progress) -> str:
    rows = at.desa[at.inside]
    behind = int(rows["behind"].sum())
    idle = int((rows["behind"] & (rows["numerator"] == 0)).sum())
    if len(rows) == 1 or not behind or at.until < at.begin:
        return ""
    begun = f", {idle} di antaranya belum mulai" if idle else ""
    return f"{behind} desa jelas tertinggal lebih dari 10 poin dari rencana{begun}."


def _days_off(published: Published, at: Progress) -> str:
    """How many workdays are off until the deadline, and the next of them."""
    rows = store.campaigns_of(published.version).days_off
    if at.until >= at.deadline:
        return ""
    if rows.empty:
        return "Hari libur belum dihitung pada terbitan ini. "
    first = max(at.until + timedelta(1), at.begin)
    ahead = rows[off_workdays(rows, first, at.deadline)]
    if ahead.empty:
        return "Tidak ada hari libur sampai batas waktu. "
    number, day = ahead["tanggal"].nunique(), words.day(ahead["tanggal"].iloc[0])
    return f"{number} hari libur sampai batas waktu, berikutnya {day} ({ahead['hari'].iloc[0]}). "


def off_workdays(rows: pd.DataFrame, first: date, last: date) -> pd.Series:
    """Return which days off take a Monday to Friday from `first` to `last` away."""
    inside = rows["tanggal"].between(pd.Timestamp(first), pd.Timestamp(last))
    return inside & (rows["tanggal"].dt.day_of_week < 5)


def desa_map(published: Published, choice: Choice, at: Progress) -> None:
    """Draw how far each desa is."""
    sums = at.desa[SUMS]
    picture.share_map(published, choice, CAPAIAN_VERVAL, sums, shares(at, sums), title=at.name)


def shares(at: Progress, sums: pd.DataFrame) -> np.ndarray:
    """Per mille done, not due before the first day, not applicable where nothing is asked for."""
    found = picture.permille(CAPAIAN_VERVAL, *(sums[name] for name in SUMS))
    if at.until < at.begin:
        found = np.full_like(found, classes.NOT_DUE)
    return np.where(sums["denominator"] == 0, classes.NOT_APPLICABLE, found)


def found(at: Progress) -> str:
    """Return what the visits found; not found is neither eligible nor ineligible."""
    by_result = at.days.groupby("hasil")["jumlah"].sum()
    told = []
    for name in OUTCOMES:
        number = by_result.get(name, 0)
        share = words.aside(words.percent(number, at.done))
        told.append(f"{name} {words.count(number)} KK{share}")
    left = words.count(at.target - at.done)
    return f"Hasil {words.count(at.done)} KK: {' · '.join(told)} · belum {left} KK."
