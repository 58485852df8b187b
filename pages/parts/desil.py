"""Every programme by desil as a table with shaded cells, and what is known of its quota."""

from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import coverage, downloads, explain, filters, headline, listing, words
from pages.parts import published as store
from pages.parts.coverage import Look
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import evidence, programmes
from queries.indicator import Badge, Indicator
from queries.measure import SUMS, rincian

COLUMNS = {
    "Semua": None,
    **{str(desil): desil for desil in programmes.DESIL},
    "Tanpa desil": programmes.WITHOUT,
}
DARKEST = 55  # percent of the ramp's hue in a cell of 100 %: type stays readable in both themes
LEVELS = {2: "provinsi", 5: "kabupaten", 8: "kecamatan", 13: "desa"}  # by letters of a code


def section(published: Published, choice: Choice, look: Look) -> None:
    """Draw coverage by desil of all programmes, and below it the quotas."""
    st.markdown(f"**Cakupan tiap program menurut desil**, {look.indicator.unit}")
    shares = _shares(published, choice, look)
    if not any(sums["denominator"] for row in shares.values() for sums in row.values()):
        st.info("Belum ada angka cakupan untuk bulan dan wilayah ini. Pilih bulan lain.")
        return
    _shaded(shares, look)
    _download(published, choice, look, shares)
    explain.method(look.indicator)
    st.markdown("**Kuota**")
    _quotas(published, choice, look)


def _shares(published: Published, choice: Choice, look: Look) -> dict[str, dict[str, pd.Series]]:
    """Return programme → column → the three sums of the area."""
    cube = store.month_of(published.version, look.indicator.code, choice.periode)
    inside = store.inside(published, choice.kecamatan, choice.desa)
    found = {part: cube.added(inside, part)[:, 0] for part in cube.sums}
    nothing = np.zeros(len(SUMS), int)
    return {
        program: {
            column: pd.Series(found.get(rincian(program, desil), nothing), SUMS)
            for column, desil in COLUMNS.items()
        }
        for program in ("", *store.programmes_of(published.version))
    }


def _shaded(shares: dict[str, dict[str, pd.Series]], look: Look) -> None:
    heads = "".join(f'<th class="angka">{escape(_head(column))}</th>' for column in COLUMNS)
    body = "".join(
        f'<tr><td data-judul="Program"><b>{escape(coverage.name_of(program))}</b></td>'
        + "".join(_cell(column, sums, look) for column, sums in row.items())
        + "</tr>"
        for program, row in shares.items()
    )
    drawn = f"<table><thead><tr><th>Program</th>{heads}</tr></thead><tbody>{body}</tbody></table>"
    st.html(f'<div class="daftar arsir">{drawn}</div>')


def _head(column: str) -> str:
    return f"Desil {column}" if column.isdigit() else column


def _cell(column: str, sums: pd.Series, look: Look) -> str:
    """Share above its counts; grey below thirty counted, counts alone below ten."""
    title = f'data-judul="{escape(_head(column))}"'
    if not sums["denominator"]:
        return f'<td class="angka" {title}>{words.DASH}</td>'
    counts = f"{words.count(sums['numerator'])}/{words.count(sums['denominator'])}"
    if headline.is_few(look.indicator, sums):
        return f'<td class="angka" {title}><small>{counts}</small></td>'
    share = min(1, sums["numerator"] / sums["denominator"])
    few = " sedikit" if sums["denominator"] < evidence.ENOUGH else ""
    shade = (
        ""
        if few
        else (f' style="background:color-mix(in srgb,#328d97 {DARKEST * share:.0f}%,transparent)"')
    )
    percent = headline.share(look.indicator, sums)
    return f'<td class="angka{few}" {title}{shade}>{percent}<small>{counts}</small></td>'


def _download(
    published: Published, choice: Choice, look: Look, shares: dict[str, dict[str, pd.Series]]
) -> None:
    where = filters.area_name(published, choice)
    rows = [
        (
            where,
            coverage.name_of(program),
            _head(column),
            int(sums["numerator"]) if sums["denominator"] else "",
            int(sums["denominator"]) or "",
            headline.share(look.indicator, sums),
        )
        for program, row in shares.items()
        for column, sums in row.items()
    ]
    heads = ("Wilayah", "Program", "Desil", "Menerima", f"Terdaftar ({look.indicator.unit})")
    downloads.plain(
        published,
        choice,
        f"cakupan menurut desil {look.indicator.unit}",
        (*heads, "Persen"),
        rows,
        badge=look.indicator.badge,
        definition=look.indicator.definition,
    )


def _quotas(published: Published, choice: Choice, look: Look) -> None:
    """One row per programme and quota; where there is none it says so."""
    heads = ("Program", "Kuota untuk", "Penerima terdaftar", "Kuota", "Terpakai", "Sumber")
    quotas = store.quotas_of(published.version, choice.periode)
    rows = [
        row
        for program in store.programmes_of(published.version)
        for row in _of_program(published, choice, look, quotas, program)
    ]
    if not rows:
        st.info("Belum ada daftar penerima. Impor daftar program, lalu terbitkan.")
        return
    listing.table(heads, rows, heads[2:5])
    as_of = published.months.loc[choice.periode, "tanggal_acuan"]
    st.caption(
        f"Kuota yang berlaku {words.day(as_of)}. Penerima yang tidak ada "
        "di register tidak terhitung. Kuota daerah dimuat dengan python -m register fakta kuota.csv"
    )
    downloads.plain(
        published,
        choice,
        "kuota",
        heads,
        rows,
        badge=Badge.HITUNGAN_PASTI,
        definition="Penerima terdaftar dibanding kuota pada wilayah kuota itu diberikan",
    )


UNKNOWN = "belum diketahui"


def _of_program(
    published: Published, choice: Choice, look: Look, quotas: pd.DataFrame, program: str
) -> list[tuple[str, ...]]:
    mine = quotas[quotas["program"] == program]
    if mine.empty:
        here = _here(published, choice, program, look.indicator)
        return [(program, UNKNOWN, here, UNKNOWN, UNKNOWN, words.DASH)]
    return [_row(published, choice, program, quota) for _, quota in mine.iterrows()]


def _here(published: Published, choice: Choice, program: str, indicator: Indicator) -> str:
    """Who receives in the chosen area, where the quota is for none of ours."""
    cube = store.group_of(published.version, indicator.code, programmes.parts_of(program, None))
    sums = coverage.area_sums(published, choice, cube)
    if not sums["denominator"]:
        return UNKNOWN
    where = filters.area_name(published, choice)
    return f"{words.count(sums['numerator'])} {indicator.unit} di {where}"


def _row(published: Published, choice: Choice, program: str, quota: pd.Series) -> tuple[str, ...]:
    """The quota beside the recipients of the very area it is for, where that is ours."""
    code, unit = quota["kode_wilayah"], quota["satuan"]
    places = f"{words.count(quota['jumlah'])} {unit}"
    indicator = next(each for each in coverage.UNITS.values() if each.unit == unit)
    names = published.areas.set_index("kode")["nama"]
    if code not in names.index:
        level = "seluruh negeri" if code == programmes.COUNTRY else LEVELS.get(len(code), code)
        here = _here(published, choice, program, indicator)
        return (program, level, here, places, "tidak dapat dibandingkan", quota["sumber"])
    parts = programmes.parts_of(program, None)
    inside = published.desa["kode"].str.startswith(code).to_numpy()
    sums = store.group_of(published.version, indicator.code, parts).trend(inside)
    sums = sums.loc[choice.periode]
    if not sums["denominator"]:
        return (program, names[code], UNKNOWN, places, UNKNOWN, quota["sumber"])
    taken = sums["numerator"]
    used = words.percent(taken, quota["jumlah"])
    return (program, names[code], f"{words.count(taken)} {unit}", places, used, quota["sumber"])
