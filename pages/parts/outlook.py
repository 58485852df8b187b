"""Will a campaign be done in time: in the sentence, on the cards, and with officers more."""

from bisect import bisect_left
from html import escape

import numpy as np
import streamlit as st

from methods import forecast
from methods.forecast import Forecast
from pages.parts import admission, campaign, explain, filters, headline, listing, words
from pages.parts import published as store
from pages.parts.campaign import Progress
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import evidence
from queries.indicator import Badge
from queries.indicators.computed import PERKIRAAN_SELESAI
from queries.indicators.verval import CAPAIAN_VERVAL
from queries.pace import Course
from queries.readings import pace_number
from queries.scope import Right
from queries.summary import Version

MOST_OFFICERS = 20  # more than that in one desa is another campaign
SURELY = 0.9  # a chance that a colour may rest on (indicators.md 3)
TOO_LITTLE = (
    f"belum cukup data untuk perkiraan: kurang dari {forecast.ACTIVE_DAYS} hari ada hasil dalam "
    f"{forecast.WINDOW} hari kerja terakhir"
)
BANDS = {
    forecast.LIKELY: "kemungkinan besar tepat waktu",
    forecast.POSSIBLE: "mungkin tepat waktu",
    forecast.AT_RISK: "berisiko terlambat",
    forecast.LATE: "hampir pasti terlambat",
}


def opening(published: Published, choice: Choice, at: Progress) -> tuple[str, str]:
    """Return the sentence of the page: what is done, and whether the rest will be in time."""
    counted, detail = campaign.opening(published, choice, at)
    found = _forecast(published, choice, at)
    if found is None or found.state not in (forecast.FORECAST, forecast.TOO_LITTLE):
        return counted, detail
    if found.state == forecast.TOO_LITTLE:
        return f"{counted.removesuffix('.')}; {TOO_LITTLE}.", detail
    more = " tanpa tambahan petugas" if found.band == forecast.LATE else ""
    return f"{counted.removesuffix('.')}: {BANDS[found.band]}{more} (taksiran).", detail


def area(choice: Choice) -> str:
    """Return what the codes of the chosen area begin with."""
    return choice.desa or choice.kecamatan or ""


def _forecast(published: Published, choice: Choice, at: Progress) -> Forecast | None:
    if not at.target or at.until < at.begin:
        return None
    return store.forecast_of(published.version, at.name, choice.periode, area(choice))


def cards(published: Published, choice: Choice, at: Progress) -> None:
    """Draw done, pace, range of the finish and chance of the chosen area, each with its badge."""
    found = _forecast(published, choice, at)
    if found is None:
        return
    course = store.course_of(published.version, at.name, choice.periode)
    drawn = (
        _done(at),
        _pace(at, course, found, area(choice)),
        _finish(at, course, found),
        _chance(at, found),
    )
    st.html(f'<div class="kartu-baris">{"".join(drawn)}</div>')


def _card(
    title: str, value: str, badge: Badge, lines: list[str], state: str = "", bar: str = ""
) -> str:
    """Words in place of a number are set smaller."""
    mark, said = words.STATES.get(state, ("", ""))
    judged = f'<p class="keadaan">{mark} {escape(said)}</p>' if mark else ""
    size = "" if len(value) < 9 else " kata"
    text = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return (
        f'<section class="kartu {state}"><h3>{escape(title)}</h3>'
        f'<div class="nilai{size}">{escape(value)}</div>{bar}'
        f'<p class="sifat">{badge.label}</p>{judged}{text}</section>'
    )


def _done(at: Progress) -> str:
    sums = at.sums
    state = evidence.states(CAPAIAN_VERVAL, sums, at.plan_pct)[0]
    counts = f"{words.count(at.done)} dari {words.count(at.target)} KK"
    lines = [counts, f"rencana {words.level(at.plan_pct)}"]
    value = headline.share(CAPAIAN_VERVAL, sums.iloc[0])
    bar = headline.bar(CAPAIAN_VERVAL, sums.iloc[0])
    return _card("Selesai", value, Badge.HITUNGAN_PASTI, lines, state, bar)


def _pace(at: Progress, course: Course, found: Forecast, area: str) -> str:
    days = min(course.daily.shape[1], forecast.WINDOW)
    value = f"{_families(found.current_pace)}/hari"
    needed = f"dibutuhkan {_families(found.needed_pace)}/hari" if course.left else ""
    left = f"sisa {words.count(max(0, at.target - at.done))} KK"
    left = f"{left} · {course.left} hari kerja" if course.left else left
    done = int((course.remaining[course.remaining.index.str.startswith(area)] <= 0).sum())
    without = f"tanpa {words.count(done)} desa yang selesai" if done and at.done < at.target else ""
    title = f"Laju {days} hari kerja terakhir"
    return _card(title, value, Badge.HITUNGAN_PASTI, [needed, left, without])


def _families(pace: float) -> str:
    return f"{figure(pace)} KK" if figure(pace) else words.DASH


def figure(pace: float) -> str:
    """Return families a workday; empty where that is not known or no day is left."""
    return pace_number(pace) if np.isfinite(pace) else ""


def _finish(at: Progress, course: Course, found: Forecast) -> str:
    title = "Perkiraan selesai"
    if found.state == forecast.DONE:
        day = words.short_day(at.days["tanggal"].max()) if at.done else words.DASH
        return _card("Selesai pada", day, Badge.HITUNGAN_PASTI, [])
    if found.state != forecast.FORECAST:
        return _card(title, words.DASH, Badge.TAKSIRAN, [_why_not(found)])
    middle = course.day(found.days_to_finish_median)
    lines = [
        f"rentang 80 % · tengah {words.short_day(middle) if middle else words.NEVER}",
        late_words(found.days_to_finish_median - course.left),
    ]
    return _card(title, finish_range(course, found), Badge.TAKSIRAN, lines)


def finish_range(course: Course, found: Forecast) -> str:
    """Return between which dates a forecast puts the finish, four times in five."""
    ends = (found.days_to_finish_lower, found.days_to_finish_upper)
    return words.day_range(*map(course.day, ends))


def late_words(days: float) -> str:
    """Workdays between deadline and finish in words: negative is before."""
    if not np.isfinite(days):
        return f"terlambat {words.NEVER}"
    if days == 0:
        return "tepat pada hari terakhir"
    side = "sesudah" if days > 0 else "sebelum"
    return f"{words.count(abs(days))} hari kerja {side} batas waktu"


def _why_not(found: Forecast) -> str:
    return "batas waktu sudah lewat" if found.state == forecast.PAST else TOO_LITTLE


def _chance(at: Progress, found: Forecast) -> str:
    title = "Peluang tepat waktu"
    if found.state == forecast.DONE:
        in_time = not at.done or at.days["tanggal"].max().date() <= at.deadline
        value = "tepat waktu" if in_time else "terlambat"
        return _card("Terhadap batas waktu", value, Badge.HITUNGAN_PASTI, [])
    if found.state != forecast.FORECAST:
        return _card(title, words.DASH, Badge.TAKSIRAN, [_why_not(found)])
    alone = at.inside.sum() == 1
    lines = ["terendah dari tiga model", "bila laju itu berlanjut"]
    if not alone:
        lines = ["sampai desa terakhir selesai", "bila laju tiap desa berlanjut"]
    return _card(title, BANDS[found.band], Badge.TAKSIRAN, lines, state_of(found.by_model))


def state_of(chances: dict[str, float]) -> str:
    """Return the state of chances to be in time, by model: ACT only if all of them say late."""
    if max(chances.values()) < 1 - SURELY:
        return evidence.ACT
    return evidence.WATCH if min(chances.values()) < 0.5 else evidence.FINE


def officers(published: Published, choice: Choice, at: Progress) -> None:
    """Draw what more officers would change in the chosen area; nothing where no pace is known."""
    found = _forecast(published, choice, at)
    if found is None or found.state != forecast.FORECAST:
        return
    where = filters.area_name(published, choice)
    _officers(published.version, at.name, choice.periode, area(choice), where)


@st.fragment
def _officers(version: Version, kegiatan: str, month: str, area: str, where: str) -> None:
    """A fragment, so that the slider moves nothing but this; it runs without dashboard.py."""
    admission.need(Right.ANGKA)
    work = store.at_work(version, kegiatan, month, area)
    st.markdown("**Bila petugas ditambah**")
    if np.isnan(work.times(1)):
        st.caption("Nama petugas tidak ada pada daftar hasil: pengaruhnya tidak dapat ditaksir.")
        return
    more = st.slider("Petugas tambahan", 0, MOST_OFFICERS, 1, key="tambahan", bind="query-params")
    course = store.course_of(version, kegiatan, month)
    then = store.forecast_of(version, kegiatan, month, area, more)
    told = (
        f"{words.count(more)} petugas tambahan: {BANDS[then.band]}",
        f"selesai {finish_range(course, then)} (rentang 80 %), "
        f"{late_words(then.days_to_finish_median - course.left)}",
        f"laju {_families(work.pace)} menjadi {_families(then.current_pace)} per hari kerja · "
        f"{Badge.TAKSIRAN.label}",
    )
    listing.text(*told, kind="judul")
    listing.text(_fewest(version, kegiatan, month, area))
    st.caption(
        "Anggapan: petugas tambahan bekerja setiap hari kerja di desa yang belum selesai, dibagi "
        "menurut laju tiap desa sekarang (desa yang macet tetap macet: pilih desanya untuk melihat "
        "pengaruhnya di sana), dan "
        f"menyelesaikan {pace_number(work.done / work.days)} KK sehari, rata-rata di "
        f"{words.plain(where)} ({words.count(work.done)} KK dalam "
        f"{words.count(work.days)} hari petugas, {forecast.WINDOW} hari kerja terakhir), dengan "
        "hari baik dan buruk yang sama."
    )


def _fewest(version: Version, kegiatan: str, month: str, area: str) -> str:
    """How many officers more it takes at least, found by halving."""

    def is_likely(more: int) -> bool:
        return store.forecast_of(version, kegiatan, month, area, more).band == forecast.LIKELY

    fewest = bisect_left(range(MOST_OFFICERS + 1), True, key=is_likely)
    if not fewest:
        return "Tanpa tambahan pun kemungkinan besar tepat waktu."
    if fewest > MOST_OFFICERS:
        return f"Dengan {MOST_OFFICERS} pun belum kemungkinan besar tepat waktu."
    return f"Sedikitnya {fewest} agar kemungkinan besar tepat waktu."


def method(published: Published, at: Progress) -> None:
    """Offer how the forecast is made, and the days off that it and the plan leave out."""
    explain.method(PERKIRAAN_SELESAI)
    rows = store.campaigns_of(published.version).days_off
    if rows.empty:
        return
    rows = rows[campaign.off_workdays(rows, at.begin, at.deadline)]
    with st.expander(f"Hari libur selama kegiatan ({rows['tanggal'].nunique()} hari kerja)"):
        told = [(words.day(row.tanggal), row.hari, row.jenis) for row in rows.itertuples()]
        listing.table(("Tanggal", "Hari", "Jenis"), told)
        st.caption(
            "Libur nasional dan cuti bersama menurut SKB 3 Menteri (pustaka holidays); libur "
            "daerah dimuat dengan python -m register fakta libur.csv."
        )
