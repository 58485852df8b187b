"""Who holds which role, and the forms to give one and to take it away; for role dinas."""

import pandas as pd
import streamlit as st

from pages.parts import admission, listing, words
from pages.parts.published import Published
from queries import rights
from queries.rights import RightsError
from queries.scope import Role

HEADS = ("Akun", "Peran", "Wilayah", "Diberi", "Keadaan")
SAID = "_pesan_hak"
LONGEST_EMAIL = 120


def opening(rows: pd.DataFrame) -> tuple[str, str]:
    """Return the sentence of the page, and the one below it; `rows` as `rights.all_held`."""
    if not admission.has_provider():
        return (
            "Belum ada penyedia akun: siapa pun yang membuka dasbor ini melihat hal yang sama.",
            "Peran di bawah ini berlaku begitu bagian [auth] di .streamlit/secrets.toml terisi.",
        )
    number = int(rows["dicabut_pada"].isna().sum())
    inside = words.count(rights.signed_in())
    return (
        f"{words.count(number)} akun memegang peran; {inside} sedang masuk.",
        "Peran yang dicabut berhenti berlaku saat itu juga, di semua perangkat.",
    )


def what_was_said() -> None:
    """Say what a form had to say."""
    kind, text = st.session_state.pop(SAID, ("", ""))
    listing.text(text, kind=kind)


def table(published: Published | None, rows: pd.DataFrame) -> None:
    """Draw who holds which role, those taken away in grey below."""
    if rows.empty:
        listing.text("Belum ada akun yang diberi peran. Mulailah dengan akun dinas Anda sendiri.")
        return
    names = _names(published)
    told = [_told(row, names) for row in rows.itertuples()]
    gone = {place for place, row in enumerate(rows.itertuples()) if not pd.isna(row.dicabut_pada)}
    listing.table(HEADS, told, dim=gone)


def _told(row, names: dict[str, str]) -> tuple[str, ...]:
    areas = ", ".join(names.get(kode, kode) for kode in row.kode_wilayah.split())
    everywhere = "seluruh register" if row.peran == Role.DINAS else "tanpa data orang"
    state = "berlaku"
    if not pd.isna(row.dicabut_pada):
        state = f"dicabut {words.moment(row.dicabut_pada)} oleh {row.dicabut_oleh}"
    given = f"{words.moment(row.diberi_pada)} oleh {row.diberi_oleh}"
    return row.surel, row.peran, areas or everywhere, given, state


def _names(published: Published | None) -> dict[str, str]:
    """Kode → name of the areas a role may be bound to."""
    if published is None:
        return {}
    areas = published.areas
    kecamatan = areas[areas["tingkat"] == "kecamatan"]
    whole = areas[areas["tingkat"].isin(["kabupaten", "kota"])]
    return {
        **dict(zip(whole["kode"], whole["nama"], strict=True)),
        **{kode: f"Kec. {nama}" for kode, nama in kecamatan[["kode", "nama"]].to_numpy()},
        **dict(zip(published.desa["kode"], published.desa["label"], strict=True)),
    }


def give_form(published: Published | None) -> None:
    """Draw the form that gives an account a role."""
    names = _names(published)
    st.markdown("**Beri peran**")
    with st.form("beri_peran", border=True):
        left, middle, right = st.columns([3, 2, 3])
        left.text_input(
            "Surel akun",
            key="hak_surel",
            max_chars=LONGEST_EMAIL,
            placeholder="nama@kantor.go.id",
        )
        middle.selectbox("Peran", [str(role) for role in rights.GIVEN], key="hak_peran", index=2)
        right.multiselect(
            "Wilayah (untuk peran wilayah)",
            list(names),
            format_func=names.get,
            key="hak_wilayah",
            placeholder="Kecamatan atau desa",
        )
        st.form_submit_button("Beri peran", on_click=_give, type="primary")


def _give() -> None:
    email, role = st.session_state["hak_surel"], st.session_state["hak_peran"]
    areas = st.session_state["hak_wilayah"]
    try:
        rights.give(admission.scope(), email, role, areas if role == Role.WILAYAH else [])
    except (RightsError, PermissionError) as error:
        st.session_state[SAID] = "gagal", f"Belum disimpan. {error}"
        return
    st.session_state[SAID] = "", f"{email.strip().lower()} sekarang berperan {role}."
    st.session_state["hak_surel"], st.session_state["hak_wilayah"] = "", []


def revoke_form(rows: pd.DataFrame) -> None:
    """Draw the form that takes a role away."""
    held = rows[rows["dicabut_pada"].isna()]["surel"].tolist()
    if not held and not rights.settings().get("klaim"):
        return
    st.markdown("**Cabut peran**")
    with st.form("cabut_peran", border=True):
        st.selectbox(
            "Akun",
            held,
            key="hak_cabut",
            index=None,
            placeholder="Pilih akun",
            accept_new_options=bool(rights.settings().get("klaim")),  # one that no table names
        )
        st.form_submit_button("Cabut sekarang", on_click=_revoke)


def _revoke() -> None:
    email = st.session_state["hak_cabut"]
    try:
        rights.revoke(admission.scope(), email or "")
    except (RightsError, PermissionError) as error:
        st.session_state[SAID] = "gagal", f"Belum dicabut. {error}"
    else:
        st.session_state[SAID] = "", f"Peran {email} dicabut; sesinya berakhir di semua perangkat."


def roles() -> None:
    """Say what each role sees."""
    for told in admission.ROLES.values():
        st.caption(told)
