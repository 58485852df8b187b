"""The whole sample as arrays: what happened, before any file is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from register.sample import (
    areas,
    campaigns,
    families,
    lives,
    musdes,
    officers,
    people,
    planted,
    programmes,
    proposals,
    visits,
    welfare,
)
from register.sample.months import Calendar


@dataclass(frozen=True)
class Simulation:
    """Months, desa, families, persons and what they did; see the module of each."""

    calendar: Calendar
    desa: pd.DataFrame
    planted: planted.Planted
    family: pd.DataFrame
    people: people.People
    welfare: welfare.Welfare
    meetings: musdes.Meetings
    proposals: proposals.Proposals
    programmes: programmes.Programmes
    verval: campaigns.Verval
    judged: pd.DataFrame
    officers: pd.DataFrame

    @property
    def months(self) -> list[str]:
        return self.calendar.months.astype(str).tolist()

    @property
    def newest(self) -> int:
        """The last month's number."""
        return len(self.calendar.months) - 1


def simulate(
    families_asked: int, calendar: Calendar, seed: int, lists: Sequence[Path] = (areas.HOME,)
) -> Simulation:
    """Let the months happen in the desa of some lists of areas. Every subject has chances of its
    own, so that a change in one leaves the others as they were."""
    chance = iter(np.random.default_rng(seed).spawn(12))
    desa = areas.desa_list(next(chance), lists)
    if families_asked < len(desa):
        raise ValueError(f"Contoh perlu keluarga di tiap desa, sedikitnya {len(desa)}.")
    cases = planted.choose(next(chance), desa)
    family = families.family_list(next(chance), desa, cases, families_asked, calendar)
    fortune = welfare.follow(next(chance), family, calendar)
    met = musdes.meet(next(chance), desa, cases, calendar)
    proposing = next(chance)
    proposed = proposals.propose(proposing, family, cases, met.day, calendar)
    person = lives.persons(next(chance), family, calendar)
    everyone = people.write_down(next(chance), desa, family, person, calendar)
    proposed = proposals.with_repairs(proposing, proposed, family, person, met.day, calendar)
    helped = programmes.allot(next(chance), family, person, fortune, cases, calendar)
    verval = campaigns.visit(next(chance), desa, family, cases, calendar)
    judged = visits.judge(next(chance), desa, family, everyone, fortune, cases, verval)
    staff = officers.staff(next(chance), desa, cases, calendar)
    return Simulation(
        calendar,
        desa,
        cases,
        family,
        everyone,
        fortune,
        met,
        proposed,
        helped,
        verval,
        judged,
        staff,
    )
