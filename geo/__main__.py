"""The command line of the borders: python -m geo import FILE, python -m geo kembali."""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from geo import borders, coverage, importing
from geo.formats import BordersError
from geo.importing import Report
from geo.wilayah_codes import FACTS, known_desa, rows_of

SHOWN = 10  # items of a list that are printed; the rest is a number


def main(arguments: list[str] | None = None) -> int:
    """0 if it was done, 1 if it was refused and nothing changed."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (BordersError, OSError) as error:
        told = f"{error.filename}: {error.strerror}." if isinstance(error, OSError) else str(error)
        if options.json:
            _event("failed", error=told)
        print(f"GAGAL: {told}", file=sys.stderr)
        return 1
    return 0


def _import(options: argparse.Namespace) -> None:
    """Check the file and, unless only asked to check, put it in force."""
    files = options.wilayah or sorted(FACTS.glob("*.csv"))
    found = importing.check(
        options.file,
        known_desa(rows_of(files)),
        borders.current(options.data),
        name=options.nama,
        narrow=not options.wilayah,
        tolerance=options.tolerance,
        tell=_steps(options.json),
    )
    said = asdict(found.report)
    if options.periksa:
        borders.propose(found.text, said, found.sketch, options.data)
        done = "Baru diperiksa; batas yang dipakai belum berubah."
    else:
        path = borders.put_in_force(found.text, said, options.data)
        done = f"Ditulis: {path}. Batas indikatif, bukan rujukan resmi."
    if options.json:
        _event("bordered", desa=len(found.report.matched), temuan=len(found.report.findings))
    else:
        print(describe(found.report), done, sep="\n")


def _steps(as_json: bool) -> Callable[[str, float], None]:
    def tell(step: str, part: float) -> None:
        if as_json:
            _event("step", step=step, part=part)
        else:
            print(f"{step} …", file=sys.stderr)

    return tell


def _event(name: str, **told: object) -> None:
    print(json.dumps({"event": name, **told}, ensure_ascii=False), flush=True)


def _back(options: argparse.Namespace) -> None:
    path = borders.go_back(options.data)
    if path is None:
        raise BordersError("Belum ada batas sebelumnya; yang dipakai sekarang tetap.")
    print(f"Batas sebelumnya dipakai lagi: {path}.")


def describe(report: Report) -> str:
    """The report in Indonesian: what was matched by what, what was left out, and what is odd."""
    how = ", ".join(f"{n} lewat {name}" for name, n in Counter(report.matched.values()).items())
    first, *rest = report.layers
    lines = [
        f"{len(report.matched)} dari {report.n_known} desa punya batas ({how}; kolom "
        f"{', '.join(report.columns)}).",
        f"{report.format}, lapisan '{first[0]}' ({report.n_features} fitur), CRS {report.crs}.",
        *_listed("Lapisan lain, tidak dipakai", [f"{name}: {n} desa cocok" for name, n in rest]),
        *_listed("Desa tanpa batas di berkas", _labelled(report, report.known_without_border)),
        *_listed("Batas di kabupaten ini yang desanya tidak dikenal", report.unknown_here),
        *_listed("Batas di luar kabupaten, tidak dipakai", report.unknown_elsewhere),
        *_listed("Muncul lebih dari sekali, digabung", _labelled(report, report.repeated)),
        *_listed("Desa tanpa poligon", _labelled(report, report.without_polygon)),
        *_listed("Fitur tanpa kode dan nama", report.without_key),
        *([f"Titik dan garis yang dilewati: {report.others}."] if report.others else []),
        *[
            f"PERIKSA, {finding.kind}: {', '.join(_labelled(report, finding.kode))}: "
            f"{finding.told}."
            for finding in report.findings
        ],
        *([] if report.has_points else ["Letak tidak diperiksa: daftar wilayah tanpa lat/lon."]),
        f"Ukuran {report.n_bytes / 1000:.0f} KB, termampat {report.n_gzip / 1000:.0f} KB.",
    ]
    return "\n".join(lines)


def _labelled(report: Report, kode: tuple[str, ...] | list[str]) -> list[str]:
    return [f"{one} {report.labels.get(one, '')}".strip() for one in kode]


def _listed(title: str, items: list[str]) -> list[str]:
    if not items:
        return []
    more = f", dan {len(items) - SHOWN} lagi" if len(items) > SHOWN else ""
    return [f"{title} ({len(items)}): {', '.join(items[:SHOWN])}{more}."]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geo", description="Batas desa untuk peta.")
    commands = parser.add_subparsers(required=True, metavar="PERINTAH")
    order = commands.add_parser("import", help="pakai batas desa dari sebuah berkas")
    order.add_argument("file", type=Path, metavar="BERKAS")
    order.add_argument("--periksa", action="store_true", help="periksa saja, jangan dipakai dulu")
    order.add_argument(
        "--wilayah", type=Path, action="append", metavar="CSV", help="daftar desa; bawaan: contoh"
    )
    order.add_argument("--nama", default="", help="nama berkas dalam laporan")
    order.add_argument("--tolerance", type=float, default=coverage.TOLERANCE, metavar="DERAJAT")
    order.set_defaults(run=_import)
    back = commands.add_parser("kembali", help="pakai lagi batas sebelumnya")
    back.set_defaults(run=_back)
    for command in (order, back):
        folder = Path(os.environ.get("PANTAU_DATA", "data"))
        command.add_argument("--data", type=Path, default=folder, metavar="FOLDER")
        command.add_argument("--json", action="store_true", help="kemajuan sebagai baris JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
