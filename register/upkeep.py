"""Commands that look after a register: check, migrate, fakta, prune, describe."""

import argparse
import getpass
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from register import check, describe, facts, progress, prune, rewriting, version
from register.connections import StoreError, register_engine, url


def add_commands(commands) -> None:
    """Add them to the subparsers of `python -m register`."""
    checking = commands.add_parser("check", help="periksa tabel dan isi register")
    checking.set_defaults(run=_check)
    migrating = commands.add_parser("migrate", help="mutakhirkan register dari versi lama")
    migrating.set_defaults(run=_migrate)
    stating = commands.add_parser("fakta", help="muat aturan, pembanding, kuota, libur, wilayah")
    stating.add_argument("files", nargs="+", type=Path, metavar="FILE.csv")
    stating.set_defaults(run=_fakta)
    pruning = commands.add_parser("prune", help="hapus data orang dari bulan-bulan lama")
    pruning.add_argument("--keep-months", type=int, required=True, metavar="N")
    pruning.add_argument("--dry-run", action="store_true", help="tunjukkan saja, jangan hapus")
    pruning.set_defaults(run=_prune)
    describing = commands.add_parser("describe", help="tulis docs/register.md")
    describing.set_defaults(run=_describe)


def _check(_: argparse.Namespace) -> int:
    report = check.examine(register_engine(read_only=True))
    print(check.told(report))
    notes = len(report.findings) - report.wrong
    print(f"\n{report.wrong} salah, {notes} catatan." if report.findings else "\nRegister sesuai.")
    return 1 if report.wrong else 0


def _migrate(_: argparse.Namespace) -> int:
    facts.prepare(register_engine(), print)
    print(f"Register siap, skema {version.CURRENT}.")
    return 0


def _fakta(options: argparse.Namespace) -> int:
    register = register_engine()
    facts.prepare(register)
    with register.begin() as connection:  # all of the files or none
        loaded = [(path, *facts.replace(connection, path)) for path in options.files]
    for path, table, number in loaded:
        print(f"{path.name}: {progress.number(number)} baris {table.name} dimuat.")
    return 0


def _prune(options: argparse.Namespace) -> int:
    register = register_engine()
    facts.prepare(register)
    months = prune.going(register, options.keep_months)
    _refuse_unpublished(register, months)
    done = prune.prune(register, options.keep_months, getpass.getuser(), dry_run=options.dry_run)
    print(_table(done))
    _tell_pruned(months, sum(line.deleted for line in done), options.dry_run)
    register.dispose()
    file = _file()
    if file and not options.dry_run:
        before = file.stat().st_size
        rewriting.rewrite(file)
        sizes = f"{_megabytes(before)} → {_megabytes(file.stat().st_size)}"
        print(f"Berkas register ditulis ulang tanpa data itu: {sizes}.")
    return 0


def _refuse_unpublished(register: Engine, months: list[str]) -> None:
    """Only what is published may go: the summary is then the only place that has its figures.

    The register's room knows nothing of the summary's, so it asks it as anybody would.
    """
    asked = subprocess.run(
        [sys.executable, "-m", "queries", "status"], capture_output=True, text=True
    )
    if asked.returncode:
        raise StoreError(f"Terbitan tidak dapat dibaca; tidak ada yang dihapus. {asked.stderr}")
    status = json.loads(asked.stdout)
    missing = [month for month in months if month not in status["periode"]]
    if missing:
        raise StoreError(
            f"{len(missing)} bulan belum terbit ({', '.join(missing[:3])}); angkanya akan hilang. "
            "Terbitkan dahulu: python -m queries publish"
        )
    changed = prune.last_change(register)
    if months and changed and changed > datetime.fromisoformat(status["pada"]):
        raise StoreError(
            "Ada impor atau pembatalan sesudah terbitan yang berlaku. Terbitkan dahulu: "
            "python -m queries publish"
        )


def _table(done: list[prune.Pruned]) -> str:
    shown = [line for line in done if line.deleted or not line.table.startswith("arsip_")]
    wide = max(len(line.table) for line in shown)
    lines = [f"{'Tabel':{wide}}  {'Dihapus':>12}  {'Tinggal':>12}"]
    lines += [
        f"{line.table:{wide}}  {progress.number(line.deleted):>12}  "
        f"{progress.number(line.kept):>12}"
        for line in shown
    ]
    return "\n".join(lines)


def _tell_pruned(months: list[str], deleted: int, dry_run: bool) -> None:
    named = f"{months[0]} sampai {months[-1]}" if months else "tidak ada bulan baru"
    if dry_run:
        print(f"\n{progress.number(deleted)} baris akan dihapus ({named}). Belum ada yang diubah.")
        return
    print(
        f"\n{progress.number(deleted)} baris orang dihapus untuk seterusnya ({named}). "
        "Daftar muatan tetap, tetapi muatan bulan itu tidak dapat dipulihkan lagi dan bulan "
        "itu tidak menerima berkas. Angkanya tetap ada pada terbitan, juga pada terbitan "
        "berikutnya."
    )


def _file() -> Path | None:
    """The file of an embedded register; None for a server's."""
    parsed = make_url(url("register"))
    return Path(parsed.database) if parsed.get_backend_name() == "duckdb" else None


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")


def _describe(_: argparse.Namespace) -> int:
    describe.write()
    return 0
