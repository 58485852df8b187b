"""The sample's verval files: the target list of a campaign, the results of a month."""

import numpy as np
import pandas as pd
import pyarrow as pa

from register.sample.campaigns import HISTORY, Kegiatan
from register.sample.families import pick
from register.sample.files import headings
from register.sample.months import NO_DAY
from register.sample.simulation import Simulation
from register.sample.visits import NO_REASON
from register.sample.words import NOT_YET, REASONS, RESULTS


def target_lists(simulation: Simulation, month: int) -> list[pa.Table]:
    """Return the frozen lists of the campaigns that begin in a month, as one file, if any do."""
    verval = simulation.verval
    begins = simulation.months[month]
    parts = [i for i, k in enumerate(verval.campaigns) if f"{k.mulai:%Y-%m}" == begins]
    if not parts:
        return []
    of = np.concatenate([verval.targets[i] for i in parts])
    number = np.repeat(parts, [len(verval.targets[i]) for i in parts])
    cells = [*_campaign_cells(verval.campaigns, number), *_family_cells(simulation, of)]
    return [pa.table(cells, headings("sasaran"))]


def monthly_list(simulation: Simulation, month: int) -> pa.Table:
    """Return the results of a month; the first month's list holds those of the years before.

    Desa that have not begun send their targets as Belum Cek when the campaign starts.
    """
    judged, calendar = simulation.judged, simulation.calendar
    held_in = np.where(judged["kegiatan"] == HISTORY, 0, calendar.month_of(judged["hari"]))
    lines = pd.concat([judged[held_in == month], _not_begun(simulation, month)])
    lines = lines.sort_values(["keluarga", "hari"], kind="stable")
    done = lines["hari"].to_numpy() != NO_DAY
    columns = [
        *_campaign_cells(simulation.verval.campaigns, lines["kegiatan"].to_numpy()),
        *_family_cells(simulation, lines["keluarga"].to_numpy()),
        pick(RESULTS, lines["hasil"]),
        pick([*REASONS, ""], lines["alasan"]),
        calendar.cells(lines["hari"]),
        calendar.cells(lines["unggah"]),
        pick([*simulation.officers["nama"], ""], lines["petugas"]),
        pick(["Tidak", "Ada", ""], np.where(done, lines["foto"], 2)),
    ]
    return pa.table(columns, headings("verval"))


def _not_begun(simulation: Simulation, month: int) -> pd.DataFrame:
    """Return the lines of the desa that have not begun the newest campaign, in its first month."""
    running, last = simulation.verval.campaigns, len(simulation.verval.campaigns) - 1
    if not running or f"{running[last].mulai:%Y-%m}" != simulation.months[month]:
        return simulation.judged.head(0)
    target = simulation.verval.targets[last]
    place = simulation.family["desa"].to_numpy()[target]
    target = target[np.isin(place, simulation.planted.not_begun)]
    line = {"kegiatan": last, "hari": NO_DAY, "unggah": NO_DAY, "hasil": NOT_YET}
    behind = {"alasan": NO_REASON, "petugas": len(simulation.officers), "foto": False}
    return pd.DataFrame({"keluarga": target, **line, **behind})


def _campaign_cells(running: list[Kegiatan], number: np.ndarray) -> list[pa.Array]:
    """Return KEGIATAN, TANGGAL MULAI, BATAS WAKTU; HISTORY becomes the empty text behind them."""
    at = number % (len(running) + 1)
    return [
        pick([*[k.nama for k in running], ""], at),
        pick([*[f"{k.mulai:%d/%m/%Y}" for k in running], ""], at),
        pick([*[f"{k.batas:%d/%m/%Y}" for k in running], ""], at),
    ]


def _family_cells(simulation: Simulation, of: np.ndarray) -> list[pa.Array]:
    desa, place = simulation.desa, simulation.family["desa"].to_numpy()[of]
    return [
        pick(desa["kecamatan"].str.upper(), place),
        pick(desa["nama"].str.upper(), place),
        *[simulation.people.of_heads(heading, of) for heading in ("NOKK", "NIK", "NAMA")],
    ]
