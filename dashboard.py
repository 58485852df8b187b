"""Entry point: page setup and the list of pages, and nothing else."""

import streamlit as st

from pages.parts import frame

PAGES = [
    st.Page("pages/ringkasan.py", title="Ringkasan", icon=":material/space_dashboard:"),
    st.Page("pages/kelengkapan.py", title="Kelengkapan", icon=":material/fact_check:"),
    st.Page("pages/verval.py", title="Progres verval", icon=":material/how_to_reg:"),
    st.Page("pages/definisi.py", title="Definisi", icon=":material/menu_book:"),
]

st.set_page_config(
    page_title="Pantau DTKS", page_icon="static/ikon.png", layout="wide", initial_sidebar_state=250
)
page = st.navigation(PAGES)
frame.admit(page.url_path)
page.run()
