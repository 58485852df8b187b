"""Say which desa a spelling means: it is remembered, and the rows that waited for it come in."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
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
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from register import ledger, load, rejects, replacing, workbench
from register.importers import areas, screening
from register.importers.cells import PERIODE
from register.importers.format import Format, ImportFailedError
from register.importers.reading import Source
from register.importers.refusals import REJECT_COLUMNS
from register.importers.screening import Screened
from register.quarantine import WAITS, spelling
from register.schema import karantina, muatan, wilayah, wilayah_alias

CHOSEN = "dipilih"  # begins the source of a spelling that a person has decided on


@dataclass(frozen=True)
class Named:
    """`released`, `rejected`: rows that came in, and rows refused for another reason; `loads`:
    the loads they came with; `rejects`: their reject files. `outdated`: rows that wait no more
    because a newer file, or a file of another format, has brought that desa in the meantime.
    `corrected`: an earlier decision about the spelling was replaced.
    """

    released: int = 0
    rejected: int = 0
    outdated: int = 0
    loads: list[int] = field(default_factory=list)
    rejects: list[Path] = field(default_factory=list)
    corrected: bool = False


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

    The rows of each load come in as a load of their own and take the place their file would have
    had, had the spelling been known: what the desa held before that file gives way, what came
    after stays. Those of a mended file only add. A spelling decided on before is decided anew;
    rows it has brought stay until their load is undone. One transaction. Raises
    ImportFailedError when the desa is not in that kecamatan, or the spelling is another's name.
    """
    moment = ledger.moment(today)
    with register.begin() as connection:
        ledger.alone(connection)
        corrected = _remember(
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
        origins = _origins(connection, naming)
        parts = [_take_in(connection, naming, origin, origins) for origin in origins]
    return Named(
        sum(part.released for part in parts),
        sum(part.rejected for part in parts),
        sum(part.outdated for part in parts),
        [number for part in parts for number in part.loads],
        [path for part in parts for path in part.rejects],
        corrected,
    )


def _remember(
    connection: Connection, kode_kecamatan: str, desa_tertulis: str, kode_desa: str, decided: str
) -> bool:
    """Write the spelling down; return whether an earlier decision about it had to go."""
    if not areas.area_slug(desa_tertulis):  # it would mean every row whose desa is empty
        raise ImportFailedError("Ejaan itu tidak memuat huruf, jadi tidak menyebut desa mana pun.")
    inside = wilayah.c.kode_induk == kode_kecamatan
    names = dict(connection.execute(select(wilayah.c.kode, wilayah.c.nama).where(inside)).all())
    if kode_desa not in names:
        raise ImportFailedError(f"Desa {kode_desa} tidak ada di kecamatan {kode_kecamatan}.")
    decisions, others = _meanings(connection, names, areas.area_slug(desa_tertulis))
    if others - {kode_desa}:
        other = min(others)
        raise ImportFailedError(f"Ejaan itu sudah berarti {names[other]} ({other}).")
    if kode_desa in others | {kode for kode, _ in decisions}:
        return False
    for kode, nama in decisions:
        old = and_(wilayah_alias.c.kode == kode, wilayah_alias.c.nama == nama, _IS_CHOSEN)
        connection.execute(delete(wilayah_alias).where(old))
    connection.execute(
        insert(wilayah_alias).values(
            kode=kode_desa, nama=desa_tertulis, sumber=f"{CHOSEN} {decided}"
        )
    )
    return bool(decisions)


_IS_CHOSEN = func.coalesce(wilayah_alias.c.sumber, "").startswith(CHOSEN)


def _meanings(
    connection: Connection, names: dict[str, str], slug: str
) -> tuple[list[tuple[str, str]], set[str]]:
    """Return what a spelling means among those desa: kode and nama where a person has decided
    it, and the kode where it is a name or a spelling that came with the list of areas."""
    aliases = connection.execute(
        select(wilayah_alias.c.kode, wilayah_alias.c.nama, _IS_CHOSEN.label("dipilih")).where(
            wilayah_alias.c.kode.in_(names)
        )
    ).all()
    same = [alias for alias in aliases if areas.area_slug(alias.nama) == slug]
    decisions = [(alias.kode, alias.nama) for alias in same if alias.dipilih]
    official = {kode for kode, nama in names.items() if areas.area_slug(nama) == slug}
    return decisions, official | {alias.kode for alias in same if not alias.dipilih}


def _texts(connection: Connection, kode_kecamatan: str, desa_tertulis: str) -> list[str]:
    """Return every way the waiting rows write it: "GUCII" and "Desa Gucii" are one spelling."""
    inside = karantina.c.kode_kecamatan == kode_kecamatan
    written = connection.scalars(select(karantina.c.desa_tertulis).where(WAITS, inside).distinct())
    return [text for text in written if spelling(text) == spelling(desa_tertulis)]


def _origins(connection: Connection, naming: _Naming) -> list[Row]:
    """Return the loads that have such rows, the oldest first."""
    return connection.execute(
        select(muatan)
        .where(exists().where(naming.waits(muatan.c)), ledger.KEPT)
        .order_by(muatan.c.muatan_id)
    ).all()


def _take_in(connection: Connection, naming: _Naming, origin: Row, origins: list[Row]) -> Named:
    form = ledger.form_of(origin.format)
    overtaken = _overtaken(connection, naming, form, origin)
    if newer := _waits_too(form, origin, origins) or (not form.part and overtaken.get("")):
        return _outdate(connection, naming, origin, newer)
    with workbench.opened() as bench:
        candidate = _candidate(connection, naming, origin, form, bench)
        screened = _without(bench, form, candidate.screened, overtaken)
        other = replacing.held_by_another(connection, form, origin.periode, screened)
        if other or not screened.taken:
            newer = other.muatan_id if other else max(overtaken.values())
            return _outdate(connection, naming, origin, newer)
        kept = []
        if not screened.rejects.empty:  # first: what is refused must be told
            stem = Path(origin.nama_berkas).stem
            fingerprint = candidate.fingerprint
            kept = [rejects.keep(screened.rejects, stem, origin.periode, fingerprint)]
        outdated = candidate.screened.taken - screened.taken
        candidate = replace(candidate, screened=screened)
        loaded = load.enter(connection, candidate, naming.moment, naming.oleh)
    waits = naming.waits(origin)
    connection.execute(update(karantina).where(waits).values(dilepas_oleh=loaded.muatan_id))
    return Named(loaded.taken, len(loaded.rejects), outdated, [loaded.muatan_id], kept)


def _waits_too(form: Format, origin: Row, origins: list[Row]) -> int | None:
    """Return the newest of the later files that wait for the same desa and replace it whole."""
    if form.part:
        return None
    later = [
        other.muatan_id
        for other in origins
        if (other.format, other.periode) == (origin.format, origin.periode)
        and other.muatan_id > origin.muatan_id
        and not other.perbaikan
    ]
    return max(later, default=None)


def _outdate(connection: Connection, naming: _Naming, origin: Row, newer: int) -> Named:
    """Let the rows of a load wait no more: another holds their desa."""
    waits = naming.waits(origin)
    count = connection.scalar(select(func.count()).select_from(karantina).where(waits))
    connection.execute(update(karantina).where(waits).values(dilepas_oleh=newer))
    ledger.mark_replaced(connection, {origin.muatan_id}, newer)
    return Named(outdated=count)


def _overtaken(
    connection: Connection, naming: _Naming, form: Format, origin: Row
) -> dict[str, int]:
    """Return, per part of the desa, the first load of a later file that holds it.

    Without parts the key is "". A file that waited itself counts where it stands, and mended
    files do not: they add.
    """
    successors = [f.code for f in ledger.FORMATS if form.code in (f.code, *f.replaces)]
    released, first = ledger.releases(), muatan.alias()
    found = {}
    for part, target in _parts(form):
        holders = (
            select(part, muatan.c.muatan_id)
            .join_from(muatan, target, target.c.muatan_id == muatan.c.muatan_id)
            .outerjoin(released, released.c.muatan_id == muatan.c.muatan_id)
            .outerjoin(first, first.c.muatan_id == released.c.asal)
            .where(
                target.c.kode_desa == naming.kode_desa,
                muatan.c.format.in_([form.code] if form.part else successors),
                muatan.c.periode == origin.periode,
                func.coalesce(released.c.asal, muatan.c.muatan_id) > origin.muatan_id,
                ~func.coalesce(first.c.perbaikan, muatan.c.perbaikan),
                ledger.KEPT,
            )
            .distinct()
        )
        for key, holder in connection.execute(holders):
            found[key] = min(holder, found.get(key, holder))
    return found


def _parts(form: Format) -> Iterator[tuple[ColumnElement[str], Table]]:
    """Yield the tables in which a file of this format replaces rows, each with its part."""
    for target in (fill.table for fill in form.fills if fill.replaced):
        if "kode_desa" in target.c and (form.part is None or form.part in target.c):
            yield func.coalesce(target.c[form.part], "") if form.part else literal(""), target


def _without(
    bench: duckdb.DuckDBPyConnection, form: Format, screened: Screened, overtaken: dict[str, int]
) -> Screened:
    """Leave out the sound rows of those parts."""
    if not form.part or not overtaken:
        return screened
    rows = screening.sound(bench)
    bench.execute(screening.sql(delete(rows).where(rows.c[f"{form.part}_kunci"].in_(overtaken))))
    left = bench.execute(screening.sql(select(func.count()).select_from(rows))).fetchone()[0]
    parts = [part for part in screened.parts if part not in overtaken]
    return replace(screened, taken=left, parts=parts)


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
    # With its row number, by which it is a mended file: its rows come on top.
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
    asal = None if origin.perbaikan else origin.muatan_id
    return load.Candidate(name, origin.periode, mark, bench, form, screened, asal=asal)
