"""Which desa each feature is: by Kemendagri code, by BPS code, or by name inside its kecamatan.

What a column holds is decided by the whole column: some codes of ten digits exist in both systems
for different desa, and no system's code can be made out of the other's.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from geo.wilayah_codes import Desa, digits, slug

KEMENDAGRI, BPS, NAMA, EJAAN = "kode Kemendagri", "kode BPS", "nama", "ejaan lain"
# Property names seen for codes, compared without case, spaces and underscores.
CODE_NAMES = ("kode", "kodedesa", "kddesa", "kodekemendagri", "kdkemendagri", "kodekel", "kdkel")
CODE_NAMES += ("kodewilayah", "kdwilayah", "kdepum", "villagecode", "iddesa", "id")
WRITTEN_SHORT = re.compile(r"\d(\.\d+)?e\+?\d+|\d+\.\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Match:
    """Per feature its kode (None: not matched), and how it was found.

    `columns`: where codes or names stood. `contradictions`: numbers of features (from 0) whose
    code means one desa and whose names another, and the kode that the names mean.
    """

    key: str
    columns: tuple[str, ...]
    kode: list[str | None]
    how: list[str | None]
    contradictions: dict[int, str] = field(default_factory=dict)

    @property
    def n_desa(self) -> int:
        return len(set(self.kode) - {None})


def match(table: pd.DataFrame, known: Mapping[str, Desa]) -> Match | None:
    """The best of codes and names; None where no column holds either.

    Codes that most desa are found by win over names that find as many.
    """
    named = by_name(table, known)
    coded = by_code(table, known)
    if coded is None or (named is not None and named.n_desa > coded.n_desa):
        return named
    if named is None:
        return coded
    differ = {
        number: told
        for number, (kode, told) in enumerate(zip(coded.kode, named.kode, strict=True))
        if kode and told and kode != told
    }
    return Match(coded.key, coded.columns, coded.kode, coded.how, differ)


def by_code(table: pd.DataFrame, known: Mapping[str, Desa]) -> Match | None:
    """By the column and the system of codes in which the most desa are found."""
    systems = {
        KEMENDAGRI: {digits(kode): kode for kode in known},
        BPS: {desa.kode_bps: kode for kode, desa in known.items() if desa.kode_bps},
    }
    found = []
    for column in table.columns:
        codes = [digits(value) for value in table[column]]
        hits = {system: len(set(codes) & set(of)) for system, of in systems.items()}
        if hits[KEMENDAGRI] != hits[BPS]:  # as many in both: the column does not say which it is
            system = max(hits, key=hits.get)
            found.append((hits[system], -_place(column), system, column, codes))
    if not found:
        return None
    _, _, system, column, codes = max(found, key=lambda each: each[:2])
    kode = [systems[system].get(code) for code in codes]
    return Match(system, (column,), kode, [system if each else None for each in kode])


def _place(column: str) -> int:
    plain = column.lower().replace("_", "").replace(" ", "")
    return CODE_NAMES.index(plain) if plain in CODE_NAMES else len(CODE_NAMES)


def by_name(table: pd.DataFrame, known: Mapping[str, Desa]) -> Match | None:
    """By the two columns, kecamatan and desa, in which the most desa are found.

    Where a column names the kabupaten, features of another one are not matched.
    """
    slugs = {c: [slug(value) for value in table[c]] for c in table if _is_text(table[c])}
    spelled = _spellings(known)
    parents, names = ({pair[n] for pair in spelled} for n in (0, 1))
    pairs = [
        (len(set(zip(slugs[a], slugs[b], strict=True)) & set(spelled)), a, b)
        for a in slugs
        if parents.intersection(slugs[a])
        for b in slugs
        if a != b and names.intersection(slugs[b])
    ]
    hits, kecamatan, desa = max(pairs, key=lambda pair: pair[0], default=(0, "", ""))
    if not hits:
        return None
    found = [spelled.get(pair) for pair in zip(slugs[kecamatan], slugs[desa], strict=True)]
    others = [slugs[column] for column in slugs if column not in (kecamatan, desa)]
    found = _in_kabupaten(found, others, known)
    kode, how = ([pair and pair[n] for pair in found] for n in (0, 1))
    return Match(NAMA, (kecamatan, desa), kode, how)


def _is_text(values: pd.Series) -> bool:
    return pd.api.types.is_string_dtype(values) or values.dtype == object


def _spellings(known: Mapping[str, Desa]) -> dict[tuple[str, str], tuple[str, str]]:
    """(kecamatan, desa) as slugs → kode and how; a spelling that means two desa is left out."""
    official, others = {}, {}
    for desa in known.values():
        for parent in desa.slugs_kecamatan:
            for name in desa.slugs:
                is_official = (parent, name) == (desa.slugs_kecamatan[0], desa.slugs[0])
                held = official if is_official else others
                held.setdefault((parent, name), set()).add(desa.kode)
    spelled = {pair: (kode, EJAAN) for pair, kode in others.items() if pair not in official}
    spelled |= {pair: (kode, NAMA) for pair, kode in official.items()}
    return {pair: (next(iter(k)), how) for pair, (k, how) in spelled.items() if len(k) == 1}


def _in_kabupaten(
    found: list[tuple[str, str] | None], columns: list[list[str]], known: Mapping[str, Desa]
) -> list[tuple[str, str] | None]:
    """Without what lies in another kabupaten, by the column that names the known one the most.

    A column that names it for less than half of what was found is about something else.
    """
    kabupaten = {desa.slug_kabupaten for desa in known.values()} - {""}
    matched = [number for number, pair in enumerate(found) if pair]
    best = max(columns, key=lambda c: sum(c[n] in kabupaten for n in matched), default=None)
    if best is None or 2 * sum(best[n] in kabupaten for n in matched) < len(matched):
        return found
    return [pair if best[n] in kabupaten else None for n, pair in enumerate(found)]


def lost_zeros(table: pd.DataFrame) -> str | None:
    """The code column that Excel has turned into fractions or powers of ten, if there is one."""
    for column in table.columns:
        if _place(column) == len(CODE_NAMES):
            continue
        values = [value for value in table[column] if not _is_missing(value)]
        short = [v for v in values if digits(v) is None and WRITTEN_SHORT.fullmatch(str(v).strip())]
        if values and 2 * len(short) > len(values):
            return column
    return None


def _is_missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
