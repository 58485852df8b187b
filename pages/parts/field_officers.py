"""The officers of a campaign under numbers: pace, results, uploads, evidence, and what to ask."""

import pandas as pd
import streamlit as st

from methods.shrinkage import LEAST_AREAS
from pages.parts import admission, downloads, filters, funnels, listing, words
from pages.parts import published as store
from pages.parts.campaign import Progress
from pages.parts.filters import Choice
from pages.parts.published import Published
from pages.parts.worklist import REFUSALS
from queries import patterns, worklists
from queries.app_store import LONGEST_REASON, NoteError
from queries.evidence import ENOUGH
from queries.export import FEWEST
from queries.indicators.verval import CAPAIAN_VERVAL
from queries.scope import Right

MOST_ASKED = 10
NOBODY = "Tanpa nama"
SHARES = {
    "Layak": "layak",
    "Tidak layak": "tidak_layak",
    "Tidak ditemukan": "tidak_ditemukan",
    "Diunggah > 7 hari": "unggah_lebih_7",
    "Dengan bukti": "dengan_bukti",
}
COLUMNS = ("KK", "KK per hari aktif", *SHARES)
CAUTION = (
    "Petugas ditulis dengan nomor dalam kecamatannya; namanya tetap di register. Satu petugas "
    "ialah satu nama di satu desa: yang bekerja di dua desa tampil dua kali. Setiap KK dihitung "
    "pada petugas kunjungan terakhirnya. Yang berbeda belum tentu keliru: desanya bisa memang "
    "lain, atau KK-nya dipilih."
)


def section(published: Published, choice: Choice, at: Progress) -> None:
    """Draw the officers of the chosen area once somebody opens the section."""
    if choice.projector or not at.done or not admission.scope().may(Right.PETUGAS):
        return  # a projector shows no persons, numbered or not
    with st.expander(
        "Menurut petugas (nomor, tanpa nama)",
        key="petugas",
        on_change="rerun",
        bind="query-params",
    ) as box:
        if box.open:
            _draw(published, choice, at)


def _draw(published: Published, choice: Choice, at: Progress) -> None:
    rows = store.field_officers_of(published.version, choice.subject["kegiatan"])
    mine = rows[
        (rows["bulan"] <= choice.periode) & rows["kode_desa"].isin(at.desa.index[at.inside])
    ]
    if mine.empty:
        st.caption("Terbitan ini belum merinci petugas. Terbitkan ulang ringkasannya.")
        return
    st.caption(f"{CAPAIAN_VERVAL.badge.label} per {words.day(at.until)}. {CAUTION}")
    reason = _incomparable(published, choice, rows)
    if reason:
        st.caption(reason)
    else:
        _asked(published, choice, at)
    _table(published, choice, mine)
    if choice.kecamatan or choice.desa:
        _ask_name(published, mine)
    if not reason:
        _funnel(published, choice)


def _incomparable(published: Published, choice: Choice, rows: pd.DataFrame) -> str:
    """Say why officers cannot be compared; empty where they can."""
    if len(published.regencies) > 1:
        return "Pilih satu kabupaten untuk membandingkan petugasnya."
    known = len(patterns.by_officer(rows, choice.periode))
    if known < LEAST_AREAS:
        return f"Kurang dari {LEAST_AREAS} petugas punya hasil: belum bisa dibandingkan."
    return ""


def _asked(published: Published, choice: Choice, at: Progress) -> None:
    """Say what to ask whom in the chosen area; the comparison is with all of the kabupaten."""
    found = store.questions_of(published.version, choice.subject["kegiatan"], choice.periode)
    found = found[found["kode_desa"].isin(at.desa.index[at.inside])]
    st.markdown("**Perlu ditanyakan**")
    if found.empty:
        st.markdown(
            "Tidak ada petugas yang bedanya dari petugas lain melampaui kebetulan "
            f"(paling sedikit {ENOUGH} KK)."
        )
        return
    desa = published.desa.set_index("kode")["label"]
    listing.text(
        *[
            f"Petugas {row.nomor_petugas}, {desa[row.kode_desa]}, {row.tanya}"
            for row in found.head(MOST_ASKED).itertuples()
        ]
    )
    left = len(found) - MOST_ASKED
    st.caption(
        (f"{left} pertanyaan lain ada pada pilihan kecamatan. " if left > 0 else "")
        + "Di luar batas 99,8 % di antara semua petugas kabupaten, batasnya dilebarkan bila "
        f"petugas memang berbeda-beda, dan sedikitnya {ENOUGH} KK. Pertanyaan, bukan penilaian."
    )


def _table(published: Published, choice: Choice, rows: pd.DataFrame) -> None:
    """By kecamatan, or officer by officer of the chosen kecamatan or desa; each officer of the
    chosen area as a download in any case."""
    officers = _sums(rows, [rows["kode_desa"], rows["nomor_petugas"].fillna(0)])
    officers.index = _names(published, officers.index)
    one_by_one = choice.kecamatan is not None or choice.desa is not None
    if not one_by_one:
        desa = published.desa.set_index("kode")
        sums = _sums(rows, [rows["kode_desa"].map(desa["kode_kecamatan"])])
        names = published.areas.set_index("kode")["nama"]
        sums.index = names.reindex(sums.index)
        st.caption("Pilih kecamatan di samping untuk melihat petugasnya satu per satu.")
        _listed(published, choice, "Kecamatan", sums)
        label = f"Unduh {words.count(len(officers))} petugas (CSV)"
        _download(published, choice, "Petugas", _told(officers), label)
    else:
        _listed(published, choice, "Petugas", officers)


def _ask_name(published: Published, rows: pd.DataFrame) -> None:
    """Give the name behind one number for a reason. It is drawn once and forgotten."""
    numbered = rows.dropna(subset="nomor_petugas").astype({"nomor_petugas": int})
    officers = list(numbered.groupby(["kode_desa", "nomor_petugas"]).groups)
    names = dict(zip(officers, _names(published, pd.Index(officers)), strict=True))
    with st.form("nama-petugas", clear_on_submit=True):
        st.markdown("**Nama petugas** hanya dengan alasan, dan tercatat di jejak audit.")
        officer = st.selectbox("Petugas", officers, format_func=names.get)
        reason = st.text_input(
            "Alasan",
            placeholder="Misalnya: menanyakan unggahan yang terlambat",
            max_chars=LONGEST_REASON,
        )
        wanted = st.form_submit_button("Lihat namanya", icon=":material/visibility:")
    if not wanted or officer is None:
        return
    try:
        name = worklists.officer_name(admission.scope(), *officer, reason)
    except (*REFUSALS, NoteError) as error:
        st.error(str(error))
    else:
        listing.text(f"{names[officer]}: {name}")


def _listed(published: Published, choice: Choice, head: str, sums: pd.DataFrame) -> None:
    few = [place for place, number in enumerate(sums["jumlah"]) if number < ENOUGH]
    told = _told(sums)
    listing.table((head, *COLUMNS), told, numbers=COLUMNS, dim=few)
    _download(published, choice, head, told, "Unduh tabel ini (CSV)")


def _download(published: Published, choice: Choice, head: str, told: list, label: str) -> None:
    campaign = choice.subject["kegiatan"]
    downloads.plain(
        published,
        choice,
        f"verval menurut {head} {campaign}",
        (head, *COLUMNS),
        [[cell[0] if isinstance(cell, tuple) else cell for cell in row] for row in told],
        badge=CAPAIAN_VERVAL.badge,
        definition=f"{campaign}, {filters.area_name(published, choice)}. {CAUTION}",
        label=label,
        right=Right.PETUGAS,
    )


def _sums(rows: pd.DataFrame, keys: list[pd.Series]) -> pd.DataFrame:
    columns = ["hari_aktif", "unggah_tanpa", *SHARES.values()]
    sums = rows.groupby(keys)[columns].sum()
    return sums.assign(jumlah=sums[patterns.OUTCOMES].sum(axis=1))


def _names(published: Published, officers: pd.Index) -> list[str]:
    desa = published.desa.set_index("kode")["label"]
    return [
        f"{f'Petugas {number:.0f}' if number else NOBODY}, {desa[kode]}"
        for kode, number in officers
    ]


def _told(sums: pd.DataFrame) -> list[tuple]:
    return [(name, *_cells(row)) for name, row in sums.iterrows()]


def _cells(row: pd.Series) -> list:
    whole = dict.fromkeys(SHARES.values(), row["jumlah"])
    whole["unggah_lebih_7"] = row["jumlah"] - row["unggah_tanpa"]
    shares = [_share(row[column], whole[column]) for column in SHARES.values()]
    return [words.count(row["jumlah"]), words.decimal(row["jumlah"] / row["hari_aktif"]), *shares]


def _share(number: int, whole: int) -> str | tuple[str, float]:
    """A share with its bar; below ten counts alone."""
    if whole < FEWEST:
        return f"{number} dari {whole}"
    return words.percent(number, whole), number / whole


def _funnel(published: Published, choice: Choice) -> None:
    """Draw all officers of the kabupaten by one of the patterns."""
    name = st.selectbox(
        "Corong menurut", list(patterns.PATTERNS), key="pola-petugas", bind="query-params"
    )
    campaign = choice.subject["kegiatan"]
    found = store.compared_officers_of(published.version, campaign, choice.periode, name)
    pattern = patterns.PATTERNS[name]
    table = _pointed(published, found.table, pattern.name)
    figure = funnels.figure_of(
        found,
        table,
        unit="KK per petugas",
        chosen=None,
        large=False,
        ink=None,
        per=100,
        worse_above=not pattern.few_is_odd,
    )
    pick = filters.pick_desa(published)
    funnels.draw(
        figure, table.index, None, lambda code: pick(code.partition(" ")[0]), one="petugas"
    )
    st.caption(
        f"Tiap titik satu petugas: bagian KK {pattern.name} menurut banyaknya KK. Garis luar "
        "99,8 %, garis dalam 95 %, garis tengah semua petugas. Klik titik untuk memilih desanya."
    )


def _pointed(published: Published, table: pd.DataFrame, what: str) -> pd.DataFrame:
    """The points of the funnel: what each is called and says, by code of desa and number."""
    names = _names(published, table.index)
    told = [
        f"<b>{name}</b><br>{words.count(row.numerator)} dari {words.count(row.denominator)} KK "
        f"{what}{words.aside(words.percent(row.numerator, row.denominator))}"
        for name, row in zip(names, table.itertuples(), strict=True)
    ]
    codes = [f"{kode} {number}" for kode, number in table.index]
    short = [name.partition(",")[0] for name in names]
    return table.assign(name=short, text=told).set_axis(codes)
