"""The sample register: invented people in the real desa of Kab. Tegal, in files of real formats.

Everything here is invented: persons, families, numbers, visits, meetings, and every figure that
comes of them. Real are only the names and codes of the 18 kecamatan and 287 desa
(data_samples/wilayah/33.28.csv) and the population per kecamatan of BPS 2013 (sums to 1,415,009;
data_samples/population_share_33.28.csv). By its shares the families asked for are spread over the
kecamatan, and a lognormal spreads them inside, because no figure per desa was found. Rates
(padan, empty items, programmes, verval, musdes) are of a plausible order and rest on no source.
NIK, No KK and ID DTKS begin with 99, a provinsi that does not exist, so none can belong to
anybody; the importers know sample data by it.

Every way a person is ever written is made once (people.py, faults.py); a month is a choice among
them. pyarrow.csv writes the 207,000 rows of a month in 0.1 s, a third of what DuckDB COPY took.

`python -m register.sample --contoh data_samples/contoh` rewrites the small committed examples.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from register.sample import families as family_lists
from register.sample import files, musdes, people, verval

FEWEST = 300  # families; there are 287 desa


def write(
    out: Path,
    *,
    families: int,
    months: int,
    seed: int,
    last_periode: str = "2026-10",
    progress: Callable[[str], object] = print,
) -> list[tuple[str, Path]]:
    """Write the sample files; return (periode, file) in the order in which to import them.

    `families` (FEWEST or more) is the number in the first month; about 0.1 % more come than go each
    month. In the last month the smallest kecamatan comes in a workbook of its own. The same
    arguments give the same bytes.
    """
    if families < FEWEST:
        raise ValueError(f"Contoh perlu sedikitnya {FEWEST} keluarga, supaya tiap desa terisi.")
    out.mkdir(parents=True, exist_ok=True)
    calendar = family_lists.Calendar(pd.period_range(end=last_periode, periods=months, freq="M"))
    chances = np.random.default_rng(seed).spawn(3)
    desa = family_lists.desa_list(chances[0])
    family = family_lists.family_list(chances[0], desa, families, calendar)
    everyone = people.invent(chances[0], desa, family, calendar)
    lists = verval.monthly_lists(chances[1], desa, family, everyone, calendar)
    meetings = musdes.monthly_lists(chances[2], desa, calendar)
    smallest = desa["kecamatan"].iloc[family["desa"]].value_counts().idxmin()
    written: list[tuple[str, Path]] = []
    for month, periode in enumerate(calendar.months.astype(str)):
        rows, place = files.dtks_rows(everyone, month)
        progress(f"Menulis contoh {periode} … {len(rows):,} jiwa".replace(",", "."))
        apart = (desa["kecamatan"] == smallest).to_numpy()[place] & (month == months - 1)
        month_files = [
            *_dtks(out / f"dtks-{periode}", rows, apart, smallest),
            files.write_text(out / f"verval-{periode}.csv", files.VERVAL_HEADER, ";", lists[month]),
            files.write_text(
                out / f"musdes-{periode}.csv", files.BOM + files.MUSDES_HEADER, ",", meetings[month]
            ),
        ]
        written += [(periode, file) for file in month_files]
    return written


def _dtks(stem: Path, rows: pa.Table, apart: np.ndarray, kecamatan: str) -> list[Path]:
    """Write the rows as text, those `apart` as a workbook; return the files."""
    text = stem.with_suffix(".txt")
    if not apart.any():
        return [files.write_text(text, files.DTKS_HEADER, "|", rows)]
    cells = [column.to_pylist() for column in rows.filter(pa.array(apart)).columns]
    book = stem.with_name(f"{stem.name}-{kecamatan.lower()}.xlsx")
    return [
        files.write_text(text, files.DTKS_HEADER, "|", rows.filter(pa.array(~apart))),
        files.write_workbook(book, zip(*cells, strict=True)),
    ]
