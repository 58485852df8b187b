"""Desa that stand out: all the planted ones, and next to none where nothing is wrong."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from queries import alerts, estimates, evidence, read
from queries.indicators.verval import CAPAIAN_VERVAL
from queries.measure import SUMS
from register import connections
from tests.conftest import command_line

MONTH = "2026-10"
KECAMATAN = np.repeat(np.arange(18), 16)[:287]  # eighteen, of sixteen desa or fifteen


def quiet_month(chance: np.random.Generator, rates: dict, sizes: dict) -> dict[str, pd.DataFrame]:
    """Every desa as it always is: only chance moves its sums."""
    index = [f"{kecamatan:02}.{n:03}" for n, kecamatan in enumerate(KECAMATAN)]
    return {
        code: pd.DataFrame(
            {"numerator": chance.binomial(sizes[code], rate), "denominator": sizes[code]},
            index=index,
        ).assign(unknown=0)
        for code, rate in rates.items()
    }


def test_at_most_five_flags_a_kecamatan_where_nothing_changes():
    chance = np.random.default_rng(4)
    levels = {"isian_lengkap_pct": 0.82, "nik_padan_pct": 0.96, "status_bermasalah_pct": 0.02}
    levels |= {"kemutakhiran_12_pct": 0.6, "kemutakhiran_24_pct": 0.75, "luar_desil_pct": 0.2}
    levels |= {"belum_menerima_pct": 0.2, "keluarga_ganjil_pct": 0.01}
    assert {indicator.code for indicator in alerts.JUDGED} == set(levels)
    # Desa differ, as they do: a standard deviation of a fifth of what it could be at most.
    rates = {code: chance.beta(24 * p, 24 * (1 - p), 287) for code, p in levels.items()}
    sizes = {code: chance.integers(40, 900, 287) for code in levels}
    most, every = 0, []
    for _ in range(100):
        found = alerts.flags(quiet_month(chance, rates, sizes))
        per_kecamatan = found.groupby(found["kode_desa"].str[:2]).size()
        most = max(most, per_kecamatan.max())
        every.append(len(found))

    assert most <= 5
    assert np.mean(every) < 18  # fewer than one a kecamatan and month
    assert max(every) > 0  # or the test would not see a rule that flags nothing


@pytest.fixture(scope="module")
def default_size(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published month of 60,000 families, so that most desa have 30 of each kind."""
    folder = tmp_path_factory.mktemp("bawaan")
    run = command_line(folder / "data")
    size = ("--families", "60000", "--months", "1", "--last", MONTH, "--seed", "5")
    apart = ("--out", f"{folder}/contoh", "--kebenaran", f"{folder}/kebenaran")
    run("register", "sample", *size, *apart)
    run("register", "import", f"{folder}/contoh")
    run("queries", "publish", "--tetap", "uji")
    return folder


@pytest.fixture(scope="module")
def sums(default_size: Path) -> dict[str, pd.DataFrame]:
    (version,) = (default_size / "data" / "summary").glob("summary-*.duckdb")
    store = connections.engine(f"duckdb:///{version}", read_only=True)
    wanted = [*alerts.JUDGED, CAPAIAN_VERVAL]
    with store.connect() as connection:
        rows = {i.code: read.sums(connection, 1, i.code) for i in wanted}
        areas = read.areas(connection, 1).set_index("kode")
    store.dispose()
    found = {
        code: table[table["rincian"] == ""].set_index("kode_desa")[SUMS]
        for code, table in rows.items()
    }
    return found | {"areas": areas}


@pytest.fixture(scope="module")
def planted(default_size: Path) -> dict[str, set[str]]:
    cases = pd.read_csv(default_size / "kebenaran" / "kasus.csv", dtype=str)
    return cases.groupby("kasus")["kode_desa"].agg(set).to_dict()


def flagged(sums: dict[str, pd.DataFrame], code: str) -> set[str]:
    found = alerts.flags({i.code: sums[i.code] for i in alerts.JUDGED})
    return set(found.loc[found["indikator"] == code, "kode_desa"])


def test_the_kecamatan_with_old_data_is_found_whole_and_alone(sums, planted):
    assert flagged(sums, "kemutakhiran_24_pct") == planted["data lama"]


def test_the_pocket_is_found_whole_and_alone(sums, planted):
    assert flagged(sums, "belum_menerima_pct") == planted["kantong exclusion"]


def test_the_pocket_is_a_pocket(sums, planted):
    found = estimates.pockets(sums["belum_menerima_pct"], beside(sums["areas"]))
    inside = set(found.table.index[found.table["pocket"]])
    near = planted["kantong exclusion"]
    near |= {kode for desa in near for kode in beside(sums["areas"])[desa]}

    assert found.p_global < 0.05
    assert inside & planted["kantong exclusion"]
    assert inside <= near


def beside(areas: pd.DataFrame) -> dict[str, list[str]]:
    """Return who lies next to whom in the peta petak; odd rows are shifted right by half."""
    placed = areas[areas["petak_kolom"].notna()]
    at = {(int(r.petak_kolom), int(r.petak_baris)): kode for kode, r in placed.iterrows()}
    found = {}
    for (x, y), kode in at.items():
        shift = y % 2
        around = [(x - 1, y), (x + 1, y)]
        around += [(x - 1 + shift + step, y + row) for row in (-1, 1) for step in (0, 1)]
        found[kode] = [at[place] for place in around if place in at]
    return found


def test_those_who_have_not_begun_are_far_below_the_plan(sums, planted):
    verval = sums["verval_pct"]
    states = pd.Series(evidence.states(CAPAIAN_VERVAL, verval, 80.0), index=verval.index)
    enough = {
        kode for kode in planted["belum mulai verval"] if verval.loc[kode, "denominator"] >= 30
    }
    assert len(enough) >= 5
    assert set(states[list(enough)]) == {evidence.ACT}


def test_numbers_above_100_percent_are_no_matter_of_flags(sums, planted):
    (kode,) = planted["pemutakhiran di atas 100 %"]
    update = sums["kemutakhiran_24_pct"].loc[kode]
    assert update["numerator"] > update["denominator"]
    assert kode not in flagged(sums, "kemutakhiran_24_pct")
    # Nor are they the average of the others.
    with_it = alerts.flags({"kemutakhiran_24_pct": sums["kemutakhiran_24_pct"]})
    without = alerts.flags({"kemutakhiran_24_pct": sums["kemutakhiran_24_pct"].drop(kode)})
    assert with_it["kode_desa"].tolist() == without["kode_desa"].tolist()


def test_nothing_counted_flags_nothing():
    empty = pd.DataFrame({name: [0] * 287 for name in SUMS}, index=[f"k{n}" for n in range(287)])
    assert alerts.flags({"nik_padan_pct": empty}).empty
    assert alerts.flags({}).empty
