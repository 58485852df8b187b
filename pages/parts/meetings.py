"""Musdes month by month: the sentence, the calendar of desa or kecamatan, the same as a table."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import browser_map, downloads, filters, listing, picture, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import meetings
from queries.indicators.musdes import MUSDES_BULAN_INI
from queries.meetings import HELD, MET, MINUTES, MISSED, NO_DESA, NOT_DUE, SILENT_MONTHS, UNKNOWN
from queries.summary import Version

# Told apart by sign before colour; a desa that was not there has no sign.
SIGNS = {
    MINUTES: ("●", "musdes dengan berita acara"),
    HELD: ("○", "musdes tanpa berita acara"),
    MISSED: ("✕", "tidak diadakan"),
    UNKNOWN: ("?", "tanpa data: tidak ada pada daftar"),
    NOT_DUE: ("…", "belum jatuh tempo: bulan belum berakhir"),
    NO_DESA: ("", "desa belum ada"),
}
# Of a kecamatan, the share of its desa that met; where the classes begin, percent.
LIMITS = (25, 50, 75, 90)
ROW_RULE = "Bulan tanpa data tidak memutus hitungan berturut-turut dan tidak menambahnya."


@st.cache_resource(max_entries=40, show_spinner=False)
def _all(version: Version) -> np.ndarray:
    months = store.published(version).months
    running = [
        month
        for month, as_of in months["tanggal_acuan"].items()
        if picture.is_before_the_end(as_of, month)
    ]
    return meetings.kinds(store.cube_of(version, MUSDES_BULAN_INI.code), running)


def kinds(published: Published, month: str) -> pd.DataFrame:
    """Return what each month up to `month` was, kode desa x periode (queries.meetings.kinds)."""
    until = published.months.index.get_loc(month) + 1
    codes, months = published.desa["kode"], published.months.index[:until]
    return pd.DataFrame(_all(published.version)[:, :until], codes, months)


def months_without(published: Published, month: str) -> pd.Series:
    """Return how many months in a row each desa is known not to have met, by kode."""
    found = kinds(published, month)
    return pd.Series(meetings.in_a_row(found.to_numpy(), MISSED)[0], found.index)


def opening(published: Published, choice: Choice) -> tuple[str, str]:
    """Return the sentence about the chosen area and month, and what is counted."""
    inside = store.inside(published, choice.kecamatan, choice.desa)
    told = sentence(published, choice.periode, inside, filters.area_name(published, choice))
    return told, f"Musdes atau muskel menurut daftarnya. {MUSDES_BULAN_INI.badge.label}. {ROW_RULE}"


def sentence(published: Published, month: str, inside: np.ndarray, where: str) -> str:
    """Return how many of the desa `inside` have met, and since when others have not."""
    now = kinds(published, month)[month][inside]
    counts = now.value_counts().reindex(SIGNS, fill_value=0)
    of = len(now) - counts[NO_DESA]
    if not of - counts[UNKNOWN]:
        return f"Daftar musdes {words.month(month)} belum diimpor untuk {where}."
    if len(now) == 1:
        return _of_one(published, month, now, where)
    met, unlisted = counts[MINUTES] + counts[HELD], counts[UNKNOWN]
    if counts[NOT_DUE]:
        as_of = words.day(published.months.loc[month, "tanggal_acuan"])
        return f"{met} dari {of} desa sudah musdes per {as_of}; bulan belum berakhir."
    rest = f"; {unlisted} desa tidak ada pada daftar" if unlisted else ""
    missed = counts[MISSED]
    if not missed:
        told = f"Semua {met} desa pada daftar" if unlisted else f"Semua {of} desa"
        return f"{told} sudah musdes {words.month(month)}{rest}."
    long = ((months_without(published, month)[inside] >= SILENT_MONTHS) & (now == MISSED)).sum()
    tail = f"; {long} di antaranya tiga bulan atau lebih" if long else ""
    return f"{missed} dari {of} desa belum musdes {words.month(month)}{tail}{rest}."


def _of_one(published: Published, month: str, now: pd.Series, name: str) -> str:
    if now.iloc[0] in MET:
        return f"{name} sudah musdes {words.month(month)}."
    silent = months_without(published, month)[now.index[0]]
    tail = f", {silent} bulan berturut-turut" if silent > 1 else ""
    return f"{name} belum musdes {words.month(month)}{tail}."


def figures(published: Published, choice: Choice) -> list[tuple[str, str]]:
    """Return the cards on musdes: how many met, with berita acara, and long without."""
    found = kinds(published, choice.periode)
    inside = store.inside(published, choice.kecamatan, choice.desa)
    if choice.desa:
        return _figures_of_one(found[inside].to_numpy())
    now = found[choice.periode][inside]
    if not np.isin(now, (*MET, MISSED, NOT_DUE)).any():
        return [(words.DASH, "desa musdes: daftar belum diimpor")]
    of, unlisted = (now != NO_DESA).sum(), (now == UNKNOWN).sum()
    silent = months_without(published, choice.periode)[inside]
    rest = f", {unlisted} tanpa data" if unlisted else ""
    return [
        (words.count(now.isin(MET).sum()), f"dari {of} desa sudah musdes{rest}"),
        (words.count((now == MINUTES).sum()), "di antaranya dengan berita acara"),
        (
            words.count((silent >= SILENT_MONTHS).sum()),
            f"desa {SILENT_MONTHS} bulan atau lebih berturut-turut tanpa musdes",
        ),
    ]


def _figures_of_one(found: np.ndarray) -> list[tuple[str, str]]:
    silent, longest = (int(number[0]) for number in meetings.in_a_row(found, MISSED))
    known = np.isin(found, (*MET, MISSED)).sum()
    return [
        (words.count(np.isin(found, MET).sum()), f"dari {known} bulan tercatat ada musdes"),
        (words.count((found == MINUTES).sum()), "bulan dengan berita acara"),
        (words.count(silent), f"bulan berturut-turut tanpa musdes; terpanjang {longest}"),
    ]


def calendar(published: Published, choice: Choice) -> None:
    """Draw the months of kecamatan, or of the desa of the chosen one; a click chooses."""
    around = choice.around
    of_desa = around is not None
    found = kinds(published, choice.periode)
    rows = _desa_rows(published, around, found) if of_desa else _kecamatan_rows(published, found)
    pick = filters.pick_desa if of_desa else filters.pick_kecamatan
    data = {
        "judul": f"Musdes per bulan, {filters.area_name(published, choice)}",
        "kepala": "Desa/kelurahan" if of_desa else "Kecamatan",
        "ekor": "Bulan tanpa" if of_desa else f"≥ {SILENT_MONTHS} bln tanpa",
        "bulan": [words.short_month(month) for month in found.columns],
        "legenda": [[kind, *said] for kind, said in SIGNS.items()],
        "kelas": [] if of_desa else _class_names(),
        "baris": rows,
        "pilih": choice.desa if of_desa else choice.kecamatan,
        "besar": choice.projector,
    }
    codes = [row[0] for row in rows]
    browser_map.mount("kalender.js", data, codes, key="kalender_musdes", on_pilih=pick(published))
    table(published, choice, found)


def _class_names() -> list[str]:
    ends = (0, *LIMITS, 100)
    return [f"{low}–{high} %" for low, high in zip(ends, ends[1:], strict=False)]


def _desa_rows(published: Published, kecamatan: str, found: pd.DataFrame) -> list[list]:
    """kode, nama, "", one kind a month, months in a row without: one row per desa."""
    inside = store.inside(published, kecamatan, None)
    names, silent = published.desa["nama"], months_without(published, found.columns[-1])
    return [
        [kode, name, "", list(found.loc[kode]), words.count(silent[kode])]
        for kode, name in zip(published.desa["kode"][inside], names[inside], strict=True)
    ]


def _kecamatan_rows(published: Published, found: pd.DataFrame) -> list[list]:
    """kode, nama, kabupaten, per month [class or kind, met, of, unknown], desa long without."""
    names = published.desa.drop_duplicates("kode_kecamatan").set_index("kode_kecamatan")
    counts = _counts(published, found)
    silent = months_without(published, found.columns[-1]) >= SILENT_MONTHS
    long = silent.groupby(published.desa["kode_kecamatan"].to_numpy()).sum()
    regencies = published.regency_of(long.index)
    return [
        [
            kode,
            names.loc[kode, "kecamatan"],
            regency,
            [_cell(*each[kode]) for each in counts],
            words.count(long[kode]),
        ]
        for kode, regency in zip(long.index, regencies, strict=True)
    ]


def _counts(published: Published, found: pd.DataFrame) -> list[dict[str, tuple]]:
    """Per month, by kode kecamatan: desa that met, of which it is known, unknown, not due."""
    by = published.desa["kode_kecamatan"].to_numpy()
    wanted = (MET, (*MET, MISSED), (UNKNOWN,), (NOT_DUE,))
    tables = [found.isin(each).groupby(by).sum() for each in wanted]
    return [
        dict(zip(tables[0].index, zip(*(t[month] for t in tables), strict=True), strict=True))
        for month in found.columns
    ]


def _cell(met: int, known: int, unknown: int, not_due: int) -> list:
    of = int(known + not_due)
    if not of:
        return [UNKNOWN if unknown else NO_DESA, 0, 0, int(unknown)]
    kind = sum(100 * met >= limit * of for limit in LIMITS)
    return [NOT_DUE if not_due else kind, int(met), of, int(unknown)]


def table(published: Published, choice: Choice, found: pd.DataFrame) -> None:
    """Offer the calendar as a table of words and as a download, and every desa as another."""
    of_desa = choice.around is not None
    inside = store.inside(published, choice.kecamatan, choice.desa)
    with st.expander("Angka yang sama sebagai tabel"):
        heads, rows = (_desa_table if of_desa else _kecamatan_table)(published, found, inside)
        listing.table(heads, rows)
        st.caption(ROW_RULE)
        level = "desa" if of_desa else "kecamatan"
        _download(published, choice, f"musdes {level}", heads, rows)
        if not of_desa:
            _download(published, choice, "musdes desa", *_desa_table(published, found, inside))


def _download(published: Published, choice: Choice, name: str, heads, rows: Sequence) -> None:
    downloads.plain(
        published,
        choice,
        name,
        heads,
        rows,
        badge=MUSDES_BULAN_INI.badge,
        definition=MUSDES_BULAN_INI.definition,
        label=f"Unduh {words.count(len(rows))} {name.split()[-1]} (CSV)",
    )


def _desa_table(published: Published, found: pd.DataFrame, inside: np.ndarray):
    """Heads and rows: rows in a row of months without and with, then each month in words."""
    mine, places = found[inside], published.desa[inside]
    silent, longest = meetings.in_a_row(mine.to_numpy(), MISSED)
    _, with_musdes = meetings.in_a_row(mine.to_numpy(), *MET)
    numbers = (silent, longest, with_musdes)
    heads = (
        "Desa/kelurahan",
        "Berturut-turut tanpa",
        "Terpanjang tanpa",
        "Terpanjang dengan",
        *[words.short_month(month) for month in reversed(found.columns)],
    )
    rows = [
        (
            label,
            *[words.count(number[place]) for number in numbers],
            *[SIGNS[kind][1].split(":")[0] for kind in mine.iloc[place].tolist()[::-1]],
        )
        for place, label in enumerate(places["label"])
    ]
    return heads, rows


def _kecamatan_table(published: Published, found: pd.DataFrame, _inside: np.ndarray):
    names = published.desa.drop_duplicates("kode_kecamatan").set_index("kode_kecamatan")
    counts = _counts(published, found)
    months = [words.short_month(month) for month in reversed(found.columns)]
    rows = [
        (names.loc[kode, "kecamatan"], *[_said(*each[kode]) for each in reversed(counts)])
        for kode in counts[-1]
    ]
    return ("Kecamatan", *months), rows


def _said(met: int, known: int, unknown: int, not_due: int) -> str:
    rest = f", {unknown} tanpa data" if unknown else ""
    if not known + not_due:
        return "tanpa data" if unknown else "belum ada desa"
    return f"{met} dari {known + not_due}{' (berjalan)' if not_due else ''}{rest}"
