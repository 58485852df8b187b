"""The command line of the borders: python -m geo import FILE.geojson."""

import argparse
import os
import sys
from pathlib import Path

from geo import coverage, importing
from geo.wilayah_codes import FACTS, known_desa

SHOWN = 10  # codes of a list that are printed; the rest is a number


def main(arguments: list[str] | None = None) -> int:
    """0 if the borders are in force, 1 if the file was refused and nothing changed."""
    options = _parser().parse_args(arguments)
    files = [options.wilayah] if options.wilayah else sorted(FACTS.glob("*.csv"))
    try:
        known = known_desa(files)
        report = importing.import_file(options.file, known, options.data, options.tolerance)
    except OSError as error:
        print(f"GAGAL: {error.filename}: {error.strerror}.", file=sys.stderr)
        return 1
    except importing.BordersError as error:
        print(f"GAGAL: {error}", file=sys.stderr)
        return 1
    print(describe(report, known))
    return 0


def describe(report: importing.Report, known: dict[str, str]) -> str:
    """The report in Indonesian: what is in force, and every list of what was left out."""
    total = len(report.matched) + len(report.known_without_border)
    lines = [
        f"{len(report.matched)} dari {total} desa punya batas (kolom kode: {report.column}).",
        *_listed("Desa tanpa batas di berkas", report.known_without_border, known),
        *_listed("Batas yang desanya tidak dikenal, tidak digambar", report.border_without_desa),
        *_listed("Kode yang muncul lebih dari sekali, digabung", report.repeated, known),
        *_listed("Fitur berkode tanpa poligon", report.without_polygon, known),
        *_listed("Fitur tanpa kode yang terbaca", report.without_code),
        f"Ditulis: {report.path} ({report.n_bytes / 1000:.0f} KB). "
        "Batas indikatif, bukan rujukan resmi.",
    ]
    return "\n".join(lines)


def _listed(title: str, items: list[str], names: dict[str, str] | None = None) -> list[str]:
    if not items:
        return []
    shown = [f"{item} {(names or {}).get(item, '')}".strip() for item in items[:SHOWN]]
    more = f", dan {len(items) - SHOWN} lagi" if len(items) > SHOWN else ""
    return [f"{title} ({len(items)}): {', '.join(shown)}{more}."]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geo", description="Batas desa untuk peta.")
    commands = parser.add_subparsers(required=True, metavar="PERINTAH")
    order = commands.add_parser("import", help="pakai batas desa dari sebuah GeoJSON")
    order.add_argument("file", type=Path, metavar="BERKAS.geojson")
    order.add_argument("--wilayah", type=Path, metavar="CSV", help="daftar desa; bawaan: contoh")
    order.add_argument(
        "--data", type=Path, default=Path(os.environ.get("PANTAU_DATA", "data")), metavar="FOLDER"
    )
    order.add_argument("--tolerance", type=float, default=coverage.TOLERANCE, metavar="DERAJAT")
    return parser


if __name__ == "__main__":
    sys.exit(main())
