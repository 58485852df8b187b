"""Each hostile attempt fails, and docs/serangan.md lists them as they are."""

import re
from collections.abc import Iterator

import pytest

from tests.hostile.attempts import written
from tests.hostile.every import ATTEMPTS, tried
from tests.hostile.world import World, built
from tests.server import ROOT

pytestmark = pytest.mark.timeout(600)  # the first one waits for the application


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The application under attack, started once."""
    with built(tmp_path_factory.mktemp("hostile")) as world:
        yield world


@pytest.mark.parametrize("number", range(1, len(ATTEMPTS) + 1))
def test_attempt(world, number):
    attempt = ATTEMPTS[number - 1]

    result = tried(world, attempt)

    assert result.startswith(attempt.expected), f"{attempt.what}: {result}"


def test_there_are_two_hundred_of_them():
    assert len({(one.group, one.what) for one in ATTEMPTS}) == len(ATTEMPTS) >= 200


def test_the_list_of_attempts_is_the_written_one():
    told = (ROOT / "docs" / "serangan.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .* \|$", told, re.MULTILINE)
    wanted = written((one, "") for one in ATTEMPTS).splitlines()

    assert [_without_result(row) for row in rows] == [_without_result(row) for row in wanted]


def _without_result(row: str) -> list[str]:
    return re.split(r"(?<!\\)\|", row)[1:-2]
