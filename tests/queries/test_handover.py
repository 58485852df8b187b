"""Files on their way: to their owner alone, once, for minutes, while the owner may."""

from pathlib import Path

import pytest

from queries import handover
from queries.scope import NOBODY, Right, Role, Scope

CAMAT = Scope(Role.WILAYAH, "camat@tegalkab.go.id", ("33.28.01",))
DESA = "33.28.01.2001"


@pytest.fixture(autouse=True)
def nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "_waiting", {})


def put(content: bytes = b"isi") -> str:
    return handover.put(CAMAT, "daftar.xlsx", content, right=Right.DAFTAR, kode=DESA)


def test_a_file_is_taken_once():
    token = put()
    assert len(token) >= 43  # 256 bits
    assert handover.take(token, CAMAT).content == b"isi"
    assert handover.take(token, CAMAT) is None
    assert handover.take("lain", CAMAT) is None


@pytest.mark.parametrize(
    "other",
    [
        Scope(Role.DINAS, "dinas@tegalkab.go.id"),  # may see all, and it is not theirs
        Scope(Role.WILAYAH, CAMAT.who, ("33.28.02",)),  # moved to another kecamatan since
        Scope(Role.RAKOR, CAMAT.who),  # sees no persons any more
        NOBODY,  # revoked, or signed out
    ],
)
def test_nobody_else_and_not_after_the_right_is_gone(other):
    token = put()
    with pytest.raises(handover.NotYoursError):
        handover.take(token, other)
    assert handover.take(token, CAMAT) is not None  # another's try does not use it up


def test_a_file_of_no_one_area_goes_by_the_right_it_needs():
    dinas = Scope(Role.DINAS, "dinas@tegalkab.go.id")
    token = handover.put(dinas, "jejak.csv", b"isi", right=Right.JEJAK)
    with pytest.raises(handover.NotYoursError):
        handover.take(token, Scope(Role.WILAYAH, dinas.who, ("33.28.01",)))
    assert handover.take(token, dinas).content == b"isi"


def test_where_nobody_signs_in_there_is_still_an_owner():
    alone = Scope(Role.RAKOR, "tanpa akun")
    token = handover.put(alone, "a.ditolak.xlsx", b"isi", right=None)
    with pytest.raises(handover.NotYoursError):
        handover.take(token, NOBODY)
    assert handover.take(token, alone).content == b"isi"


def test_after_five_minutes_it_is_gone(monkeypatch):
    token, later = put(), handover.time.monotonic() + handover.SECONDS
    monkeypatch.setattr(handover.time, "monotonic", lambda: later - 1)
    assert token in handover._waiting
    monkeypatch.setattr(handover.time, "monotonic", lambda: later + 1)
    assert handover.take(token, CAMAT) is None
    assert handover._waiting == {}


def test_memory_has_an_end(monkeypatch):
    monkeypatch.setattr(handover, "MOST", 10)
    first, second, third = put(b"x" * 4), put(b"x" * 4), put(b"x" * 4)
    assert handover.take(first, CAMAT) is None
    assert handover.take(second, CAMAT) is not None
    assert handover.take(third, CAMAT) is not None


def test_a_file_that_lies_on_disk_takes_no_memory(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(handover, "MOST", 10)
    first = put(b"x" * 4)
    path = tmp_path / "besar.ditolak.xlsx"
    path.write_bytes(b"x" * 100)
    token = handover.put(CAMAT, path.name, path, right=Right.DAFTAR)
    assert handover.take(first, CAMAT) is not None
    assert handover.take(token, CAMAT).content == path


def test_what_is_in_a_file_is_in_no_text_of_it():
    put(b"9928010101800001")
    assert "9928010101800001" not in repr(handover._waiting)
