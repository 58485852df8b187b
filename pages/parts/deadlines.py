"""How many days are left until proposals close, by the dated rules, as of today."""

from datetime import date

import streamlit as st

from pages.parts import listing, words
from pages.parts import published as store
from pages.parts.published import Published
from queries import cutoffs
from queries.cutoffs import Window

HEADS = ("Usulan", "Dibuka", "Ditutup", "Hari ini", "Dasar", "Sumber")
UNKNOWN = "Tidak ada aturan cut-off usulan yang berlaku pada tabel aturan register."


def windows(published: Published, today: date) -> tuple[list[Window], list[Window]]:
    """Return the windows of the month of a day and of the month after, in the newest era."""
    era = published.months["era"].iloc[-1]
    return cutoffs.about(store.cutoffs_of(published.version), era, today)


def figure(published: Published, today: date) -> tuple[str, str]:
    """Return the card: days until the next window closes, and which one that is."""
    this, after = windows(published, today)
    left = [window for window in (*this, *after) if window.closes >= today]
    if not left:
        return words.DASH, "hari sampai cut-off: aturannya belum ada"
    nearest = left[0]
    days, closes = cutoffs.days_left(nearest, today), words.without_year(nearest.closes)
    return f"{days} hari", f"sampai usulan {_whose(nearest)} ditutup {closes}"


def section(published: Published, today: date) -> None:
    """Say what is open and until when, with what the rule rests on."""
    this, after = windows(published, today)
    known = this or after
    if not known:
        st.caption(UNKNOWN)
        return
    told = [said(window, after, today) for window in known]
    st.markdown(" · ".join(told))
    with st.expander(f"Aturan cut-off usulan, per {words.day(today)}"):
        rows = [
            (
                _whose(window),
                words.day(window.opens),
                words.day(window.closes),
                said(window, after, today),
                window.dasar,
                window.sumber,
            )
            for window in known
        ]
        listing.table(HEADS, rows)


def said(window: Window, after: list[Window], today: date) -> str:
    """Return where a day lies to a window, and after its end when the next one is."""
    whose, opens, closes = _whose(window), *map(words.without_year, (window.opens, window.closes))
    if today < window.opens:
        return f"Usulan {whose} dibuka {opens}, {_in(window.opens, today)}, sampai {closes}"
    if today <= window.closes:
        return f"Usulan {whose} ditutup {closes}, {_in(window.closes, today)}"
    told = f"Usulan {whose} sudah ditutup {closes}"
    for later in after:
        if (later.program, later.peran) == (window.program, window.peran):
            ends = words.without_year(later.closes)
            return f"{told}; berikutnya {later.opens.day}–{ends}"
    return f"{told}; aturan bulan berikutnya belum ada"


def _in(day: date, today: date) -> str:
    left = (day - today).days
    return {0: "hari ini", 1: "besok"}.get(left, f"{left} hari lagi")


def _whose(window: Window) -> str:
    role = f" ({window.peran})" if window.peran else ""
    return f"{window.program or 'semua program'}{role}"
