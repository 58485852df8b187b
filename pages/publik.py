"""Keterbukaan data: what may everybody know of the register, and where is it to be had?"""

import streamlit as st

from pages.parts import frame, open_files, public_face

frame.guard()
face = public_face.opened()
view = public_face.choose(face)

public_face.opening(face, view)
left, right = st.columns([11, 10], gap="medium")
with left:
    public_face.peta(face, view, height=340)
with right:
    public_face.table(face, view, height=400)
public_face.picked(face, view)
open_files.links(face, view)

left, right = st.columns(2, gap="medium")
with left:
    open_files.meaning(view)
with right:
    open_files.what_is_hidden(face, view)
public_face.by_kecamatan(face, view)
public_face.by_month(face, view)
open_files.method(view)
open_files.publisher(face)
