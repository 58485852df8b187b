"""Which programmes families have together, and which of these may be held together."""

from collections.abc import Mapping
from itertools import combinations

import pandas as pd
from sqlalchemy import Connection, Select, select

from queries import snapshots
from queries.indicator import Population, Snapshot
from queries.populations import CAKUPAN
from queries.populations.coverage import ANY
from register.schema import aturan

AND = " + "  # between the programmes of a combination, which stand in order of the alphabet
NOTHING = ""  # the combination of families that receive nothing
LAWFUL, UNLAWFUL, UNRULED = "boleh", "tidak boleh", "belum ada aturan"
ALONE = "satu program"
RULES = {"boleh rangkap": True, "tidak boleh rangkap": False}  # jenis in table aturan


def families(
    connection: Connection, snapshot: Snapshot, coverage: Population = CAKUPAN
) -> pd.DataFrame:
    """Return the columns of table `irisan`: one row per desa and combination of programmes.

    Each family of the periode is in exactly one, so that they add up: all active families, and
    of those no more active the ones that are still on a list.
    """
    rows = pd.read_sql(families_query(snapshot, coverage), connection)
    names = {mask: _named(mask, snapshot.programmes) for mask in rows["kombinasi"].unique()}
    return rows.assign(periode=snapshot.periode, kombinasi=rows["kombinasi"].map(names))


def families_query(snapshot: Snapshot, coverage: Population = CAKUPAN) -> Select:
    rows = coverage.rows(snapshot).cte("rows")
    keys = [rows.c.kode_desa, rows.c.kombinasi]
    return (
        select(
            *keys,
            coverage.count(rows, rows.c.aktif).label("keluarga"),
            coverage.count(rows, ~rows.c.aktif).label("tidak_aktif"),
        )
        .where(rows.c.program == ANY, rows.c.aktif | (rows.c.kombinasi > 0))
        .group_by(*keys)
        .order_by(*keys)
    )


def _named(mask: int, programmes: tuple[str, ...]) -> str:
    return AND.join(name for n, name in enumerate(programmes) if mask & 2**n)


def rules(connection: Connection, months: list[Snapshot]) -> pd.DataFrame:
    """Return the columns of table `terbitan_rangkap`: the rules in force on each as-of date."""
    names = ("jenis", "program", "era", "dasar", "sumber", "catatan")
    dates = aturan.c.berlaku_dari, aturan.c.berlaku_sampai
    query = select(*[aturan.c[name] for name in names], *dates).where(aturan.c.jenis.in_(RULES))
    written = pd.read_sql(query.order_by(aturan.c.berlaku_dari, aturan.c.program), connection)
    written = written.assign(
        boleh=written["jenis"].map(RULES), pasangan=written["program"].fillna("").map(_in_order)
    )
    found = [
        snapshots.in_force(written, month.era, month.tanggal_acuan)
        .drop_duplicates("pasangan", keep="last")
        .assign(periode=month.periode)
        for month in months
    ]
    return pd.concat(found, ignore_index=True)


def _in_order(pair: str) -> str:
    return AND.join(sorted(name.strip() for name in pair.split(AND.strip())))


def judged(combination: str, lawful: Mapping[str, bool]) -> str:
    """Return whether a family may have all of these programmes, by the rules on pairs.

    One pair that it may not have is enough; a pair without a rule leaves it open.
    """
    verdicts = [lawful.get(pair) for pair in pairs(combination)]
    if not verdicts:
        return ALONE
    if False in verdicts:
        return UNLAWFUL
    return UNRULED if None in verdicts else LAWFUL


def unchecked(rules: pd.DataFrame, listed: set[str]) -> tuple[list[str], bool]:
    """Return the programmes of forbidden pairs that have no list, and whether no pair is left.

    `rules` as table `terbitan_rangkap`, of one month; `listed`: programmes with a list in it.
    Where no pair is left, how many families have one is not known; it is not none.
    """
    forbidden = [
        set(pair.split(AND)) for pair in rules.loc[~rules["boleh"].astype(bool), "pasangan"]
    ]
    missing = set().union(*forbidden) - listed
    return sorted(missing), bool(forbidden) and not any(pair <= listed for pair in forbidden)


def pairs(combination: str) -> list[str]:
    """Return every two programmes of a combination, as rules name them."""
    return [AND.join(pair) for pair in combinations(combination.split(AND), 2)]
