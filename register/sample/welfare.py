"""How poor the sample's families truly are, and the desil they are given.

The truth is a score that drifts from quarter to quarter. The desil comes from a noisy sight of
it, as a proxy means test has, so some are ranked too high or too low. All figures are invented.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from register.sample.months import Calendar

POOR = -0.4677  # families with this score or more are layak: 68 % of those registered at first
DRIFT = 0.18  # standard deviation of the change of score per quarter
BLUR = 0.35  # standard deviation of what a ranking misses
UNRANKED = 0.02  # of families, without a desil: belum ditentukan
# Score at which desil 1, 2, … ends: .20 .18 .16 .14 .11 .08 .06 .04 .02 .01 of families.
LIMITS = np.array([0.8416, 0.3055, -0.1004, -0.4677, -0.8064, -1.1264, -1.4758, -1.8808, -2.3263])
SPREAD = 1.08  # standard deviation of a score seen through BLUR and a few quarters


@dataclass(frozen=True)
class Welfare:
    """Families x quarters: `score` (the truth) and `desil` (0: belum ditentukan)."""

    calendar: Calendar
    score: np.ndarray
    desil: np.ndarray

    def is_poor(self, month: int) -> np.ndarray:
        """Return which families are truly layak in a month."""
        return self.score[:, self.calendar.quarter[month]] >= POOR

    def desil_in(self, month: int) -> np.ndarray:
        return self.desil[:, self.calendar.quarter[month]]


def follow(chance: np.random.Generator, family: pd.DataFrame, calendar: Calendar) -> Welfare:
    """Let the score of every family drift over the quarters, and rank it in each."""
    quarters = int(calendar.quarter[-1]) + 1
    steps = chance.normal(0, DRIFT, (len(family), quarters))
    steps[:, 0] = 0
    score = family["miskin"].to_numpy()[:, None] + np.cumsum(steps, axis=1)
    seen = (score + chance.normal(0, BLUR, (len(family), 1))) / SPREAD
    desil = 10 - np.searchsorted(LIMITS[::-1], seen, side="right")
    desil[chance.random(len(family)) < UNRANKED] = 0
    moved = np.flatnonzero(family["asal"] >= 0)
    origin = family["asal"].to_numpy()[moved]
    score[moved], desil[moved] = score[origin], desil[origin]
    return Welfare(calendar, score, desil)
