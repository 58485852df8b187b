"""The counts the published indicators must equal, taken from the simulation's arrays.

They follow the sentences of docs/indicators.md and the import rules, and use neither the files
nor any SQL: rows the importer refuses, or keeps waiting for the name of a desa, count nowhere.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from register.sample.exports import is_mistyped, padan, rows_in
from register.sample.lists import recap_sums
from register.sample.months import EPOCH, NO_DAY
from register.sample.simulation import Simulation
from register.sample.words import FIT, NAMES, NOT_FOUND, PADAN, UNFIT, UNTESTED

COLUMNS = ["indikator", "rincian", "kode_desa", "periode", "numerator", "denominator", "unknown"]
# Mandatory items by the heading whose empty cells are planted, None where none are.
ITEMS = {
    "nama": None,
    "NIK": "NIK",
    "tempat lahir": "TEMPAT LAHIR",
    "tanggal lahir": None,
    "jenis kelamin": None,
    "nama ibu kandung": "NAMA IBU KANDUNG",
    "hubungan keluarga": "HUB KELUARGA",
    "alamat": "ALAMAT",
    "No KK": None,
}
OUTCOMES = {"layak": FIT, "tidak layak": UNFIT, "tidak ditemukan": NOT_FOUND}
# A name is one person's where the text is, though lists of names hold some texts twice.
SAME_NAME = pd.factorize(NAMES.to_pandas())[0]


def counts(simulation: Simulation) -> pd.DataFrame:
    """Return COLUMNS: one row per indicator, part of it (rincian), desa and periode."""
    return pd.concat(
        [
            block.assign(indikator=code, rincian=part, periode=simulation.months[month])
            for month in range(len(simulation.months))
            for code, part, block in _of_month(simulation, month)
        ],
        ignore_index=True,
    )[COLUMNS]


def _of_month(simulation: Simulation, month: int) -> Iterator[tuple[str, str, pd.DataFrame]]:
    at = accepted(simulation, month)
    yield from _persons(simulation, month, at)
    yield from _updates(simulation, month, at)
    yield from _campaign(simulation, month)
    yield from _meetings(simulation, month)


def accepted(simulation: Simulation, month: int) -> np.ndarray:
    """Return the versions of persons that enter the register with the export of a month."""
    at, version = rows_in(simulation, month), simulation.people.version
    sound = ~version["ditolak"].to_numpy()[at] & ~is_mistyped(simulation, month, at)
    at = at[sound]
    person = simulation.people.person.iloc[version["orang"].to_numpy()[at]]
    # Without a NIK a person is known by family and name: the second of a name is refused.
    alike = pd.DataFrame({"of": person["keluarga"].to_numpy(), "name": SAME_NAME[person["nama"]]})
    nameless = version["kosong NIK"].to_numpy()[at]
    again = np.zeros(len(at), bool)
    again[nameless] = alike[nameless].duplicated().to_numpy()
    return at[~again]


def _tally(
    simulation: Simulation,
    place: np.ndarray,
    yes: np.ndarray,
    unknown: np.ndarray | None = None,
) -> pd.DataFrame:
    """Add up units by desa; desa without any have no row."""
    n = len(simulation.desa)
    unsure = np.zeros(len(place), bool) if unknown is None else unknown
    sums = {
        "numerator": np.bincount(place, yes & ~unsure, n),
        "denominator": np.bincount(place, minlength=n),
        "unknown": np.bincount(place, unsure, n),
    }
    table = pd.DataFrame({name: values.astype(int) for name, values in sums.items()})
    table.insert(0, "kode_desa", simulation.desa["kode"])
    return table[table["denominator"] > 0]


def _persons(
    simulation: Simulation, month: int, at: np.ndarray
) -> Iterator[tuple[str, str, pd.DataFrame]]:
    version, person = simulation.people.version, simulation.people.person
    who = version["orang"].to_numpy()[at]
    state, place = padan(simulation, month, who), person["desa"].to_numpy()[who]
    untested = state == UNTESTED
    yield "nik_padan_pct", "", _tally(simulation, place, state == PADAN, untested)
    never = np.zeros(len(place), bool)  # the export has no day of matching
    yield (
        "nik_padan_pct",
        "diuji lebih dari 3 bulan lalu",
        _tally(simulation, place, never, untested),
    )
    of = person["keluarga"].to_numpy()[who]
    families, complete = np.unique(of), {}
    for item, heading in ITEMS.items():
        lacking = version[f"kosong {heading}"].to_numpy()[at] if heading else np.zeros(len(at))
        some = np.bincount(of, lacking, len(simulation.family)) > 0
        complete[item] = ~some[families]
    home = simulation.family["desa"].to_numpy()[families]
    every = np.all(list(complete.values()), axis=0)
    for item, is_filled in {"": every, **complete}.items():
        yield "isian_lengkap_pct", item, _tally(simulation, home, is_filled)


def _updates(
    simulation: Simulation, month: int, at: np.ndarray
) -> Iterator[tuple[str, str, pd.DataFrame]]:
    judged, calendar = simulation.judged, simulation.calendar
    person = simulation.people.person
    who = simulation.people.version["orang"].to_numpy()[at]
    families = np.unique(person["keluarga"].to_numpy()[who])
    met = (judged["hasil"] != NOT_FOUND) & (judged["hari"] <= calendar.ends[month])
    last = np.full(len(simulation.family), NO_DAY)
    np.maximum.at(last, judged["keluarga"].to_numpy()[met], judged["hari"].to_numpy()[met])
    last, home = last[families], simulation.family["desa"].to_numpy()[families]
    for window in (24, 12):
        begins = (calendar.months[month] - (window - 1)).start_time.to_numpy().astype("M8[D]")
        recent = last >= (begins - EPOCH).astype(int)
        table = _tally(simulation, home, recent, last == NO_DAY)
        if window == 24 and month == simulation.newest:
            table = pd.concat([table, _recap(simulation)])
        yield f"kemutakhiran_{window}_pct", "", table


def _recap(simulation: Simulation) -> pd.DataFrame:
    """The desa that sends its recap in place of an export: above 100 %."""
    kode = simulation.desa["kode"].iloc[simulation.planted.over_full]
    updated, registered = recap_sums(simulation)
    return pd.DataFrame([[kode, updated, registered, 0]], columns=[COLUMNS[2], *COLUMNS[4:]])


def _campaign(simulation: Simulation, month: int) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Of the campaigns that run in the month the one begun last is counted."""
    period, verval = simulation.calendar.months[month], simulation.verval
    first, end = period.start_time.date(), period.end_time.date()
    running = [i for i, k in enumerate(verval.campaigns) if k.mulai <= end and k.batas >= first]
    if not running:
        return
    number, family = running[-1], simulation.family
    judged = simulation.judged
    done = judged[
        (judged["kegiatan"] == number) & (judged["hari"] <= simulation.calendar.ends[month])
    ]
    result, proof = np.full(len(family), -1), np.zeros(len(family), bool)
    result[done["keluarga"]], proof[done["keluarga"]] = done["hasil"], done["foto"]
    target = verval.targets[number]
    home = family["desa"].to_numpy()[target]
    yield "verval_pct", "", _tally(simulation, home, result[target] >= 0)
    for name, code in OUTCOMES.items():
        yield "verval_pct", name, _tally(simulation, home, result[target] == code)
    yield "verval_pct", "dengan bukti", _tally(simulation, home, proof[target])


def _meetings(simulation: Simulation, month: int) -> Iterator[tuple[str, str, pd.DataFrame]]:
    meetings, place = simulation.meetings, np.arange(len(simulation.desa))
    held, unlisted = meetings.day[:, month] != NO_DAY, ~meetings.listed[:, month]
    yield "musdes_pct", "", _tally(simulation, place, held, unlisted)
    uploaded = held & meetings.uploaded[:, month]
    yield "musdes_pct", "dengan berita acara", _tally(simulation, place, uploaded, unlisted)
