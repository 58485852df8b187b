"""Which desa to look into this month, and why: those that stand out, by families affected."""

import numpy as np
import pandas as pd

from queries import alerts
from queries.cube import Cube

NO_PROPOSALS_MONTHS = 6  # zero for so long is a sign to ask about (indicators.md, I9)
MOST = 10  # a list that is longer is not read (indicators.md 2.11)


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


def without_proposals(cube: Cube, month: str) -> np.ndarray | None:
    """Return which desa have proposed nothing in the six months up to `month`, by the cube of M2.

    Only where the lists of all six are there; None where the six months themselves are not.
    """
    wanted = [str(pd.Period(month, "M") - back) for back in range(NO_PROPOSALS_MONTHS)]
    if not set(wanted) <= set(cube.months):
        return None
    made, families, unknown = cube.sums[""][:, :, [cube.months.index(each) for each in wanted]]
    return ((unknown < families) & (made == 0)).all(axis=1)
