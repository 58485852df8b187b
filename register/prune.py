"""Delete the rows of persons of older months: no longer kept than needed (UU 27/2022).

The newest months stay whole, and of older ones what the figures of those still need:

- of each family that is still there its last visit of each outcome up to the oldest month kept
  (I1 asks when it was last updated, and a family without a visit would turn "belum diketahui"),
- the frozen target list of a campaign that still ran then, and the visits to it,
- the ranking and the list of officers in force then: they hold until the next one,
- proposals and reports that are not closed.

Musdes and aggregates hold no person and stay. The sums of the months are in the summary, which
carries them on; the months are marked in `dipangkas` and take no file any more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    inspect,
    or_,
    select,
)

from register import ledger
from register.connections import StoreError
from register.schema import (
    ARCHIVE,
    FROM_FILES,
    STAGES,
    dipangkas,
    karantina,
    keluarga,
    laporan_warga,
    muatan,
    pemeringkatan,
    periode,
    petugas,
    sasaran_verval,
    usulan,
    verval,
)

CLOSED = ("ditetapkan", "dikembalikan", "ditolak")


@dataclass(frozen=True)
class Pruned:
    """What a prune does to a table: rows deleted, rows that stay."""

    table: str
    deleted: int
    kept: int


@dataclass(frozen=True)
class Kept:
    """The oldest month that stays whole: its code and its as-of date."""

    periode: str
    tanggal_acuan: date

    @property
    def first_day(self) -> date:
        return self.tanggal_acuan.replace(day=1)


def prune(register: Engine, months: int, oleh: str, *, dry_run: bool = False) -> list[Pruned]:
    """Delete what is older than the newest `months`; with `dry_run` only count it.

    One transaction. Raises StoreError where there are not more months than that, or where the
    rows lie in an office's own database, behind views.
    """
    with register.begin() as connection:
        ledger.alone(connection)
        kept = _oldest_kept(connection, months)
        _refuse_views(connection)
        done = []
        conditions = {table: rule(table, kept) for table, rule in RULES.items()}
        for table, old in conditions.items():
            number = connection.scalar(select(func.count()).select_from(table).where(old))
            whole = connection.scalar(select(func.count()).select_from(table))
            done.append(Pruned(table.name, number, whole - number))
        if not dry_run:
            for table, old in conditions.items():
                connection.execute(delete(table).where(old))
            _mark(connection, kept, oleh)
    return done


def going(register: Engine, months: int) -> list[str]:
    """Return the months a prune would newly take away, oldest first."""
    with register.connect() as connection:
        query = _unmarked(_oldest_kept(connection, months))
        return list(connection.scalars(query.order_by(periode.c.periode)))


def last_change(register: Engine) -> datetime | None:
    """Return when a file was last loaded or taken back, UTC; None if never."""
    with register.connect() as connection:
        times = connection.execute(
            select(func.max(muatan.c.pada), func.max(muatan.c.dibatalkan_pada))
        ).one()
    return max((time for time in times if time), default=None)


def _oldest_kept(connection: Connection, months: int) -> Kept:
    query = select(periode.c.periode, periode.c.tanggal_acuan).order_by(periode.c.periode.desc())
    found = connection.execute(query).all()
    if months < 1 or len(found) <= months:
        raise StoreError(
            f"Register berisi {len(found)} bulan; tidak ada yang lebih lama daripada "
            f"{months} bulan terbaru. Tidak ada yang dihapus."
        )
    return Kept(*found[months - 1])


def _unmarked(kept: Kept) -> Select:
    done = select(dipangkas.c.periode)
    return select(periode.c.periode).where(
        periode.c.periode < kept.periode, periode.c.periode.not_in(done)
    )


def _refuse_views(connection: Connection) -> None:
    tables = inspect(connection).get_table_names()
    views = [table.name for table in RULES if table.name not in tables]
    if views:
        raise StoreError(
            f"{', '.join(views[:3])} bukan tabel program ini. Hapus data lama di basis data "
            "kantor yang menyediakannya."
        )


def _mark(connection: Connection, kept: Kept, oleh: str) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    for month in connection.scalars(_unmarked(kept)).all():
        connection.execute(insert(dipangkas).values(periode=month, oleh=oleh, pada=now))


Rule = Callable[[Table, Kept], ColumnElement[bool]]


def _older(table: Table, kept: Kept) -> ColumnElement[bool]:
    return table.c.periode < kept.periode


def _superseded(table: Table, kept: Kept) -> ColumnElement[bool]:
    """Lists that hold until the next one: the last that began by the oldest month kept stays."""
    other = table.alias()
    in_force = select(func.max(other.c.periode)).where(other.c.periode <= kept.periode)
    return table.c.periode < in_force.scalar_subquery()


def _over(table: Table, kept: Kept) -> ColumnElement[bool]:
    return table.c.kegiatan.in_(_ended(table, kept))


def _ended(table: Table, kept: Kept) -> Select:
    """Campaigns that were over before the oldest month kept began."""
    lists = table.alias()
    over = func.max(lists.c.batas) < kept.first_day
    return select(lists.c.kegiatan).group_by(lists.c.kegiatan).having(over)


def _visits(table: Table, kept: Kept) -> ColumnElement[bool]:
    targets, families, other = sasaran_verval.alias(), keluarga.alias(), table.alias()
    of_campaign = exists().where(
        targets.c.keluarga_id == table.c.keluarga_id,
        targets.c.mulai <= table.c.tanggal_kunjungan,
        targets.c.kegiatan.not_in(_ended(sasaran_verval, kept)),
    )
    last = (
        select(
            other.c.keluarga_id, other.c.hasil, func.max(other.c.tanggal_kunjungan).label("hari")
        )
        .where(other.c.tanggal_kunjungan <= kept.tanggal_acuan)
        .group_by(other.c.keluarga_id, other.c.hasil)
        .subquery()
    )
    is_last = exists().where(
        last.c.keluarga_id == table.c.keluarga_id,
        last.c.hasil == table.c.hasil,
        last.c.hari <= table.c.tanggal_kunjungan,
    )
    present = table.c.keluarga_id.in_(
        select(families.c.keluarga_id).where(families.c.periode >= kept.periode)
    )
    return and_(_older(table, kept), ~of_campaign, or_(~is_last, ~present))


def _closed(column: str, open_values: tuple[str, ...]) -> Rule:
    def rule(table: Table, kept: Kept) -> ColumnElement[bool]:
        return _older(table, kept) & func.coalesce(table.c[column], "").not_in(open_values)

    return rule


def _decided(table: Table, kept: Kept) -> ColumnElement[bool]:
    """Proposals that are closed, but for the finds of the year before the oldest month kept: its
    figure of families found layak counts them (I9)."""
    closed = _closed("tahap", tuple(stage for stage in STAGES if stage not in CLOSED))
    year_before = kept.first_day.replace(year=kept.first_day.year - 1)
    counted = and_(
        table.c.jenis == "baru",
        table.c.hasil_verifikasi == "layak",
        table.c.tanggal_verifikasi >= year_before,
    )
    return and_(closed(table, kept), ~func.coalesce(counted, False))


def _of_old_loads(table: Table, kept: Kept) -> ColumnElement[bool]:
    old = select(muatan.c.muatan_id).where(muatan.c.periode < kept.periode)
    return table.c.muatan_id.in_(old)


def _of_persons(table: Table) -> bool:
    return any(column.info["personal"] for column in table.columns)


SPECIAL: dict[Table, Rule] = {
    verval: _visits,
    sasaran_verval: _over,
    pemeringkatan: _superseded,
    petugas: _superseded,
    usulan: _decided,
    laporan_warga: _closed("status", ("baru", "diproses")),
}
# verval first: it asks what the other tables still hold
RULES: dict[Table, Rule] = {verval: _visits} | {
    table: SPECIAL.get(table, _older) for table in FROM_FILES if _of_persons(table)
}
RULES |= {
    ARCHIVE[table.name]: _over if table is sasaran_verval else _older
    for table in FROM_FILES
    if _of_persons(table)
}
RULES |= {karantina: _of_old_loads}
