"""Worklists of a register small enough to write down, and the way of a list out and back in."""

import re
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, select

from queries import ledger, measure, snapshots, worklists
from queries.indicators.verval import CAPAIAN_VERVAL
from queries.scope import Role, Scope
from queries.worklists import BY_CODE, Ask
from register import load
from register.schema import individu, keluarga, periode, sasaran_verval, usulan, verval
from reports import daftar_perbaikan
from tests import small_register
from tests.small_register import DESA, MONTH, OTHER

TODAY = date(2026, 11, 2)
DINAS = Scope(Role.DINAS, "ani@tegalkab.go.id")
REASON = "kunjungan rumah Rabu"


@pytest.fixture
def register(register_engine: Engine) -> Engine:
    """That register on each database; closed, to be opened by those who read."""
    small_register.fill_in(register_engine)
    return register_engine


def listed(code: str, kode: str = DESA) -> list[tuple[str, str]]:
    page = worklists.read(DINAS, Ask(BY_CODE[code], kode, MONTH))
    return list(zip(page.rows["nama"], page.rows["sebab"], strict=True))


def test_one_number_of_several_persons(register):
    # Dedi and Joko in one desa; Dedi again in another. Budi's other row is not active.
    assert sorted(listed("ganda")) == [
        ("DEDI", "tercatat 3 kali, juga di desa lain"),
        ("JOKO", "tercatat 3 kali, juga di desa lain"),
    ]
    assert listed("ganda", OTHER) == [("DEDI", "tercatat 3 kali, juga di desa lain")]


def test_one_person_under_several_numbers(register):
    alike = "nama, tanggal lahir, dan nama ibu sama"
    at_home = "nama dan tanggal lahir sama dalam satu keluarga"
    untold = "nama dan tanggal lahir sama, nama ibu tidak semua tertulis"
    assert sorted(listed("mirip")) == [
        ("=CMD()", untold),  # the other one, in another desa, has no mother
        ("RINA", at_home),  # the mother is written once only, but it is one family
        ("Rina.", at_home),
        ("SITI AMAN", alike),  # signs and capitals are no difference
        ("Siti-Aman", alike),
    ]
    # Dedi of two desa has one NIK: that is in the other list. The third has another mother.
    assert listed("mirip", OTHER) == [("=CMD()", untold)]


def test_rows_go_by_rw_then_rt(register):
    page = worklists.read(DINAS, Ask(BY_CODE["verval"], DESA, MONTH))
    places = list(zip(page.rows["rw"], page.rows["rt"], strict=True))
    assert places == [("001", "001"), ("001", "002"), ("002", "001")]
    assert (page.total, page.counted) == (3, 3)


@pytest.mark.parametrize(
    ("day", "told"), [("2026-10-31", "belum ada hasil"), ("2026-12-05", "lewat")]
)
def test_a_deadline_gone_by_is_said(register, day, told):
    with register.begin() as connection:
        connection.execute(periode.update().values(tanggal_acuan=date.fromisoformat(day)))
        late = date(2026, 12, 1) if told == "lewat" else date(2026, 11, 30)
        connection.execute(sasaran_verval.update().values(batas=min(late, date(2026, 12, 1))))
    register.dispose()
    assert {sebab.startswith(told) for _, sebab in listed("verval")} == {True}


def test_a_family_that_moved_out_of_the_area_is_listed_without_its_home(register):
    """The target list is of the old desa; where the family lives now is not this camat's."""
    with register.begin() as connection:
        where = keluarga.c.keluarga_id == "9928010101010001"
        connection.execute(keluarga.update().where(where).values(kode_desa=OTHER))
        gone = individu.c.keluarga_id == "9928010101010001"
        connection.execute(individu.update().where(gone).values(kode_desa=OTHER))
    register.dispose()
    camat = Scope(Role.WILAYAH, "camat@tegalkab.go.id", ("33.28.01",))
    page = worklists.read(camat, Ask(BY_CODE["verval"], DESA, MONTH))
    last = page.rows.iloc[-1]
    assert (last["nama"], last["alamat"], last["rt"]) == ("", "", "")
    assert page.total == 3
    assert (
        "SITI AMAN"
        in worklists.read(DINAS, Ask(BY_CODE["verval"], DESA, MONTH)).rows["nama"].tolist()
    )


# Out and back in.


def test_results_written_into_the_file_come_back(register, tmp_path):
    handed = worklists.whole(DINAS, Ask(BY_CODE["verval"], DESA, MONTH), REASON)
    path = tmp_path / daftar_perbaikan.file_name(handed)
    path.write_bytes(daftar_perbaikan.workbook(handed, "2 November 2026 08.00 WIB", TODAY))
    before = done()
    found = {"HASIL VERVAL": "Tidak Layak", "ALASAN": "Mampu", "TANGGAL VERVAL": "31/10/2026"}
    write_into(path, {1: {"HASIL VERVAL": "Layak", "TANGGAL VERVAL": "30/10/2026"}, 3: found})

    loaded = load.load(register, path, MONTH, TODAY)
    register.dispose()

    assert (before, done()) == (0, 2)
    assert loaded.rejects.empty  # the watermark lines are passed over, the empty row waits
    assert loaded.taken == 3
    assert worklists.read(DINAS, Ask(BY_CODE["verval"], DESA, MONTH)).total == 1
    with register.connect() as connection:
        visits = connection.execute(
            select(verval.c.keluarga_id, verval.c.hasil, verval.c.alasan).order_by(verval.c.hasil)
        ).all()
    assert [tuple(v) for v in visits] == [
        ("9928010101010002", "layak", None),
        ("9928010101010003", "tidak layak", "Mampu"),
    ]


def done() -> int:
    """How many targets have a result, as a publish counts them."""
    with ledger.opened() as connection:
        months = pd.read_sql(select(periode), connection)
        month = snapshots.of(connection, months, snapshots.campaigns(connection))[0]
        sums = measure.sums(connection, CAPAIAN_VERVAL.population, [CAPAIAN_VERVAL], month)
    return int(sums[sums["rincian"] == ""]["numerator"].sum())


def write_into(path: Path, filled: dict[int, dict[str, str]]) -> None:
    """Fill empty cells of some rows by their headings, in the sheet's own XML."""
    head = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[4]
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    xml = parts["xl/worksheets/sheet1.xml"].decode()
    for row, texts in filled.items():
        for name, text in texts.items():
            place = f"{chr(ord('A') + head.index(name))}{row + 5}"
            new = rf'<c r="{place}"\1 t="inlineStr"><is><t>{text}</t></is></c>'
            xml, times = re.subn(rf'<c r="{place}"( s="\d+")/>', new, xml)
            assert times == 1
    parts["xl/worksheets/sheet1.xml"] = xml.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)


def test_of_proposals_only_rows_with_a_programme_come_back(register, tmp_path):
    handed = worklists.whole(DINAS, Ask(BY_CODE["ganda"], DESA, MONTH), REASON)
    path = tmp_path / daftar_perbaikan.file_name(handed)
    path.write_bytes(daftar_perbaikan.workbook(handed, "2 November 2026 08.00 WIB", TODAY))
    write_into(path, {1: {"PROGRAM BANSOS": "NON-BANSOS"}})

    loaded = load.load(register, path, MONTH, TODAY)

    assert loaded.taken == 1
    assert loaded.rejects["KOLOM DITOLAK"].tolist() == ["PROGRAM BANSOS"]
    with register.connect() as connection:
        assert connection.execute(select(usulan.c.jenis, usulan.c.program)).all() == [
            ("perbaikan", "NON-BANSOS")
        ]
