"""The command `python -m register sample`."""

import argparse
from pathlib import Path

from register import sample
from register.importers.format import ImportFailedError
from register.importing import files
from register.sample.areas import HOME
from register.sample.months import periods


def add_command(commands: argparse._SubParsersAction) -> None:
    """Add `sample` with its options."""
    command = commands.add_parser("sample", help="tulis DATA CONTOH dalam format asli")
    size = command.add_mutually_exclusive_group()
    size.add_argument("--ukuran", choices=tuple(sample.SIZES), default="bawaan")
    size.add_argument("--families", type=int, help="jumlah keluarga, sebagai ganti --ukuran")
    command.add_argument("--months", type=int, default=13)
    command.add_argument("--last", metavar="YYYY-MM", help="bulan terakhir; bawaan: bulan lalu")
    command.add_argument(
        "--lintas-era", action="store_true", help="bulan-bulan di sekitar DTKS menjadi DTSEN"
    )
    command.add_argument("--seed", type=int, default=7)
    command.add_argument(
        "--wilayah",
        type=Path,
        nargs="+",
        default=[HOME],
        metavar="FILE",
        help="daftar wilayah, satu kabupaten atau beberapa; bawaan: Kabupaten Tegal",
    )
    command.add_argument("--out", type=Path, required=True)
    command.add_argument(
        "--kebenaran", type=Path, metavar="FOLDER", help="tulis juga yang sebenarnya, ke luar --out"
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    last = options.last or (sample.CROSSING if options.lintas_era else None)
    try:
        crosses = periods(last, options.months).switch is not None
        if options.lintas_era and not crosses:
            raise ValueError("Bulan-bulan itu tidak melewati pergantian DTKS ke DTSEN.")
        if options.kebenaran and options.out.resolve() in (
            options.kebenaran.resolve(),
            *options.kebenaran.resolve().parents,
        ):
            raise ValueError("--kebenaran harus di luar folder --out, yang diimpor.")
        sample.write(
            options.out,
            families=options.families or sample.SIZES[options.ukuran],
            months=options.months,
            seed=options.seed,
            last_periode=last,
            truth=options.kebenaran,
            lists=files(options.wilayah),
        )
    except ValueError as error:
        raise ImportFailedError(str(error)) from None
    return 0
