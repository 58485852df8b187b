"""Taking a load back: the register is as it was before, table by table."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from register import load
from register.importers.catalogue import FORMATS
from register.importers.format import ImportFailedError, Place
from register.rejects import write
from register.undo import undo
from tests.register.berkas import FOLDER
from tests.register.conftest import TODAY, contents
from tests.register.written import done, meeting, person, text, visit

GUCI = "33.28.02.2001"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".csv", ".txt", ".xlsx"))


def state(register, *, without: int | None = None) -> dict[str, list]:
    """Return all there is, but the ledger's row of one load: that stays."""
    held = contents(register)
    held["muatan"] = [row for row in held["muatan"] if row.muatan_id != without]
    return held


def copied(path: Path, folder: Path) -> Path:
    """The same rows in a file with another fingerprint, as if exported again."""
    copy = folder / path.name
    copy.write_bytes(path.read_bytes())
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(copy, "a") as book:
            book.comment = b"lagi"
    else:
        with copy.open("ab") as lines:
            lines.write(b"\r\n\r\n")
    return copy


def test_every_format_has_a_file():
    assert {path.name[: -len(path.suffix)][:-8] for path in FILES} == {f.code for f in FORMATS}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_format_gives_back_what_it_replaced(register, load_file, tmp_path, path):
    form = next(form for form in FORMATS if path.stem.startswith(f"{form.code}-"))
    place = {"kode_desa": GUCI} if form.place is Place.GIVEN else {}
    month = path.stem[-7:]
    empty = state(register)
    load_file(path, month, **place)
    before = state(register)

    second = load_file(copied(path, tmp_path), month, **place)
    changed = state(register, without=2)
    gone = undo(register, 2, "penguji", TODAY)

    assert second.muatan_id == 2
    # Or nothing is proven; but a second target list adds nothing to a frozen target.
    assert (changed == before) == (form.code == "sasaran")
    assert state(register, without=2) == before
    assert (gone.removed > 0) == (form.code != "sasaran")
    assert [m.dibatalkan_oleh for m in contents(register)["muatan"]] == [None, "penguji"]
    undo(register, 1, "penguji", TODAY)
    assert {**state(register), "muatan": []} == {**empty, "muatan": []}


def test_three_deep_and_desa_by_desa(register, load_file, tmp_path):
    sigedong = {"DESA_KELUARAHAN": "SIGEDONG"}
    files = [
        [person(1), person(2, PBI_JKN="YA"), person(3, **sigedong)],
        [person(1, NAMA="REKAAN LAIN")],
        [person(4, **sigedong), person(5, **sigedong)],
        [person(6), person(3, **sigedong)],
    ]
    states = [state(register)]
    for number, rows in enumerate(files, start=1):
        load_file(text(tmp_path / f"{number}.txt", rows))
        states.append(state(register))
    # 2 replaced Guci and 3 Sigedong of 1; 4 replaced both, of 2 and 3.
    assert [m.digantikan_oleh for m in contents(register)["muatan"]] == [2, 4, 4, None]
    for number in (4, 3, 2, 1):
        undo(register, number, "penguji", TODAY)
        held = contents(register)
        held["muatan"] = [row for row in held["muatan"] if row.muatan_id < number]
        assert held == states[number - 1]


def test_the_archive_tells_who_was_first_to_replace(register, load_file, tmp_path):
    sigedong = {"DESA_KELUARAHAN": "SIGEDONG"}
    load_file(text(tmp_path / "1.txt", [person(1), person(3, **sigedong)]))
    load_file(text(tmp_path / "2.txt", [person(2)]))
    load_file(text(tmp_path / "3.txt", [person(4, **sigedong)]))
    undo(register, 2, "penguji", TODAY)  # nothing rests on it: 3 is of another desa
    held = contents(register)
    assert [m.digantikan_oleh for m in held["muatan"]] == [3, None, None]
    assert {(p.kode_desa[-4:], p.nik[-1]) for p in held["individu"]} == {
        ("2001", "1"),
        ("2002", "4"),
    }


def refused(register, number: int) -> str:
    before = contents(register)
    with pytest.raises(ImportFailedError) as told:
        undo(register, number, "penguji", TODAY)
    assert contents(register) == before
    return str(told.value)


class TestOrder:
    """What later loads rest on stays until they are undone."""

    def test_what_replaced_it_goes_first(self, register, load_file, tmp_path):
        for number in (1, 2, 3):
            load_file(text(tmp_path / f"{number}.txt", [person(number)]))
        # 3 replaced the rows of 2, and 2 those of 1.
        assert "Batalkan dahulu muatan 2 (2.txt)" in refused(register, 1)
        assert "Batalkan dahulu muatan 3 (3.txt)" in refused(register, 2)
        undo(register, 3, "penguji", TODAY)
        undo(register, 2, "penguji", TODAY)
        undo(register, 1, "penguji", TODAY)
        assert contents(register)["individu"] == []

    def test_a_mended_file_goes_first(self, register, load_file, tmp_path):
        rejects = load_file(text(tmp_path / "a.txt", [person(1), person(2, NIK="1")])).rejects
        load_file(write(rejects.assign(NIK="9928011708000009"), tmp_path / "b.xlsx"))
        assert "muatan 2 (b.xlsx)" in refused(register, 1)

    @pytest.mark.parametrize("later", ["verval", "sasaran"])
    def test_where_the_first_list_decides_the_later_go_first(
        self, register, load_file, tmp_path, later
    ):
        load_file(text(tmp_path / "a.csv", [visit(1), done(2)], ";"), "2026-07")
        rows = [done(1), done(2)]
        if later == "sasaran":
            columns = ("HASIL VERVAL", "ALASAN", "TANGGAL VERVAL", "TANGGAL UNGGAH", "PETUGAS")
            for row in rows:
                for column in (*columns, "BUKTI FOTO"):
                    del row[column]
        load_file(text(tmp_path / "b.csv", rows, ";"), "2026-08")
        assert contents(register)["muatan"][1].format == later
        assert "muatan 2 (b.csv)" in refused(register, 1)
        undo(register, 2, "penguji", TODAY)
        undo(register, 1, "penguji", TODAY)
        assert contents(register)["sasaran_verval"] == []

    def test_other_formats_months_and_desa_do_not_hinder(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", [person(1)]))
        load_file(text(tmp_path / "b.txt", [person(1)]), "2026-09")
        load_file(text(tmp_path / "c.txt", [person(3, DESA_KELUARAHAN="SIGEDONG")]))
        load_file(text(tmp_path / "m.csv", [meeting()], ","))
        undo(register, 1, "penguji", TODAY)
        assert {p.periode for p in contents(register)["periode"]} == {"2026-09", "2026-10"}
        assert {p.nik[-1] for p in contents(register)["individu"]} == {"1", "3"}

    def test_twice_and_what_is_not_there(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", [person(1)]))
        undo(register, 1, "penguji", TODAY)
        assert refused(register, 1) == "Muatan 1 sudah dibatalkan."
        assert "Muatan 9 tidak ada" in refused(register, 9)


def test_what_was_undone_may_be_imported_again(register, load_file, tmp_path):
    path = text(tmp_path / "a.txt", [person(1)])
    load_file(path)
    undo(register, 1, "penguji", TODAY)
    again = load_file(path)
    assert (again.already, again.muatan_id, again.taken) == (False, 2, 1)


def test_what_was_undone_does_not_decide_what_may_come(register, load_file, tmp_path):
    load_file(text(tmp_path / "a.txt", [person(1, prefix="99")]))
    undo(register, 1, "penguji", TODAY)
    assert load_file(text(tmp_path / "b.txt", [person(1, prefix="88")])).taken == 1


def test_the_month_is_as_the_loads_left_leave_it(register, tmp_path):
    days = [date(2026, 10, 15), date(2026, 10, 20)]
    files = [text(tmp_path / "a.txt", [person(1)]), text(tmp_path / "m.csv", [meeting()], ",")]
    for path, day in zip(files, days, strict=True):
        load.load(register, path, "2026-10", day)
    undo(register, 2, "penguji", TODAY)
    assert [p.tanggal_acuan for p in contents(register)["periode"]] == days[:1]
    undo(register, 1, "penguji", TODAY)
    assert contents(register)["periode"] == []
