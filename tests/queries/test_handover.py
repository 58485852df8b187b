"""Files on their way: to their owner alone, once, for minutes, while the owner may."""

import pytest

from queries import handover
from queries.scope import NOBODY, Role, Scope

CAMAT = Scope(Role.WILAYAH, "camat@tegalkab.go.id", ("33.28.01",))
DESA = "33.28.01.2001"


@pytest.fixture(autouse=True)
def nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "_waiting", {})


def put(content: bytes = b"isi") -> str:
    return handover.put(CAMAT, DESA, "daftar.xlsx", content)


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


def test_what_is_in_a_file_is_in_no_text_of_it():
    put(b"9928010101800001")
    assert "9928010101800001" not in repr(handover._waiting)
