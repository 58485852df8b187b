"""Entry point: who is looking, the pages that opens, and nothing else."""

import streamlit as st

from pages.parts import (
    admission,
    campaign,
    coverage,
    errors,
    filters,
    frame,
    public_face,
    worklist,
)
from queries.scope import Right

# By the right they need; None: open to everybody, signed in or not. What only the office needs now
# and then is not in the menu but under "Kelola" (admission.account).
PAGES = {
    Right.ANGKA: [
        st.Page("pages/ringkasan.py", title="Ringkasan", icon=":material/space_dashboard:"),
        st.Page("pages/kelengkapan.py", title="Kelengkapan", icon=":material/fact_check:"),
        st.Page("pages/cakupan.py", title="Cakupan program", icon=":material/volunteer_activism:"),
        st.Page("pages/inklusi.py", title="Kesalahan inklusi", icon=":material/person_remove:"),
        st.Page("pages/eksklusi.py", title="Kesalahan eksklusi", icon=":material/person_search:"),
        st.Page("pages/verval.py", title="Progres verval", icon=":material/how_to_reg:"),
        st.Page("pages/musdes.py", title="Musdes dan usulan", icon=":material/forum:"),
        st.Page("pages/kapasitas.py", title="Kapasitas", icon=":material/groups:"),
        st.Page("pages/profil.py", title="Profil desa", icon=":material/location_home:"),
        st.Page("pages/definisi.py", title="Definisi", icon=":material/menu_book:"),
    ],
    Right.DAFTAR: [
        st.Page("pages/daftar.py", title="Daftar perbaikan", icon=":material/checklist:")
    ],
    Right.IMPOR: [st.Page("pages/impor.py", title="Impor", icon=":material/upload_file:")],
    Right.KELOLA: [st.Page("pages/hak.py", title="Hak akses", visibility="hidden")],
    Right.JEJAK: [st.Page("pages/jejak.py", title="Jejak audit", visibility="hidden")],
    admission.VISITOR: [st.Page("pages/masuk.py", title="Masuk", icon=":material/login:")],
    None: [
        st.Page(
            "pages/publik.py",
            title="Keterbukaan data",
            icon=":material/public:",
            visibility=public_face.visibility(),
        )
    ],
}
# What a page lets people choose besides place and time.
SUBJECTS = {
    "Ringkasan": filters.indicator,
    "Kelengkapan": filters.indicator,
    "Cakupan program": coverage.choose,
    "Kesalahan inklusi": errors.choose,
    "Kesalahan eksklusi": errors.choose,
    "Progres verval": campaign.choose,
    "Profil desa": filters.indicator,
    "Daftar perbaikan": worklist.choose,
}
# These open before anything has been published.
WITHOUT_FIGURES = {"Impor", "Hak akses", "Jejak audit", "Masuk", "Keterbukaan data"}

st.set_page_config(
    page_title="Pantau DTKS", page_icon="static/ikon.png", layout="wide", initial_sidebar_state=250
)
at = admission.entry(touch=True)
page = st.navigation(admission.open_pages(PAGES, at), expanded=True)
frame.admit(at, SUBJECTS.get(page.title), figures=page.title not in WITHOUT_FIGURES)
page.run()
