"""The days nobody works: of the country from the library `holidays`, of a place from `libur`."""

from datetime import date
from os.path import commonprefix

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from register.schema import libur

COUNTRY = "00"
NATIONAL, SHARED, LOCAL = "libur nasional", "cuti bersama", "libur daerah"
COLUMNS = ["kode_wilayah", "tanggal", "hari", "jenis"]


def days_off(connection: Connection, first: date, last: date) -> pd.DataFrame:
    """Return kode_wilayah, tanggal, hari, jenis of every day off from `first` to `last`, by day.

    National ones and cuti bersama (SKB 3 Menteri, as the library has them) with code 00; of years
    whose decree it does not have yet the national ones alone, some with "(perkiraan)" in their
    name. One day may stand twice, for the country and for a place.
    """
    query = select(*[libur.c[name] for name in COLUMNS[:3]]).where(
        libur.c.tanggal.between(first, last)
    )
    local = pd.read_sql(query, connection).assign(jenis=LOCAL)
    return (
        pd.concat([_national(first, last), local])
        .assign(tanggal=lambda rows: pd.to_datetime(rows["tanggal"]).dt.date)
        .sort_values(["tanggal", "kode_wilayah"], ignore_index=True)
    )


def _national(first: date, last: date) -> pd.DataFrame:
    import holidays  # half a second, and wanted by a publish alone

    years = range(first.year, last.year + 1)
    every, public = (
        holidays.ID(years=years, categories=categories, language="id")
        for categories in (("public", "government"), ("public",))
    )
    rows = [
        (COUNTRY, day, name, NATIONAL if day in public else SHARED)
        for day, name in every.items()
        if first <= day <= last
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def of_areas(rows: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Return the days off that hold in every kabupaten and kota of `areas` (kode, tingkat)."""
    kabupaten = areas.loc[areas["tingkat"].isin(["kabupaten", "kota"]), "kode"]
    area = commonprefix(kabupaten.tolist())
    holds = [kode == COUNTRY or area.startswith(kode) for kode in rows["kode_wilayah"]]
    return rows[np.array(holds, dtype=bool)].reset_index(drop=True)


def dates(rows: pd.DataFrame) -> np.ndarray:
    """Return the days themselves, each once, as numpy counts them (datetime64[D])."""
    return np.unique(pd.to_datetime(rows["tanggal"]).to_numpy("M8[D]"))
