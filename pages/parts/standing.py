"""How desa stand beside each other by one figure: map, groups, funnel, and who is looked into."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from geo import classes
from methods.shrinkage import LEAST_AREAS
from pages.parts import (
    charts,
    discussion,
    downloads,
    errors,
    filters,
    funnels,
    listing,
    picture,
    words,
)
from pages.parts import published as store
from pages.parts.errors import Section
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import groups
from queries.estimates import ENOUGH, ESTIMATES
from queries.groups import Groups
from queries.indicator import Better, Definition
from queries.indicators import BY_CODE
from queries.summary import Version

SHOWN = 5


def desa_map(published: Published, choice: Choice, section: Section, *, height: int) -> None:
    """Draw the map of the section: shares of counts, or estimates by class alone.

    A desa with fewer than 30 verified takes the estimate of its kecamatan, if that has one. An
    estimate is said by its class only: "n of d" beside a desa would pass it off as counted.
    """
    definition = section.definition
    title = f"{definition.nama}, {errors.about(choice, definition)}, {words.month(choice.periode)}"
    if section.is_count:
        sums = errors.cube_of(published, choice, section).table(choice.periode)
        shares = picture.permille(definition, *(sums[name] for name in sums.columns))
    else:
        sums, shares, own = _estimates(published, choice, section)
    picture.share_map(published, choice, definition, sums, shares, title=title, height=height)
    if section.is_estimate:
        own = own[_within(choice, own.index)]
        st.caption(
            f"Taksiran sendiri: {words.count(own.sum())} dari {words.count(len(own))} desa "
            f"(sedikitnya {ENOUGH} KK terverifikasi). Selebihnya berwarna taksiran kecamatannya, "
            "atau kosong bila di kecamatan pun terlalu sedikit."
        )


def _estimates(published: Published, choice: Choice, section: Section):
    """Sums unsaid, shares per mille, and which desa have an estimate of their own."""
    code, program = section.definition.code, errors.program_of(choice, section.definition)
    found = store.estimated(published.version, choice.periode, code, program)
    own = found.desa["value"]
    around = found.kecamatan.reindex(published.desa["kode_kecamatan"])
    value = own.where(own.notna(), around["value"].to_numpy())
    nothing = np.where(around["n"] > 0, classes.TOO_FEW, classes.NO_DATA)
    shares = np.where(value.notna(), np.floor(1000 * value.fillna(0) + 0.5), nothing)
    sums = pd.DataFrame(np.nan, index=own.index, columns=["numerator", "denominator", "unknown"])
    return sums, shares.astype(int), own.notna()


def is_comparable(published: Published, choice: Choice, section: Section) -> bool:
    """Whether enough desa have the figure to be compared: then there is a funnel."""
    return asked(published, choice, section).groups.comparable


def panel(published: Published, choice: Choice, section: Section) -> None:
    """Say how many desa are in each group, and name those to look into this month."""
    about = asked(published, choice, section)
    if not about.groups.comparable:
        st.info(f"Kurang dari {LEAST_AREAS} desa punya angka ini: belum bisa dibandingkan.")
        return
    told = _told(about)
    inside = told[_within(choice, told.index)]
    sizes = inside["group"].value_counts().to_dict()
    judged = sum(sizes.values()) - sizes.get(groups.FEW, 0)
    # Desa without a figure of their own are in no row: of them too little is known as well.
    sizes[groups.FEW] = _within(choice, published.desa["kode"]).sum() - judged
    lines = [
        f"{sign} **{words.count(sizes.get(group, 0))} desa** {name}"
        for group, (sign, name) in _names(section.definition).items()
    ]
    st.markdown("**Dibandingkan dengan desa lain**")
    st.markdown("  \n".join(lines))
    if choice.desa in told.index:
        row = told.loc[choice.desa]
        st.markdown(f"**{words.plain(row['label'])}**: {row['kelompok']}; {row['said']}")
    if section.definition.better is not Better.NEITHER:
        flagged = inside[inside["flagged"]]
        st.markdown(f"**Desa untuk ditelusuri bulan ini ({len(flagged)})**")
        if flagged.empty:
            discussion.nothing_found(judged, judged + sizes[groups.FEW])
        else:
            _to_visit(published, flagged, about.groups.funnel.centre)


def _names(definition: Definition) -> dict[str, tuple[str, str]]:
    """Return sign and words of each group of desa by this figure."""
    return words.COUNTED if definition.better is Better.NEITHER else words.GROUPS


def _within(choice: Choice, codes: pd.Index | pd.Series) -> np.ndarray:
    """Which of these desa lie in the chosen kecamatan, or in all."""
    return np.array([not choice.kecamatan or kode.startswith(choice.kecamatan) for kode in codes])


def _to_visit(published: Published, flagged: pd.DataFrame, usual: float) -> None:
    """Name the desa of the list of the month that this figure put there, with why."""
    if len(flagged) > SHOWN:
        st.caption(f"{SHOWN} yang terbanyak; selebihnya pada tabel di bawah.")
    pick = filters.pick_desa(published)
    with st.container(gap="xxsmall", key="daftar-bicara"):
        for row in flagged.nlargest(SHOWN, "numerator").itertuples():
            st.button(
                words.plain(row.label),
                key=f"bicara-{row.Index}",
                type="tertiary",
                on_click=pick,
                args=(row.Index,),
            )
            st.markdown(
                words.kept(
                    f"{row.said}; kabupaten {words.share(usual, np.inf)}; peluang lebih buruk "
                    f"{words.chance(row.worse)}"
                )
            )


def said(definition: Definition, row) -> str:
    """The figure of a desa in words: counts as counts, an estimate as one."""
    if definition.code in ESTIMATES:
        return (
            f"≈ {words.share(row.value, row.denominator)} (setara "
            f"{words.count(row.denominator)} KK acak)"
        )
    sums = {"numerator": row.numerator, "denominator": row.denominator, "unknown": 0}
    counts = f"{words.count(row.numerator)} dari {words.count(row.denominator)}"
    return f"{errors.rate(definition, sums)} ({counts} {words.known(definition)})"


@dataclass(frozen=True)
class Asked:
    """Whose comparison it is: what a cache tells them apart by."""

    version: Version
    month: str
    code: str
    program: str

    @property
    def groups(self) -> Groups:
        return store.groups_of(self.version, self.month, self.code, self.program)


def asked(published: Published, choice: Choice, section: Section) -> Asked:
    """Return what the page compares: all desa of the kabupaten by the section's figure."""
    definition = section.definition
    program = errors.program_of(choice, definition)
    return Asked(published.version, choice.periode, definition.code, program)


@st.cache_resource(max_entries=40, show_spinner=False)
def _told(about: Asked) -> pd.DataFrame:
    """The table of the groups with label, name and said of each desa, and kelompok in words."""
    definition, table = BY_CODE[about.code], about.groups.table
    labels = store.published(about.version).desa.set_index("kode")["label"].reindex(table.index)
    names = _names(definition)
    return table.assign(
        label=labels,
        name=labels.str.split(" (", regex=False).str[0],
        said=[said(definition, row) for row in table.itertuples()],
        kelompok=[" ".join(names[group]) for group in table["group"]],
    )


@st.cache_resource(max_entries=100, show_spinner=False)
def _figure(about: Asked, chosen: str | None, large: bool, ink: str | None) -> go.Figure:
    definition, table = BY_CODE[about.code], _told(about)
    side = "sedikit" if definition.better is Better.NEITHER else "buruk"
    texts = [
        f"<b>{row.label}</b><br>{row.said}<br>{row.kelompok}; peluang lebih {side} "
        f"{words.chance(row.worse)}"
        for row in table.itertuples()
    ]
    return funnels.figure_of(
        about.groups,
        table.assign(text=texts),
        unit="KK terverifikasi (setara contoh acak)"
        if about.code in ESTIMATES
        else words.known(definition),
        chosen=chosen,
        large=large,
        ink=ink,
        per=definition.per,
        worse_above=definition.better is Better.LOWER,
    )


def funnel(published: Published, choice: Choice, section: Section) -> None:
    """Draw the funnel of all desa that are comparable; a click on a point chooses the desa."""
    about = asked(published, choice, section)
    st.subheader("Di luar kebetulan atau tidak")
    figure = _figure(about, choice.desa, choice.projector, charts.ink(choice.projector))
    funnels.draw(figure, about.groups.table.index, choice.desa, filters.pick_desa(published))
    spread = ""
    if about.groups.funnel.adjusted:
        phi = f"{about.groups.funnel.phi:.1f}".replace(".", ",")
        spread = f" Desa memang berbeda-beda (φ = {phi}): batasnya sudah dilebarkan."
    st.caption(
        "Tiap titik satu desa. Di dalam corong, bedanya dari rata-rata kabupaten bisa karena "
        f"kebetulan; garis luar 99,8 %, garis dalam 95 %.{spread}"
    )


def table(published: Published, choice: Choice, section: Section) -> None:
    """Offer what map and funnel show as a table, by code of desa, and as a download."""
    definition = section.definition
    found = _told(asked(published, choice, section))
    found = found[_within(choice, found.index)]
    side = "sedikit" if definition.better is Better.NEITHER else "buruk"
    heads = (
        "Desa/kelurahan",
        "Angka",
        "Kelompok",
        f"Peluang lebih {side}",
        f"Peluang {groups.WORST} ter{side}",
    )
    rows = [
        (
            row.label,
            row.said,
            f"{row.kelompok}, ditelusuri" if row.flagged else row.kelompok,
            words.chance(row.worse),
            words.chance(row.worst),
        )
        for row in found.itertuples()
    ]
    with st.expander(f"Angka yang sama sebagai tabel ({len(rows)} desa)"):
        listing.table(heads, rows, numbers=heads[3:])
        about = errors.about(choice, definition)
        downloads.plain(
            published,
            choice,
            f"{definition.code} kelompok",
            heads,
            rows,
            badge=definition.badge,
            definition=f"{definition.nama}, {about}. {definition.definition}",
        )
