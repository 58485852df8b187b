"""The import desk: whether it is open, what lies on it, and what may be started from it."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.parts import admission, headline, listing, running, words
from pages.parts.published import Published
from queries import audit, inbox, jobs, ledger
from queries.app_store import IDENTITY
from queries.jobs import BusyError, Command, Run
from queries.ledger import Ledger

LEDGER_SECONDS = 10  # how long a load from the command line may stay unseen
SAID = "_pesan_impor"
LONGEST = 300  # letters of file names in the audit
DEEDS = {  # what the audit calls a run
    jobs.CHECK: "periksa berkas",
    jobs.IMPORT: "impor berkas",
    jobs.UNDO: "batalkan muatan",
    jobs.NAME: "sebut desa",
    jobs.PUBLISH: "terbitkan",
    jobs.BORDERS: "batas desa",
}


@dataclass(frozen=True, eq=False)
class Desk:
    """What lies on the desk: the ledger, the version in force, the last check and newest run."""

    ledger: Ledger
    published: Published | None
    check: Run | None
    newest: Run | None


def open_desk(published: Published | None) -> Desk | None:
    """Return the desk; None where it is closed, or a run is going on: that has been drawn then."""
    newest = jobs.newest()
    if newest and newest.is_running:
        what_was_said()
        running.show(newest, may_stop=_may_stop(), on_stop=_stop)
        return None
    inbox.sweep()
    now = _ledger_or_say_so()
    if now is None:
        return None
    reason = admission.reason_closed(now)
    if reason:
        admission.say_closed(reason)
        return None
    return Desk(now, published, jobs.last(jobs.CHECK), newest)


def is_sample(published: Published | None) -> bool:
    """Return whether invented data lies on the desk."""
    try:
        return ledger_now().kind == ledger.SAMPLE
    except (BusyError, ledger.StoreError):
        return published is not None and published.publication.is_sample


def act(kind: str, commands: list[Command], after: Callable[[], None] | None = None) -> None:
    """Start a run, if it still may be started; what stands against it is said on the page.

    Called from callbacks: what a page showed may be minutes old, so it is asked again.
    """
    if may_not():
        return
    scope = admission.scope()
    labels = IDENTITY.sub("…", ", ".join(command.label for command in commands))
    try:
        audit.record(scope, DEEDS[kind], labels[:LONGEST], rows=len(commands))
        jobs.start(kind, commands, after, account=scope.who if admission.has_provider() else "")
    except BusyError as error:
        say_next(str(error))


def may_not() -> bool:
    """Whether nothing may be done here now; why is said on the page."""
    try:
        reason = admission.reason_closed(ledger_now())
    except (BusyError, ledger.StoreError) as error:
        reason = str(error)
    if reason:
        say_next(reason)
    return reason is not None


def say_next(text: str) -> None:
    """Have the page say something at its next run."""
    st.session_state[SAID] = text


def what_was_said() -> None:
    """Say what an action had to say."""
    said = st.session_state.pop(SAID, None)
    if said:
        listing.text(said, kind="gagal")


def opening(desk: Desk) -> tuple[str, str]:
    """Return the sentence the page opens with, and the one below it."""
    loads, waiting = desk.ledger.loads, int(desk.ledger.waiting["jumlah"].sum())
    held = loads[loads["keadaan"] != ledger.UNDONE]
    if held.empty:
        return "Register masih kosong.", "Mulailah dengan berkas unduhan SIKS-NG di bawah ini."
    days = [words.day(at + words.WIB) for at in held["pada"]]
    latest = f"{days.count(days[0])} berkas terakhir masuk {days[0]}"
    still = f"; {words.count(waiting)} baris menunggu nama desa" if waiting else ""
    return f"{latest}{still}.", unpublished_words(desk)


def unpublished(desk: Desk) -> int:
    """Return how many loads came in, or were taken back, since the version in force."""
    loads = desk.ledger.loads
    if desk.published is None:
        return int((loads["keadaan"] != ledger.UNDONE).sum())
    since = pd.Timestamp(desk.published.publication.published_at)
    later = (loads["pada"] > since) | (loads["dibatalkan_pada"] > since)
    never = (loads["pada"] > since) & (loads["keadaan"] == ledger.UNDONE)
    return int((later & ~never).sum())


def unpublished_words(desk: Desk) -> str:
    """Say whether the other pages show what the register holds."""
    if desk.published is None:
        return "Belum ada yang terbit: halaman lain masih kosong."
    number = unpublished(desk)
    if number == 0:
        return f"Terbitan {desk.published.publication.version} memuat semuanya."
    return f"{number} perubahan belum terbit: halaman lain masih menampilkan angka lama."


def _stop() -> None:
    if _may_stop():
        jobs.stop()
        say_next("Sedang dihentikan. Berkas yang belum selesai tidak masuk register.")


def _may_stop() -> bool:
    """While a run goes on the ledger cannot be read: what it held before decides."""
    before = _known().get(ledger.place())
    return before is not None and admission.reason_closed(before) is None


def _ledger_or_say_so() -> Ledger | None:
    try:
        return ledger_now()
    except (BusyError, ledger.StoreError) as error:
        headline.sentence("Buku muatan sedang tidak dapat dibuka.", str(error))
        st.button("Coba lagi", icon=":material/refresh:")
        return None


def _stamp() -> str:
    """A text that changes with every run, so that the ledger is read anew after it."""
    newest = jobs.newest()
    return f"{ledger.place()} {newest.kind} {newest.ended}" if newest else ledger.place()


def ledger_now() -> Ledger:
    """Return the ledger, read anew after every run. Raises as ledger.read."""
    return _ledger(_stamp())


@st.cache_data(ttl=LEDGER_SECONDS, max_entries=4, show_spinner=False)
def _ledger(stamp: str) -> Ledger:
    _known()[ledger.place()] = found = ledger.read()
    return found


@st.cache_resource
def _known() -> dict[str, Ledger]:
    """The ledger of each register as it was last read."""
    return {}
