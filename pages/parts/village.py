"""What goes on in one desa: musdes, proposals, verval, officers, estimates."""

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import campaign, headline, listing, meetings, profile, staffing, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import estimates
from queries.indicator import Badge
from queries.indicators import BY_CODE, computed
from queries.indicators.completeness import KEMUTAKHIRAN_24
from queries.indicators.identity import NIK_PADAN
from queries.indicators.musdes import MUSDES_BULAN_INI
from queries.indicators.recipients import CAKUPAN_KK
from queries.indicators.verval import CAPAIAN_VERVAL
from queries.meetings import HELD, MINUTES, MISSED, NO_DESA, NOT_DUE, UNKNOWN
from queries.officers import ABSENT, UNLISTED
from queries.standing import KECAMATAN, MONTHS, Standing
from queries.summary import Version
from reports import drawing
from reports.lembar_desa import Block

IN_SHORT = {
    MINUTES: "berita acara",
    HELD: "tanpa BA",
    MISSED: "belum",
    UNKNOWN: "tanpa data",
    NOT_DUE: "belum jatuh tempo",
    NO_DESA: "belum ada",
}
AGES = ((0, 30, "≤ 30 hari"), (31, 90, "31–90 hari"), (91, None, "> 90 hari"))
KINDS = ("baru", "perbaikan", "hapus")
KABUPATEN = 5  # letters of a code that name its kabupaten
NO_OPERATOR = {
    ABSENT: "Tidak ada operator desa pada daftar ini.",
    UNLISTED: "Daftar ini tidak memuat operator di kecamatan ini.",
}
WEIGHTED = "ditimbang menurut menerima, padan, dan desil"


def show(told: Block) -> None:
    """Draw a heading, its sentences and its table of counts."""
    st.markdown(f"**{words.plain(told.title)}**")
    listing.text(*told.lines)
    if told.rows:
        listing.table(told.heads, told.rows, numbers=told.heads[1:])


def show_shares(published: Published, choice: Choice) -> None:
    """Draw the estimates, in a section of their own."""
    told = shares(published, choice)
    headline.badge(Badge.TAKSIRAN)
    listing.text(*told.lines)
    if told.rows:
        listing.table(told.heads, told.rows)


def figures(published: Published, choice: Choice, found: dict[str, Standing]) -> list:
    """Return how large the desa is and how busy: (number, words), a dash where nothing is known."""
    families, persons, receive = (
        found[i.code].desa for i in (KEMUTAKHIRAN_24, NIK_PADAN, CAKUPAN_KK)
    )
    sizes = [
        (families["denominator"], families["denominator"], "KK terdaftar"),
        (persons["denominator"], persons["denominator"], "jiwa terdaftar"),
        (receive["denominator"], receive["numerator"], "KK menerima bantuan"),
    ]
    pairs = [(words.count(shown) if there else words.DASH, said) for there, shown, said in sizes]
    rows = _proposals_of(published, choice)
    still = words.count(_open(rows)["jumlah"].sum()) if len(rows) else words.DASH
    held, known, _ = _musdes_counts(musdes(published, choice)[1])
    return [*pairs, (still, "usulan terbuka"), (f"{held}", f"dari {known} bulan ada musdes")]


def musdes(published: Published, choice: Choice) -> tuple[str, list[tuple[str, str, str, str]]]:
    """Return what twelve months of musdes come to, and one cell a month: (month, kind, sign,
    words). On no list is not the same as not met."""
    found = meetings.kinds(published, choice.periode).loc[choice.desa].iloc[-MONTHS:]
    cells = [
        (words.short_month(month), kind, meetings.SIGNS[kind][0], IN_SHORT[kind])
        for month, kind in found.items()
    ]
    held, known, with_minutes = _musdes_counts(cells)
    told = f"Musdes pada {held} dari {known} bulan yang tercatat, {with_minutes} dengan "
    told += "berita acara"
    unknown = (found == UNKNOWN).sum()
    if unknown:
        told += f"; {unknown} bulan tanpa data"
    return f"{told}. {MUSDES_BULAN_INI.badge.label}.", cells


def _musdes_counts(cells: list) -> tuple[int, int, int]:
    """Months with a musdes, months on a list, months with its berita acara."""
    kinds = [kind for _, kind, _, _ in cells]
    minutes = kinds.count(MINUTES)
    met = minutes + kinds.count(HELD)
    return met, met + kinds.count(MISSED), minutes


def show_musdes(published: Published, choice: Choice) -> None:
    """Draw the last twelve months of musdes."""
    told, cells = musdes(published, choice)
    st.markdown("**Musdes 12 bulan**")
    listing.text(told)
    st.html(drawing.strip_of_months(cells))


def proposals(published: Published, choice: Choice) -> Block:
    """Return open proposals by kind and age, as they stand in the newest month."""
    rows = _proposals_of(published, choice)
    day = words.day(published.publication.data_date)
    title = f"Usulan, keadaan {day}"
    if rows.empty:
        return Block(title, ["Tidak ada usulan dari desa ini di register."])
    still = _open(rows)
    number, decided = int(still["jumlah"].sum()), int(rows["jumlah"].sum() - still["jumlah"].sum())
    lines = [
        f"{words.count(number)} terbuka, {words.count(decided)} sudah diputus. HITUNGAN PASTI."
    ]
    if still["hari"].notna().any():
        lines[0] += f" Yang terlama menunggu {words.count(still['hari'].max())} hari."
    lines += _processing(rows)
    ages = tuple(said for _, _, said in AGES)
    table = tuple((kind, *_by_age(still[still["jenis"] == kind])) for kind in KINDS)
    return Block(title, lines, ("Terbuka", *ages, "tanpa tanggal"), table if number else ())


def _proposals_of(published: Published, choice: Choice) -> pd.DataFrame:
    rows = store.waiting_of(published.version)
    return rows[rows["kode_desa"] == choice.desa]


def _open(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[~rows["diputus"].astype(bool)]


def _by_age(rows: pd.DataFrame) -> tuple[str, ...]:
    days = rows["hari"].astype(float)
    within = [(days >= low) & (days <= (high or np.inf)) for low, high, _ in AGES]
    return tuple(words.count(rows["jumlah"][mine].sum()) for mine in (*within, days.isna()))


def _processing(rows: pd.DataFrame) -> list[str]:
    """The median of Kaplan and Meier: open proposals count as long as they have waited."""
    found = estimates.processing_time(rows)
    if found.n < estimates.ENOUGH or np.isnan(found.median):
        return []
    return [
        f"Separuh usulan diputus dalam {words.count(found.median)} hari, dari "
        f"{words.count(found.n)} usulan. TAKSIRAN: yang masih terbuka ikut dihitung "
        "(Kaplan-Meier)."
    ]


def officers(published: Published, choice: Choice) -> Block:
    """Return how many officers work in the desa, or for want of one in its kecamatan, by role, and
    when they were last seen at work and trained."""
    staff = staffing.in_force(published, choice)
    if staff is None:
        return Block("Petugas", [f"Belum ada daftar petugas sampai {words.month(choice.periode)}."])
    rows = staff.rows[staff.rows["kode_wilayah"].isin([choice.desa, choice.desa[:KECAMATAN]])]
    # The longer code is the desa's: of each role it goes before the kecamatan.
    rows = rows.sort_values("kode_wilayah", ascending=False).drop_duplicates("peran")
    table = tuple(
        (
            f"{row['peran']} ({'desa' if row['kode_wilayah'] == choice.desa else 'kecamatan'})",
            words.count(row["jumlah"]),
            staffing.last_seen(row),
            words.count(row["dilatih"]),
        )
        for row in rows.to_dict("records")
    )
    state = staff.desa.loc[choice.desa, "state"]
    lines = [NO_OPERATOR[state]] if state in NO_OPERATOR else []
    lines.append("Jumlah orang, tanpa nama. HITUNGAN PASTI.")
    title = f"Petugas, daftar {words.month(staff.month)}"
    return Block(title, lines, ("Peran", "Jumlah", "Terakhir aktif", "Pernah dilatih"), table)


def visits(published: Published, choice: Choice) -> tuple[campaign.Progress | None, Block]:
    """Return the progress of the month's kegiatan in the desa (None without one), in words."""
    name = published.months.loc[choice.periode, "kegiatan"]
    known = store.campaigns_of(published.version).campaigns
    mine = known[known["kegiatan"] == name]
    if mine.empty:
        return None, Block("Verval", ["Tidak ada kegiatan verval pada bulan ini."])
    progress = campaign.progress(published, choice, mine.iloc[0])
    first, about = campaign.opening(published, choice, progress)
    outcomes = [campaign.found(progress)] if progress.done else []
    lines = [f"{first} {CAPAIAN_VERVAL.badge.label}.", *outcomes]
    return progress, Block("Verval", [*lines, *_finish(published.version, choice), about])


def _finish(version: Version, choice: Choice) -> list[str]:
    name = store.published(version).months.loc[choice.periode, "kegiatan"]
    found = store.forecast_of(version, name, choice.periode, choice.desa)
    if found.band is None:
        return []
    first, last = (
        words.count(days) if np.isfinite(days) else "lebih dari setahun"
        for days in (found.days_to_finish_lower, found.days_to_finish_upper)
    )
    return [
        f"Perkiraan: {found.band}; selesai {first} sampai {last} hari kerja lagi (rentang 80 %). "
        f"Perlu {words.decimal(found.needed_pace)} KK sehari, laju 20 hari kerja terakhir "
        f"{words.decimal(found.current_pace)}. {computed.PERKIRAAN_SELESAI.badge.label}, dari "
        "laju itu."
    ]


SHARES = tuple(BY_CODE[code] for code in estimates.ESTIMATES)


def shares(published: Published, choice: Choice) -> Block:
    """Return the estimates from verval: of the desa where 30 are verified, of its kecamatan."""
    areas = (choice.desa, choice.desa[:KECAMATAN], choice.desa[:KABUPATEN])
    version, month = published.version, choice.periode
    table = ()
    if len(store.strata_of(version, month)):
        table = tuple(
            (each.short, *(_estimated(version, month, each.code, area) for area in areas))
            for each in SHARES
        )
    lines = [
        f"Dari hasil verval 12 bulan terakhir, {WEIGHTED}; rentang 95 %. Desa dengan "
        f"kurang dari {estimates.ENOUGH} KK terverifikasi tidak punya taksiran sendiri: lihat "
        "kecamatannya."
    ]
    if not table:
        lines = ["Belum ada hasil verval yang dapat dipakai untuk menaksir bulan ini."]
    title = f"{Badge.TAKSIRAN.label}: {Badge.TAKSIRAN.meaning}"
    return Block(title, lines, ("Angka", "Desa ini", "Kecamatan", "Kabupaten"), table)


@st.cache_resource(max_entries=900, show_spinner="Menghitung taksiran …")
def _estimated(version: Version, month: str, code: str, area: str) -> str:
    """Keyed by area, so that the kabupaten is estimated once for all its desa."""
    estimate = estimates.ESTIMATES[code]
    found = estimates.by_area(estimate, store.strata_of(version, month), [area]).iloc[0]
    n = f"{words.count(found['n'])} KK terverifikasi"
    if np.isnan(found["value"]):
        return f"tanpa taksiran: {n}"
    value = words.share(found["value"], found["n"])
    span = words.span(found["lower"], found["upper"], found["n"])
    verified = words.share(found["share_verified"], found["population"])
    told = f"{value} ({span}) · {n} ({verified})"
    if found["share_verified"] < 0.5:
        bounds = words.span(found["bound_lower"], found["bound_upper"], found["population"])
        told += f" · tanpa anggapan {bounds}"
    return told


def moves(published: Published, choice: Choice) -> Block:
    """Return what changed most since the month before."""
    return Block("Berubah sejak bulan lalu", profile.moves(profile.standings(published, choice)))


def told(published: Published, choice: Choice) -> list[Block]:
    """Return all that goes on in the desa, in the order of the sheet."""
    return [
        visits(published, choice)[1],
        proposals(published, choice),
        officers(published, choice),
        moves(published, choice),
    ]
