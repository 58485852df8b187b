"""Do forecasts come true: invented campaigns replayed, each asked at four moments.

The campaigns know more troubles than the forecast does, and nothing in them was chosen by looking
at the forecast.
"""

import numpy as np
import pandas as pd

from methods import forecast
from tests.bench.report import Section

CAMPAIGNS, AREAS = 500, 25  # desa in all; desa that share a calendar of server trouble
HARD = (0.05, 0.25)  # part of a desa's families that is found at a third of the pace, and last
DRAWS = 1000  # a quarter of what a page draws: the error of one probability is 0.016 at most
ASKED = (0.2, 0.4, 0.6, 0.8)  # parts of the campaign's time passed
WEEKDAY = np.array([1.1, 1.1, 1.0, 1.0, 0.6])  # Friday is short
EDGES = [0, 0.2, 0.5, 0.8, 1.01]  # the four bands
COLUMNS = ["campaigns", "said", "forecasts", "said, mean", "finished in time"]
NOTES = (
    f"{CAMPAIGNS} invented campaigns of 30 to 100 workdays, each asked when 20, 40, 60 and 80 % of "
    "its time had passed, unless all was done or too little to go by. Said is the lowest of three "
    "models, as pages show it; finished is the share that met the deadline. Calibrated is a row "
    "whose last two cells are near each other.",
    "No model knows that the last families may be hard to find. Where they are, the highest band "
    "says too much, the more so the earlier it is asked: the pages say that the range takes the "
    "pace of the last 20 days to go on.",
    "Where they are not, the lowest of three says too little, as it is meant to; the surge of the "
    "last week, which no model knows either, adds to that.",
    "Brier: mean squared distance of what was said from what came, less is better. Straight line: "
    "certain if the present pace is enough, else impossible.",
)
WORLDS = {"last 5-25 % of families hard": HARD, "no family harder than another": (0, 0)}


def replays(campaigns: int = CAMPAIGNS, hard=HARD, seed: int = 1) -> pd.DataFrame:
    """Return a row per campaign and moment: at, forecast, naive, the models, finished.

    Moments at which all was done, or too little to forecast, are left out. `hard` is the range of
    the part of families that is hard; (0, 0) for a world without.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(campaigns // AREAS):
        days = int(rng.integers(30, 101))
        open_days = _calendar(rng, days)
        for _ in range(AREAS):
            target = int(rng.integers(100, 1201))
            rows += _asked(_campaign(rng, target, open_days, hard), target)
    return pd.DataFrame(rows)


def replays_together(groups: int, areas: int = 4, seed: int = 3) -> pd.DataFrame:
    """Return a row per group of desa and moment: at, forecast, sum (the models that ask only
    whether the sum of the work gets done), finished (the last of them by the deadline).

    In a world in which no family is harder than another; five groups share a calendar.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(groups):
        if number % 5 == 0:
            days = int(rng.integers(30, 101))
            open_days = _calendar(rng, days)
        targets = rng.integers(100, 1201, areas)
        sent = np.stack([_campaign(rng, int(target), open_days, (0, 0)) for target in targets])
        finished = float((sent.sum(axis=1) >= targets).all())
        for part in ASKED:
            passed = round(part * days)
            left = targets - sent[:, :passed].sum(axis=1)
            said = forecast.finish_together(sent[:, :passed], left, days - passed, draws=DRAWS)
            if said.state == forecast.FORECAST:
                by_sum = min(said.by_model[model] for model in forecast.MODELS)
                row = {"at": part, "forecast": said.probability, "sum": by_sum}
                rows.append(row | {"finished": finished})
    return pd.DataFrame(rows)


def _calendar(rng, days: int) -> np.ndarray:
    """Return how much of each workday the server lets through, the same for all desa."""
    through = WEEKDAY[(np.arange(days) + rng.integers(5)) % 5].copy()
    for begin in np.flatnonzero(rng.random(days) < 0.03):  # once in 33 days, for 1 to 3 days
        through[begin : begin + rng.integers(1, 4)] *= 0.05
    return through


def _campaign(rng, target: int, open_days, hard) -> np.ndarray:
    """Return what one desa does on each day until the deadline, never more than its target.

    Its planned pace is 0.7 to 1.6 times what is needed. The pace wanders from week to week, the
    last families are hard, the last five days see half as much again, and two in five desa keep
    results back and send those of several days at once.
    """
    days = len(open_days)
    pace = target / open_days.sum() * rng.uniform(0.7, 1.6)
    weekly = np.exp(0.3 * _wandering(rng, days // 5 + 1)).repeat(5)[:days]
    easy, last_days = (1 - rng.uniform(*hard)) * target, np.arange(days) >= days - 5
    sends = rng.random(days) < (0.3 if rng.random() < 0.4 else 1)
    done, kept, sent = 0, 0, np.zeros(days, dtype=int)
    for day in range(days):
        slow = 1 / 3 if done >= easy else 1
        mean = pace * open_days[day] * weekly[day] * slow * (1.5 if last_days[day] else 1)
        found = min(rng.negative_binomial(4, 4 / (4 + mean)), target - done)
        done, kept = done + found, kept + found
        if sends[day] or day == days - 1:
            sent[day], kept = kept, 0
    return sent


def _wandering(rng, weeks: int) -> np.ndarray:
    """Return standard normal values, half of each carried into the next week."""
    steps = rng.normal(size=weeks)
    for week in range(1, weeks):
        steps[week] = 0.5 * steps[week - 1] + np.sqrt(0.75) * steps[week]
    return steps


def _asked(sent, target: int) -> list[dict]:
    rows = []
    for part in ASKED:
        passed = round(part * len(sent))
        left = target - sent[:passed].sum()
        said = forecast.finish(sent[:passed], left, len(sent) - passed, draws=DRAWS)
        if said.state == forecast.FORECAST:
            naive = float(said.current_pace >= said.needed_pace)
            finished = float(sent.sum() >= target)
            rows.append(
                {"at": part, "forecast": said.probability, "naive": naive, **said.by_model}
                | {"finished": finished}
            )
    return rows


def brier(rows: pd.DataFrame, said: str = "forecast") -> float:
    """Return the mean squared distance of what was said from what came, 0 or 1; less is better."""
    return float(((rows[said] - rows["finished"]) ** 2).mean())


def reliability(rows: pd.DataFrame, said: str = "forecast") -> pd.DataFrame:
    """Return a row per band, the lowest first: n, the mean of what was said, the share done."""
    band = pd.cut(rows[said], EDGES, right=False, labels=list(forecast.BANDS.values())[::-1])
    grouped = rows.groupby(band, observed=False)
    return pd.DataFrame(
        {"n": grouped.size(), "said": grouped[said].mean(), "came": grouped["finished"].mean()}
    )


def measure(_: object = None) -> Section:
    """Return the section of docs/benchmarks.md: two worlds, their reliability and Brier scores."""
    section = Section("forecast", "Forecasts of a finish, and what came", COLUMNS)
    scores = []
    for world, hard in WORLDS.items():
        rows = replays(hard=hard)
        for band in reliability(rows).itertuples():
            section.row(world, band.Index, str(band.n), _percent(band.said), _percent(band.came))
        moments = [("all", rows), *((f"{at:.0%}", part) for at, part in rows.groupby("at"))]
        told = [
            f"{name} {brier(part):.3f} (straight line {brier(part, 'naive'):.3f})"
            for name, part in moments
        ]
        alone = [f"{model} {brier(rows, model):.3f}" for model in forecast.MODELS]
        scores.append(f"Brier, {world}: {'; '.join(told)}. Alone: {', '.join(alone)}.")
    section.notes += [*NOTES, *scores]
    return section


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{share:.0%}"
