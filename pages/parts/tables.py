"""The table beneath every map: the same figures, with a bar in each row."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from pages.parts import browser_map, words
from queries import evidence
from queries.indicator import Better, Indicator
from queries.measure import value

ORDER = (
    evidence.ACT,
    evidence.WATCH,
    evidence.FINE,
    evidence.FEW,
    evidence.NONE,
    evidence.UNJUDGED,
)
# A sign and its words stay on one line: no-break spaces between them.
SIGNS = " ".join("\u00a0".join(words.STATES[s]).replace(" ", "\u00a0") for s in ORDER[:3])
BY_SHARE = 1  # the second column of the table


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
) -> None:
    """Draw one row per area; a click calls on_pick(kode).

    `rows` is indexed by kode: nama, sub, the three sums, `before` (its share last month, percent,
    NaN where none). The worst share comes first.
    """
    judged = indicator.unit == "desa" or indicator.limits(plan_pct) is not None
    states = evidence.states(indicator, rows, plan_pct)
    now = evidence.shown(value(rows["numerator"], rows["denominator"]))
    change = np.round(10 * (now - evidence.shown(rows["before"])))
    columns = (rows.index, rows["nama"], rows["sub"], *_sums(rows), _whole(change), _ranks(states))
    data = {
        "nama": head,
        "judul": indicator.short,
        "satuan": indicator.unit,
        "keterangan": f"{caption}. {SIGNS if judged else ''}".strip(),
        "dinilai": judged,
        "rencana": plan_pct if indicator.thresholds and indicator.thresholds.from_plan else None,
        "belum": indicator.unknown is not None,
        "sedikit": 1 if indicator.unit == "desa" else 10,
        "urut": BY_SHARE,
        "turun": indicator.better is Better.LOWER,
        "keadaan": [" ".join(words.STATES[state]).strip() for state in ORDER],
        "pilih": chosen,
        "tinggi": height,
        "baris": list(map(list, zip(*columns, strict=True))),
    }
    browser_map.mount("tabel.js", data, rows.index.tolist(), key=key, on_pilih=on_pick)


def _sums(rows: pd.DataFrame) -> list[list[int]]:
    return [rows[name].tolist() for name in ("numerator", "denominator", "unknown")]


def _whole(tenths: np.ndarray) -> list[int | None]:
    return [None if np.isnan(number) else int(number) for number in tenths]


def _ranks(states: np.ndarray) -> list[int]:
    return [ORDER.index(state) for state in states]
