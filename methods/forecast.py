"""Will a campaign be done by its deadline: a probability in words, not the promise of a day."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.stats import nbinom, poisson

FORECAST, DONE, PAST, TOO_LITTLE = "perkiraan", "selesai", "lewat batas", "belum cukup data"

LIKELY, POSSIBLE = "kemungkinan besar tepat waktu", "mungkin"
AT_RISK, LATE = "berisiko", "hampir pasti terlambat tanpa tambahan petugas"
BANDS = {0.8: LIKELY, 0.5: POSSIBLE, 0.2: AT_RISK, 0.0: LATE}  # from this on; indicators.md 2.9

MODELS = ("poisson_gamma", "negative_binomial", "bootstrap")
WINDOW = 20  # past workdays that count: four weeks (indicators.md 2.9)
ACTIVE_DAYS = 5  # fewer days with something done say nothing (indicators.md 2.9)
PRIOR_SHAPE = 0.5  # Jeffreys' prior for a Poisson rate (indicators.md 2.9)
BLOCK = 5  # workdays drawn together: a week, to keep its weekdays (indicators.md 2.9)
HORIZON = 260  # workdays looked ahead: a year. A finish beyond it is called never
ROUNDING = 1e-9  # of summed weights: 0.1 * 3 families are not more than 0.3
SEED = 20  # any number does; fixed, so that the same counts give the same words


def _no_fan() -> pd.DataFrame:
    return pd.DataFrame(columns=["lower", "median", "upper"], dtype=float).rename_axis("ahead")


@dataclass(frozen=True)
class Forecast:
    """What can be said of a finish. Probabilities are shares 0..1, days are workdays from now.

    Without a forecast (`state` other than FORECAST) probabilities and days are NaN, `band` is None
    and `fan` is empty. `probability` is the lowest of `by_model`. `days_to_finish_lower` is the
    day the most hopeful model gives a small chance (10 % at confidence 0.8), `_upper` the day the
    least hopeful gives a large one (90 %), `_median` the day the least hopeful gives one half: it
    lies within the deadline just when `probability` is 0.5 or more. Infinite: not within a year.
    `current_pace` is what was done per workday, NaN without days; `needed_pace` is infinite once
    no day is left. `fan` has a row per workday to the deadline (index `ahead`, from 1): lower,
    median, upper of what will have been done from now on, at most what remains.
    """

    state: str
    current_pace: float
    needed_pace: float
    probability: float = np.nan
    band: str | None = None
    by_model: dict[str, float] = field(default_factory=lambda: dict.fromkeys(MODELS, np.nan))
    days_to_finish_lower: float = np.nan
    days_to_finish_median: float = np.nan
    days_to_finish_upper: float = np.nan
    fan: pd.DataFrame = field(default_factory=_no_fan)


def finish(
    daily_done, remaining, workdays_left, *, window=WINDOW, draws=4000, seed=SEED, confidence=0.8
) -> Forecast:
    """Forecast whether `remaining` will be done within `workdays_left` (indicators.md 2.9).

    `daily_done` is what was done on each past workday, oldest first, days of nothing included; the
    last `window` of them count. Weighted counts will do. NaN among them, or remaining, is too
    little to go by. All three models take the last days as typical of those to come:

    * poisson_gamma: one steady pace of unknown height. A Gamma(0.5 + sum, n days) rate makes the
      sum of m days negative binomial with size 0.5 + sum and probability n / (n + m);
    * negative_binomial: days in bursts. k = mean^2 / (variance - mean) makes the sum of m days
      negative binomial with size m k; Poisson if the variance is no more than the mean;
    * bootstrap: the past days again, drawn in weeks, their own choice drawn too (`_days_drawn`).

    Raises ValueError for a negative count.
    """
    recent = _recent([daily_done], window)
    state = str(_states(recent, remaining, workdays_left)[0])
    paces = float(_mean(recent)[0]), float(_needed(remaining, workdays_left))
    if state != FORECAST:
        return Forecast(state, *paces)
    ahead = np.arange(1, max(workdays_left, HORIZON) + 1)
    paths = recent[0, _days_drawn(recent.shape[1], len(ahead), draws, seed)].cumsum(axis=0)
    closed = [model("sf", _short_of(remaining), recent, ahead) for model in (_steady, _bursty)]
    by_day = np.stack([*closed, (paths >= remaining - ROUNDING).mean(axis=1)])
    levels = (1 - confidence) / 2, 0.5, (1 + confidence) / 2
    fan = _fan(recent, paths[:workdays_left], levels).clip(upper=remaining)
    return Forecast(state, *paces, **_said(by_day, workdays_left, levels), fan=fan)


def finish_each(
    daily_done_by_area, remaining_by_area, workdays_left, *, window=WINDOW, draws=4000, seed=SEED
) -> pd.DataFrame:
    """Forecast every area; the same past days are drawn for all.

    `daily_done_by_area` has a row per area and a column per workday, oldest first. Returns a row
    per area: state, probability, band, current_pace, needed_pace, days_to_finish_median and one
    column per model, each as `finish` gives it for that row.

    Raises ValueError for a negative count, or if a frame and a Series name other areas.
    """
    index, remaining = _named(daily_done_by_area, remaining_by_area)
    recent = _recent(daily_done_by_area, window)
    state = _states(recent, remaining, workdays_left)
    asked = state == FORECAST
    by_model = np.full((len(MODELS), len(recent)), np.nan)
    median = np.full(len(recent), np.nan)
    if asked.any():
        known = recent[asked], remaining[asked]
        drawn = _days_drawn(recent.shape[1], max(workdays_left, HORIZON), draws, seed)
        times = _times_drawn(drawn, recent.shape[1])
        by_model[:, asked] = _by_model(*known, np.full(asked.sum(), workdays_left), times)
        median[asked] = _median_days(*known, times)
    probability = by_model.min(axis=0)
    columns = {
        "state": state,
        "probability": probability,
        "band": pd.Series([_band(each) for each in probability], dtype=object, index=index),
        "current_pace": _mean(recent),
        "needed_pace": _needed(remaining, workdays_left),
        "days_to_finish_median": median,
        **dict(zip(MODELS, by_model, strict=True)),
    }
    return pd.DataFrame(columns, index=index)


def finish_together(
    daily_done_by_area, remaining_by_area, workdays_left, *, draws=4000, seed=SEED
) -> Forecast:
    """Forecast the sum of the areas that are not done: those that are add no pace.

    It asks whether the work left gets done, wherever officers do it, not whether every area is
    done. Column by column the rows add up to the total, so a day on which the server was down
    stays one bad day for all, where areas drawn apart would even it out.

    Raises ValueError as `finish_each` does.
    """
    _, remaining = _named(daily_done_by_area, remaining_by_area)
    left = ~(remaining <= 0)
    daily = np.asarray(daily_done_by_area, dtype=float)[left].sum(axis=0)
    return finish(daily, remaining[left].sum(), workdays_left, draws=draws, seed=seed)


def _named(daily, remaining) -> tuple[pd.Index, np.ndarray]:
    if not isinstance(daily, pd.DataFrame):
        remaining = np.asarray(remaining, dtype=float)
        return pd.RangeIndex(len(remaining)), remaining
    if isinstance(remaining, pd.Series):
        if set(remaining.index) != set(daily.index):
            raise ValueError("what was done and what remains are not of the same areas")
        remaining = remaining.reindex(daily.index)
    return daily.index, np.asarray(remaining, dtype=float)


def _recent(daily, window: int) -> np.ndarray:
    recent = np.asarray(daily, dtype=float)[:, -window:]
    if (recent < 0).any():
        raise ValueError("what was done on a day cannot be less than nothing")
    return recent


def _states(recent, remaining, workdays_left) -> np.ndarray:
    left = np.atleast_1d(np.asarray(remaining, dtype=float))
    unknown = np.isnan(left) | np.isnan(recent).any(axis=1)
    too_few = (recent > 0).sum(axis=1) < ACTIVE_DAYS
    past = np.full(len(left), workdays_left <= 0)
    cases = [left <= 0, np.isnan(left), past, unknown | too_few]
    return np.select(cases, [DONE, TOO_LITTLE, PAST, TOO_LITTLE], FORECAST)


def _mean(recent) -> np.ndarray:
    return recent.mean(axis=1) if recent.shape[1] else np.full(len(recent), np.nan)


def _needed(remaining, workdays_left):
    left = np.clip(remaining, 0, None)
    return left / workdays_left if workdays_left > 0 else np.where(left > 0, np.inf, left)


def _short_of(remaining):
    """Return the highest whole count that leaves something to do."""
    return np.ceil(remaining - ROUNDING) - 1


def _steady(answer: str, value, recent, days):
    """Ask scipy's distribution (`answer`: sf or ppf) of the sum of `days` at a steady pace."""
    n = recent.shape[1]
    return getattr(nbinom, answer)(value, PRIOR_SHAPE + recent.sum(axis=1), n / (n + days))


def _bursty(answer: str, value, recent, days):
    mean = recent.mean(axis=1)
    excess = recent.var(axis=1, ddof=1) - mean
    k = mean**2 / np.where(excess > 0, excess, 1)
    bursts = getattr(nbinom, answer)(value, days * k, k / (k + mean))
    return np.where(excess > 0, bursts, getattr(poisson, answer)(value, days * mean))


def _days_drawn(n: int, ahead: int, draws: int, seed: int) -> np.ndarray:
    """Return which past day each day ahead repeats: a row per day ahead, a column per draw.

    First the past itself is drawn anew, then the days ahead from that: the pace of twenty days is
    no more certain than another twenty days like them would be. Both come in blocks of a week
    that run on from the last day to the first (circular block bootstrap, Politis & Romano 1992),
    so that every day is drawn equally often. Weeks of the past all begin on the same weekday.
    Under four weeks of days a block is a quarter of them: one week alone could only repeat itself,
    and would be certain. Rows come in order: one day more ahead changes nothing before it.
    """
    rng = np.random.default_rng(seed)
    block = min(BLOCK, max(n // 4, 1))
    weeks = block * rng.integers(n // block, size=(-(-n // block), draws))
    past = _run_on(weeks + rng.integers(n, size=draws), block, n)[:n]
    drawn = _run_on(rng.integers(n, size=(-(-ahead // block), draws)), block, n)[:ahead]
    return np.take_along_axis(past, drawn, axis=0)


def _run_on(starts, block: int, n: int) -> np.ndarray:
    return ((starts[:, None] + np.arange(block)[:, None]) % n).reshape(-1, starts.shape[1])


def _times_drawn(drawn, n: int) -> np.ndarray:
    """Return how often each of the n past days has been drawn by each day ahead: ahead, n, draw."""
    return (drawn[:, None] == np.arange(n)[:, None]).cumsum(axis=0, dtype=np.int16)


def _by_model(recent, remaining, days, times) -> np.ndarray:
    """Return a row per model: the chance of each area to be done within its number of `days`."""
    return np.stack([*_closed(recent, remaining, days), _repeated(recent, remaining, days, times)])


def _closed(recent, remaining, days) -> list[np.ndarray]:
    return [model("sf", _short_of(remaining), recent, days) for model in (_steady, _bursty)]


def _repeated(recent, remaining, days, times) -> np.ndarray:
    chance = np.empty(len(recent))
    for day in np.unique(days):
        mine = days == day
        done = recent[mine] @ times[day - 1].astype(float)
        chance[mine] = (done >= remaining[mine, None] - ROUNDING).mean(axis=1)
    return chance


def _median_days(recent, remaining, times) -> np.ndarray:
    """Return the first day on which the least hopeful model gives each area one half; infinite if
    that is not within the days drawn. The days drawn are asked last: they cost the most."""

    def closed(mine, days):
        return np.min(_closed(recent[mine], remaining[mine], days), axis=0) >= 0.5

    def repeated(mine, days):
        return _repeated(recent[mine], remaining[mine], days, times) >= 0.5

    first = _first_days(closed, np.zeros(len(recent), dtype=int), len(times))
    first = _first_days(repeated, first - 1, len(times))
    return np.where(first > len(times), np.inf, first)


def _first_days(holds, before, last: int) -> np.ndarray:
    """Return the first day after `before` on which `holds(areas, days)`; last + 1 if none does.

    What holds on a day holds on all after it. Steps grow from one until it holds, then halve.
    """
    low, high, step = before.copy(), np.full(len(before), last + 1), 1
    while len(unsure := np.flatnonzero(high - low > 1)):
        days = np.minimum((low[unsure] + high[unsure]) // 2, low[unsure] + step)
        found = holds(unsure, days)
        high[unsure[found]], low[unsure[~found]] = days[found], days[~found]
        step *= 2
    return high


def _said(by_day, workdays_left: int, levels) -> dict:
    """Return the fields of a Forecast that follow from each model's probability day by day."""
    by_model = dict(zip(MODELS, by_day[:, workdays_left - 1].tolist(), strict=True))
    probability = min(by_model.values())
    low, middle, high = levels
    return {
        "probability": probability,
        "band": _band(probability),
        "by_model": by_model,
        "days_to_finish_lower": _first(by_day.max(axis=0) >= low),
        "days_to_finish_median": _first(by_day.min(axis=0) >= middle),
        "days_to_finish_upper": _first(by_day.min(axis=0) >= high),
    }


def _band(probability: float) -> str | None:
    return next((band for least, band in BANDS.items() if probability >= least), None)


def _first(reached) -> float:
    return float(reached.argmax() + 1) if reached.any() else np.inf


def _fan(recent, paths, levels) -> pd.DataFrame:
    """Return the widest of the models' ranges and the lowest of their medians, day by day."""
    ahead = np.arange(1, len(paths) + 1)
    level = np.array(levels)[:, None]
    drawn = np.quantile(paths, levels, axis=1, method="inverted_cdf")
    closed = [model("ppf", level, recent, ahead) for model in (_steady, _bursty)]
    models = np.stack([*closed, drawn])
    (low, median, _), upper = models.min(axis=0), models[:, 2].max(axis=0)
    columns = {"lower": low, "median": median, "upper": upper}
    return pd.DataFrame(columns, index=pd.Index(ahead, name="ahead"))
