"""Who is looking, and what that opens: sign-in, the list of pages, and a machine without sign-in.

What somebody may see is asked of the store at every run, never kept in the session: what is taken
away is gone at the next click, and within SECONDS on a page that nobody touches.
"""

import ipaddress
from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError
from streamlit.navigation.page import Page

from pages.parts import headline, listing
from pages.parts import published as store
from queries import ledger, rights
from queries.ledger import Ledger
from queries.rights import Entry
from queries.scope import NOBODY, OPENED, Right, Role, Scope

SIGN_IN = "Masuk"  # title of the page that is shown in place of a closed one
VISITOR = "tamu"  # the page for those who have not signed in
SECONDS = 20
NOT_YOURS = "Peran Anda tidak mencakup halaman ini."
OFFICE = {
    Right.KELOLA: ("pages/hak.py", ":material/key:"),
    Right.JEJAK: ("pages/jejak.py", ":material/history:"),
}
ROLES = {
    Role.DINAS: "dinas: semua halaman, impor, daftar perbaikan, hak akses",
    Role.WILAYAH: "wilayah: semua angka, daftar perbaikan wilayahnya",
    Role.RAKOR: "rakor: semua angka, tanpa data orang",
}
SAMPLE_ONLY = "Tanpa masuk akun, halaman ini hanya untuk DATA CONTOH."
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


VISITING = Entry(NOBODY)


def entry(*, touch: bool = False) -> Entry:
    """Return who is looking and what that gives now; `touch`: the person has done something."""
    if has_provider():
        claims = st.user.to_dict()
        return rights.enter(claims, touch=touch) if claims.get("is_logged_in") else VISITING
    if store.is_sample():
        return Entry(Scope(Role.DINAS, rights.SAMPLE_ACCOUNT, sample_only=True))
    opened = OPENED if is_opened() else frozenset()
    return Entry(Scope(Role.RAKOR, rights.NO_ACCOUNT, opened=opened))


def scope() -> Scope:
    """Return what the person looking may see now. Ask at every use; keep it nowhere."""
    return entry().scope


def need(right: Right) -> Scope:
    """Return the scope of the person looking; stop the page where it has not the right."""
    found = scope()
    if not found.may(right):
        st.error(NOT_YOURS)
        st.stop()
    return found


def still(right: Right, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return `make` for a download button: the right is asked anew when the button is pressed.

    Streamlit calls it then, outside of any page, and for an account whose role may be gone since.
    Where nobody signs in there is nothing to ask.
    """
    if not has_provider():
        return make
    claims = st.user.to_dict()

    def made() -> bytes:
        rights.enter(claims, touch=False).scope.must(right)
        return make()

    return made


def has_provider() -> bool:
    """Return whether people sign in here: secrets.toml has a section [auth].

    Raises TOMLDecodeError where the file cannot be read: then nothing opens.
    """
    if rights.is_configured():
        return True
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False


def open_pages(pages: Mapping[str | None, list[Page]], at: Entry) -> list[Page]:
    """Return the pages that somebody may open, of those that need a right.

    A right of None opens to everybody, VISITOR to those who have not signed in. Impor is listed
    where nobody can sign in: it says by itself what it needs. At the address of any other page
    stands the way in, or that the role does not open it: Streamlit would say that in English.
    """
    visiting = has_provider() and at.scope.role is Role.PUBLIK

    def opens(right: str | None) -> bool:
        if right is None or right == VISITOR:
            return right is None or visiting
        return at.scope.may(right) or (right == Right.IMPOR and not has_provider())

    listed = [page for right, some in pages.items() if opens(right) for page in some]
    closed = [page for right, some in pages.items() if not opens(right) for page in some]
    return listed + [
        st.Page("pages/masuk.py", title=SIGN_IN, url_path=page.url_path, visibility="hidden")
        for page in closed
        if page.url_path
    ]


def account(at: Entry, *, projector: bool) -> bool:
    """Draw what stands first in the sidebar: the projector view, if asked for, and who is looking,
    with what only they may open and the way out. Return whether the projector view is on.
    """
    if at.scope.role is Role.PUBLIK:
        return False
    with st.sidebar, st.container(horizontal=True, vertical_alignment="center", key="siapa"):
        is_on = projector and st.toggle("Layar proyektor", key="proyektor", bind="query-params")
        office = [link for right, link in OFFICE.items() if at.scope.may(right)]
        if office or at.key:
            _office(at, office)
    if at.key:
        _watch(at)
    return is_on


def _office(at: Entry, links: list[tuple[str, str]]) -> None:
    with st.popover("", icon=":material/account_circle:", key="akun", help="Akun dan pengelolaan"):
        if at.key:
            listing.text(at.scope.who, ROLES[at.scope.role])
        for page, icon in links:
            st.page_link(page, icon=icon)
        if at.key:
            st.button(
                "Keluar", key="keluar_akun", icon=":material/logout:", on_click=_leave, args=(at,)
            )


def _leave(at: Entry) -> None:
    rights.leave(at)
    st.logout()


@st.fragment(run_every=SECONDS)
def _watch(at: Entry) -> None:
    """Clear a page left open as soon as its account may see it no more."""
    if entry() != at:
        st.rerun()


def reason_closed(now: Ledger) -> str | None:
    """Return why nothing may be imported here now, None where it may."""
    if has_provider():
        return None if scope().may(Right.IMPOR) else NOT_YOURS
    if is_opened() or now.kind == ledger.SAMPLE:
        return None
    if now.kind == ledger.EMPTY and ledger.is_default_place():
        return None
    return NOT_ALONE if ledger.is_allowed() else SAMPLE_ONLY


def is_for_sample() -> bool:
    """Return whether only DATA CONTOH may come in: nobody signs in, and nobody opened it."""
    return not has_provider() and not is_opened()


def is_opened() -> bool:
    """Return whether real files may come in where nobody signs in: somebody said so, on a machine
    only they can reach."""
    return ledger.is_allowed() and is_loopback(st.get_option("server.address"))


def say_closed(reason: str) -> None:
    """Say why the page is closed, and what to do instead."""
    headline.sentence("Impor dari halaman ini tertutup.", reason)
    st.markdown("**Lewat baris perintah** di komputer tempat register berada:")
    st.code(COMMANDS, language=None, wrap_lines=True)
    st.caption(WHERE)
    if reason == SAMPLE_ONLY:
        st.markdown(OPEN_IT)
        st.code(SETTING, language="toml")


def is_loopback(address: str | None) -> bool:
    """Return whether an address that a server listens on leads to its own machine alone."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False
