"""Kapasitas: who is there to do the work, where is nobody, and how much falls on each?"""

import streamlit as st

from pages.parts import capacity, frame, headline, staffing, strips

data, choice = frame.guard()
staff = staffing.in_force(data, choice)

frame.begin(data, choice)
if staff is None:
    capacity.missing(choice)
    frame.end(data, choice)
    st.stop()

found = capacity.chosen(data, choice, staff)
headline.sentence(*capacity.opening(data, choice, staff, found))
capacity.cards(choice, found)

left, right = st.columns([11, 10], gap="medium")
with left:
    capacity.desa_map(data, choice, staff, height=370)
with right:
    strips.updates(data, choice, staff)
capacity.by_desa(data, choice, staff)
capacity.by_kecamatan(data, choice, staff)
capacity.method()

frame.end(data, choice)
