"""The frame every page stands in: the guard, the line of status, the projector view."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from pages.parts import admission, filters, headline, listing, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import summary
from queries.indicators import CATALOGUE
from queries.rights import Entry
from queries.scope import Right

ROOT = Path(__file__).parents[2]
STYLE = ROOT / "static" / "halaman.css"
PROJECTOR_STYLE = ROOT / "static" / "proyektor.css"
ADMITTED = "_lewat_dashboard"
NOTHING_YET = (
    "Angka muncul di sini setelah berkas SIKS-NG diimpor dan diterbitkan. Tanyakan kepada petugas "
    "data di Dinas Sosial, yang mengimpor berkas setiap bulan."
)
MOST_TOLD = 50  # rows of a list at the foot of a page


def admit(
    at: Entry, subject: Callable[[Published], Any] | None = None, *, figures: bool = True
) -> None:
    """Open the version in force and draw the filters; called in dashboard.py, before the page.

    `at`: who is looking; below the filters stands the way out.

    A page without `figures` has no filters and opens even where nothing has been published.

    Drawn there, filters belong to the application rather than to a page: Streamlit 1.67 then
    keeps them, and what the address says of them, from page to page and on the way back.
    """
    projector = admission.account(at, projector=figures)
    if not figures:
        st.session_state[ADMITTED] = store.latest(at.scope.role), None
        return
    if not store.is_anything():
        _nothing_yet(at)
    data = store.open_version(at.scope.role)
    st.session_state[ADMITTED] = filters.choose(data, subject, projector=projector)


def _nothing_yet(at: Entry) -> None:
    """Say that nothing has been published, and whom to ask; how, to those who may do it."""
    st.html(STYLE)
    headline.sentence("Belum ada angka untuk ditampilkan.", NOTHING_YET)
    if at.scope.may(Right.IMPOR):
        st.info(summary.NOTHING, icon=":material/hourglass_empty:")
    store.import_link()
    st.button("Coba lagi", icon=":material/refresh:")
    st.stop()


def guard() -> tuple[Published, Choice]:
    """Return what this run is about: one version for all of it, and what is chosen.

    Stops a page that runs without dashboard.py, and with it without sign-in and scope. Streamlit
    runs files of a folder called pages/ directly until st.navigation has run once in the
    process. asgi.py prevents it; this holds where a page is started in another way.
    """
    admitted = st.session_state.pop(ADMITTED, None)
    if admitted is None:
        st.error("Halaman ini dibuka tanpa beranda. Buka alamat utamanya.")
        st.stop()
    return admitted


def begin(published: Published, choice: Choice, *, link: bool = True) -> None:
    """Draw what stands above every page: styles, and the line that says what this is about.

    Once a desa is chosen, a `link` to its profile stands in that line.
    """
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
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="status"):
        st.html(f'<div class="status-baris">{sample}<span>{line}</span>{_remark(published)}</div>')
        if link and choice.desa:
            name = words.plain(published.desa.set_index("kode").loc[choice.desa, "nama"])
            st.page_link(
                "pages/profil.py", label=f"Profil {name}", icon=":material/person_pin_circle:"
            )
    if choice.projector:
        st.html(PROJECTOR_STYLE)


def begin_bare(published: Published | None, *, is_sample: bool) -> None:
    """Draw what stands above a page without figures; is_sample is said of what it works on."""
    st.html(STYLE)
    name = f"{published.kabupaten} · " if published else ""
    version = f"terbitan {published.publication.version}" if published else "belum ada terbitan"
    sample = '<b class="contoh">DATA CONTOH</b>' if is_sample else ""
    remark = _remark(published) if published else ""
    line = f"<span>{escape(name + version)}</span>{remark}"
    st.html(f'<div class="status-baris">{sample}{line}</div>')


def _remark(published: Published) -> str:
    """Why figures that cannot be right were published all the same; on every page."""
    if published.problems.empty:
        return ""
    reasons = "; ".join(dict.fromkeys(published.problems["alasan"]))
    told = f"▲ {len(published.problems)} angka janggal, terbit dengan alasan: {reasons}"
    return f'<em class="janggal" title="{escape(told)}">{escape(told)}</em>'


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
        f"{_brought(published, choice)}{_revised(published, choice)}"
    )
    if not published.problems.empty:
        with st.expander(f"Angka janggal pada terbitan ini ({len(published.problems)})"):
            rows = published.problems[["aturan", "keterangan", "alasan"]].to_numpy()
            listing.table(("Aturan", "Angka", "Alasan menerbitkan"), rows[:MOST_TOLD].tolist())


def _revised(published: Published, choice: Choice) -> str:
    """Say how many figures of the month an earlier version gave otherwise."""
    _, by_month = store.revisions_of(published.version)
    number = by_month.get(choice.periode, 0)
    return (
        f" · {words.count(number)} angka bulan ini direvisi sejak pertama terbit" if number else ""
    )


def _brought(published: Published, choice: Choice) -> str:
    """Say how many desa of the month have sums the office brought, and of what."""
    rows = published.aggregates
    rows = rows[rows["periode"] == choice.periode]
    if rows.empty:
        return ""
    found = set(rows["indikator"])
    names = ", ".join(indicator.short for indicator in CATALOGUE if indicator.code in found)
    n_desa = words.count(rows["kode_desa"].nunique())
    return f" · {n_desa} desa dari berkas agregat ({names})"


def _leave_projector() -> None:
    st.session_state["proyektor"] = False
