"""Rows that wait: sound but for a desa nobody knows, until somebody says which one is meant."""

import pandas as pd
import pyarrow as pa
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    and_,
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
from register.schema import karantina, muatan

WAITS = karantina.c.dilepas_oleh.is_(None)


def keep(connection: Connection, context: Context, waiting: pa.Table) -> None:
    """Write the rows of a load that wait."""
    load = pa.array([context.muatan_id] * waiting.num_rows, pa.int32())
    bulk_insert(connection, karantina, waiting.append_column(karantina.c.muatan_id.name, load))


def give_way(
    connection: Connection, form: Format, context: Context, screened: Screened
) -> set[int]:
    """Let rows of earlier files wait no more where the new file writes their desa the same way.

    Whether it brings the desa in its right spelling is known when somebody names it: `naming`.
    A format with parts may bring another part, which is known then too. Returns the loads the
    rows were of.
    """
    if form.part:
        return set()
    earlier = select(muatan.c.muatan_id).where(
        muatan.c.format.in_((form.code, *form.replaces)),
        muatan.c.periode == context.periode,
        muatan.c.muatan_id < context.muatan_id,
    )
    outdated = and_(
        WAITS,
        karantina.c.muatan_id.in_(earlier),
        _written_alike(connection, screened),
    )
    loads = set(connection.scalars(select(karantina.c.muatan_id).where(outdated).distinct()))
    if loads:
        connection.execute(update(karantina).where(outdated).values(dilepas_oleh=context.muatan_id))
    return loads


def _written_alike(connection: Connection, screened: Screened) -> ColumnElement[bool]:
    """Say which rows name a desa as the file's waiting rows do, in whatever way they write it."""
    new = {
        (place["kode_kecamatan"], spelling(place["desa_tertulis"]))
        for place in screened.waiting.select(["kode_kecamatan", "desa_tertulis"]).to_pylist()
    }
    places = (karantina.c.kode_kecamatan, karantina.c.desa_tertulis)
    held = connection.execute(select(*places).where(WAITS).distinct()).all() if new else []
    return or_(
        false(),
        *[
            and_(karantina.c.kode_kecamatan == kecamatan, karantina.c.desa_tertulis == desa)
            for kecamatan, desa in held
            if (kecamatan, spelling(desa)) in new
        ],
    )


def spelling(desa: str) -> str:
    """Return the letters that make "GUCCI" and "Desa Gucci" one spelling; "?" is one by itself."""
    return areas.area_slug(desa) or desa.strip()


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
