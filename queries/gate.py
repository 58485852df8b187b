"""The publish gate: figures that cannot be right hold a publish back.

What is found is told, the last version stays in force, and an admin may publish all the same with
a reason that every page then shows. What was published so once holds nothing back again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import Connection, func, inspect, select

from queries import measure, read, summary
from queries.app_store import LONGEST_REASON, checked
from queries.indicator import Snapshot
from queries.indicators import CATALOGUE
from queries.indicators.completeness import KEMUTAKHIRAN_24
from queries.measure import WHOLE
from register.connections import StoreError
from register.schema import keluarga, kepesertaan, muatan

ABOVE, HALVED, VANISHED, STRAY, FEW = (
    "di atas 100 %",
    "keluarga tinggal separuh",
    "program hilang",
    "anak tidak sama dengan induk",
    "desa belum lengkap",
)
RULES = {
    ABOVE: "pembilang melebihi penyebut",
    HALVED: "keluarga aktif sebuah desa berkurang lebih dari separuh dalam sebulan",
    VANISHED: "daftar bulan lalu memuat program ini, daftar bulan ini tidak satu pun",
    STRAY: "jumlah semua desa yang terdaftar tidak sama dengan jumlah di register",
    FEW: "data keluarga mencakup kurang dari 90 % desa",
}
LEAST_COVERED = 0.9  # of the desa, in a month that has families at all
LEAST_BEFORE = 20  # families a desa must have had: of fewer, half come and go by themselves
HELD = "Tidak diterbitkan"  # a message that begins so is one of this gate
SHOWN = 3  # of each rule, in the message


@dataclass(frozen=True)
class Problem:
    """One figure that cannot be right: rule, month, desa (empty: all), what it is about."""

    aturan: str
    periode: str
    kode_desa: str
    tentang: str
    keterangan: str
    alasan: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.aturan, self.periode, self.kode_desa, self.tentang


class HeldError(StoreError):
    """A publish was held back; `problems` are those nobody has given a reason for yet."""

    def __init__(self, problems: list[Problem]):
        super().__init__(_message(problems))
        self.problems = problems


def _message(problems: list[Problem]) -> str:
    lines = [f"{HELD}: {len(problems)} angka tidak mungkin benar."]
    for rule, words in RULES.items():
        found = [problem for problem in problems if problem.aturan == rule]
        if found:
            more = f" … dan {len(found) - SHOWN} lagi" if len(found) > SHOWN else ""
            told = "; ".join(problem.keterangan for problem in found[:SHOWN])
            lines.append(f"- {rule} ({words}): {told}{more}")
    lines.append(
        "Terbitan yang lama tetap berlaku. Perbaiki berkasnya lalu terbitkan lagi, atau terbitkan "
        "dengan alasan, yang lalu tampil di setiap halaman: "
        'python -m queries publish --tetap "alasan"'
    )
    return "\n".join(lines)


def judge(problems: list[Problem], accepted: list[Problem], reason: str) -> list[Problem]:
    """Return the problems to publish with, each with its reason.

    `accepted` are those of the version in force: they keep theirs. Raises HeldError where others
    are left and there is no reason for them, NoteError for a reason that no page may show.
    """
    if reason.strip():
        reason = checked("Alasan", reason, LONGEST_REASON)
    known = {problem.key: problem.alasan for problem in accepted}
    new = [problem for problem in problems if problem.key not in known]
    if new and not reason.strip():
        raise HeldError(new)
    return [replace(problem, alasan=known.get(problem.key, reason)) for problem in problems]


def accepted(version: summary.Version | None) -> list[Problem]:
    """Return the problems that a version was published with."""
    if version is None:
        return []
    with summary.engine(version).connect() as connection:
        return [Problem(*row) for row in read.problems(connection, version.number).to_numpy()]


def table(problems: list[Problem]) -> pd.DataFrame:
    """Return the problems as rows of table `masalah`."""
    return pd.DataFrame([vars(problem) for problem in problems])


def examine(
    connection: Connection,
    counted: pd.DataFrame,
    filled: pd.DataFrame,
    areas: pd.DataFrame,
    snapshots: list[Snapshot],
) -> list[Problem]:
    """Return what cannot be right in the sums to be published (columns of table `capaian`).

    `counted` are those of the register's own rows, `filled` those and what an office brought.
    """
    desa = areas[areas["tingkat"].isin(["desa", "kelurahan"])]
    names = dict(zip(desa["kode"], desa["nama"], strict=True))
    families = _families(filled)
    return [
        *_above(filled, names),
        *_halved(families, names),
        *_vanished(connection, snapshots),
        *_stray(connection, counted, names),
        *_few(families, len(names)),
    ]


def _families(counted: pd.DataFrame) -> pd.DataFrame:
    """Active families by month (rows) and desa; a desa without any is NaN."""
    whole = (counted["indikator"] == KEMUTAKHIRAN_24.code) & (counted["rincian"] == WHOLE)
    rows = counted[whole & (counted["denominator"] > 0)]
    return rows.pivot_table("denominator", "periode", "kode_desa", "sum").sort_index()


def _above(counted: pd.DataFrame, names: dict[str, str]) -> Iterator[Problem]:
    shares = {indicator.code: indicator for indicator in CATALOGUE if indicator.is_share}
    beyond = counted["numerator"] + counted["unknown"] > counted["denominator"]
    for row in counted[counted["indikator"].isin(shares) & beyond].itertuples():
        part = f" ({row.rincian})" if row.rincian else ""
        words = (
            f"{shares[row.indikator].short}{part} {names.get(row.kode_desa, row.kode_desa)} "
            f"{row.periode}: {row.numerator + row.unknown} dari {row.denominator}"
        )
        about = measure.BETWEEN.join(filter(None, (row.indikator, row.rincian)))
        yield Problem(ABOVE, row.periode, row.kode_desa, about, words)


def _following(months: list[str]) -> Iterator[tuple[str, str]]:
    """Yield (month before, month) of months that follow each other: a gap is no comparison."""
    for before, month in zip(months, months[1:], strict=False):
        if pd.Period(before, "M") + 1 == pd.Period(month, "M"):
            yield before, month


def _halved(families: pd.DataFrame, names: dict[str, str]) -> Iterator[Problem]:
    for before, month in _following(list(families.index)):
        # A desa not imported yet is NaN, never less: the rule of coverage tells that.
        old, new = families.loc[before], families.loc[month]
        for kode in old.index[(old >= LEAST_BEFORE) & (new < old / 2)]:
            words = f"{names.get(kode, kode)} {month}: {int(old[kode])} menjadi {int(new[kode])}"
            yield Problem(HALVED, month, kode, KEMUTAKHIRAN_24.code, words)


def _vanished(connection: Connection, snapshots: list[Snapshot]) -> Iterator[Problem]:
    """A programme that files of one format brought last month and not this month.

    Lists of their own, as of BPJS or of a musdesus, do not come every month; only where the
    format came again is its silence a fault. An office's views may not say the load.
    """
    columns = {column["name"] for column in inspect(connection).get_columns(kepesertaan.name)}
    if "muatan_id" not in columns:
        return
    key = muatan.c.periode, muatan.c.format
    brought = pd.read_sql(
        select(*key, kepesertaan.c.program, func.count().label("n"))
        .join_from(kepesertaan, muatan, kepesertaan.c.muatan_id == muatan.c.muatan_id)
        .group_by(*key, kepesertaan.c.program),
        connection,
    )
    in_force = muatan.c.dibatalkan_pada.is_(None)
    came = set(map(tuple, connection.execute(select(*key).where(in_force).distinct())))
    has = set(zip(brought["periode"], brought["program"], strict=True))
    for before, month in _following([snapshot.periode for snapshot in snapshots]):
        for row in brought[brought["periode"] == before].itertuples():
            if (month, row.format) in came and (month, row.program) not in has:
                words = f"{row.program} {month}: bulan lalu {row.n} penerima"
                yield Problem(VANISHED, month, "", row.program, words)


def _stray(
    connection: Connection, counted: pd.DataFrame, names: dict[str, str]
) -> Iterator[Problem]:
    """Families counted once more without their desa must be those of the desa there are."""
    totals = pd.read_sql(
        select(keluarga.c.periode, func.count().label("n"))
        .where(keluarga.c.aktif)
        .group_by(keluarga.c.periode),
        connection,
    ).set_index("periode")["n"]
    one = (counted["indikator"] == KEMUTAKHIRAN_24.code) & (counted["rincian"] == WHOLE)
    listed = counted[one & counted["kode_desa"].isin(names)]
    added = listed.groupby("periode")["denominator"].sum()
    for month in sorted(set(counted.loc[one, "periode"])):
        here, there = int(added.get(month, 0)), int(totals.get(month, 0))
        if here != there:
            words = f"{month}: {here} keluarga menurut desa, {there} di register"
            yield Problem(STRAY, month, "", "keluarga", words)


def _few(families: pd.DataFrame, n_desa: int) -> Iterator[Problem]:
    for month, row in families.iterrows():
        covered = int(row.notna().sum())
        if covered < LEAST_COVERED * n_desa:
            words = f"{month}: {covered} dari {n_desa} desa"
            yield Problem(FEW, month, "", "desa", words)
