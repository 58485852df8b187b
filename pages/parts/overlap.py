"""Programmes that families have together: how many, and which of these may not be."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.parts import charts, downloads, listing, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import overlaps
from queries.indicator import Badge

MOST = 14  # combinations drawn; the table beneath has all of them
ROW, HEAD = 24, 80  # px of a row, and of what stands above and below the rows
# How each kind is told apart: sign, colour and pattern of its bar.
KINDS = {
    overlaps.UNLAWFUL: ("▲", "#b5402a", "/"),
    overlaps.UNRULED: ("?", charts.QUIET, "."),
    overlaps.LAWFUL: ("", charts.ACCENT, ""),
    overlaps.ALONE: ("", "#7fb8bb", ""),
}
DEFINITION = (
    "Keluarga aktif terdaftar menurut gabungan program yang diterimanya pada bulan itu; setiap "
    "keluarga dihitung sekali, pada gabungan yang persis. Boleh tidaknya menurut tabel aturan "
    "(jenis boleh rangkap dan tidak boleh rangkap) yang berlaku pada tanggal acuan"
)


def together(published: Published, choice: Choice) -> pd.DataFrame:
    """Return keluarga, tidak_aktif, kind by combination, of the chosen area and month.

    The most families first. Empty where the version was published without overlaps.
    """
    rows, rules = store.overlaps_of(published.version, choice.periode)
    inside = store.inside(published, choice.kecamatan, choice.desa)
    mine = rows[rows["kode_desa"].isin(published.desa["kode"][inside])]
    added = mine.groupby("kombinasi")[["keluarga", "tidak_aktif"]].sum()
    lawful = dict(zip(rules["pasangan"], rules["boleh"], strict=True))
    kinds = [overlaps.judged(combination, lawful) for combination in added.index]
    return added.assign(kind=kinds).sort_values("keluarga", ascending=False, kind="stable")


def unlawful(published: Published, choice: Choice) -> int:
    """Return how many families of the area have programmes that may not be held together."""
    table = together(published, choice)
    return int(table.loc[table["kind"] == overlaps.UNLAWFUL, "keluarga"].sum())


def card(published: Published, choice: Choice) -> tuple[str, str]:
    """The figure of families with programmes that may not be held together, and its words."""
    table = together(published, choice)
    if table.empty:
        return words.DASH, "gabungan program belum dihitung pada terbitan ini"
    if store.overlaps_of(published.version, choice.periode)[1].empty:
        return words.DASH, "gabungan tidak boleh belum diketahui: aturan rangkap belum dimuat"
    without, all_open = _without(published, choice)
    if all_open:
        return words.DASH, f"gabungan tidak boleh belum diketahui: {without}"
    by_kind = table.groupby("kind")["keluarga"].sum()
    open_ = by_kind.get(overlaps.UNRULED, 0)
    said = f"gabungan program tidak boleh · dari {words.count(_receiving(table))} KK penerima"
    unsure = f", {words.count(open_)} belum ada aturannya" if open_ else ""
    count = by_kind.get(overlaps.UNLAWFUL, 0)
    unsure += f"; {without}" if without and not count else ""  # else only below, for room
    return f"{words.count(count)} KK", f"{said}{unsure} · {Badge.HITUNGAN_PASTI.label}"


def _without(published: Published, choice: Choice) -> tuple[str, bool]:
    """Say which lists the month lacks for the forbidden pairs, and whether that leaves none."""
    rows, rules = store.overlaps_of(published.version, choice.periode)
    listed = {name for each in rows["kombinasi"].unique() for name in each.split(overlaps.AND)}
    missing, all_open = overlaps.unchecked(rules, listed)
    return f"tanpa daftar {', '.join(missing)} bulan ini" if missing else "", all_open


def _receiving(table: pd.DataFrame) -> int:
    return int(table.loc[table.index != overlaps.NOTHING, "keluarga"].sum())


def section(published: Published, choice: Choice) -> None:
    """Draw the combinations as an UpSet plot, what they rest on, and them all as a table."""
    table = together(published, choice)
    if table.empty:
        st.info("Gabungan program belum dihitung. Terbitkan lagi: python -m queries publish")
        return
    drawn = _drawn(table)
    nothing = int(table["keluarga"].get(overlaps.NOTHING, 0))
    inactive = int(table["tidak_aktif"].sum())
    parts = [
        f"{words.count(_receiving(table))} keluarga menerima sedikitnya satu program, "
        f"{words.count(nothing)} tidak menerima apa pun.",
        "▲ tidak boleh bersama · ? belum ada aturan · tanpa tanda: boleh, atau satu program.",
    ]
    if inactive:
        parts.append(
            f"{words.count(inactive)} keluarga yang tidak aktif lagi masih ada pada daftar "
            "penerima; tidak dihitung di sini."
        )
    without, _ = _without(published, choice)
    if without:
        parts.append(f"Gabungan yang tidak boleh dihitung {without}.")
    listing.text(" ".join(parts), _basis(published, choice, table))
    if not drawn.empty:
        st.plotly_chart(
            _figure(drawn, choice.projector),
            key="irisan",
            config=charts.CONFIG,
            alt="Keluarga menurut gabungan program; angkanya ada pada tabel di bawah",
        )
    with st.expander(f"Tabel: semua {len(table)} gabungan"):
        _table(published, choice, table)
    with st.expander("Aturan yang dipakai, dan sumbernya"):
        _rules(published, choice)


def _basis(published: Published, choice: Choice, table: pd.DataFrame) -> str:
    """Say on which rules it rests that some combinations found may not be."""
    _, rules = store.overlaps_of(published.version, choice.periode)
    found = table.index[(table["kind"] == overlaps.UNLAWFUL) & (table["keluarga"] > 0)]
    held = {pair for combination in found for pair in overlaps.pairs(combination)}
    used = rules[~rules["boleh"].astype(bool) & rules["pasangan"].isin(held)]
    bases = " · ".join(dict.fromkeys(used["dasar"]))
    return f"Dasar yang tidak boleh: {bases}. Sumber dan catatannya di bawah." if bases else ""


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    """The combinations drawn: first those that may not be, then the largest of the others."""
    shown = table[(table.index != overlaps.NOTHING) & (table["keluarga"] > 0)]
    forbidden = shown["kind"] == overlaps.UNLAWFUL
    room = max(0, MOST - int(forbidden.sum()))
    return pd.concat([shown[forbidden].head(MOST), shown[~forbidden].head(room)])


def _figure(table: pd.DataFrame, large: bool) -> go.Figure:
    """Left a dot for each programme of a combination, right a bar of its families."""
    sets = [combination.split(overlaps.AND) for combination in table.index]
    names = sorted({name for each in sets for name in each})
    signs, colours, patterns = zip(*(KINDS[kind] for kind in table["kind"]), strict=True)
    labels = [
        f"{words.count(count)} {sign}".strip()
        for count, sign in zip(table["keluarga"], signs, strict=True)
    ]
    said = [
        f"<b>{combination}</b><br>{words.count(count)} KK · {kind}"
        for combination, count, kind in zip(
            table.index, table["keluarga"], table["kind"], strict=True
        )
    ]
    rows = list(range(len(table)))
    figure = go.Figure(_dots(sets, names, colours, said))
    figure.add_bar(
        x=table["keluarga"],
        y=rows,
        orientation="h",
        xaxis="x2",
        marker={
            "color": colours,
            "pattern": {"shape": patterns, "fillmode": "overlay", "fgcolor": "white", "size": 6},
        },
        text=labels,
        textposition="outside",
        cliponaxis=False,
        customdata=said,
        hovertemplate="%{customdata}<extra></extra>",
    )
    ink = charts.ink(large)
    charts.dressed(figure, large, ink, height=HEAD + ROW * len(table))
    top = {"side": "top", "tickangle": -45, "tickfont": {"color": ink}, "fixedrange": True}
    figure.update_layout(
        xaxis={
            "domain": [0, 0.34],
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "range": [-0.6, len(names) - 0.4],
            **top,
        },
        xaxis2={
            "domain": [0.36, 1],
            "range": [0, 1.22 * table["keluarga"].max()],  # room for the counts
            "showticklabels": False,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={"autorange": "reversed", "showticklabels": False, "showgrid": False},
        bargap=0.3,
        margin={"t": 72, "l": 8, "r": 12, "b": 8},
    )
    figure.update_yaxes(zeroline=False, fixedrange=True)
    return figure


def _dots(sets: list[list[str]], names: list[str], colours, said: list[str]) -> list[go.Scatter]:
    grid = [(column, row) for row in range(len(sets)) for column in range(len(names))]
    filled = [(names.index(name), row) for row, each in enumerate(sets) for name in each]
    traces = [
        go.Scatter(
            x=[column for column, _ in grid],
            y=[row for _, row in grid],
            mode="markers",
            marker={"size": 9, "color": charts.GREY_GRID},
            hoverinfo="skip",
        )
    ]
    for row, each in enumerate(sets):
        columns = [names.index(name) for name in each]
        line = {"color": colours[row], "width": 3}
        ends = [min(columns), max(columns)]
        traces.append(go.Scatter(x=ends, y=[row, row], mode="lines", line=line, hoverinfo="skip"))
    traces.append(
        go.Scatter(
            x=[column for column, _ in filled],
            y=[row for _, row in filled],
            mode="markers",
            marker={"size": 11, "color": [colours[row] for _, row in filled]},
            customdata=[said[row] for _, row in filled],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    return traces


def _table(published: Published, choice: Choice, table: pd.DataFrame) -> None:
    heads = ("Gabungan program", "Boleh?", "Keluarga (KK)", "Tidak aktif lagi (KK)")
    rows = [
        (
            row.Index or "tidak menerima apa pun",
            f"{KINDS[row.kind][0]} {row.kind}".strip() if row.Index else words.DASH,
            words.count(row.keluarga),
            words.count(row.tidak_aktif),
        )
        for row in table.itertuples()
    ]
    listing.table(heads, rows, heads[2:])
    downloads.plain(
        published,
        choice,
        "gabungan program",
        heads,
        rows,
        badge=Badge.HITUNGAN_PASTI,
        definition=DEFINITION,
    )


def _rules(published: Published, choice: Choice) -> None:
    _, rules = store.overlaps_of(published.version, choice.periode)
    if rules.empty:
        st.markdown(
            "Belum ada aturan rangkap pada register ini. Muat: "
            "`python -m register fakta data_samples/aturan.csv`"
        )
        return
    heads = ("Program bersama", "Menurut aturan", "Dasar", "Sumber", "Catatan")
    rows = [
        (row.pasangan, "boleh" if row.boleh else "▲ tidak boleh", row.dasar, row.sumber)
        + ("" if pd.isna(row.catatan) else row.catatan,)
        for row in rules.itertuples()
    ]
    listing.table(heads, rows)
