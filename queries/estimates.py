"""Figures that are no ratio of sums, from sums that are published: one function each.

What comes out is what `methods` gives; here is only which sums go in, and for which area. An area
is the beginning of a code: 33.28 the kabupaten, 33.28.01 a kecamatan, 33.28.01.2001 a desa.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from methods import benchmark, control_chart, poststratify, targeting, waiting
from methods.benchmark import Ratio
from methods.control_chart import Chart
from methods.poststratify import Estimate
from methods.waiting import Waiting
from queries.measure import rincian

ENOUGH = 30  # verified families an area must have for an estimate of its own (indicators.md, I6)
KECAMATAN = 8  # letters of a code that name its kecamatan
POOREST = (1, 2, 3, 4)  # desil of the poorest 40 %
POOR = "penduduk miskin"  # as table pembanding calls what BPS publishes
# What tells families apart, and in which order it is ignored where too few are verified. Whether
# a family receives is never ignored: recipients are verified far more often than others.
KEYS = ("kode_kecamatan", "kode_desa", "menerima", "padan", "kelompok_desil")
COLLAPSE = ("kelompok_desil", "padan", "kode_desa", "kode_kecamatan")


def leakage(strata: pd.DataFrame, area: str, program: str = "") -> Estimate:
    """I6: the share of recipients in an area who are not layak, of rows of table `lapisan`."""
    rows = strata[(strata["program"] == program) & strata["menerima"]]
    return _share(_strata(rows, area), "tidak_layak")


def registered_ineligible(strata: pd.DataFrame, area: str, program: str = "") -> Estimate:
    """I7: the share of active registered families in an area that are not layak.

    Of no programme: the rows of one do not hold all families. With one there is nothing.
    """
    rows = strata[(strata["program"] == "") & (program == "")]
    return _share(_strata(rows, area), "tidak_layak")


def eligible_not_receiving(strata: pd.DataFrame, area: str, program: str = "") -> Estimate:
    """I8: of families in the target desil that are layak, the share that does not receive."""
    table = _strata(_target(strata, program), area)
    table["tanpa_bantuan"] = ~table["menerima"].astype(bool)
    return poststratify.group_share(
        table, KEYS, group="tanpa_bantuan", hits="layak", collapse=COLLAPSE
    )


# code of the indicator → its estimate, all called alike.
ESTIMATES = {
    "penerima_tidak_layak": leakage,
    "terdaftar_tidak_layak": registered_ineligible,
    "layak_belum_menerima": eligible_not_receiving,
}


@dataclass(frozen=True)
class Forced:
    """What the number of places makes unavoidable, whoever they are given to (indicators.md 0.5).

    `exclusion` of the eligible and `inclusion` of the recipients are shares from 0 to 1, NaN where
    the eligible are not known. `from_quota`: the places are a quota in families; without one they
    are the families that receive now.
    """

    places: float
    eligible: float
    from_quota: bool
    exclusion: float
    inclusion: float


def unavoidable(strata: pd.DataFrame, quotas: pd.DataFrame, area: str, program: str) -> Forced:
    """I6, I8: places against families in the target desil that are layak, estimated from verval."""
    eligible = _share(_strata(_target(strata, program), area), "layak")
    receive = strata[(strata["program"] == program) & strata["menerima"]]
    receive = receive.loc[receive["kode_desa"].str.startswith(area), "jumlah"].sum()
    return forced(eligible.value * eligible.population, receive, quotas, area, program)


def forced(
    eligible: float, receive: float, quotas: pd.DataFrame, area: str, program: str
) -> Forced:
    """Return what follows from the quota of an area, or without one from those who receive."""
    ours = (quotas["kode_wilayah"] == area) & (quotas["program"] == program)
    quota = quotas.loc[ours & (quotas["satuan"] == "KK"), "jumlah"]
    places = float(receive if quota.empty else quota.iloc[0])
    least = targeting.unavoidable([places], [eligible])
    return Forced(places, eligible, not quota.empty, *map(float, least.iloc[0]))


def by_area(estimate, strata: pd.DataFrame, areas: Sequence[str], *more) -> pd.DataFrame:
    """Return value, lower, upper, bound_lower, bound_upper, n, n_effective, population,
    share_verified.

    One row per code in `areas`, which are all of one level. With fewer than 30 verified an area
    has no value of its own, only bounds.
    """
    letters = len(areas[0]) if areas else 0
    counted = _counted(strata)  # once for all areas: it takes as long as an estimate
    rows = dict(list(counted.groupby(counted["kode_desa"].str[:letters])))
    found = {kode: estimate(rows.get(kode, counted[:0]), kode, *more) for kode in areas}
    table = pd.DataFrame(
        {
            kode: {
                "value": each.value,
                "lower": each.lower,
                "upper": each.upper,
                "bound_lower": each.bounds[0],
                "bound_upper": each.bounds[1],
                "n": each.n,
                "n_effective": each.n_effective,
                "population": each.population,
                "share_verified": each.share_verified,
            }
            for kode, each in found.items()
        }
    ).T
    table.loc[table["n"] < ENOUGH, ["value", "lower", "upper"]] = np.nan
    return table


def _target(strata: pd.DataFrame, program: str) -> pd.DataFrame:
    inside = strata["sasaran"].astype("boolean").fillna(False).astype(bool)
    return strata[(strata["program"] == program) & inside]


def _strata(rows: pd.DataFrame, area: str) -> pd.DataFrame:
    """The rows inside the area with KEYS, population, verified, layak, tidak_layak.

    Families not found, dead, gone or doubled say nothing of being poor: they count as not
    verified, and those of their stratum speak for them.
    """
    mine = rows[rows["kode_desa"].str.startswith(area)]
    return mine if "verified" in mine else _counted(mine)


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    """Add kode_kecamatan, population and verified; keys as plain objects, quicker to compare."""
    return rows.astype({"kode_desa": object, "kelompok_desil": object}).assign(
        kode_kecamatan=rows["kode_desa"].str[:KECAMATAN].astype(object),
        population=rows["jumlah"],
        verified=rows["layak"] + rows["tidak_layak"],
    )


def _share(table: pd.DataFrame, hits: str) -> Estimate:
    return poststratify.from_counts(table, KEYS, hits=hits, collapse=COLLAPSE)


def compliance(sums: pd.DataFrame, program: str = "") -> float:
    """I11: share of recipients in desil 1-4 over share of families there; 1 is neutral.

    `sums`: numerator and denominator of `cakupan_kk_pct` by rincian, of the kabupaten and one
    month. Those without a desil are in neither. NaN where nobody receives or has a desil. Only
    where every family has a desil, which is the era of DTSEN, does it mean anything.
    """
    ranked = sums.reindex([rincian(program, desil) for desil in range(1, 11)]).fillna(0)
    receive, without = ranked["numerator"], ranked["denominator"] - ranked["numerator"]
    poorest = ranked.index.isin([rincian(program, desil) for desil in POOREST])
    weights = [side[where].sum() for where in (poorest, ~poorest) for side in (receive, without)]
    return targeting.errors([1, 1, 0, 0], [1, 0, 1, 0], weights).cgh


def benchmark_ratio(
    sums: pd.DataFrame, benchmarks: pd.DataFrame, area: str, year: int
) -> tuple[Ratio, int] | None:
    """I12: persons registered in desil 1-4 over the poor BPS counts, and the year of these.

    `sums` as in `compliance`, of `cakupan_jiwa_pct`; `benchmarks` rows of table `pembanding`. The
    newest figure up to `year` is taken. None where BPS's figure for the area is not there.
    """
    known = benchmarks[(benchmarks["kode_wilayah"] == area) & (benchmarks["ukuran"] == POOR)]
    known = known[known["tahun"] <= year].sort_values("tahun")
    if known.empty:
        return None
    newest = known.iloc[-1]
    thousand = 1000 if newest["satuan"].startswith("ribu") else 1
    persons = sums.reindex([rincian("", desil) for desil in POOREST])["denominator"].sum()
    rse = None if pd.isna(newest["rse_pct"]) else float(newest["rse_pct"])
    return benchmark.ratio(persons, thousand * newest["nilai"], rse), int(newest["tahun"])


def processing_time(proposals: pd.DataFrame) -> Waiting:
    """I13: how long proposals wait, of rows of table `lama_usulan` (of an area, of a kind)."""
    return waiting.kaplan_meier(proposals["hari"], proposals["diputus"], proposals["jumlah"])


def trend(sums: pd.DataFrame) -> Chart:
    """I17: the share found not layak among each month's verifications, against its usual range.

    `sums`: numerator, denominator of `tidak_layak_bulan_pct` by month, a gap where nobody came.
    """
    return control_chart.p_chart(sums["numerator"], sums["denominator"])


def pockets(sums: pd.DataFrame, neighbours: Mapping[str, Sequence[str]]):
    """I16: desa that are high together with their neighbours on I8 by desil.

    `sums`: the three sums of `belum_menerima_pct` by desa, of one month. Those of whom it cannot
    be said are taken out of the denominator here: a desa is high by what is known of it.
    """
    from methods.pockets import pockets as clusters  # esda takes seconds to import

    known = sums["denominator"] - sums["unknown"]
    groups = pd.Series(sums.index.str[:KECAMATAN], index=sums.index)
    return clusters(sums["numerator"], known, neighbours, groups=groups)
