"""A worklist on the screen: choosing it, its rows, one record for a reason, and its file.

What is read here is about persons. It is drawn and forgotten: never cached, never in the session,
no value of it in an address or a widget.
"""

from datetime import UTC, datetime

import streamlit as st

from pages.parts import admission, downloads, filters, listing, words
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import worklists
from queries.app_store import LONGEST_REASON, NoteError
from queries.jobs import BusyError
from queries.ledger import StoreError
from queries.scope import ForbiddenError, Right, Scope
from queries.worklists import (
    LISTS,
    Ask,
    GoneError,
    Handed,
    NoPersonsError,
    NotNotedError,
    Page,
    Record,
    Worklist,
)
from reports import daftar_perbaikan, locking

ROWS = 50  # on one screen page; the register gives at most worklists.PAGE_ROWS
HEADS = ("No", "RW/RT", "Nama", "Alamat", "NIK", "No KK", "Sebab")
REFUSALS = (ForbiddenError, BusyError, StoreError, NoPersonsError, NotNotedError, GoneError)
WHAT_IT_HOLDS = (
    "Daftar memuat nama dan alamat untuk kunjungan rumah, dengan NIK dan No KK disamarkan. Setiap "
    "pembukaan tercatat di jejak audit."
)
NOT_ON_A_WALL = "Nama orang tidak ditampilkan di layar proyektor."
ON_A_WALL = "Matikan Layar proyektor untuk membuka daftar perbaikan."
NOTED = (
    "Pembukaan daftar ini tercatat di jejak audit. NIK dan No KK disamarkan kecuali dua angka "
    "terakhir; nomor lengkap hanya dengan alasan."
)
SURE = "Dugaan untuk diperiksa; tidak ada angka terbitan untuk daftar ini."
PASSWORD = "**Kata sandinya** tampil sekali, tidak disimpan: salin sekarang."
PASSED_ON = "Kirim lewat jalan lain daripada berkasnya. Saat impor kata sandi ini ditanyakan."
REASON_HINT = "misalnya: kunjungan rumah Rabu"


def choose(published: Published) -> Worklist:
    """Draw the choice of list."""
    names = {each.nama: each for each in LISTS}
    return names[st.selectbox("Daftar", names, key="daftar", bind="query-params")]


def area(choice: Choice) -> str | None:
    """Return the code of what is chosen: desa, or kecamatan; None: neither."""
    return choice.desa or choice.kecamatan


def about(published: Published, scope: Scope) -> None:
    """Draw whose families the account may see, what lists there are, and what each is for."""
    if scope.areas:
        desa = published.desa
        names = dict(zip(desa["kode"], desa["label"], strict=True))
        names |= {
            kode: f"Kec. {n}" for kode, n in desa.set_index("kode_kecamatan")["kecamatan"].items()
        }
        own = ", ".join(names.get(kode, kode) for kode in scope.areas)
        listing.text(f"Cakupan akun Anda: {own}.")
    listing.table(("Daftar", "Siapa", "Yang dikerjakan"), [(w.nama, w.what, w.todo) for w in LISTS])


def look(scope: Scope, choice: Choice) -> Page | str:
    """Read the page of the list that is asked for; a sentence where there is none to be had."""
    if choice.projector:
        return NOT_ON_A_WALL
    ask = _ask(choice)
    page = st.session_state.get(_page_key(ask), 1)
    try:
        return worklists.read(scope, ask, page - 1, ROWS)
    except REFUSALS as error:
        return str(error)


def opening(published: Published, choice: Choice, found: Page | str) -> tuple[str, str]:
    """Return what is so, and what to do about it."""
    if isinstance(found, str):
        return found, ON_A_WALL if choice.projector else ""
    each, name = choice.subject, filters.area_name(published, choice)
    if not found.counted:
        what = "sasaran verval" if each.code == "verval" else f"data {each.unit}"
        return (
            f"Register belum memuat {what} {name} pada {words.month(choice.periode)}.",
            "Impor daftarnya lebih dahulu, atau pilih bulan lain.",
        )
    of = f"dari {words.count(found.counted)} {each.unit}"
    if not found.total:
        return f"Tidak ada {each.what} di {name}. Bagus.", f"{of.capitalize()}. {_sure(each)}"
    told = f"{words.count(found.total)} {of} di {name}: {each.nama}."
    return told, f"{each.what[0].upper()}{each.what[1:]}. {each.todo} {_sure(each)}"


def _sure(each: Worklist) -> str:
    if each.indicator is None:
        return SURE
    return f"{each.indicator.badge.label}: {each.indicator.badge.meaning}"


def table(choice: Choice, found: Page) -> None:
    """Draw the rows, and the choice of page where there are more."""
    whole = choice.desa is None
    heads = (*HEADS[:1], "Desa", *HEADS[1:]) if whole else HEADS
    rows = []
    for number, row in enumerate(found.rows.to_dict("records"), start=found.first):
        cells = (words.count(number), *((row["desa"],) if whole else ()), *_cells(row))
        rows.append(cells)
    with st.container(key="daftar-perbaikan"):
        listing.table(heads, rows, numbers=("No", "RW/RT", "NIK", "No KK"))
    pages = -(-found.total // ROWS)
    if pages > 1:
        label = f"Halaman, 1 sampai {words.count(pages)}"
        now = (found.first - 1) // ROWS + 1
        st.number_input(label, 1, pages, now, key=_page_key(_ask(choice)), width=180)
    st.caption(NOTED)


def _cells(row: dict) -> tuple[str, ...]:
    home = " ".join(filter(None, (row["alamat"], row["dusun"] and f"Dusun {row['dusun']}")))
    day = words.day(row["tanggal"]) if row["tanggal"] else ""
    return (
        f"{row['rw'] or words.DASH}/{row['rt'] or words.DASH}",
        row["nama"] or words.DASH,
        home or words.DASH,
        row["nik"] or "kosong",
        row["no_kk"] or "kosong",
        " ".join(filter(None, (row["sebab"], day))),
    )


def ask(scope: Scope, choice: Choice, found: Page) -> None:
    """Ask why somebody needs full numbers, of one row or of all as a file, and give them.

    What is given is drawn once; the next run has forgotten it.
    """
    last = found.first + len(found.rows) - 1
    with st.form("alasan-daftar", clear_on_submit=True):
        st.markdown("**Nomor lengkap** hanya dengan alasan, dan tercatat.")
        number = st.number_input("Nomor baris", found.first, last, found.first)
        reason = st.text_input(
            "Alasan", placeholder=REASON_HINT, max_chars=LONGEST_REASON, key="alasan_daftar"
        )
        wants_one = st.form_submit_button("Lihat baris ini", icon=":material/visibility:")
        wants_file = st.form_submit_button(
            "Siapkan berkas desa ini", icon=":material/lab_profile:", disabled=choice.desa is None
        )
    try:
        if wants_one:
            key = found.rows["kunci"].iloc[number - found.first]
            _draw(worklists.one_record(scope, _ask(choice), key, reason), number)
        elif wants_file:
            _offer(scope, worklists.whole(scope, _ask(choice), reason))
    except (*REFUSALS, NoteError) as error:
        st.error(str(error))
    if choice.desa is None:
        st.caption("Berkas dibuat per desa: pilih satu desa.")


def _draw(record: Record, number: int) -> None:
    listing.text(f"Baris {words.count(number)} · No KK {record.no_kk or 'kosong'}")
    rows = [
        (f"{row.nama or words.DASH} ({row.hubungan.lower() or words.DASH})", row.nik or "kosong")
        for row in record.people.itertuples()
    ]
    listing.table(("Nama", "NIK"), rows, numbers=("NIK",))


def _offer(scope: Scope, handed: Handed) -> None:
    """Make the file and draw the way to it, which opens once and for minutes, and its password."""
    moment = f"{words.moment(datetime.now(UTC))} WIB"
    password = locking.password()
    downloads.once(
        scope,
        daftar_perbaikan.file_name(handed),
        locking.locked(daftar_perbaikan.workbook(handed, moment, words.today()), password),
        f"Unduh berkas ({words.count(len(handed.rows))} baris, Excel)",
        f"Memuat NIK dan No KK. Jejak nomor {words.count(handed.number)}.",
        right=Right.DAFTAR,
        kode=handed.ask.kode,
    )
    st.markdown(PASSWORD)
    st.code(password, language=None)
    st.caption(PASSED_ON)


def links(choice: Choice) -> None:
    """Draw the way from the figures of a desa to the families behind them, for who may see them."""
    scope = admission.scope()
    if not scope.may(Right.DAFTAR) or not scope.covers(choice.desa):
        return
    with st.popover("Lihat keluarga di baliknya", icon=":material/checklist:"):
        for each in LISTS:
            st.page_link("pages/daftar.py", label=each.nama, query_params={"daftar": each.nama})


def _ask(choice: Choice) -> Ask:
    return Ask(choice.subject, area(choice), choice.periode)


def _page_key(ask: Ask) -> str:
    return f"halaman {ask.told}"
