"""The import rules of lists of persons, families and sums, in words of our own."""

from collections import defaultdict
from pathlib import Path

from tests.oracle.reading import desa, is_day_or_empty, is_nik, is_number, lines
from tests.oracle.register import Person, Register


def read_export(register: Register, periode: str, path: Path) -> None:
    """An export replaces, for its periode, the desa it holds."""
    found, seen = defaultdict(list), set()
    for number, cells in lines(path):
        nik, no_kk, id_dtks = cells["NIK"], cells["NOKK"], cells["ID DTKS"]
        place = desa(cells)
        sound = (
            all(is_number(text) for text in (no_kk, id_dtks) if text)
            and (no_kk or id_dtks)
            and (is_nik(nik) if nik else cells["NAMA"])
            and is_day_or_empty(cells["TANGGAL LAHIR"])
        )
        family = no_kk or f"RT{id_dtks}"
        identity = family, nik or cells["NAMA"]
        if not sound or identity in seen:
            register.rejected[path.name].append(number)
            continue
        seen.add(identity)
        if place:  # a row whose desa nobody knows waits until somebody names it
            found[place].append(Person(place, family, cells))
    register.people[periode].update(found)


def read_ranking(register: Register, periode: str, path: Path) -> None:
    """A ranking replaces the families it names; a family has one desil, the first it is given."""
    found, seen = defaultdict(list), set()
    for number, cells in lines(path):
        no_kk, nik, written = cells["No KK"], cells["NIK"], cells["Desil"]
        desil = int(written) if written else None
        first = next((known for known in found[no_kk] if known), desil)
        sound = (
            is_number(no_kk)
            and (is_nik(nik) or not nik)
            and (desil is None or 1 <= desil <= 10)
            and (desil is None or desil == first)
        )
        if not sound or (no_kk, nik) in seen:
            register.rejected[path.name].append(number)
            continue
        seen.add((no_kk, nik))
        found[no_kk].append(desil)
    register.ranking[periode].update(found)


def read_pbi(register: Register, periode: str, path: Path) -> None:
    """BPJS lists persons, each once; whoever it deactivated is no member."""
    found, seen = defaultdict(set), set()
    for number, cells in lines(path):
        no_kk, nik, place = cells["kkno"], cells["nik"] or cells["nik_siks"], desa(cells)
        identity = nik or cells["nama"]
        sound = (
            place
            and (is_number(no_kk) or (nik and not no_kk))
            and (is_nik(nik) if nik else cells["nama"])
            and is_day_or_empty(cells["tgllhr"])
        )
        once = nik or (no_kk, identity)
        if not sound or once in seen:
            register.rejected[path.name].append(number)
            continue
        seen.add(once)
        members = found[place]  # a desa whose members are all deactivated has none, not the old
        if cells["ket_aktivasi"] != "NONAKTIF":
            members.add((no_kk, identity))
    register.members[periode, "PBI-JK"].update(found)


def read_bltdd(register: Register, periode: str, path: Path) -> None:
    """A desa's list of the families it pays; the register keeps the family, not who is named."""
    found, seen = defaultdict(set), set()
    for number, cells in lines(path):
        no_kk, place = cells["NOKK"], desa(cells)
        sound = (
            place
            and is_number(no_kk)
            and (is_nik(cells["NIK"]) or not cells["NIK"])
            and is_day_or_empty(cells["TANGGAL MUSDESUS"])
        )
        if not sound or no_kk in seen:
            register.rejected[path.name].append(number)
            continue
        seen.add(no_kk)
        found[place].add((no_kk, ""))
    register.members[periode, "BLT-DD"].update(found)


RECAPS = {"I1": "kemutakhiran_24_pct"}  # of two windows the first


def read_recap(register: Register, periode: str, path: Path) -> None:
    for _, cells in lines(path):
        key = RECAPS[cells["INDIKATOR"]], "", cells["KODE DESA"], periode
        counts = [cells[name] for name in ("PEMBILANG", "PENYEBUT", "BELUM DIKETAHUI")]
        register.recaps[key] = tuple(int(count.replace(".", "")) for count in counts)
