"""Whatever the file looks like: no row is lost, none is taken against the rules, none twice."""

import csv
import io
import re
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from register import facts, load
from register.importers import areas, reading
from register.importers.format import ImportFailedError
from register.schema import metadata, wilayah, wilayah_alias
from tests.register.conftest import TODAY, contents
from tests.register.written import person

some = settings(
    max_examples=16,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # a table of a few rows needs no shrinking
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

NIKS = st.builds(
    "99{:04d}{:02d}{:02d}{:02d}{:04d}".format,
    st.integers(0, 9999),
    st.integers(0, 72),
    st.integers(0, 13),
    st.integers(0, 99),
    st.integers(0, 3),
)
NUMBERS = st.one_of(NIKS, NIKS, st.just(""), st.text("0123456789X", min_size=14, max_size=17))
NOISE = st.sampled_from(["{}", "{}", " {}", "{} ", "'{}", " '{} "])
WORDS = st.text(
    st.characters(codec="cp1252", exclude_characters="|\r\n\x00", exclude_categories=["Cc"]),
    max_size=8,
)
PEOPLE = st.fixed_dictionaries(
    {
        "NIK": st.builds(str.format, NOISE, NUMBERS),
        "NOKK": st.builds(str.format, NOISE, st.one_of(NIKS, st.just(""))),
        "NAMA": WORDS,
        "ALAMAT": WORDS,
        "RT": st.sampled_from(["1", "01", "", "RT 1"]),
        "DESA/KELUARAHAN": st.sampled_from(["GUCI", "Desa Guci", " sigedong", "ENTAH", ""]),
        "TANGGAL LAHIR": st.sampled_from(["17/08/1990", "1990-08-17", "31/02/1990", "", "33102"]),
        "JENIS KELAMIN": st.sampled_from(["L", "2", "", "?"]),
        "KETERANGAN PADAN": st.sampled_from(["Padan", "", "2"]),
        "PBI JKN": st.sampled_from(["YA", "TIDAK", ""]),
    }
)
DIFFERENT = st.lists(PEOPLE.map(lambda cells: person() | cells), min_size=1, max_size=7)
# Now and then a row comes twice, as in lists pasted together.
TABLES = st.builds(lambda table, again: [*table, *table[:again]], DIFFERENT, st.integers(0, 2))
SHAPES = st.tuples(
    st.sampled_from("|;,\t"),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
)


def written(path: Path, table: list[dict], shape: tuple) -> Path:
    """Write rows in a shape, quoted as it says; between pipes nothing is quoted."""
    delimiter, encoding, quoting, end = shape
    bare = {"quoting": csv.QUOTE_NONE, "quotechar": None} if delimiter == "|" else {}
    lines = io.StringIO()
    options = {"quoting": quoting, "lineterminator": end} | bare
    writer = csv.writer(lines, delimiter=delimiter, **options)
    writer.writerow(table[0])
    writer.writerows([list(row.values()) for row in table])
    path.write_bytes(lines.getvalue().encode(encoding, errors="replace"))
    return path


@pytest.fixture(scope="module")
def register():
    """A register in memory; `emptied` clears it between examples."""
    engine = create_engine("duckdb:///:memory:")
    facts.prepare(engine)
    return engine


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("berkas") / "a.txt"


def emptied(register):
    with register.begin() as connection:
        for table in metadata.sorted_tables:
            if table not in (wilayah, wilayah_alias):
                connection.execute(table.delete())
    return register


def loaded(register, path: Path, table: list[dict], shape: tuple) -> load.Loaded | None:
    """Load rows, or return None where not one of them was sound."""
    try:
        return load.load(register, written(path, table, shape), "2026-10", TODAY)
    except ImportFailedError as error:
        if "Tidak satu pun" not in str(error):
            raise
        return None


def is_lawful(nik: str) -> bool:
    day = int(nik[6:8]) % 40 if nik[6:8] != "40" else 0
    return (
        re.fullmatch(r"\d{16}", nik) is not None
        and 1 <= day <= 31
        and int(nik[6:8]) <= 71
        and 1 <= int(nik[8:10]) <= 12
        and nik[12:] != "0000"
        and len(set(nik)) > 1
    )


@some
@given(table=TABLES, shape=SHAPES)
def test_every_row_is_taken_or_refused(register, path, table, shape):
    done = loaded(emptied(register), path, table, shape)
    held = contents(register)
    if done is None:
        assert not held["individu"]
        return
    assert done.taken + len(done.rejects) + done.waiting == len(table)
    assert len(held["karantina"]) == done.waiting
    people = {(row.keluarga_id, row.individu_id) for row in held["individu"]}
    assert len(people) == len(held["individu"]) == done.taken
    lines = [int(line) for line in done.rejects["BARIS ASAL"]]
    assert lines == sorted(set(lines))
    assert set(lines) <= set(range(2, len(table) + 2))


@some
@given(table=TABLES, shape=SHAPES)
def test_rows_are_refused_for_the_rules_and_for_nothing_else(register, path, table, shape):
    done = loaded(emptied(register), path, table, shape)
    lines = done.rejects["BARIS ASAL"].tolist() if done else range(2, len(table) + 2)
    waiting = [row.baris for row in contents(register)["karantina"]]
    away = {str(line) for line in [*lines, *waiting]}
    taken = [row for line, row in enumerate(table, start=2) if str(line) not in away]
    for row in taken:
        nik = row["NIK"].strip().lstrip("'").strip()
        assert not nik or is_lawful(nik)
        assert "ENTAH" not in row["DESA/KELUARAHAN"]
        assert row["DESA/KELUARAHAN"]
        assert row["TANGGAL LAHIR"] != "31/02/1990"
        assert row["JENIS KELAMIN"] != "?"
    for individual in contents(register)["individu"]:
        assert individual.nik is None or is_lawful(individual.nik)
        assert individual.kode_desa in ("33.28.02.2001", "33.28.02.2002")


@some
@given(table=TABLES, shape=SHAPES, other=SHAPES)
def test_twice_is_once_in_whatever_shape(register, path, table, shape, other):
    if loaded(emptied(register), path, table, shape) is None:
        return
    once = contents(register, "muatan_id")
    assert loaded(register, path, table, shape).already
    assert contents(register, "muatan_id") == once
    loaded(register, path, table, other)
    # What the first load brought lies in the archive now, and the ledger tells of both.
    ledger = ("muatan", "catatan_muatan")
    in_force = {name for name in once if name not in ledger and not name.startswith("arsip_")}
    again = contents(register, "muatan_id")
    again["karantina"] = [row for row in again["karantina"] if row.dilepas_oleh is None]
    assert {name: again[name] for name in in_force} == {name: once[name] for name in in_force}


@some
@given(table=TABLES, data=st.data())
def test_order_of_columns_does_not_matter(register, path, table, data):
    order = data.draw(st.permutations(list(table[0])))
    shape = ("|", "utf-8", csv.QUOTE_MINIMAL, "\n")
    loaded(emptied(register), path, table, shape)
    before = contents(register, "sha256", "pada", "isi")
    turned = [{name: row[name] for name in order} for row in table]
    loaded(emptied(register), path, turned, shape)
    assert contents(register, "sha256", "pada", "isi") == before


@some
@given(table=TABLES, data=st.data())
def test_order_of_rows_does_not_matter(register, path, table, data):
    # Rows that are the same person twice do depend on it: the first is taken. So each its own.
    for number, row in enumerate(table, start=1):
        if row["NIK"].strip(" '"):
            row["NIK"] = row["NIK"].strip(" '")[:12] + f"{number:04d}"
        row["NAMA"] = f"{row['NAMA']} {number}"
    shape = ("|", "utf-8", csv.QUOTE_MINIMAL, "\n")
    loaded(emptied(register), path, table, shape)
    of_place = ("sha256", "pada", "baris", "baris_pertama")
    before = contents(register, *of_place)
    loaded(emptied(register), path, data.draw(st.permutations(table)), shape)
    assert contents(register, *of_place) == before


@some
@given(content=st.binary(max_size=400))
def test_any_bytes_at_all_are_refused_in_words(path, content):
    path.write_bytes(content)
    with duckdb.connect() as workbench, pytest.raises(ImportFailedError):
        reading.read(path, workbench)


@some
@given(name=st.text(max_size=12))
def test_any_name_of_a_desa_is_known_or_refused(register, name):
    with register.connect() as connection:
        known = areas.known(connection)
        codes = set(connection.scalars(select(wilayah.c.kode)))
    assert set(known["kode"]) <= codes
    assert set(areas.nearest(known, "BUMIJAWA", name)) <= set(known["nama"])


def test_the_strategy_reaches_both_outcomes(register, path):
    # Without this the properties might hold because every file is refused.
    outcomes = set()

    @some
    @given(table=TABLES)
    def look(table):
        done = loaded(emptied(register), path, table, ("|", "utf-8", csv.QUOTE_ALL, "\n"))
        outcomes.add(None if done is None else (done.taken > 1, len(done.rejects) > 0))

    look()
    assert {None, (True, True)} <= outcomes
