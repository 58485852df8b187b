"""Impor: what is new in the register, what was refused and why, and is it on the pages yet?"""

import streamlit as st

from pages.parts import borders, frame, handing, headline, importing, loads, outcome

data, _ = frame.guard()

frame.begin_bare(data, is_sample=importing.is_sample(data))
desk = importing.open_desk(data)
if desk is None:
    st.stop()

headline.sentence(*importing.opening(desk))
importing.what_was_said()
outcome.result(desk)
borders.checked()
handing.files(desk)
handing.checked(desk)
loads.publish(desk)
loads.waiting(desk)
loads.table(desk)
borders.section()
