"""python -m queries akses | jejak: roles and the audit from the command line."""

import argparse
from collections.abc import Callable
from pathlib import Path

from queries import audit, rights
from queries.rights import RightsError
from queries.scope import Role, Scope

SCOPE = Scope(Role.DINAS, rights.COMMAND_LINE)


def add(commands: argparse._SubParsersAction) -> None:
    """Add both commands; each sets `run` to what it does with the options."""
    access = commands.add_parser("akses", help="siapa boleh melihat apa").add_subparsers(
        required=True
    )
    _command(access, "daftar", "tampilkan akun dan perannya", lambda options: print(_held()))
    giving = _command(access, "beri", "beri akun sebuah peran", _give)
    giving.add_argument("surel", metavar="SUREL", help="surel terverifikasi di penyedia akun")
    giving.add_argument("--peran", choices=[str(r) for r in rights.GIVEN], required=True)
    giving.add_argument(
        "--wilayah", nargs="*", default=[], metavar="KODE", help="untuk peran wilayah"
    )
    revoking = _command(access, "cabut", "cabut peran sebuah akun", _revoke)
    revoking.add_argument("surel", metavar="SUREL")
    trail = commands.add_parser("jejak", help="jejak audit").add_subparsers(required=True)
    checking = _command(trail, "periksa", "periksa apakah jejak masih utuh", _check)
    checking.add_argument("--sidik", default="", help="sidik yang disimpan dahulu; harus masih ada")
    exporting = _command(trail, "ekspor", "tulis seluruh jejak sebagai CSV", _export)
    exporting.add_argument("berkas", type=Path, metavar="BERKAS")


def _command(commands, name: str, told: str, run: Callable) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=told)
    parser.set_defaults(run=run)
    return parser


def _held() -> str:
    rows = rights.all_held()
    if rows.empty:
        return "Belum ada akun yang diberi peran."
    columns = ["surel", "peran", "kode_wilayah", "diberi_oleh", "diberi_pada", "dicabut_pada"]
    return rows[columns].to_string(index=False, na_rep="")


def _give(options: argparse.Namespace) -> None:
    scope = rights.give(SCOPE, options.surel, options.peran, options.wilayah)
    print(f"{scope.who}: {scope.role}, wilayah {scope.told}")


def _revoke(options: argparse.Namespace) -> None:
    rights.revoke(SCOPE, options.surel)
    print(f"{options.surel}: dicabut, sesinya berakhir")


def _check(options: argparse.Namespace) -> None:
    verdict = audit.verify(options.sidik)
    if verdict.broken is not None:
        raise RightsError(f"Jejak tidak utuh sejak baris {verdict.broken}. {verdict.why}")
    print(f"{verdict.rows} baris, utuh; sidik terakhir {verdict.last}")


def _export(options: argparse.Namespace) -> None:
    options.berkas.write_bytes(audit.exported(SCOPE))
    print(f"Jejak ditulis ke {options.berkas.name}")
