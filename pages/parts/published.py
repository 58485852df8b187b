"""Cached reads of the published summary: the one place where queries meet Streamlit's cache.

Everything is cached under the published version, which never changes; the version in force is
looked up anew every few seconds. What is cached is shared between sessions and never changed.
One role sees all of it until sign-in exists; from then on the role is part of every key.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from queries import cube, read, readings, summary
from queries.cube import Cube
from queries.indicators import CATALOGUE, by_code
from queries.read import Publication
from queries.summary import StoreError, Version

LOG = logging.getLogger(__name__)
VERSION_SECONDS = 3  # how long a new publish may stay unseen


@dataclass(frozen=True, eq=False)
class Published:
    """What every page needs of the version in force.

    `areas`: all areas; `desa`: kode, nama, kecamatan, kode_kecamatan, label, one row per desa in
    order of code; `months`: one row per periode, indexed by it, oldest first; `aggregates`:
    periode, kode_desa, indikator of the sums that the office brought as such; `problems`: what it
    was published in spite of, with the reason.
    """

    version: Version
    publication: Publication
    areas: pd.DataFrame
    desa: pd.DataFrame
    months: pd.DataFrame
    aggregates: pd.DataFrame
    problems: pd.DataFrame

    @property
    def kabupaten(self) -> str:
        named = self.areas[self.areas["tingkat"] == "kabupaten"]["nama"]
        return named.iloc[0] if len(named) == 1 else f"{len(named)} kabupaten"


def _or_say_so(read: Callable) -> Callable:
    """Where the store fails in `read`, say what to do and stop the page."""

    @wraps(read)
    def reading(*arguments):
        try:
            return read(*arguments)
        except StoreError as error:
            st.info(f"{error}", icon=":material/hourglass_empty:")
            st.page_link("pages/impor.py", label="Buka Impor", icon=":material/upload_file:")
        except Exception:  # any failure; its text may carry an address, so it is not shown
            LOG.exception("The summary cannot be read")
            st.error(
                "Ringkasan tidak dapat dibuka. Angka terakhir tidak hilang; coba lagi sebentar, "
                "atau hubungi pengelola bila tetap begini.",
                icon=":material/cloud_off:",
            )
        st.button("Coba lagi", icon=":material/refresh:")
        st.stop()

    return reading


@_or_say_so
def open_version() -> Published:
    """Return the version in force."""
    return published(_current())


def latest() -> Published | None:
    """Return the version in force; None where there is none yet or it cannot be read."""
    try:
        return published(summary.current())
    except StoreError:
        return None
    except Exception:  # the page that asks does without figures
        LOG.exception("The summary cannot be read")
        return None


@st.cache_data(ttl=VERSION_SECONDS, show_spinner=False)
def _current() -> Version:
    return summary.current()


@st.cache_resource(max_entries=3, show_spinner="Membuka terbitan …")
def published(version: Version) -> Published:
    """Return what every page needs of a version."""
    with summary.engine(version).connect() as connection:
        areas = _plain(read.areas(connection, version.number))
        months = read.periods(connection, version.number).set_index("periode", drop=False)
        publication = read.publication(connection, version.number)
        aggregates = _plain(read.aggregates(connection, version.number))
        problems = _plain(read.problems(connection, version.number))
    return Published(version, publication, areas, _desa(areas), months, aggregates, problems)


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """Texts as Python's own. For a few hundred rows that people filter at every click, each look
    at pandas' Arrow texts costs more than the work: 6 of 20 ms of a filter change."""
    texts = rows.columns[[pd.api.types.is_string_dtype(kind) for kind in rows.dtypes]]
    return rows.astype(dict.fromkeys(texts, object))


def _desa(areas: pd.DataFrame) -> pd.DataFrame:
    names = areas.set_index("kode")["nama"]
    desa = areas[areas["tingkat"].isin(["desa", "kelurahan"])]
    desa = desa.rename(columns={"kode_induk": "kode_kecamatan"})[["kode", "nama", "kode_kecamatan"]]
    desa["kecamatan"] = desa["kode_kecamatan"].map(names)
    desa["label"] = desa["nama"] + " (" + desa["kecamatan"] + ")"
    return _plain(desa.reset_index(drop=True))


@_or_say_so
@st.cache_resource(max_entries=20, show_spinner="Membaca angka …")
def cube_of(version: Version, code: str) -> Cube:
    """Return the cube of one indicator of a version."""
    store = published(version)
    with summary.engine(version).connect() as connection:
        rows = read.sums(connection, version.number, code)
    desa, months = store.desa["kode"].tolist(), store.months["periode"].tolist()
    return cube.build(by_code(code), rows, desa, months)


@_or_say_so
@st.cache_resource(max_entries=3, show_spinner="Membaca angka …")
def cubes_of(version: Version) -> dict[str, Cube]:
    """Return code → cube of every indicator of a version, without their breakdowns."""
    store = published(version)
    with summary.engine(version).connect() as connection:
        rows = read.wholes(connection, version.number)
    desa, months = store.desa["kode"].tolist(), store.months["periode"].tolist()
    found = dict(list(rows.groupby("indikator")))
    return {i.code: cube.whole(i, found.get(i.code, rows[:0]), desa, months) for i in CATALOGUE}


@_or_say_so
@st.cache_resource(max_entries=3, show_spinner=False)
def revisions_of(version: Version) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return what earlier versions said of figures that have changed since, one row a figure, and
    periode → how many of its figures have. Counted once: every page asks at every run."""
    with summary.engine(version).connect() as connection:
        rows = _plain(read.revisions(connection, version.number))
    cells = rows[["periode", "indikator", "rincian", "kode_desa"]].drop_duplicates()
    return rows, cells["periode"].value_counts().to_dict()


@_or_say_so
@st.cache_resource(max_entries=12, show_spinner="Menghitung taksiran …")
def readings_of(version: Version, month: str) -> dict[str, dict[str, Any]]:
    """Return code → what its sentence is filled in with, of the whole kabupaten in a month.

    Without those of which nothing is known, and pockets, which are looked for on request.
    """
    store = published(version)
    with summary.engine(version).connect() as connection:
        return readings.of(connection, version.number, store.months.loc[month])


@_or_say_so
@st.cache_resource(max_entries=3, show_spinner="Membaca lapisan …")
def strata_of(version: Version, month: str) -> pd.DataFrame:
    """Return table `lapisan` of a month, of all programmes paid per family taken together."""
    with summary.engine(version).connect() as connection:
        rows = read.strata(connection, version.number, month)
    return rows[rows["program"] == ""]


@_or_say_so
@st.cache_resource(max_entries=3, show_spinner=False)
def waiting_of(version: Version) -> pd.DataFrame:
    """Return table `lama_usulan`: proposals as they stand in the newest month."""
    with summary.engine(version).connect() as connection:
        return _plain(read.waiting(connection, version.number))


@_or_say_so
@st.cache_resource(max_entries=3, show_spinner=False)
def officers_of(version: Version) -> pd.DataFrame:
    """Return table `terbitan_petugas`: how many officers work where."""
    with summary.engine(version).connect() as connection:
        return _plain(read.officers(connection, version.number))


@dataclass(frozen=True, eq=False)
class Campaigns:
    """kegiatan, mulai, batas of each; targets per desa; families done per desa and day.

    `days["tanggal"]` are timestamps, made once here and not at each look.
    """

    campaigns: pd.DataFrame
    targets: pd.DataFrame
    days: pd.DataFrame


@_or_say_so
@st.cache_resource(max_entries=3, show_spinner="Membaca kegiatan verval …")
def campaigns_of(version: Version) -> Campaigns:
    """Return the verval campaigns of a version."""
    with summary.engine(version).connect() as connection:
        number = version.number
        days = read.days(connection, number)
        return Campaigns(
            read.campaigns(connection, number),
            read.targets(connection, number),
            days.assign(tanggal=pd.to_datetime(days["tanggal"])),
        )


def inside(published: Published, kecamatan: str | None, desa: str | None) -> np.ndarray:
    """Return which desa, in order of code, lie in the area chosen."""
    if desa:
        return published.desa["kode"].to_numpy() == desa
    if kecamatan:
        return published.desa["kode_kecamatan"].to_numpy() == kecamatan
    return np.ones(len(published.desa), dtype=bool)
