"""Commands that bring files in and take them back: import, undo, alias, ledger."""

import argparse
import getpass
import os
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, Engine

from register import facts, ledger, load, naming, quarantine, rejects, undo, workbench
from register.connections import PASSWORD, StoreError, register_engine
from register.importers import areas, locked
from register.importers.format import ImportFailedError
from register.importers.refusals import NothingSoundError
from register.progress import number
from register.voices import JsonLines, Sentences, Voice

LARGE = 100_000_000  # bytes of text, some 450,000 persons: it shares the memory with no other file
PACKED = 6  # a workbook is so many times smaller than its text
PERIODE = re.compile(r"(?<!\d)20\d\d-(0[1-9]|1[0-2])(?!\d)")


def add_commands(commands) -> None:
    """Add them to the subparsers of `python -m register`."""
    importing = commands.add_parser("import", help="impor berkas dari kantor mana pun formatnya")
    importing.add_argument("files", nargs="+", type=Path, metavar="FILE")
    importing.add_argument("--periode", help="YYYY-MM; tanpa ini dibaca dari nama berkas")
    importing.add_argument("--desa", metavar="KODE", help="bila berkas tidak menyebut desanya")
    importing.add_argument("--check-only", action="store_true", help="periksa saja")
    importing.set_defaults(run=_import)
    undoing = commands.add_parser("undo", help="batalkan satu muatan")
    undoing.add_argument("muatan_id", type=int, metavar="NOMOR")
    undoing.set_defaults(run=_undo)
    naming_ = commands.add_parser("alias", help="sebut desa mana yang dimaksud suatu ejaan")
    naming_.add_argument("kode_kecamatan")
    naming_.add_argument("desa_tertulis")
    naming_.add_argument("kode_desa")
    naming_.set_defaults(run=_alias)
    for changing in (importing, undoing, naming_):
        changing.add_argument("--json", action="store_true", help="satu objek JSON per baris")
        changing.add_argument("--oleh", help="nama akun untuk buku muatan")
    listing = commands.add_parser("ledger", help="tampilkan buku muatan")
    listing.set_defaults(run=_ledger)


def _import(options: argparse.Namespace) -> int:
    register = register_engine()
    facts.prepare(register)
    workbench.sweep()
    found = [(periode_of(path, options.periode), path) for path in files(options.files)]
    jobs = sorted(found, key=lambda job: job[0])  # inside a month as named: the last one holds
    passwords = {path: _password(path) for _, path in jobs if locked.is_locked(path)}
    voice = JsonLines() if options.json else Sentences(len(jobs))
    failed = sum(
        not _one(register, path, candidate, options, voice)
        for path, candidate in _prepared(register, jobs, passwords, options, voice)
    )
    if failed and not options.json:
        print(
            f"{failed} dari {len(jobs)} berkas tidak diimpor; isinya tidak masuk register.",
            file=sys.stderr,
        )
    return 1 if failed else 0


def _password(path: Path) -> str:
    """Return the password of a workbook: of the environment, or typed; "" where nobody can type."""
    told = os.environ.get(PASSWORD, "")
    if told or not sys.stdin.isatty():
        return told
    return getpass.getpass(f"Kata sandi {path.name}: ")


def _one(
    register: Engine,
    path: Path,
    candidate: Callable[[], load.Candidate],
    options: argparse.Namespace,
    voice: Voice,
) -> bool:
    """Import one file, or only check it; return whether that worked."""
    voice.begin(path)
    try:
        if options.check_only:
            _check(register, candidate(), voice)
        else:
            _put(register, candidate(), options, voice)
    except (ImportFailedError, StoreError) as error:
        periode = periode_of(path, options.periode)
        voice.failed(path, error, None if options.check_only else _kept(error, path, periode))
        return False
    return True


def _prepared(
    register: Engine,
    jobs: list[tuple[str, Path]],
    passwords: dict[Path, str],
    options: argparse.Namespace,
    voice: Voice,
) -> Iterator[tuple[Path, Callable[[], load.Candidate]]]:
    """Yield each file with what gives its checked rows.

    In a plain import these are prepared one file ahead of the one being put in; not where
    somebody follows each step, or nothing is put in, or memory is short for two files.
    """

    def prepare(path: Path, periode: str) -> load.Candidate:
        return load.prepare(
            register,
            path,
            periode,
            kode_desa=options.desa,
            password=passwords.get(path, ""),
            report=voice.report(path),
            recognised=lambda form: voice.recognised(path, form, periode),
        )

    if options.json or options.check_only:
        yield from ((path, partial(prepare, path, periode)) for periode, path in jobs)
        return
    with ThreadPoolExecutor(max_workers=1) as ahead:
        coming: list[tuple[Path, Future]] = []
        for periode, path in jobs:
            if _is_large(path):
                yield from map(_awaited, coming)
                coming.clear()
                yield path, partial(prepare, path, periode)
                continue
            coming.append((path, ahead.submit(prepare, path, periode)))
            if len(coming) == 2:
                yield _awaited(coming.pop(0))
        yield from map(_awaited, coming)


def _is_large(path: Path) -> bool:
    packed = PACKED if path.suffix.lower() == ".xlsx" else 1
    return path.stat().st_size * packed > LARGE


def _awaited(job: tuple[Path, Future]) -> tuple[Path, Callable[[], load.Candidate]]:
    return job[0], job[1].result


def _check(register: Engine, candidate: load.Candidate, voice: Voice) -> None:
    with candidate.workbench, register.connect() as connection:
        unknown = _unknown_desa(connection, candidate)
        voice.checked(candidate, unknown, only=True)
        if candidate.screened:
            load.refuse(connection, candidate, ledger.moment().date())


def _put(
    register: Engine, candidate: load.Candidate, options: argparse.Namespace, voice: Voice
) -> None:
    with register.connect() as connection:
        unknown = _unknown_desa(connection, candidate)
    voice.checked(candidate, unknown, only=False)
    kept = None
    if candidate.screened and not candidate.screened.rejects.empty:
        # First: what is refused must be told.
        path = candidate.path
        kept = rejects.keep(
            candidate.screened.rejects, path.stem, candidate.periode, candidate.fingerprint
        )
    report = voice.report(candidate.path)
    loaded = load.put(register, candidate, oleh=options.oleh, report=report)
    voice.loaded(candidate.path, loaded, kept)


def _unknown_desa(connection: Connection, candidate: load.Candidate) -> pd.DataFrame:
    if candidate.screened is None:
        return pd.DataFrame()
    return quarantine.unknown_desa(candidate.screened, areas.known(connection))


def _kept(error: Exception, path: Path, periode: str) -> Path | None:
    """Write every refused row of a file of which not one could be taken; return where."""
    if not isinstance(error, NothingSoundError) or error.rejects.empty:
        return None
    return rejects.keep(error.rejects, path.stem, periode, load.fingerprint(path))


def files(named: list[Path]) -> list[Path]:
    """Return the files named, those of a folder in its place.

    There "dtks-2026-10.txt" comes before "dtks-2026-10-perbaikan.txt", which corrects it.
    """
    found = []
    for path in named:
        if not path.exists():
            raise ImportFailedError(f"Berkas {path} tidak ada.")
        inside = sorted(path.iterdir(), key=lambda p: (p.stem, p.name)) if path.is_dir() else [path]
        found += [p for p in inside if p.is_file()]
    return found


def periode_of(path: Path, given: str | None) -> str:
    """Return the periode given, or the one YYYY-MM in the file's name."""
    if given and not PERIODE.fullmatch(given):
        raise ImportFailedError(f"Periode {given!r} tidak dikenal. Tulis seperti 2026-10.")
    months = {given} if given else {found.group() for found in PERIODE.finditer(path.name)}
    if len(months) != 1:
        raise ImportFailedError(f"Periode {path.name} tidak jelas. Tambahkan --periode YYYY-MM.")
    return months.pop()


def _undo(options: argparse.Namespace) -> int:
    register = register_engine()
    facts.prepare(register)
    done = undo.undo(register, options.muatan_id, options.oleh or load.account())
    _voice(options).undone(done)
    return 0


def _alias(options: argparse.Namespace) -> int:
    register = register_engine()
    facts.prepare(register)
    done = naming.name_desa(
        register,
        options.kode_kecamatan,
        options.desa_tertulis,
        options.kode_desa,
        options.oleh or load.account(),
    )
    _voice(options).named(done)
    return 0


def _voice(options: argparse.Namespace) -> Voice:
    return JsonLines() if options.json else Sentences(1)


def _ledger(_: argparse.Namespace) -> int:
    with register_engine(read_only=True).connect() as connection:
        loads = ledger.listing(connection)
    print(table(loads) if len(loads) else "Buku muatan masih kosong.")
    return 0


def table(loads: pd.DataFrame) -> str:
    """Return the ledger as lines of text, the oldest load first."""
    rows = [
        ("No", "Periode", "Format", "Berkas", "Diambil", "Ditolak", "Menunggu", "Oleh", "Pada", "")
    ]
    rows += [
        (
            str(row.muatan_id),
            row.periode,
            row.format,
            row.nama_berkas,
            number(row.baris_diambil),
            number(row.baris_ditolak),
            number(row.menunggu),
            row.oleh,
            f"{_wib(row.pada):%d-%m-%Y %H.%M}",
            _state(row),
        )
        for row in loads.itertuples()
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    to_right = {0, 4, 5, 6}
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place in to_right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _wib(moment: pd.Timestamp) -> pd.Timestamp:
    return moment.tz_localize("UTC").tz_convert(ledger.WIB)


def _state(row) -> str:
    if not pd.isna(row.dibatalkan_pada):
        return f"dibatalkan {row.dibatalkan_oleh}, {_wib(row.dibatalkan_pada):%d-%m-%Y %H.%M}"
    if not pd.isna(row.digantikan_oleh):
        return f"digantikan {int(row.digantikan_oleh)}"
    return "berlaku"
