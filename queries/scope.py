"""What one account may see at one moment: a role, and the areas whose persons it may see.

Every query that reads persons takes a `Scope`, and puts `within` into its SQL. There is none
without a role (design.md, rights).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, true

CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?", re.ASCII)


class Role(StrEnum):
    """The four roles of design.md section 6."""

    PUBLIK = "publik"
    RAKOR = "rakor"
    WILAYAH = "wilayah"
    DINAS = "dinas"


class Right(StrEnum):
    """What a role may do."""

    ANGKA = "angka"  # all sums
    DAFTAR = "daftar"  # worklists of the own area
    PETUGAS = "petugas"  # officers by number
    KEPUTUSAN = "keputusan"  # write decisions of the rakor
    IMPOR = "impor"  # import, undo, publish
    KELOLA = "kelola"  # give and take roles
    JEJAK = "jejak"  # read the audit


RIGHTS = {
    Role.PUBLIK: frozenset(),
    Role.RAKOR: frozenset({Right.ANGKA}),
    Role.WILAYAH: frozenset({Right.ANGKA, Right.DAFTAR}),
    Role.DINAS: frozenset(Right),
}
# What a machine that nobody else can reach may be opened for, without anybody signed in.
OPENED = frozenset({Right.IMPOR, Right.KEPUTUSAN})


class ForbiddenError(PermissionError):
    """Somebody may not do this; the message says so, in Indonesian."""


@dataclass(frozen=True)
class Scope:
    """What one account may see now.

    `areas`: codes whose desa it may see persons of; empty with role dinas: all of the register.
    `sample_only`: nobody signed in, so only DATA CONTOH may be opened. `opened`: rights that the
    machine gives besides. Raises ValueError for what cannot be: no role, role wilayah without an
    area, another with one that says nothing.
    """

    role: Role
    who: str
    areas: tuple[str, ...] = ()
    sample_only: bool = False
    opened: frozenset[Right] = frozenset()

    def __post_init__(self) -> None:
        if not isinstance(self.role, Role):
            raise ValueError("a scope needs a role")
        if self.role is Role.WILAYAH and not self.areas:
            raise ValueError("role wilayah needs an area")
        if self.role in (Role.PUBLIK, Role.RAKOR) and self.areas:
            raise ValueError(f"role {self.role} has no area")
        if not all(CODE.fullmatch(code) for code in self.areas):
            raise ValueError("an area is a Kemendagri code")
        if not self.opened <= OPENED:
            raise ValueError("no machine gives that right")

    def may(self, right: Right) -> bool:
        """Return whether the role has the right."""
        return right in RIGHTS[self.role] or right in self.opened

    def must(self, right: Right) -> None:
        """Raise ForbiddenError unless the role has the right."""
        if not self.may(right):
            raise ForbiddenError("Peran Anda tidak mencakup ini.")

    def covers(self, kode: str) -> bool:
        """Return whether persons of an area, by its code, may be seen."""
        if not self.may(Right.DAFTAR):
            return False
        return not self.areas or any(_lies_in(kode, area) for area in self.areas)

    def within(self, kode_desa: ColumnElement) -> ColumnElement[bool]:
        """Return the condition that keeps rows of persons inside the area; goes into every query.

        Raises ForbiddenError where the role sees no persons at all.
        """
        self.must(Right.DAFTAR)
        if not self.areas:
            return true()
        inside = [kode_desa.startswith(f"{area}.", autoescape=True) for area in self.areas]
        return or_(kode_desa.in_(self.areas), *inside)

    @property
    def told(self) -> str:
        """The area in words for the audit: codes, or "semua"; "-" where there are no persons."""
        if not self.may(Right.DAFTAR):
            return "-"
        return " ".join(self.areas) or "semua"


def _lies_in(kode: str, area: str) -> bool:
    return kode == area or kode.startswith(f"{area}.")


NOBODY = Scope(Role.PUBLIK, "")
