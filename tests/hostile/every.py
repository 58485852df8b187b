"""Every attempt, in the order of docs/serangan.md, and how one is carried out."""

from tests.hostile import (  # noqa: F401 (importing registers what is in them)
    addresses,
    cookies,
    crossing,
    handed,
    lists,
    messages,
    origins,
    paths,
    replays,
    texts,
    trails,
    widgets,
)
from tests.hostile.attempts import ATTEMPTS, Attempt
from tests.hostile.world import World

__all__ = ["ATTEMPTS", "INTRODUCTION", "tried"]
INTRODUCTION = """# Hostile attempts

Written by `python -m tests.hostile`, which carries each of these out against the running
application with a real provider and a published sample; edit tests/hostile/. The same attempts run
in `make test`. A result begins with what was expected; after the colon stands what was seen.
Whatever an attempt is told is searched for every NIK and No KK of the register besides.

"""


def tried(world: World, attempt: Attempt) -> str:
    """Return what came of an attempt; a number of a person in what it was told outweighs it."""
    result = attempt.carry_out(world)
    leaked = world.leaked()
    return f"{len(leaked)} NUMBERS OF PERSONS SEEN" if leaked else result
