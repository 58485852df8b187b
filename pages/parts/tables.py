"""The table beneath every map: the same figures, with a bar in each row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo import classes
from pages.parts import browser_map, words
from queries import evidence
from queries.indicator import Better, Indicator
from queries.measure import SUMS, value

ORDER = (
    evidence.ACT,
    evidence.WATCH,
    evidence.FINE,
    evidence.FEW,
    evidence.NONE,
    evidence.UNJUDGED,
)
EMPTY = {
    classes.NOT_APPLICABLE: "× tidak berlaku",
    classes.NOT_DUE: "… belum jatuh tempo",
    classes.SUPPRESSED: "* disembunyikan",
}
# A sign and its words stay on one line: no-break spaces between them.
SIGNS = " ".join("\u00a0".join(words.STATES[s]).replace(" ", "\u00a0") for s in ORDER[:3])
BY_SHARE = 1  # the second column of the table
COUNTS = 3  # columns before those that a page adds: name, bar, counts


@dataclass(frozen=True)
class Cell:
    """A cell of `counts`: its words, what it sorts by (NaN last), its bar (percent; NaN: none)."""

    text: str
    sort: float = np.nan
    bar: float = np.nan

    @property
    def sent(self) -> list:
        return [_or_none(self.sort), self.text, _or_none(self.bar)]


@dataclass(frozen=True)
class Column:
    """One more column: of each row what it sorts by (None: last), its text, and, where its text
    begins with a sign, the place of its state in ORDER (for the colour)."""

    head: str
    keys: Sequence[float | None]
    texts: Sequence[str]
    states: Sequence[int | None] | None = None
    on_phones: bool = True

    def sent(self) -> dict:
        states = self.states or [None] * len(self.texts)
        cells = list(zip(self.keys, self.texts, states, strict=True))
        return {"judul": self.head, "isi": cells, "lapang": not self.on_phones}

    def cells(self) -> list[Cell]:
        """The column as one of `counts`."""
        keys = [np.nan if key is None else key for key in self.keys]
        return [Cell(text, key) for text, key in zip(self.texts, keys, strict=True)]


def bars(
    indicator: Indicator,
    rows: pd.DataFrame,
    *,
    head: str,
    caption: str,
    plan_pct: float | None,
    chosen: str | None,
    height: int | None,
    key: str,
    on_pick: Callable[[str], None],
    shares: np.ndarray | None = None,
    more: Sequence[Column] = (),
    by: int = 0,
) -> None:
    """Draw one row per area; a click calls on_pick(kode).

    `rows` is indexed by kode: nama, sub, the three sums, `before` (its share last month, percent,
    NaN where none; not needed with `more`). The worst share comes first. `shares`: of each row as
    on the map, for its kind of empty (geo.classes); sums of a suppressed row stay here.

    `more` columns stand in place of the unknown, the change and the state; the rows with the
    highest keys in the one numbered `by` come first then.
    """
    judged = not more and (indicator.unit == "desa" or indicator.limits(plan_pct) is not None)
    shares = np.zeros(len(rows)) if shares is None else shares
    states = _ranks(evidence.states(indicator, rows, plan_pct), shares)
    hidden = shares == classes.SUPPRESSED
    before = rows["before"] if "before" in rows else pd.Series(np.nan, rows.index)
    rows = rows.assign(
        before=before.mask(hidden), **{name: rows[name].mask(hidden, 0) for name in SUMS}
    )
    now = evidence.shown(value(rows["numerator"], rows["denominator"]))
    change = np.round(10 * (now - evidence.shown(rows["before"])))
    columns = (rows.index, rows["nama"], rows["sub"], *_sums(rows), _whole(change), states)
    data = {
        "nama": head,
        "judul": indicator.short,
        "satuan": indicator.unit,
        "keterangan": f"{caption}. {SIGNS if judged else ''}".strip(),
        "dinilai": judged,
        "rencana": plan_pct if indicator.thresholds and indicator.thresholds.from_plan else None,
        "belum": not more and indicator.unknown is not None,
        "bergerak": not more,
        "tambahan": [column.sent() for column in more],
        "sedikit": 1 if indicator.unit == "desa" else classes.MINIMUM,
        "cukup": 1 if indicator.unit == "desa" else classes.ENOUGH,  # below: grey, and last
        "urut": COUNTS + by if more else BY_SHARE,
        "turun": bool(more) or indicator.better is Better.LOWER,
        "keadaan": [*[" ".join(words.STATES[s]).strip() for s in ORDER], *EMPTY.values()],
        "pilih": chosen,
        "tinggi": height,
        "baris": list(map(list, zip(*columns, strict=True))),
    }
    browser_map.mount("tabel.js", data, rows.index.tolist(), key=key, on_pilih=on_pick)


def counts(
    places: pd.DataFrame,
    columns: dict[str, Sequence[Cell]],
    *,
    head: str,
    caption: str,
    chosen: str | None,
    height: int | None,
    key: str,
    on_pick: Callable[[str], None],
) -> None:
    """Draw one row per area in columns of counts, the most of the first column above; a click
    calls on_pick(kode).

    `places` is indexed by kode: nama, sub. `columns`: by its head the cells of each, one a row.
    """
    cells = zip(*([cell.sent for cell in column] for column in columns.values()), strict=True)
    named = zip(places.index, places["nama"], places["sub"], strict=True)
    data = {
        "nama": head,
        "kolom": list(columns),
        "keterangan": caption,
        "urut": 1,
        "turun": True,
        "pilih": chosen,
        "tinggi": height,
        "baris": [[*place, *row] for place, row in zip(named, cells, strict=True)],
    }
    browser_map.mount("tabel.js", data, places.index.tolist(), key=key, on_pilih=on_pick)


def _or_none(number: float) -> float | None:
    return None if np.isnan(number) else round(float(number), 2)


def _sums(rows: pd.DataFrame) -> list[list[int]]:
    return [rows[name].tolist() for name in SUMS]


def _whole(tenths: np.ndarray) -> list[int | None]:
    return [None if np.isnan(number) else int(number) for number in tenths]


def _ranks(states: np.ndarray, shares: np.ndarray) -> list[int]:
    """The place of each row's state in ORDER; a kind of empty of its own stands after these."""
    ranks = np.array([ORDER.index(state) for state in states], dtype=int)
    for place, code in enumerate(EMPTY, start=len(ORDER)):
        ranks = np.where(shares == code, place, ranks)
    return ranks.tolist()
