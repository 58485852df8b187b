"""Rewrite the small committed examples: python -m register.sample --contoh data_samples/contoh"""

import argparse
import tempfile
from itertools import islice
from pathlib import Path

import pandas as pd

from register.sample import files, write

ROWS = 30  # of each example


def write_contoh(out: Path) -> None:
    """Write the first rows of each format, taken from a small sample of one month."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = write(Path(folder), families=900, months=1, seed=7, progress=lambda _: None)
        for _, file in made:
            if file.suffix == ".xlsx":
                _shorten_workbook(file, out / "dtks.xlsx")
            else:
                name = file.name.split("-")[0] + file.suffix
                with file.open("rb") as lines:
                    (out / name).write_bytes(b"".join(islice(lines, 1 + ROWS)))


def _shorten_workbook(file: Path, out: Path) -> None:
    """Copy the first rows, under a merged title row as offices put above the header."""
    rows = pd.read_excel(file, dtype=str, keep_default_na=False, engine="calamine").head(ROWS)
    files.write_workbook(out, rows.to_numpy().tolist(), "DATA CONTOH: orang dan angka karangan")


if __name__ == "__main__":
    command = argparse.ArgumentParser(prog="python -m register.sample")
    command.add_argument("--contoh", type=Path, required=True, metavar="DIR")
    write_contoh(command.parse_args().contoh)
