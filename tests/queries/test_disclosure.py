"""What is for everybody: cells worked by hand, and readers who try to find out the rest."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from queries import disclosure, read, summary
from queries.disclosure import CELL, FIGURES, FOR_ANOTHER, SHOWN
from queries.measure import SUMS
from tests.methods.attack import Reader, ranges, recovered
from tests.pages import written

ABOVE = {"33.28.01.2001": "33.28.01", "33.28.01.2002": "33.28.01", "33.28.02.1003": "33.28.02"}
ABOVE |= {"33.28.02.2004": "33.28.02", "33.28.01": "33.28", "33.28.02": "33.28"}


def sums(cells: dict, code: str = "kemutakhiran_24_pct", part: str = "") -> pd.DataFrame:
    """Return rows as table `capaian` from {(desa, month): (numerator, denominator, unknown)}."""
    rows = [(code, part, month, desa, *counts) for (desa, month), counts in cells.items()]
    return pd.DataFrame(rows, columns=["indikator", "rincian", "periode", "kode_desa", *SUMS])


def places(above: dict) -> pd.DataFrame:
    levels = {5: "kabupaten", 8: "kecamatan", 13: "desa"}
    rows = [
        (kode, levels[len(kode)], above.get(kode)) for kode in sorted({*above, *above.values()})
    ]
    return pd.DataFrame(rows, columns=["kode", "tingkat", "kode_induk"])


def months(*ends: date) -> pd.DataFrame:
    return pd.DataFrame({"periode": [f"{d:%Y-%m}" for d in ends], "tanggal_acuan": ends})


SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)


def opened(rows: pd.DataFrame, before: pd.DataFrame | None, monkeypatch, *ends) -> pd.DataFrame:
    """Return the cells for everybody after a version that said `before`."""
    earlier = pd.DataFrame(columns=disclosure.COLUMNS) if before is None else before
    monkeypatch.setattr(disclosure, "_before", lambda _: earlier)
    return disclosure.cells(rows, places(ABOVE), months(*(ends or (OCTOBER,))), None)


def signs(found: pd.DataFrame, month: str = "2026-10") -> dict:
    mine = found[(found["periode"] == month) & (found["ditekan"] != SHOWN)]
    return dict(zip(mine["kode_wilayah"], mine["ditekan"], strict=True))


def in_force() -> pd.DataFrame:
    version = summary.current()
    with summary.engine(version).connect() as connection:
        return read.public_cells(connection, version.number)


def test_cells_worked_by_hand():
    written.publish(public=True)

    found = in_force().set_index(CELL).sort_index()
    fresh = found.loc["kemutakhiran_24_pct", ""]
    october = fresh.xs("2026-10", level="periode")
    # Watu has 3 of 6; Karanganyar (Hilir) would give it away: 153 less 150
    assert october["ditekan"].to_dict() == {
        "33.28": "",
        "33.28.01": "",
        "33.28.01.2001": "",
        "33.28.01.2002": "",
        "33.28.02": "",
        "33.28.02.1003": "primer",
        "33.28.02.2004": "sekunder",
    }
    assert october.loc["33.28", ["pembilang", "penyebut"]].tolist() == [363, 506]
    assert october.loc["33.28.02", ["pembilang", "penyebut"]].tolist() == [153, 206]
    assert october.loc[["33.28.02.1003", "33.28.02.2004"], "pembilang"].isna().all()
    assert october["tingkat"].to_dict()["33.28.02.1003"] == "kelurahan"


def test_verval_is_for_kecamatan_and_hides_there():
    written.publish(public=True)

    found = in_force().set_index(CELL).sort_index().loc["verval_pct", ""]

    # 70 of 150, 0 of 40, 70 of 190; no desa
    assert found["pembilang"].to_dict() == {
        ("33.28", "2026-10"): 70,
        ("33.28.01", "2026-10"): 70,
        ("33.28.02", "2026-10"): 0,
    }


def test_a_musdes_is_about_no_person_and_hides_nothing():
    written.publish(public=True)

    found = in_force().set_index(CELL).sort_index().loc["musdes_pct", ""]

    assert (found["ditekan"] == SHOWN).all()
    # the list of June was never imported: that is not "none met"
    assert found.xs("2026-06", level="periode")["penyebut"].isna().all()
    assert found.loc[("33.28", "2026-10"), ["pembilang", "penyebut"]].tolist() == [2, 4]


def test_what_is_nested_rare_or_estimated_is_not_for_everybody():
    written.publish(public=True)

    assert {figure.indicator.code for figure in FIGURES} == {
        *("kemutakhiran_24_pct", "isian_lengkap_pct", "nik_padan_pct", "verval_pct"),
        *("musdes_pct", "cakupan_kk_pct"),
    }
    assert "kemutakhiran_12_pct" not in set(in_force()["indikator"])


def test_coverage_is_for_programmes_and_not_for_any_of_them(monkeypatch):
    desa = {(kode, "2026-10"): (20, 100, 0) for kode in ABOVE if len(kode) == 13}
    parts = ["", "PKH", "PKH · desil 1", "desil 1", "tanpa desil"]
    rows = pd.concat([sums(desa, "cakupan_kk_pct", part) for part in parts])

    assert set(opened(rows, None, monkeypatch)["kategori"]) == {"PKH"}


def test_zero_not_known_and_impossible(monkeypatch):
    rows = sums(
        {
            ("33.28.01.2001", "2026-10"): (0, 40, 0),  # a real zero
            ("33.28.01.2002", "2026-10"): (0, 50, 50),  # nothing known
            ("33.28.02.1003", "2026-10"): (30, 20, 0),  # cannot be
            ("33.28.02.2004", "2026-10"): (60, 90, 0),
        }
    )

    found = opened(rows, None, monkeypatch).set_index("kode_wilayah")

    assert (found["ditekan"] == SHOWN).all()
    assert found["pembilang"].to_dict() == pytest.approx(
        {
            "33.28": 60,
            "33.28.01": 0,
            "33.28.01.2001": 0,
            "33.28.01.2002": np.nan,
            "33.28.02": 60,
            "33.28.02.1003": np.nan,
            "33.28.02.2004": 60,
        },
        nan_ok=True,
    )


def test_a_running_month_and_one_before_last_year_are_left_out(monkeypatch):
    ends = [pd.Timestamp(2025, 9, 30) + pd.offsets.MonthEnd(n) for n in range(14)]
    desa = [kode for kode in ABOVE if len(kode) == 13]
    rows = sums({(d, f"{end:%Y-%m}"): (20, 90, 0) for d in desa for end in ends})
    days = [end.date() for end in ends[:-1]] + [date(2026, 11, 13)]

    found = opened(rows, None, monkeypatch, *days)

    # 13 months end with October 2026; November has only 13 of its days
    assert sorted(found["periode"].unique()) == [f"{end:%Y-%m}" for end in ends[:-1]]


def test_a_small_base_is_hidden_alike_in_all_figures_that_rest_on_it(monkeypatch):
    # 3 families live in 1003; A desa hidden by one figure and shown by the other would tell
    fresh = {"33.28.01.2001": 50, "33.28.01.2002": 50, "33.28.02.1003": 2, "33.28.02.2004": 40}
    base = {"33.28.01.2001": 90, "33.28.01.2002": 90, "33.28.02.1003": 3, "33.28.02.2004": 90}
    full = fresh | {"33.28.01.2001": 88}  # 2 are left over
    rows = pd.concat(
        sums({(d, "2026-10"): (n, base[d], 0) for d, n in counts.items()}, code)
        for code, counts in (("kemutakhiran_24_pct", fresh), ("isian_lengkap_pct", full))
    )

    found = opened(rows, None, monkeypatch)

    hidden = found[found["ditekan"] != SHOWN].groupby("indikator")["kode_wilayah"].agg(set)
    assert hidden["kemutakhiran_24_pct"] == hidden["isian_lengkap_pct"]
    assert {"33.28.01.2001", "33.28.02.1003", "33.28.02.2004"} <= hidden["kemutakhiran_24_pct"]


def readable(found: pd.DataFrame) -> pd.DataFrame:
    """The cells of one series as the attacker reads them."""
    names = {"kode_wilayah": "area", "kategori": "category", "periode": "period"}
    names |= {"pembilang": "numerator", "penyebut": "denominator", "ditekan": "suppressed"}
    return found.rename(columns=names)


def test_readers_of_two_versions_recover_nothing(monkeypatch):
    found, fresh = attacked_twice(monkeypatch)

    assert recovered(found).empty
    assert not recovered(fresh).empty  # had the second not known of the first


def attacked_twice(monkeypatch) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what somebody with both versions finds out: with, and without, memory between them.

    Of three desa under one roof the 3 hides the smaller neighbour, 20. In the next month the
    other one is small: hidden in both, it would do for the 3 as well, and the 20 come to light.
    """
    monkeypatch.setitem(ABOVE, "33.28.01.2003", "33.28.01")
    first = {"33.28.01.2001": 3, "33.28.01.2002": 20, "33.28.01.2003": 25}
    rest = {"33.28.02.1003": 30, "33.28.02.2004": 30}
    later = first | {"33.28.01.2001": 20, "33.28.01.2003": 4}
    one = sums({(d, "2026-09"): (n, 60, 0) for d, n in (first | rest).items()})
    more = sums({(d, "2026-10"): (n, 60, 0) for d, n in (later | rest).items()})
    before = opened(one, None, monkeypatch, SEPTEMBER)
    both = pd.concat([one, more])
    found = []
    for earlier in (before, None):
        after = opened(both, earlier, monkeypatch, SEPTEMBER, OCTOBER)
        found.append(ranges([Reader(ABOVE).read(readable(before)).read(readable(after))], True))
    return found[0], found[1]


def test_what_was_hidden_stays_hidden(monkeypatch):
    desa = {"33.28.01.2001": 3, "33.28.01.2002": 20, "33.28.02.1003": 30, "33.28.02.2004": 30}
    one = sums({(d, "2026-09"): (n, 60, 0) for d, n in desa.items()})
    grown = {d: n + 20 for d, n in desa.items()}
    two = sums({(d, "2026-10"): (n, 60, 0) for d, n in grown.items()})
    before = opened(one, None, monkeypatch, SEPTEMBER)

    after = opened(pd.concat([one, two]), before, monkeypatch, SEPTEMBER, OCTOBER)
    alone = opened(two, before, monkeypatch, OCTOBER)  # September has left the window

    assert signs(after) == {"33.28.01.2001": FOR_ANOTHER, "33.28.01.2002": FOR_ANOTHER}
    assert signs(alone) == signs(after)


def test_a_revision_that_hides_a_cell_hides_all_under_its_roof(monkeypatch):
    monkeypatch.setitem(ABOVE, "33.28.01.2003", "33.28.01")
    desa = {"33.28.01.2001": 20, "33.28.01.2002": 21, "33.28.01.2003": 22}
    desa |= {"33.28.02.1003": 30, "33.28.02.2004": 31}
    one = {(d, "2026-10"): (n, 60, 0) for d, n in desa.items()}
    before = opened(sums(one), None, monkeypatch)
    assert signs(before) == {}

    after = opened(sums(one | {("33.28.01.2001", "2026-10"): (3, 60, 0)}), before, monkeypatch)

    # one of three lost 17, nobody can say which: 20, 21 or 22
    assert set(signs(after)) == {"33.28.01.2001", "33.28.01.2002", "33.28.01.2003"}
    assert after.set_index("kode_wilayah").loc["33.28.01", "pembilang"] == 46


@pytest.mark.timeout(600)  # a linear program for each of some 4,000 counts
def test_nobody_recovers_a_cell_of_the_sample(sample_data, monkeypatch):
    monkeypatch.setenv("PANTAU_DATA", str(sample_data))
    found = in_force()
    version = summary.current()
    with summary.engine(version).connect() as connection:
        areas = read.areas(connection, version.number)
    above = dict(areas.loc[areas["kode_induk"].isin(areas["kode"]), ["kode", "kode_induk"]].values)
    # a musdes hides nothing, and of verval no desa is shown
    people = found[~found["indikator"].isin(["musdes_pct"])]
    newest = people[people["periode"] == people["periode"].max()]

    hidden = 0
    for _, series in newest.groupby(["indikator", "kategori"]):
        # where nothing is known a reader knows as much: none of how many
        seen = readable(series.fillna({"pembilang": 0.0, "penyebut": 0.0}))
        seen.loc[seen["suppressed"] != SHOWN, ["numerator", "denominator"]] = np.nan
        reader = Reader(above).read(seen)
        if reader.unknown:
            hidden += len(reader.unknown)
            assert recovered(ranges([reader])).empty
    assert hidden > 100
