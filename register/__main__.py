"""Command line of the register: python -m register import | undo | ledger | check | …"""

import argparse
import re
import sys
from pathlib import Path

import duckdb
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from register import facts, importing, upkeep
from register.connections import StoreError, address, register_engine
from register.importers.format import ImportFailedError
from register.progress import number
from register.sample import command as sampling
from register.voices import JsonLines

CANNOT_OPEN = (OperationalError, InterfaceError, duckdb.IOException, OSError)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0 when all of it worked. Errors are told in Indonesian."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except (ImportFailedError, StoreError) as error:
        return _fail(error, options)
    except (DBAPIError, duckdb.Error, OSError, MemoryError) as error:
        return _fail(StoreError(_database_words(error)), options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m register", description=__doc__)
    commands = parser.add_subparsers(required=True)
    importing.add_commands(commands)  # import, undo, alias, ledger
    sampling.add_command(commands)  # sample
    areas = commands.add_parser("wilayah", help="muat daftar wilayah kabupaten lain")
    areas.add_argument("files", nargs="+", type=Path, metavar="FILE")
    areas.set_defaults(run=_wilayah)
    upkeep.add_commands(commands)  # check, migrate, fakta, prune, describe
    return parser


def _wilayah(options: argparse.Namespace) -> int:
    register = register_engine()
    facts.prepare(register)
    with register.begin() as connection:
        for path, rows in facts.bring_areas(connection, list(importing.files(options.files))):
            print(f"{path.name}: {number(rows)} wilayah dimuat")
    return 0


def _database_words(error: Exception) -> str:
    """Its own text may quote a row, or an address with its password."""
    cause = getattr(error, "orig", None) or error
    if re.search(r"\block(ed)?\b", str(cause).lower()):
        return "Register sedang dipakai proses lain. Tunggu sampai selesai, lalu ulangi."
    if not isinstance(error, CANNOT_OPEN):
        return (
            f"Perintah ini tidak dapat diselesaikan ({type(cause).__name__}). Register tetap "
            "seperti sebelumnya."
        )
    return (
        f"Register {address('register')} tidak dapat dibuka ({type(error).__name__}). Periksa "
        "alamat dan izinnya; bila berkasnya rusak, pulihkan dari cadangan."
    )


def _fail(error: Exception, options: argparse.Namespace) -> int:
    if getattr(options, "json", False):
        JsonLines().failed(None, error)
    else:
        print(error, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
