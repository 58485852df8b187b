"""Downloads: the table as it stands, with its definition in every row; and what opens once."""

import re
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from pages.parts import admission, words
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import export, handover
from queries.cube import Cube
from queries.indicator import Badge
from queries.scope import Right, Scope
from queries.standing import Standing


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

    label = f"Unduh tabel {words.count(inside.sum())} desa (CSV){f': {about}' if about else ''}"
    _button(published, label, _file(indicator.code, about), choice, text)


def profile(published: Published, choice: Choice, found: dict[str, Standing]) -> None:
    """Offer all indicators of the chosen desa, its kecamatan and the kabupaten as CSV."""
    as_of = words.day(published.months.loc[choice.periode, "tanggal_acuan"])
    place = published.desa.set_index("kode").loc[choice.desa]
    areas = pd.DataFrame(
        {
            "kode": [choice.desa, place["kode_kecamatan"], place["kode_kecamatan"][:5]],
            "kecamatan": [place["kecamatan"], place["kecamatan"], ""],
            "desa": [place["nama"], "", ""],
            "periode": choice.periode,
        }
    )

    def text() -> bytes:
        blocks = [
            (each.indicator, areas.join(pd.DataFrame([each.desa, each.kecamatan, each.kabupaten])))
            for each in found.values()
        ]
        return export.csv_of(blocks, as_of, published.publication).encode()

    _button(published, "Unduh semua angka (CSV)", f"profil-{choice.desa}", choice, text)


def _button(
    published: Published,
    label: str,
    name: str,
    choice: Choice,
    text: Callable[[], bytes],
    right: Right = Right.ANGKA,
    **more,
) -> None:
    sample = "-CONTOH" if published.publication.is_sample else ""
    st.download_button(
        label,
        admission.still(right, text),
        file_name=f"{name}-{choice.periode}{sample}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        **more,
    )


def plain(
    published: Published,
    choice: Choice,
    name: str,
    heads: Sequence[str],
    rows: Sequence[Sequence] | Callable[[], Sequence[Sequence]],
    *,
    badge: Badge,
    definition: str,
    label: str = "Unduh tabel ini (CSV)",
    right: Right = Right.ANGKA,
) -> None:
    """Offer a table as it stands, as CSV under that name; badge and definition in every row.

    `right`: what somebody must hold who downloads it. Rows that take time to put together may be a
    function, called when somebody downloads.
    """
    as_of = words.day(published.months.loc[choice.periode, "tanggal_acuan"])

    def text() -> bytes:
        about = (as_of, badge.label, definition)
        told = rows() if callable(rows) else rows
        return export.plain_text(heads, told, about, published.publication).encode()

    _button(published, label, _file(name), choice, text, right, key=f"unduh-{name}")


def once(
    scope: Scope,
    name: str,
    content: bytes | Path,
    label: str,
    note: str,
    *,
    right: Right | None,
    kode: str = "",
) -> None:
    """Draw the way to a file with persons or accounts in it, which opens once, for minutes, to the
    account of the scope alone; the rest as handover.put. The next run has forgotten it.
    """
    token = handover.put(scope, name, content, right=right, kode=kode)
    st.html(
        f'<p><a href="unduh/{token}" download>{escape(label)}</a><br><small>{escape(note)} Sekali '
        f"unduh, dalam {handover.SECONDS // 60} menit.</small></p>"
    )


def _file(*words_: str) -> str:
    """A name that every system of files takes."""
    return re.sub(r"[^a-z0-9_]+", "-", " ".join(words_).lower()).strip("-")
