"""What the check found in one file: what it is, what would go in, what not and why."""

import streamlit as st

from pages.parts import admission, listing, words
from queries.inbox import Handed
from queries.jobs import Part

SHOWN = 20


def fit(part: Part, sample_only: bool) -> bool:
    """Whether a file may be imported here, and whether that would change anything."""
    found = part.find("checked")
    if found is None or part.error or found.get("already"):
        return False
    return not (sample_only and found.get("contoh") is False)


def card(one: Handed, part: Part, sample_only: bool) -> None:
    recognised, found = part.find("recognised"), part.find("checked")
    name = f" · {recognised['nama']}" if recognised else ""
    listing.text(f"{one.name}{name} · {words.month(one.periode)}", kind="judul")
    if part.error:
        listing.text(part.error, kind="gagal")
    elif found is None:
        listing.text("Belum diperiksa sampai selesai. Buang, lalu periksa lagi.", kind="gagal")
    elif found.get("already"):
        listing.text("Berkas ini sudah ada di register; tidak ada yang akan diubah.")
    if found and not found.get("already"):
        if not part.error:  # else nothing of it goes in
            _counts(found)
        if sample_only and found.get("contoh") is False:
            listing.text(f"Berkas ini bukan DATA CONTOH. {admission.SAMPLE_ONLY}", kind="gagal")
        _problems(found)
        _notes(found)


def _counts(found: dict) -> None:
    listing.figures(
        [
            (words.count(found["taken"]), "baris akan diambil"),
            (words.count(found["rejected"]), "baris akan ditolak"),
            (words.count(found["quarantined"]), "baris menunggu nama desa"),
        ]
    )
    aside = []
    if found.get("mended"):
        aside.append("Daftar tolakan yang sudah diperbaiki: barisnya ditambahkan.")
    if found.get("skipped_totals"):
        aside.append(f"{words.count(found['skipped_totals'])} baris jumlah dilewati.")
    read, passed = found.get("sheets") or [], found.get("passed_over") or []
    if len(read) + len(passed) > 1:
        aside.append(f"Lembar: {', '.join(read)}.")
    if passed:
        aside.append(f"Lembar tidak dibaca: {', '.join(passed)}.")
    if found.get("unused"):
        aside.append(f"Kolom tidak dipakai: {', '.join(found['unused'])}.")
    listing.text(" ".join(aside))


def _problems(found: dict) -> None:
    if not found["problems"]:
        return
    reasons = found.get("reasons", [])
    listing.text(
        *[f"{r['kolom']}: {r['sebab']} ({words.count(r['jumlah'])} baris)" for r in reasons[:5]]
    )
    number = len(found["problems"])
    first = f"{SHOWN} baris pertama" if number > SHOWN else f"{words.count(number)} baris"
    with st.expander(f"{first} yang akan ditolak"):
        rows = [(p["baris"], p["kolom"], p["sebab"]) for p in found["problems"][:SHOWN]]
        listing.table(("Baris", "Kolom", "Sebab"), rows)


def _notes(found: dict) -> None:
    if not found["notes"]:
        return
    with st.expander(f"{len(found['notes'])} catatan pada baris yang tetap diambil"):
        rows = [
            (n["kolom"], n["catatan"], words.count(n["jumlah"]), n["baris_pertama"])
            for n in found["notes"]
        ]
        listing.table(("Kolom", "Catatan", "Baris", "Baris pertama"), rows, numbers=("Baris",))
