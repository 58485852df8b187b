"""Workbooks under a password: opened with it, refused without, and judged before and after."""

import io
import os
import pty
import subprocess
import sys
import zipfile
from contextlib import suppress

import olefile
import pytest

from register.__main__ import main
from register.connections import PASSWORD
from register.importers import locked, workbook
from register.importers.format import ImportFailedError
from register.importers.locked import LockedError
from reports import locking
from tests.register.conftest import contents
from tests.register.written import book, person
from tests.server import ROOT

WORD = "k7qm-2xhd-9abc-wert"


@pytest.fixture
def path(tmp_path):
    """A list of one person under WORD."""
    plain = book(tmp_path / "a.xlsx", [person(1)]).read_bytes()
    target = tmp_path / "dtks-2026-10.xlsx"
    target.write_bytes(locking.locked(plain, WORD))
    return target


def told(path, password: str) -> str:
    with pytest.raises(ImportFailedError) as refused:
        locked.opened(path, password)
    return str(refused.value)


def test_what_is_inside_is_what_went_in(path, tmp_path):
    assert locked.is_locked(path)
    assert locked.opened(path, WORD).getvalue() == (tmp_path / "a.xlsx").read_bytes()
    assert not locked.is_locked(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("password", "words"),
    [("", locked.NO_PASSWORD), (WORD.upper(), locked.WRONG), (f"{WORD} ", locked.WRONG)],
)
def test_without_its_password_it_says_which_is_lacking(path, password, words):
    with pytest.raises(LockedError, match=words.partition(".")[0]):
        locked.opened(path, password)


def changed(path, part: str, before: bytes, after: bytes) -> None:
    """Write other bytes of the same length into a part."""
    assert len(before) == len(after)
    with olefile.OleFileIO(path, write_mode=True) as parts:
        content = parts.openstream(part).read()
        assert before in content
        parts.write_stream(part, content.replace(before, after))


def test_a_changed_content_is_not_read(path):
    with olefile.OleFileIO(path) as parts:
        piece = parts.openstream(locked.PACKAGE).read()[1000:1016]
    changed(path, locked.PACKAGE, piece, bytes(16))
    assert told(path, WORD) == locked.UNKNOWN


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\4\0\4\0", b"\4\0\3\0"),  # keys of a kind that nobody reads
        (b"\4\0\4\0", b"\x09\0\4\0"),
        (b"<encryption xmlns=", b"<!DOCTYPE a>\n     "),
        (b"<encryption", b"<encryptio\0"),
        (b"SHA512", b"SHA999"),
    ],
)
def test_a_lock_that_is_not_excels_is_refused(path, before, after):
    changed(path, locked.INFO, before, after)
    assert told(path, WORD) in (locked.UNKNOWN, locked.WRONG)


def test_a_lock_that_would_take_minutes_is_refused_at_once(path, monkeypatch):
    monkeypatch.setattr(locked, "MOST_ROUNDS", 99_999)
    assert told(path, WORD) == locked.UNKNOWN


def test_a_file_too_large_to_be_opened_in_memory(path, monkeypatch):
    monkeypatch.setattr(locked, "LARGEST", path.stat().st_size - 1)
    assert told(path, WORD) == locked.TOO_LARGE


@pytest.mark.parametrize("keep", [600, 1500, 4000])
def test_a_file_cut_off(path, keep):
    path.write_bytes(path.read_bytes()[:keep])
    assert told(path, WORD) == locked.UNKNOWN


def test_a_bomb_inside_is_judged_like_any_other(path, load_file):
    made = io.BytesIO(locked.opened(path, WORD).getvalue())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/besar.xml", bytes(workbook.DENSE_FROM + 1))
    path.write_bytes(locking.locked(made.getvalue(), WORD))
    with pytest.raises(ImportFailedError) as refused:
        load_file(path, password=WORD)
    assert str(refused.value) == workbook.BOMB


def test_a_locked_list_comes_in_like_an_open_one(register, load_file, path):
    with pytest.raises(LockedError):
        load_file(path)
    assert contents(register)["muatan"] == []
    assert load_file(path, password=WORD).taken == 1


def test_the_command_line_takes_it_from_the_environment(path, register_url, monkeypatch, capsys):
    assert main(["import", str(path)]) == 1
    assert locked.NO_PASSWORD in capsys.readouterr().out
    monkeypatch.setenv(PASSWORD, "lain")
    assert main(["import", str(path)]) == 1
    assert locked.WRONG in capsys.readouterr().out
    monkeypatch.setenv(PASSWORD, WORD)
    assert main(["import", str(path)]) == 0
    assert WORD not in "".join(capsys.readouterr())


def test_at_a_terminal_it_is_typed_and_not_seen(path):
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "register", "import", str(path)],
        cwd=ROOT,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,  # no terminal but this one
    ) as process:
        os.close(theirs)
        said = b""
        while b"Kata sandi dtks-2026-10.xlsx: " not in said:
            said += os.read(ours, 1000)
        os.write(ours, f"{WORD}\n".encode())
        with suppress(OSError):  # so a terminal says that nobody is there any more
            while piece := os.read(ours, 1000):
                said += piece
    os.close(ours)
    assert process.returncode == 0
    assert b"1 baris diambil" in said
    assert WORD.encode() not in said
