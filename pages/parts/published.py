"""Cached reads of the published summary: the one place where queries meet Streamlit's cache.

Everything is cached under the published version, which never changes; the version in force is
looked up anew every few seconds. What is cached is shared between sessions and never changed.
One role sees all of it until sign-in exists; from then on the role is part of every key.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from queries import cube, read, summary
from queries.cube import Cube
from queries.indicators import by_code
from queries.read import Publication
from queries.summary import StoreError, Version

VERSION_SECONDS = 3  # how long a new publish may stay unseen


@dataclass(frozen=True, eq=False)
class Published:
    """What every page needs of the version in force.

    `areas`: all areas; `desa`: kode, nama, kecamatan, kode_kecamatan, label, one row per desa in
    order of code; `months`: one row per periode, indexed by it, oldest first.
    """

    version: Version
    publication: Publication
    areas: pd.DataFrame
    desa: pd.DataFrame
    months: pd.DataFrame

    @property
    def kabupaten(self) -> str:
        named = self.areas[self.areas["tingkat"] == "kabupaten"]["nama"]
        return named.iloc[0] if len(named) == 1 else f"{len(named)} kabupaten"


def open_version() -> Published:
    """Return the version in force, or say what to do and stop the page."""
    try:
        return published(_current())
    except StoreError as error:
        st.info(f"{error}", icon=":material/hourglass_empty:")
    except Exception:  # any failure of the store; its text may carry an address, so it is not shown
        st.error(
            "Ringkasan tidak dapat dibuka. Angka terakhir tidak hilang; coba lagi sebentar, "
            "atau hubungi pengelola bila tetap begini.",
            icon=":material/cloud_off:",
        )
    st.button("Coba lagi", icon=":material/refresh:")
    st.stop()


@st.cache_data(ttl=VERSION_SECONDS, show_spinner=False)
def _current() -> Version:
    return summary.current()


@st.cache_resource(max_entries=3, show_spinner="Membuka terbitan …")
def published(version: Version) -> Published:
    """Return what every page needs of a version."""
    with summary.engine(version).connect() as connection:
        areas = read.areas(connection, version.number)
        months = read.periods(connection, version.number).set_index("periode", drop=False)
        publication = read.publication(connection, version.number)
    return Published(version, publication, areas, _desa(areas), months)


def _desa(areas: pd.DataFrame) -> pd.DataFrame:
    names = areas.set_index("kode")["nama"]
    desa = areas[areas["tingkat"].isin(["desa", "kelurahan"])]
    desa = desa.rename(columns={"kode_induk": "kode_kecamatan"})[["kode", "nama", "kode_kecamatan"]]
    desa["kecamatan"] = desa["kode_kecamatan"].map(names)
    desa["label"] = desa["nama"] + " (" + desa["kecamatan"] + ")"
    return desa.reset_index(drop=True)


@st.cache_resource(max_entries=20, show_spinner="Membaca angka …")
def cube_of(version: Version, code: str) -> Cube:
    """Return the cube of one indicator of a version."""
    store = published(version)
    with summary.engine(version).connect() as connection:
        rows = read.sums(connection, version.number, code)
    desa, months = store.desa["kode"].tolist(), store.months["periode"].tolist()
    return cube.build(by_code(code), rows, desa, months)


@dataclass(frozen=True, eq=False)
class Campaigns:
    """kegiatan, mulai, batas of each; targets per desa; families done per desa and day."""

    campaigns: pd.DataFrame
    targets: pd.DataFrame
    days: pd.DataFrame


@st.cache_resource(max_entries=3, show_spinner="Membaca kegiatan verval …")
def campaigns_of(version: Version) -> Campaigns:
    """Return the verval campaigns of a version."""
    with summary.engine(version).connect() as connection:
        number = version.number
        return Campaigns(
            read.campaigns(connection, number),
            read.targets(connection, number),
            read.days(connection, number),
        )


def inside(published: Published, kecamatan: str | None, desa: str | None) -> np.ndarray:
    """Return which desa, in order of code, lie in the area chosen."""
    if desa:
        return (published.desa["kode"] == desa).to_numpy()
    if kecamatan:
        return (published.desa["kode_kecamatan"] == kecamatan).to_numpy()
    return np.ones(len(published.desa), dtype=bool)
