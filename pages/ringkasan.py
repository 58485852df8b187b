"""Ringkasan: what is so today, in five seconds, and which desa to talk about?"""

import streamlit as st

from pages.parts import discussion, filters, frame, headline, picture, published
from queries.indicators import HEADLINE

frame.guard()
data = published.open_version()
choice = filters.choose(data, filters.indicator)

frame.begin(data, choice)
headline.sentence(*discussion.opening(data, choice))
headline.cards(data, choice, HEADLINE)

left, right = st.columns([3, 2], gap="medium")
with left:
    st.markdown(f"**{choice.subject.nama}**")
    cube = published.cube_of(data.version, choice.subject.code)
    picture.desa_map(data, choice, cube, height=290 if choice.projector else 380)
with right:
    discussion.list_desa(data, choice)

frame.end(data, choice)
