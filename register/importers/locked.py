"""A workbook under a password, opened in memory: nothing of what is inside touches the disk.

Excel encrypts the whole .xlsx and packs it into an old Office file (ECMA-376, "agile"; in 2007
"standard"). Its size and how it says it is encrypted are judged before anything is opened.
"""

import io
import mmap
import re
from pathlib import Path

import msoffcrypto
import olefile
from msoffcrypto.exceptions import InvalidKeyError

from register.importers.format import ImportFailedError
from register.importers.workbook import FORBIDDEN

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
PACKAGE, INFO = "EncryptedPackage", "EncryptionInfo"
LARGEST = 64 << 20  # bytes, which opening takes some four times of; a worklist has 300 KB
LARGEST_INFO = 64 << 10  # Excel's has 1 KB
MOST_ROUNDS = 1_000_000  # of a hash over the password; Excel's and ours have 100,000
ROUNDS = re.compile(rb"spinCount=[\"']\s*(\d+)")

NO_PASSWORD = "Berkas ini berkata sandi. Tulis kata sandinya, lalu periksa lagi."
WRONG = "Kata sandi berkas ini tidak cocok. Periksa huruf dan tanda hubungnya, lalu ulangi."
TOO_LARGE = "Berkas berkata sandi ini terlalu besar. Simpan tanpa kata sandi sebagai .xlsx."
UNKNOWN = (
    "Kunci berkas ini tidak dikenal, atau berkasnya rusak. Buka di Excel, simpan tanpa kata sandi "
    "sebagai .xlsx."
)


class LockedError(ImportFailedError):
    """The file asks for a password, and none was given, or not its own."""


def is_locked(path: Path) -> bool:
    """Return whether a file is a workbook under a password."""
    with path.open("rb") as file:
        if file.read(len(OLD_OFFICE)) != OLD_OFFICE:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return content.find(PACKAGE.encode("utf-16-le")) >= 0


def opened(path: Path, password: str) -> io.BytesIO:
    """Return what is inside. Raises LockedError where the password is not that of the file,
    ImportFailedError where it is too large, or locked in a way that is not Excel's.
    """
    if path.stat().st_size > LARGEST:
        raise ImportFailedError(TOO_LARGE)
    if not password:
        raise LockedError(NO_PASSWORD)
    inside = io.BytesIO()
    try:
        _judge(path)
        with path.open("rb") as file:
            book = msoffcrypto.OfficeFile(file)
            try:
                book.load_key(password=password, verify_password=True)
            except InvalidKeyError:
                raise LockedError(WRONG) from None
            book.decrypt(inside, verify_integrity=book.type == "agile")
    except (ImportFailedError, MemoryError):
        raise
    except Exception:  # whatever a damaged file makes of its readers; their words may quote it
        raise ImportFailedError(UNKNOWN) from None
    return inside


def _judge(path: Path) -> None:
    """Refuse what Excel never writes and what would keep us busy. Raises as `opened`."""
    with olefile.OleFileIO(path) as parts:
        if parts.get_size(INFO) > LARGEST_INFO or parts.get_size(PACKAGE) > LARGEST:
            raise ImportFailedError(UNKNOWN)
        told = parts.openstream(INFO).read()
    agile = told[8:] if told.startswith(b"\4\0\4\0") else b""
    if any(mark in agile for mark in FORBIDDEN):
        raise ImportFailedError(UNKNOWN)
    if any(int(rounds) > MOST_ROUNDS for rounds in ROUNDS.findall(agile)):
        raise ImportFailedError(UNKNOWN)
