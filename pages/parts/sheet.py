"""The printed sheet of one desa: the words of the page, handed to reports."""

import streamlit as st

from pages.parts import admission, decided, filters, profile, village, words
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries.indicator import Badge
from queries.scope import Right
from queries.standing import Standing
from reports import lembar_desa

FILE = "text/html"
MOST_DECIDED = 4  # decisions on the sheet: more do not fit on one page


def offer(published: Published, choice: Choice, found: dict[str, Standing]) -> None:
    """Offer the sheet of the chosen desa; it is made when somebody asks for it."""
    sample = "-CONTOH" if published.publication.is_sample else ""
    st.download_button(
        "Cetak lembar desa",
        admission.still(Right.ANGKA, lambda: text(published, choice, found).encode()),
        file_name=f"lembar-{choice.desa}-{choice.periode}{sample}.html",
        mime=FILE,
        icon=":material/print:",
        on_click="ignore",
    )


def text(published: Published, choice: Choice, found: dict[str, Standing]) -> str:
    """Return the sheet as HTML: the figures of the page, to the digit."""
    name = filters.area_name(published, choice)
    sentence, detail = profile.opening(name, found, choice.periode)
    months_told, cells = village.musdes(published, choice)
    month = published.months.loc[choice.periode]
    publication = published.publication
    return lembar_desa.page(
        lembar_desa.Sheet(
            name,
            f"{published.kabupaten} · {words.month(choice.periode)} · data per "
            f"{words.day(month['tanggal_acuan'])} · era {month['era']} · terbitan "
            f"{publication.version}, dibuat {words.day(publication.published_at)}",
            publication.is_sample,
            sentence,
            detail,
            village.figures(published, choice, found),
            profile.heads(published, choice),
            [
                (badge.label, badge.meaning, profile.rows(found, badge))
                for badge in (Badge.HITUNGAN_PASTI, Badge.KESESUAIAN)
            ],
            [
                village.shares(published, choice),
                *village.told(published, choice),
                decided.block(published, choice, MOST_DECIDED),
            ],
            (months_told, cells),
            f"{profile.NOTE} {profile.OUTSIDE}",
        )
    )
