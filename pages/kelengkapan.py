"""Kelengkapan: is the data fresh and complete, where is it not, and since when?"""

import streamlit as st

from pages.parts import (
    comparison,
    downloads,
    explain,
    frame,
    headline,
    makeup,
    monthly,
    picture,
    published,
)

data, choice = frame.guard()
cube = published.cube_of(data.version, choice.subject.code)

frame.begin(data, choice)
headline.sentence(*comparison.opening(data, choice, cube))

left, right = st.columns([11, 10], gap="medium")
with left:
    picture.desa_map(data, choice, cube, height=440)
with right:
    comparison.table(data, choice, cube, height=470)
    downloads.table(data, choice, cube, published.inside(data, choice.kecamatan, choice.desa))

left, right = st.columns(2, gap="medium")
with left:
    st.subheader("Susunannya")
    makeup.bars(data, choice, cube)
with right:
    st.subheader("Bulan demi bulan")
    monthly.trend(data, choice, cube)
monthly.month_map(data, choice, cube)
explain.method(choice.subject)
explain.revisions(data, choice)

frame.end(data, choice)
