"""The sample's officers: three a desa who verify, pendamping and TKSK per kecamatan."""

import numpy as np
import pandas as pd
import pyarrow as pa

from register.sample.months import NO_DAY, Calendar
from register.sample.planted import Planted
from register.sample.visits import OFFICERS
from register.sample.words import MEN_NAMES, WOMEN_NAMES

ROLES = ("operator desa", "pendamping desa", "pendamping PKH", "TKSK", "supervisor")
OF_DESA, OF_KECAMATAN = (0, 1, 2), (2, 3, 4)  # places in ROLES, one officer each
TRAININGS = ("Bimtek SIKS-NG", "Bimtek verval DTSEN", "Pelatihan geotagging")
TRAINED = 0.7  # of officers, ever
LONGEST_AGO = 900  # days since a training at most
LAST_SEEN = 45  # days since an officer was last at work in SIKS-NG, on average
UNSAID = 0.05  # of officers, of whom a list does not say when that was


def staff(
    chance: np.random.Generator, desa: pd.DataFrame, planted: Planted, calendar: Calendar
) -> pd.DataFrame:
    """Return one row an officer: nama, peran (place in ROLES), kode_induk, desa (row, -1: the whole
    kecamatan), mulai, pelatihan (place in TRAININGS, -1), hari_pelatihan, terakhir (before the
    newest month's end, NO_DAY: not said), terdaftar (False: has left, and is on no list). The first
    OFFICERS of each desa come first: they do its verval."""
    n, kecamatan = len(desa), desa["kode_induk"].unique()
    place = np.r_[
        np.repeat(np.arange(n), OFFICERS), np.full(len(kecamatan) * len(OF_KECAMATAN), -1)
    ]
    role = np.r_[np.tile(OF_DESA, n), np.tile(OF_KECAMATAN, len(kecamatan))]
    total, end = len(role), calendar.last_day
    trained = chance.random(total) < TRAINED
    begun = end - chance.integers(200, 2500, total)
    training = np.maximum(end - chance.integers(5, LONGEST_AGO, total), begun)
    rows = pd.DataFrame(
        {
            "nama": _names(chance, n, total),
            "peran": role,
            "kode_induk": np.r_[
                desa["kode_induk"].to_numpy()[place[: n * OFFICERS]],
                np.repeat(kecamatan, len(OF_KECAMATAN)),
            ],
            "desa": place,
            "mulai": begun,
            "pelatihan": np.where(trained, chance.integers(0, len(TRAININGS), total), -1),
            "hari_pelatihan": np.where(trained, training, NO_DAY),
            "terakhir": np.maximum(end - chance.exponential(LAST_SEEN, total).astype(int), begun),
        }
    )
    operator = rows["peran"] == ROLES.index("operator desa")
    return rows.assign(
        terakhir=rows["terakhir"].mask(chance.random(total) < UNSAID, NO_DAY),
        terdaftar=~(operator & rows["desa"].isin(planted.without_operator)),
    )


def _names(chance: np.random.Generator, desa: int, total: int) -> list[str]:
    """Return a name each; no two in one desa are alike."""
    names = [name.title() for name in dict.fromkeys(MEN_NAMES + WOMEN_NAMES)]
    first = chance.integers(0, len(names), desa)
    apart = 1 + chance.integers(0, len(names) // OFFICERS - 1, (desa, OFFICERS)).cumsum(axis=1)
    own = (first[:, None] + apart).ravel() % len(names)
    others = chance.integers(0, len(names), total - desa * OFFICERS)
    return [names[i] for i in np.r_[own, others]]


def monthly_list(
    desa: pd.DataFrame, staff: pd.DataFrame, month: int, calendar: Calendar
) -> pa.Table:
    """Return the list of officers at the end of a month."""
    names = desa.drop_duplicates("kode_induk").set_index("kode_induk")["kecamatan"].str.upper()
    numbers = np.array([f"CONTOH-{i:04}" for i in range(1, len(staff) + 1)], object)
    staff = staff[staff["terdaftar"]]
    end = int(calendar.ends[month])
    trained = (staff["hari_pelatihan"] != NO_DAY) & (staff["hari_pelatihan"] <= end)
    training = np.array([*TRAININGS, ""], object)[np.where(trained, staff["pelatihan"], -1)]
    own = np.array([*desa["nama"].str.upper(), ""], object)
    columns = [
        staff["kode_induk"].map(names).tolist(),
        own[staff["desa"]].tolist(),
        numbers[staff.index].tolist(),
        staff["nama"].tolist(),
        np.array(ROLES, object)[staff["peran"]].tolist(),
        calendar.cells(np.minimum(staff["mulai"], end)),
        calendar.cells(np.minimum(staff["terakhir"], end)),
        training.tolist(),
        calendar.cells(np.where(trained, staff["hari_pelatihan"], NO_DAY)),
    ]
    return pa.table([pa.array(c) for c in columns], [str(i) for i in range(len(columns))])
