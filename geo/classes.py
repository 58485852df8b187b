"""From counts to the classes a map is coloured by; one ramp of colours for every map."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# One blue-green hue from light to dark, equal steps of lightness (OKLCH 0.92 to 0.35). Neighbours
# differ by a contrast of at least 1.35, the lightest from white by 1.25 and the darkest from the
# dark theme by 1.7: six steps is what a washed-out projector still tells apart.
RAMP = ("#ccede7", "#89d4cf", "#53b3b5", "#328d97", "#1d6775", "#0d4150")

# Kinds of empty, as codes among shares in per mille.
NO_DATA, NOT_APPLICABLE, TOO_FEW, SUPPRESSED, NOT_DUE = -1, -2, -3, -4, -5
# Precision states (indicators.md 2.2 and 3): of fewer than MINIMUM counts only; below ENOUGH the
# share is shown in grey and is in no class.
MINIMUM, ENOUGH = 10, 30
FAINT = -1000  # such a share is kept at or below this: FAINT less its per mille, whole percents


@dataclass(frozen=True)
class Kelas:
    """One class of a map: its sign in a class string, its words, its colour or grey pattern."""

    tanda: str
    label: str
    warna: str
    pola: str | None = None


# Greys differ by pattern, so they survive a grey photocopy; `pola` is drawn by the map. The last
# kind has a share all the same, but is in no class.
EMPTY = (
    Kelas("n", "belum ada data", "#e9ebed", "garis"),
    Kelas("x", "tidak berlaku", "#e9ebed", "titik"),
    Kelas("s", "terlalu sedikit untuk persen", "#e9ebed", "silang"),
    Kelas("d", "disembunyikan", "#e9ebed", "tegak"),
    Kelas("t", "belum jatuh tempo", "#e9ebed", "putus"),
    Kelas("k", "belum cukup data (10–29)", "#e9ebed", "lajur"),
)
SIGNS = {NO_DATA: "n", NOT_APPLICABLE: "x", TOO_FEW: "s", SUPPRESSED: "d", NOT_DUE: "t"}
BY_LIMITS = "Kelas menurut ambang indikator"
BY_QUANTILES = "Kelas kuantil: tiap kelas ± sama banyak"


def permille(numerator, denominator, minimum: int = MINIMUM, enough: int = ENOUGH) -> np.ndarray:
    """Integers, same shape as the input: shares in per mille rounded half up, above 1000 kept.

    NO_DATA where a count is missing, NOT_APPLICABLE where there is nothing to count,
    TOO_FEW where the denominator is below `minimum`, FAINT less the share where below `enough`.
    """
    n = np.asarray(numerator, dtype="float64")
    d = np.asarray(denominator, dtype="float64")
    known = ~(np.isnan(n) | np.isnan(d))
    top, bottom = (np.where(known, x, 0).astype("int64") for x in (n, d))
    shares = (2000 * top + bottom) // np.maximum(2 * bottom, 1)
    empty = [~known, bottom <= 0, bottom < minimum]
    whole_percents = 10 * ((200 * top + bottom) // np.maximum(2 * bottom, 1))
    kinds = [NO_DATA, NOT_APPLICABLE, TOO_FEW, FAINT - whole_percents]
    return np.select([*empty, bottom < enough], kinds, default=shares)


def classify(values, batas: Sequence[int]) -> str:
    """One sign per value of `permille`: its class counted from 0, or the sign of its empty kind.

    `batas` are the lower limits (per mille) of all classes but the first.
    """
    _check(batas)
    values = np.asarray(values)
    signs = np.searchsorted(np.asarray(batas), values, side="right") + ord("0")
    for code, sign in SIGNS.items():
        signs = np.where(values == code, ord(sign), signs)
    signs = np.where(values <= FAINT, ord(EMPTY[-1].tanda), signs)
    return signs.astype("uint8").tobytes().decode("ascii")


def sequential(batas: Sequence[int], per: int = 100) -> list[Kelas]:
    """The classes between `batas` in the ramp, lowest first, then the empty kinds.

    `batas` are per mille; the words say percent, or so many per 1.000 where `per` is 1000.
    """
    _check(batas)
    colours = [RAMP[round(i * (len(RAMP) - 1) / len(batas))] for i in range(len(batas) + 1)]
    told, unit = ([_percent(limit) for limit in batas], "%")
    if per == 1000:
        told, unit = ([str(limit) for limit in batas], "per 1.000")
    labels = [f"di bawah {told[0]} {unit}"]
    labels += [f"{a}–{b} {unit}" for a, b in zip(told, told[1:], strict=False)]
    labels.append(f"{told[-1]} {unit} ke atas")
    pairs = zip(labels, colours, strict=True)
    return [Kelas(str(i), label, warna) for i, (label, warna) in enumerate(pairs)] + list(EMPTY)


def quantiles(values, number: int = 5) -> list[int]:
    """Limits, for `classify`, of `number` classes with as many of `values` each.

    Fewer classes where many values are equal; the kinds of empty do not count.
    """
    shares = np.sort(np.asarray(values)[np.asarray(values) >= 0])
    if not len(shares):
        return [500]
    places = [-(-k * len(shares) // number) for k in range(1, number)]
    limits = {int(shares[min(place, len(shares) - 1)]) for place in places}
    distinct = np.unique(shares)
    return sorted(limits - {int(shares[0])}) or [int(distinct[min(1, len(distinct) - 1)])]


def _check(batas: Sequence[int]) -> None:
    if not 1 <= len(batas) < len(RAMP) or list(batas) != sorted(set(batas)):
        raise ValueError(f"batas must be 1 to {len(RAMP) - 1} rising limits, got {list(batas)}")


def _percent(limit: int) -> str:
    return f"{limit / 10:g}".replace(".", ",")
