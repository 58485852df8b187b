"""Files with persons in them, on their way to the one who asked: for minutes, once, in memory.

Streamlit's own download button hands a file to whoever knows its address. Here the address is a
random number, the file is gone after the first use or five minutes, and what the account may see is
asked anew when it is taken.
"""

import secrets
import time
from dataclasses import dataclass, field
from threading import Lock

from queries.scope import Right, Scope

SECONDS = 300
MOST = 64 << 20  # bytes waiting at once; a file has some 200 KB. The oldest give way
TOKEN_BYTES = 32


@dataclass(frozen=True)
class File:
    """A file that waits for its owner; `kode`: the desa whose persons are in it."""

    name: str
    kode: str
    owner: str
    content: bytes = field(repr=False)
    until: float


class NotYoursError(PermissionError):
    """The file is another's, or what its owner may see was narrowed or taken away."""


_waiting: dict[str, File] = {}
_lock = Lock()


def put(scope: Scope, kode: str, name: str, content: bytes) -> str:
    """Keep a file for the account of the scope; return the token that fetches it once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with _lock:
        _sweep()
        _waiting[token] = File(name, kode, scope.who, content, time.monotonic() + SECONDS)
        while len(_waiting) > 1 and sum(len(file.content) for file in _waiting.values()) > MOST:
            del _waiting[next(iter(_waiting))]
    return token


def take(token: str, scope: Scope) -> File | None:
    """Return a file and forget it; None where there is none, or not any more.

    `scope`: what the person fetching it may see now. Raises NotYoursError, and keeps the file.
    """
    with _lock:
        _sweep()
        file = _waiting.get(token)
        if file is None:
            return None
        if file.owner != scope.who or not scope.may(Right.DAFTAR) or not scope.covers(file.kode):
            raise NotYoursError
        return _waiting.pop(token)


def _sweep() -> None:
    for token in [token for token, file in _waiting.items() if file.until < time.monotonic()]:
        del _waiting[token]
