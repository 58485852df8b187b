"""Kesalahan eksklusi: who should receive and does not, as far as a register can know it?"""

import streamlit as st

from pages.parts import errors, figure, frame, headline
from pages.parts.errors import EXCLUSION, NEVER_KNOWN

data, choice = frame.guard()

frame.begin(data, choice)
top = st.container()
section = errors.section(EXCLUSION)
with top:
    told, detail = errors.opening(data, choice, section)
    headline.sentence(told, f"{NEVER_KNOWN} {detail}")
    errors.cards(data, choice, EXCLUSION)
figure.draw(data, choice, section)

frame.end(data, choice)
