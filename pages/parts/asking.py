"""Which desa is meant: asked of the operator where no file and no list says."""

from dataclasses import dataclass, replace

import streamlit as st

from pages.parts import listing, words
from pages.parts.importing import Desk
from queries import inbox
from queries.inbox import Handed
from queries.jobs import Command, Part, Run

LATER = "Nanti saja: baris itu menunggu"


@dataclass(frozen=True)
class Question:
    """A desa that no list knows, as a file writes it; kode and nama of the likely ones."""

    kode_kecamatan: str
    kecamatan: str
    written: str
    rows: int
    likely: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        return f"desa-{self.kode_kecamatan}-{self.written}"


def unknown(parts: list[Part]) -> list[Question]:
    """Return the desa no list knows, each once, the most rows first."""
    found: dict[str, Question] = {}
    for part in parts:
        for each in (part.find("checked") or {}).get("unknown_desa", []):
            likely = tuple((near["kode"], near["nama"]) for near in each["calon"])
            names = (each["kode_kecamatan"], each["kecamatan"], each["desa_tertulis"])
            question = Question(*names, each["jumlah"], likely)
            before = found.get(question.key)
            rows = question.rows + (before.rows if before else 0)
            found[question.key] = replace(question, rows=rows)
    return sorted(found.values(), key=lambda question: -question.rows)


def say_forgotten(check: Run | None, files: int) -> None:
    """Say which names could not be remembered; they were given before the last check."""
    for part in check.parts[:-files] if check else []:
        if part.error:
            listing.text(f"{part.label}: {part.error}", kind="gagal")


def ask(desk: Desk, question: Question) -> None:
    """Draw the choice of desa for one spelling: all of its kecamatan, the most alike first."""
    nearest = desk.ledger.nearest(question.kode_kecamatan, question.written)
    names = dict(question.likely) | dict(nearest)
    said, choice = st.columns([3, 2], vertical_alignment="center")
    place = f"“{question.written}” di Kec. {question.kecamatan}"
    with said:
        listing.text(f"{place} · {words.count(question.rows)} baris")
    with choice:
        st.selectbox(
            "Desa",
            names,
            index=None,
            format_func=names.get,
            placeholder=LATER,
            key=question.key,
            label_visibility="collapsed",
        )


def answers(questions: list[Question]) -> list[Command]:
    """Return the commands that remember what was chosen."""
    chosen = [(question, st.session_state.get(question.key)) for question in questions]
    return [
        Command(q.written, ("register", "alias", "--json", "--", q.kode_kecamatan, q.written, kode))
        for q, kode in chosen
        if kode
    ]


def ask_password(one: Handed) -> None:
    """Draw the field for the password of a file."""
    st.text_input(f"Kata sandi {one.name}", type="password", key=_password_key(one))


def take_password(one: Handed) -> None:
    """Hand on the password that was typed for a file, if one was, and empty the field."""
    typed = st.session_state.pop(_password_key(one), "").strip()
    if typed:
        inbox.unlock(one.number, typed)


def _password_key(one: Handed) -> str:
    return f"sandi-{one.number}"


def ask_place(desk: Desk, one: Handed) -> None:
    desa = desk.ledger.desa
    name, kecamatan, village = st.columns([2, 1, 1], vertical_alignment="center")
    with name:
        listing.text(one.name)
    with kecamatan:
        codes = dict(zip(desa["kode_kecamatan"], desa["kecamatan"], strict=True))
        parent = st.selectbox(
            "Kecamatan",
            codes,
            index=None,
            format_func=codes.get,
            placeholder="Kecamatan",
            key=f"kecamatan-{one.number}",
            label_visibility="collapsed",
        )
    inside = desa[desa["kode_kecamatan"] == parent]
    names = dict(zip(inside["kode"], inside["nama"], strict=True))
    with village:
        st.selectbox(
            "Desa",
            names,
            index=None,
            format_func=lambda kode: names.get(kode, ""),
            placeholder="Desa",
            key=f"desa-berkas-{one.number}",
            label_visibility="collapsed",
            disabled=parent is None,
        )


def place_of(one: Handed) -> str | None:
    """Return the desa chosen for a file."""
    return st.session_state.get(f"desa-berkas-{one.number}")
