"""Nothing that tells who somebody is leaves the register: not in sums, not in words, not in errors.

The sample's every personal value is looked for in everything that a publish stores and says.
"""

import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from sqlalchemy import String, select

from queries import publish, summary
from register import connections, facts, load
from register.__main__ import main
from register.connections import StoreError
from register.importers.format import ImportFailedError
from register.schema import metadata
from tests.register.written import book, done, meeting, person, text

PERSONAL = [
    column
    for table in metadata.sorted_tables
    for column in table.columns
    if column.info.get("personal")
]
AREAS = ("wilayah", "wilayah_alias", "terbitan_wilayah")  # their `nama` is the name of a desa
SIXTEEN = re.compile(r"\d{16}")


def test_what_is_personal_is_marked():
    names = {column.name for column in PERSONAL}
    assert {"nik", "no_kk", "nama", "nama_ibu_kandung", "alamat", "tanggal_lahir", "petugas"} <= (
        names
    )
    # An id made of a No KK or a NIK is as personal as they are, in each table that has it.
    for table in metadata.sorted_tables:
        for column in table.columns:
            if column.name in names and table.name not in AREAS:
                assert column.info.get("personal"), column


def test_no_personal_column_in_the_summary():
    personal = {column.name for column in PERSONAL}
    for table in summary.metadata.sorted_tables:
        areas_own = {"nama"} if table.name in AREAS else set()
        assert personal.isdisjoint(set(table.columns.keys()) - areas_own)


def test_no_personal_value_in_the_summary(published):
    values = _personal_values(published.register)
    assert len(values) > 5000
    stored = _texts(published)
    assert len(stored) > 287
    assert stored.isdisjoint(values)
    everything = "\n".join(stored) + published.said
    assert not SIXTEEN.search(everything)
    # Also inside longer texts: whole names and addresses, which no area can be called.
    for value in values:
        if " " in value and value not in AREAS_AND_WORDS:
            assert value.lower() not in everything.lower(), "a personal value was published"
    if published.version.url.startswith("duckdb"):  # nor left behind in the file's free pages
        raw = Path(connections.make_url(published.version.url).database).read_bytes()
        assert not re.search(rb"99\d{14}", raw)


AREAS_AND_WORDS = {"KEPALA KELUARGA"}


def _personal_values(register) -> set[str]:
    values = set()
    with register.connect() as connection:
        for column in PERSONAL:
            values |= {str(v) for v in connection.scalars(select(column).distinct()) if v}
    return values


def _texts(published) -> set[str]:
    """Every value of every text column of every summary table."""
    found = set()
    for table in summary.metadata.sorted_tables:
        rows = published.table(table.name)
        for column in table.columns:
            if isinstance(column.type, String):
                found |= set(rows[column.name].dropna())
    return found


def test_an_officer_s_name_and_reasons_in_an_office_s_words_stay_in_the_register(
    register, tmp_path, monkeypatch, data_dir, silent
):
    """Officers are numbers in the summary and reasons their groups; nothing more gets there."""
    monkeypatch.setenv("SUMMARY_URL", f"duckdb:///{data_dir / 'summary'}")
    rows = [done(n, PETUGAS=SECRET) for n in range(1, 4)]
    rows += [done(4, result="Tidak Layak", PETUGAS=SECRET, ALASAN=f"kata {SECRET}")]
    rows += [done(5, result="Tidak Layak", PETUGAS=SECRET.title(), ALASAN="Mampu")]
    load.load(register, text(tmp_path / "d.csv", [person(9)], ";"), "2026-10")
    load.load(register, text(tmp_path / "v.csv", rows, ";"), "2026-10")

    version = publish.publish(register, print, "uji")

    with summary.engine(version).connect() as connection:
        tables = {
            table.name: pd.read_sql(select(table), connection)
            for table in summary.metadata.sorted_tables
        }
    summary.engine(version).dispose()
    assert tables["verval_petugas"]["nomor_petugas"].tolist() == [1]
    assert tables["verval_petugas"][["layak", "tidak_layak"]].to_numpy().tolist() == [[3, 2]]
    assert sorted(tables["verval_alasan"]["alasan"]) == ["Mampu", "alasan lain"]
    everything = "\n".join(table.to_csv() for table in tables.values())
    raw = Path(connections.make_url(version.url).database).read_bytes()
    for word in SECRET.split():
        assert word.lower() not in everything.lower()
        assert word.lower().encode() not in raw.lower()
    silent()


SECRET = "SITI RAHASIA"
NUMBER = "9928015708900077"
FAILING = {
    "no sound row": ([person(1, NAMA=SECRET, NIK=NUMBER[:-1], NOKK=NUMBER)], "|"),
    "unknown kecamatan": ([person(1, NAMA=SECRET, NIK=NUMBER, KECAMATAN=SECRET)], "|"),
    "headings": ([{"NIK": NUMBER, "NAMA": SECRET, NUMBER: NUMBER, SECRET: SECRET}], ";"),
    "no header": ([dict.fromkeys([NUMBER, SECRET, f"{SECRET} 2"], SECRET)], ";"),
    "verval": ([done(1, NAMA=SECRET, NIK=NUMBER[:-1], NOKK=NUMBER)], ";"),
    "musdes": ([meeting(SECRET, "x", NOMOR_BERITA_ACARA=NUMBER)], ","),
    "other kind": ([person(1, prefix="88", NAMA=SECRET)], "|"),
}


@pytest.fixture
def register(register_engine):
    facts.prepare(register_engine)
    return register_engine


@pytest.fixture
def silent(capfd, caplog):
    """Return a function that looks for what must not be said in all that was said so far."""

    def look(*more: str) -> None:
        out, err = capfd.readouterr()
        for told in (out, err, caplog.text, *more):
            assert SECRET not in told
            assert not SIXTEEN.search(told)
            assert NUMBER[:15] not in told

    return look


@pytest.mark.parametrize("case", FAILING)
@pytest.mark.parametrize("shape", ["text", "book"])
def test_a_failing_import_tells_no_value(register, tmp_path, silent, case, shape):
    load.load(register, text(tmp_path / "first.txt", [person(9)]), "2026-10")
    table, delimiter = FAILING[case]
    path = tmp_path / "a.dat"
    file = text(path, table, delimiter) if shape == "text" else book(path, table)
    with pytest.raises(ImportFailedError) as told:
        load.load(register, file, "2026-10")
    silent(str(told.value), repr(told.value), repr(told.value.__cause__))


def test_a_row_that_waits_tells_its_desa_and_nothing_else(register, tmp_path, silent):
    register.dispose()
    waits = person(1, NAMA=SECRET, NIK=NUMBER, NOKK=NUMBER, DESA_KELUARAHAN="GUCII")
    path = text(tmp_path / "a.txt", [waits, person(2)])
    assert main(["import", str(path), "--periode", "2026-10"]) == 0
    silent()


def test_a_letter_no_database_takes_tells_no_value(register, tmp_path, silent):
    """A NUL deep in a file: a letter to DuckDB, to PostgreSQL an error that quotes the row."""
    path = text(tmp_path / "a.txt", [person(n) for n in range(60)] + [person(77, NAMA=SECRET)])
    path.write_bytes(path.read_bytes().replace(SECRET.encode(), SECRET.encode() + b"\0"))
    with pytest.raises(ImportFailedError) as told:
        load.load(register, path, "2026-10")
    silent(str(told.value), repr(told.value))


def test_a_database_that_refuses_a_row_does_not_quote_it(postgres_url, silent):
    register = connections.engine(postgres_url)
    facts.prepare(register)
    rows = pa.table({"kode": ["33.28.02.2001"], "nama": [f"{SECRET}\0"], "sumber": [NUMBER]})
    with register.begin() as connection, pytest.raises(StoreError) as told:
        connections.bulk_insert(connection, metadata.tables["wilayah_alias"], rows)
    silent(str(told.value), repr(told.value), repr(told.value.__cause__))
    register.dispose()


def test_the_command_line_tells_no_value(register, tmp_path, silent):
    register.dispose()
    bad = person(1, NAMA=SECRET, NIK=NUMBER[:-1], NOKK=NUMBER)
    path = text(tmp_path / "some.txt", [bad, person(2)])
    assert main(["import", str(path), "--periode", "2026-10"]) == 0
    silent()
    lone = text(tmp_path / "lone.txt", [bad])
    assert main(["import", str(lone), "--periode", "2026-10"]) == 1
    silent()
