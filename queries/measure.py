"""Turn indicators into SQL, and sums into values. No other module does either."""

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Connection, FromClause, Select, cast, func, select

from queries.indicator import Indicator, Part, Population, Snapshot

SUMS = ["numerator", "denominator", "unknown"]
WHOLE = ""  # `rincian` of the indicator itself; its parts carry their own name
BETWEEN = " · "  # between the words of a `rincian`: "PKH · desil 1", "PKH · meninggal"
NO_DESIL = "tanpa desil"


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
    rows = {cut: _added_up(wide, population, cut) for i in indicators for cut in i.by}
    blocks = [
        _block(rows[cut], prefix, indicator, part, cut)
        for prefix, indicator, part in _blocks(indicators)
        for cut in indicator.by
    ]
    found = pd.concat(blocks, ignore_index=True)
    return found[(found["denominator"] > 0) | (found["numerator"] > 0)].reset_index(drop=True)


def _added_up(wide: pd.DataFrame, population: Population, cut: tuple[str, ...]) -> pd.DataFrame:
    """Add up over the cuts that are not asked for."""
    if not population.cuts:
        return wide
    others = [name for name in population.cuts if name not in cut]
    keys = ["kode_desa", *cut]
    return wide.drop(columns=others).groupby(keys, dropna=False, as_index=False).sum()


def _block(
    rows: pd.DataFrame, prefix: str, indicator: Indicator, part: str, cut: tuple[str, ...]
) -> pd.DataFrame:
    """The three sums of one part."""
    return pd.DataFrame(
        {
            "kode_desa": rows["kode_desa"],
            "indikator": indicator.code,
            "rincian": _named(rows, cut, part),
            **{name: rows[f"{prefix}_{name}"].astype(np.int64) for name in SUMS},
        }
    )


def _named(rows: pd.DataFrame, cut: tuple[str, ...], part: str) -> pd.Series:
    """Return the words of each row's rincian."""
    named = pd.Series(WHOLE, index=rows.index, dtype=object)
    for column in cut:
        named = _joined(named, _words(rows[column], column))
    return _joined(named, pd.Series(part, index=rows.index, dtype=object))


def _words(values: pd.Series, column: str) -> pd.Series:
    if column != "desil":
        return values.astype(object)
    known = values.fillna(0).astype(int)
    return known.map(lambda number: f"desil {number}" if number else NO_DESIL).astype(object)


def _joined(first: pd.Series, second: pd.Series) -> pd.Series:
    both = (first != "") & (second != "")
    return first + both.map({True: BETWEEN, False: ""}).astype(object) + second


def rincian(program: str = "", desil: int | None = None, part: str = "") -> str:
    """Return the name under which a part is published; desil 0 is those without one."""
    rank = "" if desil is None else (f"desil {desil}" if desil else NO_DESIL)
    return BETWEEN.join(word for word in (program, rank, part) if word)


def sums_query(population: Population, indicators: list[Indicator], snapshot: Snapshot) -> Select:
    """Return the query: one row per desa and value of the population's cuts, three sums per
    indicator and part of it."""
    rows = population.rows(snapshot).cte("rows")
    columns = []
    for prefix, indicator, part in _blocks(indicators):
        columns += _three_sums(prefix, rows, snapshot, indicator, indicator.breakdown.get(part))
    keys = [rows.c[name] for name in ("kode_desa", *population.cuts)]
    return select(*keys, *columns).group_by(*keys).order_by(*keys)


def _blocks(indicators: list[Indicator]) -> list[tuple[str, Indicator, str]]:
    return [
        (f"s{place}_{order}", indicator, part)
        for place, indicator in enumerate(indicators)
        for order, part in enumerate([WHOLE, *indicator.breakdown])
    ]


def _three_sums(
    prefix: str, rows: FromClause, snapshot: Snapshot, indicator: Indicator, part: Part | None
) -> list[ColumnElement]:
    """Of a share, numerator and unknown lie inside the denominator, and never overlap."""
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
    amounts = {
        "numerator": _added(rows, hit, numerator.amount),
        "denominator": _added(rows, counted, indicator.denominator.amount),
        "unknown": cast(0, BigInteger) if unsure is None else _added(rows, unsure, None),
    }
    return [amount.label(f"{prefix}_{name}") for name, amount in amounts.items()]


def _added(rows: FromClause, where: ColumnElement, amount: str | None) -> ColumnElement:
    if amount is None:
        return func.count().filter(where)
    return cast(func.coalesce(func.sum(rows.c[amount]).filter(where), 0), BigInteger)


def value(numerator, denominator, per: int = 100) -> np.ndarray:
    """Return percentages (or rates `per` so many); NaN where the denominator is 0: nothing to
    count is not 0 %.

    A numerator above its denominator gives more than 100 and is shown so, never clipped.
    """
    below = np.asarray(denominator, dtype=float)
    return per * np.asarray(numerator, dtype=float) / np.where(below > 0, below, np.nan)
