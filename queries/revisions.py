"""What earlier versions said of past months, where it has changed since."""

import numpy as np
import pandas as pd

from queries import read, summary
from queries.indicator import Snapshot
from queries.measure import SUMS

CELL = ["indikator", "rincian", "periode", "kode_desa"]
DEFINED = [
    "indikator",
    "rincian",
    "periode",
    "versi_definisi",
]  # what must be the same to be compared
COLUMNS = [*CELL, "terbitan_lama", *SUMS]


def of(
    counted: pd.DataFrame, snapshots: list[Snapshot], version: summary.Version | None
) -> pd.DataFrame:
    """Return COLUMNS: one row per figure of `version` that `counted` gives otherwise, and those
    that were kept before.

    Of months that were over then, with the same as-of date, and definitions that are the same:
    a running month is meant to move, and a new definition is a break and no revision. Sums are
    empty where the earlier version said nothing.
    """
    if version is None:
        return pd.DataFrame(columns=COLUMNS)
    with summary.engine(version).connect() as connection:
        before = read.capaian(connection, version.number)
        dates = read.periods(connection, version.number).set_index("periode")["tanggal_acuan"]
        kept = read.revisions(connection, version.number)
    same_day = {
        snapshot.periode
        for snapshot in snapshots
        if snapshot.periode in dates.index
        and pd.Timestamp(dates[snapshot.periode]).date() == snapshot.tanggal_acuan
    }
    changed = _changed(before, counted, same_day).assign(terbitan_lama=version.number)
    return pd.concat([kept[COLUMNS], changed[COLUMNS]], ignore_index=True)


def _changed(before: pd.DataFrame, after: pd.DataFrame, months: set[str]) -> pd.DataFrame:
    """Return CELL and the old SUMS of the cells of these months that differ."""
    old, new = (rows[rows["periode"].isin(months)] for rows in (before, after))
    keys = _numbered(old, new)
    defined = _numbered(old, new, DEFINED)
    was, now = np.isin(defined[0], defined[1]), np.isin(defined[1], defined[0])
    old = old[was].set_axis(pd.Index(keys[0][was]))
    new = new[now].set_axis(pd.Index(keys[1][now]))
    cells = pd.concat([old[CELL], new.loc[~new.index.isin(old.index), CELL]])
    said, says = (rows[SUMS].astype(float).reindex(cells.index) for rows in (old, new))
    differs = (said.fillna(-1) != says.fillna(-1)).any(axis=1)
    return cells.join(said)[differs].sort_values(CELL).reset_index(drop=True)


def _numbered(
    old: pd.DataFrame, new: pd.DataFrame, columns: list[str] = CELL
) -> tuple[np.ndarray, np.ndarray]:
    """Return one number per row, the same in both tables where these columns are the same.

    Comparing a million cells by four texts takes pandas ten times as long.
    """
    number = np.zeros(len(old) + len(new), np.int64)
    for column in columns:
        code, values = pd.factorize(pd.concat([old[column], new[column]], ignore_index=True))
        number = number * (len(values) + 1) + code
    return number[: len(old)], number[len(old) :]
