"""A summary of 24 desa, enough to compare: 22 alike, one small and one large far from them."""

from queries import summary
from tests.pages import written

KODE = [f"33.28.{1 + (n - 1) // 12:02}.20{n:02}" for n in range(1, 25)]
SMALL, LARGE = KODE[0], KODE[1]
# Not receiving: 20 of 100 each, but 70 of 100 and 210 of 300; together 720 of 2.600.
AREAS = "\n".join(
    [
        "kode          | nama          | tingkat   | kode_induk | petak_kolom | petak_baris",
        "33.28         | Kabupaten Uji | kabupaten |            |             |",
        *[
            f"33.28.0{n}  | {name} | kecamatan | 33.28 | |"
            for n, name in ((1, "Hulu"), (2, "Hilir"))
        ],
        *[
            f"{kode} | Desa {n:02} | desa | {kode[:8]} | {n % 6} | {n // 6}"
            for n, kode in enumerate(KODE, start=1)
        ],
    ]
)


def row(code: str, month: str, **cells: str) -> str:
    usual = cells.pop("usual")
    found = [cells.get({SMALL: "small", LARGE: "large"}.get(kode, ""), usual) for kode in KODE]
    code, _, part = code.partition(" > ")
    return " | ".join([code, month, part, *found])


SUMS = "\n".join(
    [
        " | ".join(["indikator", "periode", "rincian", *KODE]),
        row("belum_menerima_pct", "2026-09", usual="25/100/0", large="220/300/0", small="70/100/0"),
        row("belum_menerima_pct", "2026-10", usual="20/100/0", large="210/300/0", small="70/100/0"),
        row("status_bermasalah_pct", "2026-10", usual="2/50/3"),
        row("status_bermasalah_pct > meninggal", "2026-10", usual="1/50/3"),
        row("status_bermasalah_pct > pindah", "2026-10", usual="1/50/3"),
        row("status_bermasalah_pct > NIK ganda", "2026-10", usual="1/50/3"),
        row("luar_desil_pct", "2026-10", usual="5/40/0"),
        row("luar_desil_pct > tanpa desil", "2026-10", usual="2/42/0"),
        row("luar_desil_pct > PKH", "2026-10", usual="9/30/0"),
        row("cakupan_kk_pct", "2026-10", usual="50/120/0", large="150/360/0"),
        row("cakupan_kk_pct > PKH", "2026-10", usual="30/120/0"),
        row("cakupan_kk_pct > PKH", "2026-09", usual="31/120/0"),
        row("musdes_pct", "2026-10", usual="1/1/0", small="0/1/0"),
        row("musdes_pct", "2026-09", usual="1/1/0", small="0/1/0"),
        row("musdes_pct", "2026-08", usual="1/1/0", small="0/1/0"),
    ]
)
# Of 100 recipients 60 verified, 6 of them tidak layak (30 in the small desa); of 50 others 25, 5.
STRATA = "\n".join(
    [
        "periode | kode_desa | program | menerima | sasaran | kelompok_desil | padan | jumlah | "
        "layak | tidak_layak | kependudukan | tidak_ditemukan",
        *[
            f"2026-10 | {kode} | {program} | {receives} | ya | 1-2 | ya | {rest}"
            for kode in KODE
            for program, receives, rest in (
                (
                    "",
                    "ya",
                    f"100 | {30 if kode == SMALL else 54} | {30 if kode == SMALL else 6} | 1 | 2",
                ),
                ("", "tidak", "50 | 20 | 5 | 0 | 0"),
            )
        ],
    ]
)
REASONS = f"""
    periode | kode_desa | program | menerima | alasan         | pernah_layak | jumlah
    2026-10 | {SMALL}   |         | ya       | Mampu          | ya           | 20
    2026-10 | {SMALL}   |         | ya       | Mampu          | tidak        | 6
    2026-10 | {SMALL}   |         | ya       | Menolak bansos | tidak        | 4
    2026-10 | {SMALL}   |         | tidak    | Mampu          | tidak        | 5
"""


def publish(*, sample: bool = False, **texts: str) -> summary.Version:
    """Put the summary of 24 desa in force; texts replace the tables of the same name."""
    tables = {"terbitan_wilayah": AREAS, "lapisan": STRATA, "alasan_tidak_layak": REASONS}
    return written.publish(sample=sample, **{"sums": SUMS, "campaigns": False, **tables, **texts})
