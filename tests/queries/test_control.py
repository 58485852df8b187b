"""The control sample: drawn by lot, the same everywhere, and back through the real importer."""

import stat
from collections import Counter
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from queries import account_commands, audit, control, publish, summary
from queries.__main__ import main
from register import facts, load
from register.connections import StoreError
from register.schema import sasaran_verval, verval
from tests.queries.conftest import stored
from tests.register.written import book, done, person, text, visit

TODAY = date(2026, 11, 2)
BEGINS = date(2026, 10, 1)
NAME = "Verval Uji"
# Bumijawa with three desa, Slawi with one: of 12, 5 and 6 families a result, 4 and none in Slawi.
FAMILIES = {
    ("BUMIJAWA", "GUCI"): range(100, 112),
    ("BUMIJAWA", "SIGEDONG"): range(200, 205),
    ("BUMIJAWA", "BUMIJAWA"): range(300, 306),
    ("SLAWI", "KALISAPU"): range(400, 404),
}
NOT_YET = [visit(n, KECAMATAN="SLAWI", DESA_KELURAHAN="KALISAPU") for n in range(450, 453)]
TOO_LATE = done(460, "01/10/2026", KECAMATAN="SLAWI", DESA_KELURAHAN="KALISAPU")


def frame(n: int, desa: int = 4) -> pd.DataFrame:
    rows = [(f"99{i:014d}", f"33.28.0{1 + i % 2}.200{i % desa}") for i in range(n)]
    return pd.DataFrame(rows, columns=["keluarga_id", "kode_desa"])


def families(sample: pd.DataFrame) -> set[str]:
    return set(sample["keluarga_id"])


def test_the_same_seed_draws_the_same_whatever_the_order_of_rows():
    rows = frame(400)
    shuffled = rows.sample(frac=1, random_state=3)

    one, other = (control.drawn(each, NAME, 30, 7) for each in (rows, shuffled))

    pd.testing.assert_frame_equal(one, other)
    assert one.groupby("kode_kecamatan").size().tolist() == [30, 30]
    assert families(one) != families(control.drawn(rows, NAME, 30, 8))
    assert families(one) != families(control.drawn(rows, "Lain", 30, 7))
    # This draw, for good: another algorithm would draw other families under an old seed.
    assert sorted(families(control.drawn(rows, NAME, 1, 7))) == DRAWN


DRAWN = ["9900000000000062", "9900000000000327"]  # the least SHA-256 of each kecamatan


def test_a_larger_sample_holds_the_smaller():
    rows = frame(400)
    assert families(control.drawn(rows, NAME, 20, 7)) < families(control.drawn(rows, NAME, 50, 7))


def test_every_family_is_as_likely():
    """Each of 40 in a kecamatan is drawn by a quarter of the seeds, as far as chance lets it."""
    rows = frame(80)
    times = Counter()
    for seed in range(400):
        times.update(families(control.drawn(rows, NAME, 10, seed)))

    assert set(times) == families(rows)
    # Binomial(400, 1/4): sd 8.7; of 80 none should lie five of them away.
    assert all(abs(number - 100) < 43 for number in times.values())
    spread = sum((number - 100) ** 2 for number in times.values()) / 75  # chi-square, 78 d.f.
    assert 45 < spread < 125


def test_the_other_desa_take_turns_and_nobody_checks_their_own():
    sample = control.drawn(frame(400, desa=10), NAME, 45, 7)

    assert (sample["pemeriksa"] != sample["kode_desa"]).all()
    assert (sample["pemeriksa"].str[:8] == sample["kode_kecamatan"]).all()
    # five desa in each kecamatan, 45 families: nine each, give or take who may not
    loads = sample.groupby(["kode_kecamatan", "pemeriksa"]).size()
    assert len(loads) == 10
    assert loads.between(6, 12).all()


def test_where_a_kecamatan_has_one_desa_nobody_is_named():
    sample = control.drawn(frame(10, desa=2), NAME, 3, 7)
    assert sample["pemeriksa"].isna().all()


@pytest.fixture
def register(register_engine, tmp_path):
    """A campaign with 27 results before October in four desa of two kecamatan."""
    facts.prepare(register_engine)
    rows = [
        done(n, RESULTS[n % 3], KECAMATAN=kecamatan, DESA_KELURAHAN=desa)
        for (kecamatan, desa), numbers in FAMILIES.items()
        for n in numbers
    ]
    people = [person(n, KECAMATAN="BUMIJAWA", DESA_KELUARAHAN="GUCI") for n in FAMILIES[GUCI]]
    people.append(person(990, family=100, HUB_KELUARGA="ANAK", NAMA="ANAK REKAAN"))
    for name, table in {"v.csv": [*rows, *NOT_YET, TOO_LATE], "d.csv": people}.items():
        load.load(register_engine, text(tmp_path / name, table, ";"), "2026-10", TODAY)
    return register_engine


GUCI = ("BUMIJAWA", "GUCI")
RESULTS = ("10/08/2026", "11/08/2026", "12/08/2026")


DRAW = {"by": account_commands.SCOPE, "reason": "uji silang", "per": 10, "seed": 7}


def kontrol(folder: Path, *more: str) -> int:
    options = ("--per", "10", "--mulai", BEGINS.isoformat(), "--out", str(folder))
    options += ("--alasan", "uji silang")
    return main(["kontrol", NAME, *options, *more])


def sheet(path: Path) -> list[dict[str, str]]:
    heads, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_lists_are_complete_blind_and_private(register, tmp_path, capsys):
    register.dispose()

    assert kontrol(tmp_path / "k") == 0

    told = capsys.readouterr().out.splitlines()
    assert told[0] == (
        "14 dari 27 KK berhasil akhir ditarik, 10 per kecamatan, 2 kecamatan (benih 7)."
    )
    assert told[1:3] == [
        "Slawi: hanya 4 KK, semua masuk contoh.",
        "Slawi: hanya satu desa, tunjuk pemeriksa dari kecamatan lain.",
    ]
    files = sorted((tmp_path / "k").iterdir())
    assert [file.name for file in files] == [
        "kontrol-33.28.02-bumijawa.xlsx",
        "kontrol-33.28.10-slawi.xlsx",
        "sasaran-kontrol.xlsx",
    ]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "k").stat().st_mode) == 0o700
    bumijawa, slawi, targets = map(sheet, files)
    assert len(bumijawa) == 10
    assert {row["NOKK"] for row in bumijawa + slawi} == {row["NOKK"] for row in targets}
    assert {row["KEGIATAN"] for row in targets} == {f"Kontrol: {NAME}"}
    assert {row["BATAS WAKTU"] for row in targets} == {"31/10/2026"}
    for row in bumijawa:
        assert not any(row[name] for name in control.FOUND)  # nothing of the first result
        assert row["DIPERIKSA PETUGAS DESA"] not in ("", row["DESA/KELURAHAN"])
        assert row["DIPERIKSA PETUGAS DESA"] in ("GUCI", "SIGEDONG", "BUMIJAWA")
    heads = {row["NOKK"]: row for row in bumijawa if row["DESA/KELURAHAN"] == "GUCI"}
    assert len(heads) > 2
    (row,) = audit.read().to_dict("records")
    assert (row["perbuatan"], row["perihal"]) == ("contoh kontrol", NAME)
    assert (row["alasan"], row["baris"]) == ("uji silang", 14)
    (told,) = CalamineWorkbook.from_path(files[0]).get_sheet_by_name("Pengambilan").to_python()
    assert "jejak 1: uji silang" in told[0]
    for number, row in heads.items():
        assert row["NAMA"] == f"WARGA REKAAN {int(number[-6:])}"  # the head, not the child
        assert (row["ALAMAT"], row["RT"], row["NIK"][:10]) == ("JL CONTOH 1", "001", "9928011708")


def test_back_through_the_importer_into_the_summary(register, tmp_path):
    control.write(register, NAME, tmp_path / "k", **DRAW, begins=BEGINS)
    targets, *lists = sorted((tmp_path / "k").iterdir(), reverse=True)

    # Imported empty, the list freezes who is to be checked.
    frozen = load.load(register, targets, "2026-10", TODAY)
    assert frozen.rejects.empty
    for path in lists:
        assert load.load(register, path, "2026-10", TODAY).rejects.empty
    with register.connect() as connection:
        on_list = select(sasaran_verval).where(sasaran_verval.c.kegiatan == f"Kontrol: {NAME}")
        assert len(connection.execute(on_list).all()) == 14
        assert not connection.execute(
            select(verval).where(verval.c.kegiatan == f"Kontrol: {NAME}")
        ).all()

    # Filled in: every third tidak layak, two left to be visited.
    for path in lists:
        rows = sheet(path)
        for place, row in enumerate(rows[:-1]):
            found = "Tidak Layak" if place % 3 == 0 else "Layak"
            row |= {"HASIL VERVAL": found, "TANGGAL VERVAL": "15/10/2026", "PETUGAS": "PEMERIKSA"}
        back = load.load(register, book(tmp_path / path.name, rows), "2026-10", TODAY)
        assert back.rejects.empty
    version = publish.publish(register, lambda _: None, "uji")

    table = stored(version, "verval_kontrol")
    sums = table.groupby("kode_kecamatan")[["keluarga", "kontrol", "layak", "tidak_layak"]].sum()
    assert set(table["kegiatan"]) == {NAME}
    assert sums.T.to_dict("list") == {
        "33.28.02": [23, 10, 6, 3],  # nine of ten back: 0, 3, 6 of them tidak layak
        "33.28.10": [4, 4, 2, 1],  # three of four: 0
    }
    # The campaign itself is as before, and the control is not one.
    assert stored(version, "kegiatan")["kegiatan"].tolist() == [NAME]
    assert stored(version, "terbitan_periode")["kegiatan"].tolist() == [NAME]
    days = stored(version, "verval_harian")
    assert (days["jumlah"].sum(), set(days["hasil"])) == (28, {"layak"})
    summary.engine(version).dispose()

    # A second draw would be a way to look for a better answer.
    with pytest.raises(StoreError, match="sudah diimpor"):
        control.write(register, NAME, tmp_path / "lagi", **DRAW | {"seed": 8}, begins=BEGINS)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("Tidak Ada",), "Kegiatan 'Tidak Ada' tidak ada di register. Yang ada: Verval Uji."),
        ((NAME, "--per", "0"), "--per: tulis sedikitnya 1."),
        ((NAME, "--mulai", "2026-08-10"), "Belum ada hasil akhir Verval Uji sebelum 10-08-2026."),
    ],
)
def test_what_cannot_be_drawn_is_said(register, tmp_path, capsys, options, told):
    register.dispose()
    assert main(["kontrol", *options, "--alasan", "uji", "--out", str(tmp_path / "k")]) == 1
    assert capsys.readouterr().err.strip() == told
    assert not (tmp_path / "k").exists()


def test_a_folder_in_use_is_left_alone(register, tmp_path):
    (tmp_path / "a.txt").write_text("milik orang")
    with pytest.raises(StoreError, match="sudah berisi berkas"):
        control.write(register, NAME, tmp_path, **DRAW, begins=BEGINS)


def test_no_reason_no_list(register, tmp_path, capsys):
    """Nor one with the number of a person, which the audit would keep for good."""
    for reason in ("", "cek 3328011708900001"):
        assert kontrol(tmp_path / "k", "--alasan", reason) == 1
        assert "Alasan" in capsys.readouterr().err
    assert not (tmp_path / "k").exists()
    assert audit.read().empty
