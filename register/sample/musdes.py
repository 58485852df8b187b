"""The sample's musdes: who met in which month, and the lists that report it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from register.sample.months import EPOCH, NO_DAY, Calendar
from register.sample.planted import Planted

ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


@dataclass(frozen=True)
class Meetings:
    """Desa x months: `day` of the meeting (NO_DAY: none), `drawn_up` and `uploaded`: its berita
    acara, `listed`: the desa stands on that month's list."""

    day: np.ndarray
    drawn_up: np.ndarray
    uploaded: np.ndarray
    listed: np.ndarray


def meet(
    chance: np.random.Generator, desa: pd.DataFrame, planted: Planted, calendar: Calendar
) -> Meetings:
    """Let the desa meet or not; the diligent meet more often. The rates are invented."""
    months = len(calendar.months)
    usual = np.clip(0.92 + 0.06 * desa["rajin"].to_numpy(), 0.5, 0.995)
    held = chance.random((len(desa), months)) < usual[:, None] - chance.uniform(0, 0.05, months)
    held[planted.never_meet] = False
    for place in planted.not_met_lately:
        held[place, -chance.integers(3, 8) :] = False
    listed = np.ones_like(held)
    listed[planted.not_listed, -1] = held[planted.not_listed, -1] = False
    drawn_up = held & (chance.random(held.shape) < 0.96)
    day = np.stack([_days(chance, len(desa), month) for month in calendar.months], axis=1)
    return Meetings(
        np.where(held, day, NO_DAY),
        drawn_up,
        drawn_up & (chance.random(held.shape) < 0.92),
        listed,
    )


def _days(chance: np.random.Generator, n: int, month: pd.Period) -> np.ndarray:
    days = pd.bdate_range(month.start_time, month.end_time)[2:-2].to_numpy().astype("M8[D]")
    return chance.choice((days - EPOCH).astype(int), n)


def monthly_list(desa: pd.DataFrame, met: Meetings, month: int, calendar: Calendar) -> pa.Table:
    """Return one month's list of musdes: the desa on it, with a date where one was held."""
    period = calendar.months[month]
    of = f"{ROMAN[period.month - 1]}/{period.year}"
    number = [f"CONTOH/BA/{i:03}/{of}" for i in range(1, len(desa) + 1)]
    in_alias = (np.arange(len(desa)) + period.month) % 3 == 0
    name = desa["nama"].where(~in_alias, desa["alias"].fillna(desa["nama"]))
    columns = [
        pa.array(desa["kecamatan"].str.upper()),
        pa.array(name.str.upper()),
        calendar.cells(met.day[:, month]),
        pa.array(np.where(met.drawn_up[:, month], number, "").tolist()),
        pa.array(np.where(met.uploaded[:, month], "Ya", "Tidak").tolist()),
    ]
    table = pa.table(columns, [str(i) for i in range(len(columns))])
    return table.filter(pa.array(met.listed[:, month]))
