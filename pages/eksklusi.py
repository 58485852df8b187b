"""Kesalahan eksklusi: who should receive and does not, as far as a register can know it?"""

import streamlit as st

from pages.parts import causes, course, errors, explain, frame, headline, standing
from pages.parts.errors import EXCLUSION, NEVER_KNOWN

data, choice = frame.guard()

frame.begin(data, choice)
top = st.container()
section = errors.section(EXCLUSION)
with top:
    told, detail = errors.opening(data, choice, section)
    headline.sentence(told, f"{NEVER_KNOWN} {detail}")
    errors.cards(data, choice, EXCLUSION)

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
