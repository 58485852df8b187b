"""Do forecasts come true on the sample's own campaigns: each asked at four moments.

As pages ask: from the published summary, per desa, per kecamatan and for the kabupaten. Only
campaigns whose deadline has passed can tell.
"""

from datetime import date

import numpy as np
import pandas as pd

from queries import calendar, pace, read, summary
from register import connections
from tests.bench import stores
from tests.bench.calibration import ASKED, brier, reliability
from tests.bench.report import Section
from tests.bench.stores import Stores

LEVELS = {"desa": 13, "kecamatan": 8, "kabupaten": 5}  # and letters of their codes
COLUMNS = ["sample's campaigns, by", "said", "forecasts", "said, mean", "finished in time"]
NOTES = (
    "The sample's campaigns that are over, asked when 20, 40, 60 and 80 % of their workdays had "
    "passed (days off taken out), of every area with five days of results among the last twenty "
    "and something left to do. Finished: all families of its list done by the deadline.",
    "A kecamatan is finished when the last of its desa is. In the sample nobody goes where work is "
    "left, and no kecamatan with many desa is ever finished: that its forecast can also be right "
    "when it is hopeful is tested on invented campaigns (test_several_desa_together_come_true).",
    "Brier: mean squared distance of what was said from what came, less is better. Straight line: "
    "certain if the present pace is enough, else impossible.",
)


def replays(data) -> pd.DataFrame:
    """Return a row per campaign, moment and area: level, kegiatan, at, kode, forecast, naive,
    finished. `data` is a folder with a published summary."""
    path = max((data / "summary").glob(summary.FILES))
    with connections.engine(f"duckdb:///{path}", read_only=True).connect() as connection:
        number = int(path.stem.rpartition("-")[2])
        until = read.publication(connection, number).data_date
        off = calendar.of_areas(read.days_off(connection, number), read.areas(connection, number))
        campaigns, targets, days = (
            of(connection, number) for of in (read.campaigns, read.targets, read.days)
        )
    rows = [
        _campaign(row, targets, days, calendar.dates(off))
        for row in campaigns.itertuples()
        if pd.Timestamp(row.batas).date() <= until
    ]
    return pd.concat(rows, ignore_index=True)


def _campaign(campaign, targets: pd.DataFrame, days: pd.DataFrame, off: np.ndarray) -> pd.DataFrame:
    begin, deadline = (pd.Timestamp(d).date() for d in (campaign.mulai, campaign.batas))
    mine, done = (rows[rows["kegiatan"] == campaign.kegiatan] for rows in (targets, days))
    after = pace.course(mine, done, begin, deadline, deadline, off)
    workdays = after.daily.columns
    rows = [
        _asked(
            mine, done, begin, deadline, workdays[round(part * len(workdays)) - 1].date(), off
        ).assign(at=part)
        for part in ASKED
    ]
    finished = {
        letters: (after.remaining > 0).groupby(after.remaining.index.str[:letters]).sum() == 0
        for letters in LEVELS.values()
    }
    table = pd.concat(rows)
    came = [bool(finished[len(row.kode)][row.kode]) for row in table.itertuples()]
    return table.assign(kegiatan=campaign.kegiatan, finished=np.array(came, dtype=float))


def _asked(targets, days, begin: date, deadline: date, as_of: date, off) -> pd.DataFrame:
    course = pace.course(targets, days, begin, deadline, as_of, off)
    parts = []
    for level, letters in LEVELS.items():
        found = pace.each(course, letters).dropna(subset="probability")
        naive = (found["current_pace"] >= found["needed_pace"]).astype(float)
        parts.append(
            pd.DataFrame(
                {
                    "level": level,
                    "kode": found.index,
                    "forecast": found["probability"],
                    "naive": naive,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def measure(place: Stores) -> Section:
    """Return the section of docs/benchmarks.md: reliability by band and Brier scores."""
    section = Section("replay", "The sample's campaigns, forecast and finished", COLUMNS)
    rows = replays(stores.published(place))
    scores = []
    for level, mine in rows.groupby("level", sort=False):
        for band in reliability(mine).itertuples():
            section.row(level, band.Index, str(band.n), _percent(band.said), _percent(band.came))
        moments = [("all", mine), *((f"{at:.0%}", part) for at, part in mine.groupby("at"))]
        told = [
            f"{name} {brier(part):.3f} (straight line {brier(part, 'naive'):.3f}, "
            f"{len(part)} forecasts)"
            for name, part in moments
        ]
        scores.append(f"Brier, by {level}: {'; '.join(told)}.")
    section.notes += [*NOTES, *scores]
    return section


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{share:.0%}"
