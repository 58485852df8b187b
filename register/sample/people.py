"""The sample's persons: who belongs to a family, and how each is written."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from register.sample import faults
from register.sample.families import NEVER, Calendar, pick
from register.sample.words import (
    ADDRESSES,
    BIRTHPLACES,
    CHILD,
    DUSUN,
    GRANDCHILD,
    HEAD,
    HOUSEWIFE,
    IN_LAW,
    JOBS,
    MEN_NAMES,
    NAMES,
    NO_WORK,
    OTHER,
    PARENT,
    PUPIL,
    RELATIONS,
    WIFE,
    WOMEN_NAMES,
    WORK,
)

SIZE_SHARES = (0.08, 0.18, 0.29, 0.26, 0.12, 0.045, 0.017, 0.008)  # families of 1 to 8: mean 3.4
TWICE = 0.0002  # of persons, kept in two families
KIN = {CHILD: 0.84, IN_LAW: 0.05, GRANDCHILD: 0.05, PARENT: 0.03, OTHER: 0.03}  # not head, wife
PROGRAMMES = {"bpnt": 0.36, "pkh": 0.186, "ppkm": 0.02}  # share of families, poorest first
PBI = 0.62  # of persons
THREE_DIGITS = [f"{i:03}" for i in range(100)]


@dataclass(frozen=True)
class People:
    """Who is in the register, and how they are written.

    `person`: one row a person. `version`: one row per way a person is written, as first and as
    corrected: orang (row in `person`), dari, sampai (months); `columns`: the texts of each version,
    in the order of the DTKS file. `no_kk`, `nik`, `nama`: per family, those of its head.
    """

    person: pd.DataFrame
    version: pd.DataFrame
    columns: list[pa.Array]
    no_kk: pa.Array
    nik: pa.Array
    nama: pa.Array


def invent(
    chance: np.random.Generator, desa: pd.DataFrame, family: pd.DataFrame, calendar: Calendar
) -> People:
    """Invent the persons of the families, and write down each of them once per version."""
    person = _members(chance, family, calendar)
    columns = _columns(chance, desa, family, person, calendar)
    place = person["desa"].to_numpy()
    written, faulty = faults.with_faults(chance, desa, place, columns)
    person["perbaikan"] = faults.repair_month(chance, desa, person, faulty)
    without_nik = pc.equal(written["NIK"], "").to_numpy(False)
    faults.dukcapil_states(chance, person, desa["lalai"].to_numpy()[place], without_nik)
    _programmes(chance, family, person, len(calendar.months))
    version, texts = _versions(person, columns, written, np.flatnonzero(faulty))
    heads = np.flatnonzero(person["urutan"] == 0)
    return People(
        person,
        version,
        texts,
        no_kk=columns["NOKK"].take(heads),
        nik=written["NIK"].take(heads),
        nama=columns["NAMA"].take(heads),
    )


def _members(chance: np.random.Generator, family: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """Return one row a person: keluarga, desa, urutan, hubungan, perempuan, umur, lahir (day)."""
    size = chance.choice(np.arange(1, 9), len(family), p=SIZE_SHARES)
    of = np.repeat(np.arange(len(family)), size)
    order = np.arange(len(of)) - np.repeat(np.cumsum(size) - size, size)
    head_age = np.clip(chance.normal(47, 13, len(family)), 21, 88)[of]
    led_by_woman = (chance.random(len(family)) < np.where(size == 1, 0.55, 0.14))[of]
    married = (chance.random(len(family)) < 0.93)[of] & ~led_by_woman
    kin = chance.choice(list(KIN), len(of), p=list(KIN.values()))
    unlikely = np.where(kin == PARENT, head_age > 64, (head_age < 46) & (kin != OTHER))
    relation = np.where(unlikely, CHILD, kin)
    relation = np.select([order == 0, (order == 1) & married], [HEAD, WIFE], relation)
    draw = chance.random(len(of))
    age = np.choose(
        relation,
        [
            head_age,
            np.maximum(head_age - 8 + 10 * draw, 18),
            draw**0.6 * np.minimum(head_age - 19, 34),
            20 + 15 * draw,
            draw * np.clip(head_age - 44, 1, 18),
            np.minimum(head_age + 19 + 14 * draw, 97),
            8 + 60 * draw,
        ],
    )
    either = chance.random(len(of)) < 0.5
    woman = np.select([order == 0, relation == WIFE], [led_by_woman, True], either)
    born = (calendar.ends[-1] - age * 365.25).astype(int)
    return pd.DataFrame(
        {
            "keluarga": of,
            "desa": family["desa"].to_numpy()[of],
            "urutan": order,
            "hubungan": relation,
            "perempuan": woman.astype(bool),
            "umur": age,
            "lahir": born,
            "dari": np.maximum(family["dari"].to_numpy()[of], np.searchsorted(calendar.ends, born)),
            "sampai": family["sampai"].to_numpy()[of],
        }
    )


def _columns(
    chance: np.random.Generator,
    desa: pd.DataFrame,
    family: pd.DataFrame,
    person: pd.DataFrame,
    calendar: Calendar,
) -> dict[str, pa.Array]:
    """Return the 18 columns of a person that rarely change, in the order of the file."""
    of, place = person["keluarga"].to_numpy(), person["desa"].to_numpy()
    who = _written_twice(chance, person)
    home = {name: family[name].to_numpy()[of] for name in ("rumah_tangga", "rt", "rw", "alamat")}
    region = pa.array(["9928" + kode[-2:] for kode in desa["kode_induk"]])
    issued = chance.integers(39_400, calendar.first_day, len(family))  # from November 2007 on
    no_kk = _number(region.take(pa.array(family["desa"])), issued, None, calendar)
    household = pa.array(10**9 + 7919 * home["rumah_tangga"]).cast(pa.string())
    return {
        "ID DTKS": pc.binary_join_element_wise(region.take(pa.array(place)), household, ""),
        "PROVINSI": pa.repeat("JAWA TENGAH", len(of)),
        "KABUPATEN/KOTA": pa.repeat("KAB. TEGAL", len(of)),
        "KECAMATAN": pick(desa["kecamatan"].str.upper(), place),
        "DESA/KELUARAHAN": pick(desa["nama"].str.upper(), place),
        "ALAMAT": pick(ADDRESSES, home["alamat"]),
        "DUSUN": pick(DUSUN, home["rw"] % len(DUSUN)),
        "RT": pick(THREE_DIGITS, home["rt"]),
        "RW": pick(THREE_DIGITS, home["rw"]),
        "NOKK": no_kk.take(pa.array(of)),
        **_identity(chance, person, region, calendar, who),
        "HUB KELUARGA": pick(RELATIONS, _misread(chance, person["hubungan"].to_numpy())),
    }


def _written_twice(chance: np.random.Generator, person: pd.DataFrame) -> np.ndarray:
    """Return who each person is: himself, but for a few children kept in two families."""
    who = np.arange(len(person))
    settled = (person["hubungan"] == CHILD) & (person["umur"] > 3) & (person["dari"] == 0)
    pairs = max(3, round(TWICE * len(person)))
    pair = chance.choice(np.flatnonzero(settled), (pairs, 2), replace=False)
    who[pair[:, 0]] = pair[:, 1]
    return who


def _identity(
    chance: np.random.Generator,
    person: pd.DataFrame,
    region: pa.Array,
    calendar: Calendar,
    who: np.ndarray,
) -> dict[str, pa.Array]:
    woman = person["perempuan"].to_numpy()
    born, place = person["lahir"].to_numpy(), person["desa"].to_numpy()
    name = np.where(
        woman,
        len(MEN_NAMES) + chance.integers(0, len(WOMEN_NAMES), len(woman)),
        chance.integers(0, len(MEN_NAMES), len(woman)),
    )
    columns = {
        "NIK": _number(region.take(pa.array(place)), born, woman, calendar),
        "NAMA": pick(NAMES, name),
        "TANGGAL LAHIR": calendar.texts("%d/%m/%Y").take(pa.array(born)),
        "TEMPAT LAHIR": pick(BIRTHPLACES, chance.integers(0, len(BIRTHPLACES), len(woman))),
        "JENIS KELAMIN": pick(["LAKI-LAKI", "PEREMPUAN"], woman.astype(int)),
        "PEKERJAAN": pick(JOBS, _jobs(chance, person)),
        "NAMA IBU KANDUNG": pick(NAMES, _mothers(chance, person, name)),
    }
    return {column: values.take(pa.array(who)) for column, values in columns.items()}


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
    written = np.where((relation == HEAD) & (draw < 0.003), OTHER, relation)
    return np.where((relation == CHILD) & (draw < 0.0006), HEAD, written)


def _programmes(
    chance: np.random.Generator, family: pd.DataFrame, person: pd.DataFrame, months: int
) -> None:
    """Add per programme the first and last month of membership (bpnt_dari, bpnt_sampai, …).

    PBI goes by person, the others by family.
    """
    of, poor = person["keluarga"].to_numpy(), family["miskin"].to_numpy()
    for name, share in PROGRAMMES.items():
        need = poor + 0.7 * chance.normal(0, 1, len(poor))
        chosen = (need > np.quantile(need, 1 - share))[of]
        spell = _spell(chance, len(poor), months)
        _add_spell(person, name, chosen, spell[0][of], spell[1][of])
    need = poor[of] + 0.5 * chance.normal(0, 1, len(of))
    _add_spell(person, "pbi", need > np.quantile(need, 1 - PBI), *_spell(chance, len(of), months))


def _spell(chance: np.random.Generator, n: int, months: int) -> tuple[np.ndarray, np.ndarray]:
    begin = np.where(chance.random(n) < 0.96, 0, chance.integers(0, months, n))
    return begin, begin + chance.geometric(0.003, n)


def _add_spell(
    person: pd.DataFrame, name: str, chosen: np.ndarray, begin: np.ndarray, end: np.ndarray
) -> None:
    person[f"{name}_dari"] = np.where(chosen, begin, NEVER)
    person[f"{name}_sampai"] = end


def _versions(
    person: pd.DataFrame,
    columns: dict[str, pa.Array],
    written: dict[str, pa.Array],
    faulty: np.ndarray,
) -> tuple[pd.DataFrame, list[pa.Array]]:
    """Return the versions (orang, dari, sampai) in the order of persons, and their texts."""
    begin, end = person["dari"].to_numpy(), person["sampai"].to_numpy()
    repaired = person["perbaikan"].to_numpy()
    version = pd.DataFrame(
        {
            "orang": np.r_[np.arange(len(person)), faulty],
            "dari": np.r_[begin, repaired[faulty]],
            "sampai": np.r_[np.minimum(end, repaired - 1), end[faulty]],
        }
    )
    order = np.argsort(version["orang"].to_numpy(), kind="stable")
    texts = [
        pa.concat_arrays([written[name], values.take(pa.array(faulty))]).take(pa.array(order))
        for name, values in columns.items()
    ]
    return version.iloc[order].reset_index(drop=True), texts
