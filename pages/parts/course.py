"""A figure of the error pages month by month, and what changed since an earlier one."""

import numpy as np
import pandas as pd
import streamlit as st

from methods.poststratify import Estimate
from pages.parts import charts, downloads, errors, listing, words
from pages.parts import published as store
from pages.parts.errors import Section
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import alike, estimates, export
from queries.measure import value


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
        alike.breaks(
            published.months, section.definition, errors.program_of(choice, section.definition)
        ),
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
    table = cube.trend(store.inside(published, choice.kecamatan, choice.desa))
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
    month, reason = errors.compared_with(published, choice, section)
    if month is None:
        if reason:
            named = choice.subject.since
            before = words.month(named) if named else "Bulan sebelumnya"
            st.caption(f"{before} tidak dapat dibandingkan: {reason}.{_instead(reason)}")
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


def _instead(reason: str) -> str:
    """What to look at where lists differ: each programme by itself goes on."""
    return " Pilih satu program untuk melihat perubahannya." if "daftar" in reason else ""


def _overlap(one: pd.Series, other: pd.Series) -> bool:
    return one["lower"] <= other["upper"] and other["lower"] <= one["upper"]
