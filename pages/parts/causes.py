"""What lies behind a figure of the error pages: reasons, what is unknown, how it was estimated."""

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from methods.poststratify import Estimate
from pages.parts import downloads, errors, headline, listing, weighting, words
from pages.parts import published as store
from pages.parts.errors import Section
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import estimates
from queries.indicator import Definition
from queries.indicators.recipients import CAKUPAN_KK
from queries.measure import SUMS
from queries.readings import DTSEN

UNKNOWN = ("belum diketahui", "tanpa desil", "belum diverval")  # hatched: neither yes nor no


def bars(title: str, rows: Sequence[tuple[str, float]], whole: float, unit: str, note="") -> None:
    """Draw counts as bars of one whole, each with its number; they need not add up to it.

    Of a whole too small for a percentage only the counts are said.
    """
    drawn = "".join(_bar(name, number, whole, unit) for name, number in rows)
    small = f"<p>{escape(note)}</p>" if note else ""
    st.html(f'<section class="sebab"><h3>{escape(title)}</h3>{drawn}{small}</section>')


def _bar(name: str, number: float, whole: float, unit: str) -> str:
    few = whole < headline.FEWEST
    width = 0 if few else 100 * min(1, number / whole)
    said = f"{words.count(number)} {unit}" + ("" if few else f" · {words.percent(number, whole)}")
    kind = "s" if name in UNKNOWN else "i"
    return (
        f'<div class="baris"><span>{escape(name)}</span><b>{escape(said)}</b>'
        f'<div class="lajur"><{kind} style="width:{width:.1f}%"></{kind}></div></div>'
    )


def of(published: Published, choice: Choice, section: Section) -> None:
    """Draw what lies behind the section's figure for the chosen area."""
    BEHIND[section.definition.code](published, choice, section)


def _part(published: Published, choice: Choice, section: Section, name: str = "") -> pd.Series:
    """The three sums of a part of a counted figure, of the chosen area and month."""
    cube = errors.cube_of(published, choice, section)
    inside = store.inside(published, choice.kecamatan, choice.desa)
    return cube.trend(inside, name).loc[choice.periode]


def _status(published: Published, choice: Choice, section: Section) -> None:
    whole = _part(published, choice, section)
    rows = [
        (name, _part(published, choice, section, name)["numerator"])
        for name in section.definition.breakdown
    ]
    bars(
        "Menurut sebab",
        [*rows, ("belum diketahui", whole["unknown"])],
        whole["denominator"],
        section.definition.unit,
        "Satu keluarga bisa punya lebih dari satu sebab: batang-batang ini tidak dijumlahkan.",
    )


def _outside_desil(published: Published, choice: Choice, section: Section) -> None:
    whole, without = (_part(published, choice, section, name) for name in ("", "tanpa desil"))
    inside = whole["denominator"] - whole["numerator"]
    rows = [
        ("di luar desil sasaran", whole["numerator"]),
        ("dalam desil sasaran", inside),
        ("tanpa desil", without["numerator"]),
    ]
    bars("Semua penerima", rows, without["denominator"], section.definition.unit)
    if published.months.loc[choice.periode, "era"] != DTSEN:
        return
    cube = store.month_of(published.version, CAKUPAN_KK.code, choice.periode)
    sums = pd.DataFrame({part: block.sum(axis=(1, 2)) for part, block in cube.sums.items()})
    program = errors.program_of(choice, section.definition)
    index = estimates.compliance(sums.set_axis(SUMS).T, program)
    if not np.isnan(index):
        told = f"{index:.2f}".replace(".", ",")
        st.markdown(
            f"**Indeks kesesuaian desil {told}** ({words.plain(published.kabupaten)}, KESESUAIAN): "
            f"bagian penerima dalam desil 1-4 {told} kali bagian keluarga dalam desil 1-4; 1 "
            "berarti netral. Bukan untuk membandingkan desa."
        )


def _not_receiving(published: Published, choice: Choice, section: Section) -> None:
    whole = _part(published, choice, section)
    known = whole["denominator"] - whole["unknown"]
    rows = [
        ("belum menerima", whole["numerator"]),
        ("sudah menerima", known - whole["numerator"]),
        ("belum diketahui", whole["unknown"]),
    ]
    bars("Keluarga dalam desil sasaran", rows, whole["denominator"], section.definition.unit)
    if choice.kecamatan or choice.desa:
        st.caption("Bagian karena kuota hanya dapat dihitung untuk kabupaten.")
        return
    program = errors.program_of(choice, section.definition)
    reached = store.cube_of(published.version, CAKUPAN_KK.code, program).table(choice.periode)
    if not reached["denominator"].sum():
        return  # how many receive is not known
    receiving = reached["numerator"].sum()
    quotas = store.quotas_of(published.version, choice.periode)
    least = estimates.forced(float(known), float(receiving), quotas, published.code, program)
    forced = min(whole["numerator"], round(least.exclusion * known))
    bars(
        f"Dari {words.count(whole['numerator'])} KK yang belum menerima",
        [
            ("tidak terhindarkan: tempatnya kurang", forced),
            ("selebihnya: tempat terisi di luar sasaran", whole["numerator"] - forced),
        ],
        whole["numerator"],
        "KK",
        weighting.places(least),
    )


def _found(published: Published, choice: Choice, section: Section) -> None:
    parts = {
        name: _part(published, choice, section, name)["numerator"]
        for name in section.definition.breakdown
    }
    verified = parts["menunggu keputusan"] + parts["ditolak atau dikembalikan"]
    verified += parts["sudah ditetapkan"]
    bars(
        "Temuan layak 12 bulan terakhir menurut tahap",
        [(name, number) for name, number in parts.items() if name != "diverifikasi bulan itu"],
        verified,
        section.definition.unit,
        f"{words.count(parts['diverifikasi bulan itu'])} KK di antaranya diverifikasi bulan ini. "
        "Temuan, bukan angka kesalahan: lebih banyak bisa berarti kerja yang lebih baik.",
    )


def _ineligible(published: Published, choice: Choice, section: Section) -> None:
    found = errors.estimate(published, choice, section)
    rows = _strata(published, choice, section)
    verified(rows, found)
    reasons(published, choice, section)
    weighting.told(published, choice, section, found)


def _eligible(published: Published, choice: Choice, section: Section) -> None:
    found = errors.estimate(published, choice, section)
    verified(_strata(published, choice, section), found)
    weighting.told(published, choice, section, found)


def _strata(published: Published, choice: Choice, section: Section) -> pd.DataFrame:
    """The strata that the estimate of the chosen area is made of."""
    code, program = section.definition.code, errors.program_of(choice, section.definition)
    rows = store.strata_of(published.version, choice.periode, program)
    rows = rows[rows["kode_desa"].str.startswith(errors.area(published, choice))]
    if code == "penerima_tidak_layak":
        return rows[rows["menerima"].astype(bool)]
    if code == "layak_belum_menerima":
        return rows[rows["sasaran"].eq(True)]  # noqa: FBT003  (what cannot be said is neither)
    return rows


RESULTS = {
    "layak": "layak",
    "tidak_layak": "tidak layak",
    "kependudukan": "meninggal, pindah, NIK ganda (lihat Status bermasalah)",
    "tidak_ditemukan": "tidak ditemukan",
}


def verified(rows: pd.DataFrame, found: Estimate) -> None:
    """Draw what visits of the last 12 months found, and how many families nobody visited."""
    counts = [(name, rows[column].sum()) for column, name in RESULTS.items()]
    left = rows["jumlah"].sum() - sum(number for _, number in counts)
    bars(
        "Hasil verval 12 bulan terakhir",
        [*counts, ("belum diverval", left)],
        found.population,
        "KK",
        "Temuan petugas, belum ditimbang: yang diverval bukan contoh acak, jadi bukan taksiran.",
    )


def reasons(published: Published, choice: Choice, section: Section) -> None:
    """Draw why families were found tidak layak, and whether an earlier visit said layak."""
    rows = store.reasons_of(published.version, choice.periode)
    program = errors.program_of(choice, section.definition)
    mine = rows[
        (rows["program"] == program)
        & rows["kode_desa"].str.startswith(errors.area(published, choice))
    ]
    if section.definition.code == "penerima_tidak_layak":
        mine = mine[mine["menerima"].astype(bool)]
    if mine.empty:
        return
    by_reason = mine.groupby("alasan")["jumlah"].sum().sort_values(ascending=False)
    whole = by_reason.sum()
    changed = mine.loc[mine["pernah_layak"].astype(bool), "jumlah"].sum()
    bars(
        f"Alasan {words.count(whole)} KK yang dinyatakan tidak layak",
        [*by_reason.items(), ("pernah layak pada verval sebelumnya", changed)],
        whole,
        "KK",
        "Satu alasan per keluarga. Yang pernah layak bisa berarti keadaannya membaik (graduasi), "
        "bukan salah sejak awal; daftar alasan sendiri tidak membedakannya.",
    )


BEHIND = {
    "status_bermasalah_pct": _status,
    "luar_desil_pct": _outside_desil,
    "belum_menerima_pct": _not_receiving,
    "temuan_layak_per_1000": _found,
    "penerima_tidak_layak": _ineligible,
    "terdaftar_tidak_layak": _ineligible,
    "layak_belum_menerima": _eligible,
}


def outside(published: Published, choice: Choice, definition: Definition) -> None:
    """Draw the benchmarks of BPS for the kabupaten, and why they are not an error rate."""
    benchmarks = store.benchmarks_of(published.version)
    mine = benchmarks[benchmarks["kode_wilayah"] == published.code]
    mine = mine.sort_values(["ukuran", "tahun"], ascending=[True, False])
    heads = ("Ukuran", "Tahun", "Nilai", "RSE", "Sumber")
    rows = [
        (
            row.ukuran,
            str(row.tahun),
            f"{_plain(row.nilai)} {row.satuan}",
            words.DASH if pd.isna(row.rse_pct) else f"{_plain(row.rse_pct)} %",
            row.sumber,
        )
        for row in mine.itertuples()
    ]
    st.markdown("\n".join(f"- {caveat}" for caveat in definition.caveats))
    if not rows:
        st.info("Belum ada angka BPS untuk kabupaten ini pada tabel pembanding.")
        return
    listing.table(heads, rows, numbers=("Tahun", "RSE"))
    downloads.plain(
        published,
        choice,
        "pembanding bps",
        heads,
        rows,
        badge=definition.badge,
        definition=definition.definition,
    )


def _plain(number: float) -> str:
    """1745278.0 → 1.745.278; 98.02 → 98,02."""
    whole, _, rest = f"{number:.2f}".partition(".")
    return words.count(int(whole)) + (f",{rest}" if rest != "00" else "")
