"""May the figures of two months be compared, and if not, why not? One rule for every page.

The same words must mean the same: the era of the register, of a verval figure the kegiatan, and of
"bantuan keluarga" the lists of programmes it is put together from. A list imported for the first
time is not a programme that grew.
"""

import pandas as pd

from queries.indicator import Definition, Indicator
from queries.indicators.computed import LAYAK_BELUM_MENERIMA, PENERIMA_TIDAK_LAYAK
from queries.populations import CAKUPAN

ESTIMATED_OF_LISTS = (PENERIMA_TIDAK_LAYAK, LAYAK_BELUM_MENERIMA)


def why_not(
    months: pd.DataFrame, definition: Definition, program: str, earlier: str, month: str
) -> str:
    """Return in words why a figure of two months may not be compared; empty where it may.

    `months`: indexed by periode: era, kegiatan, daftar (programmes paid per family that somebody
    is on the list of). `program`: whose figure it is, empty: of all paid per family.
    """
    was, now = months.loc[earlier], months.loc[month]
    if was["era"] != now["era"]:
        return f"era {was['era']} → {now['era']}"
    if (
        _of_kegiatan(definition)
        and pd.notna(now["kegiatan"])
        and was["kegiatan"] != now["kegiatan"]
    ):
        return "kegiatan baru"
    if rests_on_lists(definition, program):
        return _lists(set(was["daftar"]), set(now["daftar"]))
    return ""


def breaks(months: pd.DataFrame, definition: Definition, program: str = "") -> pd.Series:
    """Return by periode why a month may not be compared with the row before; empty where it may."""
    names = list(months.index)
    pairs = zip(names, names[1:], strict=False)
    told = [why_not(months, definition, program, *pair) for pair in pairs]
    return pd.Series(["", *told][: len(names)], index=months.index, dtype=object)


def rests_on_lists(definition: Definition, program: str) -> bool:
    """Return whether a figure is put together from the lists of several programmes."""
    if program:
        return False
    if isinstance(definition, Indicator):
        return definition.population is CAKUPAN
    return definition in ESTIMATED_OF_LISTS


def _of_kegiatan(definition: Definition) -> bool:
    return definition.thresholds is not None and definition.thresholds.from_plan


def _lists(was: set[str], now: set[str]) -> str:
    told = [
        f"daftar {', '.join(sorted(names))} {said}"
        for names, said in ((now - was, "baru ada"), (was - now, "tidak ada"))
        if names
    ]
    return "; ".join(told)
