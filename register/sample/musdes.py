"""The sample's musdes: who met in which month, and the lists that report it."""

import numpy as np
import pandas as pd
import pyarrow as pa

from register.sample.families import Calendar

ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
NEVER_MET, NOT_MET_LATELY = 4, 9  # desa planted as cases to talk about


def monthly_lists(
    chance: np.random.Generator, desa: pd.DataFrame, calendar: Calendar
) -> list[pa.Table]:
    """Return per month the list of musdes: all desa, with a date where one was held."""
    held = _meetings(chance, desa, len(calendar.months))
    return [_list(chance, desa, held[:, i], month) for i, month in enumerate(calendar.months)]


def _meetings(chance: np.random.Generator, desa: pd.DataFrame, months: int) -> np.ndarray:
    """Return desa x month: whether musdes was held."""
    usual = np.clip(0.92 + 0.06 * desa["rajin"].to_numpy(), 0.5, 0.995)
    held = chance.random((len(desa), months)) < usual[:, None] - chance.uniform(0, 0.05, months)
    silent = np.argsort(desa["rajin"] + chance.normal(0, 0.7, len(desa))).to_numpy()
    held[silent[:NEVER_MET]] = False
    for place in silent[NEVER_MET : NEVER_MET + NOT_MET_LATELY]:
        held[place, -chance.integers(3, 8) :] = False
    return held


def _list(
    chance: np.random.Generator, desa: pd.DataFrame, held: np.ndarray, month: pd.Period
) -> pa.Table:
    days = pd.bdate_range(month.start_time, month.end_time)[2:-2].strftime("%d/%m/%Y")
    day = np.where(held, chance.choice(days.to_numpy(object), len(desa)), "")
    drawn_up = held & (chance.random(len(desa)) < 0.96)
    uploaded = drawn_up & (chance.random(len(desa)) < 0.92)
    of = f"{ROMAN[month.month - 1]}/{month.year}"
    number = [f"CONTOH/BA/{i:03}/{of}" for i in range(1, len(desa) + 1)]
    in_alias = (np.arange(len(desa)) + month.month) % 3 == 0
    name = desa["nama"].where(~in_alias, desa["alias"].fillna(desa["nama"]))
    columns = [
        pa.array(desa["kecamatan"].str.upper()),
        pa.array(name.str.upper()),
        pa.array(day.tolist()),
        pa.array(np.where(drawn_up, number, "").tolist()),
        pa.array(np.where(uploaded, "Ya", "Tidak").tolist()),
    ]
    return pa.table(columns, [str(i) for i in range(len(columns))])
