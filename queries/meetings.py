"""Musdes by desa and month: what each month was, and how many in a row went without."""

from collections.abc import Collection

import numpy as np

from queries.cube import Cube
from queries.measure import WHOLE

WITH_MINUTES = "dengan berita acara"  # the part of the indicator
MINUTES, HELD, MISSED, UNKNOWN, NOT_DUE, NO_DESA = (
    "ba",
    "musdes",
    "belum",
    "kosong",
    "tempo",
    "tiada",
)
MET = (MINUTES, HELD)
SILENT_MONTHS = 3  # from so many in a row a desa is spoken of


def kinds(cube: Cube, running: Collection[str] = ()) -> np.ndarray:
    """Return what each month was, desa x months of the cube of `musdes_pct`.

    MINUTES and HELD: met, with its berita acara uploaded or without; MISSED: on the list, and did
    not meet; UNKNOWN: on no list; NOT_DUE: has not met yet in one of the months `running`, which
    are not over on their as-of date; NO_DESA: there was no such desa then.
    """
    met, there, unsure = cube.sums[WHOLE]
    minutes = cube.sums[WITH_MINUTES][0]
    open_still = np.isin(cube.months, list(running))[None, :]
    return np.select(
        [there == 0, (met > 0) & (minutes > 0), met > 0, open_still & (there > 0), unsure > 0],
        [NO_DESA, MINUTES, HELD, NOT_DUE, UNKNOWN],
        default=MISSED,
    )


def in_a_row(found: np.ndarray, *wanted: str) -> tuple[np.ndarray, np.ndarray]:
    """Return, per desa, how many months in a row are of these kinds: up to the last, and at most.

    A month of which nothing is known, or that is not over, neither breaks a row nor lengthens it.
    """
    now = longest = np.zeros(len(found), dtype=int)
    for month in found.T:
        passed_over = np.isin(month, (UNKNOWN, NOT_DUE))
        now = np.where(np.isin(month, wanted), now + 1, np.where(passed_over, now, 0))
        longest = np.maximum(longest, now)
    return now, longest
