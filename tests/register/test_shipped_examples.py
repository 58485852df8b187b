"""The examples in data_samples/contoh are what they say: each loads, by the real importers."""

from pathlib import Path

import pytest

from tests.register.conftest import contents

EXAMPLES = Path(__file__).parents[2] / "data_samples" / "contoh"


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("dtks.txt", "individu"),
        ("dtks.xlsx", "individu"),
        ("verval.csv", "verval"),
        ("musdes.csv", "musdes"),
    ],
)
def test_example_loads(register, load_file, name, table):
    loaded = load_file(EXAMPLES / name)
    held = contents(register)
    assert loaded.taken >= 20
    assert len(held[table]) > 0
    assert held["muatan"][0].contoh is True


def test_every_example_is_tested():
    assert {path.name for path in EXAMPLES.iterdir()} == {
        "dtks.txt",
        "dtks.xlsx",
        "verval.csv",
        "musdes.csv",
    }
