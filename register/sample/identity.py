"""How the sample's persons are written: numbers of provinsi 99, names, and the rest of a row."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from register.sample.families import pick
from register.sample.months import Calendar
from register.sample.words import (
    ADDRESSES,
    CHILD,
    DUSUN,
    ELSEWHERE,
    HEAD,
    HOUSEWIFE,
    JOBS,
    MEN_NAMES,
    NAMES,
    NO_WORK,
    OTHER,
    PUPIL,
    RELATIONS,
    WIFE,
    WOMEN_NAMES,
    WORK,
)

THREE_DIGITS = [f"{i:03}" for i in range(100)]
NO_HEAD, TWO_HEADS = 0.003, 0.0006  # of heads, of children: relations wrongly written


def columns(
    chance: np.random.Generator,
    desa: pd.DataFrame,
    family: pd.DataFrame,
    person: pd.DataFrame,
    calendar: Calendar,
) -> dict[str, pa.Array]:
    """Return the 18 columns of a person that rarely change, in the order of the DTKS file."""
    of, place = person["keluarga"].to_numpy(), person["desa"].to_numpy()
    home = {name: family[name].to_numpy()[of] for name in ("rumah_tangga", "rt", "rw", "alamat")}
    region = pa.array(["99" + kode[3:5] + kode[-2:] for kode in desa["kode_induk"]])
    issued = chance.integers(39_400, calendar.first_day, len(family))  # from November 2007 on
    no_kk = _number(region.take(pa.array(family["desa"])), issued, None, calendar)
    household = pa.array(10**9 + 7919 * home["rumah_tangga"]).cast(pa.string())
    return {
        "ID DTKS": pc.binary_join_element_wise(region.take(pa.array(place)), household, ""),
        "PROVINSI": pick(desa["provinsi"], place),
        "KABUPATEN/KOTA": pick(desa["kabupaten"], place),
        "KECAMATAN": pick(desa["kecamatan"].str.upper(), place),
        "DESA/KELUARAHAN": pick(desa["nama"].str.upper(), place),
        "ALAMAT": pick(ADDRESSES, home["alamat"]),
        "DUSUN": pick(DUSUN, home["rw"] % len(DUSUN)),
        "RT": pick(THREE_DIGITS, home["rt"]),
        "RW": pick(THREE_DIGITS, home["rw"]),
        "NOKK": no_kk.take(pa.array(of)),
        **_identity(chance, person, region, desa["daerah"], calendar),
        "HUB KELUARGA": pick(RELATIONS, _misread(chance, person["hubungan"].to_numpy())),
    }


def _identity(
    chance: np.random.Generator,
    person: pd.DataFrame,
    region: pa.Array,
    home: pd.Series,
    calendar: Calendar,
) -> dict[str, pa.Array]:
    """Return the columns that a person takes along, and note in `person` the number of the name."""
    woman = person["perempuan"].to_numpy()
    born, place = person["lahir"].to_numpy(), person["desa"].to_numpy()
    name = np.where(
        woman,
        len(MEN_NAMES) + chance.integers(0, len(WOMEN_NAMES), len(woman)),
        chance.integers(0, len(MEN_NAMES), len(woman)),
    )
    found = {
        "NIK": _number(region.take(pa.array(place)), born, woman, calendar),
        "NAMA": pick(NAMES, name),
        "TANGGAL LAHIR": calendar.texts("%d/%m/%Y").take(pa.array(born)),
        "TEMPAT LAHIR": _birthplaces(chance, home, place),
        "JENIS KELAMIN": pick(["LAKI-LAKI", "PEREMPUAN"], woman.astype(int)),
        "PEKERJAAN": pick(JOBS, _jobs(chance, person)),
        "NAMA IBU KANDUNG": pick(NAMES, _mothers(chance, person, name)),
    }
    who = person["siapa"].to_numpy()
    person["nama"] = name[who]
    return {column: values.take(pa.array(who)) for column, values in found.items()}


def _birthplaces(
    chance: np.random.Generator, home: pd.Series, place: np.ndarray
) -> pa.DictionaryArray | pa.Array:
    """Return where persons of some desa were born: 17 of 20 in their own kabupaten."""
    draw = chance.integers(0, 17 + len(ELSEWHERE), len(place))
    return pick([*ELSEWHERE, *home], np.where(draw < 17, len(ELSEWHERE) + place, draw - 17))


def _number(
    region: pa.Array, day: np.ndarray, woman: np.ndarray | None, calendar: Calendar
) -> pa.Array:
    """Return 16 digits as in a NIK: region, day (women +40), month, year, serial in that day."""
    woman = np.zeros(len(day), bool) if woman is None else woman
    stamps = calendar.texts("%d%m%y").to_pylist()
    stamps = pa.array(stamps + [f"{int(stamp[:2]) + 40}{stamp[2:]}" for stamp in stamps])
    stamp = day + woman * (len(stamps) // 2)
    area = region.dictionary_encode().indices.to_numpy()
    serial = pd.Series(area * len(stamps) + stamp).pipe(lambda key: key.groupby(key).cumcount())
    serials = [f"{i:04}" for i in range(1, 10_000)]
    return pc.binary_join_element_wise(
        region, stamps.take(pa.array(stamp)), pick(serials, serial.to_numpy()), ""
    )


def _jobs(chance: np.random.Generator, person: pd.DataFrame) -> np.ndarray:
    age = person["umur"].to_numpy()
    at_home = person["perempuan"].to_numpy() & (chance.random(len(age)) < 0.6)
    idle = (age < 6) | (age > 72)
    work = chance.integers(0, len(WORK), len(age))
    return np.select([idle, age < 19, at_home], [NO_WORK, PUPIL, HOUSEWIFE], work)


def _mothers(chance: np.random.Generator, person: pd.DataFrame, name: np.ndarray) -> np.ndarray:
    """Return the mother's name: for children of a family the wife's, else any."""
    of, relation = person["keluarga"].to_numpy(), person["hubungan"].to_numpy()
    per_family = len(MEN_NAMES) + chance.integers(0, len(WOMEN_NAMES), of[-1] + 1)
    per_family[of[relation == WIFE]] = name[relation == WIFE]
    anyone = len(MEN_NAMES) + chance.integers(0, len(WOMEN_NAMES), len(of))
    return np.where(relation == CHILD, per_family[of], anyone)


def _misread(chance: np.random.Generator, relation: np.ndarray) -> np.ndarray:
    """Return the relations as written: some families have no head, a few have two."""
    draw = chance.random(len(relation))
    written = np.where((relation == HEAD) & (draw < NO_HEAD), OTHER, relation)
    return np.where((relation == CHILD) & (draw < TWO_HEADS), HEAD, written)
