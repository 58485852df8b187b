"""Ringkasan: what is so today, in five seconds, and which desa to talk about?"""

import streamlit as st

from pages.parts import comparison, discussion, frame, headline, picture, published
from queries.indicators import HEADLINE

data, choice = frame.guard()

frame.begin(data, choice)
headline.sentence(*discussion.opening(data, choice))
headline.cards(data, choice, HEADLINE)

left, right = st.columns([3, 2], gap="medium")
with left:
    st.markdown(f"**{choice.subject.nama}**")
    cube = published.cube_of(data.version, choice.subject.code)
    picture.desa_map(data, choice, cube, height=320 if choice.projector else 360)
    comparison.of_map(data, choice, cube)
with right:
    discussion.list_desa(data, choice)

frame.end(data, choice)
