"""What the last run did, in counts and words, with the reject files it left."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import streamlit as st

from pages.parts import admission, downloads, importing, listing, running, words
from pages.parts.importing import Desk
from queries import audit, gate, jobs, ledger
from queries.app_store import IDENTITY, LONGEST_REASON, NoteError, checked
from queries.jobs import Command, Part, Run
from queries.scope import Right

SHOWN = timedelta(hours=12)  # how long the result of a run is shown
COUNTED = {
    "taken": "baris diambil",
    "rejected": "baris ditolak",
    "quarantined": "baris menunggu nama desa",
    "replaced": "baris lama digantikan",
}


def result(desk: Desk) -> None:
    """Say what the last run did, for some hours after; checks have places of their own."""
    run = desk.newest
    if run is None or run.kind in (jobs.CHECK, jobs.BORDERS):
        return
    if run.broken:
        listing.text(
            f"{running.DOING[run.kind]} terputus karena dasbornya berhenti. Yang tidak tercatat "
            "di buku muatan di bawah ini tidak masuk; ulangi.",
            kind="gagal",
        )
    elif datetime.now(UTC) - run.ended < SHOWN:
        with st.container(border=True, key="hasil"):
            RESULTS[run.kind](run)


def _say_imported(run: Run) -> None:
    listing.text(f"Impor selesai {words.moment(run.ended)} WIB", kind="judul")
    loaded = [part.find("loaded") or {} for part in run.parts]
    totals = {name: sum(each.get(name, 0) for each in loaded) for name in COUNTED}
    listing.figures([(words.count(totals[name]), told) for name, told in COUNTED.items()])
    for number, part in enumerate(run.parts):
        listing.text(f"{part.label}: {_outcome(part)}", kind="gagal" if part.error else "")
        _offer_rejects(part, number)


def _outcome(part: Part) -> str:
    if part.error:
        return part.error
    loaded = part.find("loaded")
    if loaded is None:
        return "tidak ada keterangan; lihat buku muatan di bawah."
    if loaded.get("already"):
        return "sudah ada di register; tidak ada yang diubah."
    told = [f"{words.count(loaded.get(n, 0))} {w}" for n, w in COUNTED.items() if loaded.get(n)]
    return (
        f"muatan {loaded.get('muatan_id')}; {', '.join(told) or 'tidak ada baris'}.{_fewer(loaded)}"
    )


def _fewer(loaded: dict) -> str:
    """Warn where a file took the place of more rows than it brought."""
    brought = loaded.get("taken", 0) + loaded.get("quarantined", 0)
    if loaded.get("replaced", 0) <= brought:
        return ""
    return " PERIKSA: lebih sedikit daripada sebelumnya; bila keliru, batalkan di Buku muatan."


def _offer_rejects(part: Part, number: int) -> None:
    """Offer the reject file."""
    path = next((e["reject_file"] for e in reversed(part.events) if e.get("reject_file")), None)
    if path is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        wanted = st.button(
            "Siapkan daftar tolakan (.xlsx)",
            icon=":material/lab_profile:",
            key=f"tolakan-{number}",
        )
        st.caption("Berisi data pribadi. Perbaiki di Excel, lalu impor berkas itu saja.")
    if wanted:
        _prepare_rejects(part, Path(path))


def _prepare_rejects(part: Part, path: Path) -> None:
    """Draw the way to a reject file. This run has asked already whether the desk is open."""
    by = admission.scope()
    try:
        file = ledger.reject_file(path)
    except ledger.StoreError as error:
        st.error(str(error))
        return
    refused = (part.find("checked") or {}).get("rejected", 0)
    audit.record(by, "unduh tolakan", IDENTITY.sub("…", part.label), rows=refused)
    downloads.once(
        by,
        file.name,
        file,
        "Unduh daftar tolakan (.xlsx)",
        "Memuat data pribadi.",
        right=Right.IMPOR if admission.has_provider() else None,
    )


def _say_undone(run: Run) -> None:
    part = run.parts[0]
    undone = part.find("undone")
    if undone is None:
        listing.text(f"{part.label}: {_outcome(part)}", kind="gagal")
        return
    listing.text(
        f"Muatan {undone['muatan_id']} dibatalkan {words.moment(run.ended)} WIB: "
        f"{words.count(undone['removed'])} baris keluar dari register, "
        f"{words.count(undone['restored'])} baris lama berlaku lagi.",
        "Halaman lain masih menampilkan angka lama: terbitkan lagi.",
        kind="judul",
    )


def _say_named(run: Run) -> None:
    for part in run.parts:
        named = part.find("named")
        if named is None:
            listing.text(f"{part.label}: {_outcome(part)}", kind="gagal")
            continue
        listing.text(
            f"Nama diingat ({part.label}): {words.count(named['released'])} baris masuk register, "
            f"{words.count(named['rejected'])} ditolak.",
            _overtaken(named) + _corrected(named),
            kind="judul",
        )


def _overtaken(named: dict) -> str:
    number = named.get("outdated", 0)
    return f"{words.count(number)} baris sudah tergantikan berkas lain." if number else ""


def _corrected(named: dict) -> str:
    if not named.get("corrected"):
        return ""
    return (
        " Keputusan lama untuk ejaan itu diganti. Baris yang sudah masuk tetap di desa lama "
        "sampai muatannya dibatalkan."
    )


def _say_published(run: Run) -> None:
    part = run.parts[0]
    if part.error:
        if part.error.startswith(gate.HELD):
            _ask_reason(part.error)
        else:
            listing.text(part.error, "Terbitan yang lama tetap berlaku.", kind="gagal")
        return
    listing.text(
        f"Terbit {words.moment(run.ended)} WIB. Halaman lain sudah memakainya.", kind="judul"
    )
    st.page_link("pages/kelengkapan.py", label="Lihat Kelengkapan", icon=":material/fact_check:")


def _ask_reason(report: str) -> None:
    """Tell what held the publish back, and offer to publish all the same."""
    listing.text(*report.splitlines(), kind="gagal")
    reason = st.text_input(
        "Alasan menerbitkan walau begitu",
        key="alasan",
        max_chars=LONGEST_REASON,
        placeholder="Misalnya: baru satu kecamatan yang diimpor",
        help="Alasannya tampil di setiap halaman.",
    )
    st.button("Terbitkan dengan alasan ini", on_click=_publish_despite, args=[reason], key="tetap")


def _publish_despite(reason: str) -> None:
    try:
        reason = checked("Alasan", reason, LONGEST_REASON)
    except NoteError as error:
        importing.say_next(f"{error} Alasan tampil di setiap halaman.")
        return
    command = Command("ringkasan", ("queries", "publish", f"--tetap={reason}"))
    importing.act(jobs.PUBLISH, [command])


RESULTS = {
    jobs.IMPORT: _say_imported,
    jobs.UNDO: _say_undone,
    jobs.NAME: _say_named,
    jobs.PUBLISH: _say_published,
}
