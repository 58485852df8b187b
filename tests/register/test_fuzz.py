"""A small slice of `make soak`: damaged files end in an import or a sentence, nothing half done."""

import pytest

from register.importers.catalogue import FORMATS
from tests.soak.judge import Judge
from tests.soak.mutations import SEEDS, mutated

FILES = 60
PARTS = 3  # so that a fault names its part


@pytest.mark.parametrize("part", range(PARTS))
def test_damaged_files(tmp_path, part):
    judge = Judge(tmp_path)
    verdicts = [judge.judge(number) for number in range(part, FILES, PARTS)]
    faults = {v.number: (v.told, v.fault) for v in verdicts if v.fault}
    assert faults == {}
    assert {v.outcome for v in verdicts} == {"imported", "refused"}  # it damages, and not all


def test_every_format_is_damaged():
    seeds = {path.stem.split("-")[0] for path in SEEDS}
    assert {form.code for form in FORMATS} <= seeds


def test_a_number_makes_the_same_file_again(tmp_path):
    for number in (3, 7, 11):
        first = mutated(number, tmp_path)
        if first.path.suffix == ".xlsx":  # the hour of writing stands in it
            continue
        content = first.path.read_bytes()
        assert mutated(number, tmp_path).path.read_bytes() == content
