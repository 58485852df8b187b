"""A heading renamed or gone: never another format, and nothing unused passed over in silence."""

import json
from pathlib import Path

import duckdb
import pytest

from register.__main__ import main
from register.importers import reading
from register.importers.catalogue import explain_unknown, nearest, recognise
from tests.register.berkas import FOLDER
from tests.register.conftest import contents
from tests.register.test_reading import rows_of, sheets
from tests.register.test_shipped_examples import EXAMPLES
from tests.register.written import VERVAL_HEADER, done, person, text, visit

SHIPPED = sorted(
    p for f in (FOLDER, EXAMPLES) for p in f.iterdir() if p.suffix in (".csv", ".txt", ".xlsx")
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_required_column_renamed_or_gone_never_makes_another_format(path):
    with duckdb.connect() as workbench:
        source = reading.read(path, workbench)
    form, header = source.recognised.format, source.header
    for field in form.required:
        place = source.recognised.positions[field.name]
        gone = [*header[:place], *header[place + 1 :]]
        renamed = [*header[:place], "JUDUL LAIN", *header[place + 1 :]]
        for changed in (gone, renamed):
            found = recognise(changed)
            assert found is None or found.format is form, field.name


@pytest.mark.parametrize(
    "wrong",
    [{"HASIL VERVAL"}, {"TANGGAL VERVAL"}, {"HASIL VERVAL", "TANGGAL VERVAL"}],
)
def test_results_with_a_heading_misspelt_are_no_target_list(wrong):
    header = [f"{name} X" if name in wrong else name for name in VERVAL_HEADER]
    assert recognise(header) is None
    assert nearest(header).code == "verval"
    for name in wrong:
        assert name in str(explain_unknown(header))


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("KEGIATAN,TANGGAL MULAI,BATAS WAKTU,KECAMATAN,DESA,NOKK,NAMA,PETUGAS,ALASAN", "sasaran"),
        ("NOKK,NIK,DESIL,NAMA,KECAMATAN,DESA,ALAMAT,KETERANGAN,PETUGAS", "desil"),
        ("KECAMATAN,DESA,NOKK,HASIL VERVAL,TANGGAL VERVAL", "verval"),
    ],
)
def test_columns_more_do_not_make_a_list_unknown(header, code):
    assert recognise(header.split(",")).format.code == code


@pytest.fixture
def import_file(register_url, capsys):
    """Return a function that imports a file for 2026-10 and returns what was said."""

    def command(path: Path, *options: str) -> str:
        main(["import", str(path), "--periode", "2026-10", *options])
        return capsys.readouterr().out

    return command


def checked(said: str) -> dict:
    events = map(json.loads, said.splitlines())
    return next(told for told in events if told["event"] == "checked")


def test_columns_not_used_are_told(import_file, tmp_path):
    more = {"Catatan Kami": "a", "": "b", "kolom ditolak": "c", "9928011708000001": "d"}
    path = text(tmp_path / "a.txt", [person(1) | more])
    assert checked(import_file(path, "--json", "--check-only"))["unused"] == ["Catatan Kami"]
    assert "kolom tidak dipakai: Catatan Kami" in import_file(path, "--check-only")
    assert "kolom tidak dipakai: Catatan Kami" in import_file(path)


def test_sheets_and_totals_left_aside_are_told(import_file, tmp_path):
    rows = [*rows_of(person(1)), ["JUMLAH", "1"], ["TOTAL", "1"]]
    path = sheets(tmp_path / "a.xlsx", Data=rows, Petunjuk=[["Petunjuk"]])
    told = checked(import_file(path, "--json", "--check-only"))
    assert (told["sheets"], told["passed_over"]) == (["Data"], ["Petunjuk"])
    said = import_file(path)
    assert "2 baris jumlah dilewati" in said
    assert "lembar dibaca: Data" in said
    assert "lembar tidak dibaca: Petunjuk" in said


@pytest.mark.parametrize("heading", ["Baris Asal", "baris_asal", "BARIS  ASAL"])
def test_a_reject_file_is_known_whatever_the_case_of_its_heading(import_file, tmp_path, heading):
    path = text(tmp_path / "a.csv", [{heading: "2"} | done(1), {heading: "3"} | visit(2)], ";")
    assert checked(import_file(path, "--json", "--check-only"))["mended"] is True


def test_a_number_in_the_column_of_the_desa_is_refused_and_not_kept_waiting(screen, tmp_path):
    names = ("GUCCI", "GUCI 9928011708", "9928 01 170", "RW 12345")
    found = screen(
        text(tmp_path / "a.txt", [person(n, DESA_KELUARAHAN=d) for n, d in enumerate(names, 1)])
    )
    assert [desa for _, _, desa in found.waiting] == ["GUCCI", "RW 12345"]
    assert found.reasons == dict.fromkeys((3, 4), "DESA/KELURAHAN berisi nomor; tulis nama desanya")


def test_words_for_no_and_broken_cells_are_no_membership(register, load_file, tmp_path):
    words = ("TDK", "Nihil", "TIDAK ADA", "BUKAN", "N", "#REF!", "#VALUE!", "\u2013", "\u2014")
    rows = [person(n, BANSOS_PKH=word) for n, word in enumerate((*words, "YA"), 1)]
    load_file(text(tmp_path / "a.txt", rows))
    assert [row.status for row in contents(register)["kepesertaan"]] == ["YA"]


def test_a_programme_that_is_gone_is_noted(import_file, tmp_path):
    people = [person(1, BANSOS_PKH="YA"), person(2, BANSOS_PKH="YA", PBI_JKN="YA")]
    import_file(text(tmp_path / "a.txt", people))
    renamed = text(tmp_path / "b.txt", people, rename={"BANSOS PKH": "P.K.H. 2026"})
    told = checked(import_file(renamed, "--json", "--check-only"))
    assert told["notes"][-1:] == [
        {
            "kolom": "PKH",
            "catatan": "tidak ada satu pun; muatan 1 membawa 2",
            "jumlah": 0,
            "baris_pertama": "",
        }
    ]
    assert told["unused"] == ["P.K.H. 2026"]
    assert "PERIKSA PKH: tidak ada satu pun; muatan 1 membawa 2" in import_file(renamed)


def test_programmes_of_other_desa_are_not_missed(import_file, tmp_path):
    import_file(text(tmp_path / "a.txt", [person(1, BANSOS_PKH="YA")]))
    other = text(tmp_path / "b.txt", [person(2, DESA_KELUARAHAN="SIGEDONG")])
    assert "PERIKSA" not in import_file(other)
