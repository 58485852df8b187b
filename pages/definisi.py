"""Definisi: what does each number mean?"""

import streamlit as st

from pages.parts import explain, frame, headline
from queries.indicator import Badge
from queries.indicators import CATALOGUE

data, choice = frame.guard()

frame.begin(data, choice)
headline.sentence(
    f"{len(CATALOGUE)} indikator, masing-masing dirumuskan sekali dan dihitung sama di mana pun.",
    "Angka di halaman, unduhan, dan SQL di bawah ini berasal dari rumusan yang sama.",
)
wanted = st.text_input("Cari indikator", key="cari", bind="query-params", icon=":material/search:")
found = [i for i in CATALOGUE if wanted.lower() in f"{i.nama} {i.definition} {i.number}".lower()]
if not found:
    st.info(f"Tidak ada indikator yang memuat “{wanted}”. Coba satu kata, misalnya NIK.")
for indicator in found:
    explain.catalogue_entry(indicator)

st.header("Sifat angka", divider="gray")
for badge in Badge:
    st.markdown(f"**{badge.label}**: {badge.meaning}")

frame.end(data, choice)
