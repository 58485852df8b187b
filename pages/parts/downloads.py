"""Downloads: the table as it stands, with its definition in every row."""

import pandas as pd
import streamlit as st

from pages.parts import words
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import export
from queries.cube import Cube


def table(published: Published, choice: Choice, cube: Cube, inside) -> None:
    """Offer the chosen area's desa and month as CSV."""
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
        return export.csv_text(indicator, rows, as_of, published.publication).encode()

    sample = "-CONTOH" if published.publication.is_sample else ""
    st.download_button(
        f"Unduh tabel {words.count(inside.sum())} desa (CSV)",
        text,
        file_name=f"{indicator.code}-{choice.periode}{sample}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
