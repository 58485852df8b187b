"""All of the sample's people, with every way each of them is ever written."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from register.sample import faults, identity
from register.sample.months import Calendar


@dataclass(frozen=True)
class People:
    """Who is in the register, and how they are written.

    `person`: one row a person. `version`: one row per way a person is written, as first and as
    corrected: orang (row in `person`), dari, sampai (months), ditolak (the importer refuses it)
    and per mandatory heading whether it is `kosong <heading>`; `columns`: the texts of each
    version by heading, in the order of the DTKS file. `sound`: the texts of each person without a
    fault. `head`: per family the row of its head.
    """

    person: pd.DataFrame
    version: pd.DataFrame
    columns: dict[str, pa.Array]
    sound: dict[str, pa.Array]
    head: np.ndarray

    def of_heads(self, heading: str, families: np.ndarray) -> pa.Array:
        """Return a cell of the heads of some families, without its faults."""
        return self.sound[heading].take(pa.array(self.head[families]))


def write_down(
    chance: np.random.Generator,
    desa: pd.DataFrame,
    family: pd.DataFrame,
    person: pd.DataFrame,
    calendar: Calendar,
) -> People:
    """Write down each person once per version; `person` gets its month of repair and padan."""
    sound = identity.columns(chance, desa, family, person, calendar)
    place = person["desa"].to_numpy()
    written, wrong = faults.with_faults(chance, desa, place, sound)
    person["perbaikan"] = faults.repair_month(chance, desa, person, wrong.any)
    faults.dukcapil_states(chance, person, desa["lalai"].to_numpy()[place], wrong.empty["NIK"])
    version, texts = _versions(person, sound, written, wrong)
    return People(person, version, texts, sound, np.flatnonzero(person["urutan"] == 0))


def _versions(
    person: pd.DataFrame,
    sound: dict[str, pa.Array],
    written: dict[str, pa.Array],
    wrong: faults.Faults,
) -> tuple[pd.DataFrame, dict[str, pa.Array]]:
    """Return the versions in the order of persons, and their texts."""
    begin, end = person["dari"].to_numpy(), person["sampai"].to_numpy()
    repaired, faulty = person["perbaikan"].to_numpy(), np.flatnonzero(wrong.any)
    right = np.zeros(len(faulty), bool)
    version = pd.DataFrame(
        {
            "orang": np.r_[np.arange(len(person)), faulty],
            "dari": np.r_[begin, repaired[faulty]],
            "sampai": np.r_[np.minimum(end, repaired - 1), end[faulty]],
            "ditolak": np.r_[wrong.refused, right],
            **{f"kosong {name}": np.r_[empty, right] for name, empty in wrong.empty.items()},
        }
    )
    order = np.argsort(version["orang"].to_numpy(), kind="stable")
    texts = {
        name: pa.concat_arrays([written[name], values.take(pa.array(faulty))]).take(pa.array(order))
        for name, values in sound.items()
    }
    return version.iloc[order].reset_index(drop=True), texts
