"""Command line of the queries: python -m queries publish | describe | status."""

import argparse
import json
import sys

import duckdb
from sqlalchemy.exc import InterfaceError, OperationalError

from queries import describe, history, publish
from register.connections import StoreError, address, register_engine


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0 when it worked."""
    parser = argparse.ArgumentParser(prog="python -m queries", description=__doc__)
    commands = parser.add_subparsers(required=True)
    publishing = commands.add_parser("publish", help="hitung dan terbitkan semua indikator")
    publishing.add_argument(
        "--tetap", metavar="ALASAN", default="", help="terbitkan walau ada angka yang mustahil"
    )
    publishing.set_defaults(
        run=lambda: publish.publish(register_engine(read_only=True), despite=options.tetap)
    )
    describing = commands.add_parser("describe", help="tulis docs/indicators.md")
    describing.set_defaults(run=describe.write)
    telling = commands.add_parser("status", help="terbitan yang berlaku, sebagai JSON")
    telling.set_defaults(run=lambda: print(json.dumps(history.status())))
    options = parser.parse_args(arguments)
    try:
        options.run()
    except StoreError as error:
        return _fail(str(error))
    except (duckdb.IOException, OperationalError, InterfaceError) as error:
        return _fail(
            f"Register {address('register')} atau ringkasan {address('summary')} tidak dapat "
            f"dibuka ({type(error).__name__}). Bila sedang diimpor atau diterbitkan, ulangi "
            "sebentar lagi; bila tidak, periksa alamatnya. Terbitan yang lama tetap berlaku."
        )
    return 0


def _fail(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
