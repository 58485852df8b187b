"""The frame every page stands in: the guard, the line of status, the projector view."""

from html import escape
from pathlib import Path

import streamlit as st

from pages.parts import filters, words
from pages.parts.filters import Choice
from pages.parts.published import Published

ROOT = Path(__file__).parents[2]
STYLE = ROOT / "static" / "halaman.css"
PROJECTOR_STYLE = ROOT / "static" / "proyektor.css"
ADMITTED, PAGE = "_lewat_dashboard", "_halaman"


def admit(page: str) -> None:
    """Note that this run came through dashboard.py; called there, before the page runs."""
    st.session_state[ADMITTED] = True
    if st.session_state.get(PAGE) != page:
        st.session_state[PAGE] = page
        filters.carry_over()


def guard() -> None:
    """Stop a page that runs without dashboard.py, and with it without sign-in and scope.

    Streamlit runs files of a folder called pages/ directly until st.navigation has run once in
    the process. asgi.py prevents it; this line holds where a page is started in another way.
    """
    if not st.session_state.pop(ADMITTED, False):
        st.error("Halaman ini dibuka tanpa beranda. Buka alamat utamanya.")
        st.stop()


def begin(published: Published, choice: Choice) -> None:
    """Draw what stands above every page: styles, and the line that says what this is about."""
    st.html(STYLE)
    publication = published.publication
    month = published.months.loc[choice.periode]
    parts = [
        filters.area_name(published, choice),
        words.month(choice.periode),
        f"data per {words.day(month['tanggal_acuan'])}",
        f"era {month['era']}",
        f"terbitan {publication.version}",
    ]
    sample = '<b class="contoh">DATA CONTOH</b>' if publication.is_sample else ""
    line = " · ".join(escape(part) for part in parts)
    st.html(f'<div class="status-baris">{sample}<span>{line}</span></div>')
    if choice.projector:
        st.html(PROJECTOR_STYLE)


def end(published: Published, choice: Choice) -> None:
    """Draw what stands below every page, and in projector view the way out."""
    publication = published.publication
    if choice.projector:
        with st.container(horizontal=True, horizontal_alignment="right"):
            st.button("Keluar dari layar proyektor", on_click=_leave_projector, key="keluar")
    rejected = ""
    if publication.n_rejected:
        rejected = f" · {words.count(publication.n_rejected)} baris ditolak pada periode terbaru"
    st.caption(
        f"Terbitan {publication.version}, dibuat {words.day(publication.published_at)}{rejected}"
    )


def _leave_projector() -> None:
    st.session_state["proyektor"] = False
