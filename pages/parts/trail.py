"""The audit as a page: is it whole, who did what; and as a file."""

import streamlit as st

from pages.parts import downloads, listing, words
from queries import audit
from queries.scope import Right, Scope

SHOWN = 200
HEADS = ("No", "Kapan", "Akun", "Peran", "Perbuatan", "Perihal", "Alasan", "Baris")


def opening() -> tuple[str, str]:
    """Return the sentence of the page, and the one below it."""
    verdict = audit.verify()
    if verdict.broken is not None:
        return (
            f"Jejak audit tidak utuh lagi sejak baris {words.count(verdict.broken)}.",
            f"{verdict.why} Simpan salinannya dan hubungi pengelola.",
        )
    if not verdict.rows:
        return (
            "Jejak audit masih kosong.",
            "Setiap masuk, impor, dan daftar yang dibuka ditulis di sini.",
        )
    return (
        f"{words.count(verdict.rows)} perbuatan tercatat, dan tidak ada yang diubah.",
        f"Sidik baris terakhir {verdict.last[:16]}… Simpan di tempat lain untuk memeriksa kelak.",
    )


def table() -> None:
    """Draw the newest rows."""
    rows = audit.read(SHOWN)
    if rows.empty:
        return
    told = [
        (
            words.count(row.nomor),
            words.moment(audit.moment(row.pada)),
            row.siapa,
            row.peran,
            row.perbuatan,
            row.perihal,
            row.alasan,
            words.count(row.baris),
        )
        for row in rows.itertuples()
    ]
    listing.table(HEADS, told, numbers=("No", "Baris"))
    if len(rows) == SHOWN:
        st.caption(f"{SHOWN} baris terbaru; semuanya ada di berkas.")


def export(by: Scope) -> None:
    """Offer all of it as CSV."""
    if st.button("Siapkan seluruh jejak (CSV)", icon=":material/lab_profile:", key="ekspor_jejak"):
        content = audit.exported(by)
        downloads.once(
            by,
            "jejak-audit.csv",
            content,
            "Unduh seluruh jejak (CSV)",
            "Memuat surel akun dan perbuatannya.",
            right=Right.JEJAK,
        )
