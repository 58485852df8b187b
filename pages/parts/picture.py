"""An indicator as map and month heat map: its classes, in one place for both."""

import numpy as np
import pandas as pd

from geo import classes
from geo.classes import EMPTY, RAMP, Kelas
from pages.parts import filters, heatmap, maps, words
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries.cube import Cube
from queries.indicator import Indicator

MET = (Kelas("0", "belum musdes", RAMP[1]), Kelas("1", "sudah musdes", RAMP[4]), EMPTY[0])


def kelas(indicator: Indicator) -> list[Kelas]:
    """Return the classes of an indicator, lowest first, then the kinds of empty."""
    if indicator.unit == "desa":
        return list(MET)
    return classes.sequential(_limits(indicator))


def _limits(indicator: Indicator) -> list[int]:
    return [round(10 * limit) for limit in indicator.classes]


def permille(indicator: Indicator, numerator, denominator, unknown) -> np.ndarray:
    """Return shares per mille, or the code of their kind of empty (geo.classes)."""
    minimum = 1 if indicator.unit == "desa" else classes.MINIMUM
    known = np.where(np.asarray(unknown) < denominator, numerator, np.nan)
    counted = np.where(np.asarray(denominator) > 0, known, np.nan)
    return classes.permille(counted, denominator, minimum)


def desa_map(published: Published, choice: Choice, cube: Cube, *, height: int) -> None:
    """Draw the map of the chosen indicator and month."""
    indicator = cube.indicator
    sums = cube.table(choice.periode)
    shares = permille(indicator, *(sums[name] for name in sums.columns))
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
    """Draw `shares` (per mille, one per row of `sums`) in the indicator's classes."""
    signs = list(classes.classify(shares, _limits(indicator)))
    maps.peta(
        choice.map_view,
        published.areas,
        sums.assign(**{"class": pd.Series(signs, index=sums.index)}),
        kelas(indicator),
        pilih=choice.desa,
        kecamatan=choice.kecamatan,
        besar=choice.projector,
        key=key,
        on_pilih=filters.pick_desa(published),
        judul=title,
        satuan=indicator.unit,
        tinggi=height,
    )


def month_map(published: Published, choice: Choice, cube: Cube) -> None:
    """Draw every desa by month for the chosen indicator."""
    indicator = cube.indicator
    heatmap.bulanan(
        published.areas,
        [words.short_month(month) for month in cube.months],
        permille(indicator, *cube.sums[""]),
        batas=_limits(indicator),
        kelas=kelas(indicator),
        pilih=choice.desa,
        kecamatan=choice.kecamatan,
        besar=choice.projector,
        key="bulan_desa",
        on_pilih=filters.pick_desa(published),
        judul=indicator.nama,
    )
