"""Command line of the queries: python -m queries publish | status | kontrol | akses | jejak | …"""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

import duckdb
from sqlalchemy.exc import InterfaceError, OperationalError

from queries import account_commands, app_store, control, describe, history, publish
from queries.rights import RightsError
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
        run=lambda options: publish.publish(register_engine(read_only=True), despite=options.tetap)
    )
    describing = commands.add_parser("describe", help="tulis docs/indicators.md")
    describing.set_defaults(run=lambda _: describe.write())
    telling = commands.add_parser("status", help="terbitan yang berlaku, sebagai JSON")
    telling.set_defaults(run=lambda _: print(json.dumps(history.status())))
    making = commands.add_parser("aplikasi", help="buat tabel aplikasi yang belum ada")
    making.set_defaults(run=lambda _: app_store.engine() and print("Tabel aplikasi siap."))
    drawing = commands.add_parser("kontrol", help="tarik contoh kontrol acak sebuah kegiatan")
    _sample_options(drawing)
    drawing.set_defaults(run=_draw)
    account_commands.add(commands)
    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except (StoreError, RightsError, app_store.NoteError) as error:
        return _fail(str(error))
    except (duckdb.IOException, OperationalError, InterfaceError) as error:
        return _fail(
            f"Register {address('register')} atau ringkasan {address('summary')} tidak dapat "
            f"dibuka ({type(error).__name__}). Bila sedang diimpor atau diterbitkan, ulangi "
            "sebentar lagi; bila tidak, periksa alamatnya. Terbitan yang lama tetap berlaku."
        )
    return 0


def _sample_options(drawing: argparse.ArgumentParser) -> None:
    drawing.add_argument("kegiatan", metavar="KEGIATAN", help="nama kegiatan verval")
    drawing.add_argument("--per", type=int, default=30, help="KK per kecamatan (30)")
    drawing.add_argument("--seed", type=int, default=7, help="benih; sama benih, sama contoh (7)")
    drawing.add_argument("--alasan", required=True, help="untuk apa; tercatat di jejak audit")
    drawing.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="folder baru")
    drawing.add_argument(
        "--mulai",
        type=date.fromisoformat,
        default=date.today(),  # noqa: DTZ011 (the day where the register lies)
        metavar="YYYY-MM-DD",
        help="hari pertama kontrol; hanya hasil sebelum itu yang diperiksa (hari ini)",
    )


def _draw(options: argparse.Namespace) -> None:
    told = control.write(
        register_engine(read_only=True),
        options.kegiatan,
        options.out,
        by=account_commands.SCOPE,
        reason=options.alasan,
        per=options.per,
        seed=options.seed,
        begins=options.mulai,
    )
    print(*told, sep="\n")


def _fail(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
