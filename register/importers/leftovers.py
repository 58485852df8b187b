"""Rows of a list that are no rows of data: totals, signatures, headings repeated on each page.

The rule, exactly. A row is *thin* when none of its cells holds 16 digits or a damaged number, it
fills at most half of the columns that have a heading, or two of them, it does not name both a
kecamatan and a desa, and beside its first filled cell it fills none of the columns that the format
requires: an officer called Total, with a role and a kecamatan, is data. Left out are

- a thin row whose first filled cell begins with JUMLAH, JML, TOTAL, SUB TOTAL, GRAND TOTAL or
  REKAP; required columns may hold counts, and the desa anything if that word stands where the
  kecamatan should;
- a thin row whose first filled cell opens a signature block (Mengetahui, Kepala Dinas, NIP,
  "Slawi, 3 November 2026", Sumber: ...), and the thin rows below it, down to the next row of data;
- a row whose cells are the headings themselves;
- directly below the headings, a row that numbers the columns: 1, 2, 3 ...

They are counted, so that taken, refused, waiting and left out make all the rows of the file.
"""

import re

import duckdb

from register.importers.cells import DAMAGED
from register.importers.format import Recognised, slug

TOTAL = r"(?i)^\W*(grand|sub)?[\s-]*(jumlah|total|jml|rekap)\b"
SIGNATURE = (
    r"(?i)^\W*((mengetahui|menyetujui|disetujui oleh|dibuat oleh|dicetak|tanggal cetak|camat|"
    r"lurah|kepala (dinas|desa|badan|bidang|bagian|seksi|kelurahan|uptd|sub)|"
    r"sekretaris (desa|dinas|daerah|kecamatan)|nip|a\.?n\.|plt\.?)\b|"
    r"(sumber|keterangan|catatan|operator|petugas)\s*:|"
    r"[a-z .]+, *(tgl\.? *)?\d{1,2} [a-z]+ \d{4}\W*$)"
)
NUMBER = r"\d{16}"
COUNT = r"(Rp\.? ?)?\d{1,3}(([.,]\d{3})+|\d{0,6})(,\d+)? ?(%|kk|jiwa|orang|keluarga|desa)?"


class Leftovers:
    """Finds such rows in `mentah` and among the cells of rows that are not in it."""

    def __init__(
        self, workbench: duckdb.DuckDBPyConnection, recognised: Recognised, header: list[str]
    ) -> None:
        self._workbench = workbench
        named = [f"c{place}" for place, name in enumerate(header) if name]
        positions = recognised.positions
        required = {f"c{positions[field.name]}" for field in recognised.format.required}
        self._most = max(2, len(named) // 2)
        self._first = f"coalesce({', '.join(named)})"
        filled = " + ".join(f"({name} IS NOT NULL)::INT" for name in named)
        number = f"regexp_matches(concat_ws(' ', {', '.join(named)}), '{NUMBER}|{DAMAGED}')"
        thin = f"{filled} <= {self._most} AND NOT {number}"
        place = [recognised.positions.get(name) for name in ("kecamatan", "desa")]
        placed = (
            "false" if None in place else f"c{place[0]} IS NOT NULL AND c{place[1]} IS NOT NULL"
        )
        self._thin = f"({thin} AND NOT ({placed}) AND {_only_first(named, required)})"
        is_total = f"regexp_matches({self._first}, '{TOTAL}')"
        own = f"{thin} AND NOT ({placed}) AND {_only_first(named, required, COUNT)}"
        if None not in place:
            beside = _only_first(named, required - {f"c{place[1]}"}, COUNT)
            own = f"{own} OR ({thin} AND {beside} AND {self._first} = c{place[0]})"
        self._total = f"({is_total} AND ({own}))"
        self._opening = f"(regexp_matches({self._first}, '{SIGNATURE}') AND {self._thin})"
        self._headings = " AND ".join(
            f"regexp_replace(lower(c{i}), '[^a-z0-9]', '', 'g') = '{slug(header[i])}'"
            for i in recognised.positions.values()
        )
        self._named = named

    def blank(self, starts: list[int]) -> int:
        """Empty the rows found in `mentah`; return how many. `starts`: the first of each sheet.

        An emptied row is passed over like any blank one, and the others keep their places.
        """
        found = set(_numbers(self._table().filter(f"{self._total} OR ({self._headings})")))
        found.update(self._numbering(starts))
        found.update(self._signatures(starts))
        if found:
            table = self._workbench.table("mentah")
            nothing = {name: duckdb.ConstantExpression(None) for name in table.columns}
            places = [duckdb.ConstantExpression(no) for no in sorted(found)]
            table.update(nothing, condition=duckdb.ColumnExpression("rowid").isin(*places))
        return len(found)

    def among(self, rows: dict[int, tuple[int, list[str]]], last: int) -> list[int]:
        """Return the places of rows of the wrong length that are leftovers.

        Those of a signature block count only below `last`, the last row of data.
        """
        found, under = [], False
        for place, (_, cells) in sorted(rows.items()):
            filled = [cell for cell in (cell.strip(" \t\"'\x1a") for cell in cells) if cell]
            thin = len(filled) <= self._most and not re.search(NUMBER, " ".join(filled))
            first = filled[0] if filled else ""
            under = under or (place > last and thin and bool(re.search(SIGNATURE, first)))
            counts = all(re.fullmatch(f"(?i){COUNT}", cell) for cell in filled[1:])
            if thin and (not filled or under or (counts and re.search(TOTAL, first))):
                found.append(place)
        return found

    def last_data(self) -> int:
        """Return the last row of `mentah` that is data, -1 if there is none."""
        data = self._table().filter(f"NOT {self._thin}")
        last = data.aggregate("max(no)").fetchone()[0]
        return -1 if last is None else last

    def _table(self) -> duckdb.DuckDBPyRelation:
        return self._workbench.table("mentah").project("rowid AS no, *")

    def _numbering(self, starts: list[int]) -> list[int]:
        """Return the first rows, of all sheets, that number the columns."""
        rows = self._table().filter(f"no IN ({', '.join(map(str, starts))})")
        found = []
        for no, *row in rows.project(f"no, {', '.join(self._named)}").fetchall():
            figures = [re.sub(r"[()\s.]", "", cell) for cell in row if cell]
            if len(figures) > 2 and figures == [str(n) for n in range(1, len(figures) + 1)]:
                found.append(no)
        return found

    def _signatures(self, starts: list[int]) -> list[int]:
        rows = self._table()
        if not rows.filter(self._opening).limit(1).fetchone():
            return []
        kind = f"CASE WHEN {self._opening} THEN 'tanda' WHEN NOT {self._thin} THEN 'data' END"
        sheet = f"len(list_filter({starts}, awal -> awal <= no))"
        marked = rows.project(f"no, {self._first} AS isi, {kind} AS jenis, {sheet} AS lembar")
        above = "last_value(jenis IGNORE NULLS) OVER (PARTITION BY lembar ORDER BY no)"
        under = marked.project(f"no, isi, {above} AS di_bawah")
        return _numbers(under.filter("isi IS NOT NULL AND di_bawah = 'tanda'"))


def _only_first(named: list[str], required: set[str], but: str | None = None) -> str:
    """True where no required column is filled but the row's first cell, and those like `but`."""
    conditions = ["true"]
    for place, name in enumerate(named):
        if name in required and place:
            empty = f"{name} IS NULL OR coalesce({', '.join(named[:place])}, NULL) IS NULL"
            like = f" OR regexp_full_match({name}, '(?i){but}')" if but else ""
            conditions.append(f"({empty}{like})")
    return " AND ".join(conditions)


def _numbers(rows: duckdb.DuckDBPyRelation) -> list[int]:
    return [no for (no,) in rows.project("no").fetchall()]
