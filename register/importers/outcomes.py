"""Results of verval and reasons of ineligibility, under the words of real systems (domain.md 1.4).

A result says whether a family is eligible. Words about its identity alone do not, so they count
as "belum": the family stays on the target list and nothing is said of it.

* "NIK Padan Beda Nama", "Invalid", "TidakValid": the number is somebody else's or wrong. That is
  mended at Dukcapil; whether the family is poor has not been asked.
* "Tidak memiliki e-KTP", "5 Tidak memiliki dokumen": people without papers are often the poorest.
  To call them ineligible would turn a missing card into a missing meal.
* "Belum Cek": nobody has been there. "PembatalanDiperiksa": the check was taken back.

"Tidak Terkonfirmasi" is "tidak ditemukan": the visit could confirm neither person nor state. A
reason written where the result belongs, as PBI lists do, is a result: that of its group.

Reasons are the 15 groups of ketidaklayakan and those of Pemalang, each with its spellings, in
`data_samples/alasan.csv`, which an office may extend. A text outside the list is kept as written.
"""

import csv
from pathlib import Path

from sqlalchemy import ColumnElement, and_

from register.importers import words

FILE = Path(__file__).parents[2] / "data_samples" / "alasan.csv"

with FILE.open(encoding="utf-8", newline="") as lines:
    _ROWS = list(csv.DictReader(lines))

REASONS = {
    group: tuple(row["ejaan"] for row in _ROWS if row["golongan"] == group)
    for group in dict.fromkeys(row["golongan"] for row in _ROWS)
}


def _reasons_for(outcome: str) -> tuple[str, ...]:
    return tuple(row["ejaan"] for row in _ROWS if row["hasil"] == outcome)


NOT_YET = "belum"
OUTCOMES = {
    "layak": (
        *("VALID", "SUDAHVALID", "AKTIF", "MASIH LAYAK", "LAYAK BANSOS"),
        *("TERKONFIRMASI", "1", "1 TERKONFIRMASI"),
    ),
    "tidak layak": ("TIDAK LAYAK BANSOS", *_reasons_for("tidak layak")),
    "tidak ditemukan": (
        *("DIHAPUS-TIDAK DITEMUKAN", "TIDAK TERKONFIRMASI", "2", "2 TIDAK TERKONFIRMASI"),
        *_reasons_for("tidak ditemukan"),
    ),
    NOT_YET: (
        *("BELUM CEK", "BELUM DIVERVAL", "BELUM DIPERIKSA", "PEMBATALAN DIPERIKSA"),
        *("INVALID", "TIDAK VALID", "NIK PADAN BEDA NAMA"),
        *("TIDAK MEMILIKI E-KTP", "TIDAK MEMILIKI EKTP", "5", "TIDAK MEMILIKI DOKUMEN"),
        *("BELUM TERCATAT DOKUMEN", "TIDAK MEMILIKI / BELUM TERCATAT DOKUMEN"),
        *("5 TIDAK MEMILIKI DOKUMEN", "5 TIDAK MEMILIKI / BELUM TERCATAT DOKUMEN"),
    ),
}
NOBODY_CAME = {NOT_YET: ("BELUM CEK", "BELUM DIVERVAL", "BELUM DIPERIKSA")}


def outcome(column: ColumnElement) -> ColumnElement:
    """layak, tidak layak, tidak ditemukan or belum; NULL for an empty cell and unknown words."""
    return words.meant(column, OUTCOMES)


def is_reason(column: ColumnElement) -> ColumnElement[bool]:
    """True where a cell is a reason of the list, in any spelling."""
    return words.is_any(column, REASONS)


def speaks_of_identity_only(written: ColumnElement, found: ColumnElement) -> ColumnElement[bool]:
    """True where somebody came, and the result (as `found` by `outcome`) says nothing of need."""
    return and_(found == NOT_YET, ~words.is_any(written, NOBODY_CAME))
