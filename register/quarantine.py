"""Rows that wait: sound but for a desa nobody knows, until somebody says which one is meant."""

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    update,
)

from register import ledger
from register.connections import bulk_insert
from register.importers import areas
from register.importers.format import Context, Format
from register.importers.screening import Screened
from register.schema import FROM_FILES, karantina, muatan

WAITS = karantina.c.dilepas_oleh.is_(None)


def keep(connection: Connection, context: Context, waiting: pa.Table) -> None:
    """Write the rows of a load that wait."""
    load = pa.array([context.muatan_id] * waiting.num_rows, pa.int32())
    bulk_insert(connection, karantina, waiting.append_column(karantina.c.muatan_id.name, load))


def give_way(
    connection: Connection,
    form: Format,
    context: Context,
    screened: Screened,
    replaced: Iterable[int],
) -> set[int]:
    """Let rows of earlier files wait no more where the new file has come in their place.

    These are rows of a desa written the same way, and those of a load of which nothing else is
    left, in the kecamatan the new file holds. Returns the loads they were of.
    """
    earlier = select(muatan.c.muatan_id).where(
        muatan.c.format.in_((form.code, *form.replaces)),
        muatan.c.periode == context.periode,
        muatan.c.muatan_id < context.muatan_id,
    )
    outdated = and_(
        WAITS,
        karantina.c.muatan_id.in_(earlier),
        or_(
            false() if form.part else _written_alike(screened),
            and_(
                karantina.c.muatan_id.in_(_empty(connection, replaced)),
                karantina.c.kode_kecamatan.in_(_kecamatan(screened)),
            ),
        ),
    )
    loads = set(connection.scalars(select(karantina.c.muatan_id).where(outdated).distinct()))
    if loads:
        connection.execute(update(karantina).where(outdated).values(dilepas_oleh=context.muatan_id))
    return loads


def _written_alike(screened: Screened) -> ColumnElement[bool]:
    pairs = set(
        zip(
            screened.waiting.column("kode_kecamatan").to_pylist(),
            screened.waiting.column("desa_tertulis").to_pylist(),
            strict=True,
        )
    )
    return or_(
        false(),
        *[
            and_(karantina.c.kode_kecamatan == kecamatan, karantina.c.desa_tertulis == desa)
            for kecamatan, desa in sorted(pairs)
        ],
    )


def _kecamatan(screened: Screened) -> set[str]:
    of_desa = {kode.rpartition(".")[0] for kode in screened.kode_desa}
    return of_desa | set(screened.waiting.column("kode_kecamatan").to_pylist())


def _empty(connection: Connection, loads: Iterable[int]) -> list[int]:
    """Return those loads of which no row is left in the tables."""
    return [
        load
        for load in loads
        if not connection.scalar(
            select(or_(*[exists().where(t.c.muatan_id == load) for t in FROM_FILES]))
        )
    ]


def waiting(register: Engine) -> pd.DataFrame:
    """Return what waits: kode_kecamatan, kecamatan, desa_tertulis, jumlah, calon; most first.

    `calon` lists up to three desa of that kecamatan that resemble the one written, each with its
    kode and nama.
    """
    places = (karantina.c.kode_kecamatan, karantina.c.desa_tertulis)
    query = (
        select(*places, func.count().label("jumlah"))
        .join(muatan, muatan.c.muatan_id == karantina.c.muatan_id)
        .where(WAITS, ledger.KEPT)
        .group_by(*places)
    )
    with register.connect() as connection:
        return with_candidates(pd.read_sql(query, connection), areas.known(connection))


def unknown_desa(screened: Screened, spellings: pd.DataFrame) -> pd.DataFrame:
    """Return the same of the rows of one file that would wait."""
    places = screened.waiting.select(["kode_kecamatan", "desa_tertulis"])
    counts = places.group_by(places.column_names).aggregate([([], "count_all")])
    found = counts.to_pandas().rename(columns={"count_all": "jumlah"})
    return with_candidates(found, spellings)


def with_candidates(counts: pd.DataFrame, spellings: pd.DataFrame) -> pd.DataFrame:
    names = spellings.drop_duplicates("kode_kecamatan").set_index("kode_kecamatan")["kecamatan"]
    near = [
        [
            {"kode": kode, "nama": nama}
            for nama, kode in areas.nearest(
                spellings, place.kode_kecamatan, place.desa_tertulis
            ).items()
        ]
        for place in counts.itertuples()
    ]
    found = counts.assign(kecamatan=counts["kode_kecamatan"].map(names), calon=near)
    columns = ["kode_kecamatan", "kecamatan", "desa_tertulis", "jumlah", "calon"]
    by = ["jumlah", "kode_kecamatan", "desa_tertulis"]
    return found.sort_values(by, ascending=[False, True, True], ignore_index=True)[columns]
