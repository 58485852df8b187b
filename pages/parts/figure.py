"""One figure of the error pages, whole: where, against whom, made of what, since when."""

import streamlit as st

from pages.parts import causes, course, explain, standing, weighting
from pages.parts.errors import Section
from pages.parts.filters import Choice
from pages.parts.published import Published


def draw(published: Published, choice: Choice, section: Section) -> None:
    """Draw the chosen section below its sentence and the cards."""
    if section.is_count or section.is_estimate:
        left, right = st.columns([11, 10], gap="medium")
        with left:
            standing.desa_map(published, choice, section, height=320)
        with right:
            standing.panel(published, choice, section)
        if standing.is_comparable(published, choice, section):
            left, right = st.columns([11, 10], gap="medium")
            with left:
                standing.funnel(published, choice, section)
            with right:
                causes.of(published, choice, section)
        else:
            causes.of(published, choice, section)
        standing.table(published, choice, section)
        if section.is_estimate:
            weighting.by_kecamatan(published, choice, section)
        course.trend(published, choice, section)
    else:
        causes.outside(published, choice, section.definition)
    explain.method(section.definition)
