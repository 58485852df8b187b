"""The page of those who have not signed in, or whose sign-in opens nothing."""

import streamlit as st

from pages.parts import admission, headline, listing
from queries import public, rights
from queries.scope import Role

PRIVACY = (
    "Siapa masuk, kapan, dan daftar apa yang dibuka dicatat dalam jejak audit. Sesi berakhir "
    "sendiri bila tidak dipakai."
)


def page() -> None:
    """Draw the way in, with the reason where one has been tried; or that a role is not enough."""
    at = admission.entry()
    if at.scope.role is not Role.PUBLIK:
        headline.sentence("Halaman ini tidak terbuka untuk Anda.", admission.NOT_YOURS)
        return
    headline.sentence("Masuk dengan akun kantor Anda.", "Angka per desa terbuka setelah masuk.")
    listing.text(at.reason, kind="gagal")
    with st.container(horizontal=True):
        label = "Masuk lagi" if at.reason == rights.ENDED else "Masuk"
        st.button(label, on_click=st.login, type="primary", key="masuk")
        if at.reason and at.reason != rights.ENDED:
            st.button("Pakai akun lain", on_click=st.logout, key="akun_lain")
    st.caption(PRIVACY)
    if public.settings().is_open:
        st.page_link("pages/publik.py", label="Data untuk umum", icon=":material/public:")
