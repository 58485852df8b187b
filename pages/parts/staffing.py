"""The list of officers in force in a month: how many are where, in counts and in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from pages.parts import published as store
from pages.parts import words
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import officers

# Of a desa, by sign and words: told apart without colour.
STATES = {
    officers.ABSENT: ("✕", "tanpa operator"),
    officers.QUIET: ("◌", "tidak tampak aktif > 90 hari"),
    officers.UNSAID: ("?", "aktifnya tidak disebut"),
    officers.ACTIVE: ("●", "operator aktif ≤ 90 hari"),
    officers.UNLISTED: ("–", "tanpa daftar"),
}
OLD = 3  # months after which a list is said to be old


@dataclass(frozen=True, eq=False)
class Staff:
    """The newest list up to a month. `month` and `as_of`: the list's own; `rows`: as
    `read.officers`; `desa`: `officers.of_role` of the operators of every desa, and `state`."""

    month: str
    as_of: date
    rows: pd.DataFrame
    desa: pd.DataFrame


def in_force(published: Published, choice: Choice) -> Staff | None:
    """Return the list in force in the chosen month; None where there is none up to it."""
    rows = store.officers_of(published.version, choice.periode)
    if rows.empty:
        return None
    month = rows["periode"].iloc[0]
    counts = officers.of_role(rows, officers.OPERATOR, published.desa["kode"])
    as_of = pd.Timestamp(published.months.loc[month, "tanggal_acuan"]).date()
    return Staff(month, as_of, rows, counts.assign(state=officers.operator_states(counts)))


def age(staff: Staff, month: str) -> int:
    """Return how many months before `month` the list was made."""
    return (pd.Period(month, "M") - pd.Period(staff.month, "M")).n


def last_seen(counts) -> str:
    """Return when officers were last seen at work: "≤ 30 hari", of several "≤ 30 hari: 4; …"."""
    seen = [counts[name] for name in ("aktif_30", "aktif_90", "aktif_lama")]
    unsaid = counts["jumlah"] - sum(seen)
    kinds = ("≤ 30 hari", "31–90 hari", "> 90 hari", "tidak disebut")
    return _told(zip(kinds, (*seen, unsaid), strict=True))


def training(counts) -> str:
    """Return how long ago officers were last trained, in the same way."""
    recent, undated = counts["dilatih_24"], counts["latihan_tanpa_tanggal"]
    kinds = {
        "24 bulan terakhir": recent,
        "lebih lama": counts["dilatih"] - recent - undated,
        "tanpa tanggal": undated,
        "belum tercatat": counts["jumlah"] - counts["dilatih"],
    }
    return _told(kinds.items())


def _told(kinds: Iterable[tuple[str, float]]) -> str:
    some = [(kind, number) for kind, number in kinds if number > 0]
    if [number for _, number in some] == [1]:
        return some[0][0]
    return "; ".join(f"{kind}: {words.count(n)}" for kind, n in some) or words.DASH
