"""Published figures equal the truth the sample was made from, and the planted cases are found.

The truth comes from the simulation's arrays; the figures go the whole way: files, command line,
register, SQL, summary.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from queries import estimates, officers, read
from queries.indicators import COMPLETENESS
from register import connections
from tests.conftest import command_line

KEYS = ["indikator", "rincian", "kode_desa", "periode"]
SUMS = ["numerator", "denominator", "unknown"]
NEWEST = "2026-10"


@dataclass
class Sample:
    """A published sample and what is true of it."""

    data: Path
    truth: Path

    def figures(self) -> pd.DataFrame:
        (version,) = (self.data / "summary").glob("summary-*.duckdb")
        with duckdb.connect(str(version), read_only=True) as summary:
            return summary.table("capaian").df().set_index(KEYS)[SUMS].sort_index()

    def true(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.truth / f"{name}.csv", dtype=str, keep_default_na=False)

    def true_figures(self) -> pd.DataFrame:
        counts = self.true("angka").set_index(KEYS)[SUMS]
        return counts.astype(int).sort_index()

    def desa(self, case: str) -> set[str]:
        """The desa of a planted case."""
        planted = self.true("kasus")
        return set(planted.loc[planted["kasus"] == case, "kode_desa"])

    def register(self, query: str) -> pd.DataFrame:
        with duckdb.connect(str(self.data / "register.duckdb"), read_only=True) as register:
            return register.sql(query).df()


@pytest.fixture(scope="module")
def made(sample_data: Path) -> Sample:
    """2,000 families, July to October 2026."""
    return Sample(sample_data, sample_data.parent / "kebenaran")


@pytest.fixture(scope="module")
def crossing(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """1,200 families, January to March 2025: DTKS becomes DTSEN in February."""
    folder = tmp_path_factory.mktemp("lintas")
    run = command_line(folder / "data")
    months = ("--lintas-era", "--months", "3", "--last", "2025-03", "--families", "1200")
    apart = ("--out", f"{folder}/contoh", "--kebenaran", f"{folder}/kebenaran")
    run("register", "sample", *months, *apart)
    run("register", "import", f"{folder}/contoh")
    run("queries", "publish", "--tetap", "uji")
    return Sample(folder / "data", folder / "kebenaran")


@pytest.fixture(params=["made", "crossing"])
def any_sample(request: pytest.FixtureRequest) -> Sample:
    return request.getfixturevalue(request.param)


def test_every_published_count_is_the_truth(any_sample):
    found, true = any_sample.figures(), any_sample.true_figures()
    # Of the other indicators the truth is counted from the files themselves: tests/oracle.
    codes = true.index.get_level_values("indikator").unique()
    assert set(codes) == {i.code for i in COMPLETENESS} - {"keluarga_ganjil_pct"}
    found = found[found.index.get_level_values("indikator").isin(codes)]

    assert len(true) > 10_000
    assert list(found.index) == list(true.index)
    wrong = (found != true).any(axis=1)
    assert found[wrong].compare(true[wrong]).to_dict("index") == {}


def newest(sample: Sample, code: str) -> pd.DataFrame:
    return sample.figures().xs((code, "", NEWEST), level=["indikator", "rincian", "periode"])


def test_three_desa_never_meet_and_two_are_on_no_list(made):
    met = made.figures().loc["musdes_pct"].xs("", level="rincian")
    silent = met.groupby("kode_desa")[["numerator", "unknown"]].sum()

    never = set(silent.index[silent["numerator"] == 0])
    assert made.desa("tidak pernah musdes") <= never
    assert len(made.desa("tidak pernah musdes")) == 3
    # The others that held none in these four months stopped three to seven months ago.
    stopped = made.desa("berhenti musdes") | made.desa("tidak ada pada daftar musdes")
    assert never - made.desa("tidak pernah musdes") <= stopped
    unlisted = silent.index[silent["unknown"] > 0]
    assert set(unlisted) == made.desa("tidak ada pada daftar musdes")


def test_the_kecamatan_with_old_data_is_far_behind_all_others(made):
    updated = newest(made, "kemutakhiran_24_pct")
    per_kecamatan = updated.groupby(updated.index.str[:8]).sum()
    rate = per_kecamatan["numerator"] / per_kecamatan["denominator"]

    assert {kode[:8] for kode in made.desa("data lama")} == {rate.idxmin()}
    assert rate.min() < rate.nsmallest(2).iloc[1] - 0.15


def test_one_desa_has_an_update_rate_above_100_percent(made):
    updated = newest(made, "kemutakhiran_24_pct")

    above = set(updated.index[updated["numerator"] > updated["denominator"]])
    assert above == made.desa("pemutakhiran di atas 100 %")
    (kode,) = above
    assert kode not in newest(made, "nik_padan_pct").index  # it sent its recap alone


def test_eight_desa_have_not_begun(made):
    done = newest(made, "verval_pct")

    assert made.desa("belum mulai verval") <= set(done.index[done["numerator"] == 0])
    assert len(made.desa("belum mulai verval")) == 8


def test_the_officer_who_always_says_layak_is_in_the_register(made):
    (kode,) = made.desa("petugas selalu layak")
    cases = made.true("kasus").set_index("kasus")
    name = cases.loc["petugas selalu layak", "keterangan"].split(" ", 1)[1]
    visits = made.register("SELECT kode_desa, petugas, hasil FROM verval")
    own = visits[(visits["kode_desa"] == kode) & (visits["petugas"] == name)]

    assert len(own) >= 5
    assert set(own["hasil"]) == {"layak"}
    assert (visits["hasil"] != "layak").mean() > 0.1
    staff = made.register("SELECT kode_desa, nama FROM petugas")
    assert ((staff["kode_desa"] == kode) & (staff["nama"] == name)).any()


def test_desa_without_an_operator_are_found(made):
    (version,) = (made.data / "summary").glob("summary-*.duckdb")
    with duckdb.connect(str(version), read_only=True) as summary:
        lists = summary.table("terbitan_petugas").df()
        places = summary.table("terbitan_wilayah").df()
    desa = places.loc[places["tingkat"].isin(["desa", "kelurahan"]), "kode"]
    newest = lists[lists["periode"] == NEWEST]
    counts = officers.of_role(newest, officers.OPERATOR, desa)

    absent = counts.index[officers.operator_states(counts) == officers.ABSENT]

    assert set(absent) == made.desa("tanpa operator")
    assert len(absent) == 41  # a seventh of 287


def test_rows_under_an_unknown_desa_wait(made):
    (kode,) = made.desa("nama desa tidak dikenal")
    waiting = made.register("SELECT DISTINCT kode_kecamatan, desa_tertulis FROM karantina")

    assert waiting["kode_kecamatan"].tolist() == [kode[:8]]


def test_the_dead_the_moved_and_the_doubled_are_still_registered(made):
    people = made.register("SELECT periode, keluarga_id, kode_desa FROM individu")
    people = people[people["periode"] == NEWEST]
    registered = set(zip(people["keluarga_id"], people["kode_desa"], strict=True))
    cases = made.true("kasus")
    over_full = made.desa("pemutakhiran di atas 100 %")
    for case in ("penerima PBI-JK meninggal", "penerima pindah", "NIK ganda"):
        own = cases[(cases["kasus"] == case) & ~cases["kode_desa"].isin(over_full)]
        assert len(own) > 0, case
        assert set(zip(own["no_kk"], own["kode_desa"], strict=True)) <= registered, case


def test_the_pocket_holds_more_unregistered_poor_and_fewer_recipients(made):
    state = made.true("keadaan")
    state = state[state["periode"] == NEWEST].set_index("kode_desa").drop(columns="periode")
    pocket = state.index.isin(made.desa("kantong exclusion"))
    inside, elsewhere = state[pocket].astype(int).sum(), state[~pocket].astype(int).sum()

    assert len({kode[:8] for kode in made.desa("kantong exclusion")}) == 2
    for sums, limit in ((inside, "pocket"), (elsewhere, "elsewhere")):
        unseen = sums["miskin_tak_terdaftar"] / (sums["miskin_tak_terdaftar"] + sums["layak"])
        reached = sums["layak_menerima"] / sums["layak"]
        assert (unseen > 0.15) == (limit == "pocket")
        assert (reached < 0.35) == (limit == "pocket")


def test_the_truth_is_no_part_of_the_import(made):
    files = {path.name for path in made.truth.iterdir()}

    assert files == {"angka.csv", "keadaan.csv", "kasus.csv", "usulan.csv"}
    assert not files & {path.name for path in (made.data / "contoh").iterdir()}


def test_the_change_of_era_breaks_the_series(crossing):
    families = crossing.register("SELECT periode, keluarga_id FROM keluarga")
    by_month = families.groupby("periode")["keluarga_id"].agg(set)
    before, after, later = by_month["2025-01"], by_month["2025-02"], by_month["2025-03"]
    eras = crossing.register("SELECT periode, era FROM periode ORDER BY periode")

    assert eras["era"].tolist() == ["DTKS", "DTSEN", "DTSEN"]
    assert len(before - after) > 0.04 * len(before)
    assert len(after - before) > 0.04 * len(after)
    assert len(after - later) < 0.02 * len(after)
    ranked = crossing.register("SELECT periode, keluarga_id, desil FROM pemeringkatan")
    assert set(ranked["periode"]) == {"2025-02"}
    assert len(after - set(ranked["keluarga_id"])) == 0
    assert ranked["desil"].isna().mean() < 0.05


def test_programmes_are_cut_by_desil_in_the_new_era(crossing):
    members = crossing.register(
        "SELECT m.periode, r.desil FROM kepesertaan m JOIN pemeringkatan r USING (keluarga_id) "
        "WHERE m.program = 'PKH' AND r.desil IS NOT NULL"
    )
    above = members["desil"].gt(4).groupby(members["periode"]).mean()

    assert above["2025-01"] > 2 * above["2025-02"]
    assert above["2025-02"] < 0.1


def test_the_officers_judgement_is_weighted_up_to_all_families(made):
    """The estimate must be near what a visit to everybody would have said: the planted truth, and
    the officers' slips, which the sample makes too."""
    state = made.true("keadaan")
    now = state[state["periode"] == NEWEST].drop(columns=["periode", "kode_desa"]).astype(int).sum()
    (version,) = (made.data / "summary").glob("summary-*.duckdb")
    store = connections.engine(f"duckdb:///{version}", read_only=True)
    with store.connect() as connection:
        strata = read.strata(connection, 1, NEWEST)
    store.dispose()
    found = estimates.registered_ineligible(strata, "33.28")
    truly = 1 - now["layak"] / now["terdaftar"]
    # Of those not layak 40 % are written as layak, and 4 % of all are taken for the other kind:
    # (truly * 0.96 + (1 - truly) * 0.04) * 0.6 (register/sample/visits.py).
    expected = 0.6 * (0.96 * truly + 0.04 * (1 - truly))
    assert found.lower - 0.02 < expected < found.upper + 0.02

    naive = strata[strata["program"] == ""][["layak", "tidak_layak"]].sum()
    naive = naive["tidak_layak"] / naive.sum()
    assert abs(found.value - expected) < abs(naive - expected)
