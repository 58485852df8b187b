"""The examples in data_samples/contoh are what they say: each loads whole."""

from pathlib import Path

import pytest

from register import workbench
from register.importers.catalogue import FORMATS
from tests.register.conftest import contents

EXAMPLES = Path(__file__).parents[2] / "data_samples" / "contoh"
# File → a table it fills and the rows it brings there. By hand: the rows of the file, but for
# targets and households, which hold a family each.
ROWS = {
    "agregat.csv": ("agregat", 1),
    "bdt_art.csv": ("individu", 47),
    "bdt_rt.csv": ("rumah_tangga", 10),
    "bltdd.csv": ("kepesertaan", 30),
    "bnba.csv": ("individu", 47),
    "desil.xlsx": ("pemeringkatan", 30),
    "dtks.txt": ("individu", 30),
    "dtks.xlsx": ("individu", 30),
    "dtsen_anggota.csv": ("individu", 47),
    "dtsen_keluarga.csv": ("keluarga", 11),
    "laporan.csv": ("laporan_warga", 12),
    "layar.csv": ("individu", 47),
    "musdes.csv": ("musdes", 30),
    "pbi.txt": ("kepesertaan", 30),
    "petugas.csv": ("petugas", 30),
    "sasaran.csv": ("sasaran_verval", 30),
    "usulan_jawaban.csv": ("jawaban_usulan", 5),
    "usulan_tahap.csv": ("usulan", 30),
    "usulan_v4.csv": ("usulan", 29),
    "verval.csv": ("verval", 30),
}


@pytest.mark.parametrize("name", ROWS)
def test_example_loads(register, load_file, monkeypatch, name):
    # What a format takes before its first rows must leave room for a large file's. Some take 200
    # to 250 MB (each column of each table is begun with a block of its own), so not half of it.
    monkeypatch.setattr(workbench, "MEMORY_LIMIT", "350MB")
    table, rows = ROWS[name]
    loaded = load_file(EXAMPLES / name)
    held = contents(register)
    assert len(loaded.rejects) == 0
    assert loaded.taken == rows
    assert len(held[table]) == rows
    assert held["muatan"][0].format == name.split(".")[0]
    assert held["muatan"][0].contoh is True


def test_every_format_has_an_example_and_every_example_is_tested():
    assert {path.name for path in EXAMPLES.iterdir()} == set(ROWS)
    assert {name.split(".")[0] for name in ROWS} == {form.code for form in FORMATS}


def test_some_of_the_invented_people_have_died_or_moved(register, load_file):
    load_file(EXAMPLES / "bnba.csv")
    people = contents(register)["individu"]
    assert {person.keadaan for person in people if not person.aktif} == {"Meninggal", "Pindah"}
    assert all(person.tanggal_kejadian for person in people if not person.aktif)
