"""The sample register: invented people in the real desa of a kabupaten, in files of real formats.

Everything here is invented: persons, families, numbers, visits, meetings, and every figure that
comes of them. Real are only the names and codes of kecamatan and desa (data_samples/wilayah; by
default Kab. Tegal's 18 and 287) and of Kab. Tegal the population per kecamatan of BPS 2013 (sums to
1,415,009; data_samples/population_share_33.28.csv). By its shares the families asked for are spread
over the kecamatan, and a lognormal spreads them inside, because no figure per desa was found. Rates
(padan, empty items, programmes, verval, musdes) are of a plausible order and rest on no source.
NIK, No KK and ID DTKS begin with 99, a provinsi that does not exist, so none can belong to
anybody; the importers know sample data by it.

First everything happens, in arrays (`simulation`): families come, move and go, persons are born
and die, desa meet or not, usulan pass their stages, officers visit, places in programmes are
filled. Then it is written in the formats of offices, and the register is filled by importing
these files alone. `planted` lists the cases a good indicator must find. What is true is known
(`truth`) and kept apart from what is imported.

`python -m register.sample --contoh data_samples/contoh` rewrites the small committed examples.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from register.progress import number
from register.sample import (
    areas,
    exports,
    files,
    lists,
    musdes,
    officers,
    proposal_files,
    truths,
    verval_files,
)
from register.sample.months import periods
from register.sample.simulation import Simulation, simulate

FEWEST = 300  # families; Kab. Tegal has 287 desa
SIZES = {"kecil": 20_000, "bawaan": 60_000, "penuh": 330_000}  # families in the first month
CROSSING = "2025-08"  # last month of a sample that crosses from DTKS to DTSEN
# How many of the newest months have these lists: more would only make the first start slower.
OFFICER_LISTS, REPORT_LISTS, BLT_DD_LISTS, ANSWERS = 2, 3, 1, 3
RANKINGS = 2  # newest rankings written, and that of the change of era

Written = tuple[str, Path]  # periode, file


def write(
    out: Path,
    *,
    families: int,
    months: int,
    seed: int,
    last_periode: str | None = None,
    truth: Path | None = None,
    lists: Sequence[Path] = (areas.HOME,),
    progress: Callable[[str], object] = print,
) -> list[Written]:
    """Write the sample files; return (periode, file) in the order in which to import them.

    `families` (FEWEST or more) is the number in the first month; a few more come than go. The
    months end with `last_periode`, by default the last full month. `truth`: folder for what is
    true, which is no part of the import; `lists`: the areas (CSV as table `wilayah`), whose desa
    must not be more than the families. In the last month the smallest kecamatan comes in a
    workbook of its own. The same arguments give the same bytes.
    """
    if families < FEWEST:
        raise ValueError(f"Contoh perlu sedikitnya {FEWEST} keluarga, supaya tiap desa terisi.")
    simulation = simulate(families, periods(last_periode, months), seed, lists)
    out.mkdir(parents=True, exist_ok=True)
    chances = np.random.default_rng(seed + 1).spawn(months)
    written: list[Written] = []
    for month, periode in enumerate(simulation.months):
        rows, place = exports.dtks(simulation, month)
        progress(f"Menulis contoh {periode} … {number(len(rows))} jiwa")
        made = [
            *_dtks(simulation, out / f"dtks-{periode}", rows, place, month),
            *_lists(simulation, chances[month], out, month),
        ]
        written += [(periode, file) for file in sorted(made)]
    if truth:
        truths.write(simulation, truth)
    return written


def _dtks(
    simulation: Simulation, stem: Path, rows: pa.Table, place: np.ndarray, month: int
) -> list[Path]:
    """Write the export as text, the smallest kecamatan of the newest month as a workbook."""
    text = stem.with_suffix(".txt")
    if month < simulation.newest:
        return [files.write_text(text, "dtks", rows)]
    kecamatan = simulation.desa["kecamatan"]
    smallest = kecamatan.iloc[place].value_counts().idxmin()
    apart = (kecamatan == smallest).to_numpy()[place]
    cells = [column.to_pylist() for column in rows.filter(pa.array(apart)).columns]
    book = stem.with_name(f"{stem.name}-{smallest.lower()}.xlsx")
    return [
        files.write_text(text, "dtks", rows.filter(pa.array(~apart))),
        files.write_workbook(book, "dtks", zip(*cells, strict=True)),
    ]


def _lists(
    simulation: Simulation, chance: np.random.Generator, out: Path, month: int
) -> Iterator[Path]:
    """Write the other files of a month: which there are depends on how new it is."""
    s, periode, age = simulation, simulation.months[month], simulation.newest - month

    def text(form: str, rows: pa.Table) -> Path:
        ending = "txt" if files.delimiter(form) == "|" else "csv"
        return files.write_text(out / f"{form}-{periode}.{ending}", form, rows)

    yield text("musdes", musdes.monthly_list(s.desa, s.meetings, month, s.calendar))
    yield text("verval", verval_files.monthly_list(s, month))
    yield from (text("sasaran", rows) for rows in verval_files.target_lists(s, month))
    if age:
        yield text("usulan_tahap", proposal_files.stages(s, month))
        if age <= ANSWERS:
            yield text("usulan_jawaban", proposal_files.answers(s, month))
    else:
        yield text("usulan_v4", proposal_files.upload(chance, s, month))
        yield text("agregat", lists.recap(s))
        yield text("pbi", exports.pbi(chance, s, month))
    if month in s.calendar.rankings(RANKINGS):
        book = out / f"desil-{periode}.xlsx"
        yield files.write_large_workbook(book, "desil", exports.desil(s, month))
    if age < OFFICER_LISTS:
        yield text("petugas", officers.monthly_list(s.desa, s.officers, month, s.calendar))
    if age < REPORT_LISTS:
        yield text("laporan", lists.reports(chance, s, month))
    if age < BLT_DD_LISTS:
        yield text("bltdd", lists.blt_dd(chance, s, month))
