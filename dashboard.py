"""Entry point: page setup and the list of pages, and nothing else."""

import streamlit as st

from pages.parts import campaign, coverage, errors, filters, frame

PAGES = [
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
    st.Page("pages/impor.py", title="Impor", icon=":material/upload_file:"),
]
# What a page lets people choose besides place and time.
SUBJECTS = {
    "Ringkasan": filters.indicator,
    "Kelengkapan": filters.indicator,
    "Cakupan program": coverage.choose,
    "Kesalahan inklusi": errors.choose,
    "Kesalahan eksklusi": errors.choose,
    "Progres verval": campaign.choose,
    "Profil desa": filters.indicator,
}
WITHOUT_FIGURES = {"Impor"}  # opens before anything has been published

st.set_page_config(
    page_title="Pantau DTKS", page_icon="static/ikon.png", layout="wide", initial_sidebar_state=250
)
page = st.navigation(PAGES)
frame.admit(SUBJECTS.get(page.title), figures=page.title not in WITHOUT_FIGURES)
page.run()
