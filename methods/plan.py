"""The plan line of a campaign: done evenly over its working days."""

import numpy as np


def planned_share(start, deadline, days, off=()) -> np.ndarray:
    """Return the share (0 to 1) that should be done by the end of each of `days`.

    Monday to Friday count but for the days in `off`, both ends included. Before the start 0, after
    the deadline 1; a campaign without a working day is due at once.
    """
    first, last = np.datetime64(start, "D"), np.datetime64(deadline, "D")
    day, off = (np.asarray(given, dtype="datetime64[D]") for given in (days, off))
    total = np.busday_count(first, last + 1, holidays=off)
    if total <= 0:
        return np.where(day >= first, 1.0, 0.0)
    passed = np.busday_count(first, np.clip(day, first - 1, last) + 1, holidays=off)
    return passed / total
