"""Kesalahan inklusi: who receives, or is registered, that should not; how sure is that?"""

import streamlit as st

from pages.parts import causes, course, errors, explain, frame, headline, standing
from pages.parts.errors import INCLUSION

data, choice = frame.guard()

frame.begin(data, choice)
top = st.container()
section = errors.section(INCLUSION)
with top:
    headline.sentence(*errors.opening(data, choice, section))
    errors.cards(data, choice, INCLUSION)

if section.is_count or section.is_estimate:
    left, right = st.columns([11, 10], gap="medium")
    with left:
        standing.desa_map(data, choice, section, height=320)
    with right:
        standing.panel(data, choice, section)
    left, right = st.columns([11, 10], gap="medium")
    with left:
        standing.funnel(data, choice, section)
    with right:
        causes.of(data, choice, section)
    standing.table(data, choice, section)
    course.trend(data, choice, section)
else:
    causes.outside(data, choice, section.definition)
explain.method(section.definition)

frame.end(data, choice)
