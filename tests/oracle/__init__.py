"""Every indicator again, from the published words alone: plain Python over the files themselves.

Written by another hand than the SQL's, from docs/indicators.md without its SQL. It reads the
sample's files as an office would send them, keeps the import rules in its own words, and counts
with dicts. It knows the formats that some indicator is counted from, in the shape in which the
sample writes them; other spellings are tested in tests/register/.
"""

from tests.oracle.importing import read
from tests.oracle.indicators import INDICATORS, sums
from tests.oracle.month import window_start
from tests.oracle.overlapping import together
from tests.oracle.proposals import answering, stages, waiting
from tests.oracle.register import Register
from tests.oracle.weighting import reasons, strata

__all__ = [
    "INDICATORS",
    "Register",
    "answering",
    "read",
    "reasons",
    "stages",
    "strata",
    "sums",
    "together",
    "waiting",
    "window_start",
]
