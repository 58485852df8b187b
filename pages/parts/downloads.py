"""Downloads: the table as it stands, with its definition in every row."""

import re
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.parts import words
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import export
from queries.cube import Cube
from queries.indicator import Badge


def table(published: Published, choice: Choice, cube: Cube, inside, *, about: str = "") -> None:
    """Offer the chosen area's desa and month as CSV; `about`: which part of the indicator."""
    as_of = words.day(published.months.loc[choice.periode, "tanggal_acuan"])
    indicator = cube.indicator

    def text() -> bytes:
        sums = cube.table(choice.periode)[inside]
        places = published.desa.set_index("kode").loc[sums.index]
        rows = pd.DataFrame(
            {
                "kode": sums.index,
                "kecamatan": places["kecamatan"],
                "desa": places["nama"],
                "periode": choice.periode,
                **{name: sums[name] for name in sums.columns},
            }
        )
        return export.csv_text(indicator, rows, as_of, published.publication, about).encode()

    sample = "-CONTOH" if published.publication.is_sample else ""
    st.download_button(
        f"Unduh tabel {words.count(inside.sum())} desa (CSV){f': {about}' if about else ''}",
        text,
        file_name=f"{_file(indicator.code, about)}-{choice.periode}{sample}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def plain(
    published: Published,
    choice: Choice,
    name: str,
    heads: Sequence[str],
    rows: Sequence[Sequence],
    *,
    badge: Badge,
    definition: str,
) -> None:
    """Offer a table as it stands, as CSV under that name; badge and definition in every row."""
    as_of = words.day(published.months.loc[choice.periode, "tanggal_acuan"])
    sample = "-CONTOH" if published.publication.is_sample else ""

    def text() -> bytes:
        about = (as_of, badge.label, definition)
        return export.plain_text(heads, rows, about, published.publication).encode()

    st.download_button(
        "Unduh tabel ini (CSV)",
        text,
        file_name=f"{_file(name)}-{choice.periode}{sample}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"unduh-{name}",
    )


def _file(*words_: str) -> str:
    """A name that every system of files takes."""
    return re.sub(r"[^a-z0-9_]+", "-", " ".join(words_).lower()).strip("-")
