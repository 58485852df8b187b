"""Which desa stand out this month: few enough that each can be looked into.

One rule for every share (indicators.md 2.11): beyond the 99.8 % funnel once it allows for how much
desa differ anyway, probably worse than the others, and enough counted. What a threshold says
is another matter: `evidence`.
"""

import numpy as np
import pandas as pd

from methods import alerts
from queries.indicator import Better, Indicator
from queries.indicators import CATALOGUE

# Shares with a good direction, of families or persons. Not those of desa, of which each has one,
# nor those with a plan: whoever is behind it is so whatever the others do (indicators.md 2.3).
JUDGED = tuple(
    indicator
    for indicator in CATALOGUE
    if indicator.is_share
    and indicator.better is not Better.NEITHER
    and indicator.unit != "desa"
    and not (indicator.thresholds and indicator.thresholds.from_plan)
)

COLUMNS = ["indikator", "kode_desa", "keluarga", "numerator", "denominator", "usual"]


def flags(sums: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return indikator, kode_desa, keluarga, numerator, denominator, usual: one row per desa and
    indicator by which it stands out, the most families first.

    `sums`: code of the indicator → its three sums by desa, of one month. Those of whom it cannot
    be said are left out on both sides. `keluarga` counts the families on the bad side; persons
    are not families and count for nothing. `usual` is the share of all desa, 0 to 1. Sums above
    their denominator are an error, and not for this list.
    """
    found = [_flagged(i, sums[i.code]) for i in JUDGED if i.code in sums and len(sums[i.code])]
    table = pd.concat([pd.DataFrame(columns=COLUMNS), *(part for part in found if len(part))])
    order = ["keluarga", "kode_desa", "indikator"]
    return table.sort_values(order, ascending=[False, True, True]).reset_index(drop=True)


def _flagged(indicator: Indicator, sums: pd.DataFrame) -> pd.DataFrame:
    known = sums["denominator"] - sums["unknown"]
    sound = (known > 0) & (sums["numerator"] <= known)
    numerator, denominator = sums["numerator"][sound], known[sound]
    lower_is_worse = indicator.better is Better.HIGHER
    out = alerts.flagged(numerator, denominator, lower_is_worse=lower_is_worse)
    bad = denominator - numerator if lower_is_worse else numerator
    return pd.DataFrame(
        {
            "indikator": indicator.code,
            "kode_desa": out.index[out],
            "keluarga": bad[out].to_numpy() if indicator.unit == "KK" else 0,
            "numerator": numerator[out].to_numpy(),
            "denominator": denominator[out].to_numpy(),
            "usual": numerator.sum() / denominator.sum() if len(numerator) else np.nan,
        }
    )
