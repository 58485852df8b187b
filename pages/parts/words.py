"""Numbers, dates and states as Indonesians write them."""

import os
import re
from datetime import UTC, date, datetime, timedelta

import numpy as np

from queries import evidence, groups, readings
from queries.export import FEWEST
from queries.indicator import Indicator

MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
SHORT_MONTHS = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]
DASH = "–"
NEVER = "lebih dari setahun"
WIB = timedelta(hours=7)

# Told apart by shape and word before colour: projectors wash out, photocopies are grey.
STATES = {
    evidence.ACT: ("▲", "perlu ditelusuri"),
    evidence.WATCH: ("◆", "perhatian"),
    evidence.FINE: ("●", "wajar"),
    evidence.FEW: ("○", "belum cukup data"),
    evidence.NONE: ("–", "belum ada data"),
    evidence.UNJUDGED: ("", "tanpa batas"),
}
# How a desa stands beside the others; where few is not better than many, the second names hold.
GROUPS = {
    groups.BAD: ("▲", "perlu perhatian"),
    groups.USUAL: ("●", "dalam rentang wajar"),
    groups.GOOD: ("▼", "lebih baik"),
    groups.FEW: ("○", "belum cukup data"),
}
COUNTED = GROUPS | {
    groups.BAD: ("▼", "lebih sedikit daripada yang lain"),
    groups.GOOD: ("▲", "lebih banyak daripada yang lain"),
}


UNIT = re.compile(r"(?<=\d) (?=%|per 1\.000|(?:KK|jiwa|desa|poin|bulan|hari|orang|usulan)\b)")
# Signs that begin something in Streamlit's Markdown, anywhere or at the beginning of a text.
MARKUP = re.compile(r"[\\`*_\[\]<~$:]|^\s*(?:[#>+=-]|\d+(?=[.)]))")
# What would become a link by itself is parted by a sign nobody sees.
LINK = re.compile(r"(https?|www(?=\.)|@)", re.IGNORECASE)


def plain(name: str) -> str:
    """Return a name or an office's own words for a text in Markdown: shown as they are written.

    For st.markdown, st.caption, messages and labels; st.html wants html.escape.
    """
    return LINK.sub("\\1\u2060", MARKUP.sub(lambda sign: _escaped(sign[0]), name))


def _escaped(sign: str) -> str:
    """A digit cannot be escaped; what makes a list of it is the sign after it."""
    return f"{sign}\u2060" if sign.strip().isdigit() else f"\\{sign.strip()}"


def count(number: float) -> str:
    """1240 → "1.240"."""
    return f"{int(number):,}".replace(",", ".")


def percent(numerator: float, denominator: float) -> str:
    """471, 612 → "77,0 %"; no decimal below 100 counted; a dash of fewer than ten: those are told
    as counts alone (indicators.md 2.2).

    Whole numbers and halves up, as static/kata.js does it: the same figure everywhere.
    """
    return DASH if denominator < FEWEST else percent_of_any(numerator, denominator)


def percent_of_any(numerator: float, denominator: float) -> str:
    """A percentage however few there are: of desa, each of which has done it or has not."""
    n, d = int(numerator), int(denominator)
    if d <= 0:
        return DASH
    if d < 100:
        return f"{(200 * n + d) // (2 * d)} %"
    tenths = (2000 * n + d) // (2 * d)
    return f"{count(tenths // 10)},{tenths % 10} %"


def kept(text: str) -> str:
    """The same text, each number on one line with its unit: a no-break space between them."""
    return UNIT.sub("\u00a0", text)


def aside(said: str) -> str:
    """What stands in brackets behind a count: "77,0 %" → " (77,0 %)"; of a dash nothing."""
    return "" if said == DASH else f" ({said})"


def share(value: float, counted: float) -> str:
    """A share from 0 to 1 that is no quotient of whole counts: 0.0533 → "5,3 %"; no decimal
    where fewer than 100 stand behind it; a dash where there is none, or fewer than ten."""
    return DASH if np.isnan(value) or counted < FEWEST else readings.percent(value, counted)


def span(lower: float, upper: float, counted: float) -> str:
    """A range of shares: "3,2–8,7 %"; a dash of fewer than ten."""
    if counted < FEWEST:
        return DASH
    return f"{share(lower, counted).removesuffix(' %')}–{share(upper, counted)}"


def chance(probability: float) -> str:
    """A probability in whole percent, never 0 or 100: those would be certain."""
    if np.isnan(probability):
        return DASH
    if probability < 0.01:
        return "<\u00a01\u00a0%"
    return ">\u00a099\u00a0%" if probability > 0.99 else f"{100 * probability:.0f}\u00a0%"


def known(indicator: Indicator) -> str:
    """The unit of counts from which those of whom it cannot be said are left out."""
    return indicator.unit if indicator.unknown is None else f"{indicator.unit} yang diketahui"


def level(value: float) -> str:
    """A threshold or a plan, in percent: 77.4 → "77,4 %"."""
    return f"{evidence.shown(value):g} %".replace(".", ",")


def points(difference: float, counted: float) -> str:
    """A difference of two percentages: 1.24 → "+1,2 poin"; no decimal where fewer than 100 are
    counted; a dash where there is none."""
    if np.isnan(difference):
        return DASH
    few = counted < 100
    whole = np.copysign(np.floor(abs(difference) + 0.5), difference)
    rounded = float(whole if few else evidence.shown(difference))
    if rounded == 0:
        return "tetap"
    sign = "+" if rounded > 0 else "−"
    return f"{sign}{abs(rounded):.{0 if few else 1}f} poin".replace(".", ",")


def today() -> date:
    """The day in Tegal; PANTAU_HARI_INI (YYYY-MM-DD) puts another in its place, for a rehearsal."""
    fixed = os.environ.get("PANTAU_HARI_INI")
    return date.fromisoformat(fixed) if fixed else (datetime.now(UTC) + WIB).date()


def day(value: date) -> str:
    """31 Oktober 2026."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def short_day(value: date) -> str:
    """31 Okt 2026."""
    return f"{value.day} {SHORT_MONTHS[value.month - 1]} {value.year}"


def without_year(value: date) -> str:
    """17 November."""
    return f"{value.day} {MONTHS[value.month - 1]}"


def day_range(first: date | None, last: date | None) -> str:
    """Two dates, None for one beyond a year: 12–24 Jan 2027; 28 Nov – 4 Des 2026."""
    if first is None or last is None:
        return f"{short_day(first)} – {NEVER}" if first else NEVER
    if first == last:
        return short_day(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{short_day(last)}"
    shown = short_day(first)
    return f"{shown.removesuffix(f' {last.year}')} – {short_day(last)}"


def moment(utc: datetime) -> str:
    """A time in UTC as a clock in Tegal shows it: 2 November 2026 14.05."""
    here = utc + WIB
    return f"{day(here)} {here:%H.%M}"


def month(periode: str) -> str:
    """2026-10 → Oktober 2026."""
    return f"{MONTHS[int(periode[5:]) - 1]} {periode[:4]}"


def short_month(periode: str) -> str:
    """2026-10 → Okt 26."""
    return f"{SHORT_MONTHS[int(periode[5:]) - 1]} {periode[2:4]}"


def month_name(periode: str) -> str:
    """2026-10 → Oktober."""
    return MONTHS[int(periode[5:]) - 1]


def decimal(number: float) -> str:
    """A number with at most one decimal: 12.5 → "12,5"; 1240.0 → "1.240"."""
    whole, _, part = f"{float(evidence.shown(number)):,.1f}".partition(".")
    whole = whole.replace(",", ".")
    return whole if part == "0" else f"{whole},{part}"


def rate(numerator: float, denominator: float, per: int) -> str:
    """17, 812, 1000 → "20,9 per 1.000"; no decimal below 100 counted, a dash below ten."""
    if denominator < FEWEST:
        return DASH
    share = per * numerator / denominator
    told = count(share + 0.5) if denominator < 100 else decimal(share)
    return f"{told} per {count(per)}"
