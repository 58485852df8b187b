"""The sample's months, its desa with their invented character, and its families."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from register.sample.words import ADDRESSES

FACTS = Path(__file__).resolve().parents[2] / "data_samples"
EPOCH = np.datetime64("1900-01-01")  # day 0 of every day number; a Monday
NEVER = 9999  # as a month: not within what is written

LEAVE, ARRIVE = 0.005, 0.006  # of families, per month
SECOND_FAMILY = 0.066  # of families, living in the rumah tangga of the family before


@dataclass(frozen=True)
class Calendar:
    """The months written; days are counted from EPOCH, months from the first."""

    months: pd.PeriodIndex

    @property
    def ends(self) -> np.ndarray:
        """The last day of each month."""
        return (self.months.end_time.to_numpy().astype("M8[D]") - EPOCH).astype(int)

    @property
    def first_day(self) -> int:
        return int((self.months[0].start_time.to_numpy().astype("M8[D]") - EPOCH).astype(int))

    def texts(self, pattern: str) -> pa.Array:
        """Every day from EPOCH to the end of the last month, as text."""
        days = pd.date_range(EPOCH, periods=self.ends[-1] + 1)
        return pa.array(days.strftime(pattern), pa.string())


def desa_list(chance: np.random.Generator) -> pd.DataFrame:
    """Return one row a desa: kode, nama, kecamatan, alias, and its invented character.

    bobot: share of the families; rajin: diligence, standard normal; lalai: how many times the
    usual rate of faults its rows have, mean 1.
    """
    areas = pd.read_csv(FACTS / "wilayah/33.28.csv", dtype=str)
    desa = areas[areas["tingkat"].isin(["desa", "kelurahan"])].reset_index(drop=True)
    desa["kecamatan"] = desa["kode_induk"].map(areas.set_index("kode")["nama"])
    alias = pd.read_csv(FACTS / "wilayah/33.28.alias.csv", dtype=str).drop_duplicates("kode")
    desa["alias"] = desa["kode"].map(alias.set_index("kode")["nama"])
    people = pd.read_csv(FACTS / "population_share_33.28.csv", dtype={"kode_kecamatan": str})
    weight = pd.Series(chance.lognormal(0, 0.4, len(desa)))
    weight /= weight.groupby(desa["kode_induk"]).transform("sum")
    weight *= desa["kode_induk"].map(people.set_index("kode_kecamatan")["penduduk_2013"])
    desa["bobot"] = weight / weight.sum()
    office = pd.factorize(desa["kode_induk"])[0]
    shared = chance.normal(0, 1, office.max() + 1)[office]
    desa["rajin"] = 0.35 * shared + 0.93 * chance.normal(0, 1, len(desa))
    lalai = np.exp(0.8 * chance.normal(0, 1, len(desa)) - 0.25 * desa["rajin"])
    desa["lalai"] = np.minimum(lalai / lalai.mean(), 6)
    return desa


def family_list(
    chance: np.random.Generator, desa: pd.DataFrame, families: int, calendar: Calendar
) -> pd.DataFrame:
    """Return one row a family, ordered by desa and RT.

    desa: row in `desa`; dari, sampai: first and last month in the register; rt, rw, alamat:
    numbers; rumah_tangga: the first family of the household; miskin: poverty, standard normal.
    """
    months = len(calendar.months)
    arriving = round(families * ARRIVE * (months - 1))
    total = families + arriving
    place = np.repeat(np.arange(len(desa)), _counts(desa["bobot"].to_numpy(), total))
    rest = np.r_[False, place[1:] == place[:-1]]  # all but the first of each desa, who stays
    begin = np.zeros(total, int)
    late = chance.choice(np.flatnonzero(rest), arriving, replace=False)
    begin[late] = 1 + (chance.random(arriving) * (months - 1)).astype(int)
    second = rest & (chance.random(total) < SECOND_FAMILY)
    second[1:] &= ~second[:-1]
    house = np.arange(total) - second
    size = np.bincount(place)
    within = np.arange(total) - (np.cumsum(size) - size)[place]
    rt = (within * np.clip(size // 14, 3, 40)[place] // size[place])[house]
    return pd.DataFrame(
        {
            "desa": place,
            "dari": begin,
            "sampai": np.where(rest, begin + chance.geometric(LEAVE, total) - 1, NEVER),
            "rumah_tangga": house,
            "rt": rt % 4 + 1,
            "rw": rt // 4 + 1,
            "alamat": chance.integers(0, len(ADDRESSES), total)[house],
            "miskin": chance.normal(0, 1, total),
        }
    )


def _counts(weight: np.ndarray, total: int) -> np.ndarray:
    """Share `total` families out by weight, largest remainders first; each desa gets a few."""
    least = min(3, total // len(weight))
    exact = weight * (total - least * len(weight))
    counts = exact.astype(int)
    left = total - least * len(weight) - counts.sum()
    counts[np.argsort(counts - exact, kind="stable")[:left]] += 1
    return counts + least


def pick(texts: list[str] | pd.Series | pa.Array, index: np.ndarray | pd.Series) -> pa.Array:
    """Return the text at each index."""
    return pa.array(texts, pa.string()).take(pa.array(index))
