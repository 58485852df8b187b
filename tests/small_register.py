"""A register small enough to write down: two desa, twelve persons, one campaign."""

from datetime import date

from sqlalchemy import Engine

from register import facts
from register.schema import individu, keluarga, muatan, periode, sasaran_verval
from tests.tables import fill

DESA, OTHER = "33.28.01.2001", "33.28.02.2004"
MONTH = "2026-10"
FAMILIES = """
    keluarga_id      | no_kk            | kode_desa     | rt  | rw  | alamat       | desil
    9928010101010001 | 9928010101010001 | 33.28.01.2001 | 002 | 001 | JL MAWAR     | 1
    9928010101010002 | 9928010101010002 | 33.28.01.2001 | 001 | 001 | =1+1         | 2
    9928010101010003 | 9928010101010003 | 33.28.01.2001 | 001 | 002 |              | 9
    9928010101010004 | 9928010101010004 | 33.28.02.2004 | 001 | 001 | JL MELATI    | 1
"""
PEOPLE = """
    keluarga_id      | nik              | nama      | tanggal_lahir | nama_ibu_kandung | aktif
    9928010101010001 | 9928010101800001 | SITI AMAN | 1980-01-01    | WARTI  | ya
    9928010101010001 | 9928010202050001 | DEDI      | 2005-02-02    | SITI   | ya
    9928010101010002 | 9928010303700001 | =CMD()    | 1970-03-03    | ROSI   | ya
    9928010101010002 | 9928010202050001 | JOKO      | 1999-09-09    | MURNI  | ya   # Dedi's NIK
    9928010101010003 | 9928010404600007 | Siti-Aman | 1980-01-01    | warti. | ya   # first again
    9928010101010003 |                  | DEDI      | 2005-02-02    | LAIN   | ya   # other mother
    9928010101010003 | 9928010505000001 | RINA      | 2000-05-05    | TUTI   | ya
    9928010101010003 |                  | Rina.     | 2000-05-05    |        | ya   # one family
    9928010101010004 | 9928010303700009 | =CMD()    | 1970-03-03    |        | ya # no mother
    9928010101010004 | 9928010606900001 | BUDI      | 1990-06-06    | SARI   | ya
    9928010101010004 | 9928010606900001 | BUDI      | 1990-06-06    | SARI   | tidak # not active
    9928010101010004 | 9928010202050001 | DEDI      | 2005-02-02    | SITI   | ya   # all of first
"""
TARGETS = """
    keluarga_id
    9928010101010001
    9928010101010002
    9928010101010003
"""


def fill_in(engine: Engine) -> None:
    """Make the register on that engine, marked DATA CONTOH, and close it for those who read."""
    facts.prepare(engine)
    at = {"periode": MONTH, "muatan_id": 1}
    run = {"mulai": date(2026, 10, 5), "batas": date(2026, 11, 30), "kode_desa": DESA}
    month = {"periode": MONTH, "era": "DTSEN", "tanggal_acuan": date(2026, 10, 31)}
    with engine.begin() as connection:
        connection.execute(muatan.insert().values(**LOAD, periode=MONTH))
        connection.execute(periode.insert().values(**month))
        fill(connection, keluarga, FAMILIES, aktif=True, **at)
        fill(connection, individu, _numbered(PEOPLE), padan="padan", ada_alamat=True, **at)
        fill(connection, sasaran_verval, TARGETS, kegiatan="Verval Uji", muatan_id=1, **run)
    engine.dispose()


def _numbered(text: str) -> str:
    """Give each person the key that the importer gives, and the desa of the family."""
    heading, *lines = text.strip().splitlines()
    found = [f"individu_id | kode_desa | {heading}"]
    for line in lines:
        family, nik, name = (cell.strip() for cell in line.split("|")[:3])
        desa = OTHER if family.endswith("4") else DESA
        found.append(f"{nik or f'{family}/{name}'} | {desa} | {line}")
    return "\n".join(found)


LOAD = {
    "muatan_id": 1,
    "format": "dtks",
    "nama_berkas": "uji.txt",
    "sha256": "-",
    "baris_diambil": 12,
    "baris_ditolak": 0,
    "perbaikan": False,
    "oleh": "uji",
    "pada": date(2026, 11, 1),
    "contoh": True,
}
