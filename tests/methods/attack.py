"""Tries to work hidden counts out from everything published, by linear programming.

It shares nothing with methods.suppression and knows only what a reader does: which areas and
categories make up which, that counts are not below 0 and no numerator exceeds its denominator.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linprog

SHOWN, NOTHING_SENT = "", 0.0
LARGEST = 10_000.0  # no count is believed to be larger; any number far above the tables' will do
NARROW = 1 - 1e-6  # a range below 1 holds one whole number, bar what a solver is off by


@dataclass
class Reader:
    """Somebody with all pages, workbooks and slides of one table side by side."""

    hierarchy: dict
    total: str | None = None
    counts: tuple = ("numerator", "denominator")
    known: dict = field(default_factory=dict)  # (area, category, period, count): value
    unknown: dict = field(default_factory=dict)  # the same: number of the variable
    changes: list = field(default_factory=list)  # (area, category, period, period before, change)

    def read(self, published: pd.DataFrame) -> "Reader":
        """Take in rows of area, category, period, counts, suppressed and perhaps a change."""
        for row in published.to_dict("records"):
            place = row["area"], row["category"], row["period"]
            for count in self.counts:
                if row["suppressed"] == SHOWN:
                    value = row[count]
                    self.known[*place, count] = NOTHING_SENT if np.isnan(value) else value
                else:
                    self.unknown.setdefault((*place, count), len(self.unknown))
            if not np.isnan(row.get("change", np.nan)):
                self.changes.append((*place, row["before"], row["change"]))
        return self

    def term(self, key) -> tuple[dict, float]:
        """Return a count as variables with their factors, and a number."""
        if key in self.known:
            return {}, self.known[key]
        return {self.unknown[key]: 1.0}, 0.0

    def combined(self, plus, minus) -> tuple[dict, float]:
        """Return the sum of some counts less others."""
        factors, number = {}, 0.0
        for sign, keys in ((1.0, plus), (-1.0, minus)):
            for key in keys:
                variables, value = self.term(key)
                number += sign * value
                for variable in variables:
                    factors[variable] = factors.get(variable, 0.0) + sign
        return factors, number

    def equations(self) -> list[tuple[dict, float]]:
        """Return every sum a reader can check, each as something that must be 0."""
        below, within = {}, {}
        for area, category, period, count in sorted({*self.known, *self.unknown}):
            part = (area, category, period, count)
            if area in self.hierarchy:
                below.setdefault((self.hierarchy[area], *part[1:]), []).append(part)
            if self.total is not None and category != self.total:
                within.setdefault((area, self.total, period, count), []).append(part)
        whole = [*below.items(), *within.items()]
        seen = {*self.known, *self.unknown}
        found = [self.combined(parts, [key]) for key, parts in whole if key in seen]
        for area, category, period, before, change in self.changes:
            now, then = (area, category, period, "numerator"), (area, category, before, "numerator")
            factors, number = self.combined([now], [then])
            found.append((factors, number - change))
        return found

    def differences(self) -> dict:
        """Return what is left between numerator and denominator, which is never below 0."""
        places = [key[:3] for key in {*self.unknown} if key[3] == "numerator"]
        if "denominator" not in self.counts:
            return {}
        return {
            (*place, "rest"): self.combined([(*place, "denominator")], [(*place, "numerator")])
            for place in sorted(places)
        }

    def targets(self) -> dict:
        """Return what is to be found out: hidden counts and what is left between them."""
        hidden = self.unknown.keys() - self.known.keys()
        alone = {key: self.term(key) for key in sorted(hidden)}
        return {key: value for key, value in {**alone, **self.differences()}.items() if value[0]}


def _matrix(expressions, width: int) -> sparse.csr_array:
    rows = [(i, j, factor) for i, (held, _) in enumerate(expressions) for j, factor in held.items()]
    at, where, factors = np.array(rows).reshape(-1, 3).T
    shape = (len(expressions), width)
    return sparse.csr_array((factors, (at.astype(int), where.astype(int))), shape=shape)


class _Programme:
    """The linear programme of a reader: what must hold, and what is to be found out."""

    def __init__(self, reader: Reader):
        of = [reader.equations(), [*reader.differences().values()], [*reader.targets().values()]]
        self.equal, self.ordered, self.target = (_matrix(e, len(reader.unknown)) for e in of)
        self.equal_to, self.ordered_to, self.number = (np.array([n for _, n in e]) for e in of)

    def extreme(self, wish: np.ndarray) -> np.ndarray:
        """Return the targets in a table that fits all that is known and has most of the wish."""
        found = linprog(
            -(wish @ self.target),
            A_eq=self.equal,
            b_eq=-self.equal_to,
            A_ub=-self.ordered if self.ordered.shape[0] else None,
            b_ub=self.ordered_to if self.ordered.shape[0] else None,
            bounds=(0, LARGEST),
        )
        assert found.success, f"What is published contradicts itself: {found.message}"
        return self.target @ found.x + self.number


def ranges(readers: list[Reader], exact: bool = False, seed: int = 1) -> pd.DataFrame:
    """Return for each hidden count the least and the most it can be.

    Unless `exact`, a range of 1 and more may be wider in truth: two fitting tables so far apart
    are proof enough that the count is safe. Other ranges have a minimum and a maximum each.
    """
    random = np.random.default_rng(seed)
    return pd.concat([_ranges(reader, exact, random) for reader in readers], ignore_index=True)


def _ranges(reader: Reader, exact: bool, random: np.random.Generator) -> pd.DataFrame:
    programme, names = _Programme(reader), list(reader.targets())
    reached = np.array([programme.extreme(np.zeros(len(names)))])
    for _ in range(0 if exact else 8):
        close = np.ptp(reached, axis=0) < NARROW
        wish = np.where(close, random.choice([-1.0, 1.0], len(names)), 0)
        reached = np.vstack([reached, programme.extreme(wish)])
    for one in np.flatnonzero(np.ptp(reached, axis=0) < (np.inf if exact else NARROW)):
        wish = (np.arange(len(names)) == one).astype(float)
        both = [programme.extreme(sign * wish) for sign in (-1.0, 1.0)]
        reached = np.vstack([reached, *both])
    found = pd.DataFrame(names, columns=["area", "category", "period", "count"])
    return found.assign(least=reached.min(axis=0), most=reached.max(axis=0))


def recovered(found: pd.DataFrame) -> pd.DataFrame:
    """Return those of the ranges that hold a single whole number."""
    return found[found["most"] - found["least"] < NARROW]
