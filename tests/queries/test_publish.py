"""What a publish puts in force: complete, adding up, numbered, kept."""

from datetime import date

import pandas as pd
import pytest
from sqlalchemy import func, select, text

from queries import publish, snapshots, summary
from queries.indicators import CATALOGUE
from queries.measure import SUMS
from queries.populations import campaign_targets
from register import check, connections, facts, load, undo
from register.connections import StoreError
from register.schema import (
    aturan,
    individu,
    keluarga,
    kepesertaan,
    kuota,
    metadata,
    sasaran_verval,
    wilayah,
)
from tests import tables
from tests.queries.conftest import stored
from tests.register.written import done, meeting, person, visit
from tests.register.written import text as written

TODAY = date(2026, 11, 2)


def counted(published) -> pd.DataFrame:
    """Return the sums counted from rows: those an office brought as such follow no rule."""
    cell = ["periode", "kode_desa", "indikator"]
    brought = published.table("terbitan_agregat")[cell].assign(dibawa=True)
    sums = published.table("capaian").merge(brought, "left", cell)
    return sums[sums["dibawa"].isna()].drop(columns="dibawa")


class TestSample:
    """The published sample, on both databases."""

    def test_numerator_and_unknown_fit_into_the_denominator(self, published):
        sums = counted(published)
        assert (sums[SUMS] >= 0).all(axis=None)
        sums = sums[sums["indikator"].isin([i.code for i in CATALOGUE if i.is_share])]
        assert (sums["numerator"] + sums["unknown"] <= sums["denominator"]).all()
        assert (sums["denominator"] > 0).all()  # a desa with nothing has no row at all

    def test_desa_add_up_to_the_whole_counted_directly(self, published):
        sums = counted(published)
        whole = sums[sums["rincian"] == ""].groupby(["indikator", "periode"])["denominator"].sum()
        with published.register.connect() as connection:
            for month in published.table("terbitan_periode").itertuples():
                for code, query in _direct(month).items():
                    assert whole[code, month.periode] == connection.scalar(query)

    def test_parts_have_the_denominator_of_their_whole(self, published):
        sums = published.table("capaian")
        whole = [i.code for i in CATALOGUE if i.by == ((),)]  # others are of parts of it
        sums = sums[sums["indikator"].isin(whole)]
        per_part = sums.groupby(["indikator", "periode", "kode_desa"])["denominator"].nunique()
        assert (per_part == 1).all()
        for indicator in CATALOGUE:
            if indicator.by == ((),):
                parts = sums.loc[sums["indikator"] == indicator.code, "rincian"].unique()
                assert set(parts) == {"", *indicator.breakdown}

    def test_outcomes_of_verval_add_up(self, published):
        sums = published.table("capaian").query("indikator == 'verval_pct'")
        by = sums.groupby("rincian")["numerator"].sum()
        assert by["layak"] + by["tidak layak"] + by["tidak ditemukan"] == by[""] > 0

    def test_the_plan_counts_the_workdays_of_the_calendar(self, published):
        """Day by day in plain Python, on the as-of date of every month with a campaign."""
        off = set(published.table("terbitan_libur")["tanggal"].astype(str))
        dates = published.table("kegiatan").set_index("kegiatan")
        months = published.table("terbitan_periode").dropna(subset="kegiatan")
        assert "2026-08-17" in off
        assert len(months)
        for month in months.itertuples():
            begin, end = (pd.Timestamp(dates.loc[month.kegiatan, c]) for c in ("mulai", "batas"))
            days = [begin + pd.Timedelta(days=n) for n in range((end - begin).days + 1)]
            work = [d for d in days if d.day_of_week < 5 and str(d.date()) not in off]
            passed = sum(day <= pd.Timestamp(month.tanggal_acuan) for day in work)
            assert month.rencana_pct == pytest.approx(100 * passed / len(work))

    def test_the_calendar_reaches_a_year_beyond_the_last_deadline(self, published):
        days = published.table("terbitan_libur")["tanggal"].astype(str)
        last = published.table("kegiatan")["batas"].astype(str).max()
        assert days.max() >= f"{int(last[:4]) + 1}-12-25"

    def test_officers_at_work_are_no_more_than_families_done(self, published):
        keys = ["kegiatan", "kode_desa"]
        at_work = published.table("verval_laju")
        done = published.table("verval_harian").groupby(keys)["jumlah"].sum()
        assert (at_work["jumlah_petugas"] > 0).all()
        # a second visit of a family is another day of an officer's, so a few more are possible
        total = at_work.groupby(keys)["jumlah_petugas"].sum()
        assert total.sum() <= 1.05 * done.sum()
        assert set(total.index) <= set(done.index)

    def test_days_cumulate_to_the_indicator(self, published):
        newest = published.table("terbitan_periode").iloc[-1]
        days = published.table("verval_harian").query("kegiatan == @newest.kegiatan")
        targets = published.table("verval_sasaran").query("kegiatan == @newest.kegiatan")
        sums = published.table("capaian").query(
            "indikator == 'verval_pct' and rincian == '' and periode == @newest.periode"
        )
        assert (pd.to_datetime(days["tanggal"]) <= pd.Timestamp(newest.tanggal_acuan)).all()
        by_desa = days.groupby("kode_desa")["jumlah"].sum()
        indicator = sums.set_index("kode_desa")
        assert by_desa.to_dict() == indicator.query("numerator > 0")["numerator"].to_dict()
        assert targets.set_index("kode_desa")["sasaran"].to_dict() == (
            indicator["denominator"].to_dict()
        )

    def test_days_cumulate_to_earlier_months_too(self, published):
        # A family counts from the day of its first result, so the past does not change.
        months = published.table("terbitan_periode")
        same = months[months["kegiatan"] == months["kegiatan"].iloc[-1]]
        days = published.table("verval_harian").query("kegiatan == @same.kegiatan.iloc[-1]")
        sums = published.table("capaian").query("indikator == 'verval_pct' and rincian == ''")
        assert len(same) > 1
        for month in same.itertuples():
            until = pd.to_datetime(days["tanggal"]) <= pd.Timestamp(month.tanggal_acuan)
            found = sums.loc[sums["periode"] == month.periode, "numerator"].sum()
            assert days.loc[until, "jumlah"].sum() == found

    def test_every_desa_is_there(self, published):
        areas = published.table("terbitan_wilayah")
        assert areas["tingkat"].value_counts().to_dict() == {
            "desa": 281,
            "kecamatan": 18,
            "kelurahan": 6,
            "kabupaten": 1,
        }
        desa = areas[areas["tingkat"].isin(["desa", "kelurahan"])]
        assert len(desa) == 287
        assert desa.notna().all(axis=None)
        assert set(desa["kode_induk"]) == set(areas.query("tingkat == 'kecamatan'")["kode"])
        assert not desa.duplicated(["petak_kolom", "petak_baris"]).any()

    def test_months_and_record(self, published):
        months = published.table("terbitan_periode")
        assert months["periode"].tolist() == ["2026-08", "2026-09", "2026-10"]
        assert months["era"].tolist() == ["DTSEN"] * 3
        assert months["rencana_pct"].between(0, 100).all()
        assert months["rencana_pct"].is_monotonic_increasing
        record = published.table("terbitan").iloc[0]
        assert bool(record["contoh"]) is True
        assert pd.Timestamp(record["tanggal_data"]) == pd.Timestamp("2026-10-31")
        newest = [path.name for month, path in published.files if month == "2026-10"]
        assert record["baris_ditolak"] == sum(len(published.rejected.get(n, [])) for n in newest)


def _direct(month) -> dict:
    """The denominators once more, each counted over the whole kabupaten by itself."""
    families = select(func.count()).where(keluarga.c.periode == month.periode, keluarga.c.aktif)
    people = select(func.count()).where(individu.c.periode == month.periode, individu.c.aktif)
    targets = select(func.count()).where(sasaran_verval.c.kegiatan == month.kegiatan)
    desa = select(func.count()).where(wilayah.c.tingkat.in_(("desa", "kelurahan")))
    return {
        "kemutakhiran_24_pct": families,
        "kemutakhiran_12_pct": families,
        "isian_lengkap_pct": families,
        "nik_padan_pct": people,
        "verval_pct": targets,
        "musdes_pct": desa,
    }


@pytest.fixture(params=["duckdb", "postgresql"])
def summary_store(request, data_dir, monkeypatch) -> str:
    """An empty summary store, SUMMARY_URL naming it, once on each database."""
    if request.param == "duckdb":
        address = f"duckdb:///{data_dir / 'summary'}"
    else:
        address = request.getfixturevalue("postgres_url")
    monkeypatch.setenv("SUMMARY_URL", address)
    return address


@pytest.fixture
def small(data_dir, tmp_path):
    """A register of a few rows, on DuckDB, and a function that loads one more file into it."""
    register = connections.engine(f"duckdb:///{data_dir / 'register.duckdb'}")
    facts.prepare(register)

    def add(name: str, rows: list[dict], periode: str = "2026-10") -> None:
        load.load(register, written(tmp_path / name, rows, ";"), periode, TODAY)

    add("a.csv", [person(1), person(2)])
    register.add = add
    yield register
    register.dispose()


def families(version: summary.Version) -> dict[str, int]:
    """Return periode → active families of a version."""
    sums = stored(version, "capaian").query("indikator == 'kemutakhiran_24_pct'")
    return sums.groupby("periode")["denominator"].sum().to_dict()


def test_what_was_undone_is_not_told(small):
    bad = [person(3), person(4, NIK="1")]
    small.add("b.csv", [row | {"DESA/KELUARAHAN": "SIGEDONG"} for row in bad])
    refused = [
        stored(publish.publish(small, lambda _: None, "uji"), "terbitan")["baris_ditolak"][0]
    ]
    undo.undo(small, 2, "uji", TODAY)
    record = stored(publish.publish(small, lambda _: None, "uji"), "terbitan")
    refused.append(record["baris_ditolak"][0])
    assert refused == [1, 0]
    assert record["muatan_id"].tolist() == [1]


def test_what_was_refused_of_a_file_replaced_in_part_is_told(small):
    sigedong = {"DESA/KELUARAHAN": "SIGEDONG"}
    small.add("b.csv", [person(3) | sigedong, person(5), person(4, NIK="1") | sigedong])
    small.add("c.csv", [person(5, NAMA="REKAAN LAIN")])  # Guci alone
    record = stored(publish.publish(small, lambda _: None, "uji"), "terbitan")
    assert record["baris_ditolak"].tolist() == [1]
    small.add("d.csv", [person(3) | sigedong])
    record = stored(publish.publish(small, lambda _: None, "uji"), "terbitan")
    assert record["baris_ditolak"].tolist() == [0]


def test_nothing_published_yet(summary_store):
    with pytest.raises(StoreError, match="python -m queries publish"):
        summary.current()
    assert summary.ready() is False


def test_nothing_to_publish(summary_store, data_dir):
    register = connections.engine(f"duckdb:///{data_dir / 'register.duckdb'}")
    facts.prepare(register)
    with pytest.raises(StoreError, match="masih kosong"):
        publish.publish(register, lambda _: None, "uji")
    with pytest.raises(StoreError):
        summary.current()


def test_versions_are_numbered_and_kept(summary_store, small):
    first = publish.publish(small, lambda _: None, "uji")
    assert summary.current() == first
    assert summary.ready()
    reader = summary.engine(first).connect()
    before = {name: stored(first, name) for name in summary.metadata.tables}
    assert families(first) == {"2026-10": 2}

    small.add("b.csv", [person(3, DESA_KELUARAHAN="SIGEDONG")])
    second = publish.publish(small, lambda _: None, "uji")

    assert (first.number, second.number) == (1, 2)
    assert summary.current() == second
    assert families(second) == {"2026-10": 3}
    # "Since the last rakor" compares two of them: the first is all there, as it was.
    for name, rows in before.items():
        pd.testing.assert_frame_equal(stored(first, name), rows)
    # A page that was reading the first goes on reading it.
    held = select(func.count()).select_from(summary.capaian).where(summary.capaian.c.versi == 1)
    assert reader.scalar(held) == len(stored(first, "capaian"))
    reader.close()
    for version in (first, second):
        summary.engine(version).dispose()


def test_a_publish_that_fails_leaves_the_old_in_force(summary_store, small, monkeypatch):
    first = publish.publish(small, lambda _: None, "uji")
    small.add("b.csv", [person(3, DESA_KELUARAHAN="SIGEDONG")])

    last = len(summary.metadata.tables)
    for place in (1, 2, last // 2, last):
        calls = []

        def failing(*arguments, place=place, calls=calls):
            calls.append(1)
            if len(calls) == place:
                raise OSError("disk full")
            return connections.bulk_insert(*arguments)

        monkeypatch.setattr(summary, "bulk_insert", failing)
        with pytest.raises(OSError, match="disk full"):
            publish.publish(small, lambda _: None, "uji")
        assert summary.current() == first
        assert families(first) == {"2026-10": 2}

    monkeypatch.undo()
    monkeypatch.setenv("SUMMARY_URL", summary_store)
    assert families(publish.publish(small, lambda _: None, "uji")) == {"2026-10": 3}


def test_an_import_during_a_publish_is_not_in_it(register_engine, tmp_path):
    """All periode of a publish are of one moment, whatever is loaded while it counts."""
    facts.prepare(register_engine)
    for periode in ("2026-09", "2026-10"):
        path = written(tmp_path / f"{periode}.csv", [person(1)], ";")
        load.load(register_engine, path, periode, TODAY)
    more = written(tmp_path / "more.csv", [person(n) for n in range(1, 5)], ";")

    def loading(_words):
        load.load(register_engine, more, "2026-10", TODAY)

    version = publish.publish(register_engine, loading, "uji")

    assert families(version) == {"2026-09": 1, "2026-10": 1}
    assert stored(version, "terbitan")["muatan_id"].tolist() == [2]
    summary.engine(version).dispose()


def test_days_and_targets_of_a_hand_written_campaign(small):
    small.add("v.csv", [visit(1), done(2, day="10/08/2026"), visit(3)], "2026-08")
    later = [done(1, "12/10/2026", "Tidak Layak"), done(2, "12/10/2026", "Tidak Ditemukan")]
    small.add("w.csv", [*later, done(9, "12/10/2026")], "2026-10")
    with small.connect() as connection:
        rows = connection.execute(campaign_targets("Verval Uji", date(2026, 10, 31))).all()
    assert {(row.selesai_pada, row.hasil) for row in rows} == {
        (date(2026, 10, 12), "tidak layak"),
        (date(2026, 8, 10), "tidak ditemukan"),  # done on its first day, as its last result
        (None, None),
    }

    version = publish.publish(small, lambda _: None, "uji")
    targets = stored(version, "verval_sasaran")
    assert targets[["kode_desa", "sasaran"]].to_numpy().tolist() == [["33.28.02.2001", 3]]
    assert stored(version, "verval_harian")["jumlah"].tolist() == [1, 1]
    assert stored(version, "terbitan_periode")["kegiatan"].tolist() == ["Verval Uji"] * 2
    summary.engine(version).dispose()


class TestOfficeDatabase:
    """An office's own PostgreSQL, its tables named otherwise, ours supplied as views."""

    @pytest.fixture
    def office(self, postgres_url, tmp_path):
        engine = connections.engine(postgres_url)
        facts.prepare(engine)
        for name, rows in {
            "a.csv": [person(1), person(2)],
            "v.csv": [visit(1), done(2)],
            "m.csv": [meeting()],
        }.items():
            load.load(engine, written(tmp_path / name, rows, ";"), "2026-10", TODAY)
        with engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA kantor"))
            for name in metadata.tables:
                connection.execute(text(f"ALTER TABLE {name} SET SCHEMA kantor"))
                connection.execute(text(f"CREATE VIEW {name} AS TABLE kantor.{name}"))
        yield engine
        engine.dispose()

    def test_fits_and_is_published(self, office):
        assert not check.examine(office).wrong
        version = publish.publish(office, lambda _: None, "uji")
        assert families(version) == {"2026-10": 2}
        summary.engine(version).dispose()

    def test_its_tables_are_left_alone(self, office):
        facts.prepare(office)
        with office.connect() as connection:
            kinds = connection.execute(
                text(
                    "SELECT table_type FROM information_schema.tables "
                    "WHERE table_schema = 'public' AND table_name <> 'versi_skema'"
                )
            ).scalars()
            assert set(kinds) == {"VIEW"}

    @pytest.mark.parametrize(
        ("view", "finding"),
        [
            (None, "tidak ada; bila kantor tidak memilikinya"),
            ("SELECT kode_desa, tanggal, periode FROM kantor.musdes", "kolom nomor_ba tidak ada"),
            (
                "SELECT periode, kode_desa, tanggal::text, nomor_ba, ba_diunggah, muatan_id "
                "FROM kantor.musdes",
                "kolom tanggal bertipe TEXT, seharusnya DATE",
            ),
        ],
    )
    def test_what_does_not_fit_is_told(self, office, view, finding):
        with office.begin() as connection:
            connection.execute(text("DROP VIEW musdes"))
            if view:
                connection.execute(text(f"CREATE VIEW musdes AS {view}"))
        found = check.examine(office).findings
        assert any(line.text.startswith(finding) for line in found), found
        assert {line.table for line in found} == {"musdes"}

    def test_contents_that_do_not_fit_are_told(self, office):
        with office.begin() as connection:
            connection.execute(
                text("UPDATE kantor.keluarga SET kode_desa = '33.29.01.2001' WHERE no_kk LIKE '%2'")
            )
            connection.execute(text("INSERT INTO kantor.individu SELECT * FROM kantor.individu"))
        found = {(line.table, line.text) for line in check.examine(office).findings}
        assert ("keluarga", "1 kode_desa tidak ada di wilayah: 33.29.01.2001 …") in found
        twice = "2 tercatat lebih dari sekali (periode + keluarga_id + individu_id)"
        assert ("individu", twice) in found


def test_snapshot_without_campaign_still_counts_the_rest(small):
    version = publish.publish(small, lambda _: None, "uji")
    codes = set(stored(version, "capaian")["indikator"])
    # Nobody was visited, and without a list nobody knows who receives anything.
    absent = {"verval_pct", "tidak_layak_bulan_pct", "status_bermasalah_pct", "luar_desil_pct"}
    absent |= {"cakupan_kk_pct", "cakupan_jiwa_pct", "belum_menerima_pct"}
    assert codes == {indicator.code for indicator in CATALOGUE} - absent
    months = stored(version, "terbitan_periode")
    assert months["kegiatan"].isna().all()
    assert months["rencana_pct"].isna().all()
    summary.engine(version).dispose()


RULES = """
    jenis       | program | era   | peran    | nilai_sampai | berlaku_dari | berlaku_sampai
    batas desil | PKH     | DTKS  |          | 2            | 2019-08-01   | 2025-01-31
    batas desil | PKH     | DTSEN |          | 4            | 2025-02-01   | 2026-01-28
    batas desil | PKH     | DTSEN |          | 1            | 2026-01-29   |
    batas desil | BPNT    |       |          | 3            | 2019-08-01   | # any era
    batas desil | BPNT    | DTSEN |          | 2            | 2026-01-29   | # begun later
    batas desil |         | DTSEN | pengusul | 5            | 2026-01-29   | # of proposers
    batas desil | PBI-JK  | DTSEN | pengusul | 5            | 2026-01-29   | # likewise
    ambang      | I1      |       |          | 75           | 2015-01-01   | # no limit
"""
MONTHS = """
    periode | era   | tanggal_acuan
    2025-01 | DTKS  | 2025-01-31
    2026-01 | DTSEN | 2026-01-28
    2026-02 | DTSEN | 2026-01-29
"""


def test_rules_and_programmes_of_a_month(register_engine):
    member = {"kode_desa": "x", "status": "YA", "muatan_id": 1}
    with register_engine.connect() as connection:
        tables.fill(connection, aturan, RULES, dasar="d", sumber="s")
        for month, program in (("2026-01", "PKH"), ("2026-01", "BPNT"), ("2026-02", "BLT-DD")):
            row = {"periode": month, "program": program, "keluarga_id": "k"}
            connection.execute(kepesertaan.insert(), member | row)
        months = pd.DataFrame(tables.rows(MONTHS))
        found = snapshots.of(connection, months, snapshots.campaigns(connection))

    assert [dict(each.limits) for each in found] == [
        {"PKH": 2, "BPNT": 3},
        {"PKH": 4, "BPNT": 3},  # the day before the new rule
        {"PKH": 1, "BPNT": 2},
    ]
    assert [each.programmes for each in found] == [(), ("BPNT", "PKH"), ("BLT-DD",)]
    table = snapshots.limits_table(found)
    assert table[table["periode"] == "2026-01"].set_index("program")["desil_sampai"].to_dict() == {
        "PKH": 4,
        "BPNT": 3,
        "": 4,  # the widest of those that go by family
    }


QUOTAS = """
    program | kode_wilayah | jumlah | satuan | berlaku_dari | berlaku_sampai
    PKH     | 33.28        | 100    | KK     | 2020-01-01   | 2026-01-28     # its last day counts
    PKH     | 33.28        | 120    | KK     | 2026-01-29   |
    BPNT    | 00           | 900    | KK     | 2026-01-01   |
"""


def test_each_month_has_the_quotas_of_its_day(register_engine):
    with register_engine.connect() as connection:
        tables.fill(connection, kuota, QUOTAS, sumber="s")
        months = pd.DataFrame(tables.rows(MONTHS))
        found = snapshots.of(connection, months, snapshots.campaigns(connection))
        published = publish.quotas(connection, found)

    told = published[["periode", "program", "jumlah"]].to_numpy().tolist()
    assert told == [
        ["2025-01", "PKH", 100],
        ["2026-01", "BPNT", 900],
        ["2026-01", "PKH", 100],
        ["2026-02", "BPNT", 900],
        ["2026-02", "PKH", 120],
    ]
