"""Which desa to look into this month, and why: those that stand out, by families affected."""

import numpy as np
import pandas as pd

from queries import alerts
from queries.cube import Cube

MOST = 10  # a list that is longer is not read (indicators.md 2.11)
SILENT_MONTHS = 3


def desa_to_visit(flags: pd.DataFrame, most: int = MOST) -> pd.DataFrame:
    """Return kode_desa, keluarga, alasan of rows of `alerts.flags`: one row per desa.

    The most families affected first. `keluarga` is the largest number that one of the reasons
    touches: a family may be touched by several, so they are not added up. `alasan` lists the
    desa's rows as dicts of `alerts.COLUMNS`, the most families first.
    """
    reasons = {kode: rows.to_dict("records") for kode, rows in flags.groupby("kode_desa")}
    listed = pd.DataFrame(
        {
            "kode_desa": list(reasons),
            "keluarga": [max(row["keluarga"] for row in rows) for rows in reasons.values()],
            "alasan": list(reasons.values()),
        }
    )
    ordered = listed.sort_values(["keluarga", "kode_desa"], ascending=[False, True])
    return ordered.head(most).reset_index(drop=True)


def of_cubes(cubes: list[Cube], month: str) -> pd.DataFrame:
    """Return `alerts.flags` of the whole indicators of a month."""
    return alerts.flags({cube.indicator.code: cube.table(month) for cube in cubes})


def months_without(cube: Cube, month: str) -> np.ndarray:
    """Return, per desa, how many months in a row up to `month` it is known not to have met."""
    until = cube.months.index(month) + 1
    numerator, denominator, unknown = cube.sums[""][:, :, :until]
    missed = (denominator > 0) & (unknown == 0) & (numerator == 0)
    return np.cumprod(missed[:, ::-1], axis=1).sum(axis=1)
