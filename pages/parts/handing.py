"""Files on their way in: hand them in, see what they were recognised as, answer, import."""

from datetime import UTC, datetime

import streamlit as st

from pages.parts import admission, asking, findings, importing, listing, uploads, words
from pages.parts.importing import Desk
from queries import inbox, jobs
from queries.inbox import Handed
from queries.jobs import Command, Part

ENDINGS = ["txt", "csv", "xlsx"]
YEARS = 8  # how far back a file may lie: BDT-era files are of 2019
ROUND = "_putaran_berkas"


def files(desk: Desk) -> None:
    """Offer a place to drop files, and per file its month; nothing while others wait."""
    if inbox.pending():
        return
    chosen = uploads.uploader(
        "Berkas SIKS-NG, BNBA, usulan, verval, musdes … (.txt, .csv, .xlsx; boleh beberapa)",
        type=ENDINGS,
        accept_multiple_files=True,
        key=_uploader(),
    )
    if not chosen:
        return
    if len(chosen) > 1:
        _choose_month_of_all(chosen)
    for file in chosen:
        _choose_month(file)
    open_ones = sum(st.session_state.get(_month_key(file)) is None for file in chosen)
    st.button("Periksa", type="primary", on_click=_check_new, disabled=open_ones > 0, key="periksa")
    st.caption(
        f"Pilih dulu periode untuk {words.count(open_ones)} berkas."
        if open_ones
        else "Memeriksa belum mengubah apa pun."
    )


def _uploader() -> str:
    """A new uploader for every set of files, so that the server lets go of the last one."""
    return f"berkas-{st.session_state.get(ROUND, 0)}"


def _choose_month_of_all(files: list) -> None:
    """Offer one month for those files whose names carry none."""
    unsaid = [file for file in files if inbox.periode_in(file.name) not in _months()]
    if len(unsaid) < 2:
        return

    def give() -> None:
        for file in unsaid:
            st.session_state[_month_key(file)] = st.session_state["periode-semua"]

    st.selectbox(
        f"Periode untuk {words.count(len(unsaid))} berkas yang namanya tidak menyebut bulan",
        _months(),
        index=None,
        format_func=words.month,
        placeholder="Pilih sekali untuk semuanya, atau satu per satu di bawah",
        on_change=give,
        key="periode-semua",
    )


def _choose_month(file) -> None:
    name, choice = st.columns([3, 2], vertical_alignment="center")
    with name:
        listing.text(file.name)
    months = _months()
    guess = inbox.periode_in(file.name)
    with choice:
        st.selectbox(
            "Periode",
            months,
            index=months.index(guess) if guess in months else None,
            format_func=words.month,
            placeholder="Pilih periode",
            key=_month_key(file),
            label_visibility="collapsed",
        )


def _month_key(file) -> str:
    return f"periode-{file.file_id}"


def _months() -> list[str]:
    """Months a file can be for, this one first; none to come."""
    now = datetime.now(UTC) + words.WIB
    newest = 12 * now.year + now.month - 1
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(newest, newest - 12 * YEARS, -1)]


def _check_new() -> None:
    chosen = st.session_state.get(_uploader()) or []
    months = [st.session_state.get(_month_key(file)) for file in chosen]
    if None in months:
        importing.say_next("Pilih periode untuk setiap berkas.")
        return
    if importing.may_not():
        return
    try:
        handed = inbox.hand_in(zip(chosen, months, strict=True))
    except OSError as error:
        inbox.discard()
        importing.say_next(
            f"Berkas tidak dapat disimpan ({error.strerror}). Periksa ruang dan izin foldernya."
        )
        return
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    importing.act(jobs.CHECK, [_command(one, "--check-only") for one in handed])


def _command(one: Handed, *more: str) -> Command:
    desa = ("--desa", one.kode_desa) if one.kode_desa else ()
    options = ("--json", "--periode", one.periode, *desa, *more)
    arguments = ("register", "import", *options, str(one.path))
    return Command(one.name, arguments, inbox.password_of(one))


def checked(desk: Desk) -> None:
    """Show what each file is, what of it would go in and what not; offer to import it."""
    handed = inbox.pending()
    if not handed:
        return
    parts = _parts(desk, handed)
    asking.say_forgotten(desk.check, len(handed))
    sample_only = admission.is_for_sample()
    sound = [h for h, p in zip(handed, parts, strict=True) if findings.fit(p, sample_only)]
    listing.text(_summed_up(len(handed), len(sound)), kind="judul")
    for one, part in zip(handed, parts, strict=True):
        with st.container(border=True, key=f"kartu-{one.number}"):
            findings.card(one, part, sample_only)
    answered = _questions(desk, handed, parts)
    with st.container(horizontal=True):
        if sound:
            st.button(
                f"Impor {len(sound)} berkas",
                type="secondary" if answered else "primary",
                on_click=_import,
                args=[sound],
                key="impor",
            )
        st.button("Buang, pilih berkas lain", on_click=_discard, key="buang")


def _summed_up(handed: int, sound: int) -> str:
    """Say at the top how many files may go in; the button stands below the last of them."""
    rest = handed - sound
    left = f", {words.count(rest)} tidak: sebabnya di bawah" if rest else ""
    return (
        f"{words.count(handed)} berkas diperiksa: {words.count(sound)} siap diimpor{left}. "
        "Belum ada yang diubah."
    )


def _parts(desk: Desk, handed: list[Handed]) -> list[Part]:
    """What the check said of each file: its last commands, after names that were given."""
    told = desk.check.parts[-len(handed) :] if desk.check else []
    missing = len(handed) - len(told)
    return [*told, *[Part(one.name) for one in handed[len(handed) - missing :]]]


def _questions(desk: Desk, handed: list[Handed], parts: list[Part]) -> bool:
    """Ask for passwords, and which desa is meant where a file does not say or says what no list
    knows.
    """
    unknown = asking.unknown(parts)
    homeless = _lacking(handed, parts, "needs_desa")
    locked = _lacking(handed, parts, "needs_password")
    if not unknown and not homeless and not locked:
        return False
    with st.container(border=True, key="tanya"):
        for one in locked:
            asking.ask_password(one)
        if unknown or homeless:
            listing.text("Desa mana yang dimaksud?", kind="judul")
        for one in homeless:
            asking.ask_place(desk, one)
        for question in unknown:
            asking.ask(desk, question)
        st.button("Simpan jawaban, periksa lagi", type="primary", on_click=_answer, key="jawab")
    return True


def _lacking(handed: list[Handed], parts: list[Part], what: str) -> list[Handed]:
    """Return the files that failed for want of something."""
    pairs = zip(handed, parts, strict=True)
    return [one for one, part in pairs if (part.find("failed") or {}).get(what)]


def _answer() -> None:
    check = jobs.last(jobs.CHECK)
    if importing.may_not() or check is None:
        return
    for one in inbox.pending():
        kode = asking.place_of(one)
        if kode:
            inbox.name_desa(one.number, kode)
        asking.take_password(one)
    again = [_command(one, "--check-only") for one in inbox.pending()]
    importing.act(jobs.CHECK, [*asking.answers(asking.unknown(check.parts)), *again])


def _discard() -> None:
    if not importing.may_not():
        inbox.discard()


def _import(sound: list[Handed]) -> None:
    importing.act(jobs.IMPORT, [_command(one) for one in sound], after=inbox.discard)
