"""The programmes, under every name that files and people give them (domain.md 1.6, 2.1-2.6).

The words of ours are those of `schema.PROGRAMMES`. BPNT, Program Sembako and BSP are one programme
under three names: it was renamed in 2020.
"""

import re

from sqlalchemy import ColumnElement, func

from register.importers import words
from register.importers.format import Check, slug
from register.schema import PROGRAMMES

SEEN = {
    "PKH": ("PROGRAM KELUARGA HARAPAN", "BANSOS PKH"),
    "BPNT": ("SEMBAKO", "PROGRAM SEMBAKO", "BSP", "BPNT/SEMBAKO", "BPNT/BSP", "BANSOS BPNT"),
    "BPNT-PPKM": ("BNPT_PPKM", "BANSOS BPNT-PPKM"),  # the former is a typo of SIKS-NG's own
    "PBI-JK": ("PBI", "PBI JKN", "PBI APBN", "KIS", "KIS PBI", "BPJS PBI"),
    "BST": ("BANSOS TUNAI", "BANTUAN SOSIAL TUNAI"),
    "BLT": ("BANTUAN LANGSUNG TUNAI",),
    "BLT-DD": ("BLT DANA DESA", "BLTDD"),
    "RUTILAHU": ("RST", "RUMAH TIDAK LAYAK HUNI", "RUMAH SEJAHTERA TERPADU"),
    "YAPI": ("YATIM PIATU", "ATENSI YAPI"),
    "NON-BANSOS": ("NON BANSOS", "DTKS", "TIDAK ADA BANSOS"),
}
SPELLINGS = {programme: SEEN.get(programme, ()) for programme in PROGRAMMES}


def programme(column: ColumnElement) -> ColumnElement:
    """The programme a cell names, one of `schema.PROGRAMMES`; NULL where it names none."""
    return words.meant(column, SPELLINGS)


def rules(label: str, written: ColumnElement, found: ColumnElement) -> list[Check]:
    """A programme that is written must be known."""
    return words.rules(label, written, found, SPELLINGS)


def named(column: ColumnElement, programme: str) -> ColumnElement[bool]:
    """True where a cell of several programmes, such as " PKH+ BSP+-", names this one."""
    return func.regexp_matches(_joined(column), rf"\+({_slugs(programme)})\+")


def any_unknown(column: ColumnElement) -> ColumnElement[bool]:
    """True where a cell of several programmes names something that is none."""
    known = "|".join(_slugs(programme) for programme in PROGRAMMES)
    return ~func.regexp_full_match(_joined(column), rf"(\+({known})?)*")


def _joined(column: ColumnElement) -> ColumnElement:
    """ " PKH+ BSP+-" as "+pkh+bsp++": each programme between two signs."""
    apart = func.regexp_replace(func.lower(column), "[+,;&]", "+", "g")
    return func.concat("+", func.regexp_replace(apart, "[^a-z0-9+]", "", "g"), "+")


def _slugs(programme: str) -> str:
    return "|".join(re.escape(slug(name)) for name in (programme, *SPELLINGS[programme]))
