"""Sums an office brings as such: published where its lists say nothing, and said to be so."""

from datetime import date

import pytest

from queries import publish, read, summary
from register import connections, facts, load
from tests.pages import reading, written
from tests.queries.conftest import stored
from tests.register.written import meeting, person, text

TODAY = date(2026, 11, 2)
GUCI, SIGEDONG = "33.28.02.2001", "33.28.02.2002"


@pytest.fixture
def office(tmp_path, data_dir):
    """A register without any list of persons, and a way to put files into it."""
    engine = connections.register_engine()
    facts.prepare(engine)

    def bring(name: str, rows: list[dict], periode: str = "2026-10") -> None:
        load.load(engine, text(tmp_path / name, rows, ";"), periode, TODAY)

    engine.bring = bring
    yield engine
    engine.dispose()


def sums(desa: str, code: str, numerator: str, denominator: str, unknown: str = "") -> dict:
    return {
        "KODE DESA": desa,
        "INDIKATOR": code,
        "PEMBILANG": numerator,
        "PENYEBUT": denominator,
        "BELUM DIKETAHUI": unknown,
        "SUMBER": "CONTOH rekap",
    }


def published(office) -> tuple[dict, list[tuple], list[str]]:
    """Return the sums of what the office brought or listed, whose they are, and what was said."""
    said: list[str] = []
    version = publish.publish(office, said.append, "uji")
    rows = stored(version, "capaian")
    rows = rows[(rows["rincian"] == "") & rows["kode_desa"].isin([GUCI, SIGEDONG])]
    cells = zip(rows["indikator"], rows["periode"], rows["kode_desa"], strict=True)
    counts = rows[["numerator", "denominator", "unknown"]].itertuples(index=False, name=None)
    used = stored(version, "terbitan_agregat")[["indikator", "kode_desa"]]
    summary.engine(version).dispose()
    return dict(zip(cells, counts, strict=True)), sorted(map(tuple, used.to_numpy())), said


def test_sums_stand_where_no_list_says_anything(office):
    office.bring(
        "a.csv", [sums(GUCI, "I1", "1.240", "1.602", "12"), sums(SIGEDONG, "I4", "9", "8")]
    )

    found, used, said = published(office)

    assert found["kemutakhiran_24_pct", "2026-10", GUCI] == (1240, 1602, 12)
    assert found["nik_padan_pct", "2026-10", SIGEDONG] == (9, 8, 0)  # above 100 %: not cut
    # No list names Sigedong or Guci: known of neither, as before.
    assert found["musdes_pct", "2026-10", GUCI] == (0, 1, 1)
    assert used == [("kemutakhiran_24_pct", GUCI), ("nik_padan_pct", SIGEDONG)]
    assert "2 angka desa diambil dari berkas agregat." in said


def test_rows_win_where_there_are_both(office):
    office.bring("p.csv", [person(1), person(2)])
    office.bring("m.csv", [meeting()])
    brought = [
        sums(GUCI, "I4", "7", "9"),
        sums(GUCI, "M1", "0", "1"),
        sums(SIGEDONG, "M1", "1", "1"),
    ]
    office.bring("a.csv", [*brought, sums(SIGEDONG, "I4", "7", "9")])

    found, used, said = published(office)

    assert found["nik_padan_pct", "2026-10", GUCI] == (2, 2, 0)  # the two persons
    assert found["musdes_pct", "2026-10", GUCI] == (1, 1, 0)  # the meeting on the list
    assert found["musdes_pct", "2026-10", SIGEDONG] == (1, 1, 0)  # on no list: the office's own
    assert found["nik_padan_pct", "2026-10", SIGEDONG] == (7, 9, 0)
    assert used == [("musdes_pct", SIGEDONG), ("nik_padan_pct", SIGEDONG)]
    assert [line for line in said if line.startswith("2 angka di berkas agregat tidak dipakai")]


def test_no_cell_is_published_twice(office):
    # A number and a code of one indicator: the later file is the one that holds.
    # And the musdes of a desa, counted as unknown before.
    office.bring("a.csv", [sums(GUCI, "I1", "1", "4"), sums(GUCI, "M1", "1", "1")])
    office.bring("b.csv", [sums(GUCI, "kemutakhiran_24_pct", "3", "4")])
    office.bring("c.csv", [sums(GUCI, "kemutakhiran_12_pct", "2", "4")])
    version = publish.publish(office, lambda _: None, "uji")
    rows = stored(version, "capaian")
    assert not rows.duplicated(["indikator", "rincian", "periode", "kode_desa"]).any()
    guci = rows[(rows["kode_desa"] == GUCI) & rows["indikator"].str.startswith("kemut")]
    assert sorted(guci[["indikator", "numerator"]].to_numpy().tolist()) == [
        ["kemutakhiran_12_pct", 2],
        ["kemutakhiran_24_pct", 3],
    ]
    summary.engine(version).dispose()


def test_a_code_of_no_indicator_is_told_and_left(office):
    office.bring("a.csv", [sums(GUCI, "Z9", "1", "4"), sums(GUCI, "I4", "3", "4")])
    found, used, said = published(office)
    assert used == [("nik_padan_pct", GUCI)]
    assert {code for code, _, _ in found} == {"nik_padan_pct", "musdes_pct"}
    assert [line for line in said if "Z9" in line and "tidak dikenal" in line]


@pytest.mark.parametrize("page", written.PAGES)
def test_every_page_works_on_meetings_and_sums_alone(office, page):
    brought = [
        row
        for desa, up_to_date in ((GUCI, "60"), (SIGEDONG, "103"))
        for row in (sums(desa, "I1", up_to_date, "100"), sums(desa, "I4", "380", "400"))
    ]
    for month in ("2026-09", "2026-10"):
        office.bring(f"a{month}.csv", brought, month)
        office.bring(f"m{month}.csv", [meeting(day=f"05/{month[5:]}/2026")], month)
    summary.engine(publish.publish(office, lambda _: None, "uji")).dispose()

    app = written.opened(page)

    assert not app.error
    foot = reading.text(app)
    assert "2 desa dari berkas agregat (Data mutakhir, NIK padan)" in foot
    if page == "ringkasan":
        assert (
            reading.cards(app)["Data mutakhir"][2] == "60 dari 100 KK"
        )  # 103 of 100 is added to nothing
        assert "Verval selesai" in reading.cards(app)


@pytest.mark.parametrize("page", written.PAGES)
def test_every_page_works_where_no_list_says_who_receives(office, page):
    office.bring("a.csv", [person(n) for n in range(1, 40)])
    summary.engine(publish.publish(office, lambda _: None, "uji")).dispose()

    app = written.opened(page, **({"desa": "Guci (Bumijawa)"} if page == "profil" else {}))

    assert not app.error
    if page in ("ringkasan", "cakupan", "inklusi", "eksklusi"):  # nor when anything was updated
        assert "0 dari 39 KK" not in reading.text(app)
    if page == "ringkasan":
        assert "Kapan data keluarga diperbarui belum diketahui." in reading.text(app)
        assert "perlu ditelusuri" not in " ".join(reading.cards(app)["Data mutakhir"])


def test_verval_sums_without_a_campaign_do_not_break_its_page(office):
    office.bring("a.csv", [sums(GUCI, "I2", "60", "100")])
    summary.engine(publish.publish(office, lambda _: None, "uji")).dispose()
    for page in ("verval", "ringkasan", "kelengkapan"):
        app = written.opened(page)
        assert not app.error


def test_a_version_published_before_there_were_sums_is_read(office):
    office.bring("m.csv", [meeting()])
    version = publish.publish(office, lambda _: None, "uji")
    summary.engine(version).dispose()
    store = connections.engine(version.url)
    with store.begin() as connection:
        summary.agregat.drop(connection)
    store.dispose()
    with summary.engine(version).connect() as connection:
        assert read.aggregates(connection, version.number).empty
    assert "berkas agregat" not in reading.text(written.opened())
