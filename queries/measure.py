"""Turn indicators into SQL, and sums into values. No other module does either."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Connection, FromClause, Select, cast, func, select
from sqlalchemy.schema import DropTable

from queries.indicator import Indicator, Part, Population, Snapshot

SUMS = ["numerator", "denominator", "unknown"]
MANY = "banyak"
WHOLE = ""  # `rincian` of the indicator itself; its parts carry their own name
BETWEEN = " · "  # between the words of a `rincian`: "PKH · desil 1", "PKH · meninggal"
NO_DESIL = "tanpa desil"


@contextmanager
def held(
    connection: Connection, population: Population, snapshot: Snapshot
) -> Iterator[Population]:
    """Yield the population with its rows of a month at hand: worked out once, asked often.

    Things that are alike are one row, which says how many. They lie in a temporary table of this
    connection, which is gone afterwards.
    """
    rows = population.rows(snapshot).cte("rows")
    apart = (population.identity, *population.amounts)
    alike = [column for column in rows.c if column.name not in apart]
    added = [cast(func.sum(rows.c[name]), BigInteger).label(name) for name in population.amounts]
    grouped = select(*alike, *added, func.count().label(MANY)).group_by(*alike)
    made = grouped.into(f"sementara_{population.code}", temporary=True)
    connection.execute(made)
    yield replace(population, rows=lambda _: select(made.table), many=MANY)
    connection.execute(DropTable(made.table))


def sums(
    connection: Connection,
    population: Population,
    indicators: list[Indicator],
    snapshot: Snapshot,
) -> pd.DataFrame:
    """Return kode_desa, indikator, rincian, numerator, denominator, unknown.

    One row per desa, indicator and part of it (rincian, empty for the whole) that has anything
    to count; all indicators of the population in one pass.
    """
    wide = pd.read_sql(sums_query(population, indicators, snapshot), connection)
    cuts = dict.fromkeys(cut for indicator in indicators for cut in indicator.by)
    rows = {cut: _added_up(wide, population, cut) for cut in cuts}
    blocks = [
        _block(rows[cut], prefix, indicator, part)
        for prefix, indicator, part in _blocks(indicators)
        for cut in indicator.by
    ]
    return pd.concat(blocks, ignore_index=True)


def _added_up(wide: pd.DataFrame, population: Population, cut: tuple[str, ...]) -> pd.DataFrame:
    """Add up over the cuts that are not asked for; `rincian`: the words of those that are."""
    keys = ["kode_desa", *cut]
    others = [name for name in population.cuts if name not in cut]
    added = wide
    if population.cuts:
        added = wide.drop(columns=others).groupby(keys, dropna=False, as_index=False).sum()
    return added.assign(rincian=pd.Categorical(_named(added, cut)))


def _block(rows: pd.DataFrame, prefix: str, indicator: Indicator, part: str) -> pd.DataFrame:
    """The three sums of one part, of the rows that have anything to count."""
    sums = {name: rows[f"{prefix}_{name}"].to_numpy(np.int64) for name in SUMS}
    some = (sums["denominator"] > 0) | (sums["numerator"] > 0)
    words = rows["rincian"].cat.rename_categories(lambda words: _joined(words, part))
    return pd.DataFrame(
        {
            "kode_desa": rows["kode_desa"][some],
            "indikator": indicator.code,
            "rincian": words[some].astype(str),
            **{name: numbers[some] for name, numbers in sums.items()},
        }
    )


def _named(rows: pd.DataFrame, cut: tuple[str, ...]) -> list[str]:
    """Return the words of each row's cuts."""
    if not cut:
        return [WHOLE] * len(rows)
    values = {name: rows[name].tolist() for name in cut}
    columns = [map(_desil, values[name]) if name == "desil" else values[name] for name in cut]
    return [_joined(*words) for words in zip(*columns, strict=True)]


def _desil(number: float | None) -> str:
    return NO_DESIL if pd.isna(number) or not number else f"desil {int(number)}"


def _joined(*words: str) -> str:
    return BETWEEN.join(word for word in words if word)


def rincian(program: str = "", desil: int | None = None, part: str = "") -> str:
    """Return the name under which a part is published; desil 0 is those without one."""
    return _joined(program, "" if desil is None else _desil(desil), part)


def sums_query(population: Population, indicators: list[Indicator], snapshot: Snapshot) -> Select:
    """Return the query: one row per desa and value of the population's cuts, three sums per
    indicator and part of it."""
    rows = population.rows(snapshot).cte("rows")
    columns = []
    for prefix, indicator, part in _blocks(indicators):
        told = indicator.breakdown.get(part)
        columns += _three_sums(prefix, population, rows, snapshot, indicator, told)
    keys = [rows.c[name] for name in ("kode_desa", *population.cuts)]
    return select(*keys, *columns).group_by(*keys).order_by(*keys)


def _blocks(indicators: list[Indicator]) -> list[tuple[str, Indicator, str]]:
    return [
        (f"s{place}_{order}", indicator, part)
        for place, indicator in enumerate(indicators)
        for order, part in enumerate([WHOLE, *indicator.breakdown])
    ]


def _three_sums(
    prefix: str,
    population: Population,
    rows: FromClause,
    snapshot: Snapshot,
    indicator: Indicator,
    part: Part | None,
) -> list[ColumnElement]:
    numerator = part or indicator.numerator
    counted, hit, unsure = conditions(indicator, rows, snapshot, part)
    count = partial(population.count, rows)
    amounts = {
        "numerator": count(hit, numerator.amount),
        "denominator": count(counted, indicator.denominator.amount),
        "unknown": cast(0, BigInteger)
        if unsure is None
        else count(unsure, indicator.unknown.amount),
    }
    return [amount.label(f"{prefix}_{name}") for name, amount in amounts.items()]


def conditions(
    indicator: Indicator, rows: FromClause, snapshot: Snapshot, part: Part | None = None
) -> tuple[ColumnElement, ColumnElement, ColumnElement | None]:
    """Return which rows are counted in the denominator, in the numerator, and as unknown.

    Of a share, numerator and unknown lie inside the denominator, and never overlap. None: the
    part knows no unknown.
    """
    numerator = part or indicator.numerator
    counted = (part and part.of or indicator.denominator.where)(rows, snapshot)
    hit = numerator.where(rows, snapshot)
    unsure = None
    if indicator.unknown is not None and not numerator.of:
        unsure = indicator.unknown.where(rows, snapshot)
        hit = hit & ~unsure
        unsure = counted & unsure
    if indicator.is_share:
        hit = counted & hit
    return counted, hit, unsure


def possible(indicator: Indicator, numerator, denominator, unknown) -> np.ndarray:
    """Return whether sums can be true: of a share, no more than there is to count.

    What cannot be is shown where it stands, above 100 %, and is left out of every sum of areas.
    """
    within = np.asarray(numerator) + np.asarray(unknown) <= np.asarray(denominator)
    return within | (not indicator.is_share)


def addable(indicator: Indicator, sums: pd.DataFrame) -> pd.DataFrame:
    """Return the three sums of areas, 0 in those that cannot be true."""
    fit = possible(indicator, *(sums[name] for name in SUMS))
    return sums if fit.all() else sums.where(pd.Series(fit, sums.index), 0)


def value(numerator, denominator, per: int = 100) -> np.ndarray:
    """Return percentages (or rates `per` so many); NaN where the denominator is 0: nothing to
    count is not 0 %.

    A numerator above its denominator gives more than 100 and is shown so, never clipped.
    """
    below = np.asarray(denominator, dtype=float)
    return per * np.asarray(numerator, dtype=float) / np.where(below > 0, below, np.nan)
