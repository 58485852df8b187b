"""The same invented people in the formats that the sample register itself does not use.

BNBA, the screens of SIKS-NG, DTSEN and BDT-era files: a few families each, some with a member
who has died and one that has moved away.
"""

import numpy as np
import pandas as pd
import pyarrow as pa

from register.sample.exports import padan
from register.sample.files import headings
from register.sample.simulation import Simulation
from register.sample.words import PADAN

USUAL, BEREAVED, MOVED = 8, 2, 1  # families of an example
PERIOD = "OKT-DES 2026"
STATUS = "SK/CALON PENERIMA BANSOS"
CHANGED = "Oktober 2019"  # label of the last update, as files of that era have it


def all_of(simulation: Simulation) -> dict[str, pa.Table]:
    """Return the example of each format by its code."""
    who = _chosen(simulation)
    rows = _persons(simulation, who)
    return {
        "bnba": _bnba(rows),
        "layar": _screen(rows),
        "dtsen_keluarga": _dtsen_families(rows),
        "dtsen_anggota": _dtsen_members(rows),
        "bdt_art": _bdt_members(rows),
        "bdt_rt": _bdt_households(rows),
    }


def _chosen(simulation: Simulation) -> np.ndarray:
    """Return the persons of a few families in the register, in their order."""
    month, person, family = simulation.newest, simulation.people.person, simulation.family
    of = person["keluarga"].to_numpy()
    here = ((person["dari"] <= month) & (month <= person["sampai"])).to_numpy()
    gone = np.flatnonzero(here & (family["pergi"].to_numpy()[of] <= month))
    dead = np.flatnonzero(here & (person["mati"] <= month).to_numpy())
    chosen = [
        pd.unique(of[here])[:USUAL],
        pd.unique(of[dead])[:BEREAVED],
        pd.unique(of[gone])[:MOVED],
    ]
    return np.flatnonzero(here & np.isin(of, np.concatenate(chosen)))


def _persons(simulation: Simulation, who: np.ndarray) -> pd.DataFrame:
    """Return one row a person: the sound texts by heading, and what other formats add."""
    person = simulation.people.person.iloc[who].reset_index(drop=True)
    month, of = simulation.newest, person["keluarga"].to_numpy()
    sound = {name: text.take(pa.array(who)) for name, text in simulation.people.sound.items()}
    dead = (person["mati"] <= month).to_numpy()
    moved = simulation.family["pergi"].to_numpy()[of] <= month
    event = np.where(dead, person["mati"], simulation.family["pergi"].to_numpy()[of])
    day = np.where(dead | moved, simulation.calendar.ends[np.minimum(event, month)] - 9, -1)
    families = {name: simulation.programmes.members(name, month)[of] for name in ("pkh", "bpnt")}
    return pd.DataFrame(pa.table(sound).to_pandas()).assign(
        kode=simulation.desa["kode"].to_numpy()[person["desa"]],
        keluarga=of,
        anggota=person["urutan"] + 1,
        perempuan=person["perempuan"],
        keadaan=np.select([dead, moved], ["Meninggal", "Pindah"], "Aktif"),
        kejadian=simulation.calendar.cells(day).to_pylist(),
        padan=padan(simulation, month, who) == PADAN,
        pbi=simulation.programmes.members("pbi", month)[who],
        ppkm=simulation.programmes.members("ppkm", month)[of],
        desil=simulation.welfare.desil_in(month)[of],
        **families,
    )


def _table(form: str, rows: pd.DataFrame, columns: dict[str, object]) -> pa.Table:
    """Return the columns of a file in their order; a single text fills a whole column, and what
    is not given stays empty."""
    texts = {name: columns.get(name, "") for name in headings(form)}
    whole = pd.DataFrame(texts, index=rows.index).astype(str)
    return pa.Table.from_pandas(whole, preserve_index=False)


def _yes(rows: pd.DataFrame, name: str, yes: str = "YA") -> pd.Series:
    return rows[name].map({True: yes, False: "TIDAK"})


def _bnba(rows: pd.DataFrame) -> pa.Table:
    gone = rows["kejadian"] != ""
    same = {
        "db_id_dtks": "ID DTKS",
        "province": "PROVINSI",
        "regency": "KABUPATEN/KOTA",
        "district": "KECAMATAN",
        "village": "DESA/KELUARAHAN",
        "nkk": "NOKK",
        "tgl_lahir": "TANGGAL LAHIR",
        "tmp_lahir": "TEMPAT LAHIR",
        "jenkel": "JENIS KELAMIN",
        "ibu_kandung": "NAMA IBU KANDUNG",
        "shdk": "HUB KELUARGA",
    }
    same |= {name: name.upper() for name in ("alamat", "dusun", "rt", "rw", "nik", "nama")}
    columns = {name: rows[heading] for name, heading in same.items()}
    columns |= {
        "status": rows["keadaan"],
        "tgl_kejadian": rows["kejadian"],
        "noreg_kejadian": "CONTOH-" + rows["anggota"].astype(str),
        "bst": "TIDAK",
        "bpnt_ppkm": _yes(rows, "ppkm"),
        **{name: _yes(rows, name) for name in ("pkh", "bpnt", "pbi")},
    }
    columns["noreg_kejadian"] = columns["noreg_kejadian"].where(gone, "")
    return _table("bnba", rows, columns)


def _screen(rows: pd.DataFrame) -> pa.Table:
    programmes = {"BNPT_PPKM": "ppkm", "BPNT": "bpnt", "PBI": "pbi", "PKH": "pkh"}
    columns = {
        "provinsi": rows["PROVINSI"],
        "kabupaten": rows["KABUPATEN/KOTA"],
        "kecamatan": rows["KECAMATAN"],
        "desa_kelurahan": rows["DESA/KELUARAHAN"],
        "NIK": rows["NIK"],
        "NOKK": rows["NOKK"],
        "Nama": rows["NAMA"],
        "Alamat": rows["ALAMAT"],
        "FIRST_SK": "SK 150/HUK/2022",
        "padankan_at": rows["padan"].map({True: "2026-09-17 08:30:00", False: ""}),
        "keterangan_meninggal": rows["keadaan"].where(rows["keadaan"] == "Meninggal", ""),
        "masih_hidup_label": (rows["keadaan"] != "Meninggal").map({True: "Ya", False: "Tidak"}),
        "is_nonaktif": "Tidak",
        "deleted_label": "Tidak",
        "idsemesta": rows["NIK"].str[:2] + rows["keluarga"].astype(str),
    }
    for heading, name in programmes.items():
        columns[heading] = _yes(rows, name, STATUS)
        columns[f"periode_{heading}"] = rows[name].map({True: PERIOD, False: ""})
    return _table("layar", rows, columns)


def _dtsen_families(rows: pd.DataFrame) -> pa.Table:
    heads = rows.drop_duplicates("keluarga")
    rank = heads["desil"] * 9_000_000 + heads["keluarga"]
    columns = {
        "id_keluarga": "99" + heads["keluarga"].astype(str).str.zfill(12),
        "id_wilayah": heads["kode"].str.replace(".", ""),
        "no_kk": heads["NOKK"],
        "nama_kepala_keluarga": heads["NAMA"],
        "alamat": heads["ALAMAT"],
        "desil_nasional": heads["desil"].replace(0, "").astype(str),
        "peringkat_nasional": rank,
        "peringkat_provinsi": rank // 8,
        "peringkat_kab_kota": rank // 200,
        "percentile_nasional": heads["desil"] * 10,
    }
    return _table("dtsen_keluarga", heads, columns)


def _dtsen_members(rows: pd.DataFrame) -> pa.Table:
    columns = {
        "idsemesta": "99" + rows["keluarga"].astype(str) + rows["anggota"].astype(str).str.zfill(2),
        "id_wilayah": rows["kode"].str.replace(".", ""),
        "no_kk": rows["NOKK"],
        "nik": rows["NIK"],
        "nama": rows["NAMA"],
        "hub_kepala_keluarga": rows["HUB KELUARGA"],
        "pekerjaan_utama": rows["PEKERJAAN"],
    }
    return _table("dtsen_anggota", rows, columns)


def _bdt_members(rows: pd.DataFrame) -> pa.Table:
    place = rows.groupby("ID DTKS").cumcount() + 1
    columns = {
        "idbdt": rows["ID DTKS"],
        "kecamatan": rows["KECAMATAN"],
        "desa": rows["DESA/KELUARAHAN"],
        "rw": rows["RW"].astype(int),
        "rt": rows["RT"].astype(int),
        "idartbdt": rows["ID DTKS"] + place.astype(str).str.zfill(2),
        "ruta6": "1",
        "nama": rows["NAMA"],
        "jenis_kelamin": rows["perempuan"].astype(int) + 1,
        "tmp_lahir": rows["TEMPAT LAHIR"],
        "tgl_lahir": rows["TANGGAL LAHIR"],
        "hub_krt": rows["HUB KELUARGA"],
        "nik": rows["NIK"],
        "no_kk": rows["NOKK"],
        "namagadis_ibukandung": rows["NAMA IBU KANDUNG"],
        "psnoka_bpjs": "999" + rows["keluarga"].astype(str).str.zfill(10),
    }
    return _table("bdt_art", rows, columns)


def _bdt_households(rows: pd.DataFrame) -> pa.Table:
    households = rows.groupby("ID DTKS", sort=False)
    first = households.first().reset_index()
    first["jml_kel"] = households["keluarga"].nunique().to_numpy()
    first["jml_art"] = households.size().to_numpy()
    programmes = first["pkh"].map({True: " PKH+", False: " -"})
    programmes += first["bpnt"].map({True: " BSP+-", False: "-"})
    columns = {
        "id_dtks": first["ID DTKS"],
        "kecamatan": first["KECAMATAN"],
        "desa": first["DESA/KELUARAHAN"],
        "alamat": first["ALAMAT"],
        "nik": first["NIK"],
        "nama_krt": first["NAMA"],
        "jml_kel": first["jml_kel"],
        "jml_art": first["jml_art"],
        "perubahan": CHANGED,
        "program": programmes,
        "rt": first["RT"].astype(int),
        "rw": first["RW"].astype(int),
        "status": "Aktif",
    }
    return _table("bdt_rt", first, columns)
