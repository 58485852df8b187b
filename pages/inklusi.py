"""Kesalahan inklusi: who receives, or is registered, that should not; how sure is that?"""

import streamlit as st

from pages.parts import errors, figure, frame, headline
from pages.parts.errors import INCLUSION

data, choice = frame.guard()

frame.begin(data, choice)
top = st.container()
section = errors.section(INCLUSION)
with top:
    headline.sentence(*errors.opening(data, choice, section))
    errors.cards(data, choice, INCLUSION)
figure.draw(data, choice, section)

frame.end(data, choice)
