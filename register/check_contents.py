"""What a register's rows may not be: counted by the database, table by table."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    Table,
    case,
    func,
    select,
    true,
)

from register import progress
from register.importers.catalogue import FORMATS
from register.schema import (
    CONTRACT,
    MONTH,
    dipangkas,
    individu,
    keluarga,
    kepesertaan,
    muatan,
    periode,
    sasaran_verval,
    verval,
    wilayah,
)

NAMED = 3  # codes named in a finding
SAMPLE = "99"  # no provinsi has this code: numbers that begin with it are invented
# Of formats that differ the longest keys: what one list tells apart is not the same thing twice.
ALL_KEYS = sorted(
    ((f.table, f.keys) for form in FORMATS for f in form.fills), key=lambda k: len(k[1])
)
KEYS = dict(ALL_KEYS)
KEYS |= {sasaran_verval: ("kegiatan", "keluarga_id")}  # its Fill keys say what is frozen
OFTEN = {kepesertaan}  # tables that several lists may fill with the same thing; readers count once


@dataclass(frozen=True)
class Finding:
    """Something about a table. `wrong`: figures would be; otherwise a note, good to know."""

    table: str
    wrong: bool
    text: str


def findings(connection: Connection, fit: set[Table]) -> Iterator[Finding]:
    """Yield what is found in the tables that are `fit` to be looked into."""
    for table in (table for table in CONTRACT if table in fit):
        yield from _values(connection, table)
        if table in KEYS:
            yield from _doubled(connection, table)
        if "kode_desa" in table.c and wilayah in fit:
            yield from _nowhere(connection, table)
        if "periode" in table.c and table is not periode and periode in fit:
            yield from _undated(connection, table)
    if {keluarga, periode} <= fit:
        yield from _empty_months(connection, pruned=dipangkas in fit)
    if keluarga in fit:
        for table in (table for table in (individu, kepesertaan, verval) if table in fit):
            yield from _without_family(connection, table)
        yield from _mixed(connection, ledger=muatan in fit)


def _values(connection: Connection, table: Table) -> Iterator[Finding]:
    """Empty cells of required columns and values that are not allowed: one pass over the table."""
    rules = [rule for column in table.c for rule in _rules(column)]
    if not rules:
        return
    counts = [func.count(case((broken, 1))) for _, broken in rules]
    found = connection.execute(select(*counts).select_from(table)).one()
    for (words, _), number in zip(rules, found, strict=True):
        if number:
            yield Finding(table.name, True, f"{words} ({progress.number(number)} baris)")


def _rules(column) -> Iterator[tuple[str, ColumnElement[bool]]]:
    if not column.nullable and column.name != "muatan_id":
        yield f"kolom {column.name} kosong", column.is_(None)
    allowed = column.info.get("allowed")
    if allowed and isinstance(allowed[0], int):
        low, high = allowed
        yield f"kolom {column.name} di luar {low}-{high}", ~column.between(low, high)
    elif allowed:
        yield f"kolom {column.name} di luar pilihan ({', '.join(allowed)})", column.not_in(allowed)
    if column.info.get("unit") == MONTH:
        shape = column.like("____-__") & (func.length(column) == len(MONTH))
        yield f"kolom {column.name} tidak seperti 2026-10", ~shape


def _doubled(connection: Connection, table: Table) -> Iterator[Finding]:
    keys = [table.c[name] for name in KEYS[table]]
    number = 0
    for part in _parts(connection, table, "periode" in KEYS[table]):
        twice = select(*keys).where(part).group_by(*keys).having(func.count() > 1).subquery()
        number += connection.scalar(select(func.count()).select_from(twice))
    if number:
        words = f"{progress.number(number)} tercatat lebih dari sekali ({' + '.join(KEYS[table])})"
        yield Finding(table.name, table not in OFTEN, words)


def _parts(
    connection: Connection, table: Table, by_month: bool = True
) -> list[ColumnElement[bool]]:
    """A condition per month, so that memory holds the keys of one month and not of all."""
    if not by_month:
        return [true()]
    months = connection.scalars(select(table.c.periode).distinct()).all()
    return [table.c.periode.is_not_distinct_from(month) for month in months]


def _nowhere(connection: Connection, table: Table) -> Iterator[Finding]:
    known = select(wilayah.c.kode).where(wilayah.c.tingkat.in_(("desa", "kelurahan")))
    codes = connection.scalars(
        select(table.c.kode_desa).where(table.c.kode_desa.not_in(known)).distinct()
    ).all()
    if codes:
        named = ", ".join(sorted(codes)[:NAMED])
        words = f"{progress.number(len(codes))} kode_desa tidak ada di wilayah: {named} …"
        yield Finding(table.name, True, words)


def _undated(connection: Connection, table: Table) -> Iterator[Finding]:
    """Months of which the table `periode` knows nothing are never published."""
    known = select(periode.c.periode)
    months = connection.scalars(
        select(table.c.periode).where(table.c.periode.not_in(known)).distinct()
    ).all()
    if months:
        words = f"{len(months)} bulan tidak ada di tabel periode, tidak akan terbit: "
        yield Finding(table.name, True, words + ", ".join(sorted(months)[:NAMED]))


def _empty_months(connection: Connection, *, pruned: bool) -> Iterator[Finding]:
    held = select(keluarga.c.periode).distinct()
    query = select(periode.c.periode).where(periode.c.periode.not_in(held))
    if pruned:
        query = query.where(periode.c.periode.not_in(select(dipangkas.c.periode)))
    months = connection.scalars(query.order_by(periode.c.periode)).all()
    if months:
        words = f"{len(months)} bulan tanpa satu pun keluarga: {', '.join(months[:NAMED])}"
        yield Finding(periode.name, False, words)


def _without_family(connection: Connection, table: Table) -> Iterator[Finding]:
    """Persons need their family in the same month; of visits and memberships it is told."""
    same = (keluarga.c.periode == table.c.periode) & (keluarga.c.keluarga_id == table.c.keluarga_id)
    months = select(keluarga.c.periode).distinct()
    alone = (
        select(func.count())
        .select_from(table)
        .where(
            table.c.keluarga_id.is_not(None),
            table.c.periode.in_(months),
            ~select(keluarga.c.periode).where(same).exists(),
        )
    )
    parts = _parts(connection, table)
    number = sum(connection.scalar(alone.where(part)) for part in parts)
    if number:
        words = f"{progress.number(number)} baris keluarganya tidak ada di keluarga bulan itu"
        yield Finding(table.name, table is individu, words)


def _mixed(connection: Connection, *, ledger: bool) -> Iterator[Finding]:
    invented = func.substr(keluarga.c.no_kk, 1, 2, type_=String) == SAMPLE
    kinds = select(invented).where(keluarga.c.no_kk.is_not(None)).distinct()
    mixed = len(connection.scalars(kinds).all()) > 1
    if ledger:
        said = select(muatan.c.contoh).where(muatan.c.contoh.is_not(None)).distinct()
        said = said.where(muatan.c.dibatalkan_pada.is_(None))
        mixed = mixed or len(connection.scalars(said).all()) > 1
    if mixed:
        words = "DATA CONTOH dan data asli tercampur dalam satu register"
        yield Finding(keluarga.name, True, words)
