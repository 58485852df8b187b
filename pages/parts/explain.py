"""How the number was made, for whoever doubts it."""

import pandas as pd
import streamlit as st

from pages.parts import listing, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import describe, readings
from queries.indicator import Definition
from queries.indicators import DEFINITIONS

MOST_REVISIONS = 100  # rows listed


def method(definition: Definition) -> None:
    """Offer the definition of an indicator below its figures."""
    with st.expander("Bagaimana angka ini dihitung"):
        st.markdown(describe.entry(definition))


def matching(wanted: str) -> list[Definition]:
    """Return the indicators whose entry holds every word of what somebody typed."""
    asked = wanted.lower().split()
    return [
        definition
        for definition in DEFINITIONS
        if all(word in describe.entry(definition).lower() for word in asked)
    ]


def index(definitions: list[Definition]) -> None:
    """Draw the list of what was found, each a link to its entry."""
    links = [f"- {d.number} · [{d.nama}](#{d.code}) · {d.badge.label}" for d in definitions]
    st.markdown("\n".join(links))


def catalogue_entry(
    published: Published, choice: Choice, definition: Definition, *, with_sql: bool
) -> None:
    """Draw one entry of the catalogue, under an anchor of its own."""
    head, body = describe.entry(definition).split("\n", 1)
    st.header(head.removeprefix("## "), anchor=definition.code, divider="gray")
    filled = store.readings_of(published.version, choice.periode).get(definition.code)
    if filled:
        told = readings.sentence(definition, filled)
        listing.text(f"{published.kabupaten}, {words.month(choice.periode)}: {told}", kind="kini")
    st.markdown(body)
    if with_sql and describe.sql(definition):
        st.code(describe.sql(definition), language="sql", height=320)


def revisions(published: Published, choice: Choice) -> None:
    """List what earlier versions said of the chosen indicator, month and area; nothing if alike."""
    rows, _ = store.revisions_of(published.version)
    mine = store.inside(published, choice.kecamatan, choice.desa)
    desa = published.desa[mine].set_index("kode")["label"]
    rows = rows[
        (rows["indikator"] == choice.subject.code)
        & (rows["rincian"] == "")
        & (rows["periode"] == choice.periode)
        & rows["kode_desa"].isin(desa.index)
    ]
    if rows.empty:
        return
    now = store.cube_of(published.version, choice.subject.code).table(choice.periode)
    with st.expander(f"Direvisi sejak pertama terbit ({words.count(len(rows))} desa)"):
        told = [
            (
                desa[row.kode_desa],
                f"terbitan {row.terbitan_lama}",
                _said(row),
                _said(now.loc[row.kode_desa]),
            )
            for row in rows.head(MOST_REVISIONS).itertuples()
        ]
        listing.table(("Desa/kelurahan", "Semula pada", "Semula", "Sekarang"), told)


def _said(sums) -> str:
    if pd.isna(sums.denominator) or not sums.denominator:
        return "tidak ada angka"
    share = words.aside(words.percent(sums.numerator, sums.denominator))
    return f"{words.count(sums.numerator)} dari {words.count(sums.denominator)}{share}"
