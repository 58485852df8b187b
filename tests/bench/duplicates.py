"""How well exact rules find one person written twice: precision and recall on planted twins.

Copies the sample's register, writes some persons of the newest month again under another number,
with a slip of each kind, and asks worklist "mirip" of the copy. The sample's own persons kept twice
have one NIK and do not count.
"""

import random
import shutil
import tempfile
from pathlib import Path

import duckdb
import pandas as pd
from sqlalchemy import create_engine

from queries import worklists
from queries.indicator import Snapshot
from tests.bench import stores
from tests.bench.report import Section
from tests.bench.stores import Stores

TWINS = 300  # of each kind
COLUMNS = ["slip in the second row", "found"]

SOUND = """
    SELECT * FROM individu
    WHERE periode = ? AND aktif AND nik IS NOT NULL AND nama_ibu_kandung IS NOT NULL
        AND tanggal_lahir IS NOT NULL AND length(nama) > 5
    ORDER BY hash(individu_id), keluarga_id LIMIT ?
"""


def swapped(text: str) -> str:
    return text[0] + text[2] + text[1] + text[3:] if len(text) > 3 else text + "H"


SLIPS = {
    "sama persis": lambda p: p,
    "huruf kecil dan tanda": lambda p: p | {"nama": p["nama"].title().replace(" ", "-") + "."},
    "NIK kosong": lambda p: p | {"nik": None},
    "nama disingkat": lambda p: p | {"nama": p["nama"].split()[0][0] + ". " + p["nama"][-4:]},
    "salah ketik nama": lambda p: p | {"nama": swapped(p["nama"])},
    "salah ketik nama ibu": lambda p: p | {"nama_ibu_kandung": swapped(p["nama_ibu_kandung"])},
    "nama ibu kosong": lambda p: p | {"nama_ibu_kandung": None},
    "tanggal lahir beda sehari": lambda p: (
        p | {"tanggal_lahir": p["tanggal_lahir"] + pd.Timedelta(days=1)}
    ),
    "nama ibu kosong, sekeluarga": lambda p: p | {"nama_ibu_kandung": None},
}


def measure(at: Stores) -> Section:
    """One row per kind of slip; the precision over all stands below."""
    section = Section("duplicates", "One person written twice, found by exact rules", COLUMNS)
    source = stores.published(at) / "register.duckdb"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "register.duckdb"
        shutil.copy(source, copy)
        with duckdb.connect(str(copy)) as register:
            month = register.execute("SELECT max(periode) FROM individu").fetchone()[0]
            planted = plant(register, month, TWINS)
        found = suspects(copy, month)
    pairs = {twin for several in planted.values() for twin in several}
    originals = {first for several in planted.values() for first in several.values()}
    for kind, several in planted.items():
        hit = sum(twin in found for twin in several)
        section.row(kind, f"{hit} of {len(several)}")
    right = len(found & (pairs | originals))
    section.notes.append(
        f"Precision: {right} of the {len(found)} on the list were planted, or the persons they "
        "were made of. Names are invented: where single names are common it will be worse."
    )
    return section


def plant(register: duckdb.DuckDBPyConnection, month: str, twins: int) -> dict[str, dict]:
    """Write persons again; return kind → {(family, id) of the twin: (family, id) of the first}."""
    people = register.execute(SOUND, [month, twins * len(SLIPS)]).df()
    chance, planted, rows = random.Random(7), {}, []
    records = people.to_dict("records")
    for place, (kind, slip) in enumerate(SLIPS.items()):
        planted[kind] = {}
        for person in records[place * twins : (place + 1) * twins]:
            number = f"98{chance.randrange(10**14):014}"
            twin = slip(person | {"nik": number}) | {"individu_id": number}
            if not kind.endswith("sekeluarga"):
                twin["keluarga_id"] = f"97{chance.randrange(10**14):014}"
            rows.append(twin)
            first = person["keluarga_id"], person["individu_id"]
            planted[kind][twin["keluarga_id"], number] = first
    register.from_df(pd.DataFrame(rows, columns=people.columns)).insert_into("individu")
    return planted


def suspects(copy: Path, month: str) -> set[tuple[str, str]]:
    """Return (family, id) of everybody on the list."""
    as_of = pd.Period(month).end_time.date()
    rows = worklists.BY_CODE["mirip"].rows(Snapshot(month, as_of))
    engine = create_engine(f"duckdb:///{copy}")
    with engine.connect() as connection:
        found = pd.read_sql(rows, connection)
    engine.dispose()
    found = found[found["masuk"]]
    return set(zip(found["keluarga_id"], found["individu_id"], strict=True))
