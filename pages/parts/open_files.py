"""What stands beside open data: its meaning, what is hidden and why, files, and who publishes."""

import streamlit as st

from pages.parts import browser_map, explain, listing, words
from pages.parts.public_face import View
from queries import public
from queries.disclosure import THRESHOLD
from queries.public import ALL_OF_IT, CATALOGUE, HIDDEN, Face


def links(face: Face, view: View) -> None:
    """Offer the files: of this figure and month, of all there is, and the catalogue."""
    here = f"{view.indicator.code}/{view.month}"
    rows = [
        (f"{view.indicator.short}, {words.month(view.month)}", (f"{here}.csv", f"{here}.json")),
        ("Semua data terbuka", (f"{ALL_OF_IT}.csv", f"{ALL_OF_IT}.json")),
        ("Katalog dengan metadata", (CATALOGUE,)),
    ]
    told = " · ".join(f"{name}: {' '.join(map(_link, files))}" for name, files in rows)
    st.markdown(f":material/download: **Unduh** — {told}")


def _link(file: str) -> str:
    return f"[{file.rpartition('.')[2].upper()}]({browser_map.url(f'publik/{file}')})"


def meaning(view: View) -> None:
    """Say in plain words what is counted, and what the rest is."""
    st.subheader("Arti angka ini")
    st.markdown(f"{view.indicator.definition} {view.figure.rest}")
    st.markdown(f"**{view.indicator.badge.label}**: {view.indicator.badge.meaning}")


def what_is_hidden(face: Face, view: View) -> None:
    """Say what is hidden, why, and how it differs from zero and from not known."""
    st.subheader("Apa yang disembunyikan, dan mengapa")
    if not view.figure.personal:
        st.markdown(
            "Tidak ada: yang dihitung di sini desa, bukan orang. **belum diketahui** berarti desa "
            "itu tidak ada pada daftar."
        )
        return
    st.markdown(
        f"- **{HIDDEN}**: jumlahnya, penyebutnya, atau selisih keduanya kurang dari {THRESHOLD} "
        "dan bukan nol, sehingga orangnya dapat dikenali; atau ia perlu ditutup supaya angka "
        "tetangganya tidak dapat dihitung dari total kecamatan. Wilayah yang pernah disembunyikan "
        "tetap disembunyikan.\n"
        "- **0** berarti memang tidak ada.\n"
        "- **belum diketahui** berarti tidak ada yang melaporkannya, atau angkanya di atas 100 %: "
        "yang tidak mungkin benar tidak ikut dijumlahkan untuk kecamatan dan kabupaten."
    )


def method(view: View) -> None:
    """Offer the whole entry of the catalogue of indicators."""
    explain.method(view.indicator)


def publisher(face: Face) -> None:
    """Say who publishes, whom to ask, and under which terms."""
    said = public.settings(face.name)
    listing.text(
        f"Penerbit: {said.publisher} · Kontak: {said.contact} · Lisensi: {said.license} · "
        f"Terbitan {face.publication.version}, {words.moment(face.publication.published_at)} WIB"
    )
