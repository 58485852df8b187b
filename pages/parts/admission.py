"""Who may import from the page. Until there is sign-in, the place decides and not the person."""

import ipaddress

import streamlit as st

from pages.parts import headline
from queries import ledger
from queries.ledger import Ledger

SAMPLE_ONLY = "Halaman ini hanya untuk DATA CONTOH selama belum ada masuk akun."
OPEN_IT = (
    "Dasbor yang hanya dapat dibuka dari komputernya sendiri boleh dibuka untuk impor: tulis dua "
    "baris ini di .streamlit/secrets.toml, lalu jalankan ulang."
)
NOT_ALONE = (
    "secrets.toml mengizinkan impor, tetapi dasbor ini melayani komputer lain juga (server.address "
    "bukan 127.0.0.1). Selama belum ada masuk akun, keduanya tidak boleh bersamaan."
)
SETTING = "[impor]\nizinkan = true"
COMMANDS = (
    ".venv/bin/python -m register import dtks-2026-10.txt musdes-2026-10.csv\n"
    ".venv/bin/python -m register ledger\n"
    ".venv/bin/python -m queries publish"
)
WHERE = (
    "Di folder programnya, dengan PANTAU_DATA yang sama seperti dasbor ini. Di Windows: "
    "`.venv\\Scripts\\python`."
)


def reason_closed(now: Ledger) -> str | None:
    """Return why nothing may be imported here now, None where it may."""
    if is_opened() or now.kind == ledger.SAMPLE:
        return None
    if now.kind == ledger.EMPTY and ledger.is_default_place():
        return None
    return NOT_ALONE if ledger.is_allowed() else SAMPLE_ONLY


def is_opened() -> bool:
    """Return whether real files may come in: somebody said so, on a machine only they can reach."""
    return ledger.is_allowed() and _is_loopback(st.get_option("server.address"))


def say_closed(reason: str) -> None:
    """Say why the page is closed, and what to do instead."""
    headline.sentence("Impor dari halaman ini tertutup.", reason)
    st.markdown("**Lewat baris perintah** di komputer tempat register berada:")
    st.code(COMMANDS, language=None, wrap_lines=True)
    st.caption(WHERE)
    if reason == SAMPLE_ONLY:
        st.markdown(OPEN_IT)
        st.code(SETTING, language="toml")


def _is_loopback(address: str | None) -> bool:
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False
