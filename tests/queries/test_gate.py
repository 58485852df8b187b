"""What cannot be right holds a publish back; a reason lets it through, and is remembered."""

from datetime import date

import pandas as pd
import pytest

from queries import gate, publish, read, summary
from queries.__main__ import main
from queries.gate import ABOVE, FEW, HALVED, STRAY, VANISHED, HeldError, Problem
from register import connections, facts, load
from register.connections import StoreError
from register.schema import keluarga, wilayah
from tests.queries.conftest import stored
from tests.register.written import person, text

TODAY = date(2026, 11, 2)
PLACE = "33.28.02.2001"


@pytest.fixture
def office(tmp_path, data_dir, monkeypatch):
    """A register of four desa, and a way to put files of persons into it."""
    engine = connections.register_engine()
    facts.prepare(engine)
    with engine.begin() as connection:  # four desa of one kecamatan, so that few files cover them
        kept = [f"33.28.02.200{n}" for n in range(1, 5)]
        of_desa = wilayah.c.tingkat.in_(["desa", "kelurahan"])
        connection.execute(wilayah.delete().where(of_desa & wilayah.c.kode.not_in(kept)))

    def bring(name: str, rows: list[dict], periode: str = "2026-10") -> None:
        load.load(engine, text(tmp_path / name, rows, ";"), periode, TODAY)

    engine.bring = bring
    yield engine
    engine.dispose()


def everywhere(number: int, **cells: str) -> list[dict]:
    """`number` persons of families of their own in each of the four desa."""
    return [
        person(100 * place + n, DESA_KELUARAHAN=name, **cells)
        for place, name in enumerate(desa_names())
        for n in range(1, number + 1)
    ]


def desa_names() -> list[str]:
    rows = pd.read_csv("data_samples/wilayah/33.28.csv", dtype=str)
    return [
        rows.loc[rows["kode"] == f"33.28.02.200{n}", "nama"].iloc[0].upper() for n in range(1, 5)
    ]


def held(office) -> list[tuple[str, str, str]]:
    """Return (rule, month, desa) of what holds the publish back."""
    with pytest.raises(HeldError) as error:
        publish.publish(office, lambda _: None)
    return [(p.aturan, p.periode, p.kode_desa) for p in error.value.problems]


def test_a_sound_register_is_published_without_a_reason(office):
    office.bring("a-2026-09.csv", everywhere(25, BANSOS_PKH="YA"), "2026-09")
    office.bring("a-2026-10.csv", everywhere(25, BANSOS_PKH="YA"))
    version = publish.publish(office, lambda _: None)
    assert stored(version, "masalah").empty
    summary.engine(version).dispose()


def test_a_file_that_covers_too_few_desa(office):
    office.bring(
        "a.csv", [row for row in everywhere(2) if row["DESA/KELUARAHAN"] != desa_names()[3]]
    )
    assert held(office) == [(FEW, "2026-10", "")]  # three of four: below 90 %


def test_a_desa_that_lost_half_its_families(office):
    office.bring("a-2026-09.csv", everywhere(25), "2026-09")
    rows = everywhere(25)
    office.bring("a-2026-10.csv", rows[13:])  # the first keeps 12 of 25
    assert held(office) == [(HALVED, "2026-10", PLACE)]


def test_half_is_not_less_than_half_and_few_may_go(office):
    few, many = everywhere(24), everywhere(19)
    office.bring("a-2026-09.csv", few[:24] + many[19:], "2026-09")
    office.bring("a-2026-10.csv", few[12:24] + many[37:])  # 12 of 24; one of 19
    summary.engine(publish.publish(office, lambda _: None)).dispose()


def test_a_month_that_is_missing_compares_nothing(office):
    office.bring("a-2026-08.csv", everywhere(25), "2026-08")
    office.bring("a-2026-10.csv", everywhere(2))
    summary.engine(publish.publish(office, lambda _: None)).dispose()


def test_a_programme_that_the_same_kind_of_file_brings_no_more(office):
    office.bring("a-2026-09.csv", everywhere(3, BANSOS_PKH="YA"), "2026-09")
    office.bring("a-2026-10.csv", everywhere(3))
    with pytest.raises(HeldError, match="PKH 2026-10: bulan lalu 12 penerima"):
        publish.publish(office, lambda _: None)
    assert held(office) == [(VANISHED, "2026-10", "")]


def test_families_of_a_desa_nobody_knows(office):
    office.bring("a.csv", everywhere(3))
    with office.begin() as connection:
        connection.execute(
            keluarga.update().where(keluarga.c.kode_desa == PLACE).values(kode_desa="33.28.02.9999")
        )
    assert (STRAY, "2026-10", "") in held(office)


def test_a_rate_above_100_percent(office):
    office.bring("a.csv", everywhere(3))
    brought = {"KODE DESA": "33.28.02.2002", "INDIKATOR": "I2", "PEMBILANG": "9"}
    office.bring("b.csv", [brought | {"PENYEBUT": "8", "BELUM DIKETAHUI": "", "SUMBER": "CONTOH"}])
    assert held(office) == [(ABOVE, "2026-10", "33.28.02.2002")]


def test_a_held_publish_leaves_the_last_version_and_a_reason_is_kept(office):
    office.bring("a-2026-09.csv", everywhere(25), "2026-09")
    first = publish.publish(office, lambda _: None)
    office.bring("a-2026-10.csv", everywhere(25)[13:])
    assert held(office) == [(HALVED, "2026-10", PLACE)]
    assert summary.current() == first
    assert held(office)  # a reason of blanks is none
    with pytest.raises(HeldError):
        publish.publish(office, lambda _: None, "  ")

    second = publish.publish(office, lambda _: None, " Desa dimekarkan ")
    found = stored(second, "masalah")
    assert found["alasan"].tolist() == ["Desa dimekarkan"]
    # What was accepted holds nothing back again, and keeps its reason beside new ones.
    third = publish.publish(office, lambda _: None)
    assert stored(third, "masalah")["alasan"].tolist() == ["Desa dimekarkan"]
    office.bring(
        "b.csv",
        [
            dict(
                zip(
                    ("KODE DESA", "INDIKATOR", "PEMBILANG", "PENYEBUT", "SUMBER"),
                    ("33.28.02.2002", "I2", "9", "8", "CONTOH"),
                    strict=True,
                )
            )
        ],
    )
    assert held(office) == [(ABOVE, "2026-10", "33.28.02.2002")]
    fourth = publish.publish(office, lambda _: None, "Rekap salah ketik")
    reasons = stored(fourth, "masalah").set_index("aturan")["alasan"].to_dict()
    assert reasons == {ABOVE: "Rekap salah ketik", HALVED: "Desa dimekarkan"}
    for version in (first, second, third, fourth):
        summary.engine(version).dispose()


def test_the_command_says_what_and_how_to_go_on(office, capsys):
    office.bring("a.csv", everywhere(2)[:4])
    office.dispose()
    assert main(["publish"]) == 1
    said = capsys.readouterr().err
    assert "Tidak diterbitkan: 1 angka tidak mungkin benar." in said
    assert "2026-10: 2 dari 4 desa" in said
    assert '--tetap "alasan"' in said
    assert main(["publish", "--tetap", "baru satu kecamatan"]) == 0
    with summary.engine(summary.current()).connect() as connection:
        assert read.problems(connection, 1)["alasan"].tolist() == ["baru satu kecamatan"]


def test_a_long_report_stays_readable():
    many = [Problem(ABOVE, "2026-10", f"33.28.02.2{n:03}", "x", f"angka {n}") for n in range(300)]
    said = str(HeldError(many))
    assert "300 angka" in said
    assert "angka 2 … dan 297 lagi" in said
    assert len(said) < 1000  # what page Impor shows of a command's complaint


def test_a_reason_with_the_number_of_a_person_is_refused(office, capsys):
    """It would stand on every page, and in the summary for good."""
    office.bring("a.csv", everywhere(2)[:4])
    office.dispose()
    for reason in ("milik 3328 0117 0890 0001", "x" * 201):
        assert main(["publish", "--tetap", reason]) == 1
        assert "Alasan" in capsys.readouterr().err
    with pytest.raises(StoreError, match="Belum ada data"):
        summary.current()


def test_problems_that_are_the_same_are_the_same_next_month():
    old = Problem(ABOVE, "2026-10", PLACE, "x", "157 dari 152", "tahu")
    new = [Problem(ABOVE, "2026-10", PLACE, "x", "160 dari 152")]
    assert gate.judge(new, [old], "") == [
        Problem(ABOVE, "2026-10", PLACE, "x", "160 dari 152", "tahu")
    ]
