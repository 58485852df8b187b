"""What citizens report, how long they wait for an answer, and what comes in by Cek Bansos."""

import pandas as pd
import streamlit as st

from methods.waiting import Waiting, kaplan_meier
from pages.parts import causes, downloads, errors, listing, waits, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries.answers import CHANNELS, KINDS
from queries.indicator import Badge
from queries.indicators.proposals import USULAN_PER_1000

UNIT = "laporan"
HEADS = ("Jenis", "Kanal", "Masuk", "Terjawab", "Terbuka", "Terbuka terlama (hari)")
DEFINITION = (
    "Laporan warga menurut jenis dan kanal; terjawab menurut tanggal jawab sampai tanggal acuan, "
    "atau ditutup tanpa tanggal (lamanya tidak diketahui)."
)
BY_APP = {"usul": "lewat Cek Bansos usul", "sanggah": "lewat Cek Bansos sanggah"}
MONTHLY = ("Bulan", "Usul lewat Cek Bansos", "Sanggah lewat Cek Bansos", "Semua usulan")


def section(published: Published, choice: Choice) -> None:
    """Draw reports by kind, how long their answers take, and proposals by Cek Bansos by month."""
    rows = store.answers_of(published.version)
    rows = rows[rows["kode_desa"].str.startswith(errors.area(published, choice))]
    if rows.empty:
        st.info("Belum ada laporan warga untuk wilayah ini. Impor daftar laporan di halaman Impor.")
    else:
        left, right = st.columns([10, 11], gap="medium")
        with left:
            _kinds(published, rows)
        with right:
            found, chosen = _waiting(choice, rows)
        _table(published, choice, rows)
        about = {"name": "lama jawaban laporan", "definition": DEFINITION}
        waits.tables(published, choice, found, chosen, **about)
    _by_app(published, choice)


def _kinds(published: Published, rows: pd.DataFrame) -> None:
    whole = rows["jumlah"].sum()
    still = rows[~rows["dijawab"].astype(bool)]
    by_kind = rows.groupby("jenis")["jumlah"].sum()
    open_of = still.groupby("jenis")["jumlah"].sum()
    parts = [
        (f"{kind} ({words.count(open_of.get(kind, 0))} terbuka)", by_kind.get(kind, 0))
        for kind in KINDS
    ]
    oldest = still["hari"].max()
    waits_for = f" Yang terlama menunggu {words.count(oldest)} hari." if len(still) else ""
    causes.bars(
        f"{words.count(whole)} laporan, {words.count(still['jumlah'].sum())} belum dijawab",
        parts,
        whole,
        UNIT,
        f"{Badge.HITUNGAN_PASTI.label}, keadaan {words.day(published.publication.data_date)}."
        f"{waits_for}",
    )


def _table(published: Published, choice: Choice, rows: pd.DataFrame) -> None:
    lines = [
        (kind, channel, *_counts(mine))
        for kind in KINDS
        for channel in CHANNELS
        if len(mine := rows[(rows["jenis"] == kind) & (rows["kanal"] == channel)])
    ]
    with st.expander("Laporan menurut jenis dan kanal sebagai tabel"):
        listing.table(HEADS, lines, numbers=HEADS[2:])
        about = {"badge": Badge.HITUNGAN_PASTI, "definition": DEFINITION}
        downloads.plain(published, choice, "laporan warga", HEADS, lines, **about)


def _counts(rows: pd.DataFrame) -> tuple[str, ...]:
    answered = rows["dijawab"].astype(bool)
    still = rows[~answered]
    numbers = (rows["jumlah"].sum(), rows.loc[answered, "jumlah"].sum(), still["jumlah"].sum())
    oldest = words.count(still["hari"].max()) if len(still) else words.DASH
    return (*map(words.count, numbers), oldest)


def _waiting(choice: Choice, rows: pd.DataFrame) -> tuple[dict[str, Waiting], str]:
    st.markdown("**Berapa lama sampai dijawab**")
    chosen = st.segmented_control(
        "Jenis laporan",
        ["semua", *KINDS],
        default="semua",
        key="jenis_laporan",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )
    of_kind = {"semua": rows} | {kind: rows[rows["jenis"] == kind] for kind in KINDS}
    found = {name: _waits(part) for name, part in of_kind.items()}
    listing.text(waits.told(found[chosen], UNIT, "dijawab"))
    title = f"Laporan yang belum dijawab menurut hari sejak masuk, {chosen}"
    waits.curve(found[chosen], title, large=choice.projector, key="lama_jawab")
    st.caption(waits.METHOD)
    return found, chosen


def _waits(rows: pd.DataFrame) -> Waiting:
    return kaplan_meier(rows["hari"], rows["dijawab"], rows["jumlah"])


def _by_app(published: Published, choice: Choice) -> None:
    """Offer the proposals that came by Cek Bansos, month by month; they are not the reports."""
    cube = store.cube_of(published.version, USULAN_PER_1000.code)
    inside = store.inside(published, choice.kecamatan, choice.desa)
    whole = cube.trend(inside)
    parts = [cube.trend(inside, name)["numerator"] for name in BY_APP.values()]
    known = whole["unknown"] < whole["denominator"]
    lines = [
        (
            words.month(month),
            *(
                words.count(side[month]) if known[month] else words.DASH
                for side in (*parts, whole["numerator"])
            ),
        )
        for month in reversed(whole.index)
    ]
    now = [words.count(part[choice.periode]) for part in parts]
    told = (
        f"{now[0]} usul dan {now[1]} sanggah"
        if known[choice.periode]
        else "daftar usulan belum diimpor"
    )
    st.markdown(
        f"**Usulan lewat Cek Bansos, {words.month(choice.periode)}: {told}.** Yang sudah masuk "
        "daftar usulan; tidak dijumlahkan dengan laporan di atas."
    )
    with st.expander("Usul dan sanggah lewat Cek Bansos per bulan"):
        listing.table(MONTHLY, lines, numbers=MONTHLY[1:])
        about = {"badge": USULAN_PER_1000.badge, "definition": USULAN_PER_1000.definition}
        downloads.plain(published, choice, "usulan cek bansos", MONTHLY, lines, **about)
