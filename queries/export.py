"""Tables as people take them away: each row says by itself what it is and what it is not."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

import pandas as pd

from queries.evidence import shown
from queries.indicator import Indicator
from queries.measure import value
from queries.read import Publication

FEWEST = 10  # below, counts only: a percentage of so few says nothing (indicators.md 3)
# At the beginning of a cell, or of what a spreadsheet of another language makes a cell of.
FORMULA = re.compile(r"(^|[;,\t\r\n])(?=[=+\-@])|^(?=[\t\r\n])")
SAMPLE = "DATA CONTOH, bukan data sebenarnya"


def csv_text(
    indicator: Indicator, rows: pd.DataFrame, as_of: str, publication: Publication, about: str = ""
) -> str:
    """Return rows (kode, kecamatan, desa, periode and the three sums) as CSV text.

    Semicolons, decimal comma and a byte-order mark: what Excel in Indonesian opens with a double
    click. Definition, unit, badge, dates and version stand in every row, so that a row copied
    out of the file keeps them. `about`: which part of the indicator, beside its name.
    """
    return csv_of([(indicator, rows)], as_of, publication, about)


def csv_of(
    blocks: Iterable[tuple[Indicator, pd.DataFrame]],
    as_of: str,
    publication: Publication,
    about: str = "",
) -> str:
    """As `csv_text`, the rows of several indicators below each other."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for indicator, rows in blocks:
        percents = shown(value(rows["numerator"], rows["denominator"]))
        for row, percent in zip(rows.itertuples(), percents, strict=True):
            cells = _cells(indicator, row, percent, as_of, publication)
            writer.writerow((f"{cells[0]}: {about}" if about else cells[0], *cells[1:]))
    return text.getvalue()


def _cells(indicator: Indicator, row, percent: float, as_of: str, publication: Publication):
    few = row.denominator < FEWEST and indicator.unit != "desa"
    told = "" if few or not indicator.is_share else _comma(percent)
    counts = (row.numerator, row.denominator, row.unknown, indicator.unit, told)
    if row.unknown >= row.denominator:  # nothing known of it: missing is not zero
        counts = ("", row.denominator or "", row.unknown or "", indicator.unit, "")
    return (
        indicator.nama,
        *(safe(row.kode), safe(row.kecamatan), safe(row.desa), row.periode),
        as_of,
        *counts,
        _remark(row),
        indicator.badge.label,
        indicator.definition,
        indicator.version,
        publication.version,
        SAMPLE if publication.is_sample else "",
    )


def _remark(row) -> str:
    if row.unknown < row.denominator:
        return ""
    return "belum diketahui" if row.denominator else "belum ada data"


HEADER = (
    "Indikator",
    "Kode",
    "Kecamatan",
    "Desa/Kelurahan",
    "Periode",
    "Tanggal acuan",
    "Pembilang",
    "Penyebut",
    "Belum diketahui",
    "Satuan",
    "Persen",
    "Keterangan",
    "Sifat angka",
    "Definisi",
    "Versi definisi",
    "Terbitan",
    "Peringatan",
)


def plain_text(
    heads: Sequence[str],
    rows: Sequence[Sequence],
    about: tuple[str, str, str],
    publication: Publication,
) -> str:
    """Return any table as CSV text of the same kind.

    `about`: as-of date, badge and definition, which stand in every row with version and warning.
    """
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow((*heads, "Tanggal acuan", "Sifat angka", "Definisi", "Terbitan", "Peringatan"))
    warning = SAMPLE if publication.is_sample else ""
    for row in rows:
        cells = [safe(cell) if isinstance(cell, str) else cell for cell in row]
        writer.writerow((*cells, *about, publication.version, warning))
    return text.getvalue()


def safe(text: str) -> str:
    """Return a text that a spreadsheet will not run as a formula."""
    return FORMULA.sub(r"\1'", text)


def _comma(number: float) -> str:
    return "" if pd.isna(number) else f"{number:.1f}".replace(".", ",")
