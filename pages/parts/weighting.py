"""How an estimate was made: weights, merged strata, bounds and what a quota forces."""

import numpy as np
import streamlit as st

from methods.poststratify import Estimate
from pages.parts import downloads, errors, listing, words
from pages.parts import published as store
from pages.parts.errors import Section
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries.estimates import Forced

MOST_MERGED = 30  # rows listed


def told(published: Published, choice: Choice, section: Section, found: Estimate) -> None:
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


def by_kecamatan(published: Published, choice: Choice, section: Section) -> None:
    """Offer the estimate of every kecamatan, in order of code, as a table and a download."""
    definition = section.definition
    program = errors.program_of(choice, definition)
    found = store.estimated(published.version, choice.periode, definition.code, program).kecamatan
    names = published.areas.set_index("kode")["nama"]
    heads = ("Kecamatan", "Taksiran", "Rentang 95 %", "Terverifikasi", "Tanpa anggapan (Manski)")
    rows = [(names[row.Index], *_of_kecamatan(row)) for row in found.itertuples()]
    with st.expander(f"Taksiran per kecamatan ({len(rows)})"):
        listing.table(heads, rows, numbers=heads[1:])
        downloads.plain(
            published,
            choice,
            f"{definition.code} kecamatan",
            heads,
            rows,
            badge=definition.badge,
            definition=f"{definition.nama}, {errors.about(choice, definition)}. "
            f"{definition.definition}",
        )


def _of_kecamatan(row) -> tuple[str, str, str, str]:
    verified = f"{words.count(row.n)} dari {words.count(row.population)} KK"
    bounds = words.span(row.bound_lower, row.bound_upper, row.population)
    if np.isnan(row.value):
        return words.DASH, words.DASH, verified, bounds
    shown = f"≈ {words.share(row.value, row.n)}", words.span(row.lower, row.upper, row.n)
    return *shown, verified, bounds


def _number(size: float, population: float) -> str:
    if np.isnan(size):
        return words.DASH
    if np.isinf(size):
        return "semua keluarga"
    if size > population:  # that a family receives is known of all
        return f"lebih dari {words.count(population)} KK: siapa menerima sudah diketahui"
    return f"{words.count(size)} KK"


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


def places(least: Forced) -> str:
    """Say how many places there are and where that number comes from."""
    if least.from_quota:
        return f"Kuota {words.count(least.places)} KK menurut tabel kuota."
    return (
        f"Kuota kabupaten belum tercatat; tempat dihitung sebanyak yang terisi sekarang "
        f"({words.count(least.places)} KK)."
    )
