"""Command line of the register: python -m register import | sample | check | wilayah."""

import argparse
import re
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import duckdb
import pandas as pd
import xlsxwriter
from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError

from register import check, facts, load, rejects, sample
from register.connections import StoreError, address, data_dir, register_engine
from register.importers.format import ImportFailedError
from register.importers.screening import NothingSoundError

PERIODE = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0 when all of it worked. Errors are told in Indonesian."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except (ImportFailedError, StoreError) as error:
        return _fail(str(error))
    except (OperationalError, InterfaceError, duckdb.IOException, OSError) as error:
        return _fail(_database_words(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m register", description=__doc__)
    commands = parser.add_subparsers(required=True)
    importing = commands.add_parser("import", help="impor berkas SIKS-NG, verval, musdes")
    importing.add_argument("files", nargs="+", type=Path, metavar="FILE")
    importing.add_argument("--periode", help="YYYY-MM; tanpa ini dibaca dari nama berkas")
    importing.set_defaults(run=_import)
    sampling = commands.add_parser("sample", help="tulis DATA CONTOH dalam format asli")
    sampling.add_argument("--families", type=int, default=60_000)
    sampling.add_argument("--months", type=int, default=13)
    sampling.add_argument("--seed", type=int, default=7)
    sampling.add_argument("--out", type=Path, required=True)
    sampling.set_defaults(run=_sample)
    checking = commands.add_parser("check", help="periksa tabel dan isi register")
    checking.set_defaults(run=_check)
    areas = commands.add_parser("wilayah", help="muat daftar wilayah kabupaten lain")
    areas.add_argument("files", nargs="+", type=Path, metavar="FILE")
    areas.set_defaults(run=_wilayah)
    return parser


def _import(options: argparse.Namespace) -> int:
    register = register_engine()
    facts.prepare(register)
    jobs = [(_periode_of(path, options.periode), path) for path in _files(options.files)]
    failed = 0
    for number, (path, candidate) in enumerate(_prepared(register, sorted(jobs)), start=1):
        began = time.perf_counter()
        print(f"[{number}/{len(jobs)}] {path.name} …", end=" ", flush=True)
        try:
            rejected = _write_rejects(candidate.result())  # first: what is refused must be told
            loaded = load.put(register, candidate.result())
        except ImportFailedError as error:
            print(f"TIDAK DIIMPOR. {error}{_kept(error, path)}")
            failed += 1
            continue
        print(_told(loaded, rejected, time.perf_counter() - began))
    if failed:
        return _fail(
            f"{failed} dari {len(jobs)} berkas tidak diimpor; isinya tidak masuk register."
        )
    return 0


def _prepared(
    register: Engine, jobs: list[tuple[str, Path]]
) -> Iterator[tuple[Path, Future[load.Candidate]]]:
    """Yield each file with its checked rows to come: one file ahead of the one being put in."""
    with ThreadPoolExecutor(max_workers=1) as ahead:
        coming: list[tuple[Path, Future]] = []
        for periode, path in jobs:
            coming.append((path, ahead.submit(load.prepare, register, path, periode)))
            if len(coming) == 2:
                yield coming.pop(0)
        yield from coming


def _told(loaded: load.Loaded, rejected: Path | None, seconds: float) -> str:
    if loaded.already:
        return "sudah ada di register; tidak ada yang diubah."
    text = f"{loaded.format_nama}: {_count(loaded.taken)} baris diambil"
    if loaded.replaced:
        text += f", menggantikan {_count(loaded.replaced)} baris berkas sebelumnya"
    if loaded.replaced > loaded.taken:
        text += " (PERIKSA: lebih sedikit daripada sebelumnya)"
    if rejected:
        text += f", {_count(len(loaded.rejects))} ditolak → {rejected}"
    return f"{text} ({f'{seconds:.1f}'.replace('.', ',')} dtk)"


def _kept(error: ImportFailedError, path: Path) -> str:
    """Where every refused row is told, when not one could be taken."""
    if not isinstance(error, NothingSoundError) or error.rejects.empty:
        return ""
    return f" Semuanya di {_reject_file(error.rejects, path, load.fingerprint(path))}."


def _write_rejects(candidate: load.Candidate) -> Path | None:
    """Write what a file's check refused, before anything of it enters the register."""
    if candidate.screened is None or candidate.screened.rejects.empty:
        return None
    return _reject_file(candidate.screened.rejects, candidate.path, candidate.fingerprint)


def _reject_file(rows: pd.DataFrame, path: Path, fingerprint: str) -> Path:
    """One reject file per content, so that none is written over while it is being mended."""
    target = data_dir() / "ditolak" / f"{path.stem}-{fingerprint[:6]}.ditolak.xlsx"
    try:
        return rejects.write(rows, target)
    except (OSError, xlsxwriter.exceptions.XlsxFileError):
        raise ImportFailedError(
            f"Daftar tolakan {target} tidak dapat ditulis. Tutup dulu di Excel, atau periksa "
            "izin foldernya, lalu impor lagi."
        ) from None


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _files(named: list[Path]) -> list[Path]:
    """Return the files named, those of a folder in its place."""
    found = []
    for path in named:
        if not path.exists():
            raise ImportFailedError(f"Berkas {path} tidak ada.")
        found += sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
    return found


def _periode_of(path: Path, given: str | None) -> str:
    """Return the periode given, or the YYYY-MM in the file's name."""
    found = PERIODE.fullmatch(given) if given else PERIODE.search(path.name)
    if given and not found:
        raise ImportFailedError(f"Periode {given!r} tidak dikenal. Tulis seperti 2026-10.")
    if not found:
        raise ImportFailedError(f"Periode {path.name} tidak jelas. Tambahkan --periode YYYY-MM.")
    return found.group()


def _sample(options: argparse.Namespace) -> int:
    sample.write(options.out, families=options.families, months=options.months, seed=options.seed)
    return 0


def _check(options: argparse.Namespace) -> int:
    findings = check.findings(register_engine(read_only=True))
    for finding in findings:
        print(f"- {finding}")
    print("Register sesuai." if not findings else f"{len(findings)} hal perlu dibenahi.")
    return 1 if findings else 0


def _wilayah(options: argparse.Namespace) -> int:
    register = register_engine()
    facts.prepare(register)
    with register.begin() as connection:
        for path in _files(options.files):
            print(f"{path.name}: {_count(facts.load_areas(connection, path))} wilayah dimuat")
    return 0


def _database_words(error: Exception) -> str:
    if "lock" in str(error).lower():
        return "Register sedang dipakai proses lain. Tunggu sampai selesai, lalu ulangi."
    return (
        f"Register {address('register')} tidak dapat dibuka ({type(error).__name__}). Periksa "
        "alamat dan izinnya; bila berkasnya rusak, pulihkan dari cadangan."
    )


def _fail(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
