"""What is in the register: put it in force on the pages, name waiting desa, take a load back."""

import pandas as pd
import streamlit as st

from pages.parts import asking, importing, listing, words
from pages.parts.asking import Question
from pages.parts.importing import Desk
from queries import inbox, jobs, ledger
from queries.jobs import Command

FORMATS = {
    "dtks": "DTKS SIKS-NG",
    "bnba": "BNBA",
    "layar": "Layar SIKS-NG",
    "usulan_v4": "Usulan (templat V4)",
    "usulan_jawaban": "Jawaban usulan",
    "usulan_tahap": "Rekap usulan",
    "bdt_art": "BDT anggota",
    "bdt_rt": "BDT rumah tangga",
    "dtsen_keluarga": "DTSEN keluarga",
    "dtsen_anggota": "DTSEN anggota",
    "desil": "Desil",
    "pbi": "PBI-JK BPJS",
    "verval": "Hasil verval",
    "musdes": "Musdes",
    "sasaran": "Sasaran verval",
    "petugas": "Petugas",
    "laporan": "Laporan warga",
    "bltdd": "BLT-DD",
    "agregat": "Agregat desa",
}
HEADS = ("No", "Periode", "Jenis", "Berkas", "Diambil", "Ditolak", "Menunggu")
HEADS += ("Oleh", "Kapan (WIB)", "Keadaan")
NUMBERS = ("No", "Diambil", "Ditolak", "Menunggu")


def publish(desk: Desk) -> None:
    """Offer to publish: until then the other pages show what they showed."""
    if desk.ledger.loads.empty:
        return
    due = importing.unpublished(desk) > 0
    st.button(
        "Terbitkan" if due else "Terbitkan lagi",
        type="primary" if due and not inbox.pending() else "secondary",
        on_click=_publish,
        icon=":material/publish:",
        key="terbitkan",
        help="Menghitung ulang semua angka, supaya halaman lain memakai isi register yang terbaru.",
    )


def _publish() -> None:
    importing.act(jobs.PUBLISH, [Command("ringkasan", ("queries", "publish"))])


def waiting(desk: Desk) -> None:
    """Ask for the desa of rows that wait in the register."""
    questions = _questions(desk)
    if not questions:
        return
    st.subheader("Baris yang menunggu nama desa")
    with st.container(border=True, key="menunggu"):
        for question in questions:
            asking.ask(desk, question)
        st.button("Ingat dan masukkan", on_click=_name, args=[questions], key="ingat")


def _questions(desk: Desk) -> list[Question]:
    rows = desk.ledger.waiting
    return [
        Question(r.kode_kecamatan, r.kecamatan or r.kode_kecamatan, r.desa_tertulis, int(r.jumlah))
        for r in rows.itertuples()
    ]


def _name(questions: list[Question]) -> None:
    commands = asking.answers(questions)
    if commands:
        importing.act(jobs.NAME, commands)
    else:
        importing.say_next("Pilih dulu desanya.")


def table(desk: Desk) -> None:
    """Draw the ledger, the newest load first, and offer to take one back."""
    loads = desk.ledger.loads
    st.subheader("Buku muatan")
    if loads.empty:
        st.caption(
            "Belum ada muatan. Setiap berkas yang masuk tercatat di sini dan bisa dibatalkan."
        )
        return
    dim = {place for place, state in enumerate(loads["keadaan"]) if state == ledger.UNDONE}
    rows = [_row(load) for load in loads.to_dict("records")]
    st.caption(
        f"{words.count(len(rows))} muatan, yang terbaru di atas. “Digantikan”: sebagian atau semua "
        "barisnya; sisanya tetap berlaku."
    )
    listing.table(HEADS, rows, numbers=NUMBERS, dim=dim)
    _offer_undo(loads)


def _row(load: dict) -> tuple[str, ...]:
    counts = [load[f"baris_{name}"] for name in ("diambil", "ditolak", "karantina")]
    return (
        str(load["muatan_id"]),
        words.month(load["periode"]),
        _format(load) + (" (perbaikan)" if load["perbaikan"] else ""),
        load["nama_berkas"],
        *[words.DASH if pd.isna(number) else words.count(number) for number in counts],
        load["oleh"],
        words.moment(load["pada"]),
        _state(load),
    )


def _format(load: dict) -> str:
    return FORMATS.get(load["format"], load["format"])


def _state(load: dict) -> str:
    if load["keadaan"] == ledger.UNDONE:
        return f"dibatalkan {words.moment(load['dibatalkan_pada'])} oleh {load['dibatalkan_oleh']}"
    if load["keadaan"] == ledger.REPLACED:
        return f"digantikan oleh {int(load['digantikan_oleh'])}"
    return ledger.IN_FORCE


def _offer_undo(loads: pd.DataFrame) -> None:
    there = loads[loads["keadaan"] != ledger.UNDONE].to_dict("records")
    if not there:
        return
    named = {load["muatan_id"]: load for load in there}
    with st.container(horizontal=True, vertical_alignment="bottom", key="pilih-batal"):
        number = st.selectbox(
            "Batalkan satu muatan",
            named,
            index=None,
            format_func=lambda n: _named(named[n]),
            placeholder="Pilih muatan",
            key="muatan",
        )
        if st.button("Batalkan …", disabled=number is None, key="batalkan"):
            _confirm(named[number])


def _named(load: dict) -> str:
    month = words.month(load["periode"])
    return f"{load['muatan_id']} · {_format(load)} · {month} · {load['nama_berkas']}"


def _confirm(load: dict) -> None:
    number = int(load["muatan_id"])

    @st.dialog(f"Batalkan muatan {number}?", width="medium")
    def confirm() -> None:
        listing.text(_named(load), kind="judul")
        listing.text(
            f"{words.count(load['baris_diambil'])} baris dari berkas ini keluar dari register, "
            "juga barisnya yang menunggu. Baris muatan lain yang digantikannya berlaku lagi.",
            "Halaman lain baru berubah setelah diterbitkan lagi. Buku muatan mencatat siapa yang "
            "membatalkan dan kapan; berkas yang sama boleh diimpor lagi.",
        )
        with st.container(horizontal=True):
            told = st.button(
                f"Ya, batalkan muatan {number}", type="primary", on_click=_undo, args=[number]
            )
            if st.button("Tidak jadi") or told:
                st.rerun()

    confirm()


def _undo(number: int) -> None:
    command = ("register", "undo", "--json", str(number))
    importing.act(jobs.UNDO, [Command(f"muatan {number}", command)])
