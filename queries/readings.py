"""The sentence each figure is read by, filled in for a kabupaten and a month."""

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from methods import control_chart
from methods.control_chart import Chart
from methods.poststratify import Estimate
from queries import calendar, estimates, pace, read
from queries.evidence import shown
from queries.indicator import Definition, Indicator
from queries.indicators import CATALOGUE, computed
from queries.indicators.verval import TIDAK_LAYAK_BULAN
from queries.measure import SUMS, WHOLE, value

DTSEN = "DTSEN"
PENDING = "belum diketahui"  # where a sentence needs a figure that is not there


def of(connection: Connection, version: int, month: pd.Series) -> dict[str, dict[str, Any]]:
    """Return code → what its sentence is filled in with, of all desa of one month.

    `month`: a row of table `terbitan_periode`. An indicator with nothing counted or nothing known
    is left out, as are estimates that cannot be made.
    """
    totals = read.totals(connection, version, month["periode"])
    filled = {i.code: _counts(i, totals.loc[i.code, WHOLE]) for i in CATALOGUE if _has(i, totals)}
    return filled | {
        code: told
        for make in (_campaign, _shares, _ratios, _waiting, _trend)
        for code, told in make(connection, version, month, totals).items()
    }


def sentence(definition: Definition, filled: dict[str, Any]) -> str:
    """Return the sentence of a figure, with what is known put in."""
    return definition.reading.format(**filled)


def number(figure: float, decimals: int = 1) -> str:
    """Return a number as Indonesians write it: 1240.5 → "1.240,5"; what is missing in words."""
    if np.isnan(figure):
        return PENDING
    text = f"{figure:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,"))


def pace_number(figure: float) -> str:
    """Return families per workday: no decimal from 100 on."""
    return number(figure, 0 if figure >= 100 else 1)


def percent(share: float, counted: float) -> str:
    """Return a share from 0 to 1 in percent, without a decimal where fewer than 100 are counted."""
    if np.isnan(share):
        return PENDING
    if counted < 100:  # no decimal says more than so few can (indicators.md 3, guard d)
        return f"{int(np.floor(100 * share + 0.5))} %"
    return f"{number(float(shown(100 * share)))} %"


def _has(indicator: Indicator, totals: pd.DataFrame) -> bool:
    if (indicator.code, WHOLE) not in totals.index:
        return False
    sums = totals.loc[indicator.code, WHOLE]
    return sums["denominator"] > 0 and sums["unknown"] < sums["denominator"]


def _counts(indicator: Indicator, sums: pd.Series) -> dict[str, str]:
    rate = float(value(sums["numerator"], sums["denominator"], indicator.per))
    if indicator.is_share:
        told = percent(rate / 100, sums["denominator"])
    else:
        told = f"{number(rate)} per {number(indicator.per, 0)}"
    return {name: number(sums[name], 0) for name in SUMS} | {"value": told}


def _campaign(connection, version, month, totals) -> dict[str, dict]:
    name, campaigns = month["kegiatan"], read.campaigns(connection, version).set_index("kegiatan")
    if name not in campaigns.index:
        return {}
    targets, days = (
        rows[rows["kegiatan"] == name]
        for rows in (read.targets(connection, version), read.days(connection, version))
    )
    begin, deadline = (pd.Timestamp(campaigns.loc[name, c]).date() for c in ("mulai", "batas"))
    as_of = pd.Timestamp(month["tanggal_acuan"]).date()
    off = calendar.of_areas(read.days_off(connection, version), read.areas(connection, version))
    course = pace.course(targets, days, begin, deadline, as_of, calendar.dates(off))
    found = pace.whole(course)
    return {
        computed.PERKIRAAN_SELESAI.code: {
            "needed_pace": pace_number(found.needed_pace),
            "current_pace": pace_number(found.current_pace),
            "band": found.band or found.state,
        }
    }


def _shares(connection, version, month, totals) -> dict[str, dict]:
    strata = read.strata(connection, version, month["periode"])
    if strata.empty:
        return {}
    area = _area(connection, version)
    quotas = read.quotas(connection, version, month["periode"])
    eligible = _estimate(estimates.eligible_not_receiving(strata, area))
    forced = estimates.unavoidable(strata, quotas, area, "")
    share = forced.exclusion if forced.from_quota else np.nan
    found = {
        computed.PENERIMA_TIDAK_LAYAK: _estimate(estimates.leakage(strata, area)),
        computed.TERDAFTAR_TIDAK_LAYAK: _estimate(estimates.registered_ineligible(strata, area)),
        computed.LAYAK_BELUM_MENERIMA: eligible
        and eligible | {"unavoidable": percent(share, forced.eligible)},
    }
    return {definition.code: told for definition, told in found.items() if told}


def _estimate(found: Estimate) -> dict[str, str]:
    if np.isnan(found.value):
        return {}
    return {
        "value": percent(found.value, found.n),
        "lower": percent(found.lower, found.n),
        "upper": percent(found.upper, found.n),
        "bound_lower": percent(found.bounds[0], found.population),
        "n": number(found.n, 0),
        "share_verified": percent(found.share_verified, found.population),
    }


def _area(connection: Connection, version: int) -> str:
    """The code of the kabupaten; of several, what their codes begin with."""
    areas = read.areas(connection, version)
    codes = areas.loc[areas["tingkat"].isin(["kabupaten", "kota"]), "kode"].tolist()
    return codes[0] if len(codes) == 1 else ""


def _ratios(connection, version, month, totals) -> dict[str, dict]:
    codes = totals.index.get_level_values("indikator")
    found = {}
    if month["era"] == DTSEN and "cakupan_kk_pct" in codes:
        index = estimates.compliance(totals.loc["cakupan_kk_pct"])
        if not np.isnan(index):
            found[computed.KESESUAIAN_DESIL.code] = {"value": number(index, 2)}
    if "cakupan_jiwa_pct" not in codes:
        return found
    benchmarks, year = read.benchmarks(connection, version), int(month["periode"][:4])
    ratio = estimates.benchmark_ratio(
        totals.loc["cakupan_jiwa_pct"], benchmarks, _area(connection, version), year
    )
    if ratio and ratio[0].value > 0:
        found[computed.RASIO_BPS.code] = {
            "value": number(ratio[0].value, 2),
            "year": str(ratio[1]),
            "range": (
                f"{number(ratio[0].lower, 2)}-{number(ratio[0].upper, 2)}"
                if ratio[0].upper > 0
                else ratio[0].state
            ),
        }
    return found


def _waiting(connection, version, month, totals) -> dict[str, dict]:
    if month["periode"] != read.periods(connection, version)["periode"].iloc[-1]:
        return {}  # the proposals are published as they stand in the newest month
    found = estimates.processing_time(read.waiting(connection, version))
    if np.isnan(found.median):
        return {}
    return {
        computed.LAMA_PROSES.code: {
            "median": number(found.median, 0),
            "p90": number(found.p90, 0),
        }
    }


def _trend(connection, version, month, totals) -> dict[str, dict]:
    flow = read.flows(connection, version, TIDAK_LAYAK_BULAN.code)
    if month["periode"] not in flow.index:
        return {}
    counted = flow.loc[month["periode"], "denominator"]
    return {computed.TREN.code: _chart(estimates.trend(flow), month["periode"], counted)}


SIGNALS = {
    control_chart.OUTSIDE: "di luar rentang biasa",
    control_chart.RUN: "8 bulan berturut-turut di satu sisi yang biasa",
    control_chart.TREND: "6 bulan terus naik atau terus turun",
    control_chart.NEAR: "2 dari 3 bulan dekat batas yang biasa",
}


def _chart(chart: Chart, month: str, counted: float) -> dict[str, str]:
    row = chart.table.loc[month]
    value, lower, upper = (percent(row[name], counted) for name in ("value", "lower", "upper"))
    if chart.refused:
        return {"value": value, "state": chart.refused}
    state = ", ".join(SIGNALS[name] for name in row["signals"]) or "dalam rentang biasa"
    return {"value": value, "state": f"{state} ({lower} sampai {upper})"}
