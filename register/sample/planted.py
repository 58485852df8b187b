"""The cases planted in the sample, which a good indicator must find. Every number is invented.

How one desa comes to 103 %: its operator sends no export for the newest month but a recap
(format `agregat`), which counts as updated every family met in 24 months, those too that have
left the register since, over the families registered today. The recap is taken as it is, and a
rate above 100 % is shown and never clipped.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

NEVER_MEET = 3  # desa that never hold a musdes
NOT_MET_LATELY = 9  # desa that stopped three to seven months ago
NOT_LISTED = 2  # desa that one month's musdes list leaves out
NOT_BEGUN = 8  # desa that have not begun the last campaign
WITHOUT_OPERATOR = 1 / 7  # of desa, by chance alone: their post is vacant on the lists
# Kecamatan by their place in order of code: in Kab. Tegal Warureja, Balapulang and Lebaksiu.
OLD_KECAMATAN = -2  # nobody went there for years
OLD_MONTHS = (27, 40)  # months before the first month its visits lie back
OLD_PACE = 0.15  # of a campaign's target that it does
BORDER = (3, 5)  # the pocket lies across their border
FEWEST_KECAMATAN = 4  # that these three are not the same
POCKET_EACH = 3  # desa of the pocket on each side
POCKET_UNREGISTERED = 4.0  # times the usual share of poor families outside the register
POCKET_PROPOSED = 0.15  # of the usual share of them that is ever proposed
POCKET_NEED = -1.3  # added to the need its families are seen to have
OVER_FULL = 1.03  # update rate of the desa whose recap has the wrong denominator
DEAD_STAYS = 0.12  # of the dead who stay registered
MOVED_STAYS = 0.15  # of the families moved away that stay registered
ALWAYS_FIT_SHARE = 0.7  # of its desa's visits, made by the officer who finds everyone layak
TWICE = 0.0002  # of persons, kept in two families
UNKNOWN_DESA_RT = 2  # RT of one desa written under a name nobody knows, in the newest month


@dataclass(frozen=True)
class Planted:
    """The desa of each case, as rows of the desa list."""

    never_meet: np.ndarray
    not_met_lately: np.ndarray
    not_listed: np.ndarray
    not_begun: np.ndarray
    old: np.ndarray
    pocket: np.ndarray
    always_fit: int  # its second officer finds every family layak
    over_full: int
    unknown_desa: int
    without_operator: np.ndarray

    def names(self) -> dict[str, np.ndarray]:
        """Return every case by its Indonesian name, as the truth calls it."""
        return {
            "tidak pernah musdes": self.never_meet,
            "berhenti musdes": self.not_met_lately,
            "tidak ada pada daftar musdes": self.not_listed,
            "belum mulai verval": self.not_begun,
            "data lama": self.old,
            "kantong exclusion": self.pocket,
            "petugas selalu layak": np.array([self.always_fit]),
            "pemutakhiran di atas 100 %": np.array([self.over_full]),
            "nama desa tidak dikenal": np.array([self.unknown_desa]),
            "tanpa operator": self.without_operator,
        }


def choose(chance: np.random.Generator, desa: pd.DataFrame) -> Planted:
    """Choose the desa of every case; no desa has two of those that hide one another."""
    kecamatan = desa["kode_induk"].to_numpy()
    others = list(np.unique(kecamatan))
    if len(others) < FEWEST_KECAMATAN:
        raise ValueError(f"Contoh perlu sedikitnya {FEWEST_KECAMATAN} kecamatan.")
    old = np.flatnonzero(kecamatan == others.pop(OLD_KECAMATAN))
    pocket = _pocket(desa, [others[place % len(others)] for place in BORDER])
    big = np.argsort(-desa["bobot"].to_numpy(), kind="stable")
    usual = big[~np.isin(big, [*old, *pocket])]
    always_fit, over_full, unknown = (int(i) for i in usual[[2, 4, 6]])
    rest = np.setdiff1d(usual, usual[:10])
    slow = rest[np.argsort(desa["rajin"].to_numpy()[rest] + chance.normal(0, 0.7, len(rest)))]
    late = rest[np.argsort(desa["rajin"].to_numpy()[rest] + chance.normal(0, 1, len(rest)))]
    silent = NEVER_MEET + NOT_MET_LATELY
    vacant = chance.choice(len(desa), round(WITHOUT_OPERATOR * len(desa)), replace=False)
    return Planted(
        never_meet=slow[:NEVER_MEET],
        not_met_lately=slow[NEVER_MEET:silent],
        not_listed=slow[silent : silent + NOT_LISTED],
        not_begun=late[:NOT_BEGUN],
        old=old,
        pocket=pocket,
        always_fit=always_fit,
        over_full=over_full,
        unknown_desa=unknown,
        without_operator=np.sort(vacant),
    )


def _pocket(desa: pd.DataFrame, border: list[str]) -> np.ndarray:
    """Return the desa nearest to the border of two kecamatan, the same number on each side.

    Where the list of areas says of no desa where it lies, those nearest in order of code.
    """
    place = desa[["lat", "lon"]].to_numpy(float)
    if np.isnan(place).any():
        place = np.arange(len(desa), dtype=float)[:, None]
    sides = [np.flatnonzero(desa["kode_induk"] == kode) for kode in border]
    apart = np.linalg.norm(place[sides[0]][:, None] - place[sides[1]][None], axis=2)
    one, other = np.unravel_index(apart.argmin(), apart.shape)
    middle = (place[sides[0][one]] + place[sides[1][other]]) / 2
    near = [
        side[np.argsort(np.linalg.norm(place[side] - middle, axis=1), kind="stable")[:POCKET_EACH]]
        for side in sides
    ]
    return np.concatenate(near)
