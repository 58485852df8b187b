"""The list of officers in force in a month: how many are where, in counts and in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from pages.parts import published as store
from pages.parts import words
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import officers
from queries.indicators.completeness import KEMUTAKHIRAN_24
from queries.indicators.recipients import CAKUPAN_KK
from queries.populations.coverage import PKH

# Of a desa, by sign and words: told apart without colour.
STATES = {
    officers.ABSENT: ("✕", "tanpa operator"),
    officers.QUIET: ("◌", "tidak tampak aktif > 90 hari"),
    officers.UNSAID: ("?", "aktifnya tidak disebut"),
    officers.ACTIVE: ("●", "operator aktif ≤ 90 hari"),
    officers.UNLISTED: ("–", "tanpa daftar"),
}
# Besides the operators, by column.
ROLES = {"pendamping_desa": "pendamping desa", "pkh": officers.PKH, "tksk": "TKSK"}
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


def unsaid(counts) -> float:
    """Return of how many officers the list does not say when they were last seen at work."""
    return counts["jumlah"] - counts["aktif_30"] - counts["aktif_90"] - counts["aktif_lama"]


def last_seen(counts) -> str:
    """Return when officers were last seen at work: "≤ 30 hari", of several "≤ 30 hari: 4; …"."""
    seen = [counts[name] for name in ("aktif_30", "aktif_90", "aktif_lama")]
    kinds = ("≤ 30 hari", "31–90 hari", "> 90 hari", "tidak disebut")
    return _told(zip(kinds, (*seen, unsaid(counts)), strict=True))


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


def figures(
    published: Published, choice: Choice, staff: Staff, areas: Sequence[str]
) -> pd.DataFrame:
    """Return one row per area in `areas`, all of one level, indexed by kode; NaN: not known.

    `officers.COUNTS` of the operators; persons of each of ROLES; `desa`: how many the list is of,
    `tanpa`: of these without operator; `keluarga`: families registered in those desa; `penerima`:
    families receiving PKH where the list names a pendamping PKH in the kecamatan. Families are
    those of the chosen month.
    """
    kode = published.desa["kode"]
    area = kode.str[: len(areas[0])].to_numpy()
    state = staff.desa["state"]
    escorted = officers.of_role(staff.rows, officers.PKH, kode)["jumlah"].notna()
    registered, receiving = (
        store.cube_of(published.version, indicator.code, program).table(choice.periode)
        for indicator, program in ((KEMUTAKHIRAN_24, ""), (CAKUPAN_KK, PKH))
    )
    receiving = receiving["numerator"].where(receiving["denominator"] > 0)
    registered = registered["denominator"].where(registered["denominator"] > 0)
    people = {
        name: officers.of_role(staff.rows, role, areas)["jumlah"] for name, role in ROLES.items()
    }
    sums = {
        "desa": state != officers.UNLISTED,
        "tanpa": state == officers.ABSENT,
        "keluarga": registered.where(state != officers.UNLISTED),
        "penerima": receiving.where(escorted),
    }
    counts = officers.of_role(staff.rows, officers.OPERATOR, areas)
    added = {name: each.groupby(area).sum(min_count=1) for name, each in sums.items()}
    return counts.assign(**people, **added)
