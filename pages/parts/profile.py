"""One desa on every indicator: the sentence, the spine chart, and what changed since last month."""

import numpy as np
import streamlit as st

from pages.parts import frame, headline, listing, words
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import alike, evidence, standing
from queries.cube import Cube
from queries.indicator import Badge, Better
from queries.indicators import CATALOGUE
from queries.indicators.completeness import KEMUTAKHIRAN_24
from queries.indicators.musdes import MUSDES_BULAN_INI
from queries.indicators.verval import TIDAK_LAYAK_BULAN
from queries.standing import Standing
from queries.summary import Version
from reports import drawing
from reports.drawing import Row

STYLE = frame.ROOT / "static" / "tulang.css"
MOVES = 4  # largest changes told
UNJUDGED = "■"
SIGNS = " · ".join(
    f"{sign or UNJUDGED} {said}" for sign, said in words.STATES.values() if sign != words.DASH
)
NOTE = (
    "Titik: semua desa dengan sedikitnya 30 yang dihitung. Pita: separuh desa yang di tengah. "
    "Garis tegak: kabupaten. Kanan selalu arah yang lebih baik, kecuali bila tertulis rendah dan "
    f"tinggi. {SIGNS}."
)


WHAT_IT_HOLDS = (
    "Profil memuat semua angka desa itu di samping kecamatan, kabupaten, dan desa lain; tetangga; "
    "dan lembar A4 untuk dicetak."
)
OUTSIDE = (
    "Angka PEMBANDING LUAR (BPS) hanya ada untuk kabupaten, jadi tidak ada di sini. Angka dengan "
    "sifat berbeda tidak dijumlahkan."
)


def standings(published: Published, choice: Choice) -> dict[str, Standing]:
    """Return code → where the chosen desa stands, of every indicator."""
    return _standings(published.version, choice.periode, choice.desa)


@st.cache_resource(max_entries=300, show_spinner=False)
def _standings(version: Version, month: str, kode: str) -> dict[str, Standing]:
    published, cubes = store.published(version), store.cubes_of(version)
    plan = headline.plan_pct(published, month)
    found = {}
    for code, cube in cubes.items():
        earlier, _ = headline.month_before(published, cube, month)
        since = comparable_since(published, cube, month)
        found[code] = standing.of(cube, kode, month, since=since, earlier=earlier, plan_pct=plan)
    return found


def comparable_since(published: Published, cube: Cube, month: str) -> str:
    """Return the first month of the unbroken run that ends in the month."""
    told = alike.breaks(published.months.loc[:month], cube.indicator, cube.program)
    broken = told.index[told != ""]
    return broken[-1] if len(broken) else told.index[0]


def opening(name: str, found: dict[str, Standing], month: str) -> tuple[str, str]:
    """Return what is so in this desa, and on how many figures that is judged."""
    judged = [s for s in found.values() if s.state in (evidence.ACT, evidence.WATCH, evidence.FINE)]
    if not judged:
        return f"Belum ada angka {words.month(month)} yang dapat dinilai untuk {name}.", ""
    detail = (
        f"Dari {len(judged)} angka yang punya batas. Angka lain dibandingkan saja, tanpa dinilai."
    )
    act = [s for s in judged if s.state == evidence.ACT]
    watch = [s for s in judged if s.state == evidence.WATCH]
    if act:
        return f"Di {name} {len(act)} angka perlu ditelusuri: {_listed(act)}.", detail
    if watch:
        told = f"{len(watch)} menjadi perhatian: {_listed(watch)}"
        return f"Di {name} tidak ada yang jelas melewati batas; {told}.", detail
    return f"Di {name} semua {len(judged)} angka yang dinilai wajar.", detail


def _listed(found: list[Standing]) -> str:
    return "; ".join(_named(each) for each in found)


def _named(found: Standing) -> str:
    if found.indicator is MUSDES_BULAN_INI:
        return "belum musdes bulan ini"
    return f"{found.indicator.short} {value(found, found.desa)} ({counted(found, found.desa)})"


def value(found: Standing, sums: dict[str, int]) -> str:
    """Return a value as it is shown; a dash where nothing is known or too little is counted."""
    indicator = found.indicator
    if np.isnan(standing.figure(indicator, sums)):
        return words.DASH
    if indicator.is_share:
        return headline.share(indicator, sums)
    return words.rate(sums["numerator"], sums["denominator"], indicator.per)


def counted(found: Standing, sums: dict[str, int]) -> str:
    """Return the counts behind a value, in words."""
    unit, (n, d, unknown) = found.indicator.unit, map(words.count, sums.values())
    if not sums["denominator"]:
        return "belum ada data"
    if sums["unknown"] >= sums["denominator"]:
        return f"{unknown} {unit} belum diketahui"
    told = f"{n} dari {d} {unit}" if found.indicator.is_share else f"{n} pada {d} {unit} terdaftar"
    return f"{told}, {unknown} belum diketahui" if sums["unknown"] else told


def rows(found: dict[str, Standing], badge: Badge) -> list[Row]:
    """Return the worded rows of the spine chart of one badge, in the order of the catalogue."""
    return [_row(found[i.code]) for i in CATALOGUE if i.badge is badge and i.code in found]


def _row(found: Standing) -> Row:
    sign, said = words.STATES[found.state]
    own = value(found, found.desa)
    if found.indicator.unit == "desa" and own != words.DASH:
        own = "sudah" if found.desa["numerator"] else "belum"
    return Row(
        found,
        found.indicator.short,
        own,
        counted(found, found.desa),
        sign or UNJUDGED,
        said,
        value(found, found.kecamatan),
        value(found, found.kabupaten),
        _change(found),
        _ends(found),
        where(found),
        _months(found),
    )


def _change(found: Standing) -> str:
    if found.indicator.unit == "desa" or np.isnan(found.change):
        return words.DASH
    least = min(found.desa["denominator"], found.before["denominator"])
    told = words.points(found.change, least)
    return told if found.indicator.is_share else told.removesuffix(" poin")


def _ends(found: Standing) -> tuple[str, str]:
    reach = drawing.reach(found)
    if reach is None:
        return "", ""
    decimals = 1 if reach[1] - reach[0] < 5 else 0
    unit = " %" if found.indicator.is_share else ""
    low, high = (f"{words.decimal(round(end, decimals))}{unit}" for end in reach)
    if found.indicator.better is Better.NEITHER:
        return f"rendah {low}", f"{high} tinggi"
    return (high, low) if found.indicator.better is Better.LOWER else (low, high)


def where(found: Standing) -> str:
    """Return where the desa lies among all, in words: beside the middle half, no rank."""
    if found.middle is None:
        return "sudah atau belum" if found.indicator.unit == "desa" else "terlalu sedikit desa"
    shown = words.level if found.indicator.is_share else words.decimal
    low, high = found.middle
    told = f"Separuh desa di tengah: {shown(low)} sampai {shown(high)}"
    own = found.months.iloc[-1]
    if np.isnan(own):
        return f"{told}; desa ini tanpa nilai"
    place = "di bawahnya" if own < low else "di atasnya" if own > high else "di antaranya"
    return f"{told}; desa ini {place}, {value(found, found.desa)}"


def _months(found: Standing) -> str:
    known = found.months.dropna()
    if known.empty:
        return "belum ada bulan dengan nilai"
    ends = [
        f"{words.short_month(month)} {value(found, found.counts.loc[month])}"
        for month in known.index[[0, -1]]
    ]
    return f"{len(known)} bulan dengan nilai: {' sampai '.join(dict.fromkeys(ends))}"


def heads(published: Published, choice: Choice) -> tuple[str, ...]:
    """Return the headings of the spine chart."""
    kecamatan = published.desa.set_index("kode").loc[choice.desa, "kecamatan"]
    return (
        "Angka",
        "Desa ini",
        f"Kec. {kecamatan}",
        "Kabupaten",
        "kurang baik ← semua desa → lebih baik",
        "± sebulan",
        "12 bulan",
    )


def spine(published: Published, choice: Choice, found: dict[str, Standing], badge: Badge) -> None:
    """Draw the indicators of one badge; figures of different badges never stand in one table."""
    drawn = rows(found, badge)
    if drawn:
        st.html(STYLE)
        headline.badge(badge)
        st.html(drawing.spine(heads(published, choice), drawn))


def positions(published: Published, found: dict[str, Standing]) -> None:
    """Offer what the strips and lines show, in words."""
    with st.expander("Letak di antara semua desa dan 12 bulan, dalam kata"):
        told = [
            (s.indicator.nama, where(s), _months(s), s.indicator.badge.label)
            for s in found.values()
        ]
        listing.table(("Angka", "Letak", "Bulan", "Sifat angka"), told)


def moves(found: dict[str, Standing]) -> list[str]:
    """Return the largest changes since the month before, each a sentence with its counts.

    Only shares of at least 30 counted in both months; not the findings of one month's visits,
    which are about other families each time.
    """
    changed = [s for s in found.values() if _is_told(s)]
    changed.sort(key=lambda s: -abs(s.change))
    told = [_moved(s) for s in changed[:MOVES]]
    families = found[KEMUTAKHIRAN_24.code]
    if families.before and families.before["denominator"] and families.desa["denominator"]:
        more = families.desa["denominator"] - families.before["denominator"]
        if more:
            way = "bertambah" if more > 0 else "berkurang"
            now = words.count(families.desa["denominator"])
            told.append(f"Keluarga terdaftar {way} {words.count(abs(more))}, menjadi {now} KK.")
    return told or ["Tidak ada yang berubah, atau belum ada bulan yang sebanding."]


def _is_told(found: Standing) -> bool:
    indicator = found.indicator
    if indicator.unit == "desa" or not indicator.is_share or indicator is TIDAK_LAYAK_BULAN:
        return False
    if np.isnan(found.change) or not found.change:
        return False
    return min(found.desa["denominator"], found.before["denominator"]) >= evidence.ENOUGH


def _moved(found: Standing) -> str:
    way = "naik" if found.change > 0 else "turun"
    size = _change(found).lstrip("+−")
    before, now = (
        f"{value(found, sums)} ({words.count(sums['numerator'])} dari "
        f"{words.count(sums['denominator'])} {found.indicator.unit})"
        for sums in (found.before, found.desa)
    )
    return f"{found.indicator.short} {way} {size}: dari {before} menjadi {now}."
