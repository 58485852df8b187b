"""Do high shares lie next to each other: an indication of a pocket, not proof of one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

POCKETS = "indikasi kantong"
NO_PATTERN = "tidak ada pola kantong yang jelas"
NO_SINGLE = "ada pola berdekatan, tetapi tidak ada kantong yang menonjol"
TOO_FEW = "terlalu sedikit wilayah"
ALL_ALIKE = "semua wilayah sama"

FEWEST = 20  # areas. Three neighbours are drawn from 19 others in 969 ways, so that p can get
# below the 0.05 / 20 which the first of 20 tests has to reach; with much fewer it cannot
NEAREST = 4  # areas an island is joined to (indicators.md 2.8)
ROUNDING = 1e-9  # of z: what differs by less is the same
SEED = 20  # any number does; fixed, so that the same counts give the same map


@dataclass(frozen=True)
class Pockets:
    """What was found. NaN: not tested.

    `global_i` is Moran's I, `expected_i` what it is by chance, `p_global` the share of random
    arrangements with at least as high an I; `within_groups` is that share when values are compared
    with their own group only and shuffled within it. A low `p_global` with a high `within_groups`:
    the pattern follows the groups (kecamatan offices), not the ground.

    `table` has a row for every area asked about: z (standardised residual), local_i, p (share of
    random neighbourhoods at least as alike), p_fdr (p adjusted for the number of areas by
    Benjamini and Hochberg), pocket (p_fdr at most alpha, and both the area and its neighbours
    high; at the edge of a pocket the area itself may be little above the share of all). All but z
    are left NaN, and pocket False, unless `p_global` is at most alpha.

    `islands` have no neighbour that could be used, `dropped` were not used: too few families, no
    count, or more counted than there are.
    """

    state: str
    table: pd.DataFrame
    global_i: float = np.nan
    expected_i: float = np.nan
    p_global: float = np.nan
    within_groups: float = np.nan
    islands: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def pockets(
    numerator: pd.Series,
    denominator: pd.Series,
    neighbours: Mapping,
    *,
    least=30,
    permutations=9999,
    seed=SEED,
    alpha=0.05,
    groups=None,
    points=None,
) -> Pockets:
    """Look for neighbouring areas whose shares are high together (indicators.md 2.8).

    Both Series are indexed by kode; counts may be weighted. `neighbours` gives each kode the list
    of those it touches; one direction will do. Areas with a denominator under `least`, no count or
    a share above 1 are dropped and never taken for 0. Islands are left out, or, given `points` (a
    frame of lon and lat by kode), joined to their four nearest areas. `groups` gives the group of
    each kode.

    Shares of areas of unequal size are compared as residuals from the overall share, each in
    standard deviations of a beta-binomial (`standardised`). Moran's I says whether there is any
    pattern at all; only then is each area tested, against random neighbours from all the others.
    esda computes I and its local form. Chance is drawn here: esda 2.9 would seed numpy's global
    generator, which sessions share, and report the smaller tail, so that 0.05 is reached twice as
    often as it should be. Only high likeness counts here.

    Raises ValueError if the counts are not Series of the same areas, if an area comes twice or has
    no group.
    """
    counts = _counts(numerator, denominator)
    used = counts[_usable(counts, least)]
    z = standardised(used["x"], used["n"])
    links, islands = _links(z.index, neighbours, points)
    blank = {"local_i": np.nan, "p": np.nan, "p_fdr": np.nan, "pocket": False}
    found = Pockets(
        TOO_FEW,
        pd.DataFrame({"z": z.reindex(counts.index), **blank}),
        islands=islands,
        dropped=list(counts.index.difference(used.index, sort=False)),
    )
    z = z.loc[list(links)]
    if len(z) < FEWEST:
        return found
    if np.ptp(z) < ROUNDING:
        return replace(found, state=ALL_ALIKE)
    return _tested(found, z, links, groups, _Chance(permutations, seed, alpha))


@dataclass(frozen=True)
class _Chance:
    permutations: int
    seed: int
    alpha: float

    def rank(self, observed, by_chance):
        """Return the share of arrangements, the observed one included, that reach `observed`."""
        reached = (by_chance >= np.asarray(observed) - ROUNDING).sum(axis=0)
        return (reached + 1) / (self.permutations + 1)

    def shuffles(self, codes) -> np.ndarray:
        """Return one arrangement a row: positions 0 to n - 1, each staying within its code."""
        keys = np.random.default_rng(self.seed).random((self.permutations, len(codes))) + codes
        arranged = np.empty(keys.shape, dtype=np.intp)
        arranged[:, np.argsort(codes, kind="stable")] = keys.argsort(axis=1)
        return arranged


def standardised(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Return (x - n p) / sd for each area, p being the share of all; 0 where nothing can vary.

    sd^2 = n p (1 - p) (1 + (n - 1) rho), of a beta-binomial count: indicators.md 2.8. rho, the
    likeness of families within an area, is what makes Pearson's chi-square of k areas come out at
    k - 1: (chi2 - (k - 1)) / sum(n - 1), at least 0. Not Marshall's empirical Bayes, which is for
    rare events.
    """
    x, n = numerator.astype(float), denominator.astype(float)
    share = x.sum() / n.sum() if n.sum() > 0 else 0
    variance = n * share * (1 - share)
    if not (variance > 0).all():
        return x * 0
    excess = ((x - n * share) ** 2 / variance).sum() - (len(x) - 1)
    spare = (n - 1).sum()
    rho = np.clip(excess / spare, 0, 1) if spare > 0 else 0
    return (x - n * share) / np.sqrt(variance * (1 + (n - 1) * rho))


def _counts(numerator: pd.Series, denominator: pd.Series) -> pd.DataFrame:
    if not (isinstance(numerator, pd.Series) and isinstance(denominator, pd.Series)):
        raise ValueError("numerator and denominator are each a Series by area")
    index = numerator.index
    if index.has_duplicates or denominator.index.has_duplicates:
        raise ValueError("an area is counted twice")
    if set(index) != set(denominator.index):
        raise ValueError("numerator and denominator are not of the same areas")
    return pd.DataFrame({"x": numerator, "n": denominator.reindex(index)}, dtype=float)


def _usable(counts: pd.DataFrame, least: float) -> pd.Series:
    return (counts["n"] >= least) & (counts["n"] > 0) & counts["x"].between(0, counts["n"])


def _links(kept: pd.Index, neighbours: Mapping, points) -> tuple[dict, list]:
    """Return the neighbours of each kept area that has any, both ways, and the islands."""
    links = {kode: set() for kode in kept}
    _join(links, ((kode, other) for kode in kept for other in neighbours.get(kode, ())))
    islands = [kode for kode, others in links.items() if not others]
    if points is not None:
        _join(links, ((kode, other) for kode in islands for other in _nearest(kode, kept, points)))
    return {kode: sorted(others) for kode, others in links.items() if others}, islands


def _join(links: dict, pairs) -> None:
    for one, other in pairs:
        if other in links and other != one:
            links[one].add(other)
            links[other].add(one)


def _nearest(kode, kept: pd.Index, points: pd.DataFrame) -> list:
    """Return the nearest of the other areas; a degree of longitude shrinks with latitude."""
    places = points[["lon", "lat"]].reindex(kept)
    away = places - places.loc[kode]
    east = away["lon"] * np.cos(np.radians(places.loc[kode, "lat"]))
    return list(np.hypot(east, away["lat"]).drop(kode).nsmallest(NEAREST).index)


def _tested(found: Pockets, z: pd.Series, links: dict, groups, chance: _Chance) -> Pockets:
    from esda import Moran
    from libpysal.weights import W

    weights = W(links, id_order=list(links), silence_warnings=True)
    moran = Moran(z.to_numpy(), weights, transformation="r", permutations=0)
    found = replace(
        found,
        state=NO_PATTERN,
        global_i=float(moran.I),
        expected_i=float(moran.EI),
        p_global=_p_global(moran.z, weights.sparse, np.zeros(len(z)), chance),
        within_groups=_within(z, groups, weights.sparse, chance),
    )
    if found.p_global > chance.alpha:
        return found
    table = found.table.copy()
    local = _local(z, weights, chance)
    table.loc[z.index, local.columns] = local
    return replace(found, table=table, state=POCKETS if table["pocket"].any() else NO_SINGLE)


def _p_global(z, weights, codes, chance: _Chance) -> float:
    shuffled = z[chance.shuffles(codes)]
    by_chance = (shuffled * (weights @ shuffled.T).T).sum(axis=1)
    return float(chance.rank(z @ (weights @ z), by_chance))


def _within(z: pd.Series, groups, weights, chance: _Chance) -> float:
    if groups is None:
        return np.nan
    group = pd.Series(groups).reindex(z.index)
    if group.isna().any():
        raise ValueError(f"no group for {', '.join(map(str, z.index[group.isna()]))}")
    centred = (z - z.groupby(group).transform("mean")).to_numpy()
    if np.ptp(centred) < ROUNDING:
        return np.nan
    return _p_global(centred, weights, pd.factorize(group)[0], chance)


def _local(z: pd.Series, weights, chance: _Chance) -> pd.DataFrame:
    """Return local_i, p, p_fdr and pocket of each area, its neighbours drawn from all others."""
    from esda import Moran_Local

    local = Moran_Local(z.to_numpy(), weights, transformation="r", permutations=0)
    likeness = local.z * (weights.sparse @ local.z)
    drawn = chance.shuffles(np.zeros(len(z) - 1))
    p = np.empty(len(z))
    for at, many in enumerate(weights.cardinalities[kode] for kode in z.index):
        others = np.delete(local.z, at)
        p[at] = chance.rank(likeness[at], local.z[at] * others[drawn[:, :many]].mean(axis=1))
    p_fdr = false_discovery_control(p)
    # esda's quadrant 1: the area and the mean of its neighbours above the mean of all z, which
    # for skew shares is not quite the share of all
    high = (local.q == 1) & (z > 0)
    columns = {
        "local_i": local.Is,
        "p": p,
        "p_fdr": p_fdr,
        "pocket": high & (p_fdr <= chance.alpha),
    }
    return pd.DataFrame(columns, index=z.index)
