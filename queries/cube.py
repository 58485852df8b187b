"""One indicator of one published version, held as sums of desa by month: filters only slice it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from queries.indicator import Indicator
from queries.measure import SUMS, WHOLE, possible, rincian, value


@dataclass(frozen=True, eq=False)
class Cube:
    """`sums[part]` is an array (3, desa, months): numerator, denominator, unknown.

    Part "" is the indicator itself, of one programme or of all. A denominator of 0 means nothing
    was there to count. `program`: of which all parts are, empty: of all paid per family. Shared
    between sessions: never changed after it is made.
    """

    indicator: Indicator
    desa: list[str]
    months: list[str]
    sums: dict[str, np.ndarray]
    program: str = ""

    @cached_property
    def _months(self) -> pd.Index:
        return pd.Index(self.months, dtype=object)

    @cached_property
    def _tables(self) -> dict[tuple[str, str], pd.DataFrame]:
        """What has been asked for: a page asks for the same month five times."""
        return {}

    def table(self, month: str, part: str = WHOLE) -> pd.DataFrame:
        """Return numerator, denominator, unknown of a month, indexed by kode desa. Shared."""
        if (month, part) not in self._tables:
            block = self.sums[part][:, :, self.months.index(month)]
            index = pd.Index(self.desa, dtype=object)
            table = pd.DataFrame(dict(zip(SUMS, block, strict=True)), index=index)
            self._tables[month, part] = table
        return self._tables[month, part]

    def added(self, inside: np.ndarray, part: str = WHOLE) -> np.ndarray:
        """Return an array (3, months): the sums over the desa marked in `inside`.

        Of several desa without what cannot be true (`measure.possible`); of one as it is.
        """
        block = self.sums[part][:, inside, :]
        if block.shape[1] > 1:
            block = block * possible(self.indicator, *block)
        return block.sum(axis=1)

    def trend(self, inside: np.ndarray, part: str = WHOLE) -> pd.DataFrame:
        """Return the three sums and the value per month, over the desa marked in `inside`."""
        columns = dict(zip(SUMS, self.added(inside, part), strict=True))
        columns["value"] = value(columns["numerator"], columns["denominator"])
        return pd.DataFrame(columns, index=self._months)

    def impossible(self, month: str, inside: np.ndarray) -> list[str]:
        """Return the desa that `trend` leaves out of the sum of a month."""
        table = self.table(month)[inside]
        fit = possible(self.indicator, *(table[name] for name in SUMS))
        return [] if len(table) < 2 else table.index[~fit].tolist()

    def before(self, month: str) -> str | None:
        """Return the month before, or None if it is not there: a gap is no comparison."""
        place = self.months.index(month)
        if place == 0:
            return None
        earlier = self.months[place - 1]
        return earlier if pd.Period(earlier, "M") + 1 == pd.Period(month, "M") else None


def build(
    indicator: Indicator,
    rows: pd.DataFrame,
    desa: list[str],
    months: list[str],
    parts: Sequence[str] = (),
    program: str = "",
) -> Cube:
    """Return the cube of `read.sums` rows; desa that are not in `desa` are left out.

    `parts`: the rincian it is to hold, where these are not the indicator's own. With a `program`
    its rows alone: the cube of an indicator that is broken down by programme.
    """
    names = parts or _parts(indicator)
    sums = {part: np.zeros((3, len(desa), len(months)), np.int64) for part in names}
    place, month = (
        pd.Index(names).get_indexer(rows[c])
        for names, c in ((desa, "kode_desa"), (months, "periode"))
    )
    for part, block in sums.items():
        mine = (
            (rows["rincian"] == rincian(program, part=part)).to_numpy()
            & (place >= 0)
            & (month >= 0)
        )
        for axis, name in enumerate(SUMS):
            block[axis, place[mine], month[mine]] = rows[name].to_numpy()[mine]
    return Cube(indicator, desa, months, sums, program)


def _parts(indicator: Indicator) -> list[str]:
    return [WHOLE, *indicator.breakdown]
