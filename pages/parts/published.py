"""Cached reads of the published summary: the one place where queries meet Streamlit's cache.

Everything is cached under the published version, which never changes, and the role it is read for;
the version in force is looked up anew every few seconds. What is cached is shared between sessions
of one role and never changed. Where there are many kabupaten, a page about one of them sees that
part alone, and pays for no more.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, wraps
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from methods.forecast import Forecast
from methods.poststratify import Estimate
from queries import (
    attention,
    calendar,
    cube,
    estimates,
    groups,
    pace,
    patterns,
    programmes,
    read,
    readings,
    summary,
)
from queries.alerts import JUDGED
from queries.cube import Cube
from queries.estimates import ESTIMATES, Forced
from queries.groups import Groups
from queries.indicator import Better
from queries.indicators import CATALOGUE, by_code
from queries.indicators.recipients import CAKUPAN_KK
from queries.measure import WHOLE
from queries.read import Publication
from queries.summary import StoreError, Version

LOG = logging.getLogger(__name__)
VERSION_SECONDS = 3  # how long a new publish may stay unseen


@dataclass(frozen=True)
class Part(Version):
    """A version as a page sees it that is about one of its kabupaten: kode."""

    kabupaten: str = ""

    @property
    def whole(self) -> Version:
        return Version(self.number, self.url, self.role)

    def of(self, rows: pd.DataFrame, column: str = "kode_desa") -> pd.DataFrame:
        """Return the rows whose code in `column` lies in the kabupaten."""
        inside = rows[column].str.startswith(self.kabupaten)
        return rows[inside].reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class Published:
    """What every page needs of the version in force.

    `areas`: all areas; `desa`: kode, nama, kecamatan, kode_kecamatan, label, one row per desa in
    order of code; `months`: one row per periode, indexed by it, oldest first, with the lists there
    are (`daftar`: a tuple of programmes paid per family); `aggregates`:
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
    def code(self) -> str:
        """The code of the kabupaten; empty where there are several: what all codes begin with."""
        codes = list(self.regencies.values())
        return codes[0] if len(codes) == 1 else ""

    @property
    def kabupaten(self) -> str:
        named = list(self.regencies)
        return named[0] if len(named) == 1 else f"{len(named)} kabupaten"

    @cached_property
    def regencies(self) -> dict[str, str]:
        """Nama → kode of every kabupaten and kota."""
        named = self.areas[self.areas["tingkat"].isin(["kabupaten", "kota"])]
        return dict(zip(named["nama"], named["kode"], strict=True))

    def regency_of(self, kecamatan: pd.Index) -> list[str]:
        """Return the kabupaten of each kecamatan, empty where there is only one to speak of."""
        if len(self.regencies) == 1:
            return [""] * len(kecamatan)
        names = {kode: nama for nama, kode in self.regencies.items()}
        return [names[kode.rpartition(".")[0]] for kode in kecamatan]

    def within(self, kabupaten: str) -> "Published":
        """Return the part of one kabupaten, by its kode."""
        whole = self.version
        return published(Part(whole.number, whole.url, whole.role, kabupaten))


def _or_say_so(read: Callable) -> Callable:
    """Where the store fails in `read`, say what to do and stop the page."""

    @wraps(read)
    def reading(*arguments):
        try:
            return read(*arguments)
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


def import_link() -> None:
    """Draw the way to page Impor, for those to whom it opens."""
    with suppress(StreamlitPageNotFoundError):
        st.page_link("pages/impor.py", label="Buka Impor", icon=":material/upload_file:")


@_or_say_so
def open_version(role: str) -> Published:
    """Return the version in force, read for a role."""
    return published(replace(_current(), role=role))


def is_anything() -> bool:
    """Return whether there is a version to open; also where that cannot be told: opening it says
    why."""
    try:
        _current()
    except StoreError:
        return False
    except Exception:
        return True
    return True


def latest(role: str) -> Published | None:
    """Return the version in force; None where there is none yet or it cannot be read."""
    try:
        return published(replace(summary.current(), role=role))
    except StoreError:
        return None
    except Exception:  # the page that asks does without figures
        LOG.exception("The summary cannot be read")
        return None


def is_sample() -> bool:
    """Return whether what is in force is DATA CONTOH; not where nothing can be read."""
    try:
        return _is_sample(_current())
    except Exception:  # the page itself says what is wrong
        return False


@st.cache_data(max_entries=3, show_spinner=False)
def _is_sample(version: Version) -> bool:
    with summary.engine(version).connect() as connection:
        return read.publication(connection, version.number).is_sample


@st.cache_data(ttl=VERSION_SECONDS, show_spinner=False)
def _current() -> Version:
    return summary.current()


@st.cache_resource(max_entries=40, show_spinner="Membuka terbitan …")
def published(version: Version) -> Published:
    """Return what every page needs of a version."""
    if isinstance(version, Part):
        all_of_it = published(version.whole)
        areas = version.of(all_of_it.areas, "kode")
        aggregates = version.of(all_of_it.aggregates)
        return replace(
            all_of_it,
            version=version,
            areas=areas,
            desa=_desa(areas),
            months=_with_lists(all_of_it.months, version),
            aggregates=aggregates,
        )
    with summary.engine(version).connect() as connection:
        areas = _plain(read.areas(connection, version.number))
        months = read.periods(connection, version.number).set_index("periode", drop=False)
        publication = read.publication(connection, version.number)
        aggregates = _plain(read.aggregates(connection, version.number))
        problems = _plain(read.problems(connection, version.number))
    months = _with_lists(months, version)
    return Published(version, publication, areas, _desa(areas), months, aggregates, problems)


def _with_lists(months: pd.DataFrame, version: Version) -> pd.DataFrame:
    within = version.kabupaten if isinstance(version, Part) else ""
    with summary.engine(version).connect() as connection:
        found = read.lists(connection, version.number, CAKUPAN_KK.code, within)
    return months.assign(daftar=[found.get(month, ()) for month in months.index])


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
@st.cache_resource(max_entries=60, show_spinner="Membaca angka …")
def cube_of(version: Version, code: str, program: str = "") -> Cube:
    """Return the cube of one indicator of a version, of a programme or of all families."""
    store = published(version)
    with summary.engine(version).connect() as connection:
        within = version.kabupaten if isinstance(version, Part) else ""
        rows = read.sums(connection, version.number, code, within)
    desa, months = store.desa["kode"].tolist(), store.months["periode"].tolist()
    return cube.build(by_code(code), rows, desa, months, program=program)


@_or_say_so
@st.cache_resource(max_entries=40, show_spinner="Membaca angka …")
def group_of(version: Version, code: str, parts: tuple[str, ...]) -> Cube:
    """Return the cube of some parts of an indicator added up: of a programme, of a few desil."""
    store = published(version)
    with summary.engine(version).connect() as connection:
        rows = read.added_sums(connection, version.number, code, parts)
    desa, months = store.desa["kode"].tolist(), store.months["periode"].tolist()
    found = cube.build(by_code(code), rows, desa, months)
    return replace(found, program=programmes.program_of(parts))


@_or_say_so
@st.cache_resource(max_entries=12, show_spinner="Membaca angka …")
def month_of(version: Version, code: str, month: str) -> Cube:
    """Return the cube of one month of an indicator, with all parts that are published."""
    store = published(version)
    with summary.engine(version).connect() as connection:
        rows = read.month_sums(connection, version.number, code, month)
    desa = store.desa["kode"].tolist()
    return cube.build(by_code(code), rows, desa, [month], sorted(rows["rincian"].unique()))


@_or_say_so
@st.cache_resource(max_entries=3, show_spinner=False)
def programmes_of(version: Version) -> list[str]:
    """Return the programmes that anybody has in any month of a version."""
    with summary.engine(version).connect() as connection:
        return programmes.among(read.parts(connection, version.number, CAKUPAN_KK.code))


@_or_say_so
@st.cache_resource(max_entries=12, show_spinner=False)
def overlaps_of(version: Version, month: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return families by desa and combination of programmes, and the rules on pairs of them."""
    with summary.engine(version).connect() as connection:
        rows = _plain(read.overlaps(connection, version.number, month))
        return rows, _plain(read.pair_rules(connection, version.number, month))


@_or_say_so
@st.cache_resource(max_entries=12, show_spinner=False)
def quotas_of(version: Version, month: str) -> pd.DataFrame:
    """Return the quotas in force on the as-of date of a month."""
    with summary.engine(version).connect() as connection:
        return _plain(read.quotas(connection, version.number, month))


@_or_say_so
@st.cache_resource(max_entries=3, show_spinner=False)
def people_of(version: Version) -> pd.Series:
    """Return persons living in a desa, by kode; empty where no population was loaded."""
    with summary.engine(version).connect() as connection:
        return read.people(connection, version.number)


@_or_say_so
@st.cache_resource(max_entries=3, show_spinner="Membaca angka …")
def cubes_of(version: Version) -> dict[str, Cube]:
    """Return code → cube of every indicator of a version, without their breakdowns."""
    store = published(version)
    with summary.engine(version).connect() as connection:
        rows = read.wholes(connection, version.number)
    desa, months = store.desa["kode"].tolist(), store.months["periode"].tolist()
    found = dict(list(rows.groupby("indikator")))
    return {
        i.code: cube.build(i, found.get(i.code, rows[:0]), desa, months, [WHOLE]) for i in CATALOGUE
    }


@_or_say_so
@st.cache_resource(max_entries=3, show_spinner=False)
def revisions_of(version: Version) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return what earlier versions said of figures that have changed since, one row a figure, and
    periode → how many of its figures have. Counted once: every page asks at every run."""
    with summary.engine(version).connect() as connection:
        rows = _plain(read.revisions(connection, version.number))
    rows = version.of(rows)
    cells = rows[["periode", "indikator", "rincian", "kode_desa"]].drop_duplicates()
    return rows, cells["periode"].value_counts().to_dict()


@_or_say_so
@st.cache_resource(max_entries=12, show_spinner="Menghitung taksiran …")
def readings_of(version: Version, month: str) -> dict[str, dict[str, Any]]:
    """Return code → what its sentence is filled in with, of the whole kabupaten in a month.

    Without those of which nothing is known, and pockets, which are looked for on request. None of
    one kabupaten among many: they are computed over all.
    """
    if isinstance(version, Part):
        return {}
    store = published(version)
    with summary.engine(version).connect() as connection:
        return readings.of(connection, version.number, store.months.loc[month])


@_or_say_so
@st.cache_resource(max_entries=3, show_spinner=False)
def waiting_of(version: Version) -> pd.DataFrame:
    """Return table `lama_usulan`: proposals as they stand in the newest month."""
    with summary.engine(version).connect() as connection:
        return _plain(read.waiting(connection, version.number))


@_or_say_so
@st.cache_resource(max_entries=12, show_spinner="Membaca usulan …")
def stages_of(version: Version, month: str) -> pd.DataFrame:
    """Return table `alur_usulan` of a month: proposals by desa, stage and age."""
    with summary.engine(version).connect() as connection:
        rows = _plain(read.stages(connection, version.number, month))
    return version.of(rows)


@_or_say_so
@st.cache_resource(max_entries=3, show_spinner=False)
def answers_of(version: Version) -> pd.DataFrame:
    """Return table `jawaban_laporan`: citizens' reports as they stand in the newest month."""
    with summary.engine(version).connect() as connection:
        rows = _plain(read.answers(connection, version.number))
    return version.of(rows)


@_or_say_so
@st.cache_resource(max_entries=3, show_spinner=False)
def cutoffs_of(version: Version) -> pd.DataFrame:
    """Return table `terbitan_cutoff`: the dated rules on when proposals are taken in."""
    with summary.engine(version).connect() as connection:
        return _plain(read.cutoffs(connection, version.number))


@_or_say_so
@st.cache_resource(max_entries=12, show_spinner=False)
def officers_of(version: Version, until: str) -> pd.DataFrame:
    """Return the rows of table `terbitan_petugas` of the newest list up to a month; none, if there
    is no list yet."""
    within = version.kabupaten if isinstance(version, Part) else ""
    with summary.engine(version).connect() as connection:
        rows = _plain(read.officers(connection, version.number, until, within))
    return version.of(rows, "kode_wilayah") if within else rows


@dataclass(frozen=True, eq=False)
class Estimated:
    """An estimate of a month by kecamatan and by desa (`estimates.by_area`), and what the places
    of the kabupaten make unavoidable."""

    kecamatan: pd.DataFrame
    desa: pd.DataFrame
    forced: Forced


@_or_say_so
@st.cache_resource(max_entries=40, show_spinner="Membaca lapisan …")
def strata_of(version: Version, month: str, program: str = "") -> pd.DataFrame:
    """Return table `lapisan` of a month, of a programme or of all paid per family together."""
    with summary.engine(version).connect() as connection:
        rows = _plain(read.strata(connection, version.number, month, program))
    return version.of(rows)


@_or_say_so
@st.cache_resource(max_entries=400, show_spinner="Menaksir …")
def estimate_of(version: Version, month: str, code: str, program: str, area: str) -> Estimate:
    """Return an estimate of a month and programme, of an area by the beginning of its code."""
    return ESTIMATES[code](strata_of(version, month, program), area, program)


@_or_say_so
@st.cache_resource(max_entries=24, show_spinner="Menaksir per desa …")
def estimated(version: Version, month: str, code: str, program: str) -> Estimated:
    """Return an estimate of a month and programme for every part of the kabupaten."""
    store, estimate = published(version), ESTIMATES[code]
    rows, desa = strata_of(version, month, program), store.desa
    quotas = quotas_of(version, month)
    return Estimated(
        estimates.by_area(estimate, rows, desa["kode_kecamatan"].unique().tolist(), program),
        estimates.by_area(estimate, rows, desa["kode"].tolist(), program),
        estimates.unavoidable(rows, quotas, store.code, program),
    )


@_or_say_so
@st.cache_resource(max_entries=40, show_spinner="Membandingkan desa …")
def groups_of(version: Version, month: str, code: str, program: str) -> Groups:
    """Return how the desa compare by an indicator or an estimate."""
    if code in ESTIMATES:
        return groups.of_estimates(estimated(version, month, code, program).desa, Better.LOWER)
    found = cube_of(version, code, program)
    return groups.of_counts(found.table(month), found.indicator.better)


@_or_say_so
@st.cache_resource(max_entries=12, show_spinner="Membandingkan desa …")
def flags_of(version: Version, month: str) -> pd.DataFrame:
    """Return the desa that stand out in a month: `queries.alerts.flags`, of all indicators."""
    return attention.of_cubes([cube_of(version, i.code) for i in JUDGED], month)


@_or_say_so
@st.cache_resource(max_entries=12, show_spinner=False)
def reasons_of(version: Version, month: str) -> pd.DataFrame:
    """Return the rows of table `alasan_tidak_layak` of a month."""
    with summary.engine(version).connect() as connection:
        return _plain(read.reasons(connection, version.number, month))


@_or_say_so
@st.cache_resource(max_entries=3, show_spinner=False)
def benchmarks_of(version: Version) -> pd.DataFrame:
    """Return the outside benchmarks of a version: table `pembanding`."""
    with summary.engine(version).connect() as connection:
        return _plain(read.benchmarks(connection, version.number))


@dataclass(frozen=True, eq=False)
class Campaigns:
    """kegiatan, mulai, batas of each; targets per desa; families done, and officers at work, per
    desa and day; days off that hold in the area, by day.

    `tanggal` of days and of days off are timestamps, made once here and not at each look.
    """

    campaigns: pd.DataFrame
    targets: pd.DataFrame
    days: pd.DataFrame
    officer_days: pd.DataFrame
    days_off: pd.DataFrame

    @cached_property
    def off(self) -> np.ndarray:
        """The days off, each once, as numpy counts them (datetime64[D])."""
        return calendar.dates(self.days_off)

    def dates(self, kegiatan: str) -> tuple[date, date]:
        """Return first day and deadline of a campaign."""
        row = self.campaigns.set_index("kegiatan").loc[kegiatan]
        return pd.Timestamp(row["mulai"]).date(), pd.Timestamp(row["batas"]).date()


@_or_say_so
@st.cache_resource(max_entries=3, show_spinner="Membaca kegiatan verval …")
def campaigns_of(version: Version) -> Campaigns:
    """Return the verval campaigns of a version."""
    with summary.engine(version).connect() as connection:
        number = version.number
        days = read.days(connection, number)
        targets = read.targets(connection, number)
        campaigns = read.campaigns(connection, number)
        at_work = read.officer_days(connection, number)
        off = calendar.of_areas(read.days_off(connection, number), published(version).areas)
    days, targets, at_work = (version.of(rows) for rows in (days, targets, at_work))
    days, off = (rows.assign(tanggal=pd.to_datetime(rows["tanggal"])) for rows in (days, off))
    return Campaigns(campaigns, targets, days, at_work, off)


@_or_say_so
@st.cache_resource(max_entries=12, show_spinner=False)
def course_of(version: Version, kegiatan: str, month: str) -> pace.Course:
    """Return a campaign as seen on the as-of date of a month."""
    data = campaigns_of(version)
    targets, days = (
        rows[rows["kegiatan"] == kegiatan].astype({"kode_desa": object})
        for rows in (data.targets, data.days)
    )
    as_of = pd.Timestamp(published(version).months.loc[month, "tanggal_acuan"]).date()
    return pace.course(targets, days, *data.dates(kegiatan), as_of, data.off)


@_or_say_so
@st.cache_resource(max_entries=600, show_spinner="Menaksir …")
def forecast_of(
    version: Version, kegiatan: str, month: str, area: str, more_officers: int = 0
) -> Forecast:
    """Return when a campaign is done in an area (the beginning of a code), with so many officers
    more. Without a forecast where nobody knows what an officer does."""
    course = course_of(version, kegiatan, month)
    if not more_officers:
        return pace.whole(course, area)
    return pace.whole(course, area, at_work(version, kegiatan, month, area).times(more_officers))


@_or_say_so
@st.cache_resource(max_entries=24, show_spinner="Menaksir per wilayah …")
def forecasts_of(version: Version, kegiatan: str, month: str, letters: int) -> pd.DataFrame:
    """Return `pace.each`: when a campaign is done in every kecamatan, or in every desa."""
    return pace.each(course_of(version, kegiatan, month), letters)


@_or_say_so
@st.cache_resource(max_entries=600, show_spinner=False)
def at_work(version: Version, kegiatan: str, month: str, area: str) -> pace.Officers:
    """Return what officers of a campaign did in an area on the last workdays."""
    rows = campaigns_of(version).officer_days
    return pace.officers(
        course_of(version, kegiatan, month), rows[rows["kegiatan"] == kegiatan], area
    )


@_or_say_so
@st.cache_resource(max_entries=4, show_spinner=False)
def unfit_reasons_of(version: Version, campaign: str) -> pd.DataFrame:
    """Return table `verval_alasan` of a campaign, days as timestamps."""
    with summary.engine(version).connect() as connection:
        rows = _plain(read.unfit_reasons(connection, version.number, campaign))
    rows = version.of(rows)
    return rows.assign(tanggal=pd.to_datetime(rows["tanggal"]))


@_or_say_so
@st.cache_resource(max_entries=4, show_spinner="Membaca hasil petugas …")
def field_officers_of(version: Version, campaign: str) -> pd.DataFrame:
    """Return table `verval_petugas` of a campaign."""
    with summary.engine(version).connect() as connection:
        rows = _plain(read.field_officers(connection, version.number, campaign))
    return version.of(rows)


@_or_say_so
@st.cache_resource(max_entries=12, show_spinner=False)
def control_of(version: Version, campaign: str) -> pd.DataFrame:
    """Return table `verval_kontrol` of a campaign, without rows where no sample was drawn."""
    with summary.engine(version).connect() as connection:
        rows = _plain(read.control(connection, version.number, campaign))
    return version.of(rows, "kode_kecamatan")


@_or_say_so
@st.cache_resource(max_entries=24, show_spinner="Membandingkan petugas …")
def compared_officers_of(version: Version, campaign: str, month: str, pattern: str) -> Groups:
    """Return how the officers of a campaign compare up to a month in one of `patterns.PATTERNS`."""
    officers = patterns.by_officer(field_officers_of(version, campaign), month)
    return patterns.compare(officers, patterns.PATTERNS[pattern])


@_or_say_so
@st.cache_resource(max_entries=24, show_spinner="Membandingkan petugas …")
def questions_of(version: Version, campaign: str, month: str) -> pd.DataFrame:
    """Return what to ask the officers of a campaign up to a month: `patterns.questions`."""
    return patterns.questions(patterns.by_officer(field_officers_of(version, campaign), month))


def inside(published: Published, kecamatan: str | None, desa: str | None) -> np.ndarray:
    """Return which desa, in order of code, lie in the area chosen."""
    if desa:
        return published.desa["kode"].to_numpy() == desa
    if kecamatan:
        return published.desa["kode_kecamatan"].to_numpy() == kecamatan
    return np.ones(len(published.desa), dtype=bool)
