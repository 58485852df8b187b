"""Who may see what: the roles people were given, and the sign-ins that are in force.

Roles are kept in table `hak` by verified e-mail, or come from a claim of the provider; both are
asked again at every run of a page, so what is taken away is gone then (design.md, rights).
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pandas as pd
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from queries import audit
from queries.app_store import engine, hak, now, sesi
from queries.scope import NOBODY, Right, Role, Scope
from register import connections

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
SAMPLE_ACCOUNT, NO_ACCOUNT, COMMAND_LINE = "contoh", "tanpa akun", "baris perintah"
SETTINGS = "akses"  # section of secrets.toml
IDLE_MINUTES, LONGEST_HOURS = 30, 12
SWEPT = timedelta(days=3)  # longer than any sign-in lasts
BEGUN, GOES_ON, OVER = "begun", "goes on", "over"
TOUCH = timedelta(seconds=30)  # how often a sign-in in use is written down


GIVEN = (Role.DINAS, Role.WILAYAH, Role.RAKOR)  # roles a person can be given
NEEDS_AREA = "Peran wilayah memerlukan kode kecamatan atau desa, misalnya 33.28.01."
LAST_DINAS = "Ini satu-satunya akun dinas. Beri peran dinas kepada orang lain lebih dahulu."
UNVERIFIED = "Surel akun ini belum terverifikasi oleh penyedia akun."
UNKNOWN = "Akun ini belum diberi peran. Mintalah kepada pengelola di Dinas Sosial."
ENDED = "Sesi ini sudah berakhir. Silakan masuk lagi."


class RightsError(ValueError):
    """A role cannot be given or taken; the message says why, in Indonesian."""


@dataclass(frozen=True)
class Entry:
    """What a sign-in gives: a scope, and why it is no more than that (empty: nothing is wrong).

    `key`: which sign-in it is; empty where there is none in force.
    """

    scope: Scope
    reason: str = ""
    key: str = field(default="", repr=False)


def enter(claims: Mapping, *, touch: bool = True) -> Entry:
    """Return what a signed-in person may see now, by the claims of the ID token.

    `touch`: the person has done something, so the time-out begins anew. Somebody without a
    verified e-mail or a role, or whose sign-in has ended, is nobody, with the reason. The first
    time a sign-in is seen it goes into the audit.
    """
    email = str(claims.get("email") or "").strip().lower()
    # AWS Cognito and others send the text "true" for the boolean.
    if not EMAIL.fullmatch(email) or claims.get("email_verified") not in (True, "true", "True"):
        return Entry(NOBODY, UNVERIFIED)
    scope, key = _held(email, claims), _fingerprint(claims)
    state = _state(key, claims, email, touch)
    if state == BEGUN:
        audit.record(scope or Scope(Role.PUBLIK, email), "masuk" if scope else "masuk tanpa peran")
    if state == OVER:
        return Entry(NOBODY, ENDED)
    return Entry(scope, key=key) if scope else Entry(NOBODY, UNKNOWN, key)


def leave(entry: Entry) -> None:
    """End a sign-in for good: its cookie opens nothing any more, wherever a copy of it is."""
    audit.record(entry.scope, "keluar")
    with engine().begin() as connection:
        _end(connection, sesi.c.kunci == entry.key, now())


def _end(connection: Connection, whose: ColumnElement, moment: datetime) -> None:
    """Let the sign-ins in force among those meant end."""
    connection.execute(update(sesi).where(whose, sesi.c.berakhir.is_(None)).values(berakhir=moment))


def held(email: str) -> Scope | None:
    """Return what table `hak` gives an account now; None: nothing, or it was taken away."""
    return _given(_row(email))


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
        raise RightsError("Surel itu tidak lengkap. Tulis seperti nama@kantor.go.id.")
    if role not in GIVEN:
        raise RightsError(f"Peran {role} tidak dikenal: dinas, wilayah, atau rakor.")
    scope = _scope(email, role, areas)
    if scope is None:
        raise RightsError(NEEDS_AREA)
    if scope.role is not Role.DINAS:
        _not_the_last(email)
    audit.record(by, "beri peran", f"{email}: {scope.role} {scope.told}")
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
    """Take an account's role away; its sign-ins end with it. Raises as `give` does.

    A role that comes from a claim is taken away here too: what the table says goes first.
    """
    by.must(Right.KELOLA)
    email = email.strip().lower()
    row, moment = _row(email), now()
    by_claim = row is None and EMAIL.fullmatch(email) and settings().get("klaim")
    if not _holds(row) and not by_claim:
        raise RightsError("Akun itu tidak memegang peran.")
    _not_the_last(email)
    audit.record(by, "cabut peran", email)
    ended = {"dicabut_oleh": by.who, "dicabut_pada": moment}
    with engine().begin() as connection:
        if by_claim:
            given = {"peran": str(Role.RAKOR), "kode_wilayah": "", "diberi_pada": moment}
            connection.execute(
                insert(hak).values(surel=email, diberi_oleh="klaim", **given, **ended)
            )
        connection.execute(update(hak).where(hak.c.surel == email).values(**ended))
        _end(connection, sesi.c.surel == email, moment)


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


def _given(row) -> Scope | None:
    return _scope(row.surel, row.peran, row.kode_wilayah.split()) if _holds(row) else None


def _held(email: str, claims: Mapping) -> Scope | None:
    """The table first, a role taken away there included; then the claim, if one is configured."""
    row = _row(email)
    if row is not None:
        return _given(row)
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


def is_configured() -> bool:
    """Return whether secrets.toml names a provider, in section [auth]."""
    return bool(connections.settings("auth"))


def settings() -> dict:
    """Return section [akses] of secrets.toml."""
    return connections.settings(SETTINGS)


def _fingerprint(claims: Mapping) -> str:
    """One sign-in, told from every other: issuer, person, moment and the nonce of the exchange."""
    told = [str(claims.get(name, "")) for name in ("iss", "sub", "iat", "nonce", "email")]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _state(key: str, claims: Mapping, email: str, touch: bool) -> str:
    """Whether a sign-in has BEGUN with this look, GOES_ON, or is OVER."""
    moment, began = now(), _issued(claims)
    if began is None:
        return OVER
    with engine().begin() as connection:
        row = connection.execute(select(sesi).where(sesi.c.kunci == key)).one_or_none()
        if row is None:
            return _begin(connection, key, email, began, moment)
        if row.berakhir is not None:
            return OVER
        if moment - row.terakhir > idle() or moment - row.mulai > longest():
            connection.execute(update(sesi).where(sesi.c.kunci == key).values(berakhir=moment))
            return OVER
        if touch and moment - row.terakhir > TOUCH:
            connection.execute(update(sesi).where(sesi.c.kunci == key).values(terakhir=moment))
    return GOES_ON


def _begin(connection: Connection, key: str, email: str, began: datetime, moment: datetime) -> str:
    """Write a new sign-in down; an old cookie whose row has been swept away is none."""
    if moment - began > longest():
        return OVER
    connection.execute(delete(sesi).where(sesi.c.mulai < moment - SWEPT))
    values = {"kunci": key, "surel": email, "mulai": began, "terakhir": moment}
    try:
        with connection.begin_nested():
            connection.execute(insert(sesi).values(values))
    except IntegrityError:  # another tab of the same sign-in was faster
        return GOES_ON
    return BEGUN


def _issued(claims: Mapping) -> datetime | None:
    """When the provider signed the person in: claim `iat`, a number that need not be whole (RFC
    7519) but that no ID token is without (OpenID Connect Core 2). Without it a cookie whose row
    has been swept away would open the door anew."""
    at = claims.get("iat")
    if not isinstance(at, int | float):
        return None
    return datetime.fromtimestamp(at, UTC).replace(tzinfo=None)


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
