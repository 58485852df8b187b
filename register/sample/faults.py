"""Faults planted in the sample's rows, and what Dukcapil says of its persons."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from register.sample.families import pick
from register.sample.months import NEVER
from register.sample.words import PADAN, TIDAK_PADAN, UNTESTED

REPAIR = 0.03  # of faulty rows repaired per month in a desa of middling diligence
# Empty mandatory items, share of persons in the first month.
EMPTY = {
    "NAMA IBU KANDUNG": 0.055,
    "PEKERJAAN": 0.033,
    "NIK": 0.013,
    "ALAMAT": 0.011,
    "HUB KELUARGA": 0.0055,
    "TEMPAT LAHIR": 0.011,
}
BAD_NIK, BAD_DATE = 0.0004, 0.00013  # of persons, to be refused by the importer
IS_TIDAK_PADAN, IS_UNTESTED, IS_UNTESTED_NEW = 0.027, 0.02, 0.2  # of persons


def _spoil_nik(nik: str, i: int) -> str:
    """15 digits, a letter O for a zero, or a month 13: by turns."""
    return (nik[:-1], nik[:12] + "O" + nik[13:], nik[:8] + "13" + nik[10:])[i % 3]


def _spoil_date(text: str, i: int) -> str:
    return ("31/02/", "00/00/", "29/13/")[i % 3] + text[-4:]


SPOILT = (("NIK", BAD_NIK, _spoil_nik), ("TANGGAL LAHIR", BAD_DATE, _spoil_date))


@dataclass(frozen=True)
class Faults:
    """Per person, what is wrong with the row as first written: `empty` cells by heading,
    `refused` by the importer, `any` of them or an unusual spelling of the desa."""

    empty: dict[str, np.ndarray]
    refused: np.ndarray
    any: np.ndarray


def with_faults(
    chance: np.random.Generator,
    desa: pd.DataFrame,
    place: np.ndarray,
    columns: dict[str, pa.Array],
) -> tuple[dict[str, pa.Array], Faults]:
    """Return the columns as first written, and what is wrong with them."""
    written, lalai = dict(columns), desa["lalai"].to_numpy()[place]
    written["DESA/KELUARAHAN"], faulty = _misspell(desa, place, columns)
    empty = {}
    for column, share in EMPTY.items():
        empty[column] = chance.random(len(lalai)) < share * lalai
        written[column] = pc.if_else(pa.array(empty[column]), "", columns[column])
        faulty = faulty | empty[column]
    refused = np.zeros(len(place), bool)
    for column, share, spoil in SPOILT:
        at = np.zeros(len(place), bool)
        number = max(3, round(share * len(place)))
        at[chance.choice(np.flatnonzero(~faulty), number, replace=False)] = True
        sound = columns[column].filter(pa.array(at)).to_pylist()
        bad = pa.array(spoil(text, i) for i, text in enumerate(sound))
        written[column] = pc.replace_with_mask(written[column], pa.array(at), bad)
        faulty, refused = faulty | at, refused | at
    return written, Faults(empty, refused, faulty)


def _misspell(
    desa: pd.DataFrame, place: np.ndarray, columns: dict[str, pa.Array]
) -> tuple[pa.Array, np.ndarray]:
    """Return the names of desa, those that have an alias by it in RT 001, and which rows."""
    at = desa["alias"].notna().to_numpy()[place] & pc.equal(columns["RT"], "001").to_numpy(False)
    alias = pick(desa["alias"].fillna(desa["nama"]).str.upper(), place)
    return pc.if_else(pa.array(at), alias, columns["DESA/KELUARAHAN"]), at


def dukcapil_states(
    chance: np.random.Generator, person: pd.DataFrame, lalai: np.ndarray, without_nik: np.ndarray
) -> None:
    """Add padan (state at first), padan_nanti (state later) and padan_sejak (month of change)."""
    begin, draw = person["dari"].to_numpy(), chance.random(len(person))
    untested = np.where(begin > 0, IS_UNTESTED_NEW, IS_UNTESTED * lalai)
    state = np.select(
        [without_nik | (draw < untested), draw < untested + IS_TIDAK_PADAN * lalai],
        [UNTESTED, TIDAK_PADAN],
        PADAN,
    )
    wait = np.where(
        state == TIDAK_PADAN,
        chance.geometric(0.016, len(person)),
        chance.geometric(0.12, len(person)),
    )
    fails = (state == UNTESTED) & (chance.random(len(person)) < 0.1)
    person["padan"] = state
    person["padan_nanti"] = np.where(fails, TIDAK_PADAN, PADAN)
    person["padan_sejak"] = np.where(without_nik, person["perbaikan"], begin + wait)


def repair_month(
    chance: np.random.Generator, desa: pd.DataFrame, person: pd.DataFrame, faulty: np.ndarray
) -> np.ndarray:
    """Return the month from which a faulty row is right; sooner in a diligent desa."""
    pace = REPAIR * np.exp(0.5 * desa["rajin"].to_numpy()[person["desa"]])
    repaired = person["dari"] + chance.geometric(np.clip(pace, 0.005, 0.2))
    return np.where(faulty, repaired, NEVER)
