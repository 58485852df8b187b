"""The sample's usulan: who is proposed, by which channel, on which day each stage is reached.

Who is accepted as new stands in the register from the month after the SK; who is accepted as
hapus is gone from then on. All rates and times are invented.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from register.sample.families import APPLICANT, INSIDE, UNSEEN
from register.sample.months import NEVER, NO_DAY, Calendar, weekday_after
from register.sample.planted import POCKET_PROPOSED, Planted
from register.sample.welfare import POOR

COHORTS_BEFORE = 3  # months of proposals before the first that is written
UNSEEN_PROPOSED, APPLICANT_PROPOSED = 0.65, 0.9  # of them, within the months
SILENT_PROPOSED = 0.4  # of the usual share, where no musdes is ever held
REMOVALS = 0.0022  # of families inside, proposed as hapus per month
NOT_POOR_REMOVED = 5.0  # times as likely as others to be proposed as hapus
REPAIRED_BY_PROPOSAL = 0.4  # of the repairs of a row, those that went through a usulan
DAYS = 75  # median from the musdes to the SK
# Mean part of those days spent before each stage after the first.
PARTS = np.array([0.07, 0.33, 0.1, 0.15, 0.1, 0.25])
STAGES = (
    "musdes",
    "diajukan desa",
    "verifikasi dinsos",
    "disetujui kepala OPD",
    "disahkan bupati",
    "diproses Kemensos",
    "ditetapkan",
)
DRAFT, REFUSED, RETURNED = "draf desa", "ditolak", "dikembalikan"
VERIFIED, APPROVED, PROCESSED, DECREED = 2, 3, 5, 6  # places in STAGES
KINDS = ("baru", "hapus", "perbaikan")
NEW, REMOVAL, REPAIR = range(3)
CHANNELS = ("musdes", "SPTJM", "Cek Bansos usul", "Cek Bansos sanggah")
BY_MUSDES, BY_SPTJM, BY_USUL, BY_SANGGAH = range(4)
PROGRAMMES, PROGRAMME_SHARES = ("SEMBAKO", "PKH", "PBI JKN"), (0.45, 0.27, 0.28)
TAKEN, BY_DINSOS, SENT_BACK, BY_KEMENSOS = range(4)
STOPS = np.array([DECREED, VERIFIED, VERIFIED, PROCESSED])  # last stage reached, by fate
# Chance of each fate: who deserves it, who does not.
DESERVED, UNDESERVED = (0.76, 0.07, 0.06, 0.11), (0.25, 0.5, 0.06, 0.19)


@dataclass(frozen=True)
class Proposals:
    """`rows`: one a proposal: kohort (month, before the first below 0), jenis, jalur, program
    (numbers), keluarga, orang (row of the person, -1 the head), nasib, layak.
    `days`: proposals x STAGES, the day each stage is or will be reached. `refused`: the day it is
    refused or returned, NO_DAY if it is not."""

    rows: pd.DataFrame
    days: np.ndarray
    refused: np.ndarray

    def shown(self, last_day: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return what is known on a day: the days of stages, of refusal, and the stage reached."""
        place = np.arange(len(STAGES))
        reached = place <= STOPS[self.rows["nasib"]][:, None]
        reached &= (self.days <= last_day) & (self.days != NO_DAY)
        refused = np.where(self.refused <= last_day, self.refused, NO_DAY)
        names = np.array([DRAFT, *STAGES, REFUSED, RETURNED], object)
        last = np.where(reached, place + 1, 0).max(axis=1, initial=0)
        out = len(STAGES) + 1 + (self.rows["nasib"] == SENT_BACK)
        return (
            np.where(reached, self.days, NO_DAY),
            refused,
            names[np.where(refused != NO_DAY, out, last)],
        )


def propose(
    chance: np.random.Generator,
    family: pd.DataFrame,
    planted: Planted,
    meeting_days: np.ndarray,
    calendar: Calendar,
) -> Proposals:
    """Propose families as new and for removal, and write what becomes of it into `family`."""
    new, removed = _new(chance, family, planted), _removals(chance, family, calendar)
    of = np.r_[new, removed]
    is_poor = family["miskin"].to_numpy()[of] >= POOR
    kind = np.repeat([NEW, REMOVAL], [len(new), len(removed)])
    deserved = np.where(kind == NEW, is_poor, ~is_poor | (family["pergi"].to_numpy()[of] < NEVER))
    cohort = chance.integers(-COHORTS_BEFORE, len(calendar.months), len(of))
    made = _make(chance, family, meeting_days, calendar, kind, of, cohort, deserved)
    taken, decreed = made.rows["nasib"] == TAKEN, calendar.month_of(made.days[:, DECREED])
    begins = (taken & (kind == NEW) & (decreed + 1 < len(calendar.months))).to_numpy()
    ends = (taken & (kind == REMOVAL)).to_numpy()
    family.loc[of[begins], "dari"] = decreed[begins] + 1
    family.loc[of[ends], "sampai"] = decreed[ends]
    return made


def with_repairs(
    chance: np.random.Generator,
    made: Proposals,
    family: pd.DataFrame,
    person: pd.DataFrame,
    meeting_days: np.ndarray,
    calendar: Calendar,
) -> Proposals:
    """Return the proposals with those for perbaikan: of persons whose rows were repaired."""
    repaired = person["perbaikan"].to_numpy()
    by_usulan = (repaired < len(calendar.months)) & (
        chance.random(len(person)) < REPAIRED_BY_PROPOSAL
    )
    who = np.flatnonzero(by_usulan & ~person["siapa"].duplicated(keep=False).to_numpy())
    of, cohort = person["keluarga"].to_numpy()[who], repaired[who] - chance.integers(2, 5, len(who))
    kind = np.full(len(who), REPAIR)
    more = _make(chance, family, meeting_days, calendar, kind, of, cohort, None)
    more.rows["orang"] = who
    month_before = calendar.ends[np.maximum(repaired[who] - 1, 0)]
    days = np.minimum(more.days, month_before[:, None])
    days[:, DECREED] = np.maximum(days[:, DECREED], month_before - chance.integers(0, 14, len(who)))
    days[more.days == NO_DAY] = NO_DAY
    return Proposals(
        pd.concat([made.rows, more.rows], ignore_index=True),
        np.concatenate([made.days, days]),
        np.r_[made.refused, more.refused],
    )


def _new(chance: np.random.Generator, family: pd.DataFrame, planted: Planted) -> np.ndarray:
    kind, place = family["golongan"].to_numpy(), family["desa"].to_numpy()
    likely = np.where(kind == UNSEEN, UNSEEN_PROPOSED, 0.0)
    likely = np.where(kind == APPLICANT, APPLICANT_PROPOSED, likely)
    likely = np.where(np.isin(place, planted.pocket), likely * POCKET_PROPOSED, likely)
    likely = np.where(np.isin(place, planted.never_meet), likely * SILENT_PROPOSED, likely)
    return np.flatnonzero(chance.random(len(family)) < likely)


def _removals(chance: np.random.Generator, family: pd.DataFrame, calendar: Calendar) -> np.ndarray:
    place = family["desa"].to_numpy()
    rest = np.r_[False, place[1:] == place[:-1]]
    here = rest & (family["golongan"] == INSIDE) & (family["sampai"] == NEVER)
    likely = np.where(family["miskin"] < POOR, NOT_POOR_REMOVED, 1.0)
    likely = np.where(family["pergi"] < NEVER, 2 * NOT_POOR_REMOVED, likely)
    months = len(calendar.months) + COHORTS_BEFORE
    likely *= REMOVALS * months / likely[here].mean()
    return np.flatnonzero(here & (chance.random(len(family)) < likely))


def _make(
    chance: np.random.Generator,
    family: pd.DataFrame,
    meeting_days: np.ndarray,
    calendar: Calendar,
    kind: np.ndarray,
    of: np.ndarray,
    cohort: np.ndarray,
    deserved: np.ndarray | None,
) -> Proposals:
    """Give each proposal a channel, a fate (repairs are all taken) and its days."""
    begin, channel = _begin(chance, family["desa"].to_numpy()[of], cohort, meeting_days, calendar)
    channel = np.where((channel == BY_USUL) & (kind == REMOVAL), BY_SANGGAH, channel)
    channel = np.where((channel == BY_USUL) & (kind == REPAIR), BY_SPTJM, channel)
    fate = np.full(len(of), TAKEN)
    if deserved is not None:
        shares = np.where(deserved[:, None], np.cumsum(DESERVED), np.cumsum(UNDESERVED))
        fate = (chance.random(len(of))[:, None] > shares[:, :-1]).sum(axis=1)
    length = DAYS * chance.lognormal(0, 0.35, len(of))
    # Of those before the first month only the ones still under way then are told of.
    length = np.maximum(length, calendar.first_day + chance.integers(0, 25, len(of)) - begin)
    days = _stage_days(chance, begin, length)
    refused = np.where(fate == TAKEN, NO_DAY, days[np.arange(len(of)), STOPS[fate] + (fate > 0)])
    days[channel >= BY_USUL, 0] = NO_DAY
    rows = {
        "kohort": cohort,
        "jenis": kind,
        "jalur": channel,
        "program": chance.choice(len(PROGRAMMES), len(of), p=PROGRAMME_SHARES),
        "keluarga": of,
        "orang": -1,
        "nasib": fate,
        "layak": deserved if deserved is not None else True,
    }
    return Proposals(pd.DataFrame(rows), days, refused)


def _begin(
    chance: np.random.Generator,
    place: np.ndarray,
    cohort: np.ndarray,
    meeting_days: np.ndarray,
    calendar: Calendar,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the day each proposal begins and its channel: the desa's musdes, if it was held."""
    start = calendar.ends[0] - 25 + (30.44 * cohort).astype(int)
    month = np.maximum(cohort, 0)
    start = np.where(cohort < 0, start, np.r_[calendar.first_day, calendar.ends + 1][month])
    day = weekday_after(start + chance.integers(2, 22, len(place)))
    met = np.where(cohort < 0, day, meeting_days[place, month])
    draw = chance.random(len(place))
    with_meeting = np.select([draw < 0.75, draw < 0.86], [BY_MUSDES, BY_SPTJM], BY_USUL)
    without = np.where(draw < 0.6, BY_SPTJM, BY_USUL)
    channel = np.where(met == NO_DAY, without, with_meeting)
    return np.where(channel == BY_MUSDES, met, day), channel


def _stage_days(chance: np.random.Generator, begin: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Return proposals x STAGES: working days in order, from the beginning over `length` days."""
    steps = chance.gamma(8 * PARTS, 1 / 8, (len(begin), len(PARTS)))
    steps /= steps.sum(axis=1, keepdims=True)
    after = begin[:, None] + (length[:, None] * np.cumsum(steps, axis=1)).astype(int)
    return np.concatenate([begin[:, None], weekday_after(after)], axis=1)
