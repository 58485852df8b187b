"""Files with persons or accounts in them, on their way to the one who asked: for minutes, once.

Streamlit's own download button hands a file to whoever knows its address. Here the address is a
random number, the file is gone after the first use or five minutes, and what the account may see is
asked anew when it is taken.
"""

import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from queries.scope import Right, Scope

SECONDS = 300
MOST = 64 << 20  # bytes waiting at once; a worklist has some 200 KB. The oldest give way
TOKEN_BYTES = 32


@dataclass(frozen=True)
class File:
    """A file that waits for its owner: made in memory, or a path where it lies on disk anyway.

    `right`: what its owner must still hold (None: where nobody signs in nothing can be taken
    away); `kode`: the area whose persons are in it ("": of no one area).
    """

    name: str
    owner: str
    content: bytes | Path = field(repr=False)
    right: Right | None
    kode: str
    until: float

    @property
    def held(self) -> int:
        """Bytes it takes of memory while it waits."""
        return len(self.content) if isinstance(self.content, bytes) else 0


class NotYoursError(PermissionError):
    """The file is another's, or what its owner may see was narrowed or taken away."""


_waiting: dict[str, File] = {}
_lock = Lock()


def put(
    scope: Scope, name: str, content: bytes | Path, *, right: Right | None, kode: str = ""
) -> str:
    """Keep a file for the account of the scope; return the token that fetches it once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with _lock:
        _sweep()
        until = time.monotonic() + SECONDS
        _waiting[token] = File(name, scope.who, content, right, kode, until)
        while len(_waiting) > 1 and sum(file.held for file in _waiting.values()) > MOST:
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
        if not _may(scope, file):
            raise NotYoursError
        return _waiting.pop(token)


def _may(scope: Scope, file: File) -> bool:
    if file.owner != scope.who or (file.kode and not scope.covers(file.kode)):
        return False
    return file.right is None or scope.may(file.right)


def _sweep() -> None:
    for token in [token for token, file in _waiting.items() if file.until < time.monotonic()]:
        del _waiting[token]
