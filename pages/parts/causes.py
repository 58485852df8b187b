"""What lies behind a figure of the error pages: reasons, what is unknown, how it was estimated."""

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from methods.poststratify import Estimate
from pages.parts import charts, downloads, errors, listing, words
from pages.parts import published as store
from pages.parts.errors import Section
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import estimates, export
from queries.estimates import Forced
from queries.indicator import Definition
from queries.indicators.recipients import CAKUPAN_KK
from queries.measure import SUMS, value
from queries.readings import DTSEN

UNKNOWN = ("belum diketahui", "tanpa desil", "belum diverval")  # hatched: neither yes nor no


def bars(title: str, rows: Sequence[tuple[str, float]], whole: float, unit: str, note="") -> None:
    """Draw counts as bars of one whole, each with its number; they need not add up to it."""
    drawn = "".join(_bar(name, number, whole, unit) for name, number in rows)
    small = f"<p>{escape(note)}</p>" if note else ""
    st.html(f'<section class="sebab"><h3>{escape(title)}</h3>{drawn}{small}</section>')


def _bar(name: str, number: float, whole: float, unit: str) -> str:
    width = 100 * min(1, number / whole) if whole else 0
    said = f"{words.count(number)} {unit} · {words.percent(number, whole)}"
    kind = "s" if name in UNKNOWN else "i"
    return (
        f'<div class="baris"><span>{escape(name)}</span><b>{escape(said)}</b>'
        f'<div class="lajur"><{kind} style="width:{width:.1f}%"></{kind}></div></div>'
    )


def of(published: Published, choice: Choice, section: Section) -> None:
    """Draw what lies behind the section's figure for the chosen area."""
    BEHIND[section.definition.code](published, choice, section)


def _inside(published: Published, choice: Choice) -> np.ndarray:
    return store.inside(published, choice.kecamatan, choice.desa)


def _part(published: Published, choice: Choice, section: Section, name: str = "") -> pd.Series:
    """The three sums of a part of a counted figure, of the chosen area and month."""
    cube = errors.cube_of(published, choice, section)
    return cube.trend(_inside(published, choice), name).loc[choice.periode]


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
            f"**Indeks kesesuaian desil {told}** ({published.kabupaten}, KESESUAIAN): bagian "
            f"penerima dalam desil 1-4 {told} kali bagian keluarga dalam desil 1-4; 1 berarti "
            "netral. Bukan untuk membandingkan desa."
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
    quotas = store.quotas_of(published.version)
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
        places(least),
    )


def places(least: Forced) -> str:
    """Say how many places there are and where that number comes from."""
    if least.from_quota:
        return f"Kuota {words.count(least.places)} KK menurut tabel kuota."
    return (
        f"Kuota kabupaten belum tercatat; tempat dihitung sebanyak yang terisi sekarang "
        f"({words.count(least.places)} KK)."
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
    weighting(published, choice, section, found)


def _eligible(published: Published, choice: Choice, section: Section) -> None:
    found = errors.estimate(published, choice, section)
    verified(_strata(published, choice, section), found)
    weighting(published, choice, section, found)


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


def weighting(published: Published, choice: Choice, section: Section, found: Estimate) -> None:
    """Say how an estimate was made, for whoever doubts it."""
    rows = [
        ("Taksiran", f"≈ {words.share(found.value, found.n)}"),
        ("Rentang 95 %", words.span(found.lower, found.upper, found.n)),
        (
            "Terverifikasi (layak atau tidak layak)",
            f"{words.count(found.n)} dari {words.count(found.population)} KK "
            f"({words.share(found.share_verified, found.population)})",
        ),
        ("Setara contoh acak sebesar", _number(found.n_effective, found.population)),
        ("Pengaruh penimbang (Kish)", f"{found.design_effect:.2f}".replace(".", ",")),
        ("Lapisan digabung", f"{len(found.collapsed)} (kurang dari 5 hasil)"),
        ("Penimbang dipotong", "ya, condong ke yang diverval" if found.capped else "tidak"),
    ]
    if errors.needs_bounds(section.definition, found):
        rows.append(("Batas tanpa anggapan (Manski)", words.span(*found.bounds, found.population)))
    if not choice.kecamatan and not choice.desa:
        rows += _unavoidable(published, choice, section)
    with st.expander("Bagaimana taksiran ini dibuat"):
        listing.table(("Hal", "Nilai"), rows)
        st.markdown(section.definition.definition)
        _merged(published, found)


def _number(size: float, population: float) -> str:
    if np.isnan(size):
        return words.DASH
    return "semua keluarga" if np.isinf(size) or size > population else f"{words.count(size)} KK"


def _unavoidable(published: Published, choice: Choice, section: Section) -> list[tuple[str, str]]:
    code, program = section.definition.code, errors.program_of(choice, section.definition)
    least = store.estimated(published.version, choice.periode, code, program).forced
    share, name = {
        "penerima_tidak_layak": (least.inclusion, "Salah sasaran yang tidak terhindarkan"),
        "layak_belum_menerima": (least.exclusion, "Belum menerima yang tidak terhindarkan"),
    }.get(code, (np.nan, ""))
    if np.isnan(share):
        return []
    told = (
        f"≈ {words.share(share, least.eligible)}: {words.count(least.places)} tempat untuk ≈ "
        f"{words.count(least.eligible)} KK layak dalam desil sasaran"
    )
    return [(name, f"{told}. {places(least)}")]


MOST_MERGED = 30  # rows listed


def _merged(published: Published, found: Estimate) -> None:
    """List the strata that had too few results and what they were merged into."""
    names = published.areas.set_index("kode")["nama"].to_dict()
    if not found.collapsed:
        return
    rows = [(_stratum(a, names), _stratum(b, names)) for a, b, _ in found.collapsed[:MOST_MERGED]]
    st.markdown(f"{min(MOST_MERGED, len(found.collapsed))} gabungan pertama:")
    listing.table(("Lapisan", "Digabung ke"), rows)


def _stratum(keys: tuple, names: dict[str, str]) -> str:
    """A stratum in words: keys as in `estimates.KEYS`, "*" where they vary."""
    kecamatan, desa, receives, matched, desil = keys
    parts = [
        names.get(desa, "semua desa" if desa == "*" else desa),
        names.get(kecamatan, "semua kecamatan"),
        {True: "penerima", False: "bukan penerima"}.get(receives, "penerima atau bukan"),
        {True: "padan", False: "tidak padan"}.get(matched, "padan atau tidak"),
        "semua desil" if desil == "*" else f"desil {desil}",
    ]
    return ", ".join(parts)


BEHIND = {
    "status_bermasalah_pct": _status,
    "luar_desil_pct": _outside_desil,
    "belum_menerima_pct": _not_receiving,
    "temuan_layak_per_1000": _found,
    "penerima_tidak_layak": _ineligible,
    "terdaftar_tidak_layak": _ineligible,
    "layak_belum_menerima": _eligible,
}


def trend(published: Published, choice: Choice, section: Section) -> None:
    """Draw the section's figure by month for the chosen area, with its range if it is estimated."""
    rows = _by_month(published, choice, section)
    if rows["value"].notna().sum() < 2:
        return
    st.subheader("Bulan demi bulan")
    suffix = " %" if getattr(section.definition, "is_share", True) else ""
    title = f"Tren {section.definition.nama}"
    charts.series(
        rows,
        published.months["era"],
        title=title,
        suffix=suffix,
        large=choice.projector,
        key="tren",
    )
    since(published, choice, section, rows)
    with st.expander("Angka per bulan sebagai tabel"):
        heads = ("Bulan", section.definition.short)
        lines = [(words.month(month), row.said) for month, row in rows.iterrows()]
        listing.table(heads, lines)
        about = errors.about(choice, section.definition)
        downloads.plain(
            published,
            choice,
            f"{section.definition.code} bulanan",
            heads,
            lines,
            badge=section.definition.badge,
            definition=f"{section.definition.nama}, {about}. {section.definition.definition}",
        )


def _by_month(published: Published, choice: Choice, section: Section) -> pd.DataFrame:
    """value, lower, upper (in the figure's own unit) and said, indexed by periode."""
    if section.is_count:
        return _counts_by_month(published, choice, section)
    rows = [
        _estimate_row(errors.estimate(published, choice, section, month))
        for month in published.months.index
    ]
    columns = ["value", "lower", "upper", "said"]
    return pd.DataFrame(rows, index=published.months.index, columns=columns)


def _estimate_row(found: Estimate) -> tuple[float, float, float, str]:
    if np.isnan(found.value) or found.n < estimates.ENOUGH:
        return np.nan, np.nan, np.nan, words.DASH
    said = (
        f"≈ {words.share(found.value, found.n)} (rentang "
        f"{words.span(found.lower, found.upper, found.n)}; {words.count(found.n)} KK terverifikasi)"
    )
    return 100 * found.value, 100 * found.lower, 100 * found.upper, said


def _counts_by_month(published: Published, choice: Choice, section: Section) -> pd.DataFrame:
    cube, definition = errors.cube_of(published, choice, section), section.definition
    table = cube.trend(_inside(published, choice))
    known = table["unknown"] < table["denominator"]
    shares = value(table["numerator"], table["denominator"], definition.per)
    said = [
        f"{errors.rate(definition, row)} ({words.count(row['numerator'])} dari "
        f"{words.count(row['denominator'])} {definition.unit})"
        if sure
        else words.DASH
        for sure, row in zip(known, table.to_dict("records"), strict=True)
    ]
    few = table["denominator"] < export.FEWEST
    shown = np.where(known & ~few, shares, np.nan)
    return pd.DataFrame(
        {"value": shown, "lower": np.nan, "upper": np.nan, "said": said}, index=table.index
    )


def since(published: Published, choice: Choice, section: Section, rows: pd.DataFrame) -> None:
    """Say both months beside each other; of an estimate no difference, for both share families."""
    month = errors.compared_with(published, choice)
    if month is None:
        if choice.subject.since:
            st.caption(
                f"{words.month(choice.subject.since)} tidak dapat dibandingkan: bukan bulan "
                "sebelumnya, atau dari era lain."
            )
        return
    if section.is_count:
        told = errors.change(published, choice, section)
        if told:
            st.markdown(
                f"**{told}**: {rows.loc[month, 'said']} → {rows.loc[choice.periode, 'said']}"
            )
        return
    st.markdown(
        f"**{words.month(month)}**: {rows.loc[month, 'said']} → **{words.month(choice.periode)}**: "
        f"{rows.loc[choice.periode, 'said']}"
    )
    if _overlap(rows.loc[month], rows.loc[choice.periode]):
        st.caption("Kedua rentang bersinggungan: perubahannya belum tentu sungguhan.")


def _overlap(one: pd.Series, other: pd.Series) -> bool:
    return one["lower"] <= other["upper"] and other["lower"] <= one["upper"]


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
