"""The random control sample of a campaign: how to draw it, and what it says once it is back."""

import numpy as np
import pandas as pd
import streamlit as st

from methods.agreement import agreement, corrected
from methods.poststratify import Estimate
from pages.parts import downloads, headline, listing, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries.evidence import ENOUGH
from queries.indicator import Badge
from queries.indicators.verval import OUTCOMES

COLUMNS = [name.replace(" ", "_") for name in OUTCOMES]
# Landis and Koch 1977, Biometrics 33, 159: up to each kappa, its word.
WORDS = ((0.2, "sangat rendah"), (0.4, "rendah"), (0.6, "sedang"), (0.8, "tinggi"))
HIGHEST = "sangat tinggi"
WHY = (
    "Petugas memilih sendiri siapa yang dikunjungi lebih dulu, dan bisa keliru menilai. Hanya "
    "contoh acak yang diperiksa petugas desa lain, tanpa tahu hasil pertama, yang memperlihatkan "
    "keduanya."
)


def section(published: Published, choice: Choice) -> None:
    """Draw the control sample of the chosen kecamatan, or of the kabupaten."""
    st.subheader("Contoh kontrol acak")
    rows = store.control_of(published.version, choice.subject["kegiatan"])
    area = choice.kecamatan or (choice.desa.rpartition(".")[0] if choice.desa else "")
    mine = rows[rows["kode_kecamatan"].str.startswith(area)]
    if mine["kontrol"].sum() == 0:
        _how(choice)
        return
    returned = int(mine[COLUMNS].to_numpy().sum())
    st.markdown(_back(published, mine, returned))
    if choice.desa:
        st.caption("Contoh kontrol ditarik per kecamatan: yang tampil ialah kecamatannya.")
    if returned >= ENOUGH:
        _compared(mine)
    elif returned:
        st.caption(f"Kurang dari {ENOUGH} KK kembali: belum dihitung kesesuaiannya.")
    if returned:
        _cross(published, choice, mine)


def _how(choice: Choice) -> None:
    """Say why and how to draw a sample."""
    st.markdown(f"Belum ada contoh kontrol untuk kegiatan ini. {WHY}")
    with st.expander("Cara menarik contoh kontrol"):
        st.markdown(
            "Di mesin tempat register berada, tarik 30 KK per kecamatan dari yang sudah berhasil "
            "akhir:"
        )
        options = '--per 30 --seed 7 --out kontrol --alasan "…"'
        named = choice.subject["kegiatan"]
        st.code(f'python -m queries kontrol "{named}" {options}', language="shell", wrap_lines=True)
        st.markdown(
            "Impor `sasaran-kontrol.xlsx`, serahkan tiap `kontrol-….xlsx` kepada kecamatannya, "
            "impor kembali setelah HASIL VERVAL diisi, lalu terbitkan. Benih yang sama menarik "
            "contoh yang sama. Berkasnya memuat data pribadi; hapus setelah hasilnya diimpor."
        )


def _back(published: Published, rows: pd.DataFrame, returned: int) -> str:
    drawn, as_of = rows["kontrol"].sum(), words.day(published.publication.data_date)
    told = (
        f"{words.count(returned)} dari {words.count(drawn)} KK kontrol sudah diperiksa petugas "
        f"desa lain, per {as_of}."
    )
    if returned:
        same = int(np.trace(_square(rows)))
        share = words.aside(words.percent(same, returned))
        told += f" Hasilnya sama pada {words.count(same)} dari {words.count(returned)} KK{share}."
    return told


def _square(rows: pd.DataFrame) -> np.ndarray:
    """Rows the officers' result, columns the control's."""
    return rows.groupby("hasil_awal")[COLUMNS].sum().reindex(OUTCOMES, fill_value=0).to_numpy()


def _compared(rows: pd.DataFrame) -> None:
    """Kappa, and the share tidak layak that the control would give beside the officers' own."""
    found, share = agreement(_square(rows)), _estimate(rows)
    by_result = rows.groupby("hasil_awal")["keluarga"].sum().reindex(OUTCOMES, fill_value=0)
    unfit, met = by_result["tidak layak"], by_result["layak"] + by_result["tidak layak"]
    headline.badge(Badge.TAKSIRAN)
    listing.figures(
        [
            (_kappa(found.kappa), f"kappa{_kappa_words(found)}. Tiap KK kontrol dihitung satu."),
            (
                f"≈ {words.share(share.value, share.n)}",
                f"tidak layak menurut kontrol, rentang 95 % "
                f"{words.span(share.lower, share.upper, share.n)}, dari "
                f"{words.count(share.n)} KK kontrol, ditimbang menurut hasil pertama dan "
                "kecamatan.",
            ),
        ]
    )
    headline.badge(Badge.HITUNGAN_PASTI)
    listing.figures(
        [
            (
                words.percent(unfit, met),
                f"tidak layak menurut petugas: {words.count(unfit)} dari {words.count(met)} KK "
                "yang ditemukan.",
            )
        ]
    )
    merged = ""
    if share.collapsed:
        merged = f" {len(share.collapsed)} lapisan berisi kurang dari 5 KK kontrol digabung."
    st.caption(
        "Kedua angka ialah bagian tidak layak di antara KK yang ditemukan (layak atau tidak "
        "layak), sebelum kontrol dimulai. Taksirannya menganggap petugas kontrol benar dan yang "
        "belum kembali serupa dengan yang kembali; bila kontrol juga keliru, ia ikut keliru. "
        f"Sebutan kappa menurut Landis dan Koch (1977). Taksiran: Tenenbein (1970).{merged}"
    )


def _estimate(rows: pd.DataFrame) -> Estimate:
    table = rows.rename(columns={"keluarga": "population", "layak": "yes", "tidak_layak": "no"})
    seen = rows[COLUMNS].sum(axis=1)
    return corrected(table.assign(verified=seen), ["hasil_awal", "kode_kecamatan"])


def _kappa(value: float) -> str:
    return words.DASH if np.isnan(value) else f"{value:.2f}".replace(".", ",")


def _kappa_words(found) -> str:
    if np.isnan(found.kappa):
        return " tidak dapat dihitung: semua hasilnya satu macam"
    word = next((word for limit, word in WORDS if found.kappa <= limit), HIGHEST)
    if np.isnan(found.lower):
        return f": kesesuaian {word}; tidak ada beda yang terlihat, jadi tanpa rentang"
    span = f"{_kappa(found.lower)}–{_kappa(found.upper)}"
    return f": kesesuaian di luar kebetulan {word}, rentang 95 % {span}"


def _cross(published: Published, choice: Choice, rows: pd.DataFrame) -> None:
    """Draw the officers' results against those of the control, and offer them."""
    campaign = choice.subject["kegiatan"]
    by_result = rows.groupby("hasil_awal")[["keluarga", "kontrol", *COLUMNS]].sum()
    by_result = by_result.reindex(OUTCOMES, fill_value=0)
    heads = ("Hasil petugas", "KK kegiatan", "Ditarik", *[f"Kontrol: {name}" for name in OUTCOMES])
    told = [(name, *map(words.count, row)) for name, row in by_result.iterrows()]
    listing.table(heads, told, numbers=heads[1:])
    downloads.plain(
        published,
        choice,
        f"kontrol {campaign}",
        heads,
        told,
        badge=Badge.HITUNGAN_PASTI,
        definition=f"Contoh kontrol acak {campaign}: hasil petugas sebelum kontrol "
        "dan hasil petugas desa lain pada KK yang sama.",
    )
