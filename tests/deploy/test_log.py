"""What the server writes and sends while things go wrong: no person, no place, no traceback."""

import re
import shutil
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from queries import jobs
from register import connections
from register.schema import individu, keluarga
from tests import server
from tests.navigation import PAGES
from tests.register.written import person, text

SIXTEEN = re.compile(r"\d{16}")
SECRET = "SITI RAHASIA"


@pytest.fixture
def office(sample_data: Path, data_dir: Path) -> Path:
    """A data folder of the test's own with the sample."""
    shutil.copy(sample_data / "register.duckdb", data_dir)
    shutil.copytree(sample_data / "summary", data_dir / "summary")
    return data_dir


@pytest.mark.timeout(300)
def test_log_and_answers_over_a_walk_with_bad_files_and_a_broken_store(office, tmp_path):
    rows = [person(n, NIK="12", NAMA=SECRET, ALAMAT=f"JL {SECRET}") for n in range(1, 9)]
    bad = text(tmp_path / "dtks-2026-10.csv", rows, ";")
    broken = tmp_path / "rusak-2026-10.xlsx"
    broken.write_bytes(b"PK\x03\x04" + SECRET.encode() * 1000)
    with server.running(server.ROOT, PANTAU_DATA=str(office)) as address:
        heard = [server.words(server.visit(address, page)) for page in PAGES]
        for file in (bad, broken):
            arguments = ("register", "import", "--json", "--periode", "2026-10", str(file))
            jobs.start(jobs.IMPORT, [jobs.Command("berkas", arguments)])
            while jobs.is_busy():
                time.sleep(0.05)
            assert jobs.last(jobs.IMPORT).parts[0].error
        (office / "summary" / "summary-000099.duckdb").write_bytes(b"rusak" * 5000)
        (office / "summary" / "CURRENT").write_text("summary-000099.duckdb\n")
        heard += [server.words(server.visit(address, page)) for page in PAGES]
    (log,) = office.glob("server-*.log")
    written = log.read_text() + "".join(
        path.read_text() for path in (office / "impor").glob("*.jsonl")
    )

    assert "The summary cannot be read" in written  # the walk did go wrong
    assert "Ringkasan tidak dapat dibuka" in "".join(heard)
    for said in heard:
        assert not re.search(r"Traceback|site-packages|\.py\b.*line \d", said)
        assert str(office) not in said
    for value in (SECRET, *_names(office)):
        assert value not in written
    assert not SIXTEEN.search(written)


def _names(office: Path) -> list[str]:
    """Whole names and addresses of persons of the sample."""
    register = connections.engine(f"duckdb:///{office / 'register.duckdb'}", read_only=True)
    with register.connect() as connection:
        found = {
            value
            for column in (individu.c.nama, keluarga.c.alamat)
            for value in connection.scalars(select(column).distinct().limit(1000))
            if value and " " in value and value != "KEPALA KELUARGA"
        }
    register.dispose()
    assert len(found) > 500
    return sorted(found)
