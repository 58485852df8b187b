"""Decisions of the rakor: written, kept, withdrawn; in SQLite and in PostgreSQL."""

from datetime import date

import pytest

from queries import app_store, decisions
from queries.app_store import NoteError
from queries.scope import Role, Scope

DINAS = Scope(Role.DINAS, "dinas@contoh.go.id")
DESA, KECAMATAN, OTHER = "33.28.01.2001", "33.28.01", "33.28.01.2002"
RAKOR, LATER = date(2026, 10, 5), date(2026, 11, 2)


@pytest.fixture(params=["sqlite", "postgresql"], autouse=True)
def store(request, data_dir, monkeypatch):
    if request.param == "postgresql":
        monkeypatch.setenv("APP_URL", request.getfixturevalue("postgres_url"))
    yield
    app_store.engine().dispose()
    app_store.opened.cache_clear()


def add(kode=DESA, tanggal=RAKOR, isi="Musdes ulang", oleh="Camat", tenggat=LATER):
    decisions.add(DINAS, kode, tanggal, isi, oleh, tenggat)


def test_those_of_the_area_come_back_the_most_urgent_first_and_kept_ones_last():
    add(isi="kedua", tenggat=date(2026, 11, 30))
    add(isi="pertama", kode=KECAMATAN)
    add(isi="desa lain", kode=OTHER)
    add(isi="sudah", tenggat=date(2026, 10, 6))
    sudah = decisions.of(DESA).set_index("isi").loc["sudah", "id"]
    decisions.keep(DINAS, int(sudah), date(2026, 10, 6))

    found = decisions.of(DESA, KECAMATAN)

    assert found["isi"].tolist() == ["pertama", "kedua", "sudah"]
    assert found["ditepati_pada"].notna().tolist() == [False, False, True]
    assert found["tenggat"].iloc[0] == LATER


def test_what_was_kept_can_be_open_again_and_a_mistake_is_withdrawn():
    add()
    number = int(decisions.of(DESA)["id"].iloc[0])

    decisions.keep(DINAS, number, LATER)
    decisions.keep(DINAS, number, None)
    assert decisions.of(DESA)["ditepati_pada"].isna().all()

    decisions.withdraw(DINAS, number)
    assert decisions.of(DESA).empty
    assert decisions.last_day(LATER) is None


def test_the_last_rakor_is_the_last_that_decided_up_to_a_day():
    add(tanggal=RAKOR)
    add(tanggal=LATER, tenggat=LATER)

    assert decisions.last_day(LATER) == LATER
    assert decisions.last_day(date(2026, 11, 1)) == RAKOR
    assert decisions.last_day(date(2026, 10, 4)) is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"isi": "  "}, "Isi keputusan belum diisi."),
        ({"oleh": ""}, "Penanggung jawab belum diisi."),
        ({"isi": "x" * 301}, "terlalu panjang: 301 huruf, paling banyak 300"),
        ({"tenggat": date(2026, 10, 4)}, "Tenggat lebih awal daripada tanggal rakor"),
        ({"isi": "cek 9928012008700001"}, "16 angka seperti NIK atau No KK"),
        ({"isi": "cek 9928.0120-0870 0001 lagi"}, "16 angka"),  # however it is spaced
        ({"oleh": "Bu X 9928012008700001"}, "16 angka"),
    ],
)
def test_what_must_not_be_written_is_refused_and_nothing_is_kept(changed, said):
    with pytest.raises(NoteError, match=said):
        add(**changed)

    assert decisions.of(DESA).empty


def test_numbers_that_name_nobody_may_be_written():
    add(isi="Verval 1.240 KK sebelum 15-11-2026, SK 460/123/2026")

    assert len(decisions.of(DESA)) == 1
