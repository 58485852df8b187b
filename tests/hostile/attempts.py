"""The attempts as data: a number, a group, what is tried, what must come of it, and the deed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.hostile.world import World

Deed = Callable[..., str]
HEADS = ("No", "Group", "What is tried", "Expected", "Result")


@dataclass(frozen=True)
class Attempt:
    """`carry_out` returns what came of it, which begins with `expected` where the attempt failed
    as it should; what comes after a colon is detail."""

    number: int
    group: str
    what: str
    expected: str
    carry_out: Callable[[World], str]


ATTEMPTS: list[Attempt] = []


def attempt(group: str, what: str, expected: str, cases: Iterable[tuple] = ((),)):
    """Register a deed: once, or once a case, whose values fill `what` and go to the deed."""

    def register(deed: Deed) -> Deed:
        for case in cases:
            told, given = what.format(*case), case
            ATTEMPTS.append(
                Attempt(
                    len(ATTEMPTS) + 1,
                    group,
                    told,
                    expected.format(*case),
                    lambda world, given=given: deed(world, *given),
                )
            )
        return deed

    return register


def written(results: Iterable[tuple[Attempt, str]]) -> str:
    """Return the table of docs/serangan.md."""
    lines = [HEADS, tuple("---" for _ in HEADS)]
    for one, result in results:
        lines.append((str(one.number), one.group, one.what, one.expected, result))
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())
