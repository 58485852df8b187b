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
EVERY = "every_area"  # of several areas: the bootstrap of the day the last of them is done
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

    Raises ValueError for a negative count or days left that are no whole number.
    """
    levels = (1 - confidence) / 2, 0.5, (1 + confidence) / 2
    recent = _recent([daily_done], window)
    return _forecast(recent, remaining, workdays_left, draws, seed, levels)


def _forecast(recent, remaining, workdays_left, draws, seed, levels, parts=None) -> Forecast:
    """Forecast one row of days; `parts` are the areas that it is the sum of."""
    workdays_left = _whole(workdays_left)
    state = str(_states(recent, remaining, workdays_left)[0])
    paces = float(_mean(recent)[0]), float(_needed(remaining, workdays_left))
    if state != FORECAST:
        return Forecast(state, *paces)
    ahead = np.arange(1, max(workdays_left, HORIZON) + 1)
    drawn = _days_drawn(recent.shape[1], len(ahead), draws, seed)
    paths = recent[0, drawn].cumsum(axis=0)
    by_day = [model("sf", _short_of(remaining), recent, ahead) for model in (_steady, _bursty)]
    by_day.append((paths >= remaining - ROUNDING).mean(axis=1))
    if parts:
        times = _times_drawn(drawn, recent.shape[1])

        def last_done(day):
            return parts.done([0], [day], times)[0]

        by_day.append(_day_by_day(last_done, len(ahead), workdays_left, levels))
    by_day = np.stack(by_day)
    fan = _fan(recent, paths[:workdays_left], levels).clip(upper=remaining)
    return Forecast(state, *paces, **_said(by_day, workdays_left, levels), fan=fan)


def finish_each(
    daily_done_by_area,
    remaining_by_area,
    workdays_left,
    *,
    groups=None,
    window=WINDOW,
    draws=4000,
    seed=SEED,
) -> pd.DataFrame:
    """Forecast every area; the same past days are drawn for all.

    `daily_done_by_area` has a row per area and a column per workday, oldest first. Returns a row
    per area: state, probability, band, current_pace, needed_pace, days_to_finish_median and one
    column per model, each as `finish` gives it for that row; or, with `groups` (the group of each
    area), a row per group in their order, each as `finish_together` gives it.

    Raises ValueError for a negative count, days left that are no whole number, or if a frame and
    a Series name other areas.
    """
    workdays_left = _whole(workdays_left)
    index, remaining = _named(daily_done_by_area, remaining_by_area)
    recent, parts, names = _recent(daily_done_by_area, window), None, MODELS
    if groups is not None:
        names = *MODELS, EVERY
        index, recent, remaining, parts = _grouped(recent, remaining, groups)
    state = _states(recent, remaining, workdays_left)
    asked = np.flatnonzero(state == FORECAST)
    by_model = np.full((len(names), len(recent)), np.nan)
    median = np.full(len(recent), np.nan)
    if asked.size:
        drawn = _days_drawn(recent.shape[1], max(workdays_left, HORIZON), draws, seed)
        times = _times_drawn(drawn, recent.shape[1])
        models = _models(recent, remaining, parts, times)
        by_model[:, asked] = [m(asked, np.full(len(asked), workdays_left)) for m in models]
        median[asked] = _median_days(models, asked, len(times))
    probability = by_model.min(axis=0)
    columns = {
        "state": state,
        "probability": probability,
        "band": pd.Series([_band(each) for each in probability], dtype=object, index=index),
        "current_pace": _mean(recent),
        "needed_pace": _needed(remaining, workdays_left),
        "days_to_finish_median": median,
        **dict(zip(names, by_model, strict=True)),
    }
    return pd.DataFrame(columns, index=index)


def finish_together(
    daily_done_by_area, remaining_by_area, workdays_left, *, draws=4000, seed=SEED
) -> Forecast:
    """Forecast the areas together: the work left in all of them, and the last of them done.

    The models of `finish` ask whether the sum of what is left gets done, wherever officers do it;
    areas that are done add no pace. EVERY asks whether each area gets done at its own pace, as it
    must where officers stay in theirs: `bootstrap` with the same days drawn for all, done with the
    last area, so that a day on which the server was down stays one bad day for all, where areas
    drawn apart would even it out. The lowest counts as ever. An area in which less was done than
    can be forecast by is taken at that pace too: one that has not begun is not done in time.

    Raises ValueError as `finish_each` does.
    """
    _, remaining = _named(daily_done_by_area, remaining_by_area)
    recent = _recent(daily_done_by_area, WINDOW)
    _, total, left, parts = _grouped(recent, remaining, np.zeros(len(remaining), dtype=int))
    if not len(total):
        return finish(recent.sum(axis=0), 0, workdays_left)
    return _forecast(total, left[0], workdays_left, draws, seed, (0.1, 0.5, 0.9), parts)


@dataclass(frozen=True)
class _Parts:
    """The areas that are not done: days and what remains, a row each, in order of their group."""

    recent: np.ndarray
    remaining: np.ndarray
    group: np.ndarray

    def done(self, groups, days, times) -> np.ndarray:
        """Return the chance of each of these groups that all its areas are done within its days."""
        asked = np.zeros(self.group.max() + 1, dtype=int)
        asked[groups] = days
        chance = np.ones(len(asked))
        for day in np.unique(days):
            mine = asked[self.group] == day
            reached = self.recent[mine] @ times[day - 1].astype(float)
            reached = reached >= self.remaining[mine, None] - ROUNDING
            first = np.flatnonzero(np.diff(self.group[mine], prepend=-1))
            all_done = np.logical_and.reduceat(reached, first, axis=0)
            chance[self.group[mine][first]] = all_done.mean(axis=1)
        return chance[groups]


def _grouped(recent, remaining, groups) -> tuple[pd.Index, np.ndarray, np.ndarray, _Parts]:
    """Return the groups in order, days and what remains of each, and the areas not done."""
    number, index = pd.factorize(np.asarray(groups), sort=True)
    order = np.argsort(number, kind="stable")
    order = order[~(remaining[order] <= 0)]
    parts = _Parts(recent[order], remaining[order], number[order])
    total, left = np.zeros((len(index), recent.shape[1])), np.zeros(len(index))
    np.add.at(total, parts.group, parts.recent)
    np.add.at(left, parts.group, parts.remaining)
    return pd.Index(index), total, left, parts


def _day_by_day(chance, last: int, exact: int, levels) -> np.ndarray:
    """Return `chance(day)`, which never falls, of days 1 to `last`, each on the right side of every
    level, and exact on day `exact`: it is asked of as few days as that takes."""
    points = sorted({0, exact - 1, last - 1})
    found = np.empty(last)
    found[points] = [chance(point + 1) for point in points]
    spans = list(zip(points, points[1:], strict=False))
    while spans:
        low, high = spans.pop()
        found[low + 1 : high] = found[low]
        if high - low > 1 and any(found[low] < level <= found[high] for level in levels):
            middle = (low + high) // 2
            found[middle] = chance(middle + 1)
            spans += [(low, middle), (middle, high)]
    return found


def _named(daily, remaining) -> tuple[pd.Index, np.ndarray]:
    if not isinstance(daily, pd.DataFrame):
        remaining = np.asarray(remaining, dtype=float)
        return pd.RangeIndex(len(remaining)), remaining
    if isinstance(remaining, pd.Series):
        if set(remaining.index) != set(daily.index):
            raise ValueError("what was done and what remains are not of the same areas")
        remaining = remaining.reindex(daily.index)
    return daily.index, np.asarray(remaining, dtype=float)


def _whole(days) -> int:
    if not float(days).is_integer():
        raise ValueError(f"the workdays left are a whole number, not {days}")
    return int(days)


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


def _models(recent, remaining, parts, times) -> list:
    """Return the models, the costly ones last; each tells of rows (by place) the chance to be done
    within their number of days."""

    def closed(model):
        return lambda at, days: model("sf", _short_of(remaining[at]), recent[at], days)

    def drawn(at, days):
        return _repeated(recent[at], remaining[at], days, times)

    every = [lambda at, days: parts.done(at, days, times)] if parts else []
    return [closed(_steady), closed(_bursty), drawn, *every]


def _repeated(recent, remaining, days, times) -> np.ndarray:
    chance = np.empty(len(recent))
    for day in np.unique(days):
        mine = days == day
        done = recent[mine] @ times[day - 1].astype(float)
        chance[mine] = (done >= remaining[mine, None] - ROUNDING).mean(axis=1)
    return chance


def _median_days(models, asked, last: int) -> np.ndarray:
    """Return the first day on which the least hopeful model gives each row one half; infinite if
    that is not within the `last` days."""
    first = np.ones(len(asked), dtype=int)
    for model in models:

        def half(mine, days, model=model):
            return model(asked[mine], days) >= 0.5

        first = _first_days(half, first - 1, last)
    return np.where(first > last, np.inf, first)


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
    names = (*MODELS, EVERY)[: len(by_day)]
    by_model = dict(zip(names, by_day[:, workdays_left - 1].tolist(), strict=True))
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
