"""Definisi: what does each number mean?"""

import streamlit as st

from pages.parts import explain, frame, headline
from queries.describe import RULES
from queries.indicator import Badge
from queries.indicators import DEFINITIONS

data, choice = frame.guard()

frame.begin(data, choice)
headline.sentence(
    f"{len(DEFINITIONS)} angka, masing-masing dirumuskan sekali dan dihitung sama di mana pun.",
    "Angka di halaman, unduhan, dan SQL di bawah ini berasal dari rumusan yang sama.",
)
wanted = st.text_input("Cari indikator", key="cari", bind="query-params", icon=":material/search:")
with_sql = st.toggle("Tampilkan SQL", key="sql", bind="query-params")
found = explain.matching(wanted)
if not found:
    st.info(f"Tidak ada indikator yang memuat “{wanted}”. Coba satu kata, misalnya NIK.")
explain.index(found)
for definition in found:
    explain.catalogue_entry(data, choice, definition, with_sql=with_sql)

st.header("Aturan bersama", divider="gray")
st.markdown("\n".join(f"- {rule}" for rule in RULES))
st.header("Sifat angka", divider="gray")
for badge in Badge:
    st.markdown(f"**{badge.label}**: {badge.meaning}")

frame.end(data, choice)
