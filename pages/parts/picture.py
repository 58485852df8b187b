"""An indicator as map and month heat map: its classes, in one place for both."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from geo import classes, pieces
from geo.classes import EMPTY, RAMP, Kelas
from pages.parts import filters, heatmap, maps, words
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries.cube import Cube
from queries.indicator import Indicator
from queries.indicators.musdes import MUSDES_BULAN_INI
from queries.indicators.verval import CAPAIAN_VERVAL
from queries.measure import addable

MET = (Kelas("0", "belum musdes", RAMP[1]), Kelas("1", "sudah musdes", RAMP[4]), *EMPTY)
OF_MANY = [250, 500, 750, 900]  # per mille of a kecamatan's desa that met


def permille(indicator: Indicator, numerator, denominator, unknown) -> np.ndarray:
    """Return shares per mille, or the code of their kind of empty (geo.classes)."""
    whole = indicator.unit == "desa"  # one desa has met or has not: nothing to be unsure of
    least = (1, 1) if whole else (classes.MINIMUM, classes.ENOUGH)
    known = np.where(np.asarray(unknown) < denominator, numerator, np.nan)
    counted = np.where(np.asarray(denominator) > 0, known, np.nan)
    return classes.permille(counted, denominator, *least)


def shares_of(
    published: Published, indicator: Indicator, month: str, sums: pd.DataFrame
) -> np.ndarray:
    """Return the share of each row of sums of a month, or its kind of empty: `permille`."""
    shares = permille(indicator, sums["numerator"], sums["denominator"], sums["unknown"])
    return _due(published, indicator, month, shares)


def _due(published: Published, indicator: Indicator, month: str, shares: np.ndarray) -> np.ndarray:
    """Return the shares of a month with what nobody could have done yet, or had to do, said so.

    Once there are kegiatan, no verval is asked for in a month without one, nor in a desa without a
    target. A desa has until the end of the month for its musdes: as of an earlier day none is late.
    """
    months = published.months
    if indicator is CAPAIAN_VERVAL and months["kegiatan"].notna().any():
        return np.where(shares == classes.NO_DATA, classes.NOT_APPLICABLE, shares)
    as_of = months.loc[month, "tanggal_acuan"]
    if indicator is MUSDES_BULAN_INI and is_before_the_end(as_of, month):
        return np.where(shares < 1000, classes.NOT_DUE, shares)
    return shares


def is_before_the_end(as_of: object, month: str) -> bool:
    """Whether the figures of a month are of a day on which it was not over."""
    year, number = map(int, month.split("-"))
    return pd.Timestamp(as_of).date() < date(year, number, monthrange(year, number)[1])


def desa_map(published: Published, choice: Choice, cube: Cube, *, height: int) -> None:
    """Draw the map of the chosen indicator and month."""
    indicator = cube.indicator
    sums = cube.table(choice.periode)
    shares = shares_of(published, indicator, choice.periode, sums)
    title = f"{indicator.nama}, {words.month(choice.periode)}"
    share_map(published, choice, indicator, sums, shares, title=title, height=height)


def share_map(
    published: Published,
    choice: Choice,
    indicator: Indicator,
    sums: pd.DataFrame,
    shares: np.ndarray,
    *,
    title: str,
    height: int = maps.HEIGHT,
    key: str = "peta_desa",
) -> None:
    """Draw `shares` (per mille, one per row of `sums`, of desa) in the indicator's classes.

    Of more desa than a map can show, their kecamatan are drawn: shares of added sums. `key`:
    where a page has more than one map, each needs its own.
    """
    level, sums, shares = _drawable(indicator, sums, shares)
    limits, kelas, basis = _classes(indicator, shares, level)
    table = sums.assign(**{"class": list(classes.classify(shares, limits))})
    class_map(
        published,
        choice,
        table,
        kelas,
        title=title,
        unit=indicator.unit,
        per=indicator.per,
        height=height,
        key=key,
        basis=basis,
    )


def class_map(
    published: Published,
    choice: Choice,
    table: pd.DataFrame,
    kelas: Sequence[Kelas],
    *,
    title: str,
    unit: str,
    height: int,
    key: str,
    per: int = 100,
    basis: str = "",
) -> None:
    """Draw areas by the classes in `table` (`maps.peta`); a click chooses, as everywhere."""
    maps.peta(
        choice.map_view,
        published.areas,
        table,
        kelas,
        pilih=choice.desa,
        kecamatan=choice.kecamatan,
        besar=choice.projector,
        key=key,
        on_pilih=filters.pick_desa(published),
        judul=title,
        satuan=unit,
        per=per,
        tinggi=height,
        dasar=basis,
    )


def _drawable(indicator: Indicator, sums: pd.DataFrame, shares: np.ndarray):
    """Level, sums and shares of what is drawn: the desa, or of too many their kecamatan.

    A kecamatan of which nothing is known has the kind of empty of its desa.
    """
    if not maps.by_kecamatan(len(sums)):
        return "desa", sums, shares
    kecamatan = sums.index.str[: pieces.KECAMATAN]
    kinds = pd.Series(shares).groupby(kecamatan).max().to_numpy()
    if isinstance(indicator, Indicator):  # an estimate has no sums
        sums = addable(indicator, sums)
    sums = sums.groupby(kecamatan).sum()
    added = permille(indicator, *(sums[name] for name in sums.columns))
    return (
        "kecamatan",
        sums,
        np.where((added < 0) & (added > classes.FAINT) & (kinds < 0), kinds, added),
    )


def _classes(
    indicator: Indicator, shares: np.ndarray, level: str
) -> tuple[list[int], list[Kelas], str]:
    """Limits per mille, classes lowest first and then the kinds of empty, and their basis."""
    if indicator.unit == "desa" and level == "desa":
        return _limits(indicator), list(MET), ""
    if indicator.unit == "desa":
        return OF_MANY, classes.sequential(OF_MANY), ""
    if indicator.classes:
        return (
            _limits(indicator),
            classes.sequential(_limits(indicator), indicator.per),
            classes.BY_LIMITS,
        )
    limits = classes.quantiles(shares)
    return limits, classes.sequential(limits, indicator.per), f"{classes.BY_QUANTILES} {level}"


def _limits(indicator: Indicator) -> list[int]:
    """Lower limits of all classes but the first, per mille."""
    return [round(1000 / indicator.per * limit) for limit in indicator.classes]


def month_map(published: Published, choice: Choice, cube: Cube) -> None:
    """Draw every desa by month for the chosen indicator, or of too many their kecamatan."""
    indicator = cube.indicator
    level, shares = _by_month(published, cube)
    limits, kelas, basis = _classes(indicator, shares[:, -1], level)
    heatmap.bulanan(
        published.areas,
        [words.short_month(month) for month in cube.months],
        shares,
        batas=limits,
        kelas=kelas,
        pilih=choice.desa,
        kecamatan=choice.kecamatan,
        besar=choice.projector,
        key="bulan_desa",
        on_pilih=filters.pick_desa(published),
        judul=indicator.nama,
        dasar=basis,
        level=level,
    )


def _by_month(published: Published, cube: Cube) -> tuple[str, np.ndarray]:
    """Level, and shares of what is drawn × months."""
    level, sums = "desa", cube.sums[""]
    if maps.by_kecamatan(len(cube.desa)):
        kecamatan = np.array([kode[: pieces.KECAMATAN] for kode in cube.desa])
        first = np.unique(kecamatan, return_index=True)[1]  # desa are in order of code
        level, sums = "kecamatan", np.add.reduceat(sums, first, axis=1)
    shares = permille(cube.indicator, *sums)
    by_month = [
        _due(published, cube.indicator, month, shares[:, place])
        for place, month in enumerate(cube.months)
    ]
    return level, np.stack(by_month, axis=1)
