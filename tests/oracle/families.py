"""What is counted of families and persons as such: freshness, match, completeness, oddity."""

from collections.abc import Callable

from tests.oracle.month import BLANK, Month, is_head, tally, window_start, with_parts
from tests.oracle.register import Person

Answers = dict[str, bool | None]


def fresh(months: int) -> Callable[[Month], dict]:
    """Families whose data was renewed in the last so many months; unknown: no date at all."""

    def definition(month: Month) -> dict:
        last = {}
        for visit in month.register.visits.values():
            if visit.result != "tidak ditemukan" and visit.day <= month.as_of:
                last[visit.family] = max(visit.day, last.get(visit.family, visit.day))
        start = window_start(month.as_of, months)
        return tally(
            (desa, {"": last[no] >= start if no in last else None})
            for no, desa in month.desa.items()
        )

    return definition


MATCHES = {"Padan": True, "Tidak Padan": False, "": None}


def matched(month: Month) -> dict:
    """Persons; the export has no day of matching, so nobody is known to be matched long ago."""

    def answers(state: bool | None) -> Answers:
        return {"": state, "diuji lebih dari 3 bulan lalu": None if state is None else False}

    return tally(
        (person.desa, answers(MATCHES[person.cells["KETERANGAN PADAN"]])) for person in month.people
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


def filled(month: Month) -> dict:
    """Families of whom every member has every item; in an export no family is without members."""

    def answers(members: list[Person]) -> Answers:
        items = {
            name: all(person.cells[heading].upper() not in BLANK for person in members)
            for name, heading in ITEMS.items()
        }
        return {"": all(items.values())} | items

    return tally((month.desa[no], answers(members)) for no, members in month.families.items())


MOST_MEMBERS = 15


def odd(month: Month) -> dict:
    """Families whose rows contradict one another."""

    def answers(no: str, members: list[Person]) -> Answers:
        written = all(p.cells["HUB KELUARGA"].upper() not in BLANK for p in members)
        heads = sum(map(is_head, members))
        causes = {
            "tanpa kepala keluarga": written and heads == 0,
            "lebih dari satu kepala": heads > 1,
            "desil anggota berbeda": len(month.ranked.get(no, ())) > 1,
            "anggota terlalu banyak": len(members) > MOST_MEMBERS,
        }
        return with_parts(causes, is_known=written)

    return tally((month.desa[no], answers(no, members)) for no, members in month.families.items())
