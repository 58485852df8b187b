"""The reject file: what was refused and why, to be mended in Excel and imported by itself."""

import re
from itertools import count
from pathlib import Path

import pandas as pd
import xlsxwriter

from register.connections import data_dir, private_folder
from register.importers.format import ImportFailedError
from register.importers.refusals import REJECT_COLUMNS

MONTH = re.compile(r"(?<!\d)20\d\d[-_. ]?(0[1-9]|1[0-2])(?!\d)")  # in a file's name
WIDTHS = dict(zip(REJECT_COLUMNS, (12, 24, 60), strict=True))


def keep(rows: pd.DataFrame, name: str, periode_code: str, fingerprint: str) -> Path:
    """Write the rows refused of a file into `<data>/ditolak` and return where.

    A new file every time: somebody may have mended the one before. Its name says the month it
    comes back to. Raises ImportFailedError when it cannot be written.
    """
    dated = MONTH.sub(periode_code, name) if MONTH.search(name) else f"{name}-{periode_code}"
    stem = f"{dated}-{fingerprint[:6]}"
    folder = data_dir() / "ditolak"
    names = (f"{stem}{f'-{n}' if n > 1 else ''}.ditolak.xlsx" for n in count(1))
    target = next(folder / each for each in names if not (folder / each).exists())
    try:
        private_folder(folder)
        return write(rows, target)
    except (OSError, xlsxwriter.exceptions.XlsxFileError):
        raise ImportFailedError(
            f"Daftar tolakan {target} tidak dapat ditulis. Tutup dulu di Excel, atau periksa "
            "izin foldernya, lalu impor lagi."
        ) from None


def write(rejects: pd.DataFrame, path: Path) -> Path:
    """Write the refused rows as a workbook of text cells, so that Excel keeps all 16 digits.

    Text cells also keep a name that begins with "=" from being run as a formula.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, **options}) as book:
        as_text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "num_format": "@"})
        sheet = book.add_worksheet("Ditolak")
        for place, name in enumerate(rejects.columns):
            sheet.set_column(place, place, WIDTHS.get(name, 20), as_text)
            sheet.write_string(0, place, name, bold)
        for row, values in enumerate(rejects.itertuples(index=False), start=1):
            for place, value in enumerate(values):
                sheet.write_string(row, place, "" if pd.isna(value) else str(value), as_text)
        sheet.freeze_panes(1, 0)
    return path
