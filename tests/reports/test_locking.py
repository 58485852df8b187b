"""A workbook under a password: another reader opens it with that password, and with no other."""

import io
import re
import zipfile

import olefile
import pytest
import xlsxwriter

from reports import locking
from tests.opening import WrongPasswordError, unlocked

ZIP = b"PK\x03\x04"


def workbook(size: int) -> bytes:
    """Return an empty workbook with so many letters in it beside."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet()
    with zipfile.ZipFile(made, "a") as parts:
        parts.writestr("beside.txt", "x" * size)
    return made.getvalue()


@pytest.mark.parametrize("size", [0, 1, 15, 3800, 3801, 20_000])
def test_another_reader_opens_it(size):
    content, word = workbook(size), locking.password()
    assert unlocked(locking.locked(content, word), word) == content


def test_nothing_else_opens_it_and_nothing_of_it_shows():
    content, word = workbook(5000), locking.password()
    made = locking.locked(content, word)
    assert b"xxxx" not in made
    assert ZIP not in made
    for other in ("", word[:-1], word.upper(), word.replace("-", "")):
        with pytest.raises(WrongPasswordError):
            unlocked(made, other)


def test_a_changed_file_is_seen():
    word = locking.password()
    made = bytearray(locking.locked(workbook(5000), word))
    made[made.rfind(unlocked_tail(bytes(made)))] ^= 1
    with pytest.raises(AssertionError):
        unlocked(bytes(made), word)


def unlocked_tail(made: bytes) -> bytes:
    """Return sixteen bytes out of the middle of the encrypted part."""
    with olefile.OleFileIO(io.BytesIO(made)) as parts:
        return parts.openstream("EncryptedPackage").read()[1000:1016]


def test_passwords_can_be_read_out_and_never_repeat():
    words = {locking.password() for _ in range(1000)}
    assert len(words) == 1000
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}", word) for word in words)


def test_two_files_of_one_workbook_share_nothing():
    content, word = workbook(5000), locking.password()
    first, second = locking.locked(content, word), locking.locked(content, word)
    assert unlocked_tail(first) != unlocked_tail(second)
