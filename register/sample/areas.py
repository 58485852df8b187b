"""The sample's desa: real names and codes, invented character."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from register import fact_file
from register.facts import with_aliases
from register.sample.months import FACTS
from register.schema import wilayah

HOME = FACTS / "wilayah" / "33.28.csv"
PER_DESA = 5_000  # persons, where no figure per kecamatan is known; Kab. Tegal had 4.930 in 2013


def desa_list(chance: np.random.Generator, lists: Sequence[Path] = (HOME,)) -> pd.DataFrame:
    """Return one row a desa of the lists of areas (CSV as table `wilayah`), in order of code.

    kode, nama, kode_induk, kecamatan, kabupaten and provinsi as files write them, daerah (name of
    the kabupaten alone), lat, lon, alias, and its character: bobot: share of the families; rajin:
    diligence, standard normal; lalai: how many times the usual rate of faults its rows have,
    mean 1. Raises ImportFailedError for a file that is no list of areas.
    """
    read = [fact_file.read(path, wilayah).to_pandas() for path in lists]
    areas = pd.concat(read, ignore_index=True).drop_duplicates("kode").sort_values("kode")
    desa = areas[areas["tingkat"].isin(["desa", "kelurahan"])].reset_index(drop=True)
    _name(desa, areas.set_index("kode")["nama"])
    # as text also where no desa has one: pandas would take a column of nothing for numbers
    desa["alias"] = desa["kode"].map(_aliases(lists)).astype("str")
    weight = pd.Series(chance.lognormal(0, 0.4, len(desa)))
    weight /= weight.groupby(desa["kode_induk"]).transform("sum")
    weight *= desa["kode_induk"].map(_people(desa))
    desa["bobot"] = weight / weight.sum()
    office = pd.factorize(desa["kode_induk"])[0]
    shared = chance.normal(0, 1, office.max() + 1)[office]
    desa["rajin"] = 0.35 * shared + 0.93 * chance.normal(0, 1, len(desa))
    lalai = np.exp(0.8 * chance.normal(0, 1, len(desa)) - 0.25 * desa["rajin"])
    desa["lalai"] = np.minimum(lalai / lalai.mean(), 6)
    return desa


def _name(desa: pd.DataFrame, names: pd.Series) -> None:
    """Give each desa the names of what it lies in; the list of areas need not hold the provinsi."""
    provinsi = pd.read_csv(FACTS / "provinsi.csv", dtype=str).set_index("kode")["nama"]
    desa["kecamatan"] = desa["kode_induk"].map(names)
    full = desa["kode"].str[:5].map(names).str.upper()
    desa["kabupaten"] = full.str.replace("KABUPATEN ", "KAB. ")
    desa["daerah"] = full.str.replace(r"^(KABUPATEN|KOTA) ", "", regex=True)
    desa["provinsi"] = desa["kode"].str[:2].map(provinsi).str.upper()


def _aliases(lists: Sequence[Path]) -> dict[str, str]:
    """Return kode → another spelling, from the file `.alias.csv` beside a list, if there is one."""
    beside = [path for path in with_aliases(list(lists)) if path not in lists]
    found = [pd.read_csv(path, dtype=str).drop_duplicates("kode") for path in beside]
    return {kode: nama for each in found for kode, nama in each[["kode", "nama"]].to_numpy()}


def _people(desa: pd.DataFrame) -> pd.Series:
    """Return how many live in each kecamatan, or so many a desa where nothing is known of it."""
    people = PER_DESA * desa["kode_induk"].value_counts()
    for kabupaten in desa["kode"].str[:5].unique():
        path = FACTS / f"population_share_{kabupaten}.csv"
        if path.exists():
            known = pd.read_csv(path, dtype={"kode_kecamatan": str}).set_index("kode_kecamatan")
            people.update(known["penduduk_2013"])
    return people
