"""Finding a desa by its name, typed as people type: with slips, in part, with its kecamatan."""

import re
from difflib import get_close_matches

import streamlit as st

from pages.parts import filters, words
from pages.parts.published import Published

SHOWN = 5
ALIKE = 0.6  # difflib's own measure and default: twice the letters in common over all letters
KINDS = re.compile(r"^(desa|kelurahan|kel|ds) +(?=.)")


def box(published: Published) -> None:
    """Draw the search; what it finds are names to click on, and a click chooses the desa."""
    typed = st.text_input(
        "Cari desa atau kelurahan",
        key="cari_desa",
        placeholder="Ketik nama, lalu Enter; salah ketik sedikit tidak apa-apa",
        icon=":material/search:",
    )
    if not typed.strip():
        return
    found = matching(published, typed)
    if not found:
        st.info("Tidak ada desa yang namanya mirip itu. Coba sebagian namanya, atau pilih di peta.")
    pick = filters.pick_desa(published)
    labels = dict(zip(published.desa["kode"], published.desa["label"], strict=True))
    with st.container(horizontal=True, key="hasil-cari"):
        for kode in found:
            st.button(words.plain(labels[kode]), key=f"temu-{kode}", on_click=pick, args=(kode,))


def matching(published: Published, typed: str) -> list[str]:
    """Return the codes of at most five desa that `typed` may mean, the likeliest first.

    First the names that hold it as it stands, the shortest first, then those alike. Each desa is
    known by its name and by its name with its kecamatan: so names that repeat are told apart.
    """
    wanted = _folded(typed)
    names: dict[str, list[str]] = {}
    for row in published.desa.itertuples():
        for name in (_folded(row.nama), _folded(f"{row.nama} {row.kecamatan}")):
            names.setdefault(name, []).append(row.kode)
    held = sorted((name for name in names if wanted and wanted in name), key=len)
    alike = get_close_matches(wanted, names, n=2 * SHOWN, cutoff=ALIKE)
    found = dict.fromkeys(kode for name in [*held, *alike] for kode in names[name])
    return list(found)[:SHOWN]


def _folded(text: str) -> str:
    """Small letters and figures, single spaces, without the word for desa in front."""
    return KINDS.sub("", " ".join(re.sub(r"[^a-z0-9]+", " ", text.casefold()).split()))
