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
`data_samples/alasan.csv`, which an office may extend. A text outside the list is kept as written
and belongs to OTHER.
"""

import csv
from pathlib import Path

from sqlalchemy import ColumnElement, and_, case

from register.importers import words
from register.importers.format import Check

FILE = Path(__file__).parents[2] / "data_samples" / "alasan.csv"
OTHER = "lainnya (teks asli)"

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


def reason(column: ColumnElement) -> ColumnElement:
    """The group of a reason, OTHER for a text outside the list; NULL for an empty cell."""
    known = words.meant(column, REASONS)
    return case((known.is_not(None), known), (column.is_not(None), OTHER))


def notes(label: str, result: ColumnElement, why_label: str, why: ColumnElement) -> list[Check]:
    """What to know of a list of results: rows that judge an identity only, reasons of its own."""
    return [
        Check(
            label,
            and_(
                words.meant(result, OUTCOMES) == NOT_YET,
                words.meant(result, NOBODY_CAME).is_(None),
            ),
            "hanya menilai identitas; keluarganya tetap dihitung belum diverval",
        ),
        Check(why_label, reason(why) == OTHER, "di luar daftar alasan; disimpan sebagai teks asli"),
    ]
