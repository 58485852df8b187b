"""Rewrite the small committed examples: python -m register.sample --contoh data_samples/contoh"""

import argparse
import tempfile
from itertools import islice
from pathlib import Path

import pandas as pd

from register.sample import examples, files, write
from register.sample.months import periods
from register.sample.simulation import simulate

ROWS = 30  # of each example
FAMILIES, MONTHS, LAST, SEED = 3000, 4, "2026-10", 7
TITLE = "DATA CONTOH: orang dan angka karangan"


def write_contoh(out: Path) -> None:
    """Write the first rows of each format, taken from a small sample."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = write(
            Path(folder),
            families=FAMILIES,
            months=MONTHS,
            seed=SEED,
            last_periode=LAST,
            progress=lambda _: None,
        )
        for _, file in made:  # of several months the newest stays
            form = file.name.split("-")[0]
            if file.suffix == ".xlsx":
                _shorten_workbook(file, out / f"{form}.xlsx", form)
            else:
                with file.open("rb") as lines:
                    (out / f"{form}{file.suffix}").write_bytes(b"".join(islice(lines, 1 + ROWS)))
    again = simulate(FAMILIES, periods(LAST, MONTHS), SEED)
    for form, rows in examples.all_of(again).items():
        files.write_text(out / f"{form}.csv", form, rows)


def _shorten_workbook(file: Path, out: Path, form: str) -> None:
    """Copy the first rows, under a merged title row as offices put above the header."""
    rows = pd.read_excel(file, dtype=str, keep_default_na=False, engine="calamine").head(ROWS)
    files.write_workbook(out, form, rows.to_numpy().tolist(), TITLE)


if __name__ == "__main__":
    command = argparse.ArgumentParser(prog="python -m register.sample")
    command.add_argument("--contoh", type=Path, required=True, metavar="DIR")
    write_contoh(command.parse_args().contoh)
