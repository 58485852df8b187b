"""Every indicator again, from the published words alone: plain Python over the files themselves.

Written by another hand than the SQL's. It reads the sample's files as an office would send them,
keeps the import rules in its own words, and counts with dicts. It knows the formats that some
indicator is counted from, in the shape in which the sample writes them; other spellings are
tested in tests/register/.
"""

import csv
import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from python_calamine import CalamineWorkbook

AREAS = Path(__file__).parents[1] / "data_samples" / "wilayah"

Sums = tuple[int, int, int]  # numerator, denominator, unknown
Key = tuple[str, str, str, str]  # indicator, rincian, kode desa, periode


@dataclass
class Person:
    desa: str
    family: str
    cells: dict[str, str]


@dataclass
class Visit:
    desa: str
    family: str
    campaign: str
    day: date
    result: str
    evidence: bool


@dataclass
class Register:
    """What the files say, after the rows that break a rule are left out.

    `people`: periode → desa → persons. `visits`: no visit twice. `targets`: campaign → desa →
    families, frozen by the first list. `dates`: campaign → first and last day. `meetings`:
    periode → (desa, day, uploaded). `rejected`: file name → row numbers as a person counts them.
    `recaps`: sums an office sends without the rows behind them.
    """

    people: dict[str, dict[str, list[Person]]] = field(default_factory=lambda: defaultdict(dict))
    visits: dict[tuple, Visit] = field(default_factory=dict)
    targets: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(dict))
    dates: dict[str, tuple[date, date]] = field(default_factory=dict)
    meetings: dict[str, list[tuple[str, date, bool]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    rejected: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    recaps: dict[Key, Sums] = field(default_factory=dict)


def read(files: Iterable[tuple[str, Path]]) -> Register:
    """Read (periode, file) in the order of import. Musdes lists and exports tell by their name."""
    register, areas = Register(), _areas()
    readers = {
        "dtks": _read_dtks,
        "verval": _read_verval,
        "musdes": _read_musdes,
        "sasaran": _read_targets,
        "agregat": _read_recap,
    }
    for periode, path in files:
        reader = readers.get(path.name.split("-")[0])
        if reader:  # no indicator is counted from the other lists
            reader(register, areas, periode, path)
    return register


# --- the import rules, in words: docs of register/importers, domain.md 2.1, 2.7, 3.1 ---


def _areas() -> dict[tuple[str, str], str]:
    """Return (kecamatan, desa) → kode, names as letters only, other spellings included."""
    with (AREAS / "33.28.csv").open(encoding="utf-8") as file:
        places = {row["kode"]: row for row in csv.DictReader(file)}
    spellings = [(row["kode"], row["nama"]) for row in places.values()]
    with (AREAS / "33.28.alias.csv").open(encoding="utf-8") as file:
        spellings += [(row["kode"], row["nama"]) for row in csv.DictReader(file)]
    kecamatan_names = defaultdict(list)
    for kode, name in spellings:
        kecamatan_names[kode].append(_letters(name))
    return {
        (kecamatan, _letters(name)): kode
        for kode, name in spellings
        if places[kode]["tingkat"] in ("desa", "kelurahan")
        for kecamatan in kecamatan_names[places[kode]["kode_induk"]]
    }


def _letters(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (row number, cells by heading); the header is row 1, blank cells are ''."""
    if path.suffix == ".xlsx":
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        table = [[str(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    else:
        text = path.read_text(encoding="utf-8-sig")
        delimiter = max("|;,", key=text.splitlines()[0].count)
        quoting = csv.QUOTE_NONE if delimiter == "|" else csv.QUOTE_MINIMAL
        table = list(csv.reader(text.splitlines(), delimiter=delimiter, quoting=quoting))
    header, *body = table
    for number, cells in enumerate(body, start=2):
        yield number, dict(zip(header, [cell.strip() for cell in cells], strict=True))


def _is_number(text: str) -> bool:
    return re.fullmatch("[0-9]{16}", text) is not None and len(set(text)) > 1


def _is_nik(text: str) -> bool:
    """Sixteen digits; day of birth 1-31, for women 41-71; a month; a serial that is not 0000."""
    if not _is_number(text):
        return False
    day, month, serial = int(text[6:8]), int(text[8:10]), int(text[12:])
    return (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12 and serial > 0


def _date(text: str) -> date | None:
    """Return a day written dd/mm/yyyy or yyyy-mm-dd, as the sample writes them, else None."""
    parts = text.split("/")[::-1] if "/" in text else text.split("-")
    try:
        day = date(*map(int, parts))
    except (TypeError, ValueError):
        return None
    return day if date(1900, 1, 1) <= day else None


def _desa(areas: dict, cells: dict[str, str]) -> str | None:
    desa = cells.get("DESA/KELUARAHAN", cells.get("DESA/KELURAHAN", ""))
    return areas.get((_letters(cells["KECAMATAN"]), _letters(desa)))


def _read_dtks(register: Register, areas: dict, periode: str, path: Path) -> None:
    """An export replaces, for its periode, the desa it holds."""
    found, seen = defaultdict(list), set()
    for number, cells in _lines(path):
        nik, no_kk, id_dtks = cells["NIK"], cells["NOKK"], cells["ID DTKS"]
        desa = _desa(areas, cells)
        sound = (
            all(_is_number(text) for text in (no_kk, id_dtks) if text)
            and (no_kk or id_dtks)
            and (_is_nik(nik) if nik else cells["NAMA"])
            and (_date(cells["TANGGAL LAHIR"]) or not cells["TANGGAL LAHIR"])
        )
        family = no_kk or f"RT{id_dtks}"
        identity = family, nik or cells["NAMA"]
        if not sound or identity in seen:
            register.rejected[path.name].append(number)
            continue
        seen.add(identity)
        if desa:  # a row whose desa nobody knows waits until somebody names it
            found[desa].append(Person(desa, family, cells))
    register.people[periode].update(found)


RESULTS = {
    "Layak": "layak",
    "Tidak Layak": "tidak layak",
    "Tidak Ditemukan": "tidak ditemukan",
    "Belum Cek": None,
}


def _read_verval(register: Register, areas: dict, periode: str, path: Path) -> None:
    """The first list that holds a desa in a campaign freezes its target; a visit counts once."""
    listed = defaultdict(lambda: defaultdict(set))
    seen = set()
    for number, cells in _lines(path):
        desa, family, campaign = _desa(areas, cells), cells["NOKK"], cells["KEGIATAN"]
        result, day = RESULTS.get(cells["HASIL VERVAL"], "?"), _date(cells["TANGGAL VERVAL"])
        begin, end = _date(cells["TANGGAL MULAI"]), _date(cells["BATAS WAKTU"])
        identity = family, campaign, cells["TANGGAL VERVAL"]
        sound = (
            desa
            and _is_number(family)
            and (_is_nik(cells["NIK"]) or not cells["NIK"])
            and result != "?"
            and (day or not cells["TANGGAL VERVAL"])
            and (_date(cells["TANGGAL UNGGAH"]) or not cells["TANGGAL UNGGAH"])
            and (day or result is None)
            and (begin and end and begin <= end if campaign else result)
        )
        if not sound or identity in seen:
            register.rejected[path.name].append(number)
            continue
        seen.add(identity)
        if campaign:
            listed[campaign][desa].add(family)
            first, last = register.dates.get(campaign, (begin, end))
            register.dates[campaign] = min(first, begin), max(last, end)
        if result:
            visit = Visit(desa, family, campaign, day, result, cells["BUKTI FOTO"] == "Ada")
            register.visits.setdefault(identity, visit)
    for campaign, by_desa in listed.items():
        for desa, families in by_desa.items():
            register.targets[campaign].setdefault(desa, families)


def _read_targets(register: Register, areas: dict, periode: str, path: Path) -> None:
    """A target list freezes the desa it holds, unless an earlier list of the campaign did."""
    listed = defaultdict(lambda: defaultdict(set))
    for _, cells in _lines(path):
        campaign = cells["KEGIATAN"]
        listed[campaign][_desa(areas, cells)].add(cells["NOKK"])
        dates = _date(cells["TANGGAL MULAI"]), _date(cells["BATAS WAKTU"])
        register.dates.setdefault(campaign, dates)
    for campaign, by_desa in listed.items():
        for desa, families in by_desa.items():
            register.targets[campaign].setdefault(desa, families)


RECAPS = {"I1": "kemutakhiran_24_pct"}  # of two windows the first


def _read_recap(register: Register, areas: dict, periode: str, path: Path) -> None:
    for _, cells in _lines(path):
        key = RECAPS[cells["INDIKATOR"]], "", cells["KODE DESA"], periode
        counts = [cells[name] for name in ("PEMBILANG", "PENYEBUT", "BELUM DIKETAHUI")]
        register.recaps[key] = tuple(int(count.replace(".", "")) for count in counts)


def _read_musdes(register: Register, areas: dict, periode: str, path: Path) -> None:
    meetings = register.meetings[periode]  # made here, so that a list without a meeting counts
    for number, cells in _lines(path):
        desa, written = _desa(areas, cells), cells["TANGGAL MUSDES"]
        if not desa or (written and not _date(written)):
            register.rejected[path.name].append(number)
        else:
            day = _date(written) if written else None
            meetings.append((desa, day, cells["BERITA ACARA DIUNGGAH"] == "Ya"))


# --- the indicators, from the sentences of docs/indicators.md ---


def sums(register: Register) -> dict[Key, Sums]:
    """Return the three sums of every indicator, part, desa and periode of the register.

    A desa with nothing to count has no key.
    """
    found = dict(register.recaps)  # counted rows win, where there are any
    for periode in sorted({*register.people, *register.meetings}):
        as_of = _month_end(periode)
        for code, definition in INDICATORS.items():
            for (part, desa), counts in definition(register, periode, as_of).items():
                found[code, part, desa, periode] = counts
    return found


def _month_end(periode: str) -> date:
    year, month = map(int, periode.split("-"))
    return date(year, month, monthrange(year, month)[1])


def _families(register: Register, periode: str) -> dict[str, list[Person]]:
    families = defaultdict(list)
    for people in register.people[periode].values():
        for person in people:
            families[person.family].append(person)
    return families


def _tally(units: Iterable[tuple[str, dict[str, bool | None]]]) -> dict[tuple[str, str], Sums]:
    """Add up (desa, {part: yes, no or None for unknown}) into (part, desa) → sums."""
    counts = defaultdict(lambda: [0, 0, 0])
    for desa, answers in units:
        for part, answer in answers.items():
            three = counts[part, desa]
            three[0] += answer is True
            three[1] += 1
            three[2] += answer is None
    return {key: tuple(three) for key, three in counts.items()}


def window_start(as_of: date, months: int) -> date:
    """Return the first day of the `months` months that end with the as-of date.

    Months ending with 31 October begin with 1 November; those ending with 22 November begin
    with the 23rd; a 29 February that the first year lacks is its 1 March.
    """
    after = as_of + timedelta(days=1)
    year, month = divmod(after.year * 12 + after.month - 1 - months, 12)
    return date(year, month + 1, 1) + timedelta(days=after.day - 1)


def _fresh(months: int):
    """Families whose data was renewed in the last so many months; unknown: no date at all."""

    def definition(register: Register, periode: str, as_of: date) -> dict:
        last = {}
        for visit in register.visits.values():
            if visit.result != "tidak ditemukan" and visit.day <= as_of:
                last[visit.family] = max(visit.day, last.get(visit.family, visit.day))
        start = window_start(as_of, months)
        return _tally(
            (min(p.desa for p in members), {"": last[no] >= start if no in last else None})
            for no, members in _families(register, periode).items()
        )

    return definition


def _progress(register: Register, periode: str, as_of: date) -> dict:
    """Target families with a result of this campaign (or of none) since it began."""
    running = [
        (begin, name)
        for name, (begin, end) in register.dates.items()
        if begin <= as_of and end >= as_of.replace(day=1)
    ]
    if not running:
        return {}
    begin, campaign = max(running)
    results = defaultdict(list)
    for visit in register.visits.values():
        if visit.campaign in ("", campaign) and begin <= visit.day <= as_of:
            results[visit.family].append(visit)
    return _tally(
        (desa, _result_parts(results.get(family, [])))
        for desa, families in register.targets[campaign].items()
        for family in families
    )


def _result_parts(visits: list[Visit]) -> dict[str, bool]:
    last = max(visits, key=lambda visit: visit.day, default=None)
    return {
        "": last is not None,
        "layak": last is not None and last.result == "layak",
        "tidak layak": last is not None and last.result == "tidak layak",
        "tidak ditemukan": last is not None and last.result == "tidak ditemukan",
        "dengan bukti": last is not None and last.evidence,
    }


def _matched(register: Register, periode: str, as_of: date) -> dict:
    answer = {"Padan": True, "Tidak Padan": False, "": None}
    return _tally(
        (person.desa, {"": answer[person.cells["KETERANGAN PADAN"]]})
        for people in register.people[periode].values()
        for person in people
    )


ITEMS = {
    "nama": "NAMA",
    "NIK": "NIK",
    "tempat lahir": "TEMPAT LAHIR",
    "tanggal lahir": "TANGGAL LAHIR",
    "jenis kelamin": "JENIS KELAMIN",
    "nama ibu kandung": "NAMA IBU KANDUNG",
    "hubungan keluarga": "HUB KELUARGA",
    "alamat": "ALAMAT",
    "No KK": "NOKK",
}
BLANK = {"", "-", "--", "0", "NULL", "N/A"}


def _filled(register: Register, periode: str, as_of: date) -> dict:
    """Families of whom every member has every item; in an export no family is without members."""

    def answers(members: list[Person]) -> dict[str, bool]:
        items = {
            name: all(person.cells[heading].upper() not in BLANK for person in members)
            for name, heading in ITEMS.items()
        }
        return {"": all(items.values())} | items

    return _tally(
        (min(p.desa for p in members), answers(members))
        for members in _families(register, periode).values()
    )


def _met(register: Register, periode: str, as_of: date) -> dict:
    """Desa with a meeting dated in the month, in whichever list it was reported."""
    month = as_of.replace(day=1), as_of
    held, with_minutes = set(), set()
    for meetings in register.meetings.values():
        for desa, day, uploaded in meetings:
            if day and month[0] <= day <= month[1]:
                held.add(desa)
                if uploaded:
                    with_minutes.add(desa)
    listed = {desa for desa, *_ in register.meetings.get(periode, [])}
    return _tally(
        (
            desa,
            {"": desa in held, "dengan berita acara": desa in with_minutes}
            if desa in listed | held
            else {"": None, "dengan berita acara": None},
        )
        for desa in set(_areas().values())
    )


INDICATORS = {
    "kemutakhiran_24_pct": _fresh(24),
    "kemutakhiran_12_pct": _fresh(12),
    "verval_pct": _progress,
    "nik_padan_pct": _matched,
    "isian_lengkap_pct": _filled,
    "musdes_pct": _met,
}
