"""Files handed in on the import page: kept beside the register until they are in, then deleted.

They hold personal data. So there is one set at a time, in `<data>/impor/berkas/`; it goes when
it has been imported, when somebody discards it, and after a day in any case.
"""

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from queries import jobs

KEPT = timedelta(hours=24)
FILES, LIST = "berkas", "kiriman.json"
# Not for a name of a file; and signs nobody sees, which turn the words beside them around.
UNSAFE = re.compile(
    r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]'
)
PERIODE = re.compile(r"(20\d\d)[-_. ]?(0[1-9]|1[0-2])(?!\d)")


_passwords: dict[int, str] = {}  # of the files that wait, in memory alone


class Uploaded(Protocol):
    """What the browser sent: a name and bytes."""

    name: str

    def getbuffer(self) -> memoryview: ...


@dataclass(frozen=True)
class Handed:
    """A file handed in. `kode_desa`: named by the operator for a file that is of one desa."""

    number: int
    name: str
    periode: str
    kode_desa: str | None = None

    @property
    def path(self) -> Path:
        return jobs.folder() / FILES / str(self.number) / self.name


def hand_in(files: Iterable[tuple[Uploaded, str]]) -> list[Handed]:
    """Store files with the periode each is for, in place of those handed in before."""
    discard()
    handed = []
    for number, (file, periode) in enumerate(files):
        one = Handed(number, _safe(file.name), periode)
        one.path.parent.mkdir(parents=True, exist_ok=True)
        one.path.write_bytes(file.getbuffer())
        handed.append(one)
    _write(handed)
    return handed


def pending() -> list[Handed]:
    """Return the files that wait for somebody to decide."""
    try:
        listed = json.loads((jobs.folder() / LIST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    return [one for one in (Handed(**each) for each in listed) if one.path.is_file()]


def name_desa(number: int, kode_desa: str) -> None:
    """Note of which desa a file is."""
    _write([replace(h, kode_desa=kode_desa) if h.number == number else h for h in pending()])


def unlock(number: int, password: str) -> None:
    """Note the password of a file for as long as it waits, or until the server ends."""
    _passwords[number] = password


def password_of(one: Handed) -> str:
    """Return the password somebody gave for a file; "" where nobody has."""
    return _passwords.get(one.number, "")


def discard() -> None:
    """Delete the files, their passwords, and what was found in them."""
    _passwords.clear()
    (jobs.folder() / LIST).unlink(missing_ok=True)
    shutil.rmtree(jobs.folder() / FILES, ignore_errors=True)
    jobs.forget(jobs.CHECK)


def sweep() -> None:
    """Delete files that nobody decided on for a day, and those of an import that was cut off."""
    listed = jobs.folder() / LIST
    if not listed.exists():
        return
    made = datetime.fromtimestamp(listed.stat().st_mtime, UTC)
    run = jobs.last(jobs.IMPORT)
    cut_off = run is not None and run.broken and run.began > made
    if cut_off or datetime.now(UTC) - made > KEPT:
        discard()


def periode_in(name: str) -> str | None:
    """Return the month a file name carries, as 2026-10 or 202610; None where it says none."""
    found = PERIODE.search(name)
    return f"{found[1]}-{found[2]}" if found else None


def _write(handed: list[Handed]) -> None:
    listed = jobs.folder() / LIST
    draft = listed.with_suffix(".draf")
    draft.write_text(json.dumps([asdict(one) for one in handed]), encoding="utf-8")
    draft.replace(listed)


def _safe(name: str) -> str:
    """Return a name that stays inside its folder; the ledger keeps it, so it stays readable."""
    kept = UNSAFE.sub("_", name).strip(" .") or "berkas"
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:10]}" if stem else kept[:100]
