"""The import rules of verval, musdes and usulan, in words of our own."""

from collections import defaultdict
from pathlib import Path

from tests.oracle.reading import day, desa, is_day_or_empty, is_nik, is_number, lines
from tests.oracle.register import Proposal, Register, Report, Visit

RESULTS = {
    "Layak": "layak",
    "Tidak Layak": "tidak layak",
    "Tidak Ditemukan": "tidak ditemukan",
    "Belum Cek": None,
}


def read_results(register: Register, periode: str, path: Path) -> None:
    """The first list that holds a desa in a campaign freezes its target; a visit counts once."""
    listed = defaultdict(lambda: defaultdict(set))
    seen = set()
    for number, cells in lines(path):
        place, family, campaign = desa(cells), cells["NOKK"], cells["KEGIATAN"]
        result, visited = RESULTS.get(cells["HASIL VERVAL"], "?"), day(cells["TANGGAL VERVAL"])
        begin, end = day(cells["TANGGAL MULAI"]), day(cells["BATAS WAKTU"])
        identity = family, campaign, cells["TANGGAL VERVAL"]
        sound = (
            place
            and is_number(family)
            and (is_nik(cells["NIK"]) or not cells["NIK"])
            and result != "?"
            and is_day_or_empty(cells["TANGGAL VERVAL"])
            and is_day_or_empty(cells["TANGGAL UNGGAH"])
            and (visited or result is None)
            and (begin and end and begin <= end if campaign else result)
        )
        if not sound or identity in seen:
            register.rejected[path.name].append(number)
            continue
        seen.add(identity)
        if campaign:
            listed[campaign][place].add(family)
            first, last = register.dates.get(campaign, (begin, end))
            register.dates[campaign] = min(first, begin), max(last, end)
        if result:
            evidence = cells["BUKTI FOTO"] == "Ada"
            visit = Visit(place, family, campaign, visited, result, cells["ALASAN"], evidence)
            register.visits.setdefault(identity, visit)
    _freeze(register, listed)


def read_targets(register: Register, periode: str, path: Path) -> None:
    """A target list freezes the desa it holds, unless an earlier list of the campaign did."""
    listed = defaultdict(lambda: defaultdict(set))
    for _, cells in lines(path):
        campaign = cells["KEGIATAN"]
        listed[campaign][desa(cells)].add(cells["NOKK"])
        dates = day(cells["TANGGAL MULAI"]), day(cells["BATAS WAKTU"])
        register.dates.setdefault(campaign, dates)
    _freeze(register, listed)


def _freeze(register: Register, listed: dict[str, dict[str, set[str]]]) -> None:
    for campaign, by_desa in listed.items():
        for place, families in by_desa.items():
            register.targets[campaign].setdefault(place, families)


def read_meetings(register: Register, periode: str, path: Path) -> None:
    meetings = register.meetings[periode]  # made here, so that a list without a meeting counts
    for number, cells in lines(path):
        place, written = desa(cells), cells["TANGGAL MUSDES"]
        if not place or not is_day_or_empty(written):
            register.rejected[path.name].append(number)
        else:
            uploaded = cells["BERITA ACARA DIUNGGAH"] == "Ya"
            meetings.append((place, day(written) if written else None, uploaded))


STEPS = (
    "TANGGAL MUSDES",
    "TANGGAL DIAJUKAN",
    "TANGGAL VERIFIKASI",
    "TANGGAL DISETUJUI",
    "TANGGAL DISAHKAN",
    "TANGGAL DIPROSES",
    "TANGGAL DITETAPKAN",
    "TANGGAL DITOLAK",
)


def read_stages(register: Register, periode: str, path: Path) -> None:
    """A recap takes the place of earlier ones and of the template, for the desa it holds."""
    found, seen = defaultdict(list), set()
    for number, cells in lines(path):
        place, identity = desa(cells), _proposal(cells, cells["JENIS USULAN"])
        sound = place and _is_proposed(cells) and all(is_day_or_empty(cells[s]) for s in STEPS)
        if not sound or identity in seen:
            register.rejected[path.name].append(number)
            continue
        seen.add(identity)
        proposal = Proposal(
            place,
            cells["NOKK"] or cells["NIK"],
            cells["JENIS USULAN"],
            RESULTS.get(cells["HASIL VERIFIKASI"]) or "",
            {step: day(cells[step]) for step in STEPS if cells[step]},
            periode,
            cells["JALUR"],
            cells["TAHAP"],
            cells["ALASAN"],
        )
        found[place].append(proposal)
    register.proposals[periode].update(found)


def read_template(register: Register, periode: str, path: Path) -> None:
    """A template says who is proposed as new, and nothing of when or how far it came."""
    found, seen = defaultdict(list), set()
    for number, cells in lines(path):
        place, identity = desa(cells), _proposal(cells, "baru")
        if not (place and cells["NOKK"] and _is_proposed(cells)) or identity in seen:
            register.rejected[path.name].append(number)
            continue
        seen.add(identity)
        found[place].append(Proposal(place, cells["NOKK"], "baru", "", {}, periode))
    register.proposals[periode].update(found)


def _proposal(cells: dict[str, str], kind: str) -> tuple[str, str, str]:
    programme = cells["PROGRAM BANSOS"].replace("SEMBAKO", "BPNT")  # one under two names
    return cells["NIK"], programme, kind


def _is_proposed(cells: dict[str, str]) -> bool:
    return is_nik(cells["NIK"]) and (is_number(cells["NOKK"]) or not cells["NOKK"])


def read_reports(register: Register, periode: str, path: Path) -> None:
    """A report on the lists of two months is told of by the later one."""
    seen = set()
    for number, cells in lines(path):
        place, came = desa(cells), day(cells["TANGGAL LAPORAN"])
        answered = cells["TANGGAL JAWAB"]
        sound = place and came and is_day_or_empty(answered)
        sound = sound and (is_nik(cells["NIK"]) or not cells["NIK"])
        if not sound or cells["NOMOR LAPORAN"] in seen:
            register.rejected[path.name].append(number)
            continue
        seen.add(cells["NOMOR LAPORAN"])
        register.reports[cells["NOMOR LAPORAN"], came, place] = Report(
            place, cells["JENIS LAPORAN"], cells["KANAL"], cells["STATUS"], came, day(answered)
        )
