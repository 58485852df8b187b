"""Turn indicators into SQL, and sums into values. No other module does either."""

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, FromClause, Select, func, select

from queries.indicator import Indicator, Part, Population, Snapshot

SUMS = ["numerator", "denominator", "unknown"]
WHOLE = ""  # `rincian` of the indicator itself; its parts carry their own name


def sums(
    connection: Connection,
    population: Population,
    indicators: list[Indicator],
    snapshot: Snapshot,
) -> pd.DataFrame:
    """Return kode_desa, indikator, rincian, numerator, denominator, unknown.

    One row per desa that has anything to count, indicator and part of it (rincian, empty for
    the whole); all indicators of the population in one pass.
    """
    wide = pd.read_sql(sums_query(population, indicators, snapshot), connection)
    blocks = [
        wide[["kode_desa"]].assign(
            indikator=indicator.code,
            rincian=part,
            **{name: wide[f"{prefix}_{name}"] for name in SUMS},
        )
        for prefix, indicator, part in _blocks(indicators)
    ]
    return pd.concat(blocks, ignore_index=True)


def sums_query(population: Population, indicators: list[Indicator], snapshot: Snapshot) -> Select:
    """Return the query: one row per desa, three sums per indicator and part of it."""
    rows = population.rows(snapshot).cte("rows")
    columns = []
    for prefix, indicator, part in _blocks(indicators):
        numerator = indicator.breakdown.get(part, indicator.numerator)
        columns += _three_sums(prefix, rows, snapshot, indicator, numerator)
    return select(rows.c.kode_desa, *columns).group_by(rows.c.kode_desa).order_by(rows.c.kode_desa)


def _blocks(indicators: list[Indicator]) -> list[tuple[str, Indicator, str]]:
    return [
        (f"s{place}_{order}", indicator, part)
        for place, indicator in enumerate(indicators)
        for order, part in enumerate([WHOLE, *indicator.breakdown])
    ]


def _three_sums(
    prefix: str, rows: FromClause, snapshot: Snapshot, indicator: Indicator, numerator: Part
) -> list[ColumnElement]:
    """Numerator and unknown lie inside the denominator, and never overlap."""
    counted = indicator.denominator.where(rows, snapshot)
    hit = counted & numerator.where(rows, snapshot)
    if indicator.unknown is None:
        unsure = counted & (rows.c.kode_desa == "")
    else:
        unsure = counted & indicator.unknown.where(rows, snapshot)
        hit = hit & ~indicator.unknown.where(rows, snapshot)
    parts = {"numerator": hit, "denominator": counted, "unknown": unsure}
    return [func.count().filter(where).label(f"{prefix}_{name}") for name, where in parts.items()]


def value(numerator, denominator) -> np.ndarray:
    """Return percentages; NaN where the denominator is 0: nothing to count is not 0 %.

    A numerator above its denominator gives more than 100 and is shown so, never clipped.
    """
    below = np.asarray(denominator, dtype=float)
    return 100 * np.asarray(numerator, dtype=float) / np.where(below > 0, below, np.nan)


def total(table: pd.DataFrame) -> pd.Series:
    """Return the three sums of all rows and their value, which is no mean of values."""
    added = table[SUMS].sum()
    return pd.Series({**added, "value": float(value(added["numerator"], added["denominator"]))})


def by(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the three sums and the value per value of a column, indexed by it."""
    added = table.groupby(column, sort=True)[SUMS].sum()
    return added.assign(value=value(added["numerator"], added["denominator"]))
