"""The sample's desa: real names and codes, invented character."""

import numpy as np
import pandas as pd

from register.sample.months import FACTS


def desa_list(chance: np.random.Generator) -> pd.DataFrame:
    """Return one row a desa: kode, nama, kode_induk, kecamatan, lat, lon, alias, and its character.

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
