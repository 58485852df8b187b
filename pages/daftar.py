"""Daftar perbaikan: which families stand behind a figure, and what is to be done about each?"""

import streamlit as st

from pages.parts import admission, frame, headline, search, worklist
from queries.scope import Right

data, choice = frame.guard()
scope = admission.need(Right.DAFTAR)

frame.begin(data, choice)
if worklist.area(choice) is None:
    headline.sentence("Pilih satu desa atau kecamatan.", worklist.WHAT_IT_HOLDS)
    search.box(data)
    worklist.about(data, scope)
    frame.end(data, choice)
    st.stop()

found = worklist.look(scope, choice)
headline.sentence(*worklist.opening(data, choice, found))
if isinstance(found, str) or not found.total:
    frame.end(data, choice)
    st.stop()

left, right = st.columns([3, 1], gap="medium")
with left:
    worklist.table(choice, found)
with right:
    worklist.ask(scope, choice, found)

frame.end(data, choice)
