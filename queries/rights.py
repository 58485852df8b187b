"""Who may see what: roles, areas, and the sign-ins that are in force (design.md, rights).

A `Scope` is what somebody may see at one moment. It cannot be made without a role, and every query
that reads persons takes one. Roles are kept in table `hak` by verified e-mail, or come from a claim
of the provider; both are asked again at every run of a page, so what is taken away is gone then.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pandas as pd
from sqlalchemy import ColumnElement, delete, func, insert, literal, or_, select, true, update
from sqlalchemy.exc import IntegrityError

from queries.app_store import engine, hak, now, sesi
from register import connections

CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
SAMPLE_ACCOUNT, NO_ACCOUNT, COMMAND_LINE = "contoh", "tanpa akun", "baris perintah"
SETTINGS = "akses"  # section of secrets.toml
IDLE_MINUTES, LONGEST_HOURS = 30, 12
SWEPT = timedelta(days=3)  # longer than any sign-in lasts
TOUCH = timedelta(seconds=30)  # how often a sign-in in use is written down


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
GIVEN = (Role.DINAS, Role.WILAYAH, Role.RAKOR)  # roles a person can be given
NEEDS_AREA = "Peran wilayah memerlukan kode kecamatan atau desa, misalnya 33.28.01."
LAST_DINAS = "Ini satu-satunya akun dinas. Beri peran dinas kepada orang lain lebih dahulu."
UNVERIFIED = "Surel akun ini belum terverifikasi oleh penyedia akun."
UNKNOWN = "Akun ini belum diberi peran. Mintalah kepada pengelola di Dinas Sosial."
ENDED = "Sesi ini sudah berakhir. Silakan masuk lagi."


class RightsError(ValueError):
    """A role cannot be given or taken; the message says why, in Indonesian."""


class ForbiddenError(PermissionError):
    """Somebody may not do this; the message says so, in Indonesian."""


@dataclass(frozen=True)
class Scope:
    """What one account may see now.

    `areas`: codes whose desa it may see persons of; empty with role dinas: all of the register.
    `sample_only`: nobody signed in, so only DATA CONTOH may be opened. Raises ValueError for what
    cannot be: no role, role wilayah without an area, another with one that says nothing.
    """

    role: Role
    who: str
    areas: tuple[str, ...] = ()
    sample_only: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.role, Role):
            raise ValueError("a scope needs a role")
        if self.role is Role.WILAYAH and not self.areas:
            raise ValueError("role wilayah needs an area")
        if self.role in (Role.PUBLIK, Role.RAKOR) and self.areas:
            raise ValueError(f"role {self.role} has no area")
        if not all(CODE.fullmatch(code) for code in self.areas):
            raise ValueError("an area is a Kemendagri code")

    def may(self, right: Right) -> bool:
        """Return whether the role has the right."""
        return right in RIGHTS[self.role]

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
        return or_(
            *[
                or_(kode_desa == area, kode_desa.startswith(literal(f"{area}.")))
                for area in self.areas
            ]
        )

    @property
    def told(self) -> str:
        """The area in words for the audit: codes, or "semua"; "-" where there are no persons."""
        if not self.may(Right.DAFTAR):
            return "-"
        return " ".join(self.areas) or "semua"


def _lies_in(kode: str, area: str) -> bool:
    return kode == area or kode.startswith(f"{area}.")


NOBODY = Scope(Role.PUBLIK, "")


@dataclass(frozen=True)
class Entry:
    """What a sign-in gives: a scope, and why it is no more than that (empty: nothing is wrong)."""

    scope: Scope
    reason: str = ""
    key: str = field(default="", repr=False)


def enter(claims: Mapping, *, touch: bool = True) -> Entry:
    """Return what a signed-in person may see now, by the claims of the ID token.

    `touch`: the person has done something, so the time-out begins anew. Somebody without a
    verified e-mail or a role, or whose sign-in has ended, is nobody, with the reason.
    """
    email = str(claims.get("email") or "").strip().lower()
    if not EMAIL.fullmatch(email) or claims.get("email_verified") not in (True, "true", "True"):
        return Entry(NOBODY, UNVERIFIED)
    key = _fingerprint(claims)
    if not _goes_on(key, claims, email, touch):
        return Entry(NOBODY, ENDED)
    scope = _held(email, claims)
    return Entry(scope, key=key) if scope else Entry(NOBODY, UNKNOWN, key)


def leave(key: str) -> None:
    """End a sign-in for good: its cookie opens nothing any more, wherever a copy of it is."""
    with engine().begin() as connection:
        connection.execute(
            update(sesi)
            .where(sesi.c.kunci == key, sesi.c.berakhir.is_(None))
            .values(berakhir=now())
        )


def held(email: str) -> Scope | None:
    """Return what table `hak` gives an account now; None: nothing, or it was taken away."""
    row = _row(email)
    return _scope(row.surel, row.peran, row.kode_wilayah.split()) if _holds(row) else None


def all_held() -> pd.DataFrame:
    """Return table `hak`, those in force first, then by e-mail: all its columns."""
    query = select(hak).order_by(hak.c.dicabut_pada.is_not(None), hak.c.peran, hak.c.surel)
    with engine().connect() as connection:
        return pd.read_sql(query, connection)


def give(by: Scope, email: str, role: str, areas: list[str]) -> Scope:
    """Give an account a role, in place of what it had; return its scope.

    Raises ForbiddenError unless `by` may, RightsError for what cannot be given.
    """
    by.must(Right.KELOLA)
    email = email.strip().lower()
    if not EMAIL.fullmatch(email):
        raise RightsError("Surel itu tidak lengkap. Tulis seperti nama@tegalkab.go.id.")
    if role not in GIVEN:
        raise RightsError(f"Peran {role} tidak dikenal: dinas, wilayah, atau rakor.")
    scope = _scope(email, role, areas)
    if scope is None:
        raise RightsError(NEEDS_AREA)
    if scope.role is not Role.DINAS:
        _not_the_last(email)
    values = {
        "peran": str(scope.role),
        "kode_wilayah": " ".join(scope.areas),
        "diberi_oleh": by.who,
        "diberi_pada": now(),
        "dicabut_oleh": None,
        "dicabut_pada": None,
    }
    with engine().begin() as connection:
        if not connection.execute(
            update(hak).where(hak.c.surel == email).values(**values)
        ).rowcount:
            connection.execute(insert(hak).values(surel=email, **values))
    return scope


def revoke(by: Scope, email: str) -> None:
    """Take an account's role away; its sign-ins end with it. Raises as `give` does."""
    by.must(Right.KELOLA)
    email = email.strip().lower()
    if not _holds(_row(email)):
        raise RightsError("Akun itu tidak memegang peran.")
    _not_the_last(email)
    moment = now()
    with engine().begin() as connection:
        connection.execute(
            update(hak).where(hak.c.surel == email).values(dicabut_oleh=by.who, dicabut_pada=moment)
        )
        connection.execute(
            update(sesi)
            .where(sesi.c.surel == email, sesi.c.berakhir.is_(None))
            .values(berakhir=moment)
        )


def _not_the_last(email: str) -> None:
    """Somebody must be left who can give roles."""
    query = select(hak.c.surel).where(hak.c.peran == Role.DINAS, hak.c.dicabut_pada.is_(None))
    with engine().connect() as connection:
        if set(connection.scalars(query)) == {email}:
            raise RightsError(LAST_DINAS)


def _row(email: str):
    with engine().connect() as connection:
        return connection.execute(select(hak).where(hak.c.surel == email)).one_or_none()


def _holds(row) -> bool:
    return row is not None and row.dicabut_pada is None


def _held(email: str, claims: Mapping) -> Scope | None:
    """The table first, a role taken away there included; then the claim, if one is configured."""
    row = _row(email)
    if row is not None:
        return _scope(row.surel, row.peran, row.kode_wilayah.split()) if _holds(row) else None
    name = settings().get("klaim")
    return _claimed(email, claims.get(name)) if name else None


def _claimed(email: str, claim: object) -> Scope | None:
    """Read "dinas", "rakor" or "wilayah:33.28.01,33.28.02"; of a list, the first that fits."""
    values = claim if isinstance(claim, list | tuple) else [claim]
    for value in values:
        role, _, areas = str(value).partition(":")
        if role in GIVEN and (scope := _scope(email, role, areas.replace(",", " ").split())):
            return scope
    return None


def _scope(email: str, role: str, areas: list[str]) -> Scope | None:
    """Return the scope, None where role and areas do not go together."""
    kept = () if role == Role.RAKOR else tuple(sorted(set(areas)))
    try:
        return Scope(Role(role), email, kept)
    except ValueError:
        return None


def settings() -> dict:
    """Return section [akses] of secrets.toml."""
    return connections.settings(SETTINGS)


def _fingerprint(claims: Mapping) -> str:
    """One sign-in, told from every other: issuer, person, moment and the nonce of the exchange."""
    told = [str(claims.get(name, "")) for name in ("iss", "sub", "iat", "nonce", "email")]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _goes_on(key: str, claims: Mapping, email: str, touch: bool) -> bool:
    """Whether a sign-in is in force; the first time it is seen it begins."""
    moment = now()
    with engine().begin() as connection:
        row = connection.execute(select(sesi).where(sesi.c.kunci == key)).one_or_none()
        if row is None:
            return _begin(connection, key, email, _issued(claims) or moment, moment)
        if row.berakhir is not None:
            return False
        if moment - row.terakhir > idle() or moment - row.mulai > longest():
            connection.execute(update(sesi).where(sesi.c.kunci == key).values(berakhir=moment))
            return False
        if touch and moment - row.terakhir > TOUCH:
            connection.execute(update(sesi).where(sesi.c.kunci == key).values(terakhir=moment))
    return True


def _begin(connection, key: str, email: str, began: datetime, moment: datetime) -> bool:
    """Write a new sign-in down; an old cookie whose row has been swept away is none."""
    if moment - began > longest():
        return False
    connection.execute(delete(sesi).where(sesi.c.mulai < moment - SWEPT))
    values = {"kunci": key, "surel": email, "mulai": began, "terakhir": moment}
    try:
        with connection.begin_nested():
            connection.execute(insert(sesi).values(values))
    except IntegrityError:  # another tab of the same sign-in was faster
        pass
    return True


def _issued(claims: Mapping) -> datetime | None:
    """When the provider signed the person in, by claim `iat`."""
    at = claims.get("iat")
    return datetime.fromtimestamp(at, UTC).replace(tzinfo=None) if isinstance(at, int) else None


def idle() -> timedelta:
    """Return after how long without doing anything a sign-in ends."""
    return timedelta(minutes=float(settings().get("menit_diam", IDLE_MINUTES)))


def longest() -> timedelta:
    """Return after how long a sign-in ends whatever is done."""
    return timedelta(hours=float(settings().get("jam_masuk", LONGEST_HOURS)))


def signed_in() -> int:
    """Return how many sign-ins are in force: begun, not ended, and not idle too long."""
    query = (
        select(func.count())
        .select_from(sesi)
        .where(sesi.c.berakhir.is_(None), sesi.c.terakhir > now() - idle())
    )
    with engine().connect() as connection:
        return connection.scalar(query)
