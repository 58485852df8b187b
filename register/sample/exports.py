"""The sample's lists of persons: the DTKS export of a month, the desil, BPJS's list of PBI."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from register.sample.families import pick
from register.sample.files import headings
from register.sample.planted import UNKNOWN_DESA_RT
from register.sample.simulation import Simulation
from register.sample.words import STATES

MISTYPED = "KALI PUTEH KULON"  # a desa nobody knows, in no kecamatan
PBI_FORGOTTEN, PBI_EXTRA = 0.01, 0.004  # of members, of others: where BPJS and SIKS-NG differ
PBI_INACTIVE = 0.006  # of BPJS's rows, deactivated since


def rows_in(simulation: Simulation, month: int) -> np.ndarray:
    """Return the versions of persons that the DTKS export of a month holds.

    In the newest month one desa sends its recap and no export.
    """
    version = simulation.people.version
    held = (version["dari"] <= month) & (month <= version["sampai"])
    if month == simulation.newest:
        place = simulation.people.person["desa"].to_numpy()[version["orang"]]
        held &= place != simulation.planted.over_full
    return np.flatnonzero(held)


def is_mistyped(simulation: Simulation, month: int, at: np.ndarray) -> np.ndarray:
    """Return which of these versions stand under a name of desa that nobody knows."""
    person = simulation.people.person.iloc[simulation.people.version["orang"].to_numpy()[at]]
    rt = simulation.family["rt"].to_numpy()[person["keluarga"]]
    here = (person["desa"] == simulation.planted.unknown_desa).to_numpy()
    return here & (rt == UNKNOWN_DESA_RT) & (month == simulation.newest)


def dtks(simulation: Simulation, month: int) -> tuple[pa.Table, np.ndarray]:
    """Return the DTKS export of a month, and the desa (a number) of each row."""
    people, at = simulation.people, rows_in(simulation, month)
    who = people.version["orang"].to_numpy()[at]
    columns = {name: column.take(pa.array(at)) for name, column in people.columns.items()}
    wrong = pa.array(is_mistyped(simulation, month, at))
    columns["DESA/KELUARAHAN"] = pc.if_else(wrong, MISTYPED, columns["DESA/KELUARAHAN"])
    columns["KETERANGAN PADAN"] = pick(STATES, padan(simulation, month, who))
    of = people.person["keluarga"].to_numpy()[who]
    for heading, name, unit in (
        ("BANSOS BPNT", "bpnt", of),
        ("BANSOS PKH", "pkh", of),
        ("BANSOS BPNT-PPKM", "ppkm", of),
        ("PBI JKN", "pbi", who),
    ):
        member = simulation.programmes.members(name, month)[unit]
        columns[heading] = pick(["TIDAK", "YA"], member.astype(int))
    return pa.table(columns).select(headings("dtks")), people.person["desa"].to_numpy()[who]


def padan(simulation: Simulation, month: int, who: np.ndarray) -> np.ndarray:
    """Return the state of matching of some persons in a month (places in STATES)."""
    person = simulation.people.person
    later = person["padan_sejak"].to_numpy()[who] <= month
    return np.where(later, person["padan_nanti"].to_numpy()[who], person["padan"].to_numpy()[who])


def desil(simulation: Simulation, month: int) -> pa.Table:
    """Return the ranking of a month: every family in the register, by the NIK of its head."""
    family = simulation.family
    of = np.flatnonzero((family["dari"] <= month) & (month <= family["sampai"]))
    words = ["", *[str(number) for number in range(1, 11)]]
    columns = [
        simulation.people.of_heads("NOKK", of),
        simulation.people.of_heads("NIK", of),
        pick(words, simulation.welfare.desil_in(month)[of]),
    ]
    return pa.table(columns, headings("desil"))


def pbi(chance: np.random.Generator, simulation: Simulation, month: int) -> pa.Table:
    """Return BPJS's list of PBI-JK: nearly the members that SIKS-NG has, by person."""
    people, person = simulation.people, simulation.people.person
    draw = chance.random(len(person))
    member = simulation.programmes.members("pbi", month)
    here = ((person["dari"] <= month) & (month <= person["sampai"])).to_numpy()
    who = np.flatnonzero(here & np.where(member, draw >= PBI_FORGOTTEN, draw < PBI_EXTRA))
    who = who[~person["siapa"].iloc[who].duplicated().to_numpy()]  # BPJS lists nobody twice
    text = {name: column.take(pa.array(who)) for name, column in people.sound.items()}
    place = person["desa"].to_numpy()[who]
    card = pa.array(10**10 + 31 * person["siapa"].to_numpy()[who]).cast(pa.string())
    card = pc.binary_join_element_wise("999", card, "")
    relation = person["urutan"].to_numpy()[who]
    inactive = (chance.random(len(who)) < PBI_INACTIVE).astype(int)
    empty = pa.repeat("", len(who))
    kode = simulation.desa["kode"].str.replace(".", "")
    columns = {
        "noka": card,
        "ps_noka": card,
        "nama": text["NAMA"],
        "jenkel": pick(["L", "P"], person["perempuan"].to_numpy()[who].astype(int)),
        "tgllhr": text["TANGGAL LAHIR"],
        "tmplhr": text["TEMPAT LAHIR"],
        "nik": text["NIK"],
        "nik_siks": text["NIK"],
        "pisat": pick(["PESERTA", "KELUARGA"], (relation > 0).astype(int)),
        "kkno": text["NOKK"],
        "alamat": text["ALAMAT"],
        "kddati2": pick(kode.str[:4], place),
        "nmdati2": text["KABUPATEN/KOTA"],
        "kdkec": pick(kode.str[:6], place),
        "nmkec": text["KECAMATAN"],
        "kddesa": pick(kode, place),
        "nmdesa": text["DESA/KELUARAHAN"],
        "rt": text["RT"],
        "rw": text["RW"],
        "ket_aktivasi": pick(["AKTIF", "NONAKTIF"], inactive),
    }
    return pa.table({name: columns.get(name, empty) for name in headings("pbi")})
