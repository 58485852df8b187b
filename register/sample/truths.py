"""What is true of the sample, written apart from the files that are imported.

angka.csv: the counts published figures must equal. keadaan.csv: who is truly layak and who
receives, per periode and desa, for estimates to cover. kasus.csv: the planted cases by name.
usulan.csv: how far the proposals of each month came. Like the sample it holds invented numbers.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from register.sample.months import NO_DAY
from register.sample.proposals import DECREED, KINDS, RETURNED, STAGES
from register.sample.simulation import Simulation
from register.sample.truth_counts import counts
from register.sample.visits import OFFICERS, extinct


def write(simulation: Simulation, folder: Path) -> None:
    """Write the four lists into a folder that must not be the folder of the import."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in (
        ("angka", counts(simulation)),
        ("keadaan", eligibility(simulation)),
        ("kasus", cases(simulation)),
        ("usulan", cohorts(simulation)),
    ):
        table.to_csv(folder / f"{name}.csv", index=False)


def eligibility(simulation: Simulation) -> pd.DataFrame:
    """Return per periode and desa: terdaftar, layak, layak_menerima, menerima_tidak_layak,
    miskin_tak_terdaftar; families.

    Layak: poor, still living there, with a living member. Menerima: PKH, BPNT or BPNT-PPKM.
    """
    return pd.concat([_eligibility_in(simulation, m) for m in range(len(simulation.months))])


def _eligibility_in(simulation: Simulation, month: int) -> pd.DataFrame:
    inside, lives = registered(simulation, month), lives_here(simulation, month)
    fit = simulation.welfare.is_poor(month) & lives
    receives = simulation.programmes.receiving(month) & inside
    sums = {
        "terdaftar": inside,
        "layak": inside & fit,
        "layak_menerima": receives & fit,
        "menerima_tidak_layak": receives & ~fit,
        "miskin_tak_terdaftar": ~inside & fit,
    }
    place, n = simulation.family["desa"].to_numpy(), len(simulation.desa)
    table = pd.DataFrame({k: np.bincount(place, v, n).astype(int) for k, v in sums.items()})
    table.insert(0, "periode", simulation.months[month])
    table.insert(1, "kode_desa", simulation.desa["kode"])
    return table


def registered(simulation: Simulation, month: int) -> np.ndarray:
    family = simulation.family
    return ((family["dari"] <= month) & (month <= family["sampai"])).to_numpy()


def lives_here(simulation: Simulation, month: int) -> np.ndarray:
    """Return which families live where their row says: come already, not gone, not all dead."""
    family = simulation.family
    come = (family["asal"] < 0) | (family["dari"] <= month)
    here = (come & (month < family["pergi"])).to_numpy()
    return here & (extinct(simulation.people.person, len(family)) > month)


def cases(simulation: Simulation) -> pd.DataFrame:
    """Return kasus, kode_desa, no_kk, nik, keterangan; as of the newest month."""
    month, person = simulation.newest, simulation.people.person
    of = person["keluarga"].to_numpy()
    inside = ((person["dari"] <= month) & (month <= person["sampai"])).to_numpy()
    dead = inside & (person["mati"] <= month).to_numpy()
    receives = simulation.programmes.receiving(month)[of]
    by_person = simulation.programmes.members("pbi", month)
    gone = inside & (simulation.family["pergi"].to_numpy()[of] <= month)
    twice = np.zeros(len(person), bool)
    twice[inside] = person["siapa"][inside].duplicated(keep=False)
    heads = person["urutan"].to_numpy() == 0
    people = {
        "terdaftar padahal meninggal": dead,
        "penerima PBI-JK meninggal": dead & by_person,
        "penerima pindah": gone & heads & receives,
        "NIK ganda": twice,
        "penerima NIK ganda": twice & receives,
    }
    tables = [_people(simulation, name, chosen) for name, chosen in people.items()]
    return pd.concat([_places(simulation), *tables], ignore_index=True)


def _places(simulation: Simulation) -> pd.DataFrame:
    officer = simulation.planted.always_fit * OFFICERS + 1
    name = f"CONTOH-{officer + 1:04} {simulation.officers['nama'].iloc[officer]}"
    return pd.DataFrame(
        [
            {
                "kasus": case,
                "kode_desa": simulation.desa["kode"].iloc[place],
                "keterangan": name if case == "petugas selalu layak" else "",
            }
            for case, desa in simulation.planted.names().items()
            for place in desa
        ]
    )


def _people(simulation: Simulation, name: str, chosen: np.ndarray) -> pd.DataFrame:
    at, sound = np.flatnonzero(chosen), simulation.people.sound
    place = simulation.people.person["desa"].to_numpy()[at]
    return pd.DataFrame(
        {
            "kasus": name,
            "kode_desa": simulation.desa["kode"].to_numpy()[place],
            "no_kk": sound["NOKK"].take(at).to_pylist(),
            "nik": sound["NIK"].take(at).to_pylist(),
        }
    )


def cohorts(simulation: Simulation) -> pd.DataFrame:
    """Return per month and kind: jumlah, how many reached each stage when the months end, were
    refused or returned, and the median days from diajukan to ditetapkan."""
    proposals, last = simulation.proposals, simulation.calendar.last_day
    days, refused, stage = proposals.shown(last)
    rows = proposals.rows[["kohort", "jenis"]].assign(
        jumlah=1,
        **{name: days[:, i] != NO_DAY for i, name in enumerate(STAGES)},
        ditolak=(refused != NO_DAY) & (stage != RETURNED),
        dikembalikan=stage == RETURNED,
    )
    decreed = days[:, DECREED] != NO_DAY
    wait = np.where(decreed, days[:, DECREED] - days[:, 1], np.nan)
    shown = rows["kohort"] >= 0
    by = [rows["kohort"], rows["jenis"]]
    table = rows[shown].groupby(["kohort", "jenis"]).sum()
    table["median_hari"] = pd.Series(wait).groupby(by).median().reindex(table.index)
    table = table.reset_index()
    table["kohort"] = table["kohort"].map(dict(enumerate(simulation.months)))
    table["jenis"] = table["jenis"].map(dict(enumerate(KINDS)))
    return table
