"""Reasons and states as files write them, told apart in SQL.

Letters and digits count, nothing else: "NIK Ganda" and nik-ganda are one spelling. The spellings
are those of data_samples/alasan.csv and, why a proposal was refused or sent back, of
data_samples/alasan_usulan.csv; an office may extend both.
"""

import csv
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select

FACTS = Path(__file__).parents[2] / "data_samples"
DEAD, MOVED, DOUBLED = "Meninggal", "Pindah", "NIK ganda"
CIVIL = (DEAD, MOVED, DOUBLED)  # about who is there, not about being poor (indicators.md 1.3)
BY_MEANS = ("Mampu", "Upah di atas UMP/UMK")  # reasons that speak of means, not of a rule
# A state that begins so says that somebody is there, whatever word follows.
PRESENT = ("tidak", "belum", "masih", "aktif", "hidup", "ada", "valid", "layak")
INWARD = ("pindahdatang", "pindahmasuk")
# A membership whose status begins so is not paid (statuses of SIKS-NG, domain.md 1.4).
NOT_PAID = ("exclude", "gagal", "tidaklayak", "nonaktif", "tidakaktif", "overlap", "calon")
OTHER, UNTOLD = "alasan lain", "tanpa alasan"
HEADS = ("1", "01", "krt", "kk")  # besides texts that begin with "kepala"


@cache
def _reasons() -> list[dict[str, str]]:
    return _rows("alasan.csv")


@cache
def _refusals() -> list[dict[str, str]]:
    return _rows("alasan_usulan.csv")


def _rows(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def unfit_reasons() -> list[str]:
    """Return the groups of reasons for which a family itself is tidak layak."""
    found = dict.fromkeys(r["golongan"] for r in _reasons() if r["hasil"] == "tidak layak")
    return [group for group in found if group not in CIVIL]


def refusal_reasons() -> list[str]:
    """Return the groups of reasons for which a proposal is refused or sent back."""
    return list(dict.fromkeys(row["golongan"] for row in (*_refusals(), *_reasons())))


@cache
def _spellings(group: str) -> list[str]:
    known = (*_reasons(), *_refusals())
    written = [row["ejaan"] for row in known if row["golongan"] == group]
    return sorted({re.sub("[^a-z0-9]", "", text.lower()) for text in (group, *written)})


def bare(column: ColumnElement) -> ColumnElement:
    """Return the letters and digits of a text, lower case."""
    return func.regexp_replace(func.lower(column), "[^a-z0-9]", "", "g")


def reason_group(column: ColumnElement, groups: Sequence[str]) -> ColumnElement[str]:
    """Return the group a reason belongs to: one of `groups`, else OTHER; UNTOLD where it is blank.

    So no text of an office gets out.
    """
    named = [(is_reason(column, group), group) for group in groups]
    return case((func.coalesce(bare(column), "") == "", UNTOLD), *named, else_=OTHER)


def read_once(
    says: Callable[[ColumnElement], ColumnElement[bool]],
    column: ColumnElement,
    where: ColumnElement[bool],
) -> ColumnElement[bool]:
    """What one of the functions below says of a text, reading each spelling once; never NULL.

    A month has a million relations in twenty spellings, and PostgreSQL takes a text to its letters
    anew for every word it is compared with. `where`: the rows whose spellings are meant. As a
    condition on the spellings both databases would ask it of the rows again.
    """
    spellings = select(column.label("ejaan")).where(where).distinct().subquery()
    meant = select(case((says(spellings.c.ejaan), spellings.c.ejaan)))
    return func.coalesce(column.in_(meant), false())


def is_reason(column: ColumnElement, *groups: str) -> ColumnElement[bool]:
    """True where the text is a spelling of one of the groups of reasons; never NULL."""
    known = [spelling for group in groups for spelling in _spellings(group)]
    return func.coalesce(bare(column).in_(known), false())


def is_state(column: ColumnElement, group: str) -> ColumnElement[bool]:
    """True where the text says that a person is dead, has moved away or is doubled; never NULL."""
    word = bare(column)
    stays = or_(*[word.startswith(start) for start in PRESENT])
    said = {
        DEAD: or_(word.contains("meninggal"), word.contains("wafat")),
        MOVED: and_(word.contains("pindah"), ~or_(*[word.startswith(start) for start in INWARD])),
        DOUBLED: word.contains("ganda"),
    }
    return func.coalesce(and_(said[group], ~stays), false())


def is_head(column: ColumnElement) -> ColumnElement[bool]:
    """True where a relation says head of the family or of the rumah tangga; never NULL."""
    word = bare(column)
    return func.coalesce(or_(word.startswith("kepala"), word.in_(HEADS)), false())


def is_paid(column: ColumnElement) -> ColumnElement[bool]:
    """False where the status of a membership says that it was taken out or is not yet one."""
    word = bare(column)
    return ~or_(*[word.startswith(start) for start in NOT_PAID])
