"""Which rows of lists of persons and families are refused, which are odd (domain.md 3.1)."""

from sqlalchemy import ColumnElement, FromClause, and_, case, func, select

from register.importers import cells
from register.importers.format import Check
from register.importers.orang import departed


def family_rules(rows: FromClause) -> list[Check]:
    """For a list whose families may be known by their rumah tangga alone."""
    c = rows.c
    return [
        *cells.number_16("ID DTKS", c.id_dtks),
        *cells.number_16("NOKK", c.no_kk),
        Check("NOKK", and_(c.no_kk.is_(None), c.id_dtks.is_(None)), "kosong, ID DTKS juga kosong"),
    ]


def no_kk_rules(rows: FromClause) -> list[Check]:
    """For a list whose families are known by their No KK alone."""
    no_kk = rows.c.no_kk
    return [*cells.number_16("NOKK", no_kk), Check("NOKK", no_kk.is_(None), "kosong")]


def person_rules(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        *cells.nik_rules(c.nik),
        Check("NAMA", and_(c.nama.is_(None), c.nik.is_(None)), "kosong, NIK juga kosong"),
        *cells.day_rules("TANGGAL LAHIR", c.tanggal_lahir, c.hari_lahir),
        *cells.day_rules("TANGGAL PEMUTAKHIRAN", c.tanggal_pemutakhiran, c.hari_pemutakhiran),
        *cells.day_rules("TANGGAL KEJADIAN", c.tanggal_kejadian, c.hari_kejadian),
        Check(
            "JENIS KELAMIN",
            and_(c.jenis_kelamin.is_not(None), c.kelamin.is_(None)),
            "tulis LAKI-LAKI atau PEREMPUAN",
        ),
        Check("KETERANGAN PADAN", c.padan.is_(None), "tulis Padan, Tidak Padan, atau kosongkan"),
        *cells.decile_rules(c.desil, c.desil_angka),
    ]


def checks(rows: FromClause) -> list[Check]:
    return [*cells.desa_rules(rows), *family_rules(rows), *person_rules(rows)]


def notes(rows: FromClause) -> list[Check]:
    """What is odd but no fault (domain.md 3.1).

    A NIK stays when a birth date is mended. Where it was first registered says nothing at all.
    """
    return [
        *nik_notes(rows),
        Check("NIK", _differs(rows, "keluarga_id", within="nik"), "ada di dua keluarga"),
        Check("NOKK", _differs(rows, "kode_desa", within="no_kk"), "anggotanya di dua desa"),
        Check(
            "DESIL",
            _differs(rows, "desil_angka", within="keluarga_id"),
            "berbeda dalam satu keluarga; yang terendah dipakai",
        ),
        state_note(rows),
    ]


def nik_notes(rows: FromClause) -> list[Check]:
    """A NIK holds day (women +40), month and year of birth; the year without its century."""
    c = rows.c
    first = func.substr(c.nik, 7, 1)
    birth = func.translate(first, "4567", "0123").concat(func.substr(c.nik, 8, 5))
    return [
        Check(
            "TANGGAL LAHIR",
            birth != func.strftime(c.hari_lahir, "%d%m%y"),
            "tidak sama dengan tanggal di dalam NIK",
        ),
        Check(
            "JENIS KELAMIN",
            c.kelamin != case((first >= "4", "P"), (first < "4", "L")),
            "tidak sama dengan jenis kelamin di dalam NIK",
        ),
    ]


def state_note(rows: FromClause) -> Check:
    state = rows.c.keadaan
    return Check(
        "STATUS",
        and_(state.is_not(None), departed(state).is_(None)),
        "berisi kata yang tidak dikenal; orangnya tetap dihitung aktif",
    )


def _differs(rows: FromClause, column: str, within: str) -> ColumnElement[bool]:
    """True where rows with one value of `within` have several of `column`.

    Looked up in the few values that have: windows over a large file take five times as long.
    """
    every = rows.alias()
    several = (
        select(every.c[within])
        .group_by(every.c[within])
        .having(func.min(every.c[column]) != func.max(every.c[column]))
    )
    return and_(rows.c[within].is_not(None), rows.c[within].in_(several))
