"""The SQL of worklists: rows of persons, each select with the scope as a condition inside it."""

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)

from queries.indicator import Snapshot
from queries.populations.families import ITEMS
from queries.populations.spelling import is_head
from queries.scope import Scope
from queries.worklists.lists import Ask, Worklist
from register.schema import individu, keluarga, wilayah

# Never beside a masked number: they tell what it hides (domain.md, privacy).
GIVEAWAY = ("tempat_lahir", "tanggal_lahir", "jenis_kelamin", "nama_ibu_kandung")
PLACE = ("alamat", "dusun", "rt", "rw")


def listed(scope: Scope, ask: Ask, snapshot: Snapshot) -> Select:
    """The rows a list is chosen from, those the scope holds and the area asked for."""
    rows = ask.worklist.rows(snapshot).cte("isi_daftar")
    desa = rows.c.kode_desa
    inside = or_(desa == ask.kode, desa.startswith(literal(f"{ask.kode}.")))
    return select(rows).where(scope.within(desa), inside)


def counts(rows: Table) -> Select:
    return select(func.count(), func.count().filter(rows.c.masuk)).select_from(rows)


def page_of(scope: Scope, ask: Ask, rows: Table, size: int, skip: int, *, shown: bool) -> Select:
    """Rows of a list with home and name, by RW, RT and family; `shown`: without what tells a NIK.

    The home is joined before the cut, which goes by it; names only for the rows left.
    """
    home = _home(scope, ask, rows)
    placed = (
        select(
            *[rows.c[name] for name in ("kode_desa", "keluarga_id", "individu_id")],
            *[rows.c[name] for name in ("sebab", "tanggal")],
            _number_of(rows).label("no_kk"),
            *[keluarga.c[name] for name in PLACE],
        )
        .select_from(rows.outerjoin(keluarga, home))
        .where(rows.c.masuk)
        .order_by(*_order(keluarga, rows))
        .limit(size)
        .offset(skip)
        .cte("halaman")
    )
    people = _people(scope, ask, placed, shown)
    named = [
        column for column in people.c if column.name not in ("keluarga_id", "individu_id", "ke")
    ]
    return (
        select(placed, wilayah.c.nama.label("desa"), *named)
        .select_from(
            placed.outerjoin(people, _which(ask.worklist, placed, people, shown)).outerjoin(
                wilayah, wilayah.c.kode == placed.c.kode_desa
            )
        )
        .order_by(*_order(placed, placed), people.c.ke)
        .limit(size)
    )


def _home(scope: Scope, ask: Ask, rows: FromClause) -> ColumnElement[bool]:
    """Where the family lives that month; not shown where that is outside the scope."""
    return and_(
        keluarga.c.keluarga_id == rows.c.keluarga_id,
        keluarga.c.periode == ask.periode,
        scope.within(keluarga.c.kode_desa),
    )


def _number_of(rows: FromClause) -> ColumnElement:
    """The No KK; a family that a target list alone names goes by it."""
    own = case((~rows.c.keluarga_id.startswith("RT"), rows.c.keluarga_id))
    return func.coalesce(keluarga.c.no_kk, own)


def _order(home: FromClause, rows: FromClause) -> list[ColumnElement]:
    return [
        rows.c.kode_desa,
        func.coalesce(home.c.rw, "~"),
        func.coalesce(home.c.rt, "~"),
        rows.c.keluarga_id,
        func.coalesce(rows.c.individu_id, ""),
    ]


def _people(scope: Scope, ask: Ask, placed: FromClause, shown: bool):
    """Persons of the families there, the head first: `ke` 1."""
    more = () if shown else (*GIVEAWAY, "pekerjaan")
    first = [is_head(individu.c.hubungan_keluarga).desc(), individu.c.individu_id]
    lacking = or_(
        *[column.is_(None) for column in ITEMS.values()],
        ~func.coalesce(individu.c.ada_alamat, False),
    )
    return (
        select(
            individu.c.keluarga_id,
            individu.c.individu_id,
            individu.c.nama,
            individu.c.hubungan_keluarga.label("hubungan"),
            individu.c.nik,
            *[individu.c[name] for name in more],
            and_(individu.c.aktif, lacking).label("kurang"),
            func.row_number().over(partition_by=individu.c.keluarga_id, order_by=first).label("ke"),
        )
        .where(
            individu.c.periode == ask.periode,
            scope.within(individu.c.kode_desa),
            individu.c.keluarga_id.in_(select(placed.c.keluarga_id)),
        )
        .cte("orang_serumah")
    )


def _which(worklist: Worklist, placed, people, shown: bool) -> ColumnElement[bool]:
    """Whom a row names: the person meant, each member at fault, or the head."""
    same = placed.c.keluarga_id == people.c.keluarga_id
    if worklist.by_person:
        return and_(same, placed.c.individu_id == people.c.individu_id)
    if worklist.each_member and not shown:
        return and_(same, people.c.kurang)
    return and_(same, people.c.ke == 1)


def members(scope: Scope, ask: Ask, family: str, person: str | None) -> Select:
    query = select(
        individu.c.nama, individu.c.hubungan_keluarga.label("hubungan"), individu.c.nik
    ).where(
        individu.c.periode == ask.periode,
        individu.c.keluarga_id == family,
        scope.within(individu.c.kode_desa),
    )
    if person is not None:
        query = query.where(individu.c.individu_id == person)
    return query.order_by(is_head(individu.c.hubungan_keluarga).desc(), individu.c.individu_id)


def family_number(scope: Scope, ask: Ask, family: str) -> Select:
    one = select(literal(family).label("keluarga_id")).subquery()
    return select(_number_of(one)).select_from(one.outerjoin(keluarga, _home(scope, ask, one)))
