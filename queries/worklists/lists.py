"""The worklists, each defined once: whom it names, why, and what to do about it.

A list that stands behind an indicator takes that indicator's own rows and conditions, so it has
exactly as many rows as the published figure counts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)

from queries.indicator import Indicator, Snapshot
from queries.indicators.completeness import ALL_ITEMS, ISIAN_LENGKAP, KEMUTAKHIRAN_24
from queries.indicators.identity import NIK_PADAN
from queries.indicators.recipients import BELUM_MENERIMA, STATUS_BERMASALAH
from queries.indicators.verval import CAPAIAN_VERVAL
from queries.measure import conditions
from queries.populations.campaigns import targets
from queries.populations.coverage import ANY, coverage
from queries.populations.families import families, people
from queries.populations.spelling import bare
from register.schema import individu, keluarga, sasaran_verval

REGENCY_SIGNS = 5  # of a code: 33.28


class Layout(Enum):
    """The file that an export is a copy of: results of verval, or proposals (template V4)."""

    VERVAL = 1
    USULAN = 2


@dataclass(frozen=True, kw_only=True)
class Worklist:
    """`rows(snapshot)`: kode_desa, keluarga_id, individu_id (NULL: the family is meant), masuk
    (on the list), sebab, tanggal (NULL: none): one row per thing the indicator counts.

    `sebab` says why, in words and counts that identify nobody. `indicator`: whose rows these are;
    None: no figure is published. `what` names what is listed, after a number. `kind`: of the
    proposal an export prepares. `each_member`: an export has a row for each member at fault.
    """

    code: str
    nama: str
    unit: str
    what: str
    todo: str
    rows: Callable[[Snapshot], Select]
    indicator: Indicator | None = None
    layout: Layout = Layout.USULAN
    kind: str = ""
    each_member: bool = False

    @property
    def by_person(self) -> bool:
        return self.unit == "jiwa"


@dataclass(frozen=True)
class Ask:
    """Which list, of which desa or kecamatan, in which month."""

    worklist: Worklist
    kode: str
    periode: str

    @property
    def told(self) -> str:
        """What the audit calls it: no person."""
        return f"{self.worklist.code} {self.kode} {self.periode}"


def _chosen(
    rows: CTE,
    counted: ColumnElement,
    listed: ColumnElement,
    cause: ColumnElement,
    *,
    day: ColumnElement | None = None,
    person: ColumnElement | None = None,
) -> Select:
    nobody, no_day = cast(null(), String), cast(null(), Date)
    return select(
        rows.c.kode_desa,
        rows.c.keluarga_id,
        (nobody if person is None else person).label("individu_id"),
        func.coalesce(listed, False).label("masuk"),
        cause.label("sebab"),
        (no_day if day is None else day).label("tanggal"),
    ).where(counted)


def _short_of(
    indicator: Indicator, rows: CTE, snapshot: Snapshot
) -> tuple[ColumnElement, ColumnElement]:
    """What is counted, and what of it is not in the numerator: no and not known."""
    counted, hit, _ = conditions(indicator, rows, snapshot)
    return counted, ~func.coalesce(hit, False)


def _unmatched(snapshot: Snapshot) -> Select:
    more = (individu.c.keluarga_id, individu.c.individu_id, individu.c.nik)
    rows = people(snapshot, *more).cte("jiwa")
    cause = case((rows.c.nik.is_(None), "NIK kosong"), else_=rows.c.padan)
    return _chosen(rows, *_short_of(NIK_PADAN, rows, snapshot), cause, person=rows.c.individu_id)


def _incomplete(snapshot: Snapshot) -> Select:
    rows = families(snapshot, keluarga.c.keluarga_id).cte("isian")
    items = [case((~rows.c[name], name)) for name in ALL_ITEMS]
    cause = case(
        (~rows.c.ada_anggota, "tanpa anggota di register"), else_=func.concat_ws(", ", *items)
    )
    return _chosen(rows, *_short_of(ISIAN_LENGKAP, rows, snapshot), cause)


def _stale(snapshot: Snapshot) -> Select:
    rows = families(snapshot, keluarga.c.keluarga_id).cte("mutakhir")
    cause = case((rows.c.terakhir.is_(None), "tanpa tanggal"), else_="terakhir diperbarui")
    shortage = _short_of(KEMUTAKHIRAN_24, rows, snapshot)
    return _chosen(rows, *shortage, cause, day=rows.c.terakhir)


def _unvisited(snapshot: Snapshot) -> Select:
    rows = targets(snapshot).cte("sasaran")
    last = (
        select(func.max(sasaran_verval.c.batas))
        .where(sasaran_verval.c.kegiatan == (snapshot.kegiatan or ""))
        .scalar_subquery()
    )
    late = last < literal(snapshot.tanggal_acuan)
    cause = case((late, "lewat tenggat, belum ada hasil"), else_="belum ada hasil")
    return _chosen(rows, *_short_of(CAPAIAN_VERVAL, rows, snapshot), cause)


def _troubled(snapshot: Snapshot) -> Select:
    rows = coverage(snapshot).cte("penerima")
    counted, hit, _ = conditions(STATUS_BERMASALAH, rows, snapshot)
    named = {"meninggal": "meninggal", "pindah": "pindah", "ganda": "NIK ganda"}
    causes = [case((rows.c[name], words)) for name, words in named.items()]
    return _chosen(rows, and_(counted, rows.c.program == ANY), hit, func.concat_ws(", ", *causes))


def _missed(snapshot: Snapshot) -> Select:
    rows = coverage(snapshot).cte("sasaran_desil")
    counted, hit, _ = conditions(BELUM_MENERIMA, rows, snapshot)
    cause = func.concat("desil ", cast(rows.c.desil, String))
    return _chosen(rows, and_(counted, rows.c.program == ANY), hit, cause)


def _doubled(snapshot: Snapshot) -> Select:
    """Persons whose NIK another active person has too, wherever in the register that one is."""
    one = {"partition_by": individu.c.nik}
    desa = individu.c.kode_desa
    rows = (
        select(
            *_identity(),
            individu.c.nik,
            func.count().over(**one).label("kali"),
            (func.min(desa).over(**one) != func.max(desa).over(**one)).label("tersebar"),
        )
        .where(individu.c.periode == snapshot.periode, individu.c.aktif)
        .cte("ganda")
    )
    listed = and_(rows.c.nik.is_not(None), rows.c.kali > 1)
    where = case((rows.c.tersebar, ", juga di desa lain"), else_=", di desa ini")
    cause = func.concat("tercatat ", cast(rows.c.kali, String), " kali", where)
    return _chosen(rows, rows.c.kode_desa != "", listed, cause, person=rows.c.individu_id)


def _identity() -> tuple[ColumnElement, ...]:
    return individu.c.kode_desa, individu.c.keluarga_id, individu.c.individu_id


def _alike(snapshot: Snapshot) -> Select:
    """Persons who are written like another with another NIK, or with none.

    Exact rules after leaving out everything but letters and digits: name, day of birth and
    mother's name the same in one kabupaten, or one of them without a mother's name; or name and day
    of birth the same in one family.
    """
    name, born = func.nullif(bare(individu.c.nama), ""), individu.c.tanggal_lahir
    mother = func.nullif(bare(individu.c.nama_ibu_kandung), "")
    regency = func.substr(individu.c.kode_desa, 1, REGENCY_SIGNS)
    persons = (
        select(
            *_identity(),
            individu.c.nik,
            name.label("nama"),
            born.label("lahir"),
            mother.label("ibu"),
            regency.label("kabupaten"),
        )
        .where(individu.c.periode == snapshot.periode, individu.c.aktif)
        .cte("orang")
    )
    c = persons.c
    alike = [c.kabupaten, c.nama, c.lahir]
    several = (
        select(*alike)
        .where(c.nama.is_not(None), c.lahir.is_not(None))
        .group_by(*alike)
        .having(func.count() > 1)
        .cte("serupa")
    )
    found = select(
        c.keluarga_id,
        c.individu_id,
        and_(c.ibu.is_not(None), _differ(c.nik, *alike, c.ibu)).label("seibu"),
        and_(_differ(c.nik, *alike), _any_missing(c.ibu, *alike)).label("tanpa_ibu"),
        _differ(c.nik, c.keluarga_id, c.nama, c.lahir).label("sekeluarga"),
    ).join_from(persons, several, and_(*[c[each.name] == each for each in several.c]))
    suspects = found.cte("mirip")
    one = and_(c.keluarga_id == suspects.c.keluarga_id, c.individu_id == suspects.c.individu_id)
    rows = (
        select(
            c.kode_desa,
            c.keluarga_id,
            c.individu_id,
            *[suspects.c[name] for name in ("seibu", "tanpa_ibu", "sekeluarga")],
        )
        .select_from(persons.outerjoin(suspects, one))
        .cte("diperiksa")
    )
    cause = case(
        (rows.c.sekeluarga, "nama dan tanggal lahir sama dalam satu keluarga"),
        (rows.c.seibu, "nama, tanggal lahir, dan nama ibu sama"),
        else_="nama dan tanggal lahir sama, nama ibu tidak semua tertulis",
    )
    listed = or_(rows.c.seibu, rows.c.tanpa_ibu, rows.c.sekeluarga)
    return _chosen(rows, rows.c.kode_desa != "", listed, cause, person=rows.c.individu_id)


def _differ(nik: ColumnElement, *same: ColumnElement) -> ColumnElement[bool]:
    """True where several rows are the same in those columns and not all have one NIK."""
    one = {"partition_by": list(same)}
    several = func.min(nik).over(**one) != func.max(nik).over(**one)
    lacking = func.count(nik).over(**one) < func.count().over(**one)
    return and_(func.count().over(**one) > 1, or_(several, lacking))


def _any_missing(column: ColumnElement, *same: ColumnElement) -> ColumnElement[bool]:
    one = {"partition_by": list(same)}
    return func.count(column).over(**one) < func.count().over(**one)


LISTS: tuple[Worklist, ...] = (
    Worklist(
        code="nik",
        nama="NIK belum padan",
        unit="jiwa",
        what="jiwa NIK-nya tidak padan, belum diuji, atau kosong",
        todo="Cocokkan nama dan NIK dengan KK dan KTP-el, lalu usulkan perbaikan. Tidak padan "
        "sering hanya beda ejaan, bukan tidak layak.",
        rows=_unmatched,
        indicator=NIK_PADAN,
        kind="PERBAIKAN",
    ),
    Worklist(
        code="isian",
        nama="Isian wajib kosong",
        unit="KK",
        what="keluarga belum lengkap isian wajibnya",
        todo="Lengkapi isian yang disebut dari KK dan KTP-el, lalu usulkan perbaikan.",
        rows=_incomplete,
        indicator=ISIAN_LENGKAP,
        kind="PERBAIKAN",
        each_member=True,
    ),
    Worklist(
        code="mutakhir",
        nama="Belum diperbarui 24 bulan",
        unit="KK",
        what="keluarga belum diperbarui dalam 24 bulan, atau tanpa tanggal",
        todo="Kunjungi dan catat hasilnya di berkas yang disiapkan di sini.",
        rows=_stale,
        indicator=KEMUTAKHIRAN_24,
        layout=Layout.VERVAL,
    ),
    Worklist(
        code="verval",
        nama="Sasaran verval belum ada hasil",
        unit="KK",
        what="keluarga sasaran verval belum ada hasilnya",
        todo="Kunjungi, isi HASIL VERVAL dan TANGGAL VERVAL di berkas yang disiapkan di sini, "
        "lalu impor berkas itu.",
        rows=_unvisited,
        indicator=CAPAIAN_VERVAL,
        layout=Layout.VERVAL,
    ),
    Worklist(
        code="status",
        nama="Penerima meninggal, pindah, ganda",
        unit="KK",
        what="keluarga penerima dilaporkan meninggal, pindah, atau NIK ganda",
        todo="Pastikan di rumahnya dan di musdes. Ahli waris dalam keluarga yang sama bisa tetap "
        "layak: ganti pengurus, bukan hapus.",
        rows=_troubled,
        indicator=STATUS_BERMASALAH,
        kind="HAPUS",
    ),
    Worklist(
        code="layak",
        nama="Dalam desil sasaran, belum menerima",
        unit="KK",
        what="keluarga dalam desil sasaran belum menerima",
        todo="Bahas di musdes, lalu usulkan. Desil ialah peringkat register, bukan "
        "hasil kunjungan.",
        rows=_missed,
        indicator=BELUM_MENERIMA,
        kind="BARU",
    ),
    Worklist(
        code="ganda",
        nama="NIK ganda",
        unit="jiwa",
        what="jiwa memakai NIK yang tercatat lebih dari sekali",
        todo="Lihat KTP-el: satu orang yang tercatat dua kali, atau NIK orang lain yang terpakai. "
        "Usulkan hapus atau perbaikan.",
        rows=_doubled,
        kind="PERBAIKAN",
    ),
    Worklist(
        code="mirip",
        nama="Orang sama, NIK berbeda",
        unit="jiwa",
        what="jiwa mungkin orang yang sama dengan NIK berbeda atau kosong",
        todo="Lihat KTP-el. Nama dan tanggal lahir yang sama belum membuktikan orang yang sama.",
        rows=_alike,
        kind="PERBAIKAN",
    ),
)

BY_CODE = {each.code: each for each in LISTS}
