"""Load one file into the register: all of it that is sound, in one transaction, or nothing.

A file of the same format and periode replaces that periode's rows of the desa it holds; a mended
reject file adds to them. A file already loaded and not replaced since changes nothing.
"""

import getpass
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Engine, func, insert, select, update

from register import filling, ledger, lost, quarantine, replacing, workbench
from register.connections import ACCOUNT, bulk_insert
from register.importers import areas, reading, screening
from register.importers.cells import PERIODE
from register.importers.format import Context, Format, ImportFailedError
from register.progress import Report, silent
from register.schema import catatan_muatan, muatan

TOO_MUCH = (
    "Isi berkas ini terlalu banyak untuk diperiksa sekaligus. Hapus kolom dan lembar yang tidak "
    "perlu, atau bagi per kecamatan, lalu impor satu per satu."
)


@dataclass(frozen=True)
class Loaded:
    """What one import did.

    `taken`: sound rows; of a mended file those of which something came in, as others may be there
    already. `rejects`: row, field, reason per refused row, plus the row's cells. `waiting`: rows
    kept until their desa is named. `replaced`: rows of earlier files that gave way. `notes`:
    kolom, catatan, jumlah, baris_pertama. `already` is true when the very file was in force
    before and nothing was changed.
    """

    taken: int
    rejects: pd.DataFrame
    format_nama: str = ""
    replaced: int = 0
    already: bool = False
    muatan_id: int | None = None
    waiting: int = 0
    notes: pd.DataFrame | None = None


@dataclass(frozen=True, eq=False)
class Candidate:
    """A file read and checked, ready to be put into the register; closed by `put`.

    `screened` is None when the very file is in force already. `asal`: the load in which these
    rows waited for their desa, when that takes the place of earlier files; else None.
    """

    path: Path
    periode: str
    fingerprint: str
    workbench: duckdb.DuckDBPyConnection
    form: Format | None = None
    screened: screening.Screened | None = None
    kode_desa: str | None = None
    asal: int | None = None


def load(
    register: Engine,
    path: Path,
    periode_code: str,
    today: date | None = None,
    *,
    kode_desa: str | None = None,
    password: str = "",
    oleh: str | None = None,
    report: Report = silent,
) -> Loaded:
    """Load a file for a periode (YYYY-MM); `kode_desa` of a file that does not say its desa.

    Raises ImportFailedError when the file is not recognised, holds no sound row, or would mix
    invented with real data. The register is then as it was.
    """
    candidate = prepare(
        register, path, periode_code, kode_desa=kode_desa, password=password, report=report
    )
    return put(register, candidate, today, oleh=oleh, report=report)


def prepare(
    register: Engine,
    path: Path,
    periode_code: str,
    *,
    kode_desa: str | None = None,
    password: str = "",
    report: Report = silent,
    recognised: Callable[[Format], None] = lambda form: None,
) -> Candidate:
    """Read and check a file; nothing in the register changes. Raises ImportFailedError, LockedError
    among them: it wants a `password`, or another.

    While one file is put into the register, another can be prepared in a second thread.
    """
    known_by = fingerprint(path)
    bench = workbench.opened()
    try:
        with register.connect() as connection:
            if ledger.is_in_force(connection, known_by, periode_code, kode_desa):
                return Candidate(path, periode_code, known_by, bench)
            spellings = areas.known(connection)
        source = reading.read(path, bench, report, password)
        form = source.recognised.format
        recognised(form)
        report("memeriksa", 0.0)
        bench.execute(f"SET VARIABLE {PERIODE} = '{periode_code}'")
        day = ledger.moment().date()
        screened = screening.screen(bench, source, spellings, day, kode_desa)
        with register.connect() as connection:
            screened = lost.noted(connection, bench, form, periode_code, screened)
    except duckdb.OutOfMemoryException:
        bench.close()
        raise ImportFailedError(TOO_MUCH) from None
    except BaseException:
        bench.close()
        raise
    return Candidate(path, periode_code, known_by, bench, form, screened, kode_desa)


def put(
    register: Engine,
    candidate: Candidate,
    today: date | None = None,
    *,
    oleh: str | None = None,
    report: Report = silent,
) -> Loaded:
    """Put a prepared file into the register, in one transaction. Raises ImportFailedError."""
    with candidate.workbench, register.begin() as connection:
        ledger.alone(connection)
        if candidate.screened is None or ledger.is_in_force(
            connection, candidate.fingerprint, candidate.periode, candidate.kode_desa
        ):
            return Loaded(0, pd.DataFrame(), already=True)
        return enter(connection, candidate, ledger.moment(today), oleh or account(), report)


def enter(
    connection: Connection,
    candidate: Candidate,
    moment: datetime,
    oleh: str,
    report: Report = silent,
) -> Loaded:
    """Do all that an import does, in somebody's transaction. Raises ImportFailedError."""
    screened, form = candidate.screened, candidate.form
    report("menyimpan", 0.0)
    refuse(connection, candidate, moment.date())
    context = Context(candidate.periode, ledger.next_id(connection))
    _write(connection, candidate, context, moment, oleh)
    replaced, touched = 0, set()
    if candidate.asal or not screened.mended:
        before = candidate.asal or context.muatan_id
        replaced, touched = replacing.replace(
            connection, candidate.workbench, form, context, screened, before
        )
    if not screened.mended:
        touched |= quarantine.give_way(connection, form, context, screened)
    ledger.mark_replaced(connection, touched, context.muatan_id)
    ledger.date_periode(connection, candidate.periode, moment.date())
    quarantine.keep(connection, context, screened.waiting)
    _keep_notes(connection, context, screened.notes)
    filling.fill(connection, candidate.workbench, form, context, screened, report)
    return Loaded(
        _entered(connection, form, context) if screened.mended else screened.taken,
        screened.rejects,
        form.nama,
        replaced,
        muatan_id=context.muatan_id,
        waiting=screened.waiting.num_rows,
        notes=screened.notes,
    )


def refuse(connection: Connection, candidate: Candidate, day: date) -> None:
    """Raise ImportFailedError when the file, sound in itself, has no place in this register."""
    ledger.refuse_to_come(candidate.periode, day)
    ledger.refuse_pruned(connection, candidate.periode)
    ledger.refuse_mixture(connection, candidate.screened.is_sample)
    replacing.refuse_two_formats(connection, candidate.form, candidate.periode, candidate.screened)


def _write(
    connection: Connection, candidate: Candidate, context: Context, moment: datetime, oleh: str
) -> None:
    """Write the load into the ledger."""
    screened = candidate.screened
    connection.execute(
        insert(muatan).values(
            muatan_id=context.muatan_id,
            periode=candidate.periode,
            format=candidate.form.code,
            nama_berkas=candidate.path.name,
            sha256=candidate.fingerprint,
            baris_diambil=screened.taken,
            baris_ditolak=len(screened.rejects),
            baris_karantina=screened.waiting.num_rows,
            oleh=oleh,
            pada=ledger.utc(moment),
            perbaikan=screened.mended,
            contoh=screened.is_sample,
        )
    )


def _entered(connection: Connection, form: Format, context: Context) -> int:
    """Return how many rows of a mended file came in, and write it into the ledger.

    A row on a list of targets may bring a target, a visit, or both.
    """
    tables = [fill.table for fill in form.fills if fill.counted or fill.always_once]
    own = [
        select(func.count()).select_from(t).where(t.c.muatan_id == context.muatan_id)
        for t in tables
    ]
    entered = max(connection.scalar(count) for count in own)
    this = muatan.c.muatan_id == context.muatan_id
    connection.execute(update(muatan).where(this).values(baris_diambil=entered))
    return entered


def _keep_notes(connection: Connection, context: Context, notes: pd.DataFrame) -> None:
    if not notes.empty:
        rows = notes.assign(muatan_id=context.muatan_id)
        bulk_insert(connection, catatan_muatan, pa.Table.from_pandas(rows, preserve_index=False))


def account() -> str:
    """Return the account for the ledger: who asked the dashboard, or whom this process runs as."""
    return os.environ.get(ACCOUNT) or getpass.getuser()


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file, by which it is known again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
