"""Families and programmes: who receives what, in which desil, and what is known against it."""

from collections.abc import Sequence

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)

from queries.indicator import Population, Snapshot
from queries.populations import ranking
from queries.populations.campaigns import CIVIL_STATUS, ever_eligible, last_visits
from queries.populations.spelling import (
    DEAD,
    DOUBLED,
    MOVED,
    is_head,
    is_paid,
    is_reason,
    is_state,
    read_once,
)
from queries.populations.windows import months_before
from register.schema import individu, keluarga, kepesertaan

ANY = ""  # the row of a family over all programmes of BY_FAMILY together
# Help that is paid, or given as food, to a family. PBI-JK is an insurance of persons.
BY_FAMILY = ("PKH", "BPNT", "BPNT-PPKM", "BST", "BLT", "BLT-BBM", "BLT-DD", "SEMBAKO-ADAPTIF")
VISIT_MONTHS = 12  # how long a result of verval is taken to say what is so (indicators.md, I6)
# Members who make a family one for PKH, as far as their age tells: children up to 21 and the
# old from 60 (Permensos 1/2018 article 5). Pregnancy and disability are not kept.
CHILD_UP_TO, OLD_FROM = 21, 60
PKH = "PKH"
FLAGS = {DEAD: "meninggal", MOVED: "pindah", DOUBLED: "ganda"}


def coverage(snapshot: Snapshot) -> Select:
    """One row per family of the periode and programme there is, and one for ANY where there is a
    programme paid per family: without a list nobody knows who receives, which is not nobody.

    keluarga_id, kode_desa, program; aktif; menerima: on the list of the programme; kombinasi: of
    ANY, which lists the family is on, a sum of powers of two (2**place in `snapshot.programmes`:
    databases order texts differently); anggota: active members; jiwa_menerima: persons on its
    list, or all members where the list names families; desil: of the file, else of the ranking in
    force, NULL: belum ditentukan or members differ; batas: highest desil of the programme then,
    NULL: no rule; sasaran: in its target, NULL: cannot be said; meninggal, pindah, ganda: true of a
    person on the list or of the last visit; diketahui: civil status is known; hasil, alasan: of the
    last visit in 12 months, NULL: none; pernah_layak: some visit up to then said so; padan: every
    member is.
    """
    base, received = _families(snapshot), _received(snapshot)
    offered = _offered(snapshot.programmes)
    one = and_(
        received.c.keluarga_id == base.c.keluarga_id, received.c.program == offered.c.program
    )
    joined = base.join(offered, true()).outerjoin(received, one)
    receives = func.coalesce(received.c.menerima, False)
    limit = _limit(offered.c.program, snapshot)
    told = [
        (receives & (func.coalesce(received.c[name], False) | base.c[f"visit_{name}"])).label(name)
        for name in FLAGS.values()
    ]
    persons = case((~receives, 0), (received.c.orang > 0, received.c.jiwa), else_=base.c.anggota)
    return select(
        base.c.keluarga_id,
        base.c.kode_desa,
        base.c.aktif,
        offered.c.program,
        receives.label("menerima"),
        case((offered.c.program == ANY, func.coalesce(received.c.kombinasi, 0))).label("kombinasi"),
        base.c.anggota,
        persons.label("jiwa_menerima"),
        base.c.desil,
        limit.label("batas"),
        _in_target(offered.c.program, base, limit).label("sasaran"),
        *told,
        or_(func.coalesce(received.c.diketahui, False), base.c.ditemui).label("diketahui"),
        base.c.hasil,
        base.c.alasan,
        base.c.pernah_layak,
        base.c.padan,
    ).select_from(joined)


def _offered(programmes: Sequence[str]) -> CTE:
    names = [ANY, *programmes] if set(programmes) & set(BY_FAMILY) else programmes
    each = [select(literal(name).label("program")) for name in names]
    return union_all(*each or [select(literal(ANY).label("program")).where(false())]).cte("offered")


def limits_of(snapshot: Snapshot) -> dict[str, int]:
    """Return programme → highest desil; for ANY the widest of the programmes that go by family."""
    by_family = [highest for name, highest in snapshot.limits.items() if name in BY_FAMILY]
    return {**snapshot.limits, **({ANY: max(by_family)} if by_family else {})}


def _limit(program: ColumnElement, snapshot: Snapshot) -> ColumnElement:
    rules = [(program == name, highest) for name, highest in limits_of(snapshot).items()]
    return case(*rules, else_=None) if rules else cast(null(), Integer)


def _in_target(program: ColumnElement, base: CTE, limit: ColumnElement) -> ColumnElement:
    """Three-valued: within the limit and, for PKH, with a member of its ages."""
    within = base.c.desil <= limit
    return case((program == PKH, and_(within, base.c.komponen)), else_=within)


def _families(snapshot: Snapshot) -> CTE:
    members, rank = _members(snapshot), ranking.newest(snapshot)
    as_of = snapshot.tanggal_acuan
    visits = last_visits(months_before(as_of, VISIT_MONTHS), as_of).cte("visits")
    eligible = ever_eligible(as_of).cte("eligible")
    one = keluarga.c.keluarga_id
    joined = (
        keluarga.outerjoin(members, one == members.c.keluarga_id)
        .outerjoin(rank, one == rank.c.keluarga_id)
        .outerjoin(visits, and_(one == visits.c.keluarga_id, visits.c.ke == 1))
        .outerjoin(eligible, one == eligible.c.keluarga_id)
    )
    ranked = case((rank.c.terendah == rank.c.tertinggi, rank.c.tertinggi))
    refused = visits.c.hasil == CIVIL_STATUS
    return (
        select(
            one,
            keluarga.c.kode_desa,
            keluarga.c.aktif,
            func.coalesce(keluarga.c.desil, ranked).label("desil"),
            func.coalesce(members.c.anggota, 0).label("anggota"),
            func.coalesce(members.c.padan == members.c.anggota, False).label("padan"),
            members.c.komponen,
            visits.c.hasil,
            visits.c.alasan,
            eligible.c.keluarga_id.is_not(None).label("pernah_layak"),
            func.coalesce(visits.c.hasil != "tidak ditemukan", False).label("ditemui"),
            *[
                func.coalesce(refused & is_reason(visits.c.alasan, group), False).label(
                    f"visit_{name}"
                )
                for group, name in FLAGS.items()
            ],
        )
        .select_from(joined)
        .where(keluarga.c.periode == snapshot.periode)
        .cte("families")
    )


def _members(snapshot: Snapshot) -> CTE:
    """keluarga_id, anggota, padan, komponen: what counts of a family's active members."""
    as_of, born = snapshot.tanggal_acuan, individu.c.tanggal_lahir
    youngest = months_before(as_of, 12 * (CHILD_UP_TO + 1))
    oldest = months_before(as_of, 12 * OLD_FROM)
    component = case(
        (func.bool_or(born >= youngest), True),
        (func.bool_or(born < oldest), True),
        (func.count(born) == func.count(), False),
    )
    return (
        select(
            individu.c.keluarga_id,
            func.count().label("anggota"),
            func.count().filter(individu.c.padan == "padan").label("padan"),
            component.label("komponen"),
        )
        .where(individu.c.periode == snapshot.periode, individu.c.aktif)
        .group_by(individu.c.keluarga_id)
        .cte("members")
    )


def _persons(snapshot: Snapshot) -> CTE:
    """Everybody of the periode, active or not, with what is said of their civil status."""
    doubled = (
        select(individu.c.nik)
        .where(individu.c.periode == snapshot.periode, individu.c.aktif)
        .where(individu.c.nik.is_not(None))
        .group_by(individu.c.nik)
        .having(func.count() > 1)
        .cte("doubled")
    )
    state, month = individu.c.keadaan, individu.c.periode == snapshot.periode
    return (
        select(
            individu.c.keluarga_id,
            individu.c.individu_id,
            individu.c.aktif,
            read_once(is_head, individu.c.hubungan_keluarga, month).label("kepala"),
            is_state(state, DEAD).label("meninggal"),
            is_state(state, MOVED).label("pindah"),
            or_(is_state(state, DOUBLED), doubled.c.nik.is_not(None)).label("ganda"),
            or_(state.is_not(None), individu.c.padan != "belum diuji").label("diketahui"),
        )
        .join_from(individu, doubled, individu.c.nik == doubled.c.nik, isouter=True)
        .where(individu.c.periode == snapshot.periode)
        .cte("persons")
    )


def _received(snapshot: Snapshot) -> CTE:
    """program, keluarga_id and what is said of those on its list: one row per family on it.

    And one for ANY of each family on any list, `menerima` where it is one of BY_FAMILY.
    `orang`: persons the list names; `jiwa`: those of them active in the register; `diketahui`: the
    civil status of each of them is known. Where a list names the family alone, its head is taken
    for the one who receives.
    """
    month = kepesertaan.c.periode == snapshot.periode
    listed = (
        select(kepesertaan.c.program, kepesertaan.c.keluarga_id, kepesertaan.c.individu_id)
        .where(month, kepesertaan.c.keluarga_id.is_not(None))
        .where(read_once(is_paid, kepesertaan.c.status, month))
        .cte("listed")
    )
    persons, named = _persons(snapshot), listed.c.individu_id
    family = listed.c.keluarga_id == persons.c.keluarga_id
    # Two joins by equality: one join on either of them takes the databases a hundred times as long.
    told = [persons.c[name] for name in (*FLAGS.values(), "diketahui", "aktif")]
    by_name = select(listed, *told).join_from(
        listed, persons, and_(family, named == persons.c.individu_id), isouter=True
    )
    by_head = select(listed, *told).join_from(
        listed, persons, and_(family, persons.c.kepala), isouter=True
    )
    on_list = union_all(by_name.where(named.is_not(None)), by_head.where(named.is_(None))).cte(
        "on_list"
    )
    flags = [*FLAGS.values()]
    # Whoever stands on several lists, or in several rows, is one: first by person, then by family.
    person = [on_list.c[name] for name in ("program", "keluarga_id", "individu_id")]
    one = (
        select(
            *person,
            *[func.bool_or(on_list.c[name]).label(name) for name in (*flags, "aktif")],
            func.bool_and(func.coalesce(on_list.c.diketahui, False)).label("diketahui"),
        )
        .group_by(*person)
        .cte("one")
    )
    each = (
        select(
            one.c.program,
            one.c.keluarga_id,
            true().label("menerima"),
            cast(null(), Integer).label("kombinasi"),
            func.count(one.c.individu_id).label("orang"),
            func.count(one.c.individu_id).filter(one.c.aktif).label("jiwa"),
            *[func.bool_or(one.c[name]).label(name) for name in flags],
            func.bool_and(one.c.diketahui).label("diketahui"),
        )
        .group_by(one.c.program, one.c.keluarga_id)
        .cte("each")
    )
    by_family = each.c.program.in_(BY_FAMILY)
    every = select(
        literal(ANY).label("program"),
        each.c.keluarga_id,
        func.bool_or(by_family).label("menerima"),
        cast(func.sum(_power(each.c.program, snapshot)), Integer).label("kombinasi"),
        literal(0).label("orang"),
        literal(0).label("jiwa"),
        *[func.bool_or(each.c[name]).filter(by_family).label(name) for name in flags],
        func.bool_and(each.c.diketahui).filter(by_family).label("diketahui"),
    ).group_by(each.c.keluarga_id)
    return union_all(select(each), every).cte("received")


def _power(program: ColumnElement, snapshot: Snapshot) -> ColumnElement:
    """The power of two of a programme, by its place among those of the month."""
    powers = [(program == name, 2**place) for place, name in enumerate(snapshot.programmes)]
    return case(*powers, else_=0) if powers else literal(0)


CAKUPAN = Population(
    "cakupan",
    "KK",
    coverage,
    cuts=("program", "desil"),
    identity="keluarga_id",
    amounts=("anggota", "jiwa_menerima"),
)
