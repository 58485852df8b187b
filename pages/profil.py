"""Profil desa: how does this one desa stand, what goes on there, and which are like it?"""

import streamlit as st

from pages.parts import (
    burn_up,
    decided,
    downloads,
    explain,
    filters,
    frame,
    headline,
    listing,
    monthly,
    nearby,
    picture,
    profile,
    published,
    search,
    sheet,
    village,
    worklist,
)
from queries.indicator import Badge

data, choice = frame.guard()
cube = published.cube_of(data.version, choice.subject.code)

frame.begin(data, choice, link=False)
if choice.desa is None:
    headline.sentence("Pilih satu desa: cari namanya, atau klik pada peta.", profile.WHAT_IT_HOLDS)
    search.box(data)
    st.markdown(f"**{choice.subject.nama}**")
    picture.desa_map(data, choice, cube, height=420)
    frame.end(data, choice)
    st.stop()

found = profile.standings(data, choice)
headline.sentence(*profile.opening(filters.area_name(data, choice), found, choice.periode))
with st.container(horizontal=True, vertical_alignment="bottom", key="atas-profil"):
    listing.figures(village.figures(data, choice, found))
    sheet.offer(data, choice, found)
    with st.popover("Cari desa lain", icon=":material/search:"):
        search.box(data)
for badge in (Badge.HITUNGAN_PASTI, Badge.KESESUAIAN):
    profile.spine(data, choice, found, badge)
village.show_shares(data, choice)
st.caption(f"{profile.NOTE} {profile.OUTSIDE}")
profile.positions(data, found)
downloads.profile(data, choice, found)
worklist.links(choice)

progress, told = village.visits(data, choice)
left, right = st.columns(2, gap="medium")
with left:
    village.show_musdes(data, choice)
    village.show(village.moves(data, choice))
    village.show(village.proposals(data, choice))
    village.show(village.officers(data, choice))
with right:
    village.show(told)
    if progress:
        burn_up.chart(data, choice, progress)
    decided.draw(data, choice)

st.subheader(f"{choice.subject.nama}, bulan demi bulan")
left, right = st.columns([11, 10], gap="medium")
with left:
    monthly.trend(data, choice, cube)
with right:
    picture.desa_map(data, choice, cube, height=320)
nearby.compare(data, choice, cube)
explain.method(choice.subject)

frame.end(data, choice)
