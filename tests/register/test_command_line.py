"""python -m register: what an operator types, what is answered, and what it returns."""

import gc
import json
import re

import pytest

from register.__main__ import main
from register.connections import engine
from tests.register.berkas import FOLDER
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


@pytest.mark.parametrize(
    "name", ["dtks 2026-09 sampai 2026-10.txt", "surat 2026-1045.txt", "nomor 12026-10.txt"]
)
def test_a_name_that_does_not_say_one_month(run, tmp_path, name):
    code, _, err = run("import", text(tmp_path / name, [person(1)]))
    assert (code, err) == (1, f"Periode {name} tidak jelas. Tambahkan --periode YYYY-MM.\n")


def test_a_corrected_file_is_not_replaced_by_the_one_it_corrects(run, register_url, tmp_path):
    old = text(tmp_path / "dtks-2026-10.txt", [person(1, NAMA="LAMA")])
    new = text(tmp_path / "dtks-2026-10-perbaikan.txt", [person(1, NAMA="BARU")])
    run("import", tmp_path)
    assert [p.nama for p in held(register_url, "individu")] == ["BARU"]
    run("import", new, old)  # as named, not by the alphabet
    assert [p.nama for p in held(register_url, "individu")] == ["LAMA"]


def test_a_file_that_is_not_there(run, tmp_path):
    code, _, err = run("import", tmp_path / "tidak-ada.txt", "--periode", "2026-10")
    assert code == 1
    assert "tidak-ada.txt tidak ada" in err


def test_check(run, tmp_path):
    code, out, err = run("check")
    assert code == 1  # nothing there yet: told, on either database
    assert "belum ada" in err or "tidak ada" in out
    run("import", text(tmp_path / "a.txt", [person(1)]), "--periode", "2026-10")
    code, out, err = run("check")
    assert (code, out.splitlines()[-1], err) == (0, "Register sesuai.", "")


def events(out: str) -> list[dict]:
    """Return the events, but of several steps of one kind only the first."""
    told = [json.loads(line) for line in out.splitlines()]
    kinds = [(e["event"], e.get("step")) for e in told]
    return [e for place, e in enumerate(told) if kinds[place] not in kinds[:place]]


class TestJson:
    """What the import page reads: one object a line, nothing of any row but its number."""

    def test_an_import(self, run, tmp_path):
        bad = person(2, NIK="99280117080000XX", NAMA="SITI RAHASIA")
        rows = [person(1), bad, bad, person(3, DESA_KELUARAHAN="GUCCI")]
        path = text(tmp_path / "dtks-2026-10.txt", rows)
        code, out, err = run("import", path, "--json", "--oleh", "penguji")

        assert (code, err) == (0, "")
        assert "RAHASIA" not in out
        assert "99280117" not in out
        told = {e.get("step", e["event"]): e for e in events(out)}
        assert list(told) == [
            "membaca",
            "recognised",
            "memeriksa",
            "checked",
            "menyimpan",
            "loaded",
        ]
        assert {e["file"] for e in told.values()} == {"dtks-2026-10.txt"}
        assert told["recognised"] | {"event": ""} == {
            "event": "",
            "file": "dtks-2026-10.txt",
            "format": "dtks",
            "nama": "Ekspor DTKS SIKS-NG (23 kolom)",
            "periode": "2026-10",
        }
        checked = told["checked"]
        assert (checked["taken"], checked["rejected"], checked["quarantined"]) == (1, 2, 1)
        assert (checked["mended"], checked["already"], checked["contoh"]) == (False, False, True)
        assert checked["problems"][0] == {
            "baris": "3",
            "kolom": "NIK",
            "sebab": "NIK harus 16 angka",
        }
        assert checked["reasons"] == [{"kolom": "NIK", "sebab": "NIK harus 16 angka", "jumlah": 2}]
        (unknown,) = checked["unknown_desa"]
        assert (unknown["kode_kecamatan"], unknown["desa_tertulis"]) == ("33.28.02", "GUCCI")
        assert unknown["calon"][0] == {"kode": "33.28.02.2001", "nama": "Guci"}
        loaded = told["loaded"]
        assert (loaded["muatan_id"], loaded["taken"], loaded["rejected"]) == (1, 1, 2)
        assert (loaded["quarantined"], loaded["replaced"], loaded["already"]) == (1, 0, False)
        assert loaded["reject_file"].endswith(".ditolak.xlsx")

    def test_check_only_changes_nothing(self, run, register_url, data_dir, tmp_path):
        path = text(tmp_path / "dtks-2026-10.txt", [person(1), person(2, NIK="1")])
        code, out, _ = run("import", path, "--json", "--check-only")
        assert code == 0
        assert [e["event"] for e in events(out)][-1] == "checked"
        assert held(register_url, "muatan") == []
        assert not (data_dir / "ditolak").exists()

    def test_check_only_tells_what_would_be_refused(self, run, tmp_path):
        run("import", text(tmp_path / "dtks-2026-10.txt", [person(1)]))
        path = text(tmp_path / "dtks-2026-09.txt", [person(1, prefix="88")])
        code, out, _ = run("import", path, "--json", "--check-only")
        assert code == 1
        assert "DATA CONTOH" in events(out)[-1]["error"]

    def test_failures(self, run, tmp_path):
        wrong = text(tmp_path / "b-2026-10.txt", [{"APA": "ini"}])
        none = text(tmp_path / "c-2026-10.txt", [person(1, NIK="1")])
        code, out, err = run("import", wrong, none, "--json")
        assert (code, err) == (1, "")
        failed = [e for e in map(json.loads, out.splitlines()) if e["event"] == "failed"]
        assert [e["file"] for e in failed] == [wrong.name, none.name]
        assert "tidak dikenali" in failed[0]["error"]
        assert failed[0]["needs_desa"] is False
        assert failed[1]["reject_file"].endswith(".xlsx")
        checked = [e for e in map(json.loads, out.splitlines()) if e["event"] == "checked"]
        assert [(e["taken"], e["rejected"]) for e in checked] == [(0, 1)]

    def test_a_file_that_needs_its_desa(self, run, register_url):
        path = FOLDER / "bdt_rt-2019-10.xlsx"
        code, out, _ = run("import", path, "--json")
        assert (code, events(out)[-1]["needs_desa"]) == (1, True)
        code, out, _ = run("import", path, "--json", "--desa", "33.28.02.2001")
        assert (code, events(out)[-1]["event"]) == (0, "loaded")
        assert {r.kode_desa for r in held(register_url, "rumah_tangga")} == {"33.28.02.2001"}

    def test_what_goes_wrong_before_any_file(self, run, tmp_path):
        code, out, _ = run("import", tmp_path / "tidak-ada-2026-10.txt", "--json")
        assert (code, events(out)[-1]["event"]) == (1, "failed")

    def test_undo_and_alias(self, run, tmp_path):
        rows = [person(1), person(2, DESA_KELUARAHAN="GUCCI")]
        run("import", text(tmp_path / "dtks-2026-10.txt", rows))
        alias = ("alias", "33.28.02", "GUCCI", "33.28.02.2001", "--json")
        assert events(run(*alias)[1]) == [
            {
                "event": "named",
                "file": None,
                "released": 1,
                "rejected": 0,
                "outdated": 0,
                "corrected": False,
                "muatan_id": 2,
                "reject_file": None,
            }
        ]
        code, out, _ = run("undo", "1", "--json")
        assert (code, "muatan 2" in events(out)[0]["error"]) == (1, True)
        code, out, _ = run("undo", "2", "--json", "--oleh", "penguji")
        undone = {"event": "undone", "file": None, "muatan_id": 2, "removed": 1, "restored": 0}
        assert (code, events(out)) == (0, [undone])


def test_in_sentences(run, tmp_path):
    rows = [person(1), person(2, DESA_KELUARAHAN="GUCCI")]
    path = text(tmp_path / "dtks-2026-10.txt", rows)
    out = run("import", path, "--check-only")[1]
    assert "1 baris akan diambil, 1 menunggu nama desa. Belum ada yang diubah." in out
    assert 'Bumijawa: 1 baris menyebut desa "GUCCI"; mungkin Guci (33.28.02.2001)' in out
    assert "1 menunggu nama desa" in run("import", path)[1]
    assert "1 baris diambil" in run("alias", "33.28.02", "gucci", "33.28.02.2001")[1]
    code, _, err = run("undo", "1")
    assert (code, "Batalkan dahulu muatan 2" in err) == (1, True)
    assert "1 baris dihapus" in run("undo", "2", "--oleh", "penguji")[1]
    out = run("ledger")[1].splitlines()
    assert out[0].split() == [
        *("No", "Periode", "Format", "Berkas", "Diambil", "Ditolak", "Menunggu", "Oleh", "Pada")
    ]
    assert re.search(r"^ 1  2026-10  dtks +dtks-2026-10.txt +1 +0 +1 .* berlaku$", out[1])
    assert re.search(r"dibatalkan penguji, \d\d-\d\d-\d{4} \d\d\.\d\d$", out[2])
