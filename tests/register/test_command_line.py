"""python -m register: what an operator types, what is answered, and what it returns."""

import gc
import re

import pytest

from register.__main__ import main
from register.connections import engine
from tests.register.conftest import contents
from tests.register.written import meeting, person, text


@pytest.fixture
def run(register_url, capsys):
    """Return a function that runs a command and returns (return code, output, errors)."""

    def command(*arguments) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        gc.collect()  # a command ends with its process, and lets go of its DuckDB file
        return code, *capsys.readouterr()

    return command


def held(register_url: str, table: str) -> list:
    register = engine(register_url)
    rows = contents(register)[table]
    register.dispose()
    return rows


def test_a_folder_is_imported_month_by_month(run, register_url, tmp_path):
    folder = tmp_path / "berkas"
    folder.mkdir()
    text(folder / "z-2026-09.txt", [person(1)])
    text(folder / "a-2026-10.txt", [person(1)])
    text(folder / "musdes-2026-09.csv", [meeting()], ",")

    code, out, err = run("import", folder)

    assert (code, err) == (0, "")
    assert [line.split()[1] for line in out.splitlines()] == [
        "musdes-2026-09.csv",
        "z-2026-09.txt",
        "a-2026-10.txt",
    ]
    assert re.search(r"1 baris diambil \(\d+,\d dtk\)", out)
    assert [m.periode for m in held(register_url, "muatan")] == ["2026-09", "2026-09", "2026-10"]


def test_the_same_again_says_so(run, tmp_path):
    path = text(tmp_path / "a.txt", [person(1)])
    run("import", path, "--periode", "2026-10")
    code, out, _ = run("import", path, "--periode", "2026-10")
    assert code == 0
    assert "sudah ada di register" in out


def test_rejects_are_written_where_it_says(run, data_dir, tmp_path):
    path = text(tmp_path / "a.txt", [person(1), person(2, NIK="1")])
    code, out, _ = run("import", path, "--periode", "2026-10")
    (target,) = (data_dir / "ditolak").glob("a-*.ditolak.xlsx")
    assert code == 0
    assert f"1 ditolak → {target}" in out
    assert target.exists()


def test_one_bad_file_does_not_hold_back_the_others(run, register_url, tmp_path):
    good = text(tmp_path / "a.txt", [person(1)])
    bad = text(tmp_path / "b.txt", [{"APA": "ini"}])
    code, out, err = run("import", good, bad, "--periode", "2026-10")
    assert code == 1
    assert "b.txt … TIDAK DIIMPOR. Berkas tidak dikenali" in out
    assert "1 dari 2 berkas tidak diimpor" in err
    assert len(held(register_url, "keluarga")) == 1


@pytest.mark.parametrize("periode", ["2026-13", "2026", "26-10", "Oktober"])
def test_a_periode_is_a_month(run, tmp_path, periode):
    path = text(tmp_path / "a.txt", [person(1)])
    code, _, err = run("import", path, "--periode", periode)
    assert code == 1
    assert periode in err
    assert "Tulis seperti 2026-10" in err


def test_a_file_without_a_month_in_its_name(run, tmp_path):
    code, _, err = run("import", text(tmp_path / "a.txt", [person(1)]))
    assert (code, err) == (1, "Periode a.txt tidak jelas. Tambahkan --periode YYYY-MM.\n")


def test_a_file_that_is_not_there(run, tmp_path):
    code, _, err = run("import", tmp_path / "tidak-ada.txt", "--periode", "2026-10")
    assert code == 1
    assert "tidak-ada.txt tidak ada" in err


def test_check(run, tmp_path):
    code, out, err = run("check")
    assert code == 1  # nothing there yet: told, on either database
    assert "belum ada" in err or "tidak ada" in out
    run("import", text(tmp_path / "a.txt", [person(1)]), "--periode", "2026-10")
    assert run("check") == (0, "Register sesuai.\n", "")
