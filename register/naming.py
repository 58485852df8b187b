"""Say which desa a spelling means: it is remembered, and the rows that waited for it come in."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    and_,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    update,
)

from register import ledger, load, rejects, workbench
from register.importers import areas, screening
from register.importers.cells import PERIODE
from register.importers.format import Format, ImportFailedError
from register.importers.reading import Source
from register.importers.refusals import REJECT_COLUMNS
from register.quarantine import WAITS
from register.schema import karantina, muatan, wilayah_alias


@dataclass(frozen=True)
class Named:
    """`released`, `rejected`: rows that came in, and rows refused for another reason; `loads`:
    the loads they came with; `rejects`: their reject files. `outdated`: rows that wait no more
    because a newer file has brought that desa in the meantime.
    """

    released: int = 0
    rejected: int = 0
    outdated: int = 0
    loads: list[int] = field(default_factory=list)
    rejects: list[Path] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class _Naming:
    """Who says when that `texts` in a kecamatan mean a desa, and the names known from then on."""

    kode_kecamatan: str
    kode_desa: str
    texts: list[str]
    spellings: pd.DataFrame
    moment: datetime
    oleh: str

    def waits(self, origin: Row) -> ColumnElement[bool]:
        return and_(
            WAITS,
            karantina.c.muatan_id == origin.muatan_id,
            karantina.c.kode_kecamatan == self.kode_kecamatan,
            karantina.c.desa_tertulis.in_(self.texts),
        )


@dataclass
class _Waited(Source):
    """Rows that waited, with the row numbers they had in their file."""

    lines: list[str] = field(default_factory=list)

    def line(self, no: int) -> str:
        return self.lines[no]


def name_desa(
    register: Engine,
    kode_kecamatan: str,
    desa_tertulis: str,
    kode_desa: str,
    oleh: str,
    today: date | None = None,
) -> Named:
    """Remember that a spelling in a kecamatan means a desa, and take in the rows that waited.

    The rows of each load come as a mended file of its format and periode, which adds and does
    not replace. One transaction. Raises ImportFailedError when the desa is not in that
    kecamatan, the spelling means another, or the rows have no place in the register.
    """
    moment = ledger.moment(today)
    with register.begin() as connection:
        ledger.alone(connection)
        _remember(
            connection, kode_kecamatan, desa_tertulis, kode_desa, f"{oleh}, {moment:%Y-%m-%d}"
        )
        naming = _Naming(
            kode_kecamatan,
            kode_desa,
            _texts(connection, kode_kecamatan, desa_tertulis),
            areas.known(connection),
            moment,
            oleh,
        )
        parts = [_take_in(connection, naming, origin) for origin in _origins(connection, naming)]
    return Named(
        sum(part.released for part in parts),
        sum(part.rejected for part in parts),
        sum(part.outdated for part in parts),
        [number for part in parts for number in part.loads],
        [path for part in parts for path in part.rejects],
    )


def _remember(
    connection: Connection, kode_kecamatan: str, desa_tertulis: str, kode_desa: str, decided: str
) -> None:
    if not areas.area_slug(desa_tertulis):  # it would mean every row whose desa is empty
        raise ImportFailedError("Ejaan itu tidak memuat huruf, jadi tidak menyebut desa mana pun.")
    known = areas.known(connection)
    inside = known[known["kode_kecamatan"] == kode_kecamatan]
    if kode_desa not in set(inside["kode"]):
        raise ImportFailedError(f"Desa {kode_desa} tidak ada di kecamatan {kode_kecamatan}.")
    same = inside[inside["slug"] == areas.area_slug(desa_tertulis)]
    if same.empty:
        connection.execute(
            insert(wilayah_alias).values(
                kode=kode_desa, nama=desa_tertulis, sumber=f"dipilih {decided}"
            )
        )
    elif kode_desa not in set(same["kode"]):
        raise ImportFailedError(
            f"Ejaan itu sudah berarti {same['nama'].iloc[0]} ({same['kode'].iloc[0]})."
        )


def _texts(connection: Connection, kode_kecamatan: str, desa_tertulis: str) -> list[str]:
    """Return every way the waiting rows write it: "GUCII" and "Desa Gucii" are one spelling."""
    inside = karantina.c.kode_kecamatan == kode_kecamatan
    written = connection.scalars(select(karantina.c.desa_tertulis).where(WAITS, inside).distinct())
    slug = areas.area_slug(desa_tertulis)
    return [text for text in written if areas.area_slug(text) == slug]


def _origins(connection: Connection, naming: _Naming) -> list[Row]:
    """Return the loads that have such rows, the oldest first."""
    return connection.execute(
        select(muatan)
        .where(exists().where(naming.waits(muatan.c)), ledger.KEPT)
        .order_by(muatan.c.muatan_id)
    ).all()


def _take_in(connection: Connection, naming: _Naming, origin: Row) -> Named:
    form = ledger.form_of(origin.format)
    waits = naming.waits(origin)
    if newer := _newer(connection, form, origin, naming.kode_desa):
        count = connection.scalar(select(func.count()).select_from(karantina).where(waits))
        connection.execute(update(karantina).where(waits).values(dilepas_oleh=newer))
        ledger.mark_replaced(connection, {origin.muatan_id}, newer)
        return Named(outdated=count)
    with workbench.opened() as bench:
        candidate = _candidate(connection, naming, origin, form, bench)
        kept = []
        if not candidate.screened.rejects.empty:  # first: what is refused must be told
            refused = candidate.screened.rejects
            kept = [rejects.keep(refused, Path(origin.nama_berkas).stem, candidate.fingerprint)]
        loaded = load.enter(connection, candidate, naming.moment, naming.oleh)
    connection.execute(update(karantina).where(waits).values(dilepas_oleh=loaded.muatan_id))
    return Named(loaded.taken, len(loaded.rejects), loads=[loaded.muatan_id], rejects=kept)


def _newer(connection: Connection, form: Format, origin: Row, kode_desa: str) -> int | None:
    """Return the first later file that replaced whatever its kind had of the desa, if any did."""
    if form.part:  # another part of the desa: nothing was replaced
        return None
    successors = [f.code for f in ledger.FORMATS if form.code in (f.code, *f.replaces)]
    tables = [fill.table for fill in form.fills if fill.replaced and "kode_desa" in fill.table.c]
    holds = [
        exists().where(t.c.muatan_id == muatan.c.muatan_id, t.c.kode_desa == kode_desa)
        for t in tables
    ]
    return connection.scalar(
        select(func.min(muatan.c.muatan_id)).where(
            muatan.c.muatan_id > origin.muatan_id,
            muatan.c.format.in_(successors),
            muatan.c.periode == origin.periode,
            ~muatan.c.perbaikan,
            ledger.KEPT,
            or_(false(), *holds),
        )
    )


def _candidate(
    connection: Connection,
    naming: _Naming,
    origin: Row,
    form: Format,
    bench: duckdb.DuckDBPyConnection,
) -> load.Candidate:
    """Read the waiting rows of a load as a file: in memory, as they hold personal values."""
    query = select(karantina.c.baris, karantina.c.isi).where(naming.waits(origin))
    order = (func.length(karantina.c.baris), karantina.c.baris)
    found = connection.execute(query.order_by(*order)).all()
    # With its row number, by which a report without a number is known.
    rows = [{REJECT_COLUMNS[0]: row.baris} | json.loads(row.isi) for row in found]
    header = list(rows[0])
    columns = {
        f"c{place}": pa.array([row.get(name) for row in rows], pa.string())
        for place, name in enumerate(header)
    }
    bench.register("kembali", pa.table(columns))
    bench.execute("CREATE TABLE mentah AS FROM kembali")
    bench.unregister("kembali")
    source = _Waited(form.match(header), header, 1, lines=[row.baris for row in found])
    bench.execute(f"SET VARIABLE {PERIODE} = '{origin.periode}'")
    day = naming.moment.date()
    screened = screening.screen(bench, source, naming.spellings, day)
    mark = hashlib.sha256("\n".join(row.isi for row in found).encode()).hexdigest()
    name = Path(f"{origin.nama_berkas} (karantina)")
    return load.Candidate(name, origin.periode, mark, bench, form, screened)
